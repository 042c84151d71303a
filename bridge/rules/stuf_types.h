// Answers for the binder and for coverage what the XSD sets say: which types an entiteittype has, and where a
// StUF path leads. A path exists when it exists in one of the types: the types of one entiteittype
// (ZAK-kennisgeving, ZAK-antwoord...) hold different parts of it.
//
// Refers to the models, which must outlive it. Used by one thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/rules/plan.h"
#include "bridge/xml/schema_model.h"

namespace veerpont::rules {

// Where a path has led to: one place in several types at once.
struct StufPosition {
    bool open =
        false;  // nothing is known here (no schemas, a wildcard, an extraElement): everything is allowed
    std::vector<const xml::SchemaType*> types;
    std::vector<const xml::SchemaChild*> elements;    // the declarations that the last step reached
    const xml::SchemaAttribute* attribute = nullptr;  // the last part was @attribute

    bool empty() const { return !open && types.empty(); }
};

struct StufStep {
    StufPosition position;           // empty when the path does not exist
    std::string missing;             // the part that does not exist, "" when it does
    std::vector<std::string> known;  // names that do exist there
};

class StufTypes {
  public:
    explicit StufTypes(const std::map<std::string, const xml::SchemaModel*>& schemas);

    // False: there are no schemas, everything is open.
    bool available() const { return !schemas_.empty(); }

    // The types of a name in "stuf" of an entity, as StufStep: "ZAK", "ResultaatGrp", "ZAK/resultaat".
    StufStep entity(std::string_view name) const;
    // The type of a message's body root in one set.
    StufPosition root(const std::string& set, std::string_view ns, std::string_view local) const;
    bool has_set(const std::string& set) const { return schemas_.count(set) > 0; }
    std::vector<std::string> root_names(const std::string& set, std::string_view ns) const;

    StufStep follow(const StufPosition& from, const StufPath& path) const;
    // A simple type by local name, for enumerations; nullptr when unknown.
    const xml::SchemaType* simple_type(std::string_view local) const;
    std::vector<std::string> simple_type_names() const;

  private:
    const std::map<std::string, const xml::SchemaModel*> schemas_;
    std::map<std::string, std::vector<const xml::SchemaType*>, std::less<>> by_entiteittype_;
    std::map<std::string, std::vector<const xml::SchemaType*>, std::less<>> by_name_;
};

}  // namespace veerpont::rules
