// creeerZaak: what ends up in the register, what the sender hears, and what happens when it is sent again.
#include <thread>

#include "tests/operations/operations_fixture.h"

namespace veerpont::operations {
namespace {

using Json = nlohmann::json;
using Fate = FakeRegister::Fate;

class CreeerZaakTest : public OperationsTest {};

TEST_F(CreeerZaakTest, ShippedRulesLoad) {
    EXPECT_EQ(Shipped::get().findings, "");
    ASSERT_NE(Shipped::get().rules, nullptr);
}

TEST_F(CreeerZaakTest, MakesTheZaakWithAllThatBelongsToIt) {
    const Outcome outcome = send(CreeerZaak{});
    ASSERT_EQ(outcome.reply_code, "Bv03") << why(outcome);
    EXPECT_EQ(outcome.status, 200);
    EXPECT_EQ(outcome.identificatie, "ZAAK-1");
    EXPECT_NE(text_of(outcome).find("<StUF:crossRefnummer>ref-1</StUF:crossRefnummer>"), std::string::npos);

    const auto zaken = register_.all("/zaken");
    ASSERT_EQ(zaken.size(), 1U);
    EXPECT_EQ(zaken[0]["identificatie"], "ZAAK-1");
    EXPECT_EQ(zaken[0]["bronorganisatie"], kRsin);
    EXPECT_EQ(zaken[0]["zaaktype"], zaaktype_);
    EXPECT_EQ(zaken[0]["startdatum"], "2026-10-13");
    ASSERT_EQ(register_.all("/rollen").size(), 2U);
    for (const Json& rol : register_.all("/rollen")) {
        EXPECT_EQ(rol["zaak"], zaken[0]["url"]);
    }
    EXPECT_EQ(state_of(outcome.message_id), store::MessageState::kDone);
}

TEST_F(CreeerZaakTest, SetsAllStatussenInTheOrderOfTheirTime) {
    ASSERT_EQ(send(CreeerZaak{}).reply_code, "Bv03");
    std::vector<std::string> types;
    for (const auto& call : register_.calls()) {
        if (call.method == "POST" && call.target == "/statussen") {
            types.push_back(call.body["statustype"]);
        }
    }
    EXPECT_EQ(types, (std::vector<std::string>{ontvangen_, behandeling_}));
}

TEST_F(CreeerZaakTest, AnEmptyStatusErasesNoneOfTheOthers) {
    CreeerZaak zaak;
    zaak.statussen +=
        "<ZKN:heeft StUF:entiteittype=\"ZAKSTT\" StUF:verwerkingssoort=\"T\"><ZKN:gerelateerde "
        "StUF:entiteittype=\"STT\" StUF:verwerkingssoort=\"I\"/></ZKN:heeft><ZKN:heeft/>";
    const Outcome outcome = send(zaak);
    ASSERT_EQ(outcome.reply_code, "Bv03") << why(outcome);
    EXPECT_EQ(register_.all("/statussen").size(), 2U);
}

TEST_F(CreeerZaakTest, MakesNoCallsBesidesTheWritesOnAWarmCache) {
    ASSERT_EQ(send(CreeerZaak{}).reply_code, "Bv03");
    register_.forget_calls();
    CreeerZaak second;
    second.identificatie = "ZAAK-2";
    second.referentie = "ref-2";
    ASSERT_EQ(send(second).reply_code, "Bv03");
    EXPECT_EQ(register_.count("GET"), 0U);
    EXPECT_EQ(register_.calls().size(), 5U);  // zaak, two rollen, two statussen
}

TEST_F(CreeerZaakTest, StatussenOfTheSameMomentGetMomentsOfTheirOwnAndNoneLiesInTheFuture) {
    CreeerZaak zaak;
    const auto heeft = [](const char* omschrijving, const char* when) {
        return std::string("<ZKN:heeft StUF:entiteittype=\"ZAKSTT\"><ZKN:gerelateerde><ZKN:omschrijving>") +
               omschrijving + "</ZKN:omschrijving></ZKN:gerelateerde><ZKN:datumStatusGezet>" + when +
               "</ZKN:datumStatusGezet></ZKN:heeft>";
    };
    zaak.statussen = heeft("In behandeling", "20261231000000000") + heeft("Ontvangen", "20261231000000000");
    ASSERT_EQ(send(zaak).reply_code, "Bv03");
    std::set<std::string> moments;
    for (const Json& status : register_.all("/statussen")) {
        moments.insert(status["datumStatusGezet"].get<std::string>());
        EXPECT_LT(status["datumStatusGezet"].get<std::string>(), "2026-10-15T09:30:00");
        EXPECT_TRUE(status["datumStatusGezet"].get<std::string>().ends_with("+02:00"));
    }
    EXPECT_EQ(moments.size(), 2U);
}

TEST_F(CreeerZaakTest, EinddatumClosesTheZaakWithResultAndEndStatusOnThatDay) {
    CreeerZaak zaak;
    zaak.extra = "<ZKN:einddatum>20261014</ZKN:einddatum>";
    const Outcome outcome = send(zaak);
    ASSERT_EQ(outcome.reply_code, "Bv03") << why(outcome);
    ASSERT_EQ(register_.all("/resultaten").size(), 1U);
    EXPECT_EQ(register_.all("/resultaten")[0]["resultaattype"], afgehandeld_);
    const auto calls = register_.calls();
    EXPECT_EQ(calls.back().body["statustype"], afgerond_);
    EXPECT_TRUE(calls.back().body["datumStatusGezet"].get<std::string>().starts_with("2026-10-14T"));
    const auto result = std::find_if(calls.begin(), calls.end(), [](const auto& call) {
        return call.target == "/resultaten" && call.method == "POST";
    });
    const auto status = std::find_if(calls.begin(), calls.end(), [](const auto& call) {
        return call.target == "/statussen" && call.method == "POST";
    });
    EXPECT_LT(result, status);
    EXPECT_EQ(register_.all("/statussen").size(), 3U);  // the others are kept
}

TEST_F(CreeerZaakTest, AnExactStatusNameWinsFromOneThatOnlyBeginsSo) {
    register_.add(zgw::Api::kCatalogi, "/statustypen",
                  {{"zaaktype", zaaktype_},
                   {"volgnummer", 4},
                   {"omschrijving", "Ontvangen en bevestigd"},
                   {"isEindstatus", false}});
    ASSERT_EQ(send(CreeerZaak{}).reply_code, "Bv03");
    EXPECT_EQ(register_.all("/statussen").size(), 2U);
}

TEST_F(CreeerZaakTest, UnknownZaaktypeIsAFaultAfterOneFreshReadAndLeavesNothing) {
    CreeerZaak zaak;
    zaak.zaaktype = "BESTAATNIET";
    const Outcome outcome = send(zaak);
    EXPECT_EQ(outcome.reply_code, "Fo03");
    EXPECT_EQ(outcome.status, 500);
    ASSERT_TRUE(outcome.problem);
    EXPECT_EQ(outcome.problem->kind, Problem::Kind::kUnknownType) << why(outcome);
    EXPECT_EQ(register_.count("POST"), 0U);
    EXPECT_EQ(state_of(outcome.message_id), store::MessageState::kFailed);
}

TEST_F(CreeerZaakTest, AZaaktypePublishedAfterAMissIsFoundByTheNextMessage) {
    CreeerZaak zaak;
    zaak.zaaktype = "NIEUW";
    ASSERT_EQ(send(zaak).reply_code, "Fo03");
    register_.add(zgw::Api::kCatalogi, "/zaaktypen",
                  {{"identificatie", "NIEUW"},
                   {"concept", false},
                   {"beginGeldigheid", "2026-01-01"},
                   {"eindeGeldigheid", nullptr}});
    clock_.advance(std::chrono::milliseconds{2100});
    zaak.referentie = "ref-2";
    zaak.rollen = zaak.statussen = "";
    const Outcome outcome = send(zaak);
    EXPECT_EQ(outcome.reply_code, "Bv03") << why(outcome);
}

TEST_F(CreeerZaakTest, MissingIdentificatieIsAFault) {
    CreeerZaak zaak;
    zaak.identificatie = "";
    const Outcome outcome = send(zaak);
    ASSERT_TRUE(outcome.problem);
    EXPECT_EQ(outcome.problem->kind, Problem::Kind::kMissingValue);
    EXPECT_EQ(register_.count("POST"), 0U);
}

TEST_F(CreeerZaakTest, TheSameMessageAgainGetsTheStoredAnswer) {
    const Outcome first = send(CreeerZaak{});
    register_.forget_calls();
    const Outcome second = send(CreeerZaak{});
    EXPECT_TRUE(second.repeated);
    ASSERT_TRUE(second.stored);
    EXPECT_EQ(second.stored->body, text_of(first));
    EXPECT_TRUE(register_.calls().empty());
}

TEST_F(CreeerZaakTest, TheSameZaakUnderANewReferentienummerIsAnsweredAsCreated) {
    ASSERT_EQ(send(CreeerZaak{}).reply_code, "Bv03");
    CreeerZaak again;
    again.referentie = "ref-9";
    const Outcome outcome = send(again);
    EXPECT_EQ(outcome.reply_code, "Bv03");
    EXPECT_TRUE(outcome.repeated);
    EXPECT_NE(text_of(outcome).find("ref-9"), std::string::npos);
    EXPECT_EQ(register_.all("/zaken").size(), 1U);
    EXPECT_EQ(register_.all("/rollen").size(), 2U);
}

TEST_F(CreeerZaakTest, AnotherContentUnderTheSameIdentificatieIsAConflictAndChangesNothing) {
    ASSERT_EQ(send(CreeerZaak{}).reply_code, "Bv03");
    CreeerZaak other;
    other.referentie = "ref-9";
    other.omschrijving = "Iets heel anders";
    const Outcome outcome = send(other);
    EXPECT_EQ(outcome.reply_code, "Fo03");
    ASSERT_TRUE(outcome.problem);
    EXPECT_EQ(outcome.problem->kind, Problem::Kind::kConflict);
    ASSERT_EQ(register_.all("/zaken").size(), 1U);
    EXPECT_EQ(register_.all("/zaken")[0]["omschrijving"], "Aanvraag parkeervergunning");
}

TEST_F(CreeerZaakTest, AZaakMadeByOthersWithTheSameContentIsAnsweredAsCreated) {
    ASSERT_EQ(send(CreeerZaak{}).reply_code, "Bv03");
    // The bridge forgets: only the register knows.
    ASSERT_TRUE(store_->remove("zaak", kRsin, "ZAAK-1"));
    CreeerZaak again;
    again.referentie = "ref-9";
    const Outcome outcome = send(again);
    EXPECT_EQ(outcome.reply_code, "Bv03") << why(outcome);
    EXPECT_EQ(register_.all("/zaken").size(), 1U);
    EXPECT_EQ(register_.all("/rollen").size(), 2U);
    CreeerZaak other;
    other.referentie = "ref-10";
    other.omschrijving = "Iets heel anders";
    EXPECT_EQ(send(other).reply_code, "Fo03");
}

TEST_F(CreeerZaakTest, TwoCreationsOfOneZaakAtOnceMakeOneZaak) {
    register_.set_pause(std::chrono::milliseconds{10});
    CreeerZaak first;
    CreeerZaak second;
    second.referentie = "ref-2";
    executor();
    Outcome one;
    Outcome two;
    std::thread beside([&] { one = send(first); });
    two = send(second);
    beside.join();
    EXPECT_EQ(one.reply_code, "Bv03") << why(one);
    EXPECT_EQ(two.reply_code, "Bv03") << why(two);
    EXPECT_EQ(register_.all("/zaken").size(), 1U);
    EXPECT_EQ(register_.all("/rollen").size(), 2U);
}

TEST_F(CreeerZaakTest, ADeletedZaakCanBeCreatedAgain) {
    ASSERT_EQ(send(CreeerZaak{}).reply_code, "Bv03");
    zgw::Call remove;
    remove.method = "DELETE";
    remove.target = register_.all("/zaken")[0].value("url", "");
    ASSERT_TRUE(register_.call(remove).ok());
    CreeerZaak again;
    again.referentie = "ref-9";
    EXPECT_EQ(send(again).reply_code, "Bv03");
    EXPECT_EQ(register_.all("/zaken").size(), 1U);
}

TEST_F(CreeerZaakTest, RelatedZakenKeepTheirOwnRelations) {
    const Json other = register_.add(
        zgw::Api::kZaken, "/zaken",
        {{"identificatie", "ANDER"},
         {"bronorganisatie", kRsin},
         {"relevanteAndereZaken", {{{"url", "https://elders/1"}, {"aardRelatie", "vervolg"}}}}});
    CreeerZaak zaak;
    zaak.extra = "";
    zaak.rollen +=
        "<ZKN:heeftBetrekkingOpAndere StUF:entiteittype=\"ZAKZAKBTR\" "
        "StUF:verwerkingssoort=\"T\"><ZKN:gerelateerde>"
        "<ZKN:identificatie>ANDER</ZKN:identificatie></ZKN:gerelateerde></ZKN:heeftBetrekkingOpAndere>";
    const Outcome outcome = send(zaak);
    ASSERT_EQ(outcome.reply_code, "Bv03") << why(outcome);
    const Json list = register_.at(other["url"])["relevanteAndereZaken"];
    ASSERT_EQ(list.size(), 2U);
    EXPECT_EQ(list[0]["aardRelatie"], "vervolg");
}

TEST_F(CreeerZaakTest, ADeelzaakOfAnotherHoofdzaakIsAConflictAndEverythingIsPutBack) {
    const Json vrij =
        register_.add(zgw::Api::kZaken, "/zaken",
                      {{"identificatie", "VRIJ"}, {"bronorganisatie", kRsin}, {"hoofdzaak", nullptr}});
    const Json bezet = register_.add(
        zgw::Api::kZaken, "/zaken",
        {{"identificatie", "BEZET"}, {"bronorganisatie", kRsin}, {"hoofdzaak", "https://elders/2"}});
    CreeerZaak zaak;
    for (const char* deel : {"VRIJ", "BEZET"}) {
        zaak.rollen +=
            std::string(
                "<ZKN:heeftAlsDeelzaak StUF:entiteittype=\"ZAKZAKDEL\" StUF:verwerkingssoort=\"T\">"
                "<ZKN:gerelateerde><ZKN:identificatie>") +
            deel + "</ZKN:identificatie></ZKN:gerelateerde></ZKN:heeftAlsDeelzaak>";
    }
    const Outcome outcome = send(zaak);
    EXPECT_EQ(outcome.reply_code, "Fo03");
    ASSERT_TRUE(outcome.problem);
    EXPECT_EQ(outcome.problem->kind, Problem::Kind::kConflict) << why(outcome);
    EXPECT_TRUE(register_.at(vrij["url"])["hoofdzaak"].is_null());
    EXPECT_EQ(register_.at(bezet["url"])["hoofdzaak"], "https://elders/2");
    EXPECT_EQ(register_.all("/zaken").size(), 2U);
    EXPECT_EQ(state_of(outcome.message_id), store::MessageState::kFailed);
}

TEST_F(CreeerZaakTest, ARelatedZaakThatDoesNotExistIsLeftOut) {
    CreeerZaak zaak;
    zaak.rollen +=
        "<ZKN:heeftAlsHoofdzaak StUF:entiteittype=\"ZAKZAKHFD\"><ZKN:gerelateerde><ZKN:identificatie>WEG"
        "</ZKN:identificatie></ZKN:gerelateerde></ZKN:heeftAlsHoofdzaak>";
    EXPECT_EQ(send(zaak).reply_code, "Bv03");
}

TEST_F(CreeerZaakTest, ExplainMakesNoCallsAndNamesWhatItWouldDo) {
    const Outcome outcome = executor().explain(message(CreeerZaak{}.text()), context());
    EXPECT_EQ(outcome.reply_code, "Bv03") << why(outcome);
    EXPECT_TRUE(register_.calls().empty());
    ASSERT_FALSE(outcome.calls.empty());
    EXPECT_EQ(outcome.calls.front().method, "POST");
    EXPECT_NE(outcome.calls.front().body.find("ZAAK-1"), std::string::npos);
    EXPECT_FALSE(outcome.trace.empty());
    const auto stored = store_->messages({});
    ASSERT_TRUE(stored);
    EXPECT_TRUE(stored->empty());
}

TEST_F(CreeerZaakTest, ExplainShowsHowAZaakIsClosedWithoutACatalogue) {
    CreeerZaak zaak;
    zaak.extra = "<ZKN:einddatum>20261014</ZKN:einddatum>";
    const Outcome outcome = executor().explain(message(zaak.text()), context());
    EXPECT_EQ(outcome.reply_code, "Bv03") << why(outcome);
    EXPECT_TRUE(register_.calls().empty());
    ASSERT_FALSE(outcome.calls.empty());
    EXPECT_NE(outcome.calls.back().body.find("{statustype eindstatus}"), std::string::npos)
        << outcome.calls.back().body;
}

}  // namespace
}  // namespace veerpont::operations
