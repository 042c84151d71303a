// An Executor with the shipped rules, a real store in a temporary folder and a FakeRegister with a small
// catalogue.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bridge/operations/executor.h"
#include "bridge/operations/strategies/strategy.h"
#include "bridge/rules/rule_set.h"
#include "bridge/soap/envelope.h"
#include "bridge/store/sqlite_store.h"
#include "bridge/xml/reader.h"
#include "bridge/xml/schema_set.h"
#include "bridge/xml/writer.h"
#include "bridge/zgw/vocabulary.h"
#include "tests/operations/fake_register.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temporary_folder.h"

namespace veerpont::operations {

// Loaded once per test program: the shipped rules against the shipped standards.
struct Shipped {
    std::shared_ptr<const xml::SchemaSet> schemas;
    zgw::Vocabulary vocabulary;
    std::shared_ptr<const rules::RuleSet> rules;
    std::string findings;

    static const Shipped& get() {
        static const Shipped shipped;
        return shipped;
    }

  private:
    Shipped() {
        const std::filesystem::path source = VEERPONT_SOURCE_DIR;
        auto set = xml::SchemaSet::load(source / "wsdl/zds-1.1/berichten.xsd");
        auto words = zgw::Vocabulary::load(source / "mappings/vocabulary");
        if (!set.ok() || !words.ok()) {
            throw std::runtime_error(set.ok() ? words.problem().log_text : set.problem().log_text);
        }
        schemas = set.value();
        vocabulary = std::move(words.value());
        rules::Standards standards;
        standards.schemas = {{"zds-1.1", &schemas->model()}};
        standards.vocabulary = &vocabulary;
        standards.strategies = strategy_names();
        source::Diagnostics found;
        rules = rules::RuleSet::load({source / "mappings"}, standards, found);
        findings = found.text();
    }
};

inline std::string envelope(const std::string& body) {
    return R"(<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" )"
           R"(xmlns:ZKN="http://www.egem.nl/StUF/sector/zkn/0310" xmlns:StUF="http://www.egem.nl/StUF/StUF0301" )"
           R"(xmlns:BG="http://www.egem.nl/StUF/sector/bg/0310" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" )"
           R"(xmlns:xmime="http://www.w3.org/2005/05/xmlmime"><soapenv:Body>)" +
           body + "</soapenv:Body></soapenv:Envelope>";
}

inline std::string stuurgegevens(const std::string& berichtcode, const std::string& referentie,
                                 const std::string& extra = "") {
    return "<ZKN:stuurgegevens><StUF:berichtcode>" + berichtcode +
           "</StUF:berichtcode><StUF:zender><StUF:organisatie>1900</"
           "StUF:organisatie><StUF:applicatie>TESTAPP</StUF:applicatie>"
           "<StUF:gebruiker>test</StUF:gebruiker></StUF:zender><StUF:ontvanger><StUF:organisatie>1900</"
           "StUF:organisatie>"
           "<StUF:applicatie>ZSC</StUF:applicatie></StUF:ontvanger><StUF:referentienummer>" +
           referentie +
           "</StUF:referentienummer><StUF:tijdstipBericht>20261015092900000</StUF:tijdstipBericht>" + extra +
           "</ZKN:stuurgegevens>";
}

