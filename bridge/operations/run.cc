#include "bridge/operations/run.h"

#include <nlohmann/json.hpp>

namespace veerpont::operations {

std::string_view collection_of(std::string_view kind) {
    if (kind == "zaak") {
        return "/zaken";
    }
    return kind == "document" ? "/enkelvoudiginformatieobjecten" : kind == "besluit" ? "/besluiten" : "";
}

std::string type_property(std::string_view kind) {
    return kind == "zaak" ? "zaaktype" : kind == "document" ? "informatieobjecttype" : "besluittype";
}

zgw::ZgwApi* Engine::register_named(const std::string& name) const {
    auto found = parts.registers.find(name);
    if (found == parts.registers.end()) {
        found = parts.registers.find("");
    }
    if (found == parts.registers.end() && parts.registers.size() == 1) {
        found = parts.registers.begin();
    }
    return found == parts.registers.end() ? nullptr : found->second;
}

zgw::ZgwApi* Engine::register_of(std::string_view url) const {
    for (const auto& [name, api] : parts.registers) {
        if (api->api_of(url)) {
            return api;
        }
    }
    return nullptr;
}

zgw::Capabilities* Engine::capabilities_of(const zgw::ZgwApi& api) const {
    const auto found = capabilities_.find(&api);
    return found == capabilities_.end() ? nullptr : found->second.get();
}

std::shared_ptr<const RequestPaths> Engine::request_paths_of(
    const std::shared_ptr<const rules::RuleSet>& rules, const rules::Plan& plan) {
    const std::lock_guard lock(mutex_);
    if (paths_of_ != rules) {
        paths_.clear();
        paths_of_ = rules;
    }
    std::shared_ptr<const RequestPaths>& known = paths_[&plan];
    if (known == nullptr) {
        known = std::make_shared<const RequestPaths>(request_paths(plan));
    }
    return known;
}

void Engine::enter(const std::string& message) {
    const std::lock_guard lock(mutex_);
    active_.insert(message);
}

void Engine::leave(const std::string& message) {
    const std::lock_guard lock(mutex_);
    active_.erase(message);
}

bool Engine::enter_if_absent(const std::string& message) {
    const std::lock_guard lock(mutex_);
    return active_.insert(message).second;
}

Result<void> Run::resolve(const std::vector<translate::LookupRequest>& requests,
                          translate::LookupAnswers& answers) {
    if (dry_lookups) {
        for (const translate::LookupRequest& request : requests) {
            answers[request] = {
                {request.table->to_stuf, request.value},
                {request.table->to_zgw, "{" + request.table->name + " " + request.value + "}"}};
        }
        return {};
    }
    return engine.lookups.resolve(
        requests, scope, register_key,
        [this](const Lookups::Address& address, std::string_view etag) {
            return calls->fetch(address, etag);
        },
        answers);
}

void Run::note(const rules::Step& step, StepResult result, std::string reason) {
    const std::lock_guard lock(mutex);
    steps.push_back({step.name, result, std::move(reason), step.source.text()});
}

std::string Run::client_setting(const std::string& name, const std::string& fallback) const {
    if (client == nullptr || !client->settings.is_object()) {
        return fallback;
    }
    const auto found = client->settings.find(name);
    return found != client->settings.end() && found->is_string() ? found->get<std::string>() : fallback;
}

const rules::Step* Run::creating_step() const {
    if (plan->question || plan->correlate_kind.empty()) {
        return nullptr;
    }
    for (const rules::Step& step : plan->steps) {
        if (step.action == rules::Step::Action::kCall && step.call.method == "POST" &&
            !step.call.api.empty() && !step.for_each && step.body.entity != nullptr &&
            step.undo.kind == rules::Undo::Kind::kCall &&
            step.call.path.text == collection_of(plan->correlate_kind)) {
            return &step;
        }
    }
    return nullptr;
}

bool Run::takes(std::string_view name) const {
    const bool left = std::find(left_out.begin(), left_out.end(), name) != left_out.end();
    return !left || message->named_in_scope(name);
}

}  // namespace veerpont::operations
