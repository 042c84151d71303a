// What real senders make of a zaak, its status and its result, at the door of a whole bridge with a register
// behind it: T32 to T62 of client-tolerance, but for the documents. Betrokkenen are in rol_tolerance_test.cc.
#include "tests/server/zaak_bridge.h"

namespace veerpont::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using Json = nlohmann::json;

class ZaakTolerance : public ZaakBridge {
  protected:
    static std::string new_one() {
        const std::string number = new_identificatie();
        done(zaak_of(number, heeft(zkn("omschrijving", "Ontvangen"), "20260105080000")), "zaak");
        return number;
    }
    static void change(const std::string& message, const std::string& what) {
        done(message, what, "updateZaak_Lk01");
    }
    static std::string two(const std::string& number, const std::string& was, const std::string& wordt) {
        return kennisgeving("zakLk01", "W", zak_object(number, was) + zak_object(number, wordt));
    }
};

std::string behandeling(const std::string& when = "") {
    return heeft(zkn("omschrijving", "In behandeling"), when);
}

TEST_F(ZaakTolerance, T32_OneObjectIsTheNewState) {
    const std::string number = new_one();
    set_status(number, behandeling("20260106"), "one object");
    EXPECT_THAT(statussen(number), ElementsAre("Ontvangen", "In behandeling"));
    change(changed_zaak(number, zkn("omschrijving", "Een andere naam")), "one object");
    EXPECT_EQ(in_register(number)["omschrijving"], "Een andere naam");
}

TEST_F(ZaakTolerance, T33_AnObjectMarkedAsNewInAChangeIsTheChange) {
    const std::string number = new_one();
    done(
        kennisgeving("zakLk01", "W", zak_object(number, zkn("einddatum", "") + behandeling("20260106"), "T")),
        "T in W", "actualiseerZaakstatus_Lk01");
    EXPECT_THAT(statussen(number), ElementsAre("Ontvangen", "In behandeling"));
}

TEST_F(ZaakTolerance, T34_RelationsThatAreTheSameInBothObjectsAreNotDoubled) {
    const std::string number = new_identificatie();
    const std::string relations =
        initiator(person(bg("inp.bsn", "999993653") + bg("geslachtsnaam", "Vries"))) +
        zkn("heeftAlsUitvoerende",
            zkn("gerelateerde", zkn("medewerker", zkn("identificatie", "MDW7"), marks("MDW"))),
            marks("ZAKBTRUTV")) +
        heeft(zkn("omschrijving", "Ontvangen"), "20260105080000");
    done(zaak_of(number, relations), "zaak");
    change(two(number, zkn("omschrijving", "Oud") + relations, zkn("omschrijving", "Nieuw") + relations),
           "T in both objects");
    const Json zaak = in_register(number);
    EXPECT_EQ(zaak["omschrijving"], "Nieuw");
    EXPECT_EQ(parts(zaak, "/rollen").size(), 2U);
    EXPECT_THAT(statussen(number), ElementsAre("Ontvangen"));
}

TEST_F(ZaakTolerance, T35_RelationsWithoutVerwerkingssoortAreMadeWithTheZaak) {
    const std::string bare =
        zkn("heeftAlsInitiator", zkn("gerelateerde", zkn("natuurlijkPersoon", bg("inp.bsn", "999993653")))) +
        zkn("heeft", zkn("gerelateerde", zkn("omschrijving", "Ontvangen")));
    const Json zaak = made(bare, "no verwerkingssoort");
    EXPECT_EQ(parts(zaak, "/rollen").size(), 1U);
    EXPECT_EQ(parts(zaak, "/statussen").size(), 1U);
    // In a change they are what is there already.
    change(changed_zaak(zaak.value("identificatie", ""), bare), "pasted");
    EXPECT_EQ(parts(zaak, "/rollen").size(), 1U);
}

TEST_F(ZaakTolerance, T36_TheFilledStatusOfTheLastObjectCounts) {
    for (const std::string& old : {heeft(zkn("omschrijving", "Ontvangen"), "20260105", "I"),
                                   nil("heeft", "geenWaarde"), zkn("heeft", "", marks("ZAKSTT", "I"))}) {
        const std::string number = new_one();
        done(kennisgeving(
                 "zakLk01", "W",
                 zak_object(number, old) +
                     zak_object(number, heeft(zkn("omschrijving", "In behandeling"), "20260106", "I"))),
             old, "actualiseerZaakstatus_Lk01");
        EXPECT_THAT(statussen(number), ElementsAre("Ontvangen", "In behandeling")) << old;
    }
}

