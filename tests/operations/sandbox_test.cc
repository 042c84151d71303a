// The operations against the sandbox over HTTP, as they run in the product; and a register that stops between
// any two steps of creeerZaak and comes back.
#include "tests/sandbox/sandbox_fixture.h"

#include <atomic>
#include <functional>
#include <thread>

#include "bridge/zgw/http_api.h"
#include "tests/operations/operations_fixture.h"

namespace veerpont::operations {
namespace {

using Json = nlohmann::json;

// Calls `before` with the number of every write, from 1, before it is sent.
class Watched final : public zgw::ZgwApi {
  public:
    explicit Watched(zgw::ZgwApi& real) : real_(real) {}
    zgw::Outcome<zgw::Response> call(const zgw::Call& call) override {
        if (call.method != "GET" && before_) {
            before_(++writes_);
        }
        return real_.call(call);
    }
    zgw::Outcome<zgw::Response> download(const zgw::Call& call,
                                         const std::function<bool(std::string_view)>& sink) override {
        return real_.download(call, sink);
    }
    std::string root(zgw::Api api) const override { return real_.root(api); }
    void watch(std::function<void(int)> before) {
        writes_ = 0;
        before_ = std::move(before);
    }

  private:
    zgw::ZgwApi& real_;
    std::function<void(int)> before_;
    std::atomic<int> writes_{0};
};

class OperationsOnSandbox : public sandbox::SandboxTest {
  protected:
    void SetUp() override {
        sandbox::SandboxTest::SetUp();
        make_catalogue();
        zgw::HttpZgwSettings settings;
        for (const zgw::Api api : zgw::kAllApis) {
            zgw::ApiSettings& one = settings.apis[api];
            one.root = sandbox_->root() + "/" + std::string(zgw::api_name(api)) + "/api/v1";
            one.credentials = {
                zgw::Credentials::Kind::kJwt, "veerpont-brug", "proef-geheim-brug", "", "", ""};
        }
        settings.attempts = 1;
        http_ = std::make_unique<zgw::HttpZgwApi>(settings, clock_);
        register_ = std::make_unique<Watched>(*http_);
        auto opened = store::open_sqlite_store({.file = store_folder_ / "bridge.db"}, key_, clock_);
        ASSERT_TRUE(opened) << (opened ? "" : opened.problem().log_text);
        store_ = std::move(*opened);
        start_executor();
    }
    void TearDown() override {
        executor_.reset();
        store_.reset();
    }

    void start_executor() {
        executor_.reset();
        ExecutorParts parts;
        parts.rules = [] { return Shipped::get().rules; };
        parts.registers = {{"", register_.get()}};
        parts.store = store_.get();
        parts.schemas = {{stuf::Family::kZds11, &Shipped::get().schemas->model()}};
        parts.clock = &clock_;
        ExecutorSettings settings;
        settings.parallelism = 4;
        settings.undo_tick = std::chrono::milliseconds{10};
        executor_ = std::make_unique<Executor>(std::move(parts), settings);
    }

    Outcome send(const std::string& text, const std::string& action = "") {
        static const xml::ReaderPool readers{{}};
        std::istringstream stream(text);
        soap::Reading reading;
        auto read = soap::read_envelope(
            readers, stream,
            {"text/xml", action.empty() ? "" : "http://www.egem.nl/StUF/sector/zkn/0310/" + action}, reading);
        if (!read.ok()) {
            throw std::runtime_error(read.problem().log_text);
        }
        MessageContext told;
        told.organisatie.rsin = kRsin;
        told.organisatie.gemeentecode = "1900";
        return executor_->handle(std::make_unique<stuf::Message>(std::move(*read)), told);
    }

