#include "bridge/operations/executor.h"

#include <condition_variable>
#include <mutex>
#include <utility>

#include <spdlog/spdlog.h>

#include "bridge/base/crypto.h"
#include "bridge/operations/carry_out.h"
#include "bridge/operations/dry_run.h"
#include "bridge/operations/existing.h"
#include "bridge/operations/recovery.h"
#include "bridge/operations/reply_builder.h"
#include "bridge/operations/run.h"
#include "bridge/soap/envelope.h"
#include "bridge/xml/writer.h"

namespace veerpont::operations {

namespace {

using SteadyClock = std::chrono::steady_clock;

std::chrono::microseconds since(SteadyClock::time_point start) {
    return std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - start);
}

bool refuses_duplicates(const Run& run) {
    return run.client_setting("duplicates", "answer") == "refuse";
}

// The outcome of a message that runs on a thread of its own.
struct Handover {
    std::mutex mutex;
    std::condition_variable ready;
    std::optional<Outcome> outcome;
};

}  // namespace

struct Executor::State {
    State(ExecutorParts parts, ExecutorSettings settings)
        : engine(std::move(parts), std::move(settings)),
          retrier(engine),
          threads(engine.settings.max_running) {}

    Engine engine;
    UndoRetrier retrier;
    MessageThreads threads;

    // Flushes the content of the message to named files, so that it can be replayed and survives a crash.
    Result<std::vector<std::string>> keep_contents(Run& run) {
        std::vector<std::string> names;
        if (engine.settings.spool_directory.empty() || run.plan == nullptr || run.question()) {
            return names;
        }
        auto& contents = run.message->contents();
        for (std::size_t i = 0; i < contents.size(); ++i) {
            if (contents[i] == nullptr) {
                continue;
            }
            std::string name = run.context.message_id + "-" + std::to_string(i) + ".b64";
            const Result<void> kept = contents[i]->persist(engine.settings.spool_directory / name);
            if (!kept.ok()) {
                return kept.problem();
            }
            names.push_back(std::move(name));
        }
        return names;
    }

    // The files of a message that no row names.
    static void drop_contents(Run& run) {
        for (const auto& content : run.message->contents()) {
            if (content != nullptr && !content->path().empty()) {
                content->remove();
            }
        }
    }

    Result<store::Claim> accept(Run& run, bool claim) {
        store::NewMessage row;
        Result<std::vector<std::string>> spools = keep_contents(run);
        if (!spools.ok()) {
            return spools.problem();
        }
        row.spools = std::move(*spools);
        row.id = run.context.message_id;
        row.received = run.context.received;
        row.sender = run.message->sender();
        row.operation = run.operation;
        row.referentienummer = run.message->stuurgegevens().referentienummer;
        row.message_hash = run.message->message_hash();
        row.object_hash = run.object_hash;
        row.identificatie = run.identificatie;
        row.zaaktype = run.zaaktype;
        row.rule_set = run.rules->hash();
        row.path = run.context.path;
        row.soap_action = run.context.soap_action;
        row.content_type = run.context.content_type;
        row.body = run.context.body;
        row.claim = claim;
        if (claim) {
            row.reserve = identification_to_take(run);
        }
        return engine.store().accept(row, claim ? store::Durability::kDurable : store::Durability::kLater);
    }

    Outcome repeated(Run& run, const store::MessageRow& row, store::StoredReply reply) {
        Outcome outcome;
        outcome.status = reply.status;
        outcome.stored = std::move(reply);
        outcome.repeated = true;
        describe(run, outcome);
        outcome.reply_code = row.reply_code;
        outcome.identificatie = row.identificatie;
        return outcome;
    }

    // A failed message with its answer; what it needs is in the log already.
    void end_refused(const std::string& id, const Outcome& outcome, soap::Version version,
                     const xml::WriterOptions& style) {
        store::Outcome end;
        end.message = id;
        end.state = store::MessageState::kFailed;
        end.reply_code = outcome.reply_code;
        if (outcome.problem) {
            end.problem_kind = std::string(kind_name(outcome.problem->kind));
            end.problem_text = outcome.problem->log_text;
        }
        end.reply = store::StoredReply{outcome.status, std::string(soap::content_type(version)),
                                       xml::to_string(outcome.envelope, style)};
        const Result<void> finished = engine.store().finish(end, store::Durability::kLater);
        if (!finished.ok()) {
            spdlog::error("message {}: {}", id, finished.problem().log_text);
        }
    }

    Outcome answer_problem(Run& run, const Problem& problem) {
        Outcome outcome = refusal(problem, run.message.get(), run.context, *engine.parts.clock);
        describe(run, outcome);
        return outcome;
    }

