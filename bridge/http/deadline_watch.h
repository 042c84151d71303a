// Internal to bridge/http: cuts off calls that pass their deadline. Time-outs of a socket count per read; a
// server that sends one byte at a time would never meet them. May be used from any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

namespace veerpont::http {

class DeadlineWatch {
  public:
    DeadlineWatch();
    ~DeadlineWatch();
    DeadlineWatch(const DeadlineWatch&) = delete;
    DeadlineWatch& operator=(const DeadlineWatch&) = delete;

    // While it lives, the socket is shut down when the deadline passes. The socket must outlive it.
    class Guard {
      public:
        Guard(DeadlineWatch& watch, int socket, std::chrono::steady_clock::time_point deadline);
        ~Guard();
        Guard(const Guard&) = delete;
        Guard& operator=(const Guard&) = delete;

      private:
        friend class DeadlineWatch;
        DeadlineWatch& watch_;
        const int socket_;
        const std::chrono::steady_clock::time_point deadline_;
    };

  private:
    void run();

    std::mutex mutex_;
    std::condition_variable ended_changed_;
    std::set<const Guard*> guards_;
    bool asleep_ = false;  // run() waits for the first guard
    bool ended_ = false;
    std::thread thread_;
};

}  // namespace veerpont::http
