// Calls to the register of one message: resolves call templates, watches the deadline, records every call for
// the trace and the metrics. Safe from several threads.
#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "bridge/operations/lookups.h"
#include "bridge/operations/outcome.h"
#include "bridge/rules/plan.h"
#include "bridge/zgw/api.h"

namespace veerpont::operations {

// What a call is for.
struct CallPurpose {
    std::string step;
    int item = 0;
    bool undo = false;
};

class RegisterCalls {
  public:
    RegisterCalls(zgw::ZgwApi& api, zgw::CallContext context, Observer* observer);

    zgw::ZgwApi& api() { return api_; }
    // From a template; the Problem when it names no API of this register (kInternal) or is empty.
    Result<zgw::Call> make(const rules::CallTemplate& call, const nlohmann::json& scope,
                           const nlohmann::json& extra) const;
    // The same for a URL known already.
    Result<zgw::Call> make(std::string method, const std::string& url) const;
    // The absolute URL that a call goes to, without its query.
    std::string url_of(const zgw::Call& call) const;

    zgw::Outcome<zgw::Response> call(const zgw::Call& call, const CallPurpose& purpose);
    zgw::Outcome<zgw::Response> get_all(const zgw::Call& call, const CallPurpose& purpose,
                                        std::size_t max_items);
    zgw::Outcome<zgw::Response> download(const zgw::Call& call, const CallPurpose& purpose,
                                         const std::function<bool(std::string_view)>& sink);
    // For Lookups.
    Result<CatalogueCache::Read> fetch(const Lookups::Address& address, std::string_view etag);

    void set_deadline(std::chrono::steady_clock::time_point deadline);
    // Records what is sent too (explaining only: bodies hold personal data).
    void keep_bodies();
    std::vector<CallRecord> records() const;

  private:
    zgw::Call with_context(const zgw::Call& call) const;
    template <typename Make>
    zgw::Outcome<zgw::Response> record(const zgw::Call& call, const CallPurpose& purpose, const Make& make);

    zgw::ZgwApi& api_;
    zgw::CallContext context_;
    Observer* observer_;
    bool keep_bodies_ = false;
    mutable std::mutex mutex_;
    std::vector<CallRecord> records_;
};

}  // namespace veerpont::operations
