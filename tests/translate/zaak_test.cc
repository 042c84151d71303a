// A zaak in both directions, through the shipped rules.
#include <gtest/gtest.h>

#include <string>

#include "tests/translate/translate_fixture.h"

namespace veerpont::test {
namespace {

using Outcome = translate::TraceEntry::Outcome;

class ZaakTest : public TranslateTest {
  protected:
    std::string object(const std::string& content) {
        return "<object" + std::string(kSpaces) + ">" + content + "</object>";
    }
    json zaak(const std::string& content) {
        return zgw("zaak", object("<identificatie>Z1</identificatie>" + content +
                                  "<isVan><gerelateerde><code>B0123</code></gerelateerde></isVan>"));
    }
};

const std::string kFull = R"(
    <identificatie>VBS-2026-1</identificatie><omschrijving>Aanvraag</omschrijving><toelichting>Met spoed &amp; liefst vandaag</toelichting>
    <kenmerk><kenmerk>OF-1</kenmerk><bron>Open Formulieren</bron></kenmerk>
    <kenmerk><kenmerk>OF-1</kenmerk><bron>Open Formulieren</bron></kenmerk>
    <startdatum>20261015</startdatum><registratiedatum>20261016</registratiedatum><publicatiedatum>20261017</publicatiedatum>
    <einddatumGepland>20261210</einddatumGepland><uiterlijkeEinddatum>20261211</uiterlijkeEinddatum>
    <opschorting><indicatie>N</indicatie><reden>reden</reden></opschorting><verlenging><duur>123</duur><reden>drukte</reden></verlenging>
    <betalingsIndicatie>(Nog) niet</betalingsIndicatie><laatsteBetaaldatum>20261015093000</laatsteBetaaldatum>
    <archiefnominatie>J</archiefnominatie><datumVernietigingDossier>20361015</datumVernietigingDossier>
    <zaakniveau>1</zaakniveau><deelzakenIndicatie>N</deelzakenIndicatie>
    <isVan><gerelateerde><omschrijving>Parkeervergunning bewoner</omschrijving><code>B0123</code></gerelateerde></isVan>)";

TEST_F(ZaakTest, CarriesEveryFieldOver) {
    const json made = zgw("zaak", object(kFull));
    EXPECT_EQ(made, json::parse(R"({
        "identificatie": "VBS-2026-1", "omschrijving": "Aanvraag", "toelichting": "Met spoed & liefst vandaag",
        "bronorganisatie": "001005650", "verantwoordelijkeOrganisatie": "001005650",
        "zaaktype": "https://zgw.example/catalogi/api/v1/zaaktype/1",
        "startdatum": "2026-10-15", "registratiedatum": "2026-10-16", "publicatiedatum": "2026-10-17",
        "einddatumGepland": "2026-12-10", "uiterlijkeEinddatumAfdoening": "2026-12-11",
        "betalingsindicatie": "nog_niet", "laatsteBetaaldatum": "2026-10-15T09:30:00+02:00",
        "archiefnominatie": "vernietigen", "archiefactiedatum": "2036-10-15",
        "opschorting": { "indicatie": false, "reden": "reden" }, "verlenging": { "reden": "drukte", "duur": "P123D" },
        "kenmerken": [ { "kenmerk": "OF-1", "bron": "Open Formulieren" }, { "kenmerk": "OF-1", "bron": "Open Formulieren" } ] })"));
    EXPECT_EQ(rounds_, 2);  // one round of look-ups
}

// The law of the two-way rules: what has an unconditional rule comes back as it was sent.
TEST_F(ZaakTest, ComesBackLeafByLeaf) {
    const json made = zgw("zaak", object(kFull));
    scope_["zaak"] = made;
    const xml::Node back = to_stuf("zaak", made, "object");
    const xml::Element sent = documents_.back()->root();
    std::map<std::string, std::vector<std::string>> expected;
    const std::function<void(xml::Element, const std::string&)> collect = [&](xml::Element at,
                                                                              const std::string& path) {
        for (const xml::Element child : at.children()) {
            const std::string here =
                path.empty() ? std::string(child.local()) : path + "/" + std::string(child.local());
            if (child.has_children()) {
                collect(child, here);
            } else {
                expected[here].push_back(std::string(child.text()));
            }
        }
    };
    collect(sent, "");
    EXPECT_EQ(leaves(back), expected);
}

TEST_F(ZaakTest, InventsNothingOnTheWayBack) {
    const xml::Node back =
        to_stuf("zaak", json::parse(R"({"identificatie":"Z1","omschrijving":"","archiefnominatie":null,
        "betalingsindicatie":"","kenmerken":[],"verlenging":null,"opschorting":{"indicatie":false,"reden":""},"einddatum":null})"),
                "object");
    EXPECT_EQ(back.child("archiefnominatie"), nullptr);
    EXPECT_EQ(back.child("betalingsIndicatie"), nullptr);
    EXPECT_EQ(back.child("einddatum"), nullptr);
    EXPECT_EQ(back.child("verlenging"), nullptr);
    EXPECT_EQ(back.child("kenmerk"), nullptr);
    EXPECT_EQ(leaf(back, "opschorting/indicatie"), "N");
    EXPECT_EQ(leaf(back, "opschorting/reden/@noValue"), "geenWaarde");  // both members are required in StUF
}

