// What goes back to a sender fits the XSD: every element known, in order, often enough, with values that its
// facets allow.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>

#include "bridge/base/text.h"
#include "tests/translate/translate_fixture.h"

namespace veerpont::test {
namespace {

class SchemaTest : public TranslateTest {
  protected:
    const xml::SchemaType& answer(std::string_view root) {
        const xml::SchemaChild* const found = ShippedEntities::get().model().root(xml::kZkn, root);
        if (found == nullptr) throw std::runtime_error("no root " + std::string(root));
        const xml::SchemaChild* const object = xml::find_path(*found->type, "antwoord/object");
        if (object == nullptr) throw std::runtime_error("no object in " + std::string(root));
        return *object->type;
    }

    static void check(const xml::Node& node, const xml::SchemaType& type, const std::string& path) {
        std::size_t position = 0;
        std::map<std::string, int> count;
        for (const xml::Node& child : node.children) {
            if (child.ns == xml::kGml || node.local == "lokatie" || node.local == "extraElementen") continue;
            const std::string here = path + "/" + child.local;
            const xml::SchemaChild* const known = type.child(child.local);
            ASSERT_NE(known, nullptr) << here << " is not in the schema";
            const auto index = static_cast<std::size_t>(known - type.children.data());
            EXPECT_GE(index, position) << here << " is out of order";
            position = index;
            if (known->max != -1) {
                EXPECT_LE(++count[child.local], known->max) << here;
            }
            const bool nil = child.attribute("nil") == "true";
            if (nil) {
                EXPECT_TRUE(known->nillable) << here;
            } else {
                check(child, *known->type, here);
            }
        }
        if (node.children.empty() && !node.text.empty()) {
            if (type.max_length) {
                EXPECT_LE(utf8_length(node.text), *type.max_length) << path;
            }
            if (type.length) {
                EXPECT_EQ(utf8_length(node.text), *type.length) << path;
            }
            if (!type.enumeration.empty()) {
                EXPECT_NE(std::find(type.enumeration.begin(), type.enumeration.end(), node.text),
                          type.enumeration.end())
                    << path << " " << node.text;
            }
        }
    }

    void fits(std::string_view entity, const json& resource, std::string_view element, std::string_view root,
              const std::string& below = {}) {
        xml::Node node = to_stuf(entity, resource, element);
        ASSERT_FALSE(node.local.empty()) << entity;
        const xml::SchemaType* type = &answer(root);
        if (!below.empty() || node.local != "object") {
            const xml::SchemaChild* const child = xml::find_path(*type, below.empty() ? node.local : below);
            ASSERT_NE(child, nullptr) << node.local;
            type = child->type;
        }
        xml::order_by_schema(node, *type);
        check(node, *type, std::string(entity));
    }
};

TEST_F(SchemaTest, AZaakFits) {
    scope_["zaak"] = {{"hoofdzaak", ""}};
    fits(
        "zaak",
        json::parse(
            R"({"identificatie":"VBS-2026-1","omschrijving":"Aanvraag","toelichting":"t","startdatum":"2026-10-15",
        "registratiedatum":"2026-10-15","publicatiedatum":"2026-10-15","einddatumGepland":"2026-12-10","uiterlijkeEinddatumAfdoening":"2026-12-10",
        "einddatum":"2026-12-01","betalingsindicatie":"nog_niet","laatsteBetaaldatum":"2026-10-15T07:30:00Z","archiefnominatie":"vernietigen",
        "archiefactiedatum":"2036-10-15","opschorting":{"indicatie":true,"reden":""},"verlenging":{"reden":"drukte","duur":"P14D"},
        "kenmerken":[{"kenmerk":"k","bron":"b"},{"kenmerk":"k2","bron":""}],"zaaktype":"https://zgw.example/catalogi/api/v1/zaaktype/1",
        "zaakgeometrie":{"type":"Polygon","coordinates":[[[4.1,52.1],[4.2,52.1],[4.2,52.2],[4.1,52.1]]]}})"),
        "object", "zakLa01");
}

TEST_F(SchemaTest, EveryKindOfRolFits) {
    for (
        const char* const one : {
            R"({"betrokkeneType":"natuurlijk_persoon","betrokkeneIdentificatie":{"inpBsn":"999993653","geslachtsnaam":"Vries","geslachtsaanduiding":"v",
                 "geboortedatum":"1985-02-14","verblijfsadres":{"aoaIdentificatie":"onbekend","wplWoonplaatsNaam":"Stad","gorOpenbareRuimteNaam":"Een heel lange naam voor een straat","aoaPostcode":"1234 AB","aoaHuisnummer":17}}})",
            R"({"betrokkeneType":"natuurlijk_persoon","betrokkeneIdentificatie":{"geslachtsnaam":"Vries","subVerblijfBuitenland":{"lndLandcode":"5010","lndLandnaam":"België","subAdresBuitenland_1":"Rue 1"}}})",
            R"({"betrokkeneType":"niet_natuurlijk_persoon","betrokkeneIdentificatie":{"innNnpId":"857587973","statutaireNaam":"BV","innRechtsvorm":"stichting","bezoekadres":"Kerkstraat 17A-2hg, 1234AB Stad"}})",
            R"({"betrokkeneType":"niet_natuurlijk_persoon","betrokkeneIdentificatie":{"annIdentificatie":"68750110","statutaireNaam":"BV"}})",
            R"({"betrokkeneType":"vestiging","betrokkeneIdentificatie":{"vestigingsNummer":"000037178598","handelsnaam":["Bakkerij","Tweede"]}})",
            R"({"betrokkeneType":"medewerker","betrokkeneIdentificatie":{"identificatie":"X","achternaam":"Vries","voorletters":"J.","voorvoegselAchternaam":"de"}})",
            R"({"betrokkeneType":"organisatorische_eenheid","betrokkeneIdentificatie":{"identificatie":"X","naam":"Afdeling","isGehuisvestIn":"000037178598"}})"}) {
        for (const char* const name :
             {"Initiator", "Belanghebbende", "Gemachtigde", "Uitvoerende", "Verantwoordelijke",
              "OverigeBetrokkene", "BetrekkingOp", "mede_initiator"}) {
            json rol = json::parse(one);
            rol["omschrijving"] = name;
            if (std::string_view(name) != "BetrekkingOp") {
                rol["roltoelichting"] = "t";
                rol["contactpersoonRol"] = {{"naam", "n"},
                                            {"emailadres", "a@example.com"},
                                            {"telefoonnummer", "06"},
                                            {"functie", "f"}};
            }
            fits("rol", rol, "rol", "zakLa01");
        }
    }
}

