// What a sender gets when something is wrong with the message or with the register: the Fo-message of its
// kind with HTTP 500, code, plek and a Dutch sentence that says it once; nothing half-written in the
// register, the message kept, and nobody's data in plain text anywhere.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/cli/running_bridge.h"

namespace veerpont::test {
namespace {

using namespace std::chrono_literals;

constexpr const char* kBsn = "999993653";
constexpr const char* kName = "Vries";

class BadInput : public ::testing::Test {
  public:
    // One bridge with narrow limits: short times, small messages, only organisation 1234.
    static void SetUpTestSuite() {
        running_ = std::make_unique<RunningBridge>([](settings::Settings& settings) {
            settings.organisaties.front().gemeentecode = "1234";
            settings.organisaties.front().standaard = false;
            settings.limits.message_bytes = 96U << 10;
            settings.limits.outside_content_bytes = 32U << 10;
            settings.server.message_timeout = 2s;
            settings.registers.front().call_timeout = 1s;
        });
    }
    static void TearDownTestSuite() { running_.reset(); }

  protected:
    void SetUp() override { in_register_ = in_register(); }
    void TearDown() override { bridge().gate.open(); }
    static RunningBridge& bridge() { return *running_; }

    static std::string zaak(Words words = {}) {
        words.try_emplace("ZAAK", new_identificatie());
        return demo_message("2-zaak.xml", std::move(words));
    }
    static std::string document(Words words = {}) {
        words.try_emplace("ZAAK", "1234-GEEN-ZAAK");
        words.try_emplace("DOCUMENT", new_identificatie());
        return demo_message("4-document.xml", std::move(words));
    }
    static std::string details(Words words = {}) {
        words.try_emplace("ZAAK", "1234-GEEN-ZAAK");
        return demo_message("5-zaakdetails.xml", std::move(words));
    }
    // The text with everything from `start` up to and including `end` taken out once.
    static std::string without(std::string text, const std::string& start, const std::string& end) {
        const std::size_t from = text.find(start);
        const std::size_t to = text.find(end, from);
        EXPECT_NE(to, std::string::npos) << start;
        return to == std::string::npos ? text : text.erase(from, to + end.size() - from);
    }
    static std::string with(std::string text, const std::string& from, const std::string& to) {
        EXPECT_NE(text.find(from), std::string::npos) << from;
        return replace_all(std::move(text), from, to);
    }
    static std::string referentienummer(const std::string& message) {
        const std::string tag = "referentienummer>";
        const std::size_t start = message.find(tag) + tag.size();
        return message.substr(start, message.find('<', start) - start);
    }

    // How much there is of everything that a message could leave behind.
    static std::vector<std::size_t> in_register() {
        RegisterView& view = bridge().view;
        return {view.all(zgw::Api::kZaken, "/zaken").size(),
                view.all(zgw::Api::kZaken, "/rollen").size(),
                view.all(zgw::Api::kZaken, "/statussen").size(),
                view.all(zgw::Api::kZaken, "/zaakobjecten").size(),
                view.all(zgw::Api::kZaken, "/zaakinformatieobjecten").size(),
                view.all(zgw::Api::kDocumenten, "/enkelvoudiginformatieobjecten").size()};
    }

