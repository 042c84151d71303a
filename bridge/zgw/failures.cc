#include "bridge/zgw/failures.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

namespace veerpont::zgw {

namespace {

using Json = nlohmann::json;

constexpr std::size_t kNamedParams = 5;

// What the codes of the standard mean, for the sender.
constexpr std::pair<std::string_view, std::string_view> kReasons[] = {
    {"required", "is verplicht"},
    {"null", "mag niet leeg zijn"},
    {"blank", "mag niet leeg zijn"},
    {"invalid", "is ongeldig"},
    {"invalid_choice", "heeft een onbekende waarde"},
    {"max_length", "is te lang"},
    {"min_length", "is te kort"},
    {"only-digits", "mag alleen cijfers hebben"},
    {"bad-url", "verwijst naar een onbereikbaar adres"},
    {"invalid-resource", "verwijst naar een ander soort gegeven"},
    {"unknown-service", "verwijst naar een onbekende dienst"},
    {"no_match", "verwijst naar iets dat niet bestaat"},
    {"does_not_exist", "verwijst naar iets dat niet bestaat"},
    {"object-does-not-exist", "verwijst naar iets dat niet bestaat"},
    {"unique", "bestaat al"},
    {"identificatie-niet-uniek", "bestaat al"},
    {"wijzigen-niet-toegelaten", "mag niet worden gewijzigd"},
    {"not-published", "is nog een concept"},
    {"zaaktype-mismatch", "hoort niet bij het zaaktype van de zaak"},
    {"zaak-mismatch", "hoort bij een andere zaak"},
    {"resultaat-does-not-exist", "de zaak heeft nog geen resultaat"},
    {"archiefactiedatum-error", "de archiefactiedatum is niet te bepalen"},
    {"indicatiegebruiksrecht-unset", "een document van de zaak heeft geen indicatie gebruiksrecht"},
    {"informatieobject-locked", "een document van de zaak is in bewerking"},
    {"deelzaken-not-closed", "een deelzaak is nog open"},
    {"hoofdzaak-closed", "de hoofdzaak is gesloten"},
    {"max-occurences", "mag maar een keer voorkomen"},
    {"invalid-betrokkene", "is geen geldige betrokkene"},
    {"missing-zaaktype-informatieobjecttype-relation", "het documenttype hoort niet bij het zaaktype"},
    {"missing-besluittype-informatieobjecttype-relation", "het documenttype hoort niet bij het besluittype"},
    {"date-in-future", "ligt in de toekomst"},
    {"future_not_allowed", "ligt in de toekomst"},
    {"pending-relations", "er zijn nog relaties"},
    {"existing-lock", "is al in bewerking"},
    {"incorrect-lock-id", "heeft een ander slot"},
    {"missing-lock-id", "mist het slot"},
    {"unlocked", "is niet in bewerking"},
    {"destroy-locked", "is in bewerking"},
    {"incomplete-upload", "is nog niet volledig aangeleverd"},
    {"file-size", "heeft een andere omvang dan opgegeven"},
    {"incorrect-base64-padding", "is geen geldige base64"},
    {"invalid_for_received", "mag niet bij een ontvangen document"},
    {"overlap", "overlapt met een bestaand gegeven"},
    {"deelzaak-als-hoofdzaak", "een deelzaak kan geen hoofdzaak zijn"},
    {"self-forbidden", "verwijst naar zichzelf"},
};

template <std::size_t N>
bool has_any(const ZgwProblem& problem, const std::array<std::string_view, N>& codes) {
    return std::any_of(codes.begin(), codes.end(),
                       [&](std::string_view code) { return problem.has_code(code); });
}

constexpr std::array<std::string_view, 3> kConflictCodes{"identificatie-niet-uniek", "unique",
                                                         "unique-constraint"};
constexpr std::array<std::string_view, 6> kLockCodes{"existing-lock",   "incorrect-lock-id",
                                                     "missing-lock-id", "unlocked",
                                                     "destroy-locked",  "informatieobject-locked"};
constexpr std::array<std::string_view, 2> kFinalCodes{"zaak-closed", "hoofdzaak-closed"};
constexpr std::array<std::string_view, 1> kSizeCodes{"entity_too_large"};

Problem::Kind kind_of(const ZgwProblem& problem) {
    if (problem.status >= 500)
        return problem.status == 504 ? Problem::Kind::kTimeout : Problem::Kind::kUnreachable;
    if (problem.status == 429) return Problem::Kind::kUnreachable;
    if (has_any(problem, kFinalCodes)) return Problem::Kind::kFinalised;
    if (problem.status == 401 || problem.status == 403) return Problem::Kind::kRegisterAuth;
    if (problem.status == 404 || problem.status == 410) return Problem::Kind::kNotFound;
    if (problem.status == 409 || has_any(problem, kConflictCodes)) return Problem::Kind::kConflict;
    if (problem.status == 423 || has_any(problem, kLockCodes)) return Problem::Kind::kLocked;
    if (problem.status == 413 || has_any(problem, kSizeCodes)) return Problem::Kind::kTooLarge;
    return Problem::Kind::kRefusedByZgw;
}

std::string text_of(const Json& node, const char* name) {
    const auto found = node.find(name);
    return found != node.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// A code is a short word of the register's program; anything else could be a value.
std::string safe_code(const std::string& code) {
    const bool is_word = code.size() <= 64 && std::all_of(code.begin(), code.end(), [](char c) {
                             return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                    (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
                         });
    return is_word ? code : "?";
}

// "zaaktype is nog een concept; omschrijving is te lang"
std::string named_params(const ZgwProblem& problem) {
    std::string out;
    for (std::size_t i = 0; i < std::min(problem.invalid_params.size(), kNamedParams); ++i) {
        const ZgwProblem::InvalidParam& param = problem.invalid_params[i];
        if (i > 0) out += "; ";
        if (param.name != "nonFieldErrors" && !param.name.empty()) out += safe_code(param.name) + " ";
        const auto* known = std::find_if(std::begin(kReasons), std::end(kReasons),
                                         [&](const auto& reason) { return reason.first == param.code; });
        out += known == std::end(kReasons) ? "is geweigerd (" + safe_code(param.code) + ")"
                                           : std::string(known->second);
    }
    return out;
}

// What comes after the fixed first words of the kind (stuf/fault_table.cc): what it is about, and what to do. Of
// what was not found or is locked: the whole text.
std::string sender_text(Problem::Kind kind, const ZgwProblem& problem) {
    const std::string named = named_params(problem);
    switch (kind) {
        case Problem::Kind::kTimeout:
        case Problem::Kind::kUnreachable:
            return "Probeer het later opnieuw.";
        case Problem::Kind::kRegisterAuth:
            return problem.code == "permission_denied"
                       ? "De zaak is gesloten of de koppeling heeft geen rechten voor deze handeling."
                       : "Waarschuw de beheerder van de koppeling.";
        case Problem::Kind::kNotFound:
            return "De zaak is niet gevonden. Het gegeven bestaat niet in het zaakregister.";
        case Problem::Kind::kLocked:
            return "Het document is vergrendeld." +
                   (named.empty() ? std::string() : " Het gaat om: " + named + ".");
        case Problem::Kind::kTooLarge:
            return "Het document is te groot voor het zaakregister.";
        default:
            return named.empty() ? "Waarschuw de beheerder van de koppeling." : "Het gaat om: " + named + ".";
    }
}

}  // namespace

ZgwProblem read_zgw_problem(int status, std::string_view body) {
    ZgwProblem out;
    out.status = status;
    const Json root = Json::parse(body, nullptr, false);
    if (!root.is_object()) return out;
    out.code = text_of(root, "code");
    out.title = text_of(root, "title");
    out.detail = text_of(root, "detail");
    const auto params = root.find("invalidParams");
    if (params == root.end() || !params->is_array()) return out;
    for (const Json& param : *params) {
        if (!param.is_object()) continue;
        out.invalid_params.push_back(
            {text_of(param, "name"), text_of(param, "code"), text_of(param, "reason")});
    }
    return out;
}

ZgwFailure failure_of_answer(const std::string& call, ZgwProblem problem, bool is_write) {
    const Problem::Kind kind = kind_of(problem);
    std::string log_text = call + " -> " + std::to_string(problem.status);
    if (!problem.code.empty()) log_text += " " + safe_code(problem.code);
    for (const auto& param : problem.invalid_params)
        log_text += "; " + safe_code(param.name) + ": " + safe_code(param.code);
    ZgwFailure failure;
    failure.problem = Problem{kind, sender_text(kind, problem), std::move(log_text), ""};
    // A refusal did nothing; a server that stumbled may have stumbled after it had written.
    failure.maybe_sent = is_write && problem.status >= 500;
    failure.zgw = std::move(problem);
    return failure;
}

ZgwFailure failure_of_call(const std::string& call, const http::CallFailure& failure, bool is_write) {
    const Problem::Kind kind = failure.problem.kind;
    ZgwFailure out;
    out.problem = Problem{kind, sender_text(kind, {}), call + ": " + failure.problem.log_text, ""};
    out.maybe_sent = is_write && failure.sent == http::Sent::kMaybe;
    return out;
}

}  // namespace veerpont::zgw
