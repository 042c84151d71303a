// Questions of plain StUF-ZKN at the door of a whole bridge: zakLv01 on persons, types, dates and statuses, in an
// order, in parts; edcLv01 on the documents of a zaak. The register is the sandbox, which refuses a parameter that the
// standard does not know.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "tests/cli/answers.h"
#include "tests/cli/running_bridge.h"

namespace veerpont::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr const char* kBsn = "999993653";
constexpr const char* kOtherBsn = "111222333";
constexpr const char* kNumber = "<ZKN:identificatie xsi:nil=\"true\"/>";
constexpr int kMany = 130;

// One question; what is left out is not in the message.
struct Vraag {
    std::string gelijk, vanaf, tot_en_met;
    std::string scope = kNumber;
    std::string sortering = "1";
    std::string maximum;
    std::string start;  // the children of start/object; filled: a follow-up question
    bool follow_up = false;
    std::string parameters;
    std::string entity = "ZAK";

    std::string text() const {
        const auto part = [&](const char* name, const std::string& inside) {
            return inside.empty() ? std::string()
                                  : "<ZKN:" + std::string(name) + " StUF:entiteittype=\"" + entity + "\">" +
                                        inside + "</ZKN:" + name + ">";
        };
        const std::string root = entity == "ZAK" ? "zakLv01" : "edcLv01";
        const bool more = follow_up || !start.empty();
        return "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" "
               "xmlns:StUF=\"http://www.egem.nl/StUF/StUF0301\" "
               "xmlns:ZKN=\"http://www.egem.nl/StUF/sector/zkn/0310\" "
               "xmlns:BG=\"http://www.egem.nl/StUF/sector/bg/0310\" "
               "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><soapenv:Body><ZKN:" +
               root +
               "><ZKN:stuurgegevens><StUF:berichtcode>Lv01</"
               "StUF:berichtcode><StUF:zender><StUF:organisatie>1234"
               "</StUF:organisatie><StUF:applicatie>Portaal</StUF:applicatie></"
               "StUF:zender><StUF:referentienummer>" +
               uuid4() + "</StUF:referentienummer><StUF:entiteittype>" + entity +
               "</StUF:entiteittype></ZKN:stuurgegevens><ZKN:parameters><StUF:sortering>" + sortering +
               "</StUF:sortering><StUF:indicatorVervolgvraag>" + (more ? "true" : "false") +
               "</StUF:indicatorVervolgvraag>" +
               (maximum.empty() ? "" : "<StUF:maximumAantal>" + maximum + "</StUF:maximumAantal>") +
               parameters + "</ZKN:parameters>" + part("gelijk", gelijk) + part("vanaf", vanaf) +
               part("totEnMet", tot_en_met) +
               (scope.empty() ? "" : "<ZKN:scope>" + part("object", scope) + "</ZKN:scope>") +
               (start.empty() ? "" : "<ZKN:start>" + part("object", start) + "</ZKN:start>") +
               "</ZKN:" + root + "></soapenv:Body></soapenv:Envelope>";
    }
};

std::string person(const std::string& role, const std::string& bsn) {
    return "<ZKN:" + role +
           "><ZKN:gerelateerde><ZKN:natuurlijkPersoon StUF:entiteittype=\"NPS\"><BG:inp.bsn>" + bsn +
           "</BG:inp.bsn></ZKN:natuurlijkPersoon></ZKN:gerelateerde></ZKN:" + role + ">";
}

std::string subject(const std::string& role, const std::string& number) {
    return "<ZKN:" + role + "><ZKN:gerelateerde StUF:entiteittype=\"BTR\"><ZKN:identificatie>" + number +
           "</ZKN:identificatie></ZKN:gerelateerde></ZKN:" + role + ">";
}

std::string of_type(const std::string& code) {
    return "<ZKN:isVan StUF:entiteittype=\"ZAKZKT\"><ZKN:gerelateerde StUF:entiteittype=\"ZKT\"><ZKN:code>" +
           code + "</ZKN:code></ZKN:gerelateerde></ZKN:isVan>";
}

std::string with_status(const std::string& omschrijving, const std::string& more = "") {
    return "<ZKN:heeft StUF:entiteittype=\"ZAKSTT\"><ZKN:gerelateerde "
           "StUF:entiteittype=\"STT\"><ZKN:omschrijving>" +
           omschrijving + "</ZKN:omschrijving></ZKN:gerelateerde>" + more + "</ZKN:heeft>";
}

