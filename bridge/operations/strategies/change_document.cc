#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "bridge/operations/scope.h"
#include "bridge/operations/step_context.h"
#include "bridge/operations/strategies/all.h"
#include "bridge/operations/strategies/document_relations.h"
#include "bridge/operations/strategies/document_target.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;

// Properties by which a document is known, and those of the bridge itself: never part of a change.
constexpr std::array<std::string_view, 3> kUnchanged{"identificatie", "bronorganisatie",
                                                     "indicatieGebruiksrecht"};

class ChangeDocument final : public Strategy {
  public:
    std::string_view name() const override { return "change-document"; }
    std::string_view about() const override {
        return "Maakt een nieuwe versie van een document met wat het bericht noemt, en geeft het daarna "
               "vrij.";
    }

    Result<json> run(StepContext& context) const override {
        Result<DocumentTarget> target = document_target(context);
        if (!target.ok()) {
            return target.problem();
        }
        StepContext::Change change;
        if (const auto wrong = read_change(context, *target, change)) {
            return *wrong;
        }
        const bool changes = change.content != nullptr || differs(change.body, target->document);
        if (const auto problem = not_allowed(context, *target, changes)) {
            return *problem;
        }
        Result<DocumentRelations> relations = DocumentRelations::read(context, target->url);
        if (!relations.ok()) {
            return relations.problem();
        }
        std::string lock = target->given;
        if (changes && !target->locked) {
            Result<std::string> own = context.lock_document(target->url);
            if (!own.ok()) {
                return own.problem();
            }
            lock = std::move(*own);
        }
        const Result<void> related = relations->carry_out(context);
        if (!related.ok()) {
            return related.problem();
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
    static std::optional<Problem> not_allowed(const StepContext& context, const DocumentTarget& target,
                                              bool changes) {
        const std::string status = target.final_status();
        if (changes && !status.empty()) {
            return Problem{Problem::Kind::kFinalised,
                           "Het document heeft de status " + status +
                               " en kan niet meer worden gewijzigd. Voeg zo nodig een nieuw document toe.",
                           "the document is " + status, context.step().source.text()};
        }
        if (!target.locked) {
            if (!changes || target.given.empty()) {
                return std::nullopt;
            }
            return Problem{
                Problem::Kind::kLocked,
                "Het document is niet uitgecheckt. Check het opnieuw uit en stuur het checkedOutId "
                "van die keer mee.",
                "checkedOutId of a document that is not locked", context.step().source.text()};
        }
        if (target.given.empty()) {
            return document_taken(context, target);
        }
        if (target.stored && target.stored->lock != target.given) {
            return document_taken(context, target, "Het checkedOutId klopt niet.");
        }
        return std::nullopt;
    }

    // The properties and the content that the message names.
    static std::optional<Problem> read_change(StepContext& context, const DocumentTarget& target,
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
            if (has_checksum(target.document) && !change.body.contains("integriteit")) {
                change.body["integriteit"] = nullptr;  // of the content that this replaces
                context.trace("object/inhoud", "De controlegetallen van de oude inhoud vervallen.");
            }
        } else if (wanted.child("formaat").text().empty()) {
            change.body.erase("formaat");  // what a file name says is about content that is not there
        }
        keep_one_date(context, target, change.body);
        return std::nullopt;
    }

    static bool has_checksum(const json& document) {
        const json integriteit = document.value("integriteit", json());
        return integriteit.is_object() && !text_property(integriteit, "waarde").empty();
    }

    static const Spool* content_of(xml::Element object, const std::string& property) {
        const Spool* const content = object ? object.child(property).content() : nullptr;
        return content == nullptr || content->size() == 0 ? nullptr : content;
    }

    // ZGW has room for the day of receipt or of sending, and a document that was received is not being
    // written any more (T77): what the register has stays.
    static void keep_one_date(StepContext& context, const DocumentTarget& target, json& body) {
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

    static Result<json> make(StepContext& context, const DocumentTarget& target, StepContext::Change change,
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

const Strategy& change_document() {
    static const ChangeDocument strategy;
    return strategy;
}

}  // namespace veerpont::operations
