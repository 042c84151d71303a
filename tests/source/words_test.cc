#include "bridge/source/words.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "bridge/source/reader.h"

namespace veerpont::source {

// A small table with everything that a table can say; it refers to itself as rules do. Not anonymous: it is
// declared before it is defined.
extern const WordTable kTestRule;
constexpr std::string_view kDirections[] = {"to-zgw", "to-stuf"};
constexpr Shape kTestRuleShape = {.kinds = kObject, .table = &kTestRule};
constexpr Shape kFreeText = {.kinds = kString};
constexpr Shape kPair = {.kinds = kList, .items = &kFreeText, .min_items = 2, .max_items = 2};
constexpr Word kTestWords[] = {
    {.word = "stuf",
     .shape = {.kinds = kString, .format = Format::kNotEmpty},
     .description = "Pad.",
     .required = true},
    {.word = "max", .shape = {.kinds = kInteger, .minimum = 1, .maximum = 1000}, .description = "Lengte."},
    {.word = "too-long", .shape = {.kinds = kString}, .description = "Te lang.", .needs = "max"},
    {.word = "required",
     .shape = {.kinds = kBool | kString},
     .description = "Verplicht.",
     .standard = "false"},
    {.word = "only", .shape = {.kinds = kString, .choices = kDirections}, .description = "Richting."},
    {.word = "cache", .shape = {.kinds = kString, .format = Format::kDuration}, .description = "Duur."},
    {.word = "pairs", .shape = {.kinds = kList, .items = &kPair}, .description = "Paren."},
    {.word = "with", .shape = {.kinds = kMap, .items = &kFreeText}, .description = "Waarden."},
    {.word = "default", .shape = {}, .description = "Wat dan ook."},
    {.word = "fields",
     .shape = {.kinds = kList, .items = &kTestRuleShape, .min_items = 1},
     .description = "Velden."},
};
constexpr WordTable kTestRule = {.name = "rule", .description = "Een regel.", .words = kTestWords};

namespace {

std::string findings(std::string_view json) {
    Diagnostics diagnostics;
    const auto tree = read_json(json, "entities/zaak.json", diagnostics);
    EXPECT_TRUE(tree) << diagnostics.text();
    if (tree) {
        const bool clean = check(*tree, kTestRule, diagnostics);
        EXPECT_EQ(clean, diagnostics.ok());
    }
    return diagnostics.text();
}

TEST(Words, AcceptsWhatTheTableSays) {
    EXPECT_EQ(findings(R"({"$schema": "x", "stuf": "a", "max": 40, "too-long": "x", "required": "create",
                          "only": "to-zgw", "cache": "10m", "pairs": [["a", "b"]], "with": {"zaak": "{zaak.url}"},
                          "default": {"x": [null]}, "fields": [{"stuf": "b", "required": true}]})"),
              "");
}

TEST(Words, UnknownWordGetsASuggestionAndItsLine) {
    EXPECT_EQ(findings("{\"stuf\": \"a\",\n \"requierd\": true }"),
              "entities/zaak.json:2: onbekend woord \"requierd\" – bedoelde u \"required\"?\n");
    EXPECT_EQ(
        findings("{\"stuf\": \"a\", \"fields\": [\n {\"stuf\": \"b\",\n \"$schema\": \"x\"}]}"),
        "entities/zaak.json:3: onbekend woord \"$schema\" (bekend zijn: stuf, max, too-long, required, only, "
        "cache, pairs, with, default, fields)\n");
}

TEST(Words, AllFindingsOfAFileAreCollected) {
    EXPECT_EQ(findings("{\n"
                       " \"max\": \"40\",\n"
                       " \"only\": \"to-zwg\",\n"
                       " \"too-long\": 1,\n"
                       " \"cache\": \"10 minuten\",\n"
                       " \"pairs\": [[\"a\"]],\n"
                       " \"with\": {\"zaak\": 3},\n"
                       " \"fields\": []\n"
                       "}"),
              "entities/zaak.json:1: \"stuf\" ontbreekt\n"
              "entities/zaak.json:2: \"max\" moet een geheel getal zijn, niet een tekst\n"
              "entities/zaak.json:3: \"only\": onbekende waarde \"to-zwg\" – bedoelde u \"to-zgw\"?\n"
              "entities/zaak.json:4: \"too-long\" moet een tekst zijn, niet een geheel getal\n"
              "entities/zaak.json:5: \"cache\" moet een duur zoals \"500ms\", \"25s\", \"10m\", \"12h\" of "
              "\"30d\" zijn\n"
              "entities/zaak.json:6: dit onderdeel moet precies 2 onderdelen hebben, niet 1\n"
              "entities/zaak.json:7: \"zaak\" moet een tekst zijn, niet een geheel getal\n"
              "entities/zaak.json:8: \"fields\" moet minstens 1 onderdeel hebben, niet 0\n");
}

TEST(Words, DependentWordsAndRanges) {
    EXPECT_EQ(findings(R"({"stuf": "a", "too-long": "truncate"})"),
              "entities/zaak.json:1: \"too-long\" vraagt ook om \"max\"\n");
    EXPECT_EQ(findings(R"({"stuf": "a", "max": 0})"), "entities/zaak.json:1: \"max\" moet minstens 1 zijn\n");
    EXPECT_EQ(findings(R"({"stuf": "a", "max": 1001})"),
              "entities/zaak.json:1: \"max\" mag hoogstens 1000 zijn\n");
    EXPECT_EQ(findings(R"({"stuf": " "})"),
              "entities/zaak.json:1: \"stuf\" moet een tekst die niet leeg is zijn\n");
}

TEST(Words, SchemaSaysTheSameAsTheChecker) {
    const nlohmann::json schema = to_json_schema(kTestRule, "Regel");
    EXPECT_EQ(schema["title"], "Regel");
    EXPECT_EQ(schema["required"], nlohmann::json({"stuf"}));
    EXPECT_EQ(schema["additionalProperties"], false);
    EXPECT_EQ(schema["properties"]["fields"]["items"]["$ref"], "#/$defs/rule");
    EXPECT_EQ(schema["properties"]["only"]["enum"], nlohmann::json({"to-zgw", "to-stuf"}));
    EXPECT_EQ(schema["properties"]["required"]["anyOf"].size(), 2U);
    EXPECT_EQ(schema["properties"]["required"]["description"], "Verplicht. Standaard: false.");
    EXPECT_EQ(schema["dependentRequired"]["too-long"], nlohmann::json({"max"}));
    EXPECT_EQ(schema["properties"]["pairs"]["items"]["minItems"], 2);
    EXPECT_TRUE(schema["properties"].contains("$schema"));
    EXPECT_FALSE(schema["$defs"]["rule"]["properties"].contains("$schema"));
    EXPECT_EQ(schema["properties"]["default"], nlohmann::json({{"description", "Wat dan ook."}}));
}

TEST(Words, HelpNamesEveryWord) {
    const std::string help = to_help(kTestRule);
    for (const Word& word : kTestWords) {
        EXPECT_NE(help.find("  " + std::string(word.word) + ": "), std::string::npos) << word.word;
    }
    EXPECT_NE(help.find("  stuf: een tekst die niet leeg is, verplicht. Pad."), std::string::npos) << help;
    EXPECT_NE(help.find("\"to-zgw\" | \"to-stuf\""), std::string::npos) << help;
}

TEST(Formats, DurationsAndSizes) {
    EXPECT_EQ(parse_duration("500ms"), std::chrono::milliseconds(500));
    EXPECT_EQ(parse_duration("25s"), std::chrono::seconds(25));
    EXPECT_EQ(parse_duration("30d"), std::chrono::hours(720));
    for (const char* wrong :
         {"", "s", "5", "-5s", "5 s", "5S", "99999999999999999999s", "9223372036854775807d"}) {
        EXPECT_FALSE(parse_duration(wrong)) << wrong;
    }
    EXPECT_EQ(parse_size("64KB"), 65536U);
    EXPECT_EQ(parse_size("1000000"), 1000000U);
    EXPECT_FALSE(parse_size("1.5MB"));
}

TEST(Formats, AddressesUrlsAndRsin) {
    const struct {
        Format format;
        const char* text;
        bool good;
    } kCases[] = {
        {Format::kAddress, "127.0.0.1:8080", true},
        {Format::kAddress, "[::1]:80", true},
        {Format::kAddress, "localhost", false},
        {Format::kAddress, "::1:80", false},
        {Format::kAddress, "h:65536", false},
        {Format::kUrl, "https://zgw.example.nl/zaken/api/v1", true},
        {Format::kUrl, "ftp://x", false},
        {Format::kUrl, "http://", false},
        {Format::kUrl, "http://u:p@host/", false},
        {Format::kRsin, "001005650", true},
        {Format::kRsin, "001005651", false},
        {Format::kRsin, "000000000", false},
        {Format::kName, "zaak-1", true},
        {Format::kName, "1zaak", false},
    };
    for (const auto& test : kCases) {
        Diagnostics diagnostics;
        SourceNode node;
        node.kind = SourceNode::Kind::kString;
        node.text = test.text;
        EXPECT_EQ(check(node, Shape{.kinds = kString, .format = test.format}, diagnostics), test.good)
            << test.text;
    }
}

}  // namespace
}  // namespace veerpont::source
