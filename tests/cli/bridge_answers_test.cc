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

#include <nlohmann/json.hpp>

#include "bridge/xml/schema_set.h"
#include "tests/cli/running_bridge.h"

namespace veerpont::test {
namespace {

namespace fs = std::filesystem;

// Reads answers and validates them against one set of schemas.
class Validator {
  public:
    explicit Validator(const fs::path& entry) {
        auto loaded = xml::SchemaSet::load(entry);
        if (!loaded.ok()) throw std::runtime_error(loaded.problem().log_text);
        xml::ReaderPool::Options options;
        options.schemas.push_back({"", std::move(loaded).value()});
        readers_ = std::make_unique<xml::ReaderPool>(std::move(options));
    }
    std::vector<std::string> findings(const Answered& answer) const {
        std::istringstream in(answer.text);
        const auto document = readers_->read(in, {"utf-8", xml::Validation::kAlways});
        if (!document.ok()) return {document.problem().log_text};
        return (*document)->schema_findings();
    }

  private:
    std::unique_ptr<xml::ReaderPool> readers_;
};

// A catalogue in which all of rich_zaak.xml has a place.
nlohmann::json rich_catalogue() {
    auto all = nlohmann::json::parse(read_file("config/demo/catalogus.json"));
    all["zaaktype"]["identificatie"] = "TEST-RIJK";
    all["zaaktype"]["omschrijving"] = "Zaaktype met alles";
    all["informatieobjecttypen"].front()["omschrijving"] = "Bijlage";  // that of the demo is there already
    all["roltypen"] = nlohmann::json::array();
    const std::vector<std::pair<std::string, std::string>> roltypen = {
        {"BetrekkingOp", "belanghebbende"},
        {"Belanghebbende", "belanghebbende"},
        {"Initiator", "initiator"},
        {"Uitvoerende", "behandelaar"},
        {"Verantwoordelijke", "zaakcoordinator"},
        {"Gemachtigde", "adviseur"},
        {"OverigeBetrokkene", "belanghebbende"}};
    for (const auto& [name, generic] : roltypen)
        all["roltypen"].push_back({{"omschrijving", name}, {"omschrijvingGeneriek", generic}});
    auto size = all["eigenschappen"].front();
    size["naam"] = "oppervlakte";
    all["eigenschappen"].push_back(size);
    return all;
}

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
    static std::string rich_zaak(const std::string& identificatie) {
        std::string text = read_file(fs::path(VEERPONT_SOURCE_DIR) / "tests/cli/rich_zaak.xml");
        text = replace_all(std::move(text), "@@ZAAK@@", identificatie);
        text = replace_all(std::move(text), "@@REFERENTIE@@", uuid4());
        return replace_all(std::move(text), "@@NU@@", stuf_timestamp(system_clock().now()));
    }
    static std::unique_ptr<RunningBridge> running_;
};

std::unique_ptr<RunningBridge> AnswersTest::running_;

TEST_F(AnswersTest, AreValid) {
    std::vector<std::pair<std::string, std::unique_ptr<Validator>>> standards;
    standards.emplace_back("our own", std::make_unique<Validator>("wsdl/zds-1.1/berichten.xsd"));
    const fs::path official = VEERPONT_SOURCE_DIR
        "/../shared/reference/zds-schemas/xerces-ready/zds-1.1.02/"
        "zkn0310_msg_zs-dms_resolved2017.xsd";
    if (fs::exists(official)) standards.emplace_back("official", std::make_unique<Validator>(official));

    const std::string zaak = new_identificatie(), rich = new_identificatie(), number = new_identificatie();
    const Words words = {{"ZAAK", zaak}, {"DOCUMENT", number}};
    // A code of more than ten characters and a point as lokatie are no StUF: what a sender takes the liberty
    // to send comes back to it, and would not be valid here.
    const auto proper = [](std::string message) {
        message = replace_all(std::move(message), "DEMO-PARK", "TEST-RIJK");
        message = replace_all(std::move(message), "dct.omschrijving>Aanvraag<", "dct.omschrijving>Bijlage<");
        message = replace_all(std::move(message), "gml:Point", "gml:Polygon");
        return replace_all(std::move(message), "<gml:pos>121687 487484</gml:pos>",
                           "<gml:exterior><gml:LinearRing><gml:posList>121687 487484 121697 487484 121697 "
                           "487494 121687 487484</gml:posList></gml:LinearRing></gml:exterior>");
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
                EXPECT_THAT(validator->findings(answer), ::testing::IsEmpty()) << name << " schemas\n"
                                                                               << answer.text;
            }
        }
    }
}

// The validator of the test above sees a mistake.
TEST_F(AnswersTest, AnInvalidAnswerWouldBeSeen) {
    const Validator validator("wsdl/zds-1.1/berichten.xsd");
    Answered answer = bridge().post("VrijBericht", demo_message("1-zaaknummer.xml", {}));
    EXPECT_THAT(validator.findings(answer), ::testing::IsEmpty());
    answer.text = replace_all(answer.text, "crossRefnummer", "crossRefnumber");
    EXPECT_THAT(validator.findings(answer), ::testing::Not(::testing::IsEmpty()));
}

// Leaves of an element as "path=text", its own name first. Attributes that carry data are leaves too.
void leaves_of(xml::Element element, const std::string& path, std::multiset<std::string>& leaves) {
    const std::string here = path + (path.empty() ? "" : "/") + std::string(element.local());
    const std::string_view name = element.attribute("naam");
    const std::string self = here + (name.empty() ? "" : "[" + std::string(name) + "]");
    if (element.has_children()) {
        for (const xml::Element child : element.children())
            leaves_of(child, self, leaves);
    } else if (!element.nil() && !element.text().empty()) {
        leaves.insert(self + "=" + std::string(element.text()));
    }
}

// What of `sent` (one child of the object: a field, a role, a zaakobject...) is in no single child of that
// name of the answer: against the one that has most of it.
std::set<std::string> missing(xml::Element sent, xml::Element answered) {
    std::multiset<std::string> wanted;
    leaves_of(sent, "", wanted);
    std::set<std::string> best(wanted.begin(), wanted.end());
    for (const xml::Element candidate : answered.children()) {
        if (candidate.local() != sent.local()) continue;
        std::multiset<std::string> there;
        leaves_of(candidate, "", there);
        std::set<std::string> absent;
        std::set_difference(wanted.begin(), wanted.end(), there.begin(), there.end(),
                            std::inserter(absent, absent.end()));
        if (absent.size() < best.size()) best = absent;
    }
    return best;
}

TEST_F(AnswersTest, GiveBackEveryLeafThatHasARule) {
    // What does not come back as it was sent, and why. A list that may only become shorter.
    const std::map<std::string, std::string> exceptions = {
        {"anderZaakObject/lokatie/Point/pos=121687 487484", "comes back in WGS84; compared below"},
        {"heeftAlsInitiator/gerelateerde/natuurlijkPersoon/authentiek=J",
         "ZGW does not keep whether a number was verified: N comes back"},
        {"heeftAlsOverigBetrokkene/gerelateerde/natuurlijkPersoon/sub.verblijfBuitenland/lnd.landcode=5010",
         "the schema of the answer knows the name of the country only"},
    };
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
    std::set<std::string> expected;
    for (const auto& [leaf, reason] : exceptions)
        expected.insert(leaf);
    EXPECT_EQ(absent, expected) << details.text;
}

}  // namespace
}  // namespace veerpont::test
