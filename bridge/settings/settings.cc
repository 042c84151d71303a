#include "bridge/settings/settings.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

#include "bridge/base/text.h"
#include "bridge/settings/merge.h"
#include "bridge/settings/words.h"
#include "bridge/source/words.h"

namespace veerpont::settings {

namespace {

using source::Diagnostics;
using source::SourceNode;

constexpr std::size_t kMaxSecret = 64 * 1024;
constexpr std::string_view kSandboxPlace = "{sandbox}";

// Where senders of the two predecessors post to, and spellings that occur in the field.
std::map<std::string, std::string> default_aliases() {
    const std::string vrij = "/zds/VrijBericht";
    const std::string asynchroon = "/zds/OntvangAsynchroon";
    const std::string vraag = "/zds/BeantwoordVraag";
    std::map<std::string, std::string> aliases = {
        {"/zds/VrijeBerichten", vrij},
        {"/zds/VerwerkSynchroonVrijBericht", vrij},
        {"/zds/OntvangAsynchroonMutatie", asynchroon},
        {"/zds/OntvangAsynchroonOverdragen", asynchroon},
        {"/routing/generic/zds", "/zds"},
        {"/services/routing/generic/zds", "/zds"},
    };
    for (const std::string root : {"/translate/generic/zds", "/translate/generic/stufzkn",
                                   "/services/translate/generic/zds", "/services/translate/generic/zds/v2"}) {
        aliases[root + "/VrijBericht"] = vrij;
        aliases[root + "/OntvangAsynchroon"] = asynchroon;
        aliases[root + "/BeantwoordVraag"] = vraag;
    }
    aliases["/services/translate/generic/zds/v2/OntvangAsynchroonMutatie"] = asynchroon;
    aliases["/services/translate/generic/zds/v2/OntvangAsynchroonOverdragen"] = asynchroon;
    return aliases;
}

bool is_loopback(std::string_view address) {
    return address.starts_with("127.") || address.starts_with("localhost:") || address.starts_with("[::1]:");
}

// Takes the settings out of a tree that has passed the word table; what the table cannot say is checked here.
class Reader {
  public:
    explicit Reader(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

    Settings read(const SourceNode& root) {
        Settings settings;
        take(root, "data", settings.data);
        take(root, "only-known-senders", settings.only_known_senders);
        if (const SourceNode* sandbox = root.find("sandbox")) {
            read_sandbox(*sandbox, settings.sandbox);
        }
        settings.server.aliases = default_aliases();
        if (const SourceNode* server = root.find("server")) {
            read_server(*server, settings.server);
        }
        if (const SourceNode* beheer = root.find("beheer")) {
            read_beheer(*beheer, settings.beheer);
        }
        if (const SourceNode* store = root.find("store")) {
            Milliseconds bodies = settings.retention.bodies;
            take(*store, "keep-bodies", bodies);
            settings.retention.bodies = std::chrono::ceil<std::chrono::hours>(bodies);
        }
        if (const SourceNode* rules = root.find("rules"); rules != nullptr && rules->has("directories")) {
            settings.rules.clear();
            for (const std::string& directory : rules->texts_of("directories")) {
                settings.rules.emplace_back(directory);
            }
        }
        if (const SourceNode* limits = root.find("limits")) {
            read_limits(*limits, settings.limits);
        }
        if (const SourceNode* logging = root.find("logging")) {
            take(*logging, "level", settings.logging.level);
            take(*logging, "format", settings.logging.format);
            take(*logging, "file", settings.logging.file);
        }
        if (const SourceNode* own = root.find("own-name")) {
            take(*own, "organisatie", settings.own_organisatie);
            take(*own, "applicatie", settings.own_applicatie);
        }
        for (const SourceNode& item : root.children_of("registers")) {
            settings.registers.push_back(read_register(item, settings.sandbox));
        }
        unique(root, "registers", "name");
        for (const SourceNode& item : root.children_of("organisaties")) {
            settings.organisaties.push_back(read_organisatie(item, settings));
        }
        check_organisaties(root);
        for (const SourceNode& item : root.children_of("senders")) {
            settings.senders.push_back(read_sender(item, settings));
        }
        unique(root, "senders", "name");
        return settings;
    }

  private:
    static void take(const SourceNode& node, std::string_view word, std::string& into) {
        if (const SourceNode* value = node.find(word)) {
            into = value->text;
        }
    }
    static void take(const SourceNode& node, std::string_view word, std::filesystem::path& into) {
        if (const SourceNode* value = node.find(word)) {
            into = value->text;
        }
    }
    static void take(const SourceNode& node, std::string_view word, bool& into) {
        into = node.bool_of(word, into);
    }
    static void take(const SourceNode& node, std::string_view word, unsigned& into) {
        into = static_cast<unsigned>(node.integer_of(word, into));
    }
    static void take(const SourceNode& node, std::string_view word, Milliseconds& into) {
        if (const SourceNode* value = node.find(word)) {
            into = source::parse_duration(value->text).value_or(into);
        }
    }
    // A number, or a text such as "2MB". (std::size_t and std::uint64_t are one type on 64-bit Linux.)
    static void take(const SourceNode& node, std::string_view word, std::uint64_t& into) {
        if (const SourceNode* value = node.find(word)) {
            into = source::parse_size(value->text).value_or(into);
        }
    }

    void read_server(const SourceNode& node, Server& server) {
        take(node, "listen", server.listen);
        take(node, "max-connections", server.max_connections);
        take(node, "max-messages", server.max_messages);
        take(node, "wsdl-dir", server.wsdl_dir);
        take(node, "public-url", server.public_url);
        take(node, "request-timeout", server.request_timeout);
        take(node, "keep-alive-timeout", server.keep_alive_timeout);
        take(node, "message-timeout", server.message_timeout);
        if (const SourceNode* tls = node.find("tls")) {
            Tls& read = server.tls.emplace();
            take(*tls, "certificate-file", read.certificate_file);
            take(*tls, "private-key-file", read.private_key_file);
            take(*tls, "client-ca-file", read.client_ca_file);
        }
        if (node.has("endpoints")) {
            server.endpoints = node.texts_of("endpoints");
            for (const SourceNode& endpoint : node.children_of("endpoints")) {
                path(endpoint, endpoint.text);
            }
        }
        if (!node.has("aliases")) {
            return;
        }
        server.aliases.clear();
        for (const SourceNode& alias : node.children_of("aliases")) {
            path(alias, alias.key);
            if (std::find(server.endpoints.begin(), server.endpoints.end(), alias.text) ==
                server.endpoints.end()) {
                diagnostics_.error(alias.place, "\"" + alias.text + "\" is geen endpoint",
                                   closest(alias.text, server.endpoints).value_or(""));
            }
            server.aliases[alias.key] = alias.text;
        }
    }

    void path(const SourceNode& node, const std::string& text) {
        if (!text.starts_with('/')) {
            diagnostics_.error(node.key.empty() ? node.place : node.key_place,
                               "\"" + text + "\" moet met een schuine streep beginnen");
        }
    }

    void read_beheer(const SourceNode& node, Beheer& beheer) {
        take(node, "listen", beheer.listen);
        take(node, "user", beheer.user);
        beheer.password = secret(node, "password", false);
        if (beheer.user.empty() && !is_loopback(beheer.listen)) {
            const SourceNode* listen = node.find("listen");
            diagnostics_.error(
                listen != nullptr ? listen->place : node.place,
                "beheer op een adres dat van buiten bereikbaar is vraagt om \"user\" en \"password\"");
        }
    }

    void read_limits(const SourceNode& node, Limits& limits) {
        take(node, "message-size", limits.message_bytes);
        take(node, "outside-content-size", limits.outside_content_bytes);
        take(node, "spool-memory", limits.spool_memory);
        take(node, "text-size", limits.text_bytes);
        take(node, "depth", limits.depth);
        take(node, "elements", limits.elements);
        take(node, "attributes", limits.attributes);
        limits.outside_content_bytes = std::min(limits.outside_content_bytes, limits.message_bytes);
    }

    void read_sandbox(const SourceNode& node, Sandbox& sandbox) {
        take(node, "enabled", sandbox.enabled);
        take(node, "listen", sandbox.listen);
        for (const SourceNode& item : node.children_of("clients")) {
            SandboxClient& client = sandbox.clients.emplace_back();
            take(item, "id", client.id);
            client.secret = secret(item, "secret", true);
            client.rights = item.texts_of("rights");
        }
    }

    Register read_register(const SourceNode& node, const Sandbox& sandbox) {
        Register read;
        take(node, "name", read.name);
        take(node, "user-id", read.user_id);
        take(node, "user-representation", read.user_representation);
        take(node, "call-timeout", read.call_timeout);
        take(node, "connect-timeout", read.connect_timeout);
        take(node, "max-idle-connections", read.max_idle_connections);
        take(node, "ca-file", read.ca_file);
        take(node, "certificate-file", read.certificate_file);
        take(node, "private-key-file", read.private_key_file);
        for (const SourceNode& header : node.children_of("headers")) {
            read.headers.emplace_back(header.key, header.text);
        }
        bool only_sandbox = true;
        for (const SourceNode& root : node.children_of("roots")) {
            only_sandbox = only_sandbox && root.text.starts_with(kSandboxPlace);
            read.roots[root.key] = root_url(root, sandbox);
        }
        if (const SourceNode* auth = node.find("auth")) {
            read_auth(*auth, only_sandbox, read.auth);
        }
        return read;
    }

    std::string root_url(const SourceNode& root, const Sandbox& sandbox) {
        std::string url = root.text;
        if (url.starts_with(kSandboxPlace)) {
            // Who listens everywhere is called here.
            std::string address = sandbox.listen;
            for (const auto& [everywhere, here] :
                 {std::pair("0.0.0.0:", "127.0.0.1:"), std::pair("[::]:", "[::1]:")}) {
                if (address.starts_with(everywhere)) {
                    address = here + address.substr(std::string_view(everywhere).size());
                }
            }
            url = "http://" + address + url.substr(kSandboxPlace.size());
        }
        Diagnostics not_url;
        SourceNode value = root;
        value.text = url;
        if (!source::check(value, source::Shape{.kinds = source::kString, .format = source::Format::kUrl},
                           not_url)) {
            diagnostics_.add(not_url);
        }
        while (url.ends_with('/')) {
            url.pop_back();
        }
        return url;
    }

    void read_auth(const SourceNode& node, bool sandbox, RegisterAuth& auth) {
        const std::string type = node.text_of("type", "jwt");
        auth.type = type == "oauth2"  ? RegisterAuth::Type::kOauth2
                    : type == "token" ? RegisterAuth::Type::kToken
                    : type == "none"  ? RegisterAuth::Type::kNone
                                      : RegisterAuth::Type::kJwt;
        take(node, "client-id", auth.client_id);
        take(node, "token-url", auth.token_url);
        take(node, "scope", auth.scope);
        auth.secret = secret(node, "secret", sandbox);
        const auto needs = [&](std::string_view word) {
            if (!node.has(word)) {
                diagnostics_.error(node.place,
                                   "auth van type \"" + type + "\" vraagt om \"" + std::string(word) + "\"");
            }
        };
        if (auth.type == RegisterAuth::Type::kNone) {
            return;
        }
        needs("secret");
        if (auth.type != RegisterAuth::Type::kToken) {
            needs("client-id");
        }
        if (auth.type == RegisterAuth::Type::kOauth2) {
            needs("token-url");
        }
    }

    Organisatie read_organisatie(const SourceNode& node, const Settings& settings) {
        Organisatie read;
        take(node, "rsin", read.rsin);
        take(node, "gemeentecode", read.gemeentecode);
        read.namen = node.texts_of("namen");
        take(node, "catalogus", read.catalogus);
        take(node, "register", read.register_name);
        take(node, "zaaknummer", read.zaaknummer);
        take(node, "documentnummer", read.documentnummer);
        take(node, "standaard", read.standaard);
        for (const std::string_view word : {"zaaknummer", "documentnummer"}) {
            const SourceNode* number_template = node.find(word);
            if (number_template != nullptr &&
                number_template->text.find("{volgnummer") == std::string::npos) {
                diagnostics_.error(number_template->place,
                                   "\"" + std::string(word) + "\" moet {volgnummer} bevatten");
            }
        }
        if (const SourceNode* named = node.find("register")) {
            std::vector<std::string> names;
            for (const Register& known : settings.registers) {
                names.push_back(known.name);
            }
            if (std::find(names.begin(), names.end(), named->text) == names.end()) {
                diagnostics_.error(named->place, "er is geen register \"" + named->text + "\"",
                                   closest(named->text, names).value_or(""));
            }
        }
        return read;
    }

    void check_organisaties(const SourceNode& root) {
        bool standaard = false;
        std::set<std::string> names;
        for (const SourceNode& item : root.children_of("organisaties")) {
            if (item.bool_of("standaard")) {
                if (standaard) {
                    diagnostics_.error(item.find("standaard")->place,
                                       "hoogstens één organisatie mag \"standaard\" zijn");
                }
                standaard = true;
            }
            std::vector<std::string> own = item.texts_of("namen");
            own.push_back(item.text_of("gemeentecode"));
            for (const std::string& name : own) {
                if (!name.empty() && !names.insert(to_lower(name)).second) {
                    diagnostics_.error(item.place,
                                       "de naam \"" + name + "\" hoort al bij een andere organisatie");
                }
            }
        }
    }

    Sender read_sender(const SourceNode& node, const Settings& settings) {
        Sender read;
        take(node, "name", read.name);
        take(node, "client-profile", read.client_profile);
        if (const SourceNode* match = node.find("match")) {
            take(*match, "applicatie", read.applicatie);
            take(*match, "organisatie", read.organisatie);
            take(*match, "certificate-subject", read.certificate_subject);
            take(*match, "path", read.path);
            if (!read.certificate_subject.empty() &&
                (!settings.server.tls || settings.server.tls->client_ca_file.empty())) {
                diagnostics_.error(
                    match->find("certificate-subject")->place,
                    "een certificaat wordt alleen gezien met \"client-ca-file\" onder server.tls");
            }
        }
        if (const SourceNode* basic = node.find("basic")) {
            take(*basic, "user", read.basic_user);
            read.basic_password = secret(*basic, "password", false);
        }
        if (const SourceNode* key = node.find("api-key")) {
            read.api_key = secret(*key, "key", false);
            take(*key, "header", read.api_key_header);
        }
        if (const SourceNode* wss = node.find("wss")) {
            take(*wss, "user", read.wss_user);
            read.wss_password = secret(*wss, "password", false);
        }
        const std::string validation = node.text_of("validation", "soft");
        read.validation = validation == "off"      ? Sender::Validation::kOff
                          : validation == "strict" ? Sender::Validation::kStrict
                                                   : Sender::Validation::kSoft;
        if (node.has("message-timeout")) {
            take(node, "message-timeout", read.message_timeout.emplace());
        }
        return read;
    }

    void unique(const SourceNode& root, std::string_view list, std::string_view word) {
        std::set<std::string> seen;
        for (const SourceNode& item : root.children_of(list)) {
            const SourceNode* name = item.find(word);
            if (name != nullptr && !seen.insert(name->text).second) {
                diagnostics_.error(name->place,
                                   "\"" + name->text + "\" komt al voor in \"" + std::string(list) + "\"");
            }
        }
    }

    std::string secret(const SourceNode& node, std::string_view word, bool literal_allowed) {
        const SourceNode* value = node.find(word);
        if (value == nullptr) {
            return {};
        }
        if (value->is_string()) {
            if (!literal_allowed) {
                diagnostics_.error(value->place,
                                   "\"" + std::string(word) +
                                       "\" mag niet letterlijk in het bestand staan: gebruik {\"env\": "
                                       "\"NAAM\"} of {\"file\": \"pad\"}");
            }
            return value->text;
        }
        if (value->children.size() > 1) {
            diagnostics_.error(value->place, "kies \"env\" of \"file\", niet allebei");
        }
        return value->has("env") ? secret_from_environment(*value) : secret_from_file(*value);
    }

    std::string secret_from_environment(const SourceNode& node) {
        const std::string name = node.text_of("env");
        const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): read at start only
        if (value == nullptr || *value == '\0') {
            diagnostics_.error(node.place, "de omgevingsvariabele " + name + " is leeg of bestaat niet");
            return {};
        }
        return value;
    }