TEST_F(ZaakTolerance, T37_RelationsArePairedByPlaceAndVerwerkingssoort) {
    const auto role = [](const std::string& name, const std::string& type, const std::string& soort,
                         const std::string& bsn) {
        return zkn(name, zkn("gerelateerde", zkn("natuurlijkPersoon", bg("inp.bsn", bsn), marks("NPS"))),
                   marks(type, soort));
    };
    const auto empty = [](const std::string& name, const std::string& type, const std::string& soort) {
        return "<ZKN:" + name + " " + marks(type, soort) + " xsi:nil=\"true\" StUF:noValue=\"geenWaarde\"/>";
    };
    const std::string ini = "heeftAlsInitiator", blh = "heeftAlsBelanghebbende", gmc = "heeftAlsGemachtigde";
    const std::string one = "999993653", other = "111222333";
    const std::string number = new_identificatie();
    done(zaak_of(number, role(blh, "ZAKBTRBLH", "T", one) + role(ini, "ZAKBTRINI", "T", one)), "zaak");
    const auto bsns = [&] {
        std::map<std::string, std::string> found;
        for (const Json& rol : parts(in_register(number), "/rollen"))
            found[rol.value("omschrijving", "")] = rol.at("betrokkeneIdentificatie").value("inpBsn", "");
        return found;
    };
    // R: another initiator. V: the belanghebbende goes. T: a gemachtigde comes. All in one message.
    change(two(number,
               role(blh, "ZAKBTRBLH", "V", one) + empty(gmc, "ZAKBTRGMC", "T") +
                   role(ini, "ZAKBTRINI", "R", one),
               empty(blh, "ZAKBTRBLH", "V") + role(gmc, "ZAKBTRGMC", "T", one) +
                   role(ini, "ZAKBTRINI", "R", other)),
           "R, V and T");
    EXPECT_THAT(bsns(), ::testing::UnorderedElementsAre(::testing::Pair("Gemachtigde", one),
                                                        ::testing::Pair("Initiator", other)));
    // I: nothing happens.
    change(two(number, role(ini, "ZAKBTRINI", "I", other), role(ini, "ZAKBTRINI", "I", other)), "I");
    EXPECT_EQ(bsns().size(), 2U);
}

TEST_F(ZaakTolerance, T38_WhatIsRelatedIsOnlyNamedAndNeverMade) {
    const auto types = [] { return bridge().view.all(zgw::Api::kCatalogi, "/zaaktypen").size(); };
    const std::size_t before = types();
    for (const std::string relation : {"T", "I", ""}) {
        for (const std::string related : {"T", "I"}) {
            const std::string number = new_identificatie();
            std::string message = replace_all(zaak_of(number), marks("ZAKZKT"), marks("ZAKZKT", relation));
            message = replace_all(message, marks("ZKT", "I"), marks("ZKT", related));
            done(message, relation + related);
            const Json zaak = in_register(number);
            for (const std::string soort : {"T", "I", "W"}) {
                const std::string paper = new_identificatie();
                done(replace_all(document_of(paper, number), marks("ZAK", "I"), marks("ZAK", soort)), soort);
                EXPECT_EQ(bridge().view.zaken(number).size(), 1U);
            }
            EXPECT_EQ(parts(zaak, "/zaakinformatieobjecten").size(), 3U);
        }
    }
    EXPECT_EQ(types(), before);
}

TEST_F(ZaakTolerance, T39_KeysOfTheSenderSayNothing) {
    for (const std::string key : {"", "?", "elk ding & nog wat"}) {
        const std::string number = new_identificatie();
        const std::string keys = " StUF:sleutelVerzendend=\"" + replace_all(key, "&", "&amp;") +
                                 "\" StUF:sleutelOntvangend=\"?\" StUF:sleutelGegevensbeheer=\"\"";
        done(replace_all(zaak_of(number), "<ZKN:object ", "<ZKN:object" + keys + " "), key);
        EXPECT_EQ(in_register(number)["omschrijving"], "Aanvraag parkeervergunning");
    }
}