    struct Expected {
        std::string berichtcode, code, plek, first_words;
    };
    void expect_fault(const Answered& answer, const Expected& expected) {
        SCOPED_TRACE(answer.text);
        EXPECT_EQ(answer.status, 500);
        EXPECT_EQ(answer.root(), "Fault");
        EXPECT_EQ(answer.berichtcode(), expected.berichtcode);
        EXPECT_EQ(answer.fault_message().local(), expected.berichtcode + "Bericht");
        EXPECT_EQ(answer.fault("code"), expected.code);
        EXPECT_EQ(answer.fault("plek"), expected.plek);
        const std::string omschrijving = answer.fault("omschrijving");
        EXPECT_FALSE(omschrijving.empty());
        EXPECT_LE(omschrijving.size(), 200U);
        const std::string sentences = answer.fault("details");
        EXPECT_TRUE(sentences.starts_with(expected.first_words)) << sentences;
        std::set<std::string> said;
        for (std::size_t start = 0; start < sentences.size();) {
            const std::size_t end = std::min(sentences.find(". ", start), sentences.size());
            std::string sentence = sentences.substr(start, end - start);
            if (sentence.ends_with('.')) sentence.pop_back();
            EXPECT_TRUE(said.insert(sentence).second) << "said twice: " << sentence;
            start = end + 2;
        }
        EXPECT_TRUE(sentences.ends_with('.')) << sentences;
    }
    // Everything after an answer that is the same for every mistake.
    void expect_clean(const Answered& answer, const std::string& sent) {
        EXPECT_EQ(in_register(), in_register_) << "something was left in the register";
        for (const char* person : {kBsn, kName}) {
            EXPECT_EQ(answer.text.find(person), std::string::npos) << answer.text;
            EXPECT_EQ(bridge().log().find(person), std::string::npos) << bridge().log();
            EXPECT_THAT(bridge().files_with(person), ::testing::IsEmpty()) << person;
        }
        expect_kept(sent);
    }
    // The newest message in the store is this one; up to what the reader got of it.
    void expect_kept(const std::string& sent) {
        store::MessageFilter filter;
        filter.limit = 1;
        const std::string start = sent.substr(0, std::min<std::size_t>(sent.find("<ZKN:inhoud"), 4000));
        std::vector<RunningBridge::Kept> kept;
        for (int i = 0; i < 100; ++i) {
            kept = bridge().kept(filter);
            if (!kept.empty() && kept.front().body.starts_with(start)) break;
            std::this_thread::sleep_for(20ms);
        }
        ASSERT_EQ(kept.size(), 1U);
        EXPECT_TRUE(kept.front().body.starts_with(start)) << kept.front().body;
        EXPECT_TRUE(kept.front().row.state == store::MessageState::kFailed ||
                    kept.front().row.state == store::MessageState::kUndoing);
        EXPECT_FALSE(kept.front().row.problem_kind.empty());
    }
    void refused(const std::string& endpoint, const std::string& message, const Expected& expected,
                 const http::Headers& headers = {}) {
        const Answered answer = bridge().post(endpoint, message, headers);
        expect_fault(answer, expected);
        expect_clean(answer, message);
    }

