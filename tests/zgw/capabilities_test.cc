#include "bridge/zgw/capabilities.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "tests/support/fake_clock.h"

namespace veerpont::zgw {
namespace {

using test::FakeClock;

// A register of which only the OpenAPI documents matter.
class FakeRegister final : public ZgwApi {
  public:
    Outcome<Response> call(const Call&) override { return failed(404); }
    Outcome<Response> download(const Call& call, const std::function<bool(std::string_view)>& sink) override {
        ++asked;
        const std::string& document = call.target == "/openapi.json" ? json : yaml;
        if (is_down) return failed(0);
        if (document.empty()) return failed(404);
        sink(document);
        Response response;
        response.status = 200;
        return response;
    }
    std::string root(Api) const override { return "http://register.example/api/v1"; }

    std::string json, yaml;
    bool is_down = false;
    int asked = 0;

  private:
    static Outcome<Response> failed(int status) {
        ZgwFailure failure;
        failure.zgw.status = status;
        return failure;
    }
};

TEST(Capabilities, ReadsTheJsonDocument) {
    FakeRegister fake;
    fake.json = R"({"info":{"version":"1.5.1"},"paths":{"/zaken":{},"/zaaknummer_reserveren":{}}})";
    const FakeClock clock;
    Capabilities capabilities(fake, clock);
    EXPECT_EQ(capabilities.version(Api::kZaken), "1.5.1");
    EXPECT_TRUE(capabilities.has_path(Api::kZaken, "/zaken"));
    EXPECT_EQ(capabilities.number_reservation(Api::kZaken), "/zaaknummer_reserveren");
    EXPECT_TRUE(capabilities.expand(Api::kZaken));
    EXPECT_TRUE(capabilities.zaakeigenschap_update());
}

TEST(Capabilities, ReadsTheYamlDocument) {
    FakeRegister fake;
    fake.yaml =
        "openapi: 3.0.0\ninfo:\n  title: Documenten\n  version: '1.4.2'\n  description: |-\n    version: "
        "9.9\npaths:\n"
        "  /enkelvoudiginformatieobjecten:\n    get:\n      operationId: x\n  "
        "\"/documentnummer_reserveren\":\n    post:\n"
        "components:\n  schemas:\n";
    const FakeClock clock;
    Capabilities capabilities(fake, clock);
    EXPECT_EQ(capabilities.version(Api::kDocumenten), "1.4.2");
    EXPECT_EQ(capabilities.number_reservation(Api::kDocumenten), "/documentnummer_reserveren");
    EXPECT_FALSE(capabilities.number_reservation(Api::kZaken));
    EXPECT_FALSE(capabilities.has_path(Api::kDocumenten, "schemas"));
    EXPECT_TRUE(capabilities.large_files());
}

TEST(Capabilities, ComparesVersionsAsNumbers) {
    FakeRegister fake;
    fake.json = R"({"info":{"version":"1.10.0"},"paths":{}})";
    const FakeClock clock;
    Capabilities capabilities(fake, clock);
    EXPECT_TRUE(capabilities.at_least(Api::kZaken, "1.9"));
    EXPECT_TRUE(capabilities.at_least(Api::kZaken, "1.10"));
    EXPECT_FALSE(capabilities.at_least(Api::kZaken, "1.11"));
    EXPECT_FALSE(capabilities.at_least(Api::kZaken, "2"));
}

TEST(Capabilities, AsksOncePerHourButAgainAfterSilence) {
    FakeRegister fake;
    fake.json = R"({"info":{"version":"1.5.1"},"paths":{}})";
    FakeClock clock;
    Capabilities capabilities(fake, clock);
    fake.is_down = true;
    EXPECT_EQ(capabilities.version(Api::kZaken), "");
    EXPECT_FALSE(capabilities.at_least(Api::kZaken, "1.0"));
    fake.is_down = false;
    EXPECT_EQ(capabilities.version(Api::kZaken), "1.5.1");
    const int asked = fake.asked;
    EXPECT_TRUE(capabilities.expand(Api::kZaken));
    EXPECT_EQ(fake.asked, asked);
    clock.advance(std::chrono::hours{1});
    EXPECT_TRUE(capabilities.expand(Api::kZaken));
    EXPECT_GT(fake.asked, asked);
}

TEST(Capabilities, ARegisterWithoutDocumentHasTheCommonGround) {
    FakeRegister fake;
    const FakeClock clock;
    Capabilities capabilities(fake, clock);
    EXPECT_FALSE(capabilities.number_reservation(Api::kZaken));
    EXPECT_FALSE(capabilities.expand(Api::kZaken));
    const int asked = fake.asked;
    EXPECT_FALSE(capabilities.large_files() && capabilities.zaakobjecttypen());
    EXPECT_FALSE(capabilities.expand(Api::kZaken));
    EXPECT_LE(fake.asked, asked + 4);
}

}  // namespace
}  // namespace veerpont::zgw
