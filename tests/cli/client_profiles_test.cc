// The conflicts between senders (C12): what one of them needs would break another, so it is a setting of the
// profile of the sender. Every test shows both sides, at the door of one bridge that has all these senders.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <set>
#include <string>

#include <nlohmann/json.hpp>

#include "tests/cli/running_bridge.h"
#include "tests/cli/stuf_parts.h"

namespace veerpont::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using Json = nlohmann::json;

class ClientProfiles : public ::testing::Test {
  public:
    static void SetUpTestSuite() {
        rules_ = std::make_unique<TemporaryFolder>();
        rules_->write("rules/clients/bytes.json", R"({ "client": "bytes", "numeric-references": false,
            "xml-declaration": true })");
        running_ = std::make_unique<RunningBridge>([](settings::Settings& settings) {
            settings.rules.push_back(*rules_ / "rules");
            for (const std::string profile :
                 {"haarlem", "desleeptool", "docpoc", "corsa", "xxllnc", "pipelinq", "openforms", "openwave",
                  "zaaksysteemvuller", "bytes"}) {
                settings::Sender sender;
                sender.name = profile;
                sender.applicatie = "app-" + profile;
                sender.client_profile = profile;
                settings.senders.push_back(sender);
            }
            settings.server.aliases["/zds/archief"] = "/zds";
            settings::Sender by_path;
            by_path.name = "archief";
            by_path.path = "/zds/archief";
            by_path.client_profile = "docpoc";
            settings.senders.push_back(by_path);
            for (const auto& [user, profile] : {std::pair{"eerste", "docpoc"}, {"tweede", "desleeptool"}}) {
                settings::Sender known;
                known.name = user;
                known.organisatie = "9999";
                known.basic_user = user;
                known.basic_password = "geheim";
                known.client_profile = profile;
                settings.senders.push_back(known);
            }
        });
    }
    static void TearDownTestSuite() {
        running_.reset();
        rules_.reset();
    }

  protected:
    static RunningBridge& bridge() { return *running_; }
    static From as(const std::string& profile) {
        return {.applicatie = profile.empty() ? "Formulieren" : "app-" + profile};
    }
    static Answered sends(const std::string& message, const std::string& action = "") {
        http::Headers headers;
        if (!action.empty()) headers.emplace_back("SOAPAction", kActions + action);
        return bridge().post("OntvangAsynchroon", message, std::move(headers));
    }
    static std::string zaak(const std::string& content = "") {
        const std::string number = new_identificatie();
        const Answered answer = sends(new_zaak(number, content));
        EXPECT_EQ(answer.berichtcode(), "Bv03") << answer.text << bridge().log();
        return number;
    }
    static Json document(const std::string& identificatie) {
        const Json found = bridge().view.all(zgw::Api::kDocumenten, "/enkelvoudiginformatieobjecten",
                                             {{"identificatie", identificatie}});
        EXPECT_EQ(found.size(), 1U);
        return found.size() == 1 ? found[0] : Json::object();
    }
    static std::size_t statussen(const std::string& identificatie) {
        const std::string url = bridge().view.zaken(identificatie).at(0).value("url", "");
        return bridge().view.all(zgw::Api::kZaken, "/statussen", {{"zaak", url}}).size();
    }

    static std::unique_ptr<TemporaryFolder> rules_;
    static std::unique_ptr<RunningBridge> running_;
};

std::unique_ptr<TemporaryFolder> ClientProfiles::rules_;
std::unique_ptr<RunningBridge> ClientProfiles::running_;

