#include "bridge/operations/step_context.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <utility>

#include "bridge/base/crypto.h"
#include "bridge/base/time_zone.h"
#include "bridge/operations/scope.h"
#include "bridge/operations/undo.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;

// A look-up may need the answer of another; more rounds than this is a circle in the rules.
constexpr int kMaxRounds = 8;
constexpr std::chrono::seconds kCatalogueTime{600};

Problem endless(const rules::Entity& entity) {
    return {Problem::Kind::kInternal, "", "look-ups of entity " + entity.name + " do not end",
            entity.source.text()};
}

}  // namespace

json StepContext::setting(std::string_view name) const {
    if (!step_.settings.is_object()) {
        return nullptr;
    }
    const auto found = step_.settings.find(name);
    return found == step_.settings.end() ? json() : *found;
}

const rules::Entity* StepContext::entity(std::string_view name) const {
    return run_.rules->entity(name, run_.plan->profile);
}

Result<json> StepContext::to_zgw(const rules::Entity& entity, xml::Element element, const With& with,
                                 bool creating) {
    translate::Context context;
    context.scope = &run_.scope;
    context.with = with;
    context.answers = &answers_;
    // Many senders write geenWaarde where they have nothing to say (T42, C12.6).
    const bool clears = run_.client == nullptr || run_.client->settings.value("clears", false);
    context.no_value = clears ? &run_.plan->no_value : nullptr;
    context.creating = creating;
    return translated(entity, element, context);
}

Result<json> StepContext::to_find(const rules::Entity& entity, xml::Element element, const With& with) {
    translate::Context context;
    context.scope = &run_.scope;
    context.with = with;
    context.answers = &answers_;
    context.creating = false;
    context.identifying = true;
    return translated(entity, element, context);
}

Result<json> StepContext::translated(const rules::Entity& entity, xml::Element element,
                                     translate::Context& context) {
    context.show_values = run_.context.show_values;
    context.today = run_.scope.value("today", "");
    for (int round = 0; round < kMaxRounds; ++round) {
        Result<translate::ToZgw> translated = translate::to_zgw(entity, element, context);
        if (!translated.ok()) {
            return translated.problem();
        }
        if (translated->missing.empty()) {
            if (run_.context.trace) {
                context.trace = &run_.trace;
                const Result<translate::ToZgw> again = translate::to_zgw(entity, element, context);
                if (!again.ok()) {
                    return again.problem();
                }
            }
            return std::move(translated->body);
        }
        const Result<void> resolved = run_.resolve(translated->missing, answers_);
        if (!resolved.ok()) {
            return resolved.problem();
        }
    }
    return endless(entity);
}

Result<xml::Node> StepContext::to_stuf(const rules::Entity& entity, const json& resource,
                                       std::function<bool(std::string_view)> in_scope) {
    translate::Context context;
    context.scope = &run_.scope;
    context.answers = &answers_;
    context.no_value = &run_.plan->no_value;
    context.creating = false;
    context.today = run_.scope.value("today", "");
    context.in_scope = std::move(in_scope);
    for (int round = 0; round < kMaxRounds; ++round) {
        Result<translate::ToStuf> translated = translate::to_stuf(entity, resource, "object", context);
        if (!translated.ok()) {
            return translated.problem();
        }
        if (translated->missing.empty()) {
            return std::move(translated->node);
        }
        const Result<void> resolved = run_.resolve(translated->missing, answers_);
        if (!resolved.ok()) {
            return resolved.problem();
        }
    }
    return endless(entity);
}

Result<json> StepContext::lookup(std::string_view table, std::string_view value, const With& needs) {
    translate::LookupRequest request;
    request.table = run_.rules->lookup(table);
    if (request.table == nullptr) {
        return Problem{Problem::Kind::kInternal, "", "there is no look-up '" + std::string(table) + "'",
                       step_.source.text()};
    }
    request.value = std::string(value);
    request.needs = needs;
    const Result<void> resolved = run_.resolve({request}, answers_);
    if (!resolved.ok()) {
        return resolved.problem();
    }
    return answers_.at(request);
}

Result<CatalogueCache::List> StepContext::lookup_items(std::string_view table, const With& needs) {
    const rules::Lookup* known = run_.rules->lookup(table);
    if (known == nullptr) {
        return Problem{Problem::Kind::kInternal, "", "there is no look-up '" + std::string(table) + "'",
                       step_.source.text()};
    }
    if (run_.dry_lookups) {
        return std::make_shared<const json>(json::array());
    }
    return run_.engine.lookups.items({known, false, "", needs}, run_.scope, run_.register_key,
                                     [&](const Lookups::Address& address, std::string_view etag) {
                                         return run_.calls->fetch(address, etag);
                                     });
}

