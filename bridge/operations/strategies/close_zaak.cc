#include <algorithm>
#include <cstdint>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bridge/base/text.h"
#include "bridge/base/time_zone.h"
#include "bridge/operations/scope.h"
#include "bridge/operations/step_context.h"
#include "bridge/operations/strategies/all.h"
#include "bridge/operations/strategies/relation_pairs.h"
#include "bridge/operations/strategies/zaak_statussen.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;

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

// The moment of an einddatum: that day, at the time it is now, but never after now. None for what is no date,
// and for the day that some programs send when they have none.
std::optional<Time> moment_of(std::string_view date, Time now) {
    if (date.size() < 8 || !is_stuf_date(date.substr(0, 8)) || date.starts_with("0001")) {
        return std::nullopt;
    }
    LocalTime local = to_amsterdam(now);
    local.year = std::stoi(std::string(date.substr(0, 4)));
    local.month = static_cast<unsigned>(std::stoul(std::string(date.substr(4, 2))));
    local.day = static_cast<unsigned>(std::stoul(std::string(date.substr(6, 2))));
    return from_amsterdam(local);
}

// Chronological, the end status last, each at a moment of its own, none in the future.
void put_in_order(std::vector<Status>& statuses, const ZaakStatussen& present, Time now) {
    std::stable_sort(statuses.begin(), statuses.end(), [](const Status& a, const Status& b) {
        return std::make_tuple(a.end, a.when, a.volgnummer) < std::make_tuple(b.end, b.when, b.volgnummer);
    });
    Time latest = now - kMargin;
    for (auto status = statuses.rbegin(); status != statuses.rend(); ++status) {
        status->when = std::min(status->when, latest);
        latest = status->when - kSmallestStep;
    }
    Time earliest = Time::min();
    for (Status& status : statuses) {
        status.when = present.free_moment(status.when, earliest);
        earliest = status.when + kSmallestStep;
    }
}

// What one message wants of one zaak, and what the zaak has.
struct Work {
    StepContext& context;
    Time now;
    bool created = false;  // this message made the zaak
    bool closed = false;
    std::string resultaat_url{};  // of the resultaat that the zaak has; empty when it has none
    StepContext::With with{};     // zaak, zaaktype
    ZaakStatussen present{};
    std::vector<Status> statuses{};  // to set
    json resultaat = nullptr;        // to set; null when the message has none
};

class CloseZaak final : public Strategy {
  public:
    std::string_view name() const override { return "close-zaak"; }
    std::string_view about() const override {
        return "Zet resultaat en statussen in de volgorde die het register wil: eerst het resultaat, dan de "
               "statussen op tijd, de eindstatus het laatst. Wat er al is, wordt niet herhaald. Een "
               "einddatum "
               "zonder eindstatus sluit de zaak.";
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
        Work work{context, context.run().engine.now()};
        work.created = context.run().creating_step() != nullptr;
        work.closed = !text_property(*zaak, "einddatum").empty();
        work.resultaat_url = text_property(*zaak, "resultaat");
        work.with = {{"zaak", text_property(*zaak, "url")}, {"zaaktype", text_property(*zaak, "zaaktype")}};

        Result<void> done = statuses_of_message(work, *status_rules);
        if (done.ok()) {
            done = resultaat_of_message(work, *resultaat_rules);
        }
        if (done.ok() && text_setting(context, "bericht") == "status" && work.statuses.empty() &&
            work.resultaat.is_null() && text_at(context, "einddatum").empty()) {
            return Problem{Problem::Kind::kMissingValue,
                           "Noem in heeft/gerelateerde de omschrijving of het volgnummer van de status.",
                           "no heeft with a statustype", context.step().source.text()};
        }
        if (done.ok() && !text_property(*zaak, "status").empty()) {
            done = leave_out_what_is_there(work);
        }
        if (done.ok()) {
            done = close(work);
        }
        if (!done.ok()) {
            return done.problem();
        }
        put_in_order(work.statuses, work.present, work.now);
        return write(work);
    }

  private:
    static std::string text_at(const StepContext& context, std::string_view child) {
        return std::string(context.object().child(child).text());
    }

