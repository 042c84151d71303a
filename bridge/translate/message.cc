// The message side of rules: where a StUF path leads.
#include <string>
#include <vector>

#include "bridge/base/text.h"
#include "bridge/translate/translate.h"
#include "bridge/xml/names.h"

namespace veerpont::translate {

namespace {

using rules::StufPath;
using xml::Element;

void collect(Element from, const std::vector<xml::Name>& steps, std::size_t step, std::vector<Element>& out) {
    if (!from) return;
    if (step == steps.size()) {
        out.push_back(from);
        return;
    }
    for (const Element child : from.children()) {
        if (child.name() == steps[step]) collect(child, steps, step + 1, out);
    }
}

stuf::Value text_value(std::string_view text) {
    stuf::Value value;
    if (!text.empty()) value.text = std::string(text);
    return value;
}

// Of several with the same name the first that has a value (T59).
stuf::Value extra_element(Element entity, std::string_view name) {
    stuf::Value found;
    for (const Element group : entity.children()) {
        if (group.local() != "extraElementen") continue;
        for (const Element extra : group.children()) {
            if (extra.local() != "extraElement" || !iequals(trim(extra.attribute("naam")), name)) continue;
            stuf::Value value = stuf::value_of(extra);
            if (value.has_text()) return value;
            if (found.unsaid()) found = value;
        }
    }
    return found;
}

}  // namespace

std::vector<Element> find_all(Element root, const StufPath& path) {
    std::vector<Element> found;
    collect(root, path.steps, 0, found);
    return found;
}

Element find(Element root, const StufPath& path) {
    const std::vector<Element> all = find_all(root, path);
    for (const Element element : all) {
        if (!element.nil()) return element;
    }
    return all.empty() ? Element() : all.front();
}

stuf::Value value_at(Element root, const StufPath& path) {
    if (path.element_name) return text_value(root.local());
    stuf::Value found;
    for (const Element element : find_all(root, path)) {
        stuf::Value value;
        if (!path.extra_element.empty()) {
            value = extra_element(element, path.extra_element);
        } else if (!path.attribute.empty()) {
            value = text_value(trim(element.attribute(path.attribute)));
        } else {
            value = stuf::value_of(element);
        }
        if (value.has_text()) return value;
        if (found.unsaid()) found = value;
    }
    return found;
}

}  // namespace veerpont::translate
