#include "bridge/server/readiness.h"

#include <nlohmann/json.hpp>

namespace veerpont::server {

namespace {
constexpr std::chrono::seconds kRemembered{2};
}

Readiness::Verdict Readiness::verdict() {
    const std::lock_guard lock(mutex_);
    if (stopping_) return {false, {{"proces", "wordt gestopt"}}};
    const Time now = clock_.now();
    if (asked_ != Time{} && now - asked_ < kRemembered) return last_;
    Verdict fresh{true, {}};
    for (const Check& check : checks_) {
        const Result<void> result = check.probe();
        fresh.ready = fresh.ready && result.ok();
        fresh.checks.emplace_back(check.name, result.ok() ? "ok" : result.problem().sender_text);
    }
    last_ = fresh;
    asked_ = now;
    return fresh;
}

void Readiness::stopping() {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
}

std::string health_json(const Readiness::Verdict& verdict) {
    nlohmann::json checks = nlohmann::json::object();
    for (const auto& [name, state] : verdict.checks)
        checks[name] = state;
    return nlohmann::json{{"status", verdict.ready ? "ok" : "niet gereed"}, {"checks", checks}}.dump(
               -1, ' ', false, nlohmann::json::error_handler_t::replace) +
           "\n";
}

}  // namespace veerpont::server
