#include "bridge/sandbox/api.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <fstream>

#include "bridge/base/crypto.h"
#include "bridge/base/text.h"
#include "bridge/sandbox/token.h"

namespace veerpont::sandbox {

namespace {

constexpr char kCrs[] = "EPSG:4326";

bool writes(const std::string& method) {
    return method == "POST" || method == "PUT" || method == "PATCH" || method == "DELETE";
}

[[noreturn]] void method_not_allowed(const std::string& method) {
    throw Refusal(405, "method_not_allowed", "Methode \"" + method + "\" is hier niet toegestaan.");
}

void demand_verb(const Kind& kind, unsigned verb, const std::string& method) {
    if (!(kind.verbs & verb)) {
        method_not_allowed(method);
    }
}

// Coordinates are in WGS84 only, and the client has to say that it knows (zaken, not for DELETE).
void check_crs(const http::Request& request) {
    const auto check = [&](std::string_view name) {
        const auto value = request.header(name);
        if (value.empty()) {
            throw Refusal(412, "missing_crs", "De header " + std::string(name) + " ontbreekt.");
        }
        if (value != kCrs && value != "*") {
            throw Refusal(406, "not_acceptable", "Alleen " + std::string(kCrs) + " wordt ondersteund.");
        }
    };
    if (request.method == "DELETE") {
        return;
    }
    check("Accept-Crs");
    if (writes(request.method)) {
        check("Content-Crs");
    }
}

void check_content_type(const http::Request& request, std::string_view expected) {
    const auto type = trim(split(request.header("Content-Type"), ';')[0]);
    const bool empty = request.content_length == std::uint64_t{0};
    if (!iequals(type, expected) && !(type.empty() && empty)) {
        throw Refusal(415, "unsupported_media_type", "Dit mediatype wordt hier niet ondersteund.");
    }
}

Json parse_body(const std::string& text) {
    if (trim(text).empty()) {
        return Json::object();
    }
    // Depth is limited before the parser builds a tree of it.
    int depth = 0;
    bool deep = false;
    auto body = Json::parse(
        text,
        [&](int level, Json::parse_event_t, Json&) {
            depth = level;
            deep = deep || depth > 64;
            return !deep;
        },
        false);
    if (deep || body.is_discarded()) {
        throw Refusal(400, "parse_error", "De inhoud is geen geldige JSON.");
    }
    return body;
}

Answer created(std::string text) {
    Answer answer;
    answer.status = 201;
    answer.body = std::move(text);
    return answer;
}

void send(http::Response& response, const Answer& answer, const std::string& root, bool head) {
    for (const auto& [name, value] : answer.headers) {
        response.set_header(name, value);
    }
    if (answer.download) {
        const auto& download = *answer.download;
        std::ifstream file(download.file, std::ios::binary);
        if (!file) {
            throw std::runtime_error("the content of a document is gone");
        }
        if (head) {
            response.send(answer.status, download.content_type, "");
            return;
        }
        std::string name = download.file_name.empty() ? "document" : download.file_name;
        response.set_header("Content-Disposition", "attachment; filename*=UTF-8''" + url_encode(name));
        response.send_stream(answer.status, download.content_type, download.size, [&](std::ostream& out) {
            if (download.size > 0) {
                out << file.rdbuf();
            }
        });
        return;
    }
    response.send(answer.status, answer.status == 204 || answer.status == 304 ? "" : answer.type,
                  head ? std::string() : externalise(answer.body, root));
}

}  // namespace

Api::Api(const SandboxOptions& options, const Clock& clock)
    : clients_(options.clients),
      clock_(clock),
      blobs_(options.data / "sandbox" / "blobs"),
      part_size_(std::max<std::uint64_t>(options.part_size, 1)),
      shelf_(options.data / "sandbox.db") {
    sweep_blobs(shelf_, blobs_);
    all_kinds();  // a wrong table must show at start
}

std::string Api::root_of(const http::Request& request) const {
    const auto host = request.header("Host");
    const bool usable =
        !host.empty() && host.size() <= 255 &&
        host.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]") ==
            std::string_view::npos;
    return usable ? "http://" + std::string(host) : root_;
}

