#include "bridge/sandbox/register.h"

#include <stdexcept>

#include "bridge/sandbox/api.h"

namespace veerpont::sandbox {

struct Sandbox::State {
    explicit State(const SandboxOptions& options)
        : api(options, options.clock ? *options.clock : system_clock()) {
        http::ServerOptions server_options;
        server_options.host = options.host;
        server_options.port = options.port;
        server_options.max_body = options.max_upload;
        server = std::make_unique<http::Server>(server_options, api);
        const bool v6 = options.host.find(':') != std::string::npos;
        root =
            "http://" + (v6 ? "[" + options.host + "]" : options.host) + ":" + std::to_string(server->port());
        api.set_root(root);
    }

    Api api;
    std::string root;
    std::unique_ptr<http::Server> server;
};

std::vector<Client> default_clients() {
    return {{"veerpont", "proef-geheim", {"*"}},
            {"veerpont-brug", "proef-geheim-brug", {"*", "-documenten.geforceerd-unlock"}}};
}

Sandbox::Sandbox(const SandboxOptions& options) {
    std::filesystem::create_directories(options.data / "sandbox" / "blobs");
    state_ = std::make_unique<State>(options);
}

Sandbox::~Sandbox() {
    stop();
}

std::uint16_t Sandbox::port() const {
    return state_->server->port();
}

std::string Sandbox::root() const {
    return state_->root;
}

std::uint64_t Sandbox::requests() const {
    return state_->api.requests();
}

void Sandbox::stop() {
    state_->server->stop(std::chrono::seconds(5));
}

http::Handler& Sandbox::handler() {
    return state_->api;
}

}  // namespace veerpont::sandbox
