// Runs one piece of work many times on some threads, and says how long it took and what it cost. The work
// itself knows nothing of measuring.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bridge/http/client.h"

namespace veerpont::cli {

struct LoadFigures {
    std::uint64_t done = 0, failed = 0;
    std::string first_failure;
    double seconds = 0;
    double per_second() const { return seconds > 0 ? static_cast<double>(done) / seconds : 0; }
    double median_ms = 0, p95_ms = 0, p99_ms = 0;
    double own_cpu_us = 0;  // of this process, per piece of work
};

// work(n): piece number n; "" when it went well, else what was wrong. Called from `threads` threads.
LoadFigures run_load(std::uint64_t pieces, unsigned threads,
                     const std::function<std::string(std::uint64_t)>& work);

// What the bridge says of itself on /metrics.
struct ProcessFigures {
    double cpu_seconds = 0, resident_mb = 0, peak_mb = 0;
    double zgw_calls = 0;
};
// Empty figures when the address does not answer.
ProcessFigures read_metrics(http::Client& client, const std::string& admin);

}  // namespace veerpont::cli
