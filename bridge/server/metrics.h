// Counters and histograms of this process, in Prometheus text format 0.0.4 (GET /metrics on the admin
// listener).
//
// Labels are closed sets (operations, outcomes, APIs, status codes), never identifications or names of
// people. Safe from any thread: a short lock per update.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace veerpont::server {

// How long this process exists, in seconds, to a hundredth.
double process_age_seconds();

class Metrics {
  public:
    // A message was answered: operation ("" when not recognised), outcome ("Bv03", "Fo02"...), how long it
    // took.
    void message(std::string_view operation, std::string_view outcome, std::chrono::microseconds took);
    // A call to a register ended: API, method, HTTP status (0: no answer).
    void zgw_call(std::string_view api, std::string_view method, int status, std::chrono::microseconds took);
    // Refused before it was a message: "busy", "too-large", "not-authenticated".
    void refused(std::string_view reason);
    // A value that is read when somebody asks; `type` is "gauge" or "counter".
    void watch(std::string name, std::string help, std::string type, std::function<double()> read);

    std::string text() const;

  private:
    static constexpr std::array<double, 12> kBounds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                       0.1,   0.25,   0.5,   1,    5,     25};
    struct Histogram {
        std::array<std::uint64_t, kBounds.size()> buckets{};
        std::uint64_t count = 0;
        double sum = 0;
        void add(std::chrono::microseconds took);
    };
    struct Watched {
        std::string name, help, type;
        std::function<double()> read;
    };
    static void write(std::string& out, const std::string& name, const std::string& labels,
                      const Histogram& histogram);

    mutable std::mutex mutex_;
    std::map<std::pair<std::string, std::string>, std::uint64_t> messages_;
    std::map<std::string, Histogram> durations_;  // by operation
    std::map<std::tuple<std::string, std::string, int>, std::uint64_t> calls_;
    std::map<std::string, Histogram> call_durations_;  // by API
    std::map<std::string, std::uint64_t> refused_;
    std::vector<Watched> watched_;
};

}  // namespace veerpont::server
