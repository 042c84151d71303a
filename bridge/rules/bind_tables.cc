// Binds code tables and look-ups.
#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "bridge/base/text.h"
#include "bridge/rules/bind.h"
#include "bridge/rules/paths.h"

namespace veerpont::rules {

namespace {

using source::Diagnostics;
using source::SourceNode;

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs pairs_of(const SourceNode& table, std::string_view word) {
    Pairs made;
    for (const SourceNode& pair : table.children_of(word)) {
        if (pair.children.size() == 2 && pair.children[0].is_string() && pair.children[1].is_string()) {
            made.emplace_back(pair.children[0].text, pair.children[1].text);
        }
    }
    return made;
}

// Each value once in its column: otherwise the table cannot be read in that direction.
void check_column(const SourceNode& table, std::string_view word, std::size_t column,
                  std::map<std::string, int>& seen, Diagnostics& diagnostics) {
    const std::string side = column == 0 ? "StUF-waarde " : "ZGW-waarde ";
    for (const SourceNode& pair : table.children_of(word)) {
        if (pair.children.size() != 2 || !pair.children[column].is_string()) {
            continue;
        }
        const SourceNode& value = pair.children[column];
        const auto [first, added] = seen.emplace(folded(value.text), value.place.line);
        if (!added) {
            diagnostics.error(value.place, side + in_quotes(value.text) + " staat er al (regel " +
                                               std::to_string(first->second) + "): de tabel is dan niet " +
                                               (column == 0 ? "naar ZGW" : "terug naar StUF") + " te lezen");
        }
    }
}

// A value of `also` or `also-zgw` must lead to a value that the pairs have.
void check_leads_to(const SourceNode& table, std::string_view word, std::size_t column,
                    Diagnostics& diagnostics) {
    std::vector<std::string> known;
    for (const auto& [stuf, zgw] : pairs_of(table, "pairs")) {
        known.push_back(column == 0 ? stuf : zgw);
    }
    for (const SourceNode& pair : table.children_of(word)) {
        if (pair.children.size() != 2 || !pair.children[column].is_string()) {
            continue;
        }
        const SourceNode& value = pair.children[column];
        if (std::find(known.begin(), known.end(), value.text) == known.end()) {
            diagnostics.error(
                value.place,
                in_quotes(word) + " leidt naar " + in_quotes(value.text) + ", dat niet in \"pairs\" staat",
                closest(value.text, known).value_or(""));
        }
    }
}

// All values legal, and all values of the standard there.
void check_values(const SourceNode& table, std::size_t column, const std::vector<std::string>& legal,
                  std::string_view enumeration, const SourceNode& place, Diagnostics& diagnostics) {
    std::set<std::string> covered;
    for (const char* const word : {"pairs", column == 0 ? "also" : "also-zgw"}) {
        const bool must_be_legal = std::string_view(word) == "pairs";
        for (const SourceNode& pair : table.children_of(word)) {
            if (pair.children.size() != 2) {
                continue;
            }
            const SourceNode& value = pair.children[column];
            covered.insert(value.text);
            if (must_be_legal && std::find(legal.begin(), legal.end(), value.text) == legal.end()) {
                diagnostics.error(value.place,
                                  in_quotes(value.text) + " is geen waarde van " + std::string(enumeration),
                                  closest(value.text, legal).value_or(""));
            }
        }
    }
    for (const std::string& value : legal) {
        if (!trim(value).empty() && covered.count(value) == 0) {
            diagnostics.error(place.place, in_quotes(value) + " van " + std::string(enumeration) +
                                               " heeft geen rij in deze tabel");
        }
    }
}

void check_stuf_enumeration(const BindContext& context, const SourceNode& table) {
    const SourceNode* const named = table.find("stuf-enum");
    if (named == nullptr || !named->is_string() || !context.stuf.available()) {
        return;
    }
    const std::string& name = named->text;
    std::vector<std::string> values;
    if (name.find('/') != std::string::npos) {
        const StufStep step = context.stuf.entity(name);
        if (!step.missing.empty()) {
            context.diagnostics.error(named->place,
                                      "StUF kent het pad " + in_quotes(name) +
                                          " niet: " + in_quotes(step.missing) + " bestaat niet",
                                      closest(step.missing, step.known).value_or(""));
            return;
        }
        std::set<std::string> all;
        for (const xml::SchemaType* const type : step.position.types) {
            all.insert(type->enumeration.begin(), type->enumeration.end());
        }
        values.assign(all.begin(), all.end());
    } else {
        const std::string local = name.substr(name.find(':') == std::string::npos ? 0 : name.find(':') + 1);
        const xml::SchemaType* const type = context.stuf.simple_type(local);
        if (type == nullptr) {
            context.diagnostics.error(named->place, "StUF kent geen type " + in_quotes(name),
                                      closest(local, context.stuf.simple_type_names()).value_or(""));
            return;
        }
        values = type->enumeration;
    }
    if (values.empty()) {
        context.diagnostics.error(named->place, in_quotes(name) + " heeft in StUF geen vaste waarden");
        return;
    }
    check_values(table, 0, values, name, *named, context.diagnostics);
}

void check_zgw_enumeration(const BindContext& context, const SourceNode& table) {
    const SourceNode* const named = table.find("zgw-enum");
    const zgw::Vocabulary* const vocabulary = context.zgw.vocabulary();
    if (named == nullptr || !named->is_string() || vocabulary == nullptr) {
        return;
    }
    const std::vector<std::string>* values = vocabulary->find_enumeration(named->text);
    if (values == nullptr) {
        values = vocabulary->find_enumeration(replace_all(named->text, ".", "/"));
    }
    if (values == nullptr) {
        context.diagnostics.error(named->place, "ZGW kent geen opsomming " + in_quotes(named->text),
                                  closest(named->text, vocabulary->enumeration_names()).value_or(""));
        return;
    }
    check_values(table, 1, *values, named->text, *named, context.diagnostics);
}

std::unique_ptr<CodeTable> bind_code_table(const BindContext& context, const std::string& name,
                                           const SourceNode& table) {
    auto made = std::make_unique<CodeTable>();
    made->name = name;
    made->source = location_of(table.place);
    made->pairs = pairs_of(table, "pairs");
    made->also = pairs_of(table, "also");
    made->also_zgw = pairs_of(table, "also-zgw");
    std::map<std::string, int> stuf;
    std::map<std::string, int> zgw;
    check_column(table, "pairs", 0, stuf, context.diagnostics);
    check_column(table, "also", 0, stuf, context.diagnostics);
    check_column(table, "pairs", 1, zgw, context.diagnostics);
    check_column(table, "also-zgw", 1, zgw, context.diagnostics);
    check_leads_to(table, "also", 1, context.diagnostics);
    check_leads_to(table, "also-zgw", 0, context.diagnostics);
    check_stuf_enumeration(context, table);
    check_zgw_enumeration(context, table);
    return made;
}

void check_lookup_property(const BindContext& context, const std::string& schema, const std::string& property,
                           const SourceNode& at) {
    const zgw::Schema* const known = context.zgw.vocabulary()->find_schema(schema);
    if (known != nullptr && known->find(property) == nullptr) {
        context.diagnostics.error(at.place, schema + " heeft geen eigenschap " + in_quotes(property),
                                  closest(property, known->property_names()).value_or(""));
    }
}

// The call against the vocabulary; the schema of the items, "" when unknown.
std::string check_lookup_call(const BindContext& context, const SourceNode& node, const Lookup& lookup) {
    const SourceNode* const call = node.find("call");
    const zgw::Vocabulary* const vocabulary = context.zgw.vocabulary();
    if (call == nullptr || lookup.call.method.empty()) {
        return {};
    }
    if (lookup.call.method != "GET" || lookup.call.api.empty()) {
        context.diagnostics.error(call->place, "een opzoektabel wordt opgehaald met \"GET api:/pad\"");
        return {};
    }
    if (vocabulary == nullptr) {
        return {};
    }
    const zgw::Operation* const operation =
        vocabulary->find_path(lookup.call.api, "GET", lookup.call.path.text);
    if (operation == nullptr) {
        std::vector<std::string> calls;
        for (const std::string& known : vocabulary->calls(lookup.call.api)) {
            calls.push_back(known.substr(0, known.find(' ') + 1) + lookup.call.api + ":" +
                            known.substr(known.find(' ') + 1));
        }
        context.diagnostics.error(call->place, "ZGW kent geen aanroep " + in_quotes(call->text),
                                  closest(call->text, calls).value_or(""));
        return {};
    }
    if (!operation->is_list) {
        context.diagnostics.error(call->place, "aanroep " + in_quotes(call->text) + " geeft geen lijst");
    }
    if (const SourceNode* const query = node.find("query")) {
        for (const SourceNode& parameter : query->children) {
            if (!operation->has_query(parameter.key)) {
                context.diagnostics.error(parameter.key_place,
                                          "GET " + lookup.call.api + ":" + operation->path +
                                              " kent geen parameter " + in_quotes(parameter.key),
                                          closest(parameter.key, operation->query).value_or(""));
            }
        }
    }
    return operation->answer;
}

void check_lookup_names(const BindContext& context, const SourceNode& node, const Lookup& lookup) {
    std::vector<std::string> allowed = lookup.needs;
    for (const char* const always : {"value", "organisatie", "today"}) {
        allowed.emplace_back(always);
    }
    std::set<std::string> used = {lookup.valid_on};
    if (const SourceNode* const query = node.find("query")) {
        for (std::size_t index = 0; index < lookup.call.query.size() && index < query->children.size();
             ++index) {
            for (const Template::Part& part : lookup.call.query[index].second.parts) {
                if (part.path.empty()) {
                    continue;
                }
                used.insert(part.path.front());
                if (std::find(allowed.begin(), allowed.end(), part.path.front()) == allowed.end()) {
                    context.diagnostics.error(
                        query->children[index].place,
                        "{" + part.path.front() + "} is hier niet bekend; noem het in \"needs\"",
                        closest(part.path.front(), allowed).value_or(""));
                }
            }
        }
    }
    for (const SourceNode& need : node.children_of("needs")) {
        if (used.count(need.text) == 0) {
            context.diagnostics.error(need.place,
                                      in_quotes(need.text) + " staat in \"needs\" maar wordt niet gebruikt");
        }
    }
    if (const SourceNode* const valid_on = node.find("valid-on");
        valid_on != nullptr &&
        std::find(lookup.needs.begin(), lookup.needs.end(), lookup.valid_on) == lookup.needs.end()) {
        context.diagnostics.error(
            valid_on->place,
            "\"valid-on\" noemt " + in_quotes(lookup.valid_on) + ", dat niet in \"needs\" staat",
            closest(lookup.valid_on, lookup.needs).value_or(""));
    }
}

std::unique_ptr<Lookup> bind_lookup(const BindContext& context, const std::string& name,
                                    const SourceNode& node) {
    constexpr std::string_view kStartsWith = "-starts-with";
    auto made = std::make_unique<Lookup>();
    made->name = name;
    made->source = location_of(node.place);
    made->needs = node.texts_of("needs");
    if (const SourceNode* const call = node.find("call"); call != nullptr && call->is_string()) {
        made->call = parse_call(call->text, call->place, context.diagnostics);
    }
    made->call.query = bind_templates(node.find("query"), context.diagnostics);
    made->valid_on = node.text_of("valid-on");
    made->to_zgw = node.text_of("to-zgw", "url");
    made->to_stuf = node.text_of("to-stuf", "omschrijving");
    if (const auto cache = source::parse_duration(node.text_of("cache", "10m"))) {
        made->cache = std::chrono::duration_cast<std::chrono::seconds>(*cache);
    }
    for (std::string property : node.texts_of("match")) {
        const bool prefix = property.ends_with(kStartsWith);
        if (prefix) {
            property.resize(property.size() - kStartsWith.size());
        }
        made->match.push_back({.property = property, .prefix = prefix});
    }
    if (made->match.empty()) {
        made->match.push_back({.property = made->to_stuf, .prefix = false});
    }
    const std::string schema = check_lookup_call(context, node, *made);
    check_lookup_names(context, node, *made);
    if (!schema.empty()) {
        for (const Lookup::Match& match : made->match) {
            const SourceNode* const at = node.find("match");
            check_lookup_property(context, schema, match.property, at == nullptr ? node : *at);
        }
        for (const char* const word : {"to-zgw", "to-stuf"}) {
            const SourceNode* const at = node.find(word);
            check_lookup_property(context, schema,
                                  std::string_view(word) == "to-zgw" ? made->to_zgw : made->to_stuf,
                                  at == nullptr ? node : *at);
        }
    }
    return made;
}

}  // namespace

void bind_codes(const BindContext& context, Bound& bound) {
    for (const auto& [name, file] : context.definitions.all(FileKind::kCodes)) {
        if (file->readable) {
            bound.codes.emplace(name, bind_code_table(context, name, file->root));
        }
    }
}

void bind_lookups(const BindContext& context, Bound& bound) {
    for (const auto& [name, file] : context.definitions.all(FileKind::kLookup)) {
        if (file->readable) {
            bound.lookups.emplace(name, bind_lookup(context, name, file->root));
        }
    }
}

}  // namespace veerpont::rules
