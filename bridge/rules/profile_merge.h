// Lays profiles over the definition of an entity: overrides change the words they name, additions add rules.
// The result is a tree like the one that was read, every value still knowing its file and line.
//
// Pure functions.
#pragma once

#include <string_view>
#include <vector>

#include "bridge/source/diagnostics.h"
#include "bridge/source/node.h"

namespace veerpont::rules {

// `profiles`: the default profile first. Unknown targets and rules that have become wrong are reported.
source::SourceNode merge_profiles(const source::SourceNode& entity, std::string_view entity_name,
                                  const std::vector<const source::SourceNode*>& profiles,
                                  source::Diagnostics& diagnostics);

}  // namespace veerpont::rules
