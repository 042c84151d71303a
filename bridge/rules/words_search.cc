// The words of questions that select: on which elements, in which order, how many.
#include <array>
#include <string_view>

#include "bridge/rules/word_tables.h"

namespace veerpont::rules {

using source::kInteger;
using source::kList;
using source::kMap;
using source::kObject;
using source::kString;
using source::Shape;
using source::Word;
using source::WordTable;

namespace {

constexpr std::array<std::string_view, 2> kDirections = {"ascending", "descending"};
constexpr Shape kCount = {.kinds = kInteger, .minimum = 1, .maximum = 100000};

constexpr std::array kCriterionWords = {
    Word{.word = "stuf",
         .shape = kFilled,
         .description = "Element onder gelijk, vanaf en totEnMet; in een relatie onder de relatie",
         .required = true},
    Word{.word = "zgw", .shape = kFilled, .description = "Eigenschap waarmee vergeleken wordt"},
    Word{.word = "as", .shape = kName, .description = "Omzetter van de waarde", .standard = "text"},
    Word{.word = "codes", .shape = kName, .description = "Codetabel na de omzetter"},
    Word{.word = "lookup",
         .shape = kName,
         .description = "Opzoektabel; alles wat daarin past telt (alle versies van een zaaktype)"},
    Word{.word = "matches",
         .shape = kFilled,
         .description = "Alleen waarden van deze vorm (digits-N, digits, bsn), na 'prefix'"},
    Word{.word = "prefix", .shape = kFilled, .description = "Wat eerst van de waarde af gaat: \"11\""},
    Word{.word = "gelijk", .shape = kFilled, .description = "Queryparameter voor een gelijke waarde"},
    Word{.word = "vanaf",
         .shape = kFilled,
         .description = "Queryparameter voor een ondergrens; met __gt een dag eerder"},
    Word{.word = "totEnMet",
         .shape = kFilled,
         .description = "Queryparameter voor een bovengrens; met __lt een dag later"},
    Word{.word = "leeg", .shape = kFilled, .description = "Queryparameter (true) voor een lege waarde"},
    Word{.word = "also",
         .shape = kFilled,
         .description = "In een relatie: queryparameter van de zoekstap zelf met dezelfde waarde",
         .needs = "gelijk"},
    Word{.word = "ignored", .shape = kFilled, .description = "Waarom dit element niet meetelt"},
    kNote,
};
constexpr WordTable kCriterionTable = {
    .name = "criterion", .description = "Waarop gezocht kan worden", .words = kCriterionWords};
constexpr Shape kCriterionShape = {.kinds = kObject, .table = &kCriterionTable};
constexpr Shape kCriteriaShape = {.kinds = kList, .items = &kCriterionShape, .min_items = 1};

constexpr std::array kRelationWords = {
    Word{.word = "elements",
         .shape = kNames,
         .description = "Eigenschap -> codetabel die de elementnaam ervan geeft; een ervan moet passen"},
    Word{.word = "otherwise",
         .shape = kName,
         .description = "Element van wat de eerste tabel niet kent",
         .needs = "elements"},
    Word{.word = "names", .shape = kTexts, .description = "Of elementen met deze namen"},
    Word{.word = "call",
         .shape = kFilled,
         .description = "Lijst waarin gezocht wordt: \"GET zaken:/rollen\"",
         .required = true},
    Word{.word = "refers",
         .shape = kFilled,
         .description = "Eigenschap die zegt om welk object het gaat",
         .required = true},
    Word{.word = "criteria",
         .shape = kCriteriaShape,
         .description = "Waarop in de relatie gezocht kan worden",
         .required = true},
    kNote,
};
constexpr WordTable kRelationTable = {
    .name = "search-relation", .description = "Een relatie in een vraag", .words = kRelationWords};
constexpr Shape kRelationShape = {.kinds = kObject, .table = &kRelationTable};
constexpr Shape kRelationsShape = {.kinds = kList, .items = &kRelationShape};

constexpr std::array kSortKeyWords = {
    Word{.word = "stuf",
         .shape = kFilled,
         .description = "Element van het object; een vervolgvraag herhaalt het in start",
         .required = true},
    Word{.word = "zgw",
         .shape = kFilled,
         .description = "Eigenschap; door een URL heen gaat het pad verder in de catalogus",
         .required = true},
    Word{.word = "as", .shape = kName, .description = "Omzetter van de waarde", .standard = "text"},
    Word{.word = "direction",
         .shape = {.kinds = kString, .choices = kDirections},
         .description = "Oplopend of aflopend",
         .standard = "ascending"},
};
constexpr WordTable kSortKeyTable = {
    .name = "sort-key", .description = "Een element van een volgorde", .words = kSortKeyWords};
constexpr Shape kSortKeyShape = {.kinds = kObject, .table = &kSortKeyTable};
constexpr Shape kSortKeysShape = {.kinds = kList, .items = &kSortKeyShape};

constexpr std::array kSearchWords = {
    Word{.word = "criteria",
         .shape = kCriteriaShape,
         .description = "Waarop gezocht kan worden",
         .required = true},
    Word{.word = "relations", .shape = kRelationsShape, .description = "Relaties waarop gezocht kan worden"},
    Word{.word = "order",
         .shape = {.kinds = kMap, .items = &kSortKeysShape},
         .description = "Nummer van sortering -> volgorde; een lege lijst: niet ondersteund (StUF133)"},
    Word{.word = "standard",
         .shape = kCount,
         .description = "Aantal objecten in een antwoord als de vraag geen maximumAantal heeft",
         .standard = "100"},
    Word{
        .word = "most",
        .shape = kCount,
        .description = "Aantal objecten in een antwoord, wat de vraag ook zegt; de rest met een vervolgvraag",
        .standard = "500"},
    Word{.word = "limit",
         .shape = kCount,
         .description = "Aantal gevonden objecten waarboven de vraag wordt geweigerd",
         .standard = "10000"},
};
}  // namespace

const WordTable kSearchTable = {
    .name = "search", .description = "Zoeken op wat de vraag noemt", .words = kSearchWords};

}  // namespace veerpont::rules
