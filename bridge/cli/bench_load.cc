#include "bridge/cli/bench_load.h"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <condition_variable>
#include <cstdlib>
#include <iterator>
#include <mutex>
#include <sstream>
#include <string_view>
#include <thread>
#include <utility>
#include <variant>

namespace veerpont::cli {

namespace {

constexpr double kMiB = 1048576;

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

// What one thread did.
struct Share {
    std::vector<double> latency;
    std::uint64_t failed = 0;
    std::string failure;
};

}  // namespace

double LoadFigures::percentile(double part) const {
    if (sorted_latency.empty()) return 0;
    const double rank = std::ceil(std::clamp(part, 0.0, 1.0) * static_cast<double>(sorted_latency.size()));
    return sorted_latency[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}

void LoadFigures::add(const LoadFigures& round) {
    done += round.done;
    failed += round.failed;
    if (first_failure.empty()) first_failure = round.first_failure;
    seconds += round.seconds;
    own_cpu_seconds += round.own_cpu_seconds;
    std::vector<double> both;
    both.reserve(sorted_latency.size() + round.sorted_latency.size());
    std::merge(sorted_latency.begin(), sorted_latency.end(), round.sorted_latency.begin(),
               round.sorted_latency.end(), std::back_inserter(both));
    sorted_latency = std::move(both);
}

LoadFigures run_load(std::uint64_t first, std::uint64_t pieces, unsigned threads,
                     const std::function<std::string(std::uint64_t)>& work) {
    using Clock = std::chrono::steady_clock;
    std::atomic<std::uint64_t> next{first};
    std::vector<Share> shares(threads);
    const double cpu_before = cpu_seconds();
    const auto started = Clock::now();
    std::vector<std::thread> workers;
    workers.reserve(shares.size());
    for (Share& share : shares) {
        workers.emplace_back([&] {
            for (std::uint64_t n = 0; (n = next++) < first + pieces;) {
                const auto from = Clock::now();
                std::string wrong = work(n);
                share.latency.push_back(
                    std::chrono::duration<double, std::milli>(Clock::now() - from).count());
                if (wrong.empty()) continue;
                ++share.failed;
                if (share.failure.empty()) share.failure = std::move(wrong);
            }
        });
    }
    for (std::thread& worker : workers)
        worker.join();

    LoadFigures figures;
    figures.seconds = std::chrono::duration<double>(Clock::now() - started).count();
    figures.own_cpu_seconds = cpu_seconds() - cpu_before;
    for (const Share& share : shares) {
        figures.failed += share.failed;
        if (figures.first_failure.empty()) figures.first_failure = share.failure;
        figures.sorted_latency.insert(figures.sorted_latency.end(), share.latency.begin(),
                                      share.latency.end());
    }
    figures.done = figures.sorted_latency.size();
    std::sort(figures.sorted_latency.begin(), figures.sorted_latency.end());
    return figures;
}

ProcessFigures parse_metrics(const std::string& text) {
    ProcessFigures figures;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const std::size_t space = line.rfind(' ');
        if (line.starts_with('#') || space == std::string::npos) continue;
        const double value = std::strtod(line.c_str() + space, nullptr);
        const std::string_view name = std::string_view(line).substr(0, line.find_first_of("{ "));
        if (name == "process_cpu_seconds_total") figures.cpu_seconds = value;
        if (name == "process_resident_memory_bytes") figures.resident_mb = value / kMiB;
        if (name == "process_resident_memory_peak_bytes") figures.peak_mb = value / kMiB;
        if (name == "veerpont_ready_seconds") figures.ready_seconds = value;
        if (name == "veerpont_zgw_calls_total") figures.zgw_calls += value;
    }
    return figures;
}

ProcessFigures read_metrics(http::Client& client, const std::string& admin) {
    http::ClientRequest request;
    request.method = "GET";
    request.url = admin + "/metrics";
    const http::Client::Outcome outcome = client.call(request);
    const auto* response = std::get_if<http::ClientResponse>(&outcome);
    if (response == nullptr || response->status != 200) return {};
    return parse_metrics(response->body);
}

struct MemoryWatch::State {
    State(http::Client& given, std::string address, std::chrono::milliseconds pause)
        : client(given), admin(std::move(address)), every(pause) {
        const ProcessFigures now = read_metrics(client, admin);
        peak_before = now.peak_mb;
        seen = now.resident_mb;
        thread = std::thread([this] { look(); });
    }

    void look() {
        std::unique_lock lock(mutex);
        while (!stopped.wait_for(lock, every, [this] { return stopping; })) {
            lock.unlock();
            const double resident = read_metrics(client, admin).resident_mb;
            lock.lock();
            seen = std::max(seen, resident);
        }
    }

    void stop() {
        {
            const std::lock_guard lock(mutex);
            stopping = true;
        }
        stopped.notify_all();
        if (thread.joinable()) thread.join();
    }

    http::Client& client;
    const std::string admin;
    const std::chrono::milliseconds every;
    std::mutex mutex;
    std::condition_variable stopped;
    bool stopping = false;
    double peak_before = 0, seen = 0;
    std::thread thread;
};

MemoryWatch::MemoryWatch(http::Client& client, std::string admin, std::chrono::milliseconds every)
    : state_(std::make_unique<State>(client, std::move(admin), every)) {}

MemoryWatch::~MemoryWatch() {
    state_->stop();
}

double MemoryWatch::peak_mb() {
    const ProcessFigures now = read_metrics(state_->client, state_->admin);
    const std::lock_guard lock(state_->mutex);
    if (now.peak_mb > state_->peak_before) return now.peak_mb;
    return std::max(state_->seen, now.resident_mb);
}

}  // namespace veerpont::cli
