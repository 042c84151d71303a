// Numbers, documents and questions.
#include <atomic>
#include <thread>

#include "tests/operations/operations_fixture.h"

namespace veerpont::operations {
namespace {

using Json = nlohmann::json;
using Fate = FakeRegister::Fate;

struct Document {
    std::string identificatie = "DOC-1";
    std::string referentie = "doc-ref-1";
    std::string titel = "Bijlage bij de aanvraag";
    std::vector<std::string> zaken{"ZAAK-1"};
    std::string relation_extra;
    std::string content = "SGFsbG8gd2VyZWxk";  // "Hallo wereld"

    std::string text() const {
        std::string relations;
        for (const std::string& zaak : zaken) {
            relations +=
                "<ZKN:isRelevantVoor StUF:entiteittype=\"EDCZAK\" "
                "StUF:verwerkingssoort=\"T\"><ZKN:gerelateerde "
                "StUF:entiteittype=\"ZAK\" StUF:verwerkingssoort=\"I\"><ZKN:identificatie>" +
                zaak + "</ZKN:identificatie></ZKN:gerelateerde>" + relation_extra + "</ZKN:isRelevantVoor>";
        }
        return envelope(
            "<ZKN:edcLk01>" +
            stuurgegevens("Lk01", referentie, "<StUF:entiteittype>EDC</StUF:entiteittype>") +
            "<ZKN:parameters><StUF:mutatiesoort>T</StUF:mutatiesoort></ZKN:parameters><ZKN:object "
            "StUF:entiteittype=\"EDC\" StUF:verwerkingssoort=\"T\"><ZKN:identificatie>" +
            identificatie +
            "</ZKN:identificatie><ZKN:dct.omschrijving>Bijlage</ZKN:dct.omschrijving>"
            "<ZKN:creatiedatum>20261014</ZKN:creatiedatum><ZKN:titel>" +
            titel +
            "</ZKN:titel><ZKN:formaat>application/pdf</ZKN:formaat><ZKN:taal>nld</ZKN:taal><ZKN:auteur>Jan"
            "</ZKN:auteur><ZKN:inhoud StUF:bestandsnaam=\"brief.pdf\" "
            "xmime:contentType=\"application/pdf\">" +
            content + "</ZKN:inhoud>" + relations + "</ZKN:object></ZKN:edcLk01>");
    }
};

class DocumentTest : public OperationsTest {
  protected:
    void SetUp() override {
        for (const char* zaak : {"ZAAK-1", "ZAAK-2"}) {
            register_.add(zgw::Api::kZaken, "/zaken",
                          {{"identificatie", zaak},
                           {"bronorganisatie", kRsin},
                           {"omschrijving", "Een zaak"},
                           {"startdatum", "2026-10-01"},
                           {"zaaktype", zaaktype_},
                           {"resultaat", nullptr},
                           {"hoofdzaak", nullptr},
                           {"deelzaken", Json::array()}});
        }
    }

