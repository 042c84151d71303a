#include "bridge/cli/bridge.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <stdexcept>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "bridge/base/crypto.h"
#include "bridge/cli/rules_loader.h"
#include "bridge/http/server.h"
#include "bridge/operations/executor.h"
#include "bridge/sandbox/register.h"
#include "bridge/server/admin_endpoint.h"
#include "bridge/server/housekeeping.h"
#include "bridge/server/metrics.h"
#include "bridge/server/readiness.h"
#include "bridge/server/senders.h"
#include "bridge/server/soap_endpoint.h"
#include "bridge/server/wsdl_files.h"
#include "bridge/store/sqlite_store.h"
#include "bridge/zgw/http_api.h"

namespace veerpont::cli {

namespace {

namespace fs = std::filesystem;

// Counts for /metrics and passes on to whoever watches.
class Counting final : public operations::Observer {
  public:
    Counting(server::Metrics& metrics, operations::Observer* next) : metrics_(metrics), next_(next) {
        metrics_.watch("veerpont_lookup_hits_total", "Look-ups answered from the catalogue cache.", "counter",
                       [this] { return static_cast<double>(hits_); });
        metrics_.watch("veerpont_lookup_misses_total", "Look-ups that needed the register.", "counter",
                       [this] { return static_cast<double>(misses_); });
        for (const std::string_view result : {"undone", "undo-pending", "undo-refused"}) {
            metrics_.watch(fmt::format("veerpont_undo_{}_total", result == "undone"         ? "done"
                                                                 : result == "undo-pending" ? "pending"
                                                                                            : "refused"),
                           "Undos that ended this way.", "counter", [this, result] {
                               const std::lock_guard lock(mutex_);
                               return static_cast<double>(undos_[std::string(result)]);
                           });
        }
    }
    void message_done(const operations::Outcome& outcome) override {
        if (next_ != nullptr) next_->message_done(outcome);
    }
    void call_done(const operations::CallRecord& call) override {
        metrics_.zgw_call(call.api, call.method, call.status, call.duration);
        if (next_ != nullptr) next_->call_done(call);
    }
    void lookup_done(bool hit) override {
        ++(hit ? hits_ : misses_);
        if (next_ != nullptr) next_->lookup_done(hit);
    }
    void undo_done(std::string_view result) override {
        {
            const std::lock_guard lock(mutex_);
            ++undos_[std::string(result)];
        }
        if (next_ != nullptr) next_->undo_done(result);
    }

