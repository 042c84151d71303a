// A sender of ZDS 1.2: the same services under other roots, in another namespace, with stricter schemas.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bridge/cli/demo_catalogue.h"
#include "bridge/xml/names.h"
#include "tests/cli/answers.h"
#include "tests/cli/running_bridge.h"

namespace veerpont::test {
namespace {

// A message of ZDS 1.1 as a sender of ZDS 1.2 writes it: another root in another namespace; in free messages
// stuurgegevens too, in all others everything below the root stays ZKN (zds-standard 1.3).
std::string as_zds12(std::string message, const std::string& from, const std::string& to) {
    message = replace_all(std::move(message), "ZKN:" + from + ">", "ZDS:" + to + ">");
    if (from.ends_with("_Di02"))
        message = replace_all(std::move(message), "ZKN:stuurgegevens", "ZDS:stuurgegevens");
    return replace_all(std::move(message),
                       "xmlns:ZKN=", "xmlns:ZDS=\"" + std::string(xml::kZds12) + "\" xmlns:ZKN=");
}

class Zds12Test : public ::testing::Test {
  public:
    static void SetUpTestSuite() {
        running_ = std::make_unique<RunningBridge>();
        const auto file = running_->folder.write("catalogus.json", rich_catalogue().dump());
        const auto seeded = cli::seed_demo_catalogue(running_->view.api(), file);
        ASSERT_TRUE(seeded.ok()) << seeded.problem().log_text;
        standards_.emplace_back("our own", std::make_unique<Validator>("wsdl/zds-1.2/berichten.xsd"));
        const auto official = official_schemas("zds-1.2/zds0120_msg_zs-dms_resolved2017.xsd");
        if (std::filesystem::exists(official))
            standards_.emplace_back("official", std::make_unique<Validator>(official));
    }
    static void TearDownTestSuite() {
        standards_.clear();
        running_.reset();
    }

  protected:
    static RunningBridge& bridge() { return *running_; }
    static void expect_valid(const std::string& message) {
        for (const auto& [name, validator] : standards_) {
            EXPECT_THAT(validator->findings(message), ::testing::IsEmpty()) << name << " schemas\n"
                                                                            << message;
        }
    }
    // The answer, which is valid and of this kind.
    static Answered answered(const std::string& endpoint, const std::string& message,
                             const std::string& berichtcode) {
        Answered answer = bridge().post(endpoint, message);
        EXPECT_EQ(answer.berichtcode(), berichtcode) << answer.text << bridge().log();
        expect_valid(answer.text);
        return answer;
    }
    static std::string zaak(const std::string& identificatie) {
        return as_zds12(surfaces_only(demo_message("2-zaak.xml", {{"ZAAK", identificatie}})), "zakLk01",
                        "creeerZaak_ZakLk01");
    }
    static Answered details(const std::string& identificatie) {
        return answered("BeantwoordVraag",
                        as_zds12(demo_message("5-zaakdetails.xml", {{"ZAAK", identificatie}}), "zakLv01",
                                 "geefZaakdetails_ZakLv01"),
                        "La01");
    }
    static Answered documents(const std::string& zaak) {
        return answered("BeantwoordVraag",
                        as_zds12(demo_message("6-documentenlijst.xml", {{"ZAAK", zaak}}), "zakLv01",
                                 "geefLijstZaakdocumenten_ZakLv01"),
                        "La01");
    }
    static std::string document(const std::string& identificatie, const std::string& zaak) {
        return as_zds12(demo_message("4-document.xml", {{"DOCUMENT", identificatie}, {"ZAAK", zaak}}),
                        "edcLk01", "voegZaakdocumentToe_EdcLk01");
    }
    static Answered read(const std::string& document) {
        return answered("BeantwoordVraag",
                        as_zds12(demo_message("7-document-lezen.xml", {{"DOCUMENT", document}}), "edcLv01",
                                 "geefZaakdocumentLezen_EdcLv01"),
                        "La01");
    }

