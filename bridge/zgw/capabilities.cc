#include "bridge/zgw/capabilities.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <vector>

#include "bridge/base/text.h"

namespace veerpont::zgw {

namespace {

constexpr std::size_t kDocumentLimit = 8 << 20;

// What is known of one API.
struct Known {
    std::string version;
    std::set<std::string, std::less<>> paths;
};

std::optional<Known> read_json(const std::string& text) {
    const auto root = nlohmann::json::parse(text, nullptr, false);
    if (!root.is_object() || !root.contains("paths") || !root["paths"].is_object()) return std::nullopt;
    Known known;
    const auto info = root.find("info");
    if (info != root.end() && info->is_object()) known.version = info->value("version", "");
    for (const auto& [path, item] : root["paths"].items())
        known.paths.insert(path);
    return known;
}

// Just the two things that are needed, from the block style in which OpenAPI documents are served: the
// version (a line of two spaces under info:) and the paths (lines of two spaces under paths:).
std::optional<Known> read_yaml(const std::string& text) {
    Known known;
    std::string_view section;
    for (const std::string_view raw : split(text, '\n')) {
        const std::string_view line = raw.substr(0, raw.find_last_not_of("\r ") + 1);
        if (line.empty() || line.front() == '#') continue;
        if (line.front() != ' ') {
            section = line;
            continue;
        }
        if (line.substr(0, 2) != "  " || line.size() < 4 || line[2] == ' ') continue;
        const std::string_view entry = line.substr(2);
        const auto unquoted = [](std::string_view value) {
            value = trim(value);
            const bool quoted = value.size() > 1 && (value.front() == '\'' || value.front() == '"');
            return quoted ? value.substr(1, value.size() - 2) : value;
        };
        if (section == "info:" && entry.substr(0, 8) == "version:") known.version = unquoted(entry.substr(8));
        if (section == "paths:" && entry.back() == ':')
            known.paths.emplace(unquoted(entry.substr(0, entry.size() - 1)));
    }
    if (known.paths.empty()) return std::nullopt;
    return known;
}

std::vector<unsigned long> numbers_of(std::string_view version) {
    std::vector<unsigned long> out;
    for (const std::string_view part : split(version.substr(0, version.find_first_of("-+ ")), '.')) {
        out.push_back(all_digits(part) && part.size() < 9 ? std::stoul(std::string(part)) : 0);
    }
    while (!out.empty() && out.back() == 0)
        out.pop_back();
    return out;
}

}  // namespace

struct Capabilities::State {
    struct Entry {
        std::shared_ptr<const Known> known;
        Time until;
    };
    State(ZgwApi& asked, const Clock& given, std::chrono::milliseconds kept)
        : api(asked), clock(given), keep(kept) {}

    // Asks the register at most once per `keep`; a register that does not answer is asked again next time.
    std::shared_ptr<const Known> known(Api which) {
        const std::lock_guard lock(mutex);
        if (const auto found = entries.find(which);
            found != entries.end() && clock.now() < found->second.until) {
            return found->second.known;
        }
        bool answered = false;
        Known result;
        for (const auto& [path, read] :
             {std::pair{"/openapi.json", &read_json}, std::pair{"/openapi.yaml", &read_yaml}}) {
            std::string text;
            Call call;
            call.api = which;
            call.target = path;
            call.context.deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
            const auto response = api.download(call, [&](std::string_view bytes) {
                text += bytes;
                return text.size() <= kDocumentLimit;
            });
            answered = answered || response.ok() || response.failure().zgw.status != 0;
            if (!response) continue;
            if (auto found = read(text)) {
                if (found->version.empty()) found->version = response->api_version;
                result = std::move(*found);
                break;
            }
            if (result.version.empty()) result.version = response->api_version;
        }
        auto shared = std::make_shared<const Known>(std::move(result));
        if (answered) entries[which] = {shared, clock.now() + keep};
        return shared;
    }

    ZgwApi& api;
    const Clock& clock;
    const std::chrono::milliseconds keep;
    std::mutex mutex;
    std::map<Api, Entry> entries;
};

Capabilities::Capabilities(ZgwApi& api, const Clock& clock, std::chrono::milliseconds keep)
    : state_(std::make_unique<State>(api, clock, keep)) {}

Capabilities::~Capabilities() = default;

std::string Capabilities::version(Api api) {
    return state_->known(api)->version;
}

bool Capabilities::has_path(Api api, std::string_view path) {
    const auto known = state_->known(api);
    return known->paths.find(path) != known->paths.end();
}

bool Capabilities::at_least(Api api, std::string_view wanted) {
    const std::string known = version(api);
    return !known.empty() && numbers_of(known) >= numbers_of(wanted);
}

std::optional<std::string> Capabilities::number_reservation(Api api) {
    const auto known = state_->known(api);
    for (const std::string_view path :
         {"/zaaknummer_reserveren", "/reserveer_zaaknummer", "/documentnummer_reserveren"}) {
        const bool of_documenten = path == "/documentnummer_reserveren";
        const bool fits = of_documenten ? api == Api::kDocumenten : api == Api::kZaken;
        if (fits && known->paths.find(path) != known->paths.end()) return std::string(path);
    }
    return std::nullopt;
}

bool Capabilities::expand(Api api) {
    if (api == Api::kZaken) return at_least(api, "1.5");
    if (api == Api::kDocumenten) return at_least(api, "1.4");
    return false;
}

bool Capabilities::large_files() {
    return at_least(Api::kDocumenten, "1.1");
}
bool Capabilities::zaakobjecttypen() {
    return at_least(Api::kCatalogi, "1.2");
}
bool Capabilities::validity_filters() {
    return at_least(Api::kCatalogi, "1.2");
}
bool Capabilities::zaakeigenschap_update() {
    return at_least(Api::kZaken, "1.2");
}

}  // namespace veerpont::zgw