    // A message that cannot be handled is kept all the same, with its answer.
    Outcome refuse_and_keep(Run& run, const Problem& problem) {
        Outcome outcome = answer_problem(run, problem);
        if (accept(run, false).ok()) {
            end_refused(run.context.message_id, outcome, run.message->soap_version(),
                        run.context.style.writer);
        }
        return outcome;
    }

    // Idempotent Consumer: the answer of the identical message, waiting for it when it still runs. Empty:
    // this message is the one to handle.
    std::optional<Outcome> duplicate(Run& run, Result<store::Claim>& claim) {
        for (int round = 0; claim.ok() && claim->kind != store::Claim::Kind::kAccepted; ++round) {
            if (refuses_duplicates(run)) {
                return answer_problem(
                    run, {Problem::Kind::kRepeated, "Geef ieder nieuw bericht een eigen referentienummer.",
                          "duplicate refused by the client profile", ""});
            }
            if (claim->kind == store::Claim::Kind::kDone && claim->reply) {
                return repeated(run, claim->message, *claim->reply);
            }
            const std::string other = claim->message.id;
            const auto left =
                std::chrono::duration_cast<std::chrono::milliseconds>(run.deadline - SteadyClock::now());
            const auto ended = engine.store().await(other, std::max(left, std::chrono::milliseconds{0}));
            const auto reply = engine.store().reply(other);
            const bool over =
                ended.ok() && ended->has_value() && (*ended)->state != store::MessageState::kRunning;
            if (over && reply.ok() && reply->has_value()) {
                return repeated(run, **ended, **reply);
            }
            if (!over || round >= 2) {
                return answer_problem(run, {Problem::Kind::kTimeout, "Hetzelfde bericht wordt nog verwerkt.",
                                            "identical message " + other + " is still running", ""});
            }
            claim = accept(run, true);
        }
        return std::nullopt;
    }

    Outcome handle(const std::shared_ptr<Run>& run, SteadyClock::time_point start) {
        const Result<void> prepared = prepare_run(*run);
        if (!prepared.ok()) {
            return refuse_and_keep(*run, prepared.problem());
        }
        const bool changes = changes_register(*run->plan);
        const bool claim = changes || (!run->plan->question && refuses_duplicates(*run));
        engine.enter(run->context.message_id);
        Result<store::Claim> claimed = accept(*run, claim);
        if (std::optional<Outcome> answered = duplicate(*run, claimed)) {
            drop_contents(*run);
            engine.leave(run->context.message_id);
            return std::move(*answered);
        }
        if (!claimed.ok()) {
            engine.leave(run->context.message_id);
            return answer_problem(*run, claimed.problem());
        }
        if (!changes) {
            Outcome outcome = carry_out(*run, std::nullopt);
            engine.leave(run->context.message_id);
            return outcome;
        }
        return in_background(run, std::move(claimed->holder), start);
    }

    // A change goes on when its sender has waited long enough; sent again, it gets the stored answer.
    Outcome in_background(const std::shared_ptr<Run>& run, std::optional<store::Correlation> holder,
                          SteadyClock::time_point start) {
        const auto handover = std::make_shared<Handover>();
        // Creations of one object know of each other by their claim.
        std::shared_ptr<Order::Place> place;
        if (!run->identificatie.empty() && run->creating_step() == nullptr) {
            place = engine.order.join(run->plan->correlate_kind + " " + run->context.organisatie.rsin + " " +
                                      run->identificatie);
        }
        const bool started = threads.start(
            [this, run, holder = std::move(holder), handover, start, place = std::move(place)]() mutable {
                if (place != nullptr) {
                    place->wait();
                }
                Outcome outcome = carry_out(*run, std::move(holder));
                place.reset();
                engine.leave(run->context.message_id);
                outcome.duration = since(start);
                const std::lock_guard lock(handover->mutex);
                handover->outcome = std::move(outcome);
                handover->ready.notify_all();
            });
        if (!started) {
            Outcome outcome =
                answer_problem(*run, {Problem::Kind::kBusy, "Het is te druk; probeer het later opnieuw.",
                                      "too many messages at once", ""});
            store::Outcome end;
            end.message = run->context.message_id;
            end.state = store::MessageState::kFailed;
            end.reply_code = outcome.reply_code;
            end.problem_kind = std::string(kind_name(Problem::Kind::kBusy));
            const Result<void> finished = engine.store().finish(end, store::Durability::kLater);
            if (!finished.ok()) {
                spdlog::error("message {}: {}", run->context.message_id, finished.problem().log_text);
            }
            engine.leave(run->context.message_id);
            return outcome;
        }
        std::unique_lock lock(handover->mutex);
        if (handover->ready.wait_until(lock, run->deadline, [&] { return handover->outcome.has_value(); })) {
            return std::move(*handover->outcome);
        }
        Outcome outcome = refusal({Problem::Kind::kTimeout, "Het bericht wordt op de achtergrond afgemaakt.",
                                   "deadline passed, the message goes on in the background", ""},
                                  run->message.get(), run->context, *engine.parts.clock);
        outcome.unfinished = true;
        outcome.operation = run->operation;
        outcome.profile = run->plan->profile;
        outcome.zaaktype = run->zaaktype;
        outcome.rule_set = run->rules->hash();
        return outcome;
    }
};

