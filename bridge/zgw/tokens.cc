#include "bridge/zgw/tokens.h"

#include <Poco/Exception.h>
#include <Poco/JWT/Signer.h>
#include <Poco/JWT/Token.h>

#include <nlohmann/json.hpp>
#include <utility>
#include <variant>

#include "bridge/base/text.h"

namespace veerpont::zgw {

namespace {

// Registers refuse tokens from the future and tokens older than an hour.
constexpr std::chrono::seconds kClockSkew{10};
constexpr std::chrono::minutes kTokenLife{5};
constexpr std::chrono::seconds kRenewBefore{30};
constexpr std::size_t kMaxCached = 1000;

Problem not_authorised(const std::string& why) {
    return Problem{Problem::Kind::kRegisterAuth,
                   "Het zaakregister weigert de aanmelding van de koppeling. Waarschuw de beheerder.", why,
                   ""};
}

}  // namespace

TokenSource::TokenSource(Credentials credentials, const Clock& clock, http::Client& client)
    : credentials_(std::move(credentials)), clock_(clock), client_(client) {}

Result<std::string> TokenSource::authorization(const CallContext& context,
                                               std::chrono::milliseconds timeout) {
    if (credentials_.kind == Credentials::Kind::kNone) return std::string();
    if (credentials_.kind == Credentials::Kind::kFixed) return credentials_.authorization;
    const bool per_user = credentials_.kind == Credentials::Kind::kJwt;
    const std::string key = per_user ? context.user_id + '\n' + context.user_representation : std::string();
    const std::lock_guard lock(mutex_);
    const Time now = clock_.now();
    if (const auto found = cache_.find(key); found != cache_.end() && now < found->second.until) {
        return found->second.value;
    }
    if (!per_user) return ask(timeout);
    if (cache_.size() >= kMaxCached) cache_.clear();
    try {
        std::string value = "Bearer " + sign(context);
        cache_[key] = {value, now + kTokenLife};
        return value;
    } catch (const Poco::Exception& problem) {
        return not_authorised("token cannot be signed: " + problem.displayText());
    }
}

std::string TokenSource::sign(const CallContext& context) const {
    const auto seconds =
        std::chrono::floor<std::chrono::seconds>(clock_.now() - kClockSkew).time_since_epoch().count();
    Poco::JWT::Token token;
    token.setType("JWT");
    token.payload().set("iss", credentials_.client_id);
    token.payload().set("client_id", credentials_.client_id);
    token.payload().set("iat", static_cast<Poco::Int64>(seconds));
    token.payload().set("user_id", context.user_id);
    token.payload().set("user_representation",
                        context.user_representation.empty() ? context.user_id : context.user_representation);
    return Poco::JWT::Signer(credentials_.secret).sign(token, Poco::JWT::Signer::ALGO_HS256);
}

Result<std::string> TokenSource::ask(std::chrono::milliseconds timeout) {
    http::ClientRequest request;
    request.method = "POST";
    request.url = credentials_.token_url;
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}};
    request.timeout = timeout;
    std::string form = "grant_type=client_credentials&client_id=" + url_encode(credentials_.client_id) +
                       "&client_secret=" + url_encode(credentials_.secret);
    if (!credentials_.scope.empty()) form += "&scope=" + url_encode(credentials_.scope);
    request.body.push_back({std::move(form), nullptr, 0});
    const auto outcome = client_.call(request);
    if (const auto* failure = std::get_if<http::CallFailure>(&outcome)) {
        return Problem{failure->problem.kind,
                       "Het zaakregister is niet bereikbaar. Probeer het later opnieuw.",
                       "OAuth2 token: " + failure->problem.log_text, ""};
    }
    const auto& response = std::get<http::ClientResponse>(outcome);
    if (response.status >= 500) {
        return Problem{Problem::Kind::kUnreachable,
                       "Het zaakregister is niet bereikbaar. Probeer het later opnieuw.",
                       "OAuth2 token: status " + std::to_string(response.status), ""};
    }
    const auto body = nlohmann::json::parse(response.body, nullptr, false);
    if (response.status != 200 || !body.is_object() || !body.contains("access_token") ||
        !body["access_token"].is_string()) {
        return not_authorised("OAuth2 token: status " + std::to_string(response.status));
    }
    std::string value = "Bearer " + body["access_token"].get<std::string>();
    const auto expires = body.find("expires_in");
    const auto seconds = expires != body.end() && expires->is_number() ? expires->get<std::int64_t>() : 60;
    cache_[""] = {value, clock_.now() + std::chrono::seconds{seconds} - kRenewBefore};
    return value;
}

bool TokenSource::refused() {
    if (credentials_.kind != Credentials::Kind::kOAuth2) return false;
    const std::lock_guard lock(mutex_);
    cache_.clear();
    return true;
}

}  // namespace veerpont::zgw
