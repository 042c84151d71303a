#include "bridge/operations/strategies/zaak_statussen.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "bridge/base/time_zone.h"
#include "bridge/operations/scope.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;

bool same_second(Time a, Time b) {
    return std::chrono::floor<std::chrono::seconds>(a) == std::chrono::floor<std::chrono::seconds>(b);
}

}  // namespace

bool names_a_day(Time when) {
    const LocalTime local = to_amsterdam(when);
    return local.hour == 0 && local.minute == 0 && local.second == 0 && local.millisecond == 0;
}

Result<ZaakStatussen> ZaakStatussen::read(StepContext& context, const std::string& zaak) {
    zgw::Call look;
    look.api = zgw::Api::kZaken;
    look.target = "/statussen";
    look.query = {{"zaak", zaak}};
    const auto present = context.get_all(look);
    if (!present.ok()) {
        return present.failure().problem;
    }
    ZaakStatussen statussen;
    for (const json& one : present->json()) {
        if (const auto when = parse_iso_timestamp(text_property(one, "datumStatusGezet"))) {
            statussen.all_.push_back(
                {text_property(one, "statustype"), text_property(one, "statustoelichting"), *when});
        }
    }
    std::stable_sort(statussen.all_.begin(), statussen.all_.end(),
                     [](const One& a, const One& b) { return a.when < b.when; });
    return statussen;
}

const ZaakStatussen::One* ZaakStatussen::latest() const {
    return all_.empty() ? nullptr : &all_.back();
}

bool ZaakStatussen::has(const std::string& statustype, Time when) const {
    const bool day = names_a_day(when);
    return std::any_of(all_.begin(), all_.end(), [&](const One& one) {
        return one.statustype == statustype &&
               (day ? iso_date(one.when) == iso_date(when) : same_second(one.when, when));
    });
}

Time ZaakStatussen::free_moment(Time wanted, Time earliest) const {
    Time when = std::max(wanted, earliest);
    const bool day = names_a_day(wanted);
    for (const One& one : all_) {  // by moment: what is passed once is never met again
        if (one.when == when || (day && one.when > when && iso_date(one.when) == iso_date(wanted))) {
            when = one.when + kSmallestStep;
        }
    }
    return when;
}

}  // namespace veerpont::operations
