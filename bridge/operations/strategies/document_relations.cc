#include "bridge/operations/strategies/document_relations.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "bridge/operations/scope.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;
using Change = RelationPair::Change;

constexpr std::string_view kPath = "object/isRelevantVoor";

std::string zaak_in(xml::Element relation) {
    return relation ? std::string(relation.find("gerelateerde/identificatie").text()) : std::string();
}

// The relation of the document with this zaak; null when there is none.
json relation_with(const json& present, const std::string& zaak) {
    const auto found = std::find_if(present.begin(), present.end(), [&](const json& relation) {
        return text_property(relation, "zaak") == zaak;
    });
    return found == present.end() ? json() : *found;
}

}  // namespace

Result<json> zaak_of_relation(StepContext& context, const std::string& identificatie) {
    if (std::optional<json> known = context.known_object("zaak", identificatie)) {
        return *std::move(known);
    }
    Result<json> zaak = context.zaak_by_identificatie(identificatie);
    if (!zaak.ok() || zaak->is_null()) {
        return zaak;
    }
    return json{{"url", text_property(*zaak, "url")},
                {"identificatie", identificatie},
                {"zaaktype", text_property(*zaak, "zaaktype")}};
}

Result<json> relations_in_register(StepContext& context, const std::string& document) {
    zgw::Call call;
    call.api = zgw::Api::kZaken;
    call.target = "/zaakinformatieobjecten";
    call.query = {{"informatieobject", document}};
    const auto answer = context.get_all(call);
    return answer.ok() ? Result<json>(answer->json()) : answer.failure().problem;
}

Result<StepContext::Change> end_of_relation(StepContext& context, const json& relation) {
    const std::string url = text_property(relation, "url");
    Result<zgw::Call> call = context.run().calls->make("DELETE", url);
    if (!call.ok()) {
        return call.problem();
    }
    StepContext::Change change;
    change.call = std::move(*call);
    change.undo = "create " + url.substr(0, url.rfind('/'));
    for (const char* const name : {"zaak", "informatieobject", "titel", "beschrijving"}) {
        change.undo_body[name] = text_property(relation, name);
    }
    return change;
}

Result<DocumentRelations> DocumentRelations::read(StepContext& context, const std::string& document) {
    DocumentRelations made;
    const std::vector<RelationPair> pairs = relation_pairs(
        *context.run().message, "", [](xml::Element element) { return element.local() == "isRelevantVoor"; });
    if (pairs.empty()) {
        return made;
    }
    const Result<json> present = relations_in_register(context, document);
    if (!present.ok()) {
        return present.problem();
    }
    for (const RelationPair& pair : pairs) {
        const std::string was = zaak_in(pair.was);
        const std::string wordt = zaak_in(pair.wordt);
        const bool goes = pair.change == Change::kRemove;
        Result<void> done;
        if (!goes) {
            done = made.keep(context, pair, *present, document);
        }
        const bool other = (pair.change == Change::kAlter || pair.change == Change::kReplace) && was != wordt;
        if (done.ok() && (goes || other)) {
            done = made.end(context, goes && was.empty() ? wordt : was, *present);
        }
        if (!done.ok()) {
            return done.problem();
        }
    }
    return made;
}

Result<void> DocumentRelations::keep(StepContext& context, const RelationPair& pair, const json& present,
                                     const std::string& document) {
    const rules::Entity* const entity = context.entity("document-zaak");
    if (entity == nullptr) {
        return Problem{Problem::Kind::kInternal, "", "relations need the entity document-zaak",
                       context.step().source.text()};
    }
    const std::string number = zaak_in(pair.wordt);
    const Result<json> zaak = number.empty() ? Result<json>(json()) : zaak_of_relation(context, number);
    if (!zaak.ok()) {
        return zaak.problem();
    }
    if (zaak->is_null()) {
        if (pair.change == Change::kKeep) {
            context.trace(std::string(kPath), "Deze zaak bestaat niet; er is niets gewijzigd.");
            return {};
        }
        return Problem{Problem::Kind::kNotFound, "De zaak is niet gevonden.",
                       "the zaak of isRelevantVoor does not exist", context.step().source.text()};
    }
    const std::string url = text_property(*zaak, "url");
    const json relation = relation_with(present, url);
    const bool there = !relation.is_null();
    if (there && (pair.change == Change::kKeep || pair.change == Change::kAdd)) {
        return {};
    }
    Result<json> body =
        context.to_zgw(*entity, pair.wordt, {{"zaak", url}, {"informatieobject", document}}, !there);
    if (!body.ok()) {
        return body.problem();
    }
    json properties = body->is_object() ? std::move(*body) : json::object();
    if (there) {
        properties.erase("zaak");
        properties.erase("informatieobject");
        if (std::any_of(properties.items().begin(), properties.items().end(), [&](const auto& entry) {
                return as_text(entry.value()) != text_property(relation, entry.key().c_str());
            })) {
            changed_.push_back({relation, std::move(properties)});
        }
        return {};
    }
    properties["zaak"] = url;
    properties["informatieobject"] = document;
    StepContext::Change change;
    change.call.api = zgw::Api::kZaken;
    change.call.method = "POST";
    change.call.target = "/zaakinformatieobjecten";
    change.body = std::move(properties);
    change.undo = "DELETE {url}";
    added_.push_back(std::move(change));
    return {};
}

Result<void> DocumentRelations::end(StepContext& context, const std::string& number, const json& present) {
    if (number.empty()) {
        return {};
    }
    const Result<json> zaak = zaak_of_relation(context, number);
    if (!zaak.ok()) {
        return zaak.problem();
    }
    const json relation = zaak->is_null() ? json() : relation_with(present, text_property(*zaak, "url"));
    if (relation.is_null()) {
        context.trace(std::string(kPath), "Het document hoorde niet bij deze zaak.");
        return {};
    }
    Result<StepContext::Change> change = end_of_relation(context, relation);
    if (!change.ok()) {
        return change.problem();
    }
    ended_.push_back(std::move(*change));
    return {};
}

Result<void> DocumentRelations::carry_out(StepContext& context) {
    const Result<std::vector<json>> added = context.change(std::move(added_), false);
    if (!added.ok()) {
        return added.problem();
    }
    for (const Patch& patch : changed_) {
        const Result<json> done =
            context.patch_restorable(text_property(patch.relation, "url"), patch.body, patch.relation);
        if (!done.ok()) {
            return done.problem();
        }
    }
    const Result<std::vector<json>> ended = context.change(std::move(ended_), false);
    return ended.ok() ? Result<void>() : ended.problem();
}

}  // namespace veerpont::operations
