// What the commands that look at rules (check, table, coverage) have in common: where rules and standards
// are, and loading them.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <ostream>
#include <vector>

#include "bridge/cli/options.h"
#include "bridge/cli/rules_loader.h"
#include "bridge/rules/rule_set.h"
#include "bridge/source/diagnostics.h"

namespace veerpont::cli {

// --config FILE (rules and wsdl as the bridge has them), or --rules FOLDER (several: later ones lie over
// earlier ones),
// --wsdl FOLDER and --vocabulary FOLDER.
std::vector<OptionSpec> rule_options();

struct ToolRules {
    std::unique_ptr<LoadedStandards> standards;
    std::vector<std::filesystem::path> folders;
    std::shared_ptr<const rules::RuleSet> rules;  // nullptr when `found` has errors
    source::Diagnostics found;
};

// Empty when the configuration or the standards cannot be read; `err` has been told.
std::optional<ToolRules> load_tool_rules(const Options& options, std::ostream& err);

// Tells `err` about findings; false when there are no rules to work with.
bool usable(const ToolRules& loaded, std::ostream& err);

}  // namespace veerpont::cli
