// A ZGW register in memory that can be told to fail: the other side of the Executor in tests. Safe from
// several threads.
//
// It knows the natural keys, filters lists by any property, gives URLs, deletes what hangs on a zaak with it,
// and counts.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "bridge/base/crypto.h"
#include "bridge/zgw/api.h"

namespace veerpont::operations {

class FakeRegister final : public zgw::ZgwApi {
  public:
    using Json = nlohmann::json;
    // What happens to a write.
    enum class Fate {
        kGood,
        kRefused,  // 400, nothing happened
        kHang,     // no answer, nothing happened
        kLost,     // it happened, the answer was lost
        kDown,     // never sent: nobody there
        kBroken,   // 500, nothing happened
    };

    std::string root(zgw::Api api) const override {
        return "https://register.test/" + std::string(zgw::api_name(api)) + "/api/v1";
    }

    zgw::Outcome<zgw::Response> call(const zgw::Call& call) override {
        const std::chrono::milliseconds pause = pause_.load();
        if (pause.count() > 0) {
            const int now = ++inside_;
            int most = most_inside_.load();
            while (now > most && !most_inside_.compare_exchange_weak(most, now)) {
            }
            std::this_thread::sleep_for(pause);
            --inside_;
        }
        const std::lock_guard lock(mutex_);
        const bool write = call.method != "GET";
        Seen seen{call.method, call.target, call.query, call.body == nullptr ? Json() : *call.body};
        calls_.push_back(seen);
        if (down_) {
            return failure(0, Problem::Kind::kUnreachable, "", false);
        }
        if (write) {
            ++writes_;
        }
        const Fate fate = write && fate_ ? fate_(writes_, seen) : Fate::kGood;
        switch (fate) {
            case Fate::kGood:
                return answer(call);
            case Fate::kRefused:
                return failure(400, Problem::Kind::kRefusedByZgw, "invalid", false);
            case Fate::kHang:
                return failure(0, Problem::Kind::kTimeout, "", true);
            case Fate::kLost: {
                const auto made = answer(call);
                return failure(0, Problem::Kind::kTimeout, "", true);
            }
            case Fate::kDown:
                return failure(0, Problem::Kind::kUnreachable, "", false);
            case Fate::kBroken:
                return failure(500, Problem::Kind::kUnreachable, "", true);
        }
        return failure(500, Problem::Kind::kInternal, "", false);
    }

    zgw::Outcome<zgw::Response> download(const zgw::Call& call,
                                         const std::function<bool(std::string_view)>& sink) override {
        const std::lock_guard lock(mutex_);
        calls_.push_back({call.method, call.target, call.query, Json()});
        const auto found = contents_.find(call.target);
        if (found == contents_.end()) {
            return failure(404, Problem::Kind::kNotFound, "not_found", false);
        }
        // In odd pieces, as a network does.
        for (std::size_t at = 0; at < found->second.size(); at += 7) {
            if (!sink(std::string_view(found->second).substr(at, 7))) {
                break;
            }
        }
        zgw::Response response;
        response.status = 200;
        return response;
    }

    // --- what the test says ---
    // Decides about every write, by its number from 1.
    template <typename Decide>
    void decide(Decide decide) {
        const std::lock_guard lock(mutex_);
        fate_ = std::move(decide);
    }
    void all_good() {
        const std::lock_guard lock(mutex_);
        fate_ = nullptr;
        down_ = false;
    }
    void set_down(bool down) {
        const std::lock_guard lock(mutex_);
        down_ = down;
    }
    // For decide(), which runs under the lock.
    void set_down_inside() { down_ = true; }
    void set_pause(std::chrono::milliseconds pause) { pause_ = pause; }

    // Puts something in a collection ("zaken", "/zaken"); gives it with its URL.
    Json add(zgw::Api api, const std::string& path, Json body) {
        const std::lock_guard lock(mutex_);
        return insert(api, path, std::move(body));
    }

    // Content of a document that add() made.
    void set_content(const std::string& url, const std::string& bytes) {
        const std::lock_guard lock(mutex_);
        things_[url]["bestandsomvang"] = bytes.size();
        contents_[things_[url].value("inhoud", "")] = bytes;
    }
    // Whether an unlock without the lock is allowed.
    void allow_forced_unlock(bool allowed) {
        const std::lock_guard lock(mutex_);
        forced_unlock_ = allowed;
    }
    // Locks a document as another client of the register would.
    void lock_for_another(const std::string& url) {
        const std::lock_guard lock(mutex_);
        locks_[url] = "of another";
        things_[url]["locked"] = true;
    }

