// What a question asks for and what its answer holds: T82, T83, T84 and T87 of client-tolerance, and the answer rules
// A5, A7, A9, A10 and A14, at the door of a whole bridge. A8 is in bridge_questions_test.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/cli/answers.h"
#include "tests/cli/running_bridge.h"

namespace veerpont::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ScopeTest : public ::testing::Test {
  public:
    static void SetUpTestSuite() {
        running_ = std::make_unique<RunningBridge>([](settings::Settings& settings) {
            settings::Sender xxllnc;
            xxllnc.applicatie = "xxllnc";
            xxllnc.client_profile = "xxllnc";
            settings.senders.push_back(xxllnc);
        });
        const auto file = running_->folder.write("catalogus.json", rich_catalogue().dump());
        ASSERT_TRUE(cli::seed_demo_catalogue(running_->view.api(), file).ok());
        zaak_ = new_identificatie();
        paper_ = new_identificatie();
        ASSERT_EQ(bridge().create_zaak(zaak_).berichtcode(), "Bv03");
        ASSERT_EQ(bridge()
                      .post("OntvangAsynchroon",
                            demo_message("4-document.xml", {{"ZAAK", zaak_}, {"DOCUMENT", paper_}}))
                      .berichtcode(),
                  "Bv03");
    }
    static void TearDownTestSuite() { running_.reset(); }

  protected:
    static RunningBridge& bridge() { return *running_; }

    static constexpr const char* kAll = "StUF:scope=\"alles\"/>";

    // geefZaakdetails with another scope object: what stands after its name.
    static Answered details(const std::string& object = kAll) {
        return bridge().post("BeantwoordVraag",
                             replace_all(demo_message("5-zaakdetails.xml", {{"ZAAK", zaak_}}), kAll, object));
    }
    static Answered document(const std::string& object) {
        return bridge().post(
            "BeantwoordVraag",
            replace_all(demo_message("7-document-lezen.xml", {{"DOCUMENT", paper_}}), kAll, object));
    }
    static std::string with(const std::string& inside) { return ">" + inside + "</ZKN:object>"; }

    static std::unique_ptr<RunningBridge> running_;
    static std::string zaak_, paper_;
};

std::unique_ptr<RunningBridge> ScopeTest::running_;
std::string ScopeTest::zaak_, ScopeTest::paper_;

TEST_F(ScopeTest, T82_PresenceInTheScopeIsAskingForIt) {
    const std::string initiator = "antwoord/object/heeftAlsInitiator/gerelateerde/natuurlijkPersoon/inp.bsn";
    for (const std::string scope : {"alles", "allesZonderMetagegevens", "kerngegevens"}) {
        EXPECT_EQ(details("StUF:scope=\"" + scope + "\"/>").at("antwoord/object/startdatum").size(), 8U)
            << scope;
    }
    for (const std::string start :
         {"<ZKN:startdatum xsi:nil=\"true\"/>", "<ZKN:startdatum/>",
          "<ZKN:startdatum>20200101</ZKN:startdatum>", "<ZKN:startdatum StUF:noValue=\"geenWaarde\"/>"}) {
        const Answered answer = details(with(start));
        EXPECT_EQ(answer.at("antwoord/object/startdatum").size(), 8U) << start << answer.text;
        EXPECT_EQ(answer.at("antwoord/object/toelichting"), "") << start;
        EXPECT_THAT(answer.text, Not(HasSubstr("heeftAlsInitiator"))) << start;
    }
    // Relations: nil, empty, in part, with a value, with a wrong entiteittype or none.
    for (const std::string role :
         {"<ZKN:heeftAlsInitiator xsi:nil=\"true\"/>", "<ZKN:heeftAlsInitiator/>",
          "<ZKN:heeftAlsInitiator StUF:entiteittype=\"ZAKBTRINI\"><ZKN:gerelateerde xsi:nil=\"true\"/>"
          "</ZKN:heeftAlsInitiator>",
          "<ZKN:heeftAlsInitiator StUF:entiteittype=\"ONZIN\"><ZKN:gerelateerde><ZKN:natuurlijkPersoon>"
          "<BG:inp.bsn>000000000</BG:inp.bsn></ZKN:natuurlijkPersoon></ZKN:gerelateerde></"
          "ZKN:heeftAlsInitiator>"}) {
        EXPECT_EQ(details(with(role)).at(initiator), "999993653") << role;
    }
}