    std::vector<std::size_t> in_register_;
    static std::unique_ptr<RunningBridge> running_;
};

std::unique_ptr<RunningBridge> BadInput::running_;

const char* const kUnreadable = "Het bericht kan niet worden gelezen.";
const char* const kMissing = "Een verplicht gegeven ontbreekt.";

TEST_F(BadInput, MalformedXml) {
    const std::string message = zaak();
    refused("OntvangAsynchroon", message.substr(0, message.size() - 300),
            {"Fo03", "StUF055", "client", kUnreadable});
    refused("BeantwoordVraag", with(details(), "</ZKN:gelijk>", "</ZKN:ongelijk>"),
            {"Fo02", "StUF055", "client", kUnreadable});
    refused("VrijBericht", "dit is geen xml", {"Fo02", "StUF055", "client", kUnreadable});
    // On the address that takes everything the SOAPAction says what the sender waits for.
    const Answered answer = bridge().sender->post(
        "/zds", "<a>", {{"SOAPAction", "\"http://www.egem.nl/StUF/sector/zkn/0310/geefZaakdetails_Lv01\""}});
    expect_fault(answer, {"Fo02", "StUF055", "client", kUnreadable});
}

TEST_F(BadInput, EntitiesAndDoctype) {
    refused("OntvangAsynchroon",
            "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" + zaak({{"ZAAK", "&e;"}}),
            {"Fo03", "StUF055", "client", kUnreadable});
}

TEST_F(BadInput, WrongEncoding) {
    refused("OntvangAsynchroon", with(zaak(), "Parkeerplaats", "Caf\xe9"),
            {"Fo03", "StUF055", "client", kUnreadable}, {{"Content-Type", "text/xml; charset=utf-8"}});
    refused("OntvangAsynchroon", zaak(), {"Fo03", "StUF055", "client", kUnreadable},
            {{"Content-Type", "text/xml; charset=utf-7"}});
}

TEST_F(BadInput, AnswerInTheSoapVersionReceived) {
    const http::Headers headers = {{"Content-Type", "application/soap+xml; charset=utf-8"}};
    const auto soap12 = [](const std::string& message) {
        return with(message, "http://schemas.xmlsoap.org/soap/envelope/",
                    "http://www.w3.org/2003/05/soap-envelope");
    };
    const std::string message = soap12(with(zaak(), "DEMO-PARK", "ONBEKEND"));
    const Answered answer = bridge().post("OntvangAsynchroon", message, headers);
    ASSERT_TRUE(answer.envelope) << answer.text;
    EXPECT_EQ(answer.envelope->version, soap::Version::k12);
    EXPECT_TRUE(http::header(answer.headers, "Content-Type").starts_with("application/soap+xml"));
    expect_fault(answer, {"Fo03", "StUF058", "server", "Het type komt niet voor in de catalogus."});
    const Answered cut = bridge().post("OntvangAsynchroon", message.substr(0, 900), headers);
    ASSERT_TRUE(cut.envelope) << cut.text;
    EXPECT_EQ(cut.envelope->version, soap::Version::k12);
    expect_fault(cut, {"Fo03", "StUF055", "client", kUnreadable});
}

TEST_F(BadInput, NoSoapOrNoStuf) {
    refused("OntvangAsynchroon", "<a/>",
            {"Fo03", "StUF055", "client", "Het bericht is niet goed opgebouwd."});
    refused("OntvangAsynchroon",
            with(without(zaak(), "<StUF:berichtcode>", "</StUF:berichtcode>"), "zakLk01", "zak"),
            {"Fo03", "StUF022", "client", "Dit bericht wordt hier niet ondersteund."});
}

TEST_F(BadInput, UnknownOperation) {
    const char* const words = "Dit bericht wordt hier niet ondersteund.";
    refused("OntvangAsynchroon", with(zaak(), "ZKN:zakLk01", "ZKN:verzonnenLk01"),
            {"Fo03", "StUF022", "client", words});
    refused("BeantwoordVraag", with(details(), "ZKN:zakLv01", "ZKN:verzonnenLv01"),
            {"Fo02", "StUF022", "client", words});
    refused("VrijBericht",
            with(demo_message("1-zaaknummer.xml", {}), "genereerZaakIdentificatie_Di02", "verzin_Di02"),
            {"Fo02", "StUF022", "client", words});
}

TEST_F(BadInput, UnknownZaaktype) {
    refused("OntvangAsynchroon", with(zaak(), "DEMO-PARK", "ONBEKEND"),
            {"Fo03", "StUF058", "server", "Het type komt niet voor in de catalogus."});
}

TEST_F(BadInput, UnknownSender) {
    const auto stranger = [](const std::string& message) {
        return with(message, "<StUF:organisatie>1234<", "<StUF:organisatie>9876<");
    };
    refused("OntvangAsynchroon", stranger(zaak()),
            {"Fo03", "StUF013", "client", "De afzender is niet bekend."});
    refused("BeantwoordVraag", stranger(details()),
            {"Fo02", "StUF013", "client", "De afzender is niet bekend."});
    refused("VrijBericht", stranger(demo_message("1-zaaknummer.xml", {})),
            {"Fo02", "StUF013", "client", "De afzender is niet bekend."});
}

TEST_F(BadInput, MissingIdentificatie) {
    const auto anonymous = [](const std::string& message) {
        return without(message, "<ZKN:identificatie>", "</ZKN:identificatie>");
    };
    refused("OntvangAsynchroon", anonymous(zaak()), {"Fo03", "StUF055", "client", kMissing});
    refused("BeantwoordVraag", anonymous(details()), {"Fo02", "StUF055", "client", kMissing});
    refused("BeantwoordVraag", anonymous(demo_message("6-documentenlijst.xml", {{"ZAAK", "1"}})),
            {"Fo02", "StUF055", "client", kMissing});
    refused("BeantwoordVraag", anonymous(demo_message("7-document-lezen.xml", {{"DOCUMENT", "1"}})),
            {"Fo02", "StUF055", "client", kMissing});
    // The document has one, its zaak has not.
    const std::string homeless =
        without(document({{"ZAAK", "WEG"}}), "<ZKN:identificatie>WEG", "</ZKN:identificatie>");
    refused("OntvangAsynchroon", homeless, {"Fo03", "StUF055", "client", kMissing});
}

TEST_F(BadInput, MissingZaaktype) {
    const std::string message = without(zaak(), "<ZKN:omschrijving>Parkeervergunning bewoner", "</ZKN:code>");
    refused("OntvangAsynchroon", message, {"Fo03", "StUF055", "client", kMissing});
}

TEST_F(BadInput, UnknownZaak) {
    refused("OntvangAsynchroon", document(), {"Fo03", "StUF064", "server", "De zaak is niet gevonden."});
}

TEST_F(BadInput, ExistsWithOtherContent) {
    const std::string identificatie = new_identificatie();
    ASSERT_EQ(bridge().create_zaak(identificatie).berichtcode(), "Bv03");
    const std::string number = new_identificatie();
    const std::string first = document({{"ZAAK", identificatie}, {"DOCUMENT", number}});
    ASSERT_EQ(bridge().post("OntvangAsynchroon", first).berichtcode(), "Bv03");
    in_register_ = in_register();
    const char* const words = "De identificatie is al in gebruik met andere gegevens.";
    refused("OntvangAsynchroon",
            with(zaak({{"ZAAK", identificatie}}), "Aanvraag parkeervergunning", "Iets heel anders"),
            {"Fo03", "StUF058", "server", words});
    refused(
        "OntvangAsynchroon",
        with(document({{"ZAAK", identificatie}, {"DOCUMENT", number}}), "Aanvraagformulier", "Andere titel"),
        {"Fo03", "StUF058", "server", words});
    refused("OntvangAsynchroon",
            with(document({{"ZAAK", identificatie}, {"DOCUMENT", number}}), "JVBERi0xLjQK", "JVBERi0xLjUK"),
            {"Fo03", "StUF058", "server", words});
}

TEST_F(BadInput, TooLarge) {
    const char* const words = "Het bericht is te groot.";
    // A document over the limit: read to its end and answered, also when it is announced only in chunks.
    refused("OntvangAsynchroon", with(document(), "JVBERi0xLjQK", std::string(120U << 10, 'A')),
            {"Fo03", "StUF046", "server", words});
    // The rest of a message has a limit of its own.
    refused("OntvangAsynchroon", with(zaak(), "Via het formulier", std::string(40U << 10, 'x')),
            {"Fo03", "StUF046", "server", words});
    refused("BeantwoordVraag",
            with(details(), "<ZKN:parameters>", std::string(40U << 10, ' ') + "<ZKN:parameters>"),
            {"Fo02", "StUF058", "server", words});
    // Far over the limit is refused before it is read.
    const Answered answer =
        bridge().post("OntvangAsynchroon", with(document(), "JVBERi0xLjQK", std::string(300U << 10, 'A')));
    EXPECT_EQ(answer.status, 413);
}

TEST_F(BadInput, NestedTooDeep) {
    std::string deep;
    for (int i = 0; i < 200; ++i)
        deep += "<x>";
    for (int i = 0; i < 200; ++i)
        deep += "</x>";
    refused("OntvangAsynchroon", with(zaak(), "<ZKN:zaakniveau>1", deep + "<ZKN:zaakniveau>1"),
            {"Fo03", "StUF046", "server", "Het bericht is te groot."});
}

// The register, for every operation that needs it.
class BadRegister : public BadInput {
  protected:
    // A zaak and a document that are there, so that only the register can be what is wrong.
    void SetUp() override {
        ASSERT_EQ(bridge().create_zaak(zaak_).berichtcode(), "Bv03");
        const std::string added = document({{"ZAAK", zaak_}, {"DOCUMENT", document_}});
        ASSERT_EQ(bridge().post("OntvangAsynchroon", added).berichtcode(), "Bv03");
        BadInput::SetUp();
    }

