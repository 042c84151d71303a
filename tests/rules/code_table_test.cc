// Code tables, and the tables that are shipped.
#include <gtest/gtest.h>

#include <string>

#include "bridge/rules/rule_set.h"
#include "tests/rules/rules_fixture.h"

namespace veerpont::rules {
namespace {

TEST(CodeTable, ReadsSpellingsAndWritesOne) {
    CodeTable table;
    table.pairs = {{"BEPERKT OPENBAAR", "beperkt_openbaar"}, {"GEHEIM", "geheim"}};
    table.also = {{"besloten", "geheim"}};
    table.also_zgw = {{"GEHEIM", "staatsgeheim"}};
    for (const char* const spelling :
         {"BEPERKT OPENBAAR", "beperkt_openbaar", "Beperkt-Openbaar", "beperkt  openbaar"})
        EXPECT_EQ(table.to_zgw(spelling), "beperkt_openbaar") << spelling;
    EXPECT_EQ(table.to_stuf("beperkt_openbaar"), "BEPERKT OPENBAAR");
    EXPECT_EQ(table.to_zgw("Besloten"), "geheim");
    EXPECT_EQ(table.to_stuf("geheim"), "GEHEIM");
    EXPECT_EQ(table.to_stuf("staatsgeheim"), "GEHEIM");
    EXPECT_EQ(table.to_stuf("besloten"), std::nullopt);
    EXPECT_EQ(table.to_zgw(""), std::nullopt);
    EXPECT_EQ(table.to_zgw("-"), std::nullopt);
    EXPECT_EQ(table.to_zgw("openbaar"), std::nullopt);
}

class ShippedTables : public testing::Test {
  protected:
    void SetUp() override {
        Standards standards = test::rule_standards();
        standards.strategies.clear();
        source::Diagnostics found;
        rules_ = RuleSet::load({test::source_folder() / "mappings"}, standards, found);
        ASSERT_NE(rules_, nullptr) << found.text();
    }
    const CodeTable& table(std::string_view name) const {
        const CodeTable* const found = rules_->codes(name, "");
        EXPECT_NE(found, nullptr) << name;
        return *found;
    }
    std::shared_ptr<const RuleSet> rules_;
};

TEST_F(ShippedTables, GiveBackEveryPair) {
    for (const char* const name :
         {"betalingsindicatie", "archiefnominatie", "geslachtsaanduiding", "vertrouwelijkheid",
          "documentstatus", "rollen", "rollen-generiek", "rechtsvorm", "landcode-naam", "landnaam-code",
          "taal", "inrichtingselement", "kunstwerkdeel", "spoorbaandeel", "waterdeel"}) {
        for (const auto& [stuf, zgw] : table(name).pairs) {
            EXPECT_EQ(table(name).to_zgw(stuf), zgw) << name;
            EXPECT_EQ(table(name).to_stuf(zgw), stuf) << name;
        }
    }
}

// Each of these is a defect of a predecessor.
TEST_F(ShippedTables, HaveNoneOfTheOldDefects) {
    EXPECT_EQ(table("archiefnominatie").to_stuf("vernietigen"), "J");
    EXPECT_EQ(table("archiefnominatie").to_stuf("blijvend_bewaren"), "N");
    EXPECT_EQ(table("archiefnominatie").to_zgw("X"), std::nullopt);
    EXPECT_EQ(table("vertrouwelijkheid").to_zgw("ZEER GEHEIM"), "zeer_geheim");
    EXPECT_EQ(table("rechtsvorm").to_zgw("Vereniging van Eigenaars"), "vereniging_van_eigenaars");
    EXPECT_EQ(table("rechtsvorm").to_zgw("vereniging"), "vereniging");
    EXPECT_EQ(table("rechtsvorm").to_stuf("naamloze_vennootschap"), "Naamloze Vennootschap");
    EXPECT_EQ(table("rechtsvorm").to_zgw("Eenmanszaak"), std::nullopt);
    EXPECT_EQ(table("betalingsindicatie").to_zgw("(Nog) niet"), "nog_niet");
    for (const char* const dutch : {"nld", "NL", "nl", "NLD", "dut", "Nederlands", "Dutch"})
        EXPECT_EQ(table("taal").to_zgw(dutch), "nld") << dutch;
    for (const char* const english : {"en", "EN", "eng", "Engels"})
        EXPECT_EQ(table("taal").to_zgw(english), "eng") << english;
    EXPECT_EQ(table("taal").to_zgw("fy"), "fry");
    EXPECT_EQ(table("taal").to_zgw("taal"), std::nullopt);
    EXPECT_EQ(table("taal").to_stuf("dut"), "nld");
    EXPECT_EQ(table("documentstatus").to_zgw("status"), std::nullopt);
    EXPECT_EQ(table("landnaam-code").to_zgw("België"), "5010");
    // All that StUF has for water except waterniveaulijn, which is no water.
    for (const char* const water : {"beek", "gracht", "kanaal", "kreek", "rivier", "sloot"})
        EXPECT_EQ(table("waterdeel").to_zgw(water), "waterloop") << water;
    for (const char* const water : {"meer", "plas", "ven", "vijver", "wiel"})
        EXPECT_EQ(table("waterdeel").to_zgw(water), "watervlakte") << water;
}

// ISO 639-2 has 486 codes that stand for one language or group; 20 of them have a second, bibliographic one.
TEST_F(ShippedTables, KnowEveryLanguageByItsCodesAndItsNames) {
    const CodeTable& taal = table("taal");
    EXPECT_EQ(taal.pairs.size(), 486U);
    struct Language {
        const char *code, *two, *bibliographic, *dutch, *english;
    };
    for (const Language& one :
         {Language{"nld", "nl", "dut", "Nederlands", "Dutch"},
          Language{"deu", "de", "ger", "Duits", "German"}, Language{"zho", "zh", "chi", "Chinees", "Chinese"},
          Language{"hye", "hy", "arm", "Armeens", "Armenian"},
          Language{"ces", "cs", "cze", "Tsjechisch", "Czech"}, Language{"cym", "cy", "wel", "Welsh", "Welsh"},
          Language{"ukr", "uk", "", "Oekraïens", "Ukrainian"},
          Language{"nds", "", "", "Nedersaksisch", "Low Saxon"},
          Language{"gsw", "", "", "Zwitserduits", "Swiss German"},
          Language{"sga", "", "", "", "Irish, Old"}}) {
        for (const char* const sent : {one.code, one.two, one.bibliographic, one.dutch, one.english}) {
            if (*sent != '\0') {
                EXPECT_EQ(taal.to_zgw(sent), one.code) << sent;
            }
        }
        EXPECT_EQ(taal.to_stuf(one.code), one.code);
    }
}

}  // namespace
}  // namespace veerpont::rules
