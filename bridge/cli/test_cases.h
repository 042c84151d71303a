// `veerpont test [MAP...]`: runs test cases, which are folders and not code (standard tests/cases), and shows
// per case what is different. With --write the calls and the reply that came about become what is expected.
#pragma once

#include <ostream>

#include "bridge/cli/options.h"

namespace veerpont::cli {

// 0: all cases as expected, 1: differences, 2: wrong use or no case found.
int run_test(const Arguments& arguments, std::ostream& out, std::ostream& err);

}  // namespace veerpont::cli
