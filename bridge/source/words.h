// One description of each word of the rule and configuration files. The same table drives the checker
// (check), the JSON Schema for editors (to_json_schema, `veerpont schema`) and the word list for people
// (to_help), so that they cannot drift apart.
//
// Tables are constexpr data made of string_views and spans of static storage:
//
//     extern const WordTable kRule;  // declared first when a table refers to itself
//     inline constexpr std::string_view kOnly[] = {"to-zgw", "to-stuf"};
//     inline constexpr Shape kPath = {.kinds = kString, .format = Format::kNotEmpty};
//     inline constexpr Word kRuleWords[] = {
//         {.word = "stuf", .shape = kPath, .description = "Pad in het StUF-bericht"},
//         {.word = "only", .shape = {.kinds = kString, .choices = kOnly}, .description = "...", .needs =
//         "note"},
//         {.word = "fields", .shape = {.kinds = kList, .items = &kRuleShape}, .description = "..."},
//     };
//     constexpr WordTable kRule = {.name = "rule", .description = "...", .words = kRuleWords};
//
// Immutable; safe from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "bridge/source/diagnostics.h"
#include "bridge/source/node.h"

namespace veerpont::source {

// Kinds of value that a word takes; may be combined (kString | kList).
enum Kinds : unsigned {
    kString = 1U << 0U,
    kBool = 1U << 1U,
    kInteger = 1U << 2U,
    kNumber = 1U << 3U,
    kNull = 1U << 4U,
    kObject = 1U << 5U,  // the words of `table`; any object when there is none
    kMap = 1U << 6U,     // an object with keys of the writer's choice, values like `items`
    kList = 1U << 7U,    // items like `items`; any items when there is none
    kAny = (1U << 8U) - 1U,
};

// What a text must look like beyond being a text.
enum class Format : std::uint8_t {
    kFree,
    kNotEmpty,
    kName,      // kebab or camel name: [A-Za-z][A-Za-z0-9-]*
    kDuration,  // "500ms", "25s", "10m", "12h", "30d"
    kSize,      // "64KB", "400MB", "2GB", "1000000" (powers of 1024)
    kUrl,       // http:// or https:// with a host
    kAddress,   // "host:port" or "[v6]:port"
    kRsin,      // 9 digits that pass the 11-test
};

struct WordTable;

struct Shape {
    unsigned kinds = kAny;
    std::span<const std::string_view> choices = {};  // allowed texts; empty: free
    Format format = Format::kFree;                   // of texts
    const WordTable* table = nullptr;                // kObject
    const Shape* items = nullptr;                    // kList items and kMap values
    std::int64_t minimum = INT64_MIN;                // kInteger
    std::int64_t maximum = INT64_MAX;                // kInteger
    std::size_t min_items = 0;                       // kList
    std::size_t max_items = SIZE_MAX;                // kList; a pair is min_items = max_items = 2
};

struct Word {
    std::string_view word;
    Shape shape;
    std::string_view description;  // Dutch, for the person who writes the file
    bool required = false;
    std::string_view needs = {};     // this word may only stand beside that one ("too-long" needs "max")
    std::string_view standard = {};  // the value when the word is left out, as text, for help and schema
};

struct WordTable {
    std::string_view name;  // unique per document: the name of its $defs entry in the schema
    std::string_view description;
    std::span<const Word> words;
    std::size_t min_words = 0;  // an object with fewer members is an error
};

// Checks a node against a table, deeply: unknown words (with suggestion), wrong kinds, values outside the
// choices or the format, missing and dependent words. True when nothing was found. At the root of a document
// "$schema" is allowed.
bool check(const SourceNode& node, const WordTable& table, Diagnostics& diagnostics);
bool check(const SourceNode& node, const Shape& shape, Diagnostics& diagnostics);

// JSON Schema (draft 2020-12) of a document whose root is this table. Deterministic; `title` is its title.
nlohmann::json to_json_schema(const WordTable& root, std::string_view title);

// The words as plain Dutch text, one per line, nested tables after it.
std::string to_help(const WordTable& root);

// Readers of the formats; empty when the text does not have the format.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);
std::optional<std::uint64_t> parse_size(std::string_view text);

}  // namespace veerpont::source
