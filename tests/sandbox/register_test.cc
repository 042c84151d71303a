// What holds for every API: tokens and rights, paging, filters, caching, errors, and that all of it survives.
#include <fstream>

#include "tests/sandbox/sandbox_fixture.h"

namespace veerpont::sandbox {
namespace {

using RegisterTest = SandboxTest;

TEST_F(RegisterTest, SaysThatItIsForTrying) {
    const auto reply = get("/");
    EXPECT_EQ(reply.status, 200);
    EXPECT_NE(reply.text.find("proefregister"), std::string::npos);
    EXPECT_NE(reply.text.find("niet bedoeld voor echte zaken"), std::string::npos);
}

TEST_F(RegisterTest, TellsWhatThereIsWithoutToken) {
    auto asked = request("GET", "/zaken/api/v1/openapi.json");
    asked.headers.clear();
    const auto reply = send(asked);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body["info"]["version"], "1.5.1");
    EXPECT_TRUE(reply.body["paths"].contains("/zaaknummer_reserveren"));
    EXPECT_TRUE(reply.body["paths"]["/rollen/{uuid}"].contains("put"));
    EXPECT_FALSE(reply.body["paths"]["/statussen/{uuid}"].contains("delete"));
}

TEST_F(RegisterTest, RefusesEveryTokenThatIsNotRight) {
    const auto code_with = [&](const std::string& authorization) {
        auto asked = request("GET", "/catalogi/api/v1/zaaktypen");
        asked.headers = {{"Authorization", authorization}};
        const auto reply = send(asked);
        EXPECT_EQ(reply.status, 403);
        EXPECT_EQ(reply.header("Content-Type"), "application/problem+json");
        return reply.problem();
    };
    EXPECT_EQ(code_with(""), "not_authenticated");
    EXPECT_EQ(code_with("Basic abc"), "not_authenticated");
    EXPECT_EQ(code_with("Bearer abc"), "jwt-decode-error");
    EXPECT_EQ(code_with(token("onbekend", "geheim")), "invalid-client-identifier");
    EXPECT_EQ(code_with(token("veerpont", "fout")), "invalid-jwt-signature");
    EXPECT_EQ(code_with(token("veerpont", "proef-geheim", -3600)), "jwt-expired");
    EXPECT_EQ(code_with(token("veerpont", "proef-geheim", 120)), "jwt-immature-signature");
    // No signature at all is the classic attack on JWT.
    const std::string none = base64url_encode(R"({"alg":"none"})") + "." +
                             base64url_encode(R"({"client_id":"veerpont","iat":1792049400})") + ".";
    EXPECT_EQ(code_with("Bearer " + none), "jwt-decode-error");
    auto good = request("GET", "/catalogi/api/v1/zaaktypen");
    good.headers = {{"Authorization", token("veerpont", "proef-geheim", -3599)}};
    EXPECT_EQ(send(good).status, 200);
}

TEST_F(RegisterTest, ChecksRightsPerCall) {
    make_catalogue();
    const auto zaak = make_zaak();
    as_ = "lezer";
    EXPECT_EQ(get(zaak["url"]).status, 200);
    EXPECT_EQ(patch(zaak["url"], {{"omschrijving", "x"}}).problem(), "permission_denied");
    EXPECT_EQ(call("DELETE", zaak["url"]).status, 403);
    EXPECT_EQ(post("/zaken/api/v1/zaken", zaak_body()).status, 403);
    EXPECT_EQ(get("/documenten/api/v1/enkelvoudiginformatieobjecten").status, 403);
}

TEST_F(RegisterTest, AsksForCrsOnZakenOnly) {
    make_catalogue();
    const auto status_with = [&](const std::string& method, const std::string& target,
                                 const http::Headers& extra) {
        auto asked = request(method, target);
        asked.headers = extra;
        asked.headers.emplace_back("Authorization", token("veerpont", "proef-geheim"));
        if (method == "POST") {
            asked.headers.emplace_back("Content-Type", "application/json");
            asked.body.push_back({zaak_body().dump(), nullptr, 0});
        }
        return send(asked).status;
    };
    EXPECT_EQ(status_with("GET", "/zaken/api/v1/zaken", {}), 412);
    EXPECT_EQ(status_with("GET", "/zaken/api/v1/zaken", {{"Accept-Crs", "EPSG:28992"}}), 406);
    EXPECT_EQ(status_with("GET", "/zaken/api/v1/zaken", {{"Accept-Crs", "EPSG:4326"}}), 200);
    EXPECT_EQ(status_with("POST", "/zaken/api/v1/zaken", {{"Accept-Crs", "EPSG:4326"}}), 412);
    EXPECT_EQ(status_with("POST", "/zaken/api/v1/zaken",
                          {{"Accept-Crs", "EPSG:4326"}, {"Content-Crs", "EPSG:28992"}}),
              406);
    EXPECT_EQ(status_with("GET", "/zaken/api/v1/rollen", {}), 200);
    EXPECT_EQ(status_with("GET", "/catalogi/api/v1/zaaktypen", {}), 200);
}

TEST_F(RegisterTest, RefusesUnknownParametersAndPaths) {
    EXPECT_EQ(get("/zaken/api/v1/zaken?identificati=1").problem(), "nonFieldErrors/unknown-parameters");
    EXPECT_EQ(get("/zaken/api/v1/zaken?startdatum__gt=gisteren").problem(), "startdatum__gt/invalid");
    EXPECT_EQ(get("/zaken/api/v1/zaken?page=0").status, 400);
    EXPECT_EQ(get("/zaken/api/v1/zaken/").status, 404);
    EXPECT_EQ(get("/zaken/api/v1/besluiten").status, 404);
    EXPECT_EQ(get("/zaken/api/v1/zaken/00000000-0000-0000-0000-000000000000").problem(), "not_found");
    EXPECT_EQ(call("DELETE", "/zaken/api/v1/zaken").status, 405);
}

TEST_F(RegisterTest, RefusesBodiesThatAreNoJsonObject) {
    const auto status_of_body = [&](const std::string& text, const std::string& type) {
        auto asked = request("POST", "/zaken/api/v1/rollen");
        asked.headers.emplace_back("Content-Type", type);
        asked.body.push_back({text, nullptr, 0});
        return send(asked).status;
    };
    EXPECT_EQ(status_of_body("{", "application/json"), 400);
    EXPECT_EQ(status_of_body("[]", "application/json"), 400);
    EXPECT_EQ(status_of_body(std::string(5000, '['), "application/json"), 400);
    EXPECT_EQ(status_of_body("{}", "text/xml"), 415);
    EXPECT_EQ(status_of_body("{\"zaak\":\"" + std::string(5 << 20, 'x') + "\"}", "application/json"), 413);
}

TEST_F(RegisterTest, PagesByHundred) {
    make_catalogue();
    for (int i = 0; i < 103; ++i) {
        make_zaak();
    }
    const auto first = get("/zaken/api/v1/zaken?zaaktype=" + zaaktype_);
    EXPECT_EQ(first.body["count"], 103);
    EXPECT_EQ(first.body["results"].size(), 100);
    EXPECT_EQ(first.body["previous"], nullptr);
    const auto second = get(first.body["next"].get<std::string>());
    EXPECT_EQ(second.status, 200) << second.text;
    EXPECT_EQ(second.body["results"].size(), 3);
    EXPECT_EQ(second.body["count"], 103);
    EXPECT_EQ(second.body["next"], nullptr);
    EXPECT_EQ(get("/zaken/api/v1/zaken?page=3").status, 404);
    const auto small = get("/zaken/api/v1/zaken?pageSize=2&page=2");
    EXPECT_EQ(small.body["results"].size(), 2);
    EXPECT_EQ(small.body["results"][0]["identificatie"], "ZAAK-2026-0000000003");
    EXPECT_NE(small.body["next"].get<std::string>().find("pageSize=2"), std::string::npos);
}

TEST_F(RegisterTest, AnswersNotModifiedForAKnownETag) {
    make_catalogue();
    const std::string url = make_zaak()["url"];
    const auto first = get(url);
    const auto etag = first.header("ETag");
    ASSERT_FALSE(etag.empty());
    auto again = request("GET", url);
    again.headers.emplace_back("If-None-Match", etag);
    const auto known = send(again);
    EXPECT_EQ(known.status, 304);
    EXPECT_TRUE(known.text.empty());
    ASSERT_EQ(patch(url, {{"omschrijving", "anders"}}).status, 200);
    EXPECT_EQ(send(again).status, 200);
    const auto head = send(request("HEAD", url));
    EXPECT_EQ(head.status, 200);
    EXPECT_TRUE(head.text.empty());
    EXPECT_FALSE(head.header("ETag").empty());
}

TEST_F(RegisterTest, AnswersUnderTheNameThatTheCallerUses) {
    make_catalogue();
    const std::string url = make_zaak("Z1")["url"];
    auto asked = request("GET", "/zaken/api/v1/zaken?identificatie=Z1");
    asked.url =
        "http://localhost:" + std::to_string(sandbox_->port()) + "/zaken/api/v1/zaken?identificatie=Z1";
    const auto reply = send(asked);
    const std::string other = reply.body["results"][0]["url"];
    EXPECT_TRUE(other.starts_with("http://localhost:")) << other;
    EXPECT_EQ(other.substr(other.rfind('/')), url.substr(url.rfind('/')));
    EXPECT_EQ(reply.text.find("sandbox:"), std::string::npos);
}

TEST_F(RegisterTest, KeepsEverythingOverARestart) {
    make_catalogue();
    const auto zaak = make_zaak("Z1");
    const auto document = make_document("inhoud");
    const std::string path = zaak["url"].get<std::string>().substr(sandbox_->root().size());
    const std::string content = document["inhoud"].get<std::string>().substr(sandbox_->root().size());
    const std::ofstream stray(folder_.path() / "sandbox" / "blobs" / "achtergebleven");
    sandbox_.reset();
    start();
    EXPECT_EQ(get(path).body["identificatie"], "Z1");
    EXPECT_EQ(get(content).text, "inhoud");
    EXPECT_FALSE(std::filesystem::exists(folder_.path() / "sandbox" / "blobs" / "achtergebleven"));
    zaaktype_ = sandbox_->root() + zaaktype_.substr(zaaktype_.find("/catalogi"));
    EXPECT_EQ(make_zaak()["identificatie"], "ZAAK-2026-0000000001");
}

TEST_F(RegisterTest, CannotListenWhereSomebodyElseDoes) {
    SandboxOptions options;
    options.port = sandbox_->port();
    options.data = folder_.path() / "ander";
    EXPECT_THROW(Sandbox second(options), std::runtime_error);
}

}  // namespace
}  // namespace veerpont::sandbox
