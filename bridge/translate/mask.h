// What of a resource may be shown to somebody who may not see persons. Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "bridge/rules/plan.h"

namespace veerpont::translate {

// The resource with every value that the rules of the entity call personal replaced by "***"; names of
// properties, lists and objects stay. What no rule knows stays too, except within an object that belongs to a
// person: there everything is masked.
nlohmann::json masked(const rules::Entity& entity, nlohmann::json resource);

}  // namespace veerpont::translate
