// Every kind of zaakobject, there and back; what is incomplete is left out and never fails the zaak.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/translate/translate_fixture.h"

namespace veerpont::test {
namespace {

using Outcome = translate::TraceEntry::Outcome;

struct Kind {
    std::string element, content, object_type;
};

std::string address(const std::string& prefix) {
    return "<wpl.woonplaatsNaam>Stad</wpl.woonplaatsNaam><gor.openbareRuimteNaam>Laan</"
           "gor.openbareRuimteNaam><" +
           prefix + "postcode>1234AB</" + prefix + "postcode><" + prefix + "huisnummer>2</" + prefix +
           "huisnummer>";
}

const std::string kParcel =
    "<kadastraleIdentificatie>012345678901234</"
    "kadastraleIdentificatie><kadastraleAanduiding><kadastraleGemeentecode>SNK00"
    "</kadastraleGemeentecode><kadastraleSectie>A</kadastraleSectie><kadastraalPerceelnummer>123</"
    "kadastraalPerceelnummer>"
    "</kadastraleAanduiding>";
const std::string kWoz =
    "<wozObjectNummer>034400000001</wozObjectNummer><aanduidingWOZobject><aoa.identificatie>0344200000000001"
    "</aoa.identificatie>" +
    address("aoa.") + "</aanduidingWOZobject>";
const std::string kTgo =
    "<identificatie>0344010000000001</identificatie><adresAanduidingGrp><oao.identificatie>0344200000000001"
    "</oao.identificatie>" +
    address("aoa.") + "</adresAanduidingGrp>";

const std::vector<Kind>& kinds() {
    static const std::vector<Kind> all = {
        {"adres", "<identificatie>0392200000000001</identificatie>" + address(""), "adres"},
        {"adres", address(""), "overige"},
        {"buurt",
         "<buurtCode>01</buurtCode><buurtNaam>Noord</buurtNaam><gem.gemeenteCode>0344</"
         "gem.gemeenteCode><wyk.wijkCode>02</wyk.wijkCode>",
         "buurt"},
        {"gemeente", "<gemeenteCode>0344</gemeenteCode><gemeenteNaam>Utrecht</gemeenteNaam>", "gemeente"},
        {"gemeentelijkeOpenbareRuimte",
         "<identificatie>0344300000000001</identificatie><openbareRuimteNaam>Plein</openbareRuimteNaam>",
         "gemeentelijke_openbare_ruimte"},
        {"huishouden",
         "<nummer>12</nummer><isGehuisvestIn><gerelateerde>" + kTgo + "</gerelateerde></isGehuisvestIn>",
         "huishouden"},
        {"inrichtingselement", "<type>paal</type><identificatie>IMG1</identificatie><naam>Lantaarn</naam>",
         "inrichtingselement"},
        {"kadastraleOnroerendeZaak", kParcel, "kadastrale_onroerende_zaak"},
        {"kunstwerkdeel", "<type>sluis</type><identificatie>IMG2</identificatie><naam>Sluis 1</naam>",
         "kunstwerkdeel"},
        {"maatschappelijkeActiviteit", "<kvkNummer>68750110</kvkNummer><handelsnaam>Bakkerij</handelsnaam>",
         "maatschappelijke_activiteit"},
        {"openbareRuimte",
         "<identificatie>0344300000000001</identificatie><wpl.woonplaatsNaam>Stad</"
         "wpl.woonplaatsNaam><gor.openbareRuimteNaam>Plein</gor.openbareRuimteNaam>",
         "openbare_ruimte"},
        {"pand", "<identificatie>0344100000000001</identificatie>", "pand"},
        {"spoorbaandeel", "<type>smalspoor</type><identificatie>IMG3</identificatie>", "spoorbaandeel"},
        {"terreindeel", "<type>grasland</type><identificatie>IMG4</identificatie>", "terreindeel"},
        {"terreinGebouwdObject", kTgo, "terrein_gebouwd_object"},
        {"waterdeel", "<type>gracht</type><identificatie>IMG5</identificatie>", "waterdeel"},
        {"wegdeel", "<type>rijbaan</type><identificatie>IMG6</identificatie>", "wegdeel"},
        {"wijk", "<wijkCode>02</wijkCode><wijkNaam>Oost</wijkNaam><gem.gemeenteCode>0344</gem.gemeenteCode>",
         "wijk"},
        {"woonplaats", "<identificatie>3295</identificatie><woonplaatsNaam>Stad</woonplaatsNaam>",
         "woonplaats"},
        {"wozDeelobject",
         "<nummerWOZDeelObject>000001</nummerWOZDeelObject><isOnderdeelVan><gerelateerde>" + kWoz +
             "</gerelateerde></isOnderdeelVan>",
         "woz_deelobject"},
        {"wozObject", kWoz, "woz_object"},
        {"wozWaarde",
         "<waardepeildatum>20260101</waardepeildatum><isVoor><gerelateerde>" + kWoz +
             "</gerelateerde></isVoor>",
         "woz_waarde"},
        {"zakelijkRecht",
         "<identificatie>ZR1</identificatie><avr.aard>eigendom</avr.aard><heeftBetrekkingOp><gerelateerde>" +
             kParcel +
             "</gerelateerde></"
             "heeftBetrekkingOp><heeftAlsGerechtigde><gerelateerde><natuurlijkPersoon><inp.bsn>999993653</"
             "inp.bsn>"
             "</natuurlijkPersoon></gerelateerde></heeftAlsGerechtigde>",
         "zakelijk_recht"},
    };
    return all;
}

class ZaakobjectTest : public TranslateTest {
  protected:
    ZaakobjectTest() { with_ = {{"zaak", "https://zgw.example/zaken/1"}}; }
    json object(const std::string& element, const std::string& content) {
        return zgw("zaakobject",
                   "<heeftBetrekkingOp" + std::string(kSpaces) + "><gerelateerde><" + element + ">" +
                       content + "</" + element +
                       "></gerelateerde><omschrijving>waar het om gaat</omschrijving></heeftBetrekkingOp>");
    }
};

TEST_F(ZaakobjectTest, EveryKindGoesThereAndBack) {
    for (const Kind& kind : kinds()) {
        const json made = object(kind.element, kind.content);
        ASSERT_TRUE(made.is_object()) << kind.element << "/" << kind.object_type;
        EXPECT_EQ(made.at("objectType"), kind.object_type);
        EXPECT_EQ(made.at("relatieomschrijving"), "waar het om gaat");
        EXPECT_EQ(made.at("zaak"), "https://zgw.example/zaken/1");
        const xml::Node back = to_stuf("zaakobject", made, "heeftBetrekkingOp");
        const std::function<void(xml::Element, const std::string&)> compare = [&](xml::Element at,
                                                                                  const std::string& path) {
            for (const xml::Element child : at.children()) {
                const std::string here =
                    path.empty() ? std::string(child.local()) : path + "/" + std::string(child.local());
                if (here == "gerelateerde/waterdeel/type") {
                    EXPECT_EQ(leaf(back, here), "(absent)") << "ZGW knows the group only, StUF the kind";
                } else if (child.has_children()) {
                    compare(child, here);
                } else {
                    EXPECT_EQ(leaf(back, here), child.text()) << kind.element << " " << here;
                }
            }
        };
        compare(documents_.back()->root(), "");
    }
}

TEST_F(ZaakobjectTest, EveryKindOfTheStandardHasACase) {
    std::set<std::string> covered;
    for (const rules::FieldRule& rule : ShippedEntities::get().entity("zaakobject").fields) {
        for (const auto& one : rule.cases)
            covered.insert(one.is);
    }
    // A status has only a url in ZGW; a samengesteld document does not exist there.
    for (const char* const kind : {"adres",
                                   "besluit",
                                   "buurt",
                                   "enkelvoudig_document",
                                   "gemeente",
                                   "gemeentelijke_openbare_ruimte",
                                   "huishouden",
                                   "inrichtingselement",
                                   "kadastrale_onroerende_zaak",
                                   "kunstwerkdeel",
                                   "maatschappelijke_activiteit",
                                   "medewerker",
                                   "natuurlijk_persoon",
                                   "niet_natuurlijk_persoon",
                                   "openbare_ruimte",
                                   "organisatorische_eenheid",
                                   "pand",
                                   "spoorbaandeel",
                                   "terreindeel",
                                   "terrein_gebouwd_object",
                                   "vestiging",
                                   "waterdeel",
                                   "wegdeel",
                                   "wijk",
                                   "woonplaats",
                                   "woz_deelobject",
                                   "woz_object",
                                   "woz_waarde",
                                   "zakelijk_recht",
                                   "overige"})
        EXPECT_TRUE(covered.contains(kind)) << kind;
}

TEST_F(ZaakobjectTest, LeavesOutWhatIsIncompleteAndPersons) {
    EXPECT_TRUE(object("gemeente", "<gemeenteNaam>Utrecht</gemeenteNaam>").is_null());
    EXPECT_NE(trace_.about("heeftBetrekkingOp", Outcome::kDropped), nullptr);
    EXPECT_TRUE(object("spoorbaandeel", "<type>monorail</type><identificatie>I</identificatie>").is_null());
    EXPECT_TRUE(object("medewerker", "<identificatie>X</identificatie>").is_null());  // becomes a rol
    EXPECT_TRUE(zgw("zaakobject", "<heeftBetrekkingOp" + std::string(kSpaces) + kNil + "/>").is_null());
}

TEST_F(ZaakobjectTest, PersonsComeBackWhenARegisterHasThem) {
    const xml::Node back =
        to_stuf("zaakobject",
                json::parse(R"({"objectType":"medewerker","objectIdentificatie":{"identificatie":"X"}})"),
                "heeftBetrekkingOp");
    EXPECT_EQ(leaf(back, "gerelateerde/medewerker/identificatie"), "X");
}

TEST_F(ZaakobjectTest, LeavesOutWhatStufDoesNotKnow) {
    EXPECT_EQ(
        to_stuf(
            "zaakobject",
            json::parse(
                R"({"objectType":"overige","objectTypeOverige":"boom","objectIdentificatie":{"overigeData":{"a":1}}})"),
            "heeftBetrekkingOp")
            .local,
        "");
    EXPECT_EQ(to_stuf("zaakobject", json::parse(R"({"objectType":"adres","objectIdentificatie":null})"),
                      "heeftBetrekkingOp")
                  .local,
              "");
}

TEST_F(ZaakobjectTest, KeepsAnderZaakObjectWhole) {
    const std::string sent = "<anderZaakObject" + std::string(kSpaces) +
                             R"(><omschrijving>kaart</omschrijving><aanduiding>SNK00 A 123</aanduiding>
        <lokatie><Polygon srsName="EPSG:4326"><exterior><LinearRing><posList>4.1 52.1 4.2 52.1 4.2 52.2 4.1 52.1</posList></LinearRing></exterior>
        </Polygon></lokatie><registratie>BAG</registratie></anderZaakObject>)";
    const json made = zgw("ander-zaakobject", sent);
    EXPECT_EQ(made.at("objectType"), "overige");
    EXPECT_EQ(made.at("objectTypeOverige"), "ander_zaakobject");
    EXPECT_EQ(made.at("objectIdentificatie").at("overigeData").at("lokatie").at("type"), "Polygon");
    const xml::Node back = to_stuf("ander-zaakobject", made, "anderZaakObject");
    EXPECT_EQ(leaf(back, "omschrijving"), "kaart");
    EXPECT_EQ(leaf(back, "aanduiding"), "SNK00 A 123");
    EXPECT_EQ(leaf(back, "registratie"), "BAG");
    EXPECT_EQ(leaf(back, "lokatie/Polygon/exterior/LinearRing/posList"),
              "4.1 52.1 4.2 52.1 4.2 52.2 4.1 52.1");
    // Other zaakobjecten do not become anderZaakObject, and the reverse.
    EXPECT_EQ(to_stuf("ander-zaakobject", json::parse(R"({"objectType":"adres"})"), "anderZaakObject").local,
              "");
    EXPECT_EQ(to_stuf("zaakobject", made, "heeftBetrekkingOp").local, "");
    const json without = zgw("ander-zaakobject", "<anderZaakObject" + std::string(kSpaces) +
                                                     "><omschrijving>x</omschrijving><lokatie>"
                                                     "<Sphere/></lokatie></anderZaakObject>");
    EXPECT_EQ(without.at("objectIdentificatie").at("overigeData"), json::parse(R"({"omschrijving":"x"})"));
}

}  // namespace
}  // namespace veerpont::test