TEST_F(ZaakTolerance, T40_ARelationWithoutValueInTheOtherObjectIsAPlaceholder) {
    const std::string number = new_one();
    done(kennisgeving("zakLk01", "W",
                      zak_object(number, nil("heeft") + nil("resultaat", "geenWaarde")) +
                          zak_object(number, zkn("resultaat", zkn("omschrijving", "Verleend")) +
                                                 heeft(zkn("omschrijving", "Afgehandeld"), "20260107"))),
         "nil in the old object", "actualiseerZaakstatus_Lk01");
    EXPECT_EQ(in_register(number)["einddatum"], "2026-01-07");
}

TEST_F(ZaakTolerance, T41_WhatIsNotInTheNewObjectIsLeftAlone) {
    const std::string number = new_identificatie();
    done(zaak_of(number, zkn("toelichting", "Blijft") + initiator(person(bg("inp.bsn", "999993653")))),
         "zaak");
    set_status(number, behandeling(), "status");
    const Json zaak = in_register(number);
    EXPECT_EQ(zaak["toelichting"], "Blijft");
    EXPECT_EQ(parts(zaak, "/rollen").size(), 1U);
    change(changed_zaak(number, zkn("resultaat", zkn("omschrijving", "Verleend"))), "only a resultaat");
    const Json later = in_register(number);
    EXPECT_EQ(later["toelichting"], "Blijft");
    EXPECT_EQ(later["omschrijving"], "Aanvraag parkeervergunning");
    EXPECT_EQ(parts(later, "/rollen").size(), 1U);
    EXPECT_EQ(parts(later, "/resultaten").size(), 1U);
}

TEST_F(ZaakTolerance, T42_FourWaysToSayNothingClearNothing) {
    const auto ways = [](const std::string& name) -> std::vector<std::string> {
        return {nil(name), nil(name, "geenWaarde"), "<ZKN:" + name + " StUF:noValue=\"waardeOnbekend\"/>",
                "<ZKN:" + name + "/>"};
    };
    for (std::size_t way = 0; way < 4; ++way) {
        std::string nothing;
        for (const std::string name : {"toelichting", "resultaat", "einddatumGepland", "einddatum"})
            nothing += ways(name)[way];
        const Json zaak = made(nothing, nothing);
        EXPECT_EQ(zaak["toelichting"], "") << nothing;
        EXPECT_EQ(zaak["einddatum"], nullptr) << nothing;
        EXPECT_EQ(zaak["resultaat"], nullptr) << nothing;

        const std::string number = new_identificatie();
        done(zaak_of(number, zkn("toelichting", "Blijft")), nothing);
        set_status(number, ways("resultaat")[way] + ways("einddatum")[way] + behandeling(), nothing);
        EXPECT_EQ(in_register(number)["toelichting"], "Blijft") << nothing;
        EXPECT_EQ(in_register(number)["einddatum"], nullptr) << nothing;
        EXPECT_THAT(statussen(number), ElementsAre("In behandeling")) << nothing;
        const auto from = From{.applicatie = "app-openwave"};
        change(changed_zaak(number, nothing, from), nothing);
        EXPECT_EQ(in_register(number)["toelichting"], "Blijft") << nothing;
        EXPECT_EQ(in_register(number)["einddatum"], nullptr) << nothing;
    }
}

TEST_F(ZaakTolerance, T43_OnlyWholeDatesAreTakenOver) {
    const auto born = [](const std::string& date, const std::string& mark) {
        const Json rol =
            ZaakTolerance::rol(initiator(person(bg("inp.bsn", "999993653") + "<BG:geboortedatum" + mark +
                                                ">" + date + "</BG:geboortedatum>")),
                               date + mark);
        return rol.at("betrokkeneIdentificatie").value("geboortedatum", "");
    };
    EXPECT_EQ(born("19850214", ""), "1985-02-14");
    EXPECT_EQ(born("19850214", " StUF:exact=\"true\" StUF:indOnvolledigeDatum=\"V\""), "1985-02-14");
    for (const auto& [date, mark] : std::vector<std::pair<std::string, std::string>>{{"19850201", "D"},
                                                                                     {"19850101", "M"},
                                                                                     {"00000000", "J"},
                                                                                     {"198502", ""},
                                                                                     {"1985", ""},
                                                                                     {"", ""}}) {
        EXPECT_EQ(born(date, mark.empty() ? "" : " StUF:indOnvolledigeDatum=\"" + mark + "\""), "")
            << date << mark;
    }
}

