// veerpont help rules | strategies: the words of the rule files, the converters and the strategies, as plain
// text.
#pragma once

#include <ostream>

#include "bridge/cli/options.h"

namespace veerpont::cli {

// `arguments`: the word of a kind of file (entity, codes, lookup, operation, profile, client), or nothing for
// all.
int run_help_rules(const Arguments& arguments, std::ostream& out, std::ostream& err);
int run_help_strategies(const Arguments& arguments, std::ostream& out, std::ostream& err);

}  // namespace veerpont::cli
