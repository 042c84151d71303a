// A Node is an element that we are about to write: a plain mutable tree, filled in any order (rule order) and
// put into XSD order just before writing (order_by_schema in schema_model.h; writer.h writes).
//
// Owned by one thread at a time.
#pragma once

#include <functional>
#include <istream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bridge/xml/names.h"

namespace veerpont::xml {

// Content that is streamed while writing and never held whole, such as `inhoud`: base64 text without white
// space. open() gives a fresh stream each time it is called; length is the number of base64 characters.
struct StreamedContent {
    std::function<std::unique_ptr<std::istream>()> open;
    std::uint64_t length = 0;
};

struct Attribute {
    std::string ns;  // "" for no namespace
    std::string local;
    std::string value;
};

struct Node {
    std::string ns;
    std::string local;
    std::string text;  // UTF-8; ignored when there are children or streamed content
    std::vector<Attribute> attributes;
    std::vector<Node> children;
    std::shared_ptr<const StreamedContent> content;

    Node() = default;
    Node(std::string_view ns_uri, std::string_view local_name, std::string_view value = {})
        : ns(ns_uri), local(local_name), text(value) {}

    Node& add(Node child) {
        children.push_back(std::move(child));
        return children.back();
    }
    Node& set(std::string_view attribute_ns, std::string_view attribute_local, std::string_view value);
    const Node* child(std::string_view local_name) const;  // first with this local name, or nullptr
    Node* child(std::string_view local_name);
    std::string_view attribute(std::string_view attribute_local) const;  // "" when absent
    // xsi:nil="true" and StUF:noValue="...", as StUF 0301 wants them together.
    Node& set_no_value(std::string_view no_value);
};

}  // namespace veerpont::xml
