// The door for senders as real ones use it (client-tolerance T1-T12, A1-A8, A14), and what a beheerder sees
// of it: health, metrics, reload, stop. A whole bridge with a register behind it answers.
#include "bridge/server/soap_endpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <future>
#include <memory>
#include <regex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/cli/running_bridge.h"

namespace veerpont::test {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kAction = "http://www.egem.nl/StUF/sector/zkn/0310/";

class SoapEndpointTest : public ::testing::Test {
  public:
    static void SetUpTestSuite() { running_ = std::make_unique<RunningBridge>(); }
    static void TearDownTestSuite() { running_.reset(); }

  protected:
    void TearDown() override { bridge().gate.open(); }
    static RunningBridge& bridge() { return *running_; }
    static const StufSender& sender() { return *bridge().sender; }

    static std::string number() { return demo_message("1-zaaknummer.xml", {}); }
    static std::string soap12(const std::string& message) {
        return replace_all(message, "http://schemas.xmlsoap.org/soap/envelope/",
                           "http://www.w3.org/2003/05/soap-envelope");
    }
    static void expect_number(const Answered& answer, const std::string& what) {
        EXPECT_EQ(answer.status, 200) << what << ": " << answer.text;
        EXPECT_EQ(answer.root(), "genereerZaakIdentificatie_Du02") << what;
        EXPECT_FALSE(answer.at("zaak/identificatie").empty()) << what;
    }
    // The omschrijving of a zaak as the register has it after this message, whose omschrijving says "Café".
    static std::string omschrijving_of(const std::string& message, const std::string& identificatie,
                                       http::Headers headers) {
        const Answered answer = bridge().post("OntvangAsynchroon", message, std::move(headers));
        EXPECT_EQ(answer.berichtcode(), "Bv03") << answer.text;
        const auto zaken = bridge().view.zaken(identificatie);
        return zaken.size() == 1 ? zaken.front().value("omschrijving", "") : "";
    }
    static std::string cafe(const std::string& identificatie, const std::string& e_acute) {
        return replace_all(demo_message("2-zaak.xml", {{"ZAAK", identificatie}}),
                           "Aanvraag parkeervergunning", "Caf" + e_acute);
    }

