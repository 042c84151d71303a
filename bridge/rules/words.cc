#include "bridge/rules/words.h"

#include <array>
#include <span>
#include <string_view>
#include <vector>

namespace veerpont::rules {

namespace {

using source::Format;
using source::kBool;
using source::kInteger;
using source::kList;
using source::kMap;
using source::kNull;
using source::kObject;
using source::kString;
using source::Shape;
using source::Word;
using source::WordTable;

constexpr Shape kText = {.kinds = kString};
constexpr Shape kFilled = {.kinds = kString, .format = Format::kNotEmpty};
constexpr Shape kName = {.kinds = kString, .format = Format::kName};
constexpr Shape kFlag = {.kinds = kBool};
constexpr Shape kTexts = {.kinds = kList, .items = &kFilled, .min_items = 1};
constexpr Shape kTextOrTexts = {
    .kinds = kString | kList, .format = Format::kNotEmpty, .items = &kFilled, .min_items = 1};
constexpr Shape kNameOrNames = {
    .kinds = kString | kList, .format = Format::kNotEmpty, .items = &kFilled, .min_items = 1};
constexpr Shape kTextMap = {.kinds = kMap, .items = &kFilled};
constexpr Shape kNames = {.kinds = kMap, .items = &kName};
constexpr Shape kCodePair = {.kinds = kList, .items = &kFilled, .min_items = 2, .max_items = 2};
constexpr Shape kCodePairs = {.kinds = kList, .items = &kCodePair, .min_items = 1};
constexpr Shape kSettings = {.kinds = kObject};

// ---- conditions

extern const WordTable kConditionTable;
const Shape kConditionShape = {.kinds = kObject, .table = &kConditionTable};
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
const WordTable kConditionTable = {.name = "condition",
                                   .description = "Een voorwaarde: precies een woord",
                                   .words = kConditionWords,
                                   .min_words = 1};

// ---- entities

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
    Word{.word = "only",
         .shape = {.kinds = kString, .choices = kOnlyChoices},
         .description = "Geldt maar in een richting; leg uit waarom in 'note'",
         .needs = "note"},
    Word{.word = "when",
         .shape = {.kinds = kObject, .table = &kConditionTable},
         .description = "Het geval geldt alleen onder deze voorwaarde"},
    Word{.word = "note", .shape = kText, .description = "Toelichting"},
};
const WordTable kCaseTable = {.name = "case", .description = "Een geval van een keuze", .words = kCaseWords};
const Shape kCaseShape = {.kinds = kObject, .table = &kCaseTable};
const Shape kCasesShape = {.kinds = kList, .items = &kCaseShape, .min_items = 1};

extern const WordTable kFieldTable;
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
         .description = "Moet in het bericht staan: true, of \"create\" (alleen bij aanmaken)",
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
    Word{.word = "only",
         .shape = {.kinds = kString, .choices = kOnlyChoices},
         .description = "Geldt maar in een richting; leg uit waarom in 'note'",
         .needs = "note"},
    Word{.word = "on-error",
         .shape = {.kinds = kString, .choices = kFailOrOmit},
         .description = "Wat er gebeurt met een waarde die niet om te zetten is",
         .standard = "fail"},
    Word{.word = "personal",
         .shape = kFlag,
         .description = "Gegeven van een persoon: afgeschermd in logs",
         .standard = "false"},
    Word{.word = "when",
         .shape = {.kinds = kObject, .table = &kConditionTable},
         .description = "De regel geldt alleen onder deze voorwaarde"},
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
    Word{.word = "note", .shape = kText, .description = "Toelichting"},
};
const WordTable kFieldTable = {.name = "field",
                               .description = "Een regel: een waarde in StUF en dezelfde waarde in ZGW",
                               .words = kFieldWords,
                               .min_words = 1};

