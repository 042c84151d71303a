#include "bridge/zgw/http_api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "bridge/base/crypto.h"
#include "bridge/base/spool.h"
#include "bridge/base/text.h"
#include "tests/support/fake_clock.h"
#include "tests/support/scripted_server.h"

namespace veerpont::zgw {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using test::answer;
using test::FakeClock;
using test::ScriptedAnswer;
using test::ScriptedRequest;
using test::ScriptedServer;

constexpr const char* kJson = "application/json";
constexpr const char* kProblem = "application/problem+json";

ScriptedAnswer problem(int status, const json& body) {
    return answer(status, kProblem, body.dump());
}

class HttpZgwApiTest : public ::testing::Test, public ZgwObserver {
  protected:
    void on_call(const CallRecord& record) override {
        const std::lock_guard lock(mutex);
        observed.push_back(std::string(record.method) + " " + std::string(record.path) + " " +
                           std::to_string(record.status));
    }

    // A register whose answers the test gives; zaken and documenten under one host.
    void start(ScriptedServer::Script script, Credentials credentials = {}) {
        server = std::make_unique<ScriptedServer>(std::move(script));
        settings.apis[Api::kZaken] = {server->url("/zaken/api/v1/"), credentials};
        settings.apis[Api::kDocumenten] = {server->url("/documenten/api/v1"), credentials};
        settings.call_timeout = 400ms;
        settings.first_backoff = 5ms;
        api = std::make_unique<HttpZgwApi>(settings, clock, this);
    }
    Call make(const std::string& method, const std::string& target, const json* body = nullptr) {
        Call call;
        call.method = method;
        call.target = target;
        call.body = body;
        return call;
    }
    const ZgwFailure& failure_of(const Outcome<Response>& outcome) {
        if (outcome.ok()) {
            ADD_FAILURE() << "answered " << outcome->status;
            static const ZgwFailure kNone;
            return kNone;
        }
        return outcome.failure();
    }