TEST_F(ScopeTest, OnlyWhatTheQuestionNeedsIsRead) {
    std::vector<std::string> read;
    bridge().gate.decide([&](const ScriptedRequest& request, int) -> std::optional<ScriptedAnswer> {
        if (request.target.find("/catalogi/") == std::string::npos)
            read.push_back(request.target.substr(0, request.target.find('?')));
        return std::nullopt;
    });
    EXPECT_EQ(details(with("<ZKN:startdatum xsi:nil=\"true\"/>")).berichtcode(), "La01");
    EXPECT_EQ(read.size(), 1U);
    read.clear();
    EXPECT_EQ(details(with("<ZKN:heeft StUF:entiteittype=\"ZAKSTT\"/>")).berichtcode(), "La01");
    EXPECT_THAT(read, ::testing::ElementsAre("/zaken/api/v1/zaken", "/zaken/api/v1/statussen"));
    bridge().gate.open();
}

TEST_F(ScopeTest, T83_ADocumentThatIsReadHasItsContent) {
    for (const std::string scope : {"StUF:scope=\"kerngegevens\"/>",
                                    ">"
                                    "<ZKN:isRelevantVoor StUF:entiteittype=\"EDCZAK\"/></ZKN:object>",
                                    "><ZKN:inhoud xsi:nil=\"true\"/></ZKN:object>"}) {
        const Answered answer = document(scope);
        const xml::Element content = answer.envelope->body.find("antwoord/object/inhoud");
        EXPECT_THAT(answer.text, HasSubstr("JVBERi0xLjQK")) << scope;
        EXPECT_NE(content.attribute("bestandsnaam"), "") << scope;
        EXPECT_NE(content.attribute("contentType"), "") << scope;
    }
}

TEST_F(ScopeTest, T84_AListNamesItsDocumentsWhateverTheScopeSays) {
    const std::string question = demo_message("6-documentenlijst.xml", {{"ZAAK", zaak_}});
    const std::string narrow = replace_all(question, "<ZKN:titel xsi:nil=\"true\"/>", "");
    const std::string nameless = replace_all(
        question, "<ZKN:identificatie xsi:nil=\"true\"/>\n        <ZKN:heeftRelevant", "<ZKN:heeftRelevant");
    ASSERT_NE(nameless, question);
    for (const std::string& message : {narrow, nameless}) {
        const Answered answer = bridge().post("BeantwoordVraag", message);
        EXPECT_EQ(answer.at("antwoord/object/identificatie"), zaak_);
        const std::string paper = "antwoord/object/heeftRelevant/gerelateerde/";
        EXPECT_EQ(answer.at(paper + "identificatie"), paper_);
        for (const std::string field :
             {"titel", "dct.omschrijving", "creatiedatum", "vertrouwelijkAanduiding", "auteur"})
            EXPECT_NE(answer.at(paper + field), "") << field << answer.text;
    }
}

TEST_F(ScopeTest, T87_AnUnknownNumberNeverGivesAnotherZaak) {
    for (const std::string& number :
         std::vector<std::string>{"1900-BESTAAT-NIET", zaak_ + "0", zaak_.substr(0, zaak_.size() - 1), "*"}) {
        const Answered answer =
            bridge().post("BeantwoordVraag", demo_message("5-zaakdetails.xml", {{"ZAAK", number}}));
        EXPECT_EQ(answer.berichtcode(), "La01");
        EXPECT_FALSE(static_cast<bool>(answer.envelope->body.child("antwoord"))) << answer.text;
    }
    // White space around a number is no part of it (T86).
    const Answered spaced =
        bridge().post("BeantwoordVraag", demo_message("5-zaakdetails.xml", {{"ZAAK", "\n " + zaak_ + " "}}));
    EXPECT_EQ(spaced.at("antwoord/object/identificatie"), zaak_);
}

