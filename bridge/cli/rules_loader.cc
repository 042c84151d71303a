#include "bridge/cli/rules_loader.h"

#include <stdexcept>

#include "bridge/operations/strategies/strategy.h"

namespace veerpont::cli {

LoadedStandards::LoadedStandards(const std::filesystem::path& wsdl, const std::filesystem::path& vocabulary) {
    const auto load = [this](const std::string& family, const std::filesystem::path& entry) {
        auto set = xml::SchemaSet::load(entry);
        if (!set) {
            throw std::runtime_error("Het schema " + entry.string() +
                                     " is niet te laden: " + set.problem().log_text);
        }
        standards_.schemas[family] = &(*set)->model();
        schemas_[family] = std::move(set).value();
    };
    load("zds-1.1", wsdl / "berichten.xsd");
    const std::filesystem::path newer = wsdl.parent_path() / "zds-1.2" / "berichten.xsd";
    if (std::filesystem::exists(newer)) load("zds-1.2", newer);
    auto words = zgw::Vocabulary::load(vocabulary);
    if (!words) {
        throw std::runtime_error("De ZGW-woordenlijst in " + vocabulary.string() +
                                 " is niet te laden: " + words.problem().log_text);
    }
    vocabulary_ = std::move(words).value();
    standards_.vocabulary = &vocabulary_;
    standards_.strategies = operations::strategy_names();
}

std::shared_ptr<const rules::RuleSet> LoadedStandards::load_rules(
    const std::vector<std::filesystem::path>& folders, source::Diagnostics& diagnostics) const {
    return rules::RuleSet::load(folders, standards_, diagnostics);
}

}  // namespace veerpont::cli
