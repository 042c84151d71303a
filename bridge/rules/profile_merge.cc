#include "bridge/rules/profile_merge.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "bridge/base/text.h"
#include "bridge/rules/definitions.h"
#include "bridge/rules/words.h"

namespace veerpont::rules {

namespace {

using source::Diagnostics;
using source::SourceNode;

// A rule and how a profile may address it.
struct Target {
    SourceNode* rule = nullptr;
    std::string word;     // "zgw", "choice" or "stuf"
    std::string address;  // "verlenging.duur"
};

void collect_targets(SourceNode& owner, const std::string& zgw, const std::string& stuf,
                     std::vector<Target>& targets) {
    SourceNode* const fields = owner.find("fields");
    if (fields == nullptr || !fields->is_list()) {
        return;
    }
    for (SourceNode& rule : fields->children) {
        const auto joined = [](const std::string& outer, const std::string& inner, char separator) {
            return outer.empty() ? inner : fmt::format("{}{}{}", outer, separator, inner);
        };
        const std::string zgw_path = joined(zgw, rule.text_of("zgw"), '.');
        const std::string stuf_path = joined(stuf, rule.text_of("stuf"), '/');
        if (rule.has("choice")) {
            targets.push_back({&rule, "choice", joined(zgw, rule.text_of("choice"), '.')});
        } else if (rule.has("zgw")) {
            targets.push_back({&rule, "zgw", zgw_path});
        } else if (rule.has("stuf")) {
            targets.push_back({&rule, "stuf", stuf_path});
        }
        collect_targets(rule, zgw_path, stuf_path, targets);
    }
}

std::string address_word(const SourceNode& change) {
    for (const char* const word : {"zgw", "choice", "stuf"}) {
        if (change.has(word)) {
            return word;
        }
    }
    return {};
}

void set_member(SourceNode& rule, const SourceNode& member) {
    SourceNode* const present = rule.find(member.key);
    if (member.is_null()) {
        std::erase_if(rule.children, [&](const SourceNode& child) { return child.key == member.key; });
    } else if (present == nullptr) {
        rule.children.push_back(member);
    } else if (member.key == "default" && present->is_object() && member.is_object()) {
        SourceNode merged = member;
        for (const SourceNode& kept : present->children) {
            if (!merged.has(kept.key)) {
                merged.children.push_back(kept);
            }
        }
        *present = std::move(merged);
    } else {
        *present = member;
    }
}

void apply_override(SourceNode& entity, std::string_view entity_name, const SourceNode& change,
                    Diagnostics& diagnostics) {
    const std::string word = address_word(change);
    const SourceNode* const addressed = change.find(word);
    if (addressed == nullptr || !addressed->is_string()) {
        return;
    }
    std::vector<Target> targets;
    collect_targets(entity, "", "", targets);
    std::vector<std::string> addresses;
    SourceNode* rule = nullptr;
    for (const Target& target : targets) {
        if (target.word != word) {
            continue;
        }
        addresses.push_back(target.address);
        if (target.address == addressed->text && rule == nullptr) {
            rule = target.rule;
        }
    }
    if (rule == nullptr) {
        diagnostics.error(
            addressed->place,
            "entiteit \"" + std::string(entity_name) + "\" heeft geen regel voor \"" + addressed->text + "\"",
            closest(addressed->text, addresses).value_or(""));
        return;
    }
    for (const SourceNode& member : change.children) {
        if (member.key != "in" && member.key != word) {
            set_member(*rule, member);
        }
    }
    source::check(*rule, field_words(), diagnostics);
    check_field(*rule, diagnostics);
}

void apply_addition(SourceNode& entity, std::string_view entity_name, const SourceNode& addition,
                    Diagnostics& diagnostics) {
    SourceNode* const fields = entity.find("fields");
    if (fields == nullptr || !fields->is_list()) {
        return;
    }
    SourceNode rule = addition;
    rule.key.clear();
    std::erase_if(rule.children, [](const SourceNode& member) { return member.key == "in"; });
    std::vector<Target> targets;
    collect_targets(entity, "", "", targets);
    const std::string word = address_word(rule);
    for (const Target& target : targets) {
        if (target.word == word && target.address == rule.text_of(word)) {
            diagnostics.error(addition.place, "entiteit \"" + std::string(entity_name) +
                                                  "\" heeft al een regel voor \"" + target.address + "\" (" +
                                                  target.rule->place.text() +
                                                  "); verander die met \"override\"");
            return;
        }
    }
    fields->children.push_back(std::move(rule));
}

}  // namespace

SourceNode merge_profiles(const SourceNode& entity, std::string_view entity_name,
                          const std::vector<const SourceNode*>& profiles, Diagnostics& diagnostics) {
    SourceNode merged = entity;
    for (const SourceNode* const profile : profiles) {
        for (const SourceNode& change : profile->children_of("override")) {
            if (change.text_of("in") == entity_name) {
                apply_override(merged, entity_name, change, diagnostics);
            }
        }
        for (const SourceNode& addition : profile->children_of("add")) {
            if (addition.text_of("in") == entity_name) {
                apply_addition(merged, entity_name, addition, diagnostics);
            }
        }
    }
    return merged;
}

}  // namespace veerpont::rules