TEST_F(ZaakTest, GivesBackOnlyDurationsThatAreDays) {
    const xml::Node back =
        to_stuf("zaak", json::parse(R"({"identificatie":"Z1","verlenging":{"reden":"drukte","duur":"P1M"}})"),
                "object");
    EXPECT_EQ(leaf(back, "verlenging/duur"), "");
    EXPECT_EQ(leaf(back, "verlenging/duur/@noValue"), "geenWaarde");
    ASSERT_NE(trace_.about("verlenging/duur", Outcome::kDropped), nullptr);
}

TEST_F(ZaakTest, AsksOnlyForNumberAndType) {
    EXPECT_EQ(zaak("").at("startdatum"), "2026-10-15");  // T45: today
    ASSERT_NE(trace_.about("startdatum", Outcome::kDefaulted), nullptr);
    const auto without_number =
        to_zgw("zaak", parse(object("<isVan><gerelateerde><code>B0123</code></gerelateerde></isVan>")));
    ASSERT_FALSE(without_number.ok());
    EXPECT_EQ(without_number.problem().kind, Problem::Kind::kMissingValue);
    EXPECT_NE(without_number.problem().sender_text.find("object/identificatie"), std::string::npos);
    EXPECT_NE(without_number.problem().source.find("entities/zaak.json:"), std::string::npos);
    const auto without_type = to_zgw("zaak", parse(object("<identificatie>Z1</identificatie><isVan/>")));
    ASSERT_FALSE(without_type.ok());
    EXPECT_EQ(without_type.problem().kind, Problem::Kind::kMissingValue);
}

TEST_F(ZaakTest, FindsTheZaaktypeAtTheStatusWhenItStandsNowhereElse) {
    const std::string status =
        "<heeft><gerelateerde><zkt.code>B0123</zkt.code><omschrijving>Ontvangen</omschrijving></gerelateerde>"
        "</heeft>";
    for (const std::string& is_van : {std::string(), "<isVan" + std::string(kNil) + "/>"}) {
        const json made = zgw("zaak", object("<identificatie>Z1</identificatie>" + is_van + status));
        EXPECT_EQ(made.value("zaaktype", ""), "https://zgw.example/catalogi/api/v1/zaaktype/1") << is_van;
    }
    catalogue_.remove("zaaktype");
    const auto own = to_zgw("zaak", parse(object("<identificatie>Z1</identificatie><isVan><gerelateerde>"
                                                 "<code>B9</code></gerelateerde></isVan>" +
                                                 status)));
    ASSERT_FALSE(own.ok());
    EXPECT_NE(own.problem().sender_text.find("B9"), std::string::npos) << "the code of isVan goes first";
}

TEST_F(ZaakTest, NamesTheUnknownZaaktype) {
    catalogue_.remove("zaaktype");
    const auto made =
        to_zgw("zaak", parse(object("<identificatie>Z1</identificatie><isVan><gerelateerde><code>B9</code>"
                                    "</gerelateerde></isVan>")));
    ASSERT_FALSE(made.ok());
    EXPECT_EQ(made.problem().kind, Problem::Kind::kUnknownType);
    EXPECT_NE(made.problem().sender_text.find("'B9'"), std::string::npos);
}

