#include "bridge/rules/entity_use.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "bridge/base/text.h"
#include "bridge/rules/paths.h"

namespace veerpont::rules {

namespace {

source::Place place_of(const SourceLocation& location) {
    return source::place_of_file(location.file, location.line);
}

}  // namespace

// What has been seen of the entity and of those in its choices.
struct EntityUse::Walk {
    std::set<std::string> used;     // names from `with` that something reads
    std::set<std::string> written;  // properties filled by rules
    std::vector<std::pair<const Lookup*, const FieldRule*>> lookups;
    std::vector<std::pair<Template, SourceLocation>> templates;
    std::vector<std::pair<Condition, SourceLocation>> conditions;
    std::set<const Entity*> entities;
    std::set<std::string> schemas;
};

bool EntityUse::skipped(Only only) const {
    return only == (direction_ == Direction::kToZgw ? Only::kToStuf : Only::kToZgw);
}

void EntityUse::walk(const std::vector<FieldRule>& fields, const std::string& schema, Walk& state) const {
    for (const FieldRule& rule : fields) {
        const bool other_way = rule.kind == (direction_ == Direction::kToZgw ? FieldRule::Kind::kStufOnly
                                                                             : FieldRule::Kind::kZgwOnly);
        if (rule.kind == FieldRule::Kind::kIgnored || skipped(rule.only) || other_way) {
            continue;
        }
        if (!rule.zgw.steps.empty()) {
            state.written.insert(rule.zgw.steps.front());
        }
        if (rule.lookup != nullptr) {
            state.lookups.emplace_back(rule.lookup, &rule);
        }
        if (!rule.from.empty()) {
            state.templates.emplace_back(rule.from, rule.source);
        }
        if (!rule.default_template.empty() && direction_ == Direction::kToZgw) {
            state.templates.emplace_back(rule.default_template, rule.default_source);
        }
        if (rule.when) {
            state.conditions.emplace_back(*rule.when, rule.source);
        }
        walk(rule.fields, schema, state);
        for (const FieldRule::Case& item : rule.cases) {
            if (item.when) {
                state.conditions.emplace_back(*item.when, item.source);
            }
            if (item.entity != nullptr && !skipped(item.only) && state.entities.insert(item.entity).second) {
                state.schemas.insert(item.entity->zgw);
                walk(item.entity->fields, item.entity->zgw, state);
            }
        }
    }
}

void EntityUse::check(const source::Place& place, const source::SourceNode* with) const {
    Walk state;
    state.entities.insert(&entity_);
    state.schemas.insert(entity_.zgw);
    walk(entity_.fields, entity_.zgw, state);

    std::set<std::string> names = with_;
    for (const auto& [lookup, rule] : state.lookups) {
        names.insert(lookup->name);
    }
    names.insert("item");
    for (const auto& [text, source] : state.templates) {
        scope_.check(text, place_of(source), names);
        for (const Template::Part& part : text.parts) {
            if (!part.path.empty()) {
                state.used.insert(part.path.front());
            }
        }
    }
    const auto check_condition = [&](const Condition& condition, const SourceLocation& source,
                                     const auto& self) -> void {
        scope_.check(condition.placeholder, place_of(source), names);
        for (const Template::Part& part : condition.placeholder.parts) {
            if (!part.path.empty()) {
                state.used.insert(part.path.front());
            }
        }
        for (const Condition& child : condition.children) {
            self(child, source, self);
        }
    };
    for (const auto& [condition, source] : state.conditions) {
        check_condition(condition, source, check_condition);
    }
    const auto is_property = [&](const std::string& name) {
        return std::any_of(state.schemas.begin(), state.schemas.end(), [&](const std::string& schema) {
            const zgw::Schema* const known = context_.zgw.vocabulary() == nullptr
                                                 ? nullptr
                                                 : context_.zgw.vocabulary()->find_schema(schema);
            return known == nullptr || known->find(name) != nullptr;
        });
    };
    for (const auto& [lookup, rule] : state.lookups) {
        for (const std::string& need : lookup->needs) {
            state.used.insert(need);
            // Backwards the item is fetched by its URL: that needs nothing.
            const bool supplied =
                direction_ == Direction::kToStuf || with_.count(need) > 0 || state.written.count(need) > 0;
            if (!supplied) {
                context_.diagnostics.error(place, "opzoektabel " + in_quotes(lookup->name) + " (" +
                                                      rule->source.text() + ") heeft " + in_quotes(need) +
                                                      " nodig: geef het mee met \"with\"");
            }
        }
    }
    if (with == nullptr) {
        return;
    }
    for (const source::SourceNode& member : with->children) {
        if (state.used.count(member.key) == 0 && !is_property(member.key)) {
            const zgw::Schema* const schema = context_.zgw.vocabulary()->find_schema(entity_.zgw);
            context_.diagnostics.error(
                member.key_place,
                in_quotes(member.key) + " is geen eigenschap van " + entity_.zgw +
                    " en niets heeft het nodig",
                schema == nullptr ? "" : closest(member.key, schema->property_names()).value_or(""));
        }
    }
}

}  // namespace veerpont::rules
