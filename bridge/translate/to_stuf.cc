// ZGW -> StUF: the same rules read from right to left. A value that cannot be given back never fails an
// answer: it is left out and named in the trace.
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bridge/base/text.h"
#include "bridge/translate/run.h"
#include "bridge/translate/translate.h"
#include "bridge/xml/names.h"

namespace veerpont::translate {

namespace {

using nlohmann::json;
using rules::FieldRule;
using rules::Only;
using rules::StufPath;
using xml::Node;
using Outcome = TraceEntry::Outcome;

std::string_view attribute_namespace(std::string_view attribute) {
    if (attribute == "contentType") return xml::kXmime;
    if (attribute == "naam" || attribute == "srsName") return {};
    return xml::kStuf;
}

Node& child_of(Node& parent, std::string_view local, std::string_view ns = {}) {
    if (Node* const present = parent.child(local)) return *present;
    return parent.add(Node(ns, local));
}

// The node at the steps of a path, made where it is not there.
Node& node_at(Node& root, const StufPath& path) {
    Node* at = &root;
    for (const xml::Name step : path.steps)
        at = &child_of(*at, xml::name_text(step));
    return *at;
}

// Its parent and its name, for elements that may stand there more than once.
std::pair<Node*, std::string> new_child_at(Node& root, const StufPath& path) {
    Node* at = &root;
    for (std::size_t step = 0; step + 1 < path.steps.size(); ++step)
        at = &child_of(*at, xml::name_text(path.steps[step]));
    return {at, std::string(xml::name_text(path.steps.back()))};
}

Node* extra_element(Node& entity, std::string_view name, bool make) {
    Node* group = entity.child("extraElementen");
    if (group == nullptr) {
        if (!make) return nullptr;
        group = &entity.add(Node(xml::kStuf, "extraElementen"));
    }
    for (Node& extra : group->children) {
        if (extra.attribute("naam") == name) return &extra;
    }
    if (!make) return nullptr;
    Node& extra = group->add(Node(xml::kStuf, "extraElement"));
    extra.set("", "naam", name);
    return &extra;
}

bool written(const Node& root, const StufPath& path) {
    const Node* at = &root;
    for (const xml::Name step : path.steps) {
        at = at->child(xml::name_text(step));
        if (at == nullptr) return false;
    }
    if (!path.attribute.empty()) return !at->attribute(path.attribute).empty();
    if (!path.extra_element.empty()) {
        const Node* const group = at->child("extraElementen");
        if (group == nullptr) return false;
        for (const Node& extra : group->children) {
            if (extra.attribute("naam") == path.extra_element) return true;
        }
        return false;
    }
    return !path.steps.empty() && (!at->text.empty() || !at->children.empty());
}

bool has_content(const Node& node) {
    return !node.children.empty() || !node.text.empty() || !node.attributes.empty();
}

class ToStufTranslation {
  public:
    explicit ToStufTranslation(const Context& context) : run_(context) {}

    Result<ToStuf> translate(const rules::Entity& entity, const json& resource, std::string_view element) {
        run_.set_element(element);
        ToStuf out;
        out.node.local = std::string(element);
        const Place place{std::string(element), entity.zgw, "", entity.personal};
        const bool fits = fields(entity.fields, resource, out.node, place, true);
        out.missing = run_.missing();
        if (!out.missing.empty()) return out;
        run_.report();
        if (!fits) out.node = Node();
        return out;
    }

  private:
    // False when a choice has no case for this resource.
    bool fields(const std::vector<FieldRule>& rules, const json& resource, Node& node, const Place& place,
                bool top) {
        bool fits = true;
        std::vector<const FieldRule*> constants;
        std::vector<const FieldRule*> empty_required;
        for (const FieldRule& rule : rules) {
            if (rule.only == Only::kToZgw) continue;
            if (!asked(rule, place)) continue;
            if (rule.when && rule.kind != FieldRule::Kind::kStufOnly && !may_hold(*rule.when, run_.scope()))
                continue;
            switch (rule.kind) {
                case FieldRule::Kind::kPair:
                    if (!pair(rule, resource, node, place) && rule.required != rules::Required::kNo) {
                        empty_required.push_back(&rule);
                    }
                    break;
                case FieldRule::Kind::kGroup:
                    group(rule, resource, node, place);
                    break;
                case FieldRule::Kind::kChoice:
                    fits = choice(rule, resource, node, place) && fits;
                    break;
                case FieldRule::Kind::kStufOnly:
                    constants.push_back(&rule);
                    break;
                case FieldRule::Kind::kZgwOnly:
                case FieldRule::Kind::kIgnored:
                    break;
            }
        }
        // Constants say something about what is there; alone they would make an element out of nothing.
        for (const FieldRule* rule : constants) {
            if (!top && !has_content(node)) break;
            constant(*rule, node, place);
        }
        // The members of a group that StUF requires: empty, and said so.
        if (!top && has_content(node)) {
            for (const FieldRule* rule : empty_required) {
                if (plain(rule->stuf) && !written(node, rule->stuf)) nil(node_at(node, rule->stuf));
            }
        }
        return fits;
    }