TEST_F(ZaakTest, TreatsAllFormsOfEmptyAlikeWhenCreating) {
    const json made = zaak(
        "<toelichting" + std::string(kNil) + "/><omschrijving xsi:nil=\"true\"/><publicatiedatum/>" +
        "<uiterlijkeEinddatum StUF:noValue=\"waardeOnbekend\"/><einddatumGepland " +
        "StUF:noValue=\"geenWaarde\">20261210</einddatumGepland><registratiedatum>\n</registratiedatum>");
    for (const char* const absent : {"toelichting", "omschrijving", "publicatiedatum",
                                     "uiterlijkeEinddatumAfdoening", "registratiedatum"})
        EXPECT_FALSE(made.contains(absent)) << absent;
    EXPECT_EQ(made.at("einddatumGepland"), "2026-12-10");  // a value beside a noValue counts
}

TEST_F(ZaakTest, ClearsOnlyWhatIsKnownToBeEmptyWhenChanging) {
    creating_ = false;
    const json made =
        zgw("zaak", object("<toelichting" + std::string(kNil) + "/><publicatiedatum" + kNil +
                           "/><omschrijving StUF:noValue=\"waardeOnbekend\" xsi:nil=\"true\"/><startdatum/>"
                           "<verlenging" +
                           kNil + "/>"));
    EXPECT_EQ(made, json::parse(R"({"toelichting":"","publicatiedatum":null,"verlenging":null})"));
    ASSERT_NE(trace_.about("toelichting", Outcome::kCleared), nullptr);
}

TEST_F(ZaakTest, CutsTextsAndSaysSo) {
    const std::string accented = [] {
        std::string text;
        for (int count = 0; count < 90; ++count)
            text += "é";
        return text;
    }();
    const json made = zaak("<omschrijving>" + accented + "</omschrijving>");
    EXPECT_EQ(made.at("omschrijving").get<std::string>(),
              accented.substr(0, 160));  // 80 characters of two bytes
    const auto* const entry = trace_.about("omschrijving", Outcome::kTruncated);
    ASSERT_NE(entry, nullptr);
    EXPECT_NE(entry->reason.find("80"), std::string::npos);
}

TEST_F(ZaakTest, LeavesOutWhatIsIncompleteOrStrange) {
    const json made = zaak(
        "<verlenging><reden/><duur>0</duur></verlenging><opschorting><indicatie>J</indicatie></opschorting>"
        "<kenmerk><kenmerk>alleen</kenmerk></kenmerk><publicatiedatum>20261332</publicatiedatum>"
        "<betalingsIndicatie>Ooit</betalingsIndicatie><archiefnominatie>X</archiefnominatie>");
    for (const char* const absent : {"verlenging", "opschorting", "kenmerken", "publicatiedatum",
                                     "betalingsindicatie", "archiefnominatie"})
        EXPECT_FALSE(made.contains(absent)) << absent;
    for (const char* const dropped :
         {"opschorting", "kenmerk", "publicatiedatum", "betalingsIndicatie", "archiefnominatie"})
        EXPECT_NE(trace_.about(dropped, Outcome::kDropped), nullptr) << dropped;
}

TEST_F(ZaakTest, SendsNoPaymentDateWhenNothingIsPaid) {
    const json made = zaak(
        "<betalingsIndicatie>N.v.t.</betalingsIndicatie><laatsteBetaaldatum>20261015</laatsteBetaaldatum>");
    EXPECT_EQ(made.at("betalingsindicatie"), "nvt");
    EXPECT_FALSE(made.contains("laatsteBetaaldatum"));
}

