#include "bridge/source/node.h"

#include <nlohmann/json.hpp>

namespace veerpont::source {

const SourceNode* SourceNode::find(std::string_view member) const {
    if (kind != Kind::kObject) {
        return nullptr;
    }
    for (const SourceNode& child : children) {
        if (child.key == member) {
            return &child;
        }
    }
    return nullptr;
}

SourceNode* SourceNode::find(std::string_view member) {
    if (kind != Kind::kObject) {
        return nullptr;
    }
    for (SourceNode& child : children) {
        if (child.key == member) {
            return &child;
        }
    }
    return nullptr;
}

std::string SourceNode::text_of(std::string_view member, std::string_view fallback) const {
    const SourceNode* node = find(member);
    return node != nullptr && node->is_string() ? node->text : std::string(fallback);
}

bool SourceNode::bool_of(std::string_view member, bool fallback) const {
    const SourceNode* node = find(member);
    return node != nullptr && node->is_bool() ? node->boolean : fallback;
}

std::int64_t SourceNode::integer_of(std::string_view member, std::int64_t fallback) const {
    const SourceNode* node = find(member);
    return node != nullptr && node->is_integer() ? node->integer : fallback;
}

std::vector<std::string> SourceNode::texts_of(std::string_view member) const {
    std::vector<std::string> texts;
    const SourceNode* node = find(member);
    if (node == nullptr) {
        return texts;
    }
    if (node->is_string()) {
        texts.push_back(node->text);
    } else if (node->is_list()) {
        for (const SourceNode& item : node->children) {
            if (item.is_string()) {
                texts.push_back(item.text);
            }
        }
    }
    return texts;
}

const std::vector<SourceNode>& SourceNode::children_of(std::string_view member) const {
    static const std::vector<SourceNode> kNone;
    const SourceNode* node = find(member);
    return node != nullptr ? node->children : kNone;
}

std::string_view kind_text(SourceNode::Kind kind) {
    switch (kind) {
        case SourceNode::Kind::kNull:
            return "null";
        case SourceNode::Kind::kBool:
            return "true of false";
        case SourceNode::Kind::kInteger:
            return "een geheel getal";
        case SourceNode::Kind::kNumber:
            return "een getal";
        case SourceNode::Kind::kString:
            return "een tekst";
        case SourceNode::Kind::kList:
            return "een lijst";
        case SourceNode::Kind::kObject:
            return "een groep { }";
    }
    return "";
}

nlohmann::json to_json(const SourceNode& node) {
    switch (node.kind) {
        case SourceNode::Kind::kNull:
            return nullptr;
        case SourceNode::Kind::kBool:
            return node.boolean;
        case SourceNode::Kind::kInteger:
            return node.integer;
        case SourceNode::Kind::kNumber:
            return node.number;
        case SourceNode::Kind::kString:
            return node.text;
        case SourceNode::Kind::kList: {
            nlohmann::json list = nlohmann::json::array();
            for (const SourceNode& item : node.children) {
                list.push_back(to_json(item));
            }
            return list;
        }
        case SourceNode::Kind::kObject: {
            nlohmann::json object = nlohmann::json::object();
            for (const SourceNode& member : node.children) {
                object[member.key] = to_json(member);
            }
            return object;
        }
    }
    return nullptr;
}

}  // namespace veerpont::source
