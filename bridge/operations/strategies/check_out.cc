#include <algorithm>
#include <array>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bridge/base/text.h"
#include "bridge/base/time_zone.h"
#include "bridge/operations/scope.h"
#include "bridge/operations/step_context.h"
#include "bridge/operations/strategies/all.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;
using Stored = std::optional<store::DocumentLock>;

// A document in one of these is not edited any more.
constexpr std::array<std::string_view, 2> kFinal{"definitief", "gearchiveerd"};
// Properties by which a document is known, and those of the bridge itself: never part of a change.
constexpr std::array<std::string_view, 3> kUnchanged{"identificatie", "bronorganisatie",
                                                     "indicatieGebruiksrecht"};

// The document that an earlier step found.
struct Target {
    json document;
    std::string url;
    bool locked = false;
    Stored stored;      // the check-out that this bridge knows of
    std::string given;  // checkedOutId of the message
};

Result<Target> target_of(StepContext& context) {
    Target target;
    target.document = context.scope().value("document", json());
    target.url = target.document.is_object() ? target.document.value("url", "") : "";
    if (target.url.empty()) {
        return Problem{Problem::Kind::kInternal, "", "this strategy needs a step document before it",
                       context.step().source.text()};
    }
    target.locked = target.document.value("locked", false);
    target.given = trim(context.run().message->root().find("parameters/checkedOutId").text());
    Result<Stored> stored = context.run().engine.store().lock_of(target.url);
    if (!stored.ok()) {
        return stored.problem();
    }
    target.stored = std::move(*stored);
    return target;
}

// Who has the document and since when, without naming a person.
Problem taken(const StepContext& context, const Target& target) {
    Problem problem{Problem::Kind::kLocked, "Een andere gebruiker van het register heeft het in bewerking.",
                    "the document is locked", context.step().source.text()};
    if (target.stored) {
        const auto parts = split(target.stored->sender, '|');
        const std::string who(parts.size() > 1 && !parts[1].empty() ? parts[1] : parts[0]);
        const LocalTime when = to_amsterdam(target.stored->created);
        problem.sender_text = fmt::format("Het is sinds {:02}-{:02}-{} {:02}:{:02} uitgecheckt door {}.",
                                          when.day, when.month, when.year, when.hour, when.minute, who);
    }
    return problem;
}

std::optional<Problem> finished(const StepContext& context, const Target& target) {
    const std::string status = as_text(target.document.value("status", json()));
    if (std::find(kFinal.begin(), kFinal.end(), status) == kFinal.end()) {
        return std::nullopt;
    }
    return Problem{Problem::Kind::kFinalised,
                   "Het document heeft de status " + status +
                       " en kan niet meer worden gewijzigd. Voeg zo nodig een nieuw document toe.",
                   "the document is " + status, context.step().source.text()};
}

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
        Result<Target> target = target_of(context);
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
                          : taken(context, *target);
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
    static Result<bool> same_message(Run& run, const Target& target) {
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
        Result<Target> target = target_of(context);
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
            return taken(context, *target);
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
    static Result<json> forget(Run& run, const Target& target) {
        if (target.stored && !run.dry) {
            const Result<void> removed = run.engine.store().remove_lock(target.url);
            if (!removed.ok()) {
                return removed.problem();
            }
        }
        return json::object();
    }
};

class ChangeDocument final : public Strategy {
  public:
    std::string_view name() const override { return "change-document"; }
    std::string_view about() const override {
        return "Maakt een nieuwe versie van een document met wat het bericht noemt, en geeft het daarna "
               "vrij.";
    }

    Result<json> run(StepContext& context) const override {
        Result<Target> target = target_of(context);
        if (!target.ok()) {
            return target.problem();
        }
        if (const auto problem = not_allowed(context, *target)) {
            return *problem;
        }
        StepContext::Change change;
        const std::optional<Problem> wrong = read_change(context, *target, change);
        if (wrong) {
            return *wrong;
        }
        const bool changes = change.content != nullptr || differs(change.body, target->document);
        std::string lock = target->given;
        if (changes && !target->locked) {
            if (!lock.empty()) {
                return Problem{Problem::Kind::kLocked,
                               "Het document is niet uitgecheckt. Check het opnieuw uit en stuur het "
                               "checkedOutId van die keer mee.",
                               "checkedOutId of a document that is not locked", context.step().source.text()};
            }
            Result<std::string> own = context.lock_document(target->url);
            if (!own.ok()) {
                return own.problem();
            }
            lock = std::move(*own);
        }
        json answer = target->document;
        if (changes) {
            Result<json> made = make(context, *target, std::move(change), lock);
            if (!made.ok()) {
                return made.problem();
            }
            answer = std::move(*made);
        }
        if (changes || target->locked) {
            const Result<bool> free = context.unlock_document(target->url, lock);
            if (!free.ok()) {
                return free.problem();
            }
            if (!*free) {
                context.run().meldingen.emplace_back(
                    "Het document is gewijzigd, maar nog vergrendeld. Dat wordt vanzelf opgeheven zodra het "
                    "register antwoordt.");
            }
        }
        return answer;
    }

