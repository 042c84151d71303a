// The one place that knows what time it is, so that tests can say what time it is.
//
// All times inside the program are UTC milliseconds since 1970 (Time). Dutch local time appears only in StUF messages:
// see base/time_zone.h. Implementations are safe to use from any thread.
#pragma once

#include <chrono>

namespace veerpont {

using Time = std::chrono::sys_time<std::chrono::milliseconds>;

class Clock {
  public:
    virtual ~Clock() = default;
    virtual Time now() const = 0;
};

// The clock of the machine.
const Clock& system_clock();

}  // namespace veerpont
