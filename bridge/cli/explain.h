// veerpont explain: what would happen to a message, value by value and call by call, without doing any of it.
#pragma once

#include <ostream>

#include "bridge/cli/options.h"

namespace veerpont::cli {

// explain MESSAGE.xml: operation, profile, every value with its rule, every call. Look-ups are not made:
// "{zaaktype}" stands for what the catalogue would answer. explain --reverse RESOURCE.json --entity NAME: the
// same rules read backwards. Values of persons are masked unless --show-values. 0 when it would succeed, 1
// when it would be refused, 2 wrong use.
int run_explain(const Arguments& arguments, std::ostream& out, std::ostream& err);

}  // namespace veerpont::cli
