#include "bridge/cli/serve.h"

#include <csignal>
#include <exception>

#include <fmt/format.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "bridge/cli/bridge.h"
#include "bridge/http/server.h"
#include "bridge/sandbox/register.h"
#include "bridge/source/diagnostics.h"

namespace veerpont::cli {

namespace {

constexpr std::string_view kJsonPattern = R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l","text":"%v"})";

// Synchronous sinks: on few cores an asynchronous queue costs more than it hides (docs/decisions/0005).
void start_logging(const settings::Logging& logging) {
    auto logger = logging.file.empty() ? spdlog::stderr_logger_mt("veerpont")
                                       : spdlog::basic_logger_mt("veerpont", logging.file);
    if (logging.format == "json") logger->set_pattern(std::string(kJsonPattern));
    logger->set_level(spdlog::level::from_str(logging.level));
    logger->flush_on(spdlog::level::warn);
    spdlog::set_default_logger(std::move(logger));
    spdlog::flush_every(std::chrono::seconds(1));
}

sigset_t stop_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    return signals;
}

}  // namespace

void block_signals() {
    const sigset_t signals = stop_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

void wait_for_stop(const std::function<void()>& on_hangup) {
    const sigset_t signals = stop_signals();
    for (int signal = 0; sigwait(&signals, &signal) == 0 && signal == SIGHUP;)
        on_hangup();
}

std::vector<OptionSpec> settings_options() {
    return {{"config", true},      {"listen", true}, {"admin-listen", true}, {"sandbox-listen", true},
            {"no-sandbox", false}, {"data", true},   {"set", true}};
}

std::optional<settings::Settings> load_settings(const Options& options, std::ostream& err) {
    std::vector<settings::Override> overrides;
    const auto from = [&](std::string_view option, std::string path) {
        if (options.has(option)) overrides.push_back({std::move(path), options.get(option)});
    };
    from("listen", "server.listen");
    from("admin-listen", "beheer.listen");
    from("sandbox-listen", "sandbox.listen");
    from("data", "data");
    if (options.has("no-sandbox")) overrides.push_back({"sandbox.enabled", "false"});
    for (const std::string& pair : options.all("set")) {
        const std::size_t equals = pair.find('=');
        if (equals == std::string::npos) {
            err << "--set wil pad=waarde, geen \"" << pair << "\".\n";
            return std::nullopt;
        }
        overrides.push_back({pair.substr(0, equals), pair.substr(equals + 1)});
    }
    source::Diagnostics diagnostics;
    auto settings = settings::load(options.get("config", "config/veerpont.json"), overrides, diagnostics);
    err << diagnostics.text();
    return settings;
}

int run_serve(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    const auto options = parse_options(arguments, settings_options(), err);
    if (!options || !options->rest.empty()) return kWrongUse;
    const auto settings = load_settings(*options, err);
    if (!settings) return kWrongUse;
    try {
        start_logging(settings->logging);
        block_signals();
        Bridge bridge(*settings);
        out << fmt::format("Veerpont is klaar: StUF op poort {}, beheer op poort {}{}.", bridge.port(),
                           bridge.admin_port(),
                           bridge.sandbox_root().empty() ? "" : ", proefregister op " + bridge.sandbox_root())
            << std::endl;
        wait_for_stop([&] { (void)bridge.reload().ok(); });
        bridge.stop();
    } catch (const std::exception& failure) {
        err << failure.what() << "\n";
        return kFindings;
    }
    return kOk;
}

int run_sandbox(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    const auto options = parse_options(arguments, {{"listen", true}, {"data", true}}, err);
    if (!options || !options->rest.empty()) return kWrongUse;
    const auto address = http::parse_address(options->get("listen", "127.0.0.1:8081"));
    if (!address) {
        err << "--listen wil HOST:POORT.\n";
        return kWrongUse;
    }
    try {
        block_signals();
        sandbox::SandboxOptions sandbox_options;
        sandbox_options.host = address->first;
        sandbox_options.port = address->second;
        sandbox_options.data = options->get("data", "data");
        sandbox_options.clients = sandbox::default_clients();
        sandbox::Sandbox sandbox(sandbox_options);
        out << "Het proefregister is klaar op " << sandbox.root()
            << ". Het is er om te proberen en te testen, niet voor echte zaken." << std::endl;
        wait_for_stop([] {});
        sandbox.stop();
    } catch (const std::exception& failure) {
        err << failure.what() << "\n";
        return kFindings;
    }
    return kOk;
}

}  // namespace veerpont::cli
