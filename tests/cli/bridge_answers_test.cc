// What the bridge gives back: every kind of answer is valid, and a zaak that came in as StUF goes out as StUF
// with all that the rules carry.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/cli/answers.h"
#include "tests/cli/running_bridge.h"

namespace veerpont::test {
namespace {

namespace fs = std::filesystem;

class AnswersTest : public ::testing::Test {
  public:
    static void SetUpTestSuite() {
        running_ = std::make_unique<RunningBridge>();
        const fs::path file = running_->folder.write("catalogus.json", rich_catalogue().dump());
        const auto seeded = cli::seed_demo_catalogue(running_->view.api(), file);
        ASSERT_TRUE(seeded.ok()) << seeded.problem().log_text;
    }
    static void TearDownTestSuite() { running_.reset(); }

  protected:
    static RunningBridge& bridge() { return *running_; }
    static std::unique_ptr<RunningBridge> running_;
};

std::unique_ptr<RunningBridge> AnswersTest::running_;

TEST_F(AnswersTest, AreValid) {
    std::vector<std::pair<std::string, std::unique_ptr<Validator>>> standards;
    standards.emplace_back("our own", std::make_unique<Validator>("wsdl/zds-1.1/berichten.xsd"));
    const fs::path official = official_schemas("zds-1.1.02/zkn0310_msg_zs-dms_resolved2017.xsd");
    if (fs::exists(official)) standards.emplace_back("official", std::make_unique<Validator>(official));

    const std::string zaak = new_identificatie(), rich = new_identificatie(), number = new_identificatie();
    const Words words = {{"ZAAK", zaak}, {"DOCUMENT", number}};
    const auto proper = [](std::string message) {
        message = replace_all(std::move(message), "DEMO-PARK", "TEST-RIJK");
        message = replace_all(std::move(message), "dct.omschrijving>Aanvraag<", "dct.omschrijving>Bijlage<");
        return surfaces_only(std::move(message));
    };
    const auto demo = [&](const std::string& file) { return proper(demo_message(file, words)); };
    const auto details = [&](const std::string& scope) {
        return replace_all(demo_message("5-zaakdetails.xml", {{"ZAAK", rich}}), "alles\"", scope + "\"");
    };
    struct Exchange {
        std::string endpoint, message, berichtcode;
    };
    const std::vector<Exchange> exchanges = {
        {"VrijBericht", demo("1-zaaknummer.xml"), "Du02"},
        {"OntvangAsynchroon", demo("2-zaak.xml"), "Bv03"},
        {"OntvangAsynchroon", proper(rich_zaak(rich)), "Bv03"},
        {"VrijBericht", demo("3-documentnummer.xml"), "Du02"},
        {"OntvangAsynchroon", demo("4-document.xml"), "Bv03"},
        {"BeantwoordVraag", demo("5-zaakdetails.xml"), "La01"},
        {"BeantwoordVraag", details("alles"), "La01"},
        {"BeantwoordVraag", details("kerngegevens"), "La01"},
        {"BeantwoordVraag", demo_message("5-zaakdetails.xml", {{"ZAAK", "1900-NIETS"}}), "La01"},
        {"BeantwoordVraag", status_question(rich), "La01"},
        {"BeantwoordVraag", status_question("1900-NIETS"), "La01"},
        {"BeantwoordVraag", demo("6-documentenlijst.xml"), "La01"},
        {"BeantwoordVraag", demo_message("6-documentenlijst.xml", {{"ZAAK", "1900-NIETS"}}), "La01"},
        {"BeantwoordVraag", demo("7-document-lezen.xml"), "La01"},
        {"BeantwoordVraag", demo_message("7-document-lezen.xml", {{"DOCUMENT", "1900-NIETS"}}), "La01"},
        {"BeantwoordVraag", "<a>", "Fo02"},
        {"OntvangAsynchroon", "<a>", "Fo03"},
        {"VrijBericht", replace_all(demo("1-zaaknummer.xml"), "genereerZaakId", "genereerId"), "Fo02"},
        {"OntvangAsynchroon",
         replace_all(demo_message("2-zaak.xml", {{"ZAAK", new_identificatie()}}), "DEMO-PARK", "NIETS"),
         "Fo03"},
    };
    for (const Exchange& exchange : exchanges) {
        for (const bool soap12 : {false, true}) {
            std::string message = exchange.message;
            http::Headers headers;
            if (soap12) {
                message = replace_all(std::move(message), "http://schemas.xmlsoap.org/soap/envelope/",
                                      "http://www.w3.org/2003/05/soap-envelope");
                headers = {{"Content-Type", "application/soap+xml; charset=utf-8"}};
            }
            const Answered answer = bridge().post(exchange.endpoint, message, headers);
            EXPECT_EQ(answer.berichtcode(), exchange.berichtcode) << answer.text;
            for (const auto& [name, validator] : standards) {
                EXPECT_THAT(validator->findings(answer.text), ::testing::IsEmpty()) << name << " schemas\n"
                                                                                    << answer.text;
            }
        }
    }
}

// The validator of the test above sees a mistake.
TEST_F(AnswersTest, AnInvalidAnswerWouldBeSeen) {
    const Validator validator("wsdl/zds-1.1/berichten.xsd");
    Answered answer = bridge().post("VrijBericht", demo_message("1-zaaknummer.xml", {}));
    EXPECT_THAT(validator.findings(answer.text), ::testing::IsEmpty());
    answer.text = replace_all(answer.text, "crossRefnummer", "crossRefnumber");
    EXPECT_THAT(validator.findings(answer.text), ::testing::Not(::testing::IsEmpty()));
}

TEST_F(AnswersTest, GiveBackEveryLeafThatHasARule) {
    const std::string zaak = new_identificatie();
    const std::string message = rich_zaak(zaak);
    const Answered created = bridge().post("OntvangAsynchroon", message);
    ASSERT_EQ(created.berichtcode(), "Bv03") << created.text << bridge().log();
    const Answered details =
        bridge().post("BeantwoordVraag", demo_message("5-zaakdetails.xml", {{"ZAAK", zaak}}));
    ASSERT_EQ(details.berichtcode(), "La01") << details.text;
    const xml::Element answered = details.envelope->body.find("antwoord/object");

    // The same place in degrees.
    xml::Element point;
    for (const xml::Element object : answered.children()) {
        if (object.local() == "anderZaakObject" && object.find("lokatie/Point"))
            point = object.find("lokatie/Point");
    }
    ASSERT_TRUE(point) << details.text;
    EXPECT_THAT(std::string(point.attribute("srsName")), ::testing::HasSubstr("4326"));
    std::istringstream degrees{std::string(point.child("pos").text())};
    double east = 0, north = 0;
    degrees >> east >> north;
    EXPECT_NEAR(east, 4.898013, 1e-5);
    EXPECT_NEAR(north, 52.374220, 1e-5);

    const xml::ReaderPool readers{xml::ReaderPool::Options{}};
    std::istringstream in(message);
    const auto sent = readers.read(in);
    ASSERT_TRUE(sent.ok());
    std::size_t compared = 0;
    std::set<std::string> absent;
    for (const xml::Element child : (*sent)->root().find("Body/zakLk01/object").children()) {
        std::multiset<std::string> leaves;
        leaves_of(child, "", leaves);
        compared += leaves.size();
        absent.merge(missing(child, answered));
    }
    EXPECT_GE(compared, 110U);
    EXPECT_EQ(absent, not_given_back()) << details.text;
}

// A12: what geefZaakdetails gives is itself an updateZaak, one that changes nothing.
TEST_F(AnswersTest, A12_PastedIntoUpdateZaakNothingIsWritten) {
    const std::string zaak = new_identificatie();
    const Answered created = bridge().post("OntvangAsynchroon", rich_zaak(zaak));
    ASSERT_EQ(created.berichtcode(), "Bv03") << created.text;
    const auto details = [&] {
        return bridge().post("BeantwoordVraag", demo_message("5-zaakdetails.xml", {{"ZAAK", zaak}}));
    };
    const std::string before = first_object(details().text);
    ASSERT_THAT(before, ::testing::HasSubstr("heeftAlsInitiator"));
    for (const std::string& objects : {before, before + before}) {
        bridge().gate.open();  // counts from here
        const Answered pasted = bridge().post("OntvangAsynchroon", update_zaak(objects));
        EXPECT_EQ(pasted.berichtcode(), "Bv03") << pasted.text << bridge().log();
        EXPECT_EQ(bridge().gate.changes(), 0) << bridge().log();
    }
    EXPECT_EQ(first_object(details().text), before);

    // The same with one thing changed writes one thing.
    bridge().gate.open();
    const std::size_t at = before.find("</ZKN:omschrijving>");
    const Answered changed = bridge().post(
        "OntvangAsynchroon", update_zaak(before + std::string(before).insert(at, " (gewijzigd)")));
    EXPECT_EQ(changed.berichtcode(), "Bv03") << changed.text;
    EXPECT_EQ(bridge().gate.changes(), 1);
    EXPECT_THAT(first_object(details().text), ::testing::HasSubstr("(gewijzigd)"));
}

}  // namespace
}  // namespace veerpont::test
