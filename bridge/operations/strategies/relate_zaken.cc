#include <algorithm>
#include <string>

#include <nlohmann/json.hpp>

#include "bridge/operations/scope.h"
#include "bridge/operations/step_context.h"
#include "bridge/operations/strategies/all.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;

constexpr std::string_view kDefaultAard = "onderwerp";

// The list of related zaken with one more; unchanged when it is there already.
json with_relation(const json& zaak, const std::string& url, const std::string& aard) {
    const auto found = zaak.find("relevanteAndereZaken");
    json list = found != zaak.end() && found->is_array() ? *found : json::array();
    const bool there = std::any_of(list.begin(), list.end(),
                                   [&](const json& one) { return text_property(one, "url") == url; });
    if (!there) {
        list.push_back({{"url", url}, {"aardRelatie", aard}});
    }
    return list;
}

class RelateZaken final : public Strategy {
  public:
    std::string_view name() const override { return "relate-zaken"; }
    std::string_view about() const override {
        return "Legt relaties met andere zaken (hoofdzaak, deelzaak, andere zaken); bij een fout worden die "
               "andere zaken "
               "hersteld.";
    }

    Result<json> run(StepContext& context) const override {
        const auto zaak = context.scope().find("zaak");
        if (zaak == context.scope().end() || !zaak->is_object()) {
            return Problem{Problem::Kind::kInternal, "",
                           "strategy relate-zaken needs a step 'zaak' before it",
                           context.step().source.text()};
        }
        json own = *zaak;
        json related = json::array();
        for (const xml::Element relation : context.object().children()) {
            Result<std::string> other = std::string();
            if (relation.nil()) {
                continue;
            }
            if (relation.local() == "heeftAlsHoofdzaak") {
                other = set_hoofdzaak(context, own, relation);
            } else if (relation.local() == "heeftAlsDeelzaak") {
                other = set_deelzaak(context, own, relation);
            } else if (relation.local() == "heeftBetrekkingOpAndere") {
                other = relate(context, own, relation);
            }
            if (!other.ok()) {
                return other.problem();
            }
            if (!other->empty()) {
                related.push_back(*other);
            }
        }
        return json{{"zaken", std::move(related)}};
    }

  private:
    // The related zaak; null when the message names none or it does not exist.
    static Result<json> other_zaak(StepContext& context, const json& own, xml::Element relation) {
        const std::string_view identificatie = relation.find("gerelateerde/identificatie").text();
        if (identificatie.empty() || identificatie == text_property(own, "identificatie")) {
            return json();
        }
        Result<json> found = context.zaak_by_identificatie(identificatie);
        if (found.ok() && found->is_null()) {
            context.trace("object/" + std::string(relation.local()) + "/gerelateerde/identificatie",
                          "De gerelateerde zaak bestaat niet; de relatie is niet gelegd.");
        }
        return found;
    }

    // The zaak of this message is new: changes to it need no undo of their own.
    static Result<void> change_own(StepContext& context, json& own, const json& body) {
        Result<zgw::Call> call = context.run().calls->make("PATCH", text_property(own, "url"));
        if (!call.ok()) {
            return call.problem();
        }
        StepContext::Change change;
        change.call = *call;
        change.body = body;
        Result<std::vector<json>> answers = context.change({std::move(change)}, false);
        if (!answers.ok()) {
            return answers.problem();
        }
        own.update(body);
        return {};
    }

    static Result<std::string> set_hoofdzaak(StepContext& context, json& own, xml::Element relation) {
        const Result<json> other = other_zaak(context, own, relation);
        if (!other.ok()) {
            return other.problem();
        }
        const std::string url = other->is_null() ? "" : text_property(*other, "url");
        if (!url.empty()) {
            const Result<void> changed = change_own(context, own, {{"hoofdzaak", url}});
            if (!changed.ok()) {
                return changed.problem();
            }
        }
        return url;
    }

    static Result<std::string> set_deelzaak(StepContext& context, json& own, xml::Element relation) {
        const Result<json> other = other_zaak(context, own, relation);
        if (!other.ok()) {
            return other.problem();
        }
        const std::string url = other->is_null() ? "" : text_property(*other, "url");
        const std::string own_url = text_property(own, "url");
        const std::string hoofdzaak = other->is_null() ? "" : text_property(*other, "hoofdzaak");
        if (url.empty() || hoofdzaak == own_url) {
            return url;
        }
        if (!hoofdzaak.empty()) {
            return Problem{
                Problem::Kind::kConflict,
                "Zaak " + text_property(*other, "identificatie") + " is al deelzaak van een andere zaak.",
                "deelzaak has another hoofdzaak", context.step().source.text()};
        }
        const Result<json> patched = context.patch_restorable(url, {{"hoofdzaak", own_url}}, *other);
        return patched.ok() ? Result<std::string>(url) : patched.problem();
    }

    static Result<std::string> relate(StepContext& context, json& own, xml::Element relation) {
        const Result<json> other = other_zaak(context, own, relation);
        if (!other.ok()) {
            return other.problem();
        }
        const std::string url = other->is_null() ? "" : text_property(*other, "url");
        if (url.empty()) {
            return url;
        }
        const json wanted = context.setting("aard-relatie");
        const std::string aard = wanted.is_string() ? wanted.get<std::string>() : std::string(kDefaultAard);
        const std::string own_url = text_property(own, "url");
        // The rules of the zaak may have written its own side already.
        const json own_list = with_relation(own, url, aard);
        if (!own.contains("relevanteAndereZaken") || own["relevanteAndereZaken"] != own_list) {
            const Result<void> changed = change_own(context, own, {{"relevanteAndereZaken", own_list}});
            if (!changed.ok()) {
                return changed.problem();
            }
        }
        const json list = with_relation(*other, own_url, aard);
        const Result<json> patched = context.patch_restorable(url, {{"relevanteAndereZaken", list}}, *other);
        return patched.ok() ? Result<std::string>(url) : patched.problem();
    }
};

}  // namespace

const Strategy& relate_zaken() {
    static const RelateZaken strategy;
    return strategy;
}

}  // namespace veerpont::operations
