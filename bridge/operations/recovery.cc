#include "bridge/operations/recovery.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include <spdlog/spdlog.h>

#include "bridge/operations/undo.h"

namespace veerpont::operations {

namespace {

constexpr std::size_t kBatch = 100;
constexpr std::size_t kBeside = 8;

bool to_be_undone(const store::StepRow& row) {
    return !row.undo.empty() &&
           (row.state == store::StepState::kDone || row.state == store::StepState::kIntended ||
            row.state == store::StepState::kUndoPending);
}

void end_message(Engine& engine, const std::string& id, UndoOutcome undone, const std::string& problem) {
    store::Outcome outcome;
    outcome.message = id;
    outcome.state = undone == UndoOutcome::kRefused   ? store::MessageState::kAttention
                    : undone == UndoOutcome::kPending ? store::MessageState::kUndoing
                                                      : store::MessageState::kFailed;
    outcome.problem_text = problem;
    const Result<void> finished = engine.store().finish(outcome);
    if (!finished.ok()) {
        spdlog::error("message {}: its end could not be stored: {}", id, finished.problem().log_text);
    }
}

}  // namespace

UndoOutcome undo_message(Engine& engine, RegisterCalls& calls, const std::string& message, Time received) {
    // What the calls gave is written later than they were made: it must be there before it is read.
    if (!engine.store().flush().ok()) {
        return UndoOutcome::kPending;
    }
    Result<std::vector<store::StepRow>> rows = engine.store().steps(message);
    if (!rows.ok()) {
        return UndoOutcome::kPending;
    }
    return undo_rows(engine, calls, std::move(*rows), received);
}

Result<void> recover_messages(Engine& engine) {
    const Result<std::vector<store::MessageRow>> unfinished = engine.store().unfinished();
    if (!unfinished.ok()) {
        return unfinished.problem();
    }
    for (const store::MessageRow& message : *unfinished) {
        if (message.state != store::MessageState::kRunning) {
            continue;
        }
        const Result<std::vector<store::StepRow>> rows = engine.store().steps(message.id);
        if (!rows.ok()) {
            return rows.problem();
        }
        std::vector<store::StepOutcome> due;
        for (const store::StepRow& row : *rows) {
            if (to_be_undone(row)) {
                store::StepOutcome outcome;
                outcome.message = row.message;
                outcome.step = row.step;
                outcome.item = row.item;
                outcome.state = store::StepState::kUndoPending;
                outcome.attempts = row.attempts;
                outcome.next_attempt = engine.now();
                due.push_back(std::move(outcome));
            }
        }
        if (!due.empty()) {
            const Result<void> marked = engine.store().conclude(due, store::Durability::kDurable);
            if (!marked.ok()) {
                return marked.problem();
            }
        }
        end_message(engine, message.id, due.empty() ? UndoOutcome::kNothingLeft : UndoOutcome::kPending,
                    "the process stopped while this message was handled");
    }
    return {};
}

struct UndoRetrier::State {
    explicit State(Engine& shared) : engine(shared) {}

    Engine& engine;
    std::mutex mutex;
    std::condition_variable wake;
    bool stopping = false;
    std::thread thread;

    void retry(const std::string& id) {
        if (!engine.enter_if_absent(id)) {
            return;
        }
        const auto message = engine.store().message(id);
        const auto rows = engine.store().steps(id);
        // A message that was done may have left a lock to be released: that changes nothing in its end.
        const bool done =
            message.ok() && message->has_value() && (*message)->state == store::MessageState::kDone;
        const bool undoing =
            message.ok() && message->has_value() && (*message)->state == store::MessageState::kUndoing;
        if ((done || undoing) && rows.ok()) {
            zgw::ZgwApi* api = nullptr;
            for (const store::StepRow& row : *rows) {
                api = api == nullptr && to_be_undone(row) ? engine.register_of(row.url) : api;
            }
            if (api == nullptr) {
                api = engine.register_named("");
            }
            if (api != nullptr) {
                zgw::CallContext context;
                context.audit_toelichting = "Herstel na een mislukt bericht";
                RegisterCalls calls(*api, context, engine.parts.observer);
                const UndoOutcome undone = undo_rows(engine, calls, *rows, (*message)->received);
                if (undoing ? undone != UndoOutcome::kPending : undone == UndoOutcome::kRefused) {
                    end_message(engine, id, undone, (*message)->problem_text);
                }
            }
        }
        engine.leave(id);
    }

    void look() {
        const auto due = engine.store().due_undos(engine.now(), kBatch);
        if (!due.ok()) {
            spdlog::warn("due undos cannot be read: {}", due.problem().log_text);
            return;
        }
        std::set<std::string> ids;
        for (const store::StepRow& row : *due) {
            ids.insert(row.message);
        }
        std::vector<std::function<void()>> tasks;
        tasks.reserve(ids.size());
        for (const std::string& id : ids) {
            tasks.emplace_back([this, id] { retry(id); });
        }
        engine.pool.run(tasks, kBeside);
    }
};

UndoRetrier::UndoRetrier(Engine& engine) : state_(std::make_unique<State>(engine)) {}

UndoRetrier::~UndoRetrier() {
    stop();
}

void UndoRetrier::start() {
    State& state = *state_;
    const std::lock_guard lock(state.mutex);
    if (state.thread.joinable()) {
        return;
    }
    state.thread = std::thread([&state] {
        std::unique_lock waiting(state.mutex);
        while (!state.stopping) {
            waiting.unlock();
            state.look();
            waiting.lock();
            state.wake.wait_for(waiting, state.engine.settings.undo_tick, [&] { return state.stopping; });
        }
    });
}

void UndoRetrier::stop() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->stopping = true;
    }
    state_->wake.notify_all();
    if (state_->thread.joinable()) {
        state_->thread.join();
    }
}

void UndoRetrier::run_once() {
    state_->look();
}

}  // namespace veerpont::operations
