// The read phase: all rule files of the given folders as trees with file and line. Later folders lie over
// earlier ones: a file of the same folder and name replaces the earlier.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/rules/words.h"
#include "bridge/source/diagnostics.h"
#include "bridge/source/node.h"

namespace veerpont::rules {

struct RuleFile {
    FileKind kind = FileKind::kEntity;
    std::string name;         // as shown: "entities/zaak.json"
    std::string stem;         // "zaak"
    source::SourceNode root;  // null when the text could not be read
    bool readable = false;
};

struct RuleFiles {
    std::vector<RuleFile> files;  // by kind, then name
    std::string hash;             // SHA-256 over names and contents
};

RuleFiles read_rule_files(const std::vector<std::filesystem::path>& folders,
                          source::Diagnostics& diagnostics);

// One file from its text.
RuleFile read_rule_file(FileKind kind, std::string_view stem, std::string_view text,
                        source::Diagnostics& diagnostics);

}  // namespace veerpont::rules
