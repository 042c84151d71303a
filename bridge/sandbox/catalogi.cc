// The Catalogi API: writable, with concepts, publishing and versions. Relations between types are taken as
// URL (as Open Zaak does) or by name (Catalogi 1.3) and answered as URL. The selectielijst is not fetched:
// its URLs are taken as they are.
#include "bridge/sandbox/catalogi.h"

#include <algorithm>
#include <iterator>

namespace veerpont::sandbox {

namespace {

void check_geldigheid(const Json& item) {
    const auto& begin = item["beginGeldigheid"];
    const auto& end = item["eindeGeldigheid"];
    if (begin.is_string() && end.is_string() && end.get<std::string>() < begin.get<std::string>()) {
        refuse("eindeGeldigheid", "einde-geldigheid-before-begin-geldigheid",
               "De einddatum van de geldigheid ligt voor de begindatum.");
    }
}

// --- zaaktypen, informatieobjecttypen and besluittypen ---

void resolve_relations(Work& work, const std::string& kind, Json& item) {
    // These groups are there or not; the standard has no null for them.
    for (const auto* group : {"broncatalogus", "bronzaaktype", "omschrijvingGeneriek"}) {
        if (item.contains(group) && item[group].is_null()) {
            item.erase(group);
        }
    }
    const Json catalogus = item["catalogus"];
    if (kind == "zaaktypen") {
        resolve_list(work, item, "besluittypen", "besluittypen", catalogus);
        resolve_list(work, item, "deelzaaktypen", "zaaktypen", catalogus);
        for (auto& related : item["gerelateerdeZaaktypen"]) {
            related["zaaktype"] =
                resolved(work, related["zaaktype"], "zaaktypen", catalogus, "gerelateerdeZaaktypen").back();
        }
    } else if (kind == "besluittypen") {
        resolve_list(work, item, "informatieobjecttypen", "informatieobjecttypen", catalogus);
    }
}

// Published types stay as they are, but may end.
void change_type(Work& work, const std::string& kind, const Json& before, Json& item) {
    resolve_relations(work, kind, item);
    check_geldigheid(item);
    if (before["concept"].get<bool>() || work.may(kForcedWrite)) {
        return;
    }
    Json same = item;
    same["eindeGeldigheid"] = before["eindeGeldigheid"];
    if (same != before) {
        refuse("", "non-concept-object",
               "Het type is gepubliceerd: alleen eindeGeldigheid kan nog veranderen.");
    }
}

void delete_type(Work& work, const std::string& kind, const Json& item) {
    if (!item["concept"].get<bool>() && !work.may("catalogi.geforceerd-verwijderen")) {
        refuse("", "non-concept-object", "Het type is gepubliceerd en kan niet worden verwijderd.");
    }
    const std::string url = item["url"];
    const std::string used_by = kind == "zaaktypen" ? "zaken.zaaktype"
                                : kind == "besluittypen"
                                    ? "besluiten.besluittype"
                                    : "enkelvoudiginformatieobjecten.informatieobjecttype";
    if (work.shelf.any(used_by, url)) {
        refuse("", "pending-relations", "Het type is in gebruik.");
    }
    if (kind == "zaaktypen") {
        for (const auto* part : {"statustypen", "resultaattypen", "roltypen", "eigenschappen",
                                 "zaakobjecttypen", "zaaktype-informatieobjecttypen"}) {
            for (const auto& uuid : work.shelf.uuids(std::string(part) + ".zaaktype", url)) {
                work.shelf.remove(work.shelf.find(part, uuid)->id);
            }
        }
    }
}

Json addresses(const std::vector<std::string>& found) {
    return Json(found);
}

void derive_zaaktype(Work& work, Json& item) {
    const std::string url = item["url"];
    for (const auto* part :
         {"statustypen", "resultaattypen", "roltypen", "eigenschappen", "zaakobjecttypen"}) {
        item[part] = addresses(work.related(part, "zaaktype", url));
    }
    Json documents = Json::array();
    for (const auto& link : work.related("zaaktype-informatieobjecttypen", "zaaktype", url)) {
        documents.push_back(work.get(link)["informatieobjecttype"]);
    }
    item["informatieobjecttypen"] = std::move(documents);
}

void derive_informatieobjecttype(Work& work, Json& item) {
    const std::string url = item["url"];
    Json zaaktypen = Json::array();
    for (const auto& link : work.related("zaaktype-informatieobjecttypen", "informatieobjecttype", url)) {
        zaaktypen.push_back(work.get(link)["zaaktype"]);
    }
    item["zaaktypen"] = std::move(zaaktypen);
    item["besluittypen"] = addresses(work.related("besluittypen", "informatieobjecttypen", url));
}

void derive_besluittype(Work& work, Json& item) {
    const std::string url = item["url"];
    item["zaaktypen"] = addresses(work.related("zaaktypen", "besluittypen", url));
    item["resultaattypen"] = addresses(work.related("resultaattypen", "besluittypen", url));
    Json names = Json::array();
    for (const auto& resultaattype : item["resultaattypen"]) {
        names.push_back(work.get(resultaattype)["omschrijving"]);
    }
    item["resultaattypenOmschrijving"] = std::move(names);
}

Kind versioned_type(const std::string& name, std::string_view fields, std::string_view filters) {
    Kind kind;
    kind.api = "catalogi";
    kind.name = name;
    kind.fields = read_fields(fields);
    kind.filters = read_filters(filters);
    kind.indexed = {"url", "concept"};
    kind.read = "catalogi.lezen";
    kind.create = kind.change = "catalogi.schrijven|catalogi.geforceerd-schrijven";
    kind.remove = "catalogi.schrijven|catalogi.geforceerd-verwijderen";
    kind.defaults = {{"status", "definitief"}};
    kind.filter = filter_types;
    kind.on_create = [name](Work& work, Json& item) {
        resolve_relations(work, name, item);
        check_geldigheid(item);
        item["concept"] = true;
        if (name == "besluittypen") {
            item["vastgelegdIn"] = Json::array();
        }
    };
    kind.on_change = [name](Work& work, const Json& before, Json& item) {
        change_type(work, name, before, item);
    };
    kind.on_delete = [name](Work& work, const Json& item) { delete_type(work, name, item); };
    return kind;
}

Kind catalogussen() {
    Kind kind;
    kind.api = "catalogi";
    kind.name = "catalogussen";
    kind.fields = read_fields(R"(
domein string(5) required
rsin rsin required
contactpersoonBeheerNaam string(40) required
contactpersoonBeheerTelefoonnummer string(20)
contactpersoonBeheerEmailadres email(254)
naam string(200)
versie string(20)
begindatumVersie date nullable
)");
    kind.filters = read_filters("domein(in) rsin(in)");
    kind.verbs = kList | kCreate | kRead | kReplace | kPatch;
    kind.read = "catalogi.lezen";
    kind.create = kind.change = "catalogi.schrijven|catalogi.geforceerd-schrijven";
    kind.on_create = [](Work& work, Json& item) {
        if (work.shelf.any("catalogussen.domein", item["domein"].get<std::string>())) {
            refuse("domein", "unique", "Er bestaat al een catalogus met dit domein.");
        }
    };
    kind.derive = [](Work& work, Json& item) {
        for (const auto* part : {"zaaktypen", "besluittypen", "informatieobjecttypen"}) {
            item[part] = addresses(work.related(part, "catalogus", item["url"].get<std::string>()));
        }
    };
    return kind;
}

constexpr char kZaaktype[] = R"(
catalogus ref(catalogussen) required
identificatie string(50) required
omschrijving string(80) required
omschrijvingGeneriek string(80)
vertrouwelijkheidaanduiding enum(vertrouwelijkheidaanduiding) required
doel text required
aanleiding text required
toelichting text
indicatieInternOfExtern enum(internOfExtern) required
handelingInitiator string(20) required
onderwerp string(80) required
handelingBehandelaar string(20) required
doorlooptijd duration required
servicenorm duration nullable
opschortingEnAanhoudingMogelijk boolean required
verlengingMogelijk boolean required
verlengingstermijn duration nullable
trefwoorden list string(30)
publicatieIndicatie boolean required
publicatietekst text
verantwoordingsrelatie list string(40)
productenOfDiensten list url(1000) required
selectielijstProcestype url(200)
referentieproces group required
  naam string(80) required
  link url(200)
verantwoordelijke string(50) required
broncatalogus group nullable
  url url(200) required
  domein string(5) required
  rsin rsin required
bronzaaktype group nullable
  url url(200) required
  identificatie string(50) required
  omschrijving string(80) required
besluittypen list type(besluittypen) required
deelzaaktypen list type(zaaktypen) nullable
gerelateerdeZaaktypen list group required
  zaaktype type(zaaktypen) required
  aardRelatie enum(aardRelatie) required
  toelichting string(255)
beginGeldigheid date required
eindeGeldigheid date nullable
beginObject date nullable
eindeObject date nullable
versiedatum date required
)";

constexpr char kInformatieobjecttype[] = R"(
catalogus ref(catalogussen) required
omschrijving string(80) required
vertrouwelijkheidaanduiding enum(vertrouwelijkheidaanduiding) required
informatieobjectcategorie string(80) required
trefwoord list string(30)
omschrijvingGeneriek group nullable
  informatieobjecttypeOmschrijvingGeneriek string(80) required
  definitieInformatieobjecttypeOmschrijvingGeneriek string(255) required
  herkomstInformatieobjecttypeOmschrijvingGeneriek string(12) required
  hierarchieInformatieobjecttypeOmschrijvingGeneriek string(80) required
  opmerkingInformatieobjecttypeOmschrijvingGeneriek string(255)
beginGeldigheid date required
eindeGeldigheid date nullable
beginObject date nullable
eindeObject date nullable
)";

