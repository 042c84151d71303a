// The scenario for a zaaksysteem of the official test set of ZDS 1.1, in its order, and the cases that must
// fail from its draft: as the platform sends them, in one run against one bridge with one register.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include <nlohmann/json.hpp>

#include "tests/cli/running_bridge.h"
#include "tests/cli/stuf_parts.h"

namespace veerpont::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using Json = nlohmann::json;

constexpr const char* kPlatform = "STP";

class ProviderScenario : public ::testing::Test {
  protected:
    // The platform holds its consumers to the letter of the standard.
    ProviderScenario()
        : bridge_([](settings::Settings& settings) {
              settings::Sender platform;
              platform.name = "testplatform";
              platform.applicatie = kPlatform;
              platform.client_profile = "haarlem";
              settings.senders.push_back(platform);
          }) {}

    static From platform() { return {.applicatie = kPlatform}; }
    Answered sends(const std::string& endpoint, const std::string& action, const std::string& message,
                   const std::string& berichtcode) {
        Answered answer = bridge_.post(endpoint, message, {{"SOAPAction", kActions + action}});
        EXPECT_EQ(answer.berichtcode(), berichtcode) << action << ": " << answer.text << bridge_.log();
        EXPECT_EQ(answer.status, berichtcode.starts_with("Fo") ? 500 : 200) << action;
        return answer;
    }
    static std::string number_message(const std::string& root, const From& from = platform()) {
        return free_message(root + "_Di02",
                            root == "genereerZaakIdentificatie" ? "genereerZaakidentificatie"
                                                                : "genereerDocumentidentificatie",
                            "", from);
    }
    std::string number(const std::string& root, const std::string& part) {
        const Answered answer = sends("VrijBericht", root + "_Di02", number_message(root), "Du02");
        const std::string made = answer.at(part + "/identificatie");
        EXPECT_NE(made, "") << answer.text;
        EXPECT_LE(made.size(), 40U);
        return made;
    }
    Json zaak(const std::string& identificatie) {
        const Json found = bridge_.view.zaken(identificatie);
        EXPECT_EQ(found.size(), 1U) << identificatie;
        return found.size() == 1 ? found[0] : Json::object();
    }
    Json document(const std::string& identificatie) {
        const Json found = bridge_.view.all(zgw::Api::kDocumenten, "/enkelvoudiginformatieobjecten",
                                            {{"identificatie", identificatie}});
        EXPECT_EQ(found.size(), 1U) << identificatie;
        return found.size() == 1 ? found[0] : Json::object();
    }
    std::size_t statussen(const std::string& zaak_url) {
        return bridge_.view.all(zgw::Api::kZaken, "/statussen", {{"zaak", zaak_url}}).size();
    }

    RunningBridge bridge_;
};

