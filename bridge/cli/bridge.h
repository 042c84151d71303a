// A running bridge: every part made in order and stopped in reverse. Reads as the table of contents of the
// program: settings -> schemas -> rules -> store -> registers -> operations -> server.
//
// Made and stopped by one thread; the parts inside run on their own.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "bridge/base/result.h"
#include "bridge/operations/outcome.h"
#include "bridge/settings/settings.h"

namespace veerpont::cli {

class Bridge {
  public:
    // Starts everything; throws std::runtime_error with a Dutch text that says what to do when something is
    // wrong. `watcher` (may be null, must outlive the bridge) is told about messages and calls, as the demo
    // wants.
    explicit Bridge(settings::Settings settings, operations::Observer* watcher = nullptr);
    ~Bridge();
    Bridge(const Bridge&) = delete;
    Bridge& operator=(const Bridge&) = delete;

    std::uint16_t port() const;
    std::uint16_t admin_port() const;
    std::string sandbox_root() const;  // "" without a sandbox

    // Compiles the rules again and swaps them when they are right. Returns a Dutch line for the log.
    Result<std::string> reload();
    // No new messages; finishes what runs.
    void stop();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace veerpont::cli
