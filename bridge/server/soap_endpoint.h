// The SOAP listener: POST of StUF messages, GET of the WSDL, and the health of the process.
//
// Every endpoint takes every operation, SOAP 1.1 and 1.2 (product.md decision 9); addresses are compared
// without case, a trailing slash or ".svc" (client-tolerance T10). What is refused before the body is read
// gets a bare HTTP status (404, 405, 415, 503); everything after that gets the Fo-message of its kind, HTTP
// 500.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "bridge/base/clock.h"
#include "bridge/http/server.h"
#include "bridge/operations/executor.h"
#include "bridge/rules/rule_set.h"
#include "bridge/server/metrics.h"
#include "bridge/server/readiness.h"
#include "bridge/server/senders.h"
#include "bridge/server/work_limit.h"
#include "bridge/server/wsdl_files.h"
#include "bridge/settings/settings.h"
#include "bridge/xml/reader.h"

namespace veerpont::server {

// All of these outlive the endpoint.
struct SoapParts {
    const settings::Settings& settings;
    const Senders& senders;
    const xml::ReaderPool& readers;
    std::function<std::shared_ptr<const rules::RuleSet>()> rules;
    operations::Executor& executor;
    const WsdlFiles& wsdl;
    Readiness& readiness;
    Metrics& metrics;
    const Clock& clock;
    bool trace = false;  // collect what happened to every value (demo)
};

class SoapEndpoint final : public http::Handler {
  public:
    explicit SoapEndpoint(SoapParts parts);

    int admit(const http::Request& request) override;
    void handle(http::Request& request, http::Response& response) override;

    unsigned working() const { return limit_.taken(); }

  private:
    // The endpoint that an address means ("/zds/VrijBericht"), "" when it is none of ours.
    std::string endpoint_of(std::string_view path) const;
    void health(const http::Request& request, http::Response& response);
    void describe(const http::Request& request, http::Response& response, const std::string& endpoint);
    void message(http::Request& request, http::Response& response, const std::string& endpoint);

    SoapParts parts_;
    WorkLimit limit_;
    std::map<std::string, std::string> addresses_;  // normalised address -> endpoint
};

}  // namespace veerpont::server
