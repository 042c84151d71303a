// The commands of the program: one row each, so that help and dispatch cannot differ.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "bridge/cli/options.h"

namespace veerpont::cli {

// Runs the command named by the first argument; its exit code (0 all right, 1 findings, 2 wrong use).
int run(const Arguments& arguments, std::ostream& out, std::ostream& err);

}  // namespace veerpont::cli