    // True when the target holds a value afterwards, or waits for one.
    bool pair(const FieldRule& rule, const json& resource, Node& node, const Place& place) {
        if (!rule.stuf.element_name && written(node, rule.stuf)) return true;
        const json* const found = property_at(resource, rule.zgw);
        if (found == nullptr || is_empty(*found)) return without_value(rule, node, place);
        json value = *found;
        const std::string from = rule.lookup != nullptr && value.is_object()
                                     ? text_of(value.value("url", json()))
                                     : text_of(value);
        if (rule.lookup != nullptr) {
            if (!value.is_object()) {
                const Found item = run_.look_up(*rule.lookup, true, text_of(value), resource);
                if (item.state == Found::State::kPending) return true;
                if (item.state == Found::State::kAbsent) {
                    drop(rule, place, from, "niet gevonden in de catalogus (" + rule.lookup->name + ")");
                    return without_value(rule, node, place);
                }
                value = *item.item;
            }
            const auto property = value.find(rule.lookup->to_stuf);
            if (property == value.end() || is_empty(*property)) return without_value(rule, node, place);
            value = json(*property);
        }
        if (rule.codes != nullptr) {
            const auto code = rule.codes->to_stuf(text_of(value));
            if (!code) {
                if (!rule.default_to_stuf)
                    drop(rule, place, from, "komt niet voor in codetabel " + rule.codes->name);
                return without_value(rule, node, place);
            }
            value = *code;
        }
        if (rule.converter->takes_element()) {
            auto children = rule.converter->element_to_stuf(value);
            if (!children) {
                drop(rule, place, from, children.problem().sender_text);
                return false;
            }
            Node& target = node_at(node, rule.stuf);
            for (Node& child : *children)
                target.children.push_back(std::move(child));
            run_.note(Outcome::kTranslated, place, rule, from, target.children.front().local);
            return true;
        }
        const auto made = rule.converter->to_stuf(value);
        if (!made || !made->has_text() || made->text->empty()) {
            if (!made) drop(rule, place, from, made.problem().sender_text);
            return without_value(rule, node, place);
        }
        std::string text = *made->text;
        Outcome outcome = Outcome::kTranslated;
        if (rule.max != 0 && rule.truncate && utf8_length(text) > rule.max) {
            text = std::string(utf8_prefix(text, rule.max));
            outcome = Outcome::kTruncated;
        }
        write(rule.stuf, node, text);
        run_.note(outcome, place, rule, from, text);
        return true;
    }

    bool without_value(const FieldRule& rule, Node& node, const Place& place) {
        if (rule.default_to_stuf) {
            write(rule.stuf, node, *rule.default_to_stuf);
            run_.note(Outcome::kDefaulted, place, rule, "", *rule.default_to_stuf);
            return true;
        }
        // Asked for by name and empty: nil. Only for elements directly below the entity's own: deeper ones
        // may stand in a choice where two nils are not valid.
        if (run_.context().in_scope && place.scope.empty() && plain(rule.stuf) &&
            rule.stuf.steps.size() == 1 && !written(node, rule.stuf)) {
            nil(node_at(node, rule.stuf));
        }
        return false;
    }

