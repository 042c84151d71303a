#include "bridge/sandbox/closing.h"

#include <algorithm>

#include "bridge/sandbox/dates.h"

namespace veerpont::sandbox {

namespace {

[[noreturn]] void no_archive_date(const std::string& why) {
    refuse("", "archiefactiedatum-error", "De archiefactiedatum is niet te bepalen: " + why);
}

// What an archive date is counted from: a date, "" when it is to be filled in later.
using Brondatum = std::string;

std::string date_part(const std::string& text) {
    std::string date = text.substr(0, 10);
    if (text.size() >= 8 && text.find('-') == std::string::npos) {
        date = text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 2);  // 20261015
    }
    if (!is_date(date)) {
        no_archive_date("de waarde is geen datum.");
    }
    return date;
}

std::string latest(Work& work, const std::vector<std::string>& addresses, const std::string& property) {
    std::string found;
    for (const auto& address : addresses) {
        const Json item = work.get(address);
        if (item[property].is_string()) {
            found = std::max(found, item[property].get<std::string>());
        }
    }
    return found;
}

Brondatum from_eigenschap(Work& work, const std::string& zaak, const std::string& name) {
    for (const auto& address : work.related("zaakeigenschappen", "zaak", zaak)) {
        const Json eigenschap = work.get(address);
        if (eigenschap["naam"] == name) {
            return date_part(eigenschap["waarde"].get<std::string>());
        }
    }
    return {};
}

Brondatum from_zaakobjecten(Work& work, const std::string& zaak, const Json& procedure) {
    std::string found;
    for (const auto& address : work.related("zaakobjecten", "zaak", zaak)) {
        const Json object = work.get(address);
        const auto& identificatie = object["objectIdentificatie"];
        const std::string attribute = procedure["datumkenmerk"];
        if (object["objectType"] == procedure["objecttype"] && identificatie.is_object() &&
            identificatie.contains(attribute) && identificatie[attribute].is_string()) {
            found = std::max(found, date_part(identificatie[attribute].get<std::string>()));
        }
    }
    if (found.empty()) {
        no_archive_date("geen zaakobject heeft deze datum.");
    }
    return found;
}

Brondatum from_related(Work& work, const Json& zaak) {
    std::vector<std::string> addresses;
    for (const auto& one : zaak["relevanteAndereZaken"]) {
        addresses.push_back(one["url"]);
    }
    if (addresses.empty()) {
        no_archive_date("de zaak heeft geen relevante andere zaken.");
    }
    return latest(work, addresses, "einddatum");
}

Brondatum brondatum(Work& work, const Json& zaak, const Json& procedure) {
    const std::string way = procedure["afleidingswijze"];
    const std::string url = zaak["url"];
    if (way == "afgehandeld") {
        return zaak["einddatum"];
    }
    if (way == "termijn") {
        return add(zaak["einddatum"].get<std::string>(),
                   parse_duration(procedure["procestermijn"].get<std::string>()).value_or(Duration{}));
    }
    if (way == "eigenschap") {
        return from_eigenschap(work, url, procedure["datumkenmerk"]);
    }
    if (way == "zaakobject") {
        return from_zaakobjecten(work, url, procedure);
    }
    if (way == "gerelateerde_zaak") {
        return from_related(work, zaak);
    }
    if (way == "hoofdzaak") {
        if (!zaak["hoofdzaak"].is_string()) {
            no_archive_date("de zaak heeft geen hoofdzaak.");
        }
        return latest(work, {zaak["hoofdzaak"].get<std::string>()}, "einddatum");
    }
    if (way == "ingangsdatum_besluit" || way == "vervaldatum_besluit") {
        const auto besluiten = work.related("besluiten", "zaak", url);
        if (besluiten.empty()) {
            no_archive_date("bij de zaak hoort geen besluit.");
        }
        return latest(work, besluiten, way == "ingangsdatum_besluit" ? "ingangsdatum" : "vervaldatum");
    }
    return {};  // ander_datumkenmerk: filled in by hand
}

void set_archive_parameters(Work& work, Json& zaak, const Json& resultaattype) {
    if (!zaak["archiefnominatie"].is_string() && resultaattype["archiefnominatie"] != "") {
        zaak["archiefnominatie"] = resultaattype["archiefnominatie"];
    }
    if (zaak["archiefactiedatum"].is_string()) {
        return;
    }
    const auto& procedure = resultaattype["brondatumArchiefprocedure"];
    std::string from =
        zaak["startdatumBewaartermijn"].is_string() ? zaak["startdatumBewaartermijn"].get<std::string>() : "";
    if (from.empty() && procedure.is_object()) {
        from = brondatum(work, zaak, procedure);
    }
    if (from.empty()) {
        return;  // postponed
    }
    if (!resultaattype["archiefactietermijn"].is_string()) {
        if (zaak["archiefnominatie"] != "blijvend_bewaren") {
            no_archive_date("het resultaattype heeft geen archiefactietermijn.");
        }
        return;
    }
    zaak["startdatumBewaartermijn"] = from;
    zaak["archiefactiedatum"] = add(
        from, parse_duration(resultaattype["archiefactietermijn"].get<std::string>()).value_or(Duration{}));
}

void check_documents(Work& work, const std::string& zaak) {
    for (const auto& link : work.related("zaakinformatieobjecten", "zaak", zaak)) {
        const Json document = work.get(work.get(link)["informatieobject"]);
        if (document["locked"].get<bool>()) {
            refuse("", "informatieobject-locked", "Een document van de zaak is nog vergrendeld.");
        }
        if (document["indicatieGebruiksrecht"].is_null()) {
            refuse("", "indicatiegebruiksrecht-unset",
                   "Van een document van de zaak is indicatieGebruiksrecht niet ingevuld.");
        }
    }
}

}  // namespace

