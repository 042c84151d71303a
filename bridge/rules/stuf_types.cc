#include "bridge/rules/stuf_types.h"

#include <algorithm>

#include "bridge/base/text.h"
#include "bridge/rules/paths.h"
#include "bridge/source/diagnostics.h"

namespace veerpont::rules {

namespace {

void add_once(std::vector<const xml::SchemaType*>& types, const xml::SchemaType* type) {
    if (type != nullptr && std::find(types.begin(), types.end(), type) == types.end()) {
        types.push_back(type);
    }
}

// The entiteittype that a type is about: its fixed attribute, or the part of its name before the hyphen
// ("ZAK-kennisgeving" in the official sets) or full stop ("ZAK.kennisgeving" in ours).
std::string entiteittype_of(const xml::SchemaType& type) {
    for (const xml::SchemaAttribute& attribute : type.attributes) {
        if (attribute.local == "entiteittype" && !attribute.fixed.empty()) {
            return attribute.fixed;
        }
    }
    const std::size_t end = type.name.find_first_of("-.");
    return end == std::string::npos ? "" : type.name.substr(0, end);
}

class Collector {
  public:
    std::vector<const xml::SchemaType*> types;

    void visit(const xml::SchemaType* type) {
        if (type == nullptr || !seen_.insert(type).second) {
            return;
        }
        types.push_back(type);
        for (const xml::SchemaChild& child : type->children) {
            visit(child.type);
        }
    }

  private:
    std::set<const xml::SchemaType*> seen_;
};

}  // namespace

StufTypes::StufTypes(const std::map<std::string, const xml::SchemaModel*>& schemas) : schemas_(schemas) {
    Collector collector;
    for (const auto& [set, model] : schemas_) {
        for (const xml::SchemaType* const type : model->types()) {
            collector.visit(type);
        }
        for (const xml::SchemaChild* const root : model->roots()) {
            collector.visit(root->type);
        }
    }
    for (const xml::SchemaType* const type : collector.types) {
        if (!type->name.empty()) {
            by_name_[type->name].push_back(type);
        }
        const bool message = type->child("stuurgegevens") != nullptr;
        if (type->complex && !message) {
            if (const std::string name = entiteittype_of(*type); !name.empty()) {
                by_entiteittype_[name].push_back(type);
            }
        }
    }
}

StufStep StufTypes::entity(std::string_view name) const {
    StufStep step;
    if (!available()) {
        step.position.open = true;
        return step;
    }
    const std::size_t slash = name.find('/');
    const std::string_view head = name.substr(0, slash);
    for (const auto* const index : {&by_entiteittype_, &by_name_}) {
        if (const auto found = index->find(head); found != index->end()) {
            for (const xml::SchemaType* const type : found->second) {
                add_once(step.position.types, type);
            }
        }
    }
    if (step.position.types.empty()) {
        step.missing = head;
        for (const auto& [known, types] : by_entiteittype_) {
            step.known.push_back(known);
        }
        return step;
    }
    if (slash != std::string_view::npos) {
        source::Diagnostics ignored;
        return follow(step.position,
                      parse_stuf_path(name.substr(slash + 1), source::place_of_file(""), ignored));
    }
    return step;
}

StufPosition StufTypes::root(const std::string& set, std::string_view ns, std::string_view local) const {
    StufPosition position;
    const auto model = schemas_.find(set);
    if (model == schemas_.end()) {
        position.open = true;
        return position;
    }
    if (const xml::SchemaChild* const root = model->second->root(ns, local)) {
        position.types.push_back(root->type);
        position.elements.push_back(root);
    }
    return position;
}

std::vector<std::string> StufTypes::root_names(const std::string& set, std::string_view ns) const {
    std::vector<std::string> names;
    if (const auto model = schemas_.find(set); model != schemas_.end()) {
        for (const xml::SchemaChild* const root : model->second->roots()) {
            if (root->ns == ns) {
                names.push_back(root->local);
            }
        }
    }
    return names;
}

StufStep StufTypes::follow(const StufPosition& from, const StufPath& path) const {
    StufStep step;
    step.position = from;
    step.position.elements = path.steps.empty() ? from.elements : std::vector<const xml::SchemaChild*>{};
    if (from.open || path.element_name) {
        return step;
    }
    for (const xml::Name name : path.steps) {
        StufPosition next;
        bool wildcard = false;
        for (const xml::SchemaType* const type : step.position.types) {
            wildcard = wildcard || type->any;
            if (const xml::SchemaChild* const child = type->child(name)) {
                add_once(next.types, child->type);
                next.elements.push_back(child);
            }
        }
        if (next.types.empty() && wildcard) {
            next.open = true;
            step.position = next;
            return step;
        }
        if (next.types.empty()) {
            step.missing = xml::name_text(name);
            std::set<std::string> known;
            for (const xml::SchemaType* const type : step.position.types) {
                for (const xml::SchemaChild& child : type->children) {
                    known.insert(child.local);
                }
            }
            step.known.assign(known.begin(), known.end());
            step.position = {};
            return step;
        }
        step.position = std::move(next);
    }
    if (!path.extra_element.empty()) {
        step.position = {};
        step.position.open = true;
        return step;
    }
    if (!path.attribute.empty()) {
        std::set<std::string> known;
        for (const xml::SchemaType* const type : step.position.types) {
            for (const xml::SchemaAttribute& attribute : type->attributes) {
                known.insert("@" + attribute.local);
                if (attribute.local == path.attribute) {
                    step.position.attribute = &attribute;
                }
            }
        }
        if (step.position.attribute == nullptr) {
            step.missing = "@" + path.attribute;
            step.known.assign(known.begin(), known.end());
            step.position = {};
        }
    }
    return step;
}

const xml::SchemaType* StufTypes::simple_type(std::string_view local) const {
    if (const auto found = by_name_.find(local); found != by_name_.end()) {
        for (const xml::SchemaType* const type : found->second) {
            if (type->has_text) {
                return type;
            }
        }
    }
    return nullptr;
}

std::vector<std::string> StufTypes::simple_type_names() const {
    std::vector<std::string> names;
    for (const auto& [name, types] : by_name_) {
        if (types.front()->has_text) {
            names.push_back(name);
        }
    }
    return names;
}

}  // namespace veerpont::rules
