// actualiseerZaakstatus: what is set at a zaak that exists, what is left alone, and how it is closed and opened.
#include "tests/operations/operations_fixture.h"

namespace veerpont::operations {
namespace {

using Json = nlohmann::json;
using Fate = FakeRegister::Fate;

std::string element(const std::string& name, const std::string& content) {
    return "<ZKN:" + name + ">" + content + "</ZKN:" + name + ">";
}

std::string heeft(const std::string& gerelateerde, const std::string& when,
                  const std::string& toelichting = "") {
    return "<ZKN:heeft StUF:entiteittype=\"ZAKSTT\" StUF:verwerkingssoort=\"T\"><ZKN:gerelateerde "
           "StUF:entiteittype=\"STT\" StUF:verwerkingssoort=\"I\">" +
           gerelateerde + "</ZKN:gerelateerde>" +
           (toelichting.empty() ? "" : element("toelichting", toelichting)) +
           (when.empty() ? "" : element("datumStatusGezet", when)) + "</ZKN:heeft>";
}

std::string named(const std::string& omschrijving, const std::string& when,
                  const std::string& toelichting = "") {
    return heeft(element("omschrijving", omschrijving), when, toelichting);
}

std::string status_message(const std::string& content, const std::string& referentie,
                           const std::string& identificatie = "ZAAK-1") {
    return envelope("<ZKN:zakLk01>" +
                    stuurgegevens("Lk01", referentie, "<StUF:entiteittype>ZAK</StUF:entiteittype>") +
                    "<ZKN:parameters><StUF:mutatiesoort>W</StUF:mutatiesoort></ZKN:parameters><ZKN:object "
                    "StUF:entiteittype=\"ZAK\" StUF:verwerkingssoort=\"W\">" +
                    element("identificatie", identificatie) + content + "</ZKN:object></ZKN:zakLk01>");
}

class ZaakstatusTest : public OperationsTest {
  protected:
    void SetUp() override {
        zaak_ = register_
                    .add(zgw::Api::kZaken, "/zaken",
                         {{"identificatie", "ZAAK-1"},
                          {"bronorganisatie", kRsin},
                          {"zaaktype", zaaktype_},
                          {"einddatum", nullptr},
                          {"resultaat", nullptr},
                          {"status", nullptr}})
                    .value("url", "");
        has(ontvangen_, "2026-10-14T08:00:00+02:00");
        register_.forget_calls();
    }

    void has(const std::string& statustype, const std::string& when) {
        register_.add(zgw::Api::kZaken, "/statussen",
                      {{"zaak", zaak_},
                       {"statustype", statustype},
                       {"datumStatusGezet", when},
                       {"statustoelichting", ""}});
    }

    Outcome status(const std::string& content) {
        return executor().handle(
            message(status_message(content, "s-" + std::to_string(++sent_)),
                    "http://www.egem.nl/StUF/sector/zkn/0310/actualiseerZaakstatus_Lk01"),
            context());
    }

    // The bodies of the statussen that were posted, in order.
    std::vector<Json> posted() const {
        std::vector<Json> bodies;
        for (const auto& call : register_.calls()) {
            if (call.method == "POST" && call.target == "/statussen") {
                bodies.push_back(call.body);
            }
        }
        return bodies;
    }

