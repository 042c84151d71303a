// The Zaken API: what belongs to a zaak. Rollen, zaakobjecten, zaakinformatieobjecten, zaakeigenschappen and
// the small ones (klantcontacten, zaakcontactmomenten, zaakverzoeken).
#include <algorithm>

#include "bridge/base/time_zone.h"
#include "bridge/sandbox/closing.h"
#include "bridge/sandbox/identificaties.h"
#include "bridge/sandbox/relations.h"

namespace veerpont::sandbox {

namespace {

constexpr char kWrite[] = "zaken.bijwerken|zaken.geforceerd-bijwerken";
constexpr char kAdd[] = "zaken.aanmaken|zaken.bijwerken|zaken.geforceerd-bijwerken";

Kind relation(std::string name, std::string_view fields, std::string_view filters) {
    Kind kind;
    kind.api = "zaken";
    kind.name = std::move(name);
    kind.fields = read_fields(fields);
    kind.filters = read_filters(filters);
    kind.read = "zaken.lezen";
    kind.create = kind.change = kind.remove = kWrite;
    return kind;
}

bool is_empty(const Json& value) {
    return value.is_null() || value == "" || (value.is_object() && value.empty());
}

// The group that stands under `property`, checked by the table of its type.
void check_variant(Work& work, Json& item, const std::string& property, const Fields* fields) {
    if (is_empty(item[property])) {
        item[property] = nullptr;
    } else if (fields) {
        item[property] = checked(work, "zaken", *fields, item[property], property + ".");
    }
}

// --- rollen ---

bool alone_in_zaak(const Json& rol) {
    return rol["omschrijvingGeneriek"] == "initiator" || rol["omschrijvingGeneriek"] == "zaakcoordinator";
}

std::string rol_key(const Json& rol) {
    return rol["zaak"].get<std::string>() + " " + rol["omschrijvingGeneriek"].get<std::string>();
}

void check_rol(Work& work, Json& rol) {
    const Json zaak = writable_zaak(work, rol["zaak"]);
    const Json roltype = work.get(rol["roltype"]);
    if (roltype["zaaktype"] != zaak["zaaktype"]) {
        refuse("", "zaaktype-mismatch", "Het roltype hoort bij een ander zaaktype dan de zaak.");
    }
    if (is_empty(rol["betrokkene"]) && is_empty(rol["betrokkeneIdentificatie"])) {
        refuse("", "invalid-betrokkene", "betrokkene of betrokkeneIdentificatie is vereist.");
    }
    check_variant(work, rol, "betrokkeneIdentificatie",
                  betrokkene_fields(rol["betrokkeneType"].get<std::string>()));
    rol["omschrijving"] = roltype["omschrijving"];
    rol["omschrijvingGeneriek"] = roltype["omschrijvingGeneriek"];
    if (alone_in_zaak(rol)) {
        for (const auto& uuid : work.shelf.uuids("rollen.soort", rol_key(rol))) {
            if (uuid != uuid_of(rol["url"].get_ref<const std::string&>())) {
                refuse("", "max-occurences",
                       "De zaak heeft al een " + rol["omschrijvingGeneriek"].get<std::string>() + ".");
            }
        }
    }
}

// The filters on betrokkeneIdentificatie name the type too: natuurlijkPersoon__inpBsn.
struct Identifier {
    std::string_view type, in_filter, property;
};
constexpr Identifier kIdentifiers[] = {
    {"natuurlijk_persoon", "natuurlijkPersoon", "inpBsn"},
    {"natuurlijk_persoon", "natuurlijkPersoon", "anpIdentificatie"},
    {"natuurlijk_persoon", "natuurlijkPersoon", "inpA_nummer"},
    {"niet_natuurlijk_persoon", "nietNatuurlijkPersoon", "innNnpId"},
    {"niet_natuurlijk_persoon", "nietNatuurlijkPersoon", "annIdentificatie"},
    {"niet_natuurlijk_persoon", "nietNatuurlijkPersoon", "kvkNummer"},
    {"niet_natuurlijk_persoon", "nietNatuurlijkPersoon", "vestigingsNummer"},
    {"vestiging", "vestiging", "vestigingsNummer"},
    {"vestiging", "vestiging", "kvkNummer"},
    {"organisatorische_eenheid", "organisatorischeEenheid", "identificatie"},
    {"medewerker", "medewerker", "identificatie"},
};

std::string attribute_of(const Identifier& one) {
    return std::string("betrokkeneIdentificatie__").append(one.in_filter).append("__").append(one.property);
}

Kind rollen() {
    auto kind = relation("rollen", R"(
zaak ref(zaken) required
betrokkene url(1000)
betrokkeneType enum(betrokkeneType) required
betrokkeneIdentificatie object nullable
roltype ref(roltypen) required
roltoelichting string(1000) required
indicatieMachtiging enum(indicatieMachtiging)
afwijkendeNaamBetrokkene string(625)
contactpersoonRol group nullable
  emailadres email(254)
  functie string(50)
  telefoonnummer string(20)
  naam string(40) required
)",
                         "zaak ~betrokkene ~betrokkeneType ~omschrijving ~omschrijvingGeneriek ~roltype");
    kind.verbs = kList | kCreate | kRead | kReplace | kDelete;
    kind.on_create = [](Work& work, Json& rol) {
        check_rol(work, rol);
        rol["registratiedatum"] = iso_timestamp(work.now);
    };
    kind.on_change = [](Work& work, const Json& before, Json& rol) {
        if (rol["zaak"] != before["zaak"]) {
            refuse("zaak", "wijzigen-niet-toegelaten", "Een rol blijft bij zijn zaak.");
        }
        check_rol(work, rol);
    };
    kind.on_delete = [](Work& work, const Json& rol) { writable_zaak(work, rol["zaak"]); };
    kind.derive = [](Work& work, Json& rol) {
        rol["statussen"] = work.related("statussen", "gezetdoor", rol["url"].get<std::string>());
    };
    kind.more_attributes = [](const Json& rol, Attributes& attributes) {
        if (alone_in_zaak(rol)) {
            attributes.emplace_back("soort", rol_key(rol));
        }
        const auto& person = rol["betrokkeneIdentificatie"];
        for (const auto& one : kIdentifiers) {
            const std::string property(one.property);
            if (person.is_object() && rol["betrokkeneType"] == one.type && person.contains(property) &&
                person[property].is_string()) {
                attributes.emplace_back(attribute_of(one), person[property].get<std::string>());
            }
        }
    };
    kind.filter = [](Work&, const std::string& parameter, const std::string& value, Search& search) {
        const bool known = std::any_of(std::begin(kIdentifiers), std::end(kIdentifiers),
                                       [&](const auto& one) { return attribute_of(one) == parameter; });
        if (known) {
            search.conditions.push_back({parameter, Condition::Is::kEqual, value, false});
        }
        return known;
    };
    return kind;
}

// --- zaakobjecten ---

void check_object(Work& work, Json& object) {
    writable_zaak(work, object["zaak"]);
    const bool other = object["objectType"] == "overige";
    if (other && object["objectTypeOverige"] == "" && object["objectTypeOverigeDefinitie"].is_null()) {
        refuse("", "missing-object-type-overige", "Bij objectType overige is objectTypeOverige vereist.");
    }
    if (!other && (object["objectTypeOverige"] != "" || !object["objectTypeOverigeDefinitie"].is_null())) {
        refuse("", "invalid-object-type-overige-usage",
               "objectTypeOverige hoort alleen bij objectType overige.");
    }
    const auto name = object["objectTypeOverige"].get<std::string>();
    if (name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") != std::string::npos) {
        refuse("objectTypeOverige", "invalid", "Alleen kleine letters en het liggend streepje.");
    }
    if (is_empty(object["object"]) && is_empty(object["objectIdentificatie"])) {
        refuse("", "invalid-zaakobject", "object of objectIdentificatie is vereist.");
    }
    check_variant(work, object, "objectIdentificatie",
                  object_fields(object["objectType"].get<std::string>()));
}

Kind zaakobjecten() {
    auto kind = relation("zaakobjecten", R"(
zaak ref(zaken) required fixed
object url(1000) fixed
zaakobjecttype ref(zaakobjecttypen) fixed
objectType enum(objectType) required fixed
objectTypeOverige string(100)
objectTypeOverigeDefinitie group nullable
  url url(1000) required
  schema string(100) required
  objectData string(100) required
relatieomschrijving string(80)
objectIdentificatie object nullable
)",
                         "zaak ~object ~objectType");
    kind.create = kAdd;
    kind.remove = std::string(kWrite) + "|zaken.verwijderen";
    kind.on_create = check_object;
    kind.on_change = [](Work& work, const Json&, Json& object) { check_object(work, object); };
    kind.on_delete = [](Work& work, const Json& object) { writable_zaak(work, object["zaak"]); };
    return kind;
}

