#include "bridge/server/housekeeping.h"

#include <system_error>

#include <spdlog/spdlog.h>

namespace veerpont::server {

namespace {
constexpr std::size_t kBatch = 200;
constexpr std::chrono::hours kInterval{1};
constexpr std::chrono::hours kYoung{1};
}  // namespace

Housekeeping::Housekeeping(store::Store& store, std::filesystem::path spool_folder,
                           std::chrono::hours keep_bodies, const Clock& clock)
    : store_(store),
      spool_folder_(std::move(spool_folder)),
      keep_bodies_(keep_bodies),
      clock_(clock),
      thread_([this] {
          std::unique_lock lock(mutex_);
          while (!stop_) {
              lock.unlock();
              if (const auto done = tidy(); !done) spdlog::warn("housekeeping: {}", done.problem().log_text);
              lock.lock();
              wake_.wait_for(lock, kInterval, [this] { return stop_; });
          }
      }) {}

Housekeeping::~Housekeeping() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

Result<std::size_t> Housekeeping::tidy() {
    std::size_t total = 0;
    for (std::size_t last = kBatch; last == kBatch;) {
        const auto purged = store_.purge_bodies(clock_.now() - keep_bodies_, kBatch);
        if (!purged) return purged.problem();
        for (const std::string& name : purged->spools) {
            std::error_code ignored;
            std::filesystem::remove(spool_folder_ / name, ignored);
        }
        last = purged->messages;
        total += last;
    }
    remove_orphans();
    return total;
}

void Housekeeping::remove_orphans() {
    const auto orphans = store::orphaned_spools(store_, spool_folder_.string());
    if (!orphans) return;
    for (const std::string& name : *orphans) {
        std::error_code error;
        const std::filesystem::path file = spool_folder_ / name;
        const auto written = std::filesystem::last_write_time(file, error);
        if (error || std::filesystem::file_time_type::clock::now() - written < kYoung) continue;
        if (std::filesystem::remove(file, error))
            spdlog::info("housekeeping: removed content that no message needs");
    }
}

}  // namespace veerpont::server