Result<std::vector<json>> StepContext::lookup_matches(const rules::Lookup& table, std::string_view value,
                                                      const With& needs) {
    translate::LookupRequest request{&table, false, std::string(value), needs};
    if (run_.dry_lookups) {
        return std::vector<json>{
            {{table.to_zgw, "{" + table.name + "}"}, {table.to_stuf, std::string(value)}}};
    }
    const Result<CatalogueCache::List> items = run_.engine.lookups.items(
        request, run_.scope, run_.register_key, [&](const Lookups::Address& address, std::string_view etag) {
            return run_.calls->fetch(address, etag);
        });
    return items.ok() ? Result<std::vector<json>>(match_all(table, **items, request)) : items.problem();
}

json StepContext::item_of(std::string_view url) const {
    for (const auto& [request, item] : answers_) {
        if (item.is_object() && item.value("url", "") == url) {
            return item;
        }
    }
    return nullptr;
}

StepContext::With StepContext::fill_with(const std::vector<std::pair<std::string, rules::Template>>& with,
                                         const json& extra) const {
    With filled;
    for (const auto& [name, text] : with) {
        std::string value = fill(text, run_.scope, extra);
        if (!value.empty()) {
            filled.emplace(name, std::move(value));
        }
    }
    return filled;
}

void StepContext::trace(std::string stuf, std::string reason) {
    translate::TraceEntry entry;
    entry.outcome = translate::TraceEntry::Outcome::kDropped;
    entry.stuf = std::move(stuf);
    entry.rule = step_.source.text();
    entry.reason = std::move(reason);
    run_.trace.add(std::move(entry));
}

zgw::Outcome<zgw::Response> StepContext::get(const zgw::Call& call, int item) {
    return run_.calls->call(call, {step_.name, item, false});
}

zgw::Outcome<zgw::Response> StepContext::get_all(const zgw::Call& call, int item) {
    return run_.calls->get_all(call, {step_.name, item, false}, 100000);
}

Result<json> StepContext::catalogue_item(const std::string& url) {
    const Result<CatalogueCache::Found> found = run_.engine.cache.get(
        run_.register_key + "||" + url, kCatalogueTime, false, [&](std::string_view etag) {
            return run_.calls->fetch({"", url, {}}, etag);
        });
    if (!found.ok()) {
        return found.problem();
    }
    return found->items->empty() ? json() : found->items->front();
}

std::optional<json> StepContext::known_object(const std::string& kind, const std::string& identificatie) {
    const auto known =
        run_.engine.store().by_identificatie(kind, run_.context.organisatie.rsin, identificatie);
    if (!known.ok() || known->size() != 1 || known->front().url.empty() || known->front().type_url.empty()) {
        return std::nullopt;
    }
    const store::Correlation& row = known->front();
    const std::lock_guard lock(run_.mutex);
    run_.shortcuts.push_back(row.url);
    return json{{"url", row.url}, {"identificatie", row.identificatie}, {type_property(kind), row.type_url}};
}

Result<json> StepContext::zaak_by_identificatie(std::string_view identificatie) {
    zgw::Call call;
    call.api = zgw::Api::kZaken;
    call.target = "/zaken";
    call.query = {{"identificatie", std::string(identificatie)},
                  {"bronorganisatie", run_.context.organisatie.rsin}};
    const auto answer = get_all(call);
    if (!answer.ok()) {
        return answer.failure().problem;
    }
    return answer->json().empty() ? json() : answer->json().front();
}

struct StepContext::Made {
    std::optional<json> answer;
    std::optional<Problem> problem;
    std::optional<store::StepOutcome> outcome;  // none: nobody knows whether it happened
};