    static std::unique_ptr<RunningBridge> running_;
};

std::unique_ptr<RunningBridge> SoapEndpointTest::running_;

// T1, T9, T10
TEST_F(SoapEndpointTest, T1_T9_EveryAddressTakesBothSoapVersions) {
    for (const char* path : {"/zds/VrijBericht", "/zds/OntvangAsynchroon", "/zds/BeantwoordVraag", "/zds"}) {
        const Answered old = sender().post(path, number(), {{"SOAPAction", "\"\""}});
        expect_number(old, path);
        EXPECT_EQ(old.envelope->version, soap::Version::k11);
        EXPECT_THAT(std::string(http::header(old.headers, "Content-Type")), StartsWith("text/xml"));
        // No action parameter, the operation in a SOAPAction header.
        const Answered fresh =
            sender().post(path, soap12(number()),
                          {{"Content-Type", "application/soap+xml; charset=utf-8"},
                           {"SOAPAction", std::string(kAction) + "genereerZaakIdentificatie_Di02"}});
        expect_number(fresh, path);
        EXPECT_EQ(fresh.envelope->version, soap::Version::k12);
        EXPECT_THAT(std::string(http::header(fresh.headers, "Content-Type")),
                    StartsWith("application/soap+xml"));
    }
}

TEST_F(SoapEndpointTest, T10_AddressesAreSpelledInManyWays) {
    for (const char* path :
         {"/zds/VrijBericht/", "/ZDS/vrijbericht", "/zds/VrijBericht.svc", "/zds/VrijeBerichten",
          "/zds/VerwerkSynchroonVrijBericht", "/translate/generic/zds/VrijBericht",
          "/services/translate/generic/zds/VrijBericht", "/routing/generic/zds", "/zds/"}) {
        expect_number(sender().post(path, number()), path);
    }
    EXPECT_EQ(sender().post("/elders", number()).status, 404);
    EXPECT_EQ(sender().get("/").status, 404);
}

// T2, T3, T5
TEST_F(SoapEndpointTest, T2_T3_T5_NeverNeedsASoapAction) {
    const std::string action = std::string(kAction) + "genereerZaakIdentificatie_Di02";
    for (const std::string& value : {action, "\"" + action + "\"", std::string("\"\""), std::string(),
                                     action + "\t", std::string(kAction) + "GENEREERZAAKIDENTIFICATIE_DI02",
                                     std::string(kAction) + "creeerZaak_Lk01"}) {
        expect_number(sender().post("/zds/VrijBericht", number(), {{"SOAPAction", value}}), value);
        expect_number(sender().post("/zds/VrijBericht", number(), {{"SoapAction", value}}), value);
        expect_number(sender().post("/zds/VrijBericht", number(),
                                    {{"content-type", "text/xml"}, {"SOAPaction", value}}),
                      value);
    }
    expect_number(sender().post("/zds/VrijBericht", number()), "none");
}

// T6
TEST_F(SoapEndpointTest, T6_ContentTypesAreSpelledInManyWays) {
    for (const char* type :
         {"text/xml", "text/xml; charset=\"utf-8\"", "text/xml;charset=UTF-8", "TEXT/XML; Charset=utf-8",
          "application/xml", "text/plain", "application/soap+xml; action=\"x\"; charset=utf-8"}) {
        expect_number(sender().post("/zds/VrijBericht", number(), {{"Content-Type", type}}), type);
    }
    EXPECT_EQ(sender().post("/zds/VrijBericht", "{}", {{"Content-Type", "application/json"}}).status, 415);
}

// T7, T8
TEST_F(SoapEndpointTest, T7_T8_ReadsTheCharactersThatWereMeant) {
    const std::string declaration = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>";
    const http::Headers plain = {{"Content-Type", "text/xml"}};
    const http::Headers latin = {{"Content-Type", "text/xml; charset=ISO-8859-1"}};
    struct Spelling {
        const char* name;
        std::string before, e_acute;
        http::Headers headers;
    };
    for (const Spelling& one :
         {Spelling{"latin-1 by declaration", declaration, "\xe9", plain},
          Spelling{"latin-1 by header only", "", "\xe9", latin},
          Spelling{"header over declaration",
                   declaration,
                   "\xc3\xa9",
                   {{"Content-Type", "text/xml; charset=utf-8"}}},
          Spelling{"utf-8 by default", "", "\xc3\xa9", plain},
          Spelling{"byte order mark", "\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?>", "\xc3\xa9",
                   plain},
          Spelling{"leading new line", "\r\n", "\xc3\xa9", plain},
          Spelling{"reference", "", "&#233;", plain}}) {
        const std::string zaak = new_identificatie();
        EXPECT_EQ(omschrijving_of(one.before + cafe(zaak, one.e_acute), zaak, one.headers), "Caf\xc3\xa9")
            << one.name;
    }
}

// T11
TEST_F(SoapEndpointTest, T11_ServesItsWsdlWithEverySchemaItNames) {
    for (const char* address :
         {"/zds/VrijBericht", "/zds/OntvangAsynchroon", "/zds/BeantwoordVraag", "/zds"}) {
        for (const char* query : {"?wsdl", "?WSDL", ""}) {
            const Answered answer = sender().get(std::string(address) + query);
            EXPECT_EQ(answer.status, 200) << address << query;
            EXPECT_THAT(answer.text, HasSubstr("definitions")) << address << query;
            EXPECT_THAT(answer.text, HasSubstr(std::string(address) + "\"")) << "its own location";
            EXPECT_THAT(answer.text, Not(HasSubstr("@@")));
        }
    }
    std::set<std::string> seen;
    std::vector<std::string> waiting = {sender().get("/zds/OntvangAsynchroon?wsdl").text};
    const std::regex reference("(?:schemaLocation|location)=\"http://[^/\"]+(/zds/[^\"]*\\?xsd=[^\"]+)\"");
    while (!waiting.empty()) {
        const std::string text = std::move(waiting.back());
        waiting.pop_back();
        for (std::sregex_iterator match(text.begin(), text.end(), reference), end; match != end; ++match) {
            const std::string path = (*match)[1];
            if (!seen.insert(path).second) continue;
            const Answered schema = sender().get(path);
            EXPECT_EQ(schema.status, 200) << path;
            EXPECT_THAT(schema.text, HasSubstr("schema")) << path;
            waiting.push_back(schema.text);
        }
    }
    EXPECT_GE(seen.size(), 3U) << "zkn, bg and StUF at least";
    EXPECT_EQ(sender().get("/zds/OntvangAsynchroon?xsd=../../veerpont.json").status, 404);
}

// A2-A5
TEST_F(SoapEndpointTest, ConfirmsAsSendersExpect) {
    const std::string zaak = new_identificatie();
    const Answered answer = bridge().post(
        "OntvangAsynchroon", demo_message("2-zaak.xml", {{"ZAAK", zaak}, {"REFERENTIE", "R-17"}}));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.root(), "Bv03Bericht");
    EXPECT_EQ(answer.envelope->body.ns(), xml::kStuf);
    EXPECT_THAT(answer.text, Not(HasSubstr("<?xml")));
    const std::regex code("<[A-Za-z]+:berichtcode>Bv03</[A-Za-z]+:berichtcode>");
    EXPECT_EQ(std::distance(std::sregex_iterator(answer.text.begin(), answer.text.end(), code), {}), 1);
    EXPECT_EQ(answer.at("stuurgegevens/crossRefnummer"), "R-17");
    EXPECT_FALSE(answer.at("stuurgegevens/referentienummer").empty());
    EXPECT_NE(answer.at("stuurgegevens/referentienummer"), "R-17");
    EXPECT_EQ(answer.at("stuurgegevens/zender/applicatie"), "Zaaksysteem");
    EXPECT_EQ(answer.at("stuurgegevens/ontvanger/applicatie"), "Formulieren");
    EXPECT_EQ(answer.at("stuurgegevens/ontvanger/gebruiker"), "webformulier");
    EXPECT_TRUE(std::regex_match(answer.at("stuurgegevens/tijdstipBericht"), std::regex("[0-9]{14,17}")));
}