Json writable_zaak(Work& work, const Json& address) {
    Json zaak = work.get(address);
    if (zaak["einddatum"].is_string() && !work.may("zaken.geforceerd-bijwerken")) {
        forbid("De zaak is afgesloten: alleen met zaken.geforceerd-bijwerken te wijzigen.");
    }
    if (zaak["archiefstatus"] != "nog_te_archiveren") {
        refuse("", "zaak-archiefstatus-invalid", "De zaak is gearchiveerd.");
    }
    return zaak;
}

void close(Work& work, Json& zaak, const std::string& einddatum) {
    const std::string url = zaak["url"];
    if (!zaak["resultaat"].is_string()) {
        refuse("", "resultaat-does-not-exist", "De zaak heeft nog geen resultaat.");
    }
    check_documents(work, url);
    for (const auto& address : work.related("zaken", "hoofdzaak", url)) {
        const Json deelzaak = work.get(address);
        if (!deelzaak["einddatum"].is_string()) {
            refuse("", "deelzaken-not-closed", "Niet alle deelzaken zijn afgesloten.");
        }
        if (!deelzaak["resultaat"].is_string()) {
            refuse("", "deelzaak-resultaat-does-not-exist", "Niet alle deelzaken hebben een resultaat.");
        }
    }
    zaak["einddatum"] = einddatum;
    set_archive_parameters(work, zaak, work.get(work.get(zaak["resultaat"])["resultaattype"]));
}

void reopen(Work& work, Json& zaak) {
    if (zaak["hoofdzaak"].is_string() && work.get(zaak["hoofdzaak"])["einddatum"].is_string()) {
        refuse("", "hoofdzaak-closed", "De hoofdzaak is afgesloten.");
    }
    for (const auto* property :
         {"einddatum", "archiefnominatie", "archiefactiedatum", "startdatumBewaartermijn"}) {
        zaak[property] = nullptr;
    }
}

}  // namespace veerpont::sandbox
