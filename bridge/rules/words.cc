#include "bridge/rules/words.h"

#include <array>
#include <string_view>

#include "bridge/rules/word_tables.h"

namespace veerpont::rules {

using source::Format;
using source::kString;
using source::Word;
using source::WordTable;

namespace {

const std::array kCodesWords = {
    Word{.word = "codes", .shape = kName, .description = "Naam van de tabel", .required = true},
    kAbout,
    kNote,
    Word{.word = "stuf-enum",
         .shape = kFilled,
         .description = "StUF-type of pad waarvan de eerste kolom alle waarden heeft"},
    Word{.word = "zgw-enum",
         .shape = kFilled,
         .description = "ZGW-schema of eigenschap waarvan de tweede kolom alle waarden heeft"},
    Word{.word = "pairs", .shape = kCodePairs, .description = "[StUF, ZGW], een op een", .required = true},
    Word{.word = "also",
         .shape = kCodePairs,
         .description = "[StUF, ZGW]: nog een StUF-waarde die gelezen wordt"},
    Word{.word = "also-zgw",
         .shape = kCodePairs,
         .description = "[StUF, ZGW]: nog een ZGW-waarde die gelezen wordt"},
};
const WordTable kCodesTable = {
    .name = "codes", .description = "Codetabel, leesbaar in beide richtingen", .words = kCodesWords};

const std::array kLookupWords = {
    Word{.word = "lookup", .shape = kName, .description = "Naam van de opzoektabel", .required = true},
    kAbout,
    kNote,
    Word{.word = "needs",
         .shape = kTexts,
         .description = "Namen die de stap ('with') of de entiteit zelf levert"},
    Word{.word = "call",
         .shape = kFilled,
         .description = "De lijst: \"GET catalogi:/statustypen\"",
         .required = true},
    Word{.word = "query", .shape = kTextMap, .description = "Parameters van de aanroep"},
    Word{
        .word = "match",
        .shape = kTextOrTexts,
        .description =
            "Eigenschappen waarmee vergeleken wordt, achtereenvolgens; \"-starts-with\" erachter: het begin"},
    Word{.word = "valid-on",
         .shape = kName,
         .description = "Naam uit 'needs' met de datum waarop het gevondene moet gelden",
         .needs = "needs"},
    Word{
        .word = "to-zgw", .shape = kFilled, .description = "Eigenschap die naar ZGW gaat", .standard = "url"},
    Word{.word = "to-stuf",
         .shape = kFilled,
         .description = "Eigenschap die naar StUF gaat",
         .standard = "omschrijving"},
    Word{.word = "cache",
         .shape = {.kinds = kString, .format = Format::kDuration},
         .description = "Hoe lang de lijst bewaard wordt",
         .standard = "10m"},
};
const WordTable kLookupTable = {
    .name = "lookup", .description = "Tabel in het register, op waarde doorzocht", .words = kLookupWords};

}  // namespace

std::string_view folder_of(FileKind kind) {
    switch (kind) {
        case FileKind::kEntity:
            return "entities";
        case FileKind::kCodes:
            return "codes";
        case FileKind::kLookup:
            return "lookups";
        case FileKind::kOperation:
            return "operations";
        case FileKind::kProfile:
            return "profiles";
        case FileKind::kClient:
            return "clients";
    }
    return {};
}

std::string_view name_word(FileKind kind) {
    return words_of(kind).name;
}

const source::WordTable& words_of(FileKind kind) {
    switch (kind) {
        case FileKind::kEntity:
            return kEntityTable;
        case FileKind::kCodes:
            return kCodesTable;
        case FileKind::kLookup:
            return kLookupTable;
        case FileKind::kOperation:
            return kOperationTable;
        case FileKind::kProfile:
            return profile_table();
        case FileKind::kClient:
            return kClientTable;
    }
    return kEntityTable;
}

const source::WordTable& field_words() {
    return kFieldTable;
}
const source::WordTable& condition_words() {
    return kConditionTable;
}

}  // namespace veerpont::rules
