// Scopes and selections as real senders write them: T82 to T87 of client-tolerance, for the questions about one
// zaak or document.
#include "tests/server/zaak_bridge.h"

namespace veerpont::test {
namespace {

using ::testing::HasSubstr;

class QuestionTolerance : public ZaakBridge {
  protected:
    static std::string zaak_with(const std::string& content) {
        const std::string number = new_identificatie();
        done(zaak_of(number, content), "zaak");
        return number;
    }
    static Answered details(const std::string& message) { return sends(message, "geefZaakdetails_Lv01"); }
};

TEST_F(QuestionTolerance, T82_PresenceInAScopeIsAsking) {
    const std::string number =
        zaak_with(zkn("toelichting", "Ja") + initiator(person(bg("inp.bsn", "999993653"))));
    for (const std::string& asked : {zkn("toelichting", ""), zkn("toelichting", "?"), nil("toelichting"),
                                     zkn("toelichting", "", "StUF:entiteittype=\"FOUT\"")}) {
        const Answered answer = details(question("zakLv01", number, asked));
        EXPECT_EQ(answer.at("antwoord/object/toelichting"), "Ja") << asked;
        EXPECT_FALSE(answer.envelope->body.find("antwoord/object/heeftAlsInitiator")) << asked;
    }
    const std::string one = question("zakLv01", number, zkn("toelichting", ""));
    for (const std::string all : {"alles", "kerngegevens", "allesZonderMetagegevens",
                                  "allesZonderMetagegevensMaarKerngegevensGerelateerden"}) {
        const Answered answer =
            details(replace_all(one, zkn("object", zkn("toelichting", ""), marks("ZAK", "")),
                                "<ZKN:object StUF:entiteittype=\"ZAK\" StUF:scope=\"" + all + "\"/>"));
        EXPECT_EQ(answer.at("antwoord/object/toelichting"), "Ja") << all;
        EXPECT_EQ(answer.at("antwoord/object/heeftAlsInitiator/gerelateerde/natuurlijkPersoon/inp.bsn"),
                  "999993653")
            << all;
    }
}

TEST_F(QuestionTolerance, T83_T84_ADocumentAndAListNameWhatEverySenderReads) {
    const std::string number = zaak_with(""), paper = new_identificatie();
    done(document_of(paper, number), "document");
    const Answered read = sends(question("edcLv01", paper, zkn("isRelevantVoor", "")));
    EXPECT_THAT(read.text, HasSubstr(">SGFsbG8gd2VyZWxk</"));
    EXPECT_EQ(read.envelope->body.find("antwoord/object/inhoud").attribute("bestandsnaam"), "brief.txt");
    const Answered list =
        sends(question("zakLv01", number,
                       zkn("heeftRelevant", zkn("gerelateerde", zkn("titel", ""), marks("EDC", "")),
                           marks("ZAKEDC", ""))),
              "geefLijstZaakdocumenten_Lv01");
    for (const char* always : {"identificatie", "titel", "dct.omschrijving", "creatiedatum",
                               "vertrouwelijkAanduiding", "auteur"}) {
        EXPECT_NE(list.at(std::string("antwoord/object/heeftRelevant/gerelateerde/") + always), "") << always;
    }
}

TEST_F(QuestionTolerance, T85_T86_T87_OrderBlanksAndUnknownNumbers) {
    const std::string number = zaak_with("");
    const std::string one = question("zakLv01", number, zkn("omschrijving", ""));
    EXPECT_EQ(details(replace_all(one, ">0</StUF:sortering>", ">99</StUF:sortering>"))
                  .at("antwoord/object/identificatie"),
              number);
    EXPECT_EQ(details(question("zakLv01", "\n   " + number + "  ", zkn("omschrijving", "")))
                  .at("antwoord/object/identificatie"),
              number);
    for (const std::string& unknown :
         {number + "0", number.substr(0, number.size() - 1), std::string("1900")}) {
        const Answered answer = details(question("zakLv01", unknown, zkn("omschrijving", "")));
        EXPECT_EQ(answer.berichtcode(), "La01");
        EXPECT_FALSE(answer.envelope->body.child("antwoord")) << unknown;
    }
}

}  // namespace
}  // namespace veerpont::test
