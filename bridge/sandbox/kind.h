// A Kind describes one resource of the APIs: its properties, filters, rights and own rules. The engine
// (engine.h) does what is the same for all of them; the rules of each API are in catalogi.cc, zaken.cc,
// zaakrelaties.cc, documenten.cc and besluiten.cc.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bridge/sandbox/fields.h"
#include "bridge/sandbox/shelf.h"

namespace veerpont::sandbox {

using Json = nlohmann::json;
struct Work;

// What may be asked of a resource, as a set of bits.
enum Verb : unsigned {
    kList = 1,
    kCreate = 2,
    kRead = 4,
    kReplace = 8,
    kPatch = 16,
    kDelete = 32,
    kAll = 63
};

struct FilterRule {
    std::string parameter;                // as in the query string
    std::vector<std::string> operations;  // "gt", "isnull"...; equality always
    bool scanned = false;                 // seldom asked: looked up in the bodies, no index
};
// "identificatie ~startdatum(gt,gte) ..." in the order in which they narrow best; ~ for what has no index.
std::vector<FilterRule> read_filters(std::string_view table);

struct Kind {
    std::string api, name;
    std::string parent;  // kind under which it stands: "zaken" for zaakeigenschappen
    Fields fields;
    std::vector<FilterRule> filters;
    std::vector<std::string> indexed;  // further properties to find it by
    unsigned verbs = kAll;
    bool paged = true;
    std::string read, create, change, remove;  // rights, alternatives separated by '|'

    std::vector<std::pair<std::string, std::string>>
        defaults;  // parameters that count when they are not given

    // Rules and derived values; all optional. `item` is complete and valid by its table.
    std::function<void(Work&, Json& item)> on_create;
    std::function<void(Work&, const Json& before, Json& item)> on_change;
    std::function<void(Work&, const Json& item)> on_delete;
    // Adds what is derived at reading.
    std::function<void(Work&, Json& item)> derive;
    // Further attributes to find it by, names without the kind.
    std::function<void(const Json& item, Attributes& attributes)> more_attributes;
    // Filters that are more than a comparison; true when it knew the parameter.
    std::function<bool(Work&, const std::string& parameter, const std::string& value, Search& search)> filter;
};

// Every kind of an API, made once.
std::vector<Kind> catalogi_kinds();
std::vector<Kind> zaken_kinds();
std::vector<Kind> zaakrelatie_kinds();
std::vector<Kind> documenten_kinds();
std::vector<Kind> besluiten_kinds();

// The kind whose resources have content.
inline constexpr char kDocuments[] = "enkelvoudiginformatieobjecten";

// By name; nullptr when there is none. Names are unique over all APIs.
const Kind* find_kind(std::string_view name);
const std::vector<Kind>& all_kinds();

}  // namespace veerpont::sandbox
