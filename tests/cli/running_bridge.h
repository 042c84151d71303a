// A whole bridge in the process of the test, with a register of its own behind a gate: the shipped
// configuration, every address on a free port, all data in a temporary folder. One thread makes and ends it.
#pragma once

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "bridge/base/crypto.h"
#include "bridge/cli/bridge.h"
#include "bridge/cli/demo_catalogue.h"
#include "bridge/sandbox/register.h"
#include "bridge/settings/settings.h"
#include "bridge/store/sqlite_store.h"
#include "tests/cli/register_gate.h"
#include "tests/cli/stuf_sender.h"
#include "tests/support/temporary_folder.h"

namespace veerpont::test {

class RunningBridge {
  public:
    // `change` alters the shipped configuration.
    explicit RunningBridge(const std::function<void(settings::Settings&)>& change = nullptr)
        : before_(spdlog::default_logger()),
          sandbox_(sandbox_options(folder)),
          gate(sandbox_.root()),
          view(sandbox_.root()) {
        auto logger = std::make_shared<spdlog::logger>(
            "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log_, true));
        logger->set_level(spdlog::level::debug);
        spdlog::set_default_logger(logger);
        const auto seeded = cli::seed_demo_catalogue(view.api(), "config/demo/catalogus.json");
        if (!seeded) throw std::runtime_error(seeded.problem().log_text);
        source::Diagnostics diagnostics;
        auto settings = settings::load("config/veerpont.json",
                                       {{"server.listen", "127.0.0.1:0"},
                                        {"beheer.listen", "127.0.0.1:0"},
                                        {"sandbox.listen", gate.address()},
                                        {"sandbox.enabled", "false"},
                                        {"data", (folder / "bridge").string()}},
                                       diagnostics);
        if (!settings) throw std::runtime_error(diagnostics.text());
        if (change) change(*settings);
        bridge_.emplace(*settings);
        sender.emplace(bridge_->port());
    }
    ~RunningBridge() {
        bridge_.reset();
        spdlog::set_default_logger(before_);
    }
    RunningBridge(const RunningBridge&) = delete;
    RunningBridge& operator=(const RunningBridge&) = delete;

    cli::Bridge& bridge() { return *bridge_; }
    StufSender admin() const { return StufSender(bridge_->admin_port()); }
    Answered post(const std::string& endpoint, const std::string& body, http::Headers headers = {}) const {
        return sender->post("/zds/" + endpoint, body, std::move(headers));
    }
    // Sends 2-zaak.xml; the answer should be Bv03.
    Answered create_zaak(const std::string& identificatie) const {
        return post("OntvangAsynchroon", demo_message("2-zaak.xml", {{"ZAAK", identificatie}}));
    }
    std::string log() const { return log_.str(); }

    // What the store kept, opened beside the running bridge.
    struct Kept {
        store::MessageRow row;
        std::string body;
    };
    std::vector<Kept> kept(const store::MessageFilter& filter) const {
        SealingKey key = SealingKey::load_or_create(folder / "bridge/key");
        store::SqliteOptions options;
        options.file = folder / "bridge/bridge.db";
        const auto opened = store::open_sqlite_store(options, key, system_clock());
        if (!opened) throw std::runtime_error(opened.problem().log_text);
        const auto rows = (*opened)->messages(filter);
        if (!rows) throw std::runtime_error(rows.problem().log_text);
        std::vector<Kept> result;
        for (const store::MessageRow& row : *rows) {
            const auto body = (*opened)->request_body(row.id);
            if (!body) throw std::runtime_error(body.problem().log_text);
            result.push_back({row, body->value_or("")});
        }
        return result;
    }
    // All bytes on the disk of the bridge that hold this text, by file.
    std::vector<std::string> files_with(const std::string& text) const {
        std::vector<std::string> found;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "bridge")) {
            if (entry.is_regular_file() && read_file(entry.path()).find(text) != std::string::npos)
                found.push_back(entry.path().filename().string());
        }
        return found;
    }

    TemporaryFolder folder;

  private:
    static sandbox::SandboxOptions sandbox_options(const TemporaryFolder& folder) {
        sandbox::SandboxOptions options;
        options.data = folder / "register";
        options.clients = sandbox::default_clients();
        return options;
    }

    std::shared_ptr<spdlog::logger> before_;
    std::ostringstream log_;
    sandbox::Sandbox sandbox_;

  public:
    RegisterGate gate;
    RegisterView view;

  private:
    std::optional<cli::Bridge> bridge_;

  public:
    std::optional<StufSender> sender;
};

}  // namespace veerpont::test
