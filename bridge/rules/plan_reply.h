// Plans the answer of an operation: its parts, where they come from and where they go.
//
// For the plan phase only; everything wrong goes to the diagnostics of the context.
#pragma once

#include <vector>

#include "bridge/rules/bind.h"
#include "bridge/rules/plan.h"
#include "bridge/rules/plan_scope.h"

namespace veerpont::rules {

// What an answer is made of.
struct ReplySources {
    const BindContext& context;
    const source::SourceNode& operation;
    const BoundProfile& profile;
    const std::vector<Step>& steps;
};

// `node` is the operation's "reply"; in `scope` every step is known, and {item} is left as the last part has it.
Reply build_reply(const ReplySources& sources, const source::SourceNode& node, PlanScope& scope);

}  // namespace veerpont::rules