// --- zaakinformatieobjecten ---

std::string zaak_link_key(const Json& link) {
    return link["zaak"].get<std::string>() + " " + link["informatieobject"].get<std::string>();
}

// A document fits when its type, in any version, is linked to the zaaktype (Catalogi 1.3).
bool type_is_linked(Work& work, const Json& zaaktype, const Json& type) {
    for (const auto& url :
         work.related("zaaktype-informatieobjecttypen", "zaaktype", zaaktype.get<std::string>())) {
        const Json linked = work.get(work.get(url)["informatieobjecttype"]);
        if (linked["url"] == type["url"] ||
            (linked["omschrijving"] == type["omschrijving"] && linked["catalogus"] == type["catalogus"])) {
            return true;
        }
    }
    return false;
}

Kind zaakinformatieobjecten() {
    auto kind = relation("zaakinformatieobjecten", R"(
informatieobject ref(enkelvoudiginformatieobjecten) required fixed
zaak ref(zaken) required fixed
titel string(200)
beschrijving text
vernietigingsdatum datetime nullable
status ref(statussen) nullable
)",
                         "zaak informatieobject");
    kind.paged = false;
    kind.indexed = {"status"};
    kind.create = kAdd;
    kind.remove = std::string(kWrite) + "|zaken.verwijderen";
    kind.on_create = [](Work& work, Json& link) {
        const Json zaak = writable_zaak(work, link["zaak"]);
        if (work.shelf.any("zaakinformatieobjecten.sleutel", zaak_link_key(link))) {
            refuse("", "unique", "Het document hoort al bij deze zaak.");
        }
        const Json document = work.get(link["informatieobject"]);
        if (!type_is_linked(work, zaak["zaaktype"], work.get(document["informatieobjecttype"]))) {
            refuse("", "missing-zaaktype-informatieobjecttype-relation",
                   "Het informatieobjecttype hoort niet bij het zaaktype.");
        }
        link["aardRelatieWeergave"] = "Hoort bij, omgekeerd: kent";
        link["registratiedatum"] = iso_timestamp(work.now);
        put_mirror(work, link["zaak"].get<std::string>(), "zaak",
                   link["informatieobject"].get<std::string>());
    };
    kind.on_change = [](Work& work, const Json&, Json& link) { writable_zaak(work, link["zaak"]); };
    kind.on_delete = [](Work& work, const Json& link) {
        writable_zaak(work, link["zaak"]);
        remove_mirror(work, link["zaak"].get<std::string>(), link["informatieobject"].get<std::string>());
    };
    kind.more_attributes = [](const Json& link, Attributes& attributes) {
        attributes.emplace_back("sleutel", zaak_link_key(link));
    };
    return kind;
}

