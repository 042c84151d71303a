#include "bridge/xml/schema_model.h"

#include <algorithm>
#include <limits>

namespace veerpont::xml {

const SchemaChild* SchemaType::child(Name wanted) const {
    if (wanted == kUnknownName) return nullptr;
    const auto found = std::find_if(children.begin(), children.end(),
                                    [wanted](const SchemaChild& one) { return one.name == wanted; });
    return found == children.end() ? nullptr : &*found;
}

const SchemaChild* SchemaType::child(std::string_view local) const {
    const auto found = std::find_if(children.begin(), children.end(),
                                    [local](const SchemaChild& one) { return one.local == local; });
    return found == children.end() ? nullptr : &*found;
}

const SchemaChild* find_path(const SchemaType& type, std::string_view path) {
    const SchemaType* at = &type;
    const SchemaChild* found = nullptr;
    while (!path.empty()) {
        const std::size_t slash = path.find('/');
        const std::string_view step = path.substr(0, slash);
        path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
        if (step.starts_with('@')) {
            const bool has = std::any_of(
                at->attributes.begin(), at->attributes.end(),
                [name = step.substr(1)](const SchemaAttribute& one) { return one.local == name; });
            return has && path.empty() ? found : nullptr;
        }
        found = at->child(step);
        if (found == nullptr) return nullptr;
        at = found->type;
    }
    return found;
}

void order_by_schema(Node& node, const SchemaType& type) {
    const auto position = [&type](const Node& child) {
        const SchemaChild* const known = type.child(child.local);
        return known == nullptr ? std::numeric_limits<std::ptrdiff_t>::max() : known - type.children.data();
    };
    for (Node& child : node.children) {
        const SchemaChild* const known = type.child(child.local);
        if (known == nullptr) continue;
        child.ns = known->ns;
        order_by_schema(child, *known->type);
    }
    std::stable_sort(node.children.begin(), node.children.end(),
                     [&position](const Node& a, const Node& b) { return position(a) < position(b); });
}

}  // namespace veerpont::xml