Executor::Executor(ExecutorParts parts, ExecutorSettings settings)
    : state_(std::make_unique<State>(std::move(parts), std::move(settings))) {}

Executor::~Executor() {
    stop();
}

Result<void> Executor::recover() {
    Result<void> recovered = recover_messages(state_->engine);
    state_->retrier.start();
    return recovered;
}

namespace {

std::shared_ptr<Run> make_run(Engine& engine, std::shared_ptr<stuf::Message> message,
                              const MessageContext& context, SteadyClock::time_point start) {
    auto run = std::make_shared<Run>(engine, std::move(message), context);
    if (run->context.message_id.empty()) {
        run->context.message_id = uuid7(*engine.parts.clock);
    }
    if (run->context.received == Time{}) {
        run->context.received = engine.now();
    }
    const auto patience = context.deadline.count() > 0 ? context.deadline : engine.settings.deadline;
    run->deadline = start + patience;
    run->rules = engine.parts.rules();
    return run;
}

}  // namespace

Outcome Executor::handle(std::unique_ptr<stuf::Message> message, const MessageContext& context) {
    const auto start = SteadyClock::now();
    const auto run = make_run(state_->engine, std::move(message), context, start);
    Outcome outcome = state_->handle(run, start);
    outcome.message_id = run->context.message_id;
    outcome.duration = since(start);
    if (state_->engine.parts.observer != nullptr) {
        state_->engine.parts.observer->message_done(outcome);
    }
    return outcome;
}

Outcome Executor::explain(std::unique_ptr<stuf::Message> message, const MessageContext& context,
                          zgw::ZgwApi* catalogue) {
    const auto start = SteadyClock::now();
    const auto run = make_run(state_->engine, std::move(message), context, start);
    run->dry = true;
    run->dry_lookups = catalogue == nullptr;
    run->context.trace = true;
    const Result<void> prepared = prepare_run(*run);
    if (!prepared.ok()) {
        return state_->answer_problem(*run, prepared.problem());
    }
    DryRegister dry(state_->engine.register_named(run->context.organisatie.zgw), catalogue);
    run->calls = std::make_shared<RegisterCalls>(dry, zgw::CallContext{}, nullptr);
    run->calls->keep_bodies();
    run->register_key = "explain " + run->register_key;
    const Result<void> done = run_steps(*run);
    Outcome outcome;
    if (!done.ok()) {
        outcome = refusal(done.problem(), run->message.get(), run->context, *state_->engine.parts.clock);
    } else if (Result<xml::Node> body = build_reply(*run); body.ok()) {
        outcome.reply_code = run->plan->reply.message;
        outcome.envelope = stuf::reply_envelope(
            reply_context(run->context, run->message.get(), *state_->engine.parts.clock), std::move(*body));
    } else {
        outcome = refusal(body.problem(), run->message.get(), run->context, *state_->engine.parts.clock);
    }
    describe(*run, outcome);
    for (CallRecord& call : outcome.calls) {
        call.status = 0;
    }
    outcome.duration = since(start);
    return outcome;
}

Outcome Executor::refuse(const Problem& problem, const stuf::Message* message, const MessageContext& context,
                         const veerpont::Clock& clock) {
    return refusal(problem, message, context, clock);
}

void Executor::keep_refused(const stuf::Message* message, const MessageContext& context,
                            const Outcome& refused) {
    store::NewMessage row;
    row.id = context.message_id;
    row.received = context.received;
    if (message != nullptr) {
        row.sender = message->sender();
        row.referentienummer = message->stuurgegevens().referentienummer;
        row.message_hash = message->message_hash();
    }
    row.path = context.path;
    row.soap_action = context.soap_action;
    row.content_type = context.content_type;
    row.body = context.body;
    row.claim = false;
    const auto accepted = state_->engine.store().accept(row, store::Durability::kLater);
    if (!accepted.ok()) {
        spdlog::error("message {}: not kept: {}", row.id, accepted.problem().log_text);
        return;
    }
    state_->end_refused(row.id, refused, message == nullptr ? soap::Version::k11 : message->soap_version(),
                        context.style.writer);
}

CatalogueCache& Executor::cache() {
    return state_->engine.cache;
}

std::size_t Executor::running() const {
    return state_->threads.running();
}

void Executor::stop(std::chrono::milliseconds wait) {
    if (!state_->threads.stop(wait)) {
        spdlog::warn("{} messages still run; they are finished or undone at the next start", running());
    }
    state_->retrier.stop();
}

}  // namespace veerpont::operations
