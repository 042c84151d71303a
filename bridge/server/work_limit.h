// Limits how many messages are handled at once, before their body is read; more get 503 with Retry-After
// (performance.md 3.2). Safe from any thread.
#pragma once

#include <atomic>
#include <utility>

namespace veerpont::server {

class WorkLimit {
  public:
    explicit WorkLimit(unsigned most) : most_(most) {}

    // A place while it lives; false when there was none.
    class Place {
      public:
        explicit Place(WorkLimit* limit) : limit_(limit) {}
        Place(Place&& other) noexcept : limit_(std::exchange(other.limit_, nullptr)) {}
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;
        Place& operator=(Place&&) = delete;
        ~Place() {
            if (limit_ != nullptr) --limit_->taken_;
        }
        explicit operator bool() const { return limit_ != nullptr; }

      private:
        WorkLimit* limit_;
    };

    Place take() {
        if (++taken_ <= most_) return Place(this);
        --taken_;
        return Place(nullptr);
    }
    unsigned taken() const { return taken_; }

  private:
    const unsigned most_;
    std::atomic<unsigned> taken_{0};
};

}  // namespace veerpont::server
