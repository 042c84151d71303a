#include "bridge/rules/field_checks.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "bridge/base/text.h"
#include "bridge/rules/paths.h"
#include "bridge/source/diagnostics.h"
#include "bridge/zgw/vocabulary.h"

namespace veerpont::rules {

namespace {

using source::SourceNode;

source::Place place_of(const FieldRule& rule) {
    return source::place_of_file(rule.source.file, rule.source.line);
}
std::vector<std::string> present(std::vector<std::string> texts) {
    std::erase(texts, std::string());
    return texts;
}

// What ZGW requires within a group must be required of the message too, by one of the rules that fill it:
// otherwise half a group is sent and refused.
void check_required_inside(const BindContext& context, const std::string& schema,
                           const std::vector<FieldRule>& fields) {
    for (const zgw::Property& property : context.zgw.vocabulary()->find_schema(schema)->properties) {
        const FieldRule* first = nullptr;
        bool sure = false;
        for (const FieldRule& field : fields) {
            if (field.zgw.text != property.name || field.only == Only::kToStuf ||
                field.kind == FieldRule::Kind::kIgnored) {
                continue;
            }
            first = first == nullptr ? &field : first;
            sure = sure || field.kind != FieldRule::Kind::kPair || field.required != Required::kNo ||
                   (field.default_to_zgw && !field.default_to_zgw->is_null());
        }
        if (property.required && first != nullptr && !sure) {
            context.diagnostics.error(place_of(*first),
                                      in_quotes(property.name) +
                                          " is in ZGW verplicht binnen de groep: zet er \"required\": true "
                                          "of een \"default\" bij");
        }
    }
}

void collect_supplied(const std::vector<FieldRule>& fields, std::set<std::string>& supplied) {
    for (const FieldRule& rule : fields) {
        if (rule.only == Only::kToStuf || rule.kind == FieldRule::Kind::kIgnored) {
            continue;
        }
        if (!rule.zgw.steps.empty()) {
            supplied.insert(rule.zgw.steps.front());
        }
        for (const FieldRule::Case& item : rule.cases) {
            for (const auto& [path, value] : item.with) {
                supplied.insert(path.steps.empty() ? path.text : path.steps.front());
            }
            if (!item.zgw.steps.empty()) {
                supplied.insert(item.zgw.steps.front());
            } else if (item.entity != nullptr) {
                collect_supplied(item.entity->fields, supplied);
            }
        }
    }
}

}  // namespace

void check_converter(const BindContext& context, const SourceNode& node, const StufPosition& stuf,
                     const ZgwPosition& zgw, const FieldRule& rule) {
    const SourceNode* const as = node.find("as");
    const SourceNode& at = as == nullptr ? node : *as;
    const std::string name(rule.converter == nullptr ? "" : rule.converter->name());
    if (rule.converter == nullptr) {
        return;
    }
    if (!stuf.open && !stuf.types.empty() && stuf.attribute == nullptr && !rule.stuf.element_name &&
        !rule.converter->takes_element()) {
        const auto fits = [&](const xml::SchemaType* type) {
            return type->any || (type->has_text && rule.converter->fits_stuf(type->primitive));
        };
        if (std::none_of(stuf.types.begin(), stuf.types.end(), fits)) {
            const xml::SchemaType& type = *stuf.types.front();
            context.diagnostics.error(
                at.place, type.has_text ? "omzetting " + in_quotes(name) + " past niet bij StUF-waarde " +
                                              in_quotes(rule.stuf.text) + " (" + type.primitive + ")"
                                        : in_quotes(rule.stuf.text) + " is in StUF een groep, geen waarde");
        }
    }
    if (zgw.property == nullptr || rule.lookup != nullptr || rule.codes != nullptr) {
        return;
    }
    if (zgw.property->type != "any" && !rule.converter->fits_zgw(type_and_format(*zgw.property))) {
        std::vector<std::string> fitting;
        for (const Converter* const other : all_converters()) {
            const bool fits_there =
                stuf.open || stuf.types.empty() || other->fits_stuf(stuf.types.front()->primitive);
            if (other->fits_zgw(type_and_format(*zgw.property)) && fits_there) {
                fitting.emplace_back(other->name());
            }
        }
        context.diagnostics.error(at.place,
                                  "omzetting " + in_quotes(name) + " past niet bij ZGW-eigenschap " +
                                      in_quotes(rule.zgw.text) + " (" + type_and_format(*zgw.property) + ")",
                                  fitting.size() == 1 ? fitting.front() : "");
    }
}

void check_zgw_value(const BindContext& context, const SourceNode& node, const ZgwPosition& zgw,
                     const FieldRule& rule) {
    if (zgw.property == nullptr) {
        return;
    }
    const zgw::Property& property = *zgw.property;
    if (const SourceNode* const max = node.find("max");
        max != nullptr && property.max_length && rule.max > *property.max_length) {
        context.diagnostics.error(max->place,
                                  "\"max\" is " + std::to_string(rule.max) + ", maar ZGW staat bij " +
                                      in_quotes(property.name) + " hoogstens " +
                                      std::to_string(*property.max_length) + " tekens toe",
                                  std::to_string(*property.max_length));
    }
    const auto legal = [&](const std::string& value) {
        return property.values.empty() ||
               std::find(property.values.begin(), property.values.end(), value) != property.values.end() ||
               (value.empty() && property.blank);
    };
    // A table that names its enumeration has been checked against that already.
    const SourceNode* const table =
        rule.codes == nullptr ? nullptr : context.definitions.find(FileKind::kCodes, rule.codes->name);
    if (table != nullptr && !table->has("zgw-enum") && rule.lookup == nullptr) {
        for (const auto& [stuf, value] : rule.codes->pairs) {
            if (!legal(value)) {
                context.diagnostics.error(node.find("codes")->place,
                                          "codetabel " + in_quotes(rule.codes->name) + " geeft " +
                                              in_quotes(value) + ", geen waarde van " +
                                              in_quotes(property.name),
                                          closest(value, property.values).value_or(""));
            }
        }
    }
    const SourceNode* const preset = node.find("default");
    const SourceNode* const to_zgw = preset == nullptr ? nullptr : preset->find("to-zgw");
    if (to_zgw == nullptr || to_zgw->is_null() || !rule.default_template.empty()) {
        return;
    }
    if (to_zgw->is_string() && !legal(to_zgw->text)) {
        context.diagnostics.error(to_zgw->place,
                                  in_quotes(to_zgw->text) + " is geen waarde van " + in_quotes(property.name),
                                  closest(to_zgw->text, property.values).value_or(""));
    }
    const std::string& type = property.type;
    const bool fits = type == "any" || (type == "string" && to_zgw->is_string()) ||
                      (type == "boolean" && to_zgw->is_bool()) ||
                      (type == "integer" && to_zgw->is_integer()) ||
                      (type == "number" && to_zgw->is_number()) || (type == "array" && to_zgw->is_list()) ||
                      (type == "object" && to_zgw->is_object());
    if (!fits) {
        context.diagnostics.error(
            to_zgw->place, "de standaardwaarde is " + std::string(source::kind_text(to_zgw->kind)) +
                               ", maar " + in_quotes(property.name) + " is in ZGW van het type " + type);
    }
}

void check_stuf_constant(const BindContext& context, const SourceNode& node, const StufPosition& stuf,
                         const FieldRule& rule) {
    const SourceNode* constant = node.find("value");
    if (const SourceNode* const preset = node.find("default"); constant == nullptr && preset != nullptr) {
        constant = preset->find("to-stuf");
    }
    if (constant == nullptr || !constant->is_string() || stuf.open || stuf.attribute != nullptr) {
        return;
    }
    std::vector<std::string> values;
    for (const xml::SchemaType* const type : stuf.types) {
        if (type->enumeration.empty()) {
            return;
        }
        values.insert(values.end(), type->enumeration.begin(), type->enumeration.end());
    }
    if (!values.empty() && std::find(values.begin(), values.end(), constant->text) == values.end()) {
        context.diagnostics.error(
            constant->place,
            in_quotes(constant->text) + " is geen waarde van StUF " + in_quotes(rule.stuf.text),
            closest(constant->text, values).value_or(""));
    }
}

void check_group(const BindContext& context, const SourceNode& node, const ZgwPosition& inside,
                 const FieldRule& rule, bool written) {
    const bool any_required = std::any_of(rule.fields.begin(), rule.fields.end(), [](const FieldRule& field) {
        return field.required != Required::kNo;
    });
    if (rule.omit_incomplete && !any_required && !rule.fields.empty()) {
        context.diagnostics.error(node.find("incomplete")->key_place,
                                  "\"incomplete\": \"omit\" vraagt om een verplicht veld in de groep");
    }
    if (!written || inside.schema.empty() || inside.expanded) {
        return;
    }
    Entity group;
    group.fields = rule.fields;
    check_required(context, group, inside.schema, {}, node.place);
    check_required_inside(context, inside.schema, rule.fields);
}

void check_twice(const BindContext& context, const std::vector<FieldRule>& rules) {
    std::map<std::pair<std::string, std::string>, int> pairs;
    std::map<std::string, const FieldRule*> stuf_mapped;
    std::map<std::string, const FieldRule*> zgw_mapped;
    for (const FieldRule& rule : rules) {
        const int line = rule.source.line;
        if (rule.kind == FieldRule::Kind::kIgnored) {
            continue;
        }
        stuf_mapped.emplace(rule.stuf.text, &rule);
        zgw_mapped.emplace(rule.zgw.text, &rule);
        if (rule.kind == FieldRule::Kind::kChoice || rule.when) {
            continue;
        }
        const auto [first, added] = pairs.emplace(std::pair(rule.stuf.text, rule.zgw.text), line);
        if (!added && rule.only == Only::kBoth) {
            context.diagnostics.error(place_of(rule),
                                      "deze regel staat er al (regel " + std::to_string(first->second) +
                                          "): " + join(present({rule.stuf.text, rule.zgw.text}), " <-> "));
        }
    }
    for (const FieldRule& rule : rules) {
        if (rule.kind != FieldRule::Kind::kIgnored) {
            continue;
        }
        const bool stuf = !rule.stuf.empty();
        const auto& mapped = stuf ? stuf_mapped : zgw_mapped;
        const std::string& path = stuf ? rule.stuf.text : rule.zgw.text;
        const auto found = mapped.find(path);
        const auto one_way = [](const FieldRule& one) { return one.only != Only::kBoth; };
        // What one direction carries over, the other may ignore.
        if (found != mapped.end() &&
            !(one_way(rule) && one_way(*found->second) && rule.only != found->second->only)) {
            context.diagnostics.error(place_of(rule),
                                      in_quotes(path) + " wordt genegeerd, maar de regel op regel " +
                                          std::to_string(found->second->source.line) + " neemt het over");
        }
    }
}

void check_required(const BindContext& context, const Entity& entity, std::string_view schema,
                    const std::vector<std::string>& given, const source::Place& place) {
    const zgw::Vocabulary* const vocabulary = context.zgw.vocabulary();
    const zgw::Schema* const known = vocabulary == nullptr ? nullptr : vocabulary->find_schema(schema);
    if (known == nullptr) {
        return;
    }
    std::set<std::string> supplied(given.begin(), given.end());
    collect_supplied(entity.fields, supplied);
    for (const zgw::Property& property : known->properties) {
        if (property.required && !property.read_only && supplied.count(property.name) == 0) {
            context.diagnostics.error(
                place, std::string(schema) + " vraagt \"" + property.name + "\", dat geen regel vult");
        }
    }
}

}  // namespace veerpont::rules
