// The compiled form of the rules. Everything is resolved and checked when a RuleSet is loaded: names are
// interned, paths split, converters, tables and entities bound to pointers, the profile merged. Running a
// plan needs no look-up in the rules and cannot meet a rule error.
//
// All structures are immutable after loading, owned by the RuleSet that made them, and shared by all threads.
// The language they come from: docs/mapping-language.md.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "bridge/rules/converter.h"
#include "bridge/stuf/value.h"
#include "bridge/xml/names.h"

namespace veerpont::rules {

// Where a rule was written: file relative to the rules folder.
struct SourceLocation {
    std::string file;
    int line = 0;
    std::string text() const { return file + ":" + std::to_string(line); }
};

// A text with placeholders, split at load. "{organisatie.rsin}" is one part with a path; "DELETE {zaak.url}"
// two parts. What the first name of a placeholder may be:
//   organisatie (rsin, gemeentecode), message (zender.organisatie, zender.gebruiker, ontvanger...,
//   referentienummer), request (an element of the received message, from its body root:
//   {request.gelijk.identificatie}), value (look-ups: the value sought), item (the item of a for-each), a
//   name from `with` or `needs`, the name of a look-up used earlier in the same entity
//   ({roltype.omschrijving}), the name of an earlier step, or today (Dutch date, ISO). Separators are '.', or
//   '/' where a name itself holds dots.
struct Template {
    struct Part {
        std::string literal;            // used when path is empty
        std::vector<std::string> path;  // names of a placeholder
    };
    std::vector<Part> parts;
    std::string text;  // as written

    bool empty() const { return parts.empty(); }
    // True when it is exactly one placeholder: then its value keeps its JSON type.
    bool single() const { return parts.size() == 1 && !parts[0].path.empty(); }
};

// Where a value stands in a StUF entity, relative to the element of that entity.
struct StufPath {
    std::string text;              // as written, "gerelateerde/inp.bsn"
    std::vector<xml::Name> steps;  // child elements to follow
    std::string attribute;         // last part "@bestandsnaam": the attribute of the element reached
    std::string extra_element;     // "extraElementen/<naam>": the StUF:extraElement with that @naam
    bool element_name = false;     // "{element}": the local name of the entity's own element
    bool empty() const { return text.empty(); }
};

// Property names to follow in a ZGW object. A numeric name indexes an array.
struct ZgwPath {
    std::string text;
    std::vector<std::string> steps;
    bool empty() const { return text.empty(); }
};

// "when": on message elements (path without braces, from the body root on a step, from the entity in a field)
// or on a value of the scope (placeholder).
struct Condition {
    // kMatches: the text has one of a closed set of forms, see translate::has_form ("digits-8", "digits-9",
    // "bsn"...).
    enum class Kind { kPresent, kAbsent, kEquals, kIn, kMatches, kAll, kAny, kNot };
    Kind kind = Kind::kPresent;
    std::string path;  // message path; empty when `placeholder` is used
    StufPath stuf;
    Template placeholder;
    std::vector<std::string> values;  // kEquals: one; kIn: several; kMatches: one form
    std::vector<Condition> children;  // kAll, kAny, kNot
};

// How a CodeTable compares: lower case without separators. "BEPERKT OPENBAAR", "beperkt_openbaar" and
// "Beperkt-openbaar" are one spelling.
std::string folded(std::string_view text);

// One-to-one table plus spellings that are only read. Reading ignores case and separators (space, '_', '-',
// '.').
struct CodeTable {
    std::string name;
    std::vector<std::pair<std::string, std::string>> pairs;     // StUF, ZGW
    std::vector<std::pair<std::string, std::string>> also;      // more StUF spellings (read), ZGW value
    std::vector<std::pair<std::string, std::string>> also_zgw;  // StUF value, more ZGW values (read)
    SourceLocation source;

