// Loads schemas, vocabulary and rules as a bridge does: used by serve, and by the tools that look at rules.
// A LoadedStandards is made once and then only read; any thread.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bridge/rules/rule_set.h"
#include "bridge/source/diagnostics.h"
#include "bridge/xml/schema_set.h"
#include "bridge/zgw/vocabulary.h"

namespace veerpont::cli {

class LoadedStandards {
  public:
    // wsdl: folder of ZDS 1.1 ("wsdl/zds-1.1"); that of ZDS 1.2 is used when it stands beside it. vocabulary:
    // folder with the ZGW vocabulary. Throws std::runtime_error.
    LoadedStandards(const std::filesystem::path& wsdl, const std::filesystem::path& vocabulary);
    LoadedStandards(const LoadedStandards&) = delete;
    LoadedStandards& operator=(const LoadedStandards&) = delete;

    const rules::Standards& standards() const { return standards_; }
    // By family: "zds-1.1", "zds-1.2".
    const std::map<std::string, std::shared_ptr<const xml::SchemaSet>>& schemas() const { return schemas_; }
    std::shared_ptr<const rules::RuleSet> load_rules(const std::vector<std::filesystem::path>& folders,
                                                     source::Diagnostics& diagnostics) const;

  private:
    std::map<std::string, std::shared_ptr<const xml::SchemaSet>> schemas_;
    zgw::Vocabulary vocabulary_;
    rules::Standards standards_;
};

}  // namespace veerpont::cli
