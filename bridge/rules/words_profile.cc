// The words of profiles (what differs for some zaaktypen) and of clients (what differs for some senders).
#include <array>
#include <string_view>
#include <vector>

#include "bridge/rules/word_tables.h"

namespace veerpont::rules {

using source::kList;
using source::kNull;
using source::kObject;
using source::kString;
using source::Shape;
using source::Word;
using source::WordTable;

namespace {

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
        for (Word word : kFieldTable.words) {
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
        made.insert(made.end(), kFieldTable.words.begin(), kFieldTable.words.end());
        return made;
    }();
    return words;
}

}  // namespace

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
        kAbout,
        kNote,
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

namespace {

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
constexpr std::array<std::string_view, 2> kClientRepeatedCreations = {"answer", "refuse"};
constexpr std::array<std::string_view, 2> kClientKeepOrDrop = {"keep", "drop"};
constexpr std::array<std::string_view, 2> kClientIgnoreOrRefuse = {"ignore", "refuse"};
constexpr std::array kClientWords = {
    Word{.word = "client",
         .shape = kName,
         .description = "Naam van het profiel van deze afzenders",
         .required = true},
    kAbout,
    kNote,
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
    Word{.word = "repeated-creations",
         .shape = {.kinds = kString, .choices = kClientRepeatedCreations},
         .description = "Een zaak of document dat er al is, met dezelfde inhoud",
         .standard = "answer"},
    Word{.word = "addition-in-change",
         .shape = {.kinds = kString, .choices = kClientIgnoreOrRefuse},
         .description = "Een object met verwerkingssoort T in een wijziging (mutatiesoort W)",
         .standard = "ignore"},
    Word{.word = "clears",
         .shape = kFlag,
         .description = "Een waarde die in een wijziging nil met geenWaarde is, wordt leeggemaakt zoals het "
                        "profiel zegt; anders blijft zij staan",
         .standard = "false"},
    Word{.word = "content-of-made-document",
         .shape = {.kinds = kString, .choices = kClientKeepOrDrop},
         .description = "Inhoud in maakZaakdocument",
         .standard = "keep"},
    Word{.word = "kvk-extra-element",
         .shape = kFlag,
         .description = "Herhaal het KvK-nummer van de initiator als extraElement",
         .standard = "false"},
};
}  // namespace

const WordTable kClientTable = {
    .name = "client", .description = "Wat voor een soort afzender anders is", .words = kClientWords};

}  // namespace veerpont::rules
