#include "bridge/zgw/api.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "bridge/zgw/addresses.h"

namespace veerpont::zgw {

namespace {

ZgwFailure list_problem(Problem::Kind kind, std::string sender_text, std::string log_text) {
    return {Problem{kind, std::move(sender_text), std::move(log_text), ""}, {}, false};
}

}  // namespace

std::string_view api_name(Api api) {
    switch (api) {
        case Api::kZaken:
            return "zaken";
        case Api::kCatalogi:
            return "catalogi";
        case Api::kDocumenten:
            return "documenten";
        case Api::kBesluiten:
            return "besluiten";
    }
    return "";
}

std::optional<Api> parse_api_name(std::string_view name) {
    for (const Api api : kAllApis) {
        if (api_name(api) == name) return api;
    }
    return std::nullopt;
}

bool ZgwProblem::has_code(std::string_view wanted) const {
    return code == wanted || std::any_of(invalid_params.begin(), invalid_params.end(),
                                         [&](const InvalidParam& param) { return param.code == wanted; });
}

const nlohmann::json& Response::json() const {
    static const nlohmann::json kNull;
    return body ? *body : kNull;
}

std::string Response::url() const {
    if (body && body->is_object()) {
        if (const auto found = body->find("url"); found != body->end() && found->is_string()) {
            return found->get<std::string>();
        }
    }
    return location;
}

std::optional<Api> ZgwApi::api_of(std::string_view url) const {
    std::optional<Api> best;
    std::size_t best_length = 0;
    for (const Api api : kAllApis) {
        const std::string base = root(api);
        if (base.size() > best_length && is_under(base, url)) {
            best = api;
            best_length = base.size();
        }
    }
    return best;
}

Outcome<Response> ZgwApi::get_all(Call call, std::size_t max_items) {
    nlohmann::json items = nlohmann::json::array();
    std::set<std::string> seen;
    for (;;) {
        auto page = this->call(call);
        if (!page) return page;
        const nlohmann::json& body = page->json();
        const bool is_envelope = body.is_object() && body.contains("results") && body["results"].is_array();
        if (!body.is_array() && !is_envelope) {
            return list_problem(Problem::Kind::kUnreachable,
                                "Het zaakregister gaf een onbegrijpelijk antwoord.",
                                "the answer of a list is neither an array nor a page");
        }
        for (const nlohmann::json& item : is_envelope ? body["results"] : body)
            items.push_back(item);
        if (items.size() > max_items) {
            return list_problem(Problem::Kind::kTooLarge,
                                "Het zaakregister gaf te veel resultaten. Maak de vraag kleiner.",
                                "a list of more than " + std::to_string(max_items) + " items");
        }
        const auto next = is_envelope ? body.find("next") : body.end();
        if (!is_envelope || next == body.end() || !next->is_string() ||
            next->get_ref<const std::string&>().empty()) {
            page->body = std::make_shared<const nlohmann::json>(std::move(items));
            return page;
        }
        call.target = next->get<std::string>();
        call.query.clear();
        call.if_none_match.clear();
        if (!seen.insert(call.target).second) {
            return list_problem(Problem::Kind::kUnreachable,
                                "Het zaakregister gaf een onbegrijpelijk antwoord.",
                                "the pages of a list go round in circles");
        }
    }
}

}  // namespace veerpont::zgw
