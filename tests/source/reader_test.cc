#include "bridge/source/reader.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

namespace veerpont::source {
namespace {

std::string only_message(const Diagnostics& diagnostics) {
    EXPECT_EQ(diagnostics.all().size(), 1U) << diagnostics.text();
    return diagnostics.all().empty() ? "" : to_text(diagnostics.all().front());
}

TEST(Reader, EveryKeyAndValueKnowsItsPlace) {
    Diagnostics diagnostics;
    const auto tree = read_json(
        "{\n"
        "  \"entity\": \"zaak\",\n"
        "  \"max\": 40,\n"
        "  \"fields\": [ true, null,\n"
        "    { \"a\\\"b\\\\\": -1.5e3 }, [] ]\n"
        "}\n",
        "entities/zaak.json", diagnostics);
    ASSERT_TRUE(tree) << diagnostics.text();
    EXPECT_TRUE(diagnostics.ok());
    EXPECT_EQ(tree->place.text(), "entities/zaak.json:1");

    const SourceNode* entity = tree->find("entity");
    ASSERT_NE(entity, nullptr);
    EXPECT_EQ(entity->text, "zaak");
    EXPECT_EQ(entity->key_place.line, 2);
    EXPECT_EQ(entity->key_place.column, 3);
    EXPECT_EQ(entity->place.line, 2);
    EXPECT_EQ(entity->place.column, 13);

    const SourceNode* max = tree->find("max");
    ASSERT_NE(max, nullptr);
    EXPECT_EQ(max->integer, 40);
    EXPECT_EQ(max->text, "40");
    EXPECT_EQ(max->place.line, 3);  // the lexer has already read the comma or line end behind a number
    EXPECT_EQ(max->place.column, 10);

    const SourceNode* fields = tree->find("fields");
    ASSERT_NE(fields, nullptr);
    ASSERT_EQ(fields->children.size(), 4U);
    EXPECT_EQ(fields->children[0].place.column, 15);
    EXPECT_EQ(fields->children[1].place.column, 21);
    const SourceNode* number = fields->children[2].find("a\"b\\");
    ASSERT_NE(number, nullptr);
    EXPECT_EQ(number->key_place.column, 7);
    EXPECT_EQ(number->place.line, 5);
    EXPECT_EQ(number->place.column, 17);
    EXPECT_EQ(number->text, "-1.5e3");
    EXPECT_DOUBLE_EQ(number->number, -1500.0);
    EXPECT_EQ(to_json(*tree)["fields"][0], true);
}

TEST(Reader, NumberAtTheVeryEnd) {
    Diagnostics diagnostics;
    const auto tree = read_json("\n 17", "x.json", diagnostics);
    ASSERT_TRUE(tree);
    EXPECT_EQ(tree->integer, 17);
    EXPECT_EQ(tree->place.line, 2);
    EXPECT_EQ(tree->place.column, 2);
}

TEST(Reader, NumberBeforeLineEndStaysOnItsLine) {
    Diagnostics diagnostics;
    const auto tree = read_json("{\"a\": 1\n}", "x.json", diagnostics);
    ASSERT_TRUE(tree);
    EXPECT_EQ(tree->find("a")->place.line, 1);
    EXPECT_EQ(tree->find("a")->place.column, 7);
}

TEST(Reader, DuplicateKeysAreAllReportedAndTheFirstValueStays) {
    Diagnostics diagnostics;
    const auto tree = read_json("{\"a\": 1,\n \"b\": {\"c\": 1,\n \"c\": {\"d\": []}},\n \"a\": 2}",
                                "codes/x.json", diagnostics);
    ASSERT_TRUE(tree);
    EXPECT_EQ(diagnostics.text(),
              "codes/x.json:3: \"c\" staat hier dubbel\n"
              "codes/x.json:4: \"a\" staat hier dubbel\n");
    EXPECT_EQ(tree->integer_of("a"), 1);
    EXPECT_EQ(tree->children.size(), 2U);
    EXPECT_EQ(tree->find("b")->integer_of("c"), 1);
}

TEST(Reader, SyntaxErrorsSayWhatIsMissingAndWhere) {
    const struct {
        const char* text;
        const char* message;
    } kCases[] = {
        {"{\n \"a\": 1\n \"b\": 2 }", "f.json:3: geen geldige JSON: hier hoort een komma of \"}\""},
        {"[1,\n 2\n 3]", "f.json:3: geen geldige JSON: hier hoort een komma of \"]\""},
        {"{ \"a\": 1,\n}",
         "f.json:2: geen geldige JSON: hier hoort een woord tussen dubbele aanhalingstekens (staat er een "
         "komma te veel?)"},
        {"{ \"a\" 1 }", "f.json:1: geen geldige JSON: na een woord hoort een dubbele punt"},
        {"{ \"a\": [1, 2\n",
         "f.json:1: geen geldige JSON: het bestand houdt te vroeg op: ontbreekt er een \"}\" of \"]\"?"},
        {"{ \"a\": \"x\n }",
         "f.json:1: geen geldige JSON: een tekst is niet afgesloten met een aanhalingsteken op dezelfde "
         "regel"},
        {"{} {}", "f.json:1: geen geldige JSON: na het einde van de tekst staat nog iets"},
        {"{ \"a\": \"\xff\" }", "f.json:1: geen geldige JSON: het bestand is geen geldige UTF-8"},
        {"// niet\n{}",
         "f.json:1: geen geldige JSON: hier hoort een waarde: een tekst tussen dubbele aanhalingstekens, een "
         "getal, "
         "true, false, null, [ of {"},
        {" \n", "f.json: het bestand is leeg"},
    };
    for (const auto& test : kCases) {
        Diagnostics diagnostics;
        EXPECT_FALSE(read_json(test.text, "f.json", diagnostics)) << test.text;
        EXPECT_EQ(only_message(diagnostics), test.message);
    }
}

TEST(Reader, LimitsHold) {
    Diagnostics deep;
    EXPECT_FALSE(read_json(std::string(1'000'000, '['), "f.json", deep));
    EXPECT_EQ(only_message(deep), "f.json:1: dieper dan 64 niveaus genest");

    Diagnostics many;
    EXPECT_FALSE(
        read_json("[1,2,3,4,5]", "f.json", many, {.max_bytes = 100, .max_nodes = 4, .max_depth = 8}));
    EXPECT_EQ(only_message(many), "f.json:1: meer dan 4 waarden");

    Diagnostics large;
    EXPECT_FALSE(read_json(std::string(101, ' '), "f.json", large,
                           {.max_bytes = 100, .max_nodes = 4, .max_depth = 8}));
    EXPECT_EQ(only_message(large), "f.json: het bestand is groter dan 100 bytes");
}

TEST(Reader, FilesThatAreNotThere) {
    Diagnostics diagnostics;
    EXPECT_FALSE(read_json_file("/bestaat/niet.json", diagnostics, "niet.json"));
    EXPECT_EQ(only_message(diagnostics), "niet.json: het bestand bestaat niet");
}

TEST(Reader, LargeIntegersKeepTheirText) {
    Diagnostics diagnostics;
    const auto tree = read_json("[18446744073709551615, -9223372036854775808, 1.0]", "f.json", diagnostics);
    ASSERT_TRUE(tree);
    EXPECT_EQ(tree->children[0].kind, SourceNode::Kind::kNumber);
    EXPECT_EQ(tree->children[0].text, "18446744073709551615");
    EXPECT_EQ(tree->children[1].integer, INT64_MIN);
    EXPECT_EQ(tree->children[2].kind, SourceNode::Kind::kNumber);
}

}  // namespace
}  // namespace veerpont::source