    static std::string question(const std::string& root, const std::string& gelijk,
                                const std::string& scope) {
        const std::string type = root.substr(0, 3) == "zak" ? "ZAK" : "EDC";
        return envelope(
            "<ZKN:" + root + ">" +
            stuurgegevens("Lv01", "vraag-1", "<StUF:entiteittype>" + type + "</StUF:entiteittype>") +
            "<ZKN:parameters><StUF:sortering>1</StUF:sortering><StUF:indicatorVervolgvraag>false"
            "</StUF:indicatorVervolgvraag></ZKN:parameters><ZKN:gelijk StUF:entiteittype=\"" +
            type + "\">" + gelijk + "</ZKN:gelijk><ZKN:scope><ZKN:object StUF:entiteittype=\"" + type +
            "\">" + scope + "</ZKN:object></ZKN:scope></ZKN:" + root + ">");
    }
    static std::string by_number(const std::string& number) {
        return "<ZKN:identificatie>" + number + "</ZKN:identificatie>";
    }
    Outcome ask(const std::string& text, const std::string& action) {
        return executor().handle(message(text, "http://www.egem.nl/StUF/sector/zkn/0310/" + action),
                                 context());
    }
};

TEST_F(DocumentTest, ADocumentIsMadeWithItsContentAndRelatedToEveryZaak) {
    Document document;
    document.zaken = {"ZAAK-1", "ZAAK-2"};
    const Outcome outcome = send(document.text());
    ASSERT_EQ(outcome.reply_code, "Bv03") << why(outcome);
    const auto documents = register_.all("/enkelvoudiginformatieobjecten");
    ASSERT_EQ(documents.size(), 1U);
    EXPECT_EQ(documents[0]["informatieobjecttype"], bijlage_);
    EXPECT_EQ(documents[0]["bestandsomvang"], 12);
    EXPECT_EQ(documents[0]["bestandsnaam"], "brief.pdf");
    ASSERT_EQ(register_.all("/zaakinformatieobjecten").size(), 2U);
    EXPECT_TRUE(std::filesystem::is_empty(
        settings_.spool_directory));  // content is not kept once the answer is final
}

TEST_F(DocumentTest, AnUnknownZaakMakesNoDocument) {
    Document document;
    document.zaken = {"ZAAK-1", "WEG"};
    const Outcome outcome = send(document.text());
    EXPECT_EQ(outcome.reply_code, "Fo03");
    ASSERT_TRUE(outcome.problem);
    EXPECT_EQ(outcome.problem->kind, Problem::Kind::kNotFound);
    EXPECT_NE(text_of(outcome).find("StUF064"), std::string::npos);
    EXPECT_EQ(register_.count("POST"), 0U);
    EXPECT_FALSE(std::filesystem::is_empty(settings_.spool_directory));  // kept for replay
}

TEST_F(DocumentTest, AFailedRelationLeavesNoOrphanDocument) {
    Document document;
    document.zaken = {"ZAAK-1", "ZAAK-2"};
    for (int step = 1; step <= 3; ++step) {
        register_.forget_calls();
        register_.decide(
            [&](int write, const auto&) { return write == step ? Fate::kRefused : Fate::kGood; });
        EXPECT_EQ(send(document.text()).reply_code, "Fo03");
        EXPECT_TRUE(register_.all("/enkelvoudiginformatieobjecten").empty()) << step;
        EXPECT_TRUE(register_.all("/zaakinformatieobjecten").empty()) << step;
    }
    register_.all_good();
    EXPECT_EQ(send(document.text()).reply_code, "Bv03");
}

TEST_F(DocumentTest, ALostAnswerIsFoundBackAtEveryCall) {
    for (int step = 1; step <= 2; ++step) {
        Document document;
        document.identificatie = "DOC-" + std::to_string(step);
        document.referentie = document.identificatie;
        register_.forget_calls();
        register_.decide([&](int write, const auto&) { return write == step ? Fate::kLost : Fate::kGood; });
        const Outcome outcome = send(document.text());
        EXPECT_EQ(outcome.reply_code, "Bv03") << step << " " << why(outcome);
    }
    EXPECT_EQ(register_.all("/enkelvoudiginformatieobjecten").size(), 2U);
    EXPECT_EQ(register_.all("/zaakinformatieobjecten").size(), 2U);
}

TEST_F(DocumentTest, TheSameDocumentAgainIsAnsweredAsAdded) {
    ASSERT_EQ(send(Document{}.text()).reply_code, "Bv03");
    Document again;
    again.referentie = "doc-ref-2";
    EXPECT_EQ(send(again.text()).reply_code, "Bv03");
    // The bridge forgets: then the register is compared, content included.
    ASSERT_TRUE(store_->remove("document", kRsin, "DOC-1"));
    again.referentie = "doc-ref-3";
    const Outcome outcome = send(again.text());
    EXPECT_EQ(outcome.reply_code, "Bv03") << why(outcome);
    EXPECT_EQ(register_.all("/enkelvoudiginformatieobjecten").size(), 1U);
    EXPECT_EQ(register_.all("/zaakinformatieobjecten").size(), 1U);
    ASSERT_TRUE(store_->remove("document", kRsin, "DOC-1"));
    again.referentie = "doc-ref-4";
    again.content = "SGFsbG8gV2VyZWxk";  // as long, another letter
    EXPECT_EQ(send(again.text()).reply_code, "Fo03");
}

TEST_F(DocumentTest, TheContentOfADuplicateIsNotKept) {
    Document document;
    document.content = std::string(4096, 'A');
    ASSERT_EQ(send(document.text()).reply_code, "Bv03");
    const Outcome again = send(document.text());
    EXPECT_EQ(again.reply_code, "Bv03");
    EXPECT_TRUE(again.repeated);
    EXPECT_TRUE(std::filesystem::is_empty(settings_.spool_directory)) << "no row names its file";
    EXPECT_EQ(register_.all("/enkelvoudiginformatieobjecten").size(), 1U);
}

TEST_F(DocumentTest, ADocumentWithoutNumberGetsOne) {
    Document document;
    document.identificatie = "";
    const Outcome outcome = send(document.text());
    ASSERT_EQ(outcome.reply_code, "Bv03") << why(outcome);
    EXPECT_EQ(register_.all("/enkelvoudiginformatieobjecten")[0]["identificatie"], "19002026D00000001");
}

TEST_F(DocumentTest, ContentThatIsNotBase64IsRefusedBeforeAnyCall) {
    Document document;
    document.content = "SGFs*bG8=";
    const Outcome outcome = send(document.text());
    EXPECT_EQ(outcome.reply_code, "Fo03");
    EXPECT_EQ(register_.count("POST"), 0U);
}

TEST_F(DocumentTest, TheStatusOfTheRelationGetsAFreeMoment) {
    const Json zaak = register_.all("/zaken")[0];
    register_.add(
        zgw::Api::kZaken, "/statussen",
        {{"zaak", zaak["url"]}, {"statustype", ontvangen_}, {"datumStatusGezet", "2026-10-14T10:00:00Z"}});
    Document document;
    document.relation_extra =
        "<ZKN:stt.omschrijving>In behandeling</ZKN:stt.omschrijving>"
        "<ZKN:sta.datumStatusGezet>20261014120000</ZKN:sta.datumStatusGezet>";
    const Outcome outcome = send(document.text());
    ASSERT_EQ(outcome.reply_code, "Bv03") << why(outcome);
    ASSERT_EQ(register_.all("/statussen").size(), 2U);
    EXPECT_EQ(register_.calls().back().body["datumStatusGezet"], "2026-10-14T10:00:00.001Z");
}

TEST_F(DocumentTest, AStatusOfTheRelationMayBeNamedByItsNumber) {
    const Json zaak = register_.all("/zaken")[0];
    Document document;
    document.relation_extra = "<ZKN:stt.volgnummer>2</ZKN:stt.volgnummer>";
    const Outcome outcome = send(document.text());
    ASSERT_EQ(outcome.reply_code, "Bv03") << why(outcome);
    ASSERT_EQ(register_.all("/statussen").size(), 1U);
    EXPECT_EQ(register_.all("/statussen")[0]["statustype"], behandeling_);
    // What the zaaktype does not have is left out, and the document stays.
    Document other;
    other.identificatie = "1900-ANDER";
    other.referentie = "doc-ref-2";
    other.relation_extra = "<ZKN:stt.volgnummer>99</ZKN:stt.volgnummer>";
    ASSERT_EQ(send(other.text()).reply_code, "Bv03");
    EXPECT_EQ(register_.all("/statussen").size(), 1U);
}

TEST_F(DocumentTest, NumbersFollowTheTemplateOfTheOrganisationAndNeverRepeat) {
    const auto ask_number = [&](const std::string& what, const MessageContext& told) {
        return executor().handle(message(envelope("<ZKN:genereer" + what + "Identificatie_Di02>" +
                                                  stuurgegevens("Di02", "zelfde") + "</ZKN:genereer" + what +
                                                  "Identificatie_Di02>")),
                                 told);
    };
    const Outcome first = ask_number("Zaak", context());
    ASSERT_EQ(first.reply_code, "Du02") << why(first);
    EXPECT_EQ(first.identificatie, "1900202600000001");
    EXPECT_NE(text_of(first).find("1900202600000001"), std::string::npos);
    EXPECT_NE(text_of(first).find("functie=\"entiteit\""), std::string::npos);
    // A constant referentienummer does not give the same number twice (T25).
    EXPECT_EQ(ask_number("Zaak", context()).identificatie, "1900202600000002");
    EXPECT_EQ(ask_number("Document", context()).identificatie, "19002026D00000001");
    MessageContext told = context();
    told.organisatie.zaaknummer = "ZK-{jaar}-{volgnummer:5}";
    EXPECT_EQ(ask_number("Zaak", told).identificatie, "ZK-2026-00003");
    told.organisatie.zaaknummer = "ZONDER";
    EXPECT_EQ(ask_number("Zaak", told).reply_code, "Fo02");
}

TEST_F(DocumentTest, DetailsGiveTheZaakWithItsRelations) {
    CreeerZaak zaak;
    zaak.identificatie = zaak.referentie = "ZAAK-9";
    ASSERT_EQ(send(zaak).reply_code, "Bv03");
    const Outcome outcome =
        ask(question("zakLv01", by_number("ZAAK-9"), by_number("") + "<ZKN:heeftAlsInitiator/><ZKN:heeft/>"),
            "geefZaakdetails_Lv01");
    ASSERT_EQ(outcome.reply_code, "La01") << why(outcome);
    const std::string answer = text_of(outcome);
    EXPECT_NE(answer.find("ZAAK-9"), std::string::npos);
    EXPECT_NE(answer.find("999993653"), std::string::npos);
    EXPECT_NE(answer.find(">In behandeling<"), std::string::npos);
    EXPECT_EQ(answer.find("MDW7"), std::string::npos);  // not asked for
    EXPECT_NE(answer.find(">B1026<"), std::string::npos);
    // In the order of the schema: identificatie before heeftAlsInitiator before heeft.
    EXPECT_LT(answer.find("identificatie>ZAAK-9"), answer.find("heeftAlsInitiator"));
}

TEST_F(DocumentTest, AnUnknownZaakIsAnAnswerWithoutObjectOrAFaultByClientProfile) {
    const Outcome outcome = ask(question("zakLv01", by_number("WEG"), by_number("")), "geefZaakdetails_Lv01");
    EXPECT_EQ(outcome.reply_code, "La01");
    EXPECT_EQ(outcome.status, 200);
    EXPECT_EQ(text_of(outcome).find("antwoord"), std::string::npos);
}

TEST_F(DocumentTest, AQuestionWithoutNumberNeverGivesAnyZaak) {
    const Outcome outcome = ask(question("zakLv01", by_number(""), by_number("")), "geefZaakdetails_Lv01");
    EXPECT_EQ(outcome.reply_code, "Fo02");
    EXPECT_EQ(text_of(outcome).find("ZAAK-1"), std::string::npos);
}

TEST_F(DocumentTest, TheListHoldsEveryDocumentAndIsReadSideBySide) {
    for (int i = 1; i <= 5; ++i) {
        Document document;
        document.identificatie = "DOC-" + std::to_string(i);
        document.referentie = document.identificatie;
        document.titel = "Titel " + std::to_string(i);
        ASSERT_EQ(send(document.text()).reply_code, "Bv03");
    }
    register_.set_pause(std::chrono::milliseconds{15});
    const Outcome outcome = ask(question("zakLv01", by_number("ZAAK-1"),
                                         "<ZKN:heeftRelevant><ZKN:gerelateerde/></ZKN:heeftRelevant>"),
                                "geefLijstZaakdocumenten_Lv01");
    ASSERT_EQ(outcome.reply_code, "La01") << why(outcome);
    for (int i = 1; i <= 5; ++i) {
        EXPECT_NE(text_of(outcome).find("Titel " + std::to_string(i)), std::string::npos);
    }
    EXPECT_NE(text_of(outcome).find(">Bijlage<"), std::string::npos);
    EXPECT_GT(register_.most_at_once(), 1);
}

TEST_F(DocumentTest, ReadingGivesTheContentAndTheZaken) {
    ASSERT_EQ(send(Document{}.text()).reply_code, "Bv03");
    const Outcome outcome =
        ask(question("edcLv01", by_number("DOC-1"), by_number("") + "<ZKN:isRelevantVoor/>"),
            "geefZaakdocumentLezen_Lv01");
    ASSERT_EQ(outcome.reply_code, "La01") << why(outcome);
    const std::string answer = text_of(outcome);
    EXPECT_NE(answer.find(">SGFsbG8gd2VyZWxk<"), std::string::npos) << answer;
    EXPECT_NE(answer.find("bestandsnaam=\"brief.pdf\""), std::string::npos);
    EXPECT_NE(answer.find("ZAAK-1"), std::string::npos);
    EXPECT_EQ(answer.find("00010101"), std::string::npos);
}

TEST_F(DocumentTest, AQuestionIsOverAtItsDeadline) {
    executor();
    register_.set_pause(std::chrono::milliseconds{80});
    MessageContext told = context();
    told.deadline = std::chrono::milliseconds{50};
    const Outcome outcome =
        executor().handle(message(question("zakLv01", by_number("ZAAK-1"), by_number("")),
                                  "http://www.egem.nl/StUF/sector/zkn/0310/geefZaakdetails_Lv01"),
                          told);
    EXPECT_EQ(outcome.reply_code, "Fo02");
    ASSERT_TRUE(outcome.problem);
    EXPECT_EQ(outcome.problem->kind, Problem::Kind::kTimeout);
}

TEST_F(DocumentTest, AnUnknownMessageIsRefusedAndKept) {
    const Outcome outcome =
        send(envelope("<ZKN:onbekendLk01>" + stuurgegevens("Lk01", "x") + "</ZKN:onbekendLk01>"));
    EXPECT_EQ(outcome.reply_code, "Fo03");
    ASSERT_TRUE(store_->flush());
    EXPECT_EQ(state_of(outcome.message_id), store::MessageState::kFailed);
}

}  // namespace
}  // namespace veerpont::operations