  private:
    server::Metrics& metrics_;
    operations::Observer* next_;
    std::atomic<std::uint64_t> hits_{0}, misses_{0};
    std::mutex mutex_;
    std::map<std::string, std::uint64_t> undos_;
};

zgw::HttpZgwSettings zgw_settings(const settings::Register& one) {
    zgw::HttpZgwSettings result;
    zgw::Credentials credentials;
    using Type = settings::RegisterAuth::Type;
    credentials.client_id = one.auth.client_id;
    credentials.secret = one.auth.secret;
    switch (one.auth.type) {
        case Type::kJwt:
            credentials.kind = zgw::Credentials::Kind::kJwt;
            break;
        case Type::kOauth2:
            credentials.kind = zgw::Credentials::Kind::kOAuth2;
            credentials.token_url = one.auth.token_url;
            credentials.scope = one.auth.scope;
            break;
        case Type::kToken:
            credentials.kind = zgw::Credentials::Kind::kFixed;
            credentials.authorization = one.auth.secret;
            break;
        case Type::kNone:
            credentials.kind = zgw::Credentials::Kind::kNone;
            break;
    }
    for (const auto& [name, root] : one.roots) {
        const auto api = zgw::parse_api_name(name);
        if (!api) throw std::runtime_error("Onbekende API \"" + name + "\" bij register " + one.name + ".");
        result.apis[*api] = {root, credentials};
    }
    result.call_timeout = one.call_timeout;
    result.connect_timeout = one.connect_timeout;
    result.client.max_idle_per_host = one.max_idle_connections;
    result.client.ca_file = one.ca_file;
    result.client.certificate_file = one.certificate_file;
    result.client.private_key_file = one.private_key_file;
    return result;
}

http::ServerOptions listener(const std::string& address, const settings::Settings& settings,
                             const std::optional<settings::Tls>& tls) {
    const auto parsed = http::parse_address(address);
    if (!parsed) throw std::runtime_error("\"" + address + "\" is geen adres: schrijf HOST:POORT.");
    http::ServerOptions options;
    options.host = parsed->first;
    options.port = parsed->second;
    options.max_connections = settings.server.max_connections;
    options.max_body = settings.limits.message_bytes;
    options.request_timeout = settings.server.request_timeout;
    options.keep_alive_timeout = settings.server.keep_alive_timeout;
    if (tls)
        options.tls =
            http::ServerOptions::Tls{tls->certificate_file, tls->private_key_file, tls->client_ca_file};
    return options;
}

std::unique_ptr<sandbox::Sandbox> make_sandbox(const settings::Settings& settings) {
    const auto address = http::parse_address(settings.sandbox.listen);
    if (!address)
        throw std::runtime_error("\"" + settings.sandbox.listen + "\" is geen adres: schrijf HOST:POORT.");
    sandbox::SandboxOptions options;
    options.host = address->first;
    options.port = address->second;
    options.data = settings.data;
    options.clients = sandbox::default_clients();
    for (const settings::SandboxClient& client : settings.sandbox.clients)
        options.clients.push_back({client.id, client.secret, client.rights});
    return std::make_unique<sandbox::Sandbox>(std::move(options));
}

// With port 0 the sandbox listens where there was room: registers that mean it follow.
void follow_sandbox(settings::Settings& settings, const std::string& root) {
    const std::string meant = "http://" + settings.sandbox.listen;
    for (settings::Register& one : settings.registers) {
        for (auto& [api, url] : one.roots) {
            if (url.starts_with(meant + "/")) url.replace(0, meant.size(), root);
        }
    }
}

template <typename T>
T unwrap(Result<T> result, const std::string& what) {
    if (!result.ok()) throw std::runtime_error(what + ": " + result.problem().log_text);
    return std::move(result).value();
}

xml::ReaderPool::Options reader_options(const settings::Settings& settings,
                                        const LoadedStandards& standards) {
    xml::ReaderPool::Options options;
    options.limits.total_bytes = settings.limits.message_bytes;
    options.limits.bytes_outside_content = settings.limits.outside_content_bytes;
    options.limits.depth = settings.limits.depth;
    options.limits.elements = settings.limits.elements;
    options.limits.attributes = settings.limits.attributes;
    options.limits.text_bytes = settings.limits.text_bytes;
    options.spool.memory_limit = settings.limits.spool_memory;
    options.spool.directory = settings.data / "spool";
    for (const auto& [family, set] : standards.schemas()) {
        if (family == "zds-1.2") options.schemas.push_back({std::string(xml::kZds12), set});
    }
    options.schemas.push_back({"", standards.schemas().at("zds-1.1")});
    return options;
}

}  // namespace

struct Bridge::State {
    explicit State(settings::Settings given, operations::Observer* watcher)
        : settings(std::move(given)),
          standards(settings.server.wsdl_dir, settings.rules.front() / "vocabulary"),
          readers(reader_options(settings, standards)),
          key(SealingKey::load_or_create(settings.data / "key")),
          observer(metrics, watcher),
          senders(settings),
          wsdl(settings.server.wsdl_dir) {}

    std::shared_ptr<const rules::RuleSet> current_rules() const { return std::atomic_load(&rules); }

