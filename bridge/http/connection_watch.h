// Internal to bridge/http: the open connections of a server, and the watchdog that cuts off slow ones.
//
// Poco's time-outs count per read, so a client that sends one byte per time-out could hold a thread for ever.
// Here the header of a request must be complete within a time, and a body must keep up a minimum rate while
// the server waits for it. Cutting off is shutdown() of the socket: the thread that reads it sees the end and
// cleans up. Each Connection belongs to its own thread; ConnectionWatch looks at it from another one, hence
// the atomics.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <set>
#include <thread>

namespace veerpont::http {

class ConnectionWatch;

// What one connection is doing. Registers itself for its life time.
class WatchedConnection {
  public:
    WatchedConnection(ConnectionWatch& watch, int socket);
    ~WatchedConnection();
    WatchedConnection(const WatchedConnection&) = delete;
    WatchedConnection& operator=(const WatchedConnection&) = delete;

    enum class Phase : std::uint8_t { kIdle, kHeader, kBody, kWorking };

    void begin(Phase phase);  // kHeader and kBody start their clocks
    // Around each read of the body: only the time in which the server waits for the client counts.
    void waits_for_body();
    void got_body(std::size_t bytes);

  private:
    friend class ConnectionWatch;
    ConnectionWatch& watch_;
    const int socket_;
    std::atomic<Phase> phase_{Phase::kIdle};
    std::atomic<std::int64_t> since_{0};   // steady clock, milliseconds; 0: not waiting
    std::atomic<std::int64_t> waited_{0};  // milliseconds waited for this body so far
    std::atomic<std::uint64_t> bytes_{0};  // of this body
};

class ConnectionWatch {
  public:
    explicit ConnectionWatch(std::chrono::milliseconds patience);
    ~ConnectionWatch();
    ConnectionWatch(const ConnectionWatch&) = delete;
    ConnectionWatch& operator=(const ConnectionWatch&) = delete;

    unsigned count() const;
    bool stopping() const { return stopping_; }
    // No connection begins another request; idle ones are closed.
    void stop();
    // True when all connections have ended within the time.
    bool wait_until_empty(std::chrono::milliseconds wait);
    void cut_all();

  private:
    friend class WatchedConnection;
    void run();
    bool is_overdue(const WatchedConnection& connection, std::int64_t now) const;

    const std::chrono::milliseconds patience_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::set<WatchedConnection*> connections_;
    std::atomic<bool> stopping_{false};
    bool ended_ = false;
    std::thread thread_;
};

}  // namespace veerpont::http