Api::Target Api::target_of(const std::string& path) const {
    // "" api "api" "v1" collection uuid action uuid
    const auto parts = split(path, '/');
    if (parts.size() < 5 || parts.size() > 8 || parts[2] != "api" || parts[3] != "v1" ||
        parts.back().empty()) {
        not_found();
    }
    Target target;
    target.api = parts[1];
    if (parts.size() == 5 && (parts[4] == "zaaknummer_reserveren" || parts[4].starts_with("openapi."))) {
        target.action = parts[4];
        return target;
    }
    target.kind = find_kind(parts[4]);
    if (!target.kind || target.kind->api != target.api || !target.kind->parent.empty()) {
        not_found();
    }
    if (parts.size() == 6 && parts[5] == "_zoek") {
        target.action = "_zoek";
    } else if (parts.size() > 5) {
        target.uuid = parts[5];
    }
    if (parts.size() > 6) {
        const auto* nested = find_kind(parts[6]);
        if (nested && nested->parent == target.kind->name) {
            target.parent = std::exchange(target.uuid, parts.size() > 7 ? std::string(parts[7]) : "");
            target.kind = nested;
        } else {
            target.action = parts[6];
            target.action_uuid = parts.size() > 7 ? std::string(parts[7]) : "";
        }
    }
    return target;
}

void Api::handle(http::Request& request, http::Response& response) {
    ++requests_;
    const std::string root = root_of(request);
    Answer result;
    try {
        result = answer(request, root);
    } catch (const Refusal& refusal) {
        // A body that was cut off because it is too large looks broken in other ways too.
        const bool cut_off = refusal.status() == 400 && request.body_too_large();
        result = {};
        result.status = cut_off ? 413 : refusal.status();
        result.type = "application/problem+json";
        result.body = cut_off ? too_large().body(root) : refusal.body(root);
    } catch (const std::exception& error) {
        // Names of SQL statements and files, never of persons.
        spdlog::error("sandbox: {} {}: {}", request.method, request.path, error.what());
        result = {};
        result.status = 500;
        result.type = "application/problem+json";
        result.body = Refusal(500, "error", "Er is iets misgegaan in het proefregister.").body(root);
    }
    const auto parts = split(request.path, '/');
    if (const auto version = parts.size() > 1 ? api_version(std::string(parts[1])) : ""; !version.empty()) {
        response.set_header("API-version", version);
    }
    response.set_header("X-Proefregister", "Veerpont sandbox, niet voor echte zaken");
    send(response, result, root, request.method == "HEAD");
}

