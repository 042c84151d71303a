#include "bridge/operations/undo.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "bridge/base/text.h"
#include "bridge/operations/compare.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;

// How what a POST makes is found back: the collection, and the properties that are also its filters.
struct NaturalKey {
    std::string_view collection;
    std::array<std::string_view, 2> filters;
};
constexpr std::array<NaturalKey, 10> kNaturalKeys{{
    {"/zaken", {"identificatie", "bronorganisatie"}},
    {"/enkelvoudiginformatieobjecten", {"identificatie", "bronorganisatie"}},
    {"/besluiten", {"identificatie", "verantwoordelijkeOrganisatie"}},
    {"/rollen", {"zaak", ""}},
    {"/statussen", {"zaak", ""}},
    {"/resultaten", {"zaak", ""}},
    {"/zaakobjecten", {"zaak", ""}},
    {"/zaakinformatieobjecten", {"zaak", "informatieobject"}},
    {"/gebruiksrechten", {"informatieobject", ""}},
    {"/zaakeigenschappen", {"", ""}},
}};

constexpr std::string_view kLockEnd = "/lock";

Effect unknown() {
    return {Effect::Kind::kUnknown, {}};
}

// Nothing hangs on a zaak or document that was only just made.
Result<bool> untouched(RegisterCalls& calls, const store::StepRow& row, const json& resource,
                       std::string_view collection) {
    const auto is_empty = [&](const char* name) {
        const auto found = resource.find(name);
        return found == resource.end() || found->is_null() || found->empty() || *found == "";
    };
    if (collection == "/zaken") {
        return is_empty("status") && is_empty("resultaat") && is_empty("rollen") &&
               is_empty("zaakinformatieobjecten");
    }
    if (collection != "/enkelvoudiginformatieobjecten") {
        return true;
    }
    zgw::Call related;
    related.api = zgw::Api::kZaken;
    related.target = "/zaakinformatieobjecten";
    related.query = {{"informatieobject", resource.value("url", "")}};
    const auto answer = calls.get_all(related, {row.step, row.item, true}, 1000);
    if (!answer.ok()) {
        return answer.failure().problem;
    }
    return answer->json().empty();
}

Effect find_post(RegisterCalls& calls, const store::StepRow& row, const json& request) {
    const std::size_t slash = row.url.rfind('/');
    const std::string_view collection =
        slash == std::string::npos ? "" : std::string_view(row.url).substr(slash);
    const auto key = std::find_if(kNaturalKeys.begin(), kNaturalKeys.end(),
                                  [&](const NaturalKey& one) { return one.collection == collection; });
    if (key == kNaturalKeys.end()) {
        return unknown();
    }
    Result<zgw::Call> look = calls.make("GET", row.url);
    if (!look.ok()) {
        return unknown();
    }
    for (const std::string_view filter : key->filters) {
        if (filter.empty()) {
            continue;
        }
        const auto value = request.find(filter);
        if (value == request.end() || !value->is_string() || value->empty()) {
            return unknown();
        }
        look->query.emplace_back(filter, value->get<std::string>());
    }
    const auto answer = calls.get_all(*look, {row.step, row.item, true}, 10000);
    if (!answer.ok()) {
        // A list below a zaak that is gone; a collection of its own always answers.
        const bool parent_gone = answer.failure().zgw.status == 404 && key->filters.front().empty();
        return parent_gone ? Effect{Effect::Kind::kNotThere, {}} : unknown();
    }
    for (const json& one : answer->json()) {
        if (!holds_content(one, request)) {
            continue;
        }
        const Result<bool> ours = untouched(calls, row, one, collection);
        if (!ours.ok()) {
            return unknown();
        }
        if (*ours) {
            return {Effect::Kind::kThere, one};
        }
    }
    return {Effect::Kind::kNotThere, {}};
}

}  // namespace

std::string resolve_undo(const std::string& undo, const std::string& url) {
    return url.empty() ? undo : replace_all(undo, "{url}", url);
}

