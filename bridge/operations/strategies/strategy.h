// A strategy decides which calls a step makes where a table cannot say it (mapping-language 2.8); it never
// maps fields itself: bodies come from entities. Each strategy is a class with a contract of its own; the
// registry knows them by name.
//
// A strategy object has no state and is shared by all threads.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "bridge/base/result.h"

namespace veerpont::operations {

class StepContext;  // bridge/operations/step_context.h

class Strategy {
  public:
    virtual ~Strategy() = default;
    virtual std::string_view name() const = 0;
    // What it does, in Dutch, for `veerpont help strategies`.
    virtual std::string_view about() const = 0;
    // False when the same message may be handled twice without harm: it then takes no claim, and its sender is
    // answered when the deadline is over.
    virtual bool takes_claim() const { return true; }
    // Carries out the step and gives its answer for the scope: calls go through the context, which journals
    // them with their undo.
    virtual Result<nlohmann::json> run(StepContext& context) const = 0;
};

// nullptr when there is no such strategy.
const Strategy* find_strategy(std::string_view name);
const std::vector<const Strategy*>& strategies();
// For rules::Standards::strategies.
std::vector<std::string> strategy_names();

}  // namespace veerpont::operations