TEST_F(ScopeTest, A5_AnAnswerMirrorsTheQuestion) {
    const std::string reference = uuid4();
    const Answered answer = bridge().post(
        "BeantwoordVraag", demo_message("5-zaakdetails.xml", {{"ZAAK", zaak_}, {"REFERENTIE", reference}}));
    const std::string steering = "stuurgegevens/";
    EXPECT_EQ(answer.at(steering + "crossRefnummer"), reference);
    EXPECT_NE(answer.at(steering + "referentienummer"), reference);
    EXPECT_NE(answer.at(steering + "referentienummer"), "");
    EXPECT_GE(answer.at(steering + "tijdstipBericht").size(), 14U);
    EXPECT_EQ(answer.at(steering + "zender/applicatie"), "Zaaksysteem");
    EXPECT_EQ(answer.at(steering + "ontvanger/applicatie"), "Formulieren");
    EXPECT_EQ(answer.at(steering + "ontvanger/gebruiker"), "webformulier");
}

void no_bare_nil(xml::Element element, const std::string& path) {
    if (element.nil()) {
        EXPECT_NE(element.attribute("noValue"), "") << path;
    }
    for (const xml::Element child : element.children())
        no_bare_nil(child, path + "/" + std::string(child.local()));
}

TEST_F(ScopeTest, A7_AnAnswerHasOneObjectAndNilHasAReason) {
    const Answered answer = details();
    int objects = 0;
    for (const xml::Element object : answer.envelope->body.child("antwoord").children()) {
        EXPECT_EQ(object.attribute("entiteittype"), "ZAK");
        ++objects;
    }
    EXPECT_EQ(objects, 1);
    no_bare_nil(answer.envelope->body, "");
    for (const xml::Element role : answer.envelope->body.find("antwoord/object").children()) {
        if (role.local() == "heeftAlsInitiator") {
            EXPECT_EQ(role.child("gerelateerde").attribute("entiteittype"), "");
        }
    }
}

TEST_F(ScopeTest, A9_AnOpenZaakHasNoEinddatum) {
    EXPECT_EQ(details().at("antwoord/object/einddatum"), "");
    const Answered asked = details(with("<ZKN:einddatum xsi:nil=\"true\"/>"));
    EXPECT_EQ(asked.at("antwoord/object/einddatum"), "");
    EXPECT_EQ(asked.envelope->body.find("antwoord/object/einddatum").attribute("noValue"), "geenWaarde");
}

TEST_F(ScopeTest, A10_AKvkNumberComesAsExtraElementForWhoReadsIt) {
    const std::string number = new_identificatie();
    std::string message = demo_message("2-zaak.xml", {{"ZAAK", number}});
    const std::size_t begin = message.find("<ZKN:natuurlijkPersoon"),
                      end = message.find("</ZKN:natuurlijkPersoon>");
    message.replace(
        begin, end + std::string("</ZKN:natuurlijkPersoon>").size() - begin,
        "<ZKN:vestiging StUF:entiteittype=\"VES\" StUF:verwerkingssoort=\"T\"><BG:vestigingsNummer>12345678"
        "</BG:vestigingsNummer><BG:handelsnaam>Bakker</BG:handelsnaam></ZKN:vestiging>");
    ASSERT_EQ(bridge().post("OntvangAsynchroon", message).berichtcode(), "Bv03");
    const std::string question = demo_message("5-zaakdetails.xml", {{"ZAAK", number}});
    const Answered reads =
        bridge().post("BeantwoordVraag", replace_all(question, ">Formulieren<", ">xxllnc<"));
    EXPECT_THAT(reads.text, HasSubstr("naam=\"kvkNummer\">12345678<")) << reads.text;
    EXPECT_THAT(bridge().post("BeantwoordVraag", question).text, Not(HasSubstr("kvkNummer")));
}

void eight_digits(xml::Element element, int& dates) {
    const std::string name(element.local());
    if (name.find("datum") != std::string::npos && !element.has_children() && !element.nil() &&
        name != "datumStatusGezet" && name != "laatsteBetaaldatum") {
        EXPECT_EQ(element.text().size(), 8U) << name;
        EXPECT_TRUE(all_digits(element.text())) << name;
        const std::string_view mark = element.attribute("indOnvolledigeDatum");
        EXPECT_TRUE(mark.empty() || mark == "V") << name;
        ++dates;
    }
    for (const xml::Element child : element.children())
        eight_digits(child, dates);
}

