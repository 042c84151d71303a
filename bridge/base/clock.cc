#include "bridge/base/clock.h"

namespace veerpont {

namespace {

class SystemClock final : public Clock {
  public:
    Time now() const override {
        return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    }
};

}  // namespace

const Clock& system_clock() {
    static const SystemClock clock;
    return clock;
}

}  // namespace veerpont
