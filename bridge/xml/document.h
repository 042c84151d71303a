// A Document is the tree of one received message: one arena of nodes and one of text, built in a single SAX
// pass (reader.h) and immutable afterwards. An Element is a light handle into it (copy freely; the Document
// must outlive it).
//
// The text of large content elements (`inhoud`) is not in the tree: it went to a Spool while parsing; see
// content(). Reading from several threads at once is safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bridge/base/spool.h"
#include "bridge/xml/names.h"

namespace veerpont::xml {

class Document;

class Element {
  public:
    Element() = default;  // no element: every query answers "nothing"

    explicit operator bool() const { return document_ != nullptr; }
    bool operator==(const Element&) const = default;

    std::string_view ns() const;     // namespace URI
    std::string_view local() const;  // local name as sent
    Name name() const;               // interned local name

    // Trimmed text of an element without child elements; "" for one with child elements (mixed content is
    // ignored, T20).
    std::string_view text() const;
    // By local name, whatever its namespace; "" when absent.
    std::string_view attribute(std::string_view local) const;
    bool has_attribute(std::string_view local) const;
    // Local names and values, in the order of the message; namespace declarations are not among them.
    std::vector<std::pair<std::string_view, std::string_view>> attributes() const;
    bool nil() const;  // xsi:nil="true" or "1"

    Element parent() const;
    Element first_child() const;
    Element next_sibling() const;
    bool has_children() const { return static_cast<bool>(first_child()); }

    // First child with this local name.
    Element child(Name name) const;
    Element child(std::string_view local) const;
    // Follows child names separated by '/', first match at each step: find("gerelateerde/identificatie").
    Element find(std::string_view path) const;

    // The spool that took the text of this content element; nullptr for any other element or when it had no
    // text.
    const Spool* content() const;

    int line() const;  // in the message, from 1

    class Iterator;
    struct Range;
    Range children() const;

  private:
    friend class Document;
    Element(const Document* document, std::uint32_t index) : document_(document), index_(index) {}
    const Document* document_ = nullptr;
    std::uint32_t index_ = 0;
};

class Element::Iterator {
  public:
    explicit Iterator(Element element) : element_(element) {}
    Element operator*() const { return element_; }
    Iterator& operator++() {
        element_ = element_.next_sibling();
        return *this;
    }
    bool operator!=(const Iterator& other) const { return element_ != other.element_; }

  private:
    Element element_;
};

struct Element::Range {
    Element first;
    Iterator begin() const { return Iterator(first); }
    Iterator end() const { return Iterator(Element()); }
};

inline Element::Range Element::children() const {
    return Range{first_child()};
}

class Document {
  public:
    Document();
    ~Document();
    Document(const Document&) = delete;
    Document& operator=(const Document&) = delete;

    Element root() const;
    // The spools of this message, in the order of their elements. The owner may persist or take them.
    std::vector<std::shared_ptr<Spool>>& contents();
    const std::vector<std::shared_ptr<Spool>>& contents() const;

    // Gives an element the content that came beside the message (MTOM/XOP). Only while the message is being
    // read.
    void attach_content(Element element, std::shared_ptr<Spool> content);

    // The message as received, in UTF-8, with the text of content elements cut out: what is kept for replay.
    const std::string& skeleton() const;

    // Findings of soft XSD validation ("line: text", no values of persons); empty when valid or not
    // validated.
    const std::vector<std::string>& schema_findings() const;

  private:
    friend class Element;
    friend class Parser;
    friend class TreeBuilder;
    friend class ReaderPool;
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace veerpont::xml
