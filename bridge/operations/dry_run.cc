#include "bridge/operations/dry_run.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace veerpont::operations {

namespace {

using nlohmann::json;

zgw::Response response(int status, json body) {
    zgw::Response made;
    made.status = status;
    made.body = std::make_shared<const json>(std::move(body));
    return made;
}

}  // namespace

zgw::Outcome<zgw::Response> DryRegister::call(const zgw::Call& call) {
    if (call.api == zgw::Api::kCatalogi && catalogue_ != nullptr && call.method == "GET") {
        return catalogue_->call(call);
    }
    const std::string url = call.target.starts_with('/') ? root(call.api) + call.target : call.target;
    if (call.method == "GET") {
        if (!call.target.starts_with('/')) {
            return response(200, json{{"url", url}});
        }
        const auto wanted = std::find_if(call.query.begin(), call.query.end(),
                                         [](const auto& one) { return one.first == "identificatie"; });
        if (wanted == call.query.end()) {
            return response(200, json::array());
        }
        return response(
            200,
            json::array({{{"url", url + "/{" + wanted->second + "}"}, {"identificatie", wanted->second}}}));
    }
    if (call.method == "DELETE") {
        return response(204, json());
    }
    json body = call.body == nullptr ? json::object() : *call.body;
    if (!body.contains("url")) {
        body["url"] = call.method == "POST" ? url + "/{nieuw}" : url;
    }
    return response(call.method == "POST" ? 201 : 200, std::move(body));
}

zgw::Outcome<zgw::Response> DryRegister::download(const zgw::Call&,
                                                  const std::function<bool(std::string_view)>&) {
    return response(200, json());
}

std::string DryRegister::root(zgw::Api api) const {
    const std::string configured = real_ == nullptr ? "" : real_->root(api);
    return configured.empty() ? "https://register/" + std::string(zgw::api_name(api)) + "/api/v1"
                              : configured;
}

}  // namespace veerpont::operations
