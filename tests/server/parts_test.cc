// The small parts of the server: metrics, senders, WSDL, readiness, the limit on work, housekeeping.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "bridge/base/crypto.h"
#include "bridge/server/metrics.h"
#include "bridge/server/readiness.h"
#include "bridge/server/senders.h"
#include "bridge/server/work_limit.h"
#include "bridge/server/wsdl_files.h"
#include "bridge/soap/envelope.h"
#include "bridge/stuf/message.h"

namespace veerpont::server {
namespace {

using namespace std::chrono_literals;

TEST(Metrics, CountsByOperationAndOutcomeInPrometheusText) {
    Metrics metrics;
    metrics.message("creeerZaak", "Bv03", 3ms);
    metrics.message("creeerZaak", "Bv03", 700ms);
    metrics.message("creeerZaak", "Fo03", 1ms);
    metrics.zgw_call("zaken", "POST", 201, 2ms);
    metrics.refused("busy");
    metrics.watch("veerpont_test_value", "A value.", "gauge", [] { return 7.0; });
    const std::string text = metrics.text();
    EXPECT_NE(text.find("veerpont_messages_total{operation=\"creeerZaak\",outcome=\"Bv03\"} 2\n"),
              std::string::npos);
    EXPECT_NE(text.find("veerpont_messages_total{operation=\"creeerZaak\",outcome=\"Fo03\"} 1\n"),
              std::string::npos);
    EXPECT_NE(
        text.find("veerpont_message_duration_seconds_bucket{operation=\"creeerZaak\",le=\"0.005\"} 2\n"),
        std::string::npos);
    EXPECT_NE(text.find("veerpont_message_duration_seconds_bucket{operation=\"creeerZaak\",le=\"+Inf\"} 3\n"),
              std::string::npos);
    EXPECT_NE(text.find("veerpont_zgw_calls_total{api=\"zaken\",method=\"POST\",status=\"201\"} 1\n"),
              std::string::npos);
    EXPECT_NE(text.find("veerpont_refused_total{reason=\"busy\"} 1\n"), std::string::npos);
    EXPECT_NE(text.find("veerpont_test_value 7\n"), std::string::npos);
    EXPECT_NE(text.find("process_resident_memory_bytes "), std::string::npos);
}

TEST(Metrics, IsSafeFromManyThreads) {
    Metrics metrics;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&metrics] {
            for (int n = 0; n < 500; ++n)
                metrics.message("creeerZaak", "Bv03", 1ms);
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_NE(metrics.text().find("outcome=\"Bv03\"} 2000\n"), std::string::npos);
}

TEST(WorkLimit, GivesPlacesBackAndRefusesBeyondTheLimit) {
    WorkLimit limit(2);
    auto first = std::make_unique<WorkLimit::Place>(limit.take());
    const auto second = limit.take();
    EXPECT_TRUE(*first);
    EXPECT_TRUE(second);
    EXPECT_FALSE(limit.take());
    first.reset();
    EXPECT_TRUE(limit.take());
    EXPECT_EQ(limit.taken(), 1U);
}

TEST(WsdlFiles, GivesTheWsdlOfTheEndpointWithOurAddressAndItsSchemas) {
    const WsdlFiles files(std::filesystem::path(VEERPONT_SOURCE_DIR) / "wsdl/zds-1.1");
    const std::string wsdl = files.wsdl("VrijBericht", "https://brug.example/zds/VrijBericht");
    EXPECT_NE(wsdl.find("genereerZaakIdentificatie_Di02"), std::string::npos);
    EXPECT_NE(wsdl.find("https://brug.example/zds/VrijBericht"), std::string::npos);
    EXPECT_EQ(wsdl.find("@@LOCATION@@"), std::string::npos);
    EXPECT_NE(wsdl.find("?xsd=berichten.xsd"), std::string::npos);
    EXPECT_TRUE(files.xsd("berichten.xsd", "https://brug.example/zds").has_value());
    EXPECT_FALSE(files.xsd("../../config/veerpont.json", "https://brug.example/zds").has_value());
    EXPECT_FALSE(files.xsd("vrijbericht.wsdl", "https://brug.example/zds").has_value());
}

TEST(WsdlFiles, AnAddressCannotPutMarkupInTheWsdl) {
    const WsdlFiles files(std::filesystem::path(VEERPONT_SOURCE_DIR) / "wsdl/zds-1.1");
    const std::string wsdl = files.wsdl("VrijBericht", "http://x\"><script>");
    EXPECT_EQ(wsdl.find("<script>"), std::string::npos);
}

class FixedClock final : public Clock {
  public:
    Time now() const override { return time; }
    Time time = Time(1ms * 1'800'000'000'000);
};

TEST(Readiness, SaysWhatIsWrongAndRemembersItForTwoSeconds) {
    FixedClock clock;
    int asked = 0;
    bool broken = true;
    Readiness readiness({{"opslag",
                          [&]() -> Result<void> {
                              ++asked;
                              if (broken)
                                  return Problem{Problem::Kind::kBusy, "De schijf is vol.", "disk full", ""};
                              return {};
                          }}},
                        clock);
    EXPECT_FALSE(readiness.verdict().ready);
    EXPECT_NE(health_json(readiness.verdict()).find("De schijf is vol."), std::string::npos);
    EXPECT_EQ(asked, 1);
    broken = false;
    clock.time += 3s;
    EXPECT_TRUE(readiness.verdict().ready);
    readiness.stopping();
    EXPECT_FALSE(readiness.verdict().ready);
}

stuf::Message message_from(const std::string& applicatie, const std::string& header = "") {
    const xml::ReaderPool readers({});
    std::istringstream body(
        "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Header>" + header +
        "</e:Header><e:Body><z:zakLk01 xmlns:z='http://www.egem.nl/StUF/sector/zkn/0310'><z:stuurgegevens>"
        "<s:berichtcode xmlns:s='http://www.egem.nl/StUF/StUF0301'>Lk01</s:berichtcode>"
        "<s:zender xmlns:s='http://www.egem.nl/StUF/StUF0301'><s:applicatie>" +
        applicatie + "</s:applicatie></s:zender></z:stuurgegevens></z:zakLk01></e:Body></e:Envelope>");
    soap::Reading reading;
    auto envelope = soap::read_envelope(readers, body, {"text/xml", ""}, reading, xml::Validation::kOff);
    EXPECT_TRUE(envelope.ok());
    return stuf::Message(std::move(envelope).value());
}

settings::Settings two_senders() {
    settings::Settings settings;
    settings::Sender forms;
    forms.name = "formulieren";
    forms.applicatie = "OpenForms";
    forms.basic_user = "formulier";
    forms.basic_password = "geheim";
    settings::Sender keyed;
    keyed.name = "sleutel";
    keyed.applicatie = "Sleutel";
    keyed.api_key = "abc";
    settings.senders = {forms, keyed};
    return settings;
}

TEST(Senders, T12_BasicCredentialsAreNeededAndChecked) {
    const settings::Settings settings = two_senders();
    const Senders senders(settings);
    const stuf::Message message = message_from("openforms");
    http::Request request;
    ASSERT_FALSE(senders.identify(request, message).ok());
    EXPECT_EQ(senders.identify(request, message).problem().kind, Problem::Kind::kNotAuthenticated);
    request.headers = {{"authorization", "Basic " + base64_encode("formulier:fout")}};
    EXPECT_FALSE(senders.identify(request, message).ok());
    request.headers = {{"authorization", "Basic " + base64_encode("formulier:geheim")}};
    ASSERT_TRUE(senders.identify(request, message).ok());
    EXPECT_EQ((*senders.identify(request, message))->name, "formulieren");
}

TEST(Senders, T12_ApiKeyInItsHeader) {
    const settings::Settings settings = two_senders();
    const Senders senders(settings);
    const stuf::Message message = message_from("Sleutel");
    http::Request request;
    request.headers = {{"x-api-key", "abd"}};
    EXPECT_FALSE(senders.identify(request, message).ok());
    request.headers = {{"X-API-KEY", "abc"}};
    EXPECT_TRUE(senders.identify(request, message).ok());
}

TEST(Senders, T12_UsernameTokenWithoutIdOrType) {
    settings::Settings settings;
    settings::Sender sender;
    sender.name = "wss";
    sender.wss_user = "openforms";
    sender.wss_password = "geheim";
    settings.senders = {sender};
    const Senders senders(settings);
    const auto header = [](const std::string& password) {
        return "<w:Security "
               "xmlns:w='http://docs.oasis-open.org/wss/2004/01/"
               "oasis-200401-wss-wssecurity-secext-1.0.xsd'><w:UsernameToken>"
               "<w:Username>openforms</w:Username><w:Password>" +
               password + "</w:Password></w:UsernameToken></w:Security>";
    };
    EXPECT_TRUE(senders.identify({}, message_from("x", header("geheim"))).ok());
    EXPECT_FALSE(senders.identify({}, message_from("x", header("mis"))).ok());
}

TEST(Senders, NobodyFitsIsAnonymousUnlessOnlyKnownOnesMayEnter) {
    settings::Settings settings = two_senders();
    const stuf::Message message = message_from("Onbekend");
    {
        const Senders senders(settings);
        ASSERT_TRUE(senders.identify({}, message).ok());
        EXPECT_EQ((*senders.identify({}, message))->client_profile, "");
    }
    settings.only_known_senders = true;
    const Senders senders(settings);
    ASSERT_FALSE(senders.identify({}, message).ok());
    EXPECT_EQ(senders.identify({}, message).problem().kind, Problem::Kind::kNotAuthorised);
}

}  // namespace
}  // namespace veerpont::server
