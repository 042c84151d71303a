// One message from its plan to its stored answer: the part of the Executor that does the work.
#pragma once

#include <optional>

#include "bridge/operations/outcome.h"
#include "bridge/operations/run.h"

namespace veerpont::operations {

// Finds operation, profile and register, and fills the scope. A Problem when the message cannot be handled at
// all.
Result<void> prepare_run(Run& run);

// True when the plan changes something, so that identical messages must not both run.
bool changes_register(const rules::Plan& plan);

// Steps in groups: a step runs after all earlier ones, or beside the one that it names.
Result<void> run_steps(Run& run, const rules::Step* after = nullptr);

// prepare_run() was done and the message is accepted: steps, answer or undo, and the final commit.
Outcome carry_out(Run& run, std::optional<store::Correlation> holder);

// The answer to a problem, not stored.
Outcome refusal(const Problem& problem, const stuf::Message* message, const MessageContext& context,
                const Clock& clock);

// Fills what is known of the run into an outcome.
void describe(Run& run, Outcome& outcome);

}  // namespace veerpont::operations
