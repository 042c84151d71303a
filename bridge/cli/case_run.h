// One test case: a folder with request.xml and reply.xml, and optionally case.json and a folder rules/ that
// lies over the rules of the product. Runs the real Executor with a store in a temporary folder and a clock
// that stands still, against one of two registers:
//
//   zgw.json, calls.json   a CaseRegister: what the register answers, and which calls are made;
//   register.json          with "catalogue" in case.json a CaseSandbox: what is in the register afterwards.
//
// More messages in a row are request-2.xml, request-3.xml... with their replies.
//
// case.json: {"about", "now": "2026-10-15T09:30:00Z", "soap-action": of all messages, or a list, "sender":
// client profile, "organisatie": {"rsin", "gemeentecode", "naam", "catalogus"}, "use": ["../catalogus.json"],
// "catalogue": ["../catalogus-proef.json"], "rules": ["../regels"]}; `use` names files with more answers of
// the register, asked after those of zgw.json; `catalogue` what is put in the embedded register; `rules`
// folders that cases share.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bridge/cli/rules_loader.h"
#include "bridge/operations/executor.h"
#include "bridge/xml/reader.h"

namespace veerpont::cli {

struct CaseResult {
    std::string name;  // "creeer-zaak/minimaal"
    std::vector<std::string> differences;
    bool written = false;
};

// Runs cases one after the other; one thread.
class CaseRunner {
  public:
    // Both outlive the runner.
    CaseRunner(const LoadedStandards& standards, std::vector<std::filesystem::path> rules);

    // `write`: makes calls.json and reply.xml of what happened in place of comparing. What is wrong with the
    // case itself is a difference too.
    CaseResult run(const std::filesystem::path& folder, bool write) const;

  private:
    std::vector<std::string> run_case(const std::filesystem::path& folder, bool write) const;
    operations::Outcome send(operations::Executor& executor, const std::filesystem::path& file,
                             operations::MessageContext context) const;
    std::shared_ptr<const rules::RuleSet> rules_for(const std::filesystem::path& folder,
                                                    const nlohmann::json& settings) const;

    const LoadedStandards& standards_;
    std::vector<std::filesystem::path> folders_;
    std::shared_ptr<const rules::RuleSet> rules_;
    mutable std::map<std::vector<std::filesystem::path>, std::shared_ptr<const rules::RuleSet>> more_rules_;
    xml::ReaderPool requests_, replies_;
};

// All folders below `root` (or itself) that hold a request.xml, by name.
std::vector<std::filesystem::path> find_cases(const std::filesystem::path& root);

}  // namespace veerpont::cli