TEST_F(SchemaTest, EveryKindOfZaakobjectFits) {
    for (
        const char* const one :
        {R"({"objectType":"adres","objectIdentificatie":{"identificatie":"0392200000000001","wplWoonplaatsNaam":"S","gorOpenbareRuimteNaam":"L","huisnummer":2,"postcode":"1234AB"}})",
         R"({"objectType":"overige","objectTypeOverige":"adres","objectIdentificatie":{"overigeData":{"wplWoonplaatsNaam":"S","huisnummer":"2"}}})",
         R"({"objectType":"gemeente","objectIdentificatie":{"gemeenteCode":"0344","gemeenteNaam":"Utrecht"}})",
         R"({"objectType":"kadastrale_onroerende_zaak","objectIdentificatie":{"kadastraleIdentificatie":"012345678901234","kadastraleAanduiding":"SNK00 A 123 A2"}})",
         R"({"objectType":"woz_waarde","objectIdentificatie":{"waardepeildatum":"20260101","isVoor":{"wozObjectNummer":"034400000001"}}})",
         R"({"objectType":"huishouden","objectIdentificatie":{"nummer":"12","isGehuisvestIn":{"identificatie":"0344010000000001"}}})",
         R"({"objectType":"zakelijk_recht","objectIdentificatie":{"identificatie":"ZR1","avgAard":"eigendom"}})",
         R"({"objectType":"medewerker","objectIdentificatie":{"identificatie":"X"}})"}) {
        json object = json::parse(one);
        object["relatieomschrijving"] = "r";
        fits("zaakobject", object, "heeftBetrekkingOp", "zakLa01");
    }
    fits(
        "ander-zaakobject",
        json::parse(
            R"({"objectType":"overige","objectTypeOverige":"ander_zaakobject","objectIdentificatie":{"overigeData":{"omschrijving":"kaart",
        "lokatie":{"type":"Point","coordinates":[4.9,52.3]}}}})"),
        "anderZaakObject", "zakLa01");
}

TEST_F(SchemaTest, StatusAndDocumentsFit) {
    fits(
        "status",
        json::parse(
            R"({"statustype":"https://zgw.example/catalogi/api/v1/statustype/2","datumStatusGezet":"2026-10-15T07:30:00Z","statustoelichting":"t","indicatieLaatstGezetteStatus":false})"),
        "heeft", "zakLa01");
    fits("resultaat",
         json::parse(
             R"({"resultaattype":"https://zgw.example/catalogi/api/v1/resultaattype/1","toelichting":"t"})"),
         "resultaat", "zakLa01");
    fits(
        "andere-zaak",
        json::parse(
            R"({"identificatie":"ZAAK-2","omschrijving":"o","zaaktype":"https://zgw.example/catalogi/api/v1/zaaktype/1"})"),
        "heeftAlsDeelzaak", "zakLa01");
    const json document = json::parse(
        R"({"identificatie":"DOC-1","titel":"t","creatiedatum":"2026-10-15","ontvangstdatum":"2026-10-15","beschrijving":"b","formaat":"application/pdf",
        "taal":"nld","versie":1,"status":"ter_vaststelling","vertrouwelijkheidaanduiding":"beperkt_openbaar","auteur":"a","link":"https://example.com","bestandsnaam":"b.pdf",
        "informatieobjecttype":"https://zgw.example/catalogi/api/v1/informatieobjecttype/1"})");
    fits("document", document, "object", "edcLa01");
    fits("zaakdocument",
         {{"titel", "t"}, {"registratiedatum", "2026-10-15T07:30:00Z"}, {"informatieobject", document}},
         "heeftRelevant", "zakLa01");
    fits("document-zaak", {{"titel", "t"}, {"zaak", {{"identificatie", "ZAAK-1"}, {"omschrijving", "o"}}}},
         "isRelevantVoor", "edcLa01");
}

}  // namespace
}  // namespace veerpont::test
