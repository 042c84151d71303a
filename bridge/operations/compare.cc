#include "bridge/operations/compare.h"

#include <cmath>
#include <cstdlib>
#include <string>

#include <nlohmann/json.hpp>

#include "bridge/base/text.h"
#include "bridge/base/time_zone.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;

bool empty(const json& value) {
    return value.is_null() || (value.is_string() && trim(value.get_ref<const std::string&>()).empty()) ||
           ((value.is_array() || value.is_object()) && value.empty());
}

bool same_text(const std::string& a, const std::string& b) {
    if (a == b || trim(a) == trim(b)) {
        return true;
    }
    if (a.find('T') == std::string::npos || b.find('T') == std::string::npos) {
        return false;
    }
    const std::optional<Time> first = parse_iso_timestamp(a);
    return first && first == parse_iso_timestamp(b);
}

bool same_value(const json& resource, const json& body) {
    if (empty(body)) {
        return true;
    }
    if (body.is_object()) {
        return resource.is_object() && holds_content(resource, body);
    }
    if (body.is_array()) {
        if (!resource.is_array() || resource.size() != body.size()) {
            return false;
        }
        for (std::size_t i = 0; i < body.size(); ++i) {
            if (!same_value(resource[i], body[i])) {
                return false;
            }
        }
        return true;
    }
    if (body.is_string()) {
        return resource.is_string() && same_text(resource.get<std::string>(), body.get<std::string>());
    }
    if (body.is_number() && resource.is_number()) {
        return std::abs(body.get<double>() - resource.get<double>()) < 1e-9;
    }
    return resource == body;
}

}  // namespace

bool holds_content(const json& resource, const json& body) {
    if (!resource.is_object() || !body.is_object()) {
        return false;
    }
    for (const auto& [name, value] : body.items()) {
        if (name == "inhoud" || empty(value)) {
            continue;
        }
        const auto found = resource.find(name);
        if (found == resource.end() || !same_value(*found, value)) {
            return false;
        }
    }
    return true;
}

}  // namespace veerpont::operations
