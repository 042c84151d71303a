// The management listener, on its own address: /metrics (Prometheus), /beheer/berichten (messages in the
// store, JSON, without personal data), POST /beheer/rules (reload). Credentials (Basic) where configured;
// without credentials it only listens on a loopback address. Any thread.
#pragma once

#include <functional>
#include <string>

#include "bridge/base/result.h"
#include "bridge/http/server.h"
#include "bridge/server/metrics.h"
#include "bridge/settings/settings.h"
#include "bridge/store/store.h"

namespace veerpont::server {

class AdminEndpoint final : public http::Handler {
  public:
    // reload: compiles the rules again; its Problem holds the findings. All must outlive the endpoint.
    AdminEndpoint(const settings::Beheer& settings, const Metrics& metrics, store::Store& store,
                  std::function<Result<std::string>()> reload);

    int admit(const http::Request& request) override;
    void handle(http::Request& request, http::Response& response) override;

  private:
    bool allowed(const http::Request& request) const;
    void messages(const http::Request& request, http::Response& response);
    void message(const std::string& id, http::Response& response);

    const settings::Beheer& settings_;
    const Metrics& metrics_;
    store::Store& store_;
    std::function<Result<std::string>()> reload_;
};

// A message row as JSON, for the management listener and `veerpont messages --json`.
std::string message_json(const store::MessageRow& row, const std::vector<store::StepRow>& steps);

}  // namespace veerpont::server