std::string element(const std::string& name, const std::string& text) {
    return "<ZKN:" + name + ">" + text + "</ZKN:" + name + ">";
}

class QuestionsTest : public ::testing::Test {
  public:
    static void SetUpTestSuite() {
        running_ = std::make_unique<RunningBridge>();
        nlohmann::json catalogue = rich_catalogue();
        const auto file = running_->folder.write("catalogus.json", catalogue.dump());
        ASSERT_TRUE(cli::seed_demo_catalogue(running_->view.api(), file).ok());
        make_zaken();
    }
    static void TearDownTestSuite() { running_.reset(); }

  protected:
    static RunningBridge& bridge() { return *running_; }

    static nlohmann::json make(zgw::Api api, const std::string& target, const nlohmann::json& body) {
        zgw::Call call;
        call.api = api;
        call.method = "POST";
        call.target = target;
        call.body = &body;
        const auto made = bridge().view.api().call(call);
        EXPECT_TRUE(made.ok()) << target << ": " << made.failure().problem.log_text;
        return made.ok() ? made->json() : nlohmann::json::object();
    }

    // The URL of a type of the zaaktype with everything.
    static std::string type(const std::string& collection, const std::string& omschrijving) {
        for (const auto& one : bridge().view.all(zgw::Api::kCatalogi, collection)) {
            const bool ours =
                !one.contains("zaaktypeIdentificatie") || one["zaaktypeIdentificatie"] == "TEST-RIJK";
            if (one["omschrijving"] == omschrijving && ours) return one["url"];
        }
        ADD_FAILURE() << "no " << omschrijving << " in " << collection;
        return "";
    }

    static nlohmann::json make_zaak(const std::string& identificatie, const std::string& startdatum,
                                    const std::string& omschrijving, const std::string& zaaktype) {
        return make(zgw::Api::kZaken, "/zaken",
                    {{"identificatie", identificatie},
                     {"bronorganisatie", "001005650"},
                     {"verantwoordelijkeOrganisatie", "001005650"},
                     {"zaaktype", zaaktype},
                     {"omschrijving", omschrijving},
                     {"startdatum", startdatum}});
    }

    static void make_rol(const nlohmann::json& zaak, const std::string& roltype, const nlohmann::json& person,
                         const std::string& kind = "natuurlijk_persoon") {
        make(zgw::Api::kZaken, "/rollen",
             {{"zaak", zaak["url"]},
              {"roltype", type("/roltypen", roltype)},
              {"betrokkeneType", kind},
              {"roltoelichting", roltype},
              {"betrokkeneIdentificatie", person}});
    }

    static void set_status(const nlohmann::json& zaak, const std::string& statustype,
                           const std::string& when) {
        make(zgw::Api::kZaken, "/statussen",
             {{"zaak", zaak["url"]},
              {"statustype", type("/statustypen", statustype)},
              {"datumStatusGezet", when}});
    }

    // A: both persons, open. B: the first person as belanghebbende. C: closed. D: an organisation, a medewerker.
    static void make_zaken() {
        const std::string rich = type("/zaaktypen", "Zaaktype met alles");
        const std::string demo = type("/zaaktypen", "Parkeervergunning bewoner");
        const auto a = make_zaak("1900-A", "2026-02-01", "Bomen kappen", rich);
        make_rol(a, "Initiator", {{"inpBsn", kBsn}, {"geslachtsnaam", "Vries"}});
        make_rol(a, "Belanghebbende", {{"inpBsn", kOtherBsn}});
        set_status(a, "Ontvangen", "2026-02-01T09:00:00Z");
        set_status(a, "In behandeling", "2026-02-03T09:00:00Z");
        const auto b = make_zaak("1900-B", "2026-03-01", "Aanbouw", rich);
        make_rol(b, "Belanghebbende", {{"inpBsn", kBsn}});
        set_status(b, "Ontvangen", "2026-03-01T09:00:00Z");
        const auto c = make_zaak("1900-C", "2026-01-01", "Carport", rich);
        make_rol(c, "Initiator", {{"inpBsn", kBsn}});
        set_status(c, "Ontvangen", "2026-01-02T09:00:00Z");
        make(zgw::Api::kZaken, "/resultaten",
             {{"zaak", c["url"]}, {"resultaattype", type("/resultaattypen", "Verleend")}});
        set_status(c, "Afgehandeld", "2026-01-20T09:00:00Z");
        const auto d = make_zaak("1900-D", "2026-04-01", "Dakkapel", rich);
        make_rol(d, "Initiator", {{"vestigingsNummer", "000012345678"}}, "vestiging");
        make_rol(d, "Uitvoerende", {{"identificatie", "mdw7"}, {"achternaam", "Jansen"}}, "medewerker");
        for (int i = 1; i <= kMany; ++i) {
            const std::string number = std::to_string(1000 + i).substr(1);
            // In pairs with one omschrijving, so that an order on it is no order by itself.
            make_zaak("1900-V" + number, "2025-06-" + std::to_string(10 + i % 5),
                      "Reeks " + std::to_string(1000 + (kMany - i) / 2), demo);
        }
    }

