// Which messages an operation takes: its `accepts` entries, and that no two operations take the same.
//
// For the plan phase only; everything wrong goes to the diagnostics of the context.
#pragma once

#include <string_view>
#include <vector>

#include "bridge/rules/bind.h"
#include "bridge/rules/plan.h"
#include "bridge/rules/plan_scope.h"

namespace veerpont::rules {

// The namespace of a prefix of body elements ("zkn"); empty when there is no such prefix.
std::string_view body_namespace(std::string_view prefix);

// Where the body elements that the operation accepts stand: those that the XSD sets know, else one where everything
// is open. A message of StUF-ZKN without a set of its own has the object of one that does.
std::vector<StufPosition> message_roots(const BindContext& context, const source::SourceNode& operation);

Accepts build_accepts(const BindContext& context, const PlanScope& scope, const source::SourceNode& node);

// No message may fit two operations.
void check_accepts(const BindContext& context);

}  // namespace veerpont::rules
