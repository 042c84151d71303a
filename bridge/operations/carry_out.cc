#include "bridge/operations/carry_out.h"

#include <algorithm>
#include <functional>
#include <span>
#include <utility>

#include <spdlog/spdlog.h>

#include "bridge/operations/existing.h"
#include "bridge/operations/recovery.h"
#include "bridge/operations/reply_builder.h"
#include "bridge/operations/scope.h"
#include "bridge/operations/step_context.h"
#include "bridge/operations/strategies/strategy.h"
#include "bridge/operations/undo.h"
#include "bridge/soap/envelope.h"
#include "bridge/stuf/fault_table.h"
#include "bridge/xml/writer.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;
using rules::Step;

// The code of the zaaktype for the choice of a profile: in the message, else that of the known zaak.
std::string zaaktype_of(Run& run, const rules::StufPath& path) {
    if (!path.empty()) {
        if (auto value = translate::value_at(run.message->root(), path).text) {
            return *value;
        }
    }
    return "";
}

void describe_identificatie(Run& run) {
    if (!run.plan->correlate_path.empty()) {
        run.identificatie =
            translate::value_at(run.message->root(), run.plan->correlate_path).text.value_or("");
    }
}

// The group that starts at `first`: that step and those that run beside it, directly or through another.
std::span<const Step> group_from(std::span<const Step> steps, std::size_t first) {
    std::size_t count = 1;
    for (; first + count < steps.size(); ++count) {
        const Step& next = steps[first + count];
        const std::span<const Step> group = steps.subspan(first, count);
        const bool beside = !next.beside.empty() &&
                            std::any_of(group.begin(), group.end(),
                                        [&](const Step& member) { return member.name == next.beside; });
        if (!beside) {
            break;
        }
    }
    return steps.subspan(first, count);
}

// The answer of a step into the scope: under its name, or over the list that it expanded.
void keep_answer(Run& run, const Step& step, json answer) {
    if (!step.expand.empty() && step.for_each && step.for_each->list.single()) {
        json* at = &run.scope;
        for (const std::string& name : step.for_each->list.parts[0].path) {
            if (!at->is_object() || !at->contains(name)) {
                return;
            }
            at = &(*at)[name];
        }
        if (answer.is_array()) {
            *at = std::move(answer);
        }
        return;
    }
    run.scope[step.name] = std::move(answer);
}

// Chooses the profile once the step that knows the zaaktype has answered: the plan then goes on with the same
// steps, and the entities and settings of the profile.
void bind_profile(Run& run) {
    if (run.plan->profile_by.parts.empty() || !run.zaaktype.empty()) {
        return;
    }
    run.zaaktype = fill(run.plan->profile_by, run.scope, json::object());
    const rules::Plan* const plan =
        run.zaaktype.empty() ? nullptr : run.rules->plan(run.operation, run.zaaktype);
    if (plan != nullptr) {
        run.plan = plan;
    }
}

// An object with verwerkingssoort T in a message that changes something (C12: some senders want it refused).
bool adds_in_change(const stuf::Message& message) {
    return message.parameters().mutatiesoort == "W" &&
           stuf::verwerkingssoort(message.current_object()) == "T";
}

// What exists already is as good as made, unless the profile of the sender wants a fault.
std::optional<Problem> refused_repetition(const Run& run, Creation creation) {
    const bool document = run.plan->correlate_kind == "document";
    const bool there = creation == Creation::kSame || (creation == Creation::kContinue && document);
    if (!there || run.client_setting("repeated-creations", "answer") == "answer") {
        return std::nullopt;
    }
    return Problem{Problem::Kind::kConflict,
                   (document ? "Er bestaat al een document met identificatie "
                             : "Er bestaat al een zaak met identificatie ") +
                       run.identificatie + ". Vraag een nieuw nummer aan.",
                   run.plan->correlate_kind + " exists; refused by the client profile", ""};
}

