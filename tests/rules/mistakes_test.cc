// Every mistake of mistakes.json, planted one at a time in the minimal rule set, gives exactly the findings
// listed with it: file, line, text and suggestion.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "bridge/base/text.h"
#include "bridge/rules/rule_set.h"
#include "tests/rules/rules_fixture.h"
#include "tests/support/temporary_folder.h"

namespace veerpont::rules {
namespace {

using nlohmann::json;

const json& mistakes() {
    static const json all = json::parse(test::read_file(test::source_folder() / "tests/rules/mistakes.json"));
    return all;
}

// The file with the mistake in it; the text replaced must stand there exactly once.
std::string planted(const json& mistake) {
    if (mistake.contains("content")) {
        return mistake.at("content");
    }
    std::string text = test::read_file(test::minimal_rules() / mistake.at("file").get<std::string>());
    const std::string from = mistake.at("replace").at(0);
    const std::size_t at = text.find(from);
    if (at == std::string::npos || text.find(from, at + 1) != std::string::npos) {
        throw std::runtime_error("not exactly once in the file: " + from);
    }
    return text.replace(at, from.size(), mistake.at("replace").at(1).get<std::string>());
}

class Mistake : public ::testing::TestWithParam<json> {};

TEST_P(Mistake, IsFoundWithFileLineAndSuggestion) {
    const json& mistake = GetParam();
    test::TemporaryFolder overlay;
    overlay.write(mistake.at("file").get<std::string>(), planted(mistake));
    source::Diagnostics found;
    EXPECT_EQ(RuleSet::load({test::minimal_rules(), overlay.path()}, test::rule_standards(), found), nullptr);
    std::string expected;
    for (const json& line : mistake.at("finds")) {
        expected += line.get<std::string>() + "\n";
    }
    EXPECT_EQ(found.text(), expected) << mistake.at("name");
}

std::string test_name(const ::testing::TestParamInfo<json>& info) {
    std::string name;
    for (const char c : info.param.at("name").get<std::string>()) {
        name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    }
    return name;
}

INSTANTIATE_TEST_SUITE_P(Planted, Mistake, ::testing::ValuesIn(mistakes().begin(), mistakes().end()),
                         test_name);

TEST(Mistakes, AreMany) {
    std::set<std::string> names;
    for (const json& mistake : mistakes()) {
        names.insert(mistake.at("name"));
        EXPECT_FALSE(mistake.at("finds").empty()) << mistake.at("name");
    }
    EXPECT_EQ(names.size(), mistakes().size());
    EXPECT_GE(names.size(), 80U);
}

}  // namespace
}  // namespace veerpont::rules