    std::string zaak_;
    int sent_ = 0;
};

TEST_F(ZaakstatusTest, SetsTheStatusWithItsToelichting) {
    const Outcome outcome = status(named("In behandeling", "20261015080000", "Opgepakt"));
    ASSERT_EQ(outcome.reply_code, "Bv03") << why(outcome);
    ASSERT_EQ(posted().size(), 1U);
    EXPECT_EQ(posted()[0]["zaak"], zaak_);
    EXPECT_EQ(posted()[0]["statustype"], behandeling_);
    EXPECT_EQ(posted()[0]["datumStatusGezet"], "2026-10-15T08:00:00+02:00");
    EXPECT_EQ(posted()[0]["statustoelichting"], "Opgepakt");
    EXPECT_EQ(register_.count("GET", "/zaken") + register_.count("GET", "/statussen"), 2U);
}

TEST_F(ZaakstatusTest, KnowsTheStatusByNameBeginningCodeOrVolgnummer) {
    int second = 10;
    for (const std::string& way :
         {element("omschrijving", "in behandeling"), element("omschrijving", "In beh"),
          element("code", "In behandeling"), element("code", "2"), element("volgnummer", "0002")}) {
        register_.forget_calls();
        const std::string moment = "202610150800" + std::to_string(++second);
        const Outcome outcome = status(heeft(way, moment, "Stap " + moment));
        ASSERT_EQ(outcome.reply_code, "Bv03") << way << why(outcome);
        ASSERT_EQ(posted().size(), 1U) << way;
        EXPECT_EQ(posted()[0]["statustype"], behandeling_) << way;
    }
}

TEST_F(ZaakstatusTest, AStatusThatTheZaaktypeDoesNotKnowIsAFault) {
    const Outcome outcome = status(named("Bestaat niet", "20261015"));
    EXPECT_EQ(outcome.reply_code, "Fo03");
    EXPECT_EQ(register_.writes(), 0);
}

TEST_F(ZaakstatusTest, AMessageWithoutAStatusIsAFault) {
    const Outcome outcome = status("<ZKN:heeft xsi:nil=\"true\"/><ZKN:einddatum/>");
    EXPECT_EQ(outcome.reply_code, "Fo03");
    ASSERT_TRUE(outcome.problem);
    EXPECT_EQ(outcome.problem->kind, Problem::Kind::kMissingValue);
}

TEST_F(ZaakstatusTest, SeveralStatussenComeInTheOrderOfTheirTime) {
    const Outcome outcome =
        status(named("Afgerond", "20261015080000") + named("In behandeling", "20261014120000"));
    ASSERT_EQ(outcome.reply_code, "Bv03") << why(outcome);
    ASSERT_EQ(posted().size(), 2U);
    EXPECT_EQ(posted()[0]["statustype"], behandeling_);
    EXPECT_EQ(posted()[1]["statustype"], afgerond_);
    EXPECT_EQ(register_.all("/resultaten").size(), 1U);
}

TEST_F(ZaakstatusTest, AStatusOfTheSameMomentMovesByTheSmallestStep) {
    ASSERT_EQ(status(named("In behandeling", "20261014080000")).reply_code, "Bv03");
    ASSERT_EQ(posted().size(), 1U);
    EXPECT_EQ(posted()[0]["datumStatusGezet"], "2026-10-14T08:00:00.001+02:00");
}

TEST_F(ZaakstatusTest, ADayWithoutATimeComesAfterWhatWasSetThatDay) {
    ASSERT_EQ(status(named("In behandeling", "20261014")).reply_code, "Bv03");
    ASSERT_EQ(posted().size(), 1U);
    EXPECT_EQ(posted()[0]["datumStatusGezet"], "2026-10-14T08:00:00.001+02:00");
}

TEST_F(ZaakstatusTest, AStatusInTheFutureIsSetNow) {
    ASSERT_EQ(status(named("In behandeling", "20261231")).reply_code, "Bv03");
    ASSERT_EQ(posted().size(), 1U);
    EXPECT_LT(posted()[0]["datumStatusGezet"].get<std::string>(), "2026-10-15T09:30:00");
}

TEST_F(ZaakstatusTest, AStatusThatIsThereIsNotRepeated) {
    EXPECT_EQ(status(named("Ontvangen", "20261014080000")).reply_code, "Bv03");
    EXPECT_EQ(status(named("Ontvangen", "20261014")).reply_code, "Bv03");
    EXPECT_EQ(status(named("Ontvangen", "20261015")).reply_code, "Bv03");
    EXPECT_EQ(status(named("Ontvangen", "")).reply_code, "Bv03");
    EXPECT_EQ(register_.writes(), 0);
}

TEST_F(ZaakstatusTest, AnUnknownZaakIsAFault) {
    const Outcome outcome =
        send(status_message(named("In behandeling", "20261015"), "weg", "ZAAK-BESTAAT-NIET"));
    EXPECT_EQ(outcome.reply_code, "Fo03");
    ASSERT_TRUE(outcome.problem);
    EXPECT_EQ(outcome.problem->kind, Problem::Kind::kNotFound);
}

TEST_F(ZaakstatusTest, AStatusFromBeforeTheEndDoesNotOpenTheZaakAgainALaterOneDoes) {
    ASSERT_EQ(status(named("Afgerond", "20261015080000")).reply_code, "Bv03");
    zgw::Call close;
    close.method = "PATCH";
    close.target = zaak_;
    const Json einddatum{{"einddatum", "2026-10-15"}};
    close.body = &einddatum;
    ASSERT_TRUE(register_.call(close).ok());
    register_.forget_calls();
    EXPECT_EQ(status(named("In behandeling", "20261014230000")).reply_code, "Bv03");
    EXPECT_EQ(register_.writes(), 0);
    EXPECT_EQ(status(named("In behandeling", "20261015090000")).reply_code, "Bv03");
    ASSERT_EQ(posted().size(), 1U);
    EXPECT_EQ(posted()[0]["statustype"], behandeling_);
}

TEST_F(ZaakstatusTest, TheResultaatIsPutBackWhenTheEndStatusIsRefused) {
    const std::string ander = register_
                                  .add(zgw::Api::kCatalogi, "/resultaattypen",
                                       {{"zaaktype", zaaktype_}, {"omschrijving", "Geweigerd"}})
                                  .value("url", "");
    const std::string resultaat =
        register_
            .add(zgw::Api::kZaken, "/resultaten",
                 {{"zaak", zaak_}, {"resultaattype", afgehandeld_}, {"toelichting", "Eerst zo"}})
            .value("url", "");
    zgw::Call link;
    link.method = "PATCH";
    link.target = zaak_;
    const Json body{{"resultaat", resultaat}};
    link.body = &body;
    ASSERT_TRUE(register_.call(link).ok());
    register_.forget_calls();
    register_.decide([](int, const FakeRegister::Seen& seen) {
        return seen.target == "/statussen" ? Fate::kRefused : Fate::kGood;
    });
    const Outcome outcome = status("<ZKN:resultaat>" + element("omschrijving", "Geweigerd") +
                                   "</ZKN:resultaat>" + named("Afgerond", "20261015080000"));
    EXPECT_EQ(outcome.reply_code, "Fo03") << why(outcome);
    ASSERT_TRUE(settled());
    ASSERT_EQ(register_.all("/resultaten").size(), 1U);
    EXPECT_EQ(register_.all("/resultaten")[0]["resultaattype"], afgehandeld_);
    EXPECT_EQ(register_.all("/resultaten")[0]["toelichting"], "Eerst zo");
    EXPECT_NE(ander, afgehandeld_);
}

}  // namespace
}  // namespace veerpont::operations
