#include "bridge/cli/bench.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bridge/base/clock.h"
#include "bridge/base/crypto.h"
#include "bridge/cli/bench_load.h"
#include "bridge/cli/bench_messages.h"
#include "bridge/http/client.h"
#include "bridge/zgw/http_api.h"

namespace veerpont::cli {

namespace {

using nlohmann::json;

// The limits that the product states for itself, printed beside what was measured.
constexpr double kCpuRatioLimit = 3, kTimeRatioLimit = 4;
constexpr double kAddedLimit = 64, kRestLimit = 150, kReadyLimit = 2;

struct BenchPlan {
    std::uint64_t messages = 1000;  // per operation and round
    std::uint64_t rounds = 3;
    std::uint64_t document_mb = 0;
    unsigned documents = 8;
};

struct Operation {
    const char* name;
    const char* message;  // of config/demo/
    const char* endpoint;
};

// In this order each finds what the one before it made.
constexpr std::array<Operation, 7> kOperations = {{
    {"genereerZaakIdentificatie", "1-zaaknummer", "VrijBericht"},
    {"creeerZaak", "2-zaak", "OntvangAsynchroon"},
    {"geefZaakdetails", "5-zaakdetails", "BeantwoordVraag"},
    {"genereerDocumentIdentificatie", "3-documentnummer", "VrijBericht"},
    {"voegZaakdocumentToe", "4-document", "OntvangAsynchroon"},
    {"geefLijstZaakdocumenten", "6-documentenlijst", "BeantwoordVraag"},
    {"geefZaakdocumentLezen", "7-document-lezen", "BeantwoordVraag"},
}};

// One operation under load, all rounds together.
struct BenchRow {
    std::string name;
    LoadFigures load;
    double bridge_cpu_seconds = 0, zgw_calls = 0, peak_mb = 0;
    double per_message(double total) const {
        return load.done == 0 ? 0 : total / static_cast<double>(load.done);
    }
    double cpu_us() const { return per_message(bridge_cpu_seconds) * 1e6; }
};

// The same document over the bridge and without it. The bridge receives every byte and sends it on, so its floor
// is both: to or from the register directly, and as much base64 once more between two ends that only pass it.
struct Transfer {
    const char* name;
    LoadFigures bridge, direct, passed;
    double floor() const { return direct.seconds + passed.seconds; }
    double ratio() const { return floor() > 0 ? bridge.seconds / floor() : 0; }
};

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

class Bench {
  public:
    Bench(BenchTarget target, BenchPlan plan)
        : target_(std::move(target)),
          plan_(plan),
          client_(client_options()),
          api_(api_settings(), system_clock()),
          sender_(target_, client_, run_),
          register_(target_, client_, api_, run_) {}

    Result<void> prepare() {
        if (read_metrics(client_, target_.admin).resident_mb <= 0) {
            return Problem{Problem::Kind::kUnreachable, "De brug antwoordt niet.",
                           "no metrics of a bridge at " + target_.admin + "/metrics", ""};
        }
        if (const auto prepared = register_.prepare(); !prepared) return prepared.problem();
        return sender_.load_messages();
    }

    // One message of each kind, then silence: what a bridge at rest weighs.
    void rest() {
        for (const Operation& operation : kOperations) {
            note(run_load(0, 1, 1, [&](std::uint64_t) {
                return sender_.send(operation.message, operation.endpoint, "rust");
            }));
        }
        std::this_thread::sleep_for(std::chrono::seconds(1));
        rest_ = read_metrics(client_, target_.admin);
    }

