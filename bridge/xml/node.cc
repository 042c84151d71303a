#include "bridge/xml/node.h"

#include <algorithm>
#include <utility>

namespace veerpont::xml {

Node& Node::set(std::string_view attribute_ns, std::string_view attribute_local, std::string_view value) {
    const auto same = std::find_if(attributes.begin(), attributes.end(), [&](const Attribute& one) {
        return one.local == attribute_local && one.ns == attribute_ns;
    });
    if (same != attributes.end()) {
        same->value = value;
    } else {
        attributes.push_back({std::string(attribute_ns), std::string(attribute_local), std::string(value)});
    }
    return *this;
}

const Node* Node::child(std::string_view local_name) const {
    const auto found = std::find_if(children.begin(), children.end(),
                                    [local_name](const Node& one) { return one.local == local_name; });
    return found == children.end() ? nullptr : &*found;
}

Node* Node::child(std::string_view local_name) {
    return const_cast<Node*>(std::as_const(*this).child(local_name));
}

std::string_view Node::attribute(std::string_view attribute_local) const {
    const auto found =
        std::find_if(attributes.begin(), attributes.end(),
                     [attribute_local](const Attribute& one) { return one.local == attribute_local; });
    return found == attributes.end() ? std::string_view() : std::string_view(found->value);
}

Node& Node::set_no_value(std::string_view no_value) {
    text.clear();
    set(kXsi, "nil", "true");
    return set(kStuf, "noValue", no_value);
}

}  // namespace veerpont::xml