// Objects that this message made, for the correlation store.
void correlate_created(Run& run) {
    const Step* creating = run.creating_step();
    if (creating == nullptr) {
        return;
    }
    const auto made = run.scope.find(creating->name);
    if (made == run.scope.end() || !made->is_object() || made->value("url", "").empty()) {
        return;
    }
    store::Correlation row;
    row.kind = run.plan->correlate_kind;
    row.organisatie = run.context.organisatie.rsin;
    row.identificatie = run.identificatie.empty() ? made->value("identificatie", "") : run.identificatie;
    row.url = made->value("url", "");
    const char* type = row.kind == "zaak"       ? "zaaktype"
                       : row.kind == "document" ? "informatieobjecttype"
                                                : "besluittype";
    row.type_url = made->contains(type) ? as_text((*made)[type]) : "";
    row.object_hash = run.object_hash;
    row.message = run.context.message_id;
    row.referentienummer = run.message->stuurgegevens().referentienummer;
    if (run.identificatie.empty()) {
        run.identificatie = row.identificatie;
    }
    if (!row.identificatie.empty()) {
        run.correlations.push_back(std::move(row));
    }
}

// An object that the correlation store knew may be gone: then the next message must look, and this one says
// so.
Problem check_shortcuts(Run& run, const Problem& problem) {
    if (problem.kind != Problem::Kind::kRefusedByZgw && problem.kind != Problem::Kind::kNotFound) {
        return problem;
    }
    for (const std::string& url : run.shortcuts) {
        const Result<zgw::Call> call = run.calls->make("GET", url);
        if (!call.ok()) {
            continue;
        }
        const auto answer = run.calls->call(*call, {"controle", 0, false});
        if (answer.ok() || answer.failure().zgw.status != 404) {
            continue;
        }
        const auto row = run.engine.store().by_url(url);
        if (row.ok() && row->has_value()) {
            run.removed.push_back(**row);
            return {
                Problem::Kind::kNotFound,
                (*row)->kind == "document" ? "Het document is niet gevonden." : "De zaak is niet gevonden.",
                "a known " + (*row)->kind + " no longer exists in the register", problem.source};
        }
    }
    return problem;
}

void store_end(Run& run, Outcome& outcome, store::MessageState state) {
    store::Outcome end;
    end.message = run.context.message_id;
    end.state = state;
    end.reply_code = outcome.reply_code;
    end.identificatie = run.given_out.empty() ? run.identificatie : run.given_out;
    end.correlations = run.correlations;
    end.removed = run.removed;
    if (outcome.problem) {
        end.problem_kind = std::string(kind_name(outcome.problem->kind));
        end.problem_text = outcome.problem->log_text;
    }
    if (run.downloads.empty()) {
        store::StoredReply reply;
        reply.status = outcome.status;
        reply.content_type = std::string(soap::content_type(run.message->soap_version()));
        reply.body = xml::to_string(outcome.envelope, run.context.style.writer);
        end.reply = std::move(reply);
    }
    const bool durable = !run.question();
    const Result<void> finished =
        run.engine.store().finish(end, durable ? store::Durability::kDurable : store::Durability::kLater);
    if (!finished.ok()) {
        spdlog::error("message {}: its end could not be stored: {}", run.context.message_id,
                      finished.problem().log_text);
    }
    if (state == store::MessageState::kDone && finished.ok()) {
        for (const std::shared_ptr<Spool>& content : run.message->contents()) {
            if (content != nullptr && !run.engine.settings.spool_directory.empty()) {
                content->remove();
            }
        }
    }
}

