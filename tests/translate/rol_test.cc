// Betrokkenen: which one counts, what is kept of it, what never fails a zaak, and what a trace shows of a
// person.
#include <gtest/gtest.h>

#include <string>

#include "tests/translate/translate_fixture.h"

namespace veerpont::test {
namespace {

using Outcome = translate::TraceEntry::Outcome;

class RolTest : public TranslateTest {
  protected:
    RolTest() {
        with_ = {{"zaak", "https://zgw.example/zaken/1"}, {"zaaktype", "https://zgw.example/zaaktype/1"}};
    }
    std::string relation(const std::string& content, const std::string& name = "heeftAlsInitiator") {
        return "<" + name + std::string(kSpaces) + ">" + content + "</" + name + ">";
    }
    json rol(const std::string& content, const std::string& name = "heeftAlsInitiator") {
        return zgw("rol", relation(content, name));
    }
    static std::string person(const std::string& content) {
        return "<gerelateerde><natuurlijkPersoon>" + content + "</natuurlijkPersoon></gerelateerde>";
    }
};

const std::string kPerson =
    R"(<inp.bsn>999993653</inp.bsn><authentiek metagegeven="true">N</authentiek><geslachtsnaam>Vries</geslachtsnaam>
    <voorvoegselGeslachtsnaam>de</voorvoegselGeslachtsnaam><voorletters>A.B.</voorletters><voornamen>Anna Berta</voornamen>
    <geslachtsaanduiding>V</geslachtsaanduiding><geboortedatum StUF:indOnvolledigeDatum="V">19850214</geboortedatum>
    <verblijfsadres><aoa.identificatie>0344200000000001</aoa.identificatie><authentiek>N</authentiek><wpl.woonplaatsNaam>Voorbeeldstad</wpl.woonplaatsNaam>
    <gor.openbareRuimteNaam>Kerkstraat</gor.openbareRuimteNaam><gor.straatnaam>Kerkstraat</gor.straatnaam><aoa.postcode>1234AB</aoa.postcode>
    <aoa.huisnummer>17</aoa.huisnummer><aoa.huisletter>A</aoa.huisletter><aoa.huisnummertoevoeging>2hg</aoa.huisnummertoevoeging></verblijfsadres>)";
const std::string kContact = R"(<heeftAlsAanspreekpunt><gerelateerde><naam>A.B. de Vries</naam>
    <telefoonnummer>0612345678</telefoonnummer><emailadres>anna@example.com</emailadres></gerelateerde></heeftAlsAanspreekpunt>)";

TEST_F(RolTest, CarriesAPersonOverAndBack) {
    json made = rol(person(kPerson) + "<toelichting>aanvrager</toelichting>" + kContact);
    EXPECT_EQ(made, json::parse(R"({
        "zaak": "https://zgw.example/zaken/1", "roltype": "https://zgw.example/catalogi/api/v1/roltype/1", "roltoelichting": "aanvrager",
        "betrokkeneType": "natuurlijk_persoon",
        "contactpersoonRol": { "naam": "A.B. de Vries", "telefoonnummer": "0612345678", "emailadres": "anna@example.com" },
        "betrokkeneIdentificatie": { "inpBsn": "999993653", "geslachtsnaam": "Vries", "voorvoegselGeslachtsnaam": "de",
          "voorletters": "A.B.", "voornamen": "Anna Berta", "geslachtsaanduiding": "v", "geboortedatum": "1985-02-14",
          "verblijfsadres": { "aoaIdentificatie": "0344200000000001", "wplWoonplaatsNaam": "Voorbeeldstad",
            "gorOpenbareRuimteNaam": "Kerkstraat", "aoaPostcode": "1234AB", "aoaHuisnummer": 17, "aoaHuisletter": "A",
            "aoaHuisnummertoevoeging": "2hg" } } })"));
    made["omschrijving"] = "Initiator";
    const xml::Node back = to_stuf("rol", made, "rol");
    EXPECT_EQ(back.local, "heeftAlsInitiator");
    const xml::Element sent = documents_.front()->root();
    const std::function<void(xml::Element, const std::string&)> compare = [&](xml::Element at,
                                                                              const std::string& path) {
        for (const xml::Element child : at.children()) {
            const std::string here =
                path.empty() ? std::string(child.local()) : path + "/" + std::string(child.local());
            if (child.has_children()) {
                compare(child, here);
            } else {
                EXPECT_EQ(leaf(back, here), child.text()) << here;
            }
        }
    };
    compare(sent, "");
}