    FakeClock clock;
    HttpZgwSettings settings;
    std::mutex mutex;
    std::vector<std::string> observed;
    std::unique_ptr<ScriptedServer> server;
    std::unique_ptr<HttpZgwApi> api;
};

TEST_F(HttpZgwApiTest, CallsBelowTheRootWithHeadersOfTheZakenApi) {
    start([](const ScriptedRequest&) {
        return answer(201, kJson, R"({"url":"http://x/1"})", {{"ETag", "\"e1\""}, {"API-version", "1.5.1"}});
    });
    const json body{{"omschrijving", "Zaak é"}};
    Call call = make("POST", "/zaken", &body);
    call.query = {{"a b", "c&d"}};
    call.context.audit_toelichting = "bericht 1\r\nX-Evil: 1";
    call.context.traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const auto outcome = api->call(call);
    ASSERT_TRUE(outcome.ok());
    EXPECT_EQ(outcome->status, 201);
    EXPECT_EQ(outcome->url(), "http://x/1");
    EXPECT_EQ(outcome->etag, "\"e1\"");
    EXPECT_EQ(outcome->api_version, "1.5.1");
    const auto request = server->requests().at(0);
    EXPECT_EQ(request.target, "/zaken/api/v1/zaken?a%20b=c%26d");
    EXPECT_EQ(json::parse(request.body), body);
    EXPECT_EQ(request.header("Content-Type"), kJson);
    EXPECT_EQ(request.header("Accept-Crs"), "EPSG:4326");
    EXPECT_EQ(request.header("Content-Crs"), "EPSG:4326");
    EXPECT_EQ(request.header("X-Audit-Toelichting"), "bericht 1  X-Evil: 1");
    EXPECT_EQ(request.header("X-Evil"), "");
    EXPECT_EQ(request.header("traceparent").substr(0, 36), "00-4bf92f3577b34da6a3ce929d0e0e4736-");
    EXPECT_EQ(request.header("traceparent").find("00f067aa0ba902b7"), std::string::npos);
    EXPECT_THAT(observed, ::testing::ElementsAre("POST /zaken 201"));
}

TEST_F(HttpZgwApiTest, OtherApisGetNoCrs) {
    start([](const ScriptedRequest&) { return answer(200, kJson, "[]"); });
    Call call = make("GET", "/enkelvoudiginformatieobjecten");
    call.api = Api::kDocumenten;
    ASSERT_TRUE(api->call(call).ok());
    EXPECT_EQ(server->requests()[0].header("Accept-Crs"), "");
    EXPECT_EQ(server->requests()[0].target, "/documenten/api/v1/enkelvoudiginformatieobjecten");
}

TEST_F(HttpZgwApiTest, SplicesContentBehindTheRestOfTheBody) {
    start([](const ScriptedRequest&) { return answer(201, kJson, "{}"); });
    Spool::Options options;
    options.memory_limit = 10;
    Spool spool(options);
    const std::string content = base64_encode(std::string(100000, 'x'));
    ASSERT_TRUE(spool.append(content).ok());
    ASSERT_TRUE(spool.finish().ok());
    const json body{{"titel", "een \"titel\""}, {"inhoud", nullptr}};
    Call call = make("POST", "/enkelvoudiginformatieobjecten", &body);
    call.api = Api::kDocumenten;
    call.content = ContentSplice{"inhoud", &spool};
    ASSERT_TRUE(api->call(call).ok());
    const auto sent = json::parse(server->requests()[0].body);
    EXPECT_EQ(sent.at("titel"), "een \"titel\"");
    EXPECT_EQ(sent.at("inhoud").get<std::string>(), content);

    call.body = nullptr;
    ASSERT_TRUE(api->call(call).ok());
    EXPECT_EQ(json::parse(server->requests()[1].body), (json{{"inhoud", content}}));
}

TEST_F(HttpZgwApiTest, FollowsPagesToTheLastOne) {
    start([this](const ScriptedRequest& request) {
        const std::string second =
            server->url("/zaken/api/v1/zaken?page=2&omschrijving=a b");  // as OneGround: not escaped
        if (request.target.find("page=2") != std::string::npos) {
            return answer(200, kJson,
                          json{{"count", 3}, {"next", nullptr}, {"results", {{{"n", 3}}}}}.dump());
        }
        return answer(200, kJson,
                      json{{"count", 3}, {"next", second}, {"results", {{{"n", 1}}, {{"n", 2}}}}}.dump());
    });
    Call call = make("GET", "/zaken");
    call.query = {{"bronorganisatie", "000000000"}};
    const auto all = api->get_all(call);
    ASSERT_TRUE(all.ok());
    EXPECT_EQ(all->json().size(), 3U);
    EXPECT_EQ(all->json()[2]["n"], 3);
    EXPECT_EQ(server->requests()[0].target, "/zaken/api/v1/zaken?bronorganisatie=000000000");
    EXPECT_EQ(server->requests()[1].target, "/zaken/api/v1/zaken?page=2&omschrijving=a%20b");
}

TEST_F(HttpZgwApiTest, AcceptsBareArraysAndRefusesAnythingElseAsAList) {
    start([](const ScriptedRequest& request) {
        return answer(200, kJson,
                      request.target.find("odd") == std::string::npos ? R"([{"n":1}])" : R"({"n":1})");
    });
    const auto bare = api->get_all(make("GET", "/zaakinformatieobjecten"));
    ASSERT_TRUE(bare.ok());
    EXPECT_EQ(bare->json().size(), 1U);
    EXPECT_FALSE(api->get_all(make("GET", "/odd")).ok());
}

TEST_F(HttpZgwApiTest, PagingEndsWhenItGoesInCirclesOrGrowsTooLarge) {
    start([this](const ScriptedRequest&) {
        return answer(200, kJson,
                      json{{"next", server->url("/zaken/api/v1/zaken?page=2")}, {"results", {1}}}.dump());
    });
    EXPECT_FALSE(api->get_all(make("GET", "/zaken")).ok());
    EXPECT_LE(server->requests().size(), 3U);
    const auto large = api->get_all(make("GET", "/zaken"), 1);
    EXPECT_EQ(failure_of(large).problem.kind, Problem::Kind::kTooLarge);
}

TEST_F(HttpZgwApiTest, NeverLeavesTheConfiguredRoots) {
    ScriptedServer other([](const ScriptedRequest&) { return answer(200, kJson, "{}"); });
    start([&](const ScriptedRequest&) {
        return answer(
            200, kJson,
            json{{"next", other.url("/zaken/api/v1/zaken?page=2")}, {"results", json::array()}}.dump());
    });
    const std::string root = server->url("/zaken/api/v1");
    const std::string host = "http://127.0.0.1:" + std::to_string(server->port());
    for (const std::string& url :
         {other.url("/zaken/api/v1/zaken/1"), host + "/beheer", root + "x/zaken", root + "/../../beheer",
          root + "/%2e%2e/beheer", root + "/a%5c..%5cb",
          "http://127.0.0.1:" + std::to_string(server->port()) + "@evil.example/zaken/api/v1/zaken",
          "https://127.0.0.1:" + std::to_string(server->port()) + "/zaken/api/v1/zaken",
          std::string("file:///etc/passwd"), std::string("/../beheer"), std::string("zaken"),
          std::string()}) {
        const auto outcome = api->call(make("GET", url));
        EXPECT_FALSE(outcome.ok()) << url;
        if (!outcome.ok()) {
            EXPECT_EQ(outcome.failure().problem.kind, Problem::Kind::kRefusedByZgw) << url;
            EXPECT_FALSE(outcome.failure().maybe_sent) << url;
        }
    }
    EXPECT_TRUE(server->requests().empty());
    EXPECT_FALSE(api->get_all(make("GET", "/zaken")).ok());
    EXPECT_TRUE(other.requests().empty());
    EXPECT_EQ(api->api_of(root + "/zaken/1"), Api::kZaken);
    EXPECT_EQ(api->api_of(server->url("/documenten/api/v1/x")), Api::kDocumenten);
    EXPECT_FALSE(api->api_of(other.url("/zaken/api/v1/zaken/1")));
    // An absolute URL of another configured API is called with that API's headers.
    ASSERT_TRUE(api->call(make("GET", server->url("/documenten/api/v1/x"))).ok());
    EXPECT_EQ(server->requests().back().header("Accept-Crs"), "");
}

TEST_F(HttpZgwApiTest, AnApiWithoutRootIsAClearProblem) {
    start([](const ScriptedRequest&) { return answer(200, kJson, "{}"); });
    Call call = make("GET", "/besluiten");
    call.api = Api::kBesluiten;
    const auto outcome = api->call(call);
    EXPECT_NE(failure_of(outcome).problem.log_text.find("no root configured for API besluiten"),
              std::string::npos);
}

TEST_F(HttpZgwApiTest, ReadsAreRepeatedUntilTheyWork) {
    start([](const ScriptedRequest& request) {
        static const std::vector<int> kStatuses{503, 429, 200};
        return answer(kStatuses.at(request.on_connection - 1), kJson, "{}");
    });
    EXPECT_TRUE(api->call(make("GET", "/zaken")).ok());
    EXPECT_THAT(observed, ::testing::ElementsAre("GET /zaken 503", "GET /zaken 429", "GET /zaken 200"));
}

TEST_F(HttpZgwApiTest, ReadsEndAfterTheLastAttempt) {
    start([](const ScriptedRequest&) { return answer(502, "text/html", "<html>proxy</html>"); });
    const auto outcome = api->call(make("GET", "/zaken"));
    EXPECT_EQ(failure_of(outcome).problem.kind, Problem::Kind::kUnreachable);
    EXPECT_FALSE(failure_of(outcome).maybe_sent);
    EXPECT_EQ(failure_of(outcome).zgw.status, 502);
    EXPECT_EQ(server->requests().size(), 3U);
}

TEST_F(HttpZgwApiTest, RetryAfterIsHonouredOrEndsTheAttempts) {
    start([](const ScriptedRequest& request) {
        if (request.target.find("/long") != std::string::npos)
            return answer(503, kJson, "{}", {{"Retry-After", "3600"}});
        return request.on_connection == 1 ? answer(503, kJson, "{}", {{"Retry-After", "1"}})
                                          : answer(200, kJson, "{}");
    });
    const auto started = std::chrono::steady_clock::now();
    EXPECT_TRUE(api->call(make("GET", "/zaken")).ok());
    EXPECT_GE(std::chrono::steady_clock::now() - started, 1s);
    EXPECT_FALSE(api->call(make("GET", "/long")).ok());
    EXPECT_EQ(server->requests().size(), 3U);
}

TEST_F(HttpZgwApiTest, WritesThatMayHaveBeenSentAreNeverRepeated) {
    start([](const ScriptedRequest& request) {
        if (request.target.find("/late") != std::string::npos) {
            ScriptedAnswer late = answer(201, kJson, "{}");
            late.delay = 2s;
            return late;
        }
        if (request.target.find("/broken") != std::string::npos) return ScriptedAnswer{"", 0ms, true};
        return answer(500, "text/html", "oops");
    });
    const json body{{"a", 1}};
    for (const std::string method : {"POST", "PATCH", "PUT", "DELETE"}) {
        for (const auto& [path, kind] :
             {std::pair{"/late", Problem::Kind::kTimeout}, std::pair{"/broken", Problem::Kind::kUnreachable},
              std::pair{"/error", Problem::Kind::kUnreachable}}) {
            const std::size_t before = server->requests().size();
            const auto outcome = api->call(make(method, path, &body));
            EXPECT_EQ(failure_of(outcome).problem.kind, kind) << method << path;
            EXPECT_TRUE(failure_of(outcome).maybe_sent) << method << path;
            EXPECT_EQ(server->requests().size(), before + 1) << method << path;
        }
    }
}

TEST_F(HttpZgwApiTest, WritesThatWereNeverSentAreRepeated) {
    std::uint16_t port = 0;
    {
        const ScriptedServer gone([](const ScriptedRequest&) { return ScriptedAnswer(); });
        port = gone.port();
    }
    settings.apis[Api::kZaken] = {"http://127.0.0.1:" + std::to_string(port) + "/zaken/api/v1", {}};
    settings.first_backoff = 5ms;
    api = std::make_unique<HttpZgwApi>(settings, clock, this);
    const json body{{"a", 1}};
    const auto outcome = api->call(make("POST", "/zaken", &body));
    EXPECT_EQ(failure_of(outcome).problem.kind, Problem::Kind::kUnreachable);
    EXPECT_FALSE(failure_of(outcome).maybe_sent);
    EXPECT_EQ(observed.size(), 3U);
}

TEST_F(HttpZgwApiTest, TheDeadlineOfTheMessageBoundsCallsAndRepeats) {
    start([](const ScriptedRequest&) {
        ScriptedAnswer late = answer(200, kJson, "{}");
        late.delay = 5s;
        return late;
    });
    Call call = make("GET", "/zaken");
    call.context.deadline = std::chrono::steady_clock::now() + 200ms;
    const auto started = std::chrono::steady_clock::now();
    EXPECT_EQ(failure_of(api->call(call)).problem.kind, Problem::Kind::kTimeout);
    EXPECT_LT(std::chrono::steady_clock::now() - started, 1s);
    EXPECT_EQ(failure_of(api->call(call)).problem.kind,
              Problem::Kind::kTimeout);  // passed already: nothing is sent
    EXPECT_EQ(server->requests().size(), 1U);
}

TEST_F(HttpZgwApiTest, UnchangedResourcesSurfaceAs304) {
    start([](const ScriptedRequest& request) {
        return request.header("If-None-Match") == "\"e1\""
                   ? ScriptedAnswer{"HTTP/1.1 304 Not Modified\r\n\r\n", 0ms, false}
                   : answer(200, kJson, "{}");
    });
    Call call = make("GET", "/zaken/1");
    call.if_none_match = "\"e1\"";
    const auto outcome = api->call(call);
    ASSERT_TRUE(outcome.ok());
    EXPECT_EQ(outcome->status, 304);
    EXPECT_TRUE(outcome->json().is_null());
}

TEST_F(HttpZgwApiTest, AnAnswerThatIsNoJsonIsAFailureThatMayHaveWritten) {
    start([](const ScriptedRequest&) { return answer(201, kJson, "{\"url\":"); });
    const json body{{"a", 1}};
    const auto outcome = api->call(make("POST", "/zaken", &body));
    EXPECT_TRUE(failure_of(outcome).maybe_sent);
}

TEST_F(HttpZgwApiTest, DownloadsToTheSink) {
    const std::string content(300000, 'd');
    start([&](const ScriptedRequest&) { return answer(200, "application/octet-stream", content); });
    Call call = make("GET", "/enkelvoudiginformatieobjecten/1/download");
    call.api = Api::kDocumenten;
    std::string got;
    const auto outcome = api->download(call, [&](std::string_view bytes) {
        got += bytes;
        return true;
    });
    ASSERT_TRUE(outcome.ok());
    EXPECT_EQ(got, content);
    EXPECT_EQ(server->requests()[0].header("Accept"), "*/*");
}

TEST_F(HttpZgwApiTest, ABrokenDownloadIsNotBegunAgain) {
    start([](const ScriptedRequest&) {
        return ScriptedAnswer{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", 0ms, true};
    });
    std::string got;
    const auto outcome = api->download(make("GET", "/x"), [&](std::string_view bytes) {
        got += bytes;
        return true;
    });
    EXPECT_FALSE(outcome.ok());
    EXPECT_EQ(got, "abc");
    EXPECT_EQ(server->requests().size(), 1U);
}

json claims_of(const std::string& authorization) {
    const auto parts = split(authorization, '.');
    EXPECT_EQ(parts.size(), 3U);
    if (parts.size() != 3) return {};
    std::string payload = replace_all(replace_all(std::string(parts[1]), "-", "+"), "_", "/");
    while (payload.size() % 4 != 0)
        payload += '=';
    return json::parse(base64_decode(payload).value());
}

TEST_F(HttpZgwApiTest, SignsATokenPerUser) {
    Credentials credentials;
    credentials.kind = Credentials::Kind::kJwt;
    credentials.client_id = "veerpont";
    credentials.secret = "geheim-geheim-geheim-geheim-geheim";
    start([](const ScriptedRequest&) { return answer(200, kJson, "{}"); }, credentials);
    Call call = make("GET", "/zaken");
    call.context.user_id = "formulier";
    ASSERT_TRUE(api->call(call).ok());
    const std::string first = server->requests()[0].header("Authorization");
    ASSERT_EQ(first.substr(0, 7), "Bearer ");
    const json claims = claims_of(first.substr(7));
    EXPECT_EQ(claims.at("client_id"), "veerpont");
    EXPECT_EQ(claims.at("iss"), "veerpont");
    EXPECT_EQ(claims.at("user_id"), "formulier");
    EXPECT_EQ(claims.at("user_representation"), "formulier");
    ASSERT_TRUE(claims.at("iat").is_number_integer());
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(clock.now().time_since_epoch()).count();
    EXPECT_LE(claims.at("iat").get<std::int64_t>(), now - 5);
    EXPECT_GE(claims.at("iat").get<std::int64_t>(), now - 60);
    // The signature is that of RFC 7515 with the shared secret.
    const std::string token = first.substr(7);
    const auto dot = token.rfind('.');
    EXPECT_EQ(token.substr(dot + 1), base64url_encode(hmac_sha256(credentials.secret, token.substr(0, dot))));

    ASSERT_TRUE(api->call(call).ok());
    EXPECT_EQ(server->requests()[1].header("Authorization"), first);
    call.context.user_id = "balie";
    ASSERT_TRUE(api->call(call).ok());
    EXPECT_NE(server->requests()[2].header("Authorization"), first);
    clock.advance(std::chrono::hours{1});
    call.context.user_id = "formulier";
    ASSERT_TRUE(api->call(call).ok());
    EXPECT_NE(server->requests()[3].header("Authorization"), first);
}

TEST_F(HttpZgwApiTest, AsksAnOAuth2TokenOnceAndAgainWhenItIsRefused) {
    Credentials credentials;
    credentials.kind = Credentials::Kind::kOAuth2;
    credentials.client_id = "veer pont";
    credentials.secret = "ge&heim";
    int issued = 0;
    ScriptedServer issuer([&](const ScriptedRequest&) {
        return answer(200, kJson,
                      json{{"access_token", "t" + std::to_string(++issued)}, {"expires_in", 300}}.dump());
    });
    credentials.token_url = issuer.url("/token");
    start(
        [](const ScriptedRequest& request) {
            // The second token is refused once it has been used: revoked.
            return request.header("Authorization") == "Bearer t2"
                       ? problem(401, {{"code", "not_authenticated"}})
                       : answer(200, kJson, "{}");
        },
        credentials);
    ASSERT_TRUE(api->call(make("GET", "/zaken")).ok());
    ASSERT_TRUE(api->call(make("GET", "/zaken")).ok());
    EXPECT_EQ(issued, 1);
    EXPECT_EQ(issuer.requests()[0].body,
              "grant_type=client_credentials&client_id=veer%20pont&client_secret=ge%26heim");
    clock.advance(std::chrono::minutes{6});
    const json body{{"a", 1}};
    ASSERT_TRUE(api->call(make("POST", "/zaken", &body)).ok());  // t2 refused, t3 accepted
    EXPECT_EQ(issued, 3);
}

TEST_F(HttpZgwApiTest, AFixedAuthorizationGoesAsItIs) {
    Credentials credentials;
    credentials.kind = Credentials::Kind::kFixed;
    credentials.authorization = "Token abc";
    start([](const ScriptedRequest&) { return answer(200, kJson, "{}"); }, credentials);
    ASSERT_TRUE(api->call(make("GET", "/zaken")).ok());
    EXPECT_EQ(server->requests()[0].header("Authorization"), "Token abc");
}

TEST_F(HttpZgwApiTest, EveryApiHasItsOwnCredentials) {
    const auto fixed = [](const char* authorization) {
        Credentials credentials;
        credentials.kind = Credentials::Kind::kFixed;
        credentials.authorization = authorization;
        return credentials;
    };
    start([](const ScriptedRequest&) { return answer(200, kJson, "[]"); }, fixed("Token zaken"));
    settings.apis[Api::kCatalogi] = {server->url("/catalogi/api/v1"), fixed("Token catalogi")};
    api = std::make_unique<HttpZgwApi>(settings, clock, this);
    Call types = make("GET", "/zaaktypen");
    types.api = Api::kCatalogi;
    ASSERT_TRUE(api->call(types).ok());
    ASSERT_TRUE(api->call(make("GET", "/zaken")).ok());
    // A resource by its url gets the credentials of the API that it is of, whatever the call says.
    ASSERT_TRUE(api->call(make("GET", server->url("/catalogi/api/v1/roltypen/1"))).ok());
    EXPECT_EQ(server->requests()[0].header("Authorization"), "Token catalogi");
    EXPECT_EQ(server->requests()[1].header("Authorization"), "Token zaken");
    EXPECT_EQ(server->requests()[2].header("Authorization"), "Token catalogi");
}

TEST(HttpZgwSettingsTest, ARootThatIsNoUrlIsRefusedAtTheStart) {
    const FakeClock clock;
    for (const char* root : {"", "zaken", "ftp://a/b", "http://a/b?c=d"}) {
        HttpZgwSettings settings;
        settings.apis[Api::kZaken] = {root, {}};
        EXPECT_THROW(HttpZgwApi(settings, clock), std::runtime_error) << root;
    }
}

struct Mapping {
    const char* name;
    int status;
    json body;
    Problem::Kind kind;
    const char* said;  // in the sender's text
};
class ProblemTest : public HttpZgwApiTest, public ::testing::WithParamInterface<Mapping> {};

json invalid(const char* name, const char* code) {
    // The reason repeats a value, as registers do.
    return {{"code", "invalid"},
            {"status", 400},
            {"invalidParams", {{{"name", name}, {"code", code}, {"reason", "999993653 is fout"}}}}};
}

TEST_P(ProblemTest, BecomesAKindAndATextWithoutValues) {
    start([](const ScriptedRequest&) { return problem(GetParam().status, GetParam().body); });
    const json body{{"a", 1}};
    const auto outcome = api->call(make("POST", "/zaken", &body));
    const ZgwFailure& failure = failure_of(outcome);
    EXPECT_EQ(failure.problem.kind, GetParam().kind) << kind_name(failure.problem.kind);
    EXPECT_NE(failure.problem.sender_text.find(GetParam().said), std::string::npos)
        << failure.problem.sender_text;
    EXPECT_EQ(failure.problem.sender_text.find("999993653"), std::string::npos);
    EXPECT_EQ(failure.problem.log_text.find("999993653"), std::string::npos);
    EXPECT_NE(failure.problem.log_text.find("POST zaken:/zaken -> " + std::to_string(GetParam().status)),
              std::string::npos);
    EXPECT_FALSE(failure.maybe_sent);
    EXPECT_EQ(failure.zgw.status, GetParam().status);
    EXPECT_EQ(server->requests().size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(
    Codes, ProblemTest,
    ::testing::Values(
        Mapping{"taken_identificatie", 400, invalid("identificatie", "identificatie-niet-uniek"),
                Problem::Kind::kConflict, "identificatie bestaat al"},
        Mapping{"not_found", 404, {{"code", "not_found"}}, Problem::Kind::kNotFound, "bestaat niet"},
        Mapping{"gone", 410, {}, Problem::Kind::kNotFound, "bestaat niet"},
        Mapping{
            "token", 403, {{"code", "jwt-expired"}}, Problem::Kind::kRegisterAuth, "Waarschuw de beheerder"},
        Mapping{"token_401", 401, {}, Problem::Kind::kRegisterAuth, "Waarschuw de beheerder"},
        Mapping{
            "closed_zaak", 403, {{"code", "permission_denied"}}, Problem::Kind::kRegisterAuth, "gesloten"},
        Mapping{"locked", 400, invalid("nonFieldErrors", "existing-lock"), Problem::Kind::kLocked,
                "is al in bewerking"},
        Mapping{"wrong_lock", 400, invalid("nonFieldErrors", "incorrect-lock-id"), Problem::Kind::kLocked,
                "heeft een ander slot"},
        Mapping{"too_large", 413, {}, Problem::Kind::kTooLarge, "te groot"},
        Mapping{"concept_zaaktype", 400, invalid("zaaktype", "not-published"), Problem::Kind::kRefusedByZgw,
                "zaaktype is nog een concept"},
        Mapping{"nested_name", 400, invalid("relevanteAndereZaken.0.url", "bad-url"),
                Problem::Kind::kRefusedByZgw, "relevanteAndereZaken.0.url verwijst"},
        Mapping{"unknown_code", 400, invalid("omschrijving", "some-new-code"), Problem::Kind::kRefusedByZgw,
                "omschrijving is geweigerd (some-new-code)"},
        Mapping{"code_with_a_value", 400, invalid("omschrijving", "bsn 999993653"),
                Problem::Kind::kRefusedByZgw, "(?)"},
        Mapping{"redirect", 301, {}, Problem::Kind::kRefusedByZgw, "Waarschuw de beheerder"},
        Mapping{"conflict", 409, {}, Problem::Kind::kConflict, "Waarschuw de beheerder"}),
    [](const auto& parameter) { return parameter.param.name; });

TEST_F(HttpZgwApiTest, KeepsTheProblemForDecisions) {
    start([](const ScriptedRequest&) { return problem(400, invalid("zaaktype", "not-published")); });
    const json body{{"a", 1}};
    const auto outcome = api->call(make("POST", "/zaken", &body));
    const ZgwProblem& zgw = failure_of(outcome).zgw;
    EXPECT_EQ(zgw.code, "invalid");
    ASSERT_EQ(zgw.invalid_params.size(), 1U);
    EXPECT_EQ(zgw.invalid_params[0].reason, "999993653 is fout");
    EXPECT_TRUE(zgw.has_code("not-published"));
    EXPECT_FALSE(zgw.has_code("unique"));
}

}  // namespace
}  // namespace veerpont::zgw
