// What real senders make of StUF, at the door of a whole bridge with a register behind it: the rules T4 and T13
// to T31 of client-tolerance. T1 to T12 are in soap_endpoint_test.cc, T17 in tests/cli/bridge_zds12_test.cc, T14
// (senders who do not wait) in tests/operations/failure_test.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/cli/running_bridge.h"

namespace veerpont::test {
namespace {

using ::testing::HasSubstr;

constexpr const char* kZknAction = "http://www.egem.nl/StUF/sector/zkn/0310/";

class ToleranceTest : public ::testing::Test {
  public:
    static void SetUpTestSuite() { running_ = std::make_unique<RunningBridge>(); }
    static void TearDownTestSuite() { running_.reset(); }

  protected:
    static RunningBridge& bridge() { return *running_; }
    static std::string zaak(const std::string& identificatie) {
        return demo_message("2-zaak.xml", {{"ZAAK", identificatie}});
    }
    static std::string without(const std::string& text, const std::string& from, const std::string& to) {
        const std::size_t begin = text.find(from), end = text.find(to, begin);
        EXPECT_NE(end, std::string::npos) << from;
        return text.substr(0, begin) + text.substr(end + to.size());
    }
    // Takes the text from `from` to `to` away and puts it before `before`.
    static std::string moved(const std::string& text, const std::string& from, const std::string& to,
                             const std::string& before) {
        const std::size_t begin = text.find(from), end = text.find(to, begin) + to.size();
        const std::string rest = text.substr(0, begin) + text.substr(end);
        const std::size_t place = rest.find(before);
        EXPECT_NE(place, std::string::npos) << before;
        return rest.substr(0, place) + text.substr(begin, end - begin) + rest.substr(place);
    }
    // The zaak as the register holds it after this message, complete to the person and the place.
    static nlohmann::json created(const std::string& message, const std::string& identificatie,
                                  const std::string& what, http::Headers headers = {}) {
        const Answered answer = bridge().post("OntvangAsynchroon", message, std::move(headers));
        EXPECT_EQ(answer.berichtcode(), "Bv03") << what << ": " << answer.text;
        const auto zaken = bridge().view.zaken(identificatie);
        EXPECT_EQ(zaken.size(), 1U) << what;
        if (zaken.size() != 1) return nlohmann::json::object();
        nlohmann::json made = zaken.front();
        EXPECT_EQ(made.value("omschrijving", ""), "Aanvraag parkeervergunning") << what;
        EXPECT_TRUE(made.at("zaakgeometrie").is_object()) << what;
        const auto rollen = bridge().view.all(zgw::Api::kZaken, "/rollen", {{"zaak", made.value("url", "")}});
        EXPECT_EQ(rollen.size(), 1U) << what;
        if (rollen.size() == 1) {
            EXPECT_EQ(rollen.front().at("betrokkeneIdentificatie").value("inpBsn", ""), "999993653") << what;
        }
        return made;
    }
    static void expect_created(const std::string& message, const std::string& identificatie,
                               const std::string& what, http::Headers headers = {}) {
        created(message, identificatie, what, std::move(headers));
    }

