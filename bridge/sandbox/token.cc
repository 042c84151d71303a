#include "bridge/sandbox/token.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "bridge/base/crypto.h"
#include "bridge/base/text.h"
#include "bridge/sandbox/refusal.h"

namespace veerpont::sandbox {

namespace {

constexpr std::chrono::seconds kLifetime{3600};
constexpr std::chrono::seconds kLeeway{60};
constexpr std::size_t kLongestToken = 16 * 1024;

[[noreturn]] void refuse_token(std::string code, std::string detail) {
    throw Refusal(403, std::move(code), std::move(detail));
}

std::optional<std::string> base64url_decode(std::string_view text) {
    std::string standard(text);
    std::replace(standard.begin(), standard.end(), '-', '+');
    std::replace(standard.begin(), standard.end(), '_', '/');
    standard.append((4 - standard.size() % 4) % 4, '=');
    auto decoded = base64_decode(standard);
    return decoded ? std::optional(std::move(*decoded)) : std::nullopt;
}

nlohmann::json json_part(std::string_view part) {
    const auto text = base64url_decode(part);
    auto json = nlohmann::json::parse(text.value_or(""), nullptr, false);
    if (!json.is_object()) {
        refuse_token("jwt-decode-error", "Het token is niet te lezen.");
    }
    return json;
}

std::optional<Time> moment(const nlohmann::json& claims, const char* name) {
    const auto found = claims.find(name);
    if (found == claims.end() || !found->is_number()) {
        return std::nullopt;
    }
    const double seconds = found->get<double>();
    if (!(seconds > -1e11 && seconds < 1e11)) {
        refuse_token("jwt-decode-error", "Het token heeft een onmogelijk tijdstip.");
    }
    return Time(std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000)));
}

}  // namespace

const Client& authenticate(std::string_view authorization, const std::vector<Client>& clients, Time now) {
    constexpr std::string_view kBearer = "Bearer ";
    if (authorization.size() <= kBearer.size() ||
        !iequals(authorization.substr(0, kBearer.size()), kBearer)) {
        refuse_token("not_authenticated", "Authenticatiegegevens zijn niet opgegeven.");
    }
    const auto token = trim(authorization.substr(kBearer.size()));
    const auto parts = split(token, '.');
    if (parts.size() != 3 || token.size() > kLongestToken ||
        json_part(parts[0]).value("alg", nlohmann::json()) != "HS256") {
        refuse_token("jwt-decode-error", "Het token is geen JWT met HS256.");
    }
    const auto claims = json_part(parts[1]);
    const auto id = claims.find("client_id");
    if (id == claims.end() || !id->is_string()) {
        refuse_token("missing-client-identifier", "client_id ontbreekt in het token.");
    }
    const auto client =
        std::find_if(clients.begin(), clients.end(), [&](const auto& one) { return *id == one.id; });
    if (client == clients.end()) {
        refuse_token("invalid-client-identifier", "Deze client_id is niet bekend.");
    }
    const auto unsigned_part = token.substr(0, parts[0].size() + 1 + parts[1].size());
    const auto signature = base64url_decode(parts[2]);
    if (!signature || !equal_in_constant_time(*signature, hmac_sha256(client->secret, unsigned_part))) {
        refuse_token("invalid-jwt-signature", "De handtekening van het token klopt niet.");
    }
    const auto issued = moment(claims, "iat");
    if (!issued) {
        refuse_token("jwt-missing-iat-claim", "iat ontbreekt in het token.");
    }
    const auto expires = moment(claims, "exp");
    if (now - *issued >= kLifetime || (expires && *expires + kLeeway < now)) {
        refuse_token("jwt-expired", "Het token is verlopen.");
    }
    const auto not_before = moment(claims, "nbf").value_or(*issued);
    if (std::max(*issued, not_before) > now + kLeeway) {
        refuse_token("jwt-immature-signature", "Het token is nog niet geldig.");
    }
    return *client;
}

}  // namespace veerpont::sandbox