    static Result<void> statuses_of_message(Work& work, const rules::Entity& rules) {
        StepContext& context = work.context;
        for (const xml::Element heeft : context.object().children()) {
            if (heeft.local() != "heeft" || !says_something(heeft.child("gerelateerde"))) {
                continue;
            }
            Result<json> body = context.to_zgw(rules, heeft, work.with, true);
            if (!body.ok()) {
                return body.problem();
            }
            if (!body->is_object() || text_property(*body, "statustype").empty()) {
                continue;
            }
            const bool dated = !heeft.child("datumStatusGezet").text().empty();
            work.statuses.push_back(made(context, std::move(*body), dated, work.now));
        }
        const std::string first = text_setting(context, "begin-status");
        if (!work.created || !work.statuses.empty() || first.empty()) {
            return {};
        }
        Result<json> type = context.lookup("statustype", first, work.with);
        if (!type.ok()) {
            return type.problem();
        }
        if (!type->is_object()) {
            return Problem{
                Problem::Kind::kUnknownType,
                "De status \"" + first +
                    "\" uit de instellingen komt niet voor bij dit zaaktype. Waarschuw de beheerder.",
                "begin-status of the profile is unknown", context.step().source.text()};
        }
        work.statuses.push_back(of_type(*type, work.with, work.now));
        return {};
    }

    static Result<void> resultaat_of_message(Work& work, const rules::Entity& rules) {
        const xml::Element result = work.context.object().child("resultaat");
        if (!result || result.nil() || result.child("omschrijving").text().empty()) {
            return {};
        }
        Result<json> resultaat = work.context.to_zgw(rules, result, work.with, true);
        if (!resultaat.ok()) {
            return resultaat.problem();
        }
        work.resultaat = std::move(*resultaat);
        return {};
    }

    // A status that the zaak has already is not set again, and one from before its end does not open it.
    static Result<void> leave_out_what_is_there(Work& work) {
        if (work.statuses.empty() && text_at(work.context, "einddatum").empty()) {
            return {};
        }
        Result<ZaakStatussen> present = ZaakStatussen::read(work.context, work.with.at("zaak"));
        if (!present.ok()) {
            return present.problem();
        }
        work.present = std::move(*present);
        const ZaakStatussen::One* latest = work.present.latest();
        std::erase_if(work.statuses, [&](const Status& status) {
            const std::string type = text_property(status.body, "statustype");
            const std::string toelichting = text_property(status.body, "statustoelichting");
            if ((work.closed && status.end) || (status.dated && work.present.has(type, status.when)) ||
                (latest != nullptr && latest->statustype == type &&
                 (toelichting.empty() || toelichting == latest->toelichting))) {
                work.context.trace("object/heeft", "De zaak heeft deze status al.");
                return true;
            }
            const bool earlier = latest != nullptr &&
                                 (names_a_day(status.when) ? iso_date(status.when) < iso_date(latest->when)
                                                           : status.when < latest->when);
            if (work.closed && earlier) {
                work.context.trace("object/heeft",
                                   "De zaak is gesloten; een status van daarvoor heropent haar niet.");
                return true;
            }
            return false;
        });
        if (work.closed && !work.statuses.empty() && text_setting(work.context, "heropenen") == "weigeren") {
            return Problem{Problem::Kind::kFinalised,
                           "De zaak is gesloten en wordt niet heropend. Vraag de beheerder of dit zaaktype "
                           "heropend mag worden.",
                           "a new status for a closed zaak (setting heropenen)",
                           work.context.step().source.text()};
        }
        return {};
    }

