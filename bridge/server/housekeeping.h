// Keeps the data folder from growing: deletes the bodies of messages that have been final longer than the
// retention time, and files of content that nothing refers to any more. Runs on a thread of its own, at start
// and every hour.
#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

#include "bridge/base/clock.h"
#include "bridge/base/result.h"
#include "bridge/store/store.h"

namespace veerpont::server {

class Housekeeping {
  public:
    // All must outlive it. Files younger than an hour are never orphans: a message may be on its way.
    Housekeeping(store::Store& store, std::filesystem::path spool_folder, std::chrono::hours keep_bodies,
                 const Clock& clock);
    ~Housekeeping();
    Housekeeping(const Housekeeping&) = delete;
    Housekeeping& operator=(const Housekeeping&) = delete;

    // One round; the number of messages whose bodies were deleted.
    Result<std::size_t> tidy();

  private:
    void remove_orphans();

    store::Store& store_;
    const std::filesystem::path spool_folder_;
    const std::chrono::hours keep_bodies_;
    const Clock& clock_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stop_ = false;
    std::thread thread_;
};

}  // namespace veerpont::server
