#include "bridge/translate/scope.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bridge/base/masking.h"
#include "bridge/base/text.h"
#include "bridge/translate/translate.h"

namespace veerpont::translate {

namespace {

using nlohmann::json;
using rules::Condition;

json follow(const json& from, const std::vector<std::string>& path, std::size_t step) {
    if (step == path.size()) return from;
    const std::string& name = path[step];
    if (from.is_array()) {
        if (name == "*") {
            json found = json::array();
            for (const json& item : from) {
                json one = follow(item, path, step + 1);
                if (!is_empty(one)) found.push_back(std::move(one));
            }
            return found;
        }
        if (all_digits(name) && name.size() < 7) {
            const std::size_t index = std::stoul(name);
            return index < from.size() ? follow(from[index], path, step + 1) : json();
        }
        return {};
    }
    if (!from.is_object()) return {};
    const auto member = from.find(name);
    return member == from.end() ? json() : follow(*member, path, step + 1);
}

// What a condition compares: one text, or several of which one must fit.
using Texts = std::vector<std::string>;

Texts texts_of(const json& value) {
    Texts texts;
    if (value.is_array()) {
        for (const json& item : value) {
            if (!is_empty(item)) texts.push_back(text_of(item));
        }
    } else if (!is_empty(value)) {
        texts.push_back(text_of(value));
    }
    return texts;
}

bool judge(const Condition& condition, const std::function<Texts(const Condition&)>& read) {
    const auto any = [&](const auto& fits) {
        const Texts texts = read(condition);
        return std::any_of(texts.begin(), texts.end(), fits);
    };
    switch (condition.kind) {
        case Condition::Kind::kPresent:
            return !read(condition).empty();
        case Condition::Kind::kAbsent:
            return read(condition).empty();
        case Condition::Kind::kEquals:
        case Condition::Kind::kIn:
            return any([&](const std::string& text) {
                return std::find(condition.values.begin(), condition.values.end(), text) !=
                       condition.values.end();
            });
        case Condition::Kind::kMatches:
            return any([&](const std::string& text) {
                return !condition.values.empty() && has_form(text, condition.values.front());
            });
        case Condition::Kind::kAll:
            return std::all_of(condition.children.begin(), condition.children.end(),
                               [&](const Condition& child) { return judge(child, read); });
        case Condition::Kind::kAny:
            return std::any_of(condition.children.begin(), condition.children.end(),
                               [&](const Condition& child) { return judge(child, read); });
        case Condition::Kind::kNot:
            return !condition.children.empty() && !judge(condition.children.front(), read);
    }
    return false;
}

// Unknown: depends on the message.
std::optional<bool> judge_partly(const Condition& condition,
                                 const std::function<Texts(const Condition&)>& read) {
    if (condition.kind == Condition::Kind::kNot) {
        if (condition.children.empty()) return false;
        const auto inner = judge_partly(condition.children.front(), read);
        return inner ? std::optional<bool>(!*inner) : std::nullopt;
    }
    if (condition.kind == Condition::Kind::kAll || condition.kind == Condition::Kind::kAny) {
        const bool all = condition.kind == Condition::Kind::kAll;
        bool unknown = false;
        for (const Condition& child : condition.children) {
            const auto inner = judge_partly(child, read);
            if (!inner) {
                unknown = true;
            } else if (*inner != all) {
                return !all;
            }
        }
        return unknown ? std::nullopt : std::optional<bool>(all);
    }
    if (condition.placeholder.empty()) return std::nullopt;
    return judge(condition, read);
}

Texts texts_at(xml::Element root, const rules::StufPath& path) {
    const stuf::Value value = value_at(root, path);
    if (value.has_text()) return {*value.text};
    // An element with children is present when it is not nil.
    if (path.attribute.empty() && path.extra_element.empty() && !path.element_name) {
        const xml::Element element = find(root, path);
        if (element && !element.nil() && (element.has_children() || element.content() != nullptr))
            return {""};
    }
    return {};
}

Texts texts_at(const xml::Node& node, const rules::StufPath& path) {
    const xml::Node* at = &node;
    for (const xml::Name step : path.steps) {
        at = at->child(xml::name_text(step));
        if (at == nullptr) return {};
    }
    if (!path.attribute.empty()) {
        const std::string_view value = at->attribute(path.attribute);
        return value.empty() ? Texts{} : Texts{std::string(value)};
    }
    if (!at->children.empty()) return {""};
    return at->text.empty() ? Texts{} : Texts{at->text};
}

}  // namespace

bool is_empty(const json& value) {
    return value.is_null() || (value.is_string() && value.get_ref<const std::string&>().empty()) ||
           ((value.is_array() || value.is_object()) && value.empty());
}

std::string text_of(const json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_null()) return {};
    return value.dump();
}

json Scope::at(const std::vector<std::string>& path) const {
    if (path.empty()) return {};
    for (const json* layer : layers_) {
        if (layer != nullptr && layer->is_object() && layer->contains(path.front()))
            return follow(*layer, path, 0);
    }
    return {};
}

std::string Scope::fill(const rules::Template& text) const {
    std::string out;
    for (const rules::Template::Part& part : text.parts)
        out += part.path.empty() ? part.literal : text_of(at(part.path));
    return out;
}

json Scope::fill_value(const rules::Template& text) const {
    if (text.single()) return at(text.parts.front().path);
    return fill(text);
}

bool holds(const Condition& condition, xml::Element root, const Scope& scope) {
    return judge(condition, [&](const Condition& leaf) {
        return leaf.placeholder.empty() ? texts_at(root, leaf.stuf)
                                        : texts_of(scope.fill_value(leaf.placeholder));
    });
}

bool may_hold(const Condition& condition, const Scope& scope) {
    return judge_partly(condition,
                        [&](const Condition& leaf) { return texts_of(scope.fill_value(leaf.placeholder)); })
        .value_or(true);
}

bool holds(const Condition& condition, const xml::Node& node, const Scope& scope) {
    return judge(condition, [&](const Condition& leaf) {
        return leaf.placeholder.empty() ? texts_at(node, leaf.stuf)
                                        : texts_of(scope.fill_value(leaf.placeholder));
    });
}

bool holds(const Condition& condition, xml::Element message_root, const json& scope) {
    json local = {{"element", std::string(message_root.local())}};
    return holds(condition, message_root, Scope({&local, &scope}));
}

std::string fill(const rules::Template& text, const json& scope) {
    return Scope({&scope}).fill(text);
}

json fill_value(const rules::Template& text, const json& scope) {
    return Scope({&scope}).fill_value(text);
}

bool is_known_form(std::string_view form) {
    if (form == "bsn" || form == "digits") return true;
    constexpr std::string_view kDigits = "digits-";
    return form.starts_with(kDigits) && all_digits(form.substr(kDigits.size())) &&
           form.size() <= kDigits.size() + 3;
}

bool has_form(std::string_view text, std::string_view form) {
    if (!is_known_form(form)) return false;
    if (form == "bsn") return is_bsn(text);
    if (!all_digits(text)) return false;
    return form == "digits" || text.size() == std::stoul(std::string(form.substr(form.find('-') + 1)));
}

}  // namespace veerpont::translate