// A1
TEST_F(SoapEndpointTest, FaultsHaveTheirPartsWithoutNamespace) {
    const Answered answer = bridge().post(
        "OntvangAsynchroon",
        replace_all(demo_message("2-zaak.xml", {{"ZAAK", new_identificatie()}}), "DEMO-PARK", "ONBEKEND"));
    EXPECT_EQ(answer.status, 500);
    ASSERT_EQ(answer.root(), "Fault") << answer.text;
    std::vector<std::string> names;
    for (const xml::Element part : answer.envelope->body.children()) {
        EXPECT_EQ(part.ns(), "") << part.local();
        names.emplace_back(part.local());
    }
    EXPECT_EQ(names, (std::vector<std::string>{"faultcode", "faultstring", "detail"}));
    const std::string code = answer.at("faultcode");
    const std::string prefix = code.substr(0, code.find(':'));
    EXPECT_EQ(code, prefix + ":Server");
    EXPECT_THAT(answer.text, HasSubstr("xmlns:" + prefix + "=\"http://schemas.xmlsoap.org/soap/envelope/\""));
    EXPECT_EQ(answer.at("faultstring"), answer.fault("omschrijving"));
    EXPECT_EQ(answer.fault_message().ns(), xml::kStuf);
    EXPECT_EQ(answer.fault_message().find("stuurgegevens/ontvanger/applicatie").text(), "Formulieren");
}

// A6
TEST_F(SoapEndpointTest, GivesOneNumberOfFortyCharactersAtMost) {
    std::set<std::string> given;
    for (int i = 0; i < 3; ++i) {
        const Answered answer = bridge().post("VrijBericht", number());
        const xml::Element zaak = answer.envelope->body.child("zaak");
        EXPECT_EQ(zaak.attribute("entiteittype"), "ZAK");
        EXPECT_EQ(zaak.attribute("functie"), "entiteit");
        const std::string identificatie(zaak.child("identificatie").text());
        EXPECT_THAT(identificatie, StartsWith("1900"));
        EXPECT_LE(identificatie.size(), 40U);
        EXPECT_TRUE(given.insert(identificatie).second);
    }
}

