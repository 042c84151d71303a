// The rules that are shipped load without a finding, against the standards that are shipped.
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "bridge/rules/rule_set.h"
#include "tests/rules/rules_fixture.h"

namespace veerpont::rules {
namespace {

TEST(ProductRules, LoadClean) {
    Standards standards = test::rule_standards();
    standards.strategies.clear();  // which strategies exist is tested where they are
    source::Diagnostics found;
    const auto begin = std::chrono::steady_clock::now();
    const auto rules = RuleSet::load({test::source_folder() / "mappings"}, standards, found);
    const auto took = std::chrono::steady_clock::now() - begin;
    EXPECT_TRUE(found.all().empty()) << found.text();
    ASSERT_NE(rules, nullptr);
    RecordProperty("milliseconds",
                   static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(took).count()));
    for (const std::string& operation : rules->operations()) {
        EXPECT_NE(rules->plan(operation, ""), nullptr) << operation;
    }
}

}  // namespace
}  // namespace veerpont::rules
