#include <algorithm>
#include <cstdint>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bridge/base/text.h"
#include "bridge/base/time_zone.h"
#include "bridge/operations/step_context.h"
#include "bridge/operations/strategies/all.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;

constexpr std::chrono::milliseconds kSmallestStep{1};
// Registers refuse a status in the future, some also one of this very moment (zgw.md 2.3).
constexpr std::chrono::milliseconds kMargin{1000};

struct Status {
    json body;
    Time when{};
    bool dated = false;  // the message said when
    std::int64_t volgnummer = 0;
    bool end = false;
};

// In Dutch local time with its offset: the register takes the date of an end status as it is written.
std::string local_timestamp(Time utc) {
    const LocalTime local = to_amsterdam(utc);
    const std::string fraction = local.millisecond == 0 ? "" : fmt::format(".{:03}", local.millisecond);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}+{:02}:00", local.year, local.month, local.day,
                       local.hour, local.minute, local.second, fraction, amsterdam_offset(utc).count());
}

std::string text_setting(const StepContext& context, std::string_view name) {
    const json value = context.setting(name);
    return value.is_string() ? value.get<std::string>() : "";
}

// The moment of an einddatum: that day, at the time it is now, but never after now.
std::optional<Time> moment_of(std::string_view date, Time now) {
    if (date.size() < 8 || !is_stuf_date(date.substr(0, 8))) {
        return std::nullopt;
    }
    LocalTime local = to_amsterdam(now);
    local.year = std::stoi(std::string(date.substr(0, 4)));
    local.month = static_cast<unsigned>(std::stoul(std::string(date.substr(4, 2))));
    local.day = static_cast<unsigned>(std::stoul(std::string(date.substr(6, 2))));
    return from_amsterdam(local);
}

// Chronological, the end status last, each at a moment of its own, none in the future.
void put_in_order(std::vector<Status>& statuses, Time now) {
    std::stable_sort(statuses.begin(), statuses.end(), [](const Status& a, const Status& b) {
        return std::make_tuple(a.end, a.when, a.volgnummer) < std::make_tuple(b.end, b.when, b.volgnummer);
    });
    Time latest = now - kMargin;
    for (auto status = statuses.rbegin(); status != statuses.rend(); ++status) {
        status->when = std::min(status->when, latest);
        latest = status->when - kSmallestStep;
    }
    for (std::size_t i = 1; i < statuses.size(); ++i) {
        statuses[i].when = std::max(statuses[i].when, statuses[i - 1].when + kSmallestStep);
    }
}

// False for an element that is absent, nil or holds no text at all: a placeholder of the sender.
bool says_something(xml::Element element) {
    if (!element || element.nil()) {
        return false;
    }
    for (const xml::Element child : element.children()) {
        if (says_something(child)) {
            return true;
        }
    }
    return !element.text().empty();
}

class CloseZaak final : public Strategy {
  public:
    std::string_view name() const override { return "close-zaak"; }
    std::string_view about() const override {
        return "Zet resultaat en statussen in de volgorde die het register wil: eerst het resultaat, dan de "
               "statussen op "
               "tijd, de eindstatus het laatst. Een einddatum zonder eindstatus sluit de zaak.";
    }

    Result<json> run(StepContext& context) const override {
        const auto zaak = context.scope().find("zaak");
        const rules::Entity* status_rules = context.entity("status");
        const rules::Entity* resultaat_rules = context.entity("resultaat");
        if (zaak == context.scope().end() || !zaak->is_object() || status_rules == nullptr ||
            resultaat_rules == nullptr) {
            return Problem{
                Problem::Kind::kInternal, "",
                "strategy close-zaak needs a step 'zaak' before it and the entities status and resultaat",
                context.step().source.text()};
        }
        const StepContext::With with{{"zaak", zaak->value("url", "")},
                                     {"zaaktype", zaak->value("zaaktype", "")}};
        const Time now = context.run().engine.now();

        Result<std::vector<Status>> statuses = from_message(context, *status_rules, with, now);
        if (!statuses.ok()) {
            return statuses.problem();
        }
        const xml::Element result = context.object().child("resultaat");
        Result<json> resultaat = json();
        if (result && !result.nil() && !result.child("omschrijving").text().empty()) {
            resultaat = context.to_zgw(*resultaat_rules, result, with, true);
            if (!resultaat.ok()) {
                return resultaat.problem();
            }
        }
        const Result<void> closed = close(context, with, now, *statuses, *resultaat);
        if (!closed.ok()) {
            return closed.problem();
        }
        put_in_order(*statuses, now);
        return write(context, *statuses, *resultaat);
    }

  private:
    static Result<std::vector<Status>> from_message(StepContext& context, const rules::Entity& rules,
                                                    const StepContext::With& with, Time now) {
        std::vector<Status> statuses;
        for (const xml::Element heeft : context.object().children()) {
            if (heeft.local() != "heeft" || !says_something(heeft.child("gerelateerde"))) {
                continue;
            }
            Result<json> body = context.to_zgw(rules, heeft, with, true);
            if (!body.ok()) {
                return body.problem();
            }
            if (!body->is_object() || !body->contains("statustype") || (*body)["statustype"].is_null()) {
                continue;
            }
            const bool dated = !heeft.child("datumStatusGezet").text().empty();
            statuses.push_back(made(context, std::move(*body), dated, now));
        }
        if (statuses.empty()) {
            const std::string first = text_setting(context, "begin-status");
            if (!first.empty()) {
                Result<json> type = context.lookup("statustype", first, with);
                if (!type.ok()) {
                    return type.problem();
                }
                if (!type->is_object()) {
                    return Problem{Problem::Kind::kUnknownType,
                                   "De status \"" + first + "\" komt niet voor bij dit zaaktype.",
                                   "begin-status of the profile is unknown", context.step().source.text()};
                }
                statuses.push_back(of_type(*type, with, now));
            }
        }
        return statuses;
    }

