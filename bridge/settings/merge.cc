#include "bridge/settings/merge.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <utility>

#include "bridge/base/text.h"
#include "bridge/settings/words.h"
#include "bridge/source/reader.h"

namespace veerpont::settings {

namespace {

using source::SourceNode;

constexpr int kMaxExtends = 8;

void lay_over(SourceNode& below, SourceNode above) {
    for (SourceNode& member : above.children) {
        SourceNode* present = below.find(member.key);
        if (present == nullptr) {
            below.children.push_back(std::move(member));
        } else if (present->is_object() && member.is_object()) {
            lay_over(*present, std::move(member));
        } else {
            *present = std::move(member);
        }
    }
}

void erase(SourceNode& object, std::string_view key) {
    std::erase_if(object.children, [key](const SourceNode& member) { return member.key == key; });
}

std::optional<SourceNode> read_level(const std::filesystem::path& file, int level,
                                     source::Diagnostics& diagnostics) {
    auto tree = source::read_json_file(file, diagnostics);
    if (!tree) {
        return std::nullopt;
    }
    if (!tree->is_object()) {
        diagnostics.error(tree->place, "de configuratie moet een groep { } zijn");
        return std::nullopt;
    }
    const SourceNode* extends = tree->find("extends");
    if (extends == nullptr || !extends->is_string()) {
        return tree;  // a value of another kind is found by the checker
    }
    if (level >= kMaxExtends) {
        diagnostics.error(extends->place, "extends gaat te diep (verwijzen de bestanden naar elkaar?)");
        return std::nullopt;
    }
    const std::filesystem::path other = file.parent_path() / extends->text;
    std::error_code error;
    if (!std::filesystem::is_regular_file(other, error)) {
        diagnostics.error(extends->place, "het bestand \"" + extends->text + "\" bestaat niet");
        return std::nullopt;
    }
    auto below = read_level(other, level + 1, diagnostics);
    if (!below) {
        return std::nullopt;
    }
    erase(*tree, "extends");
    erase(*below, "about");
    lay_over(*below, std::move(*tree));
    return below;
}

// The shape that the word table gives to a path, or nullptr.
const source::Shape* shape_at(const std::vector<std::string_view>& path) {
    const source::WordTable* table = &kConfiguration;
    const source::Shape* shape = nullptr;
    for (const std::string_view part : path) {
        if (table != nullptr) {
            const auto words = table->words;
            const auto word = std::find_if(words.begin(), words.end(),
                                           [part](const auto& known) { return known.word == part; });
            if (word == words.end()) {
                return nullptr;
            }
            shape = &word->shape;
        } else if (shape != nullptr && shape->items != nullptr) {
            shape = shape->items;
        } else {
            return nullptr;
        }
        table = (shape->kinds & source::kObject) != 0 ? shape->table : nullptr;
    }
    return shape;
}

// The value as it was meant: JSON when it is that, but a text where only a text will do ("data=2026").
SourceNode value_of(const Override& change, const source::Place& place, const source::Shape* shape) {
    source::Diagnostics not_json;
    auto parsed = source::read_json(change.value, place.file(), not_json);
    const bool only_text = shape != nullptr && shape->kinds == source::kString;
    if (!parsed || (only_text && !parsed->is_string())) {
        parsed.emplace();
        parsed->kind = SourceNode::Kind::kString;
        parsed->text = change.value;
        parsed->place = place;
    }
    return std::move(*parsed);
}

}  // namespace

std::optional<source::SourceNode> read_with_extends(const std::filesystem::path& file,
                                                    source::Diagnostics& diagnostics) {
    return read_level(file, 0, diagnostics);
}

void put_override(source::SourceNode& root, const Override& change, source::Diagnostics& diagnostics) {
    const source::Place place = source::place_of_file("--set " + change.path);
    const std::vector<std::string_view> path = split(change.path, '.');
    SourceNode* at = &root;
    for (const std::string_view part : path) {
        if (at->is_list()) {
            std::size_t index = 0;
            const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), index);
            if (error != std::errc() || end != part.data() + part.size() || index >= at->children.size()) {
                diagnostics.error(place, "\"" + std::string(part) + "\" is geen plaats in deze lijst van " +
                                             std::to_string(at->children.size()));
                return;
            }
            at = &at->children[index];
            continue;
        }
        if (part.empty() || !at->is_object()) {
            diagnostics.error(place, "dit pad bestaat niet");
            return;
        }
        SourceNode* next = at->find(part);
        if (next == nullptr) {
            next = &at->children.emplace_back();
            next->kind = SourceNode::Kind::kObject;
            next->key = part;
            next->key_place = place;
            next->place = place;
        }
        at = next;
    }
    SourceNode value = value_of(change, place, shape_at(path));
    value.key = at->key;
    value.key_place = place;
    *at = std::move(value);
}

}  // namespace veerpont::settings