TEST_F(ZaakTolerance, T44_MomentsOfAnyLengthAreDutchTime) {
    const std::string number = new_identificatie();
    done(zaak_of(number, heeft(zkn("volgnummer", "1"), "20260105")), "8 digits");
    set_status(number, heeft(zkn("volgnummer", "2"), "202601061030"), "12 digits");
    set_status(number, heeft(zkn("volgnummer", "1"), "20260401103000"), "14 digits");
    set_status(number, heeft(zkn("volgnummer", "2"), "2026040210300012"), "16 digits");
    set_status(number, heeft(zkn("volgnummer", "1"), "20260403103000123"), "17 digits");
    std::vector<std::string> moments;
    for (const Json& one : parts(in_register(number), "/statussen"))
        moments.push_back(one.value("datumStatusGezet", ""));
    EXPECT_THAT(moments, ::testing::UnorderedElementsAre("2026-01-04T23:00:00Z", "2026-01-06T09:30:00Z",
                                                         "2026-04-01T08:30:00Z", "2026-04-02T08:30:00.120Z",
                                                         "2026-04-03T08:30:00.123Z"));
}

TEST_F(ZaakTolerance, T45_AMissingStartdatumIsToday) {
    const std::string today = iso_date(system_clock().now());
    const std::string given = zkn("startdatum", stuf_date(system_clock().now()));
    for (const std::string& instead :
         {std::string(), std::string("<ZKN:startdatum/>"),
          "<ZKN:startdatum>\n   " + stuf_date(system_clock().now()) + "\n  </ZKN:startdatum>"}) {
        const std::string number = new_identificatie();
        done(replace_all(zaak_of(number), given, instead), instead);
        EXPECT_EQ(in_register(number)["startdatum"], today) << instead;
        EXPECT_EQ(in_register(number)["registratiedatum"], today) << instead;
    }
}

TEST_F(ZaakTolerance, T46_FieldsThatStufDoesNotKnowAreIgnored) {
    EXPECT_EQ(made(zkn("prioriteit", "hoog") + zkn("eigenaar", zkn("naam", "x")), "unknown")["omschrijving"],
              "Aanvraag parkeervergunning");
}

TEST_F(ZaakTolerance, T47_NumbersOfTheSenderAreKeptAsTheyAre) {
    const std::string unique = uuid4().substr(0, 8);
    for (const std::string& number :
         {"SIA-" + unique + ".01", "WF/2026/" + unique, "1900-" + unique + "-z", "z" + unique.substr(0, 3),
          std::string("0363-") + unique + "-abcdefghijklmnopqrstuvwxyz"}) {
        done(zaak_of(number), number);
        EXPECT_EQ(in_register(number)["identificatie"], number);
        const Answered details = sends(question("zakLv01", number, zkn("identificatie", "")));
        EXPECT_EQ(details.at("antwoord/object/identificatie"), number) << details.text;
    }
}

TEST_F(ZaakTolerance, T48_OnlyTheCodeOfTheZaaktypeCounts) {
    const std::string code = zkn("code", "TEST-RIJK");
    const std::string today = stuf_date(system_clock().now());
    for (const std::string& said :
         {code, zkn("omschrijving", "Heel iets anders") + code, nil("omschrijving", "waardeOnbekend") + code,
          code + zkn("ingangsdatumObject", today), code + nil("ingangsdatumObject", "geenWaarde"),
          code + zkn("ingangsdatumObject", "20010101")}) {
        const std::string number = new_identificatie();
        done(replace_all(zaak_of(number), code, said), said);
        EXPECT_NE(in_register(number).value("zaaktype", ""), "") << said;
    }
}

TEST_F(ZaakTolerance, T49_TheZaaktypeMayBeNamedAtTheStatusOnly) {
    const std::string number = new_identificatie();
    const std::string given =
        zkn("isVan", zkn("gerelateerde", zkn("code", "TEST-RIJK"), marks("ZKT", "I")), marks("ZAKZKT"));
    const std::string at_status = heeft(zkn("omschrijving", "Ontvangen") + zkn("zkt.code", "TEST-RIJK") +
                                        nil("volgnummer", "waardeOnbekend"));
    done(replace_all(zaak_of(number, at_status), given, nil("isVan", "waardeOnbekend")), "zkt.code");
    EXPECT_THAT(statussen(number), ElementsAre("Ontvangen"));
    // Nowhere at all: a fault, and no zaak.
    const std::string other = new_identificatie();
    const Answered refused = sends(replace_all(zaak_of(other), given, nil("isVan")));
    EXPECT_EQ(refused.berichtcode(), "Fo03") << refused.text;
    EXPECT_TRUE(bridge().view.zaken(other).empty());
}

