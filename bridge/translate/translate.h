// Turns StUF entities into ZGW objects and back, by compiled rules. Pure functions: no I/O, no clock, no
// throwing.
//
// Look-ups are answered by the caller: translation runs with the answers known so far and names what it still
// misses; the caller fetches those and runs it again (a value may need a look-up that needs another, so up to
// a few rounds). Everything that happened to a value is reported to the Trace, for explain, the message view
// and round-trip tests.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "bridge/base/result.h"
#include "bridge/rules/plan.h"
#include "bridge/xml/document.h"
#include "bridge/xml/node.h"

namespace veerpont::translate {

// One value to be found in a look-up table.
struct LookupRequest {
    const rules::Lookup* table = nullptr;
    bool reverse = false;  // false: value -> table.to_zgw; true: URL -> table.to_stuf
    std::string value;
    std::map<std::string, std::string> needs;  // name -> value
    auto operator<=>(const LookupRequest&) const = default;
};

// Answers by request. The whole item that was found (a statustype, a roltype...), or JSON null: looked for,
// not there.
using LookupAnswers = std::map<LookupRequest, nlohmann::json>;

// What happened to one value.
struct TraceEntry {
    enum class Outcome { kTranslated, kDefaulted, kTruncated, kDropped, kIgnored, kCleared };
    Outcome outcome = Outcome::kTranslated;
    std::string stuf;  // path in the message, with element names: "object/heeftAlsInitiator/gerelateerde/..."
    std::string zgw;   // "zaken:Rol betrokkeneIdentificatie.inpBsn"
    std::string from, to;  // masked for personal values unless the caller asked otherwise
    std::string rule;      // "entities/zaak.json:12 date"
    std::string reason;    // Dutch, for what was dropped or truncated
};

class Trace {
  public:
    virtual ~Trace() = default;
    virtual void add(TraceEntry entry) = 0;
};

struct Context {
    const nlohmann::json* scope =
        nullptr;  // what placeholders mean: {"organisatie": {...}, "message": {...}, "<step>": ...}
    std::map<std::string, std::string>
        with;  // supplied by the step: written when a property of the target, and for look-ups
    const LookupAnswers* answers = nullptr;
    const rules::NoValuePolicy* no_value = nullptr;
    bool creating = true;  // "required": "create" holds
    // Only what the element names is sought: objects within it may lack what is required of them.
    bool identifying = false;
    bool show_values = false;  // do not mask values of persons in the trace
    std::string today;         // "2026-10-15", Dutch date
    Trace* trace = nullptr;
    // To StUF: true when the question asked for this element path, for something below it or for something
    // above it. Paths start at the children of the element being made ("verlenging/duur"). Absent: everything
    // is asked. An element that is asked for and empty is answered as nil with the noValue of the policy.
    std::function<bool(std::string_view)> in_scope;
};

struct ToZgw {
    nlohmann::json
        body;  // object; null when the entity was incomplete and may be left out (roles without a person)
    std::vector<LookupRequest> missing;  // not empty: fetch these, put them in the answers, call again
};
Result<ToZgw> to_zgw(const rules::Entity& entity, xml::Element element, const Context& context);

struct ToStuf {
    // Children filled; element name as given, or as a "{element}" rule says. An empty local name: this
    // resource has no counterpart in the entity (no case of its choice fits) and is left out.
    xml::Node node;
    std::vector<LookupRequest> missing;
};
// `element` is the local name of the node to make ("object", "heeft"); namespaces and order are set by the
// caller through xml::order_by_schema.
Result<ToStuf> to_stuf(const rules::Entity& entity, const nlohmann::json& resource, std::string_view element,
                       const Context& context);

// Fills a template from the scope (and `extra`, searched first). Missing values become "" (or JSON null when
// single()).
std::string fill(const rules::Template& text, const nlohmann::json& scope);
nlohmann::json fill_value(const rules::Template& text, const nlohmann::json& scope);

// Message side of rules.
// The first element at the path that is not nil (else the first): siblings of the same name are all tried, so
// of three `gerelateerde` the one that has the next step is found (T64). Attributes and extraElementen: see
// value_at.
xml::Element find(xml::Element root, const rules::StufPath& path);
std::vector<xml::Element> find_all(xml::Element root, const rules::StufPath& path);
stuf::Value value_at(xml::Element root, const rules::StufPath& path);
bool holds(const rules::Condition& condition, xml::Element message_root, const nlohmann::json& scope);
// The forms of `"matches"`: "digits-N", "digits", "bsn". False for a form that does not exist.
bool has_form(std::string_view text, std::string_view form);
bool is_known_form(std::string_view form);

}  // namespace veerpont::translate