    static Status made(const StepContext& context, json body, bool dated, Time now) {
        Status status;
        const json type = context.item_of(text_property(body, "statustype"));
        status.dated = dated;
        status.when =
            dated ? parse_iso_timestamp(text_property(body, "datumStatusGezet")).value_or(now) : now;
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
    static Result<json> end_type(const Work& work) {
        if (work.context.run().dry_lookups) {  // explain without a catalogue
            return json{{"url", "{statustype eindstatus}"}, {"isEindstatus", true}};
        }
        const Result<CatalogueCache::List> types = work.context.lookup_items("statustype", work.with);
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

    // The resultaattype that the settings give when the message has no resultaat: for an end status, else for
    // an einddatum, else for both; null when there is none, or not in this zaaktype.
    static Result<json> standard_resultaat(Work& work, bool has_end, bool ended) {
        std::string standard = has_end ? text_setting(work.context, "resultaat-bij-eindstatus") : "";
        if (standard.empty() && ended) {
            standard = text_setting(work.context, "resultaat-bij-einddatum");
        }
        if (standard.empty()) {
            standard = text_setting(work.context, "resultaat");
        }
        return standard.empty() ? Result<json>(json())
                                : work.context.lookup("resultaattype", standard, work.with);
    }

    // What follows from an einddatum, an end status and the presence of a resultaat, in the message or at the
    // zaak, when the zaak is not closed yet:
    //
    //   end status | einddatum | resultaat | what happens
    //   yes        | any       | yes       | resultaat, statussen
    //   yes        | any       | no        | resultaat of the settings; without: refused here, clearly
    //   no         | yes       | yes       | end status on the einddatum
    //   no         | yes       | no        | resultaat of the settings, end status on the einddatum;
    //              |           |           | without, or with bij-einddatum "negeren": left open, traced
    //   no         | no        | any       | resultaat (if any), statussen; the zaak stays open
    static Result<void> close(Work& work) {
        StepContext& context = work.context;
        if (text_setting(context, "bericht") == "status" &&
            text_setting(context, "eindstatus-in-statusbericht") == "negeren" &&
            std::erase_if(work.statuses, [](const Status& one) { return one.end; }) > 0) {
            context.trace("object/heeft",
                          "Een eindstatus in een statusbericht wordt bij dit zaaktype niet gezet (instelling "
                          "eindstatus-in-statusbericht).");
        }
        const std::optional<Time> ended = moment_of(text_at(context, "einddatum"), work.now);
        const auto end = std::find_if(work.statuses.begin(), work.statuses.end(),
                                      [](const Status& one) { return one.end; });
        const bool has_end = end != work.statuses.end();
        if ((!has_end && !ended) || (!has_end && work.closed)) {
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
        if (work.resultaat.is_null() && work.resultaat_url.empty()) {
            const Result<json> type = standard_resultaat(work, has_end, ended.has_value());
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
            work.resultaat = {{"zaak", work.with.at("zaak")}, {"resultaattype", type->value("url", "")}};
        }
        if (!has_end) {
            const Result<json> type = end_type(work);
            if (!type.ok()) {
                return type.problem();
            }
            if (!type->is_object()) {
                return Problem{Problem::Kind::kUnknownType, "Het zaaktype heeft geen eindstatus.",
                               "no statustype with isEindstatus", context.step().source.text()};
            }
            work.statuses.push_back(of_type(*type, work.with, *ended));
        }
        return {};
    }

    static StepContext::Change post(std::string_view path, json body) {
        StepContext::Change change;
        change.call.api = zgw::Api::kZaken;
        change.call.method = "POST";
        change.call.target = std::string(path);
        change.body = std::move(body);
        return change;
    }

    // Brings the resultaat of the zaak to what the message says; the answer is the resultaat then.
    //
    // A zaak has one resultaat, and its type cannot be changed: another one takes its place.
    static Result<json> write_resultaat(Work& work) {
        std::vector<StepContext::Change> changes;
        if (!work.resultaat_url.empty()) {
            Result<zgw::Call> look = work.context.run().calls->make("GET", work.resultaat_url);
            if (!look.ok()) {
                return look.problem();
            }
            const auto answer = work.context.get(*look);
            if (!answer.ok()) {
                return answer.failure().problem;
            }
            const json current = answer->json();
            const std::string toelichting = text_property(work.resultaat, "toelichting");
            if (text_property(current, "resultaattype") == text_property(work.resultaat, "resultaattype")) {
                if (toelichting.empty() || toelichting == text_property(current, "toelichting")) {
                    return current;
                }
                return work.context.patch_restorable(work.resultaat_url, {{"toelichting", toelichting}},
                                                     current);
            }
            StepContext::Change removal;
            removal.call = std::move(*look);
            removal.call.method = "DELETE";
            removal.undo = "create " + work.resultaat_url.substr(0, work.resultaat_url.rfind('/'));
            removal.undo_body = {{"zaak", work.with.at("zaak")},
                                 {"resultaattype", text_property(current, "resultaattype")},
                                 {"toelichting", text_property(current, "toelichting")}};
            changes.push_back(std::move(removal));
        }
        changes.push_back(post("/resultaten", work.resultaat));
        if (!work.created) {
            changes.back().undo = "DELETE {url}";
        }
        Result<std::vector<json>> answers = work.context.change(std::move(changes), false);
        if (!answers.ok()) {
            return answers.problem();
        }
        return std::move(answers->back());
    }

    static Result<json> write(Work& work) {
        json answer{{"resultaat", nullptr}, {"statussen", json::array()}};
        if (work.resultaat.is_object()) {
            Result<json> resultaat = write_resultaat(work);
            if (!resultaat.ok()) {
                return resultaat.problem();
            }
            answer["resultaat"] = std::move(*resultaat);
        }
        std::vector<StepContext::Change> changes;
        for (const Status& status : work.statuses) {
            json body = status.body;
            body["datumStatusGezet"] = local_timestamp(status.when);
            changes.push_back(post("/statussen", std::move(body)));
        }
        Result<std::vector<json>> statussen = work.context.change(std::move(changes), false);
        if (!statussen.ok()) {
            return statussen.problem();
        }
        answer["statussen"] = std::move(*statussen);
        return answer;
    }
};

}  // namespace

const Strategy& close_zaak() {
    static const CloseZaak strategy;
    return strategy;
}

}  // namespace veerpont::operations
