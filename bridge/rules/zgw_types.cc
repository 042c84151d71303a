#include "bridge/rules/zgw_types.h"

#include "bridge/base/text.h"

namespace veerpont::rules {

ZgwStep ZgwTypes::schema(std::string_view name) const {
    ZgwStep step;
    if (vocabulary_ == nullptr) {
        step.position.open = true;
        return step;
    }
    if (vocabulary_->find_schema(name) == nullptr) {
        step.missing = name;
        step.known = vocabulary_->schema_names();
        return step;
    }
    step.position.schema = name;
    return step;
}

ZgwPosition ZgwTypes::at(const zgw::Property& property) const {
    ZgwPosition position;
    position.property = &property;
    if (property.type == "object" && !property.schema.empty()) {
        position.schema = property.schema;
    } else if (property.type == "any" || property.type == "object") {
        position.open = true;
    }
    return position;
}

ZgwPosition ZgwTypes::item_of(const ZgwPosition& position) const {
    if (!position.is_array()) {
        return position;
    }
    if (position.property->items == nullptr) {
        ZgwPosition open;
        open.open = true;
        return open;
    }
    return at(*position.property->items);
}

ZgwStep ZgwTypes::follow(const ZgwPosition& from, const std::vector<std::string>& names,
                         const std::map<std::string, std::string>& expands) const {
    ZgwStep step;
    step.position = from;
    for (const std::string& name : names) {
        ZgwPosition& here = step.position;
        if (here.is_array()) {
            here = item_of(here);
            if (all_digits(name)) {
                continue;
            }
        }
        if (here.open) {
            here.property = nullptr;
            continue;
        }
        if (here.schema.empty() && here.property != nullptr) {
            if (const auto expanded = expands.find(here.property->name); expanded != expands.end()) {
                here = schema(expanded->second).position;
                here.expanded = true;
            }
        }
        const zgw::Schema* const schema =
            here.schema.empty() ? nullptr : vocabulary_->find_schema(here.schema);
        const zgw::Property* const property = schema == nullptr ? nullptr : schema->find(name);
        if (property == nullptr) {
            step.missing = name;
            step.owner =
                here.schema.empty() ? (here.property == nullptr ? "" : here.property->name) : here.schema;
            if (schema != nullptr) {
                step.known = schema->property_names();
            }
            step.position = {};
            return step;
        }
        const bool expanded = here.expanded;
        here = at(*property);
        here.expanded = expanded;
    }
    return step;
}

std::string type_and_format(const zgw::Property& property) {
    return property.format.empty() ? property.type : property.type + "/" + property.format;
}

bool same_resource(std::string_view a, std::string_view b) {
    const auto plain = [](std::string_view name) {
        std::string made = replace_all(std::string(name), ":Patched", ":");
        return replace_all(std::move(made), "Requestbody", "");
    };
    return plain(a) == plain(b);
}

}  // namespace veerpont::rules