    void group(const FieldRule& rule, const json& resource, Node& node, const Place& place) {
        const json* const found = rule.zgw.empty() ? &resource : property_at(resource, rule.zgw);
        if (found == nullptr || is_empty(*found)) return;
        const Place inside = place.below(rule.stuf.text, rule.zgw.text);
        if (rule.stuf.steps.empty()) {
            fields(rule.fields, *found, node, inside, false);
            return;
        }
        const json one = found->is_array() ? json() : json::array({*found});
        const json& items = found->is_array() ? *found : one;
        for (const json& item : items) {
            Node made;
            made.local = std::string(xml::name_text(rule.stuf.steps.back()));
            const bool fits = fields(rule.fields, item, made, inside, false);
            if (!fits || !has_content(made)) continue;
            new_child_at(node, rule.stuf).first->add(std::move(made));
            if (!rule.many) break;
        }
    }

    bool choice(const FieldRule& rule, const json& resource, Node& node, const Place& place) {
        const json* const tag = property_at(resource, rule.zgw);
        if (tag == nullptr || is_empty(*tag)) return false;
        for (const FieldRule::Case& one : rule.cases) {
            if (one.only == Only::kToZgw || one.is != text_of(*tag) || !recognised(one, resource)) continue;
            if (one.when && !may_hold(*one.when, run_.scope())) continue;
            const json* const object = one.zgw.empty() ? &resource : property_at(resource, one.zgw);
            Place inside = place.below(one.stuf.text, one.zgw.text);
            inside.personal = inside.personal || one.entity->personal;
            Node made;
            const bool fits = object != nullptr && object->is_object() &&
                              fields(one.entity->fields, *object, made, inside, one.stuf.steps.empty());
            if (run_.pending()) return true;
            if (!fits || !has_content(made)) {
                drop(rule, place, one.is, "leeg");
                return false;
            }
            if (one.stuf.steps.empty()) {
                for (Node& child : made.children)
                    node.children.push_back(std::move(child));
            } else {
                const auto [parent, local] = new_child_at(node, one.stuf);
                made.local = local;
                parent->add(std::move(made));
            }
            if (run_.tracing()) {
                FieldRule shown = rule;
                shown.stuf = one.stuf;
                shown.source = one.source.file.empty() ? rule.source : one.source;
                run_.note(Outcome::kTranslated, place, shown, one.is, one.stuf.text);
            }
            return true;
        }
        drop(rule, place, text_of(*tag), "geen geval met deze waarde");
        return false;
    }

    static bool recognised(const FieldRule::Case& one, const json& resource) {
        for (const auto& [path, value] : one.with) {
            const json* const found = property_at(resource, path);
            if (found == nullptr || text_of(*found) != value) return false;
        }
        return true;
    }

    void constant(const FieldRule& rule, Node& node, const Place& place) {
        if (written(node, rule.stuf)) return;
        if (rule.when && !holds(*rule.when, node, run_.scope())) return;
        const std::string text = rule.from.empty() ? rule.value : run_.scope().fill(rule.from);
        if (text.empty()) return;
        write(rule.stuf, node, text);
        run_.note(Outcome::kTranslated, place, rule, rule.from.text, text);
    }

    bool asked(const FieldRule& rule, const Place& place) const {
        if (!run_.context().in_scope || rule.stuf.element_name || rule.stuf.empty() || rule.stuf.text == ".")
            return true;
        return run_.context().in_scope(place.below(rule.stuf.text, "").scope);
    }

    void write(const StufPath& path, Node& root, const std::string& text) {
        if (path.element_name) {
            root.local = text;
            run_.set_element(text);
            return;
        }
        Node& at = node_at(root, path);
        if (!path.extra_element.empty()) {
            extra_element(at, path.extra_element, true)->text = text;
        } else if (!path.attribute.empty()) {
            at.set(attribute_namespace(path.attribute), path.attribute, text);
        } else {
            at.text = text;
        }
    }

    void nil(Node& node) const {
        const rules::NoValuePolicy* policy = run_.context().no_value;
        node.set_no_value(
            stuf::no_value_text(policy != nullptr ? policy->to_stuf : stuf::NoValue::kGeenWaarde));
    }

    static bool plain(const StufPath& path) {
        return path.attribute.empty() && path.extra_element.empty() && !path.element_name &&
               !path.steps.empty();
    }

    void drop(const FieldRule& rule, const Place& place, const std::string& from, std::string reason) {
        run_.note(Outcome::kDropped, place, rule, from, "", std::move(reason));
    }

    Run run_;
};

}  // namespace

Result<ToStuf> to_stuf(const rules::Entity& entity, const json& resource, std::string_view element,
                       const Context& context) {
    return ToStufTranslation(context).translate(entity, resource, element);
}

}  // namespace veerpont::translate
