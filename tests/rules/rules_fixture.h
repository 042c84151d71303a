// The small rule set of tests/rules/minimal and the standards it is checked against, loaded once per test
// program.
#pragma once

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "bridge/rules/rule_set.h"
#include "bridge/source/diagnostics.h"
#include "bridge/xml/schema_set.h"
#include "bridge/zgw/vocabulary.h"

namespace veerpont::test {

inline const std::filesystem::path& source_folder() {
    static const std::filesystem::path folder = VEERPONT_SOURCE_DIR;
    return folder;
}

inline std::filesystem::path minimal_rules() {
    return source_folder() / "tests/rules/minimal";
}

// The XSD of wsdl/zds-1.1, the vocabulary of mappings/vocabulary and two strategies.
inline const rules::Standards& rule_standards() {
    struct Loaded {
        std::shared_ptr<const xml::SchemaSet> schemas;
        zgw::Vocabulary vocabulary;
        rules::Standards standards;

        Loaded() {
            auto set = xml::SchemaSet::load(source_folder() / "wsdl/zds-1.1/berichten.xsd");
            auto words = zgw::Vocabulary::load(source_folder() / "mappings/vocabulary");
            if (!set.ok() || !words.ok()) {
                throw std::runtime_error(set.ok() ? words.problem().log_text : set.problem().log_text);
            }
            schemas = set.value();
            vocabulary = std::move(words.value());
            standards.schemas = {{"zds-1.1", &schemas->model()}};
            standards.vocabulary = &vocabulary;
            standards.strategies = {"close-zaak", "reserve-identificatie"};
        }
    };
    static const Loaded loaded;
    return loaded.standards;
}

inline std::shared_ptr<const rules::RuleSet> load_minimal(source::Diagnostics& found) {
    return rules::RuleSet::load({minimal_rules()}, rule_standards(), found);
}

}  // namespace veerpont::test
