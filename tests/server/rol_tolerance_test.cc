// What real senders make of the persons and organisations of a zaak: T64 to T71 of client-tolerance. Nothing
// that is wrong with a person ever fails a zaak.
#include "tests/server/zaak_bridge.h"

namespace veerpont::test {
namespace {

using Json = nlohmann::json;

class RolTolerance : public ZaakBridge {
  protected:
    static Json identification(const std::string& content, const std::string& what) {
        const Json one = rol(content, what);
        return one.value("betrokkeneIdentificatie", Json::object());
    }
    static std::string organisation(const std::string& content) {
        return zkn("nietNatuurlijkPersoon", content, marks("NNP"));
    }
    static std::string establishment(const std::string& content) {
        return zkn("vestiging", content, marks("VES"));
    }
    static std::string employee(const std::string& number) {
        return zkn("medewerker", zkn("identificatie", number), marks("MDW"));
    }
    static std::string executive(const std::string& gerelateerde) {
        return zkn("heeftAlsUitvoerende", zkn("gerelateerde", gerelateerde), marks("ZAKBTRUTV"));
    }
};

TEST_F(RolTolerance, T64_TheFirstSubjectThatIsFilledIn) {
    const std::string vries = person(bg("inp.bsn", "999993653"));
    // Nobody: no role.
    for (const std::string& nobody :
         {std::string(), std::string("<ZKN:heeftAlsInitiator/>"), nil("heeftAlsInitiator", "geenWaarde"),
          initiator(""), initiator(person("")), initiator(person("<BG:inp.bsn xsi:nil=\"true\"/>"))}) {
        EXPECT_TRUE(parts(made(nobody, nobody), "/rollen").empty()) << nobody;
    }
    // Two kinds in one gerelateerde, and three gerelateerde of which two hold nothing.
    const std::string empty_one = nil("nietNatuurlijkPersoon", "geenWaarde");
    EXPECT_EQ(rol(initiator(empty_one + vries), "two kinds")["betrokkeneType"], "natuurlijk_persoon");
    EXPECT_EQ(rol(initiator(organisation(bg("inn.nnpId", "123456782")) + nil("natuurlijkPersoon")),
                  "other kind")["betrokkeneType"],
              "niet_natuurlijk_persoon");
    const std::string three =
        zkn("heeftAlsInitiator",
            zkn("gerelateerde", nil("natuurlijkPersoon", "geenWaarde")) + zkn("gerelateerde", vries) +
                zkn("gerelateerde", nil("vestiging", "geenWaarde")),
            marks("ZAKBTRINI"));
    EXPECT_EQ(identification(three, "three gerelateerde").value("inpBsn", ""), "999993653");
}

TEST_F(RolTolerance, T65_APersonNeverFailsAZaak) {
    EXPECT_EQ(identification(initiator(person(bg("inp.bsn", "111222333"))), "dummy").value("inpBsn", ""),
              "111222333");
    EXPECT_EQ(identification(initiator(person(bg("anp.identificatie", "12345678901234567"))), "anp")
                  .value("anpIdentificatie", ""),
              "12345678901234567");
    EXPECT_EQ(identification(initiator(person(bg("geslachtsnaam", "Vries"))), "names only")
                  .value("geslachtsnaam", ""),
              "Vries");
    const Json wrong = identification(
        initiator(person(bg("inp.bsn", "123456789") + bg("authentiek", "N") + bg("geslachtsnaam", "Vries"))),
        "fails the test of eleven");
    EXPECT_EQ(wrong.value("inpBsn", ""), "");
    EXPECT_EQ(wrong.value("geslachtsnaam", ""), "Vries");
    done(zaak_of(new_identificatie(), initiator(person(bg("inp.bsn", "000000000")))), "zeros");
}

TEST_F(RolTolerance, T66_TheLengthOfANumberTellsWhatItIs) {
    EXPECT_EQ(
        identification(initiator(organisation(bg("inn.nnpId", "123456782"))), "9").value("innNnpId", ""),
        "123456782");
    const Json kvk = identification(initiator(organisation(bg("inn.nnpId", "12345678"))), "8");
    EXPECT_EQ(kvk.value("innNnpId", ""), "");
    EXPECT_EQ(kvk.value("annIdentificatie", ""), "12345678");
    EXPECT_EQ(identification(initiator(establishment(bg("vestigingsNummer", "000012345678"))), "12")
                  .value("vestigingsNummer", ""),
              "000012345678");
    const Json short_one = identification(initiator(establishment(bg("vestigingsNummer", "12345678"))), "8");
    EXPECT_EQ(short_one.value("vestigingsNummer", ""), "");
    EXPECT_EQ(short_one.value("kvkNummer", ""), "12345678");
    done(zaak_of(new_identificatie(), initiator(establishment("<BG:vestigingsNummer xsi:nil=\"true\"/>"))),
         "nil");
}

TEST_F(RolTolerance, T67_NumbersOfEmployeesAndUnitsAreKeptAsTheyAre) {
    for (const std::string number : {"jansen", "1900-JAN", "MEDEWERKER-0123456789-AB", "j.jansen@x"}) {
        EXPECT_EQ(identification(executive(employee(number)), number).value("identificatie", ""), number);
    }
    const std::string unit =
        executive(zkn("organisatorischeEenheid",
                      zkn("identificatie", "1900/TEAM/7") + zkn("naam", "Team Oost"), marks("OEH")));
    const Json kept = identification(unit, "unit");
    EXPECT_EQ(kept.value("identificatie", ""), "1900/TEAM/7");
    EXPECT_EQ(kept.value("naam", ""), "Team Oost");
}

TEST_F(RolTolerance, T68_TheNameOfTheElementTellsTheKind) {
    const std::string bare =
        zkn("heeftAlsInitiator", zkn("gerelateerde", zkn("natuurlijkPersoon", bg("inp.bsn", "999993653"))));
    const Json one = rol(bare, "no attributes");
    EXPECT_EQ(one["betrokkeneType"], "natuurlijk_persoon");
    EXPECT_EQ(one["omschrijvingGeneriek"], "initiator");
}

TEST_F(RolTolerance, T69_OtherBetrokkenenMayBeManyAndHaveANameForTheirRole) {
    const auto other = [](const std::string& bsn, const std::string& name) {
        return zkn(
            "heeftAlsOverigBetrokkene",
            zkn("gerelateerde", person(bg("inp.bsn", bsn))) + (name.empty() ? "" : zkn("omschrijving", name)),
            marks("ZAKBTROVR"));
    };
    const Json rollen = parts(
        made(other("999993653", "") + other("111222333", "Gemachtigde") + other("123456782", "Buurvrouw"),
             "three"),
        "/rollen");
    std::multiset<std::string> names;
    for (const Json& one : rollen)
        names.insert(one.value("omschrijving", ""));
    EXPECT_EQ(names, (std::multiset<std::string>{"Gemachtigde", "OverigeBetrokkene", "OverigeBetrokkene"}))
        << rollen;
}

TEST_F(RolTolerance, T70_OfAContactOnlyNameTelephoneAndMailAreKept) {
    const auto contact = [](const std::string& content, const std::string& attributes) {
        return zkn("heeftAlsAanspreekpunt", zkn("gerelateerde", content, attributes), attributes);
    };
    const std::string data = zkn("identificatie", "") + zkn("naam", "A. de Vries") +
                             zkn("telefoonnummer", "0101234567") + zkn("emailadres", "a@voorbeeld.example");
    const std::string nested =
        zkn("isAanspreekpuntNamens", zkn("gerelateerde", zkn("vestiging", bg("handelsnaam", "Zaak BV"))));
    for (const std::string& said :
         {contact(data, ""), contact(data, marks("CTP")), contact(data + nested, "")}) {
        const Json kept = rol(initiator(person(bg("inp.bsn", "999993653")), said), said)["contactpersoonRol"];
        EXPECT_EQ(kept["naam"], "A. de Vries") << said;
        EXPECT_EQ(kept["telefoonnummer"], "0101234567");
        EXPECT_EQ(kept["emailadres"], "a@voorbeeld.example");
    }
    done(zaak_of(new_identificatie(),
                 initiator(person(bg("inp.bsn", "999993653")),
                           contact(zkn("identificatie", "") + zkn("emailadres", "geen adres"), ""))),
         "no usable contact");
}

TEST_F(RolTolerance, T71_AnAddressIsKeptAsFarAsItGoes) {
    const std::string street =
        bg("wpl.woonplaatsNaam", "Voorbeeldstad") + bg("gor.openbareRuimteNaam", "Kade");
    const auto lives = [](const std::string& address) {
        return identification(initiator(person(bg("inp.bsn", "999993653") + bg("verblijfsadres", address))),
                              address);
    };
    const Json whole =
        lives(bg("aoa.identificatie", "1900200000012345") + street + bg("aoa.postcode", "1234AB") +
              bg("aoa.huisnummer", "1") + "<BG:aoa.huisnummertoevoeging/>");
    EXPECT_EQ(whole["verblijfsadres"]["aoaIdentificatie"], "1900200000012345");
    EXPECT_EQ(whole["verblijfsadres"]["aoaHuisnummer"], 1);
    const Json without = lives(street + bg("aoa.postcode", "1234AB") + bg("aoa.huisnummer", "1") +
                               bg("aoa.huisnummertoevoeging", "bis"));
    EXPECT_EQ(without["verblijfsadres"]["gorOpenbareRuimteNaam"], "Kade") << "no BAG number";
    for (const std::string& part :
         {bg("aoa.postcode", "1234AB"), bg("aoa.postcode", "1234 AB") + bg("aoa.huisnummer", "1"),
          bg("aoa.huisnummer", "een") + street, std::string()}) {
        EXPECT_EQ(lives(part).value("inpBsn", ""), "999993653") << part;
    }
    const Json firm =
        identification(initiator(organisation(bg("inn.nnpId", "123456782") +
                                              bg("bezoekadres", bg("aoa.identificatie", "1900200000012345") +
                                                                    street + bg("aoa.postcode", "1234AB") +
                                                                    bg("aoa.huisnummer", "1")) +
                                              bg("correspondentieadres", bg("postcode", "1234AB")))),
                       "bezoekadres");
    EXPECT_EQ(firm.value("innNnpId", ""), "123456782");
}

}  // namespace
}  // namespace veerpont::test
