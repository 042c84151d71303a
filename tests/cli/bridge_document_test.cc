// Documents that are checked out and in, as a sender of ZDS 1.1 or 1.2 does it: every answer valid against the
// schemas, every effect in the register.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "bridge/xml/names.h"
#include "tests/cli/answers.h"
#include "tests/cli/running_bridge.h"

namespace veerpont::test {
namespace {

using Json = nlohmann::json;

struct Family {
    std::string name;
    std::string ns;         // of the root
    std::string check_out;  // root of a check-out, without _Di02
    std::string official;
};

class DocumentsTest : public ::testing::TestWithParam<Family> {
  public:
    static void SetUpTestSuite() { running_ = std::make_unique<RunningBridge>(); }
    static void TearDownTestSuite() { running_.reset(); }

  protected:
    void SetUp() override {
        standards_.emplace_back(std::make_unique<Validator>("wsdl/" + GetParam().name + "/berichten.xsd"));
        const auto official = official_schemas(GetParam().official);
        if (std::filesystem::exists(official)) standards_.emplace_back(std::make_unique<Validator>(official));
        zaak_ = new_identificatie();
        ASSERT_EQ(running_->create_zaak(zaak_).berichtcode(), "Bv03") << running_->log();
    }

    // A free message of this family: its stuurgegevens, and what follows.
    std::string free_message(const std::string& root, const std::string& function,
                             const std::string& parts) const {
        const Family& family = GetParam();
        std::string text =
            R"(<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" )"
            R"(xmlns:StUF="http://www.egem.nl/StUF/StUF0301" xmlns:ZKN="http://www.egem.nl/StUF/sector/zkn/0310" )"
            R"(xmlns:FAM=")" +
            family.ns +
            R"(" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><FAM:@ROOT@><FAM:stuurgegevens>)"
            R"(<StUF:berichtcode>Di02</StUF:berichtcode><StUF:zender><StUF:organisatie>1234</StUF:organisatie>)"
            R"(<StUF:applicatie>Redactie</StUF:applicatie><StUF:gebruiker>schrijver</StUF:gebruiker></StUF:zender>)"
            R"(<StUF:ontvanger><StUF:organisatie>1234</StUF:organisatie><StUF:applicatie>Zaaksysteem</StUF:applicatie>)"
            R"(</StUF:ontvanger><StUF:referentienummer>@REF@</StUF:referentienummer>)"
            R"(<StUF:tijdstipBericht>@NU@</StUF:tijdstipBericht><StUF:functie>@FUNCTIE@</StUF:functie>)"
            R"(</FAM:stuurgegevens>@PARTS@</FAM:@ROOT@></soapenv:Body></soapenv:Envelope>)";
        text = replace_all(std::move(text), "@ROOT@", root);
        text = replace_all(std::move(text), "@REF@", uuid4());
        text = replace_all(std::move(text), "@NU@", stuf_timestamp(system_clock().now()));
        text = replace_all(std::move(text), "@FUNCTIE@", function);
        return replace_all(std::move(text), "@PARTS@", parts);
    }
    std::string check_out(const std::string& document) const {
        return free_message(
            GetParam().check_out + "_Di02", "geefZaakdocumentbewerken",
            "<FAM:edcLv01 StUF:entiteittype=\"EDC\" StUF:functie=\"selectie\"><ZKN:parameters/>"
            "<ZKN:gelijk StUF:entiteittype=\"EDC\"><ZKN:identificatie>" +
                document + "</ZKN:identificatie></ZKN:gelijk></FAM:edcLv01>");
    }
    static std::string parameters(const std::string& lock) {
        return "<FAM:parameters>" +
               (lock.empty() ? "" : "<FAM:checkedOutId>" + lock + "</FAM:checkedOutId>") +
               "</FAM:parameters>";
    }
    std::string check_in(const std::string& lock, const std::string& document,
                         const std::string& wordt) const {
        const std::string begin =
            "<ZKN:object StUF:entiteittype=\"EDC\" StUF:verwerkingssoort=\"W\"><ZKN:identificatie>" +
            document + "</ZKN:identificatie>";
        return free_message(
            "updateZaakdocument_Di02", "updateZaakdocument",
            parameters(lock) +
                "<FAM:edcLk02 StUF:entiteittype=\"EDC\" StUF:functie=\"update\"><ZKN:parameters>"
                "<StUF:mutatiesoort>W</StUF:mutatiesoort></ZKN:parameters>" +
                begin + "</ZKN:object>" + begin + wordt + "</ZKN:object></FAM:edcLk02>");
    }
    std::string cancel(const std::string& lock, const std::string& document) const {
        return free_message("cancelCheckout_Di02", "cancelCheckout",
                            parameters(lock) +
                                "<FAM:document StUF:entiteittype=\"EDC\" StUF:verwerkingssoort=\"T\" "
                                "StUF:functie=\"entiteit\"><ZKN:identificatie>" +
                                document + "</ZKN:identificatie></FAM:document>");
    }

    // The answer: valid, and of this kind.
    Answered answered(const std::string& message, const std::string& berichtcode) const {
        for (const auto& validator : standards_)
            EXPECT_THAT(validator->findings(message), ::testing::IsEmpty()) << message;
        Answered answer = running_->post("VrijBericht", message);
        EXPECT_EQ(answer.berichtcode(), berichtcode) << answer.text << running_->log();
        for (const auto& validator : standards_)
            EXPECT_THAT(validator->findings(answer.text), ::testing::IsEmpty()) << answer.text;
        return answer;
    }
    std::string added_document() const {
        const std::string number = new_identificatie();
        EXPECT_EQ(running_
                      ->post("OntvangAsynchroon",
                             demo_message("4-document.xml", {{"DOCUMENT", number}, {"ZAAK", zaak_}}))
                      .berichtcode(),
                  "Bv03");
        return number;
    }
    static Json in_register(const std::string& document) {
        const Json found = running_->view.all(zgw::Api::kDocumenten, "/enkelvoudiginformatieobjecten",
                                              {{"identificatie", document}});
        return found.size() == 1 ? found[0] : Json::object();
    }

    static std::unique_ptr<RunningBridge> running_;
    std::vector<std::unique_ptr<Validator>> standards_;
    std::string zaak_;
};

