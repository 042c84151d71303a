// What a masked copy of a resource hides, and what it leaves readable.
#include "bridge/translate/mask.h"

#include <gtest/gtest.h>

#include "tests/translate/translate_fixture.h"

namespace veerpont::test {
namespace {

json shown(std::string_view entity, const std::string& resource) {
    return translate::masked(ShippedEntities::get().entity(entity), json::parse(resource));
}

TEST(Mask, HidesAPersonButNotTheRole) {
    EXPECT_EQ(shown("rol", R"({"zaak":"https://zgw.example/zaken/1","roltoelichting":"aanvrager",
        "betrokkeneType":"natuurlijk_persoon",
        "contactpersoonRol":{"naam":"A.B. de Vries","functie":""},
        "betrokkeneIdentificatie":{"inpBsn":"999993653","onbekend":[{"x":"Anna"}],
            "verblijfsadres":{"aoaHuisnummer":17,"aoaPostcode":null}}})"),
              json::parse(R"({"zaak":"https://zgw.example/zaken/1","roltoelichting":"aanvrager",
        "betrokkeneType":"natuurlijk_persoon",
        "contactpersoonRol":{"naam":"***","functie":""},
        "betrokkeneIdentificatie":{"inpBsn":"***","onbekend":[{"x":"***"}],
            "verblijfsadres":{"aoaHuisnummer":"***","aoaPostcode":null}}})"));
}

TEST(Mask, FollowsTheKindOfSubject) {
    const json unit = json::parse(
        R"({"objectType":"gemeente","objectIdentificatie":{"gemeenteCode":"0344","gemeenteNaam":"Utrecht"}})");
    EXPECT_EQ(shown("zaakobject", unit.dump()), unit);
    EXPECT_EQ(
        shown("zaakobject", R"({"objectType":"medewerker","objectIdentificatie":{"achternaam":"Jansen"}})")
            .at("objectIdentificatie"),
        json::parse(R"({"achternaam":"***"})"));
}

TEST(Mask, LeavesWhatBelongsToNobody) {
    const json zaak = json::parse(
        R"({"identificatie":"Z1","kenmerken":[{"kenmerk":"k","bron":"b"}],"verlenging":{"reden":"drukte"}})");
    EXPECT_EQ(shown("zaak", zaak.dump()), zaak);
    EXPECT_EQ(shown("natuurlijk-persoon", R"({"inpBsn":"999993653"})"), json::parse(R"({"inpBsn":"***"})"));
}

}  // namespace
}  // namespace veerpont::test
