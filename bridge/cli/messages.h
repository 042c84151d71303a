// `veerpont messages`: what is in the store, also beside a running bridge. Never shows personal data.
#pragma once

#include <ostream>

#include "bridge/cli/options.h"

namespace veerpont::cli {

int run_messages(const Arguments& arguments, std::ostream& out, std::ostream& err);

}  // namespace veerpont::cli
