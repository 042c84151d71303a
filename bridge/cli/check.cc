#include "bridge/cli/check.h"

#include <fmt/format.h>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "bridge/cli/rule_tools.h"

namespace veerpont::cli {

namespace {

namespace fs = std::filesystem;

// "mappings/entities/zaak.json" is shown as "entities/zaak.json".
std::string shown_name(const fs::path& file) {
    return (file.parent_path().filename() / file.filename()).generic_string();
}

source::Diagnostics only_files(const source::Diagnostics& found, const std::set<std::string>& files) {
    source::Diagnostics kept;
    for (const source::Diagnostic& finding : found.all()) {
        if (files.empty() || files.count(finding.file) > 0) {
            kept.add(finding);
        }
    }
    return kept;
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

}  // namespace

int run_check(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    std::vector<OptionSpec> known = rule_options();
    known.push_back({"json", false});
    std::optional<Options> options = parse_options(arguments, known, err);
    if (!options) {
        return kWrongUse;
    }
    std::set<std::string> files;
    for (const std::string& given : options->rest) {
        if (fs::is_directory(given)) {
            options->values["rules"].push_back(given);
        } else if (fs::is_regular_file(given)) {
            files.insert(shown_name(given));
        } else {
            err << given << " bestaat niet.\n";
            return kWrongUse;
        }
    }
    const std::optional<ToolRules> loaded = load_tool_rules(*options, err);
    if (!loaded) {
        return kWrongUse;
    }
    const source::Diagnostics shown = only_files(loaded->found, files);
    if (options->has("json")) {
        out << shown.json().dump(2) << "\n";
        return shown.ok() ? kOk : kFindings;
    }
    out << shown.text();
    if (shown.ok() && loaded->rules != nullptr) {
        const rules::RuleSet& rules = *loaded->rules;
        out << fmt::format("De regels zijn in orde: {}, {}, {} (regelset {}).\n",
                           counted(rules.operations().size(), "operatie", "operaties"),
                           counted(rules.entities("default").size(), "entiteit", "entiteiten"),
                           counted(rules.profiles().size(), "profiel", "profielen"),
                           rules.hash().substr(0, 12));
        return kOk;
    }
    if (shown.ok()) {
        out << fmt::format("In deze bestanden is niets gevonden; elders {}.\n",
                           counted(loaded->found.errors(), "fout", "fouten"));
        return kOk;
    }
    out << fmt::format("{}; de regels kunnen zo niet gebruikt worden.\n",
                       counted(shown.errors(), "fout", "fouten"));
    return kFindings;
}

}  // namespace veerpont::cli
