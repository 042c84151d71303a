// The configuration of one process: config/veerpont.json (with "extends"), checked by the same word tables as
// the rules, and overridden by the command line. Plain data, read at start, immutable afterwards.
//
// Secrets are never in the file: a secret is {"env": "NAME"} or {"file": "path"}; a literal is accepted for
// the sandbox only: its clients, and a register all of whose roots start with "{sandbox}" (the address on
// which the sandbox listens). Relative paths are relative to the working directory, "extends" to its file.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bridge/base/result.h"
#include "bridge/source/diagnostics.h"

namespace veerpont::settings {

using Milliseconds = std::chrono::milliseconds;

struct Tls {
    std::string certificate_file, private_key_file;
    std::string client_ca_file;  // set: clients must show a certificate of this CA
    bool operator==(const Tls&) const = default;
};

struct Server {
    std::string listen = "127.0.0.1:8080";
    std::optional<Tls> tls;
    unsigned max_connections = 1000;
    unsigned max_messages = 256;  // handled at once; more get 503
    std::vector<std::string> endpoints = {"/zds/VrijBericht", "/zds/OntvangAsynchroon",
                                          "/zds/BeantwoordVraag", "/zds"};
    std::map<std::string, std::string>
        aliases;  // path -> endpoint, case-insensitive; load() fills in those of the predecessors
    std::string wsdl_dir = "wsdl/zds-1.1";
    std::string public_url;  // as senders see us, for the WSDL; "" = from the Host header
    Milliseconds request_timeout{30000};
    Milliseconds keep_alive_timeout{8000};
    Milliseconds message_timeout{25000};  // whole message
    bool operator==(const Server&) const = default;
};

struct Beheer {
    std::string listen = "127.0.0.1:8082";
    std::string user, password;  // empty: no credentials, only allowed on a loopback address
    bool operator==(const Beheer&) const = default;
};

struct Limits {
    std::uint64_t message_bytes = 512ULL << 20;  // whole message, content included
    std::uint64_t outside_content_bytes = 2ULL << 20;
    std::size_t spool_memory = 256U << 10;  // content kept in memory per document before a file is made
    std::size_t depth = 100, elements = 20000, attributes = 50, text_bytes = 1U << 20;
    bool operator==(const Limits&) const = default;
};

struct Organisatie {
    std::string rsin;
    std::string gemeentecode;
    std::vector<std::string> namen;  // as zender or ontvanger may call it, compared case-insensitively
    std::string catalogus;           // URL or domein, "" = all
    std::string register_name;       // "register": which of registers[], "" = the first
    std::string zaaknummer = "{gemeentecode}{jaar}{volgnummer:8}";
    std::string documentnummer = "{gemeentecode}{jaar}D{volgnummer:8}";
    bool standaard = false;  // for whoever is not named
    bool operator==(const Organisatie&) const = default;
};

struct RegisterAuth {
    enum class Type { kJwt, kOauth2, kToken, kNone };
    Type type = Type::kJwt;
    std::string client_id, secret;
    std::string token_url, scope;  // OAuth2 client credentials
    bool operator==(const RegisterAuth&) const = default;
};

struct Register {
    std::string name;
    std::map<std::string, std::string> roots;  // "zaken" -> "https://.../zaken/api/v1"
    RegisterAuth auth;
    std::string user_id, user_representation;  // when the sender names no gebruiker
    Milliseconds call_timeout{10000};
    Milliseconds connect_timeout{2000};
    unsigned max_idle_connections = 16;
    std::string ca_file, certificate_file, private_key_file;
    std::vector<std::pair<std::string, std::string>> headers;  // extra, for example FSC
    bool operator==(const Register&) const = default;
};

struct Sender {
    std::string name;
    // All that are set must fit:
    std::string applicatie, organisatie, certificate_subject, path;
    // Credentials: when set, the sender must show them.
    std::string basic_user, basic_password;
    std::string api_key, api_key_header = "X-Api-Key";
    std::string wss_user, wss_password;
    std::string client_profile;  // mappings/clients, "" = default
    enum class Validation { kOff, kSoft, kStrict };
    Validation validation = Validation::kSoft;
    std::optional<Milliseconds> message_timeout;
    bool operator==(const Sender&) const = default;
};

struct SandboxClient {
    std::string id, secret;
    std::vector<std::string> rights;
    bool operator==(const SandboxClient&) const = default;
};

struct Sandbox {
    bool enabled = true;
    std::string listen = "127.0.0.1:8081";
    std::vector<SandboxClient> clients;  // besides the two default ones
    bool operator==(const Sandbox&) const = default;
};

struct Logging {
    std::string level = "info";
    std::string format = "text";  // or "json"
    std::string file;             // "" = standard error
    bool operator==(const Logging&) const = default;
};

struct Retention {
    std::chrono::hours bodies{24 * 30};
    bool operator==(const Retention&) const = default;
};

struct Settings {
    Server server;
    Beheer beheer;
    std::filesystem::path data = "data";
    Retention retention;  // "store"
    std::vector<Organisatie> organisaties;
    std::vector<Register> registers;
    std::vector<Sender>
        senders;  // in order, first match wins; nobody matched: an anonymous sender with the defaults
    bool only_known_senders = false;
    Sandbox sandbox;
    std::vector<std::filesystem::path> rules = {"mappings"};
    Limits limits;
    Logging logging;
    std::string own_organisatie = "Veerpont", own_applicatie = "Veerpont";  // our names in answers
    bool operator==(const Settings&) const = default;
};

struct Override {
    std::string path;   // "server.listen"
    std::string value;  // JSON when it parses as JSON, else a text
};

// Reads a file with all it extends; every error of the file is in `diagnostics`. Empty when there was any.
std::optional<Settings> load(const std::filesystem::path& file, const std::vector<Override>& overrides,
                             source::Diagnostics& diagnostics);

// JSON Schema of the configuration, for config/veerpont.schema.json.
std::string json_schema();
// All options as Dutch text, for `veerpont help config`.
std::string help();

// The organisation that is meant by a sender's or receiver's organisatie (name or gemeentecode), else the
// default one, else nullptr.
const Organisatie* find_organisatie(const Settings& settings, std::string_view organisatie);

}  // namespace veerpont::settings
