// Documents, statuses, results and extraElementen in both directions.
#include <gtest/gtest.h>

#include <string>

#include "tests/translate/translate_fixture.h"

namespace veerpont::test {
namespace {

using Outcome = translate::TraceEntry::Outcome;

class DocumentTest : public TranslateTest {
  protected:
    json document(const std::string& content) {
        return zgw("document", "<object" + std::string(kSpaces) +
                                   " xmlns:xmime=\"http://www.w3.org/2005/05/xmlmime\">" + content +
                                   "</object>");
    }
};

const std::string kDocument =
    R"(<identificatie>DOC-1</identificatie><dct.omschrijving>Aanvraagformulier</dct.omschrijving>
    <creatiedatum>20261015</creatiedatum><ontvangstdatum>20261015</ontvangstdatum><titel>inzending</titel><beschrijving>Inzending</beschrijving>
    <formaat>application/pdf</formaat><taal>nld</taal><status>Definitief</status><vertrouwelijkAanduiding>ZEER GEHEIM</vertrouwelijkAanduiding>
    <auteur>open-forms</auteur><link>https://example.com/1</link>)";

TEST_F(DocumentTest, CarriesADocumentOverAndBack) {
    const json made = document(
        kDocument +
        R"(<inhoud xmime:contentType="application/pdf" StUF:bestandsnaam="inzending.pdf">QQ==</inhoud>)");
    EXPECT_EQ(made, json::parse(R"({
        "identificatie": "DOC-1", "bronorganisatie": "001005650", "informatieobjecttype": "https://zgw.example/catalogi/api/v1/informatieobjecttype/1",
        "creatiedatum": "2026-10-15", "ontvangstdatum": "2026-10-15", "titel": "inzending", "beschrijving": "Inzending",
        "formaat": "application/pdf", "taal": "nld", "status": "definitief", "vertrouwelijkheidaanduiding": "zeer_geheim",
        "auteur": "open-forms", "link": "https://example.com/1", "bestandsnaam": "inzending.pdf", "indicatieGebruiksrecht": false })"));
    json stored = made;
    stored["versie"] = 2;
    const xml::Node back = to_stuf("document", stored, "object");
    for (const xml::Element child : documents_.back()->root().children()) {
        if (child.local() == "inhoud") continue;
        EXPECT_EQ(leaf(back, std::string(child.local())), child.text()) << child.local();
    }
    EXPECT_EQ(leaf(back, "inhoud/@bestandsnaam"), "inzending.pdf");
    EXPECT_EQ(leaf(back, "inhoud/@contentType"), "application/pdf");
    EXPECT_EQ(leaf(back, "versie"), "2");
}

TEST_F(DocumentTest, AChangeSaysOnlyWhatTheMessageNames) {
    creating_ = false;
    EXPECT_EQ(document("<titel>Brief</titel><beschrijving xsi:nil=\"true\" StUF:noValue=\"geenWaarde\"/>"),
              json::parse(R"({"titel": "Brief", "beschrijving": ""})"));
    EXPECT_EQ(document(R"(<inhoud StUF:bestandsnaam="brief.pdf">QQ==</inhoud>)"),
              json::parse(R"({"bestandsnaam": "brief.pdf", "formaat": "application/pdf"})"))
        << "a file name is no title";
    EXPECT_EQ(document("<dct.omschrijving>Iets anders</dct.omschrijving>"), json::object())
        << "an unknown type does not become another one";
    EXPECT_NE(trace_.about("dct.omschrijving", Outcome::kDropped), nullptr);
}

TEST_F(DocumentTest, FillsWhatTheRegisterDemands) {
    const json made = document("");
    EXPECT_EQ(
        made,
        json::parse(
            R"({"bronorganisatie":"001005650","informatieobjecttype":"https://zgw.example/catalogi/api/v1/informatieobjecttype/2",
        "creatiedatum":"2026-10-15","titel":"Zonder titel","taal":"nld","auteur":"onbekend","formaat":"application/octet-stream","indicatieGebruiksrecht":false})"));
    EXPECT_EQ(document("<dct.omschrijving>Iets anders</dct.omschrijving>").at("informatieobjecttype"),
              "https://zgw.example/catalogi/api/v1/informatieobjecttype/2");
    ASSERT_NE(trace_.about("dct.omschrijving", Outcome::kDefaulted), nullptr);
    catalogue_.remove("informatieobjecttype");
    answers_.clear();
    const auto without = to_zgw("document", parse("<object><titel>x</titel></object>"));
    ASSERT_FALSE(without.ok());
    EXPECT_EQ(without.problem().kind, Problem::Kind::kUnknownType);
}

TEST_F(DocumentTest, FindsTheFormatWhereverItIsWritten) {
    const auto format = [&](const std::string& content) {
        return document(content).at("formaat").get<std::string>();
    };
    EXPECT_EQ(format("<formaat>.docx</formaat>"),
              "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
    EXPECT_EQ(format(R"(<formaat>formaat</formaat><inhoud xmime:contentType="pdf">QQ==</inhoud>)"),
              "application/pdf");
    EXPECT_EQ(
        format(
            R"(<formaat>CD</formaat><inhoud xmime:contentType="onbekend" StUF:bestandsnaam="foto.png">QQ==</inhoud>)"),
        "image/png");
    EXPECT_EQ(format(R"(<inhoud StUF:bestandsnaam="bestandsnaam">QQ==</inhoud>)"),
              "application/octet-stream");
}

TEST_F(DocumentTest, KeepsOneOfTwoDatesThatExcludeEachOther) {
    const json both =
        document("<ontvangstdatum>20261014</ontvangstdatum><verzenddatum>20261015</verzenddatum>");
    EXPECT_EQ(both.at("ontvangstdatum"), "2026-10-14");
    EXPECT_FALSE(both.contains("verzenddatum"));
    const json sent =
        document("<ontvangstdatum" + std::string(kNil) + "/><verzenddatum>20261015</verzenddatum>");
    EXPECT_EQ(sent.at("verzenddatum"), "2026-10-15");
    EXPECT_FALSE(
        document("<ontvangstdatum>20261014</ontvangstdatum><status>concept</status>").contains("status"));
    EXPECT_EQ(document("<status>concept</status>").at("status"), "in_bewerking");
    EXPECT_FALSE(document("<status>status</status>").contains("status"));
}

TEST_F(DocumentTest, ListsADocumentOfAZaak) {
    const xml::Node back = to_stuf(
        "zaakdocument", json::parse(R"({"titel":"bij de zaak","registratiedatum":"2026-10-15T22:30:00Z",
        "informatieobject":{"identificatie":"DOC-1","titel":"foto café €.png","creatiedatum":"2026-10-15","vertrouwelijkheidaanduiding":"beperkt_openbaar",
        "auteur":"x","taal":"dut","status":"","ontvangstdatum":null,"informatieobjecttype":"https://zgw.example/catalogi/api/v1/informatieobjecttype/1"}})"),
        "heeftRelevant");
    EXPECT_EQ(leaf(back, "gerelateerde/identificatie"), "DOC-1");
    EXPECT_EQ(leaf(back, "gerelateerde/titel"), "foto café €.png");
    EXPECT_EQ(leaf(back, "gerelateerde/dct.omschrijving"), "Aanvraagformulier");
    EXPECT_EQ(leaf(back, "gerelateerde/vertrouwelijkAanduiding"), "BEPERKT OPENBAAR");
    EXPECT_EQ(leaf(back, "gerelateerde/taal"), "nld");
    EXPECT_EQ(leaf(back, "registratiedatum"), "20261016");
    EXPECT_EQ(leaf(back, "titel"), "bij de zaak");
    // A predecessor answered 00010101 for an unknown date.
    EXPECT_EQ(leaf(back, "gerelateerde/ontvangstdatum"), "(absent)");
}

TEST_F(DocumentTest, NamesTheZakenOfADocument) {
    const xml::Node back = to_stuf(
        "document-zaak", json::parse(R"({"titel":"t","zaak":{"identificatie":"Z1","omschrijving":"o"}})"),
        "isRelevantVoor");
    EXPECT_EQ(leaf(back, "gerelateerde/identificatie"), "Z1");
    EXPECT_EQ(leaf(back, "titel"), "t");
    with_ = {{"zaak", "https://zgw.example/zaken/1"},
             {"informatieobject", "https://zgw.example/documenten/1"}};
    EXPECT_EQ(
        zgw("document-zaak",
            "<isRelevantVoor><gerelateerde><identificatie>Z1</identificatie></gerelateerde><titel>t</titel></"
            "isRelevantVoor>"),
        json::parse(
            R"({"zaak":"https://zgw.example/zaken/1","informatieobject":"https://zgw.example/documenten/1","titel":"t"})"));
}

class StatusTest : public TranslateTest {
  protected:
    StatusTest() {
        with_ = {{"zaak", "https://zgw.example/zaken/1"}, {"zaaktype", "https://zgw.example/zaaktype/1"}};
    }
    Result<json> status(const std::string& type,
                        const std::string& rest = "<datumStatusGezet>20261015</datumStatusGezet>") {
        return to_zgw("status",
                      parse("<heeft><gerelateerde>" + type + "</gerelateerde>" + rest + "</heeft>"));
    }
};

TEST_F(StatusTest, FindsTheTypeByNameCodeOrNumber) {
    const std::string base = "https://zgw.example/catalogi/api/v1/statustype/";
    EXPECT_EQ(status("<omschrijving>Ontvangen</omschrijving><volgnummer>3</volgnummer>")->at("statustype"),
              base + "1");
    EXPECT_EQ(status("<code>In behandeling</code>")->at("statustype"), base + "2");
    EXPECT_EQ(status("<code>STAT9</code><omschrijving>Anders</omschrijving><volgnummer>3</volgnummer>")
                  ->at("statustype"),
              base + "3");
    EXPECT_EQ(status("<volgnummer>2</volgnummer>")->at("statustype"), base + "2");
    const auto unknown = status("<omschrijving>Verdwenen</omschrijving>");
    ASSERT_FALSE(unknown.ok());
    EXPECT_EQ(unknown.problem().kind, Problem::Kind::kUnknownType);
    EXPECT_NE(unknown.problem().sender_text.find("'Verdwenen'"), std::string::npos);
    EXPECT_FALSE(status("").ok());
}

TEST_F(StatusTest, CarriesTheMomentInDutchTime) {
    const json made =
        *status("<omschrijving>Ontvangen</omschrijving>",
                "<toelichting>ok</toelichting><datumStatusGezet>20261015093000</datumStatusGezet>");
    EXPECT_EQ(made.at("datumStatusGezet"), "2026-10-15T09:30:00+02:00");
    EXPECT_EQ(made.at("statustoelichting"), "ok");
    const xml::Node back =
        to_stuf("status", json::parse(R"({"statustype":"https://zgw.example/catalogi/api/v1/statustype/2",
        "datumStatusGezet":"2026-10-15T07:30:00Z","statustoelichting":"heel iets anders","indicatieLaatstGezetteStatus":true})"),
                "heeft");
    // A predecessor answered the toelichting as omschrijving, and the time without its zone.
    EXPECT_EQ(leaf(back, "gerelateerde/omschrijving"), "In behandeling");
    EXPECT_EQ(leaf(back, "gerelateerde/volgnummer"), "2");
    EXPECT_EQ(leaf(back, "gerelateerde/zkt.code"), "B0123");
    EXPECT_EQ(leaf(back, "toelichting"), "heel iets anders");
    EXPECT_EQ(leaf(back, "datumStatusGezet"), "20261015093000");
    EXPECT_EQ(leaf(back, "indicatieLaatsteStatus"), "J");
}

TEST_F(StatusTest, ResultaatByName) {
    EXPECT_EQ(
        zgw("resultaat",
            "<resultaat><omschrijving>Toegekend</omschrijving><toelichting>ja</toelichting></resultaat>"),
        json::parse(
            R"({"zaak":"https://zgw.example/zaken/1","resultaattype":"https://zgw.example/catalogi/api/v1/resultaattype/1","toelichting":"ja"})"));
    EXPECT_FALSE(
        to_zgw("resultaat", parse("<resultaat><omschrijving>Onbekend</omschrijving></resultaat>")).ok());
}

TEST_F(StatusTest, ExtraElementenBecomeEigenschappenThatTheZaaktypeKnows) {
    const json made = zgw("zaakeigenschap", R"(<extraElement naam="language_code">nl</extraElement>)");
    EXPECT_EQ(
        made,
        json::parse(
            R"({"zaak":"https://zgw.example/zaken/1","eigenschap":"https://zgw.example/catalogi/api/v1/eigenschap/1","waarde":"nl"})"));
    for (const char* const other :
         {R"(<extraElement naam="userDefinedVarArray.1.key1">waarde</extraElement>)",
          R"(<extraElement naam="language_code"/>)", "<extraElement>x</extraElement>"}) {
        EXPECT_TRUE(zgw("zaakeigenschap", other).is_null()) << other;
    }
    const xml::Node back =
        to_stuf("zaakeigenschap", json::parse(R"({"naam":"language_code","waarde":"nl","eigenschap":"u"})"),
                "extraElement");
    EXPECT_EQ(back.attribute("naam"), "language_code");
    EXPECT_EQ(back.text, "nl");
}

}  // namespace
}  // namespace veerpont::test
