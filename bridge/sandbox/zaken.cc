// The Zaken API: zaken, statussen and resultaten. What else belongs to a zaak is in zaakrelaties.cc.
#include <algorithm>
#include <array>
#include <cstdio>

#include "bridge/base/time_zone.h"
#include "bridge/sandbox/closing.h"
#include "bridge/sandbox/dates.h"
#include "bridge/sandbox/relations.h"

namespace veerpont::sandbox {

namespace {

constexpr char kZaak[] = R"(
identificatie string(40) fixed
bronorganisatie rsin required
omschrijving string(80)
toelichting string(1000)
zaaktype ref(zaaktypen) required fixed
registratiedatum date
verantwoordelijkeOrganisatie rsin required
startdatum date required
einddatumGepland date nullable
uiterlijkeEinddatumAfdoening date nullable
publicatiedatum date nullable
communicatiekanaal url(1000)
productenOfDiensten list url(1000)
vertrouwelijkheidaanduiding enum(vertrouwelijkheidaanduiding)
betalingsindicatie enum(betalingsindicatie)
laatsteBetaaldatum datetime nullable
zaakgeometrie geometry nullable
verlenging group nullable
  reden string(200) required empty
  duur duration required
opschorting group nullable
  indicatie boolean required
  reden string(200) required empty
selectielijstklasse url(1000)
hoofdzaak ref(zaken) nullable
relevanteAndereZaken list group
  url url(1000) required
  aardRelatie enum(aardRelatie) required
kenmerken list group
  kenmerk string(40) required
  bron string(40) required
archiefnominatie enum(archiefnominatie) nullable
archiefstatus enum(archiefstatus)
archiefactiedatum date nullable
opdrachtgevendeOrganisatie rsin
processobjectaard string(200)
startdatumBewaartermijn date nullable
processobject group nullable
  datumkenmerk string(250) required
  identificatie string(250) required
  objecttype string(250) required
  registratie string(250) required
einddatum date answer
)";

std::string payment_text(const std::string& code) {
    static const std::map<std::string, std::string> kTexts = {
        {"nvt", "Er is geen sprake van te betalen, met de zaak gemoeide, kosten."},
        {"nog_niet", "De met de zaak gemoeide kosten zijn (nog) niet betaald."},
        {"gedeeltelijk", "De met de zaak gemoeide kosten zijn gedeeltelijk betaald."},
        {"geheel", "De met de zaak gemoeide kosten zijn geheel betaald."}};
    const auto found = kTexts.find(code);
    return found == kTexts.end() ? "" : found->second;
}

std::string key_of(const Json& zaak) {
    return zaak["bronorganisatie"].get<std::string>() + " " + zaak["identificatie"].get<std::string>();
}

void check_unique(Work& work, const Json& zaak) {
    if (work.shelf.any("zaken.sleutel", key_of(zaak))) {
        refuse("identificatie", "identificatie-niet-uniek",
               "Deze identificatie bestaat al voor deze bronorganisatie.");
    }
}

void check_hoofdzaak(Work& work, const Json& zaak) {
    if (!zaak["hoofdzaak"].is_string()) {
        return;
    }
    if (zaak["hoofdzaak"] == zaak["url"]) {
        refuse("hoofdzaak", "self-forbidden", "Een zaak is niet de hoofdzaak van zichzelf.");
    }
    const Json hoofdzaak = work.get(zaak["hoofdzaak"]);
    if (hoofdzaak["hoofdzaak"].is_string()) {
        refuse("hoofdzaak", "deelzaak-als-hoofdzaak", "De hoofdzaak is zelf een deelzaak.");
    }
    const Json allowed = work.get(hoofdzaak["zaaktype"])["deelzaaktypen"];
    if (std::find(allowed.begin(), allowed.end(), zaak["zaaktype"]) == allowed.end()) {
        refuse("hoofdzaak", "invalid-deelzaaktype",
               "Het zaaktype is geen deelzaaktype van dat van de hoofdzaak.");
    }
}

void check_relations(Work& work, const Json& zaak, const Json& zaaktype) {
    for (const auto& product : zaak["productenOfDiensten"]) {
        const auto& known = zaaktype["productenOfDiensten"];
        if (std::find(known.begin(), known.end(), product) == known.end()) {
            refuse("productenOfDiensten", "invalid-products-services",
                   "Niet alle producten en diensten horen bij het zaaktype.");
        }
    }
    int index = 0;
    for (const auto& other : zaak["relevanteAndereZaken"]) {
        const auto parts = parse_internal(other["url"].get_ref<const std::string&>());
        const std::string name = "relevanteAndereZaken." + std::to_string(index++) + ".url";
        if (!parts || !work.look(other["url"].get<std::string>())) {
            refuse(name, "bad-url", "Deze URL verwijst naar niets in dit register.");
        }
        if (parts->of_kind() != "zaken") {
            refuse(name, "invalid-resource", "Deze URL is er geen van een zaak.");
        }
    }
}

void check_payment(Work& work, Json& zaak) {
    if (zaak["betalingsindicatie"] == "nvt") {
        if (work.given.contains("laatsteBetaaldatum") && !work.given["laatsteBetaaldatum"].is_null()) {
            refuse("laatsteBetaaldatum", "betaling-nvt",
                   "Er is geen betaling: laatsteBetaaldatum hoort leeg te zijn.");
        }
        zaak["laatsteBetaaldatum"] = nullptr;
    }
    if (zaak["laatsteBetaaldatum"].is_string()) {
        const auto paid = parse_iso_timestamp(zaak["laatsteBetaaldatum"].get<std::string>());
        if (paid && *paid > work.now) {
            refuse("laatsteBetaaldatum", "date-in-future", "De datum ligt in de toekomst.");
        }
    }
    zaak["betalingsindicatieWeergave"] = payment_text(zaak["betalingsindicatie"]);
}

void check_archive(Work& work, const Json& zaak) {
    if (zaak["archiefstatus"] == "nog_te_archiveren") {
        return;
    }
    if (!zaak["archiefnominatie"].is_string()) {
        refuse("archiefnominatie", "archiefnominatie-not-set",
               "Archiveren kan niet zonder archiefnominatie.");
    }
    if (!zaak["archiefactiedatum"].is_string()) {
        refuse("archiefactiedatum", "archiefactiedatum-not-set",
               "Archiveren kan niet zonder archiefactiedatum.");
    }
    for (const auto& link : work.related("zaakinformatieobjecten", "zaak", zaak["url"].get<std::string>())) {
        if (work.get(work.get(link)["informatieobject"])["status"] != "gearchiveerd") {
            refuse("", "documents-not-archived", "Niet alle documenten van de zaak zijn gearchiveerd.");
        }
    }
}

void set_default(Json& zaak, const char* property, const Json& value) {
    if (zaak[property].is_null() || zaak[property] == "") {
        zaak[property] = value;
    }
}

void plan_dates(Json& zaak, const Json& zaaktype) {
    for (const auto& [property, term] : {std::pair{"einddatumGepland", "servicenorm"},
                                         std::pair{"uiterlijkeEinddatumAfdoening", "doorlooptijd"}}) {
        if (zaaktype[term].is_string()) {
            const auto duration = parse_duration(zaaktype[term].get<std::string>());
            set_default(zaak, property,
                        add(zaak["startdatum"].get<std::string>(), duration.value_or(Duration{})));
        }
    }
}

void create_zaak(Work& work, Json& zaak) {
    const Json zaaktype = work.get(zaak["zaaktype"]);
    if (zaaktype["concept"].get<bool>()) {
        refuse("zaaktype", "not-published", "Het zaaktype is nog een concept.");
    }
    if (zaak["identificatie"] == "") {
        do {
            zaak["identificatie"] =
                generated_number(work, "ZAAK", zaak["startdatum"].get<std::string>().substr(0, 4));
        } while (work.shelf.any("zaken.sleutel", key_of(zaak)));
    }
    check_unique(work, zaak);
    set_default(zaak, "vertrouwelijkheidaanduiding", zaaktype["vertrouwelijkheidaanduiding"]);
    set_default(zaak, "registratiedatum", work.today());
    set_default(zaak, "archiefstatus", "nog_te_archiveren");
    plan_dates(zaak, zaaktype);
    check_hoofdzaak(work, zaak);
    check_relations(work, zaak, zaaktype);
    check_payment(work, zaak);
    zaak["einddatum"] = zaak["status"] = zaak["resultaat"] = nullptr;
    check_archive(work, zaak);
}

void change_zaak(Work& work, const Json& before, Json& zaak) {
    if (before["einddatum"].is_string() && !work.may("zaken.geforceerd-bijwerken")) {
        forbid("De zaak is afgesloten: alleen met zaken.geforceerd-bijwerken te wijzigen.");
    }
    if (key_of(before) != key_of(zaak)) {
        check_unique(work, zaak);
    }
    for (const auto* property : {"vertrouwelijkheidaanduiding", "registratiedatum", "archiefstatus"}) {
        set_default(zaak, property, before[property]);
    }
    check_hoofdzaak(work, zaak);
    check_relations(work, zaak, work.get(zaak["zaaktype"]));
    check_payment(work, zaak);
    check_archive(work, zaak);
}

void delete_zaak(Work& work, const Json& zaak) {
    const std::string url = zaak["url"];
    if (work.shelf.any("besluiten.zaak", url)) {
        refuse("", "related-besluiten", "Bij de zaak horen nog besluiten.");
    }
    for (const auto& deelzaak : work.related("zaken", "hoofdzaak", url)) {
        remove(work, deelzaak);
    }
    for (const auto* part : {"rollen", "statussen", "resultaten", "zaakobjecten", "zaakinformatieobjecten",
                             "zaakeigenschappen", "klantcontacten", "zaakcontactmomenten", "zaakverzoeken"}) {
        for (const auto& uuid : work.shelf.uuids(std::string(part) + ".zaak", url)) {
            const auto row = work.shelf.find(part, uuid);
            if (std::string_view(part) == "zaakinformatieobjecten") {
                remove_mirror(work, url, Json::parse(row->body)["informatieobject"].get<std::string>());
            }
            work.shelf.remove(row->id);
        }
    }
}

void derive_zaak(Work& work, Json& zaak) {
    const std::string url = zaak["url"];
    for (const auto& [property, kind] :
         {std::pair{"rollen", "rollen"}, std::pair{"zaakobjecten", "zaakobjecten"},
          std::pair{"zaakinformatieobjecten", "zaakinformatieobjecten"},
          std::pair{"eigenschappen", "zaakeigenschappen"}}) {
        zaak[property] = work.related(kind, "zaak", url);
    }
    zaak["deelzaken"] = work.related("zaken", "hoofdzaak", url);
}

// rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn and so on: the zaken of the rollen that fit.
bool filter_zaken(Work& work, const std::string& parameter, const std::string& value, Search& search) {
    if (parameter == "maximaleVertrouwelijkheidaanduiding") {
        const auto& levels = choices_of("vertrouwelijkheidaanduiding");
        const auto level = std::find(levels.begin(), levels.end(), value);
        if (level == levels.end()) {
            refuse(parameter, "invalid_choice", "\"" + value + "\" is een ongeldige keuze.");
        }
        search.conditions.push_back({"vertrouwelijkheidaanduiding", Condition::Is::kOneOf,
                                     Json(std::vector<std::string>(levels.begin(), level + 1)).dump(), true});
        return true;
    }
    if (parameter == "ordering") {
        const std::string property = value.substr(value.starts_with("-") ? 1 : 0);
        const std::array known = {"startdatum",        "einddatum",        "publicatiedatum",
                                  "archiefactiedatum", "registratiedatum", "identificatie"};
        if (std::find(known.begin(), known.end(), property) == known.end()) {
            refuse(parameter, "invalid_choice", "Op " + property + " kan niet worden gesorteerd.");
        }
        search.order = value;
        return true;
    }
    if (!parameter.starts_with("rol__")) {
        return filter_by_uuid(parameter, value, search);
    }
    Json zaken = Json::array();
    const auto rollen = search_for(work, *find_kind("rollen"), {{parameter.substr(5), value}});
    for (const auto& row : work.shelf.list(rollen)) {
        zaken.push_back(uuid_of(Json::parse(row.body)["zaak"].get<std::string>()));
    }
    search.conditions.push_back({"", Condition::Is::kUuidOneOf, zaken.dump(), false});
    return true;
}

// --- statussen ---

std::string moment_key(const Json& status) {
    return std::string(uuid_of(status["zaak"].get_ref<const std::string&>())) + " " +
           status["datumStatusGezet"].get<std::string>();
}

void demand_status_rights(Work& work, const Json& zaak) {
    if (zaak["einddatum"].is_string()) {
        if (!work.may("zaken.heropenen")) {
            forbid("De zaak is afgesloten: een status zetten vraagt zaken.heropenen.");
        }
    } else if (zaak["status"].is_string() && !work.may("zaken.statussen.toevoegen") &&
               !work.may("zaken.heropenen")) {
        forbid("Met alleen zaken.aanmaken kan alleen de eerste status worden gezet.");
    }
}

void create_status(Work& work, Json& status) {
    Json zaak = work.get(status["zaak"]);
    const Json statustype = work.get(status["statustype"]);
    if (statustype["zaaktype"] != zaak["zaaktype"]) {
        refuse("", "zaaktype-mismatch", "Het statustype hoort bij een ander zaaktype dan de zaak.");
    }
    demand_status_rights(work, zaak);
    if (zaak["archiefstatus"] != "nog_te_archiveren") {
        refuse("", "zaak-archiefstatus-invalid", "De zaak is gearchiveerd.");
    }
    const std::string moment = status["datumStatusGezet"];
    if (*parse_iso_timestamp(moment) > work.now) {
        refuse("datumStatusGezet", "date-in-future", "Het tijdstip ligt in de toekomst.");
    }
    if (work.shelf.any("statussen.sleutel", moment_key(status))) {
        refuse("", "unique", "De zaak heeft al een status op dit tijdstip.");
    }
    if (status["gezetdoor"].is_string() && status["gezetdoor"] != "" &&
        work.get(status["gezetdoor"])["zaak"] != status["zaak"]) {
        refuse("gezetdoor", "zaak-mismatch", "De rol hoort bij een andere zaak.");
    }
    if (statustype["isEindstatus"].get<bool>()) {
        // The day as the sender wrote it, in its own time zone.
        close(work, zaak, work.given["datumStatusGezet"].get<std::string>().substr(0, 10));
    } else if (zaak["einddatum"].is_string()) {
        reopen(work, zaak);
    }
    bool last = true;
    if (zaak["status"].is_string()) {
        Json current = work.get(zaak["status"]);
        last = *parse_iso_timestamp(current["datumStatusGezet"].get<std::string>()) <
               *parse_iso_timestamp(moment);
        if (last) {
            current["indicatieLaatstGezetteStatus"] = false;
            work.save(current);
        }
    }
    status["indicatieLaatstGezetteStatus"] = last;
    if (last) {
        zaak["status"] = status["url"];
    }
    work.save(zaak);
}

Kind statussen() {
    Kind kind;
    kind.api = "zaken";
    kind.name = "statussen";
    kind.fields = read_fields(R"(
zaak ref(zaken) required
statustype ref(statustypen) required
datumStatusGezet datetime required
statustoelichting string(1000)
gezetdoor ref(rollen)
)");
    kind.filters = read_filters("zaak ~statustype ~indicatieLaatstGezetteStatus");
    kind.verbs = kList | kCreate | kRead;
    kind.read = "zaken.lezen";
    kind.create = "zaken.aanmaken|zaken.statussen.toevoegen|zaken.heropenen";
    kind.on_create = create_status;
    kind.derive = [](Work& work, Json& status) {
        status["zaakinformatieobjecten"] =
            work.related("zaakinformatieobjecten", "status", status["url"].get<std::string>());
    };
    kind.more_attributes = [](const Json& status, Attributes& attributes) {
        attributes.emplace_back("sleutel", moment_key(status));
        attributes.emplace_back(
            "gezetdoor", status["gezetdoor"].is_string() ? status["gezetdoor"].get<std::string>() : "");
    };
    return kind;
}

// --- resultaten ---

Kind resultaten() {
    Kind kind;
    kind.api = "zaken";
    kind.name = "resultaten";
    kind.fields = read_fields(R"(
zaak ref(zaken) required fixed
resultaattype ref(resultaattypen) required fixed
toelichting string(1000)
)");
    kind.filters = read_filters("zaak ~resultaattype");
    kind.read = "zaken.lezen";
    kind.create = kind.change = kind.remove = "zaken.bijwerken|zaken.geforceerd-bijwerken";
    kind.on_create = [](Work& work, Json& resultaat) {
        Json zaak = writable_zaak(work, resultaat["zaak"]);
        if (work.get(resultaat["resultaattype"])["zaaktype"] != zaak["zaaktype"]) {
            refuse("", "zaaktype-mismatch", "Het resultaattype hoort bij een ander zaaktype dan de zaak.");
        }
        if (zaak["resultaat"].is_string()) {
            refuse("zaak", "unique", "De zaak heeft al een resultaat.");
        }
        zaak["resultaat"] = resultaat["url"];
        work.save(zaak);
    };
    kind.on_change = [](Work& work, const Json& before, Json&) { writable_zaak(work, before["zaak"]); };
    kind.on_delete = [](Work& work, const Json& resultaat) {
        Json zaak = writable_zaak(work, resultaat["zaak"]);
        zaak["resultaat"] = nullptr;
        work.save(zaak);
    };
    return kind;
}

}  // namespace

