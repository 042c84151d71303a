// `veerpont serve` and `veerpont sandbox`: run until SIGTERM or SIGINT; SIGHUP reloads the rules.
#pragma once

#include <functional>
#include <optional>
#include <ostream>

#include "bridge/cli/options.h"
#include "bridge/settings/settings.h"

namespace veerpont::cli {

int run_serve(const Arguments& arguments, std::ostream& out, std::ostream& err);
int run_sandbox(const Arguments& arguments, std::ostream& out, std::ostream& err);

// The options that every command takes which needs the configuration.
std::vector<OptionSpec> settings_options();
// The configuration file named by --config, with all overrides; empty when it has errors (then `err` has been
// told).
std::optional<settings::Settings> load_settings(const Options& options, std::ostream& err);

// Waits for SIGTERM or SIGINT; calls `on_hangup` at every SIGHUP. The signals must be blocked in all threads:
// call block_signals() before the first thread is made.
void block_signals();
void wait_for_stop(const std::function<void()>& on_hangup);

}  // namespace veerpont::cli