namespace {

// A lock has no owner in ZGW: that the document is locked is all that can be seen.
Effect find_lock(RegisterCalls& calls, const store::StepRow& row) {
    Result<zgw::Call> look = calls.make("GET", row.url.substr(0, row.url.size() - kLockEnd.size()));
    if (!look.ok()) {
        return unknown();
    }
    const auto answer = calls.call(*look, {row.step, row.item, true});
    if (!answer.ok()) {
        return answer.failure().zgw.status == 404 ? Effect{Effect::Kind::kNotThere, {}} : unknown();
    }
    const bool locked = answer->json().value("locked", false);
    return {locked ? Effect::Kind::kThere : Effect::Kind::kNotThere, json::object()};
}

}  // namespace

Effect find_effect(RegisterCalls& calls, const store::StepRow& row) {
    json request = json::parse(row.request, nullptr, false);
    if (row.method == "POST" && row.url.ends_with(kLockEnd)) {
        return find_lock(calls, row);
    }
    if (row.method == "POST") {
        return request.is_object() ? find_post(calls, row, request) : unknown();
    }
    Result<zgw::Call> look = calls.make("GET", row.url);
    if (!look.ok()) {
        return unknown();
    }
    const auto answer = calls.call(*look, {row.step, row.item, true});
    if (!answer.ok()) {
        if (answer.failure().zgw.status != 404) {
            return unknown();
        }
        return {row.method == "DELETE" ? Effect::Kind::kThere : Effect::Kind::kNotThere, {}};
    }
    if (row.method == "DELETE") {
        return {Effect::Kind::kNotThere, answer->json()};
    }
    if (request.is_object()) {
        request.erase("lock");  // goes with a change of a document, and is never given back
    }
    const bool there = request.is_object() && holds_content(answer->json(), request);
    return {there ? Effect::Kind::kThere : Effect::Kind::kNotThere, answer->json()};
}

namespace {

// One undo call. Empty when done.
struct Failure {
    bool refused = false;
    std::string text;
    int status = 0;
};
// Releases the lock that a row took, and no other: without knowing which it was (the answer was lost), the
// register must allow that it is forced.
std::optional<Failure> undo_lock(Engine& engine, RegisterCalls& calls, const store::StepRow& row,
                                 const std::string& url) {
    const json kept = json::parse(row.undo_body, nullptr, false);
    std::string lock = kept.is_object() ? kept.value("lock", "") : "";
    const auto stored = engine.store().lock_of(url);
    if (!stored.ok()) {
        return Failure{false, stored.problem().log_text, 0};
    }
    if (lock.empty() && *stored && (*stored)->message != row.message) {
        return std::nullopt;  // somebody else's check-out: ours never came about
    }
    Result<zgw::Call> call = calls.make("POST", url + "/unlock");
    if (!call.ok()) {
        return Failure{true, call.problem().log_text, 0};
    }
    const json body = lock.empty() ? json::object() : json{{"lock", lock}};
    call->body = &body;
    const auto answer = calls.call(*call, {row.step, row.item, true});
    if (!answer.ok()) {
        const zgw::ZgwProblem& why = answer.failure().zgw;
        const bool gone = why.has_code("unlocked") || why.has_code("incorrect-lock-id") ||
                          why.status == 404 || why.status == 410;
        if (!gone) {
            const bool refused =
                why.status >= 400 && why.status < 500 && why.status != 408 && why.status != 429;
            return Failure{refused, answer.failure().problem.log_text, why.status};
        }
    }
    if (*stored && ((*stored)->lock == lock || lock.empty())) {
        const Result<void> removed = engine.store().remove_lock(url);
        if (!removed.ok()) {
            return Failure{false, removed.problem().log_text, 0};
        }
    }
    return std::nullopt;
}

std::optional<Failure> undo_call(Engine& engine, RegisterCalls& calls, const store::StepRow& row,
                                 const std::string& undo) {
    const std::size_t space = undo.find(' ');
    const std::string verb = undo.substr(0, space);
    const std::string url = space == std::string::npos ? "" : undo.substr(space + 1);
    if (verb == kUnlockUndo) {
        return undo_lock(engine, calls, row, url);
    }
    const json earlier = json::parse(row.undo_body, nullptr, false);
    const bool restore = verb == "restore" || verb == "create";
    Result<zgw::Call> call = calls.make(verb == "restore" ? "PATCH" : verb == "create" ? "POST" : verb, url);
    if (!call.ok()) {
        return Failure{true, call.problem().log_text, 0};
    }
    if (restore) {
        if (!earlier.is_object()) {
            return Failure{true, "the earlier state was not kept", 0};
        }
        call->body = &earlier;
    }
    if (verb == "create") {  // an earlier attempt may have arrived without its answer coming back
        store::StepRow made = row;
        made.method = "POST";
        made.url = url;
        made.request = row.undo_body;
        if (find_effect(calls, made).kind == Effect::Kind::kThere) {
            return std::nullopt;
        }
    }
    const auto answer = calls.call(*call, {row.step, row.item, true});
    if (answer.ok()) {
        return std::nullopt;
    }
    const int status = answer.failure().zgw.status;
    if ((status == 404 || status == 410) && !restore) {
        return std::nullopt;
    }
    const bool refused = status >= 400 && status < 500 && status != 408 && status != 429;
    return Failure{refused, answer.failure().problem.log_text, status};
}

std::chrono::milliseconds back_off(const ExecutorSettings& settings, int attempts) {
    auto wait = settings.undo_first;
    for (int i = 1; i < attempts && wait < settings.undo_longest; ++i) {
        wait *= 2;
    }
    return std::min(wait, settings.undo_longest);
}

}  // namespace