    // `late`: how long calls may still arrive after the answer.
    void everything_refused(const RegisterGate::Rule& rule, const Expected& question, const Expected& change,
                            std::chrono::milliseconds late = 0ms) {
        const Words words = {{"ZAAK", zaak_}, {"DOCUMENT", document_}};
        const std::vector<std::pair<std::string, std::string>> messages = {
            {"BeantwoordVraag", demo_message("5-zaakdetails.xml", words)},
            {"BeantwoordVraag", demo_message("6-documentenlijst.xml", words)},
            {"BeantwoordVraag", demo_message("7-document-lezen.xml", words)},
            {"OntvangAsynchroon", document({{"ZAAK", zaak_}})},
            {"OntvangAsynchroon", zaak()},
        };
        for (const auto& [endpoint, message] : messages) {
            bridge().gate.decide(rule);
            const Answered answer = bridge().post(endpoint, message);
            expect_fault(answer, endpoint == "BeantwoordVraag" ? question : change);
            bridge().gate.open();
            std::this_thread::sleep_for(late);
            // What was written without anybody hearing of it is taken back.
            for (int i = 0; i < 200 && in_register() != in_register_; ++i)
                std::this_thread::sleep_for(50ms);
            expect_clean(answer, message);
        }
    }

    const std::string zaak_ = new_identificatie(), document_ = new_identificatie();
};

TEST_F(BadRegister, Down) {
    everything_refused([](const auto&, int) { return RegisterGate::no_answer(); },
                       {"Fo02", "StUF058", "server", "Het register is niet bereikbaar."},
                       {"Fo03", "StUF046", "server", "Het register is niet bereikbaar."});
}

TEST_F(BadRegister, Slow) {
    everything_refused(
        [](const auto&, int) {
            std::this_thread::sleep_for(2500ms);
            return std::nullopt;
        },
        {"Fo02", "StUF960", "server", "Het register antwoordt niet op tijd."},
        {"Fo03", "StUF046", "server", "Het register antwoordt niet op tijd."}, 2500ms);
}

TEST_F(BadRegister, TokenRefused) {
    everything_refused(
        [](const auto&, int) {
            return answer(401, "application/problem+json",
                          R"({"status": 401, "code": "not_authenticated", "title": "Geen toegang"})");
        },
        {"Fo02", "StUF058", "server", "Het register laat de koppeling niet toe."},
        {"Fo03", "StUF046", "server", "Het register laat de koppeling niet toe."});
}

TEST_F(BadRegister, BreaksInTheMiddleOfAnAnswer) {
    everything_refused(
        [](const auto&, int) {
            return ScriptedAnswer{
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                "500\r\n\r\n{\"count\": 1, \"resul",
                0ms, true};
        },
        {"Fo02", "StUF058", "server", "Het register is niet bereikbaar."},
        {"Fo03", "StUF046", "server", "Het register is niet bereikbaar."});
}

TEST_F(BadRegister, ANumberNeedsNoRegister) {
    bridge().gate.decide([](const auto&, int) { return RegisterGate::no_answer(); });
    const Answered answer = bridge().post("VrijBericht", demo_message("1-zaaknummer.xml", {}));
    EXPECT_EQ(answer.status, 200) << answer.text;
    EXPECT_EQ(answer.berichtcode(), "Du02");
}

}  // namespace
}  // namespace veerpont::test
