#include <algorithm>
#include <set>
#include <string>

#include <nlohmann/json.hpp>

#include "bridge/base/time_zone.h"
#include "bridge/operations/step_context.h"
#include "bridge/operations/strategies/all.h"
#include "bridge/operations/strategies/document_relations.h"
#include "bridge/operations/strategies/zaak_statussen.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;

std::vector<xml::Element> relations_of(const StepContext& context) {
    std::vector<xml::Element> relations;
    std::set<std::string_view> seen;
    for (const xml::Element relation : context.object().children()) {
        if (relation.local() != "isRelevantVoor" || relation.nil()) {
            continue;
        }
        const std::string_view identificatie = relation.find("gerelateerde/identificatie").text();
        if (!identificatie.empty() && seen.insert(identificatie).second) {
            relations.push_back(relation);
        }
    }
    return relations;
}

class FindZaken final : public Strategy {
  public:
    std::string_view name() const override { return "find-zaken"; }
    std::string_view about() const override {
        return "Zoekt de zaken waar een document bij hoort; alle moeten bestaan.";
    }

    Result<json> run(StepContext& context) const override {
        json zaken = json::array();
        for (const xml::Element relation : relations_of(context)) {
            const std::string identificatie(relation.find("gerelateerde/identificatie").text());
            Result<json> zaak = zaak_of_relation(context, identificatie);
            if (!zaak.ok()) {
                return zaak.problem();
            }
            if (zaak->is_null()) {
                return Problem{Problem::Kind::kNotFound, "De zaak is niet gevonden.",
                               "the zaak of isRelevantVoor does not exist", context.step().source.text()};
            }
            zaken.push_back(std::move(*zaak));
        }
        if (zaken.empty()) {
            return Problem{Problem::Kind::kMissingValue, "De zaak waar het document bij hoort ontbreekt.",
                           "no isRelevantVoor with an identificatie", context.step().source.text()};
        }
        return zaken;
    }
};

class RelateDocument final : public Strategy {
  public:
    std::string_view name() const override { return "relate-document"; }
    std::string_view about() const override {
        return "Koppelt een document aan zijn zaken en zet de status die bij de koppeling is genoemd.";
    }

    Result<json> run(StepContext& context) const override {
        const rules::Entity* relation_rules = context.entity("document-zaak");
        const rules::Entity* status_rules = context.entity("document-status");
        const json& scope = context.scope();
        if (relation_rules == nullptr || status_rules == nullptr || !scope.contains("document") ||
            !scope.contains("zaken")) {
            return Problem{Problem::Kind::kInternal, "",
                           "strategy relate-document needs the steps document and zaken, and the entities "
                           "document-zaak and document-status",
                           context.step().source.text()};
        }
        const std::string document = scope["document"].value("url", "");
        const json& zaken = scope["zaken"];
        const std::vector<xml::Element> relations = relations_of(context);
        std::vector<StepContext::Change> changes;
        for (std::size_t i = 0; i < relations.size() && i < zaken.size(); ++i) {
            const std::string zaak = zaken[i].value("url", "");
            Result<json> body = context.to_zgw(*relation_rules, relations[i],
                                               {{"zaak", zaak}, {"informatieobject", document}}, true);
            if (!body.ok()) {
                return body.problem();
            }
            StepContext::Change change;
            change.call.api = zgw::Api::kZaken;
            change.call.method = "POST";
            change.call.target = "/zaakinformatieobjecten";
            change.body = body->is_object() ? std::move(*body) : json::object();
            change.body["zaak"] = zaak;
            change.body["informatieobject"] = document;
            change.undo = "DELETE {url}";
            changes.push_back(std::move(change));
        }
        Result<std::vector<json>> made = context.change(std::move(changes), false);
        if (!made.ok()) {
            return made.problem();
        }
        json statussen = json::array();
        for (std::size_t i = 0; i < relations.size() && i < zaken.size(); ++i) {
            Result<json> status = set_status(context, *status_rules, relations[i], zaken[i]);
            if (!status.ok()) {
                return status.problem();
            }
            if (!status->is_null()) {
                statussen.push_back(std::move(*status));
            }
        }
        return json{{"relaties", std::move(*made)}, {"statussen", std::move(statussen)}};
    }

  private:
    static Result<json> set_status(StepContext& context, const rules::Entity& rules, xml::Element relation,
                                   const json& zaak) {
        if (relation.child("stt.omschrijving").text().empty() &&
            relation.child("stt.volgnummer").text().empty()) {
            return json();
        }
        const StepContext::With with{{"zaak", zaak.value("url", "")},
                                     {"zaaktype", zaak.value("zaaktype", "")}};
        Result<json> body = context.to_zgw(rules, relation, with, true);
        if (!body.ok()) {
            return body.problem();
        }
        if (!body->is_object() || !body->contains("statustype")) {
            context.trace("object/isRelevantVoor/stt.omschrijving",
                          "Het zaaktype heeft geen (of meer dan één) zo'n status.");
            return json();
        }
        // The moment must be free: a taken one is refused, so the statussen that are there are read first.
        const Result<ZaakStatussen> present = ZaakStatussen::read(context, with.at("zaak"));
        if (!present.ok()) {
            return present.problem();
        }
        const Time latest = context.run().engine.now() - kMargin;
        const Time wanted =
            std::min(parse_iso_timestamp(body->value("datumStatusGezet", "")).value_or(latest), latest);
        const Time when = present->free_moment(wanted, Time::min());
        (*body)["datumStatusGezet"] = iso_timestamp(when);
        StepContext::Change change;
        change.call.api = zgw::Api::kZaken;
        change.call.method = "POST";
        change.call.target = "/statussen";
        change.body = std::move(*body);
        Result<std::vector<json>> made = context.change({std::move(change)}, false);
        if (!made.ok()) {
            return made.problem();
        }
        return made->front();
    }
};

}  // namespace

const Strategy& find_zaken() {
    static const FindZaken strategy;
    return strategy;
}

const Strategy& relate_document() {
    static const RelateDocument strategy;
    return strategy;
}

}  // namespace veerpont::operations
