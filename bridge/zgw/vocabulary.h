// The ZGW vocabulary: which properties the ZGW APIs know, of what kind, and which calls exist. Rules are
// checked against it when they are loaded. Read from mappings/vocabulary/*.json, which
// scripts/make-vocabulary.py extracts from the official OpenAPI files.
//
// Names are written "api:Schema", for example "zaken:Zaak" or "zaken:ArchiefnominatieEnum". Discriminators
// are flattened: zaken:Rol has the property betrokkeneIdentificatie, and its choice() tells which schema that
// has for which betrokkeneType.
//
// A Vocabulary is immutable after load() and may be used from any thread; what it hands out lives as long as
// it does.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/result.h"

namespace veerpont::zgw {

struct Property {
    std::string name;    // as in the JSON body, "startdatum"; "" for the items of an array
    std::string type;    // string, integer, number, boolean, object, array, or "any"
    std::string format;  // "date", "date-time", "uri", "uuid", "duration", "byte"... or ""
    std::string schema;  // for objects: qualified name of their schema; "" when free or governed by a choice
    std::string choice;  // name of the sibling property that says which schema this object has, or ""
    std::string enumeration;          // qualified name of the enumeration, or ""
    std::vector<std::string> values;  // the values of the enumeration; empty when there is none
    std::string pattern;
    std::optional<std::size_t> max_length, min_length;  // in characters
    std::optional<double> minimum, maximum;
    std::optional<std::size_t> max_items;
    bool required = false;    // must be written by a client (read-only members are never required)
    bool read_only = false;   // the register fills it; writing it has no effect or is refused
    bool write_only = false;  // never in an answer
    bool nullable = false;    // null allowed
    bool blank = false;       // "" allowed beside the values of the enumeration
    std::shared_ptr<const Property> items;  // of an array, else nullptr
};

// One value of a discriminator: which property differs and which schema it has.
struct Variant {
    std::string property;  // "" : the value has no property of its own (zaakobject besluit), or the whole
                           // object differs
    std::string
        schema;  // qualified, "zaken:RolNatuurlijkPersoon"; "" when the value has no property of its own
};

struct Choice {
    std::string property;  // "betrokkeneType"
    std::map<std::string, Variant, std::less<>> cases;
};

class Schema {
  public:
    std::string name;  // "zaken:Rol"
    std::vector<Property> properties;
    std::optional<Choice> choice;

    const Property* find(std::string_view property) const;  // nullptr when unknown
    std::vector<std::string> property_names() const;        // for suggestions
};

// One call of an API.
struct Operation {
    std::string api;                 // "zaken"
    std::string method;              // "POST"
    std::string path;                // below the root, with templates: "/zaken/{uuid}"
    std::string body;                // qualified schema of the body or ""
    std::string content_type;        // "multipart/form-data" for bestandsdelen, else ""
    std::string answer;              // qualified schema of the answer, of one item when it is a list, or ""
    bool is_list = false;            // a page or an array of them
    std::vector<std::string> query;  // known query parameters

    bool has_query(std::string_view parameter) const;
};

class Vocabulary {
  public:
    // Reads all *.json files of a folder. The problem names file and reason.
    static Result<Vocabulary> load(const std::filesystem::path& folder);

    // "zaken:Rol"; nullptr when unknown.
    const Schema* find_schema(std::string_view name) const;

    // A property by its path from a schema, through objects and items of arrays: ("zaken:Zaak",
    // "verlenging/reden"). Both
    // '/' and '.' separate. Below a property governed by a choice every variant is searched. nullptr when
    // unknown.
    const Property* find_property(std::string_view schema, std::string_view path) const;

    // The values of "zaken:ArchiefnominatieEnum", or of a property with values:
    // "besluiten:Besluit/vervalreden". nullptr when unknown.
    const std::vector<std::string>* find_enumeration(std::string_view name) const;

    // The call of an API; a template segment ("{uuid}") equals any segment. nullptr when unknown.
    const Operation* find_path(std::string_view api, std::string_view method, std::string_view path) const;

    // What a client writes in the body of this call; knows which properties are read-only in this very
    // operation (POST and PATCH differ). nullptr when the call has no such property in its body.
    const Property* find_body_property(const Operation& operation, std::string_view path) const;

    // For suggestions: all qualified names, and all paths ("POST /zaken") of an API.
    std::vector<std::string> schema_names() const;
    std::vector<std::string> enumeration_names() const;
    std::vector<std::string> calls(std::string_view api) const;
    bool has_api(std::string_view api) const;
    // The version of the standard that was read for this API, "1.5.1"; "" when unknown.
    std::string version(std::string_view api) const;

  private:
    std::map<std::string, Schema, std::less<>> schemas_;
    std::map<std::string, std::vector<std::string>, std::less<>> enumerations_;
    std::map<std::string, std::vector<Operation>, std::less<>> operations_;
    std::map<std::string, std::string, std::less<>> versions_;
};

}  // namespace veerpont::zgw
