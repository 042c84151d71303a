#include "bridge/operations/strategies/relation_pairs.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>

namespace veerpont::operations {

namespace {

using Change = RelationPair::Change;

bool same_content(xml::Element a, xml::Element b) {
    if (a.local() != b.local() || a.nil() != b.nil() || a.text() != b.text()) {
        return false;
    }
    xml::Element left = a.first_child();
    xml::Element right = b.first_child();
    while (left && right) {
        if (!same_content(left, right)) {
            return false;
        }
        left = left.next_sibling();
        right = right.next_sibling();
    }
    return !left && !right;
}

xml::Element filled(xml::Element element) {
    return says_something(element) ? element : xml::Element();
}

// Empty for a pair that asks for nothing.
std::optional<RelationPair> pair_of(xml::Element old, xml::Element current) {
    std::string_view code = current.attribute("verwerkingssoort");
    if (code.empty()) {
        code = old.attribute("verwerkingssoort");
    }
    RelationPair pair;
    pair.was = filled(old);
    pair.wordt = filled(current);
    const bool goes = code == "V" || code == "E" || (code == "R" && !pair.wordt);
    if (goes) {
        pair.change = Change::kRemove;
        return pair.named() ? std::optional(pair) : std::nullopt;
    }
    if (!pair.wordt) {
        return std::nullopt;
    }
    if (code == "R" && pair.was) {
        pair.change = Change::kReplace;
    } else if (code == "W" || code == "S") {
        pair.change = Change::kAlter;
    } else if (pair.was) {
        pair.change = code == "I" || same_content(pair.was, pair.wordt) ? Change::kKeep : Change::kAlter;
    } else {
        pair.change = code == "T" ? Change::kAdd : Change::kKeep;
    }
    return pair;
}

using ByName = std::map<std::string_view, std::vector<xml::Element>>;

}  // namespace

bool says_something(xml::Element element) {
    if (!element || element.nil()) {
        return false;
    }
    bool has_children = false;
    for (const xml::Element child : element.children()) {
        has_children = true;
        if (says_something(child)) {
            return true;
        }
    }
    return !has_children && !element.text().empty();
}

std::vector<RelationPair> relation_pairs(const stuf::Message& message, const std::string& within,
                                         const std::function<bool(xml::Element)>& included) {
    const auto parent = [&](xml::Element object) { return within.empty() ? object : object.find(within); };
    ByName old;
    for (const xml::Element child : parent(message.old_object()).children()) {
        if (included(child)) {
            old[child.local()].push_back(child);
        }
    }
    std::vector<RelationPair> pairs;
    const auto add = [&](xml::Element was, xml::Element wordt) {
        if (const std::optional<RelationPair> made = pair_of(was, wordt)) {
            pairs.push_back(*made);
        }
    };
    std::map<std::string_view, std::size_t> seen;
    for (const xml::Element child : parent(message.current_object()).children()) {
        if (!included(child)) {
            continue;
        }
        const std::vector<xml::Element>& before = old[child.local()];
        const std::size_t index = seen[child.local()]++;
        add(index < before.size() ? before[index] : xml::Element(), child);
    }
    for (const auto& [name, elements] : old) {
        for (std::size_t index = seen[name]; index < elements.size(); ++index) {
            add(elements[index], {});
        }
    }
    std::stable_partition(pairs.begin(), pairs.end(),
                          [](const RelationPair& pair) { return pair.change == Change::kRemove; });
    return pairs;
}

}  // namespace veerpont::operations