TEST_F(RolTest, ChoosesTheFirstFilledSubject) {
    const json three = rol(
        R"(<gerelateerde><nietNatuurlijkPersoon><inn.nnpId)" + std::string(kNil) +
        R"(/></nietNatuurlijkPersoon></gerelateerde><gerelateerde><vestiging><vestigingsNummer/></vestiging></gerelateerde>
                           <gerelateerde><medewerker><identificatie>BEH12</identificatie></medewerker></gerelateerde>)");
    EXPECT_EQ(three.at("betrokkeneType"), "medewerker");
    const json two =
        rol("<gerelateerde><medewerker><identificatie>BEH12</identificatie></medewerker>"
            "<natuurlijkPersoon><geslachtsnaam>Vries</geslachtsnaam></natuurlijkPersoon></gerelateerde>");
    EXPECT_EQ(two.at("betrokkeneType"), "natuurlijk_persoon");
}

TEST_F(RolTest, LeavesOutARoleWithoutAPerson) {
    for (const std::string& empty :
         {std::string("<gerelateerde/>"), "<gerelateerde" + std::string(kNil) + "/>", kContact,
          person("<inp.bsn" + std::string(kNil) + "/>"), person("<inp.bsn>000000000</inp.bsn>"),
          std::string()}) {
        EXPECT_TRUE(rol(empty).is_null()) << empty;
    }
}

TEST_F(RolTest, NeverFailsBecauseOfAPerson) {
    const json made =
        rol(person("<inp.bsn>123456789</inp.bsn><geslachtsnaam>Vries</geslachtsnaam>"
                   "<geslachtsaanduiding>?</geslachtsaanduiding><geboortedatum>198502</geboortedatum>"
                   "<verblijfsadres><aoa.huisnummer>zeventien</aoa.huisnummer></verblijfsadres>") +
            "<heeftAlsAanspreekpunt><gerelateerde><emailadres>geen adres</emailadres></gerelateerde>"
            "</heeftAlsAanspreekpunt>");
    EXPECT_EQ(made.at("betrokkeneIdentificatie"), json::parse(R"({"geslachtsnaam":"Vries"})"));
    EXPECT_FALSE(made.contains("contactpersoonRol"));
    for (const char* const dropped : {"inp.bsn", "geslachtsaanduiding", "geboortedatum"})
        EXPECT_NE(trace_.about(dropped, Outcome::kDropped), nullptr) << dropped;
}

TEST_F(RolTest, KeepsAnAddressWithoutBagNumber) {
    const json made = rol(person(
        R"(<geslachtsnaam>Vries</geslachtsnaam><verblijfsadres><wpl.woonplaatsNaam>Stad</wpl.woonplaatsNaam>
        <gor.straatnaam>Laan</gor.straatnaam><aoa.huisnummer>1</aoa.huisnummer><aoa.huisnummertoevoeging/></verblijfsadres>)"));
    EXPECT_EQ(
        made.at("betrokkeneIdentificatie").at("verblijfsadres"),
        json::parse(
            R"({"aoaIdentificatie":"onbekend","wplWoonplaatsNaam":"Stad","gorOpenbareRuimteNaam":"Laan","aoaHuisnummer":1})"));
    const xml::Node back =
        to_stuf("natuurlijk-persoon", made.at("betrokkeneIdentificatie"), "natuurlijkPersoon");
    EXPECT_EQ(leaf(back, "verblijfsadres/wpl.woonplaatsNaam"), "Stad");
    EXPECT_EQ(leaf(back, "verblijfsadres/aoa.identificatie/@noValue"), "geenWaarde");
}

TEST_F(RolTest, RepeatsTheKvkNumberOfAnInitiatorForSendersThatReadIt) {
    const json vestiging = json::parse(R"({"omschrijving":"Initiator","betrokkeneType":"vestiging",
        "betrokkeneIdentificatie":{"kvkNummer":"68750110","handelsnaam":["Bakkerij"]}})");
    const json nnp = json::parse(R"({"omschrijving":"Initiator","betrokkeneType":"niet_natuurlijk_persoon",
        "betrokkeneIdentificatie":{"annIdentificatie":"68750110","statutaireNaam":"BV"}})");
    const auto extra = [&](const json& resource) {
        const xml::Node made = to_stuf("rol", resource, "rol");
        return leaf(made, "extraElementen/extraElement/@naam") + "=" +
               leaf(made, "extraElementen/extraElement");
    };
    EXPECT_EQ(extra(vestiging), "(absent)=(absent)") << "only for senders that ask for it";
    scope_["client"] = {{"kvk-extra-element", false}};
    EXPECT_EQ(extra(nnp), "(absent)=(absent)");
    scope_["client"] = {{"kvk-extra-element", true}};
    EXPECT_EQ(extra(vestiging), "kvkNummer=68750110");
    EXPECT_EQ(extra(nnp), "kvkNummer=68750110");
    json other = nnp;
    other["omschrijving"] = "Belanghebbende";
    EXPECT_EQ(extra(other), "(absent)=(absent)") << "only at the initiator";
    other = nnp;
    other["betrokkeneIdentificatie"]["annIdentificatie"] = "12345678901234567";
    EXPECT_EQ(extra(other), "(absent)=(absent)") << "seventeen digits are no KvK number";
}

