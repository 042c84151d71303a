// The measuring of `veerpont bench`: what it counts and how it judges, with work that is known.
#include "bridge/cli/bench_load.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "bridge/http/client.h"
#include "bridge/http/server.h"

namespace veerpont::cli {
namespace {

using namespace std::chrono_literals;

LoadFigures with_latencies(std::vector<double> sorted) {
    LoadFigures figures;
    figures.done = sorted.size();
    figures.sorted_latency = std::move(sorted);
    return figures;
}

TEST(Percentile, IsTheNearestRank) {
    const LoadFigures five = with_latencies({15, 20, 35, 40, 50});
    EXPECT_DOUBLE_EQ(five.percentile(0.05), 15);
    EXPECT_DOUBLE_EQ(five.percentile(0.30), 20);
    EXPECT_DOUBLE_EQ(five.percentile(0.40), 20);
    EXPECT_DOUBLE_EQ(five.percentile(0.50), 35);
    EXPECT_DOUBLE_EQ(five.percentile(1.00), 50);
}

TEST(Percentile, OfManyLeavesOnlyTheTailOut) {
    std::vector<double> hundred;
    for (int i = 1; i <= 100; ++i)
        hundred.push_back(i);
    const LoadFigures figures = with_latencies(hundred);
    EXPECT_DOUBLE_EQ(figures.percentile(0.5), 50);
    EXPECT_DOUBLE_EQ(figures.percentile(0.95), 95);
    EXPECT_DOUBLE_EQ(figures.percentile(0.99), 99);
}

TEST(Percentile, OfOneAndOfNothing) {
    EXPECT_DOUBLE_EQ(with_latencies({7}).percentile(0.5), 7);
    EXPECT_DOUBLE_EQ(with_latencies({7}).percentile(0.0), 7);
    EXPECT_DOUBLE_EQ(LoadFigures{}.percentile(0.99), 0);
}

TEST(Load, HandsOutEveryPieceOnce) {
    std::mutex mutex;
    std::multiset<std::uint64_t> seen;
    const LoadFigures figures = run_load(100, 500, 8, [&](std::uint64_t n) {
        const std::lock_guard lock(mutex);
        seen.insert(n);
        return std::string();
    });
    EXPECT_EQ(figures.done, 500U);
    EXPECT_EQ(figures.failed, 0U);
    ASSERT_EQ(seen.size(), 500U);
    EXPECT_EQ(*seen.begin(), 100U);
    EXPECT_EQ(*seen.rbegin(), 599U);
    EXPECT_EQ(std::set<std::uint64_t>(seen.begin(), seen.end()).size(), 500U);
}

TEST(Load, CountsFailuresAndKeepsTheFirstReason) {
    const LoadFigures figures = run_load(0, 40, 4, [](std::uint64_t n) {
        return n % 4 == 0 ? std::string("HTTP 500: " + std::to_string(n)) : std::string();
    });
    EXPECT_EQ(figures.done, 40U);
    EXPECT_EQ(figures.failed, 10U);
    EXPECT_EQ(figures.first_failure.rfind("HTTP 500: ", 0), 0U);
    EXPECT_EQ(figures.sorted_latency.size(), 40U);
}

TEST(Load, RunsAsManySideBySideAsAsked) {
    std::atomic<int> inside{0};
    std::atomic<int> most{0};
    const LoadFigures figures = run_load(0, 12, 6, [&](std::uint64_t) {
        const int now = ++inside;
        for (int before = most; before < now && !most.compare_exchange_weak(before, now);) {
        }
        for (int i = 0; i < 500 && most < 6; ++i)
            std::this_thread::sleep_for(1ms);
        --inside;
        return std::string();
    });
    EXPECT_EQ(most, 6);
    EXPECT_EQ(figures.done, 12U);
}

TEST(Load, MeasuresTimeAndOwnCpu) {
    const LoadFigures slept = run_load(0, 4, 2, [](std::uint64_t) {
        std::this_thread::sleep_for(20ms);
        return std::string();
    });
    EXPECT_GE(slept.percentile(0.0), 20.0);
    EXPECT_GE(slept.seconds, 0.04);
    EXPECT_LE(slept.per_second(), 100.0);

    const LoadFigures worked = run_load(0, 1, 1, [](std::uint64_t) {
        volatile double sum = 0;
        for (const auto end = std::chrono::steady_clock::now() + 50ms;
             std::chrono::steady_clock::now() < end;)
            sum = sum + 1;
        return std::string();
    });
    EXPECT_GT(worked.own_cpu_us(), 0);
    EXPECT_TRUE(std::is_sorted(slept.sorted_latency.begin(), slept.sorted_latency.end()));
}

TEST(Load, RoundsAddUp) {
    LoadFigures total = with_latencies({1, 4});
    total.seconds = 1;
    total.own_cpu_seconds = 0.5;
    LoadFigures round = with_latencies({2, 3, 9});
    round.seconds = 2;
    round.own_cpu_seconds = 0.25;
    round.failed = 1;
    round.first_failure = "refused";
    total.add(round);
    EXPECT_EQ(total.done, 5U);
    EXPECT_EQ(total.failed, 1U);
    EXPECT_EQ(total.first_failure, "refused");
    EXPECT_EQ(total.sorted_latency, (std::vector<double>{1, 2, 3, 4, 9}));
    EXPECT_DOUBLE_EQ(total.per_second(), 5.0 / 3.0);
    EXPECT_DOUBLE_EQ(total.own_cpu_us(), 0.75e6 / 5);
}

constexpr const char* kMetrics =
    "# HELP process_cpu_seconds_total User and system CPU time.\n"
    "# TYPE process_cpu_seconds_total counter\n"
    "process_cpu_seconds_total 12.500000\n"
    "process_resident_memory_bytes 104857600\n"
    "process_resident_memory_peak_bytes 209715200\n"
    "veerpont_ready_seconds 0.42\n"
    "veerpont_zgw_calls_total{api=\"zaken\",method=\"POST\",status=\"201\"} 30\n"
    "veerpont_zgw_calls_total{api=\"catalogi\",method=\"GET\",status=\"200\"} 4\n"
    "veerpont_zgw_call_duration_seconds_count{api=\"zaken\"} 30\n";

TEST(MetricsOfTheBridge, AreReadAndCallsAreAddedUp) {
    const ProcessFigures figures = parse_metrics(kMetrics);
    EXPECT_DOUBLE_EQ(figures.cpu_seconds, 12.5);
    EXPECT_DOUBLE_EQ(figures.resident_mb, 100);
    EXPECT_DOUBLE_EQ(figures.peak_mb, 200);
    EXPECT_DOUBLE_EQ(figures.ready_seconds, 0.42);
    EXPECT_DOUBLE_EQ(figures.zgw_calls, 34);
}

TEST(MetricsOfTheBridge, AreEmptyWhenNobodyAnswers) {
    http::Client client{{}};
    const ProcessFigures figures = read_metrics(client, "http://127.0.0.1:1");
    EXPECT_DOUBLE_EQ(figures.cpu_seconds, 0);
    EXPECT_DOUBLE_EQ(figures.zgw_calls, 0);
}

// A bridge whose memory is what the test says.
class Metrics final : public http::Handler {
  public:
    int admit(const http::Request&) override { return 0; }
    void handle(http::Request&, http::Response& response) override {
        ++asked;
        response.send(200, "text/plain",
                      "process_resident_memory_bytes " + std::to_string(resident_mb * 1048576) +
                          "\nprocess_resident_memory_peak_bytes " + std::to_string(peak_mb * 1048576) + "\n");
    }
    std::atomic<int> asked{0};
    std::atomic<long> resident_mb{50}, peak_mb{300};
};

class MemoryWatchTest : public testing::Test {
  protected:
    MemoryWatchTest() : server_(options(), metrics_), client_({}) {}
    static http::ServerOptions options() {
        http::ServerOptions options;
        options.host = "127.0.0.1";
        options.port = 0;
        return options;
    }
    std::string admin() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }
    void wait_for_looks(int more) {
        for (const int from = metrics_.asked; metrics_.asked < from + more;)
            std::this_thread::sleep_for(1ms);
    }

    Metrics metrics_;
    http::Server server_;
    http::Client client_;
};

TEST_F(MemoryWatchTest, SeesAPeakBelowAnOlderOne) {
    MemoryWatch watch(client_, admin(), 1ms);
    metrics_.resident_mb = 90;
    wait_for_looks(3);
    metrics_.resident_mb = 60;
    wait_for_looks(3);
    EXPECT_NEAR(watch.peak_mb(), 90, 0.1);
}

TEST_F(MemoryWatchTest, TakesThePeakOfTheProcessWhenItRose) {
    MemoryWatch watch(client_, admin(), 1h);  // never looks by itself
    metrics_.peak_mb = 320;
    EXPECT_NEAR(watch.peak_mb(), 320, 0.1);
}

}  // namespace
}  // namespace veerpont::cli
