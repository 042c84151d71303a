// Keeps lists from the catalogue (zaaktypen of a code, statustypen of a zaaktype...) for a while, so that a
// message on a warm cache makes no catalogue calls.
//
// * One read at a time per list (single flight): others that want it wait for that answer.
// * After its time a list is read again with If-None-Match where the register gave an ETag; when the register
// does not
//   answer, the old list is used for up to `stale`.
// * An empty list is kept `negative` (at most 2 s): a type that has just been published is found at once.
// * At most `entries` lists; the one that was not used for the longest time goes first.
// Safe from any thread. Lists are immutable and shared.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "bridge/base/clock.h"
#include "bridge/base/result.h"

namespace veerpont::operations {

class CatalogueCache {
  public:
    using List = std::shared_ptr<const nlohmann::json>;  // a JSON array

    // What a read gave. not_modified: the list of before still holds.
    struct Read {
        List items;
        std::string etag;
        bool not_modified = false;
    };
    // Reads the list; gets the ETag of the list held, "" for none. Runs on the caller's thread, outside any
    // lock.
    using Reader = std::function<Result<Read>(std::string_view etag)>;

    struct Options {
        std::size_t entries = 2000;
        std::chrono::milliseconds negative{2000};
        std::chrono::milliseconds stale{3600000};
    };
    struct Counters {
        std::uint64_t hits = 0, misses = 0, revalidated = 0;
    };

    CatalogueCache(Options options, const Clock& clock);
    ~CatalogueCache();
    CatalogueCache(const CatalogueCache&) = delete;
    CatalogueCache& operator=(const CatalogueCache&) = delete;

    struct Found {
        List items;
        bool fresh = false;  // read from the register by this call (or one it waited for)
    };
    // The list under this key. fresh: read it again unless that happened within `negative` (an unknown type
    // forces one fresh read before a fault).
    Result<Found> get(const std::string& key, std::chrono::seconds ttl, bool fresh, const Reader& reader);

    void clear();
    std::size_t size() const;
    Counters counters() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace veerpont::operations