    void documents() {
        if (plan_.document_mb == 0) return;
        const std::uint64_t length = (plan_.document_mb << 20) / 3 * 4;
        MemoryWatch memory(client_, target_.admin, std::chrono::milliseconds(20));
        const auto transfer = [&](const char* name, unsigned many, const auto& over_bridge,
                                  const auto& directly) {
            const std::uint64_t first = many == 1 ? 0 : 1;
            Transfer made{name, {}, {}, {}};
            made.passed =
                run_load(first, many, many, [&](std::uint64_t) { return pass_letters(client_, length); });
            made.direct = run_load(first, many, many,
                                   [&](std::uint64_t n) { return directly(std::to_string(n), length); });
            made.bridge = run_load(first, many, many,
                                   [&](std::uint64_t n) { return over_bridge(std::to_string(n), length); });
            note(made.bridge);
            note(made.direct);
            note(made.passed);
            transfers_.push_back(std::move(made));
        };
        const auto bridge_in = [this](const std::string& name, std::uint64_t size) {
            return sender_.send_document(name + "-groot", "rust", size);
        };
        const auto bridge_out = [this](const std::string& name, std::uint64_t size) {
            return sender_.read_document(name + "-groot", size);
        };
        const auto direct_in = [this](const std::string& name, std::uint64_t size) {
            return register_.send_document(name, size);
        };
        const auto direct_out = [this](const std::string& name, std::uint64_t size) {
            return register_.read_document(name, size);
        };
        transfer("in", 1, bridge_in, direct_in);
        transfer("uit", 1, bridge_out, direct_out);
        transfer("tegelijk in", plan_.documents, bridge_in, direct_in);
        transfer("tegelijk uit", plan_.documents, bridge_out, direct_out);
        document_peak_mb_ = memory.peak_mb();
    }

    // creeerZaak takes turns with the same calls made directly, so that what else the machine does meets
    // both.
    void operations() {
        for (const Operation& operation : kOperations) {
            const bool beside = std::string_view(operation.name) == "creeerZaak";
            const auto work = [&](std::uint64_t n) {
                return sender_.send(operation.message, operation.endpoint, std::to_string(n));
            };
            const auto direct = [&](std::uint64_t n) { return register_.create_zaak(std::to_string(n)); };
            // Warm: connections, threads, caches. These numbers follow those that are measured.
            const std::uint64_t warm = std::uint64_t{target_.connections} * 4;
            const std::uint64_t all = plan_.messages * plan_.rounds;
            note(run_load(all, warm, target_.connections, work));
            if (beside) note(run_load(all, warm, target_.connections, direct));

            BenchRow row;
            row.name = operation.name;
            MemoryWatch memory(client_, target_.admin, std::chrono::milliseconds(250));
            for (std::uint64_t round = 0; round < plan_.rounds; ++round) {
                const std::uint64_t first = round * plan_.messages;
                const ProcessFigures before = read_metrics(client_, target_.admin);
                const LoadFigures load = run_load(first, plan_.messages, target_.connections, work);
                const ProcessFigures after = read_metrics(client_, target_.admin);
                row.load.add(load);
                row.bridge_cpu_seconds += after.cpu_seconds - before.cpu_seconds;
                row.zgw_calls += after.zgw_calls - before.zgw_calls;
                if (!beside) continue;
                const LoadFigures floor = run_load(first, plan_.messages, target_.connections, direct);
                direct_.add(floor);
                if (floor.own_cpu_seconds > 0)
                    ratios_.push_back((after.cpu_seconds - before.cpu_seconds) / floor.own_cpu_seconds);
            }
            row.peak_mb = memory.peak_mb();
            note(row.load);
            rows_.push_back(std::move(row));
        }
        note(direct_);
    }

    std::uint64_t failures() const { return failures_; }