TEST_F(ZaakTolerance, T50_WhatIsSaidOfARelatedZaakIsNotChecked) {
    const std::string number = new_one(), paper = new_identificatie();
    const std::string named = zkn("identificatie", number);
    done(replace_all(document_of(paper, number), named + "</ZKN:gerelateerde>",
                     named + zkn("omschrijving", "Een andere") +
                         zkn("isVan", zkn("gerelateerde", zkn("code", "BESTAAT-NIET"))) +
                         "</ZKN:gerelateerde>"),
         "isVan of another zaaktype");
    EXPECT_EQ(parts(in_register(number), "/zaakinformatieobjecten").size(), 1U);
}

TEST_F(ZaakTolerance, T51_AStatusIsNamedInManyWays) {
    for (const std::string& way :
         {zkn("code", "2"), zkn("code", "In behandeling"), zkn("omschrijving", "In behandeling"),
          zkn("volgnummer", "0002") + zkn("omschrijving", "In behandeling"),
          zkn("zkt.code", "IETS") + zkn("omschrijving", "in behandeling"),
          nil("volgnummer", "waardeOnbekend") + zkn("omschrijving", " In behandeling"),
          zkn("volgnummer", "2")}) {
        const std::string number = new_identificatie();
        done(zaak_of(number, heeft(way, "20260105")), way);
        EXPECT_THAT(statussen(number), ElementsAre("In behandeling")) << way;
    }
    const std::string none = new_identificatie();
    done(zaak_of(none), "no status");
    EXPECT_TRUE(statussen(none).empty());
}

TEST_F(ZaakTolerance, T52_ResultAndEndComeInAnyMessage) {
    const std::string closing =
        zkn("resultaat", zkn("omschrijving", "Verleend")) + zkn("einddatum", "20260110");
    const std::string start = zkn("startdatum", stuf_date(system_clock().now()));
    const std::string number = new_identificatie();
    done(replace_all(zaak_of(number, closing), start, zkn("startdatum", "20260101")), "creeerZaak");
    EXPECT_EQ(in_register(number)["einddatum"], "2026-01-10");

    const std::string later = new_identificatie();
    done(replace_all(zaak_of(later, zkn("resultaat", "") + "<ZKN:einddatum/>"), start,
                     zkn("startdatum", "20260101")),
         "creeerZaak with empty ones");
    EXPECT_EQ(in_register(later)["einddatum"], nullptr);
    set_status(later, closing, "actualiseerZaakstatus");
    EXPECT_EQ(in_register(later)["einddatum"], "2026-01-10");
    EXPECT_THAT(statussen(later), ElementsAre("Afgehandeld"));
    EXPECT_EQ(parts(in_register(later), "/resultaten").size(), 1U);

    const std::string last = new_identificatie();
    done(replace_all(zaak_of(last), start, zkn("startdatum", "20260101")), "creeerZaak");
    change(changed_zaak(last, closing), "updateZaak");
    EXPECT_EQ(in_register(last)["einddatum"], "2026-01-10");
    EXPECT_THAT(statussen(last), ElementsAre("Afgehandeld"));
}

TEST_F(ZaakTolerance, T53_ALaterStatusOpensAClosedZaak) {
    const std::string number = new_one();
    set_status(number,
               zkn("resultaat", zkn("omschrijving", "Verleend")) +
                   heeft(zkn("omschrijving", "Afgehandeld"), "20260110"),
               "close");
    EXPECT_EQ(in_register(number)["einddatum"], "2026-01-10");
    set_status(number, "<ZKN:resultaat/><ZKN:einddatum/>" + behandeling("20260111"), "open");
    EXPECT_EQ(in_register(number)["einddatum"], nullptr);
    EXPECT_THAT(statussen(number), ElementsAre("Ontvangen", "Afgehandeld", "In behandeling"));
}

