// updateZaak when the register fails: what was there before is there again, once.
#include "tests/operations/operations_fixture.h"

namespace veerpont::operations {
namespace {

using Json = nlohmann::json;
using Fate = FakeRegister::Fate;

class UpdateZaakTest : public OperationsTest {
  protected:
    void SetUp() override {
        zaak_ = register_
                    .add(zgw::Api::kZaken, "/zaken",
                         {{"identificatie", "ZAAK-1"},
                          {"bronorganisatie", kRsin},
                          {"zaaktype", zaaktype_},
                          {"omschrijving", "Zoals het was"},
                          {"einddatum", nullptr}})
                    .value("url", "");
        register_.add(zgw::Api::kZaken, "/rollen",
                      {{"zaak", zaak_},
                       {"roltype", register_.all("/roltypen").front()["url"]},
                       {"omschrijving", "Initiator"},
                       {"omschrijvingGeneriek", "initiator"},
                       {"roltoelichting", "Eerst gemeld"},
                       {"betrokkeneType", "natuurlijk_persoon"},
                       {"betrokkeneIdentificatie", {{"inpBsn", "999993653"}}}});
        register_.forget_calls();
    }

    // Another omschrijving, and an employee for the initiator.
    Outcome replace_initiator() {
        const std::string begin =
            "<ZKN:object StUF:entiteittype=\"ZAK\" "
            "StUF:verwerkingssoort=\"W\"><ZKN:identificatie>ZAAK-1</ZKN:identificatie>";
        const std::string rol =
            "<ZKN:heeftAlsInitiator StUF:entiteittype=\"ZAKBTRINI\" "
            "StUF:verwerkingssoort=\"R\"><ZKN:gerelateerde>";
        return executor().handle(
            message(
                envelope(
                    "<ZKN:zakLk01>" + stuurgegevens("Lk01", "update-1") +
                    "<ZKN:parameters><StUF:mutatiesoort>W</StUF:mutatiesoort></ZKN:parameters>" + begin +
                    rol +
                    "<ZKN:natuurlijkPersoon StUF:entiteittype=\"NPS\"><BG:inp.bsn>999993653</BG:inp.bsn>"
                    "</ZKN:natuurlijkPersoon></ZKN:gerelateerde></ZKN:heeftAlsInitiator></ZKN:object>" +
                    begin + "<ZKN:omschrijving>Zoals het wordt</ZKN:omschrijving>" + rol +
                    "<ZKN:medewerker StUF:entiteittype=\"MDW\"><ZKN:identificatie>MDW7</ZKN:identificatie>"
                    "</ZKN:medewerker></ZKN:gerelateerde></ZKN:heeftAlsInitiator></ZKN:object></"
                    "ZKN:zakLk01>"),
                "http://www.egem.nl/StUF/sector/zkn/0310/updateZaak_Lk01"),
            context());
    }

    void expect_as_it_was() {
        ASSERT_EQ(register_.all("/zaken").size(), 1U);
        EXPECT_EQ(register_.all("/zaken")[0]["omschrijving"], "Zoals het was");
        const std::vector<Json> rollen = register_.all("/rollen");
        ASSERT_EQ(rollen.size(), 1U);
        EXPECT_EQ(rollen[0]["betrokkeneIdentificatie"]["inpBsn"], "999993653");
        EXPECT_EQ(rollen[0]["roltoelichting"], "Eerst gemeld");
    }

    std::string zaak_;
};

TEST_F(UpdateZaakTest, ReplacesTheInitiator) {
    const Outcome outcome = replace_initiator();
    ASSERT_EQ(outcome.reply_code, "Bv03") << why(outcome);
    ASSERT_EQ(register_.all("/rollen").size(), 1U);
    EXPECT_EQ(register_.all("/rollen")[0]["betrokkeneIdentificatie"]["identificatie"], "MDW7");
    EXPECT_EQ(register_.all("/zaken")[0]["omschrijving"], "Zoals het wordt");
}

// The writes are: 1 PATCH zaak, 2 DELETE rol, 3 POST rol.
TEST_F(UpdateZaakTest, ARefusalAtAnyWritePutsEverythingBack) {
    for (int refused = 1; refused <= 3; ++refused) {
        register_.decide(
            [refused](int write, const auto&) { return write == refused ? Fate::kRefused : Fate::kGood; });
        const Outcome outcome = replace_initiator();
        EXPECT_EQ(outcome.reply_code, "Fo03") << refused << why(outcome);
        ASSERT_TRUE(settled());
        expect_as_it_was();
    }
}

TEST_F(UpdateZaakTest, ARoleThatWasPutBackWithoutAnswerIsNotPutBackTwice) {
    register_.decide([](int write, const auto& seen) {
        const bool undo = write > 3 && seen.method == "POST";
        return write == 3 ? Fate::kRefused : undo && write == 4 ? Fate::kLost : Fate::kGood;
    });
    const Outcome outcome = replace_initiator();
    EXPECT_EQ(outcome.reply_code, "Fo03") << why(outcome);
    ASSERT_TRUE(executor().recover());
    ASSERT_TRUE(settled());
    expect_as_it_was();
}

}  // namespace
}  // namespace veerpont::operations