    void print(std::ostream& out) const {
        out << fmt::format("In rust, na één bericht van elke soort: {:.0f} MB (grens {:.0f})\n",
                           rest_.resident_mb, kRestLimit);
        out << fmt::format("Van start tot klaar: {:.2f} s (grens {:.0f})\n\n", rest_.ready_seconds,
                           kReadyLimit);
        print_documents(out);
        out << fmt::format("{} verbindingen, {} rondes van {} berichten per operatie\n\n",
                           target_.connections, plan_.rounds, plan_.messages);
        out << fmt::format("{:<30} {:>8} {:>8} {:>8} {:>8} {:>10} {:>8} {:>8} {:>6}\n", "operatie", "per s",
                           "p50 ms", "p95 ms", "p99 ms", "calls/ber.", "CPU us", "piek MB", "fout");
        for (const BenchRow& row : rows_)
            print_row(out, row.name, row.load, fmt::format("{:.2f}", row.per_message(row.zgw_calls)),
                      row.cpu_us(), fmt::format("{:.0f}", row.peak_mb));
        print_row(out, "creeerZaak rechtstreeks", direct_, "3.00", direct_.own_cpu_us(), "");
        std::string each;
        for (const double ratio : ratios_)
            each += fmt::format(" {:.2f}", ratio);
        out << fmt::format(
            "\nCPU van de brug per creeerZaak / CPU van dezelfde aanroepen rechtstreeks: {:.2f} (grens "
            "{:.0f}; "
            "per ronde{})\n",
            median(ratios_), kCpuRatioLimit, each);
        if (failures_ > 0) out << "Mislukt: " << failures_ << ". De eerste: " << first_failure_ << "\n";
    }

    json to_json() const {
        json operations = json::array();
        for (const BenchRow& row : rows_) {
            json one = figures(row.load);
            one["operation"] = row.name;
            one["zgw_calls_per_message"] = row.per_message(row.zgw_calls);
            one["bridge_cpu_us"] = row.cpu_us();
            one["peak_mb"] = row.peak_mb;
            operations.push_back(std::move(one));
        }
        json direct = figures(direct_);
        direct["cpu_us"] = direct_.own_cpu_us();
        json result{
            {"connections", target_.connections},
            {"rest", {{"resident_mb", rest_.resident_mb}, {"limit_mb", kRestLimit}}},
            {"ready", {{"seconds", rest_.ready_seconds}, {"limit_seconds", kReadyLimit}}},
            {"operations", std::move(operations)},
            {"direct", std::move(direct)},
            {"cpu_ratio", {{"median", median(ratios_)}, {"rounds", ratios_}, {"limit", kCpuRatioLimit}}},
            {"failed", failures_}};
        if (failures_ > 0) result["first_failure"] = first_failure_;
        if (plan_.document_mb == 0) return result;
        json transfers = json::array();
        for (const Transfer& one : transfers_) {
            transfers.push_back({{"name", one.name},
                                 {"documents", one.bridge.done},
                                 {"seconds", one.bridge.seconds},
                                 {"direct_seconds", one.direct.seconds},
                                 {"passed_seconds", one.passed.seconds},
                                 {"ratio", one.ratio()},
                                 {"limit", kTimeRatioLimit}});
        }
        result["documents"] = {{"megabytes", plan_.document_mb},
                               {"transfers", std::move(transfers)},
                               {"peak_mb", document_peak_mb_},
                               {"added_mb", document_peak_mb_ - rest_.resident_mb},
                               {"added_limit_mb", kAddedLimit}};
        return result;
    }

  private:
    static json figures(const LoadFigures& load) {
        return {{"messages", load.done},           {"failed", load.failed},
                {"per_second", load.per_second()}, {"median_ms", load.percentile(0.5)},
                {"p95_ms", load.percentile(0.95)}, {"p99_ms", load.percentile(0.99)}};
    }

    static void print_row(std::ostream& out, const std::string& name, const LoadFigures& load,
                          const std::string& calls, double cpu_us, const std::string& peak) {
        out << fmt::format("{:<30} {:>8.0f} {:>8.1f} {:>8.1f} {:>8.1f} {:>10} {:>8.0f} {:>8} {:>6}\n", name,
                           load.per_second(), load.percentile(0.5), load.percentile(0.95),
                           load.percentile(0.99), calls, cpu_us, peak, load.failed);
    }

    void print_documents(std::ostream& out) const {
        if (plan_.document_mb == 0) return;
        out << fmt::format("{:<30} {:>8} {:>12} {:>13} {:>10}\n",
                           fmt::format("Documenten van {} MB", plan_.document_mb), "brug s", "register s",
                           "doorgeven s", "verhouding");
        for (const Transfer& one : transfers_) {
            out << fmt::format("{:<30} {:>8.2f} {:>12.2f} {:>13.2f} {:>10.2f}\n",
                               fmt::format("{} {}", one.bridge.done, one.name), one.bridge.seconds,
                               one.direct.seconds, one.passed.seconds, one.ratio());
        }
        out << fmt::format(
            "grens van de verhouding {:.0f}; geheugen erbij: {:.0f} MB (grens {:.0f}), piek {:.0f} MB\n\n",
            kTimeRatioLimit, document_peak_mb_ - rest_.resident_mb, kAddedLimit, document_peak_mb_);
    }

