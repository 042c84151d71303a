#include "bridge/cli/rule_tools.h"

#include <exception>
#include <string>
#include <utility>

#include "bridge/cli/serve.h"
#include "bridge/settings/settings.h"

namespace veerpont::cli {

namespace fs = std::filesystem;

std::vector<OptionSpec> rule_options() {
    std::vector<OptionSpec> options = settings_options();
    options.insert(options.end(), {{"rules", true}, {"wsdl", true}, {"vocabulary", true}});
    return options;
}

std::optional<ToolRules> load_tool_rules(const Options& options, std::ostream& err) {
    settings::Settings settings;
    const bool complete = options.has("rules") && options.has("wsdl") && options.has("vocabulary");
    if (options.has("config") || (!complete && fs::exists("config/veerpont.json"))) {
        auto read = load_settings(options, err);
        if (!read) {
            return std::nullopt;
        }
        settings = std::move(*read);
    }
    ToolRules loaded;
    loaded.folders = settings.rules;
    const fs::path vocabulary = options.get("vocabulary", (settings.rules.front() / "vocabulary").string());
    if (options.has("rules")) {
        const std::vector<std::string> given = options.all("rules");
        loaded.folders.assign(given.begin(), given.end());
    }
    try {
        loaded.standards =
            std::make_unique<LoadedStandards>(options.get("wsdl", settings.server.wsdl_dir), vocabulary);
    } catch (const std::exception& failure) {
        err << failure.what() << "\n";
        return std::nullopt;
    }
    loaded.rules = loaded.standards->load_rules(loaded.folders, loaded.found);
    return loaded;
}

bool usable(const ToolRules& loaded, std::ostream& err) {
    if (loaded.rules == nullptr) {
        err << loaded.found.text() << "De regels zijn niet geladen.\n";
    }
    return loaded.rules != nullptr;
}

}  // namespace veerpont::cli
