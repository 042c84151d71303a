#include "bridge/zgw/http_api.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>
#include <stdexcept>
#include <thread>
#include <utility>
#include <variant>

#include "bridge/base/text.h"
#include "bridge/http/traceparent.h"
#include "bridge/http/uri.h"
#include "bridge/zgw/addresses.h"
#include "bridge/zgw/failures.h"
#include "bridge/zgw/tokens.h"

namespace veerpont::zgw {

namespace {

using Json = nlohmann::json;
using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using Sink = std::function<bool(std::string_view)>;

bool is_read(std::string_view method) {
    return method == "GET" || method == "HEAD";
}

std::string without_slash(std::string root) {
    while (!root.empty() && root.back() == '/')
        root.pop_back();
    return root;
}

// Texts of senders end up in headers: one line, of bounded length.
std::string header_value(std::string_view text) {
    std::string out(utf8_prefix(text, 500));
    std::replace_if(
        out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == '\x7f'; },
        ' ');
    return out;
}

// The JSON of the body, with the content streamed into it as the last property.
std::vector<http::BodyPart> body_parts(const Call& call) {
    if (call.body == nullptr && !call.content) return {};
    const auto dump = [](const Json& json) {
        return json.dump(-1, ' ', false, Json::error_handler_t::replace);
    };
    if (!call.content) return {{dump(*call.body), nullptr, 0}};
    Json rest = call.body == nullptr ? Json::object() : *call.body;
    rest.erase(call.content->property);
    std::string begin = dump(rest);
    begin.pop_back();
    if (!rest.empty()) begin += ',';
    begin += Json(call.content->property).dump() + ":\"";
    const Spool* spool = call.content->spool;
    return {{std::move(begin), nullptr, 0},
            {"", [spool] { return spool->reader(); }, spool->size()},
            {"\"}", nullptr, 0}};
}

milliseconds jittered(milliseconds time) {
    thread_local std::minstd_rand random(std::random_device{}());
    return milliseconds{time.count() / 2 +
                        std::uniform_int_distribution<milliseconds::rep>(0, time.count())(random)};
}

// Seconds of a Retry-After header; a date or nonsense counts as absent.
milliseconds retry_after(const http::ClientResponse& response) {
    const std::string_view value = trim(response.header("Retry-After"));
    if (!all_digits(value) || value.size() > 6) return milliseconds{0};
    return std::chrono::seconds{std::stol(std::string(value))};
}

// Everything about one call that does not change between its attempts.
struct Target {
    Api api = Api::kZaken;
    std::string url;
    std::string path;   // below the root, without query
    std::string place;  // "POST zaken:/zaken", for the log
};

}  // namespace

struct HttpZgwApi::State {
    State(HttpZgwSettings given, const Clock& clock, ZgwObserver* watches)
        : settings(std::move(given)), client(settings.client), observer(watches) {
        for (auto& [api, entry] : settings.apis) {
            entry.root = without_slash(entry.root);
            if (!http::parse_url(entry.root) || entry.root.find('?') != std::string::npos) {
                throw std::runtime_error("the root of the " + std::string(api_name(api)) +
                                         " API is no http(s) URL: " + entry.root);
            }
            tokens.emplace(api, std::make_unique<TokenSource>(entry.credentials, clock, client));
        }
    }

    std::string root(Api api) const {
        const auto found = settings.apis.find(api);
        return found == settings.apis.end() ? std::string() : found->second.root;
    }

    Outcome<Target> resolve(const HttpZgwApi& self, const Call& call) const;
    http::Headers headers(const Call& call, Api api, const std::string& authorization,
                          bool is_download) const;
    Outcome<Response> run(const HttpZgwApi& self, const Call& call, const Sink* sink);
    Outcome<Response> read(const Target& target, const Call& call, const http::ClientResponse& answer) const;
    bool pause(unsigned attempt, milliseconds at_least, const Call& call) const;
    milliseconds patience(const Call& call, bool is_download) const;

    HttpZgwSettings settings;
    http::Client client;
    ZgwObserver* observer;
    std::map<Api, std::unique_ptr<TokenSource>> tokens;
};