TEST_F(RolTest, TellsKvkNumbersApart) {
    const auto nnp = [&](const std::string& number) {
        return rol("<gerelateerde><nietNatuurlijkPersoon><inn.nnpId>" + number +
                   "</inn.nnpId><statutaireNaam>BV</statutaireNaam></nietNatuurlijkPersoon></gerelateerde>")
            .at("betrokkeneIdentificatie");
    };
    EXPECT_EQ(nnp("68750110"), json::parse(R"({"annIdentificatie":"68750110","statutaireNaam":"BV"})"));
    EXPECT_EQ(nnp("857587973"), json::parse(R"({"innNnpId":"857587973","statutaireNaam":"BV"})"));
    EXPECT_EQ(nnp("1234"), json::parse(R"({"statutaireNaam":"BV"})"));
    const auto vestiging = [&](const std::string& number) {
        return rol("<gerelateerde><vestiging><vestigingsNummer>" + number +
                   "</vestigingsNummer><handelsnaam>Bakkerij &amp; "
                   "Zn.</handelsnaam></vestiging></gerelateerde>")
            .at("betrokkeneIdentificatie");
    };
    EXPECT_EQ(vestiging("000037178598"),
              json::parse(R"({"vestigingsNummer":"000037178598","handelsnaam":["Bakkerij & Zn."]})"));
    EXPECT_EQ(vestiging("68750110"),
              json::parse(R"({"kvkNummer":"68750110","handelsnaam":["Bakkerij & Zn."]})"));
    EXPECT_EQ(leaf(to_stuf("niet-natuurlijk-persoon", nnp("68750110"), "nietNatuurlijkPersoon"),
                   "ann.identificatie"),
              "(absent)");
}

TEST_F(RolTest, PutsAnAddressOfAnOrganisationOnOneLineAndBack) {
    const json made =
        rol(R"(<gerelateerde><nietNatuurlijkPersoon><inn.nnpId>857587973</inn.nnpId><bezoekadres>
        <wpl.woonplaatsNaam>Voorbeeldstad</wpl.woonplaatsNaam><gor.openbareRuimteNaam>Kerkstraat</gor.openbareRuimteNaam>
        <aoa.postcode>1234AB</aoa.postcode><aoa.huisnummer>17</aoa.huisnummer></bezoekadres><inn.rechtsvorm>besloten vennootschap</inn.rechtsvorm>
        </nietNatuurlijkPersoon></gerelateerde>)")
            .at("betrokkeneIdentificatie");
    EXPECT_EQ(made.at("bezoekadres"), "Kerkstraat 17, 1234AB Voorbeeldstad");
    EXPECT_EQ(made.at("innRechtsvorm"), "besloten_vennootschap");
    const xml::Node back = to_stuf("niet-natuurlijk-persoon", made, "nietNatuurlijkPersoon");
    EXPECT_EQ(leaf(back, "bezoekadres/aoa.huisnummer"), "17");
    EXPECT_EQ(leaf(back, "inn.rechtsvorm"), "Besloten Vennootschap");
    EXPECT_EQ(leaf(back, "authentiek"), "N");
}

TEST_F(RolTest, KeepsTheLandThatWasSent) {
    const auto abroad = [&](const std::string& content) {
        return rol(person("<geslachtsnaam>Vries</geslachtsnaam><sub.verblijfBuitenland>" + content +
                          "</sub.verblijfBuitenland>"))
            .at("betrokkeneIdentificatie");
    };
    EXPECT_EQ(abroad("<lnd.landcode>5010</lnd.landcode><sub.adresBuitenland1>Rue 1</sub.adresBuitenland1>")
                  .at("subVerblijfBuitenland"),
              json::parse(R"({"lndLandcode":"5010","lndLandnaam":"België","subAdresBuitenland_1":"Rue 1"})"));
    EXPECT_EQ(abroad("<lnd.landnaam>Frankrijk</lnd.landnaam>").at("subVerblijfBuitenland").at("lndLandcode"),
              "5002");
    EXPECT_FALSE(abroad("<lnd.landcode/>").contains("subVerblijfBuitenland"));
}

