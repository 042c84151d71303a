#include "bridge/operations/register_calls.h"

#include <utility>

#include "bridge/base/masking.h"
#include "bridge/base/text.h"
#include "bridge/operations/scope.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;

// The address for logs: values of query parameters that hold something of a person are not shown.
std::string shown_url(const std::string& url, const zgw::Call& call) {
    std::string shown = url;
    char separator = '?';
    for (const auto& [name, value] : call.query) {
        const bool personal = name.find("betrokkene") != std::string::npos;
        shown += separator + name + "=" + (personal ? mask_value(value) : mask_personal_data(value));
        separator = '&';
    }
    return shown;
}

}  // namespace

RegisterCalls::RegisterCalls(zgw::ZgwApi& api, zgw::CallContext context, Observer* observer)
    : api_(api), context_(std::move(context)), observer_(observer) {}

Result<zgw::Call> RegisterCalls::make(const rules::CallTemplate& call, const json& scope,
                                      const json& extra) const {
    zgw::Call made;
    made.method = call.method;
    made.target = fill(call.path, scope, extra);
    if (made.target.empty()) {
        return Problem{Problem::Kind::kInternal, "", "the address of a call is empty: " + call.path.text, ""};
    }
    const std::optional<zgw::Api> api =
        call.api.empty() ? api_.api_of(made.target) : zgw::parse_api_name(call.api);
    if (!api) {
        return Problem{Problem::Kind::kInternal, "",
                       "address outside the configured registers: " + made.target, ""};
    }
    made.api = *api;
    for (const auto& [name, text] : call.query) {
        std::string value = fill(text, scope, extra);
        if (!value.empty()) {
            made.query.emplace_back(name, std::move(value));
        }
    }
    return made;
}

Result<zgw::Call> RegisterCalls::make(std::string method, const std::string& url) const {
    const std::optional<zgw::Api> api = api_.api_of(url);
    if (!api) {
        return Problem{Problem::Kind::kInternal, "", "address outside the configured registers: " + url, ""};
    }
    zgw::Call made;
    made.api = *api;
    made.method = std::move(method);
    made.target = url;
    return made;
}

std::string RegisterCalls::url_of(const zgw::Call& call) const {
    return call.target.starts_with('/') ? api_.root(call.api) + call.target : call.target;
}

zgw::Call RegisterCalls::with_context(const zgw::Call& call) const {
    zgw::Call copy = call;
    const std::lock_guard lock(mutex_);
    copy.context = context_;
    return copy;
}

template <typename Make>
zgw::Outcome<zgw::Response> RegisterCalls::record(const zgw::Call& call, const CallPurpose& purpose,
                                                  const Make& make) {
    const zgw::Call complete = with_context(call);
    const auto start = std::chrono::steady_clock::now();
    zgw::Outcome<zgw::Response> outcome = make(complete);
    CallRecord entry;
    entry.duration =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
    entry.step = purpose.step;
    entry.item = purpose.item;
    entry.undo = purpose.undo;
    entry.method = call.method;
    entry.api = std::string(zgw::api_name(call.api));
    entry.url = shown_url(url_of(call), call);
    if (outcome.ok()) {
        entry.status = outcome->status;
    } else {
        entry.status = outcome.failure().zgw.status;
        entry.problem = outcome.failure().problem.log_text;
    }
    if (observer_ != nullptr) {
        observer_->call_done(entry);
    }
    if (keep_bodies_ && call.body != nullptr) {
        entry.body = call.body->dump(2);
    }
    const std::lock_guard lock(mutex_);
    records_.push_back(std::move(entry));
    return outcome;
}

zgw::Outcome<zgw::Response> RegisterCalls::call(const zgw::Call& call, const CallPurpose& purpose) {
    return record(call, purpose, [&](const zgw::Call& complete) { return api_.call(complete); });
}

zgw::Outcome<zgw::Response> RegisterCalls::get_all(const zgw::Call& call, const CallPurpose& purpose,
                                                   std::size_t max_items) {
    return record(call, purpose,
                  [&](const zgw::Call& complete) { return api_.get_all(complete, max_items); });
}

zgw::Outcome<zgw::Response> RegisterCalls::download(const zgw::Call& call, const CallPurpose& purpose,
                                                    const std::function<bool(std::string_view)>& sink) {
    return record(call, purpose, [&](const zgw::Call& complete) { return api_.download(complete, sink); });
}

Result<CatalogueCache::Read> RegisterCalls::fetch(const Lookups::Address& address, std::string_view etag) {
    const bool single = address.api.empty();
    zgw::Call read;
    if (single) {
        Result<zgw::Call> made = make("GET", address.target);
        if (!made.ok()) {
            return made.problem();
        }
        read = *made;
    } else {
        read.api = zgw::parse_api_name(address.api).value_or(zgw::Api::kCatalogi);
        read.target = address.target;
        read.query = address.query;
    }
    read.if_none_match = std::string(etag);
    const CallPurpose purpose{"catalogus", 0, false};
    const zgw::Outcome<zgw::Response> outcome = single ? call(read, purpose) : get_all(read, purpose, 10000);
    if (!outcome.ok()) {
        if (single && outcome.failure().zgw.status == 404) {
            return CatalogueCache::Read{std::make_shared<const json>(json::array()), "", false};
        }
        return outcome.failure().problem;
    }
    CatalogueCache::Read result;
    result.etag = outcome->etag;
    result.not_modified = outcome->status == 304;
    if (!result.not_modified) {
        result.items = single ? std::make_shared<const json>(json::array({outcome->json()})) : outcome->body;
    }
    return result;
}

void RegisterCalls::set_deadline(std::chrono::steady_clock::time_point deadline) {
    const std::lock_guard lock(mutex_);
    context_.deadline = deadline;
}

void RegisterCalls::keep_bodies() {
    keep_bodies_ = true;
}

std::vector<CallRecord> RegisterCalls::records() const {
    const std::lock_guard lock(mutex_);
    return records_;
}

}  // namespace veerpont::operations
