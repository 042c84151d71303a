#include "bridge/server/admin_endpoint.h"

#include <nlohmann/json.hpp>

#include "bridge/base/crypto.h"
#include "bridge/base/text.h"
#include "bridge/base/time_zone.h"

namespace veerpont::server {

namespace {

constexpr std::string_view kMessages = "/beheer/berichten";

nlohmann::json to_json(const store::MessageRow& row) {
    nlohmann::json json{{"id", row.id},
                        {"ontvangen", iso_timestamp(row.received)},
                        {"toestand", store::state_name(row.state)},
                        {"afzender", row.sender},
                        {"operatie", row.operation},
                        {"referentienummer", row.referentienummer},
                        {"identificatie", row.identificatie},
                        {"zaaktype", row.zaaktype},
                        {"antwoord", row.reply_code},
                        {"regels", row.rule_set}};
    if (row.finished) json["afgerond"] = iso_timestamp(*row.finished);
    if (!row.problem_kind.empty())
        json["probleem"] = {{"soort", row.problem_kind}, {"tekst", row.problem_text}};
    return json;
}

std::string dump(const nlohmann::json& json) {
    return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string message_json(const store::MessageRow& row, const std::vector<store::StepRow>& steps) {
    nlohmann::json json = to_json(row);
    json["stappen"] = nlohmann::json::array();
    for (const store::StepRow& step : steps) {
        json["stappen"].push_back({{"stap", step.step},
                                   {"nummer", step.item},
                                   {"toestand", store::step_state_name(step.state)},
                                   {"methode", step.method},
                                   {"url", step.url},
                                   {"status", step.status},
                                   {"gemaakt", step.created_url},
                                   {"pogingen", step.attempts},
                                   {"probleem", step.problem_text}});
    }
    return dump(json);
}

AdminEndpoint::AdminEndpoint(const settings::Beheer& settings, const Metrics& metrics, store::Store& store,
                             std::function<Result<std::string>()> reload)
    : settings_(settings), metrics_(metrics), store_(store), reload_(std::move(reload)) {}

bool AdminEndpoint::allowed(const http::Request& request) const {
    if (settings_.user.empty()) return true;
    const std::string_view header = request.header("Authorization");
    if (header.size() < 7 || !iequals(header.substr(0, 6), "basic ")) return false;
    const Result<std::string> shown = base64_decode(trim(header.substr(6)));
    return shown.ok() && equal_in_constant_time(*shown, settings_.user + ":" + settings_.password);
}

int AdminEndpoint::admit(const http::Request& request) {
    return allowed(request) ? 0 : 401;
}

void AdminEndpoint::handle(http::Request& request, http::Response& response) {
    const bool reading = request.method == "GET" || request.method == "HEAD";
    if (reading && request.path == "/metrics") {
        response.send(200, "text/plain; version=0.0.4; charset=utf-8", metrics_.text());
    } else if (reading && request.path == kMessages) {
        messages(request, response);
    } else if (reading && request.path.starts_with(std::string(kMessages) + "/")) {
        message(request.path.substr(kMessages.size() + 1), response);
    } else if (request.method == "POST" && request.path == "/beheer/rules") {
        const Result<std::string> reloaded = reload_();
        response.send(reloaded.ok() ? 200 : 422, "text/plain; charset=utf-8",
                      reloaded.ok() ? *reloaded : reloaded.problem().sender_text);
    } else {
        response.send(404, "text/plain; charset=utf-8", "Onbekend adres.\n");
    }
}

void AdminEndpoint::messages(const http::Request& request, http::Response& response) {
    store::MessageFilter filter;
    for (const auto& [name, value] : request.parameters()) {
        if (name == "afzender") filter.sender = value;
        if (name == "operatie") filter.operation = value;
        if (name == "identificatie") filter.identificatie = value;
        if (name == "referentienummer") filter.referentienummer = value;
        if (name == "toestand") {
            filter.state = store::state_of(value);
            if (!filter.state) {
                response.send(400, "text/plain; charset=utf-8",
                              "Onbekende toestand. Kies running, undoing, done, failed of aandacht-nodig.\n");
                return;
            }
        }
    }
    const auto rows = store_.messages(filter);
    if (!rows) {
        response.send(503, "text/plain; charset=utf-8", "De opslag is niet bereikbaar.\n");
        return;
    }
    nlohmann::json list = nlohmann::json::array();
    for (const store::MessageRow& row : *rows)
        list.push_back(to_json(row));
    response.send(200, "application/json", dump(list));
}

void AdminEndpoint::message(const std::string& id, http::Response& response) {
    const auto row = store_.message(id);
    const auto steps = store_.steps(id);
    if (!row || !steps) {
        response.send(503, "text/plain; charset=utf-8", "De opslag is niet bereikbaar.\n");
    } else if (!*row) {
        response.send(404, "text/plain; charset=utf-8", "Dit bericht is er niet.\n");
    } else {
        response.send(200, "application/json", message_json(**row, *steps));
    }
}

}  // namespace veerpont::server
