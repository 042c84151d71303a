#include "bridge/http/deadline_watch.h"

#include <sys/socket.h>

namespace veerpont::http {

namespace {

constexpr std::chrono::milliseconds kTick{50};

}  // namespace

DeadlineWatch::Guard::Guard(DeadlineWatch& watch, int socket, std::chrono::steady_clock::time_point deadline)
    : watch_(watch), socket_(socket), deadline_(deadline) {
    const std::lock_guard lock(watch_.mutex_);
    watch_.guards_.insert(this);
    if (watch_.asleep_) watch_.ended_changed_.notify_one();
}

DeadlineWatch::Guard::~Guard() {
    const std::lock_guard lock(watch_.mutex_);
    watch_.guards_.erase(this);
}

DeadlineWatch::DeadlineWatch() : thread_([this] { run(); }) {}

DeadlineWatch::~DeadlineWatch() {
    {
        const std::lock_guard lock(mutex_);
        ended_ = true;
    }
    ended_changed_.notify_one();
    thread_.join();
}

void DeadlineWatch::run() {
    std::unique_lock lock(mutex_);
    while (!ended_) {
        // Awake only while there is something to watch.
        if (guards_.empty()) {
            asleep_ = true;
            ended_changed_.wait(lock, [this] { return ended_ || !guards_.empty(); });
            asleep_ = false;
        }
        ended_changed_.wait_for(lock, kTick, [this] { return ended_; });
        const auto now = std::chrono::steady_clock::now();
        for (const Guard* guard : guards_) {
            if (now > guard->deadline_) ::shutdown(guard->socket_, SHUT_RDWR);
        }
    }
}

}  // namespace veerpont::http