// A creeerZaak with two roles, an address, two statussen (in the wrong order) and an omschrijving.
struct CreeerZaak {
    std::string identificatie = "ZAAK-1";
    std::string referentie = "ref-1";
    std::string omschrijving = "Aanvraag parkeervergunning";
    std::string zaaktype = "B1026";
    std::string extra;  // more children of the object
    std::string statussen =
        "<ZKN:heeft StUF:entiteittype=\"ZAKSTT\" StUF:verwerkingssoort=\"T\"><ZKN:gerelateerde "
        "StUF:entiteittype=\"STT\">"
        "<ZKN:volgnummer>0002</ZKN:volgnummer><ZKN:omschrijving>In "
        "behandeling</ZKN:omschrijving></ZKN:gerelateerde>"
        "<ZKN:datumStatusGezet>20261014120000000</ZKN:datumStatusGezet></ZKN:heeft>"
        "<ZKN:heeft StUF:entiteittype=\"ZAKSTT\" StUF:verwerkingssoort=\"T\"><ZKN:gerelateerde "
        "StUF:entiteittype=\"STT\">"
        "<ZKN:volgnummer>0001</ZKN:volgnummer><ZKN:omschrijving>Ontvangen</ZKN:omschrijving></"
        "ZKN:gerelateerde>"
        "<ZKN:datumStatusGezet>20261013120000000</ZKN:datumStatusGezet></ZKN:heeft>";
    std::string rollen =
        "<ZKN:heeftAlsInitiator StUF:entiteittype=\"ZAKBTRINI\" "
        "StUF:verwerkingssoort=\"T\"><ZKN:gerelateerde>"
        "<ZKN:natuurlijkPersoon StUF:entiteittype=\"NPS\" "
        "StUF:verwerkingssoort=\"T\"><BG:inp.bsn>999993653</BG:inp.bsn>"
        "<BG:geslachtsnaam>Tester</BG:geslachtsnaam></ZKN:natuurlijkPersoon></ZKN:gerelateerde></"
        "ZKN:heeftAlsInitiator>"
        "<ZKN:heeftAlsUitvoerende StUF:entiteittype=\"ZAKBTRUTV\" "
        "StUF:verwerkingssoort=\"T\"><ZKN:gerelateerde>"
        "<ZKN:medewerker StUF:entiteittype=\"MDW\" "
        "StUF:verwerkingssoort=\"I\"><ZKN:identificatie>MDW7</ZKN:identificatie>"
        "<ZKN:achternaam>Behandelaar</ZKN:achternaam></ZKN:medewerker></ZKN:gerelateerde></"
        "ZKN:heeftAlsUitvoerende>";

    std::string text() const {
        return envelope(
            "<ZKN:zakLk01>" +
            stuurgegevens("Lk01", referentie, "<StUF:entiteittype>ZAK</StUF:entiteittype>") +
            "<ZKN:parameters><StUF:mutatiesoort>T</StUF:mutatiesoort><StUF:indicatorOvername>V"
            "</StUF:indicatorOvername></ZKN:parameters>"
            "<ZKN:object StUF:entiteittype=\"ZAK\" StUF:verwerkingssoort=\"T\"><ZKN:identificatie>" +
            identificatie + "</ZKN:identificatie><ZKN:omschrijving>" + omschrijving +
            "</ZKN:omschrijving><ZKN:startdatum>20261013</ZKN:startdatum>" + extra +
            "<ZKN:isVan StUF:entiteittype=\"ZAKZKT\" StUF:verwerkingssoort=\"T\"><ZKN:gerelateerde "
            "StUF:entiteittype=\"ZKT\" StUF:verwerkingssoort=\"I\"><ZKN:code>" +
            zaaktype + "</ZKN:code></ZKN:gerelateerde></ZKN:isVan>" + rollen + statussen +
            "</ZKN:object></ZKN:zakLk01>");
    }
};

class OperationsTest : public ::testing::Test {
  protected:
    static constexpr char kRsin[] = "001005650";
    static constexpr char kZaken[] = "/zaken";

    OperationsTest() {
        open_store();
        make_catalogue();
        settings_.undo_tick = std::chrono::milliseconds{5};
        settings_.undo_first = std::chrono::milliseconds{10};
        settings_.parallelism = 4;
        settings_.spool_directory = folder_ / "spool";
        std::filesystem::create_directories(settings_.spool_directory);
    }
    ~OperationsTest() override {
        executor_.reset();
        store_.reset();
    }

    void open_store() {
        store_.reset();
        auto opened = store::open_sqlite_store({.file = folder_ / "bridge.db"}, key_, clock_);
        ASSERT_TRUE(opened) << (opened ? "" : opened.problem().log_text);
        store_ = std::move(*opened);
    }

