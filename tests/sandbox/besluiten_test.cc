#include "tests/sandbox/sandbox_fixture.h"

namespace veerpont::sandbox {
namespace {

class BesluitenTest : public SandboxTest {
  protected:
    void SetUp() override {
        SandboxTest::SetUp();
        make_catalogue();
        zaak_ = make_zaak()["url"];
    }
    Json body() const {
        return {{"verantwoordelijkeOrganisatie", kRsin},
                {"besluittype", besluittype_},
                {"zaak", zaak_},
                {"datum", "2026-10-10"},
                {"ingangsdatum", "2026-10-11"}};
    }
    std::string zaak_;
};

TEST_F(BesluitenTest, BelongToTheirZaak) {
    auto wanted = body();
    wanted["identificatie"] = "B1";
    wanted["vervalreden"] = "tijdelijk";
    const auto besluit = made("/besluiten/api/v1/besluiten", wanted);
    EXPECT_EQ(besluit["vervalredenWeergave"], "Besluit met tijdelijke werking");
    EXPECT_EQ(get(besluit["url"]).body, besluit);
    EXPECT_EQ(get("/besluiten/api/v1/besluiten?zaak=" + zaak_).body["count"], 1);
    EXPECT_EQ(
        get("/besluiten/api/v1/besluiten?identificatie=B1&verantwoordelijkeOrganisatie=" + std::string(kRsin))
            .body["count"],
        1);
    const auto mirror = get(zaak_ + "/besluiten").body;
    ASSERT_EQ(mirror.size(), 1);
    EXPECT_EQ(mirror[0]["besluit"], besluit["url"]);
    EXPECT_EQ(get(mirror[0]["url"]).body, mirror[0]);
    ASSERT_EQ(call("DELETE", besluit["url"]).status, 204);
    EXPECT_EQ(get(zaak_ + "/besluiten").body, Json::array());
}

TEST_F(BesluitenTest, FollowTheRules) {
    const auto refused = [&](const Json& change) {
        auto wanted = body();
        wanted.merge_patch(change);
        return post("/besluiten/api/v1/besluiten", wanted).problem();
    };
    EXPECT_EQ(refused({{"datum", "2026-10-16"}}), "datum/future_not_allowed");
    EXPECT_EQ(refused({{"besluittype", "https://elders.example/1"}}), "besluittype/bad-url");
    EXPECT_EQ(refused({{"besluittype", zaaktype_}}), "besluittype/invalid-resource");
    const std::string loose =
        made("/catalogi/api/v1/besluittypen", {{"catalogus", catalogus_},
                                               {"omschrijving", "Los"},
                                               {"publicatieIndicatie", false},
                                               {"informatieobjecttypen", Json::array()},
                                               {"beginGeldigheid", "2020-01-01"}})["url"];
    EXPECT_EQ(refused({{"besluittype", loose}}), "besluittype/not-published");
    publish(loose);
    EXPECT_EQ(refused({{"besluittype", loose}}), "nonFieldErrors/zaaktype-mismatch");
    const auto besluit = made("/besluiten/api/v1/besluiten", body());
    EXPECT_EQ(besluit["identificatie"], "BESLUIT-2026-0000000001");
    EXPECT_EQ(refused({{"identificatie", besluit["identificatie"]}}),
              "identificatie/identificatie-niet-uniek");
    EXPECT_EQ(patch(besluit["url"], {{"besluittype", loose}}).problem(),
              "besluittype/wijzigen-niet-toegelaten");
    EXPECT_EQ(patch(besluit["url"], {{"toelichting", "Daarom"}}).body["toelichting"], "Daarom");
}

TEST_F(BesluitenTest, HaveDocumentsOfTheirType) {
    const auto besluit = made("/besluiten/api/v1/besluiten", body());
    const auto document = make_document();
    const Json link = {{"besluit", besluit["url"]}, {"informatieobject", document["url"]}};
    const auto made_link = made("/besluiten/api/v1/besluitinformatieobjecten", link);
    EXPECT_EQ(post("/besluiten/api/v1/besluitinformatieobjecten", link).problem(), "nonFieldErrors/unique");
    EXPECT_EQ(call("PUT", made_link["url"], link).status, 405);
    const std::string by_besluit =
        "/besluiten/api/v1/besluitinformatieobjecten?besluit=" + besluit["url"].get<std::string>();
    EXPECT_EQ(get(by_besluit).body, Json::array({made_link}));
    const std::string mirrors =
        "/documenten/api/v1/objectinformatieobjecten?informatieobject=" + document["url"].get<std::string>();
    EXPECT_EQ(get(mirrors).body[0]["objectType"], "besluit");
    EXPECT_EQ(call("DELETE", document["url"]).problem(), "nonFieldErrors/pending-relations");
    ASSERT_EQ(call("DELETE", besluit["url"]).status, 204);
    EXPECT_EQ(get(made_link["url"]).status, 404);
    EXPECT_EQ(get(mirrors).body, Json::array());
    EXPECT_EQ(call("DELETE", document["url"]).status, 204);
}

}  // namespace
}  // namespace veerpont::sandbox