std::unique_ptr<RunningBridge> DocumentsTest::running_;

TEST_P(DocumentsTest, GoOutComeInAndCanBeReadAsTheyWere) {
    const std::string document = added_document();
    const Answered out = answered(check_out(document), "Du02");
    const xml::Element body = out.envelope->body;
    EXPECT_EQ(body.local(), GetParam().check_out + "_Du02");
    EXPECT_EQ(body.ns(), GetParam().ns);
    EXPECT_EQ(body.find("parameters/checkedOutId").ns(), GetParam().ns);
    EXPECT_EQ(out.at("parameters/checkedOutBy"), "schrijver");
    EXPECT_EQ(out.at("edcLa01/antwoord/object/identificatie"), document);
    EXPECT_EQ(out.at("edcLa01/antwoord/object/isRelevantVoor/gerelateerde/identificatie"), zaak_);
    EXPECT_EQ(body.find("edcLa01/antwoord/object/inhoud").attribute("bestandsnaam"), "aanvraag.pdf");
    EXPECT_NE(out.text.find("JVBERi0xLjQK"), std::string::npos);
    const std::string lock = out.at("parameters/checkedOutId");
    EXPECT_NE(lock, "");
    const Json before = in_register(document);
    EXPECT_EQ(before["locked"], true);

    // A second check-out (N7): an error that says who has it, and no other lock.
    const Answered second = answered(check_out(document), "Fo02");
    EXPECT_EQ(second.fault("code"), "StUF058");
    EXPECT_THAT(second.fault("details"), ::testing::HasSubstr("uitgecheckt door Redactie"));
    EXPECT_THAT(second.text, ::testing::Not(::testing::HasSubstr("schrijver")));

    answered(check_in(lock, document,
                      "<ZKN:titel>Aanvraagformulier, herzien</ZKN:titel>"
                      "<ZKN:inhoud StUF:bestandsnaam=\"herzien.txt\">TmlldXdlIGluaG91ZA==</ZKN:inhoud>"),
             "Bv02");
    const Json after = in_register(document);
    EXPECT_EQ(after["locked"], false);
    EXPECT_EQ(after["versie"], before["versie"].get<int>() + 1);
    EXPECT_EQ(after["titel"], "Aanvraagformulier, herzien");
    EXPECT_EQ(after["bestandsnaam"], "herzien.txt");
    EXPECT_EQ(after["formaat"], "text/plain");
    EXPECT_EQ(after["bestandsomvang"], 13);
    for (const char* same : {"auteur", "taal", "creatiedatum", "vertrouwelijkheidaanduiding",
                             "informatieobjecttype", "beschrijving", "indicatieGebruiksrecht"})
        EXPECT_EQ(after[same], before[same]) << same;
    // The version before it is still there.
    zgw::Call earlier;
    earlier.api = zgw::Api::kDocumenten;
    earlier.target = after["url"].get<std::string>();
    earlier.query = {{"versie", "1"}};
    const auto old = running_->view.api().call(earlier);
    ASSERT_TRUE(old.ok());
    EXPECT_EQ(old->json()["titel"], before["titel"]);
}

