#include <string>

#include <nlohmann/json.hpp>

#include "bridge/operations/step_context.h"
#include "bridge/operations/strategies/all.h"
#include "bridge/operations/strategies/document_target.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;

std::string user_of(const Run& run) {
    const stuf::Partij zender = run.message->stuurgegevens().zender.value_or(stuf::Partij{});
    for (const auto* const name : {&zender.gebruiker, &zender.applicatie, &zender.organisatie}) {
        if (*name && !(*name)->empty()) {
            return **name;
        }
    }
    return "";
}

class CheckOut final : public Strategy {
  public:
    std::string_view name() const override { return "check-out"; }
    std::string_view about() const override {
        return "Vergrendelt een document voor bewerking en onthoudt wie het heeft, en sinds wanneer.";
    }
    bool takes_claim() const override { return false; }  // sent again it finds its own lock

    Result<json> run(StepContext& context) const override {
        Result<DocumentTarget> target = document_target(context);
        if (!target.ok()) {
            return target.problem();
        }
        Run& run = context.run();
        const std::string user = user_of(run);
        if (target->locked) {
            const Result<bool> again = same_message(run, *target);
            if (!again.ok()) {
                return again.problem();
            }
            return *again ? Result<json>(json{{"lock", target->stored->lock}, {"door", user}})
                          : document_taken(context, *target);
        }
        Result<std::string> lock = context.lock_document(target->url);
        if (!lock.ok()) {
            return lock.problem();
        }
        if (!run.dry) {
            const Result<void> kept = run.engine.store().put_lock(
                {target->url, *lock, run.message->sender(), run.context.message_id, run.engine.now()});
            if (!kept.ok()) {
                return kept.problem();
            }
        }
        return json{{"lock", *lock}, {"door", user}};
    }

  private:
    // The check-out that holds the document is this very message, whose answer got lost.
    static Result<bool> same_message(Run& run, const DocumentTarget& target) {
        if (!target.stored) {
            return false;
        }
        const auto first = run.engine.store().message(target.stored->message);
        if (!first.ok()) {
            return first.problem();
        }
        return first->has_value() && (*first)->state == store::MessageState::kDone &&
               (*first)->sender == run.message->sender() &&
               (*first)->message_hash == run.message->message_hash();
    }
};

class CancelCheckOut final : public Strategy {
  public:
    std::string_view name() const override { return "cancel-check-out"; }
    std::string_view about() const override {
        return "Geeft een uitgecheckt document vrij. Instelling geforceerd: ook zonder het checkedOutId.";
    }

    Result<json> run(StepContext& context) const override {
        Result<DocumentTarget> target = document_target(context);
        if (!target.ok()) {
            return target.problem();
        }
        Run& run = context.run();
        if (!target->locked) {
            return forget(run, *target);
        }
        const bool forced = context.setting("geforceerd") == json(true);
        const bool own = target->stored && target->stored->sender == run.message->sender();
        std::string lock = target->given;
        if (target->stored && (forced || (lock.empty() && own))) {
            lock = target->stored->lock;
        }
        const bool right = target->stored ? lock == target->stored->lock : !lock.empty();
        if (!right && !forced) {
            return document_taken(context, *target);
        }
        Result<zgw::Call> call = run.calls->make("POST", target->url + "/unlock");
        if (!call.ok()) {
            return call.problem();
        }
        StepContext::Change change;
        change.call = *call;
        change.body = lock.empty() ? json::object() : json{{"lock", lock}};
        Result<std::vector<json>> answers = context.change({std::move(change)}, false);
        if (!answers.ok()) {
            return answers.problem();
        }
        return forget(run, *target);
    }

  private:
    static Result<json> forget(Run& run, const DocumentTarget& target) {
        if (target.stored && !run.dry) {
            const Result<void> removed = run.engine.store().remove_lock(target.url);
            if (!removed.ok()) {
                return removed.problem();
            }
        }
        return json::object();
    }
};

}  // namespace

const Strategy& check_out() {
    static const CheckOut strategy;
    return strategy;
}

const Strategy& cancel_check_out() {
    static const CancelCheckOut strategy;
    return strategy;
}

}  // namespace veerpont::operations