// A7, A8, A9, A14
TEST_F(SoapEndpointTest, AnswersQuestionsAsSendersExpect) {
    const Answered nothing =
        bridge().post("BeantwoordVraag", demo_message("5-zaakdetails.xml", {{"ZAAK", "1900-BESTAAT-NIET"}}));
    EXPECT_EQ(nothing.status, 200);
    EXPECT_EQ(nothing.berichtcode(), "La01");
    EXPECT_FALSE(nothing.envelope->body.child("antwoord"));

    const std::string zaak = new_identificatie();
    ASSERT_EQ(bridge().create_zaak(zaak).berichtcode(), "Bv03");
    std::string question = demo_message("5-zaakdetails.xml", {{"ZAAK", zaak}});
    for (const char* scope : {"StUF:scope=\"alles\"", "StUF:scope=\"kerngegevens\"", ""}) {
        const Answered answer =
            bridge().post("BeantwoordVraag", replace_all(question, "StUF:scope=\"alles\"", scope));
        ASSERT_EQ(answer.berichtcode(), "La01") << answer.text;
        const xml::Element object = answer.envelope->body.find("antwoord/object");
        EXPECT_FALSE(object.next_sibling());
        EXPECT_EQ(object.attribute("entiteittype"), "ZAK");
        EXPECT_EQ(object.child("identificatie").text(), zaak);
        EXPECT_EQ(object.child("omschrijving").text(), "Aanvraag parkeervergunning");
        EXPECT_EQ(object.find("isVan/gerelateerde/code").text(), "DEMO-PARK");
        EXPECT_EQ(object.find("isVan/gerelateerde/omschrijving").text(), "Parkeervergunning bewoner");
        EXPECT_EQ(object.child("einddatum").text(), "") << "an open zaak";
        const xml::Element start = object.child("startdatum");
        if (start) {
            EXPECT_TRUE(std::regex_match(std::string(start.text()), std::regex("[0-9]{8}")));
        }
        const xml::Element person = object.find("heeftAlsInitiator/gerelateerde/natuurlijkPersoon");
        if (object.child("heeftAlsInitiator")) {
            EXPECT_EQ(person.child("geslachtsnaam").text(), "Vries");
            EXPECT_EQ(person.child("voorletters").text(), "A.B.");
        }
        EXPECT_FALSE(object.find("heeftAlsInitiator/gerelateerde").has_attribute("entiteittype"));
    }
}

// T60, T26
TEST_F(SoapEndpointTest, TheSameAgainIsAnsweredAgain) {
    const std::string zaak = new_identificatie();
    const std::string message = demo_message("2-zaak.xml", {{"ZAAK", zaak}});
    const Answered first = bridge().post("OntvangAsynchroon", message);
    ASSERT_EQ(first.berichtcode(), "Bv03") << first.text;
    const int changes = bridge().gate.changes();
    const Answered second = bridge().post("OntvangAsynchroon", message);
    EXPECT_EQ(second.text, first.text) << "the stored answer";
    // A new referentienummer, and byte for byte something else, but the same zaak.
    const Answered later = bridge().create_zaak(zaak);
    EXPECT_EQ(later.berichtcode(), "Bv03") << later.text;
    EXPECT_EQ(bridge().gate.changes(), changes) << "nothing was written again";
    EXPECT_EQ(bridge().view.zaken(zaak).size(), 1U);
}

TEST_F(SoapEndpointTest, IdenticalMessagesAtTheSameMomentMakeOneZaak) {
    const std::string zaak = new_identificatie();
    const std::string message = demo_message("2-zaak.xml", {{"ZAAK", zaak}});
    bridge().gate.decide([](const auto&, int) {
        std::this_thread::sleep_for(50ms);
        return std::nullopt;
    });
    std::vector<std::future<Answered>> answers;
    for (int i = 0; i < 4; ++i)
        answers.push_back(
            std::async(std::launch::async, [&] { return bridge().post("OntvangAsynchroon", message); }));
    std::set<std::string> texts;
    for (auto& answer : answers) {
        const Answered one = answer.get();
        EXPECT_EQ(one.berichtcode(), "Bv03") << one.text;
        texts.insert(one.text);
    }
    EXPECT_EQ(texts.size(), 1U);
    EXPECT_EQ(bridge().view.zaken(zaak).size(), 1U);
}

TEST_F(SoapEndpointTest, TheSameZaakUnderTwoReferencesAtTheSameMomentIsOneZaak) {
    const std::string zaak = new_identificatie();
    bridge().gate.decide([](const auto&, int) {
        std::this_thread::sleep_for(50ms);
        return std::nullopt;
    });
    std::vector<std::future<Answered>> answers;
    for (int i = 0; i < 3; ++i)
        answers.push_back(std::async(std::launch::async, [&] { return bridge().create_zaak(zaak); }));
    for (auto& answer : answers)
        EXPECT_EQ(answer.get().berichtcode(), "Bv03");
    EXPECT_EQ(bridge().view.zaken(zaak).size(), 1U);
}