TEST_P(DocumentsTest, AreChangedWithoutCheckOutAndWithoutContent) {
    const std::string document = added_document();
    answered(check_in("", document, "<ZKN:beschrijving>Alleen de beschrijving</ZKN:beschrijving>"), "Bv02");
    const Json after = in_register(document);
    EXPECT_EQ(after["beschrijving"], "Alleen de beschrijving");
    EXPECT_EQ(after["bestandsnaam"], "aanvraag.pdf");
    EXPECT_EQ(after["locked"], false);
    EXPECT_GT(after["bestandsomvang"], 100);
    answered(check_in("", document, "<ZKN:status>definitief</ZKN:status>"), "Bv02");
    const Answered refused = answered(check_in("", document, "<ZKN:titel>Te laat</ZKN:titel>"), "Fo02");
    EXPECT_EQ(refused.fault("code"), "StUF058");
    EXPECT_THAT(refused.fault("details"), ::testing::HasSubstr("definitief"));
    EXPECT_EQ(in_register(document)["titel"], "Aanvraagformulier");
}

TEST_P(DocumentsTest, AreGivenBackUnchanged) {
    const std::string document = added_document();
    const std::string lock = answered(check_out(document), "Du02").at("parameters/checkedOutId");
    EXPECT_EQ(answered(cancel("fout", document), "Fo02").fault("code"), "StUF058");
    EXPECT_EQ(in_register(document)["locked"], true);
    answered(cancel(lock, document), "Bv02");
    EXPECT_EQ(in_register(document)["locked"], false);
    EXPECT_EQ(in_register(document)["versie"], 1);
    const Answered late = answered(check_in(lock, document, "<ZKN:titel>Te laat</ZKN:titel>"), "Fo02");
    EXPECT_THAT(late.fault("details"), ::testing::StartsWith("Het document is niet uitgecheckt."));
}

TEST_P(DocumentsTest, ThatDoNotExistAreNotFound) {
    for (const std::string& message :
         {check_out("1900-WEG"), check_in("", "1900-WEG", "<ZKN:titel>x</ZKN:titel>"),
          cancel("x", "1900-WEG")}) {
        const Answered answer = answered(message, "Fo02");
        EXPECT_EQ(answer.fault("code"), "StUF064");
        EXPECT_EQ(answer.fault("details"), "Het document is niet gevonden.");
    }
}

INSTANTIATE_TEST_SUITE_P(
    Families, DocumentsTest,
    ::testing::Values(Family{"zds-1.1", std::string(xml::kZkn), "geefZaakdocumentbewerken",
                             "zds-1.1.02/zkn0310_msg_zs-dms_resolved2017.xsd"},
                      Family{"zds-1.2", std::string(xml::kZds12), "geefZaakdocumentBewerken",
                             "zds-1.2/zds0120_msg_zs-dms_resolved2017.xsd"}),
    [](const auto& one) { return one.param.name == "zds-1.1" ? "Zds11" : "Zds12"; });

}  // namespace
}  // namespace veerpont::test
