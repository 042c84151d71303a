#include "bridge/sandbox/fields.h"

#include <charconv>
#include <map>
#include <stdexcept>

#include "bridge/base/text.h"

namespace veerpont::sandbox {

namespace {

using Type = Field::Type;

const std::map<std::string, std::vector<std::string>, std::less<>>& sets() {
    static const std::map<std::string, std::vector<std::string>, std::less<>> all = {
        {"vertrouwelijkheidaanduiding",
         {"openbaar", "beperkt_openbaar", "intern", "zaakvertrouwelijk", "vertrouwelijk", "confidentieel",
          "geheim", "zeer_geheim"}},
        {"betalingsindicatie", {"nvt", "nog_niet", "gedeeltelijk", "geheel"}},
        {"aardRelatie", {"vervolg", "onderwerp", "bijdrage"}},
        {"archiefnominatie", {"blijvend_bewaren", "vernietigen"}},
        {"archiefstatus",
         {"nog_te_archiveren", "gearchiveerd", "gearchiveerd_procestermijn_onbekend", "overgedragen"}},
        {"betrokkeneType",
         {"natuurlijk_persoon", "niet_natuurlijk_persoon", "vestiging", "organisatorische_eenheid",
          "medewerker"}},
        {"indicatieMachtiging", {"gemachtigde", "machtiginggever"}},
        {"omschrijvingGeneriek",
         {"adviseur", "behandelaar", "belanghebbende", "beslisser", "initiator", "klantcontacter",
          "zaakcoordinator", "mede_initiator"}},
        {"geslachtsaanduiding", {"m", "v", "o"}},
        {"innRechtsvorm",
         {"besloten_vennootschap", "cooperatie_europees_economische_samenwerking",
          "europese_cooperatieve_venootschap", "europese_naamloze_vennootschap", "kerkelijke_organisatie",
          "naamloze_vennootschap", "onderlinge_waarborg_maatschappij",
          "overig_privaatrechtelijke_rechtspersoon", "stichting", "vereniging", "vereniging_van_eigenaars",
          "publiekrechtelijke_rechtspersoon", "vennootschap_onder_firma", "maatschap", "rederij",
          "commanditaire_vennootschap", "kapitaalvennootschap_binnen_eer",
          "overige_buitenlandse_rechtspersoon_vennootschap", "kapitaalvennootschap_buiten_eer"}},
        {"objectType",
         {"adres",
          "besluit",
          "buurt",
          "enkelvoudig_document",
          "gemeente",
          "gemeentelijke_openbare_ruimte",
          "huishouden",
          "inrichtingselement",
          "kadastrale_onroerende_zaak",
          "kunstwerkdeel",
          "maatschappelijke_activiteit",
          "medewerker",
          "natuurlijk_persoon",
          "niet_natuurlijk_persoon",
          "openbare_ruimte",
          "organisatorische_eenheid",
          "pand",
          "spoorbaandeel",
          "status",
          "terreindeel",
          "terrein_gebouwd_object",
          "vestiging",
          "waterdeel",
          "wegdeel",
          "wijk",
          "woonplaats",
          "woz_deelobject",
          "woz_object",
          "woz_waarde",
          "zakelijk_recht",
          "overige"}},
        {"inrichtingselement",
         {"bak", "bord", "installatie", "kast", "mast", "paal", "sensor", "straatmeubilair",
          "waterinrichtingselement", "weginrichtingselement"}},
        {"kunstwerkdeel",
         {"keermuur", "overkluizing", "duiker", "faunavoorziening", "vispassage", "bodemval", "coupure",
          "ponton", "voorde", "hoogspanningsmast", "gemaal", "perron", "sluis", "strekdam", "steiger",
          "stuw"}},
        {"spoorbaandeel", {"breedspoor", "normaalspoor", "smalspoor", "spoorbaan"}},
        {"waterdeel", {"zee", "waterloop", "watervlakte", "greppel_droge_sloot"}},
        {"documentstatus", {"in_bewerking", "ter_vaststelling", "definitief", "gearchiveerd"}},
        {"ondertekening", {"analoog", "digitaal", "pki"}},
        {"algoritme",
         {"crc_16", "crc_32", "crc_64", "fletcher_4", "fletcher_8", "fletcher_16", "fletcher_32", "hmac",
          "md5", "sha_1", "sha_256", "sha_512", "sha_3"}},
        {"objectsoort", {"besluit", "zaak", "verzoek"}},
        {"vervalreden", {"tijdelijk", "ingetrokken_overheid", "ingetrokken_belanghebbende"}},
        {"richting", {"inkomend", "intern", "uitgaand"}},
        {"formaat", {"tekst", "getal", "datum", "datum_tijd"}},
        {"internOfExtern", {"intern", "extern"}},
        {"afleidingswijze",
         {"afgehandeld", "ander_datumkenmerk", "eigenschap", "gerelateerde_zaak", "hoofdzaak",
          "ingangsdatum_besluit", "termijn", "vervaldatum_besluit", "zaakobject"}},
    };
    return all;
}

// Groups that several resources share.
constexpr std::pair<std::string_view, std::string_view> kSnippets[] = {
    {"plaats", R"(wplWoonplaatsNaam string(80) required
gorOpenbareRuimteNaam string(80) required
aoaPostcode string(7)
aoaHuisnummer integer(0,99999) required
aoaHuisletter string(1)
aoaHuisnummertoevoeging string(4))"},
    {"verblijfsadres", R"(verblijfsadres group nullable
  aoaIdentificatie string(100) required
  use plaats
  inpLocatiebeschrijving string(1000))"},
    {"buitenland", R"(subVerblijfBuitenland group nullable
  lndLandcode string(4) required
  lndLandnaam string(40) required
  subAdresBuitenland_1 string(35)
  subAdresBuitenland_2 string(35)
  subAdresBuitenland_3 string(35))"},
    {"natuurlijk_persoon", R"(inpBsn rsin
anpIdentificatie string(17)
inpA_nummer string(10)
geslachtsnaam string(200)
voorvoegselGeslachtsnaam string(80)
voorletters string(20)
voornamen string(200)
geslachtsaanduiding enum(geslachtsaanduiding)
geboortedatum string(18)
use verblijfsadres
use buitenland)"},
    {"niet_natuurlijk_persoon", R"(innNnpId rsin
annIdentificatie string(17)
statutaireNaam string(500)
innRechtsvorm enum(innRechtsvorm)
bezoekadres string(1000)
use buitenland)"},
    {"adresaanduiding", R"(adresAanduidingGrp group nullable
  numIdentificatie string(100)
  oaoIdentificatie string(100)
  use plaats
  ogoLocatieAanduiding string(100))"},
    {"woz", R"(wozObjectNummer string(100) required
aanduidingWozObject group nullable
  aoaIdentificatie string(100) required
  use plaats
  locatieOmschrijving string(1000))"},
};

const std::map<std::string_view, Type>& types() {
    static const std::map<std::string_view, Type> all = {
        {"string", Type::kString},    {"text", Type::kText},         {"url", Type::kUrl},
        {"email", Type::kEmail},      {"ref", Type::kRef},           {"type", Type::kTypeName},
        {"date", Type::kDate},        {"datetime", Type::kDateTime}, {"duration", Type::kDuration},
        {"rsin", Type::kRsin},        {"integer", Type::kInteger},   {"boolean", Type::kBoolean},
        {"enum", Type::kEnum},        {"group", Type::kGroup},       {"object", Type::kObject},
        {"geometry", Type::kGeometry}};
    return all;
}

std::logic_error wrong(std::string_view line) {
    return std::logic_error("wrong line in a table of properties: " + std::string(line));
}

std::int64_t number_in(std::string_view digits, std::string_view line) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size()) {
        throw wrong(line);
    }
    return number;
}

