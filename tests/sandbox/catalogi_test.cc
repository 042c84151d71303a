#include "tests/sandbox/sandbox_fixture.h"

namespace veerpont::sandbox {
namespace {

class CatalogiTest : public SandboxTest {
  protected:
    void SetUp() override {
        SandboxTest::SetUp();
        make_catalogue();
    }
};

TEST_F(CatalogiTest, ShowsConceptsOnlyToWhoAsks) {
    const std::string url = made("/catalogi/api/v1/zaaktypen", zaaktype_body(catalogus_, "NIEUW"))["url"];
    const std::string by_code = "/catalogi/api/v1/zaaktypen?identificatie=NIEUW";
    EXPECT_EQ(get(by_code).body["count"], 0);
    EXPECT_EQ(get(by_code + "&status=alles").body["count"], 1);
    EXPECT_EQ(get(by_code + "&status=concept").body["results"][0]["url"], url);
    EXPECT_EQ(get(by_code + "&status=iets").problem(), "status/invalid_choice");
    // The parts of a concept are as hidden as the concept.
    made("/catalogi/api/v1/statustypen", {{"zaaktype", url}, {"omschrijving", "A"}, {"volgnummer", 1}});
    EXPECT_EQ(get("/catalogi/api/v1/statustypen?zaaktype=" + url).body["count"], 0);
    EXPECT_EQ(get("/catalogi/api/v1/statustypen?status=alles&zaaktype=" + url).body["count"], 1);
    EXPECT_EQ(get("/catalogi/api/v1/statustypen?zaaktype=" + zaaktype_).body["count"], 2);
}

TEST_F(CatalogiTest, FindsTheVersionThatIsValidOnADay) {
    ASSERT_EQ(patch(zaaktype_, {{"eindeGeldigheid", "2026-06-30"}}).status, 200);
    auto body = zaaktype_body(catalogus_, "B0100");
    body["beginGeldigheid"] = "2026-07-01";
    const std::string later = made("/catalogi/api/v1/zaaktypen", body)["url"];
    const std::string on = "/catalogi/api/v1/zaaktypen?identificatie=B0100&status=alles&datumGeldigheid=";
    EXPECT_EQ(get(on + "2026-06-30").body["results"][0]["url"], zaaktype_);
    EXPECT_EQ(get(on + "2026-07-01").body["results"][0]["url"], later);
    EXPECT_EQ(get(on + "2019-12-31").body["count"], 0);
    EXPECT_EQ(get("/catalogi/api/v1/zaaktypen?identificatie=B0100&status=alles").body["count"], 2);
}

TEST_F(CatalogiTest, PublishesOnlyWhatIsComplete) {
    const std::string url = made("/catalogi/api/v1/zaaktypen", zaaktype_body(catalogus_, "NIEUW"))["url"];
    EXPECT_EQ(post(url + "/publish", Json::object()).problem(), "statustypen/invalid");
    auto overlapping = zaaktype_body(catalogus_, "B0100");
    const std::string twin = made("/catalogi/api/v1/zaaktypen", overlapping)["url"];
    for (int number : {1, 2}) {
        made("/catalogi/api/v1/statustypen",
             {{"zaaktype", twin}, {"omschrijving", "S"}, {"volgnummer", number}});
    }
    made("/catalogi/api/v1/roltypen",
         {{"zaaktype", twin}, {"omschrijving", "R"}, {"omschrijvingGeneriek", "initiator"}});
    made("/catalogi/api/v1/resultaattypen", resultaattype_body(twin, "R"));
    EXPECT_EQ(post(twin + "/publish", Json::object()).problem(), "beginGeldigheid/overlap");
    const std::string type =
        made("/catalogi/api/v1/informatieobjecttypen", {{"catalogus", catalogus_},
                                                        {"omschrijving", "Concept"},
                                                        {"vertrouwelijkheidaanduiding", "openbaar"},
                                                        {"informatieobjectcategorie", "Algemeen"},
                                                        {"beginGeldigheid", "2020-01-01"}})["url"];
    ASSERT_EQ(patch(twin, {{"identificatie", "TWEE"}}).status, 200);
    made("/catalogi/api/v1/zaaktype-informatieobjecttypen",
         {{"zaaktype", twin}, {"informatieobjecttype", type}, {"volgnummer", 1}, {"richting", "intern"}});
    EXPECT_EQ(post(twin + "/publish", Json::object()).problem(), "nonFieldErrors/concept-relation");
    publish(type);
    publish(twin);
    EXPECT_EQ(get(twin).body["concept"], false);
}

TEST_F(CatalogiTest, TakesRelationsByUrlAndByName) {
    auto body = zaaktype_body(catalogus_, "NAMEN");
    body["besluittypen"] = {"Vergunning"};
    const std::string url = made("/catalogi/api/v1/zaaktypen", body)["url"];
    EXPECT_EQ(get(url).body["besluittypen"], Json({besluittype_}));
    const auto link = made(
        "/catalogi/api/v1/zaaktype-informatieobjecttypen",
        {{"zaaktype", url}, {"informatieobjecttype", "Bijlage"}, {"volgnummer", 1}, {"richting", "intern"}});
    EXPECT_EQ(link["informatieobjecttype"], informatieobjecttype_);
    EXPECT_EQ(get(url).body["informatieobjecttypen"], Json({informatieobjecttype_}));
    body["besluittypen"] = {"Bestaat niet"};
    EXPECT_EQ(post("/catalogi/api/v1/zaaktypen", body).problem(), "besluittypen/no_match");
    body["besluittypen"] = {informatieobjecttype_};
    EXPECT_EQ(post("/catalogi/api/v1/zaaktypen", body).problem(), "besluittypen/no_match");
}

TEST_F(CatalogiTest, MarksTheStatustypeWithTheHighestNumberAsEnd) {
    EXPECT_EQ(get(part("eind")).body["isEindstatus"], true);
    EXPECT_EQ(get(part("begin")).body["isEindstatus"], false);
    const std::string url = made("/catalogi/api/v1/zaaktypen", zaaktype_body(catalogus_, "NIEUW"))["url"];
    const auto add = [&](int number) {
        return made("/catalogi/api/v1/statustypen",
                    {{"zaaktype", url}, {"omschrijving", "S"}, {"volgnummer", number}})["url"]
            .get<std::string>();
    };
    const auto first = add(1), second = add(2);
    EXPECT_EQ(
        post("/catalogi/api/v1/statustypen", {{"zaaktype", url}, {"omschrijving", "S"}, {"volgnummer", 2}})
            .problem(),
        "volgnummer/unique");
    EXPECT_EQ(get(first).body["isEindstatus"], false);
    EXPECT_EQ(get(second).body["isEindstatus"], true);
    ASSERT_EQ(call("DELETE", second).status, 204);
    EXPECT_EQ(get(first).body["isEindstatus"], true);
}

TEST_F(CatalogiTest, LeavesPublishedTypesAsTheyAre) {
    as_ = "loket";
    EXPECT_EQ(patch(zaaktype_, {{"omschrijving", "Anders"}}).problem(), "nonFieldErrors/non-concept-object");
    EXPECT_EQ(patch(zaaktype_, {{"eindeGeldigheid", "2030-01-01"}}).status, 200);
    EXPECT_EQ(call("DELETE", zaaktype_).problem(), "nonFieldErrors/non-concept-object");
    EXPECT_EQ(patch(part("begin"), {{"omschrijving", "Anders"}}).problem(),
              "nonFieldErrors/non-concept-zaaktype");
    EXPECT_EQ(post("/catalogi/api/v1/roltypen",
                   {{"zaaktype", zaaktype_}, {"omschrijving", "X"}, {"omschrijvingGeneriek", "adviseur"}})
                  .problem(),
              "nonFieldErrors/non-concept-zaaktype");
    as_ = "veerpont";  // may force
    EXPECT_EQ(patch(zaaktype_, {{"omschrijving", "Anders"}}).status, 200);
}

TEST_F(CatalogiTest, ChecksTheArchiveProcedurePerAfleidingswijze) {
    const std::string url = made("/catalogi/api/v1/zaaktypen", zaaktype_body(catalogus_, "NIEUW"))["url"];
    const auto with = [&](const Json& procedure) {
        auto body = resultaattype_body(url, "R");
        body["brondatumArchiefprocedure"] = procedure;
        return post("/catalogi/api/v1/resultaattypen", body).problem();
    };
    EXPECT_EQ(with({{"afleidingswijze", "eigenschap"}}), "brondatumArchiefprocedure.datumkenmerk/required");
    EXPECT_EQ(with({{"afleidingswijze", "afgehandeld"}, {"datumkenmerk", "x"}}),
              "brondatumArchiefprocedure.datumkenmerk/must-be-empty");
    EXPECT_EQ(with({{"afleidingswijze", "termijn"}}), "brondatumArchiefprocedure.procestermijn/required");
    EXPECT_EQ(with({{"afleidingswijze", "onbekend"}}),
              "brondatumArchiefprocedure.afleidingswijze/invalid_choice");
}

}  // namespace
}  // namespace veerpont::sandbox