const std::array kEntityWords = {
    Word{.word = "entity", .shape = kName, .description = "Naam van de entiteit", .required = true},
    Word{.word = "about", .shape = kText, .description = "Uitleg"},
    Word{.word = "note", .shape = kText, .description = "Toelichting"},
    Word{.word = "stuf",
         .shape = kNameOrNames,
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
    Word{.word = "fields", .shape = kFieldsShape, .description = "De regels", .required = true},
};
const WordTable kEntityTable = {.name = "entity",
                                .description = "Regels tussen een StUF-entiteit en een ZGW-resource",
                                .words = kEntityWords};

// ---- code tables and look-ups

const std::array kCodesWords = {
    Word{.word = "codes", .shape = kName, .description = "Naam van de tabel", .required = true},
    Word{.word = "about", .shape = kText, .description = "Uitleg"},
    Word{.word = "note", .shape = kText, .description = "Toelichting"},
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
    Word{.word = "about", .shape = kText, .description = "Uitleg"},
    Word{.word = "note", .shape = kText, .description = "Toelichting"},
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

// ---- operations

constexpr std::array<std::string_view, 3> kFamilies = {"zds-1.1", "zds-1.2", "stuf-zkn"};
constexpr std::array<std::string_view, 3> kEndpoints = {"OntvangAsynchroon", "BeantwoordVraag",
                                                        "VrijBericht"};
constexpr std::array<std::string_view, 2> kItemsChoices = {"in-order", "beside"};
constexpr std::array<std::string_view, 3> kExpectChoices = {"nothing", "one", "many"};
constexpr std::array<std::string_view, 3> kNotFoundChoices = {"failure", "empty-answer", "skip"};
constexpr std::array<std::string_view, 7> kReplyMessages = {"Bv01", "Bv02", "Bv03", "Bv04",
                                                            "La01", "Du01", "Du02"};
constexpr std::array<std::string_view, 3> kFailureMessages = {"Fo01", "Fo02", "Fo03"};

const std::array kAcceptsWords = {
    Word{.word = "family",
         .shape = {.kinds = kString, .choices = kFamilies},
         .description = "Berichtenfamilie",
         .required = true},
    Word{.word = "soap-action", .shape = kFilled, .description = "Volledige SOAPAction; weggelaten: iedere"},
    Word{.word = "body",
         .shape = kFilled,
         .description = "Element in de SOAP-body: zkn:zakLk01",
         .required = true},
    Word{.word = "when",
         .shape = {.kinds = kObject, .table = &kConditionTable},
         .description = "Voorwaarde op het bericht als body en SOAPAction niet beslissen"},
    Word{.word = "note", .shape = kText, .description = "Toelichting"},
};
const WordTable kAcceptsTable = {
    .name = "accepts", .description = "Hoe het bericht herkend wordt", .words = kAcceptsWords};
const Shape kAcceptsShape = {.kinds = kObject, .table = &kAcceptsTable};
const Shape kAcceptsList = {.kinds = kList, .items = &kAcceptsShape, .min_items = 1};

constexpr std::array kForEachWords = {
    Word{.word = "of", .shape = kFilled, .description = "Pad in het bericht"},
    Word{
        .word = "list", .shape = kFilled, .description = "Of een lijst van een eerdere stap: \"{relaties}\""},
    Word{.word = "elements",
         .shape = kName,
         .description = "Kinderen van 'of' die in de StUF-kolom van deze codetabel staan",
         .needs = "of"},
    Word{.word = "names",
         .shape = kTexts,
         .description = "Of kinderen van 'of' met deze namen",
         .needs = "of"},
    Word{.word = "order-by",
         .shape = kFilled,
         .description = "Kind waarvan de tekst de volgorde bepaalt",
         .needs = "of"},
};
constexpr WordTable kForEachTable = {.name = "for-each",
                                     .description = "Waarover de stap herhaald wordt",
                                     .words = kForEachWords,
                                     .min_words = 1};

constexpr std::array kBodyWords = {
    Word{.word = "entity", .shape = kName, .description = "Entiteit waarmee vertaald wordt"},
    Word{.word = "of", .shape = kFilled, .description = "Element van het bericht", .needs = "entity"},
    Word{
        .word = "from", .shape = kFilled, .description = "Of een JSON-waarde: \"{zaak}\"", .needs = "entity"},
    Word{.word = "with",
         .shape = kTextMap,
         .description = "Eigenschappen van het schema, of namen voor opzoektabellen"},
    Word{.word = "content", .shape = kFilled, .description = "Eigenschap waarin de documentinhoud gaat"},
};
constexpr WordTable kBodyTable = {
    .name = "body", .description = "Wat er verstuurd wordt", .words = kBodyWords, .min_words = 1};

const std::array kStepWords = {
    Word{.word = "step", .shape = kName, .description = "Naam van de stap", .required = true},
    Word{.word = "call",
         .shape = kFilled,
         .description = "Aanroep: \"POST zaken:/zaken\" of \"GET {zaak.resultaat}\""},
    Word{.word = "strategy", .shape = kName, .description = "Benoemde strategie (veerpont help strategies)"},
    Word{.word = "settings",
         .shape = kSettings,
         .description = "Instellingen van de strategie",
         .needs = "strategy"},
    Word{.word = "reads",
         .shape = kTexts,
         .description = "Paden van het bericht die de strategie zelf leest (voor veerpont coverage)",
         .needs = "strategy"},
    Word{.word = "send", .shape = kFilled, .description = "StUF-bericht dat verstuurd wordt", .needs = "to"},
    Word{.word = "to", .shape = kName, .description = "Systeem waar het heen gaat", .needs = "send"},
    Word{.word = "query", .shape = kTextMap, .description = "Parameters van de aanroep", .needs = "call"},
    Word{.word = "body",
         .shape = {.kinds = kObject, .table = &kBodyTable},
         .description = "Wat er verstuurd wordt"},
    Word{.word = "for-each",
         .shape = {.kinds = kObject, .table = &kForEachTable},
         .description = "Herhaal per element of item"},
    Word{.word = "items",
         .shape = {.kinds = kString, .choices = kItemsChoices},
         .description = "Een voor een of tegelijk",
         .needs = "for-each",
         .standard = "in-order"},
    Word{.word = "beside", .shape = kName, .description = "Loopt naast deze eerdere stap"},
    Word{.word = "when",
         .shape = {.kinds = kObject, .table = &kConditionTable},
         .description = "Anders wordt de stap overgeslagen"},
    Word{.word = "in-scope",
         .shape = kTexts,
         .description = "Alleen als de vraag een van deze elementen vraagt; * aan het eind mag"},
    Word{.word = "with",
         .shape = kTextMap,
         .description = "Namen voor opzoektabellen bij het terugvertalen van het antwoord"},
    Word{.word = "expect",
         .shape = {.kinds = kString, .choices = kExpectChoices},
         .description = "Wat er verwacht wordt"},
    Word{.word = "not-found",
         .shape = {.kinds = kString, .choices = kNotFoundChoices},
         .description = "Wat er gebeurt als er niets gevonden wordt"},
    Word{.word = "of-what",
         .shape = kFilled,
         .description = "Wat er niet gevonden is, voor de melding aan de afzender"},
    Word{.word = "expand",
         .shape = kFilled,
         .description = "Zet het antwoord in deze eigenschap van het item",
         .needs = "for-each"},
    Word{.word = "correlation",
         .shape = kName,
         .description = "Soort correlatie die deze GET zonder aanroep kan beantwoorden",
         .needs = "call"},
    Word{.word = "download",
         .shape = kFlag,
         .description = "Het antwoord is documentinhoud",
         .needs = "call",
         .standard = "false"},
    Word{.word = "undo",
         .shape = kFilled,
         .description = "Hoe de stap ongedaan gemaakt wordt: aanroep, \"restore\" of \"none\""},
    Word{.word = "note", .shape = kText, .description = "Toelichting"},
};
const WordTable kStepTable = {
    .name = "step", .description = "Een stap van de afhandeling", .words = kStepWords};
const Shape kStepShape = {.kinds = kObject, .table = &kStepTable};
const Shape kStepsShape = {.kinds = kList, .items = &kStepShape};

constexpr std::array kPartWords = {
    Word{
        .word = "entity", .shape = kName, .description = "Entiteit waarmee vertaald wordt", .required = true},
    Word{.word = "from", .shape = kFilled, .description = "JSON-object van een stap: \"{zaak}\""},
    Word{.word = "for-each", .shape = kFilled, .description = "Of een lijst: \"{rollen}\""},
    Word{.word = "into",
         .shape = kFilled,
         .description = "Kindelement dat gemaakt wordt; weggelaten: het object zelf"},
    Word{.word = "elements",
         .shape = kName,
         .description = "Codetabel met de elementnamen; de {element}-regel kiest"},
    Word{.word = "with", .shape = kTextMap, .description = "Namen voor opzoektabellen"},
    Word{.word = "content", .shape = kName, .description = "Stap met 'download' waarvan de inhoud erin gaat"},
    Word{.word = "note", .shape = kText, .description = "Toelichting"},
};
constexpr WordTable kPartTable = {
    .name = "part", .description = "Een deel van het antwoord", .words = kPartWords};
constexpr Shape kPartShape = {.kinds = kObject, .table = &kPartTable};
constexpr Shape kPartsShape = {.kinds = kList, .items = &kPartShape, .min_items = 1};

constexpr std::array kReplyWords = {
    Word{.word = "message",
         .shape = {.kinds = kString, .choices = kReplyMessages},
         .description = "Soort antwoord",
         .required = true},
    Word{.word = "function", .shape = kFilled, .description = "Functie van een vrij bericht"},
    Word{.word = "object", .shape = kName, .description = "Element met de delen", .standard = "object"},
    Word{.word = "entiteittype", .shape = kName, .description = "Entiteittype van dat element"},
    Word{.word = "for-each", .shape = kFilled, .description = "Een object per item van deze lijst"},
    Word{.word = "parts", .shape = kPartsShape, .description = "De delen van het antwoord"},
};
constexpr WordTable kReplyTable = {.name = "reply", .description = "Het antwoord", .words = kReplyWords};
constexpr std::array kFailureWords = {
    Word{.word = "message",
         .shape = {.kinds = kString, .choices = kFailureMessages},
         .description = "Soort foutbericht",
         .required = true},
};
constexpr WordTable kFailureTable = {
    .name = "failure", .description = "Het foutbericht", .words = kFailureWords};

const std::array kOperationWords = {
    Word{.word = "operation", .shape = kName, .description = "Naam van de operatie", .required = true},
    Word{.word = "about", .shape = kText, .description = "Uitleg"},
    Word{.word = "note", .shape = kText, .description = "Toelichting"},
    Word{.word = "accepts", .shape = kAcceptsList, .description = "Welke berichten", .required = true},
    Word{.word = "endpoint",
         .shape = {.kinds = kString, .choices = kEndpoints},
         .description = "Koppelvlak; BeantwoordVraag is een vraag",
         .required = true},
    Word{.word = "profile-by",
         .shape = kFilled,
         .description = "Waar de zaaktypecode staat: pad of \"{stap.veld}\""},
    Word{.word = "correlate",
         .shape = kTextMap,
         .description = "Soort -> pad van de identificatie waar het bericht over gaat"},
    Word{.word = "ignored",
         .shape = kTextMap,
         .description = "Pad in het bericht -> waarom de operatie het bewust niet gebruikt"},
    Word{.word = "steps", .shape = kStepsShape, .description = "De stappen", .required = true},
    Word{.word = "reply",
         .shape = {.kinds = kObject, .table = &kReplyTable},
         .description = "Het antwoord",
         .required = true},
    Word{.word = "failure",
         .shape = {.kinds = kObject, .table = &kFailureTable},
         .description = "Het foutbericht",
         .required = true},
};
const WordTable kOperationTable = {
    .name = "operation", .description = "Afhandeling van een bericht", .words = kOperationWords};

// ---- profiles and clients

constexpr std::array<std::string_view, 2> kNoValueChoices = {"clear", "leave"};
constexpr std::array<std::string_view, 5> kNoValueTexts = {
    "geenWaarde", "waardeOnbekend", "vastgesteldOnbekend", "nietOndersteund", "nietGeautoriseerd"};
constexpr Shape kNoValueAction = {.kinds = kString, .choices = kNoValueChoices};
constexpr std::array kNoValueWords = {
    Word{.word = "geenWaarde",
         .shape = kNoValueAction,
         .description = "clear: leegmaken, leave: met rust laten",
         .standard = "clear"},
    Word{.word = "waardeOnbekend", .shape = kNoValueAction, .description = "idem", .standard = "leave"},
    Word{.word = "vastgesteldOnbekend", .shape = kNoValueAction, .description = "idem", .standard = "leave"},
    Word{.word = "nietOndersteund", .shape = kNoValueAction, .description = "idem", .standard = "leave"},
    Word{.word = "nietGeautoriseerd", .shape = kNoValueAction, .description = "idem", .standard = "leave"},
    Word{.word = "to-stuf",
         .shape = {.kinds = kString, .choices = kNoValueTexts},
         .description = "Wat een gevraagde lege waarde krijgt",
         .standard = "geenWaarde"},
};
constexpr WordTable kNoValueTable = {
    .name = "no-value", .description = "Betekenis van StUF:noValue", .words = kNoValueWords};

constexpr Word kInWord = {
    .word = "in", .shape = kName, .description = "Entiteit waarin de regel staat", .required = true};

// The words of a field, changeable: null takes a word away, and what a word needs may stand in the rule
// itself.
const std::vector<Word>& override_words() {
    static const std::vector<Word> words = [] {
        std::vector<Word> made = {kInWord};
        for (Word word : kFieldWords) {
            word.needs = {};
            if (word.word != "stuf" && word.word != "zgw" && word.word != "choice") {
                word.shape.kinds |= kNull;
            }
            made.push_back(word);
        }
        return made;
    }();
    return words;
}
const std::vector<Word>& add_words() {
    static const std::vector<Word> words = [] {
        std::vector<Word> made = {kInWord};
        made.insert(made.end(), kFieldWords.begin(), kFieldWords.end());
        return made;
    }();
    return words;
}

const WordTable& profile_table() {
    static const WordTable override_table = {.name = "override",
                                             .description = "Verandert een regel van een entiteit",
                                             .words = override_words(),
                                             .min_words = 3};
    static const WordTable add_table = {.name = "add",
                                        .description = "Voegt een regel aan een entiteit toe",
                                        .words = add_words(),
                                        .min_words = 2};
    static const Shape override_shape = {.kinds = kObject, .table = &override_table};
    static const Shape add_shape = {.kinds = kObject, .table = &add_table};
    static const std::array words = {
        Word{.word = "profile", .shape = kName, .description = "Naam van het profiel", .required = true},
        Word{.word = "about", .shape = kText, .description = "Uitleg"},
        Word{.word = "note", .shape = kText, .description = "Toelichting"},
        Word{.word = "zaaktypen",
             .shape = kTexts,
             .description = "Codes van de zaaktypen waarvoor het profiel geldt"},
        Word{.word = "no-value",
             .shape = {.kinds = kObject, .table = &kNoValueTable},
             .description = "Betekenis van StUF:noValue"},
        Word{.word = "override",
             .shape = {.kinds = kList, .items = &override_shape},
             .description = "Veranderde regels"},
        Word{.word = "add",
             .shape = {.kinds = kList, .items = &add_shape},
             .description = "Toegevoegde regels"},
        Word{.word = "codes",
             .shape = kNames,
             .description = "Codetabel -> codetabel die ervoor in de plaats komt"},
        Word{.word = "settings", .shape = kSettings, .description = "Instellingen van strategieën"},
    };
    static const WordTable table = {
        .name = "profile", .description = "Wat voor sommige zaaktypen anders is", .words = words};
    return table;
}

constexpr std::array kPrefixWords = {
    Word{.word = "soap", .shape = kName, .description = "SOAP-envelop", .standard = "soapenv"},
    Word{.word = "zkn", .shape = kName, .description = "StUF-ZKN", .standard = "ZKN"},
    Word{.word = "zds", .shape = kName, .description = "ZDS 1.2", .standard = "ZDS"},
    Word{.word = "stuf", .shape = kName, .description = "StUF", .standard = "StUF"},
    Word{.word = "bg", .shape = kName, .description = "StUF-BG", .standard = "BG"},
    Word{.word = "xsi", .shape = kName, .description = "XML Schema instance", .standard = "xsi"},
    Word{.word = "xmime", .shape = kName, .description = "xmlmime", .standard = "xmime"},
    Word{.word = "gml", .shape = kName, .description = "GML", .standard = "gml"},
};
constexpr WordTable kPrefixTable = {
    .name = "prefixes", .description = "Voorvoegsels in antwoorden", .words = kPrefixWords};
constexpr std::array<std::string_view, 2> kClientNotFound = {"empty-answer", "failure"};
constexpr std::array<std::string_view, 2> kClientDuplicates = {"answer", "refuse"};
constexpr std::array kClientWords = {
    Word{.word = "client",
         .shape = kName,
         .description = "Naam van het profiel van deze afzenders",
         .required = true},
    Word{.word = "about", .shape = kText, .description = "Uitleg"},
    Word{.word = "note", .shape = kText, .description = "Toelichting"},
    Word{.word = "prefixes",
         .shape = {.kinds = kObject, .table = &kPrefixTable},
         .description = "Voorvoegsels in antwoorden"},
    Word{.word = "xml-declaration",
         .shape = kFlag,
         .description = "Begin antwoorden met een XML-declaratie",
         .standard = "false"},
    Word{.word = "numeric-references",
         .shape = kFlag,
         .description = "Tekens buiten ASCII als &#...;",
         .standard = "true"},
    Word{.word = "not-found",
         .shape = {.kinds = kString, .choices = kClientNotFound},
         .description = "Antwoord op een vraag zonder treffer",
         .standard = "empty-answer"},
    Word{.word = "fillers",
         .shape = kFlag,
         .description = "Vul zender, ontvanger en crossRefnummer die de afzender niet gaf",
         .standard = "true"},
    Word{.word = "duplicates",
         .shape = {.kinds = kString, .choices = kClientDuplicates},
         .description = "Een referentienummer dat er al was",
         .standard = "answer"},
    Word{.word = "kvk-extra-element",
         .shape = kFlag,
         .description = "Herhaal het KvK-nummer van de initiator als extraElement",
         .standard = "false"},
};
constexpr WordTable kClientTable = {
    .name = "client", .description = "Wat voor een soort afzender anders is", .words = kClientWords};

// ---- words by kind of field

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
