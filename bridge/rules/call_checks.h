// The calls of steps against the vocabulary: which call it is, whether what it sends exists there, what it gives.
// Everything wrong goes to the diagnostics of the context. For the plan phase only; any thread that owns the
// context.
#pragma once

#include "bridge/rules/bind.h"
#include "bridge/rules/plan.h"
#include "bridge/rules/plan_scope.h"
#include "bridge/zgw/vocabulary.h"

namespace veerpont::rules {

// The vocabulary's description of the call of a step; nullptr when there is none or it cannot be known beforehand.
const zgw::Operation* check_call(const BindContext& context, const PlanScope& scope,
                                 const source::SourceNode& node, const Step& made);

// A body of `with` alone: every name is a property.
void check_with_properties(const BindContext& context, const source::SourceNode& body,
                           const zgw::Operation* operation);

// What the entity writes exists in the body of this very call (POST and PATCH differ). False when the entity is
// none for this call.
bool check_body_properties(const BindContext& context, const source::SourceNode& body, const Entity& entity,
                           const zgw::Operation& operation);

// What later steps can read of this one.
Produced produced_by(const PlanScope& scope, const Step& made, const zgw::Operation* operation);

}  // namespace veerpont::rules