    void make_catalogue() {
        using zgw::Api;
        zaaktype_ = register_
                        .add(Api::kCatalogi, "/zaaktypen",
                             {{"identificatie", "B1026"},
                              {"omschrijving", "Parkeervergunning"},
                              {"concept", false},
                              {"catalogus", "https://register.test/catalogi/api/v1/catalogussen/1"},
                              {"beginGeldigheid", "2020-01-01"},
                              {"eindeGeldigheid", nullptr}})
                        .value("url", "");
        const auto status = [&](int volgnummer, const char* omschrijving, bool end) {
            return register_
                .add(Api::kCatalogi, "/statustypen",
                     {{"zaaktype", zaaktype_},
                      {"volgnummer", volgnummer},
                      {"omschrijving", omschrijving},
                      {"isEindstatus", end}})
                .value("url", "");
        };
        ontvangen_ = status(1, "Ontvangen", false);
        behandeling_ = status(2, "In behandeling", false);
        afgerond_ = status(3, "Afgerond", true);
        for (const auto& [name, generic] :
             std::vector<std::pair<std::string, std::string>>{{"Initiator", "initiator"},
                                                              {"Uitvoerende", "behandelaar"},
                                                              {"Belanghebbende", "belanghebbende"}}) {
            register_.add(
                Api::kCatalogi, "/roltypen",
                {{"zaaktype", zaaktype_}, {"omschrijving", name}, {"omschrijvingGeneriek", generic}});
        }
        afgehandeld_ = register_
                           .add(Api::kCatalogi, "/resultaattypen",
                                {{"zaaktype", zaaktype_}, {"omschrijving", "Afgehandeld"}})
                           .value("url", "");
        register_.add(Api::kCatalogi, "/eigenschappen", {{"zaaktype", zaaktype_}, {"naam", "kleur"}});
        bijlage_ = register_
                       .add(Api::kCatalogi, "/informatieobjecttypen",
                            {{"omschrijving", "Bijlage"},
                             {"concept", false},
                             {"catalogus", "https://register.test/catalogi/api/v1/catalogussen/1"}})
                       .value("url", "");
        register_.forget_calls();
    }

    Executor& executor() {
        if (executor_ == nullptr) {
            ExecutorParts parts;
            parts.rules = [] { return Shipped::get().rules; };
            parts.registers = {{"", &register_}};
            parts.store = store_.get();
            parts.schemas = {{stuf::Family::kZds11, &Shipped::get().schemas->model()}};
            parts.clock = &clock_;
            executor_ = std::make_unique<Executor>(std::move(parts), settings_);
        }
        return *executor_;
    }

    static const xml::ReaderPool& readers() {
        static const xml::ReaderPool pool{{}};
        return pool;
    }

    static std::unique_ptr<stuf::Message> message(const std::string& text, const std::string& action = "") {
        std::istringstream stream(text);
        soap::Reading reading;
        auto read = soap::read_envelope(readers(), stream, {"text/xml; charset=utf-8", action}, reading);
        if (!read.ok()) {
            throw std::runtime_error(read.problem().log_text);
        }
        return std::make_unique<stuf::Message>(std::move(*read));
    }

    MessageContext context() const {
        MessageContext told;
        told.organisatie.rsin = kRsin;
        told.organisatie.gemeentecode = "1900";
        told.organisatie.naam = "Voorbeeldstad";
        told.own.organisatie = "1900";
        told.own.applicatie = "VEERPONT";
        told.path = "/zds";
        return told;
    }

    Outcome send(const std::string& text) { return executor().handle(message(text), context()); }
    Outcome send(const CreeerZaak& zaak) { return send(zaak.text()); }

    static std::string text_of(const Outcome& outcome) {
        return outcome.stored ? outcome.stored->body : xml::to_string(outcome.envelope);
    }
    static std::string why(const Outcome& outcome) {
        return outcome.problem ? outcome.problem->log_text + " [" + outcome.problem->source + "] "
                               : text_of(outcome);
    }

    store::MessageState state_of(const std::string& id) {
        const auto row = store_->message(id);
        return row.ok() && row->has_value() ? (*row)->state : store::MessageState::kRunning;
    }

    // Waits until no message is being undone any more.
    bool settled(std::chrono::milliseconds at_most = std::chrono::milliseconds{5000}) {
        const auto until = std::chrono::steady_clock::now() + at_most;
        while (std::chrono::steady_clock::now() < until) {
            const auto open = store_->unfinished();
            if (open.ok() && open->empty()) {
                return true;
            }
            clock_.advance(std::chrono::milliseconds{100});
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        }
        return false;
    }

    test::TemporaryFolder folder_;
    test::FakeClock clock_;
    SealingKey key_{std::string(32, 'k')};
    FakeRegister register_;
    std::unique_ptr<store::Store> store_;
    ExecutorSettings settings_;
    std::unique_ptr<Executor> executor_;
    std::string zaaktype_, ontvangen_, behandeling_, afgerond_, afgehandeld_, bijlage_;
};

}  // namespace veerpont::operations
