// `veerpont bench`: what one message costs, beside the same ZGW calls made directly in the same run.
// Everything is judged as a ratio: absolute figures depend on the machine.
#pragma once

#include <ostream>

#include "bridge/cli/options.h"

namespace veerpont::cli {

int run_bench(const Arguments& arguments, std::ostream& out, std::ostream& err);

}  // namespace veerpont::cli
