#include "bridge/server/metrics.h"

#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

namespace veerpont::server {

namespace {

void head(std::string& out, std::string_view name, std::string_view type, std::string_view help) {
    out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

double resident_bytes() {
    std::ifstream statm("/proc/self/statm");
    double total = 0, resident = 0;
    statm >> total >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

// VmHWM, not ru_maxrss: that one still counts what ran in this process before exec.
double peak_resident_bytes() {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        double kilobytes = 0;
        if (word == "VmHWM:" && status >> kilobytes) return kilobytes * 1024;
    }
    return 0;
}

}  // namespace

// Field 22 of /proc/self/stat (proc(5)) counts ticks since boot; the name of the program in field 2 may hold
// anything up to its last parenthesis.
double process_age_seconds() {
    std::ifstream stat("/proc/self/stat");
    std::string line;
    std::getline(stat, line);
    std::istringstream fields(line.substr(std::min(line.size(), line.rfind(')') + 1)));
    std::string skipped;
    for (int field = 3; field < 22; ++field)
        fields >> skipped;
    double started = 0;
    fields >> started;
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9 -
           started / static_cast<double>(sysconf(_SC_CLK_TCK));
}

void Metrics::Histogram::add(std::chrono::microseconds took) {
    const double seconds = static_cast<double>(took.count()) / 1e6;
    for (std::size_t i = 0; i < kBounds.size(); ++i) {
        if (seconds <= kBounds[i]) ++buckets[i];
    }
    ++count;
    sum += seconds;
}

void Metrics::message(std::string_view operation, std::string_view outcome, std::chrono::microseconds took) {
    const std::string name(operation.empty() ? "onbekend" : operation);
    const std::lock_guard lock(mutex_);
    ++messages_[{name, std::string(outcome)}];
    durations_[name].add(took);
}

void Metrics::zgw_call(std::string_view api, std::string_view method, int status,
                       std::chrono::microseconds took) {
    const std::lock_guard lock(mutex_);
    ++calls_[{std::string(api), std::string(method), status}];
    call_durations_[std::string(api)].add(took);
}

void Metrics::refused(std::string_view reason) {
    const std::lock_guard lock(mutex_);
    ++refused_[std::string(reason)];
}

void Metrics::watch(std::string name, std::string help, std::string type, std::function<double()> read) {
    const std::lock_guard lock(mutex_);
    watched_.push_back({std::move(name), std::move(help), std::move(type), std::move(read)});
}

void Metrics::write(std::string& out, const std::string& name, const std::string& labels,
                    const Histogram& histogram) {
    for (std::size_t i = 0; i < kBounds.size(); ++i) {
        out += fmt::format("{}_bucket{{{},le=\"{}\"}} {}\n", name, labels, kBounds[i], histogram.buckets[i]);
    }
    out += fmt::format("{}_bucket{{{},le=\"+Inf\"}} {}\n", name, labels, histogram.count);
    out += fmt::format("{}_sum{{{}}} {:.6f}\n{}_count{{{}}} {}\n", name, labels, histogram.sum, name, labels,
                       histogram.count);
}

std::string Metrics::text() const {
    std::string out;
    const std::lock_guard lock(mutex_);
    head(out, "veerpont_messages_total", "counter", "Messages answered, by operation and outcome.");
    for (const auto& [key, count] : messages_) {
        out += fmt::format("veerpont_messages_total{{operation=\"{}\",outcome=\"{}\"}} {}\n", key.first,
                           key.second, count);
    }
    head(out, "veerpont_message_duration_seconds", "histogram", "From first byte to answer.");
    for (const auto& [operation, histogram] : durations_) {
        write(out, "veerpont_message_duration_seconds", fmt::format("operation=\"{}\"", operation),
              histogram);
    }
    head(out, "veerpont_zgw_calls_total", "counter", "Calls to registers; status 0 means no answer.");
    for (const auto& [key, count] : calls_) {
        out += fmt::format("veerpont_zgw_calls_total{{api=\"{}\",method=\"{}\",status=\"{}\"}} {}\n",
                           std::get<0>(key), std::get<1>(key), std::get<2>(key), count);
    }
    head(out, "veerpont_zgw_call_duration_seconds", "histogram", "Duration of calls to registers.");
    for (const auto& [api, histogram] : call_durations_) {
        write(out, "veerpont_zgw_call_duration_seconds", fmt::format("api=\"{}\"", api), histogram);
    }
    head(out, "veerpont_refused_total", "counter", "Requests refused before they were read as a message.");
    for (const auto& [reason, count] : refused_) {
        out += fmt::format("veerpont_refused_total{{reason=\"{}\"}} {}\n", reason, count);
    }
    for (const Watched& watched : watched_) {
        head(out, watched.name, watched.type, watched.help);
        out += fmt::format("{} {}\n", watched.name, watched.read());
    }
    head(out, "process_cpu_seconds_total", "counter", "User and system CPU time.");
    out += fmt::format("process_cpu_seconds_total {:.6f}\n", cpu_seconds());
    head(out, "process_resident_memory_bytes", "gauge", "Resident memory.");
    out += fmt::format("process_resident_memory_bytes {:.0f}\n", resident_bytes());
    head(out, "process_resident_memory_peak_bytes", "gauge", "Highest resident memory since start.");
    out += fmt::format("process_resident_memory_peak_bytes {:.0f}\n", peak_resident_bytes());
    return out;
}

}  // namespace veerpont::server
