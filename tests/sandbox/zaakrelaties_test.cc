#include "tests/sandbox/sandbox_fixture.h"

namespace veerpont::sandbox {
namespace {

class ZaakrelatiesTest : public SandboxTest {
  protected:
    void SetUp() override {
        SandboxTest::SetUp();
        make_catalogue();
        zaak_ = make_zaak("Z1");
        url_ = zaak_["url"];
    }
    Json zaak_;
    std::string url_;
};

TEST_F(ZaakrelatiesTest, KeepsOneInitiatorPerZaak) {
    const auto rol = made("/zaken/api/v1/rollen", rol_body(zaak_, "initiator", "111222333"));
    EXPECT_EQ(rol["omschrijvingGeneriek"], "initiator");
    EXPECT_EQ(rol["registratiedatum"], "2026-10-15T07:30:00Z");
    EXPECT_EQ(post("/zaken/api/v1/rollen", rol_body(zaak_, "initiator", "999993653")).problem(),
              "nonFieldErrors/max-occurences");
    EXPECT_EQ(post("/zaken/api/v1/rollen", rol_body(zaak_, "belanghebbende", "999993653")).status, 201);
    auto changed = rol_body(zaak_, "initiator", "999993653");
    EXPECT_EQ(call("PUT", rol["url"], changed).status, 200);
    EXPECT_EQ(call("PATCH", rol["url"], changed).status, 405);
    ASSERT_EQ(call("DELETE", rol["url"]).status, 204);
    EXPECT_EQ(post("/zaken/api/v1/rollen", rol_body(zaak_, "initiator", "111222333")).status, 201);
    EXPECT_EQ(get(url_).body["rollen"].size(), 2);
}

TEST_F(ZaakrelatiesTest, ChecksWhoTheBetrokkeneIs) {
    const auto refused = [&](const Json& change) {
        auto body = rol_body(zaak_, "belanghebbende", "111222333");
        body.merge_patch(change);
        return post("/zaken/api/v1/rollen", body).problem();
    };
    EXPECT_EQ(refused({{"betrokkeneIdentificatie", nullptr}}), "nonFieldErrors/invalid-betrokkene");
    EXPECT_EQ(refused({{"betrokkeneIdentificatie", {{"inpBsn", "111222334"}}}}),
              "betrokkeneIdentificatie.inpBsn/invalid");
    EXPECT_EQ(refused({{"betrokkeneIdentificatie", {{"verblijfsadres", {{"aoaPostcode", "2011RD"}}}}}}),
              "betrokkeneIdentificatie.verblijfsadres.aoaIdentificatie/required");
    EXPECT_EQ(refused({{"betrokkeneType", "mens"}}), "betrokkeneType/invalid_choice");
    EXPECT_EQ(refused({{"roltoelichting", ""}}), "roltoelichting/blank");
    EXPECT_EQ(refused({{"roltype", part("eind")}}), "roltype/invalid-resource");
    make_zaaktype("B0200");
    const std::string other =
        parts_.begin()->first == zaaktype_ ? parts_.rbegin()->first : parts_.begin()->first;
    EXPECT_EQ(refused({{"roltype", parts_[other]["belanghebbende"]}}), "nonFieldErrors/zaaktype-mismatch");
    // What the table does not know is left out, what it knows is filled in.
    auto body = rol_body(zaak_, "belanghebbende", "111222333");
    body["betrokkeneIdentificatie"]["lievelingskleur"] = "groen";
    const auto person = made("/zaken/api/v1/rollen", body)["betrokkeneIdentificatie"];
    EXPECT_FALSE(person.contains("lievelingskleur"));
    EXPECT_EQ(person["voornamen"], "");
    EXPECT_EQ(person["verblijfsadres"], nullptr);
}

TEST_F(ZaakrelatiesTest, FindsRollenByPerson) {
    made("/zaken/api/v1/rollen", rol_body(zaak_, "initiator", "111222333"));
    made("/zaken/api/v1/rollen", rol_body(zaak_, "belanghebbende", "999993653"));
    const auto count = [&](const std::string& query) {
        return get("/zaken/api/v1/rollen?" + query).body["count"];
    };
    EXPECT_EQ(count("zaak=" + url_), 2);
    EXPECT_EQ(count("betrokkeneIdentificatie__natuurlijkPersoon__inpBsn=999993653"), 1);
    EXPECT_EQ(
        count("betrokkeneIdentificatie__natuurlijkPersoon__inpBsn=999993653&omschrijvingGeneriek=initiator"),
        0);
    EXPECT_EQ(count("betrokkeneIdentificatie__medewerker__identificatie=999993653"), 0);
    EXPECT_EQ(count("zaak=" + url_ + "&omschrijvingGeneriek=initiator"), 1);
}

TEST_F(ZaakrelatiesTest, TakesObjectsOfEveryKind) {
    const auto refused = [&](Json body) {
        body["zaak"] = url_;
        return post("/zaken/api/v1/zaakobjecten", body).problem();
    };
    EXPECT_EQ(refused({{"objectType", "adres"}}), "nonFieldErrors/invalid-zaakobject");
    EXPECT_EQ(refused({{"objectType", "adres"}, {"objectIdentificatie", {{"identificatie", "1"}}}}),
              "objectIdentificatie.wplWoonplaatsNaam/required");
    EXPECT_EQ(refused({{"objectType", "overige"}, {"objectIdentificatie", {{"overigeData", {{"a", 1}}}}}}),
              "nonFieldErrors/missing-object-type-overige");
    EXPECT_EQ(refused({{"objectType", "pand"},
                       {"objectTypeOverige", "x"},
                       {"objectIdentificatie", {{"identificatie", "1"}}}}),
              "nonFieldErrors/invalid-object-type-overige-usage");
    const auto object =
        made("/zaken/api/v1/zaakobjecten", {{"zaak", url_},
                                            {"objectType", "overige"},
                                            {"objectTypeOverige", "lantaarnpaal"},
                                            {"objectIdentificatie", {{"overigeData", {{"nummer", 5}}}}}});
    EXPECT_EQ(object["objectIdentificatie"]["overigeData"]["nummer"], 5);
    EXPECT_EQ(patch(object["url"], {{"relatieomschrijving", "kapot"}}).body["relatieomschrijving"], "kapot");
    EXPECT_EQ(patch(object["url"], {{"objectType", "pand"}}).status, 400);
    EXPECT_EQ(get(url_).body["zaakobjecten"], Json::array({object["url"]}));
    EXPECT_EQ(call("DELETE", object["url"]).status, 204);
}

TEST_F(ZaakrelatiesTest, LinksDocumentsAndShowsTheMirror) {
    const auto document = make_document();
    const Json body = {{"zaak", url_}, {"informatieobject", document["url"]}, {"titel", "Bijlage"}};
    const auto link = made("/zaken/api/v1/zaakinformatieobjecten", body);
    EXPECT_EQ(link["aardRelatieWeergave"], "Hoort bij, omgekeerd: kent");
    EXPECT_EQ(post("/zaken/api/v1/zaakinformatieobjecten", body).problem(), "nonFieldErrors/unique");
    const std::string mirrors = "/documenten/api/v1/objectinformatieobjecten?object=" + url_;
    auto found = get(mirrors).body;
    ASSERT_EQ(found.size(), 1);
    EXPECT_EQ(found[0]["objectType"], "zaak");
    EXPECT_EQ(found[0]["informatieobject"], document["url"]);
    // Only the relation itself makes and removes its mirror.
    EXPECT_EQ(call("DELETE", found[0]["url"]).problem(), "nonFieldErrors/inconsistent-relation");
    EXPECT_EQ(post("/documenten/api/v1/objectinformatieobjecten",
                   {{"informatieobject", document["url"]}, {"object", url_}, {"objectType", "zaak"}})
                  .problem(),
              "nonFieldErrors/unique");
    EXPECT_EQ(get("/zaken/api/v1/zaakinformatieobjecten?zaak=" + url_).body.size(), 1);
    EXPECT_EQ(get("/zaken/api/v1/zaakinformatieobjecten?informatieobject=" +
                  document["url"].get<std::string>() + "%3Fversie%3D1")
                  .body.size(),
              1);
    EXPECT_EQ(patch(link["url"], {{"titel", "Anders"}}).body["titel"], "Anders");
    EXPECT_EQ(patch(link["url"], {{"zaak", make_zaak()["url"]}}).problem(), "zaak/wijzigen-niet-toegelaten");
    ASSERT_EQ(call("DELETE", link["url"]).status, 204);
    EXPECT_EQ(get(mirrors).body.size(), 0);
}

TEST_F(ZaakrelatiesTest, LinksOnlyDocumentTypesOfTheZaaktype) {
    const std::string type =
        made("/catalogi/api/v1/informatieobjecttypen", {{"catalogus", catalogus_},
                                                        {"omschrijving", "Ander"},
                                                        {"vertrouwelijkheidaanduiding", "openbaar"},
                                                        {"informatieobjectcategorie", "Algemeen"},
                                                        {"beginGeldigheid", "2020-01-01"}})["url"];
    publish(type);
    auto body = document_body();
    body["informatieobjecttype"] = type;
    const auto document = made("/documenten/api/v1/enkelvoudiginformatieobjecten", body);
    EXPECT_EQ(
        post("/zaken/api/v1/zaakinformatieobjecten", {{"zaak", url_}, {"informatieobject", document["url"]}})
            .problem(),
        "nonFieldErrors/missing-zaaktype-informatieobjecttype-relation");
    EXPECT_EQ(
        post("/zaken/api/v1/zaakinformatieobjecten", {{"zaak", url_}, {"informatieobject", url_}}).problem(),
        "informatieobject/invalid-resource");
}

TEST_F(ZaakrelatiesTest, KeepsZaakeigenschappenUnderTheZaak) {
    const Json body = {{"zaak", url_}, {"eigenschap", part("eigenschap")}, {"waarde", "rood"}};
    const auto eigenschap = made(url_ + "/zaakeigenschappen", body);
    EXPECT_EQ(eigenschap["naam"], "kleur");
    EXPECT_TRUE(eigenschap["url"].get<std::string>().starts_with(url_ + "/zaakeigenschappen/"));
    EXPECT_EQ(get(url_ + "/zaakeigenschappen").body, Json::array({eigenschap}));
    EXPECT_EQ(get(eigenschap["url"]).body, eigenschap);
    EXPECT_EQ(patch(eigenschap["url"], {{"waarde", "blauw"}}).body["waarde"], "blauw");
    EXPECT_EQ(get(url_).body["eigenschappen"], Json::array({eigenschap["url"]}));
    const std::string other = make_zaak()["url"];
    EXPECT_EQ(get(other + "/zaakeigenschappen").body, Json::array());
    EXPECT_EQ(get(other + "/zaakeigenschappen/" + eigenschap["uuid"].get<std::string>()).status, 404);
    EXPECT_EQ(post(other + "/zaakeigenschappen", body).problem(), "zaak/zaak-mismatch");
    EXPECT_EQ(post(url_ + "0/zaakeigenschappen", body).status, 404);
    EXPECT_EQ(call("DELETE", eigenschap["url"]).status, 204);
}

TEST_F(ZaakrelatiesTest, RegistersContacts) {
    EXPECT_EQ(post("/zaken/api/v1/klantcontacten", {{"zaak", url_}, {"datumtijd", "2026-10-16T08:00:00Z"}})
                  .problem(),
              "datumtijd/date-in-future");
    const auto contact =
        made("/zaken/api/v1/klantcontacten", {{"zaak", url_}, {"datumtijd", "2026-10-14T08:00:00Z"}});
    EXPECT_EQ(get("/zaken/api/v1/klantcontacten?zaak=" + url_).body["results"][0], contact);
}

}  // namespace
}  // namespace veerpont::sandbox
