// veerpont check [FILE...] [--json]: all findings about the rules, or only those about the given files (the
// rest is loaded too: a rule means nothing alone). A folder as argument is the rules folder to check.
#pragma once

#include <ostream>

#include "bridge/cli/options.h"

namespace veerpont::cli {

// 0: no errors, 1: errors, 2: wrong use.
int run_check(const Arguments& arguments, std::ostream& out, std::ostream& err);

}  // namespace veerpont::cli
