// One test case: a folder with request.xml, zgw.json, calls.json and reply.xml, and optionally case.json and
// a folder rules/ that lies over the rules of the product. Runs the real Executor with a CaseRegister, a
// store in a temporary folder and a clock that stands still.
//
// case.json: {"about", "now": "2026-10-15T09:30:00Z", "soap-action", "sender": client profile,
// "organisatie": {"rsin", "gemeentecode", "naam", "catalogus"}, "use": ["../catalogus.json"]}; `use` names
// files with more answers of the register, asked after those of zgw.json.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "bridge/cli/rules_loader.h"
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
    std::shared_ptr<const rules::RuleSet> rules_for(const std::filesystem::path& folder) const;

    const LoadedStandards& standards_;
    std::vector<std::filesystem::path> folders_;
    std::shared_ptr<const rules::RuleSet> rules_;
    xml::ReaderPool requests_, replies_;
};

// All folders below `root` (or itself) that hold a request.xml, by name.
std::vector<std::filesystem::path> find_cases(const std::filesystem::path& root);

}  // namespace veerpont::cli
