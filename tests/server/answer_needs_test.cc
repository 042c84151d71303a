// What senders need of an answer: A1 to A14 of client-tolerance, as they look at it.
#include "tests/server/zaak_bridge.h"

namespace veerpont::test {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;
using Json = nlohmann::json;

class AnswerNeeds : public ZaakBridge {
  protected:
    static Answered details(const std::string& number, const From& from = {}, const std::string& scope = "") {
        return sends(question("zakLv01", number, scope, from), "geefZaakdetails_Lv01");
    }
    static std::size_t count(const std::string& text, const std::string& part) {
        std::size_t found = 0;
        for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
            ++found;
        return found;
    }
};

TEST_F(AnswerNeeds, A1_AFaultIsHttp500WithAWholeFoMessage) {
    const Answered question_fault =
        sends(question("edcLv01", "1900-WEG", zkn("inhoud", ""), {.applicatie = "x"}),
              "geefZaakdocumentLezen_Lv01");
    const Answered change_fault =
        sends(changed_zaak("1900-WEG", heeft(zkn("omschrijving", "x"))), "actualiseerZaakstatus_Lk01");
    EXPECT_EQ(change_fault.berichtcode(), "Fo03");
    EXPECT_EQ(change_fault.envelope->body.first_child().local(), "faultcode");
    for (const Answered* answer : {&change_fault, &question_fault}) {
        if (answer->status == 200) continue;  // a question without a hit has no fault
        EXPECT_EQ(answer->status, 500);
        for (const char* name : {"faultcode", "faultstring", "detail"}) {
            EXPECT_TRUE(answer->envelope->body.child(name)) << name;
            EXPECT_EQ(answer->envelope->body.child(name).ns(), "") << name;
        }
        for (const char* name : {"code", "plek", "omschrijving", "details"})
            EXPECT_NE(answer->fault(name), "") << name;
    }
    const Answered no_scheme = sends(in_soap(zkn("zakLv01", "")));
    EXPECT_EQ(no_scheme.status, 500);
    EXPECT_EQ(no_scheme.berichtcode(), "Fo02") << no_scheme.text;
}

TEST_F(AnswerNeeds, A2_A3_A4_SuccessIs200WithOneBerichtcodeAndNoDeclaration) {
    const Answered answer = sends(zaak_of(new_identificatie()));
    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(answer.text, StartsWith("<soapenv:Envelope "));
    EXPECT_EQ(count(answer.text, "berichtcode>"), 2U) << "one element";
    EXPECT_THAT(answer.text, HasSubstr("berichtcode>Bv03</"));
    EXPECT_EQ(answer.root(), "Bv03Bericht");
    EXPECT_EQ(count(answer.text, "stuurgegevens>"), 2U);
}

TEST_F(AnswerNeeds, A5_AnAnswerMirrorsTheStuurgegevens) {
    const From from{.applicatie = "Mijn App"};
    const Answered answer = sends(replace_all(new_zaak(new_identificatie(), "", from),
                                              "<StUF:gebruiker>tester<", "<StUF:gebruiker>jansen<"));
    EXPECT_EQ(answer.at("stuurgegevens/crossRefnummer"), from.referentienummer);
    EXPECT_NE(answer.at("stuurgegevens/referentienummer"), "");
    EXPECT_NE(answer.at("stuurgegevens/referentienummer"), from.referentienummer);
    EXPECT_THAT(answer.at("stuurgegevens/tijdstipBericht"), MatchesRegex("[0-9]{14,17}"));
    EXPECT_EQ(answer.at("stuurgegevens/ontvanger/applicatie"), "Mijn App");
    EXPECT_EQ(answer.at("stuurgegevens/ontvanger/gebruiker"), "jansen");
    EXPECT_EQ(answer.at("stuurgegevens/zender/applicatie"), "Zaaksysteem");
    const Answered empty = sends(replace_all(new_zaak(new_identificatie(), "", from),
                                             "<StUF:gebruiker>tester</StUF:gebruiker>", "<StUF:gebruiker/>"));
    EXPECT_THAT(empty.text, ContainsRegex("<StUF:gebruiker(/>|></StUF:gebruiker>)"));
}

TEST_F(AnswerNeeds, A6_ANumberComesAloneAndIsNotANumberToAParser) {
    for (const auto& [root, functie, part] :
         {std::tuple{"genereerZaakIdentificatie_Di02", "genereerZaakidentificatie", "zaak"},
          {"genereerDocumentIdentificatie_Di02", "genereerDocumentidentificatie", "document"}}) {
        for (const std::string sender : {"Formulieren", "app-docpoc"}) {
            const Answered answer = sends(free_message(root, functie, "", {.applicatie = sender}));
            ASSERT_EQ(answer.berichtcode(), "Du02") << answer.text;
            const xml::Element thing = answer.envelope->body.child(part);
            EXPECT_EQ(thing.attribute("entiteittype"), std::string(part) == "zaak" ? "ZAK" : "EDC");
            EXPECT_EQ(thing.attribute("functie"), "entiteit");
            EXPECT_EQ(count(answer.text, "identificatie>"), 2U) << answer.text;
            const std::string number(thing.child("identificatie").text());
            EXPECT_LE(number.size(), 40U);
            if (std::string(part) == "document") {
                EXPECT_THAT(number, Not(MatchesRegex("[0-9]+"))) << sender;
            }
        }
    }
}

TEST_F(AnswerNeeds, A7_AnAnswerHoldsExactlyWhatWasAsked) {
    const std::string number = new_identificatie(), deel = new_identificatie();
    done(zaak_of(deel), "deelzaak");
    done(zaak_of(number, initiator(person(bg("inp.bsn", "999993653"))) +
                             zkn("heeftAlsDeelzaak",
                                 zkn("gerelateerde", zkn("identificatie", deel), marks("ZAK", "I")),
                                 marks("ZAKZAKDEE"))),
         "zaak");
    const Answered found = details(number);
    EXPECT_EQ(count(found.text, "<ZKN:object "), 1U);
    const xml::Element object = found.envelope->body.find("antwoord/object");
    EXPECT_EQ(object.attribute("entiteittype"), "ZAK");
    EXPECT_EQ(count(found.text, "<ZKN:object StUF:entiteittype=\"ZAK\""), 1U);
    EXPECT_EQ(object.find("heeftAlsInitiator/gerelateerde").attribute("entiteittype"), "") << "a choice";
    std::size_t nils = 0;
    for (const xml::Element child : object.children()) {
        if (!child.nil()) continue;
        ++nils;
        EXPECT_NE(child.attribute("noValue"), "") << child.local();
    }
    const Answered asked = details(number, {}, zkn("toelichting", "") + zkn("einddatumGepland", ""));
    EXPECT_THAT(asked.text, HasSubstr("<ZKN:toelichting xsi:nil=\"true\" StUF:noValue=\"geenWaarde\"/>"));
    EXPECT_FALSE(asked.envelope->body.find("antwoord/object/heeftAlsInitiator"));
    const Answered nothing = details("1900-WEG");
    EXPECT_EQ(nothing.berichtcode(), "La01");
    EXPECT_FALSE(nothing.envelope->body.child("antwoord"));
}

TEST_F(AnswerNeeds, A8_DetailsAlwaysNameZaakTypeAndInitiator) {
    const std::string number = new_identificatie(), firm = new_identificatie();
    done(zaak_of(number, initiator(person(bg("inp.bsn", "999993653")))), "person");
    done(zaak_of(firm, initiator(zkn("nietNatuurlijkPersoon",
                                     bg("inn.nnpId", "123456782") + bg("statutaireNaam", "Zaak BV"),
                                     marks("NNP")))),
         "organisation");
    const Answered answer = details(number, {}, "<ZKN:toelichting/><ZKN:heeftAlsInitiator/>");
    for (const char* always :
         {"identificatie", "omschrijving", "isVan/gerelateerde/omschrijving", "isVan/gerelateerde/code"})
        EXPECT_NE(answer.at(std::string("antwoord/object/") + always), "") << always;
    const xml::Element who =
        answer.envelope->body.find("antwoord/object/heeftAlsInitiator/gerelateerde/natuurlijkPersoon");
    EXPECT_TRUE(who.child("geslachtsnaam")) << answer.text;
    EXPECT_TRUE(who.child("voorletters"));
    EXPECT_EQ(details(firm).at(
                  "antwoord/object/heeftAlsInitiator/gerelateerde/nietNatuurlijkPersoon/statutaireNaam"),
              "Zaak BV");
}

TEST_F(AnswerNeeds, A9_EinddatumHasNoTextWhileTheZaakIsOpen) {
    const std::string number = new_identificatie();
    done(zaak_of(number), "zaak");
    EXPECT_EQ(details(number).at("antwoord/object/einddatum"), "");
    set_status(
        number,
        zkn("resultaat", zkn("omschrijving", "Verleend")) + zkn("einddatum", stuf_date(system_clock().now())),
        "close");
    EXPECT_EQ(details(number).at("antwoord/object/einddatum"), stuf_date(system_clock().now()));
}

TEST_F(AnswerNeeds, A10_TheKvkNumberOfTheInitiatorIsRepeatedForWhoReadsItThere) {
    const std::string number = new_identificatie();
    done(zaak_of(number,
                 initiator(zkn("nietNatuurlijkPersoon",
                               bg("inn.nnpId", "12345678") + bg("statutaireNaam", "Zaak BV"), marks("NNP")))),
         "zaak");
    const std::string extra = "<StUF:extraElement naam=\"kvkNummer\">12345678<";
    EXPECT_THAT(details(number, {.applicatie = "app-xxllnc"}).text, HasSubstr(extra));
    EXPECT_THAT(details(number).text, Not(HasSubstr(extra)));
}

TEST_F(AnswerNeeds, A11_PrefixesAreThoseThatTheSenderLooksFor) {
    const std::string number = new_identificatie();
    done(zaak_of(number), "zaak");
    EXPECT_THAT(details(number, {.applicatie = "app-docpoc"}).text, HasSubstr("<soap:Body><zkn:zakLa01>"));
    EXPECT_THAT(details(number).text, HasSubstr("<soapenv:Body><ZKN:zakLa01>"));
    const Answered fault = sends(
        changed_zaak("1900-WEG", heeft(zkn("omschrijving", "x")), {.applicatie = "app-zaaksysteemvuller"}),
        "actualiseerZaakstatus_Lk01");
    EXPECT_THAT(fault.text, HasSubstr("<StUF:details>De zaak is niet gevonden."));
}

TEST_F(AnswerNeeds, A12_WhatGeefZaakdetailsGivesIsValidInputForUpdateZaak) {
    const std::string number = new_identificatie();
    done(zaak_of(number, zkn("toelichting", "Blijft") + initiator(person(bg("inp.bsn", "999993653"))) +
                             heeft(zkn("volgnummer", "1"), "20260105080000")),
         "zaak");
    const std::string answer = details(number).text;
    const std::size_t from = answer.find("<ZKN:object "), to = answer.find("</ZKN:object>");
    ASSERT_NE(to, std::string::npos) << answer;
    const std::string object = answer.substr(from, to - from) + "</ZKN:object>";
    const int changes = bridge().gate.changes();
    done(kennisgeving("zakLk01", "W", object + object), "pasted twice", "updateZaak_Lk01");
    done(kennisgeving("zakLk01", "W", object), "pasted", "updateZaak_Lk01");
    EXPECT_EQ(bridge().gate.changes(), changes) << "nothing is written";
    EXPECT_EQ(in_register(number)["toelichting"], "Blijft");
}

TEST_F(AnswerNeeds, A14_DatesAreEightDigits) {
    const std::string number = new_identificatie(), paper = new_identificatie();
    done(zaak_of(number), "zaak");
    done(document_of(paper, number), "document");
    const Answered read = sends(question("edcLv01", paper, "", {.applicatie = "app-docpoc"}));
    EXPECT_EQ(read.at("antwoord/object/creatiedatum"), "20261014") << read.text;
    const Answered zaak = details(number);
    EXPECT_THAT(zaak.at("antwoord/object/startdatum"), MatchesRegex("[0-9]{8}"));
    EXPECT_THAT(zaak.at("antwoord/object/registratiedatum"), MatchesRegex("[0-9]{8}"));
    EXPECT_EQ(zaak.envelope->body.find("antwoord/object/startdatum").attribute("indOnvolledigeDatum"), "");
}

}  // namespace
}  // namespace veerpont::test