    static CreeerZaak zaak_message(const std::string& identificatie) {
        CreeerZaak zaak;
        zaak.identificatie = zaak.referentie = identificatie;
        zaak.zaaktype = "B0100";
        zaak.rollen =
            "<ZKN:anderZaakObject><ZKN:omschrijving>Locatie</ZKN:omschrijving></ZKN:anderZaakObject>"
            "<ZKN:heeftBetrekkingOp StUF:entiteittype=\"ZAKOBJ\"><ZKN:gerelateerde><ZKN:adres "
            "StUF:entiteittype=\"AOA\">"
            "<BG:identificatie>0363200000123456</BG:identificatie><BG:wpl.woonplaatsNaam>Amsterdam</"
            "BG:wpl.woonplaatsNaam>"
            "<BG:gor.openbareRuimteNaam>Kade</BG:gor.openbareRuimteNaam><BG:huisnummer>1</BG:huisnummer></"
            "ZKN:adres>"
            "</ZKN:gerelateerde></ZKN:heeftBetrekkingOp>"
            "<ZKN:heeftAlsInitiator StUF:entiteittype=\"ZAKBTRINI\"><ZKN:gerelateerde><ZKN:natuurlijkPersoon "
            "StUF:entiteittype=\"NPS\"><BG:inp.bsn>999993653</BG:inp.bsn><BG:geslachtsnaam>Tester</"
            "BG:geslachtsnaam>"
            "</ZKN:natuurlijkPersoon></ZKN:gerelateerde></ZKN:heeftAlsInitiator>";
        zaak.statussen =
            "<ZKN:heeft StUF:entiteittype=\"ZAKSTT\"><ZKN:gerelateerde "
            "StUF:entiteittype=\"STT\"><ZKN:omschrijving>Ontvangen"
            "</ZKN:omschrijving></ZKN:gerelateerde><ZKN:datumStatusGezet>20261013120000000</"
            "ZKN:datumStatusGezet>"
            "</ZKN:heeft>";
        return zaak;
    }

    Json zaken(const std::string& identificatie) {
        return get("/zaken/api/v1/zaken?identificatie=" + identificatie).body["results"];
    }

    static std::string why(const Outcome& outcome) {
        return outcome.problem ? outcome.problem->log_text + " [" + outcome.problem->source + "]"
                               : xml::to_string(outcome.envelope);
    }

