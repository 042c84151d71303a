#include "bridge/rules/rule_files.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <system_error>
#include <utility>

#include "bridge/base/crypto.h"
#include "bridge/base/text.h"
#include "bridge/source/reader.h"

namespace veerpont::rules {

namespace {

namespace fs = std::filesystem;

// vocabulary/ is read by zgw, schema/ is generated from the word tables.
bool is_other_folder(std::string_view name) {
    return name == "vocabulary" || name == "schema" || (!name.empty() && name.front() == '.');
}

using Found = std::map<std::pair<FileKind, std::string>, fs::path>;

void collect_folder(const fs::path& folder, FileKind kind, Found& found, source::Diagnostics& diagnostics) {
    std::error_code failed;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, failed)) {
        if (!entry.is_regular_file()) {
            continue;
        }
        const std::string name = entry.path().filename().string();
        if (entry.path().extension() == ".json") {
            found[{kind, entry.path().stem().string()}] = entry.path();
        } else if (entry.path().extension() != ".md") {
            diagnostics.warning(source::place_of_file(std::string(folder_of(kind)) + "/" + name),
                                "is geen .json-bestand en wordt niet gelezen");
        }
    }
}

void collect(const fs::path& rules, Found& found, source::Diagnostics& diagnostics) {
    std::error_code failed;
    if (!fs::is_directory(rules, failed)) {
        diagnostics.error(source::place_of_file(rules.string()), "deze map met regels bestaat niet");
        return;
    }
    std::vector<std::string> folders;
    for (const FileKind kind : kFileKinds) {
        folders.emplace_back(folder_of(kind));
        collect_folder(rules / folder_of(kind), kind, found, diagnostics);
    }
    for (const fs::directory_entry& entry : fs::directory_iterator(rules, failed)) {
        const std::string name = entry.path().filename().string();
        if (!entry.is_directory() || is_other_folder(name)) {
            continue;
        }
        if (std::find(folders.begin(), folders.end(), name) == folders.end()) {
            diagnostics.error(source::place_of_file(name), "onbekende map \"" + name + "\" tussen de regels",
                              closest(name, folders).value_or(""));
        }
    }
}

}  // namespace

RuleFile read_rule_file(FileKind kind, std::string_view stem, std::string_view text,
                        source::Diagnostics& diagnostics) {
    RuleFile file;
    file.kind = kind;
    file.stem = stem;
    file.name = std::string(folder_of(kind)) + "/" + file.stem + ".json";
    std::optional<source::SourceNode> root = source::read_json(text, file.name, diagnostics);
    if (root) {
        file.readable = true;
        file.root = std::move(*root);
    }
    return file;
}

RuleFiles read_rule_files(const std::vector<fs::path>& folders, source::Diagnostics& diagnostics) {
    Found found;
    for (const fs::path& folder : folders) {
        collect(folder, found, diagnostics);
    }
    RuleFiles read;
    Sha256 hash;
    for (const auto& [key, path] : found) {
        std::ifstream in(path, std::ios::binary);
        const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
        read.files.push_back(read_rule_file(key.first, key.second, text, diagnostics));
        if (!in) {
            diagnostics.error(source::place_of_file(read.files.back().name), "dit bestand is niet te lezen");
        }
        hash.update(read.files.back().name + "\n" + std::to_string(text.size()) + "\n");
        hash.update(text);
    }
    read.hash = hash.hex();
    return read;
}

}  // namespace veerpont::rules