    static Answered ask(const Vraag& vraag, const std::string& action = "") {
        http::Headers headers;
        if (!action.empty()) {
            headers.emplace_back("SOAPAction", "\"http://www.egem.nl/StUF/sector/zkn/0310/" + action + "\"");
        }
        return bridge().post("BeantwoordVraag", vraag.text(), headers);
    }
    static std::vector<std::string> numbers(const Answered& answer) {
        std::vector<std::string> found;
        if (!answer.envelope) return found;
        for (const xml::Element object : answer.envelope->body.child("antwoord").children())
            found.emplace_back(object.child("identificatie").text());
        return found;
    }
    static std::vector<std::string> found(const Vraag& vraag) {
        const Answered answer = ask(vraag);
        EXPECT_EQ(answer.berichtcode(), "La01") << vraag.text() << answer.text;
        return numbers(answer);
    }
    static Vraag gelijk(const std::string& criteria) {
        Vraag vraag;
        vraag.gelijk = criteria;
        return vraag;
    }
    static void expect_fault(const Vraag& vraag, const std::string& code, const std::string& details) {
        const Answered answer = ask(vraag);
        EXPECT_EQ(answer.berichtcode(), "Fo02") << answer.text;
        EXPECT_EQ(answer.fault("code"), code) << answer.text;
        EXPECT_THAT(answer.fault("details"), HasSubstr(details));
    }

    static std::unique_ptr<RunningBridge> running_;
};

std::unique_ptr<RunningBridge> QuestionsTest::running_;

TEST_F(QuestionsTest, T86_ASubjectNumberMayHaveItsKindBeforeIt) {
    for (const std::string number : {"11", "12", "13", ""}) {
        EXPECT_THAT(found(gelijk(subject("heeftAlsInitiator", number + kBsn))),
                    ElementsAre("1900-A", "1900-C"))
            << number;
    }
    EXPECT_THAT(found(gelijk(subject("heeftAlsInitiator", "\n  11999993653 "))),
                ElementsAre("1900-A", "1900-C"));
    EXPECT_THAT(found(gelijk(subject("heeftAlsInitiator", "31000012345678"))), ElementsAre("1900-D"));
    EXPECT_THAT(found(gelijk(subject("heeftAlsInitiator", "11111222333"))), IsEmpty());
    expect_fault(gelijk(subject("heeftAlsInitiator", "77AB")), "StUF058", "heeftAlsInitiator/gerelateerde");
}

TEST_F(QuestionsTest, EveryRoleElementCanBeAskedFor) {
    EXPECT_THAT(found(gelijk(person("heeftAlsInitiator", kBsn))), ElementsAre("1900-A", "1900-C"));
    EXPECT_THAT(found(gelijk(person("heeftAlsBelanghebbende", kBsn))), ElementsAre("1900-B"));
    EXPECT_THAT(found(gelijk(person("heeftAlsBelanghebbende", kOtherBsn))), ElementsAre("1900-A"));
    EXPECT_THAT(found(gelijk(person("heeftAlsGemachtigde", kBsn))), IsEmpty());
    const std::string employee =
        "<ZKN:heeftAlsUitvoerende><ZKN:gerelateerde><ZKN:medewerker StUF:entiteittype=\"MDW\">"
        "<ZKN:identificatie>mdw7</ZKN:identificatie></ZKN:medewerker></ZKN:gerelateerde></"
        "ZKN:heeftAlsUitvoerende>";
    EXPECT_THAT(found(gelijk(employee)), ElementsAre("1900-D"));
    // One role must have it all: the initiator of A is the one person, the belanghebbende the other.
    EXPECT_THAT(found(gelijk(person("heeftAlsInitiator", kOtherBsn))), IsEmpty());
    EXPECT_THAT(
        found(gelijk(person("heeftAlsInitiator", kBsn) + person("heeftAlsBelanghebbende", kOtherBsn))),
        ElementsAre("1900-A"));
}