Outcome<Target> HttpZgwApi::State::resolve(const HttpZgwApi& self, const Call& call) const {
    Target target;
    target.api = call.api;
    const bool is_path = !call.target.empty() && call.target.front() == '/';
    std::string url = escape_unsafe(is_path ? root(call.api) + call.target : call.target);
    // The API that the caller names goes first: several may share one root.
    const auto api = is_under(root(call.api), url) ? std::optional(call.api) : self.api_of(url);
    if (!api || (is_path && *api != call.api)) {
        const bool configured = !root(call.api).empty();
        ZgwFailure failure;
        failure.problem =
            Problem{Problem::Kind::kRefusedByZgw,
                    configured ? "Een verwijzing wijst buiten het zaakregister en is niet gevolgd."
                               : "Voor deze gegevens is geen register ingesteld. Waarschuw de beheerder.",
                    configured ? "URL outside the configured roots refused (" + call.method + " " +
                                     std::string(api_name(call.api)) + ")"
                               : "no root configured for API " + std::string(api_name(call.api)),
                    ""};
        return failure;
    }
    target.api = *api;
    target.path = url.substr(root(*api).size());
    target.path.resize(std::min(target.path.find('?'), target.path.size()));
    target.place = call.method + " " + std::string(api_name(*api)) + ":" + target.path;
    target.url = with_query(std::move(url), call.query);
    return target;
}

http::Headers HttpZgwApi::State::headers(const Call& call, Api api, const std::string& authorization,
                                         bool is_download) const {
    http::Headers out{{"Accept", is_download ? "*/*" : "application/json"}};
    if (!authorization.empty()) out.emplace_back("Authorization", authorization);
    if (call.body != nullptr || call.content) out.emplace_back("Content-Type", "application/json");
    if (api == Api::kZaken) {
        out.emplace_back("Accept-Crs", settings.crs);
        if (!is_read(call.method)) out.emplace_back("Content-Crs", settings.crs);
    }
    if (!call.if_none_match.empty()) out.emplace_back("If-None-Match", header_value(call.if_none_match));
    if (!is_read(call.method) && !call.context.audit_toelichting.empty()) {
        out.emplace_back("X-Audit-Toelichting", header_value(call.context.audit_toelichting));
    }
    if (const auto trace = http::parse_traceparent(call.context.traceparent)) {
        out.emplace_back("traceparent", http::to_header(http::child_of(*trace)));
    }
    return out;
}

// Waits before the next attempt; false when there is no time or no attempt left.
bool HttpZgwApi::State::pause(unsigned attempt, milliseconds at_least, const Call& call) const {
    if (attempt >= settings.attempts || at_least > settings.max_retry_after) return false;
    const milliseconds wait = std::max(jittered(settings.first_backoff * (1U << (attempt - 1))), at_least);
    if (SteadyClock::now() + wait >= call.context.deadline) return false;
    std::this_thread::sleep_for(wait);
    return true;
}

// How long one call may take: content gets the time that a slow line of a megabyte a second needs, a download
// (of which the size is not known yet) as much as half a gigabyte would.
milliseconds HttpZgwApi::State::patience(const Call& call, bool is_download) const {
    constexpr std::uint64_t kBytesPerMillisecond = 1000, kDownload = 512'000'000;
    const std::uint64_t bytes = is_download ? kDownload : call.content ? call.content->spool->size() : 0;
    return settings.call_timeout + milliseconds{bytes / kBytesPerMillisecond};
}

Outcome<Response> HttpZgwApi::State::read(const Target& target, const Call& call,
                                          const http::ClientResponse& answer) const {
    const bool is_write = !is_read(call.method);
    if (answer.status < 200 || (answer.status >= 300 && answer.status != 304)) {
        return failure_of_answer(target.place, read_zgw_problem(answer.status, answer.body), is_write);
    }
    Response response;
    response.status = answer.status;
    response.etag = answer.header("ETag");
    response.location = answer.header("Location");
    response.api_version = answer.header("API-version");
    if (trim(answer.body).empty()) return response;
    auto body = Json::parse(answer.body, nullptr, false);
    if (body.is_discarded()) {
        ZgwFailure failure;
        failure.problem =
            Problem{Problem::Kind::kUnreachable, "Het zaakregister gaf een onbegrijpelijk antwoord.",
                    target.place + " -> " + std::to_string(answer.status) + ", body is no JSON", ""};
        failure.zgw.status = answer.status;
        failure.maybe_sent = is_write;
        return failure;
    }
    response.body = std::make_shared<const Json>(std::move(body));
    return response;
}