    settings::Settings settings;
    LoadedStandards standards;
    xml::ReaderPool readers;
    SealingKey key;
    server::Metrics metrics;
    Counting observer;
    server::Senders senders;
    server::WsdlFiles wsdl;
    std::shared_ptr<const rules::RuleSet> rules;
    std::unique_ptr<store::Store> store;
    std::unique_ptr<sandbox::Sandbox> sandbox;
    std::map<std::string, std::unique_ptr<zgw::HttpZgwApi>> registers;
    std::unique_ptr<operations::Executor> executor;
    std::unique_ptr<server::Housekeeping> housekeeping;
    std::unique_ptr<server::Readiness> readiness;
    std::unique_ptr<server::SoapEndpoint> soap;
    std::unique_ptr<server::AdminEndpoint> admin;
    std::unique_ptr<http::Server> admin_server;
    std::unique_ptr<http::Server> soap_server;
    std::mutex reloading;
    bool stopped = false;
};

Bridge::Bridge(settings::Settings settings, operations::Observer* watcher) {
    fs::create_directories(settings.data / "spool");
    state_ = std::make_unique<State>(std::move(settings), watcher);
    State& s = *state_;

    source::Diagnostics diagnostics;
    s.rules = s.standards.load_rules(s.settings.rules, diagnostics);
    if (!s.rules)
        throw std::runtime_error(diagnostics.text() + fmt::format("{} fout(en); de regels zijn niet geladen.",
                                                                  diagnostics.errors()));

    if (s.settings.sandbox.enabled) s.sandbox = make_sandbox(s.settings);

    store::SqliteOptions store_options;
    store_options.file = s.settings.data / "bridge.db";
    s.store =
        unwrap(store::open_sqlite_store(store_options, s.key, system_clock()), "De opslag is niet te openen");

    operations::ExecutorParts parts;
    std::vector<server::Readiness::Check> checks{{"opslag", [&s] { return s.store->probe(); }}};
    if (s.sandbox) follow_sandbox(s.settings, s.sandbox->root());
    for (const settings::Register& one : s.settings.registers) {
        auto api = std::make_unique<zgw::HttpZgwApi>(zgw_settings(one), system_clock());
        parts.registers[one.name] = api.get();
        if (!parts.registers.contains("")) parts.registers[""] = api.get();
        checks.push_back({"register " + one.name, [register_api = api.get()]() -> Result<void> {
                              zgw::Call call;
                              call.api = zgw::Api::kZaken;
                              call.target = "/zaken";
                              call.query = {{"identificatie", "gereedheid"}};
                              call.context.deadline =
                                  std::chrono::steady_clock::now() + std::chrono::seconds(3);
                              const auto answer = register_api->call(call);
                              if (answer.ok() || answer.failure().zgw.status != 0) return {};
                              return answer.failure().problem;
                          }});
        s.registers[one.name] = std::move(api);
    }
    parts.rules = [&s] { return s.current_rules(); };
    parts.store = s.store.get();
    for (const auto& [family, model] : s.standards.standards().schemas) {
        if (family == "zds-1.2") {
            parts.schemas[stuf::Family::kZds12] = model;
        } else {
            parts.schemas[stuf::Family::kZds11] = model;
            parts.schemas[stuf::Family::kStufZkn] = model;
        }
    }
    parts.clock = &system_clock();
    parts.observer = &s.observer;
    operations::ExecutorSettings executor_settings;
    executor_settings.deadline = s.settings.server.message_timeout;
    executor_settings.max_running = s.settings.server.max_messages;
    executor_settings.spool_directory = s.settings.data / "spool";
    executor_settings.call_lost = std::chrono::seconds(1);
    for (const settings::Register& one : s.settings.registers) {
        executor_settings.call_lost =
            std::max(executor_settings.call_lost, one.call_timeout + std::chrono::seconds(1));
    }
    s.executor = std::make_unique<operations::Executor>(std::move(parts), executor_settings);
    if (const auto recovered = s.executor->recover(); !recovered) {
        throw std::runtime_error("Herstel na de vorige stop is niet gelukt: " + recovered.problem().log_text);
    }

    s.housekeeping = std::make_unique<server::Housekeeping>(*s.store, s.settings.data / "spool",
                                                            s.settings.retention.bodies, system_clock());
    s.readiness = std::make_unique<server::Readiness>(std::move(checks), system_clock());
    s.soap = std::make_unique<server::SoapEndpoint>(
        server::SoapParts{s.settings, s.senders, s.readers, [&s] { return s.current_rules(); }, *s.executor,
                          s.wsdl, *s.readiness, s.metrics, system_clock(), watcher != nullptr});
    s.metrics.watch("veerpont_messages_running", "Messages being handled now.", "gauge",
                    [&s] { return static_cast<double>(s.executor->running()); });
    s.admin = std::make_unique<server::AdminEndpoint>(s.settings.beheer, s.metrics, *s.store,
                                                      [this] { return reload(); });
    s.admin_server = std::make_unique<http::Server>(
        listener(s.settings.beheer.listen, s.settings, std::nullopt), *s.admin);
    http::ServerOptions soap_listener = listener(s.settings.server.listen, s.settings, s.settings.server.tls);
    // What is somewhat too large is read to the end and gets its Fo-message; the rest a bare 413 at once.
    soap_listener.max_body = 2 * s.settings.limits.message_bytes;
    s.soap_server = std::make_unique<http::Server>(soap_listener, *s.soap);
    s.metrics.watch("veerpont_ready_seconds", "From the start of the process until it listened.", "gauge",
                    [ready = server::process_age_seconds()] { return ready; });
}

Bridge::~Bridge() {
    stop();
}

std::uint16_t Bridge::port() const {
    return state_->soap_server->port();
}
std::uint16_t Bridge::admin_port() const {
    return state_->admin_server->port();
}
std::string Bridge::sandbox_root() const {
    return state_->sandbox ? state_->sandbox->root() : std::string();
}

Result<std::string> Bridge::reload() {
    const std::lock_guard lock(state_->reloading);
    source::Diagnostics diagnostics;
    auto fresh = state_->standards.load_rules(state_->settings.rules, diagnostics);
    if (!fresh) {
        spdlog::error("rules not reloaded, the old ones stay:\n{}", diagnostics.text());
        return Problem{Problem::Kind::kInvalidMessage,
                       diagnostics.text() +
                           fmt::format("{} fout(en); de oude regels blijven gelden.\n", diagnostics.errors()),
                       "rules not reloaded", ""};
    }
    const std::string hash = fresh->hash().substr(0, 12);
    std::atomic_store(&state_->rules, std::move(fresh));
    spdlog::info("rules reloaded, hash {}", hash);
    return "De regels zijn opnieuw geladen (" + hash + ").\n";
}

void Bridge::stop() {
    if (!state_ || state_->stopped) return;
    state_->stopped = true;
    if (state_->readiness) state_->readiness->stopping();
    if (state_->soap_server) state_->soap_server->stop();
    if (state_->executor) state_->executor->stop();
    if (state_->admin_server) state_->admin_server->stop();
    if (state_->sandbox) state_->sandbox->stop();
}

}  // namespace veerpont::cli