TEST_F(SoapEndpointTest, TellsItsHealth) {
    EXPECT_EQ(sender().get("/health/live").status, 200);
    const Answered ready = sender().get("/health/ready");
    EXPECT_EQ(ready.status, 200) << ready.text;
    bridge().gate.decide([](const auto&, int) { return RegisterGate::no_answer(); });
    Answered down;
    for (int i = 0; i < 100 && down.status != 503; ++i) {
        std::this_thread::sleep_for(100ms);
        down = sender().get("/health/ready");
    }
    EXPECT_EQ(down.status, 503);
    const auto checks = nlohmann::json::parse(down.text).at("checks");
    EXPECT_EQ(checks.at("opslag"), "ok");
    EXPECT_NE(checks.at("register proef"), "ok");
    EXPECT_EQ(sender().get("/health/live").status, 200) << "the process itself is fine";
}

TEST_F(SoapEndpointTest, CountsWhatItDoes) {
    const std::string zaak = new_identificatie();
    ASSERT_EQ(bridge().create_zaak(zaak).berichtcode(), "Bv03");
    ASSERT_EQ(bridge().post("VrijBericht", "<a>").status, 500);
    const Answered metrics = bridge().admin().get("/metrics");
    EXPECT_EQ(metrics.status, 200);
    EXPECT_THAT(std::string(http::header(metrics.headers, "Content-Type")), HasSubstr("version=0.0.4"));
    for (const char* expected :
         {R"(operation="creeerZaak",outcome="Bv03")", "_bucket{", R"(api="zaken",method="POST",status="201")",
          "veerpont_lookup_hits_total", "veerpont_lookup_misses_total", "veerpont_messages_running"}) {
        EXPECT_THAT(metrics.text, HasSubstr(expected));
    }
    EXPECT_THAT(metrics.text, Not(HasSubstr(zaak)));
    // Every line is a comment or name{labels} value.
    const std::regex line("(# (HELP|TYPE) .*)|([a-z_]+(\\{[^}]*\\})? [-+0-9.eInf]+)");
    std::istringstream lines(metrics.text);
    for (std::string text; std::getline(lines, text);)
        EXPECT_TRUE(std::regex_match(text, line)) << text;
    EXPECT_EQ(sender().get("/metrics").status, 404) << "not for senders";
}

TEST_F(SoapEndpointTest, ShowsMessagesToABeheerderWithoutPersons) {
    const std::string zaak = new_identificatie();
    ASSERT_EQ(bridge().create_zaak(zaak).berichtcode(), "Bv03");
    const Answered list = bridge().admin().get("/beheer/berichten?identificatie=" + zaak);
    ASSERT_EQ(list.status, 200);
    const auto messages = nlohmann::json::parse(list.text);
    ASSERT_EQ(messages.size(), 1U);
    const Answered one =
        bridge().admin().get("/beheer/berichten/" + messages.front().at("id").get<std::string>());
    ASSERT_EQ(one.status, 200);
    const auto message = nlohmann::json::parse(one.text);
    EXPECT_EQ(message.at("antwoord"), "Bv03");
    EXPECT_EQ(message.at("toestand"), "done");
    EXPECT_EQ(message.at("stappen").size(), 5U);
    for (const char* person : {"999993653", "Vries"})
        EXPECT_THAT(list.text + one.text, Not(HasSubstr(person)));
    EXPECT_EQ(bridge().admin().get("/beheer/berichten/onbekend").status, 404);
}

TEST(SoapEndpoint, WrongRulesAreNotLoaded) {
    const TemporaryFolder folder;
    const std::filesystem::path rules = folder / "regels";
    std::filesystem::copy("mappings", rules, std::filesystem::copy_options::recursive);
    RunningBridge bridge([&](settings::Settings& settings) { settings.rules = {rules}; });
    const auto reload = [&] { return bridge.admin().post("/beheer/rules", ""); };
    EXPECT_EQ(reload().status, 200);

    const std::filesystem::path file = rules / "entities/zaak.json";
    const std::string good = read_file(file);
    folder.write("regels/entities/zaak.json", replace_all(good, "\"omschrijving\"", "\"omschrijvink\""));
    const Answered refused = reload();
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(refused.text, HasSubstr("zaak.json:"));
    EXPECT_THAT(refused.text, HasSubstr("omschrijving")) << "says what was probably meant";
    const std::string zaak = new_identificatie();
    EXPECT_EQ(bridge.create_zaak(zaak).berichtcode(), "Bv03");
    EXPECT_EQ(bridge.view.zaken(zaak).front().value("omschrijving", ""), "Aanvraag parkeervergunning");

    folder.write("regels/entities/zaak.json", good);
    EXPECT_EQ(reload().status, 200);
}

