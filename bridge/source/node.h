// A SourceNode is one value of a rule or configuration file together with the place where it stands. The tree
// does not know in which notation it was written; read_json (reader.h) makes it from JSON, and another front
// end would be one more reader.
//
// Plain data: built once, then read from any thread.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/source/diagnostics.h"

namespace veerpont::source {

struct SourceNode {
    enum class Kind : std::uint8_t { kNull, kBool, kInteger, kNumber, kString, kList, kObject };

    Kind kind = Kind::kNull;
    bool boolean = false;
    std::int64_t integer = 0;  // kInteger
    double number = 0;         // kInteger and kNumber
    std::string text;          // kString: the value; kInteger and kNumber: as written
    // kList: the items; kObject: the members in the order of the file, each with its key.
    std::vector<SourceNode> children;

    std::string key;  // of a member of an object
    Place key_place;  // where that key stands
    Place place;      // where the value starts

    bool is_null() const { return kind == Kind::kNull; }
    bool is_bool() const { return kind == Kind::kBool; }
    bool is_integer() const { return kind == Kind::kInteger; }
    bool is_number() const { return kind == Kind::kInteger || kind == Kind::kNumber; }
    bool is_string() const { return kind == Kind::kString; }
    bool is_list() const { return kind == Kind::kList; }
    bool is_object() const { return kind == Kind::kObject; }

    // The member with this key; nullptr when absent or when this is no object.
    const SourceNode* find(std::string_view member) const;
    SourceNode* find(std::string_view member);
    bool has(std::string_view member) const { return find(member) != nullptr; }

    // Members with a fallback for what is absent or of another kind (the checker has already reported the
    // latter).
    std::string text_of(std::string_view member, std::string_view fallback = {}) const;
    bool bool_of(std::string_view member, bool fallback = false) const;
    std::int64_t integer_of(std::string_view member, std::int64_t fallback = 0) const;
    // A list of strings, or one string as a list of one; other items are left out.
    std::vector<std::string> texts_of(std::string_view member) const;
    // The items of a list, or the members of an object; empty when absent or null.
    const std::vector<SourceNode>& children_of(std::string_view member) const;
};

// "een tekst", "een lijst"...: a kind in Dutch, for messages.
std::string_view kind_text(SourceNode::Kind kind);

// The plain value, without places.
nlohmann::json to_json(const SourceNode& node);

}  // namespace veerpont::source
