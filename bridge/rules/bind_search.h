// Binds the "search" of a step: names become pointers, and every path and parameter is followed through the standards.
// For the plan phase only; any thread that owns the context.
#pragma once

#include <string>

#include "bridge/rules/bind.h"
#include "bridge/rules/plan.h"
#include "bridge/rules/plan_scope.h"
#include "bridge/zgw/vocabulary.h"

namespace veerpont::rules {

// What a search may refer to.
struct SearchTables {
    const BoundProfile& profile;
    const Bound& bound;
};

// `operation`: the call of the step, nullptr when it is not known beforehand; `produced`: what the step gives.
Search bind_search(const BindContext& context, const PlanScope& scope, const SearchTables& tables,
                   const source::SourceNode& node, const zgw::Operation* operation, const Produced& produced);

// The operation that a step follows ("like") is another question, and has the steps that `only_asked` names.
void check_like(const BindContext& context, const source::SourceNode& operation,
                const source::SourceNode& like, const source::SourceNode* only_asked);

}  // namespace veerpont::rules
