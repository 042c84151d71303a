// The words of operations: what they accept, their steps, the answer.
#include <array>
#include <string_view>

#include "bridge/rules/word_tables.h"

namespace veerpont::rules {

using source::kList;
using source::kObject;
using source::kString;
using source::Shape;
using source::Word;
using source::WordTable;

namespace {

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
         .description = "Voorwaarde op het bericht; gaat voor de SOAPAction"},
    Word{
        .word = "before", .shape = kName, .description = "Operatie die wijkt als een bericht bij beide past"},
    kNote,
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
    Word{.word = "content-when",
         .shape = {.kinds = kObject, .table = &kConditionTable},
         .description = "Alleen dan gaat de documentinhoud mee",
         .needs = "content"},
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
    Word{.word = "like",
         .shape = kName,
         .description = "Operatie waarvan elk item de stappen na de eerste en het antwoord krijgt",
         .needs = "for-each"},
    Word{.word = "only-asked",
         .shape = kTexts,
         .description = "Stappen van die operatie die alleen lopen als de scope ze met name noemt",
         .needs = "like"},
    Word{.word = "search",
         .shape = {.kinds = kObject, .table = &kSearchTable},
         .description =
             "Selecteert, sorteert en telt af wat de aanroep of de lijst geeft, zoals de vraag zegt"},
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
    Word{.word = "by-name",
         .shape = kFlag,
         .description = "De scope moet zo'n element zelf noemen: \"alles\" of geen scope is niet genoeg",
         .needs = "in-scope",
         .standard = "false"},
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
    kNote,
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
    kNote,
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
    Word{.word = "objects",
         .shape = kName,
         .description = "Of de objecten die deze stap met 'like' maakte; dan zonder 'parts'"},
    Word{.word = "inside",
         .shape = kName,
         .description = "Antwoord binnen een vrij bericht waarin het object komt: \"edcLa01\""},
    Word{.word = "parameters",
         .shape = kTextMap,
         .description = "Parameters van het vrije bericht zelf",
         .needs = "inside"},
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
    kAbout,
    kNote,
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
}  // namespace

const WordTable kOperationTable = {
    .name = "operation", .description = "Afhandeling van een bericht", .words = kOperationWords};

}  // namespace veerpont::rules