StepContext::Made StepContext::make(const Change& change, const store::StepRow& row) {
    zgw::Call call = change.call;
    if (!change.body.is_null()) {
        call.body = &change.body;
    }
    if (change.content != nullptr) {
        call.content = zgw::ContentSplice{change.content_property, change.content};
    }
    Made made;
    store::StepOutcome outcome;
    outcome.message = row.message;
    outcome.step = row.step;
    outcome.item = row.item;
    const auto done = [&](json answer, int status) {
        outcome.state = store::StepState::kDone;
        outcome.status = status;
        outcome.created_url = answer.is_object() ? answer.value("url", "") : "";
        outcome.undo = resolve_undo(change.undo, outcome.created_url);
        if (!change.undo_needs.empty() && answer.is_object() && answer.contains(change.undo_needs)) {
            outcome.undo_body = json{{change.undo_needs, answer[change.undo_needs]}}.dump();
        }
        made.answer = std::move(answer);
        made.outcome = std::move(outcome);
    };
    const auto answered = run_.calls->call(call, {step_.name, row.item, false});
    if (answered.ok()) {
        json answer = answered->json();
        if (answer.is_object() && !answer.contains("url") && !answered->url().empty()) {
            answer["url"] = answered->url();
        }
        done(std::move(answer), answered->status);
        return made;
    }
    const zgw::ZgwFailure& failure = answered.failure();
    made.problem = failure.problem;
    outcome.state = store::StepState::kFailed;
    outcome.status = failure.zgw.status;
    outcome.problem_text = failure.problem.log_text;
    if (!failure.maybe_sent) {
        // A relation that exists already is what was asked for; it is not ours to take away.
        if (failure.zgw.has_code("unique") && row.url.ends_with("/zaakinformatieobjecten")) {
            const Effect effect = find_effect(*run_.calls, row);
            if (effect.kind == Effect::Kind::kThere) {
                made.answer = effect.resource;
                made.problem.reset();
            }
        }
        const bool number_taken =
            failure.zgw.has_code("identificatie-niet-uniek") ||
            std::any_of(
                failure.zgw.invalid_params.begin(), failure.zgw.invalid_params.end(),
                [](const auto& param) { return param.name == "identificatie" && param.code == "unique"; });
        if (number_taken && run_.creating_step() == &step_) {
            run_.already_exists = true;
        }
        made.outcome = std::move(outcome);
        return made;
    }
    // It may have happened: look before deciding anything.
    const Effect effect = find_effect(*run_.calls, row);
    if (effect.kind == Effect::Kind::kThere && call.method != "DELETE") {
        done(effect.resource, failure.zgw.status);
        made.problem.reset();
    } else if (effect.kind == Effect::Kind::kNotThere && failure.zgw.status != 0) {
        made.outcome = std::move(outcome);
    }
    return made;
}

Result<std::vector<json>> StepContext::change(std::vector<Change> changes, bool beside) {
    std::vector<json> answers;
    if (changes.empty()) {
        return answers;
    }
    std::vector<store::StepRow> rows(changes.size());
    bool has_undo = false;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const Change& change = changes[i];
        store::StepRow& row = rows[i];
        row.message = run_.context.message_id;
        row.step = step_.name;
        row.item = next_item_++;
        row.state = store::StepState::kIntended;
        row.method = change.call.method;
        row.url = run_.calls->url_of(change.call);
        row.request = change.body.is_null() ? "" : change.body.dump();
        row.request_hash = sha256_hex(row.request);
        row.undo = change.undo;
        row.undo_body = change.undo_body.is_null() ? "" : change.undo_body.dump();
        row.written = run_.engine.now();
        has_undo = has_undo || !change.undo.empty();
    }
    // What an undo hangs on must be on disk before the call; the rest follows it in order.
    const bool durable = has_undo || run_.unsettled;
    run_.changed = !run_.dry;
    const Result<void> intended = run_.dry
                                      ? Result<void>()
                                      : run_.engine.store().intend(rows, durable ? store::Durability::kDurable
                                                                                 : store::Durability::kLater);
    if (!intended.ok()) {
        return intended.problem();
    }
    if (durable) {
        run_.unsettled = false;
    }

    std::vector<Made> made(changes.size());
    std::vector<bool> called(changes.size(), false);
    if (beside && changes.size() > 1) {
        std::vector<std::function<void()>> tasks;
        std::atomic<bool> failed{false};
        std::vector<char> done(changes.size(), 0);
        for (std::size_t i = 0; i < changes.size(); ++i) {
            tasks.emplace_back([&, i] {
                if (!failed) {
                    made[i] = make(changes[i], rows[i]);
                    done[i] = 1;
                    if (made[i].problem) {
                        failed = true;
                    }
                }
            });
        }
        run_.engine.pool.run(tasks, run_.engine.settings.items_beside);
        for (std::size_t i = 0; i < changes.size(); ++i) {
            called[i] = done[i] != 0;
        }
    } else {
        for (std::size_t i = 0; i < changes.size(); ++i) {
            made[i] = make(changes[i], rows[i]);
            called[i] = true;
            if (made[i].problem) {
                break;
            }
        }
    }

    std::vector<store::StepOutcome> outcomes;
    std::optional<Problem> problem;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        if (!called[i]) {
            store::StepOutcome outcome;
            outcome.message = rows[i].message;
            outcome.step = rows[i].step;
            outcome.item = rows[i].item;
            outcome.state = store::StepState::kFailed;
            outcome.problem_text = "not called: an earlier call failed";
            outcomes.push_back(std::move(outcome));
            continue;
        }
        if (made[i].outcome) {
            outcomes.push_back(std::move(*made[i].outcome));
        }
        if (made[i].problem && !problem) {
            problem = std::move(made[i].problem);
        } else if (made[i].answer) {
            answers.push_back(std::move(*made[i].answer));
        }
    }
    if (has_undo) {
        run_.unsettled = true;
    }
    const bool at_once = std::any_of(changes.begin(), changes.end(),
                                     [](const Change& change) { return !change.undo_needs.empty(); });
    const Result<void> concluded =
        run_.dry ? Result<void>()
                 : run_.engine.store().conclude(
                       outcomes, at_once ? store::Durability::kDurable : store::Durability::kLater);
    if (problem) {
        return *problem;
    }
    if (!concluded.ok()) {
        return concluded.problem();
    }
    return answers;
}

