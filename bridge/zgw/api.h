// A ZGW register as the rest of the program sees it: calls with JSON in and out, paging, downloads.
// HttpZgwApi (zgw/http_api.h) is the real one; tests use their own. Implementations may be used from any
// thread.
//
// A call that fails says three things: the Problem (for sender and log), the ZgwProblem that the register
// gave (for decisions on its code) and whether the register may have acted on it (`maybe_sent`), which
// decides about repeating and undoing a write.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "bridge/base/problem.h"
#include "bridge/base/spool.h"

namespace veerpont::zgw {

enum class Api : std::uint8_t { kZaken, kCatalogi, kDocumenten, kBesluiten };
inline constexpr Api kAllApis[] = {Api::kZaken, Api::kCatalogi, Api::kDocumenten, Api::kBesluiten};
std::string_view api_name(Api api);                        // "zaken"
std::optional<Api> parse_api_name(std::string_view name);  // the reverse

// The body of an error answer (RFC 7807 with the additions of the ZGW standard). All texts as the register
// gave them: they may hold personal data, so they are for decisions, not for logs.
struct ZgwProblem {
    struct InvalidParam {
        std::string name;  // "zaaktype", "relevanteAndereZaken.0.url", "nonFieldErrors"
        std::string code;  // "not-published", "identificatie-niet-uniek"...
        std::string reason;
    };
    int status = 0;    // HTTP status, 0 when there was no answer
    std::string code;  // "invalid", "not_found"...; "" when the body was no problem document
    std::string title;
    std::string detail;
    std::vector<InvalidParam> invalid_params;

    // True when the problem itself or one of its parameters has this code.
    bool has_code(std::string_view wanted) const;
};

struct ZgwFailure {
    Problem problem;
    ZgwProblem zgw;
    bool maybe_sent =
        false;  // the register may have carried it out (time-out, 5xx, broken connection after sending)
};

// Either an answer or why there is none.
template <typename T>
class [[nodiscard]] Outcome {
  public:
    Outcome(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit on purpose
    Outcome(ZgwFailure failure)
        : state_(std::in_place_index<1>, std::move(failure)) {}  // NOLINT: implicit on purpose

    bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }
    const T& value() const& { return std::get<0>(state_); }
    T& value() & { return std::get<0>(state_); }
    T&& value() && { return std::get<0>(std::move(state_)); }
    const T& operator*() const& { return value(); }
    T& operator*() & { return value(); }
    const T* operator->() const { return &value(); }
    T* operator->() { return &value(); }
    const ZgwFailure& failure() const { return std::get<1>(state_); }

  private:
    std::variant<T, ZgwFailure> state_;
};

// On whose behalf and until when.
struct CallContext {
    std::string user_id;              // zender.gebruiker; goes into the token and so into the audit trail
    std::string user_representation;  // its display name; user_id when empty
    std::string audit_toelichting;    // X-Audit-Toelichting of writes
    std::string traceparent;          // W3C trace context of the message, "" for none
    std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
};

// Document content that becomes the value of one property of the body, streamed between the rest of the JSON
// and never held. The spool is base64 text and outlives the call.
struct ContentSplice {
    std::string property = "inhoud";
    const Spool* spool = nullptr;
};

struct Call {
    Api api = Api::kZaken;
    std::string method = "GET";
    std::string
        target;  // path below the root of the API ("/zaken"), or an absolute URL under a configured root
    std::vector<std::pair<std::string, std::string>> query;  // decoded; empty values are sent
    const nlohmann::json* body = nullptr;                    // must outlive the call; nullptr: no body
    std::optional<ContentSplice> content;
    std::string if_none_match;  // ETag; an unchanged resource gives status 304 and no body
    CallContext context;
};

struct Response {
    int status = 0;                              // 2xx or 304
    std::shared_ptr<const nlohmann::json> body;  // nullptr when the answer had none
    std::string etag;
    std::string location;
    std::string api_version;  // header API-version, "" when absent

    const nlohmann::json& json() const;  // the body, or null
    std::string url() const;             // body.url, else Location, else ""
};

class ZgwApi {
  public:
    virtual ~ZgwApi() = default;

    // One call. Reads are repeated within the deadline when the register is unreachable or busy; writes are
    // repeated only when they certainly were not sent.
    virtual Outcome<Response> call(const Call& call) = 0;

    // A GET whose body goes to the sink piece by piece (content of a document). The sink returns false to
    // stop. Response::body stays empty.
    virtual Outcome<Response> download(const Call& call,
                                       const std::function<bool(std::string_view)>& sink) = 0;

    // The configured root of an API without trailing slash, "" when it is not configured.
    virtual std::string root(Api api) const = 0;

    // Which API an absolute URL belongs to; empty when it is under none of the configured roots.
    std::optional<Api> api_of(std::string_view url) const;

    // A GET of a list, followed to its last page: Response::json() is one array of all items, whether the
    // register pages
    // ({count,next,results}) or answers a bare array. More than max_items is a problem kTooLarge.
    Outcome<Response> get_all(Call call, std::size_t max_items = 100000);
};

}  // namespace veerpont::zgw
