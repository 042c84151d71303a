// Stands between bridge and register: passes every call on, counts those that change something, and lets a
// test decide what happens to each before and after the register has seen it. Any thread.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "bridge/base/text.h"
#include "bridge/http/client.h"
#include "tests/support/scripted_server.h"

namespace veerpont::test {

class RegisterGate {
  public:
    // `change` is 1 for the first changing call since count_from_zero(), 0 for a call that only reads. What
    // the rule returns is the answer; nothing: go on.
    using Rule = std::function<std::optional<ScriptedAnswer>(const ScriptedRequest&, int change)>;

    explicit RegisterGate(std::string register_root)
        : root_(std::move(register_root)),
          server_([this](const ScriptedRequest& request) { return pass(request); }, kLargestBody) {}

    std::string url() const { return server_.url(""); }
    std::string address() const { return "127.0.0.1:" + std::to_string(server_.port()); }
    int changes() const { return changes_; }

    // From now on: these rules, and changing calls counted from 1.
    void decide(Rule before, Rule after = nullptr) {
        const std::lock_guard lock(mutex_);
        before_ = std::move(before);
        after_ = std::move(after);
        changes_ = 0;
    }
    void open() { decide(nullptr); }

    // An answer that never comes: the connection is closed.
    static ScriptedAnswer no_answer() { return {"", std::chrono::milliseconds{0}, true}; }

  private:
    static constexpr std::size_t kLargestBody = 48U << 20;  // passed on whole

    ScriptedAnswer pass(const ScriptedRequest& request) {
        Rule before, after;
        int change = 0;
        {
            const std::lock_guard lock(mutex_);
            before = before_;
            after = after_;
            if (request.method != "GET" && request.method != "HEAD") change = ++changes_;
        }
        if (before) {
            if (auto answered = before(request, change)) return *answered;
        }
        ScriptedAnswer passed = forward(request);
        if (after) {
            if (auto answered = after(request, change)) return *answered;
        }
        return passed;
    }

    ScriptedAnswer forward(const ScriptedRequest& request) {
        http::ClientRequest call;
        call.method = request.method;
        call.url = root_ + request.target;
        for (const auto& [name, value] : request.headers) {
            if (!of_this_connection(name)) call.headers.emplace_back(name, value);
        }
        if (!request.body.empty()) call.body.push_back({request.body, nullptr, 0});
        const http::Client::Outcome outcome = client_.call(call);
        const auto* response = std::get_if<http::ClientResponse>(&outcome);
        if (response == nullptr) return no_answer();
        http::Headers headers;
        for (const auto& [name, value] : response->headers) {
            if (!of_this_connection(name)) headers.emplace_back(name, value);
        }
        return answer(response->status, "", response->body, headers);
    }

    static bool of_this_connection(std::string_view name) {
        return iequals(name, "Content-Length") || iequals(name, "Connection") ||
               iequals(name, "Transfer-Encoding") || iequals(name, "Keep-Alive");
    }

    const std::string root_;
    http::Client client_{{}};
    std::mutex mutex_;
    Rule before_, after_;
    std::atomic<int> changes_{0};
    ScriptedServer server_;
};

}  // namespace veerpont::test
