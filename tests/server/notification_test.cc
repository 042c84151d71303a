// Plain StUF-ZKN notifications at the door of a whole bridge: edcLk01 and edcLk02, zakLk02, by mutatiesoort. The
// second of each pair waits for what became of it: Bv02 and Fo02 where the first gets Bv03 and Fo03.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/cli/answers.h"
#include "tests/cli/running_bridge.h"

namespace veerpont::test {
namespace {

using Json = nlohmann::json;

class NotificationTest : public ::testing::Test {
  public:
    static void SetUpTestSuite() { running_ = std::make_unique<RunningBridge>(); }
    static void TearDownTestSuite() { running_.reset(); }

  protected:
    void SetUp() override {
        standards_.emplace_back(std::make_unique<Validator>("wsdl/zds-1.1/berichten.xsd"));
        const auto official = official_schemas("zds-1.1.02/zkn0310_msg_zs-dms_resolved2017.xsd");
        if (std::filesystem::exists(official)) standards_.emplace_back(std::make_unique<Validator>(official));
        zaak_ = new_identificatie();
        number_ = new_identificatie();
        ASSERT_EQ(bridge().create_zaak(zaak_).berichtcode(), "Bv03") << bridge().log();
    }
    static RunningBridge& bridge() { return *running_; }

    // The synchronous form of an asynchronous notification.
    static std::string synchronous(std::string message) {
        message = replace_all(std::move(message), "edcLk01>", "edcLk02>");
        message = replace_all(std::move(message), "zakLk01>", "zakLk02>");
        return replace_all(std::move(message), ">Lk01<", ">Lk02<");
    }
    std::string added() const {
        return demo_message("4-document.xml", {{"DOCUMENT", number_}, {"ZAAK", zaak_}});
    }
    // A notification about the document: the objects with these children below the number.
    std::string about(const std::string& mutatiesoort, const std::vector<std::string>& objects) const {
        std::string message = added();
        message = replace_all(std::move(message), ">T</StUF:mutatiesoort>",
                              ">" + mutatiesoort + "</StUF:mutatiesoort>");
        const std::size_t begin = message.find("<ZKN:object"), end = message.find("</ZKN:edcLk01>");
        std::string made;
        for (const std::string& children : objects)
            made += "<ZKN:object StUF:entiteittype=\"EDC\" StUF:verwerkingssoort=\"" + mutatiesoort +
                    "\"><ZKN:identificatie>" + number_ + "</ZKN:identificatie>" + children + "</ZKN:object>";
        return message.substr(0, begin) + made + message.substr(end);
    }
    static std::string relation(const std::string& soort, const std::string& zaak) {
        return "<ZKN:isRelevantVoor StUF:entiteittype=\"EDCZAK\" StUF:verwerkingssoort=\"" + soort +
               "\"><ZKN:gerelateerde StUF:entiteittype=\"ZAK\" "
               "StUF:verwerkingssoort=\"I\"><ZKN:identificatie>" +
               zaak + "</ZKN:identificatie></ZKN:gerelateerde></ZKN:isRelevantVoor>";
    }
    // Sends it; the answer is valid and of this kind.
    Answered answered(const std::string& message, const std::string& berichtcode) const {
        Answered answer = bridge().post("OntvangAsynchroon", message);
        EXPECT_EQ(answer.berichtcode(), berichtcode) << answer.text << bridge().log();
        for (const auto& validator : standards_)
            EXPECT_THAT(validator->findings(answer.text), ::testing::IsEmpty()) << answer.text;
        return answer;
    }
    Json documents() const {
        return bridge().view.all(zgw::Api::kDocumenten, "/enkelvoudiginformatieobjecten",
                                 {{"identificatie", number_}});
    }
    Json document() const {
        const Json found = documents();
        EXPECT_EQ(found.size(), 1U);
        return found.size() == 1 ? found[0] : Json::object();
    }
    // The zaken that the document belongs to, by identificatie.
    std::vector<std::string> zaken() const {
        std::vector<std::string> all;
        for (const Json& one : bridge().view.all(zgw::Api::kZaken, "/zaakinformatieobjecten",
                                                 {{"informatieobject", document().value("url", "")}})) {
            zgw::Call call;
            call.api = zgw::Api::kZaken;
            call.target = one.value("zaak", "");
            const auto zaak = bridge().view.api().call(call);
            EXPECT_TRUE(zaak.ok());
            if (zaak.ok()) all.push_back(zaak->json().value("identificatie", ""));
        }
        return all;
    }