TEST_F(ZaakTolerance, T54_BetalingsIndicatieIsSpelledInManyWays) {
    for (const auto& [said, kept] :
         std::vector<std::pair<std::string, std::string>>{{"N.v.t.", "nvt"},
                                                          {"(Nog) niet", "nog_niet"},
                                                          {"Gedeeltelijk", "gedeeltelijk"},
                                                          {"GEHEEL", "geheel"},
                                                          {"nog niet", "nog_niet"}}) {
        EXPECT_EQ(made(zkn("betalingsIndicatie", said), said)["betalingsindicatie"], kept) << said;
    }
}

TEST_F(ZaakTolerance, T55_IndicationsAndTermsOfTheSender) {
    const Json zaak =
        made(zkn("archiefnominatie", "N") + zkn("opschorting", zkn("indicatie", "N") + zkn("reden", "")) +
                 zkn("verlenging", zkn("duur", "14") + zkn("reden", "Drukte")),
             "terms");
    EXPECT_EQ(zaak["verlenging"]["duur"], "P14D");
    EXPECT_EQ(zaak["verlenging"]["reden"], "Drukte");
    const Json suspended =
        made(zkn("opschorting", zkn("indicatie", "J") + zkn("reden", "Wacht op stukken")), "opschorting");
    EXPECT_EQ(suspended["opschorting"]["indicatie"], true);
}

TEST_F(ZaakTolerance, T56_KenmerkenMayBeTheSameAndLong) {
    const std::string one = zkn("kenmerk", zkn("kenmerk", "FORM-1") + zkn("bron", "Formulieren"));
    const std::string link =
        zkn("kenmerk", zkn("kenmerk", "https://app.example/dossier/123456789/detail?tab=1&amp;x=2") +
                           zkn("bron", "OpenWave"));
    const Json kenmerken = made(one + one + link, "kenmerken")["kenmerken"];
    ASSERT_GE(kenmerken.size(), 2U) << kenmerken;
    EXPECT_EQ(kenmerken[0]["kenmerk"], "FORM-1");
    EXPECT_THAT(kenmerken.back()["kenmerk"].get<std::string>(), StartsWith("https://app.example/dossier/"));
}

TEST_F(ZaakTolerance, T57_ADeelzaakIsRelatedWhenItIsThere) {
    const auto part = [](const std::string& number) {
        return zkn("heeftAlsDeelzaak", zkn("gerelateerde", zkn("identificatie", number), marks("ZAK", "I")),
                   marks("ZAKZAKDEE"));
    };
    const std::string deel = new_one();
    const Json hoofd = made(part(deel), "deelzaak");
    EXPECT_EQ(in_register(deel)["hoofdzaak"], hoofd["url"]);
    // What is not there yet, a level and a hint do no harm.
    const Json other = made(part("1900-WEG") + zkn("zaakniveau", "2") + zkn("deelzakenIndicatie", "J") +
                                "<StUF:extraElementen><StUF:extraElement naam=\"isDeelzaakVan\">1900-WEG"
                                "</StUF:extraElement></StUF:extraElementen>",
                            "absent deelzaak");
    EXPECT_EQ(other["deelzaken"], Json::array());
}

