// `veerpont demo`: bridge and sandbox in one process, a form engine's messages, and for a human what happened
// to them. Exit code 0 only when every answer and the register are right.
#pragma once

#include <ostream>

#include "bridge/cli/options.h"

namespace veerpont::cli {

int run_demo(const Arguments& arguments, std::ostream& out, std::ostream& err);

}  // namespace veerpont::cli
