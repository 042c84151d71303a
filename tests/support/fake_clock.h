// A clock that only moves when the test says so. Safe from any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "bridge/base/clock.h"

namespace veerpont::test {

class FakeClock final : public Clock {
  public:
    // Starts at Thursday 15 October 2026 09:30 Dutch time (07:30 UTC) unless told otherwise.
    explicit FakeClock(Time start = Time{std::chrono::milliseconds{1792049400000}})
        : milliseconds_(start.time_since_epoch().count()) {}

    Time now() const override { return Time{std::chrono::milliseconds{milliseconds_.load()}}; }
    void set(Time moment) { milliseconds_ = moment.time_since_epoch().count(); }
    void advance(std::chrono::milliseconds step) { milliseconds_ += step.count(); }

  private:
    std::atomic<std::int64_t> milliseconds_;
};

}  // namespace veerpont::test
