#include "bridge/http/connection_watch.h"

#include <sys/socket.h>

#include <algorithm>

namespace veerpont::http {

namespace {

// A body slower than this (bytes per second, after the patience has passed) is cut off.
constexpr std::int64_t kMinimumRate = 8 * 1024;

std::int64_t now_milliseconds() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

}  // namespace

WatchedConnection::WatchedConnection(ConnectionWatch& watch, int socket) : watch_(watch), socket_(socket) {
    const std::lock_guard lock(watch_.mutex_);
    watch_.connections_.insert(this);
}

WatchedConnection::~WatchedConnection() {
    const std::lock_guard lock(watch_.mutex_);
    watch_.connections_.erase(this);
    watch_.changed_.notify_all();
}

void WatchedConnection::begin(Phase phase) {
    waited_ = 0;
    bytes_ = 0;
    since_ = phase == Phase::kHeader ? now_milliseconds() : 0;
    phase_ = phase;
}

void WatchedConnection::waits_for_body() {
    since_ = now_milliseconds();
}

void WatchedConnection::got_body(std::size_t bytes) {
    waited_ += now_milliseconds() - since_;
    since_ = 0;
    bytes_ += bytes;
}

ConnectionWatch::ConnectionWatch(std::chrono::milliseconds patience)
    : patience_(patience), thread_([this] { run(); }) {}

ConnectionWatch::~ConnectionWatch() {
    {
        const std::lock_guard lock(mutex_);
        ended_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

unsigned ConnectionWatch::count() const {
    const std::lock_guard lock(mutex_);
    return static_cast<unsigned>(connections_.size());
}

void ConnectionWatch::stop() {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const WatchedConnection* connection : connections_) {
        if (connection->phase_ == WatchedConnection::Phase::kIdle) ::shutdown(connection->socket_, SHUT_RDWR);
    }
}

bool ConnectionWatch::wait_until_empty(std::chrono::milliseconds wait) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, wait, [this] { return connections_.empty(); });
}

void ConnectionWatch::cut_all() {
    const std::lock_guard lock(mutex_);
    for (const WatchedConnection* connection : connections_)
        ::shutdown(connection->socket_, SHUT_RDWR);
}

bool ConnectionWatch::is_overdue(const WatchedConnection& connection, std::int64_t now) const {
    const std::int64_t since = connection.since_;
    if (since == 0) return false;
    switch (connection.phase_.load()) {
        case WatchedConnection::Phase::kHeader:
            return now - since > patience_.count();
        case WatchedConnection::Phase::kBody: {
            const auto earned = static_cast<std::int64_t>(connection.bytes_) * 1000 / kMinimumRate;
            return connection.waited_ + now - since > patience_.count() + earned;
        }
        case WatchedConnection::Phase::kIdle:
        case WatchedConnection::Phase::kWorking:
            return false;
    }
    return false;
}

void ConnectionWatch::run() {
    const auto tick =
        std::clamp(patience_ / 4, std::chrono::milliseconds{20}, std::chrono::milliseconds{500});
    std::unique_lock lock(mutex_);
    while (!ended_) {
        changed_.wait_for(lock, tick, [this] { return ended_; });
        const std::int64_t now = now_milliseconds();
        for (const WatchedConnection* connection : connections_) {
            if (is_overdue(*connection, now)) ::shutdown(connection->socket_, SHUT_RDWR);
        }
    }
}

}  // namespace veerpont::http