UndoOutcome undo_rows(Engine& engine, RegisterCalls& calls, std::vector<store::StepRow> rows, Time received) {
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.sequence > b.sequence; });
    std::vector<store::StepOutcome> outcomes;
    bool pending = false;
    bool refused = false;
    for (const store::StepRow& row : rows) {
        const bool open = row.state == store::StepState::kDone || row.state == store::StepState::kIntended ||
                          row.state == store::StepState::kUndoPending;
        refused = refused || row.state == store::StepState::kUndoRefused;
        if (!open || row.undo.empty()) {
            continue;
        }
        store::StepOutcome outcome;
        outcome.message = row.message;
        outcome.step = row.step;
        outcome.item = row.item;
        outcome.attempts = row.attempts;
        outcome.created_url = row.created_url;
        outcome.undo = resolve_undo(row.undo, row.created_url);
        const Time now = engine.now();
        const auto later = [&](std::string text, int status) {
            outcome.state = store::StepState::kUndoPending;
            outcome.next_attempt = now + back_off(engine.settings, outcome.attempts);
            outcome.problem_text = std::move(text);
            outcome.status = status;
            pending = true;
        };
        if (pending) {
            outcome.attempts = row.attempts;
            later("waits for the undo of a later step", 0);
            outcomes.push_back(std::move(outcome));
            continue;
        }
        ++outcome.attempts;
        bool there = true;
        bool settled = true;
        if (outcome.undo.find("{url}") != std::string::npos || row.state == store::StepState::kIntended) {
            const Effect effect = find_effect(calls, row);
            if (effect.kind == Effect::Kind::kUnknown) {
                settled = false;
            } else if (effect.kind == Effect::Kind::kNotThere) {
                there = false;
                // An unanswered call may still arrive.
                settled =
                    row.status != 0 || now - received >= engine.settings.deadline + engine.settings.call_lost;
            } else {
                outcome.created_url = effect.resource.value("url", "");
                outcome.undo = resolve_undo(outcome.undo, outcome.created_url);
            }
        }
        if (!settled) {
            later("not known yet whether the call was carried out", 0);
        } else if (const auto failure = there ? undo_call(engine, calls, row, outcome.undo) : std::nullopt) {
            outcome.problem_text = failure->text;
            outcome.status = failure->status;
            if (failure->refused || now - received > engine.settings.undo_give_up) {
                outcome.state = store::StepState::kUndoRefused;
                refused = true;
            } else {
                later(failure->text, failure->status);
            }
        } else {
            outcome.state = store::StepState::kUndone;
        }
        if (engine.parts.observer != nullptr) {
            engine.parts.observer->undo_done(store::step_state_name(outcome.state));
        }
        outcomes.push_back(std::move(outcome));
    }
    if (!outcomes.empty() && !engine.store().conclude(outcomes, store::Durability::kDurable).ok()) {
        return UndoOutcome::kPending;
    }
    return pending ? UndoOutcome::kPending : refused ? UndoOutcome::kRefused : UndoOutcome::kNothingLeft;
}

}  // namespace veerpont::operations
