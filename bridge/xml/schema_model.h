// What an XSD set says about elements: children in order, occurrence, nillable, enumerations and lengths.
//
// Read once from the Xerces grammar (XSModel) of one ZDS version and immutable afterwards; share freely
// between threads. Used by the rule binder (does this path exist, does the converter fit), by coverage (what
// has no rule), and for output (StUF sequences are strict: children are written in XSD order, never in rule
// order).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/xml/names.h"
#include "bridge/xml/node.h"

namespace veerpont::xml {

struct SchemaType;

struct SchemaChild {
    std::string ns;
    std::string local;
    Name name = kUnknownName;
    int min = 1;
    int max = 1;  // -1: unbounded; occurrence of enclosing groups multiplied in
    bool nillable = false;
    bool in_choice = false;  // one of several alternatives
    // Alternatives of a choice that is made once have its number (not 0); those of another branch exclude it.
    std::size_t choice = 0, branch = 0;
    std::string fixed;                 // fixed value, "" when none
    const SchemaType* type = nullptr;  // never nullptr
};

struct SchemaAttribute {
    std::string ns;
    std::string local;
    bool required = false;
    std::string fixed;
    std::vector<std::string> enumeration;
};

struct SchemaType {
    std::string ns;
    std::string name;  // "" for an anonymous type
    bool complex = false;
    bool has_text = false;              // simple type or simple content
    bool any = false;                   // has an element wildcard
    std::vector<SchemaChild> children;  // in sequence order
    std::vector<SchemaAttribute> attributes;
    // Facets of the text:
    std::string primitive;  // "string", "decimal", "date", "base64Binary"...: the built-in base type
    std::vector<std::string> enumeration;
    std::optional<std::uint32_t> length, min_length, max_length, total_digits, fraction_digits;
    std::vector<std::string> patterns;

    const SchemaChild* child(Name name) const;
    const SchemaChild* child(std::string_view local) const;
};

class SchemaModel {
  public:
    virtual ~SchemaModel() = default;

    // A global element (message root), or nullptr.
    virtual const SchemaChild* root(std::string_view ns, std::string_view local) const = 0;
    virtual std::vector<const SchemaChild*> roots() const = 0;
    // A named type, or nullptr.
    virtual const SchemaType* type(std::string_view ns, std::string_view name) const = 0;
    virtual std::vector<const SchemaType*> types() const = 0;
};

// Follows child names separated by '/' from a type; nullptr when the path does not exist. The last part may
// be
// "@attribute": then the element that has it is answered.
const SchemaChild* find_path(const SchemaType& type, std::string_view path);

// Puts the children of `node` (and theirs) into the order of the schema and gives each the namespace the
// schema says. Children that the schema does not know stay, at the end, in the order they had. Stable for
// repeated elements.
void order_by_schema(Node& node, const SchemaType& type);

}  // namespace veerpont::xml
