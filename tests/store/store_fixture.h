// A store in a temporary folder, and messages to put in it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "bridge/store/sqlite_store.h"
#include "bridge/store/store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temporary_folder.h"

namespace veerpont::store {

class StoreTest : public ::testing::Test {
  protected:
    StoreTest() { reopen(); }

    void reopen() {
        store_.reset();
        store_ = open({.file = folder_ / "bridge.db"});
    }

    std::unique_ptr<Store> open(const SqliteOptions& options) {
        auto opened = open_sqlite_store(options, key_, clock_);
        EXPECT_TRUE(opened) << (opened ? "" : opened.problem().log_text);
        return opened ? std::move(*opened) : nullptr;
    }

    static NewMessage creeer_zaak(std::string_view referentienummer, std::string_view identificatie) {
        NewMessage message;
        message.sender = "1900|TESTAPP|";
        message.operation = "creeerZaak";
        message.referentienummer = referentienummer;
        message.message_hash = "hash-of-" + std::string(referentienummer);
        message.object_hash = "object-of-" + std::string(identificatie);
        message.identificatie = identificatie;
        message.zaaktype = "B1026";
        message.rule_set = "rules-1";
        message.path = "/zds/OntvangAsynchroon";
        message.soap_action = "creeerZaak_Lk01";
        message.content_type = "text/xml";
        message.body = "<zakLk01>" + std::string(identificatie) + "</zakLk01>";
        return message;
    }

    std::string accepted(const NewMessage& message) {
        auto claim = store_->accept(message);
        EXPECT_TRUE(claim);
        if (!claim) {
            return "";
        }
        EXPECT_EQ(claim->kind, Claim::Kind::kAccepted);
        return claim->message.id;
    }

    static Outcome done(const std::string& id, std::string_view body = "<Bv03/>") {
        Outcome outcome;
        outcome.message = id;
        outcome.reply = StoredReply{200, "text/xml; charset=utf-8", std::string(body)};
        outcome.reply_code = "Bv03";
        return outcome;
    }

    static Correlation zaak(std::string_view identificatie, const std::string& message = "") {
        Correlation correlation;
        correlation.kind = "zaak";
        correlation.organisatie = "001005650";
        correlation.identificatie = identificatie;
        correlation.url = "http://register.example/zaken/api/v1/zaken/" + std::string(identificatie);
        correlation.type_url = "http://register.example/catalogi/api/v1/zaaktypen/1";
        correlation.object_hash = "object-of-" + std::string(identificatie);
        correlation.message = message;
        correlation.referentienummer = "ref";
        return correlation;
    }

    test::TemporaryFolder folder_;
    test::FakeClock clock_;
    SealingKey key_{std::string(32, 'k')};
    std::unique_ptr<Store> store_;
};

}  // namespace veerpont::store