  private:
    // Why this message may not change this document: final, or locked by somebody else.
    static std::optional<Problem> not_allowed(const StepContext& context, const Target& target) {
        if (auto problem = finished(context, target)) {
            return problem;
        }
        if (!target.locked) {
            return std::nullopt;
        }
        if (target.given.empty()) {
            return taken(context, target);
        }
        if (target.stored && target.stored->lock != target.given) {
            Problem problem = taken(context, target);
            problem.sender_text = "Het checkedOutId klopt niet. " + problem.sender_text;
            return problem;
        }
        return std::nullopt;
    }

    // The properties and the content that the message names.
    static std::optional<Problem> read_change(StepContext& context, const Target& target,
                                              StepContext::Change& change) {
        const rules::Body& rule = context.step().body;
        const xml::Element wanted = context.object();
        if (rule.entity == nullptr || !wanted) {
            return Problem{Problem::Kind::kMissingValue, "Het document zelf ontbreekt.",
                           "no object to take the change from", context.step().source.text()};
        }
        const std::string_view number = wanted.child("identificatie").text();
        if (!number.empty() && number != target.document.value("identificatie", "") && !context.run().dry) {
            return Problem{
                Problem::Kind::kUntranslatable,
                "Het nummer van een document ligt vast: noem in beide objecten dezelfde identificatie.",
                "the objects have different identificaties", context.step().source.text()};
        }
        Result<json> body =
            context.to_zgw(*rule.entity, wanted, context.fill_with(rule.with, json::object()), false);
        if (!body.ok()) {
            return body.problem();
        }
        change.body = body->is_object() ? std::move(*body) : json::object();
        for (const std::string_view name : kUnchanged) {
            change.body.erase(std::string(name));
        }
        const Spool* content = content_of(wanted, rule.content);
        if (content == nullptr) {
            content = content_of(context.run().message->old_object(), rule.content);
        }
        if (content != nullptr) {
            const std::optional<std::uint64_t> size = decoded_size(*content);
            if (!size) {
                return Problem{Problem::Kind::kUntranslatable,
                               "De inhoud van het document is geen geldige base64.", "content is not base64",
                               context.step().source.text()};
            }
            change.content = content;
            change.content_property = rule.content;
            change.body["bestandsomvang"] = *size;
        } else if (wanted.child("formaat").text().empty()) {
            change.body.erase("formaat");  // what a file name says is about content that is not there
        }
        keep_one_date(context, target, change.body);
        return std::nullopt;
    }

    static const Spool* content_of(xml::Element object, const std::string& property) {
        const Spool* const content = object ? object.child(property).content() : nullptr;
        return content == nullptr || content->size() == 0 ? nullptr : content;
    }

    // ZGW has room for the day of receipt or of sending, and a document that was received is not being
    // written any more (T77): what the register has stays.
    static void keep_one_date(StepContext& context, const Target& target, json& body) {
        const json received = body.contains("ontvangstdatum")
                                  ? body["ontvangstdatum"]
                                  : target.document.value("ontvangstdatum", json());
        if (received.is_null() || received == "") {
            return;
        }
        if (body.contains("verzenddatum") && body["verzenddatum"].is_string()) {
            body.erase("verzenddatum");
            context.trace("object/verzenddatum", "Het document heeft een ontvangstdatum; die gaat voor.");
        }
        const json status = body.value("status", json());
        if (status == "in_bewerking" || status == "ter_vaststelling") {
            body.erase("status");
            context.trace("object/status", "Een ontvangen document kan in ZGW niet in bewerking zijn.");
        }
    }

    static bool differs(const json& body, const json& document) {
        return std::any_of(body.items().begin(), body.items().end(), [&](const auto& entry) {
            const json before = document.value(entry.key(), json());
            const bool both_empty =
                (before.is_null() || before == "") && (entry.value().is_null() || entry.value() == "");
            return !both_empty && before != entry.value();
        });
    }

    static Result<json> make(StepContext& context, const Target& target, StepContext::Change change,
                             const std::string& lock) {
        Result<zgw::Call> call = context.run().calls->make("PATCH", target.url);
        if (!call.ok()) {
            return call.problem();
        }
        change.call = *call;
        change.body["lock"] = lock;
        Result<std::vector<json>> answers = context.change({std::move(change)}, false);
        if (answers.ok()) {
            return std::move(answers->front());
        }
        Problem problem = answers.problem();
        if (target.locked) {
            problem.sender_text += problem.sender_text.empty() ? "" : " ";
            problem.sender_text += "Het document blijft uitgecheckt.";
        }
        return problem;
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

const Strategy& change_document() {
    static const ChangeDocument strategy;
    return strategy;
}

}  // namespace veerpont::operations