Answer Api::answer(http::Request& request, const std::string& root) {
    if (request.path == "/") {
        return {200, "text/plain; charset=utf-8", welcome(), {}, {}};
    }
    const Target target = target_of(request.path);
    if (target.action.starts_with("openapi.")) {
        if (api_version(target.api).empty()) {
            not_found();
        }
        return {200, "application/json", openapi(target.api).dump(), {}, {}};
    }
    const Client& client = authenticate(request.header("Authorization"), clients_, clock_.now());
    const bool is_zaak = target.kind && target.kind->name == "zaken" && target.api == "zaken" &&
                         (target.action.empty() || target.action == "_zoek");
    if (is_zaak) {
        check_crs(request);
    }
    Work work{shelf_, client, clock_.now(), root, blobs_, part_size_, Json::object(), Json::object(), {}, {}};
    const std::string method = request.method == "HEAD" ? "GET" : request.method;
    if (!writes(method) && method != "GET") {
        method_not_allowed(method);
    }
    MultipartBody part;
    const bool is_part = target.kind && target.kind->name == "bestandsdelen";
    if (writes(method) && method != "DELETE") {
        check_content_type(request, is_part ? "multipart/form-data" : "application/json");
        if (is_part) {
            part = read_multipart(*request.body, request.header("Content-Type"), blobs_);
        } else if (target.kind && target.kind->name == kDocuments && target.action.empty()) {
            auto spliced = splice_content(*request.body, blobs_);
            work.upload = std::move(spliced.upload);
            work.given = parse_body(spliced.json);
        } else {
            work.given = parse_body(read_small(*request.body));
        }
        if (request.body_too_large()) {
            throw too_large();
        }
        if (request.body_failed()) {
            throw Refusal(400, "parse_error", "Het bericht kwam niet in zijn geheel aan.");
        }
    }
    Answer result;
    {
        const std::lock_guard lock(mutex_);
        if (!writes(method)) {
            result = dispatch(work, target, method, request.parameters());
        } else {
            Transaction transaction(shelf_.database());
            result = is_part ? update_part(work, target, std::move(part))
                             : dispatch(work, target, method, request.parameters());
            transaction.commit();
        }
    }
    for (const auto& blob : work.doomed_blobs) {
        std::error_code ignored;
        std::filesystem::remove(blobs_ / blob, ignored);
    }
    if (method == "GET" && !target.uuid.empty() && target.action.empty() && result.status == 200) {
        const std::string etag = "\"" + sha256_hex(result.body + root).substr(0, 32) + "\"";
        result.headers.emplace_back("ETag", etag);
        const auto known = request.header("If-None-Match");
        if (known == "*" || known.find(etag) != std::string_view::npos) {
            result.status = 304;
            result.body.clear();
        }
    }
    return result;
}

Answer Api::dispatch(Work& work, const Target& target, const std::string& method,
                     const Parameters& parameters) {
    if (!target.action.empty()) {
        return on_action(work, target, method, parameters);
    }
    if (!target.parent.empty() && !work.shelf.find(target.kind->parent, target.parent)) {
        not_found();
    }
    return target.uuid.empty() ? on_collection(work, target, method, parameters)
                               : on_resource(work, target, method, parameters);
}

Answer Api::on_collection(Work& work, const Target& target, const std::string& method,
                          const Parameters& parameters) {
    const Kind& kind = *target.kind;
    if (method == "GET") {
        demand_verb(kind, kList, method);
        work.demand(kind.read);
        std::string path = "/" + kind.api + "/api/v1/";
        path += target.parent.empty() ? kind.name : kind.parent + "/" + target.parent + "/" + kind.name;
        const auto page = list(work, kind, parameters, target.parent);
        return {200, "application/json", list_body(work, kind, path, parameters, page), {}, {}};
    }
    if (method != "POST") {
        method_not_allowed(method);
    }
    demand_verb(kind, kCreate, method);
    work.demand(kind.create);
    Json item =
        kind.name == kDocuments ? create_document(work) : create(work, kind, work.given, target.parent);
    const std::string url = item["url"];
    if (kind.derive) {
        kind.derive(work, item);
    }
    Answer answer = created(item.dump());
    answer.headers.emplace_back("Location", work.root + url.substr(url.find('/')));
    return answer;
}