    SealingKey key_{std::string(32, 'k')};
    test::TemporaryFolder store_folder_;
    std::unique_ptr<zgw::HttpZgwApi> http_;
    std::unique_ptr<Watched> register_;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<Executor> executor_;
};

TEST_F(OperationsOnSandbox, CreeerZaakEndToEndAndBack) {
    const Outcome made = send(zaak_message("ZAAK-1").text());
    ASSERT_EQ(made.reply_code, "Bv03") << why(made);
    ASSERT_EQ(zaken("ZAAK-1").size(), 1U);
    const std::string url = zaken("ZAAK-1")[0]["url"];
    EXPECT_EQ(get("/zaken/api/v1/rollen?zaak=" + url).body["results"].size(), 1U);
    EXPECT_EQ(get("/zaken/api/v1/zaakobjecten?zaak=" + url).body["results"].size(), 2U);
    EXPECT_EQ(get("/zaken/api/v1/statussen?zaak=" + url).body["results"].size(), 1U);

    const Outcome details = send(
        envelope("<ZKN:zakLv01>" + stuurgegevens("Lv01", "v1", "<StUF:entiteittype>ZAK</StUF:entiteittype>") +
                 "<ZKN:gelijk StUF:entiteittype=\"ZAK\"><ZKN:identificatie> ZAAK-1 "
                 "</ZKN:identificatie></ZKN:gelijk>"
                 "<ZKN:scope><ZKN:object StUF:entiteittype=\"ZAK\" "
                 "StUF:scope=\"alles\"/></ZKN:scope></ZKN:zakLv01>"),
        "geefZaakdetails_Lv01");
    ASSERT_EQ(details.reply_code, "La01") << why(details);
    const std::string answer = xml::to_string(details.envelope);
    for (const char* expected :
         {"ZAAK-1", "Aanvraag parkeervergunning", "B0100", "999993653", "Kade", "Ontvangen"}) {
        EXPECT_NE(answer.find(expected), std::string::npos) << expected << "\n" << answer;
    }
}

TEST_F(OperationsOnSandbox, DocumentEndToEndAndBack) {
    ASSERT_EQ(send(zaak_message("ZAAK-1").text()).reply_code, "Bv03");
    const Outcome added = send(envelope(
        "<ZKN:edcLk01>" + stuurgegevens("Lk01", "d1", "<StUF:entiteittype>EDC</StUF:entiteittype>") +
        "<ZKN:parameters><StUF:mutatiesoort>T</StUF:mutatiesoort></ZKN:parameters><ZKN:object "
        "StUF:entiteittype=\"EDC\">"
        "<ZKN:identificatie>DOC-1</ZKN:identificatie><ZKN:dct.omschrijving>Bijlage</ZKN:dct.omschrijving>"
        "<ZKN:creatiedatum>20261014</ZKN:creatiedatum><ZKN:titel>Brief</ZKN:titel><ZKN:formaat>application/"
        "pdf</ZKN:formaat>"
        "<ZKN:taal>nld</ZKN:taal><ZKN:auteur>Jan</ZKN:auteur><ZKN:inhoud "
        "StUF:bestandsnaam=\"brief.pdf\">SGFsbG8gd2VyZWxk"
        "</ZKN:inhoud><ZKN:isRelevantVoor><ZKN:gerelateerde><ZKN:identificatie>ZAAK-1</ZKN:identificatie></"
        "ZKN:gerelateerde>"
        "</ZKN:isRelevantVoor></ZKN:object></ZKN:edcLk01>"));
    ASSERT_EQ(added.reply_code, "Bv03") << why(added);

    const auto question = [](const char* root, const char* number, const char* scope) {
        return envelope(std::string("<ZKN:") + root + ">" + stuurgegevens("Lv01", "v1") +
                        "<ZKN:gelijk><ZKN:identificatie>" + number +
                        "</ZKN:identificatie></ZKN:gelijk><ZKN:scope><ZKN:object>" + scope +
                        "</ZKN:object></ZKN:scope></ZKN:" + root + ">");
    };
    const Outcome list =
        send(question("zakLv01", "ZAAK-1", "<ZKN:heeftRelevant/>"), "geefLijstZaakdocumenten_Lv01");
    ASSERT_EQ(list.reply_code, "La01") << why(list);
    EXPECT_NE(xml::to_string(list.envelope).find("DOC-1"), std::string::npos);

    const Outcome read = send(question("edcLv01", "DOC-1", "<ZKN:inhoud/><ZKN:isRelevantVoor/>"),
                              "geefZaakdocumentLezen_Lv01");
    ASSERT_EQ(read.reply_code, "La01") << why(read);
    const std::string answer = xml::to_string(read.envelope);
    EXPECT_NE(answer.find(">SGFsbG8gd2VyZWxk<"), std::string::npos) << answer;
    EXPECT_NE(answer.find("ZAAK-1"), std::string::npos);
}

TEST_F(OperationsOnSandbox, ARegisterThatStopsBetweenAnyTwoStepsIsLeftWithoutHalfAZaak) {
    const Outcome whole = send(zaak_message("HEEL").text());
    ASSERT_EQ(whole.reply_code, "Bv03") << why(whole);
    const int writes = static_cast<int>(std::count_if(whole.calls.begin(), whole.calls.end(),
                                                      [](const auto& call) { return call.method != "GET"; }));
    ASSERT_GE(writes, 4);
    ASSERT_TRUE(executor_->recover());
    for (int step = 1; step <= writes; ++step) {
        const std::string number = "ZAAK-" + std::to_string(step);
        const std::uint16_t port = sandbox_->port();
        std::atomic<bool> cut{false};
        register_->watch([&](int write) {
            if (write == step && !cut.exchange(true)) {
                sandbox_.reset();
            }
        });
        const Outcome outcome = send(zaak_message(number).text());
        EXPECT_EQ(outcome.reply_code, "Fo03") << step;
        register_->watch(nullptr);

        sandbox::SandboxOptions options;
        options.data = folder_.path();
        options.clients = sandbox::default_clients();
        options.clock = &clock_;
        options.port = port;
        sandbox_ = std::make_unique<sandbox::Sandbox>(options);
        bool gone = false;
        for (int i = 0; i < 400 && !gone; ++i) {
            clock_.advance(std::chrono::milliseconds{200});
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
            gone = zaken(number).empty() && store_->unfinished()->empty();
        }
        EXPECT_TRUE(gone) << "step " << step;
        EXPECT_EQ(send(zaak_message(number).text()).reply_code, "Bv03") << step;
    }
}

}  // namespace
}  // namespace veerpont::operations