std::string generated_number(Work& work, const std::string& prefix, const std::string& year) {
    std::array<char, 32> digits{};
    std::snprintf(digits.data(), digits.size(), "%010lld",
                  static_cast<long long>(work.shelf.next_number(prefix + "-" + year)));
    return prefix + "-" + year + "-" + digits.data();
}

void remove_mirror(Work& work, const std::string& object, const std::string& document) {
    std::string key = object;
    key.append(" ").append(document);
    for (const auto& uuid : work.shelf.uuids("objectinformatieobjecten.sleutel", key)) {
        work.shelf.remove(work.shelf.find("objectinformatieobjecten", uuid)->id);
    }
}

void put_mirror(Work& work, const std::string& object, const std::string& type, const std::string& document) {
    const Json hidden = std::exchange(work.hidden, Json::object());
    put_on_shelf(work, *find_kind("objectinformatieobjecten"),
                 {{"informatieobject", document}, {"object", object}, {"objectType", type}});
    work.hidden = hidden;
}

std::vector<Kind> zaken_kinds() {
    Kind zaken;
    zaken.api = zaken.name = "zaken";
    zaken.fields = read_fields(kZaak);
    zaken.filters = read_filters(
        "identificatie ~bronorganisatie(in) zaaktype ~startdatum(gt,gte,lt,lte) ~einddatum(gt,lt,isnull) "
        "~einddatumGepland(gt,lt) ~uiterlijkeEinddatumAfdoening(gt,lt) ~registratiedatum(gt,lt) "
        "~archiefnominatie(in) "
        "~archiefactiedatum(gt,lt,isnull) ~archiefstatus(in)");
    zaken.indexed = {"hoofdzaak"};
    zaken.read = "zaken.lezen";
    zaken.create = "zaken.aanmaken";
    zaken.change = "zaken.bijwerken|zaken.geforceerd-bijwerken";
    zaken.remove = "zaken.verwijderen";
    zaken.on_create = create_zaak;
    zaken.on_change = change_zaak;
    zaken.on_delete = delete_zaak;
    zaken.derive = derive_zaak;
    zaken.filter = filter_zaken;
    zaken.more_attributes = [](const Json& zaak, Attributes& attributes) {
        attributes.emplace_back("sleutel", key_of(zaak));
    };
    return {std::move(zaken), statussen(), resultaten()};
}

}  // namespace veerpont::sandbox
