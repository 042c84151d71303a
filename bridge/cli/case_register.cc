#include "bridge/cli/case_register.h"

#include <algorithm>
#include <istream>
#include <iterator>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>

#include "bridge/base/text.h"
#include "bridge/zgw/failures.h"

namespace veerpont::cli {

namespace {

using nlohmann::json;

std::string root_of(zgw::Api api) {
    return "https://register.example/" + std::string(zgw::api_name(api)) + "/api/v1";
}

// Names of roots become the roots, or the other way round, in all texts of a value.
json with_roots(json value, bool to_url) {
    if (value.is_string()) {
        auto text = value.get<std::string>();
        for (const zgw::Api api : zgw::kAllApis) {
            const std::string name = "{" + std::string(zgw::api_name(api)) + "}";
            text = to_url ? replace_all(text, name, root_of(api)) : replace_all(text, root_of(api), name);
        }
        return text;
    }
    if (value.is_structured()) {
        for (json& one : value) {
            one = with_roots(std::move(one), to_url);
        }
    }
    return value;
}

std::string url_of(const zgw::Call& call) {
    const std::string url = call.target.starts_with('/') ? root_of(call.api) + call.target : call.target;
    return url.substr(0, url.find('?'));
}

// "GET zaken:/zaken"
std::string name_of(const zgw::Call& call) {
    const std::string url = url_of(call);
    for (const zgw::Api api : zgw::kAllApis) {
        if (url.starts_with(root_of(api) + "/")) {
            return call.method + " " + std::string(zgw::api_name(api)) + ":" +
                   url.substr(root_of(api).size());
        }
    }
    return call.method + " " + url;
}

json sent_body(const zgw::Call& call) {
    json body = call.body == nullptr ? json() : *call.body;
    if (call.content && call.content->spool != nullptr) {
        const std::unique_ptr<std::istream> stream = call.content->spool->reader();
        body[call.content->property] = std::string(std::istreambuf_iterator<char>(*stream), {});
    }
    return body;
}

json record(const zgw::Call& call, const json& body) {
    json entry{{"call", name_of(call)}};
    for (const auto& [name, value] : call.query) {
        entry["query"][name] = value;
    }
    if (!body.is_null()) {
        entry["body"] = body;
    }
    return with_roots(std::move(entry), false);
}

CaseAnswer read_answer(const json& one) {
    static const std::set<std::string> kWords{"call", "query", "status", "body",
                                              "list", "text",  "times",  "note"};
    if (!one.is_object() || !one.contains("call")) {
        throw std::runtime_error("zgw.json: ieder antwoord heeft een \"call\", zoals \"GET zaken:/zaken\"");
    }
    for (const auto& [word, value] : one.items()) {
        if (!kWords.contains(word)) {
            throw std::runtime_error("zgw.json: onbekend woord \"" + word + "\" bij " + one["call"].dump());
        }
    }
    CaseAnswer answer;
    answer.call = one.at("call").get<std::string>();
    if (one.contains("query")) {
        answer.query = with_roots(one["query"], true).get<std::map<std::string, std::string>>();
    }
    answer.status = one.value("status", answer.call.starts_with("POST") ? 201 : 200);
    answer.text = one.value("text", "");
    answer.times = one.value("times", -1);
    if (one.contains("list")) {
        answer.body = {{"count", one["list"].size()}, {"next", nullptr}, {"previous", nullptr}};
        answer.body["results"] = with_roots(one["list"], true);
    } else if (one.contains("body")) {
        answer.body = with_roots(one["body"], true);
    }
    return answer;
}

}  // namespace

std::vector<CaseAnswer> read_answers(const json& script) {
    if (!script.is_object() || !script.contains("answers") || !script["answers"].is_array()) {
        throw std::runtime_error("zgw.json: er hoort een lijst \"answers\" in te staan");
    }
    std::vector<CaseAnswer> answers;
    for (const json& one : script["answers"]) {
        answers.push_back(read_answer(one));
    }
    return answers;
}

std::string CaseRegister::root(zgw::Api api) const {
    return root_of(api);
}

CaseAnswer* CaseRegister::find_answer(const std::string& name, const zgw::Call& call) {
    const auto asked = [&](const auto& wanted) {
        return std::any_of(call.query.begin(), call.query.end(), [&](const auto& given) {
            return given.first == wanted.first && given.second == wanted.second;
        });
    };
    const auto found = std::find_if(answers_.begin(), answers_.end(), [&](const CaseAnswer& one) {
        return one.call == name && one.times != 0 && std::all_of(one.query.begin(), one.query.end(), asked);
    });
    return found == answers_.end() ? nullptr : &*found;
}

CaseRegister::Given CaseRegister::from_memory(const zgw::Call& call, const std::string& url,
                                              const json& body) {
    if (call.method == "POST") {
        const std::string made = url + "/" + std::to_string(++counts_[url]);
        json resource = body.is_object() ? body : json::object();
        resource["url"] = made;
        made_[made] = resource;
        return {201, std::move(resource), ""};
    }
    const auto known = made_.find(url);
    if (call.method == "DELETE") {
        if (known != made_.end()) {
            made_.erase(known);
        }
        return {204, {}, ""};
    }
    if (known == made_.end()) {
        return {};
    }
    if (call.method != "GET" && body.is_object()) {
        known->second.update(body);
    }
    return {200, known->second, ""};
}

CaseRegister::Given CaseRegister::answer(const zgw::Call& call, bool probe) {
    const json body = sent_body(call);
    const std::string url = url_of(call);
    const std::string name = name_of(call);
    const bool reading = call.method == "GET" || call.method == "HEAD";
    const std::lock_guard lock(mutex_);
    CaseAnswer* scripted = find_answer(name, call);
    Given given;
    if (scripted != nullptr) {
        given = {scripted->status, scripted->body, scripted->text};
        if (scripted->times > 0) {
            --scripted->times;
        }
    } else {
        given = from_memory(call, url, body);
    }
    if (!probe) {
        json entry = record(call, body);
        if (scripted == nullptr && given.status == 404) {
            std::string text = entry["call"].get<std::string>();
            if (entry.contains("query")) {
                text += " " + entry["query"].dump();
            }
            unanswered_.push_back(std::move(text));
        }
        (reading ? reads_ : changes_).push_back(std::move(entry));
    }
    return given;
}

zgw::Outcome<zgw::Response> CaseRegister::call(const zgw::Call& call) {
    Given given = answer(call, false);
    if (given.status >= 400) {
        return zgw::failure_of_answer(name_of(call), zgw::read_zgw_problem(given.status, given.body.dump()),
                                      call.method != "GET");
    }
    zgw::Response response;
    response.status = given.status;
    if (!given.body.is_null()) {
        response.body = std::make_shared<const json>(std::move(given.body));
    }
    return response;
}

zgw::Outcome<zgw::Response> CaseRegister::download(const zgw::Call& call,
                                                   const std::function<bool(std::string_view)>& sink) {
    const bool probe = call.target.starts_with("/openapi.");
    const Given given = answer(call, probe);
    if (given.status >= 400) {
        return zgw::failure_of_answer(name_of(call), zgw::read_zgw_problem(given.status, given.body.dump()),
                                      false);
    }
    zgw::Response response;
    response.status = given.status;
    sink(given.body.is_null() ? given.text : given.body.dump());
    return response;
}

std::vector<json> CaseRegister::changes() const {
    const std::lock_guard lock(mutex_);
    return changes_;
}

std::vector<json> CaseRegister::reads() const {
    const std::lock_guard lock(mutex_);
    return reads_;
}

std::vector<std::string> CaseRegister::unanswered() const {
    const std::lock_guard lock(mutex_);
    return unanswered_;
}

}  // namespace veerpont::cli
