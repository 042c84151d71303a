// The plan phase: every operation with every profile becomes one Plan. Steps are checked against the
// vocabulary and against each other: what a placeholder names has been produced, calls exist, required
// properties are supplied.
//
// The plans point into Bound, which must live as long as they do.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "bridge/rules/bind.h"
#include "bridge/rules/plan.h"

namespace veerpont::rules {

struct Plans {
    std::map<std::pair<std::string, std::string>, Plan> by_operation_and_profile;
    std::map<std::string, StufPath, std::less<>>
        profile_paths;  // by operation; empty path: not in the message
};

Plans plan(const BindContext& context, const Bound& bound);

}  // namespace veerpont::rules
