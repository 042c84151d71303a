// Answers for the binder and for coverage where a ZGW path leads in the vocabulary.
//
// Refers to the vocabulary, which must outlive it; without one everything is open. Used by one thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/rules/plan.h"
#include "bridge/zgw/vocabulary.h"

namespace veerpont::rules {

// Where a path has led to.
struct ZgwPosition {
    bool open = false;                        // nothing is known here: everything is allowed
    std::string schema;                       // "zaken:Zaak" when here is an object with a schema
    const zgw::Property* property = nullptr;  // the property reached last
    bool expanded = false;                    // through a URL that a step replaced: only in answers

    bool is_array() const { return property != nullptr && property->type == "array" && schema.empty(); }
};

struct ZgwStep {
    ZgwPosition position;
    std::string missing;             // the name that does not exist, "" when the path does
    std::string owner;               // the schema that lacks it
    std::vector<std::string> known;  // names that it does have
};

class ZgwTypes {
  public:
    explicit ZgwTypes(const zgw::Vocabulary* vocabulary) : vocabulary_(vocabulary) {}

    const zgw::Vocabulary* vocabulary() const { return vocabulary_; }
    ZgwStep schema(std::string_view name) const;
    // `expands`: properties holding a URL -> the schema that a step puts there.
    ZgwStep follow(const ZgwPosition& from, const std::vector<std::string>& names,
                   const std::map<std::string, std::string>& expands) const;
    // One item of the list that `position` is; the position itself when it is no list.
    ZgwPosition item_of(const ZgwPosition& position) const;

  private:
    ZgwPosition at(const zgw::Property& property) const;
    const zgw::Vocabulary* vocabulary_;
};

// "string/date-time", as converters name it.
std::string type_and_format(const zgw::Property& property);

// The names of "zaken:Zaak" and "zaken:PatchedZaak" are the same thing for a rule.
bool same_resource(std::string_view a, std::string_view b);

}  // namespace veerpont::rules
