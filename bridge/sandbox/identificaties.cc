#include "bridge/sandbox/identificaties.h"

#include <map>
#include <string>

namespace veerpont::sandbox {

namespace {

using Tables = std::map<std::string, Fields, std::less<>>;

Tables betrokkenen() {
    Tables tables;
    tables["natuurlijk_persoon"] = read_fields("use natuurlijk_persoon");
    tables["niet_natuurlijk_persoon"] =
        read_fields("use niet_natuurlijk_persoon\nkvkNummer string(8)\nvestigingsNummer string(24)");
    tables["vestiging"] = read_fields(R"(
vestigingsNummer string(24)
handelsnaam list string(625)
use verblijfsadres
use buitenland
kvkNummer string(8)
)");
    tables["organisatorische_eenheid"] = read_fields(R"(
identificatie string(24)
naam string(50)
isGehuisvestIn string(24)
)");
    tables["medewerker"] = read_fields(R"(
identificatie string(24)
achternaam string(200)
voorletters string(20)
voorvoegselAchternaam string(10)
)");
    return tables;
}

constexpr std::pair<std::string_view, std::string_view> kObjects[] = {
    {"adres", R"(
identificatie string(100) required
wplWoonplaatsNaam string(80) required
gorOpenbareRuimteNaam string(80) required
huisnummer integer(0,99999) required
huisletter string(1)
huisnummertoevoeging string(4)
postcode string(7)
)"},
    {"buurt", R"(
buurtCode string(2) required
buurtNaam string(40) required
gemGemeenteCode string(4) required
wykWijkCode string(2) required
)"},
    {"gemeente", R"(
gemeenteNaam string(80) required
gemeenteCode string(4) required
)"},
    {"gemeentelijke_openbare_ruimte", R"(
identificatie string(100) required
openbareRuimteNaam string(80) required
)"},
    {"huishouden", R"(
nummer string(12) required
isGehuisvestIn group nullable
  identificatie string(100) required
  use adresaanduiding
)"},
    {"inrichtingselement", R"(
type enum(inrichtingselement) required
identificatie string(100) required
naam string(500)
)"},
    {"kadastrale_onroerende_zaak", R"(
kadastraleIdentificatie string(100) required
kadastraleAanduiding string(1000) required
)"},
    {"kunstwerkdeel", R"(
type enum(kunstwerkdeel) required
identificatie string(100) required
naam string(80) required
)"},
    {"maatschappelijke_activiteit", R"(
kvkNummer string(8) required
handelsnaam string(200) required
)"},
    {"openbare_ruimte", R"(
identificatie string(100) required
wplWoonplaatsNaam string(80) required
gorOpenbareRuimteNaam string(80) required
)"},
    {"pand", "identificatie string(100) required"},
    {"spoorbaandeel", R"(
type enum(spoorbaandeel) required
identificatie string(100) required
naam string(500)
)"},
    {"terreindeel", R"(
type string(40) required
identificatie string(100) required
naam string(500)
)"},
    {"terrein_gebouwd_object", R"(
identificatie string(100) required
use adresaanduiding
)"},
    {"waterdeel", R"(
typeWaterdeel enum(waterdeel) required
identificatie string(100) required
naam string(500)
)"},
    {"wegdeel", R"(
type string(100) required
identificatie string(100) required
naam string(500)
)"},
    {"wijk", R"(
wijkCode string(2) required
wijkNaam string(40) required
gemGemeenteCode string(4) required
)"},
    {"woonplaats", R"(
identificatie string(100) required
woonplaatsNaam string(80) required
)"},
    {"woz_deelobject", R"(
nummerWozDeelObject string(6) required
isOnderdeelVan group nullable
  use woz
)"},
    {"woz_object", "use woz"},
    {"woz_waarde", R"(
waardepeildatum string(9) required
isVoor group nullable
  use woz
)"},
    {"zakelijk_recht", R"(
identificatie string(100) required
avgAard string(1000) required
heeftBetrekkingOp group nullable
  kadastraleIdentificatie string(100) required
  kadastraleAanduiding string(1000) required
heeftAlsGerechtigde group nullable
  natuurlijkPersoon group nullable
    use natuurlijk_persoon
  nietNatuurlijkPersoon group nullable
    use niet_natuurlijk_persoon
)"},
    {"overige", "overigeData object required"},
};

const Fields* found_in(const Tables& tables, std::string_view type) {
    const auto found = tables.find(type);
    return found == tables.end() ? nullptr : &found->second;
}

}  // namespace

const Fields* betrokkene_fields(std::string_view type) {
    static const Tables tables = betrokkenen();
    return found_in(tables, type);
}

const Fields* object_fields(std::string_view type) {
    static const Tables tables = [] {
        Tables all = betrokkenen();  // persons and organisations can be the object of a zaak too
        for (const auto& [name, table] : kObjects) {
            all[std::string(name)] = read_fields(table);
        }
        return all;
    }();
    return found_in(tables, type);
}

}  // namespace veerpont::sandbox
