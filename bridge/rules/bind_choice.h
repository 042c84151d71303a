// Binds a choice: the cases by which one ZGW property says what the object beside it is.
//
// For the bind phase only; any thread that owns the context.
#pragma once

#include <map>
#include <string>

#include "bridge/rules/bind.h"
#include "bridge/rules/plan.h"

namespace veerpont::rules {

// The entities' files as the profile changed them, by name.
using MergedEntities = std::map<std::string, source::SourceNode, std::less<>>;

// What the cases of a choice refer to.
struct ChoiceScope {
    const BindContext& context;
    const BoundProfile& profile;
    const MergedEntities& merged;
    const std::map<std::string, std::string>& expands;  // of the entity that holds the choice
};

// Adds the cases in `node` to the rule; `stuf` and `zgw` are where the entity stands. Everything wrong is
// reported.
void bind_choice(const ChoiceScope& scope, const source::SourceNode& node, const StufPosition& stuf,
                 const ZgwPosition& zgw, FieldRule& rule);

}  // namespace veerpont::rules