constexpr char kBesluittype[] = R"(
catalogus ref(catalogussen) required
omschrijving string(80)
omschrijvingGeneriek string(80)
besluitcategorie string(40)
reactietermijn duration nullable
publicatieIndicatie boolean required
publicatietekst text
publicatietermijn duration nullable
toelichting text
informatieobjecttypen list type(informatieobjecttypen) required
beginGeldigheid date required
eindeGeldigheid date nullable
beginObject date nullable
eindeObject date nullable
)";

}  // namespace

std::vector<std::string> versions_named(Work& work, const std::string& kind, const std::string& property,
                                        const std::string& name, const Json& catalogus) {
    Search search{kind,
                  {{property, Condition::Is::kEqual, name, false},
                   {"catalogus", Condition::Is::kEqual, catalogus.get<std::string>(), false}},
                  "",
                  -1,
                  0};
    std::vector<std::string> found;
    for (const auto& row : work.shelf.list(search)) {
        found.push_back(internal_address("catalogi", kind, row.uuid));
    }
    return found;
}

std::vector<std::string> resolved(Work& work, const Json& value, const std::string& kind,
                                  const Json& catalogus, const std::string& field) {
    const auto text = value.get<std::string>();
    if (text.starts_with("http://") || text.starts_with("https://") || text.starts_with("sandbox:/")) {
        const auto parts = parse_internal(text);
        const auto type = parts && parts->kind == kind ? work.look(text) : std::nullopt;
        if (!type) {
            refuse(field, "no_match", "Deze URL is er geen van " + kind + ".");
        }
        if ((*type)["catalogus"] != catalogus) {
            refuse("", "relations-incorrect-catalogus",
                   "Het type in " + field + " hoort bij een andere catalogus.");
        }
        return {text};
    }
    auto found =
        versions_named(work, kind, kind == "zaaktypen" ? "identificatie" : "omschrijving", text, catalogus);
    if (found.empty()) {
        refuse(field, "no_match", "Er is geen type met de naam \"" + text + "\" in " + kind + ".");
    }
    return found;
}

