// explain as a beheerder runs it on a message of Open Forms: every value with its rule, and no person unless
// asked.
#include "bridge/cli/explain.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <utility>

#include "bridge/cli/rule_tools.h"
#include "tests/support/project.h"
#include "tests/support/temporary_folder.h"

namespace veerpont::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::kProject;

const fs::path kDemo = kProject / "config/demo/2-zaak.xml";

// The message that explain reads, as a file.
class Explain : public testing::Test {
  protected:
    Explain() {
        const fs::path collected = kProject / "../shared/vectors/messages/openforms-creeerZaak-bsn-full.xml";
        std::string text = test::read_file(fs::exists(collected) ? collected : kDemo);
        // What the demonstration fills in.
        for (const auto& [name, value] :
             {std::pair("@@VANDAAG@@", "20261015"), std::pair("@@NU@@", "20261015093000"),
              std::pair("@@ZAAK@@", "Z-1"), std::pair("@@REFERENTIE@@", "R-1")}) {
            text = std::regex_replace(text, std::regex(name), value);
        }
        file_ = folder_.write("bericht.xml", text).string();
        text_ = text;
    }

    test::TemporaryFolder folder_;
    std::string file_;
    std::string text_;
};

std::string explained(Arguments more) {
    Arguments all = {"--config",     (kProject / "config/veerpont.json").string(),
                     "--rules",      (kProject / "mappings").string(),
                     "--wsdl",       (kProject / "wsdl/zds-1.1").string(),
                     "--vocabulary", (kProject / "mappings/vocabulary").string()};
    all.insert(all.end(), more.begin(), more.end());
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(run_explain(all, out, err), kOk) << out.str() << err.str();
    return out.str();
}

// The text of the first inp.bsn in the message.
std::string bsn_of(const std::string& xml) {
    std::smatch found;
    return std::regex_search(xml, found, std::regex("inp\\.bsn[^>]*>([0-9]{9})<")) ? found[1].str() : "";
}

const json* value_at(const json& values, const std::string& stuf) {
    for (const json& one : values) {
        if (one.at("stuf") == stuf) return &one;
    }
    return nullptr;
}

TEST_F(Explain, NamesFileAndLineOfEveryValue) {
    const json found = json::parse(explained({"--json", file_}));
    EXPECT_EQ(found.at("operatie"), "creeerZaak");
    EXPECT_EQ(found.at("antwoord"), "Bv03");
    const json& values = found.at("waarden");
    ASSERT_GT(values.size(), 20U);
    const std::regex place("([a-z/-]+\\.json):([0-9]+)( .+)?");
    for (const json& one : values) {
        const std::string rule = one.at("regel");
        std::smatch parts;
        ASSERT_TRUE(std::regex_match(rule, parts, place)) << one.dump();
        EXPECT_TRUE(fs::exists(kProject / "mappings" / parts[1].str())) << rule;
        EXPECT_FALSE(one.at("stuf").get<std::string>().empty() && one.at("zgw").get<std::string>().empty());
        if (one.at("uitkomst") == "") {
            EXPECT_NE(one.at("van"), "") << one.dump();
            EXPECT_NE(one.at("naar"), "") << one.dump();
        } else if (one.at("uitkomst") == "genegeerd") {
            EXPECT_NE(one.at("reden"), "") << one.dump();
        }
    }
    const json* const start = value_at(values, "object/startdatum");
    ASSERT_NE(start, nullptr);
    EXPECT_EQ(start->at("zgw"), "zaken:Zaak startdatum");
    EXPECT_EQ(start->at("van"), "20261015");
    EXPECT_EQ(start->at("naar"), "2026-10-15");
    EXPECT_TRUE(start->at("regel").get<std::string>().ends_with(" date"));
}

TEST_F(Explain, ShowsNoPersonUnlessAsked) {
    const std::string bsn = bsn_of(text_);
    ASSERT_FALSE(bsn.empty());
    for (const bool as_json : {false, true}) {
        Arguments arguments = {file_};
        if (as_json) arguments.emplace_back("--json");
        const std::string masked = explained(arguments);
        EXPECT_EQ(masked.find(bsn), std::string::npos);
        EXPECT_NE(masked.find("natuurlijkPersoon/inp.bsn"), std::string::npos) << "the rule is named";
        EXPECT_NE(masked.find("POST"), std::string::npos);
        arguments.emplace_back("--show-values");
        EXPECT_NE(explained(arguments).find(bsn), std::string::npos);
    }
}

TEST_F(Explain, ShowsTheBodiesOfCallsWithoutPersons) {
    const json found = json::parse(explained({"--json", file_}));
    std::set<std::string> steps;
    for (const json& call : found.at("aanroepen")) {
        const std::string step = call.at("stap");
        const std::string text = call.at("inhoud");
        steps.insert(step);
        if (step == "zaak") {
            EXPECT_EQ(json::parse(text).at("startdatum"), "2026-10-15");
        } else if (step == "rollen") {
            const json body = json::parse(text);
            if (body.at("betrokkeneType") != "natuurlijk_persoon") continue;
            for (const auto& [name, value] : body.at("betrokkeneIdentificatie").items()) {
                EXPECT_TRUE(value == "***" || value.is_object()) << name;
            }
        }
    }
    EXPECT_TRUE(steps.count("zaak") > 0 && steps.count("rollen") > 0);
    EXPECT_NE(explained({file_}).find("\"inpBsn\": \"***\""), std::string::npos);
}

}  // namespace
}  // namespace veerpont::cli
