#include "tests/sandbox/sandbox_fixture.h"

namespace veerpont::sandbox {
namespace {

class ZakenTest : public SandboxTest {
  protected:
    void SetUp() override {
        SandboxTest::SetUp();
        make_catalogue();
    }
    std::string refused(const Json& change) {
        auto body = zaak_body();
        body.merge_patch(change);
        const auto reply = post("/zaken/api/v1/zaken", body);
        EXPECT_EQ(reply.status, 400) << reply.text;
        return reply.problem();
    }
};

TEST_F(ZakenTest, CompletesWhatIsNotGiven) {
    const auto zaak = make_zaak();
    EXPECT_EQ(zaak["identificatie"], "ZAAK-2026-0000000001");
    EXPECT_EQ(zaak["vertrouwelijkheidaanduiding"], "zaakvertrouwelijk");
    EXPECT_EQ(zaak["registratiedatum"], "2026-10-15");
    EXPECT_EQ(zaak["archiefstatus"], "nog_te_archiveren");
    EXPECT_EQ(zaak["uiterlijkeEinddatumAfdoening"], "2026-11-26");
    EXPECT_EQ(zaak["einddatum"], nullptr);
    EXPECT_EQ(zaak["rollen"], Json::array());
    EXPECT_EQ(get(zaak["url"]).body, zaak);
}

TEST_F(ZakenTest, ChecksTypesLengthsAndRequiredProperties) {
    Json without = zaak_body();
    without.erase("startdatum");
    EXPECT_EQ(post("/zaken/api/v1/zaken", without).problem(), "startdatum/required");
    EXPECT_EQ(refused({{"omschrijving", std::string(81, 'x')}}), "omschrijving/max_length");
    EXPECT_EQ(refused({{"omschrijving", 5}}), "omschrijving/invalid");
    EXPECT_EQ(refused({{"startdatum", "2026-02-30"}}), "startdatum/invalid");
    EXPECT_EQ(refused({{"vertrouwelijkheidaanduiding", "vaag"}}),
              "vertrouwelijkheidaanduiding/invalid_choice");
    EXPECT_EQ(refused({{"bronorganisatie", "123456789"}}), "bronorganisatie/invalid");
    EXPECT_EQ(refused({{"bronorganisatie", "12a"}}), "bronorganisatie/only-digits");
    EXPECT_EQ(refused({{"bronorganisatie", "1234"}}), "bronorganisatie/min_length");
    EXPECT_EQ(refused({{"verlenging", {{"reden", "druk"}}}}), "verlenging.duur/required");
    EXPECT_EQ(refused({{"kenmerken", {{{"kenmerk", "1"}}}}}), "kenmerken.0.bron/required");
    EXPECT_EQ(refused({{"zaakgeometrie", {{"type", "Point"}, {"coordinates", {5.1}}}}}),
              "zaakgeometrie/invalid");
    // 80 characters, not bytes.
    std::string accents;
    for (int i = 0; i < 80; ++i) {
        accents += "é";
    }
    auto body = zaak_body();
    body["omschrijving"] = accents;
    EXPECT_EQ(post("/zaken/api/v1/zaken", body).status, 201);
}

TEST_F(ZakenTest, ChecksTheZaaktype) {
    EXPECT_EQ(refused({{"zaaktype", "https://elders.example/zaaktypen/1"}}), "zaaktype/bad-url");
    EXPECT_EQ(refused({{"zaaktype", zaaktype_ + "0"}}), "zaaktype/bad-url");
    EXPECT_EQ(refused({{"zaaktype", besluittype_}}), "zaaktype/invalid-resource");
    const std::string concept_type =
        made("/catalogi/api/v1/zaaktypen", zaaktype_body(catalogus_, "C"))["url"];
    EXPECT_EQ(refused({{"zaaktype", concept_type}}), "zaaktype/not-published");
}

TEST_F(ZakenTest, KeepsIdentificatieUniqueWithinAnOrganisation) {
    const auto zaak = make_zaak("Z1");
    EXPECT_EQ(refused({{"identificatie", "Z1"}}), "identificatie/identificatie-niet-uniek");
    auto elsewhere = zaak_body("Z1");
    elsewhere["bronorganisatie"] = "111222333";
    EXPECT_EQ(post("/zaken/api/v1/zaken", elsewhere).status, 201);
    EXPECT_EQ(patch(zaak["url"], {{"identificatie", "Z2"}}).problem(),
              "identificatie/wijzigen-niet-toegelaten");
    EXPECT_EQ(get(std::string("/zaken/api/v1/zaken?identificatie=Z1&bronorganisatie=") + kRsin).body["count"],
              1);
    EXPECT_EQ(get("/zaken/api/v1/zaken?identificatie=Z1").body["count"], 2);
}

TEST_F(ZakenTest, ReservesNumbersThatNobodyElseGets) {
    const auto one = made("/zaken/api/v1/zaaknummer_reserveren", {{"bronorganisatie", kRsin}});
    EXPECT_EQ(one["zaaknummer"], "ZAAK-2026-0000000001");
    const auto more =
        made("/zaken/api/v1/zaaknummer_reserveren", {{"bronorganisatie", kRsin}, {"aantal", 2}});
    ASSERT_EQ(more.size(), 2);
    EXPECT_EQ(more[1]["zaaknummer"], "ZAAK-2026-0000000003");
    EXPECT_EQ(make_zaak()["identificatie"], "ZAAK-2026-0000000004");
    EXPECT_EQ(make_zaak("ZAAK-2026-0000000001")["identificatie"], "ZAAK-2026-0000000001");
}

TEST_F(ZakenTest, ChangesOnlyWhatPatchNamesAndAllThatPutLeavesOut) {
    auto body = zaak_body("Z1");
    body["omschrijving"] = "Boom";
    body["toelichting"] = "Eik";
    body["kenmerken"] = {{{"kenmerk", "1"}, {"bron", "B"}}};
    body["zaakgeometrie"] = {{"type", "Point"}, {"coordinates", {5.12, 52.09}}};
    const std::string url = made("/zaken/api/v1/zaken", body)["url"];
    auto changed = patch(url, {{"omschrijving", "Struik"}, {"kenmerken", Json::array()}}).body;
    EXPECT_EQ(changed["omschrijving"], "Struik");
    EXPECT_EQ(changed["toelichting"], "Eik");
    EXPECT_EQ(changed["kenmerken"], Json::array());
    EXPECT_EQ(changed["zaakgeometrie"]["coordinates"][1], 52.09);
    changed = call("PUT", url, zaak_body("Z1")).body;
    EXPECT_EQ(changed["toelichting"], "");
    EXPECT_EQ(changed["zaakgeometrie"], nullptr);
    EXPECT_EQ(changed["vertrouwelijkheidaanduiding"], "zaakvertrouwelijk");
}

TEST_F(ZakenTest, SeesToPaymentRelationsAndHoofdzaak) {
    EXPECT_EQ(refused({{"betalingsindicatie", "nvt"}, {"laatsteBetaaldatum", "2026-10-01T10:00:00Z"}}),
              "laatsteBetaaldatum/betaling-nvt");
    EXPECT_EQ(refused({{"betalingsindicatie", "geheel"}, {"laatsteBetaaldatum", "2026-10-16T10:00:00Z"}}),
              "laatsteBetaaldatum/date-in-future");
    EXPECT_EQ(refused({{"relevanteAndereZaken", {{{"url", zaaktype_}, {"aardRelatie", "vervolg"}}}}}),
              "relevanteAndereZaken.0.url/invalid-resource");
    EXPECT_EQ(refused({{"productenOfDiensten", {"https://producten.example/1"}}}),
              "productenOfDiensten/invalid-products-services");
    const std::string url = make_zaak()["url"];
    EXPECT_EQ(refused({{"hoofdzaak", url}}), "hoofdzaak/invalid-deelzaaktype");
    EXPECT_EQ(refused({{"hoofdzaak", zaaktype_}}), "hoofdzaak/no_match");
    EXPECT_EQ(patch(url, {{"hoofdzaak", url}}).problem(), "hoofdzaak/self-forbidden");
    auto type = get(zaaktype_).body;
    ASSERT_EQ(patch(zaaktype_, {{"deelzaaktypen", {zaaktype_}}}).status, 200);
    auto body = zaak_body();
    body["hoofdzaak"] = url;
    const std::string deelzaak = made("/zaken/api/v1/zaken", body)["url"];
    EXPECT_EQ(get(url).body["deelzaken"], Json({deelzaak}));
    EXPECT_EQ(refused({{"hoofdzaak", deelzaak}}), "hoofdzaak/deelzaak-als-hoofdzaak");
}

TEST_F(ZakenTest, FiltersAndSorts) {
    make_zaak("A");
    auto later = zaak_body("B");
    later["startdatum"] = "2026-10-05";
    const auto second = made("/zaken/api/v1/zaken", later);
    made("/zaken/api/v1/rollen", rol_body(second, "initiator", "111222333"));
    const auto found = [&](const std::string& query) {
        std::string names;
        const auto reply = get("/zaken/api/v1/zaken?" + query);
        for (const auto& zaak : reply.body["results"]) {
            names += zaak["identificatie"].get<std::string>();
        }
        return names;
    };
    EXPECT_EQ(found("startdatum__gt=2026-10-01"), "B");
    EXPECT_EQ(found("startdatum__lte=2026-10-04"), "A");
    EXPECT_EQ(found("einddatum__isnull=true"), "AB");
    EXPECT_EQ(found("ordering=-startdatum"), "BA");
    EXPECT_EQ(found("bronorganisatie__in=111222333," + std::string(kRsin)), "AB");
    EXPECT_EQ(found("maximaleVertrouwelijkheidaanduiding=intern"), "");
    EXPECT_EQ(found("maximaleVertrouwelijkheidaanduiding=geheim"), "AB");
    EXPECT_EQ(found("rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn=111222333"), "B");
    EXPECT_EQ(found("rol__omschrijvingGeneriek=belanghebbende"), "");
    const auto searched = post("/zaken/api/v1/zaken/_zoek", {{"identificatie", "B"}});
    EXPECT_EQ(searched.body["count"], 1) << searched.text;
    EXPECT_EQ(post("/zaken/api/v1/zaken/_zoek", Json::object()).problem(),
              "nonFieldErrors/empty_search_body");
    EXPECT_EQ(post("/zaken/api/v1/zaken/_zoek", {{"uuid__in", {second["uuid"]}}}).body["count"], 1);
}

TEST_F(ZakenTest, KeepsStatussenUniqueAndOutOfTheFuture) {
    const auto zaak = make_zaak();
    const std::string moment = "2026-10-15T09:00:00+02:00";
    made("/zaken/api/v1/statussen", status_body(zaak, "begin", moment));
    EXPECT_EQ(post("/zaken/api/v1/statussen", status_body(zaak, "begin", "2026-10-15T07:00:00Z")).problem(),
              "nonFieldErrors/unique");
    EXPECT_EQ(
        post("/zaken/api/v1/statussen", status_body(zaak, "begin", "2026-10-15T09:30:01+02:00")).problem(),
        "datumStatusGezet/date-in-future");
    EXPECT_EQ(post("/zaken/api/v1/statussen", status_body(zaak, "begin", "2026-10-15")).problem(),
              "datumStatusGezet/invalid");
    const std::string other = make_zaaktype("B0200");
    auto body = status_body(zaak, "begin", "2026-10-15T09:10:00+02:00");
    body["statustype"] = parts_[other]["begin"];
    EXPECT_EQ(post("/zaken/api/v1/statussen", body).problem(), "nonFieldErrors/zaaktype-mismatch");
}

TEST_F(ZakenTest, ShowsTheLatestStatusNotTheLastOneMade) {
    const auto zaak = make_zaak();
    const auto late =
        made("/zaken/api/v1/statussen", status_body(zaak, "begin", "2026-10-15T09:00:00.5+02:00"));
    const auto early =
        made("/zaken/api/v1/statussen", status_body(zaak, "begin", "2026-10-15T09:00:00+02:00"));
    EXPECT_EQ(late["indicatieLaatstGezetteStatus"], true);
    EXPECT_EQ(early["indicatieLaatstGezetteStatus"], false);
    EXPECT_EQ(get(zaak["url"]).body["status"], late["url"]);
    const auto newest =
        made("/zaken/api/v1/statussen", status_body(zaak, "begin", "2026-10-15T09:20:00+02:00"));
    EXPECT_EQ(get(zaak["url"]).body["status"], newest["url"]);
    EXPECT_EQ(get(late["url"]).body["indicatieLaatstGezetteStatus"], false);
    EXPECT_EQ(get("/zaken/api/v1/statussen?indicatieLaatstGezetteStatus=true&zaak=" +
                  zaak["url"].get<std::string>())
                  .body["count"],
              1);
}

TEST_F(ZakenTest, ClosesWithTheEndStatusAndOnlyWithAResult) {
    const auto zaak = make_zaak();
    const std::string url = zaak["url"];
    // Half past midnight in the Netherlands is still the day before in UTC: the written day counts.
    const auto end = status_body(zaak, "eind", "2026-10-14T00:30:00+02:00");
    EXPECT_EQ(post("/zaken/api/v1/statussen", end).problem(), "nonFieldErrors/resultaat-does-not-exist");
    const auto resultaat =
        made("/zaken/api/v1/resultaten", {{"zaak", url}, {"resultaattype", part("resultaattype")}});
    EXPECT_EQ(
        post("/zaken/api/v1/resultaten", {{"zaak", url}, {"resultaattype", part("resultaattype")}}).problem(),
        "zaak/unique");
    made("/zaken/api/v1/statussen", end);
    const auto closed = get(url).body;
    EXPECT_EQ(closed["einddatum"], "2026-10-14");
    EXPECT_EQ(closed["resultaat"], resultaat["url"]);
    EXPECT_EQ(closed["archiefnominatie"], "vernietigen");
    EXPECT_EQ(closed["archiefactiedatum"], "2031-10-14");
    EXPECT_EQ(closed["startdatumBewaartermijn"], "2026-10-14");
}

TEST_F(ZakenTest, DerivesTheArchiveDateFromWhatTheResultaattypeNames) {
    const auto zaak_with = [&](const Json& procedure, const Json& change = Json::object()) {
        auto type = resultaattype_body(zaaktype_, "R" + std::to_string(answers_.size()));
        type["brondatumArchiefprocedure"] = procedure;
        auto body = zaak_body();
        body.merge_patch(change);
        const auto zaak = made("/zaken/api/v1/zaken", body);
        made(
            "/zaken/api/v1/resultaten",
            {{"zaak", zaak["url"]}, {"resultaattype", made("/catalogi/api/v1/resultaattypen", type)["url"]}});
        return zaak;
    };
    const auto closed = [&](const Json& zaak) {
        const auto reply =
            post("/zaken/api/v1/statussen", status_body(zaak, "eind", "2026-10-14T12:00:00+02:00"));
        return reply.status == 201 ? get(zaak["url"]).body["archiefactiedatum"] : Json(reply.problem());
    };
    EXPECT_EQ(closed(zaak_with({{"afleidingswijze", "termijn"}, {"procestermijn", "P1Y1M"}})), "2032-11-14");
    const Json eigenschap = {{"afleidingswijze", "eigenschap"}, {"datumkenmerk", "kleur"}};
    auto zaak = zaak_with(eigenschap);
    const auto set_kleur = [&](const std::string& value) {
        made(zaak["url"].get<std::string>() + "/zaakeigenschappen",
             {{"zaak", zaak["url"]}, {"eigenschap", part("eigenschap")}, {"waarde", value}});
    };
    set_kleur("20280229");
    EXPECT_EQ(closed(zaak), "2033-02-28");
    zaak = zaak_with(eigenschap);
    set_kleur("rood");
    EXPECT_EQ(closed(zaak), "nonFieldErrors/archiefactiedatum-error");
    EXPECT_EQ(closed(zaak_with(eigenschap)), nullptr) << "postponed until the eigenschap is there";
    EXPECT_EQ(closed(zaak_with({{"afleidingswijze", "hoofdzaak"}})),
              "nonFieldErrors/archiefactiedatum-error");
    const Json by_besluit = {{"afleidingswijze", "ingangsdatum_besluit"}};
    EXPECT_EQ(closed(zaak_with(by_besluit)), "nonFieldErrors/archiefactiedatum-error");
    zaak = zaak_with(by_besluit);
    for (const std::string day : {"2026-10-12", "2026-10-20"}) {
        made("/besluiten/api/v1/besluiten", {{"verantwoordelijkeOrganisatie", kRsin},
                                             {"besluittype", besluittype_},
                                             {"zaak", zaak["url"]},
                                             {"datum", "2026-10-10"},
                                             {"ingangsdatum", day}});
    }
    EXPECT_EQ(closed(zaak), "2031-10-20");
    EXPECT_EQ(closed(zaak_with(by_besluit, {{"startdatumBewaartermijn", "2027-01-01"}})), "2032-01-01");
}

TEST_F(ZakenTest, ClosesNotOverDocumentsThatAreNotReady) {
    const auto zaak = make_zaak();
    auto body = document_body();
    body["indicatieGebruiksrecht"] = nullptr;
    const auto document = made("/documenten/api/v1/enkelvoudiginformatieobjecten", body);
    made("/zaken/api/v1/zaakinformatieobjecten",
         {{"zaak", zaak["url"]}, {"informatieobject", document["url"]}});
    made("/zaken/api/v1/resultaten", {{"zaak", zaak["url"]}, {"resultaattype", part("resultaattype")}});
    const auto end = status_body(zaak, "eind", "2026-10-14T12:00:00+02:00");
    EXPECT_EQ(post("/zaken/api/v1/statussen", end).problem(), "nonFieldErrors/indicatiegebruiksrecht-unset");
    const std::string url = document["url"];
    const std::string lock = post(url + "/lock", Json::object()).body["lock"];
    ASSERT_EQ(patch(url, {{"lock", lock}, {"indicatieGebruiksrecht", false}}).status, 200);
    EXPECT_EQ(post("/zaken/api/v1/statussen", end).problem(), "nonFieldErrors/informatieobject-locked");
    ASSERT_EQ(post(url + "/unlock", {{"lock", lock}}).status, 204);
    EXPECT_EQ(post("/zaken/api/v1/statussen", end).status, 201);
}

TEST_F(ZakenTest, TakesRightsForAClosedZaak) {
    const auto zaak = make_zaak();
    const std::string url = zaak["url"];
    close(zaak);
    as_ = "loket";
    EXPECT_EQ(patch(url, {{"omschrijving", "x"}}).status, 403);
    EXPECT_EQ(post("/zaken/api/v1/rollen", rol_body(zaak, "initiator", "111222333")).status, 403);
    EXPECT_EQ(post(url + "/zaakeigenschappen",
                   {{"zaak", url}, {"eigenschap", part("eigenschap")}, {"waarde", "rood"}})
                  .status,
              403);
    const auto reopening = status_body(zaak, "begin", "2026-10-15T08:00:00+02:00");
    EXPECT_EQ(post("/zaken/api/v1/statussen", reopening).status, 403);
    as_ = "veerpont";
    EXPECT_EQ(patch(url, {{"omschrijving", "x"}}).status, 200);
    EXPECT_EQ(post("/zaken/api/v1/statussen", reopening).status, 201);
    const auto open = get(url).body;
    EXPECT_EQ(open["einddatum"], nullptr);
    EXPECT_EQ(open["archiefactiedatum"], nullptr);
    as_ = "loket";
    EXPECT_EQ(patch(url, {{"omschrijving", "y"}}).status, 200);
    EXPECT_EQ(post("/zaken/api/v1/statussen", status_body(zaak, "begin", "2026-10-15T09:00:00+02:00")).status,
              403)
        << "with zaken.aanmaken alone only the first status";
}

TEST_F(ZakenTest, DeletesWithAllThatBelongsToIt) {
    const auto zaak = make_zaak();
    const std::string url = zaak["url"];
    const auto rol = made("/zaken/api/v1/rollen", rol_body(zaak, "initiator", "111222333"));
    const auto status =
        made("/zaken/api/v1/statussen", status_body(zaak, "begin", "2026-10-15T08:00:00+02:00"));
    const auto document = make_document();
    const auto link =
        made("/zaken/api/v1/zaakinformatieobjecten", {{"zaak", url}, {"informatieobject", document["url"]}});
    const auto besluit = made("/besluiten/api/v1/besluiten", {{"verantwoordelijkeOrganisatie", kRsin},
                                                              {"besluittype", besluittype_},
                                                              {"zaak", url},
                                                              {"datum", "2026-10-10"},
                                                              {"ingangsdatum", "2026-10-11"}});
    EXPECT_EQ(call("DELETE", url).problem(), "nonFieldErrors/related-besluiten");
    ASSERT_EQ(call("DELETE", besluit["url"]).status, 204);
    ASSERT_EQ(call("DELETE", url).status, 204);
    for (const auto& gone : {zaak, rol, status, link}) {
        EXPECT_EQ(get(gone["url"]).status, 404);
    }
    EXPECT_EQ(get(document["url"]).status, 200);
    EXPECT_EQ(get("/documenten/api/v1/objectinformatieobjecten?informatieobject=" +
                  document["url"].get<std::string>())
                  .body,
              Json::array());
}

}  // namespace
}  // namespace veerpont::sandbox