Outcome fail(Run& run, const Problem& given) {
    const Problem problem = check_shortcuts(run, given);
    Outcome outcome = refusal(problem, run.message.get(), run.context, *run.engine.parts.clock);
    UndoOutcome undone = UndoOutcome::kNothingLeft;
    if (run.changed) {
        run.calls->set_deadline(std::chrono::steady_clock::time_point::max());
        undone = undo_message(run.engine, *run.calls, run.context.message_id, run.context.received);
        const StepResult result = undone == UndoOutcome::kNothingLeft ? StepResult::kUndone
                                  : undone == UndoOutcome::kPending   ? StepResult::kUndoPending
                                                                      : StepResult::kUndoRefused;
        const std::lock_guard lock(run.mutex);
        run.steps.push_back({"herstel", result, problem.log_text, ""});
    }
    store_end(run, outcome,
              undone == UndoOutcome::kPending   ? store::MessageState::kUndoing
              : undone == UndoOutcome::kRefused ? store::MessageState::kAttention
                                                : store::MessageState::kFailed);
    describe(run, outcome);
    return outcome;
}

Outcome succeed(Run& run, bool repeated) {
    Result<xml::Node> body = build_reply(run);
    if (!body.ok()) {
        return fail(run, body.problem());
    }
    Outcome outcome;
    outcome.reply_code = reply_code(run);
    outcome.repeated = repeated;
    outcome.envelope = stuf::reply_envelope(
        reply_context(run.context, run.message.get(), *run.engine.parts.clock), std::move(*body));
    correlate_created(run);
    store_end(run, outcome, store::MessageState::kDone);
    describe(run, outcome);
    return outcome;
}

}  // namespace

bool changes_register(const rules::Plan& plan) {
    return std::any_of(plan.steps.begin(), plan.steps.end(), [](const Step& step) {
        const Strategy* const strategy =
            step.action == Step::Action::kStrategy ? find_strategy(step.strategy) : nullptr;
        return strategy != nullptr ? strategy->takes_claim() : step.changes();
    });
}

Result<void> prepare_run(Run& run) {
    if (run.message->problem()) {
        return *run.message->problem();
    }
    const xml::Element root = run.message->root();
    const std::string* operation = run.rules->operation_for(
        root.ns(), root.local(), run.message->envelope().action,
        [&](const rules::Condition& condition) { return translate::holds(condition, root, json::object()); });
    if (operation == nullptr) {
        return Problem{Problem::Kind::kUnknownOperation,
                       "Controleer of " + std::string(root.local()) +
                           " het bedoelde bericht is en of de SOAPAction erbij past.",
                       "no operation accepts {" + std::string(root.ns()) + "}" + std::string(root.local()),
                       ""};
    }
    run.operation = *operation;
    run.zaaktype = zaaktype_of(run, run.rules->profile_path(*operation));
    run.plan = run.rules->plan(*operation, run.zaaktype);
    if (run.plan == nullptr) {
        return Problem{Problem::Kind::kInternal, "", "operation " + *operation + " has no plan", ""};
    }
    run.client = run.rules->client(run.context.client_profile);
    if (adds_in_change(*run.message) && run.client_setting("addition-in-change", "ignore") == "refuse") {
        return Problem{
            Problem::Kind::kInvalidMessage,
            "Geef het object in een wijziging (mutatiesoort W) verwerkingssoort W in plaats van T.",
            "verwerkingssoort T in a change refused by the client profile", ""};
    }
    describe_identificatie(run);
    if (!run.plan->question) {
        run.object_hash = run.message->object_hash(*operation);
    }
    run.scope = message_scope(*run.message, run.context.organisatie,
                              *run.engine.request_paths_of(run.rules, *run.plan), run.engine.now());
    run.scope["client"] = run.client->settings;

    zgw::ZgwApi* api = run.engine.register_named(run.context.organisatie.zgw);
    if (api == nullptr) {
        return Problem{Problem::Kind::kInternal, "", "no register is configured", ""};
    }
    run.register_key = run.context.organisatie.zgw;
    zgw::CallContext context;
    if (const auto& zender = run.message->stuurgegevens().zender) {
        context.user_id = zender->gebruiker.value_or("");
    }
    context.audit_toelichting = "StUF " + run.operation + " " + run.message->stuurgegevens().referentienummer;
    context.traceparent = run.context.traceparent;
    if (run.plan->question || !changes_register(*run.plan)) {
        context.deadline = run.deadline;
    }
    run.calls = std::make_shared<RegisterCalls>(*api, std::move(context), run.engine.parts.observer);
    return {};
}

