// The compiled minimal rule set: what a plan holds, how profiles and clients change it, how a message finds
// its operation.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "bridge/rules/rule_set.h"
#include "tests/rules/rules_fixture.h"
#include "tests/support/temporary_folder.h"

namespace veerpont::rules {
namespace {

const std::string kCreeer = "http://www.egem.nl/StUF/sector/zkn/0310/creeerZaak_Lk01";

class RuleSetTest : public ::testing::Test {
  protected:
    void SetUp() override {
        source::Diagnostics found;
        rules_ = test::load_minimal(found);
        ASSERT_NE(rules_, nullptr) << found.text();
        EXPECT_EQ(found.text(), "");
    }

    const FieldRule& rule(const std::string& entity, const std::string& profile,
                          const std::string& zgw) const {
        for (const FieldRule& one : rules_->entity(entity, profile)->fields) {
            if (one.zgw.text == zgw) {
                return one;
            }
        }
        throw std::runtime_error("no rule for " + zgw);
    }

    std::shared_ptr<const RuleSet> rules_;
};

TEST_F(RuleSetTest, ListsWhatItHolds) {
    EXPECT_EQ(rules_->operations(), (std::vector<std::string>{"creeerZaak", "geefZaakdetails"}));
    EXPECT_EQ(rules_->profiles(), (std::vector<std::string>{"default", "minimaregeling"}));
    EXPECT_EQ(rules_->entities("default").size(), 5U);
    EXPECT_EQ(rules_->entity("bestaat-niet", "default"), nullptr);
    EXPECT_EQ(rules_->plan("bestaatNiet", ""), nullptr);
    EXPECT_EQ(rules_->lookup("bestaat-niet"), nullptr);
}

TEST_F(RuleSetTest, PairHasItsConverterLengthAndPlace) {
    const FieldRule& omschrijving = rule("zaak", "default", "omschrijving");
    EXPECT_EQ(omschrijving.kind, FieldRule::Kind::kPair);
    EXPECT_EQ(omschrijving.max, 80U);
    EXPECT_TRUE(omschrijving.truncate);
    EXPECT_EQ(omschrijving.converter->name(), "text");
    EXPECT_EQ(omschrijving.source.text(), "entities/zaak.json:8");
    EXPECT_EQ(omschrijving.stuf.steps, (std::vector<xml::Name>{xml::intern("omschrijving")}));

    const FieldRule& startdatum = rule("zaak", "default", "startdatum");
    EXPECT_EQ(startdatum.converter->name(), "date");
    ASSERT_TRUE(startdatum.default_template.single());
    EXPECT_EQ(startdatum.default_template.parts[0].path, (std::vector<std::string>{"today"}));

    const FieldRule& zaaktype = rule("zaak", "default", "zaaktype");
    EXPECT_EQ(zaaktype.lookup, rules_->lookup("zaaktype"));
    EXPECT_EQ(zaaktype.required, Required::kCreate);
    EXPECT_EQ(zaaktype.stuf.steps.size(), 3U);
    EXPECT_EQ(rule("zaak", "default", "einddatum").only, Only::kToStuf);
}

TEST_F(RuleSetTest, GroupsListsChoicesAndIgnoredFields) {
    const FieldRule& kenmerken = rule("zaak", "default", "kenmerken");
    EXPECT_EQ(kenmerken.kind, FieldRule::Kind::kGroup);
    EXPECT_TRUE(kenmerken.many);
    EXPECT_TRUE(kenmerken.omit_incomplete);
    ASSERT_EQ(kenmerken.fields.size(), 2U);
    EXPECT_EQ(kenmerken.fields[1].required, Required::kAlways);

    const FieldRule& choice = rule("rol", "default", "betrokkeneType");
    ASSERT_EQ(choice.cases.size(), 2U);
    EXPECT_EQ(choice.cases[0].entity, rules_->entity("natuurlijk-persoon", "default"));
    EXPECT_EQ(choice.cases[1].is, "medewerker");
    EXPECT_TRUE(choice.cases[0].entity->fields[0].personal);

    const FieldRule& ignored = rules_->entity("zaak", "default")->fields.back();
    EXPECT_EQ(ignored.kind, FieldRule::Kind::kIgnored);
    EXPECT_EQ(ignored.note, "Volgt in ZGW uit hoofdzaak en deelzaken.");

    const auto& properties = rules_->entity("zaak", "default")->properties;
    EXPECT_NE(std::find(properties.begin(), properties.end(), "startdatum"), properties.end());
    EXPECT_EQ(std::find(properties.begin(), properties.end(), "einddatum"), properties.end()) << "read-only";
}

TEST_F(RuleSetTest, LookupsHaveTheirStandards) {
    const Lookup* const zaaktype = rules_->lookup("zaaktype");
    EXPECT_EQ(zaaktype->call.method, "GET");
    EXPECT_EQ(zaaktype->call.api, "catalogi");
    EXPECT_EQ(zaaktype->call.path.text, "/zaaktypen");
    EXPECT_EQ(zaaktype->valid_on, "startdatum");
    EXPECT_EQ(zaaktype->to_zgw, "url");
    EXPECT_EQ(zaaktype->to_stuf, "identificatie");
    EXPECT_EQ(zaaktype->cache, std::chrono::seconds(300));
    const Lookup* const roltype = rules_->lookup("roltype");
    ASSERT_EQ(roltype->match.size(), 1U);
    EXPECT_EQ(roltype->match[0].property, "omschrijving");
    EXPECT_EQ(roltype->cache, std::chrono::seconds(600));
    const Lookup* const statustype = rules_->lookup("statustype");
    ASSERT_EQ(statustype->match.size(), 3U);
    EXPECT_TRUE(statustype->match[1].prefix);
    EXPECT_EQ(statustype->match[1].property, "omschrijving");
}

TEST_F(RuleSetTest, PlanOfCreeerZaak) {
    const Plan* const plan = rules_->plan("creeerZaak", "");
    ASSERT_NE(plan, nullptr);
    EXPECT_FALSE(plan->question);
    EXPECT_EQ(plan->failure, "Fo03");
    EXPECT_EQ(plan->correlate_kind, "zaak");
    EXPECT_EQ(plan->correlate_path.text, "object/identificatie");
    EXPECT_EQ(rules_->profile_path("creeerZaak").text, "object/isVan/gerelateerde/code");
    ASSERT_EQ(plan->steps.size(), 4U);

    const Step& zaak = plan->steps[0];
    EXPECT_EQ(zaak.call.method, "POST");
    EXPECT_EQ(zaak.call.api, "zaken");
    EXPECT_EQ(zaak.body.entity, rules_->entity("zaak", "default"));
    EXPECT_EQ(zaak.undo.kind, Undo::Kind::kCall);
    EXPECT_EQ(zaak.undo.call.method, "DELETE");
    EXPECT_EQ(zaak.undo.call.path.parts[0].path, (std::vector<std::string>{"zaak", "url"}));
    EXPECT_TRUE(zaak.changes());

    const Step& rollen = plan->steps[1];
    EXPECT_TRUE(rollen.items_beside);
    ASSERT_TRUE(rollen.for_each);
    EXPECT_EQ(rollen.for_each->elements, rules_->codes("rollen", "default"));
    EXPECT_EQ(rollen.undo.kind, Undo::Kind::kNone);
    ASSERT_EQ(rollen.body.with.size(), 2U);
    EXPECT_TRUE(rollen.body.with[0].second.single());

    EXPECT_EQ(plan->steps[2].for_each->order_by, "datumStatusGezet");
    EXPECT_EQ(plan->steps[3].strategy, "close-zaak");
    EXPECT_EQ(plan->steps[3].when->kind, Condition::Kind::kPresent);
}

TEST_F(RuleSetTest, PlanOfGeefZaakdetails) {
    const Plan* const plan = rules_->plan("geefZaakdetails", "");
    ASSERT_NE(plan, nullptr);
    EXPECT_TRUE(plan->question);
    EXPECT_TRUE(plan->profile_by.single());
    EXPECT_TRUE(rules_->profile_path("geefZaakdetails").empty());
    EXPECT_EQ(plan->steps[0].expect, Step::Expect::kOne);
    EXPECT_EQ(plan->steps[0].not_found, Step::NotFound::kEmptyAnswer) << "the standard of a question";
    EXPECT_EQ(plan->steps[1].expect, Step::Expect::kMany);
    EXPECT_EQ(plan->steps[2].beside, "rollen");
    EXPECT_EQ(plan->reply.message, "La01");
    ASSERT_EQ(plan->reply.parts.size(), 3U);
    EXPECT_TRUE(plan->reply.parts[0].from.single());
    EXPECT_TRUE(plan->reply.parts[1].for_each.single());
    EXPECT_EQ(plan->reply.parts[2].into, "heeft");
}

TEST_F(RuleSetTest, ProfileChangesOnlyWhatItNames) {
    const FieldRule& changed = rule("zaak", "minimaregeling", "betalingsindicatie");
    ASSERT_TRUE(changed.default_to_zgw);
    EXPECT_EQ(*changed.default_to_zgw, "nvt");
    EXPECT_EQ(changed.codes->name, "betalingsindicatie");
    EXPECT_EQ(changed.source.text(), "entities/zaak.json:11");
    EXPECT_EQ(changed.default_source.text(), "profiles/minimaregeling.json:6");
    EXPECT_FALSE(rule("zaak", "default", "betalingsindicatie").default_to_zgw);

    const FieldRule& duur = rule("zaak", "minimaregeling", "verlenging").fields[1];
    EXPECT_EQ(duur.required, Required::kNo);
    EXPECT_EQ(*duur.default_to_zgw, "P7D");

    const FieldRule& added = rule("zaak", "minimaregeling", "communicatiekanaal");
    EXPECT_EQ(added.stuf.extra_element, "kanaal");
    EXPECT_EQ(added.source.file, "profiles/minimaregeling.json");

    for (const FieldRule& one : rules_->entity("zaak", "minimaregeling")->fields) {
        if (one.stuf.text == "isVan/gerelateerde/omschrijving") {
            EXPECT_EQ(one.value, "Minima");
            EXPECT_TRUE(one.from.empty()) << "null takes the word away";
        }
    }
}

TEST_F(RuleSetTest, ProfileIsChosenByZaaktypeAndReachesThePlan) {
    const Plan* const plan = rules_->plan("creeerZaak", "B1026");
    ASSERT_NE(plan, nullptr);
    EXPECT_EQ(plan->profile, "minimaregeling");
    EXPECT_EQ(rules_->plan("creeerZaak", "ONBEKEND")->profile, "default");
    EXPECT_EQ(plan->steps[0].body.entity, rules_->entity("zaak", "minimaregeling"));
    EXPECT_EQ(plan->steps[1].for_each->elements->name, "rollen-anders");
    EXPECT_EQ(rules_->codes("rollen", "minimaregeling")->to_zgw("heeftAlsInitiator"), "Aanvrager");
    EXPECT_EQ(rule("rol", "minimaregeling", "roltype").codes->name, "rollen-anders");
    EXPECT_EQ(plan->no_value.to_zgw.at(stuf::NoValue::kWaardeOnbekend), NoValueAction::kClear);
    EXPECT_EQ(rules_->plan("creeerZaak", "")->no_value.to_zgw.at(stuf::NoValue::kWaardeOnbekend),
              NoValueAction::kLeave);
    EXPECT_EQ(plan->no_value.to_stuf, stuf::NoValue::kGeenWaarde);
}

TEST_F(RuleSetTest, StrategySettingsAreLayered) {
    const Step& standard = rules_->plan("creeerZaak", "")->steps[3];
    EXPECT_EQ(standard.settings.at("resultaat"), "Verwerkt");
    const Step& own = rules_->plan("creeerZaak", "B1026")->steps[3];
    EXPECT_EQ(own.settings.at("resultaat"), "Toegekend");
    EXPECT_EQ(own.settings.at("streng"), true) << "from the default profile";
}

TEST_F(RuleSetTest, ClientInheritsFromDefault) {
    const ClientProfile* const docpoc = rules_->client("docpoc");
    EXPECT_EQ(docpoc->settings.at("prefixes").at("soap"), "soap");
    EXPECT_EQ(docpoc->settings.at("prefixes").at("stuf"), "StUF");
    EXPECT_EQ(docpoc->settings.at("not-found"), "failure");
    EXPECT_EQ(rules_->client("")->name, "default");
    EXPECT_EQ(rules_->client("onbekend")->name, "default");
    EXPECT_FALSE(rules_->client("default")->settings.contains("not-found"));
}

TEST_F(RuleSetTest, BodyDecidesAndSoapActionBreaksTies) {
    const auto never = [](const Condition&) { return false; };
    const auto always = [](const Condition&) { return true; };
    const std::string* const found = rules_->operation_for(xml::kZkn, "zakLk01", kCreeer, never);
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(*found, "creeerZaak");
    // Another action: what is accepted under any action, when its condition holds.
    EXPECT_NE(rules_->operation_for(xml::kZkn, "zakLk01", "urn:iets-anders", always), nullptr);
    EXPECT_EQ(rules_->operation_for(xml::kZkn, "zakLk01", "urn:iets-anders", never), nullptr);
    // A body known under one action only is that operation whatever the action says (T5).
    ASSERT_NE(rules_->operation_for(xml::kZkn, "zakLv01", kCreeer, never), nullptr);
    EXPECT_EQ(*rules_->operation_for(xml::kZkn, "zakLv01", kCreeer, never), "geefZaakdetails");
    EXPECT_NE(rules_->operation_for("urn:verkeerd", "zakLv01", "", never), nullptr)
        << "senders mix namespaces";
    EXPECT_EQ(rules_->operation_for(xml::kZkn, "edcLk01", "", always), nullptr);
}

TEST(RuleSetLoad, HashFollowsContentAndNames) {
    test::TemporaryFolder folder;
    const auto load_hash = [&](const std::string& text, const std::string& name) {
        test::TemporaryFolder overlay;
        overlay.write("codes/" + name + ".json", text);
        source::Diagnostics found;
        const auto rules =
            RuleSet::load({test::minimal_rules(), overlay.path()}, test::rule_standards(), found);
        EXPECT_NE(rules, nullptr) << found.text();
        return rules == nullptr ? std::string() : rules->hash();
    };
    source::Diagnostics found;
    const std::string base = test::load_minimal(found)->hash();
    EXPECT_EQ(base.size(), 64U);
    EXPECT_EQ(test::load_minimal(found)->hash(), base);
    const std::string one = load_hash(R"({ "codes": "extra", "pairs": [ ["a", "b"] ] })", "extra");
    const std::string two = load_hash(R"({ "codes": "extra", "pairs": [ ["a", "c"] ] })", "extra");
    EXPECT_NE(one, base);
    EXPECT_NE(one, two);
}

TEST(RuleSetLoad, LaterFolderReplacesAFileOfTheSameName) {
    test::TemporaryFolder overlay;
    overlay.write(
        "codes/archiefnominatie.json",
        R"({ "codes": "archiefnominatie", "pairs": [ ["N", "vernietigen"], ["J", "blijvend_bewaren"] ] })");
    source::Diagnostics found;
    const auto rules = RuleSet::load({test::minimal_rules(), overlay.path()}, test::rule_standards(), found);
    ASSERT_NE(rules, nullptr) << found.text();
    EXPECT_EQ(rules->codes("archiefnominatie", "default")->to_zgw("N"), "vernietigen");
    EXPECT_EQ(rules->operations().size(), 2U) << "the rest stays";
}

TEST(RuleSetLoad, LoadsWithoutStandards) {
    source::Diagnostics found;
    const auto rules = RuleSet::load({test::minimal_rules()}, Standards{}, found);
    EXPECT_NE(rules, nullptr) << found.text();
}

TEST(RuleSetLoad, MissingFolderIsAFinding) {
    source::Diagnostics found;
    EXPECT_EQ(RuleSet::load({test::minimal_rules(), "/bestaat/niet"}, test::rule_standards(), found),
              nullptr);
    EXPECT_NE(found.text().find("deze map met regels bestaat niet"), std::string::npos) << found.text();
}

TEST(RuleSetLoad, NoMistakeHidesAnother) {
    test::TemporaryFolder overlay;
    overlay.write("codes/archiefnominatie.json", "{ \"codes\": \"archiefnominatie\", }");
    overlay.write("lookups/roltype.json",
                  R"({ "lookup": "roltype", "call": "GET catalogi:/roltypen", "cachee": "1m" })");
    overlay.write("clients/docpoc.json", R"({ "client": "docpoc", "fillers": "ja" })");
    source::Diagnostics found;
    EXPECT_EQ(RuleSet::load({test::minimal_rules(), overlay.path()}, test::rule_standards(), found), nullptr);
    const std::string text = found.text();
    EXPECT_NE(text.find("codes/archiefnominatie.json:1"), std::string::npos) << text;
    EXPECT_NE(text.find("cachee"), std::string::npos) << text;
    EXPECT_NE(text.find("clients/docpoc.json:1"), std::string::npos) << text;
    EXPECT_EQ(text.find("onbekende codetabel"), std::string::npos)
        << "a table that cannot be read is not an unknown one:\n"
        << text;
}

}  // namespace
}  // namespace veerpont::rules
