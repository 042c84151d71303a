#include "bridge/operations/identity.h"

#include <algorithm>
#include <string>

#include <nlohmann/json.hpp>

#include "bridge/base/text.h"
#include "bridge/operations/compare.h"
#include "bridge/operations/scope.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;
using rules::FieldRule;

const json& property(const json& object, const std::string& name) {
    static const json none;
    const auto found = object.is_object() ? object.find(name) : object.end();
    return found == object.end() ? none : *found;
}

bool same_key(const json& a, const json& b) {
    if (a.is_string() && b.is_string()) {
        return to_lower(trim(a.get_ref<const std::string&>())) ==
               to_lower(trim(b.get_ref<const std::string&>()));
    }
    return same_value(a, b);
}

bool is_case(const FieldRule& choice, const FieldRule::Case& one, const json& resource) {
    if (one.only == rules::Only::kToStuf || choice.zgw.steps.size() != 1 ||
        property(resource, choice.zgw.steps.front()) != one.is) {
        return false;
    }
    return std::all_of(one.with.begin(), one.with.end(), [&](const auto& entry) {
        return entry.first.steps.size() == 1 && property(resource, entry.first.steps.front()) == entry.second;
    });
}

// The entity of the object in this property; nullptr when no case of a choice puts one there.
const rules::Entity* entity_within(const rules::Entity& entity, const json& resource,
                                   const std::string& name) {
    for (const FieldRule& rule : entity.fields) {
        for (const FieldRule::Case& one : rule.cases) {
            if (one.zgw.text == name && is_case(rule, one, resource)) {
                return one.entity;
            }
        }
    }
    return nullptr;
}

Recognised by_all_values(const json& wanted, const json& existing) {
    if (blank(wanted)) {
        return Recognised::kUnknown;
    }
    for (const auto& [name, value] : wanted.items()) {
        const json& there = property(existing, name);
        if (!same_value(there, value) || (value.is_object() && !same_value(value, there))) {
            return Recognised::kOther;
        }
    }
    return Recognised::kAlike;
}

// kUnknown: `wanted` has none of these properties.
Recognised by_group(const rules::Entity& entity, const std::vector<std::string>& group, const json& wanted,
                    const json& existing) {
    Recognised result = Recognised::kUnknown;
    bool nothing_within = false;
    for (const std::string& name : group) {
        const json& value = property(wanted, name);
        const rules::Entity* const within = entity_within(entity, wanted, name);
        if (blank(value)) {
            nothing_within = nothing_within || within != nullptr;
            continue;
        }
        const Recognised one = within != nullptr ? recognise(*within, value, property(existing, name))
                               : !same_key(property(existing, name), value) ? Recognised::kOther
                               : group.size() == 1                          ? Recognised::kSame
                                                                            : Recognised::kAlike;
        if (one == Recognised::kOther) {
            return one;
        }
        nothing_within = nothing_within || one == Recognised::kUnknown;
        // An object within knows better than the properties around it.
        result = within != nullptr || result == Recognised::kUnknown ? one : result;
    }
    return nothing_within ? Recognised::kUnknown : result;
}

}  // namespace

Recognised recognise(const rules::Entity& entity, const json& wanted, const json& existing) {
    if (entity.identity.empty()) {
        return by_all_values(wanted, existing);
    }
    for (const std::vector<std::string>& group : entity.identity) {
        const Recognised result = by_group(entity, group, wanted, existing);
        if (result != Recognised::kUnknown) {
            return result;
        }
    }
    return Recognised::kUnknown;
}

bool made_by(const rules::Entity& entity, const json& resource) {
    bool has_choice = false;
    for (const FieldRule& rule : entity.fields) {
        if (rule.kind != FieldRule::Kind::kChoice) {
            continue;
        }
        has_choice = true;
        if (std::any_of(rule.cases.begin(), rule.cases.end(),
                        [&](const FieldRule::Case& one) { return is_case(rule, one, resource); })) {
            return true;
        }
    }
    return !has_choice;
}

}  // namespace veerpont::operations
