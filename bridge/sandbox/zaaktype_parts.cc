// The Catalogi API: the parts of a zaaktype. They follow it: hidden while it is a concept, unchangeable
// afterwards.
#include <algorithm>
#include <map>

#include "bridge/sandbox/catalogi.h"

namespace veerpont::sandbox {

namespace {

void demand_concept(Work& work, const Json& type) {
    if (!type["concept"].get<bool>() && !work.may(kForcedWrite)) {
        refuse("", "non-concept-zaaktype", "Het zaaktype is gepubliceerd en kan niet meer worden gewijzigd.");
    }
}

bool filter_parts(Work& work, const std::string& parameter, const std::string& value, Search& search) {
    const auto before = search.conditions.size();
    if (!filter_types(work, parameter, value, search)) {
        return false;
    }
    if (parameter == "status" && search.conditions.size() > before) {
        search.conditions.back() = {"zaaktype", Condition::Is::kOfConcept, search.conditions.back().value,
                                    false};
    }
    return true;
}

Kind part_of_zaaktype(std::string name, std::string_view fields, std::string_view filters) {
    Kind kind;
    kind.api = "catalogi";
    kind.name = std::move(name);
    kind.fields = read_fields(std::string("zaaktype ref(zaaktypen) required\n") + std::string(fields));
    kind.filters = read_filters(filters);
    kind.read = "catalogi.lezen";
    kind.create = kind.change = kind.remove = "catalogi.schrijven|catalogi.geforceerd-schrijven";
    kind.defaults = {{"status", "definitief"}};
    kind.filter = filter_parts;
    kind.on_create = [](Work& work, Json& item) {
        const Json zaaktype = work.get(item["zaaktype"]);
        demand_concept(work, zaaktype);
        item["catalogus"] = zaaktype["catalogus"];
        item["zaaktypeIdentificatie"] = zaaktype["identificatie"];
    };
    kind.on_change = [](Work& work, const Json& before, Json& item) {
        demand_concept(work, work.get(before["zaaktype"]));
        const Json zaaktype = work.get(item["zaaktype"]);
        demand_concept(work, zaaktype);
        item["zaaktypeIdentificatie"] = zaaktype["identificatie"];
    };
    kind.on_delete = [](Work& work, const Json& item) { demand_concept(work, work.get(item["zaaktype"])); };
    return kind;
}

// The statustype with the highest volgnummer is the end. `changed` takes part with its new number; nullptr:
// none.
void mark_end_status(Work& work, const std::string& zaaktype, const std::string& except, Json* changed) {
    Json last;
    std::vector<Json> others;
    for (const auto& url : work.related("statustypen", "zaaktype", zaaktype)) {
        if (url == except) {
            continue;
        }
        others.push_back(work.get(url));
        if (changed && others.back()["volgnummer"] == (*changed)["volgnummer"]) {
            refuse("volgnummer", "unique", "Dit volgnummer bestaat al bij het zaaktype.");
        }
        if (last.is_null() || last["volgnummer"] < others.back()["volgnummer"]) {
            last = others.back();
        }
    }
    const bool is_last = changed && (last.is_null() || last["volgnummer"] < (*changed)["volgnummer"]);
    if (changed) {
        (*changed)["isEindstatus"] = is_last;
    }
    for (auto& other : others) {
        const bool end = !is_last && other["url"] == last["url"];
        if (other["isEindstatus"] != end) {
            other["isEindstatus"] = end;
            work.save(other);
        }
    }
}

Kind statustypen() {
    auto kind = part_of_zaaktype("statustypen", R"(
omschrijving string(80) required
omschrijvingGeneriek string(80)
statustekst string(1000)
volgnummer integer(1,9999) required
informeren boolean
doorlooptijd duration nullable
toelichting string(1000) nullable
checklistitemStatustype list group
  itemnaam string(30) required
  toelichting string(1000) nullable
  vraagstelling string(255) required
  verplicht boolean
eigenschappen list ref(eigenschappen) nullable
beginGeldigheid date nullable
eindeGeldigheid date nullable
beginObject date nullable
eindeObject date nullable
)",
                                 "zaaktype zaaktypeIdentificatie");
    kind.on_create = [base = kind.on_create](Work& work, Json& item) {
        base(work, item);
        mark_end_status(work, item["zaaktype"], item["url"], &item);
    };
    kind.on_change = [base = kind.on_change](Work& work, const Json& before, Json& item) {
        base(work, before, item);
        mark_end_status(work, item["zaaktype"], item["url"], &item);
    };
    kind.on_delete = [base = kind.on_delete](Work& work, const Json& item) {
        base(work, item);
        mark_end_status(work, item["zaaktype"], item["url"], nullptr);
    };
    return kind;
}

// Which parts of brondatumArchiefprocedure an afleidingswijze needs (ztc-003 to ztc-008); the others stay
// empty.
void check_brondatum(const Json& procedure) {
    static const std::map<std::string, std::vector<std::string>> kNeeds = {
        {"ander_datumkenmerk", {"datumkenmerk", "objecttype", "registratie"}},
        {"eigenschap", {"datumkenmerk"}},
        {"termijn", {"procestermijn"}},
        {"zaakobject", {"datumkenmerk", "objecttype"}}};
    const std::string way = procedure["afleidingswijze"];
    const auto needs = kNeeds.find(way);
    std::vector<InvalidParam> problems;
    for (const std::string name : {"datumkenmerk", "objecttype", "registratie", "procestermijn"}) {
        const bool needed = needs != kNeeds.end() && std::find(needs->second.begin(), needs->second.end(),
                                                               name) != needs->second.end();
        const bool empty = procedure[name].is_null() || procedure[name] == "";
        if (needed == empty) {
            problems.push_back({"brondatumArchiefprocedure." + name, needed ? "required" : "must-be-empty",
                                needed ? "Dit veld is vereist bij deze afleidingswijze."
                                       : "Dit veld hoort leeg te zijn bij deze afleidingswijze."});
        }
    }
    if ((way == "afgehandeld" || way == "termijn") && procedure["einddatumBekend"] == true) {
        problems.push_back({"brondatumArchiefprocedure.einddatumBekend", "must-be-empty",
                            "Dit veld hoort leeg te zijn bij deze afleidingswijze."});
    }
    if (!problems.empty()) {
        throw Refusal(std::move(problems));
    }
}

void complete_resultaattype(Work& work, Json& item) {
    if (item["brondatumArchiefprocedure"].is_object()) {
        check_brondatum(item["brondatumArchiefprocedure"]);
    }
    const Json catalogus = work.get(item["zaaktype"])["catalogus"];
    for (const std::string kind : {"besluittypen", "informatieobjecttypen"}) {
        resolve_list(work, item, kind, kind, catalogus);
        Json names = Json::array();
        for (const auto& url : item[kind]) {
            names.push_back(work.get(url)["omschrijving"]);
        }
        item[kind == "besluittypen" ? "besluittypeOmschrijving" : "informatieobjecttypeOmschrijving"] = names;
    }
    item["omschrijvingGeneriek"] = "";  // stands in the selectielijst, which is not fetched
}

Kind resultaattypen() {
    auto kind = part_of_zaaktype("resultaattypen", R"(
omschrijving string(30) required
resultaattypeomschrijving url(1000) required
selectielijstklasse url(1000) required
toelichting text
archiefnominatie enum(archiefnominatie)
archiefactietermijn duration nullable
brondatumArchiefprocedure group nullable
  afleidingswijze enum(afleidingswijze) required
  datumkenmerk string(80)
  einddatumBekend boolean
  objecttype enum(objectType)
  registratie string(80)
  procestermijn duration nullable
procesobjectaard string(200) nullable
beginGeldigheid date nullable
eindeGeldigheid date nullable
beginObject date nullable
eindeObject date nullable
indicatieSpecifiek boolean nullable
procestermijn duration nullable
besluittypen list type(besluittypen) nullable
informatieobjecttypen list type(informatieobjecttypen) nullable
)",
                                 "zaaktype zaaktypeIdentificatie");
    kind.indexed.emplace_back("besluittypen");
    kind.on_create = [base = kind.on_create](Work& work, Json& item) {
        base(work, item);
        complete_resultaattype(work, item);
    };
    kind.on_change = [base = kind.on_change](Work& work, const Json& before, Json& item) {
        base(work, before, item);
        complete_resultaattype(work, item);
    };
    return kind;
}

