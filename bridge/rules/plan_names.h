// The names that operations use, found among what a profile bound; what is unknown is reported to the diagnostics
// of the context.
//
// For the plan phase only; any thread that owns the context.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "bridge/rules/bind.h"
#include "bridge/rules/plan.h"

namespace veerpont::rules {

// What a node names; nullptr when there is no node or no such thing.
const Entity* find_entity(const BindContext& context, const BoundProfile& profile,
                          const source::SourceNode* named);
const CodeTable* find_codes(const BindContext& context, const BoundProfile& profile,
                            const source::SourceNode* named);

// The path `name` exists below a place in a message or an answer.
void check_child(const BindContext& context, const StufPosition& at, const std::string& name,
                 const source::SourceNode& place);

std::set<std::string> names_of(const std::vector<std::pair<std::string, Template>>& with);

}  // namespace veerpont::rules