TEST_F(QuestionsTest, OpenAndClosedZaken) {
    const std::string empty = "<ZKN:einddatum xsi:nil=\"true\" StUF:noValue=\"geenWaarde\"/>";
    EXPECT_THAT(found(gelijk(empty + person("heeftAlsInitiator", kBsn))), ElementsAre("1900-A"));
    EXPECT_THAT(found(gelijk(empty + of_type("TEST-RIJK"))), ElementsAre("1900-A", "1900-B", "1900-D"));
    EXPECT_THAT(found(gelijk(element("einddatum", "20260120"))), ElementsAre("1900-C"));
    Vraag closed;
    closed.vanaf = element("einddatum", "20260101");
    EXPECT_THAT(found(closed), ElementsAre("1900-C"));
}

TEST_F(QuestionsTest, DatesFromAndUpToAndIncluding) {
    Vraag vraag;
    vraag.gelijk = of_type("TEST-RIJK");
    vraag.vanaf = element("startdatum", "20260201");
    vraag.tot_en_met = element("startdatum", "20260301");
    EXPECT_THAT(found(vraag), ElementsAre("1900-A", "1900-B"));
    vraag.vanaf.clear();
    EXPECT_THAT(found(vraag), ElementsAre("1900-A", "1900-B", "1900-C"));
    // The register has only "later than" and "earlier than" for the einddatum: both limits count themselves.
    Vraag closed;
    closed.vanaf = closed.tot_en_met = element("einddatum", "20260120");
    EXPECT_THAT(found(closed), ElementsAre("1900-C"));
    closed.vanaf = closed.tot_en_met = element("einddatum", "20260121");
    EXPECT_THAT(found(closed), IsEmpty());
    Vraag partial;
    partial.vanaf = "<ZKN:startdatum StUF:indOnvolledigeDatum=\"D\">202601</ZKN:startdatum>";
    expect_fault(partial, "StUF085", "startdatum");
}

TEST_F(QuestionsTest, StatusAndZaaktype) {
    EXPECT_THAT(found(gelijk(of_type("TEST-RIJK") + with_status("In behandeling"))), ElementsAre("1900-A"));
    const std::string latest = element("indicatieLaatsteStatus", "J");
    EXPECT_THAT(found(gelijk(of_type("TEST-RIJK") + with_status("Ontvangen"))),
                ElementsAre("1900-A", "1900-B", "1900-C"));
    EXPECT_THAT(found(gelijk(of_type("TEST-RIJK") + with_status("Ontvangen", latest))),
                ElementsAre("1900-B"));
    // Without a zaaktype the statustypen of all zaaktypen count.
    EXPECT_THAT(found(gelijk(with_status("Afgehandeld"))), ElementsAre("1900-C"));
    EXPECT_THAT(found(gelijk(of_type("BESTAAT-NIET"))), IsEmpty());
}

TEST_F(QuestionsTest, TextsExactAndNot) {
    EXPECT_THAT(found(gelijk(of_type("TEST-RIJK") + element("omschrijving", "Aanbouw"))),
                ElementsAre("1900-B"));
    EXPECT_THAT(found(gelijk(of_type("TEST-RIJK") + element("omschrijving", "bouw"))), IsEmpty());
    EXPECT_THAT(found(gelijk(of_type("TEST-RIJK") +
                             "<ZKN:omschrijving StUF:exact=\"false\">BOUW</ZKN:omschrijving>")),
                ElementsAre("1900-B"));
}