void resolve_list(Work& work, Json& item, const std::string& field, const std::string& kind,
                  const Json& catalogus) {
    Json addresses = Json::array();
    for (const auto& value : item[field]) {
        for (const auto& address : resolved(work, value, kind, catalogus, field)) {
            if (std::find(addresses.begin(), addresses.end(), Json(address)) == addresses.end()) {
                addresses.push_back(address);
            }
        }
    }
    item[field] = std::move(addresses);
}

bool filter_types(Work&, const std::string& parameter, const std::string& value, Search& search) {
    if (parameter == "datumGeldigheid") {
        search.conditions.push_back({"beginGeldigheid", Condition::Is::kNullOrAtMost, value, true});
        search.conditions.push_back({"eindeGeldigheid", Condition::Is::kNullOrAtLeast, value, true});
        return true;
    }
    if (parameter != "status") {
        return false;
    }
    if (value != "alles" && value != "concept" && value != "definitief") {
        refuse(parameter, "invalid_choice", "Kies uit alles, concept en definitief.");
    }
    if (value != "alles") {
        search.conditions.push_back(
            {"concept", Condition::Is::kEqual, value == "concept" ? "true" : "false", false});
    }
    return true;
}

void publish(Work& work, const Kind& kind, const Row& row) {
    Json item = Json::parse(row.body);
    if (!item["concept"].get<bool>()) {
        return;  // publishing twice changes nothing
    }
    const std::string url = item["url"];
    std::vector<Json> needed;
    if (kind.name == "zaaktypen") {
        for (const auto& [part, least] :
             {std::pair{"statustypen", 2}, std::pair{"roltypen", 1}, std::pair{"resultaattypen", 1}}) {
            if (static_cast<int>(work.shelf.uuids(std::string(part) + ".zaaktype", url).size()) < least) {
                refuse(part, "invalid",
                       "Publiceren kan pas met minstens " + std::to_string(least) + " " + part + ".");
            }
        }
        for (const auto& link : work.related("zaaktype-informatieobjecttypen", "zaaktype", url)) {
            needed.push_back(work.get(work.get(link)["informatieobjecttype"]));
        }
        for (const auto* field : {"besluittypen", "deelzaaktypen"}) {
            for (const auto& one : item[field]) {
                needed.push_back(work.get(one));
            }
        }
    } else if (kind.name == "besluittypen") {
        for (const auto& one : item["informatieobjecttypen"]) {
            needed.push_back(work.get(one));
        }
    }
    for (const auto& type : needed) {
        if (type["concept"].get<bool>() && type["url"] != url) {
            refuse("", "concept-relation", "Een type waarnaar dit type verwijst is nog niet gepubliceerd.");
        }
    }
    const std::string name = kind.name == "zaaktypen" ? "identificatie" : "omschrijving";
    for (const auto& other : versions_named(work, kind.name, name, item[name], item["catalogus"])) {
        const Json version = work.get(other);
        const auto end = [](const Json& one) {
            return one["eindeGeldigheid"].is_string() ? one["eindeGeldigheid"].get<std::string>()
                                                      : "9999-12-31";
        };
        if (other != url && !version["concept"].get<bool>() && version["beginGeldigheid"] <= end(item) &&
            item["beginGeldigheid"] <= end(version)) {
            refuse("beginGeldigheid", "overlap", "Een andere gepubliceerde versie geldt in dezelfde tijd.");
        }
    }
    item["concept"] = false;
    work.save(item);
}

