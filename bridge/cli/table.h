// veerpont table ENTITY [--format=md|csv] [--profile=NAME]: the rules of an entity as the two-column table
// that a functioneel beheerder signs off.
#pragma once

#include <ostream>
#include <string>

#include "bridge/cli/options.h"
#include "bridge/rules/plan.h"

namespace veerpont::cli {

enum class TableFormat { kMarkdown, kCsv };

// One row per rule; the fields of groups and the cases of choices follow theirs, with whole paths.
std::string entity_table(const rules::Entity& entity, TableFormat format);

int run_table(const Arguments& arguments, std::ostream& out, std::ostream& err);

}  // namespace veerpont::cli
