// The store in one SQLite file: WAL, synchronous=FULL, one writer thread that commits what is waiting
// together (group commit), a few read-only connections beside it.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>

#include "bridge/base/clock.h"
#include "bridge/base/crypto.h"
#include "bridge/base/result.h"
#include "bridge/store/store.h"

namespace veerpont::store {

struct SqliteOptions {
    std::filesystem::path file;        // ":memory:" is not supported: readers have connections of their own
    std::size_t readers = 4;           // read-only connections at most
    std::size_t max_batch = 256;       // writes in one commit at most
    std::size_t max_waiting = 10'000;  // writes waiting at most; beyond it kBusy
    std::chrono::microseconds gather{2000};  // a commit waits this long at most for others to join it
    int schema_version = 0;                  // migrate up to this version; 0: the newest
};

// Opens or creates the file and migrates its schema forward. Refuses a file with a newer schema than this
// program knows. The key and the clock must outlive the store; the folder must exist.
Result<std::unique_ptr<Store>> open_sqlite_store(const SqliteOptions& options, const SealingKey& key,
                                                 const Clock& clock);

}  // namespace veerpont::store