TEST(SoapEndpoint, RefusesWhatIsTooMuchAndFinishesWhatRuns) {
    RunningBridge bridge([](settings::Settings& settings) { settings.server.max_messages = 1; });
    const std::string zaak = new_identificatie();
    std::promise<void> started;
    std::atomic<bool> told{false};
    bridge.gate.decide([&](const auto&, int change) {
        if (change == 1 && !told.exchange(true)) started.set_value();
        std::this_thread::sleep_for(300ms);
        return std::nullopt;
    });
    auto slow = std::async(std::launch::async, [&] { return bridge.create_zaak(zaak); });
    ASSERT_EQ(started.get_future().wait_for(20s), std::future_status::ready);

    const Answered busy = bridge.post("VrijBericht", demo_message("1-zaaknummer.xml", {}));
    EXPECT_EQ(busy.status, 503);
    EXPECT_FALSE(http::header(busy.headers, "Retry-After").empty());
    EXPECT_THAT(bridge.admin().get("/metrics").text, HasSubstr("busy"));

    bridge.bridge().stop();
    EXPECT_EQ(slow.get().berichtcode(), "Bv03");
    EXPECT_EQ(bridge.view.zaken(zaak).size(), 1U);
    EXPECT_EQ(bridge.sender->get("/health/live").status, 0) << "nobody is let in any more";
}

// T12
TEST(SoapEndpoint, T12_KnowsItsSenders) {
    RunningBridge bridge([](settings::Settings& settings) {
        settings.only_known_senders = true;
        const auto add = [&](const std::string& applicatie) -> settings::Sender& {
            settings::Sender sender;
            sender.name = sender.applicatie = applicatie;
            return settings.senders.emplace_back(sender);
        };
        settings::Sender& basic = add("Basis");
        basic.basic_user = "formulier";
        basic.basic_password = "geheim";
        add("Sleutel").api_key = "sleutel-17";
        settings::Sender& token = add("Token");
        token.wss_user = "wss";
        token.wss_password = "geheim";
        add("Streng").validation = settings::Sender::Validation::kStrict;
    });
    const auto from = [](const std::string& applicatie) {
        return replace_all(demo_message("1-zaaknummer.xml", {}), "Formulieren", applicatie);
    };
    const auto code = [&](const std::string& message, const http::Headers& headers = {}) {
        const Answered answer = bridge.post("VrijBericht", message, headers);
        EXPECT_EQ(answer.status, answer.berichtcode() == "Du02" ? 200 : 500);
        return answer.berichtcode() == "Du02" ? "Du02" : answer.fault("code");
    };
    const std::string pair = "Basic " + base64_encode("formulier:geheim");
    EXPECT_EQ(code(from("Basis"), {{"Authorization", pair}}), "Du02");
    EXPECT_EQ(code(from("Basis")), "StUF052");
    EXPECT_EQ(code(from("Basis"), {{"Authorization", "Basic " + base64_encode("formulier:fout")}}),
              "StUF052");
    EXPECT_EQ(code(from("Sleutel"), {{"X-Api-Key", "sleutel-17"}}), "Du02");
    EXPECT_EQ(code(from("Sleutel"), {{"X-Api-Key", "sleutel-18"}}), "StUF052");
    const auto secured = [&](const std::string& password) {
        return replace_all(
            from("Token"), "<soapenv:Header/>",
            "<soapenv:Header><w:Security xmlns:w=\"http://docs.oasis-open.org/wss/2004/01/"
            "oasis-200401-wss-wssecurity-secext-1.0.xsd\"><w:UsernameToken><w:Username>wss</w:Username>"
            "<w:Password>" +
                password + "</w:Password></w:UsernameToken></w:Security></soapenv:Header>");
    };
    EXPECT_EQ(code(secured("geheim")), "Du02");
    EXPECT_EQ(code(secured("anders")), "StUF052");
    EXPECT_EQ(code(from("Vreemd")), "StUF052");
    EXPECT_EQ(code(from("Streng")), "Du02");
    EXPECT_EQ(code(replace_all(from("Streng"), "StUF:functie>", "StUF:functieX>")), "StUF055");
    EXPECT_THAT(bridge.log(), Not(HasSubstr("geheim")));
    EXPECT_THAT(bridge.log(), Not(HasSubstr("sleutel-1")));
}

}  // namespace
}  // namespace veerpont::test