TEST_F(ZaakTest, KeepsTheFirstReadableLocation) {
    const json made =
        zaak(R"(<anderZaakObject><omschrijving>x</omschrijving><lokatie><Sphere/></lokatie></anderZaakObject>
        <anderZaakObject><omschrijving>kaart</omschrijving><lokatie><Point srsName="EPSG:4326"><pos>4.9 52.3</pos></Point></lokatie>
        </anderZaakObject>)");
    EXPECT_EQ(made.at("zaakgeometrie"), json::parse(R"({"type":"Point","coordinates":[4.9,52.3]})"));
    EXPECT_NE(trace_.about("anderZaakObject/lokatie", Outcome::kDropped), nullptr);
}

TEST_F(ZaakTest, GivesALocationBackOnce) {
    const json zaak =
        json::parse(R"({"identificatie":"Z1","zaakgeometrie":{"type":"Point","coordinates":[4.9,52.3]}})");
    scope_["zaakobjecten"] = json::array({{{"objectType", "adres"}}});
    EXPECT_EQ(leaf(to_stuf("zaak", zaak, "object"), "anderZaakObject/lokatie/Point/pos"), "4.9 52.3");
    scope_["zaakobjecten"].push_back({{"objectType", "overige"}, {"objectTypeOverige", "ander_zaakobject"}});
    EXPECT_EQ(to_stuf("zaak", zaak, "object").child("anderZaakObject"), nullptr);
}

TEST_F(ZaakTest, DerivesLevelAndPartsFromRelations) {
    scope_["zaak"] = {{"hoofdzaak", "https://zgw.example/zaken/9"},
                      {"deelzaken", {"https://zgw.example/zaken/8"}}};
    const xml::Node back = to_stuf("zaak", {{"identificatie", "Z1"}}, "object");
    EXPECT_EQ(leaf(back, "zaakniveau"), "2");
    EXPECT_EQ(leaf(back, "deelzakenIndicatie"), "J");
}

TEST_F(ZaakTest, NamesRelatedZaken) {
    const xml::Node back = to_stuf("zaak", json::parse(R"({"identificatie":"Z1","relevanteAndereZaken":[
            {"url":"https://zgw.example/catalogi/api/v1/zaak/1","aardRelatie":"onderwerp"},{"url":"https://zgw.example/weg","aardRelatie":"vervolg"}]})"),
                                   "object");
    EXPECT_EQ(leaves(back)["heeftBetrekkingOpAndere/gerelateerde/identificatie"],
              std::vector<std::string>{"ZAAK-2"});
    EXPECT_EQ(leaf(back, "heeftBetrekkingOpAndere/gerelateerde/omschrijving"), "Andere zaak");
}

TEST_F(ZaakTest, AnswersOnlyWhatWasAskedAndSaysWhatIsEmpty) {
    in_scope_ = [](std::string_view path) {
        return path == "identificatie" || path == "toelichting" || path.starts_with("verlenging");
    };
    const xml::Node back = to_stuf(
        "zaak", json::parse(R"({"identificatie":"Z1","omschrijving":"niet gevraagd","toelichting":""})"),
        "object");
    EXPECT_EQ(leaf(back, "identificatie"), "Z1");
    EXPECT_EQ(back.child("omschrijving"), nullptr);
    EXPECT_EQ(leaf(back, "toelichting/@noValue"), "geenWaarde");
    EXPECT_EQ(back.child("verlenging"), nullptr);
}

TEST_F(ZaakTest, TracesEveryValueWithItsRule) {
    zaak(
        "<omschrijving>Aanvraag</omschrijving><tijdvakGeldigheid><beginGeldigheid>2026</beginGeldigheid></"
        "tijdvakGeldigheid>");
    const auto* const entry = trace_.about("object/omschrijving", Outcome::kTranslated);
    ASSERT_NE(entry, nullptr);
    EXPECT_EQ(entry->from, "Aanvraag");
    EXPECT_EQ(entry->to, "Aanvraag");
    EXPECT_EQ(entry->zgw, "zaken:Zaak omschrijving");
    EXPECT_TRUE(entry->rule.starts_with("entities/zaak.json:")) << entry->rule;
    const auto* const ignored = trace_.about("tijdvakGeldigheid", Outcome::kIgnored);
    ASSERT_NE(ignored, nullptr);
    EXPECT_FALSE(ignored->reason.empty());
}

}  // namespace
}  // namespace veerpont::test