    std::string secret_from_file(const SourceNode& node) {
        const std::string file = node.text_of("file");
        std::ifstream stream(file, std::ios::binary);
        std::string text;
        text.resize(kMaxSecret);
        stream.read(text.data(), static_cast<std::streamsize>(text.size()));
        text.resize(static_cast<std::size_t>(stream.gcount()));
        while (text.ends_with('\n') || text.ends_with('\r')) {
            text.pop_back();
        }
        if (text.empty()) {
            diagnostics_.error(node.place, "het geheim in \"" + file + "\" is leeg of niet te lezen");
        }
        return text;
    }

    Diagnostics& diagnostics_;
};

}  // namespace

std::optional<Settings> load(const std::filesystem::path& file, const std::vector<Override>& overrides,
                             source::Diagnostics& diagnostics) {
    auto tree = read_with_extends(file, diagnostics);
    if (!tree) {
        return std::nullopt;
    }
    for (const Override& change : overrides) {
        put_override(*tree, change, diagnostics);
    }
    source::check(*tree, kConfiguration, diagnostics);
    if (!diagnostics.ok()) {
        return std::nullopt;
    }
    Settings settings = Reader(diagnostics).read(*tree);
    if (!diagnostics.ok()) {
        return std::nullopt;
    }
    return settings;
}

std::string json_schema() {
    return source::to_json_schema(kConfiguration, "Configuratie van Veerpont").dump(2) + "\n";
}

std::string help() {
    return source::to_help(kConfiguration);
}

const Organisatie* find_organisatie(const Settings& settings, std::string_view organisatie) {
    const std::string_view wanted = trim(organisatie);
    const Organisatie* standaard = nullptr;
    for (const Organisatie& known : settings.organisaties) {
        const auto fits = [wanted](const std::string& name) { return iequals(name, wanted); };
        if (fits(known.gemeentecode) || std::any_of(known.namen.begin(), known.namen.end(), fits)) {
            return &known;
        }
        if (known.standaard) {
            standaard = &known;
        }
    }
    return standaard;
}

}  // namespace veerpont::settings