    static std::unique_ptr<RunningBridge> running_;
    static std::vector<std::pair<std::string, std::unique_ptr<Validator>>> standards_;
};

std::unique_ptr<RunningBridge> Zds12Test::running_;
std::vector<std::pair<std::string, std::unique_ptr<Validator>>> Zds12Test::standards_;

TEST_F(Zds12Test, NumbersComeInTheNamespaceOfTheQuestion) {
    const std::vector<std::array<std::string, 3>> services = {
        {"1-zaaknummer.xml", "genereerZaakIdentificatie", "zaak"},
        {"3-documentnummer.xml", "genereerDocumentIdentificatie", "document"}};
    for (const auto& [file, service, part] : services) {
        const std::string root = service + "_Di02";
        const Answered answer = answered("VrijBericht", as_zds12(demo_message(file, {}), root, root), "Du02");
        const xml::Element body = answer.envelope->body;
        EXPECT_EQ(body.local(), service + "_Du02");
        EXPECT_EQ(body.ns(), xml::kZds12);
        EXPECT_EQ(body.child("stuurgegevens").ns(), xml::kZds12);
        EXPECT_EQ(body.child(part).ns(), xml::kZds12);
        EXPECT_EQ(body.child(part).child("identificatie").ns(), xml::kZkn);
        EXPECT_NE(answer.at(part + "/identificatie"), "") << answer.text;
    }
}

TEST_F(Zds12Test, T17_AZaakAndItsDocumentGoInAndComeBack) {
    const std::string number = new_identificatie(), paper = new_identificatie();
    EXPECT_EQ(answered("OntvangAsynchroon", zaak(number), "Bv03").root(), "Bv03Bericht");

    const Answered without = documents(number);
    const xml::Element none = without.envelope->body.find("antwoord/object/heeftRelevant");
    ASSERT_TRUE(none) << without.text;
    EXPECT_TRUE(none.nil());
    EXPECT_EQ(none.attribute("noValue"), "geenWaarde");

    answered("OntvangAsynchroon", document(paper, number), "Bv03");
    const Answered list = documents(number);
    EXPECT_EQ(list.root(), "geefLijstZaakdocumenten_ZakLa01");
    EXPECT_EQ(list.envelope->body.ns(), xml::kZds12);
    EXPECT_EQ(list.envelope->body.child("antwoord").ns(), xml::kZkn);
    EXPECT_EQ(list.at("antwoord/object/heeftRelevant/gerelateerde/identificatie"), paper);

    const Answered zaak = details(number);
    EXPECT_EQ(zaak.root(), "geefZaakdetails_ZakLa01");
    EXPECT_EQ(zaak.envelope->body.ns(), xml::kZds12);
    EXPECT_EQ(zaak.at("antwoord/object/identificatie"), number);
    EXPECT_EQ(zaak.at("antwoord/object/isVan/gerelateerde/code"), "DEMO-PARK");

    const Answered content = read(paper);
    EXPECT_EQ(content.root(), "geefZaakdocumentLezen_EdcLa01");
    EXPECT_EQ(content.envelope->body.ns(), xml::kZds12);
    EXPECT_EQ(content.envelope->body.find("antwoord/object/inhoud").attribute("bestandsnaam"),
              "aanvraag.pdf");
    EXPECT_TRUE(content.text.find("JVBERi0xLjQK") != std::string::npos);
    EXPECT_EQ(content.at("antwoord/object/isRelevantVoor/gerelateerde/identificatie"), number);
}

TEST_F(Zds12Test, ADocumentWithoutContentIsAnsweredWithAnEmptyOne) {
    const std::string number = new_identificatie(), paper = new_identificatie();
    answered("OntvangAsynchroon", zaak(number), "Bv03");
    std::string message = document(paper, number);
    const std::size_t from = message.find("<ZKN:inhoud"), to = message.find("</ZKN:inhoud>");
    message.erase(from, to + std::string("</ZKN:inhoud>").size() - from);
    answered("OntvangAsynchroon", message, "Bv03");
    const Answered content = read(paper);
    const xml::Element empty = content.envelope->body.find("antwoord/object/inhoud");
    ASSERT_TRUE(empty) << content.text;
    EXPECT_NE(empty.attribute("bestandsnaam"), "");
    EXPECT_EQ(empty.text(), "");
}

TEST_F(Zds12Test, TheLastStatusIsGivenWithEverythingThatTheSchemaDemands) {
    const std::string number = new_identificatie();
    answered("OntvangAsynchroon", zaak(number), "Bv03");
    const Answered answer = answered(
        "BeantwoordVraag", as_zds12(status_question(number), "zakLv01", "geefZaakstatus_ZakLv01"), "La01");
    EXPECT_EQ(answer.root(), "geefZaakstatus_ZakLa01");
    EXPECT_EQ(answer.envelope->body.ns(), xml::kZds12);
    EXPECT_EQ(answer.at("antwoord/object/identificatie"), number);
    EXPECT_EQ(answer.at("antwoord/object/heeft/indicatieLaatsteStatus"), "J");
    EXPECT_NE(answer.at("antwoord/object/heeft/gerelateerde/zkt.omschrijving"), "");
    EXPECT_NE(answer.at("antwoord/object/heeft/gerelateerde/omschrijving"), "");
}

TEST_F(Zds12Test, APlaceholderDocumentIsMadeWithoutContent) {
    const std::string number = new_identificatie(), paper = new_identificatie();
    answered("OntvangAsynchroon", zaak(number), "Bv03");
    std::string message = replace_all(document(paper, number), "voegZaakdocumentToe_", "maakZaakdocument_");
    const std::size_t from = message.find("<ZKN:inhoud"), to = message.find("</ZKN:inhoud>");
    message.erase(from, to + std::string("</ZKN:inhoud>").size() - from);
    answered("OntvangAsynchroon", message, "Bv03");
    EXPECT_EQ(documents(number).at("antwoord/object/heeftRelevant/gerelateerde/identificatie"), paper);
}

TEST_F(Zds12Test, GivesBackWhatTheZaakWithEverythingHolds) {
    const std::string number = new_identificatie();
    // Only a surface is a lokatie for the schema; a boundary comes back in degrees.
    const std::string message = as_zds12(rich_zaak(number), "zakLk01", "creeerZaak_ZakLk01");
    answered("OntvangAsynchroon", surfaces_only(message), "Bv03");
    const Answered answer = details(number);
    const xml::ReaderPool readers{xml::ReaderPool::Options{}};
    std::istringstream in(message);
    const auto sent = readers.read(in);
    ASSERT_TRUE(sent.ok());
    std::set<std::string> absent;
    for (const xml::Element child : (*sent)->root().find("Body/creeerZaak_ZakLk01/object").children())
        absent.merge(missing(child, answer.envelope->body.find("antwoord/object")));
    EXPECT_THAT(absent, ::testing::IsSubsetOf(not_given_back())) << answer.text;
}

TEST_F(Zds12Test, FailuresAreThoseOfTheirKind) {
    const std::string wrong = replace_all(zaak(new_identificatie()), "DEMO-PARK", "NIETS");
    EXPECT_EQ(answered("OntvangAsynchroon", wrong, "Fo03").fault("code"), "StUF058");
    // Nothing found: an answer without antwoord.
    EXPECT_EQ(details("1900-NIETS").at("antwoord/object/identificatie"), "");
    EXPECT_EQ(documents("1900-NIETS").at("antwoord/object/identificatie"), "");
    EXPECT_EQ(read("1900-NIETS").at("antwoord/object/identificatie"), "");
    // A service that 1.2 has and we do not (yet).
    answered("OntvangAsynchroon",
             as_zds12(demo_message("2-zaak.xml", {{"ZAAK", new_identificatie()}}), "zakLk01",
                      "updateZaak_ZakLk01"),
             "Fo03");
}

// Senders who write the new root in the old namespace are understood, and answered as 1.2.
TEST_F(Zds12Test, TheNewRootInTheOldNamespaceIsUnderstood) {
    const std::string number = new_identificatie();
    const Answered created =
        bridge().post("OntvangAsynchroon", replace_all(zaak(number), "ZDS:creeerZaak", "ZKN:creeerZaak"));
    EXPECT_EQ(created.berichtcode(), "Bv03") << created.text;
    EXPECT_EQ(details(number).at("antwoord/object/identificatie"), number);
}

}  // namespace
}  // namespace veerpont::test
