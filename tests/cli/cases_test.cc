// Runs every folder under tests/cases: one test per folder, as `veerpont test` does.
#include <gtest/gtest.h>
#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "bridge/cli/case_compare.h"
#include "bridge/cli/case_run.h"
#include "tests/cli/answers.h"
#include "tests/support/temporary_folder.h"

namespace veerpont::cli {
namespace {

namespace fs = std::filesystem;

fs::path source(const std::string& path) {
    return fs::path(VEERPONT_SOURCE_DIR) / path;
}

const CaseRunner& runner() {
    static const LoadedStandards standards(source("wsdl/zds-1.1"), source("mappings/vocabulary"));
    static const CaseRunner shared(standards, {source("mappings")});
    return shared;
}

std::string lines(const CaseResult& result) {
    std::string text;
    for (const std::string& line : result.differences) {
        text += line + "\n";
    }
    return text;
}

class CasesTest : public testing::TestWithParam<fs::path> {};

TEST_P(CasesTest, IsAsExpected) {
    const CaseResult result = runner().run(GetParam(), false);
    EXPECT_TRUE(result.differences.empty()) << result.name << "\n" << lines(result);
}

std::string test_name(const testing::TestParamInfo<fs::path>& one) {
    std::string name = one.param.parent_path().filename().string() + "_" + one.param.filename().string();
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Folders, CasesTest, testing::ValuesIn(find_cases(source("tests/cases"))), test_name);

// Every answer that a case expects is valid against the official schemas, where they are at hand.
TEST(CaseAnswers, AreValid) {
    if (!fs::exists(test::official_schemas("zds-1.1.02"))) {
        return;
    }
    int read = 0;
    for (const auto& entry : fs::recursive_directory_iterator(source("tests/cases"))) {
        if (!entry.path().filename().string().starts_with("reply") || entry.path().extension() != ".xml") {
            continue;
        }
        // What differs each time is a star in what is expected.
        std::string answer = replace_all(test::read_file(entry.path()), "tijdstipBericht>*<",
                                         "tijdstipBericht>20261015093000000<");
        answer = replace_all(std::move(answer), "referentienummer>*<", "referentienummer>REF<");
        EXPECT_EQ(test::official_findings(answer), std::vector<std::string>())
            << entry.path().lexically_relative(source("tests"));
        ++read;
    }
    EXPECT_GE(read, 300);
}

// A case that cannot fail says nothing: what differs in calls or reply is named.
TEST(CaseRunnerTest, NamesTheCallAndTheElementThatDiffer) {
    const test::TemporaryFolder folder;
    fs::copy(source("tests/cases"), folder / "cases", fs::copy_options::recursive);
    const fs::path one = folder / "cases/creeer-zaak/minimaal";
    std::string calls = test::read_file(one / "calls.json");
    calls.replace(calls.find("Aanvraag"), 8, "Andere");
    folder.write("cases/creeer-zaak/minimaal/calls.json", calls);
    std::string reply = test::read_file(one / "reply.xml");
    reply.replace(reply.find("Bv03</"), 4, "Bv04");
    folder.write("cases/creeer-zaak/minimaal/reply.xml", reply);
    const std::string text = lines(runner().run(one, false));
    EXPECT_NE(text.find("POST zaken:/zaken/body/omschrijving"), std::string::npos) << text;
    EXPECT_NE(text.find("berichtcode: verwacht \"Bv04\", maar er staat \"Bv03\""), std::string::npos) << text;
}

TEST(CaseRunnerTest, ReadWithoutAnswerIsAFinding) {
    const test::TemporaryFolder folder;
    fs::copy(source("tests/cases"), folder / "cases", fs::copy_options::recursive);
    folder.write("cases/geef-zaakdetails/onbekend/zgw.json", R"({"answers": []})");
    const std::string text = lines(runner().run(folder / "cases/geef-zaakdetails/onbekend", false));
    EXPECT_NE(text.find("zgw.json heeft geen antwoord op GET zaken:/zaken"), std::string::npos) << text;
}

TEST(CaseRunnerTest, NamesWhatTheRegisterHoldsAndWhichReplyDiffers) {
    const test::TemporaryFolder folder;
    fs::copy(source("tests/cases"), folder / "cases", fs::copy_options::recursive);
    const std::string name = "cases/sluiten-met-statusbericht/d-alles";
    std::string contents = test::read_file(folder / name / "register.json");
    contents.replace(contents.find("Verleend"), 8, "Geweigerd");
    folder.write(name + "/register.json", contents);
    std::string reply = test::read_file(folder / name / "reply-3.xml");
    reply.replace(reply.find(">Verleend<"), 10, ">Geweigerd<");
    folder.write(name + "/reply-3.xml", reply);
    const std::string text = lines(runner().run(folder / name, false));
    EXPECT_NE(text.find("register/zaken/0/resultaten/0/resultaattype: verwacht \"Geweigerd\", maar er staat "
                        "\"Verleend\""),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("reply-3.xml: antwoord"), std::string::npos) << text;
}

TEST(CompareCallsTest, OrderMattersExceptInAGroup) {
    const nlohmann::json a{{"call", "POST zaken:/rollen"}, {"body", {{"x", 1}}}};
    const nlohmann::json b{{"call", "POST zaken:/rollen"}, {"body", {{"x", 2}}}};
    using Json = nlohmann::json;
    EXPECT_FALSE(compare_calls(Json{{"changes", Json::array({a, b})}}, {b, a}, {}).empty());
    EXPECT_TRUE(compare_calls(Json{{"changes", Json::array({Json::array({a, b})})}}, {b, a}, {}).empty());
    EXPECT_FALSE(compare_calls(Json{{"changes", Json::array({a})}}, {a, b}, {}).empty());
    EXPECT_FALSE(compare_calls(Json{{"changes", Json::array({a, b})}}, {a}, {}).empty());
    const nlohmann::json any{{"call", "POST zaken:/rollen"}, {"body", {{"x", "*"}}}};
    EXPECT_TRUE(compare_calls(Json{{"changes", Json::array({any})}}, {a}, {}).empty());
}

}  // namespace
}  // namespace veerpont::cli
