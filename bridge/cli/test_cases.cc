#include "bridge/cli/test_cases.h"

#include <exception>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "bridge/cli/case_run.h"
#include "bridge/cli/rule_tools.h"

namespace veerpont::cli {

namespace {

namespace fs = std::filesystem;

void print(const std::vector<CaseResult>& results, std::ostream& out) {
    std::size_t failed = 0;
    for (const CaseResult& result : results) {
        out << fmt::format("{:<9} {}\n",
                           !result.differences.empty() ? "anders"
                           : result.written            ? "vastgelegd"
                                                       : "goed",
                           result.name);
        for (const std::string& line : result.differences) {
            out << "            " << line << "\n";
        }
        failed += result.differences.empty() ? 0 : 1;
    }
    out << fmt::format("{} gevallen, {} anders dan verwacht.\n", results.size(), failed);
    if (!results.empty() && results.front().written) {
        out << "calls.json of register.json, en reply.xml zijn geschreven naar wat er nu gebeurt: lees ze na "
               "voordat u ze "
               "bewaart.\n";
    }
}

void print_json(const std::vector<CaseResult>& results, std::ostream& out) {
    nlohmann::json list = nlohmann::json::array();
    for (const CaseResult& result : results) {
        list.push_back({{"case", result.name},
                        {"ok", result.differences.empty()},
                        {"written", result.written},
                        {"differences", result.differences}});
    }
    out << list.dump(2) << "\n";
}

}  // namespace

int run_test(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    std::vector<OptionSpec> known = rule_options();
    known.insert(known.end(), {{"json", false}, {"write", false}});
    const std::optional<Options> options = parse_options(arguments, known, err);
    if (!options) {
        return kWrongUse;
    }
    std::vector<fs::path> cases;
    for (const std::string& root : options->rest.empty() ? Arguments{"tests/cases"} : options->rest) {
        if (!fs::is_directory(root)) {
            err << root << " is geen map.\n";
            return kWrongUse;
        }
        const std::vector<fs::path> found = find_cases(root);
        cases.insert(cases.end(), found.begin(), found.end());
    }
    if (cases.empty()) {
        err << "Er is geen enkel geval: een geval is een map met een request.xml.\n";
        return kWrongUse;
    }
    const std::optional<ToolRules> loaded = load_tool_rules(*options, err);
    if (!loaded || !usable(*loaded, err)) {
        return kWrongUse;
    }
    std::vector<CaseResult> results;
    try {
        const CaseRunner runner(*loaded->standards, loaded->folders);
        for (const fs::path& folder : cases) {
            results.push_back(runner.run(folder, options->has("write")));
        }
    } catch (const std::exception& failure) {
        err << failure.what() << "\n";
        return kWrongUse;
    }
    if (options->has("json")) {
        print_json(results, out);
    } else {
        print(results, out);
    }
    for (const CaseResult& result : results) {
        if (!result.differences.empty()) {
            return kFindings;
        }
    }
    return kOk;
}

}  // namespace veerpont::cli
