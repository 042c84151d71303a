#include <algorithm>
#include <string>
#include <vector>

#include "bridge/base/text.h"
#include "bridge/source/formats.h"
#include "bridge/source/words.h"

namespace veerpont::source {

namespace {

unsigned kinds_of(SourceNode::Kind kind) {
    switch (kind) {
        case SourceNode::Kind::kNull:
            return kNull;
        case SourceNode::Kind::kBool:
            return kBool;
        case SourceNode::Kind::kInteger:
            return kInteger | kNumber;
        case SourceNode::Kind::kNumber:
            return kNumber;
        case SourceNode::Kind::kString:
            return kString;
        case SourceNode::Kind::kList:
            return kList;
        case SourceNode::Kind::kObject:
            return kObject | kMap;
    }
    return 0;
}

// "een tekst of een lijst"
std::string kinds_text(unsigned kinds) {
    std::vector<std::string> names;
    const auto name = [&](unsigned kind, SourceNode::Kind as) {
        if ((kinds & kind) != 0) {
            names.emplace_back(kind_text(as));
        }
    };
    name(kString, SourceNode::Kind::kString);
    name(kBool, SourceNode::Kind::kBool);
    if ((kinds & kNumber) != 0) {
        name(kNumber, SourceNode::Kind::kNumber);
    } else {
        name(kInteger, SourceNode::Kind::kInteger);
    }
    name(kObject | kMap, SourceNode::Kind::kObject);
    name(kList, SourceNode::Kind::kList);
    name(kNull, SourceNode::Kind::kNull);
    return join(names, " of ");
}

std::vector<std::string> texts(std::span<const std::string_view> views) {
    return {views.begin(), views.end()};
}

class Checker {
  public:
    explicit Checker(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

    void table(const SourceNode& node, const WordTable& table, bool root) {
        if (!node.is_object()) {
            diagnostics_.error(node.place, subject(node) + " moet een groep { } zijn");
            return;
        }
        for (const SourceNode& member : node.children) {
            if (root && member.key == "$schema") {
                continue;
            }
            const auto* const word =
                std::find_if(table.words.data(), table.words.data() + table.words.size(),
                             [&](const Word& known) { return known.word == member.key; });
            if (word == table.words.data() + table.words.size()) {
                unknown_word(member, table);
                continue;
            }
            shape(member, word->shape);
            if (!word->needs.empty() && !node.has(word->needs)) {
                diagnostics_.error(member.key_place, "\"" + member.key + "\" vraagt ook om \"" +
                                                         std::string(word->needs) + "\"");
            }
        }
        for (const Word& word : table.words) {
            if (word.required && !node.has(word.word)) {
                diagnostics_.error(node.place, "\"" + std::string(word.word) + "\" ontbreekt");
            }
        }
        if (node.children.size() < table.min_words) {
            diagnostics_.error(node.place, subject(node) + " moet minstens " +
                                               std::to_string(table.min_words) +
                                               (table.min_words == 1 ? " woord" : " woorden") + " hebben");
        }
    }

    void shape(const SourceNode& node, const Shape& shape) {
        if ((kinds_of(node.kind) & shape.kinds) == 0) {
            diagnostics_.error(node.place, subject(node) + " moet " + kinds_text(shape.kinds) +
                                               " zijn, niet " + std::string(kind_text(node.kind)));
            return;
        }
        switch (node.kind) {
            case SourceNode::Kind::kString:
                text(node, shape);
                break;
            case SourceNode::Kind::kInteger:
                range(node, shape);
                break;
            case SourceNode::Kind::kList:
                list(node, shape);
                break;
            case SourceNode::Kind::kObject:
                object(node, shape);
                break;
            default:
                break;
        }
    }

  private:
    static std::string subject(const SourceNode& node) {
        return node.key.empty() ? "dit onderdeel" : "\"" + node.key + "\"";
    }

    void unknown_word(const SourceNode& member, const WordTable& table) {
        std::vector<std::string> known;
        for (const Word& word : table.words) {
            known.emplace_back(word.word);
        }
        const auto meant = closest(member.key, known);
        std::string said = "onbekend woord \"" + member.key + "\"";
        if (!meant && !known.empty()) {
            said += " (bekend zijn: " + join(known, ", ") + ")";
        }
        diagnostics_.error(member.key_place, std::move(said), meant.value_or(""));
    }

    void text(const SourceNode& node, const Shape& shape) {
        if (!shape.choices.empty()) {
            if (std::find(shape.choices.begin(), shape.choices.end(), node.text) != shape.choices.end()) {
                return;
            }
            const std::vector<std::string> choices = texts(shape.choices);
            const auto meant = closest(node.text, choices);
            std::string said =
                (node.key.empty() ? "" : "\"" + node.key + "\": ") + "onbekende waarde \"" + node.text + "\"";
            if (!meant) {
                said += " (kies uit: " + join(choices, ", ") + ")";
            }
            diagnostics_.error(node.place, std::move(said), meant.value_or(""));
            return;
        }
        if (!has_format(node.text, shape.format)) {
            diagnostics_.error(node.place,
                               subject(node) + " moet " + std::string(format_text(shape.format)) + " zijn");
        }
    }

    void range(const SourceNode& node, const Shape& shape) {
        if (node.integer < shape.minimum) {
            diagnostics_.error(node.place,
                               subject(node) + " moet minstens " + std::to_string(shape.minimum) + " zijn");
        } else if (node.integer > shape.maximum) {
            diagnostics_.error(node.place,
                               subject(node) + " mag hoogstens " + std::to_string(shape.maximum) + " zijn");
        }
    }

    void list(const SourceNode& node, const Shape& shape) {
        const std::size_t size = node.children.size();
        if (size < shape.min_items || size > shape.max_items) {
            const bool too_few = size < shape.min_items;
            const std::size_t wanted = too_few ? shape.min_items : shape.max_items;
            const std::string_view how = shape.min_items == shape.max_items ? "precies "
                                         : too_few                          ? "minstens "
                                                                            : "hoogstens ";
            diagnostics_.error(node.place, subject(node) + " moet " + std::string(how) +
                                               std::to_string(wanted) +
                                               (wanted == 1 ? " onderdeel" : " onderdelen") +
                                               " hebben, niet " + std::to_string(size));
        }
        items(node, shape);
    }

    void object(const SourceNode& node, const Shape& shape) {
        if ((shape.kinds & kMap) != 0 && (shape.kinds & kObject) == 0) {
            items(node, shape);
        } else if (shape.table != nullptr) {
            table(node, *shape.table, false);
        }
    }

    void items(const SourceNode& node, const Shape& shape) {
        if (shape.items == nullptr) {
            return;
        }
        for (const SourceNode& item : node.children) {
            this->shape(item, *shape.items);
        }
    }

    Diagnostics& diagnostics_;
};

}  // namespace

bool check(const SourceNode& node, const WordTable& table, Diagnostics& diagnostics) {
    const std::size_t before = diagnostics.errors();
    Checker(diagnostics).table(node, table, true);
    return diagnostics.errors() == before;
}

bool check(const SourceNode& node, const Shape& shape, Diagnostics& diagnostics) {
    const std::size_t before = diagnostics.errors();
    Checker(diagnostics).shape(node, shape);
    return diagnostics.errors() == before;
}

}  // namespace veerpont::source