TEST_F(RolTest, TakesTheNameOfTheRoleOfOtherParties) {
    const std::string content =
        person("<inp.bsn>999993653</inp.bsn>") + "<omschrijving>mede_initiator</omschrijving>";
    EXPECT_EQ(rol(content, "heeftAlsOverigBetrokkene").at("roltype"),
              "https://zgw.example/catalogi/api/v1/roltype/8");
    EXPECT_EQ(rol(content, "heeftAlsInitiator").at("roltype"),
              "https://zgw.example/catalogi/api/v1/roltype/1");
    const std::string unknown = person("<inp.bsn>999993653</inp.bsn>") + "<omschrijving>tolk</omschrijving>";
    EXPECT_EQ(rol(unknown, "heeftAlsOverigBetrokkene").at("roltype"),
              "https://zgw.example/catalogi/api/v1/roltype/6");
    // Read back, a roltype outside the table is a party of another kind.
    const xml::Node back =
        to_stuf("rol", json::parse(R"({"omschrijving":"mede_initiator","betrokkeneType":"medewerker",
        "betrokkeneIdentificatie":{"identificatie":"X"}})"),
                "rol");
    EXPECT_EQ(back.local, "heeftAlsOverigBetrokkene");
    EXPECT_EQ(leaf(back, "omschrijving"), "mede_initiator");
}

TEST_F(RolTest, SaysWhichRoltypeIsMissing) {
    catalogue_.remove("roltype");
    const auto made = to_zgw("rol", parse(relation(person("<inp.bsn>999993653</inp.bsn>"))));
    ASSERT_FALSE(made.ok());
    EXPECT_EQ(made.problem().kind, Problem::Kind::kUnknownType);
    EXPECT_EQ(made.problem().sender_text.find("999993653"), std::string::npos);
}

TEST_F(RolTest, ShowsNothingOfAPersonInTheTrace) {
    rol(person(kPerson) + kContact);
    for (const auto& entry : trace_.entries) {
        for (const char* const secret :
             {"999993653", "Vries", "Anna", "1985", "0612345678", "anna@", "Kerkstraat"}) {
            for (const std::string& text : {entry.from, entry.to, entry.reason, entry.stuf, entry.zgw})
                EXPECT_EQ(text.find(secret), std::string::npos) << entry.stuf << " shows " << secret;
        }
    }
    const auto* const bsn = trace_.about("inp.bsn", Outcome::kTranslated);
    ASSERT_NE(bsn, nullptr);
    EXPECT_EQ(bsn->from, "***");
    EXPECT_EQ(bsn->zgw, "zaken:Rol betrokkeneIdentificatie.inpBsn");
    EXPECT_EQ(bsn->stuf, "heeftAlsInitiator/gerelateerde/natuurlijkPersoon/inp.bsn");
}

TEST_F(RolTest, CarriesEveryKindBack) {
    const std::map<std::string, std::string> kinds = {
        {"medewerker",
         "<identificatie>0599jdevries</identificatie><achternaam>Vries</achternaam><voorletters>J.</"
         "voorletters>"
         "<voorvoegselAchternaam>de</voorvoegselAchternaam>"},
        {"organisatorischeEenheid",
         "<identificatie>afd/1</identificatie><naam>Vergunningen</naam><isGehuisvestIn><gerelateerde>"
         "<isEen><gerelateerde><vestigingsNummer>000037178598</vestigingsNummer></gerelateerde></isEen>"
         "</gerelateerde></isGehuisvestIn>"},
        {"vestiging", "<vestigingsNummer>000037178598</vestigingsNummer><handelsnaam>Bakkerij</handelsnaam>"},
        {"nietNatuurlijkPersoon",
         "<inn.nnpId>857587973</inn.nnpId><statutaireNaam>Stichting X</statutaireNaam>"
         "<inn.rechtsvorm>Stichting</inn.rechtsvorm>"},
        {"natuurlijkPersoon",
         "<anp.identificatie>12345678901234567</anp.identificatie><geslachtsnaam>X</geslachtsnaam>"}};
    for (const auto& [kind, content] : kinds) {
        json made = rol("<gerelateerde><" + kind + ">" + content + "</" + kind + "></gerelateerde>",
                        "heeftAlsBelanghebbende");
        ASSERT_TRUE(made.is_object()) << kind;
        made["omschrijving"] = "Belanghebbende";
        const xml::Node back = to_stuf("rol", made, "rol");
        EXPECT_EQ(back.local, "heeftAlsBelanghebbende");
        const std::function<void(xml::Element, const std::string&)> compare = [&](xml::Element at,
                                                                                  const std::string& path) {
            for (const xml::Element child : at.children()) {
                const std::string here =
                    path.empty() ? std::string(child.local()) : path + "/" + std::string(child.local());
                if (child.has_children()) {
                    compare(child, here);
                } else {
                    EXPECT_EQ(leaf(back, here), child.text()) << made["betrokkeneType"] << " " << here;
                }
            }
        };
        compare(documents_.back()->root(), "");
    }
}

}  // namespace
}  // namespace veerpont::test