Outcome<Response> HttpZgwApi::State::run(const HttpZgwApi& self, const Call& call, const Sink* sink) {
    const auto resolved = resolve(self, call);
    if (!resolved) return resolved.failure();
    const Target& target = *resolved;
    const bool may_repeat = is_read(call.method);
    TokenSource& source = *tokens.at(target.api);
    bool asked_again = false;
    bool delivered = false;  // the sink has had bytes: the call cannot be repeated
    const Sink counting = [&](std::string_view bytes) {
        delivered = true;
        return (*sink)(bytes);
    };
    std::optional<ZgwFailure> last;
    for (unsigned attempt = 1;; ++attempt) {
        const auto left =
            std::chrono::duration_cast<milliseconds>(call.context.deadline - SteadyClock::now());
        if (left.count() <= 0) {
            if (last) return *last;
            return failure_of_call(
                target.place,
                {Problem{Problem::Kind::kTimeout, "", "no time left", ""}, http::Sent::kNothing},
                !may_repeat);
        }
        http::ClientRequest request;
        request.timeout = std::min(patience(call, sink != nullptr), left);
        request.connect_timeout = std::min(settings.connect_timeout, left);
        const auto authorization = source.authorization(call.context, request.timeout);
        if (!authorization) {
            last = ZgwFailure{authorization.problem(), {}, false};
            if (last->problem.kind == Problem::Kind::kRegisterAuth || !pause(attempt, milliseconds{0}, call))
                return *last;
            continue;
        }
        request.method = call.method;
        request.url = target.url;
        request.headers = headers(call, target.api, *authorization, sink != nullptr);
        request.body = body_parts(call);

        const auto started = SteadyClock::now();
        auto outcome = sink == nullptr ? client.call(request) : client.call(request, counting);
        auto* answer = std::get_if<http::ClientResponse>(&outcome);
        if (observer != nullptr) {
            observer->on_call(
                {target.api, call.method, target.path, answer == nullptr ? 0 : answer->status,
                 std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - started), attempt,
                 call.context.traceparent});
        }
        if (answer == nullptr) {
            const auto& failure = std::get<http::CallFailure>(outcome);
            last = failure_of_call(target.place, failure, !may_repeat);
            const bool repeatable = (may_repeat && !delivered) || failure.sent == http::Sent::kNothing;
            if (!repeatable || !pause(attempt, milliseconds{0}, call)) return *last;
            continue;
        }
        const bool refused = answer->status == 401 || answer->status == 403;
        if (refused && !asked_again && source.refused()) {
            asked_again = true;  // a refused request did nothing: once more with a new token
            continue;
        }
        const bool busy = answer->status >= 500 || answer->status == 429;
        const milliseconds wait = busy ? retry_after(*answer) : milliseconds{0};
        auto result = read(target, call, *answer);
        if (!busy || !may_repeat || !pause(attempt, wait, call)) return result;
        last = result.failure();
    }
}

HttpZgwApi::HttpZgwApi(HttpZgwSettings settings, const Clock& clock, ZgwObserver* observer)
    : state_(std::make_unique<State>(std::move(settings), clock, observer)) {}

HttpZgwApi::~HttpZgwApi() = default;

Outcome<Response> HttpZgwApi::call(const Call& call) {
    return state_->run(*this, call, nullptr);
}

Outcome<Response> HttpZgwApi::download(const Call& call, const Sink& sink) {
    return state_->run(*this, call, &sink);
}

std::string HttpZgwApi::root(Api api) const {
    return state_->root(api);
}

}  // namespace veerpont::zgw
