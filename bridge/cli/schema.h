// veerpont schema [FOLDER]: writes the JSON Schemas of the rule files for editors, made from the word tables,
// so that they cannot say something else than the checker does.
#pragma once

#include <map>
#include <ostream>
#include <string>

#include "bridge/cli/options.h"

namespace veerpont::cli {

// File name ("entity.schema.json") and content.
std::map<std::string, std::string> rule_schemas();

// Standard folder: mappings/schema; then config/veerpont.schema.json is written too. 0, or 2 when it cannot
// be written.
int run_schema(const Arguments& arguments, std::ostream& out, std::ostream& err);

}  // namespace veerpont::cli
