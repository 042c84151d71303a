#include "bridge/operations/catalogue_cache.h"

#include <atomic>
#include <condition_variable>
#include <list>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

#include <nlohmann/json.hpp>

namespace veerpont::operations {

namespace {

// One read under way; others wait for it.
struct Flight {
    bool done = false;
    std::optional<Result<CatalogueCache::List>> result;
};

struct Entry {
    CatalogueCache::List items;
    std::string etag;
    Time read{};  // when the register last confirmed it
    bool known = false;
    std::shared_ptr<Flight> flight;
    std::list<std::string>::iterator age;
};

}  // namespace

struct CatalogueCache::State {
    Options options;
    const Clock& clock;
    mutable std::mutex mutex;
    std::condition_variable landed;
    std::unordered_map<std::string, Entry> entries;
    std::list<std::string> ages;  // most recently used first
    std::atomic<std::uint64_t> hits{0}, misses{0}, revalidated{0};

    State(Options given, const Clock& the_clock) : options(given), clock(the_clock) {}

    Entry& touch(const std::string& key) {
        const auto [found, added] = entries.try_emplace(key);
        if (added) {
            ages.push_front(key);
            found->second.age = ages.begin();
        } else {
            ages.splice(ages.begin(), ages, found->second.age);
        }
        return found->second;
    }

    // Lists that are being read stay.
    void shrink() {
        auto oldest = ages.end();
        while (entries.size() > options.entries && oldest != ages.begin()) {
            --oldest;
            const auto found = entries.find(*oldest);
            if (found->second.flight) {
                continue;
            }
            entries.erase(found);
            oldest = ages.erase(oldest);
        }
    }

    bool usable(const Entry& entry, std::chrono::seconds ttl, bool fresh) const {
        if (!entry.known) {
            return false;
        }
        const auto age = clock.now() - entry.read;
        if (fresh || entry.items->empty()) {
            return age <= options.negative && age <= ttl;
        }
        return age <= ttl;
    }
};

CatalogueCache::CatalogueCache(Options options, const Clock& clock)
    : state_(std::make_unique<State>(options, clock)) {}
CatalogueCache::~CatalogueCache() = default;

Result<CatalogueCache::Found> CatalogueCache::get(const std::string& key, std::chrono::seconds ttl,
                                                  bool fresh, const Reader& reader) {
    std::unique_lock lock(state_->mutex);
    std::shared_ptr<Flight> flight;
    std::string etag;
    {
        Entry& entry = state_->touch(key);
        if (state_->usable(entry, ttl, fresh)) {
            ++state_->hits;
            return Found{entry.items, false};
        }
        if (entry.flight) {
            flight = entry.flight;
            state_->landed.wait(lock, [&] { return flight->done; });
            if (!flight->result->ok()) {
                return flight->result->problem();
            }
            ++state_->hits;
            return Found{flight->result->value(), true};
        }
        flight = entry.flight = std::make_shared<Flight>();
        etag = entry.known ? entry.etag : "";
    }
    ++state_->misses;
    lock.unlock();
    Result<Read> read = reader(etag);
    lock.lock();

    Entry& entry = state_->touch(key);  // an entry with a flight is never dropped
    entry.flight.reset();
    flight->done = true;
    if (read.ok() && read->not_modified && !entry.known) {
        read = Problem{Problem::Kind::kUnreachable, "",
                       "the register answered 'not modified' to a first read", ""};
    }
    if (read.ok()) {
        if (read->not_modified) {
            ++state_->revalidated;
        } else {
            entry.items =
                read->items ? read->items : std::make_shared<const nlohmann::json>(nlohmann::json::array());
            entry.etag = read->etag;
            entry.known = true;
        }
        entry.read = state_->clock.now();
        flight->result = entry.items;
    } else if (entry.known && state_->clock.now() - entry.read <= state_->options.stale &&
               (read.problem().kind == Problem::Kind::kUnreachable ||
                read.problem().kind == Problem::Kind::kTimeout)) {
        flight->result = entry.items;
    } else {
        flight->result = read.problem();
    }
    state_->shrink();
    lock.unlock();
    state_->landed.notify_all();
    if (!flight->result->ok()) {
        return flight->result->problem();
    }
    return Found{flight->result->value(), true};
}

void CatalogueCache::clear() {
    const std::lock_guard lock(state_->mutex);
    for (auto entry = state_->entries.begin(); entry != state_->entries.end();) {
        if (entry->second.flight) {
            entry->second.known = false;
            ++entry;
        } else {
            state_->ages.erase(entry->second.age);
            entry = state_->entries.erase(entry);
        }
    }
}

std::size_t CatalogueCache::size() const {
    const std::lock_guard lock(state_->mutex);
    return state_->entries.size();
}

CatalogueCache::Counters CatalogueCache::counters() const {
    return {state_->hits, state_->misses, state_->revalidated};
}

}  // namespace veerpont::operations
