// An Executor as it runs in the product, against the sandbox over HTTP.
#pragma once

#include "tests/sandbox/sandbox_fixture.h"

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "bridge/zgw/http_api.h"
#include "tests/operations/operations_fixture.h"

namespace veerpont::operations {

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

    nlohmann::json zaken(const std::string& identificatie) {
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

}  // namespace veerpont::operations
