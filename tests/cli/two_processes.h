// `veerpont sandbox` and `veerpont serve --no-sandbox` as processes of their own, with a gate of the test
// between them and somebody who looks into the register directly. One thread makes, starts and ends them.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "bridge/cli/demo_catalogue.h"
#include "tests/cli/child_process.h"
#include "tests/cli/register_gate.h"
#include "tests/cli/stuf_sender.h"
#include "tests/support/temporary_folder.h"

namespace veerpont::test {

inline std::uint16_t free_port() {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    const bool found = fd >= 0 && ::bind(fd, raw, size) == 0 && ::getsockname(fd, raw, &size) == 0;
    ::close(fd);
    if (!found) throw std::runtime_error("no free port");
    return ntohs(address.sin_port);
}

inline std::string loopback(std::uint16_t port) {
    return "127.0.0.1:" + std::to_string(port);
}

struct TwoProcesses {
    TemporaryFolder folder;
    const std::uint16_t register_port = free_port(), bridge_port = free_port();
    ChildProcess register_process{{VEERPONT_BINARY, "sandbox", "--listen", loopback(register_port), "--data",
                                   (folder / "register").string()},
                                  folder / "register.log"};
    RegisterGate gate{"http://" + loopback(register_port)};
    ChildProcess bridge_process;
    RegisterView view{"http://" + loopback(register_port)};
    StufSender sender{bridge_port};

    // `more`: arguments of `serve` besides those that put it here.
    explicit TwoProcesses(std::vector<std::string> more = {})
        : bridge_process(serve(std::move(more)), folder / "bridge.log") {
        start_register();
        const auto seeded = cli::seed_demo_catalogue(view.api(), "config/demo/catalogus.json");
        if (!seeded) throw std::runtime_error(seeded.problem().log_text);
        start_bridge();
    }

    void start_register() {
        register_process.start();
        await("register", [&] { return StufSender(register_port).get("/").status != 0; });
    }
    void start_bridge() {
        bridge_process.start();
        await("bridge", [&] { return sender.get("/health/live").status == 200; });
    }
    void await(const std::string& what, const std::function<bool()>& there) const {
        for (const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60); !there();
             std::this_thread::sleep_for(std::chrono::milliseconds(10))) {
            if (std::chrono::steady_clock::now() > end)
                throw std::runtime_error(what + " does not start:\n" + read_file(folder / (what + ".log")));
        }
    }

  private:
    std::vector<std::string> serve(std::vector<std::string> more) const {
        std::vector<std::string> arguments = {VEERPONT_BINARY,
                                              "serve",
                                              "--no-sandbox",
                                              "--config",
                                              "config/veerpont.json",
                                              "--listen",
                                              loopback(bridge_port),
                                              "--admin-listen",
                                              "127.0.0.1:0",
                                              "--sandbox-listen",
                                              gate.address(),
                                              "--data",
                                              (folder / "bridge").string()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    }
};

}  // namespace veerpont::test