TEST_F(QuestionsTest, OrderedAsAskedFor) {
    Vraag vraag = gelijk(of_type("TEST-RIJK"));
    vraag.sortering = "4";
    EXPECT_THAT(found(vraag), ElementsAre("1900-B", "1900-A", "1900-C", "1900-D"));
    vraag.sortering = "5";  // startdatum, the newest first
    EXPECT_THAT(found(vraag), ElementsAre("1900-D", "1900-B", "1900-A", "1900-C"));
    vraag.sortering = "3";
    EXPECT_THAT(found(vraag), ElementsAre("1900-A", "1900-B", "1900-C", "1900-D"));
    vraag.sortering = "7";
    expect_fault(vraag, "StUF133", "sortering 7");
}

TEST_F(QuestionsTest, T85_AnOrderOutsideTheRangeIsNone) {
    Vraag vraag = gelijk(of_type("TEST-RIJK"));
    for (const std::string sortering : {"0", "99", "-1", "geen", ""}) {
        vraag.sortering = sortering;
        EXPECT_THAT(found(vraag), ElementsAre("1900-A", "1900-B", "1900-C", "1900-D")) << sortering;
    }
}

// What a follow-up question repeats of the last object.
std::string repeated(const Answered& answer) {
    xml::Element last;
    for (const xml::Element object : answer.envelope->body.child("antwoord").children())
        last = object;
    std::string text;
    for (const char* const name : {"identificatie", "omschrijving", "startdatum"}) {
        if (last.child(name)) text += element(name, std::string(last.child(name).text()));
    }
    return text;
}

std::string more(const Answered& answer) {
    return answer.at("parameters/indicatorVervolgvraag");
}

TEST_F(QuestionsTest, AnAnswerInPartsHoldsEveryZaakOnce) {
    for (const std::string sortering : {"1", "4", "5"}) {
        Vraag vraag = gelijk(of_type("DEMO-PARK"));
        vraag.scope =
            std::string(kNumber) + "<ZKN:omschrijving xsi:nil=\"true\"/><ZKN:startdatum xsi:nil=\"true\"/>";
        vraag.sortering = sortering;
        vraag.maximum = "40";
        std::vector<std::string> all;
        for (int part = 1; part <= 4; ++part) {
            const Answered answer = ask(vraag);
            ASSERT_EQ(answer.berichtcode(), "La01") << answer.text;
            const auto here = numbers(answer);
            EXPECT_EQ(here.size(), part < 4 ? 40U : 10U) << sortering;
            all.insert(all.end(), here.begin(), here.end());
            EXPECT_EQ(more(answer), part < 4 ? "true" : "false") << sortering;
            vraag.start = repeated(answer);
        }
        EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), static_cast<std::size_t>(kMany))
            << sortering;
        EXPECT_EQ(all.size(), static_cast<std::size_t>(kMany)) << sortering;
        // After the last one there is nothing left.
        EXPECT_THAT(found(vraag), IsEmpty());
    }
}

TEST_F(QuestionsTest, WithoutMaximumAHundredComeAndTheRestOnRequest) {
    Vraag vraag = gelijk(of_type("DEMO-PARK"));
    vraag.parameters = "<StUF:indicatorAantal>true</StUF:indicatorAantal>";
    const Answered first = ask(vraag);
    EXPECT_EQ(numbers(first).size(), 100U);
    EXPECT_EQ(more(first), "true");
    EXPECT_EQ(first.at("parameters/aantalVoorkomens"), std::to_string(kMany));
    vraag.start = element("identificatie", numbers(first).back());
    EXPECT_EQ(found(vraag).size(), kMany - 100U);
}

TEST_F(QuestionsTest, AFollowUpQuestionNeedsNothingButItself) {
    Vraag vraag =
        gelijk(of_type("DEMO-PARK") + "<ZKN:einddatum xsi:nil=\"true\" StUF:noValue=\"geenWaarde\"/>");
    vraag.maximum = "3";
    const std::string last = numbers(ask(vraag)).back();
    vraag.start = element("identificatie", last);
    const auto here = found(vraag);
    ASSERT_EQ(here.size(), 3U);
    // Another instance, which never saw the first question.
    source::Diagnostics diagnostics;
    const auto settings = settings::load("config/veerpont.json",
                                         {{"server.listen", "127.0.0.1:0"},
                                          {"beheer.listen", "127.0.0.1:0"},
                                          {"sandbox.listen", bridge().gate.address()},
                                          {"sandbox.enabled", "false"},
                                          {"data", (bridge().folder / "tweede").string()}},
                                         diagnostics);
    ASSERT_TRUE(settings) << diagnostics.text();
    cli::Bridge second(*settings);
    EXPECT_EQ(numbers(StufSender(second.port()).post("/zds/BeantwoordVraag", vraag.text())), here);
    // The last object is gone meanwhile: the rest is still the rest.
    const auto gone = bridge().view.zaken(last);
    ASSERT_EQ(gone.size(), 1U);
    zgw::Call call;
    call.method = "DELETE";
    call.target = gone.front()["url"];
    ASSERT_TRUE(bridge().view.api().call(call).ok());
    EXPECT_EQ(found(vraag), here);
    make_zaak(last, "2025-06-10", "Terug", gone.front()["zaaktype"]);
}