    // --- what the test sees ---
    std::string content(const std::string& url) const {
        const std::lock_guard lock(mutex_);
        const auto found = contents_.find(things_.at(url).value("inhoud", ""));
        return found == contents_.end() ? "" : found->second;
    }
    struct Seen {
        std::string method;
        std::string target;
        std::vector<std::pair<std::string, std::string>> query;
        Json body;
    };
    std::vector<Seen> calls() const {
        const std::lock_guard lock(mutex_);
        return calls_;
    }
    void forget_calls() {
        const std::lock_guard lock(mutex_);
        calls_.clear();
        writes_ = 0;
    }
    int writes() const {
        const std::lock_guard lock(mutex_);
        return writes_;
    }
    std::size_t count(const std::string& method, const std::string& target = "") const {
        const std::lock_guard lock(mutex_);
        return static_cast<std::size_t>(std::count_if(calls_.begin(), calls_.end(), [&](const Seen& seen) {
            return seen.method == method && (target.empty() || seen.target == target);
        }));
    }
    std::vector<Json> all(const std::string& path) const {
        const std::lock_guard lock(mutex_);
        std::vector<Json> found;
        for (const auto& [url, thing] : things_) {
            if (url.find("/api/v1" + path + "/") != std::string::npos) {
                found.push_back(thing);
            }
        }
        return found;
    }
    Json at(const std::string& url) const {
        const std::lock_guard lock(mutex_);
        const auto found = things_.find(url);
        return found == things_.end() ? Json() : found->second;
    }
    int most_at_once() const { return most_inside_; }

  private:
    static zgw::Outcome<zgw::Response> failure(int status, Problem::Kind kind, std::string code,
                                               bool maybe_sent) {
        zgw::ZgwFailure failed;
        failed.problem = {kind, "", "fake register says " + std::to_string(status), ""};
        failed.zgw.status = status;
        failed.zgw.code = std::move(code);
        failed.maybe_sent = maybe_sent;
        return failed;
    }

    static zgw::Outcome<zgw::Response> success(int status, Json body) {
        zgw::Response response;
        response.status = status;
        response.body = std::make_shared<const Json>(std::move(body));
        return response;
    }

    Json insert(zgw::Api api, const std::string& path, Json body) {
        const std::string url =
            (path.starts_with("http") ? path : root(api) + path) + "/" + std::to_string(++last_);
        body["url"] = url;
        if (path == "/enkelvoudiginformatieobjecten") {
            body["inhoud"] = url + "/download";
            body["versie"] = body.value("versie", 1);
            body["locked"] = false;
        }
        if (path == "/zaken" && !body.contains("status")) {
            body["status"] = nullptr;
        }
        if (path == "/rollen") {
            const auto roltype = things_.find(body.value("roltype", ""));
            if (roltype != things_.end()) {
                body["omschrijving"] = roltype->second["omschrijving"];
                body["omschrijvingGeneriek"] = roltype->second["omschrijvingGeneriek"];
            }
        }
        things_[url] = body;
        if (path == "/statussen") {
            const auto zaak = things_.find(body.value("zaak", ""));
            if (zaak != things_.end()) {
                zaak->second["status"] = url;
            }
        }
        return body;
    }

    bool taken(const std::string& path, const Json& body) const {
        if (path != "/zaken" && path != "/enkelvoudiginformatieobjecten") {
            return false;
        }
        return std::any_of(things_.begin(), things_.end(), [&](const auto& one) {
            return one.first.find(path + "/") != std::string::npos && body.contains("identificatie") &&
                   one.second.value("identificatie", "") == body.value("identificatie", "-") &&
                   one.second.value("bronorganisatie", "") == body.value("bronorganisatie", "-");
        });
    }