TEST_F(ClientProfiles, C12_1_EverySenderGetsThePrefixesItLooksFor) {
    const std::string paper = new_identificatie();
    ASSERT_EQ(sends(new_document(paper, zaak())).berichtcode(), "Bv03");
    const auto read = [&](const std::string& profile) {
        return sends(question("edcLv01", paper, zkn("inhoud", ""), as(profile))).text;
    };
    EXPECT_THAT(read("desleeptool"), HasSubstr(" ns1:bestandsnaam=\"brief.txt\""));
    EXPECT_THAT(read(""), HasSubstr(" StUF:bestandsnaam=\"brief.txt\""));
    for (const std::string profile : {"docpoc", "corsa"}) {
        const std::string answer = read(profile);
        EXPECT_THAT(answer, StartsWith("<soap:Envelope "));
        EXPECT_THAT(answer, HasSubstr("<zkn:edcLa01>"));
        EXPECT_THAT(answer, HasSubstr(" stuf:bestandsnaam="));
    }
    EXPECT_THAT(read(""), StartsWith("<soapenv:Envelope ")) << "and no XML declaration";
    EXPECT_THAT(read("bytes"), StartsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"));
}

TEST_F(ClientProfiles, C12_2_AnAdditionInAChangeIsTakenOrRefused) {
    const std::string number = zaak();
    const auto change = [&](const From& from) {
        return kennisgeving("zakLk01", "W",
                            zak_object(number, heeft(zkn("omschrijving", "In behandeling")), "T"), from);
    };
    const Answered refused = sends(change(as("haarlem")), "actualiseerZaakstatus_Lk01");
    EXPECT_EQ(refused.berichtcode(), "Fo03") << refused.text;
    EXPECT_THAT(refused.fault("details"), HasSubstr("verwerkingssoort W"));
    EXPECT_EQ(statussen(number), 0U);
    EXPECT_EQ(sends(change(as("")), "actualiseerZaakstatus_Lk01").berichtcode(), "Bv03");
    EXPECT_EQ(statussen(number), 1U);
}

TEST_F(ClientProfiles, C12_3_AnUnknownZaakIsAFaultOrAnAnswerWithoutObject) {
    const auto ask = [&](const std::string& profile) {
        return sends(question("zakLv01", "1900-WEG", zkn("omschrijving", ""), as(profile)),
                     "geefZaakdetails_Lv01");
    };
    for (const std::string profile : {"haarlem", "corsa"}) {
        const Answered answer = ask(profile);
        EXPECT_EQ(answer.berichtcode(), "Fo02") << profile;
        EXPECT_EQ(answer.fault("code"), "StUF064") << profile;
    }
    for (const std::string profile : {"", "xxllnc"}) {
        const Answered answer = ask(profile);
        EXPECT_EQ(answer.status, 200) << profile;
        EXPECT_EQ(answer.berichtcode(), "La01") << profile;
        EXPECT_FALSE(answer.envelope->body.child("antwoord")) << profile;
    }
}

TEST_F(ClientProfiles, C12_4_ContentOfMaakZaakdocumentIsKeptOrDropped) {
    const std::string number = zaak();
    for (const std::string profile : {"", "haarlem"}) {
        const std::string paper = new_identificatie();
        const Answered made = sends(new_document(paper, number, "", as(profile)), "maakZaakdocument_Lk01");
        ASSERT_EQ(made.berichtcode(), "Bv03") << made.text;
        const Json kept = document(paper);
        EXPECT_EQ(kept.value("titel", ""), "Brief");
        EXPECT_EQ(kept["bestandsomvang"], profile.empty() ? Json(12) : Json(nullptr)) << kept;
    }
    // voegZaakdocumentToe always keeps it.
    const std::string paper = new_identificatie();
    ASSERT_EQ(sends(new_document(paper, number, "", as("haarlem")), "voegZaakdocumentToe_Lk01").berichtcode(),
              "Bv03");
    EXPECT_EQ(document(paper)["bestandsomvang"], 12);
}

TEST_F(ClientProfiles, C12_5_CreatingTheSameAgainIsAnsweredOrRefused) {
    const std::string number = zaak();
    EXPECT_EQ(sends(new_zaak(number, "", as("openforms"))).berichtcode(), "Bv03");
    const Answered refused = sends(new_zaak(number, "", as("haarlem")));
    EXPECT_EQ(refused.berichtcode(), "Fo03") << refused.text;
    EXPECT_THAT(refused.fault("details"), HasSubstr(number));
    EXPECT_EQ(bridge().view.zaken(number).size(), 1U);

    const std::string paper = new_identificatie();
    ASSERT_EQ(sends(new_document(paper, number)).berichtcode(), "Bv03");
    EXPECT_EQ(sends(new_document(paper, number, "", as("openforms"))).berichtcode(), "Bv03");
    EXPECT_EQ(sends(new_document(paper, number, "", as("haarlem"))).berichtcode(), "Fo03");
    EXPECT_EQ(document(paper)["versie"], 1);
}

TEST_F(ClientProfiles, C12_6_NoValueClearsOrIsAPlaceholder) {
    for (const std::string profile : {"zaaksysteemvuller", "openwave"}) {
        const std::string number = zaak(zkn("toelichting", "Eerst iets"));
        const std::string nothing =
            "<ZKN:toelichting xsi:nil=\"true\" StUF:noValue=\"geenWaarde\"/>"
            "<ZKN:resultaat/><ZKN:einddatum/>";
        const Answered changed = sends(changed_zaak(number, nothing, as(profile)), "updateZaak_Lk01");
        ASSERT_EQ(changed.berichtcode(), "Bv03") << changed.text;
        const Json kept = bridge().view.zaken(number).at(0);
        EXPECT_EQ(kept["toelichting"], profile == "openwave" ? "Eerst iets" : "") << profile;
        EXPECT_EQ(kept["einddatum"], nullptr) << "an empty element is nothing to anybody";
    }
}

TEST_F(ClientProfiles, C12_7_T26_AReferenceThatCameBeforeIsAnsweredOrRefused) {
    for (const std::string profile : {"pipelinq", "haarlem"}) {
        const std::string number = new_identificatie();
        const std::string message = new_zaak(number, "", as(profile));
        const Answered first = sends(message);
        ASSERT_EQ(first.berichtcode(), "Bv03") << first.text;
        const int changes = bridge().gate.changes();
        const Answered again = sends(message);
        if (profile == "pipelinq") {
            EXPECT_EQ(again.text, first.text) << "the stored answer";
        } else {
            EXPECT_EQ(again.berichtcode(), "Fo03") << again.text;
            EXPECT_EQ(again.fault("code"), "StUF016");
        }
        EXPECT_EQ(bridge().gate.changes(), changes);
    }
    // A free message has no answer to repeat: a number is given once.
    const std::string ask =
        free_message("genereerZaakIdentificatie_Di02", "genereerZaakidentificatie", "", as("haarlem"));
    EXPECT_EQ(bridge().post("VrijBericht", ask).berichtcode(), "Du02");
    EXPECT_EQ(bridge().post("VrijBericht", ask).berichtcode(), "Fo02");
    // indicatorOvername says nothing to anybody.
    const std::string other = new_identificatie();
    EXPECT_EQ(
        sends(replace_all(new_zaak(other), ">V</StUF:indicatorOvername>", ">I</StUF:indicatorOvername>"))
            .berichtcode(),
        "Bv03");
    EXPECT_EQ(bridge().view.zaken(other).size(), 1U);
}

TEST_F(ClientProfiles, C12_8_CharactersOutsideAsciiAreReferencesOrUtf8) {
    const std::string number = zaak(zkn("toelichting", "Caf\xC3\xA9 \xE2\x82\xAC 5"));
    const auto ask = [&](const std::string& profile) {
        return sends(question("zakLv01", number, zkn("toelichting", ""), as(profile)),
                     "geefZaakdetails_Lv01");
    };
    const Answered references = ask("");
    EXPECT_THAT(references.text, HasSubstr("Caf&#233; &#8364; 5"));
    for (const char byte : references.text)
        EXPECT_GE(byte, 0) << "any charset that a sender assumes is right";
    const Answered bytes = ask("bytes");
    EXPECT_THAT(bytes.text, HasSubstr("Caf\xC3\xA9 \xE2\x82\xAC 5"));
    EXPECT_THAT(std::string(http::header(bytes.headers, "Content-Type")), HasSubstr("utf-8"));
}

TEST_F(ClientProfiles, AreChosenByApplicatiePathOrCredentials) {
    const std::string ask = question("zakLv01", zaak(), zkn("omschrijving", ""));
    const auto at = [&](const std::string& path, const std::string& message, http::Headers headers = {}) {
        return bridge().sender->post(path, message, std::move(headers)).text;
    };
    EXPECT_THAT(at("/zds/BeantwoordVraag", ask), StartsWith("<soapenv:"));
    EXPECT_THAT(at("/zds/archief", ask), StartsWith("<soap:"));
    const std::string stranger = replace_all(ask, ">1900</StUF:organisatie><StUF:applicatie>Form",
                                             ">9999</StUF:organisatie><StUF:applicatie>Form");
    const auto basic = [](const std::string& user) -> http::Headers {
        return {{"Authorization", "Basic " + base64_encode(user + ":geheim")}};
    };
    EXPECT_THAT(at("/zds/BeantwoordVraag", stranger, basic("eerste")), StartsWith("<soap:"));
    EXPECT_THAT(at("/zds/BeantwoordVraag", stranger, basic("tweede")), HasSubstr("<ns1:berichtcode>La01"));
    EXPECT_THAT(at("/zds/BeantwoordVraag", stranger, basic("derde")), HasSubstr("Fo02"));
    EXPECT_THAT(at("/zds/BeantwoordVraag", stranger), HasSubstr("Fo02"));
}

// Every sender of the field that we know has a profile, and docs/tolerances.md names them all.
TEST_F(ClientProfiles, OfAllKnownSendersShipWithTheProduct) {
    const std::set<std::string> known = {"citycontrol",      "corsa",
                                         "creerzaakmessage", "default",
                                         "desleeptool",      "docpoc",
                                         "gws4all",          "haarlem",
                                         "integriq",         "openforms",
                                         "openwave",         "openzaak2zds",
                                         "pipelinq",         "procest",
                                         "signals",          "simform",
                                         "webformulieren",   "wijzigingsberichten",
                                         "xxllnc",           "zaaksysteemvuller"};
    const std::string doc = read_file(std::filesystem::path(VEERPONT_SOURCE_DIR) / "docs/tolerances.md");
    std::set<std::string> shipped;
    for (const auto& file : std::filesystem::directory_iterator(std::filesystem::path(VEERPONT_SOURCE_DIR) /
                                                                "mappings/clients")) {
        const Json client = Json::parse(read_file(file.path()));
        shipped.insert(client.value("client", ""));
        EXPECT_THAT(doc, HasSubstr("`" + client.value("client", "") + "`"));
    }
    EXPECT_EQ(shipped, known);
}

}  // namespace
}  // namespace veerpont::test