Result<void> run_steps(Run& run, const Step* after) {
    std::size_t next = after == nullptr ? 0 : static_cast<std::size_t>(after - run.plan->steps.data()) + 1;
    while (next < run.plan->steps.size() && !run.empty_answer) {
        const std::span<const Step> group = group_from(run.plan->steps, next);
        next += group.size();
        std::vector<Result<json>> answers(group.size(), Result<json>(json()));
        std::vector<std::function<void()>> tasks;
        for (std::size_t i = 0; i < group.size(); ++i) {
            if (has_work(run, group[i])) {
                tasks.emplace_back([&, i] { answers[i] = run_step(run, group[i]); });
            } else {
                answers[i] = run_step(run, group[i]);
            }
        }
        run.engine.pool.run(tasks, run.engine.settings.items_beside);
        for (std::size_t i = 0; i < group.size(); ++i) {
            if (!answers[i].ok()) {
                return answers[i].problem();
            }
            keep_answer(run, group[i], std::move(*answers[i]));
        }
        bind_profile(run);
        if (run.question() && std::chrono::steady_clock::now() >= run.deadline) {
            return Problem{Problem::Kind::kTimeout, "", "the whole message took longer than its deadline",
                           ""};
        }
    }
    return {};
}

Outcome carry_out(Run& run, std::optional<store::Correlation> holder) {
    Result<Creation> creation = look_at_identification(run, std::move(holder));
    if (!creation.ok()) {
        return fail(run, creation.problem());
    }
    if (const auto refused = refused_repetition(run, *creation)) {
        return fail(run, *refused);
    }
    if (*creation == Creation::kSame) {
        return succeed(run, true);
    }
    Result<void> done = run_steps(run, *creation == Creation::kContinue ? run.creating_step() : nullptr);
    if (!done.ok() && run.already_exists) {
        run.already_exists = false;
        creation = compare_with_register(run);
        if (!creation.ok()) {
            return fail(run, creation.problem());
        }
        if (const auto refused = refused_repetition(run, *creation)) {
            return fail(run, *refused);
        }
        if (*creation == Creation::kSame) {
            return succeed(run, true);
        }
        done = run_steps(run, run.creating_step());
    }
    return done.ok() ? succeed(run, *creation == Creation::kContinue) : fail(run, done.problem());
}

Outcome refusal(const Problem& problem, const stuf::Message* message, const MessageContext& context,
                const Clock& clock) {
    Outcome outcome;
    outcome.problem = problem;
    outcome.status = 500;
    outcome.message_id = context.message_id;
    const stuf::RequestKind kind = message == nullptr ? stuf::RequestKind::kAsynchroon : message->kind();
    outcome.reply_code = std::string(stuf::fault_row(problem.kind, kind).berichtcode);
    outcome.envelope = stuf::fault_envelope(reply_context(context, message, clock), problem);
    return outcome;
}

void describe(Run& run, Outcome& outcome) {
    const std::lock_guard lock(run.mutex);
    outcome.operation = run.operation;
    outcome.profile = run.plan == nullptr ? "" : run.plan->profile;
    outcome.identificatie = run.given_out.empty() ? run.identificatie : run.given_out;
    outcome.zaaktype = run.zaaktype;
    outcome.rule_set = run.rules == nullptr ? "" : run.rules->hash();
    outcome.message_id = run.context.message_id;
    outcome.steps = run.steps;
    outcome.trace = run.trace.take();
    if (run.calls != nullptr) {
        outcome.calls = run.calls->records();
        for (const CallRecord& call : outcome.calls) {
            outcome.in_calls += call.duration;
        }
    }
}

}  // namespace veerpont::operations
