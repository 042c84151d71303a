// check, table, coverage, schema and help as a beheerder runs them, on the minimal rules of tests/rules.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "bridge/cli/check.h"
#include "bridge/cli/commands.h"
#include "bridge/cli/coverage.h"
#include "bridge/cli/help_rules.h"
#include "bridge/cli/rules_loader.h"
#include "bridge/cli/schema.h"
#include "bridge/cli/table.h"
#include "tests/support/project.h"
#include "tests/support/temporary_folder.h"

namespace veerpont::cli {
namespace {

namespace fs = std::filesystem;
using test::kProject;

const fs::path kMinimal = kProject / "tests/rules/minimal";

struct Ran {
    int code = 0;
    std::string out, err;
};

Ran ran(int (*command)(const Arguments&, std::ostream&, std::ostream&), Arguments arguments) {
    std::ostringstream out;
    std::ostringstream err;
    const int code = command(arguments, out, err);
    return {code, out.str(), err.str()};
}

Arguments on_minimal(Arguments more) {
    Arguments all = {"--wsdl",       (kProject / "wsdl/zds-1.1").string(),
                     "--vocabulary", (kProject / "mappings/vocabulary").string(),
                     "--rules",      kMinimal.string()};
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

bool holds(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

TEST(Check, SaysThatRulesAreRight) {
    const Ran check = ran(run_check, on_minimal({}));
    EXPECT_EQ(check.code, kOk) << check.out << check.err;
    EXPECT_TRUE(holds(check.out, "De regels zijn in orde: 2 operaties, 5 entiteiten, 2 profielen"))
        << check.out;
}

TEST(Check, NamesFileLineAndSuggestion) {
    test::TemporaryFolder overlay;
    const fs::path wrong = overlay.write(
        "codes/rollen-anders.json", "{ \"codes\": \"rollen-anders\",\n  \"paris\": [ [\"a\", \"b\"] ] }\n");
    const Ran check = ran(run_check, on_minimal({"--rules", overlay.path().string()}));
    EXPECT_EQ(check.code, kFindings);
    EXPECT_TRUE(
        holds(check.out, "codes/rollen-anders.json:2: onbekend woord \"paris\" – bedoelde u \"pairs\"?"))
        << check.out;
    EXPECT_TRUE(holds(check.out, "de regels kunnen zo niet gebruikt worden")) << check.out;

    const Ran json = ran(run_check, on_minimal({"--json", "--rules", overlay.path().string()}));
    EXPECT_EQ(json.code, kFindings);
    const auto findings = nlohmann::json::parse(json.out);
    ASSERT_FALSE(findings.empty());
    EXPECT_TRUE(std::any_of(findings.begin(), findings.end(), [](const nlohmann::json& finding) {
        return finding.at("file") == "codes/rollen-anders.json" && finding.at("line") == 2 &&
               finding.at("suggestion") == "pairs";
    })) << json.out;

    const Ran other = ran(run_check, on_minimal({"--rules", overlay.path().string(),
                                                 (kMinimal / "codes/archiefnominatie.json").string()}));
    EXPECT_EQ(other.code, kOk) << other.out;
    EXPECT_TRUE(holds(other.out, "elders")) << other.out;
    const Ran this_one = ran(run_check, on_minimal({"--rules", overlay.path().string(), wrong.string()}));
    EXPECT_EQ(this_one.code, kFindings);
}

TEST(Check, WrongUseIsTwo) {
    EXPECT_EQ(ran(run_check, on_minimal({"bestaat-niet.json"})).code, kWrongUse);
    EXPECT_EQ(ran(run_check, on_minimal({"--onbekend"})).code, kWrongUse);
    EXPECT_EQ(ran(run_check,
                  {"--rules", kMinimal.string(), "--wsdl", "/bestaat/niet", "--vocabulary", "/bestaat/niet"})
                  .code,
              kWrongUse);
}

TEST(Table, HasOneRowPerRule) {
    const Ran table = ran(run_table, on_minimal({"zaak"}));
    ASSERT_EQ(table.code, kOk) << table.err;
    EXPECT_TRUE(holds(table.out,
                      "# zaak\n\nEen zaak, klein gehouden voor de tests.\n\nStUF ZAK <-> ZGW zaken:Zaak\n"))
        << table.out;
    EXPECT_TRUE(holds(table.out,
                      "| identificatie | identificatie | beide |  | verplicht bij aanmaken; hoogstens 40 "
                      "tekens | entities/zaak.json:7 |"))
        << table.out;
    EXPECT_TRUE(holds(table.out,
                      "| einddatum | einddatum | naar StUF | date | Volgt in ZGW uit de eindstatus. | "
                      "entities/zaak.json:10 |"))
        << table.out;
    EXPECT_TRUE(holds(table.out, "| verlenging/duur | verlenging.duur | beide | days | verplicht |"))
        << table.out;
    EXPECT_TRUE(holds(table.out, "|  | bronorganisatie | naar ZGW |  | uit {organisatie.rsin} |"))
        << table.out;
    EXPECT_TRUE(holds(
        table.out, "| zaakniveau |  | – |  | niet overgenomen: Volgt in ZGW uit hoofdzaak en deelzaken. |"))
        << table.out;
}

TEST(Table, ProfileAndCsv) {
    const Ran table = ran(run_table, on_minimal({"zaak", "--format=csv", "--profile=minimaregeling"}));
    ASSERT_EQ(table.code, kOk) << table.err;
    EXPECT_TRUE(
        table.out.starts_with("\"StUF\",\"ZGW\",\"richting\",\"omzetting\",\"bijzonderheden\",\"regel\"\r\n"))
        << table.out;
    EXPECT_TRUE(holds(table.out, "\"codetabel betalingsindicatie\",\"standaard naar ZGW: nvt\""))
        << table.out;
    EXPECT_TRUE(holds(table.out, "\"extraElementen/kanaal\",\"communicatiekanaal\",\"beide\"")) << table.out;
}

TEST(Table, UnknownEntityGetsASuggestion) {
    const Ran table = ran(run_table, on_minimal({"zaakk"}));
    EXPECT_EQ(table.code, kWrongUse);
    EXPECT_TRUE(holds(table.err, "bedoelde u \"zaak\"?")) << table.err;
    EXPECT_EQ(ran(run_table, on_minimal({})).code, kWrongUse);
    EXPECT_EQ(ran(run_table, on_minimal({"zaak", "--format=xls"})).code, kWrongUse);
}

TEST(Coverage, ListsEveryLeafWithItsState) {
    const Ran coverage = ran(run_coverage, on_minimal({"--json"}));
    EXPECT_EQ(coverage.code, kFindings) << "the minimal rules leave much out";
    const auto found = nlohmann::json::parse(coverage.out);
    const auto state = [&](const std::string& message, const std::string& path) {
        for (const auto& leaf : found.at("stuf")) {
            if (leaf.at("message") == message && leaf.at("path") == path) {
                return leaf.at("state").get<std::string>() +
                       (leaf.at("reason") == "" ? "" : ": " + leaf.at("reason").get<std::string>());
            }
        }
        return std::string("not listed");
    };
    EXPECT_EQ(state("zakLk01", "object/omschrijving"), "mapped");
    EXPECT_EQ(state("zakLk01", "object/isVan/gerelateerde/code"), "mapped");
    EXPECT_EQ(state("zakLk01", "object/verlenging/duur"), "mapped");
    EXPECT_EQ(state("zakLk01", "object/heeftAlsInitiator/gerelateerde/medewerker/achternaam"), "mapped");
    EXPECT_EQ(state("zakLk01", "object/heeft/datumStatusGezet"), "mapped");
    EXPECT_EQ(state("zakLk01", "object/zaakniveau"), "ignored: Volgt in ZGW uit hoofdzaak en deelzaken.");
    EXPECT_EQ(state("zakLk01", "object/toelichting"), "missing");
    EXPECT_EQ(state("zakLk01", "stuurgegevens"), "ignored: leest en schrijft de brug zelf");
    EXPECT_EQ(state("zakLv01", "gelijk/identificatie"), "mapped");
    EXPECT_EQ(state("zakLa01", "antwoord/object/einddatum"), "mapped") << "in answers it has a rule";
    EXPECT_EQ(state("zakLa01", "antwoord/object/heeft/toelichting"), "mapped");
    EXPECT_EQ(state("zakLa01", "antwoord/object/toelichting"), "missing");

    const auto& zgw = found.at("zgw");
    const auto lists = [&](const std::string& property) {
        return std::any_of(zgw.begin(), zgw.end(), [&](const nlohmann::json& one) {
            return one.at("schema") == "zaken:Zaak" && one.at("property") == property;
        });
    };
    EXPECT_TRUE(lists("toelichting"));
    EXPECT_FALSE(lists("omschrijving"));
    EXPECT_TRUE(holds(ran(run_coverage, on_minimal({})).out, "  geen regel object/toelichting\n"));
}

TEST(Schema, CommittedFilesAreWhatTheWordTablesSay) {
    for (const auto& [name, content] : rule_schemas()) {
        const fs::path file = kProject / "mappings/schema" / name;
        ASSERT_TRUE(fs::exists(file)) << name << ": run veerpont schema";
        EXPECT_EQ(test::read_file(file), content) << name << " is old: run veerpont schema";
    }
}

TEST(Schema, WritesOneFilePerKind) {
    test::TemporaryFolder folder;
    const Ran schema = ran(run_schema, {(folder / "schema").string()});
    EXPECT_EQ(schema.code, kOk) << schema.err;
    const auto entity = nlohmann::json::parse(test::read_file(folder / "schema" / "entity.schema.json"));
    EXPECT_EQ(entity.at("$schema"), "https://json-schema.org/draft/2020-12/schema");
    EXPECT_TRUE(fs::exists(folder / "schema" / "client.schema.json"));
    EXPECT_EQ(ran(run_schema, {"een", "twee"}).code, kWrongUse);
}

TEST(HelpRules, ListsWordsAndConverters) {
    const Ran help = ran(run_help_rules, {});
    EXPECT_EQ(help.code, kOk);
    EXPECT_TRUE(holds(help.out, "mappings/entities")) << help.out;
    EXPECT_TRUE(holds(help.out, "too-long"));
    EXPECT_TRUE(holds(help.out, "yes-no"));
    EXPECT_EQ(ran(run_help_rules, {"onzin"}).code, kWrongUse);
    const Ran one = ran(run_help_rules, {"lookup"});
    EXPECT_TRUE(holds(one.out, "valid-on"));
    EXPECT_FALSE(holds(one.out, "too-long"));
    EXPECT_TRUE(holds(ran(run_help_strategies, {}).out, "close-zaak"));
}

TEST(Help, OfACommandIsTheSameBehindTheCommandAndBehindHelp) {
    for (const std::string command : {"serve", "sandbox", "demo", "check", "explain", "table", "coverage",
                                      "schema", "messages", "bench", "test", "help"}) {
        const Ran behind_help = ran(run, {"help", command});
        ASSERT_EQ(behind_help.code, kOk) << command << behind_help.err;
        EXPECT_TRUE(holds(behind_help.out, "veerpont " + command + ": ")) << behind_help.out;
        for (const std::string option : {"--help", "-h"}) {
            const Ran asked = ran(run, {command, option});
            EXPECT_EQ(asked.code, kOk) << command << asked.err;
            EXPECT_EQ(asked.out, behind_help.out);
            EXPECT_EQ(asked.err, "");
        }
    }
    // Help changes nothing, whatever else is on the line.
    EXPECT_EQ(ran(run, {"table", "zaak", "--help"}).out, ran(run, {"help", "table"}).out);
}

}  // namespace
}  // namespace veerpont::cli
