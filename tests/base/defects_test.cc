// Every test and every case that docs/defects-of-predecessors.md names exists.
#include <gtest/gtest.h>

#include <filesystem>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include "tests/support/temporary_folder.h"

namespace veerpont::test {
namespace {

namespace fs = std::filesystem;

TEST(DefectsOfPredecessors, EveryNamedTestExists) {
    std::set<std::string> existing;
    const std::regex declared(R"(\bTEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\))");
    for (const auto& file : fs::recursive_directory_iterator(fs::path(VEERPONT_SOURCE_DIR) / "tests")) {
        if (file.path().extension() != ".cc") continue;
        const std::string text = read_file(file.path());
        for (std::sregex_iterator it(text.begin(), text.end(), declared), end; it != end; ++it)
            existing.insert((*it)[1].str() + "." + (*it)[2].str());
    }
    const std::string doc = read_file(fs::path(VEERPONT_SOURCE_DIR) / "docs/defects-of-predecessors.md");
    const std::regex named(R"(`([A-Z]\w+\.\w+)`)");
    std::size_t count = 0;
    for (std::sregex_iterator it(doc.begin(), doc.end(), named), end; it != end; ++it, ++count)
        EXPECT_TRUE(existing.contains((*it)[1].str())) << (*it)[1].str();
    EXPECT_GE(count, 50U);
    const std::regex case_folder(R"(`([a-z0-9-]+/[a-z0-9-]+)`)");
    std::size_t cases = 0;
    for (std::sregex_iterator it(doc.begin(), doc.end(), case_folder), end; it != end; ++it, ++cases) {
        const auto folder = fs::path(VEERPONT_SOURCE_DIR) / "tests/cases" / (*it)[1].str();
        EXPECT_TRUE(fs::exists(folder / "calls.json")) << folder;
    }
    EXPECT_GE(cases, 15U);
    // Every row of a table names one.
    const std::regex empty_row(R"(\n\| (?!-|defect|habit)[^\n`]*\|[^`\n]*\|(?=\n))");
    EXPECT_FALSE(std::regex_search(doc, empty_row));
}

}  // namespace
}  // namespace veerpont::test