TEST_F(ProviderScenario, P1ToP13AndN1ToN8) {
    // P1: two numbers. N1: the same message once more is refused, and no number is given.
    const std::string zaak1 = number("genereerZaakIdentificatie", "zaak");
    const std::string zaak2 = number("genereerZaakIdentificatie", "zaak");
    EXPECT_NE(zaak1, zaak2);
    const std::string again = number_message("genereerZaakIdentificatie");
    sends("VrijBericht", "genereerZaakIdentificatie_Di02", again, "Du02");
    const Answered handled = sends("VrijBericht", "genereerZaakIdentificatie_Di02", again, "Fo02");
    EXPECT_EQ(handled.fault("code"), "StUF016");
    EXPECT_EQ(handled.text.find("<ZKN:identificatie>"), std::string::npos);

    // P2, N2: two zaken, the minimal and a fuller variant.
    sends("OntvangAsynchroon", "creeerZaak_Lk01", new_zaak(zaak1, "", platform()), "Bv03");
    const std::string initiator =
        zkn("heeftAlsInitiator",
            zkn("gerelateerde", zkn("natuurlijkPersoon",
                                    bg("inp.bsn", "999993653") + bg("geslachtsnaam", "Vries"), marks("NPS"))),
            marks("ZAKBTRINI"));
    sends("OntvangAsynchroon", "creeerZaak_Lk01",
          new_zaak(zaak2,
                   initiator + heeft(zkn("volgnummer", "1") + zkn("omschrijving", "Ontvangen"),
                                     stuf_date(system_clock().now())),
                   platform()),
          "Bv03");
    EXPECT_EQ(zaak(zaak1).value("omschrijving", ""), "Aanvraag parkeervergunning");
    const std::string url2 = zaak(zaak2).value("url", "");
    EXPECT_EQ(bridge_.view.all(zgw::Api::kZaken, "/rollen", {{"zaak", url2}}).size(), 1U);
    // N3: a number that is in use, with the same and with other content.
    for (const std::string& content : {std::string(), zkn("toelichting", "Een andere zaak")}) {
        const Answered used =
            sends("OntvangAsynchroon", "creeerZaak_Lk01", new_zaak(zaak1, content, platform()), "Fo03");
        EXPECT_EQ(used.fault("code"), "StUF058");
        EXPECT_THAT(used.fault("details"), HasSubstr(zaak1));
    }
    EXPECT_EQ(zaak(zaak1).value("toelichting", ""), "");

    // P3, P4: two documents, each with a zaak.
    const std::string document1 = number("genereerDocumentIdentificatie", "document");
    const std::string document2 = number("genereerDocumentIdentificatie", "document");
    EXPECT_NE(document1, document2);
    for (const auto& [paper, of] : {std::pair{document1, zaak1}, {document2, zaak2}}) {
        sends("OntvangAsynchroon", "voegZaakdocumentToe_Lk01", new_document(paper, of, "", platform()),
              "Bv03");
        EXPECT_EQ(document(paper).value("bestandsomvang", 0), 12);
    }

    // P5: the list of zaak 1.
    const Answered list =
        sends("BeantwoordVraag", "geefLijstZaakdocumenten_Lv01",
              question("zakLv01", zaak1,
                       zkn("heeftRelevant", zkn("gerelateerde", zkn("identificatie", ""), marks("EDC", "")),
                           marks("ZAKEDC", "")),
                       platform()),
              "La01");
    EXPECT_EQ(list.at("antwoord/object/heeftRelevant/gerelateerde/identificatie"), document1) << list.text;
    EXPECT_EQ(list.text.find(document2), std::string::npos);

    // P6, P7, N5: zaak 1 is changed, and read as it is then.
    sends("OntvangAsynchroon", "updateZaak_Lk01",
          kennisgeving("zakLk01", "W",
                       zak_object(zaak1, zkn("omschrijving", "Aanvraag parkeervergunning")) +
                           zak_object(zaak1, zkn("omschrijving", "Aanvraag van een bewoner") +
                                                 zkn("toelichting", "Aangevuld") +
                                                 zkn("kenmerk", zkn("kenmerk", "K-1") + zkn("bron", "STP"))),
                       platform()),
          "Bv03");
    EXPECT_EQ(zaak(zaak1)["omschrijving"], "Aanvraag van een bewoner");
    sends("OntvangAsynchroon", "updateZaak_Lk01",
          changed_zaak(zaak1, zkn("toelichting", "Nog eens aangevuld"), platform()), "Bv03");
    const Answered details =
        sends("BeantwoordVraag", "geefZaakdetails_Lv01",
              question("zakLv01", zaak1,
                       zkn("omschrijving", "") + zkn("toelichting", "") + zkn("kenmerk", ""), platform()),
              "La01");
    EXPECT_EQ(details.at("antwoord/object/omschrijving"), "Aanvraag van een bewoner") << details.text;
    EXPECT_EQ(details.at("antwoord/object/toelichting"), "Nog eens aangevuld");
    EXPECT_EQ(details.at("antwoord/object/kenmerk/kenmerk"), "K-1");
    const Answered nowhere = sends("OntvangAsynchroon", "updateZaak_Lk01",
                                   changed_zaak("1900-WEG", zkn("toelichting", "x"), platform()), "Fo03");
    EXPECT_THAT(nowhere.fault("details"), StartsWith("De zaak is niet gevonden."));

    // P8: both are checked out. N7: a second time is an error, and the lock stays what it was.
    const auto check_out = [&](const std::string& paper, const std::string& berichtcode) {
        return sends("VrijBericht", "geefZaakdocumentbewerken_Di02", check_out_of(paper, platform()),
                     berichtcode);
    };
    const std::string lock1 = check_out(document1, "Du02").at("parameters/checkedOutId");
    const std::string lock2 = check_out(document2, "Du02").at("parameters/checkedOutId");
    EXPECT_NE(lock1, "");
    EXPECT_EQ(document(document1)["locked"], true);
    EXPECT_EQ(check_out(document1, "Fo02").fault("code"), "StUF058");

    // P9, P10: document 2 comes in changed, and is read. The sheet says Bv03, the WSDL Bv02.
    sends("VrijBericht", "updateZaakdocument_Di02",
          check_in_of(document2, lock2,
                      zkn("titel", "Brief, herzien") +
                          zkn("inhoud", "TmlldXdlIGluaG91ZA==", "StUF:bestandsnaam=\"herzien.txt\""),
                      platform()),
          "Bv02");
    EXPECT_EQ(document(document2)["locked"], false);
    const Answered read =
        sends("BeantwoordVraag", "geefZaakdocumentLezen_Lv01",
              question("edcLv01", document2, zkn("titel", "") + zkn("inhoud", ""), platform()), "La01");
    EXPECT_EQ(read.at("antwoord/object/titel"), "Brief, herzien") << read.text;
    EXPECT_THAT(read.text, HasSubstr(">TmlldXdlIGluaG91ZA==<"));

    // P11, P12: zaak 2 gets another status, which is then its status.
    sends("OntvangAsynchroon", "actualiseerZaakstatus_Lk01",
          changed_zaak(zaak2,
                       heeft(zkn("volgnummer", "2") + zkn("omschrijving", "In behandeling"),
                             stuf_timestamp(system_clock().now())),
                       platform()),
          "Bv03");
    EXPECT_EQ(statussen(url2), 2U);
    const Answered status = sends(
        "BeantwoordVraag", "geefZaakstatus_Lv01",
        replace_all(
            question(
                "zakLv01", zaak2,
                zkn("heeft",
                    zkn("gerelateerde", zkn("volgnummer", "") + zkn("omschrijving", ""), marks("STT", "")) +
                        zkn("datumStatusGezet", ""),
                    marks("ZAKSTT", "")),
                platform()),
            "</ZKN:identificatie></ZKN:gelijk>",
            "</ZKN:identificatie>" + zkn("heeft", zkn("indicatieLaatsteStatus", "J"), marks("ZAKSTT", "")) +
                "</ZKN:gelijk>"),
        "La01");
    EXPECT_EQ(status.at("antwoord/object/heeft/gerelateerde/omschrijving"), "In behandeling") << status.text;

    // P13: document 1 is given back unchanged.
    sends("VrijBericht", "cancelCheckout_Di02", cancel_of(document1, lock1, platform()), "Bv02");
    EXPECT_EQ(document(document1)["locked"], false);
    EXPECT_EQ(document(document1)["versie"], 1);

    // N4, N5, N6: what nobody knows. For a kennisgeving the draft says Fo02, which StUF does not allow: Fo03.
    const Answered unknown =
        sends("BeantwoordVraag", "geefZaakdetails_Lv01",
              question("zakLv01", "1900-WEG", zkn("omschrijving", ""), platform()), "Fo02");
    EXPECT_EQ(unknown.fault("code"), "StUF064");
    const Answered lost =
        sends("OntvangAsynchroon", "actualiseerZaakstatus_Lk01",
              changed_zaak("1900-WEG", heeft(zkn("omschrijving", "In behandeling")), platform()), "Fo03");
    EXPECT_THAT(lost.fault("details"), StartsWith("De zaak is niet gevonden."));
    // N8: the chain of documents is P3 to P13.
}

}  // namespace
}  // namespace veerpont::test
