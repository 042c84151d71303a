// Is this process alive, and can it do its work? GET /health/live and /health/ready.
//
// Ready means: the store can be written and every configured register answers (any HTTP status counts: it is
// there). A filled catalogue cache is not needed. The last verdict is kept for two seconds, so that eager
// probes cost nothing. Safe from any thread.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "bridge/base/clock.h"
#include "bridge/base/result.h"

namespace veerpont::server {

class Readiness {
  public:
    struct Check {
        std::string name;  // "store", "register zaken"
        std::function<Result<void>()> probe;
    };
    struct Verdict {
        bool ready = false;
        std::vector<std::pair<std::string, std::string>> checks;  // name, "ok" or what is wrong (Dutch)
    };

    Readiness(std::vector<Check> checks, const Clock& clock) : checks_(std::move(checks)), clock_(clock) {}

    Verdict verdict();
    // From now on: not ready, so that a load balancer stops sending before the process stops.
    void stopping();

  private:
    const std::vector<Check> checks_;
    const Clock& clock_;
    std::mutex mutex_;
    Verdict last_;
    Time asked_{};
    bool stopping_ = false;
};

// {"status":"ok","checks":{...}} for the health endpoints.
std::string health_json(const Readiness::Verdict& verdict);

}  // namespace veerpont::server
