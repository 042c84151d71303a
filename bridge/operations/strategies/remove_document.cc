#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "bridge/operations/scope.h"
#include "bridge/operations/step_context.h"
#include "bridge/operations/strategies/all.h"
#include "bridge/operations/strategies/document_relations.h"
#include "bridge/operations/strategies/document_target.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;

class RemoveDocument final : public Strategy {
  public:
    std::string_view name() const override { return "remove-document"; }
    std::string_view about() const override {
        return "Maakt een document los van de genoemde zaken (geen genoemd: alle) en verwijdert het als het "
               "nergens meer bij hoort en niet definitief is. Instelling document \"bewaren\": alleen los.";
    }

    Result<json> run(StepContext& context) const override {
        Result<DocumentTarget> target = document_target(context);
        if (!target.ok()) {
            return target.problem();
        }
        if (target->locked) {
            return document_taken(context, *target);
        }
        Result<std::set<std::string>> zaken = named_zaken(context);
        if (!zaken.ok()) {
            return zaken.problem();
        }
        const Result<json> present = relations_in_register(context, target->url);
        if (!present.ok()) {
            return present.problem();
        }
        std::vector<StepContext::Change> ends;
        for (const json& relation : *present) {
            if (zaken->empty() || zaken->count(text_property(relation, "zaak")) > 0) {
                Result<StepContext::Change> end = end_of_relation(context, relation);
                if (!end.ok()) {
                    return end.problem();
                }
                ends.push_back(std::move(*end));
            }
        }
        const Result<std::vector<json>> ended = context.change(std::move(ends), false);
        if (!ended.ok()) {
            return ended.problem();
        }
        const Result<bool> removable = may_go(context, *target);
        if (!removable.ok() || !*removable) {
            return removable.ok() ? Result<json>(json::object()) : removable.problem();
        }
        return remove(context, *target);
    }

  private:
    // URLs of the zaken that the message names; without any it is about all.
    static Result<std::set<std::string>> named_zaken(StepContext& context) {
        std::set<std::string> urls;
        bool named = false;
        for (const xml::Element relation : context.object().children()) {
            const std::string_view number = relation.find("gerelateerde/identificatie").text();
            if (relation.local() != "isRelevantVoor" || number.empty()) {
                continue;
            }
            named = true;
            const Result<json> zaak = zaak_of_relation(context, std::string(number));
            if (!zaak.ok()) {
                return zaak.problem();
            }
            if (!zaak->is_null()) {
                urls.insert(text_property(*zaak, "url"));
            }
        }
        if (named && urls.empty()) {
            return Problem{Problem::Kind::kNotFound, "De zaak is niet gevonden.",
                           "no zaak of isRelevantVoor exists", context.step().source.text()};
        }
        return urls;
    }

    // Nothing in the register refers to the document any more, and it is no record that must stay.
    static Result<bool> may_go(StepContext& context, const DocumentTarget& target) {
        if (context.setting("document") == json("bewaren") || !target.final_status().empty()) {
            context.trace("object", "Het document zelf blijft in het register.");
            return false;
        }
        zgw::Call call;
        call.api = zgw::Api::kDocumenten;
        call.target = "/objectinformatieobjecten";
        call.query = {{"informatieobject", target.url}};
        const auto answer = context.get_all(call);
        if (!answer.ok()) {
            return answer.failure().problem;
        }
        if (!answer->json().empty()) {
            context.trace("object", "Het document hoort nog bij een andere zaak of een besluit en blijft.");
        }
        return answer->json().empty();
    }

    static Result<json> remove(StepContext& context, const DocumentTarget& target) {
        Run& run = context.run();
        Result<zgw::Call> call = run.calls->make("DELETE", target.url);
        if (!call.ok()) {
            return call.problem();
        }
        StepContext::Change change;
        change.call = std::move(*call);
        const Result<std::vector<json>> gone = context.change({std::move(change)}, false);
        if (!gone.ok()) {
            return gone.problem();
        }
        const auto known = run.engine.store().by_url(target.url);
        if (known.ok() && known->has_value()) {
            run.removed.push_back(**known);
        }
        return json::object();
    }
};

}  // namespace

const Strategy& remove_document() {
    static const RemoveDocument strategy;
    return strategy;
}

}  // namespace veerpont::operations
