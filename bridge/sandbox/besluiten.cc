// The Besluiten API: besluiten and besluitinformatieobjecten.
#include <algorithm>
#include <map>

#include "bridge/sandbox/relations.h"

namespace veerpont::sandbox {

namespace {

std::string besluit_key(const Json& besluit) {
    return besluit["verantwoordelijkeOrganisatie"].get<std::string>() + " " +
           besluit["identificatie"].get<std::string>();
}

std::string reason_text(const std::string& code) {
    static const std::map<std::string, std::string> kTexts = {
        {"tijdelijk", "Besluit met tijdelijke werking"},
        {"ingetrokken_overheid", "Besluit ingetrokken door overheid"},
        {"ingetrokken_belanghebbende", "Besluit ingetrokken o.v.v. belanghebbende"}};
    const auto found = kTexts.find(code);
    return found == kTexts.end() ? "" : found->second;
}

// Types are compared by name within their catalogue, so that every version counts (Catalogi 1.3).
bool among(Work& work, const Json& linked, const Json& type) {
    return std::any_of(linked.begin(), linked.end(), [&](const Json& url) {
        if (url == type["url"]) {
            return true;
        }
        const auto other = work.look(url.get_ref<const std::string&>());
        return other && (*other)["omschrijving"] == type["omschrijving"] &&
               (*other)["catalogus"] == type["catalogus"];
    });
}

void check_besluit(Work& work, Json& besluit) {
    if (besluit["datum"].get<std::string>() > work.today()) {
        refuse("datum", "future_not_allowed", "De datum ligt in de toekomst.");
    }
    if (besluit["zaak"].is_string() && besluit["zaak"] != "") {
        const Json zaaktype = work.get(work.get(besluit["zaak"])["zaaktype"]);
        if (!among(work, zaaktype["besluittypen"], work.get(besluit["besluittype"]))) {
            refuse("", "zaaktype-mismatch", "Het besluittype hoort niet bij het zaaktype van de zaak.");
        }
    }
    // Without a reason there is none: the standard has no empty choice here.
    if (besluit["vervalreden"] == "") {
        besluit.erase("vervalreden");
        besluit.erase("vervalredenWeergave");
    } else {
        besluit["vervalredenWeergave"] = reason_text(besluit["vervalreden"]);
    }
}

Kind besluiten() {
    Kind kind;
    kind.api = kind.name = "besluiten";
    kind.fields = read_fields(R"(
identificatie string(50) fixed
verantwoordelijkeOrganisatie rsin required fixed
besluittype ref(besluittypen) required fixed
zaak ref(zaken)
datum date required
toelichting text
bestuursorgaan string(50)
ingangsdatum date required
vervaldatum date nullable
vervalreden enum(vervalreden)
publicatiedatum date nullable
verzenddatum date nullable
uiterlijkeReactiedatum date nullable
)");
    kind.filters = read_filters("identificatie zaak besluittype ~verantwoordelijkeOrganisatie");
    kind.read = "besluiten.lezen";
    kind.create = "besluiten.aanmaken";
    kind.change = "besluiten.bijwerken";
    kind.remove = "besluiten.verwijderen";
    kind.on_create = [](Work& work, Json& besluit) {
        if (work.get(besluit["besluittype"])["concept"].get<bool>()) {
            refuse("besluittype", "not-published", "Het besluittype is nog een concept.");
        }
        if (besluit["identificatie"] == "") {
            do {
                besluit["identificatie"] =
                    generated_number(work, "BESLUIT", besluit["datum"].get<std::string>().substr(0, 4));
            } while (work.shelf.any("besluiten.sleutel", besluit_key(besluit)));
        }
        if (work.shelf.any("besluiten.sleutel", besluit_key(besluit))) {
            refuse("identificatie", "identificatie-niet-uniek",
                   "Deze identificatie bestaat al voor deze organisatie.");
        }
        check_besluit(work, besluit);
    };
    kind.on_change = [](Work& work, const Json&, Json& besluit) { check_besluit(work, besluit); };
    kind.on_delete = [](Work& work, const Json& besluit) {
        for (const auto& link :
             work.related("besluitinformatieobjecten", "besluit", besluit["url"].get<std::string>())) {
            remove(work, link);
        }
    };
    kind.more_attributes = [](const Json& besluit, Attributes& attributes) {
        attributes.emplace_back("sleutel", besluit_key(besluit));
    };
    return kind;
}

std::string besluit_link_key(const Json& link) {
    return link["besluit"].get<std::string>() + " " + link["informatieobject"].get<std::string>();
}

Kind besluitinformatieobjecten() {
    Kind kind;
    kind.api = "besluiten";
    kind.name = "besluitinformatieobjecten";
    kind.fields = read_fields(R"(
informatieobject ref(enkelvoudiginformatieobjecten) required fixed
besluit ref(besluiten) required fixed
)");
    kind.filters = read_filters("besluit informatieobject");
    kind.paged = false;
    kind.verbs = kList | kCreate | kRead | kDelete;
    kind.read = "besluiten.lezen";
    kind.create = "besluiten.aanmaken";
    kind.remove = "besluiten.verwijderen";
    kind.on_create = [](Work& work, Json& link) {
        if (work.shelf.any("besluitinformatieobjecten.sleutel", besluit_link_key(link))) {
            refuse("", "unique", "Het document hoort al bij dit besluit.");
        }
        const Json besluittype = work.get(work.get(link["besluit"])["besluittype"]);
        const Json document = work.get(link["informatieobject"]);
        if (!among(work, besluittype["informatieobjecttypen"], work.get(document["informatieobjecttype"]))) {
            refuse("", "missing-besluittype-informatieobjecttype-relation",
                   "Het informatieobjecttype hoort niet bij het besluittype.");
        }
        put_mirror(work, link["besluit"].get<std::string>(), "besluit",
                   link["informatieobject"].get<std::string>());
    };
    kind.on_delete = [](Work& work, const Json& link) {
        remove_mirror(work, link["besluit"].get<std::string>(), link["informatieobject"].get<std::string>());
    };
    kind.more_attributes = [](const Json& link, Attributes& attributes) {
        attributes.emplace_back("sleutel", besluit_link_key(link));
    };
    return kind;
}

}  // namespace

std::vector<Kind> besluiten_kinds() {
    return {besluiten(), besluitinformatieobjecten()};
}

}  // namespace veerpont::sandbox