TEST_F(QuestionsTest, FollowUpQuestionsThatCannotBeAnswered) {
    Vraag vraag = gelijk(of_type("DEMO-PARK"));
    vraag.follow_up = true;
    expect_fault(vraag, "StUF103", "start");
    vraag.start = element("omschrijving", "Reeks 1000");
    expect_fault(vraag, "StUF106", "identificatie");
}

TEST_F(QuestionsTest, NothingIsIgnoredAndNothingIsGuessed) {
    const std::string about = of_type("TEST-RIJK");
    expect_fault(gelijk(about + element("zaakniveau", "1")), "StUF058", "zaakniveau");
    expect_fault(
        gelijk(about + "<ZKN:resultaat><ZKN:omschrijving>Verleend</ZKN:omschrijving></ZKN:resultaat>"),
        "StUF058", "resultaat/omschrijving");
    expect_fault(gelijk(about + "<ZKN:heeftAlsInitiator><ZKN:gerelateerde><ZKN:natuurlijkPersoon "
                                "StUF:entiteittype=\"NPS\"><BG:geslachtsnaam>Vries</BG:geslachtsnaam>"
                                "</ZKN:natuurlijkPersoon></ZKN:gerelateerde></ZKN:heeftAlsInitiator>"),
                 "StUF058", "geslachtsnaam");
    expect_fault(gelijk(element("betalingsIndicatie", "Onzin")), "StUF058", "betalingsIndicatie");
    // T87: a question about nothing never gives a zaak.
    expect_fault(gelijk(element("identificatie", "")), "StUF055", "geen gegeven");
    expect_fault(Vraag{}, "StUF055", "geen gegeven");
    // Together with a number that can be asked for, a name is one more condition.
    const std::string named =
        "<ZKN:heeftAlsInitiator><ZKN:gerelateerde><ZKN:natuurlijkPersoon "
        "StUF:entiteittype=\"NPS\"><BG:inp.bsn>" +
        std::string(kBsn) +
        "</BG:inp.bsn><BG:geslachtsnaam>Vries</BG:geslachtsnaam></ZKN:natuurlijkPersoon></ZKN:gerelateerde>"
        "</ZKN:heeftAlsInitiator>";
    EXPECT_THAT(found(gelijk(named)), ElementsAre("1900-A"));
}

TEST_F(QuestionsTest, T4_TheMessageChoosesWhateverTheActionSays) {
    for (const std::string action : {"", "zakLv01", "geefZaakdetails_Lv01", "iets"}) {
        EXPECT_THAT(numbers(ask(gelijk(person("heeftAlsBelanghebbende", kBsn)), action)),
                    ElementsAre("1900-B"))
            << action;
        EXPECT_THAT(numbers(ask(gelijk(element("identificatie", "1900-D")), action)), ElementsAre("1900-D"))
            << action;
    }
}

TEST_F(QuestionsTest, A8_EveryZaakIsAnsweredLikeGeefZaakdetails) {
    Vraag vraag = gelijk(person("heeftAlsInitiator", kBsn));
    vraag.scope =
        "<ZKN:heeftAlsInitiator StUF:entiteittype=\"ZAKBTRINI\"><ZKN:gerelateerde/></ZKN:heeftAlsInitiator>";
    const Answered answer = ask(vraag);
    EXPECT_EQ(answer.at("antwoord/object/omschrijving"), "Bomen kappen");
    EXPECT_EQ(answer.at("antwoord/object/isVan/gerelateerde/code"), "TEST-RIJK");
    EXPECT_EQ(answer.at("antwoord/object/heeftAlsInitiator/gerelateerde/natuurlijkPersoon/inp.bsn"), kBsn);
    EXPECT_EQ(answer.text.find("heeftAlsBelanghebbende"), std::string::npos);
    // The same zaak by its number gives the same object.
    Vraag single = gelijk(element("identificatie", "1900-A"));
    single.scope = vraag.scope;
    const Answered details = ask(single);
    const auto object = [](const Answered& given) {
        const std::size_t begin = given.text.find("<ZKN:object"), end = given.text.find("</ZKN:object>");
        return given.text.substr(begin, end - begin);
    };
    EXPECT_EQ(object(answer), object(details));
}