    std::optional<std::string> to_zgw(std::string_view stuf) const;
    std::optional<std::string> to_stuf(std::string_view zgw) const;
};

struct CallTemplate {
    std::string method;  // "GET"
    std::string api;     // "zaken", or "" when the path is a placeholder for a whole URL
    Template path;       // "/zaken", "{zaak.url}", "{zaak.url}/zaakeigenschappen"
    std::vector<std::pair<std::string, Template>>
        query;  // parameters whose value comes out empty are left out
};

// A table in the register: a list is fetched (and cached), matched locally.
struct Lookup {
    struct Match {
        std::string property;
        bool prefix = false;  // "omschrijving-starts-with": only when exactly one item matches
    };
    std::string name;
    std::vector<std::string> needs;  // names that `with` or the entity itself must supply
    CallTemplate call;
    std::vector<Match> match;  // tried in order; exact comparison ignores case and surrounding white space
    std::string valid_on;      // name of the need that holds a date, "" = validity is not looked at
    std::string to_zgw = "url";
    std::string to_stuf = "omschrijving";
    std::chrono::seconds cache{600};
    SourceLocation source;
};

struct Entity;

enum class Only { kBoth, kToZgw, kToStuf };
enum class OnError { kFail, kOmit };
enum class Required { kNo, kAlways, kCreate };

// One line of an entity. Kinds:
//   kPair     stuf + zgw (+ as, codes, lookup)          kGroup   stuf + zgw + fields (+ many)
//   kChoice   zgw tag + cases                           kZgwOnly zgw + from / default
//   kStufOnly stuf + value (constant) or from            kIgnored stuf or zgw + reason
struct FieldRule {
    enum class Kind { kPair, kGroup, kChoice, kZgwOnly, kStufOnly, kIgnored };
    struct Case {
        std::string is;  // value of the tag
        StufPath stuf;
        ZgwPath zgw;
        const Entity* entity = nullptr;
        // "with": further properties of the object that this case sets, and by which it is recognised on the
        // way back (objectType "overige" with objectTypeOverige "adres").
        std::vector<std::pair<ZgwPath, std::string>> with;
        Only only = Only::kBoth;
        std::optional<Condition> when;
        SourceLocation source;
    };