    static Status made(const StepContext& context, json body, bool dated, Time now) {
        Status status;
        const json type = context.item_of(body.value("statustype", ""));
        status.dated = dated;
        status.when = now;
        if (dated && body.contains("datumStatusGezet") && body["datumStatusGezet"].is_string()) {
            status.when = parse_iso_timestamp(body["datumStatusGezet"].get<std::string>()).value_or(now);
        }
        if (type.is_object()) {
            status.volgnummer = type.value("volgnummer", std::int64_t{0});
            status.end = type.value("isEindstatus", false);
        }
        status.body = std::move(body);
        return status;
    }

    static Status of_type(const json& type, const StepContext::With& with, Time when) {
        Status status;
        status.body = {{"zaak", with.at("zaak")}, {"statustype", type.value("url", "")}};
        status.when = when;
        status.volgnummer = type.value("volgnummer", std::int64_t{0});
        status.end = type.value("isEindstatus", false);
        return status;
    }

    // The statustype that ends this zaaktype; null when the catalogue says none.
    static Result<json> end_type(StepContext& context, const StepContext::With& with) {
        if (context.run().dry_lookups) {  // explain without a catalogue
            return json{{"url", "{statustype eindstatus}"}, {"isEindstatus", true}};
        }
        const Result<CatalogueCache::List> types = context.lookup_items("statustype", with);
        if (!types.ok()) {
            return types.problem();
        }
        json end;
        for (const json& type : **types) {
            if (type.value("isEindstatus", false)) {
                end = type;
            }
        }
        return end;
    }

    // What follows from an einddatum, an end status and the presence of a resultaat.
    //
    //   end status in the message | einddatum | resultaat | what happens
    //   yes                       | any       | yes       | resultaat, statussen
    //   yes                       | any       | no        | resultaat of the settings; without: refused here,
    //   clearly no                        | yes       | yes       | end status on the einddatum no | yes | no
    //   | resultaat of the settings, end status on the einddatum;
    //                             |           |           | without, or with bij-einddatum "negeren": left
    //                             open, traced
    //   no                        | no        | any       | resultaat (if any), statussen; the zaak stays
    //   open
    static Result<void> close(StepContext& context, const StepContext::With& with, Time now,
                              std::vector<Status>& statuses, json& resultaat) {
        const std::string einddatum(context.object().child("einddatum").text());
        const std::optional<Time> ended = moment_of(einddatum, now);
        const auto end =
            std::find_if(statuses.begin(), statuses.end(), [](const Status& one) { return one.end; });
        const bool has_end = end != statuses.end();
        if (!has_end && !ended) {
            return {};
        }
        if (has_end && !end->dated && ended) {
            end->when = *ended;
        }
        if (!has_end && text_setting(context, "bij-einddatum") == "negeren") {
            context.trace("object/einddatum",
                          "Een einddatum zonder eindstatus sluit de zaak niet (instelling bij-einddatum).");
            return {};
        }
        if (!resultaat.is_object()) {
            const std::string standard = text_setting(context, "resultaat");
            const Result<json> type =
                standard.empty() ? Result<json>(json()) : context.lookup("resultaattype", standard, with);
            if (!type.ok()) {
                return type.problem();
            }
            if (!type->is_object() && has_end) {
                return Problem{Problem::Kind::kMissingValue,
                               "De zaak kan niet worden gesloten: het bericht heeft geen resultaat.",
                               "end status without resultaat, and the zaaktype has no default one",
                               context.step().source.text()};
            }
            if (!type->is_object()) {
                context.trace("object/einddatum",
                              "De zaak is niet gesloten: het bericht heeft geen resultaat en het zaaktype "
                              "geen standaardresultaat.");
                return {};
            }
            resultaat = {{"zaak", with.at("zaak")}, {"resultaattype", type->value("url", "")}};
        }
        if (!has_end) {
            const Result<json> type = end_type(context, with);
            if (!type.ok()) {
                return type.problem();
            }
            if (!type->is_object()) {
                return Problem{Problem::Kind::kUnknownType, "Het zaaktype heeft geen eindstatus.",
                               "no statustype with isEindstatus", context.step().source.text()};
            }
            statuses.push_back(of_type(*type, with, *ended));
        }
        return {};
    }

    static Result<json> write(StepContext& context, const std::vector<Status>& statuses,
                              const json& resultaat) {
        std::vector<StepContext::Change> changes;
        const auto post = [&](std::string_view path, json body) {
            StepContext::Change change;
            change.call.api = zgw::Api::kZaken;
            change.call.method = "POST";
            change.call.target = std::string(path);
            change.body = std::move(body);
            changes.push_back(std::move(change));
        };
        const bool has_result = resultaat.is_object();
        if (has_result) {
            post("/resultaten", resultaat);
        }
        for (const Status& status : statuses) {
            json body = status.body;
            body["datumStatusGezet"] = local_timestamp(status.when);
            post("/statussen", std::move(body));
        }
        Result<std::vector<json>> answers = context.change(std::move(changes), false);
        if (!answers.ok()) {
            return answers.problem();
        }
        json answer{{"resultaat", nullptr}, {"statussen", json::array()}};
        for (std::size_t i = 0; i < answers->size(); ++i) {
            if (i == 0 && has_result) {
                answer["resultaat"] = std::move((*answers)[i]);
            } else {
                answer["statussen"].push_back(std::move((*answers)[i]));
            }
        }
        return answer;
    }
};

}  // namespace

const Strategy& close_zaak() {
    static const CloseZaak strategy;
    return strategy;
}

}  // namespace veerpont::operations