TEST_F(ZaakTolerance, T58_AGeometryIsTakenAsFarAsItGoes) {
    const std::string rd = " srsName=\"urn:ogc:def:crs:EPSG::28992\"";
    const auto place = [](const std::string& gml) {
        return zkn("anderZaakObject", zkn("omschrijving", "Plaats") + zkn("lokatie", gml));
    };
    const auto kind = [&](const std::string& gml) {
        const Json zaak = made(place(gml), gml);
        return zaak["zaakgeometrie"].is_object() ? zaak["zaakgeometrie"].value("type", "") : std::string();
    };
    const std::string ring = "121687 487484 121697 487484 121697 487494 121687 487484";
    EXPECT_EQ(kind("<gml:Point" + rd + "><gml:pos>121687 487484</gml:pos></gml:Point>"), "Point");
    EXPECT_EQ(kind("<gml:Point srsName=\"EPSG:4326\"><gml:pos>4.898 52.374</gml:pos></gml:Point>"), "Point");
    EXPECT_EQ(kind("<gml:LineString" + rd +
                   "><gml:posList> 121687 487484  121697 487494 </gml:posList>"
                   "</gml:LineString>"),
              "LineString");
    EXPECT_EQ(kind("<gml:Polygon" + rd + "><gml:exterior><gml:LinearRing><gml:posList>" + ring +
                   "</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>"),
              "Polygon");
    std::string corners, numbers;
    std::istringstream all(ring);
    for (std::string x, y; all >> x >> y;) {
        corners += "<gml:pos>" + x + " " + y + "</gml:pos>";
        numbers += "<gml:pos>" + x + "</gml:pos><gml:pos>" + y + "</gml:pos>";
    }
    for (const std::string& inside : {corners, numbers}) {
        EXPECT_EQ(kind("<gml:Polygon" + rd + "><gml:exterior><gml:LinearRing>" + inside +
                       "</gml:LinearRing></gml:exterior></gml:Polygon>"),
                  "Polygon")
            << inside;
    }
    // What is no geometry at all, or a contact person, never fails the zaak.
    EXPECT_EQ(kind("<gml:OrientableSurface/>"), "");
    EXPECT_EQ(kind("<gml:Point" + rd + "><gml:pos>hier</gml:pos></gml:Point>"), "");
    const Json contact =
        made(zkn("anderZaakObject", zkn("omschrijving", "Contactpersoon") + zkn("registratie", "0101234567")),
             "contact person");
    EXPECT_EQ(contact["zaakgeometrie"], nullptr);
}

TEST_F(ZaakTolerance, T59_ExtraElementenOfAllKindsDoNoHarm) {
    const auto extra = [](const std::string& name, const std::string& value) {
        return "<StUF:extraElement naam=\"" + name + "\">" + value + "</StUF:extraElement>";
    };
    const std::string all = "<StUF:extraElementen>" + extra("kenteken", "AB-123-C") +
                            extra("eigen.naam", "x") + extra("eigen.naam", "y") + extra("leeg", "") +
                            extra("akkoord", "True") +
                            "<StUF:extraElement>naamloos</StUF:extraElement></StUF:extraElementen>";
    for (const std::string& content : {all, initiator(person(bg("inp.bsn", "999993653")), all) + all}) {
        const Json zaak = made(content, content);
        const Json kept = bridge().view.all(zgw::Api::kZaken, zaak.value("url", "") + "/zaakeigenschappen");
        ASSERT_EQ(kept.size(), 1U) << content;
        EXPECT_EQ(kept[0]["waarde"], "AB-123-C");
    }
}

TEST_F(ZaakTolerance, T60_TheSameAgainAfterALostAnswerIsNotMadeTwice) {
    const std::string number = new_identificatie(), paper = new_identificatie();
    const std::string content = initiator(person(bg("inp.bsn", "999993653"))) + heeft(zkn("volgnummer", "1"));
    for (int i = 0; i < 2; ++i)
        done(zaak_of(number, content), "zaak");
    EXPECT_EQ(parts(in_register(number), "/rollen").size(), 1U);
    EXPECT_EQ(statussen(number).size(), 1U);
    for (int i = 0; i < 2; ++i)
        done(document_of(paper, number), "document");
    EXPECT_EQ(parts(in_register(number), "/zaakinformatieobjecten").size(), 1U);
    // With other content it is somebody else's.
    const Answered other = sends(zaak_of(number, zkn("toelichting", "Een andere zaak")));
    EXPECT_EQ(other.berichtcode(), "Fo03") << other.text;
}

TEST_F(ZaakTolerance, T62_AnUpdateOfAnUnknownZaakCanBeRecognised) {
    const Answered answer = sends(kennisgeving("zakLk01", "W", zak_object("1900-WEG", behandeling()),
                                               {.applicatie = "app-zaaksysteemvuller"}),
                                  "actualiseerZaakstatus_Lk01");
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(answer.berichtcode(), "Fo03");
    EXPECT_EQ(answer.fault("code"), "StUF064");
    EXPECT_THAT(answer.text, HasSubstr("<StUF:details>De zaak is niet gevonden."));
    const Answered update = sends(changed_zaak("1900-WEG", zkn("omschrijving", "x")), "updateZaak_Lk01");
    EXPECT_EQ(update.fault("code"), "StUF064");
    EXPECT_THAT(update.fault("details"), StartsWith("De zaak is niet gevonden."));
}

}  // namespace
}  // namespace veerpont::test
