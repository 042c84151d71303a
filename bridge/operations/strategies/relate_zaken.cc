#include <algorithm>
#include <string>

#include <nlohmann/json.hpp>

#include "bridge/operations/scope.h"
#include "bridge/operations/step_context.h"
#include "bridge/operations/strategies/all.h"
#include "bridge/operations/strategies/relation_pairs.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;

using Change = RelationPair::Change;

constexpr std::string_view kDefaultAard = "onderwerp";

bool relates_zaken(xml::Element element) {
    return element.local() == "heeftAlsHoofdzaak" || element.local() == "heeftAlsDeelzaak" ||
           element.local() == "heeftBetrekkingOpAndere";
}

json related_zaken(const json& zaak) {
    const auto found = zaak.find("relevanteAndereZaken");
    return found != zaak.end() && found->is_array() ? *found : json::array();
}

// The list of related zaken with one more; unchanged when it is there already.
json with_relation(const json& zaak, const std::string& url, const std::string& aard) {
    json list = related_zaken(zaak);
    const bool there = std::any_of(list.begin(), list.end(),
                                   [&](const json& one) { return text_property(one, "url") == url; });
    if (!there) {
        list.push_back({{"url", url}, {"aardRelatie", aard}});
    }
    return list;
}

json without_relation(const json& zaak, const std::string& url) {
    json list = json::array();
    for (json& one : related_zaken(zaak)) {
        if (text_property(one, "url") != url) {
            list.push_back(std::move(one));
        }
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
        for (const RelationPair& pair : relation_pairs(*context.run().message, "", relates_zaken)) {
            const bool removes = pair.change == Change::kRemove || pair.change == Change::kReplace ||
                                 (pair.change == Change::kAlter && other_number(pair));
            if (removes) {
                const Result<json> other = other_zaak(context, own, pair.named());
                const Result<void> removed =
                    !other.ok() ? Result<void>(other.problem()) : remove(context, own, pair, *other);
                if (!removed.ok()) {
                    return removed.problem();
                }
            }
            if (pair.change == Change::kRemove) {
                continue;
            }
            const Result<json> other = other_zaak(context, own, pair.wordt);
            if (!other.ok()) {
                return other.problem();
            }
            if (other->is_null()) {
                continue;
            }
            const Result<void> added = add(context, own, pair, *other);
            if (!added.ok()) {
                return added.problem();
            }
            related.push_back(text_property(*other, "url"));
        }
        return json{{"zaken", std::move(related)}};
    }

  private:
    static std::string_view number_of(xml::Element relation) {
        return relation.find("gerelateerde/identificatie").text();
    }

    static bool other_number(const RelationPair& pair) {
        return pair.was && !number_of(pair.was).empty() && number_of(pair.was) != number_of(pair.wordt);
    }

    // The related zaak; null when the message names none or it does not exist.
    static Result<json> other_zaak(StepContext& context, const json& own, xml::Element relation) {
        const std::string_view identificatie = number_of(relation);
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

    // A zaak that this message made needs no undo of its own for changes to it.
    static Result<void> change_own(StepContext& context, json& own, const json& body) {
        const std::string url = text_property(own, "url");
        if (context.run().creating_step() == nullptr) {
            const Result<json> patched = context.patch_restorable(url, body, own);
            if (!patched.ok()) {
                return patched.problem();
            }
            own.update(body);
            return {};
        }
        Result<zgw::Call> call = context.run().calls->make("PATCH", url);
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

    static Result<void> change_other(StepContext& context, const json& other, const json& body) {
        const Result<json> patched = context.patch_restorable(text_property(other, "url"), body, other);
        return patched.ok() ? Result<void>() : Result<void>(patched.problem());
    }

    static Result<void> add(StepContext& context, json& own, const RelationPair& pair, const json& other) {
        const std::string_view name = pair.wordt.local();
        const std::string url = text_property(other, "url");
        const std::string own_url = text_property(own, "url");
        if (name == "heeftAlsHoofdzaak") {
            return text_property(own, "hoofdzaak") == url ? Result<void>()
                                                          : change_own(context, own, {{"hoofdzaak", url}});
        }
        if (name == "heeftAlsDeelzaak") {
            const std::string hoofdzaak = text_property(other, "hoofdzaak");
            if (hoofdzaak == own_url) {
                return {};
            }
            if (!hoofdzaak.empty()) {
                return Problem{Problem::Kind::kConflict,
                               "Zaak " + text_property(other, "identificatie") +
                                   " is al deelzaak van een andere zaak. Maak haar daar eerst van los.",
                               "deelzaak has another hoofdzaak", context.step().source.text()};
            }
            return change_other(context, other, {{"hoofdzaak", own_url}});
        }
        const json wanted = context.setting("aard-relatie");
        const std::string aard = wanted.is_string() ? wanted.get<std::string>() : std::string(kDefaultAard);
        return set_lists(context, own, with_relation(own, url, aard), other,
                         with_relation(other, own_url, aard));
    }

    static Result<void> remove(StepContext& context, json& own, const RelationPair& pair, const json& other) {
        if (other.is_null()) {
            return {};
        }
        const std::string_view name = pair.named().local();
        const std::string url = text_property(other, "url");
        const std::string own_url = text_property(own, "url");
        if (name == "heeftAlsHoofdzaak") {
            return text_property(own, "hoofdzaak") != url
                       ? Result<void>()
                       : change_own(context, own, {{"hoofdzaak", nullptr}});
        }
        if (name == "heeftAlsDeelzaak") {
            return text_property(other, "hoofdzaak") != own_url
                       ? Result<void>()
                       : change_other(context, other, {{"hoofdzaak", nullptr}});
        }
        return set_lists(context, own, without_relation(own, url), other, without_relation(other, own_url));
    }

    // Both zaken know of each other; a list that is right already is left alone.
    static Result<void> set_lists(StepContext& context, json& own, const json& own_list, const json& other,
                                  const json& other_list) {
        if (related_zaken(own) != own_list) {
            Result<void> changed = change_own(context, own, {{"relevanteAndereZaken", own_list}});
            if (!changed.ok()) {
                return changed;
            }
        }
        return related_zaken(other) == other_list
                   ? Result<void>()
                   : change_other(context, other, {{"relevanteAndereZaken", other_list}});
    }
};

}  // namespace

const Strategy& relate_zaken() {
    static const RelateZaken strategy;
    return strategy;
}

}  // namespace veerpont::operations