std::vector<Kind> catalogi_kinds() {
    auto zaaktypen = versioned_type("zaaktypen", kZaaktype, "identificatie catalogus trefwoorden");
    zaaktypen.indexed.emplace_back("besluittypen");
    zaaktypen.derive = derive_zaaktype;
    auto documents = versioned_type("informatieobjecttypen", kInformatieobjecttype, "omschrijving catalogus");
    documents.derive = derive_informatieobjecttype;
    auto besluittypen =
        versioned_type("besluittypen", kBesluittype, "omschrijving catalogus informatieobjecttypen");
    besluittypen.derive = derive_besluittype;
    besluittypen.filter = [](Work& work, const std::string& parameter, const std::string& value,
                             Search& search) {
        if (parameter != "zaaktypen") {
            return filter_types(work, parameter, value, search);
        }
        const auto zaaktype = work.look(internalise(value, work.root));
        const Json linked = zaaktype ? zaaktype->value("besluittypen", Json::array()) : Json::array();
        search.conditions.push_back({"url", Condition::Is::kOneOf, linked.dump(), false});
        return true;
    };
    std::vector<Kind> kinds = {catalogussen(), std::move(zaaktypen), std::move(documents),
                               std::move(besluittypen)};
    auto parts = zaaktype_part_kinds();
    std::move(parts.begin(), parts.end(), std::back_inserter(kinds));
    return kinds;
}

}  // namespace veerpont::sandbox
