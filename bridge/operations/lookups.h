// Answers the look-ups that translation misses: fetches the list of a look-up table (through the cache), and
// finds the value in it by the table's `match` and `valid-on`.
//
// Safe from any thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "bridge/base/result.h"
#include "bridge/operations/catalogue_cache.h"
#include "bridge/translate/translate.h"

namespace veerpont::operations {

// The item of `items` that a look-up finds for a value, JSON null when there is none. Reverse: by URL. Exact
// comparison ignores case and surrounding white space; a prefix counts only when exactly one item has it; of
// several items that match, those valid on the date go first, then the newest (beginGeldigheid), then a
// published one before a concept.
nlohmann::json match_lookup(const rules::Lookup& table, const nlohmann::json& items,
                            const translate::LookupRequest& request);

// Every item that matches exactly by one of the table's properties and is no concept.
std::vector<nlohmann::json> match_all(const rules::Lookup& table, const nlohmann::json& items,
                                      const translate::LookupRequest& request);

class Lookups {
  public:
    // One address of the catalogue: below the root of an API, or (api empty) the URL of one item.
    struct Address {
        std::string api;
        std::string target;
        std::vector<std::pair<std::string, std::string>> query;
    };
    using Fetch = std::function<Result<CatalogueCache::Read>(const Address& address, std::string_view etag)>;

    explicit Lookups(CatalogueCache& cache) : cache_(cache) {}

    // Adds an answer for every request. Not found is an answer (null), after one fresh read; a list that
    // cannot be read is the problem. `register_key` keeps lists of different registers apart.
    Result<void> resolve(const std::vector<translate::LookupRequest>& requests, const nlohmann::json& scope,
                         const std::string& register_key, const Fetch& fetch,
                         translate::LookupAnswers& answers) const;

    // The whole list in which a request would be looked up, for those who need more than one item of it.
    Result<CatalogueCache::List> items(const translate::LookupRequest& request, const nlohmann::json& scope,
                                       const std::string& register_key, const Fetch& fetch) const;

  private:
    CatalogueCache& cache_;
};

}  // namespace veerpont::operations