Answer Api::on_resource(Work& work, const Target& target, const std::string& method,
                        const Parameters& parameters) {
    const Kind& kind = *target.kind;
    const auto row = work.shelf.find(kind.name, target.uuid);
    const std::map<std::string, std::pair<unsigned, const std::string*>> rules = {
        {"GET", {kRead, &kind.read}},
        {"PUT", {kReplace, &kind.change}},
        {"PATCH", {kPatch, &kind.change}},
        {"DELETE", {kDelete, &kind.remove}}};
    const auto rule = rules.find(method);
    if (rule == rules.end()) {
        method_not_allowed(method);
    }
    demand_verb(kind, rule->second.first, method);
    work.demand(*rule->second.second);
    const bool elsewhere =
        row && !target.parent.empty() &&
        Json::parse(row->body)["zaak"] != internal_address(kind.api, kind.parent, target.parent);
    if (!row || elsewhere) {
        not_found();
    }
    if (method == "GET") {
        if (kind.name == kDocuments) {
            return {200, "application/json", read_document(work, *row, parameters), {}, {}};
        }
        if (!parameters.empty()) {
            refuse("", "unknown-parameters", "Onbekende queryparameters: " + parameters[0].first + ".");
        }
        return {200, "application/json", read(work, kind, *row), {}, {}};
    }
    if (method == "DELETE") {
        remove(work, kind, *row);
        return {204, "", "", {}, {}};
    }
    const bool partial = method == "PATCH";
    Json item = kind.name == kDocuments ? change_document(work, *row, partial)
                                        : change(work, kind, *row, work.given, partial);
    if (kind.derive) {
        kind.derive(work, item);
    }
    return {200, "application/json", item.dump(), {}, {}};
}

Answer Api::on_action(Work& work, const Target& target, const std::string& method,
                      const Parameters& parameters) {
    const std::string& action = target.action;
    if (target.api == "zaken" && action == "zaaknummer_reserveren") {
        if (method != "POST") {
            method_not_allowed(method);
        }
        work.demand("zaken.aanmaken");
        return created(reserve_numbers(work).dump());
    }
    if (!target.kind) {
        not_found();
    }
    const Kind& kind = *target.kind;
    if (action == "_zoek" && (kind.name == "zaken" || kind.name == kDocuments)) {
        if (method != "POST") {
            method_not_allowed(method);
        }
        work.demand(kind.read);
        auto filters = search_parameters(work.given);
        filters.insert(filters.end(), parameters.begin(), parameters.end());
        const auto page = list(work, kind, filters);
        const std::string path = "/" + kind.api + "/api/v1/" + kind.name + "/_zoek";
        return {200, "application/json", list_body(work, kind, path, parameters, page), {}, {}};
    }
    const auto row = work.shelf.find(kind.name, target.uuid);
    if (!row) {
        not_found();
    }
    if (kind.name == "zaken" && action == "besluiten") {
        if (method != "GET") {
            method_not_allowed(method);
        }
        work.demand(kind.read);
        return {200, "application/json", zaakbesluiten(work, target.uuid, target.action_uuid).dump(), {}, {}};
    }
    if (action == "publish" && kind.api == "catalogi" && kind.defaults.size() == 1 &&
        kind.indexed.size() >= 2) {
        if (method != "POST") {
            method_not_allowed(method);
        }
        work.demand(kind.create);
        publish(work, kind, *row);
        return {200, "application/json", read(work, kind, *work.shelf.find(kind.name, target.uuid)), {}, {}};
    }
    if (kind.name != kDocuments || !target.action_uuid.empty()) {
        not_found();
    }
    if (method != (action == "download" ? "GET" : "POST")) {
        method_not_allowed(method);
    }
    return act_on_document(work, target, *row, parameters);
}

Answer Api::act_on_document(Work& work, const Target& target, const Row& row, const Parameters& parameters) {
    if (target.action == "download") {
        work.demand("documenten.lezen");
        Answer answer;
        answer.download = open_content(work, row, parameters);
        return answer;
    }
    if (target.action == "lock") {
        work.demand("documenten.lock");
        return {200, "application/json", lock_document(work, row).dump(), {}, {}};
    }
    if (target.action == "unlock") {
        work.demand("documenten.lock|documenten.geforceerd-unlock");
        unlock_document(work, row);
        return {204, "", "", {}, {}};
    }
    not_found();
}

Answer Api::update_part(Work& work, const Target& target, MultipartBody body) {
    demand_verb(*target.kind, kReplace, "PUT");
    work.demand(target.kind->change);
    const auto row = work.shelf.find(target.kind->name, target.uuid);
    if (!row) {
        not_found();
    }
    return {200, "application/json", store_part(work, *row, std::move(body)).dump(), {}, {}};
}

}  // namespace veerpont::sandbox