// --- zaakeigenschappen and the small ones ---

Kind zaakeigenschappen() {
    auto kind = relation("zaakeigenschappen", R"(
zaak ref(zaken) required fixed
eigenschap ref(eigenschappen) required fixed
waarde text required
)",
                         "zaak");
    kind.parent = "zaken";
    kind.paged = false;
    kind.on_create = [](Work& work, Json& item) {
        const Json zaak = writable_zaak(work, item["zaak"]);
        const Json eigenschap = work.get(item["eigenschap"]);
        if (eigenschap["zaaktype"] != zaak["zaaktype"]) {
            refuse("", "zaaktype-mismatch", "De eigenschap hoort bij een ander zaaktype dan de zaak.");
        }
        item["naam"] = eigenschap["naam"];
    };
    kind.on_change = [](Work& work, const Json&, Json& item) { writable_zaak(work, item["zaak"]); };
    kind.on_delete = [](Work& work, const Json& item) { writable_zaak(work, item["zaak"]); };
    return kind;
}

Kind klantcontacten() {
    auto kind = relation("klantcontacten", R"(
zaak ref(zaken) required
identificatie string(14)
datumtijd datetime required
kanaal string(20)
onderwerp string(200)
toelichting string(1000)
)",
                         "zaak");
    kind.verbs = kList | kCreate | kRead;
    kind.on_create = [](Work& work, Json& contact) {
        writable_zaak(work, contact["zaak"]);
        if (*parse_iso_timestamp(contact["datumtijd"].get<std::string>()) > work.now) {
            refuse("datumtijd", "date-in-future", "Het tijdstip ligt in de toekomst.");
        }
    };
    return kind;
}

Kind contact(std::string name, const std::string& property) {
    auto kind = relation(std::move(name), "zaak ref(zaken) required\n" + property + " url(1000) required",
                         "zaak ~" + property);
    kind.verbs = kList | kCreate | kRead | kDelete;
    kind.paged = false;
    kind.on_create = [](Work& work, Json& item) { writable_zaak(work, item["zaak"]); };
    return kind;
}

}  // namespace

std::vector<Kind> zaakrelatie_kinds() {
    return {rollen(),
            zaakobjecten(),
            zaakinformatieobjecten(),
            zaakeigenschappen(),
            klantcontacten(),
            contact("zaakcontactmomenten", "contactmoment"),
            contact("zaakverzoeken", "verzoek")};
}

}  // namespace veerpont::sandbox