    zgw::Outcome<zgw::Response> answer(const zgw::Call& call) {
        const std::string url = call.target.starts_with("http") ? call.target : root(call.api) + call.target;
        const auto found = things_.find(url);
        if (call.method == "GET") {
            return found != things_.end() ? success(200, found->second) : list(call, url);
        }
        if (call.method == "POST" && (url.ends_with("/lock") || url.ends_with("/unlock"))) {
            return lock_or_unlock(call, url);
        }
        if (call.method == "POST") {
            if (taken(call.target, *call.body)) {
                auto refused = failure(400, Problem::Kind::kConflict, "invalid", false);
                zgw::ZgwFailure with_code = refused.failure();
                with_code.zgw.invalid_params.push_back({"identificatie", "identificatie-niet-uniek", ""});
                return with_code;
            }
            const bool again = call.target == "/zaakinformatieobjecten" &&
                               std::any_of(things_.begin(), things_.end(), [&](const auto& one) {
                                   return one.first.find("/zaakinformatieobjecten/") != std::string::npos &&
                                          one.second["zaak"] == (*call.body)["zaak"] &&
                                          one.second["informatieobject"] == (*call.body)["informatieobject"];
                               });
            if (again) {
                zgw::ZgwFailure refused =
                    failure(400, Problem::Kind::kRefusedByZgw, "invalid", false).failure();
                refused.zgw.invalid_params.push_back({"nonFieldErrors", "unique", ""});
                return refused;
            }
            Json made = insert(call.api, call.target, *call.body);
            keep_content(call, made.value("inhoud", ""));
            return success(201, std::move(made));
        }
        if (found == things_.end()) {
            return failure(404, Problem::Kind::kNotFound, "not_found", false);
        }
        if (call.method == "PATCH") {
            Json body = *call.body;
            if (url.find("/enkelvoudiginformatieobjecten/") != std::string::npos) {
                const auto held = locks_.find(url);
                if (held == locks_.end()) {
                    return refusal("unlocked");
                }
                if (body.value("lock", "") != held->second) {
                    return refusal(body.contains("lock") ? "incorrect-lock-id" : "missing-lock-id");
                }
                body.erase("lock");
                body["versie"] = found->second.value("versie", 1) + 1;
                keep_content(call, found->second.value("inhoud", ""));
            }
            found->second.update(body);
            return success(200, found->second);
        }
        things_.erase(found);
        std::erase_if(things_, [&](const auto& one) {
            return one.first.starts_with(url + "/") || one.second.value("zaak", "") == url;
        });
        return success(204, Json());
    }

    void keep_content(const zgw::Call& call, const std::string& inhoud) {
        if (call.content && call.content->spool != nullptr) {
            const auto reader = call.content->spool->reader();
            const std::string text(std::istreambuf_iterator<char>(*reader), {});
            contents_[inhoud] = base64_decode(text).value();
        }
    }

    static zgw::ZgwFailure refusal(const std::string& code) {
        zgw::ZgwFailure failed = failure(400, Problem::Kind::kLocked, "invalid", false).failure();
        failed.problem.sender_text = "Het document is vergrendeld.";
        failed.zgw.invalid_params.push_back({"nonFieldErrors", code, ""});
        return failed;
    }

    zgw::Outcome<zgw::Response> lock_or_unlock(const zgw::Call& call, const std::string& url) {
        const std::string document = url.substr(0, url.rfind('/'));
        const auto thing = things_.find(document);
        if (thing == things_.end()) {
            return failure(404, Problem::Kind::kNotFound, "not_found", false);
        }
        const auto held = locks_.find(document);
        if (url.ends_with("/lock")) {
            if (held != locks_.end()) {
                return refusal("existing-lock");
            }
            thing->second["locked"] = true;
            return success(200, {{"lock", locks_[document] = "lock-" + std::to_string(++last_)}});
        }
        if (held == locks_.end()) {
            return refusal("unlocked");
        }
        const std::string given = call.body->value("lock", "");
        if (given != held->second && !(given.empty() && forced_unlock_)) {
            return refusal(given.empty() ? "missing-lock-id" : "incorrect-lock-id");
        }
        locks_.erase(held);
        thing->second["locked"] = false;
        return success(204, Json());
    }

    zgw::Outcome<zgw::Response> list(const zgw::Call& call, const std::string& url) {
        const std::string last = url.substr(url.rfind('/') + 1);
        if (std::all_of(last.begin(), last.end(), [](char c) { return c >= '0' && c <= '9'; })) {
            return failure(404, Problem::Kind::kNotFound, "not_found", false);
        }
        Json items = Json::array();
        for (const auto& entry : things_) {
            const std::string& at = entry.first;
            const Json& thing = entry.second;
            const bool direct =
                at.starts_with(url + "/") && at.find('/', url.size() + 1) == std::string::npos;
            const bool fits =
                direct && std::all_of(call.query.begin(), call.query.end(), [&](const auto& wanted) {
                    const auto value = thing.find(wanted.first);
                    return value != thing.end() && (value->is_string() ? value->template get<std::string>()
                                                                       : value->dump()) == wanted.second;
                });
            if (fits) {
                items.push_back(thing);
            }
        }
        return success(
            200, Json{{"count", items.size()}, {"next", nullptr}, {"previous", nullptr}, {"results", items}});
    }

    mutable std::mutex mutex_;
    std::map<std::string, Json> things_;
    std::map<std::string, std::string> contents_;
    std::map<std::string, std::string> locks_;  // document -> lock
    bool forced_unlock_ = false;
    std::vector<Seen> calls_;
    std::function<Fate(int, const Seen&)> fate_;
    int writes_ = 0;
    int last_ = 0;
    bool down_ = false;
    std::atomic<std::chrono::milliseconds> pause_{std::chrono::milliseconds{0}};
    std::atomic<int> inside_{0}, most_inside_{0};
};

}  // namespace veerpont::operations