Kind document_links() {
    auto kind = part_of_zaaktype("zaaktype-informatieobjecttypen", R"(
informatieobjecttype type(informatieobjecttypen) required
volgnummer integer(1,999) required
richting enum(richting) required
statustype ref(statustypen) nullable
)",
                                 "zaaktype informatieobjecttype ~richting");
    const auto resolve = [](Work& work, Json& item) {
        item["informatieobjecttype"] =
            resolved(work, item["informatieobjecttype"], "informatieobjecttypen",
                     work.get(item["zaaktype"])["catalogus"], "informatieobjecttype")
                .back();
    };
    kind.on_create = [base = kind.on_create, resolve](Work& work, Json& item) {
        base(work, item);
        resolve(work, item);
    };
    kind.on_change = [base = kind.on_change, resolve](Work& work, const Json& before, Json& item) {
        base(work, before, item);
        resolve(work, item);
    };
    return kind;
}

}  // namespace

std::vector<Kind> zaaktype_part_kinds() {
    auto roltypen = part_of_zaaktype("roltypen", R"(
omschrijving string(100) required
omschrijvingGeneriek enum(omschrijvingGeneriek) required
beginGeldigheid date nullable
eindeGeldigheid date nullable
beginObject date nullable
eindeObject date nullable
)",
                                     "zaaktype ~omschrijvingGeneriek zaaktypeIdentificatie");
    auto eigenschappen = part_of_zaaktype("eigenschappen", R"(
naam string(20) required
definitie string(255) required
specificatie group required
  groep string(32)
  formaat enum(formaat) required
  lengte string(14) required
  kardinaliteit string(3) required
  waardenverzameling list string(100)
toelichting string(1000)
statustype ref(statustypen) nullable
beginGeldigheid date nullable
eindeGeldigheid date nullable
beginObject date nullable
eindeObject date nullable
)",
                                          "zaaktype zaaktypeIdentificatie");
    auto objecttypen = part_of_zaaktype(
        "zaakobjecttypen", R"(
anderObjecttype boolean required
objecttype url(200) required
relatieOmschrijving string(80) required
beginGeldigheid date required
eindeGeldigheid date nullable
beginObject date nullable
eindeObject date nullable
)",
        "zaaktype zaaktypeIdentificatie ~catalogus ~objecttype ~anderObjecttype ~relatieOmschrijving");
    objecttypen.on_create = [base = objecttypen.on_create](Work& work, Json& item) {
        base(work, item);
        item["resultaattypen"] = item["statustypen"] = Json::array();
    };
    return {statustypen(),    resultaattypen(),      std::move(roltypen), std::move(eigenschappen),
            document_links(), std::move(objecttypen)};
}

}  // namespace veerpont::sandbox
