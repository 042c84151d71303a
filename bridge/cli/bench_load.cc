#include "bridge/cli/bench_load.h"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <sstream>
#include <thread>
#include <variant>

namespace veerpont::cli {

namespace {

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

double percentile(const std::vector<double>& sorted, double part) {
    if (sorted.empty()) return 0;
    const auto index = static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1));
    return sorted[index];
}

}  // namespace

LoadFigures run_load(std::uint64_t pieces, unsigned threads,
                     const std::function<std::string(std::uint64_t)>& work) {
    LoadFigures figures;
    std::atomic<std::uint64_t> next{0};
    std::mutex mutex;
    std::vector<double> latencies;
    const double cpu_before = cpu_seconds();
    const auto started = std::chrono::steady_clock::now();
    std::vector<std::thread> workers;
    for (unsigned i = 0; i < threads; ++i) {
        workers.emplace_back([&] {
            std::vector<double> own;
            std::uint64_t failed = 0;
            std::string failure;
            for (std::uint64_t n = 0; (n = next++) < pieces;) {
                const auto from = std::chrono::steady_clock::now();
                std::string wrong = work(n);
                own.push_back(
                    std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - from)
                        .count());
                if (!wrong.empty()) {
                    ++failed;
                    if (failure.empty()) failure = std::move(wrong);
                }
            }
            const std::lock_guard lock(mutex);
            latencies.insert(latencies.end(), own.begin(), own.end());
            figures.failed += failed;
            if (figures.first_failure.empty()) figures.first_failure = failure;
        });
    }
    for (std::thread& worker : workers)
        worker.join();
    figures.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    figures.done = latencies.size();
    std::sort(latencies.begin(), latencies.end());
    figures.median_ms = percentile(latencies, 0.5);
    figures.p95_ms = percentile(latencies, 0.95);
    figures.p99_ms = percentile(latencies, 0.99);
    if (figures.done > 0)
        figures.own_cpu_us = (cpu_seconds() - cpu_before) * 1e6 / static_cast<double>(figures.done);
    return figures;
}

ProcessFigures read_metrics(http::Client& client, const std::string& admin) {
    ProcessFigures figures;
    http::ClientRequest request;
    request.method = "GET";
    request.url = admin + "/metrics";
    const http::Client::Outcome outcome = client.call(request);
    const auto* response = std::get_if<http::ClientResponse>(&outcome);
    if (response == nullptr || response->status != 200) return figures;
    std::istringstream lines(response->body);
    for (std::string line; std::getline(lines, line);) {
        const std::size_t space = line.rfind(' ');
        if (line.starts_with('#') || space == std::string::npos) continue;
        const double value = std::strtod(line.c_str() + space, nullptr);
        if (line.starts_with("process_cpu_seconds_total")) figures.cpu_seconds = value;
        if (line.starts_with("process_resident_memory_bytes")) figures.resident_mb = value / 1048576;
        if (line.starts_with("process_resident_memory_peak_bytes")) figures.peak_mb = value / 1048576;
        if (line.starts_with("veerpont_zgw_calls_total")) figures.zgw_calls += value;
    }
    return figures;
}

}  // namespace veerpont::cli