    static std::unique_ptr<RunningBridge> running_;
};

std::unique_ptr<RunningBridge> ToleranceTest::running_;

TEST_F(ToleranceTest, T4_GenericActionsLeaveTheChoiceToTheMessage) {
    const std::string number = new_identificatie(), paper = new_identificatie();
    const auto action = [](const std::string& root) -> http::Headers {
        return {{"SOAPAction", "\"" + (kZknAction + root) + "\""}};
    };
    expect_created(zaak(number), number, "zakLk01", action("zakLk01"));
    const Words words = {{"ZAAK", number}, {"DOCUMENT", paper}};
    EXPECT_EQ(bridge()
                  .post("OntvangAsynchroon", demo_message("4-document.xml", words), action("edcLk01"))
                  .berichtcode(),
              "Bv03");
    // Both are zakLv01; the scope tells the list from the details.
    const Answered list =
        bridge().post("BeantwoordVraag", demo_message("6-documentenlijst.xml", words), action("zakLv01"));
    EXPECT_EQ(list.at("antwoord/object/heeftRelevant/gerelateerde/identificatie"), paper) << list.text;
    const Answered details =
        bridge().post("BeantwoordVraag", demo_message("5-zaakdetails.xml", words), action("zakLv01"));
    EXPECT_EQ(details.at("antwoord/object/toelichting"), "Via het formulier op de site") << details.text;
    const Answered read =
        bridge().post("BeantwoordVraag", demo_message("7-document-lezen.xml", words), action("edcLv01"));
    EXPECT_EQ(read.at("antwoord/object/titel"), "Aanvraagformulier") << read.text;
}

TEST_F(ToleranceTest, T13_ADocumentOfTwentyFourMegabyteGoesInAndOut) {
    const std::string number = new_identificatie(), paper = new_identificatie();
    expect_created(zaak(number), number, "zaak");
    std::string bytes(24U << 20, '\0');
    std::uint32_t state = 17;
    for (char& byte : bytes) {
        state = state * 1664525U + 1013904223U;
        byte = static_cast<char>(state >> 24);
    }
    const std::string content = base64_encode(bytes);
    std::string lines;  // as most senders write it
    for (std::size_t i = 0; i < content.size(); i += 76)
        lines += content.substr(i, 76) + "\r\n";
    std::string message = demo_message("4-document.xml", {{"ZAAK", number}, {"DOCUMENT", paper}});
    const std::size_t from = message.find("JVBERi"), to = message.find("</ZKN:inhoud>");
    message.replace(from, to - from, lines);
    const Answered added = bridge().post("OntvangAsynchroon", message);
    ASSERT_EQ(added.berichtcode(), "Bv03") << added.text;
    const auto documents = bridge().view.all(zgw::Api::kDocumenten, "/enkelvoudiginformatieobjecten",
                                             {{"identificatie", paper}});
    ASSERT_EQ(documents.size(), 1U);
    EXPECT_EQ(documents.front().value("bestandsomvang", std::size_t{0}), bytes.size());
    const Answered read =
        bridge().post("BeantwoordVraag", demo_message("7-document-lezen.xml", {{"DOCUMENT", paper}}));
    EXPECT_EQ(read.berichtcode(), "La01");
    EXPECT_TRUE(read.text.find(">" + content + "<") != std::string::npos) << "byte for byte";
}

TEST_F(ToleranceTest, T15_TheHeaderIsOptionalAndUnknownBlocksAreIgnored) {
    for (const std::string header :
         {"", "<soapenv:Header></soapenv:Header>", "<soapenv:Header>\n  \n</soapenv:Header>",
          "<soapenv:Header>zomaar tekst</soapenv:Header>",
          "<soapenv:Header><x:Spoor xmlns:x=\"urn:eigen\"><x:Id>17</x:Id></x:Spoor></soapenv:Header>",
          "<soapenv:Header><a:To "
          "xmlns:a=\"http://www.w3.org/2005/08/addressing\">x</a:To></soapenv:Header>"}) {
        const std::string number = new_identificatie();
        expect_created(replace_all(zaak(number), "<soapenv:Header/>", header), number, header);
    }
}

TEST_F(ToleranceTest, T16_OnlyTheNamespaceBehindAPrefixCounts) {
    struct Habit {
        std::string what, from, to;
        std::string also_from, also_to;
    };
    const std::string stuf = "http://www.egem.nl/StUF/StUF0301",
                      bg = "http://www.egem.nl/StUF/sector/bg/0310";
    const std::vector<Habit> habits = {
        {"default namespace", "ZKN:", "", "xmlns:ZKN=", "xmlns="},
        {"one letter", "ZKN:", "n:", "xmlns:ZKN=", "xmlns:n="},
        {"declared again", "<StUF:organisatie>", "<StUF:organisatie xmlns:StUF=\"" + stuf + "\">", "", ""},
        {"attribute with a prefix of its own",
         " StUF:verwerkingssoort=", " xmlns:d4p1=\"" + stuf + "\" d4p1:verwerkingssoort=", "", ""},
        {"prefix bound to something else inside", "BG:inp.bsn>", "ZKN:inp.bsn>", "<ZKN:inp.bsn>",
         "<ZKN:inp.bsn xmlns:ZKN=\"" + bg + "\">"},
        {"GML in capitals", "gml:", "GML:", "xmlns:gml=", "xmlns:GML="},
        {"SOAP", "soapenv:", "s:", "xmlns:soapenv=", "xmlns:s="},
    };
    for (const Habit& habit : habits) {
        const std::string number = new_identificatie();
        std::string message = replace_all(zaak(number), habit.from, habit.to);
        if (!habit.also_from.empty()) message = replace_all(message, habit.also_from, habit.also_to);
        expect_created(message, number, habit.what);
    }
}

TEST_F(ToleranceTest, T18_StuurgegevensMayStandInAnyNamespace) {
    for (const std::string prefix : {"StUF", "BG"}) {
        const std::string number = new_identificatie();
        const std::string message = replace_all(zaak(number), "ZKN:stuurgegevens", prefix + ":stuurgegevens");
        expect_created(message, number, prefix);
        const Answered again = bridge().post("OntvangAsynchroon", message);
        EXPECT_EQ(again.at("stuurgegevens/ontvanger/applicatie"), "Formulieren")
            << "the answer is for the sender";
    }
}

TEST_F(ToleranceTest, T19_T20_WhatStandsBetweenTheValuesDoesNotCount) {
    struct Habit {
        std::string what, from, to;
    };
    const std::vector<Habit> habits = {
        {"schemaLocation", "<ZKN:zakLk01>",
         "<ZKN:zakLk01 xsi:schemaLocation=\"http://www.egem.nl/StUF x.xsd\">"},
        {"comments", "<ZKN:omschrijving>", "<!-- wat --><ZKN:omschrijving><!-- dit is -->"},
        {"processing instruction", "<ZKN:startdatum>", "<?iets anders?><ZKN:startdatum>"},
        {"white space around values", "<ZKN:omschrijving>Aanvraag parkeervergunning</ZKN:omschrijving>",
         "<ZKN:omschrijving>\n          Aanvraag parkeervergunning\t\n        </ZKN:omschrijving>"},
        {"new lines around the type", "<ZKN:code>DEMO-PARK</ZKN:code>", "<ZKN:code>\nDEMO-PARK\n</ZKN:code>"},
        {"text between elements", "<ZKN:heeftAlsInitiator ", "}<ZKN:heeftAlsInitiator "},
    };
    for (const Habit& habit : habits) {
        const std::string number = new_identificatie();
        const std::string message = replace_all(zaak(number), habit.from, habit.to);
        ASSERT_NE(message.find(habit.to), std::string::npos);
        expect_created(message, number, habit.what);
    }
}

TEST_F(ToleranceTest, T21_T23_TheOrderOfElementsDoesNotCount) {
    struct Move {
        std::string what, from, to, before;
    };
    const std::vector<Move> moves = {
        {"toelichting after the dates", "<ZKN:toelichting>", "</ZKN:toelichting>", "<ZKN:zaakniveau>"},
        {"code before omschrijving", "<ZKN:code>", "</ZKN:code>", "<ZKN:omschrijving>Parkeervergunning"},
        {"extraElementen last", "<StUF:extraElementen>", "</StUF:extraElementen>", "</ZKN:object>"},
        {"identificatie after the roles", "<ZKN:identificatie>", "</ZKN:identificatie>", "<ZKN:heeft "},
        {"entiteittype before referentienummer", "<StUF:entiteittype>", "</StUF:entiteittype>",
         "<StUF:referentienummer>"},
    };
    for (const Move& move : moves) {
        const std::string number = new_identificatie();
        const auto made = created(moved(zaak(number), move.from, move.to, move.before), number, move.what);
        EXPECT_EQ(made.value("toelichting", ""), "Via het formulier op de site") << move.what;
        const auto eigenschappen =
            bridge().view.all(zgw::Api::kZaken, made.value("url", "") + "/zaakeigenschappen");
        ASSERT_EQ(eigenschappen.size(), 1U) << move.what;
        EXPECT_EQ(eigenschappen.front().value("waarde", ""), "AB-123-C") << move.what;
    }
}

TEST_F(ToleranceTest, T22_UnknownAttributesAndElementsAreIgnored) {
    const std::string number = new_identificatie();
    std::string message =
        replace_all(zaak(number), "<BG:authentiek StUF:metagegeven=\"true\">",
                    "<BG:aanduidingSoortSubject>1</BG:aanduidingSoortSubject><BG:authentiek "
                    "metagegeven=\"true\">");
    message = replace_all(message, "<ZKN:object ",
                          "<ZKN:object StUF:sleutelVerzwordendeGegevens=\"17\" eigen=\"x\" ");
    message = replace_all(message, "<ZKN:startdatum>",
                          "<ZKN:eigenVeld><ZKN:diep>1</ZKN:diep></ZKN:eigenVeld><ZKN:startdatum>");
    expect_created(message, number, "unknown");
}

TEST_F(ToleranceTest, T24_PartiesAreOptionalInEveryPart) {
    const std::string organisatie = "<StUF:organisatie>1234</StUF:organisatie>";
    for (const std::string& message :
         {without(demo_message("1-zaaknummer.xml", {}), "<StUF:zender>", "</StUF:zender>"),
          without(without(demo_message("1-zaaknummer.xml", {}), "<StUF:zender>", "</StUF:zender>"),
                  "<StUF:ontvanger>", "</StUF:ontvanger>"),
          replace_all(demo_message("1-zaaknummer.xml", {}), organisatie, ""),
          replace_all(demo_message("1-zaaknummer.xml", {}), organisatie, "<StUF:organisatie/>"),
          replace_all(demo_message("1-zaaknummer.xml", {}), "webformulier", "")}) {
        const Answered answer = bridge().post("VrijBericht", message);
        EXPECT_EQ(answer.berichtcode(), "Du02") << answer.text;
        EXPECT_NE(answer.at("zaak/identificatie"), "");
    }
    const std::string free_text = "Woonbedrijf \"De Brug\" B.V.";
    const std::string number = new_identificatie();
    const std::string message =
        replace_all(zaak(number), organisatie, "<StUF:organisatie>" + free_text + "</StUF:organisatie>");
    expect_created(message, number, "free text");
    const Answered again = bridge().post("OntvangAsynchroon", message);
    EXPECT_EQ(again.at("stuurgegevens/ontvanger/organisatie"), free_text) << "mirrored";
}

TEST_F(ToleranceTest, T25_AReferenceThatIsAlwaysTheSameIsNoDuplicate) {
    const std::string first = new_identificatie(), second = new_identificatie();
    for (const std::string& number : {first, second}) {
        expect_created(demo_message("2-zaak.xml", {{"ZAAK", number}, {"REFERENTIE", "1"}}), number, number);
    }
    std::string bare =
        without(demo_message("1-zaaknummer.xml", {}), "<StUF:referentienummer>", "</StUF:referentienummer>");
    bare = without(bare, "<StUF:tijdstipBericht>", "</StUF:tijdstipBericht>");
    const Answered one = bridge().post("VrijBericht", bare);
    const Answered other = bridge().post("VrijBericht", bare);
    ASSERT_EQ(one.berichtcode(), "Du02") << one.text;
    EXPECT_NE(one.at("zaak/identificatie"), other.at("zaak/identificatie")) << "a number is given once";
}

TEST_F(ToleranceTest, T27_TheTimeOfTheMessageIsTakenAsItComes) {
    for (const std::string when :
         {"201712201824", "20261015120000", "2026101512000000", "20261015120000123",
          "2026-10-15T12:00:00.123+02:00", "20261015010000PM", "20010101000000", ""}) {
        const Answered answer =
            bridge().post("VrijBericht", demo_message("1-zaaknummer.xml", {{"NU", when}}));
        EXPECT_EQ(answer.berichtcode(), "Du02") << when << ": " << answer.text;
    }
}

TEST_F(ToleranceTest, T28_TheFunctionMayBeSpelledInAnyWay) {
    for (const std::string functie :
         {"genereerZaakIdentificatie", "GENEREERZAAKIDENTIFICATIE", "", "ietsAnders"}) {
        const Answered answer =
            bridge().post("VrijBericht", replace_all(demo_message("1-zaaknummer.xml", {}),
                                                     "<StUF:functie>genereerZaakidentificatie<",
                                                     "<StUF:functie>" + functie + "<"));
        EXPECT_EQ(answer.berichtcode(), "Du02") << functie << ": " << answer.text;
        EXPECT_EQ(answer.at("stuurgegevens/functie"), "genereerZaakidentificatie")
            << "as the schema wants it";
    }
}

TEST_F(ToleranceTest, T29_ParametersMayBeMissing) {
    const std::string taken_over = "<StUF:indicatorOvername>V</StUF:indicatorOvername>";
    for (const std::string instead : {"<StUF:indicatorOvername>I</StUF:indicatorOvername>", ""}) {
        const std::string number = new_identificatie();
        expect_created(replace_all(zaak(number), taken_over, instead), number, instead);
    }
    // Without mutatiesoort the action tells what is meant.
    const http::Headers action = {{"SOAPAction", std::string(kZknAction) + "creeerZaak_Lk01"}};
    for (const bool parameters : {true, false}) {
        const std::string number = new_identificatie();
        const std::string message =
            parameters ? replace_all(zaak(number), "<StUF:mutatiesoort>T</StUF:mutatiesoort>", "")
                       : without(zaak(number), "<ZKN:parameters>", "</ZKN:parameters>");
        expect_created(message, number, "no mutatiesoort", action);
    }
}

TEST_F(ToleranceTest, T30_AQuestionWithoutScopeIsAnsweredWithEverything) {
    const std::string number = new_identificatie(), paper = new_identificatie();
    const Words words = {{"ZAAK", number}, {"DOCUMENT", paper}};
    expect_created(zaak(number), number, "zaak");
    ASSERT_EQ(bridge().post("OntvangAsynchroon", demo_message("4-document.xml", words)).berichtcode(),
              "Bv03");
    const auto asked = [&](const std::string& file) {
        const std::string question =
            without(without(demo_message(file, words), "<ZKN:scope>", "</ZKN:scope>"), "<ZKN:parameters>",
                    "</ZKN:parameters>");
        return bridge().post("BeantwoordVraag", question);
    };
    const Answered details = asked("5-zaakdetails.xml");
    EXPECT_EQ(details.at("antwoord/object/identificatie"), number) << details.text;
    EXPECT_EQ(details.at("antwoord/object/heeftAlsInitiator/gerelateerde/natuurlijkPersoon/inp.bsn"),
              "999993653");
    const Answered read = asked("7-document-lezen.xml");
    EXPECT_EQ(read.at("antwoord/object/titel"), "Aanvraagformulier") << read.text;
    EXPECT_THAT(read.text, HasSubstr("JVBERi0xLjQK"));
}

TEST_F(ToleranceTest, T31_AMissingBerichtcodeIsAnsweredCleanly) {
    const auto nameless = [](const std::string& message) {
        return without(message, "<StUF:berichtcode>", "</StUF:berichtcode>");
    };
    const std::string number = new_identificatie();
    const int changes = bridge().gate.changes();
    const Answered creation = bridge().post("OntvangAsynchroon", nameless(zaak(number)));
    EXPECT_EQ(creation.status, 500);
    EXPECT_EQ(creation.berichtcode(), "Fo03") << creation.text;
    EXPECT_THAT(creation.fault("details"), HasSubstr("berichtcode"));
    const Answered question =
        bridge().post("BeantwoordVraag", nameless(demo_message("5-zaakdetails.xml", {{"ZAAK", number}})));
    EXPECT_EQ(question.status, 500);
    EXPECT_EQ(question.berichtcode(), "Fo02") << question.text;
    EXPECT_EQ(bridge().gate.changes(), changes);
    EXPECT_TRUE(bridge().view.zaken(number).empty());
}

}  // namespace
}  // namespace veerpont::test