void read_type(Field& field, std::string_view word, std::string_view line) {
    const auto open = word.find('(');
    const auto type = types().find(word.substr(0, open));
    if (type == types().end()) {
        throw wrong(line);
    }
    field.type = type->second;
    const auto argument =
        open == std::string_view::npos ? std::string_view() : word.substr(open + 1, word.size() - open - 2);
    if (field.type == Type::kEnum) {
        field.choices = &choices_of(argument);
    } else if (field.type == Type::kRef || field.type == Type::kTypeName) {
        field.target = argument;
    } else if (!argument.empty()) {
        const auto comma = argument.find(',');
        if (comma != std::string_view::npos) {
            field.least = number_in(argument.substr(0, comma), line);
        }
        field.most = number_in(argument.substr(comma == std::string_view::npos ? 0 : comma + 1), line);
    }
}

Field read_line(std::string_view line) {
    Field field;
    bool typed = false;
    for (const auto word : split(trim(line), ' ')) {
        if (field.name.empty()) {
            field.name = word;
        } else if (word == "list") {
            field.list = true;
        } else if (word == "required") {
            field.required = true;
        } else if (word == "nullable") {
            field.nullable = true;
        } else if (word == "fixed") {
            field.fixed = true;
        } else if (word == "answer") {
            field.answer = true;
        } else if (word == "empty") {
            field.empty = true;
        } else if (!typed) {
            read_type(field, word, line);
            typed = true;
        } else {
            throw wrong(line);
        }
    }
    if (!typed) {
        throw wrong(line);
    }
    return field;
}

std::size_t depth_of(std::string_view line) {
    const auto spaces = line.find_first_not_of(' ');
    return spaces == std::string_view::npos ? 0 : spaces / 2;
}

void read_lines(std::string_view table, Fields& root) {
    std::vector<Fields*> levels = {&root};
    for (const auto line : split(table, '\n')) {
        if (trim(line).empty()) {
            continue;
        }
        const auto depth = depth_of(line);
        if (depth >= levels.size()) {
            throw wrong(line);
        }
        levels.resize(depth + 1);
        const auto words = split(trim(line), ' ');
        if (words[0] == "use") {
            bool found = false;
            for (const auto& [name, snippet] : kSnippets) {
                if (words.size() == 2 && name == words[1]) {
                    read_lines(snippet, *levels[depth]);
                    found = true;
                }
            }
            if (!found) {
                throw wrong(line);
            }
            continue;
        }
        levels[depth]->push_back(read_line(line));
        levels.push_back(&levels[depth]->back().fields);
    }
}

}  // namespace

const std::vector<std::string>& choices_of(std::string_view set) {
    const auto found = sets().find(set);
    if (found == sets().end()) {
        throw std::logic_error("unknown set of choices: " + std::string(set));
    }
    return found->second;
}

Fields read_fields(std::string_view table) {
    Fields fields;
    read_lines(table, fields);
    return fields;
}

}  // namespace veerpont::sandbox