    Kind kind = Kind::kPair;
    StufPath stuf;
    std::vector<StufPath> also_read;  // "or": read when `stuf` is empty, in this order; never written
    ZgwPath zgw;
    const Converter* converter = nullptr;  // never null in kPair
    const CodeTable* codes = nullptr;
    const Lookup* lookup = nullptr;
    std::string lookup_fallback;  // "fallback": value looked up when the sender's is empty or unknown
    Required required = Required::kNo;
    std::optional<nlohmann::json> default_to_zgw;  // JSON null: leave the property out
    Template default_template;                     // when the default is a text with placeholders or "today"
    std::optional<std::string> default_to_stuf;
    Template from;          // kZgwOnly, kStufOnly
    std::string value;      // kStufOnly
    std::size_t max = 0;    // characters; 0: no limit
    bool truncate = false;  // "too-long": "truncate"; otherwise too long is an error
    Partial partial = Partial::kRefuse;
    Only only = Only::kBoth;
    OnError on_error = OnError::kFail;
    bool personal = false;  // value belongs to a person: masked in traces
    std::optional<Condition> when;
    bool many = false;              // kGroup: repeated element <-> array
    bool omit_incomplete = false;   // kGroup: "incomplete": "omit"
    std::vector<FieldRule> fields;  // kGroup
    std::vector<Case> cases;        // kChoice
    std::string note;               // "note" or the reason of "ignored"
    SourceLocation source;
    SourceLocation default_source;  // of "default": the profile's line when a profile gave it, else `source`
};

// Both sides of one thing: a StUF entity (or part of it) and a ZGW resource (or part of it).
struct Entity {
    std::string name;
    std::string about;
    std::vector<std::string> stuf;  // StUF entiteittypen ("ZAK") or group names
    std::string zgw;                // "zaken:Zaak"
    std::map<std::string, std::string>
        expands;                   // property that holds a URL -> schema of what the step put in its place
    bool personal = false;         // all values belong to a person
    bool omit_incomplete = false;  // "incomplete": "omit": without a required value the whole is left out
    // Writable properties of the schema, filled by the binder: a `with` of the step that has one of these
    // names is written by translate::to_zgw, others only feed look-ups and placeholders.
    std::vector<std::string> properties;
    // "identity": properties by which two resources are known to be the same; the first group of which the
    // resource sought has a value decides (operations/identity.h).
    std::vector<std::vector<std::string>> identity;
    std::vector<FieldRule> fields;
    SourceLocation source;
};

// "for-each": over elements of the message, or over a list an earlier step (or a list in its answer)
// produced.
struct ForEach {
    StufPath of;    // message path from the body root
    Template list;  // or "{relaties}" / "{zaak.deelzaken}"
    const CodeTable* elements =
        nullptr;  // only children of `of` whose name is in the StUF column of this table
    std::vector<std::string> element_names;  // or these names
    std::string order_by;                    // child whose text sorts the items
};

struct Body {
    const Entity* entity = nullptr;
    StufPath of;      // message element translated; with for-each: the item, `of` empty
    Template source;  // or a JSON value of the scope (reverse direction)
    std::vector<std::pair<std::string, Template>>
        with;  // properties of the target schema are written, others feed look-ups
    std::string
        content;  // property into which the message's document content is spliced ("inhoud"), "" for none
    std::optional<Condition> content_when;  // otherwise the content stays behind
};

struct Undo {
    enum class Kind { kNone, kCall, kRestore };
    Kind kind = Kind::kNone;
    CallTemplate call;
};

// One thing that a question may select on: an element below gelijk, vanaf or totEnMet, the property with which it is
// compared, and the query parameters with which the register narrows its list. The bridge compares always,
// whatever the register did with the parameter.
struct Criterion {
    StufPath stuf;  // from gelijk, vanaf and totEnMet; in a relation from its element
    ZgwPath zgw;
    const Converter* converter = nullptr;  // null for an ignored criterion
    const CodeTable* codes = nullptr;
    const Lookup* lookup = nullptr;  // every item that matches counts; compared with its `to-zgw`
    std::string form;                // "matches": only values of this form
    std::string prefix;              // taken off the value first (the kind in a subject number)
    std::string gelijk, vanaf, tot_en_met, leeg;  // query parameters; "" when the register has none
    std::string also;     // in a relation: parameter of the search itself with the same value
    std::string ignored;  // why this element does not count
    SourceLocation source;
};

// A relation in a question (heeftAlsInitiator, heeft): all of it must hold for one resource of a collection, whose
// property `refers` says which objects are meant.
struct SearchRelation {
    std::vector<std::string> names;          // elements
    std::vector<const CodeTable*> elements;  // or element names by code table, beside
    std::vector<ZgwPath> kinds;              // the property of the resource that each table translates
    std::string otherwise;                   // element of what the first table does not know
    CallTemplate call;
    std::string refers;
    std::vector<Criterion> criteria;
    SourceLocation source;
};

// One element of an order, ascending unless `descending`. Through a URL the path goes on in the catalogue.
struct SortKey {
    StufPath stuf;  // where a follow-up question repeats it, from the object in `start`
    ZgwPath zgw;
    const Converter* converter = nullptr;
    bool descending = false;
};

struct Search {
    std::vector<Criterion> criteria;
    std::vector<SearchRelation> relations;
    std::map<std::string, std::vector<SortKey>> order;  // by `sortering`; without keys: not supported
    std::size_t standard = 100;                         // objects in an answer when the question does not say
    std::size_t most = 500;                             // objects in an answer, whatever the question says
    std::size_t limit = 10000;                          // objects found; more is refused
};

struct Step {
    enum class Action { kCall, kStrategy, kSend, kLike };
    enum class Expect { kNothing, kOne, kMany };
    enum class NotFound { kFailure, kEmptyAnswer, kSkip };
    std::string name;
    Action action = Action::kCall;
    CallTemplate call;
    std::string strategy;         // name of a registered strategy
    nlohmann::json settings;      // of the strategy: profile settings merged over the step's own
    std::vector<StufPath> reads;  // message paths that the strategy reads itself, with all below them
    std::string send, to;         // kSend: StUF message name and named system
    std::string like;  // kLike: operation whose steps and answer each item gets, see docs/mapping-language.md
    std::vector<std::string> only_asked;  // kLike: steps of that operation that run only when asked by name
    std::optional<Search> search;         // a call that selects by the criteria of the question
    Body body;
    std::optional<ForEach> for_each;
    bool items_beside = false;
    std::string beside;  // name of the step this one runs beside; "" = after all earlier steps
    std::optional<Condition> when;
    std::vector<std::string> in_scope;                   // names or prefixes ending in '*'; empty: always
    bool by_name = false;                                // "alles" does not ask for them
    std::vector<std::pair<std::string, Template>> with;  // feeds look-ups when the answer is translated back
    Expect expect = Expect::kNothing;
    NotFound not_found = NotFound::kFailure;
    std::string of_what;  // "zaak", "document": what was not found, for the Dutch sentence
    std::string expand;   // for-each over a list: put the answer in this property of the item
    std::string
        correlation;  // kind of correlation ("zaak", "document") that may answer this GET without a call
    bool download = false;  // answer is document content: streamed, never held
    Undo undo;
    std::string note;
    SourceLocation source;
    bool changes() const { return action == Action::kCall ? call.method != "GET" : action != Action::kLike; }
};

// One part of an answer object.
struct ReplyPart {
    const Entity* entity = nullptr;
    Template from;                        // a JSON object of the scope
    Template for_each;                    // or a list
    std::string into;                     // child element of the object ("heeft"); "" = the object itself
    const CodeTable* elements = nullptr;  // element name decided per item by the entity's "{element}" rule
    std::vector<std::pair<std::string, Template>> with;
    std::string content;  // name of the download step whose stream becomes `inhoud`
};

struct Reply {
    std::string message;       // "Bv03", "La01", "Du02"
    std::string function;      // functie of Du02
    std::string object;        // element that holds the parts: "object" (La01), "zaak" / "document" (Du02)
    std::string entiteittype;  // of that element, "ZAK"
    Template for_each;         // one object per item (La01 of lists)
    std::string objects;       // or the objects that this `like` step made
    std::string inside;        // Du02: the answer within it that holds the object ("edcLa01"), "" for none
    std::vector<std::pair<std::string, Template>> parameters;  // Du02: children of its own `parameters`
    std::vector<ReplyPart> parts;
};

// How an operation is recognised.
struct Accepts {
    std::string family;       // "zds-1.1", "zds-1.2", "stuf-zkn"
    std::string soap_action;  // full, "" = any
    std::string body_ns, body_local;
    std::optional<Condition> when;  // on the message; decides before the SOAPAction does (T4, T5)
    std::string before;             // operation that gives way when a message fits both
};

enum class NoValueAction { kClear, kLeave };
struct NoValuePolicy {
    std::map<stuf::NoValue, NoValueAction> to_zgw;
    stuf::NoValue to_stuf = stuf::NoValue::kGeenWaarde;
};

struct Plan {
    std::string operation;
    std::string profile;
    std::string about;
    std::vector<Accepts> accepts;
    bool question = false;       // Lv01: answered La01/Fo02
    std::string correlate_kind;  // "zaak" or "document": what this message is about
    StufPath correlate_path;     // its identificatie, from the body root
    Template profile_by;  // "{step.field}": the zaaktype is known only after that step; empty otherwise
    std::vector<std::pair<StufPath, std::string>>
        ignored;  // message paths left alone on purpose, with the reason
    std::vector<Step> steps;
    Reply reply;
    std::string failure;  // "Fo03"
    NoValuePolicy no_value;
    nlohmann::json settings;  // of the profile, merged with the default profile
    SourceLocation source;
};

}  // namespace veerpont::rules