TEST_F(ScopeTest, A14_DatesAreEightDigits) {
    int dates = 0;
    for (const Answered& answer : {details(), document(kAll)})
        eight_digits(answer.envelope->body, dates);
    EXPECT_GE(dates, 4);
}

TEST_F(ScopeTest, DetailsGiveDocumentsToWhoNamesThem) {
    EXPECT_THAT(details().text, Not(HasSubstr("heeftRelevant")));
    const http::Headers action = {
        {"SOAPAction", "http://www.egem.nl/StUF/sector/zkn/0310/geefZaakdetails_Lv01"}};
    const std::string question =
        replace_all(demo_message("5-zaakdetails.xml", {{"ZAAK", zaak_}}), kAll,
                    with("<ZKN:startdatum xsi:nil=\"true\"/><ZKN:heeftRelevant xsi:nil=\"true\"/>"));
    for (const http::Headers& headers : {http::Headers{}, action}) {
        const Answered answer = bridge().post("BeantwoordVraag", question, headers);
        EXPECT_EQ(answer.at("antwoord/object/heeftRelevant/gerelateerde/identificatie"), paper_)
            << answer.text;
        EXPECT_EQ(answer.at("antwoord/object/startdatum").size(), 8U);
    }
}

TEST_F(ScopeTest, DetailsSayWhoSetAStatus) {
    const auto zaken = bridge().view.zaken(zaak_);
    ASSERT_EQ(zaken.size(), 1U);
    const auto make = [](const std::string& target, const nlohmann::json& body) {
        zgw::Call call;
        call.method = "POST";
        call.target = target;
        call.body = &body;
        const auto made = bridge().view.api().call(call);
        EXPECT_TRUE(made.ok()) << made.failure().problem.log_text;
        return made.ok() ? made->json() : nlohmann::json::object();
    };
    const auto of_zaak = [&](const std::string& collection, const std::string& omschrijving) {
        for (const auto& one :
             bridge().view.all(zgw::Api::kCatalogi, collection, {{"zaaktype", zaken.front()["zaaktype"]}})) {
            if (one["omschrijving"] == omschrijving) return one["url"].get<std::string>();
        }
        return std::string();
    };
    const auto rol =
        make("/rollen", {{"zaak", zaken.front()["url"]},
                         {"roltype", of_zaak("/roltypen", "Uitvoerende")},
                         {"betrokkeneType", "medewerker"},
                         {"roltoelichting", "Behandelaar"},
                         {"betrokkeneIdentificatie", {{"identificatie", "mdw7"}, {"achternaam", "Jansen"}}}});
    make("/statussen", {{"zaak", zaken.front()["url"]},
                        {"statustype", of_zaak("/statustypen", "In behandeling")},
                        {"datumStatusGezet", iso_timestamp(system_clock().now() - std::chrono::minutes(1))},
                        {"gezetdoor", rol["url"]}});
    const Answered answer = details(with("<ZKN:heeft StUF:entiteittype=\"ZAKSTT\"/>"));
    bool seen = false;
    for (const xml::Element status : answer.envelope->body.find("antwoord/object").children()) {
        if (status.local() != "heeft" || status.find("gerelateerde/omschrijving").text() != "In behandeling")
            continue;
        EXPECT_EQ(status.find("gerelateerde/volgnummer").text(), "2");
        EXPECT_EQ(status.child("indicatieLaatsteStatus").text(), "J");
        EXPECT_EQ(status.find("isGezetDoor/gerelateerde/medewerker/identificatie").text(), "mdw7")
            << answer.text;
        EXPECT_EQ(status.find("isGezetDoor/rolOmschrijving").text(), "Uitvoerende");
        seen = true;
    }
    EXPECT_TRUE(seen) << answer.text;
    EXPECT_THAT(Validator("wsdl/zds-1.1/berichten.xsd").findings(answer.text), ::testing::IsEmpty());
}

}  // namespace
}  // namespace veerpont::test
