#include "bridge/operations/compare.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "bridge/base/text.h"
#include "bridge/base/time_zone.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;

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

// Every item of the body is an item of the register's list; the lists are equally long.
bool same_objects(const json& resource, const json& body) {
    std::vector<bool> taken(resource.size(), false);
    return std::all_of(body.begin(), body.end(), [&](const json& wanted) {
        for (std::size_t i = 0; i < taken.size(); ++i) {
            if (!taken[i] && same_value(resource[i], wanted)) {
                taken[i] = true;
                return true;
            }
        }
        return false;
    });
}

}  // namespace

bool blank(const json& value) {
    if (value.is_object()) {
        return std::all_of(value.begin(), value.end(), [](const json& one) { return blank(one); });
    }
    return value.is_null() || (value.is_array() && value.empty()) ||
           (value.is_string() && trim(value.get_ref<const std::string&>()).empty());
}

bool same_value(const json& resource, const json& body) {
    if (blank(body)) {
        return true;
    }
    if (body.is_object()) {
        return holds_content(resource, body);
    }
    if (body.is_array()) {
        if (!resource.is_array() || resource.size() != body.size()) {
            return false;
        }
        if (std::all_of(body.begin(), body.end(), [](const json& one) { return one.is_object(); })) {
            return same_objects(resource, body);
        }
        return std::equal(body.begin(), body.end(), resource.begin(),
                          [](const json& wanted, const json& there) { return same_value(there, wanted); });
    }
    if (body.is_string()) {
        return resource.is_string() && same_text(resource.get<std::string>(), body.get<std::string>());
    }
    if (body.is_number() && resource.is_number()) {
        return std::abs(body.get<double>() - resource.get<double>()) < 1e-9;
    }
    return resource == body;
}

bool holds_content(const json& resource, const json& body) {
    if (!resource.is_object() || !body.is_object()) {
        return false;
    }
    for (const auto& [name, value] : body.items()) {
        if (name == "inhoud" || blank(value)) {
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