Result<std::string> StepContext::lock_document(const std::string& url) {
    Result<zgw::Call> call = run_.calls->make("POST", url + "/lock");
    if (!call.ok()) {
        return call.problem();
    }
    Change change;
    change.call = *call;
    change.body = json::object();
    change.undo = std::string(kUnlockUndo) + " " + url;
    change.undo_needs = "lock";
    const int item = next_item_;
    Result<std::vector<json>> answers = this->change({std::move(change)}, false);
    if (!answers.ok()) {
        return answers.problem();
    }
    lock_item_ = item;
    const json& answer = answers->front();
    std::string lock = answer.is_object() ? answer.value("lock", "") : "";
    if (lock.empty() && !run_.dry) {
        return Problem{Problem::Kind::kUnreachable, "Probeer het later opnieuw.",
                       "the register did not say which lock it gave", step_.source.text()};
    }
    return lock;
}

Result<bool> StepContext::unlock_document(const std::string& url, const std::string& lock) {
    Result<zgw::Call> call = run_.calls->make("POST", url + "/unlock");
    if (!call.ok()) {
        return call.problem();
    }
    const json body{{"lock", lock}};
    call->body = &body;
    const bool own = lock_item_.has_value();
    store::StepOutcome outcome;
    outcome.message = run_.context.message_id;
    outcome.step = step_.name;
    outcome.item = own ? *lock_item_ : next_item_++;
    // After a crash the row of the lock itself, or this one, says what is left to be done.
    if (!own && !run_.dry) {
        store::StepRow row;
        row.message = outcome.message;
        row.step = outcome.step;
        row.item = outcome.item;
        row.state = store::StepState::kUndoPending;
        row.method = call->method;
        row.url = run_.calls->url_of(*call);
        row.request = body.dump();
        row.request_hash = sha256_hex(row.request);
        row.undo = std::string(kUnlockUndo) + " " + url;
        row.undo_body = row.request;
        row.written = run_.engine.now();
        row.next_attempt = row.written;
        run_.changed = true;
        const Result<void> intended = run_.engine.store().intend(std::vector<store::StepRow>{std::move(row)});
        if (!intended.ok()) {
            return intended.problem();
        }
    }
    const auto answer = run_.calls->call(*call, {step_.name, outcome.item, false});
    if (run_.dry) {
        return true;
    }
    const bool gone = !answer.ok() && (answer.failure().zgw.has_code("unlocked") ||
                                       answer.failure().zgw.has_code("incorrect-lock-id"));
    const bool released = answer.ok() || gone;
    if (released) {
        outcome.state = own ? store::StepState::kUndone : store::StepState::kDone;
        outcome.status = answer.ok() ? answer->status : answer.failure().zgw.status;
    } else {
        outcome.state = store::StepState::kUndoPending;
        outcome.status = answer.failure().zgw.status;
        outcome.problem_text = answer.failure().problem.log_text;
        outcome.attempts = 1;
        outcome.next_attempt = run_.engine.now() + run_.engine.settings.undo_first;
    }
    const Result<void> concluded = run_.engine.store().conclude(
        std::vector<store::StepOutcome>{std::move(outcome)}, store::Durability::kDurable);
    if (!concluded.ok()) {
        return concluded.problem();
    }
    if (released) {
        const Result<void> removed = run_.engine.store().remove_lock(url);
        if (!removed.ok()) {
            return removed.problem();
        }
    }
    return released;
}

Result<json> StepContext::patch_restorable(const std::string& url, const json& body, const json& current) {
    Result<zgw::Call> call = run_.calls->make("PATCH", url);
    if (!call.ok()) {
        return call.problem();
    }
    Change change;
    change.call = *call;
    change.body = body;
    change.undo = "restore " + url;
    change.undo_body = json::object();

    for (const auto& [name, value] : body.items()) {
        const auto before = current.find(name);
        change.undo_body[name] = before == current.end() ? json() : *before;
    }
    Result<std::vector<json>> answers = this->change({std::move(change)}, false);
    if (!answers.ok()) {
        return answers.problem();
    }
    return answers->front();
}

}  // namespace veerpont::operations
