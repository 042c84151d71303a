#include "bridge/translate/mask.h"

#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "bridge/translate/run.h"
#include "bridge/translate/scope.h"

namespace veerpont::translate {

namespace {

using nlohmann::json;
using rules::FieldRule;

// nullptr when something on the way is not there.
json* property_in(json& object, const rules::ZgwPath& path) {
    json::json_pointer place;
    for (const std::string& step : path.steps)
        place.push_back(step);
    return object.contains(place) ? &object[place] : nullptr;
}

void mask_all(json& value) {
    if (value.is_structured()) {
        for (json& child : value)
            mask_all(child);
    } else if (!is_empty(value)) {
        value = "***";
    }
}

void mask_fields(const std::vector<FieldRule>& fields, json& resource, bool personal);

void mask_object(const std::vector<FieldRule>& fields, json& value, bool personal) {
    if (personal) {
        mask_all(value);
    } else if (value.is_array()) {
        for (json& item : value)
            mask_fields(fields, item, false);
    } else {
        mask_fields(fields, value, false);
    }
}

void mask_choice(const FieldRule& rule, json& resource, bool personal) {
    const json* const tag = property_at(resource, rule.zgw);
    const std::string kind = tag == nullptr ? std::string() : text_of(*tag);
    for (const FieldRule::Case& one : rule.cases) {
        if (one.is != kind || one.entity == nullptr) continue;
        const bool within = personal || rule.personal || one.entity->personal;
        if (one.zgw.empty()) {
            mask_fields(one.entity->fields, resource, within);
        } else if (json* const value = property_in(resource, one.zgw); value != nullptr) {
            mask_object(one.entity->fields, *value, within);
        }
    }
}

void mask_fields(const std::vector<FieldRule>& fields, json& resource, bool personal) {
    for (const FieldRule& rule : fields) {
        const bool within = personal || rule.personal;
        if (rule.kind == FieldRule::Kind::kChoice) {
            mask_choice(rule, resource, within);
            continue;
        }
        if (rule.zgw.empty()) {
            mask_fields(rule.fields, resource, within);
            continue;
        }
        json* const value = property_in(resource, rule.zgw);
        if (value != nullptr) mask_object(rule.fields, *value, within);
    }
}

}  // namespace

json masked(const rules::Entity& entity, json resource) {
    mask_object(entity.fields, resource, entity.personal);
    return resource;
}

}  // namespace veerpont::translate
