#include "bridge/cli/schema.h"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>

#include "bridge/rules/words.h"
#include "bridge/settings/settings.h"
#include "bridge/source/words.h"

namespace veerpont::cli {

namespace fs = std::filesystem;

std::map<std::string, std::string> rule_schemas() {
    std::map<std::string, std::string> made;
    for (const rules::FileKind kind : rules::kFileKinds) {
        const std::string name(rules::name_word(kind));
        const source::WordTable& table = rules::words_of(kind);
        made[name + ".schema.json"] = source::to_json_schema(table, table.description).dump(2) + "\n";
    }
    return made;
}

int run_schema(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    const std::optional<Options> options = parse_options(arguments, {}, err);
    if (!options || options->rest.size() > 1) {
        return kWrongUse;
    }
    const fs::path folder =
        options->rest.empty() ? fs::path("mappings/schema") : fs::path(options->rest.front());
    std::error_code failed;
    fs::create_directories(folder, failed);
    std::map<fs::path, std::string> files;
    for (auto& [name, content] : rule_schemas())
        files[folder / name] = content;
    if (options->rest.empty()) files["config/veerpont.schema.json"] = settings::json_schema();
    for (const auto& [path, content] : files) {
        std::ofstream file(path, std::ios::binary);
        file << content;
        if (!file.flush()) {
            err << path.string() << " is niet te schrijven.\n";
            return kWrongUse;
        }
        out << path.string() << "\n";
    }
    return kOk;
}

}  // namespace veerpont::cli
