// The measuring of `veerpont bench`: runs one piece of work many times on some threads, says how long it took
// and what it cost, and reads what the bridge says of itself. The work itself knows nothing of measuring.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bridge/http/client.h"

namespace veerpont::cli {

struct LoadFigures {
    std::uint64_t done = 0, failed = 0;
    std::string first_failure;
    double seconds = 0;
    double own_cpu_seconds = 0;          // of this whole process
    std::vector<double> sorted_latency;  // ms, ascending, failures included

    double per_second() const { return seconds > 0 ? static_cast<double>(done) / seconds : 0; }
    double own_cpu_us() const { return done > 0 ? own_cpu_seconds * 1e6 / static_cast<double>(done) : 0; }
    // Nearest rank: the smallest latency that at least this part (0..1) of the pieces stayed within; 0 when
    // nothing ran.
    double percentile(double part) const;
    // Another round of the same work: everything adds up.
    void add(const LoadFigures& round);
};

// work(n) for n = first .. first + pieces - 1: "" when it went well, else what was wrong. Called from
// `threads` threads at the same time.
LoadFigures run_load(std::uint64_t first, std::uint64_t pieces, unsigned threads,
                     const std::function<std::string(std::uint64_t)>& work);

// What the bridge says of itself on /metrics.
struct ProcessFigures {
    double cpu_seconds = 0;
    double resident_mb = 0, peak_mb = 0;  // MiB; the peak is that of the whole life of the process
    double ready_seconds = 0;             // from the start of the process until it listened
    double zgw_calls = 0;
};
ProcessFigures parse_metrics(const std::string& text);
// Empty figures when the address does not answer.
ProcessFigures read_metrics(http::Client& client, const std::string& admin);

// Looks at the resident memory of the bridge as long as it exists, every so often.
class MemoryWatch {
  public:
    MemoryWatch(http::Client& client, std::string admin, std::chrono::milliseconds every);
    ~MemoryWatch();
    MemoryWatch(const MemoryWatch&) = delete;
    MemoryWatch& operator=(const MemoryWatch&) = delete;
    // The highest since the start, in MiB: exact when it was the highest of the process's life, else the
    // highest that was seen.
    double peak_mb();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace veerpont::cli
