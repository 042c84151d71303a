// The Shelf keeps resources: JSON texts by kind and uuid, with attributes to find them by. It knows nothing
// about what they mean. Not thread-safe; register.cc holds one mutex around every call.
//
// Addresses of our own resources are stored without host ("sandbox:/zaken/api/v1/zaken/<uuid>"), so that the
// register can be reached under any name and moved to another port; see address.h.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bridge/sandbox/database.h"

namespace veerpont::sandbox {

struct Row {
    std::int64_t id = 0;
    std::string uuid;
    std::string body;    // JSON as it is answered
    std::string hidden;  // JSON of what is never answered (locks, names of files)
};

using Attributes = std::vector<std::pair<std::string, std::string>>;  // "zaken.identificatie" -> value; empty
                                                                      // values are left out

struct Condition {
    enum class Is : std::uint8_t {
        kEqual,
        kOneOf,
        kLess,
        kAtMost,
        kGreater,
        kAtLeast,
        kNull,
        kNotNull,
        kNullOrAtLeast,
        kNullOrAtMost,
        kOfConcept,  // the zaaktype at this address is a concept ("true") or published ("false")
        kUuidOneOf   // the uuid of the resource itself
    };
    std::string attribute;  // without kind
    Is is = Is::kEqual;
    std::string value;     // kOneOf, kUuidOneOf: JSON array
    bool scanned = false;  // not an attribute but a property of the body: for what is seldom asked
};

struct Search {
    std::string kind;
    std::vector<Condition> conditions;  // the most selective first
    std::string order;  // property to sort by, "-" in front for descending; "" for order of creation
    std::int64_t limit = -1, offset = 0;
};

// An older or current version of a document.
struct Version {
    std::int64_t number = 0;
    std::string body;
    std::string blob;  // name of the file with the content; "" without content
};

class Shelf {
  public:
    explicit Shelf(const std::filesystem::path& file);

    std::int64_t insert(std::string_view kind, const Row& row, const Attributes& attributes);
    void update(const Row& row, const Attributes& before, const Attributes& after);
    void remove(std::int64_t id);
    std::optional<Row> find(std::string_view kind, std::string_view uuid);
    std::vector<Row> list(const Search& search);
    std::int64_t count(const Search& search);
    // uuids of the resources with this value of an attribute, in order of creation.
    std::vector<std::string> uuids(std::string_view attribute, std::string_view value);
    bool any(std::string_view attribute, std::string_view value);

    // Raises a counter and gives its new value, from 1.
    std::int64_t next_number(std::string_view name);

    void add_version(std::int64_t id, const Version& version, std::string_view registered);
    std::optional<Version> version(std::int64_t id, std::int64_t number);
    // The version that was current at a moment (ISO 8601, UTC).
    std::optional<Version> version_at(std::int64_t id, std::string_view moment);
    std::vector<std::string> blobs(std::int64_t id);

    Database& database() { return database_; }

  private:
    Database database_;
};

}  // namespace veerpont::sandbox