TEST_F(QuestionsTest, AnswersAreValid) {
    std::vector<std::unique_ptr<Validator>> standards;
    standards.push_back(std::make_unique<Validator>("wsdl/zds-1.1/berichten.xsd"));
    const auto official = std::filesystem::path(
        VEERPONT_SOURCE_DIR "/../shared/reference/zds-schemas/zds-1.1.02/_driver/zkn0310-all.xsd");
    if (std::filesystem::exists(official)) standards.push_back(std::make_unique<Validator>(official));
    Vraag everything = gelijk(of_type("TEST-RIJK"));
    everything.scope.clear();
    Vraag counted = gelijk(of_type("DEMO-PARK"));
    counted.maximum = "2";
    counted.parameters =
        "<StUF:indicatorAfnemerIndicatie>false</StUF:indicatorAfnemerIndicatie>"
        "<StUF:indicatorAantal>true</StUF:indicatorAantal>";
    for (const Vraag& vraag : {everything, counted, gelijk(person("heeftAlsInitiator", kBsn)),
                               gelijk(of_type("BESTAAT-NIET")), gelijk(element("zaakniveau", "1"))}) {
        const Answered answer = ask(vraag);
        for (const auto& standard : standards)
            EXPECT_THAT(standard->findings(answer.text), IsEmpty()) << answer.text;
    }
}

TEST_F(QuestionsTest, DocumentsOfAZaak) {
    const std::string zaak = new_identificatie();
    ASSERT_EQ(bridge().create_zaak(zaak).berichtcode(), "Bv03");
    std::vector<std::string> papers;
    for (const std::string title : {"Bijlage twee", "Bijlage een"}) {
        papers.push_back(new_identificatie());
        std::string message = demo_message("4-document.xml", {{"ZAAK", zaak}, {"DOCUMENT", papers.back()}});
        const std::size_t begin = message.find("<ZKN:titel>"), end = message.find("</ZKN:titel>");
        ASSERT_NE(end, std::string::npos);
        message.replace(begin, end - begin, "<ZKN:titel>" + title);
        ASSERT_EQ(bridge().post("OntvangAsynchroon", message).berichtcode(), "Bv03");
    }
    const std::string relevant =
        "<ZKN:isRelevantVoor StUF:entiteittype=\"EDCZAK\"><ZKN:gerelateerde StUF:entiteittype=\"ZAK\">"
        "<ZKN:identificatie>" +
        zaak + "</ZKN:identificatie></ZKN:gerelateerde></ZKN:isRelevantVoor>";
    Vraag vraag = gelijk(relevant);
    vraag.entity = "EDC";
    vraag.sortering = "4";
    EXPECT_THAT(found(vraag), ElementsAre(papers[1], papers[0]));
    EXPECT_EQ(ask(vraag).text.find("inhoud"), std::string::npos);
    vraag.scope = std::string(kNumber) + "<ZKN:inhoud/>";
    const Answered content = ask(vraag);
    EXPECT_THAT(content.text, HasSubstr(">JVBERi0xLjQK"));
    vraag.scope = kNumber;
    vraag.gelijk = element("titel", "Bijlage twee") + relevant;
    EXPECT_THAT(found(vraag), ElementsAre(papers[0]));
    vraag.gelijk = element("formaat", "pdf") + relevant;
    expect_fault(vraag, "StUF058", "formaat");
    // One document by its number has its content whatever the scope says (T83).
    vraag.gelijk = element("identificatie", papers[0]);
    EXPECT_THAT(ask(vraag).text, HasSubstr(">JVBERi0xLjQK"));
    vraag.gelijk = element("titel", "Bijlage een");
    expect_fault(vraag, "StUF055", "identificatie");
}

}  // namespace
}  // namespace veerpont::test