    http::ClientOptions client_options() const {
        http::ClientOptions options;
        options.max_idle_per_host = target_.connections;
        return options;
    }

    zgw::HttpZgwSettings api_settings() const {
        zgw::HttpZgwSettings settings;
        for (const zgw::Api api : zgw::kAllApis) {
            settings.apis[api] = {
                target_.register_root + "/" + std::string(zgw::api_name(api)) + "/api/v1",
                {zgw::Credentials::Kind::kJwt, target_.client_id, target_.secret, "", "", ""}};
        }
        settings.client = client_options();
        settings.call_timeout = std::chrono::minutes(5);
        return settings;
    }

    void note(const LoadFigures& load) {
        failures_ += load.failed;
        if (first_failure_.empty()) first_failure_ = load.first_failure;
    }

    const BenchTarget target_;
    const BenchPlan plan_;
    const std::string run_ = "BENCH-" + uuid4().substr(0, 8);
    http::Client client_;
    zgw::HttpZgwApi api_;
    BenchSender sender_;
    BenchRegister register_;

    ProcessFigures rest_;
    std::vector<Transfer> transfers_;
    double document_peak_mb_ = 0;
    std::vector<BenchRow> rows_;
    LoadFigures direct_;
    std::vector<double> ratios_;
    std::uint64_t failures_ = 0;
    std::string first_failure_;
};

}  // namespace

int run_bench(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    const auto options = parse_options(arguments,
                                       {{"bridge", true},
                                        {"admin", true},
                                        {"zgw", true},
                                        {"client-id", true},
                                        {"secret", true},
                                        {"connections", true},
                                        {"messages", true},
                                        {"rounds", true},
                                        {"document-mb", true},
                                        {"documents", true},
                                        {"json", false}},
                                       err);
    if (!options || !options->rest.empty()) return kWrongUse;
    BenchTarget target;
    target.bridge = options->get("bridge", "http://127.0.0.1:8080");
    target.admin = options->get("admin", "http://127.0.0.1:8082");
    target.register_root = options->get("zgw", "http://127.0.0.1:8081");
    target.client_id = options->get("client-id", "veerpont");
    target.secret = options->get("secret", "proef-geheim");
    const auto connections = options->number("connections", 64, err);
    const auto messages = options->number("messages", 1000, err);
    const auto rounds = options->number("rounds", 3, err);
    const auto document_mb = options->number("document-mb", 0, err);
    const auto documents = options->number("documents", 8, err);
    if (!connections || !messages || !rounds || !document_mb || !documents) return kWrongUse;
    target.connections = static_cast<unsigned>(std::clamp(*connections, 1L, 1000L));
    BenchPlan plan;
    plan.messages = static_cast<std::uint64_t>(std::clamp(*messages, 1L, 1000000L));
    plan.rounds = static_cast<std::uint64_t>(std::clamp(*rounds, 1L, 100L));
    plan.document_mb = static_cast<std::uint64_t>(std::clamp(*document_mb, 0L, 4000L));
    plan.documents = static_cast<unsigned>(std::clamp(*documents, 1L, 64L));

    Bench bench(std::move(target), plan);
    if (const auto prepared = bench.prepare(); !prepared) {
        err << "De meting is niet voor te bereiden: " << prepared.problem().log_text << "\n";
        return kFindings;
    }
    bench.rest();
    bench.documents();
    bench.operations();
    if (options->has("json")) {
        out << bench.to_json().dump(2) << "\n";
    } else {
        bench.print(out);
    }
    return bench.failures() == 0 ? kOk : kFindings;
}

}  // namespace veerpont::cli
