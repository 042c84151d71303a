#include "bridge/sandbox/refusal.h"

#include <nlohmann/json.hpp>

#include "bridge/base/crypto.h"

namespace veerpont::sandbox {

namespace {

constexpr char kAsWhole[] = "nonFieldErrors";

std::string_view title_of(int status) {
    switch (status) {
        case 400:
            return "Ongeldige invoer.";
        case 403:
            return "Geen toegang.";
        case 404:
            return "Niet gevonden.";
        case 405:
            return "Methode niet toegestaan.";
        case 406:
            return "Gevraagd CRS wordt niet ondersteund.";
        case 412:
            return "CRS-header ontbreekt.";
        case 413:
            return "Bericht te groot.";
        case 415:
            return "Mediatype wordt niet ondersteund.";
        default:
            return "Interne fout.";
    }
}

}  // namespace

Refusal::Refusal(int status, std::string code, std::string detail)
    : status_(status), code_(std::move(code)), detail_(std::move(detail)) {}

Refusal::Refusal(std::vector<InvalidParam> params)
    : status_(400), code_("invalid"), detail_("Ongeldige invoer."), params_(std::move(params)) {}

std::string Refusal::body(std::string_view root) const {
    nlohmann::json body = {
        {"type", std::string(root) + "/ref/fouten/" + (params_.empty() ? "Fout/" : "ValidatieFout/")},
        {"code", code_},
        {"title", title_of(status_)},
        {"status", status_},
        {"detail", detail_},
        {"instance", "urn:uuid:" + uuid4()},
    };
    if (status_ == 400) {
        auto& params = body["invalidParams"] = nlohmann::json::array();
        for (const auto& param : params_) {
            params.push_back({{"name", param.name.empty() ? kAsWhole : param.name},
                              {"code", param.code},
                              {"reason", param.reason}});
        }
    }
    return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void refuse(std::string name, std::string code, std::string reason) {
    throw Refusal({{std::move(name), std::move(code), std::move(reason)}});
}

void forbid(std::string detail) {
    throw Refusal(403, "permission_denied", std::move(detail));
}

void not_found() {
    throw Refusal(404, "not_found", "Niet gevonden.");
}

Refusal too_large() {
    return {413, "entity_too_large", "Het bericht is groter dan dit register aanneemt."};
}

}  // namespace veerpont::sandbox
