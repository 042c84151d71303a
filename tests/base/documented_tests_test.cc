// Documents that name tests tell the truth: docs/defects-of-predecessors.md and docs/tolerances.md.
#include <gtest/gtest.h>

#include <filesystem>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/temporary_folder.h"

namespace veerpont::test {
namespace {

namespace fs = std::filesystem;

struct NamedTest {
    std::string body;    // the text between its braces
    bool whole = false;  // its file has a bridge or an Executor, with a register, to look at
};

// By "Suite.Name".
const std::map<std::string, NamedTest>& all_named_tests() {
    static const std::map<std::string, NamedTest> tests = [] {
        std::map<std::string, NamedTest> found;
        const std::regex looks(
            R"(\b(RunningBridge|ZaakBridge|TwoProcesses|OperationsTest|Executor|Sandbox)\b)");
        const std::regex declared(R"(\bTEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\))");
        for (const auto& file : fs::recursive_directory_iterator(fs::path(VEERPONT_SOURCE_DIR) / "tests")) {
            if (file.path().extension() != ".cc") continue;
            const std::string text = read_file(file.path());
            const bool whole = std::regex_search(text, looks);
            for (std::sregex_iterator it(text.begin(), text.end(), declared), end; it != end; ++it) {
                const auto start = static_cast<std::size_t>(it->position() + it->length());
                found[(*it)[1].str() + "." + (*it)[2].str()] = {
                    text.substr(start, text.find("\n}\n", start) - start), whole};
            }
        }
        return found;
    }();
    return tests;
}

std::string document(const std::string& name) {
    return read_file(fs::path(VEERPONT_SOURCE_DIR) / "docs" / name);
}

std::vector<std::string> tests_named_in(const std::string& text) {
    std::vector<std::string> names;
    const std::regex named(R"(`([A-Z]\w+\.\w+)`)");
    for (std::sregex_iterator it(text.begin(), text.end(), named), end; it != end; ++it)
        names.push_back((*it)[1].str());
    return names;
}

TEST(DefectsOfPredecessors, EveryNamedTestExists) {
    const std::string doc = document("defects-of-predecessors.md");
    const std::vector<std::string> names = tests_named_in(doc);
    for (const std::string& name : names)
        EXPECT_TRUE(all_named_tests().contains(name)) << name;
    EXPECT_GE(names.size(), 50U);
    const std::regex case_folder(R"(`([a-z0-9-]+/[a-z0-9-]+)`)");
    std::size_t cases = 0;
    for (std::sregex_iterator it(doc.begin(), doc.end(), case_folder), end; it != end; ++it, ++cases) {
        const auto folder = fs::path(VEERPONT_SOURCE_DIR) / "tests/cases" / (*it)[1].str();
        EXPECT_TRUE(fs::exists(folder / "case.json")) << folder;
    }
    EXPECT_GE(cases, 15U);
    // Every row of a table names one.
    const std::regex empty_row(R"(\n\| (?!-|defect|habit)[^\n`]*\|[^`\n]*\|(?=\n))");
    EXPECT_FALSE(std::regex_search(doc, empty_row));
}

TEST(Tolerances, EveryOneHasATestOfItsNameThatLooksAtAnAnswerOrTheRegister) {
    std::set<std::string> missing;
    for (int number = 1; number <= 87; ++number)
        missing.insert("T" + std::to_string(number));
    for (int number = 1; number <= 14; ++number)
        missing.insert("A" + std::to_string(number));
    // A test expects something itself, or hands it to a function of its fixture that does.
    const std::regex expects(R"(EXPECT_|ASSERT_|\b(done|set_status|change|sends|expect_\w+)\()");
    std::istringstream rows(document("tolerances.md"));
    for (std::string row; std::getline(rows, row);) {
        std::smatch id;
        if (!std::regex_search(row, id, std::regex(R"(^\| ([TA][0-9]+) \|)"))) continue;
        EXPECT_EQ(missing.erase(id[1].str()), 1U) << id[1] << " is there twice, or unknown";
        const std::vector<std::string> names = tests_named_in(row);
        EXPECT_FALSE(names.empty()) << row;
        for (const std::string& name : names) {
            const auto found = all_named_tests().find(name);
            ASSERT_NE(found, all_named_tests().end()) << name;
            const std::regex own("[._]" + id[1].str() + "_");
            EXPECT_TRUE(std::regex_search(name, own)) << name << " is not called after " << id[1];
            EXPECT_TRUE(std::regex_search(found->second.body, expects)) << name << " expects nothing";
            EXPECT_TRUE(found->second.whole) << name << " has no answer and no register to look at";
        }
    }
    EXPECT_TRUE(missing.empty()) << *missing.begin() << " has no row";
}

}  // namespace
}  // namespace veerpont::test
