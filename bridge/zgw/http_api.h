// ZgwApi over HTTP: tokens, CRS headers, time-outs, retries, problem documents. May be used from any thread.
//
// Only URLs under the configured roots are ever called, also when they come out of an answer ("next", "url")
// or a message: everything else is refused before a connection is made.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "bridge/base/clock.h"
#include "bridge/http/client.h"
#include "bridge/zgw/api.h"

namespace veerpont::zgw {

struct Credentials {
    enum class Kind {
        kNone,
        kJwt,     // HS256 token per client and user (ZGW)
        kOAuth2,  // client credentials grant (RFC 6749 section 4.4)
        kFixed,   // a literal value of the Authorization header
    };
    Kind kind = Kind::kNone;
    std::string client_id, secret;  // kJwt, kOAuth2
    std::string token_url, scope;   // kOAuth2
    std::string authorization;      // kFixed
};

struct ApiSettings {
    std::string root;  // "https://register.example.nl/zaken/api/v1"; a trailing slash is taken off
    Credentials credentials;
};

struct HttpZgwSettings {
    std::map<Api, ApiSettings> apis;
    std::chrono::milliseconds call_timeout{10000};  // one attempt
    std::chrono::milliseconds connect_timeout{2000};
    unsigned attempts = 3;                            // of a read, or of a request that was never sent
    std::chrono::milliseconds first_backoff{100};     // doubles per attempt, jittered
    std::chrono::milliseconds max_retry_after{5000};  // a longer Retry-After ends the attempts
    std::string crs = "EPSG:4326";
    http::ClientOptions client;
};

// What was called, for metrics and trace. Without query: that may hold personal data.
struct CallRecord {
    Api api = Api::kZaken;
    std::string_view method;
    std::string_view path;  // below the root
    int status = 0;         // 0: no answer
    std::chrono::microseconds duration{0};
    unsigned attempt = 1;
    std::string_view traceparent;
};

class ZgwObserver {
  public:
    virtual ~ZgwObserver() = default;
    // After every attempt, from the calling thread.
    virtual void on_call(const CallRecord& record) = 0;
};

class HttpZgwApi final : public ZgwApi {
  public:
    // Throws std::runtime_error when a root is no http(s) URL. Clock and observer outlive the object;
    // observer may be null.
    HttpZgwApi(HttpZgwSettings settings, const Clock& clock, ZgwObserver* observer = nullptr);
    ~HttpZgwApi() override;

    Outcome<Response> call(const Call& call) override;
    Outcome<Response> download(const Call& call, const std::function<bool(std::string_view)>& sink) override;
    std::string root(Api api) const override;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace veerpont::zgw
