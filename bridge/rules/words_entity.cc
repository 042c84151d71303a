// The words of entities: their field rules, the conditions of those, and which words go with which kind of field.
#include <array>
#include <span>
#include <string_view>

#include "bridge/rules/word_tables.h"

namespace veerpont::rules {

using source::kBool;
using source::kInteger;
using source::kList;
using source::kObject;
using source::kString;
using source::Shape;
using source::Word;
using source::WordTable;

namespace {

const Shape kConditionList = {.kinds = kList, .items = &kConditionShape, .min_items = 1};
constexpr Shape kTestedOrValues = {.kinds = kString | kList, .items = &kText};
constexpr Shape kEqualsShape = {.kinds = kList, .items = &kText, .min_items = 2, .max_items = 2};
constexpr Shape kInShape = {.kinds = kList, .items = &kTestedOrValues, .min_items = 2, .max_items = 2};
const std::array kConditionWords = {
    Word{.word = "present", .shape = kFilled, .description = "Deze waarde of dit element is er"},
    Word{.word = "absent", .shape = kFilled, .description = "Deze waarde of dit element is er niet"},
    Word{.word = "equals", .shape = kEqualsShape, .description = "[pad, waarde]: de waarde is precies deze"},
    Word{.word = "in", .shape = kInShape, .description = "[pad, [waarden]]: de waarde is een van deze"},
    Word{.word = "matches",
         .shape = kEqualsShape,
         .description = "[pad, vorm]: de tekst heeft deze vorm (digits, digits-8, bsn)"},
    Word{.word = "all", .shape = kConditionList, .description = "Al deze voorwaarden gelden"},
    Word{.word = "any", .shape = kConditionList, .description = "Ten minste een van deze voorwaarden geldt"},
    Word{.word = "not", .shape = kConditionShape, .description = "Deze voorwaarde geldt niet"},
};
}  // namespace

const WordTable kConditionTable = {.name = "condition",
                                   .description = "Een voorwaarde: precies een woord",
                                   .words = kConditionWords,
                                   .min_words = 1};

namespace {

constexpr std::array<std::string_view, 2> kOnlyChoices = {"to-zgw", "to-stuf"};
constexpr std::array<std::string_view, 2> kTooLongChoices = {"fail", "truncate"};
constexpr std::array<std::string_view, 2> kPartialChoices = {"refuse", "first-day"};
constexpr std::array<std::string_view, 2> kFailOrOmit = {"fail", "omit"};
constexpr std::array<std::string_view, 1> kRequiredChoices = {"create"};

constexpr std::array kDefaultWords = {
    Word{.word = "to-zgw",
         .shape = {},
         .description = "Naar ZGW; tekst mag {plaatshouders} bevatten, \"today\" is vandaag, null laat de "
                        "eigenschap weg"},
    Word{.word = "to-stuf", .shape = kText, .description = "Naar StUF"},
};
constexpr WordTable kDefaultTable = {.name = "default",
                                     .description = "De waarde als er geen is meegegeven",
                                     .words = kDefaultWords,
                                     .min_words = 1};

// What a field and a case of a choice have in common.
constexpr Word kOnly = {.word = "only",
                        .shape = {.kinds = kString, .choices = kOnlyChoices},
                        .description = "Geldt maar in een richting; leg uit waarom in 'note'",
                        .needs = "note"};
constexpr Word kWhen = {.word = "when",
                        .shape = {.kinds = kObject, .table = &kConditionTable},
                        .description = "Geldt alleen onder deze voorwaarde"};

const std::array kCaseWords = {
    Word{.word = "is",
         .shape = kFilled,
         .description = "Waarde van de ZGW-eigenschap die het geval aanwijst",
         .required = true},
    Word{.word = "stuf",
         .shape = kText,
         .description = "Pad van het element dat bij dit geval hoort",
         .required = true},
    Word{.word = "zgw",
         .shape = kFilled,
         .description = "Eigenschap die het object bevat; weggelaten: het object zelf"},
    Word{.word = "entity",
         .shape = kName,
         .description = "Entiteit met de velden van dit geval",
         .required = true},
    Word{.word = "with",
         .shape = kTextMap,
         .description = "Verdere eigenschappen die bij dit geval horen: objectTypeOverige"},
    kOnly,
    kWhen,
    kNote,
};
const WordTable kCaseTable = {.name = "case", .description = "Een geval van een keuze", .words = kCaseWords};
const Shape kCaseShape = {.kinds = kObject, .table = &kCaseTable};
const Shape kCasesShape = {.kinds = kList, .items = &kCaseShape, .min_items = 1};

const Shape kFieldShape = {.kinds = kObject, .table = &kFieldTable};
const Shape kFieldsShape = {.kinds = kList, .items = &kFieldShape, .min_items = 1};
const std::array kFieldWords = {
    Word{.word = "stuf", .shape = kText, .description = "Pad van het element in StUF"},
    Word{.word = "zgw", .shape = kFilled, .description = "Pad van de eigenschap in ZGW"},
    Word{.word = "or",
         .shape = kTextOrTexts,
         .description = "Ook lezen als 'stuf' leeg is, in deze volgorde; nooit schrijven",
         .needs = "stuf"},
    Word{.word = "as", .shape = kName, .description = "Omzetting van de waarde", .standard = "text"},
    Word{.word = "codes", .shape = kName, .description = "Codetabel"},
    Word{.word = "lookup", .shape = kName, .description = "Opzoektabel in het register"},
    Word{.word = "fallback",
         .shape = kFilled,
         .description = "Wordt opgezocht als de waarde van de afzender leeg of onbekend is",
         .needs = "lookup"},
    Word{.word = "required",
         .shape = {.kinds = kBool | kString, .choices = kRequiredChoices},
         .description =
             "Moet in het bericht staan: true, of \"create\" (alleen bij aanmaken); in een antwoord: "
             "zonder waarde nil",
         .standard = "false"},
    Word{.word = "default",
         .shape = {.kinds = kObject, .table = &kDefaultTable},
         .description = "Waarde als er geen is meegegeven"},
    Word{.word = "max", .shape = {.kinds = kInteger, .minimum = 1}, .description = "Hoogste aantal tekens"},
    Word{.word = "too-long",
         .shape = {.kinds = kString, .choices = kTooLongChoices},
         .description = "Wat er met een te lange waarde gebeurt",
         .needs = "max",
         .standard = "fail"},
    Word{.word = "partial",
         .shape = {.kinds = kString, .choices = kPartialChoices},
         .description = "Wat er met een onvolledige datum gebeurt",
         .standard = "refuse"},
    kOnly,
    Word{.word = "on-error",
         .shape = {.kinds = kString, .choices = kFailOrOmit},
         .description = "Wat er gebeurt met een waarde die niet om te zetten is",
         .standard = "fail"},
    Word{.word = "personal",
         .shape = kFlag,
         .description = "Gegeven van een persoon: afgeschermd in logs",
         .standard = "false"},
    kWhen,
    Word{.word = "many", .shape = kFlag, .description = "Herhaald element <-> lijst", .standard = "false"},
    Word{.word = "incomplete",
         .shape = {.kinds = kString, .choices = kFailOrOmit},
         .description = "Wat er met een groep gebeurt waarvan een verplicht veld ontbreekt",
         .standard = "fail"},
    Word{.word = "fields", .shape = kFieldsShape, .description = "Velden van de groep; paden vanaf de groep"},
    Word{.word = "entity", .shape = kName, .description = "Groep met de velden van deze entiteit"},
    Word{.word = "choice",
         .shape = kFilled,
         .description = "ZGW-eigenschap die het geval aanwijst",
         .needs = "cases"},
    Word{.word = "cases",
         .shape = kCasesShape,
         .description = "De gevallen, het eerste dat past geldt",
         .needs = "choice"},
    Word{.word = "from", .shape = kFilled, .description = "Waarde uit {plaatshouders}"},
    Word{.word = "value", .shape = kText, .description = "Vaste waarde in StUF"},
    Word{
        .word = "ignored", .shape = kFilled, .description = "Wordt bewust niet overgenomen; dit is de reden"},
    kNote,
};
}  // namespace

const WordTable kFieldTable = {.name = "field",
                               .description = "Een regel: een waarde in StUF en dezelfde waarde in ZGW",
                               .words = kFieldWords,
                               .min_words = 1};

namespace {

constexpr Shape kIdentityShape = {.kinds = source::kList, .items = &kTextOrTexts, .min_items = 1};

const std::array kEntityWords = {
    Word{.word = "entity", .shape = kName, .description = "Naam van de entiteit", .required = true},
    kAbout,
    kNote,
    Word{.word = "stuf",
         .shape = kTextOrTexts,
         .description = "StUF-entiteittype(n): ZAK, een type (ResultaatGrp) of een pad (ZAK/resultaat)",
         .required = true},
    Word{.word = "zgw", .shape = kFilled, .description = "ZGW-schema: zaken:Zaak", .required = true},
    Word{.word = "expands",
         .shape = kTextMap,
         .description = "Eigenschap met een URL -> schema van wat een stap ervoor in de plaats zet"},
    Word{.word = "personal",
         .shape = kFlag,
         .description = "Alle waarden zijn van een persoon",
         .standard = "false"},
    Word{.word = "incomplete",
         .shape = {.kinds = kString, .choices = kFailOrOmit},
         .description = "Wat er gebeurt als een verplicht veld ontbreekt: melding afwijzen of dit weglaten",
         .standard = "fail"},
    Word{.word = "identity",
         .shape = kIdentityShape,
         .description =
             "Waaraan te zien is dat twee resources hetzelfde zijn: de eerste eigenschap (of groep "
             "eigenschappen) die is ingevuld, beslist"},
    Word{.word = "fields", .shape = kFieldsShape, .description = "De regels", .required = true},
};
}  // namespace

const WordTable kEntityTable = {.name = "entity",
                                .description = "Regels tussen een StUF-entiteit en een ZGW-resource",
                                .words = kEntityWords};

namespace {

constexpr std::array<std::string_view, 17> kPairOnly = {
    "stuf", "zgw",      "or",      "as",   "codes",    "lookup",   "fallback", "required", "default",
    "max",  "too-long", "partial", "only", "on-error", "personal", "when",     "note"};
constexpr std::array<std::string_view, 12> kGroupOnly = {"stuf",   "zgw",      "many",     "incomplete",
                                                         "fields", "entity",   "only",     "required",
                                                         "when",   "personal", "on-error", "note"};
constexpr std::array<std::string_view, 6> kChoiceOnly = {"choice", "cases", "required",
                                                         "only",   "when",  "note"};
constexpr std::array<std::string_view, 9> kZgwWords = {"zgw", "from",     "default", "codes", "lookup",
                                                       "max", "too-long", "when",    "note"};
constexpr std::array<std::string_view, 5> kStufWords = {"stuf", "value", "from", "when", "note"};
constexpr std::array<std::string_view, 5> kIgnoredWords = {"stuf", "zgw", "ignored", "only", "note"};

}  // namespace

std::string_view field_kind_text(FieldKind kind) {
    switch (kind) {
        case FieldKind::kPair:
            return "een paar";
        case FieldKind::kGroup:
            return "een groep";
        case FieldKind::kChoice:
            return "een keuze";
        case FieldKind::kZgwOnly:
            return "een regel met alleen 'zgw'";
        case FieldKind::kStufOnly:
            return "een regel met alleen 'stuf'";
        case FieldKind::kIgnored:
            return "een genegeerd veld";
    }
    return {};
}

std::span<const std::string_view> words_of(FieldKind kind) {
    switch (kind) {
        case FieldKind::kPair:
            return kPairOnly;
        case FieldKind::kGroup:
            return kGroupOnly;
        case FieldKind::kChoice:
            return kChoiceOnly;
        case FieldKind::kZgwOnly:
            return kZgwWords;
        case FieldKind::kStufOnly:
            return kStufWords;
        case FieldKind::kIgnored:
            return kIgnoredWords;
    }
    return {};
}

}  // namespace veerpont::rules
