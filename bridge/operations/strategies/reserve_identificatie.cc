#include <algorithm>
#include <string>

#include <nlohmann/json.hpp>

#include "bridge/base/text.h"
#include "bridge/base/time_zone.h"
#include "bridge/operations/step_context.h"
#include "bridge/operations/strategies/all.h"
#include "bridge/zgw/capabilities.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;

constexpr std::size_t kLongest = 40;  // of an identificatie in StUF and ZGW

std::string default_template(const std::string& soort) {
    const std::string letter = soort == "document" ? "D" : soort == "besluit" ? "B" : "";
    return "{gemeentecode}{jaar}" + letter + "{volgnummer:8}";
}

std::string padded(std::uint64_t number, std::size_t digits) {
    std::string text = std::to_string(number);
    return text.size() < digits ? std::string(digits - text.size(), '0') + text : text;
}

// Empty when the template has no place for the number: it would give the same identificatie twice.
std::string number_text(std::string text, const Organisatie& organisatie, int year, std::uint64_t number) {
    text = replace_all(std::move(text), "{gemeentecode}", organisatie.gemeentecode);
    text = replace_all(std::move(text), "{rsin}", organisatie.rsin);
    text = replace_all(std::move(text), "{jaar}", std::to_string(year));
    const std::size_t start = text.find("{volgnummer");
    const std::size_t end = start == std::string::npos ? start : text.find('}', start);
    if (end == std::string::npos) {
        return "";
    }
    const std::string_view word = std::string_view(text).substr(start, end - start);
    const std::size_t colon = word.find(':');
    std::size_t digits = 1;
    if (colon != std::string_view::npos) {
        const std::string_view wanted = word.substr(colon + 1);
        if (!all_digits(wanted) || wanted.size() > 2) {
            return "";
        }
        digits = std::stoul(std::string(wanted));
    }
    return text.substr(0, start) + padded(number, digits) + text.substr(end + 1);
}

class ReserveIdentificatie final : public Strategy {
  public:
    std::string_view name() const override { return "reserve-identificatie"; }
    std::string_view about() const override {
        return "Geeft een nieuw nummer uit: volgens het sjabloon van de organisatie, of door het te "
               "reserveren in het "
               "register als dat kan.";
    }
    bool takes_claim() const override { return false; }  // a number too many is only a gap

    Result<json> run(StepContext& context) const override {
        Run& run = context.run();
        const json kind = context.setting("soort");
        const std::string soort = kind.is_string() ? kind.get<std::string>() : "zaak";
        const Organisatie& organisatie = run.context.organisatie;
        const std::string& own = soort == "document" ? organisatie.documentnummer : organisatie.zaaknummer;
        if (run.dry) {
            return json{{"identificatie", "{nieuw nummer}"}};
        }
        Result<std::string> identificatie = std::string();
        if (own.empty() && soort != "besluit") {
            identificatie = from_register(context, soort);
        }
        if (identificatie.ok() && identificatie->empty()) {
            identificatie =
                from_template(run, soort, own.empty() || soort == "besluit" ? default_template(soort) : own);
        }
        if (!identificatie.ok()) {
            return identificatie.problem();
        }
        {
            const std::lock_guard lock(run.mutex);
            run.given_out = *identificatie;
        }
        return json{{"identificatie", *identificatie}};
    }

  private:
    // "" when the register has no reservation of numbers.
    static Result<std::string> from_register(StepContext& context, const std::string& soort) {
        Run& run = context.run();
        zgw::Call call;
        call.api = soort == "document" ? zgw::Api::kDocumenten : zgw::Api::kZaken;
        call.method = "POST";
        zgw::Capabilities* capabilities = run.engine.capabilities_of(run.calls->api());
        const std::optional<std::string> path =
            capabilities == nullptr ? std::nullopt : capabilities->number_reservation(call.api);
        if (!path) {
            return std::string();
        }
        call.target = *path;
        const json body{{"bronorganisatie", run.context.organisatie.rsin}, {"aantal", 1}};
        call.body = &body;
        // Without the journal: a reserved number that nobody uses is only a gap.
        const auto answer = run.calls->call(call, {context.step().name, 0, false});
        if (!answer.ok()) {
            return answer.failure().problem;
        }
        // One object or a list of one, whatever the version; documents call it identificatie.
        const json& given =
            answer->json().is_array() && !answer->json().empty() ? answer->json().front() : answer->json();
        for (const char* name : {"zaaknummer", "identificatie"}) {
            if (given.is_object() && given.contains(name) && given[name].is_string()) {
                return given[name].get<std::string>();
            }
        }
        return Problem{Problem::Kind::kRefusedByZgw, "",
                       "the register reserved a number without saying which", context.step().source.text()};
    }

    static Result<std::string> from_template(Run& run, const std::string& soort, const std::string& text) {
        const int year = to_amsterdam(run.engine.now()).year;
        const auto number = run.engine.store().next_number(run.context.organisatie.rsin, soort, year);
        if (!number.ok()) {
            return number.problem();
        }
        std::string identificatie = number_text(text, run.context.organisatie, year, *number);
        if (identificatie.empty() || utf8_length(identificatie) > kLongest) {
            return Problem{
                Problem::Kind::kInternal, "Het sjabloon voor nummers is niet bruikbaar.",
                "number template '" + text + "' lacks {volgnummer} or gives more than 40 characters", ""};
        }
        return identificatie;
    }
};

}  // namespace

const Strategy& reserve_identificatie() {
    static const ReserveIdentificatie strategy;
    return strategy;
}

}  // namespace veerpont::operations