    static std::unique_ptr<RunningBridge> running_;
    std::vector<std::unique_ptr<Validator>> standards_;
    std::string zaak_, number_;
};

std::unique_ptr<RunningBridge> NotificationTest::running_;

TEST_F(NotificationTest, ADocumentIsAddedChangedAndRemoved) {
    for (const bool waits : {false, true}) {
        number_ = new_identificatie();
        const std::string good = waits ? "Bv02" : "Bv03";
        const auto form = [&](std::string message) {
            return waits ? synchronous(std::move(message)) : message;
        };
        answered(form(added()), good);
        EXPECT_THAT(zaken(), ::testing::ElementsAre(zaak_));
        answered(form(about("W", {"", "<ZKN:titel>Verbeterd</ZKN:titel>"})), good);
        EXPECT_EQ(document().value("titel", ""), "Verbeterd");
        EXPECT_EQ(document().value("auteur", ""), "A.B. de Vries");
        EXPECT_EQ(document().value("versie", 0), 2);
        EXPECT_EQ(document().at("locked"), false);
        answered(form(about("V", {relation("V", zaak_)})), good);
        EXPECT_TRUE(documents().empty()) << waits;
    }
}

TEST_F(NotificationTest, ANumberThatBecameFreeCanBeUsedAgain) {
    answered(added(), "Bv03");
    answered(about("V", {relation("V", zaak_)}), "Bv03");
    answered(added(), "Bv03");
    EXPECT_EQ(document().value("versie", 0), 1);
    EXPECT_THAT(zaken(), ::testing::ElementsAre(zaak_));
}

TEST_F(NotificationTest, ADocumentOfTwoZakenStaysWithTheOther) {
    const std::string other = new_identificatie();
    ASSERT_EQ(bridge().create_zaak(other).berichtcode(), "Bv03");
    answered(added(), "Bv03");
    answered(synchronous(about("W", {relation("T", other)})), "Bv02");
    EXPECT_THAT(zaken(), ::testing::UnorderedElementsAre(zaak_, other));
    EXPECT_EQ(document().value("versie", 0), 1) << "its zaken are no part of the document";
    answered(synchronous(about("V", {relation("V", zaak_)})), "Bv02");
    EXPECT_THAT(zaken(), ::testing::ElementsAre(other));
    answered(synchronous(about("W", {relation("R", other), relation("R", zaak_)})), "Bv02");
    EXPECT_THAT(zaken(), ::testing::ElementsAre(zaak_));
}

TEST_F(NotificationTest, ADefinitiveDocumentIsNeitherChangedNorDeleted) {
    answered(replace_all(added(), "<ZKN:vertrouwelijkAanduiding>",
                         "<ZKN:status>Definitief</ZKN:status><ZKN:vertrouwelijkAanduiding>"),
             "Bv03");
    const Answered refused = answered(synchronous(about("W", {"<ZKN:titel>Anders</ZKN:titel>"})), "Fo02");
    EXPECT_THAT(refused.fault("details"), ::testing::HasSubstr("definitief"));
    EXPECT_EQ(document().value("versie", 0), 1);
    answered(synchronous(about("V", {""})), "Bv02");
    EXPECT_THAT(zaken(), ::testing::IsEmpty());
}

TEST_F(NotificationTest, WhoWaitsIsToldWhatWentWrong) {
    const Answered unknown = answered(synchronous(about("W", {"<ZKN:titel>Anders</ZKN:titel>"})), "Fo02");
    EXPECT_EQ(unknown.fault("code"), "StUF064");
    EXPECT_THAT(unknown.fault("details"), ::testing::HasSubstr("Het document is niet gevonden."));
    EXPECT_EQ(answered(about("V", {""}), "Fo03").fault("code"), "StUF064");
    const std::string zaak = new_identificatie();
    const std::string message = synchronous(demo_message("2-zaak.xml", {{"ZAAK", zaak}}));
    answered(replace_all(message, "DEMO-PARK", "BESTAAT-NIET"), "Fo02");
    EXPECT_TRUE(bridge().view.zaken(zaak).empty());
}

TEST_F(NotificationTest, AZaakIsMadeAndChangedWhileTheSenderWaits) {
    const std::string zaak = new_identificatie();
    const std::string message = synchronous(demo_message("2-zaak.xml", {{"ZAAK", zaak}}));
    const Answered first = answered(message, "Bv02");
    EXPECT_EQ(bridge().view.zaken(zaak).size(), 1U);
    EXPECT_EQ(answered(message, "Bv02").text, first.text) << "the same message again";
    const std::size_t begin = message.find("<ZKN:object"), end = message.find("</ZKN:zakLk02>");
    std::string change =
        replace_all(message.substr(0, begin), ">T</StUF:mutatiesoort>", ">W</StUF:mutatiesoort>") +
        "<ZKN:object StUF:entiteittype=\"ZAK\" StUF:verwerkingssoort=\"W\"><ZKN:identificatie>" + zaak +
        "</ZKN:identificatie><ZKN:omschrijving>Gewijzigd</ZKN:omschrijving></ZKN:object>" +
        message.substr(end);
    const std::string tag = "<StUF:referentienummer>";
    change.insert(change.find(tag) + tag.size(), "W");
    answered(change, "Bv02");
    EXPECT_EQ(bridge().view.zaken(zaak).at(0).value("omschrijving", ""), "Gewijzigd");
}

}  // namespace
}  // namespace veerpont::test
