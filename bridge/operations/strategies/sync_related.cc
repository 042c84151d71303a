#include <algorithm>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "bridge/operations/compare.h"
#include "bridge/operations/identity.h"
#include "bridge/operations/scope.h"
#include "bridge/operations/step_context.h"
#include "bridge/operations/strategies/all.h"
#include "bridge/operations/strategies/relation_pairs.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;
using Change = RelationPair::Change;

std::string setting_text(const StepContext& context, std::string_view name) {
    const json value = context.setting(name);
    return value.is_string() ? value.get<std::string>() : "";
}

// Without what says nothing.
json pruned(const json& value) {
    if (!value.is_object()) {
        return value;
    }
    json kept = json::object();
    for (const auto& [name, one] : value.items()) {
        if (!blank(one)) {
            kept[name] = pruned(one);
        }
    }
    return kept;
}

// Brings the related resources of one zaak to what a message says.
class Sync {
  public:
    Sync(StepContext& context, const json& zaak)
        : context_(context),
          entity_(*context.step().body.entity),
          zaak_(text_property(zaak, "url")),
          with_(context.fill_with(context.step().body.with, json::object())) {}

    Result<json> run() {
        const std::vector<RelationPair> pairs = wanted_pairs();
        if (pairs.empty()) {
            return answer();
        }
        const std::string mode = setting_text(context_, "lijst");
        std::vector<json> named;
        for (const RelationPair& pair : pairs) {
            Result<json> body = translated(pair.named());
            if (body.ok() && body->is_null()) {  // keys alone do to find it
                body = context_.to_find(entity_, pair.named(), with_);
            }
            if (!body.ok()) {
                return body.problem();
            }
            named.push_back(std::move(*body));
        }
        // Elements that another entity translates are not about this collection.
        if (std::all_of(named.begin(), named.end(), [](const json& body) { return body.is_null(); })) {
            return answer();
        }
        Result<void> done = read_existing();
        for (std::size_t i = 0; done.ok() && i < pairs.size(); ++i) {
            if (named[i].is_null()) {
                continue;
            }
            done = mode.empty() ? relation(pairs[i], named[i]) : value(pairs[i], mode == "waarden");
        }
        if (done.ok() && mode == "volledig") {
            done = remove_unnamed(pairs);
        }
        if (done.ok()) {
            done = write();
        }
        return done.ok() ? answer() : Result<json>(done.problem());
    }

  private:
    struct There {
        json resource;
        bool wanted = false;  // the message names it
        bool gone = false;    // it is in removals_
    };

    // "object/extraElementen": below the object that the message is about.
    std::string within() const {
        const std::string& of = context_.step().for_each->of.text;
        const std::size_t slash = of.find('/');
        return slash == std::string::npos ? "" : of.substr(slash + 1);
    }

    xml::Element place_of(xml::Element object) const {
        const std::string below = within();
        return below.empty() ? object : object.find(below);
    }

    std::vector<RelationPair> wanted_pairs() const {
        const rules::ForEach& each = *context_.step().for_each;
        return relation_pairs(*context_.run().message, within(),
                              [&](xml::Element child) { return includes(each, child); });
    }

    Result<json> translated(xml::Element element) { return context_.to_zgw(entity_, element, with_, true); }

    Result<void> read_existing() {
        zgw::Call call;
        call.method = "GET";
        const std::string below = setting_text(context_, "onder-de-zaak");
        if (below.empty()) {
            call.api = zgw::Api::kZaken;
            call.target = setting_text(context_, "verzameling");
            call.query = {{"zaak", zaak_}};
        } else {
            Result<zgw::Call> made = context_.run().calls->make("GET", zaak_ + below);
            if (!made.ok()) {
                return made.problem();
            }
            call = std::move(*made);
        }
        const auto answer = context_.get_all(call);
        if (!answer.ok()) {
            return answer.failure().problem;
        }
        for (const json& one : answer->json()) {
            if (made_by(entity_, one)) {
                there_.push_back({one});
            }
        }
        collection_ = std::move(call);
        collection_.method = "POST";
        collection_.query.clear();
        return {};
    }

    struct Found {
        std::vector<std::size_t> all;
        bool sure = true;      // by a number; otherwise by what may fit more than one
        bool nameless = true;  // the message says nothing to find it by
    };

    Found find(const json& wanted) const {
        Found found;
        for (std::size_t i = 0; i < there_.size(); ++i) {
            const Recognised one = recognise(entity_, wanted, there_[i].resource);
            found.nameless = found.nameless && one == Recognised::kUnknown;
            if (!there_[i].gone && (one == Recognised::kSame || one == Recognised::kAlike)) {
                found.all.push_back(i);
                found.sure = found.sure && one == Recognised::kSame;
            }
        }
        found.nameless = found.nameless && !there_.empty();
        return found;
    }

    Problem ambiguous(const RelationPair& pair) const {
        return {Problem::Kind::kAmbiguous,
                "De zaak heeft meer dan één " + std::string(pair.named().local()) +
                    " die hierop past: noem het nummer van de betrokkene of het object.",
                "more than one related resource fits", context_.step().source.text()};
    }

    Result<void> relation(const RelationPair& pair, const json& named) {
        if (pair.change == Change::kRemove || pair.change == Change::kReplace) {
            Result<void> removed = remove(pair, named);
            if (!removed.ok() || pair.change == Change::kRemove) {
                return removed;
            }
        }
        Result<json> wanted = translated(pair.wordt);
        if (!wanted.ok()) {
            return wanted.problem();
        }
        if (wanted->is_null()) {
            if (pair.wordt != pair.named() || find(named).all.empty()) {
                context_.trace("object/" + std::string(pair.wordt.local()),
                               "Onvolledig, en de zaak heeft deze relatie niet: blijft weg.");
            }
            return {};
        }
        if (pair.change == Change::kAlter) {
            return alter(pair, named, *wanted);
        }
        const Found found = find(*wanted);
        for (const std::size_t index : found.all) {
            there_[index].wanted = true;
        }
        if (found.nameless && pair.change == Change::kKeep) {
            context_.trace("object/" + std::string(pair.wordt.local()),
                           "Niet te herkennen en niet als nieuw gemeld (verwerkingssoort T): blijft weg.");
            return {};
        }
        if (found.all.empty()) {
            add(std::move(*wanted));
        }
        return {};
    }

    Result<void> remove(const RelationPair& pair, const json& named) {
        const Found found = find(named);
        if (found.all.size() > 1 && !found.sure) {
            return ambiguous(pair);
        }
        if (found.all.empty()) {
            context_.trace("object/" + std::string(pair.named().local()),
                           "De zaak heeft deze relatie niet (meer).");
        }
        for (const std::size_t index : found.all) {
            take_away(index);
        }
        return {};
    }

    Result<void> alter(const RelationPair& pair, const json& was, const json& wordt) {
        Found found = find(was);
        if (found.all.empty()) {
            found = find(wordt);
        }
        if (found.all.size() > 1 && !found.sure) {
            return ambiguous(pair);
        }
        if (found.all.empty()) {
            add(wordt);
            return {};
        }
        const json& before = there_[found.all.front()].resource;
        const Recognised same = recognise(entity_, wordt, before);
        if (same == Recognised::kOther) {  // somebody else, or in another role
            for (const std::size_t index : found.all) {
                take_away(index);
            }
            add(wordt);
            return {};
        }
        Result<json> delta = context_.to_zgw(entity_, pair.wordt, with_, false);
        if (!delta.ok()) {
            return delta.problem();
        }
        const json kept = writable(before);
        json after = kept;
        after.merge_patch(delta->is_object() ? *delta : json::object());
        there_[found.all.front()].wanted = true;
        if (same_value(kept, after) && same_value(after, kept)) {
            return {};
        }
        if (setting_text(context_, "wijzigen") == "PATCH") {
            json body = json::object();
            for (const auto& [name, value] : after.items()) {
                if (!kept.contains(name) || kept[name] != value) {
                    body[name] = value;
                }
            }
            patches_.emplace_back(text_property(before, "url"), std::move(body), before);
            return {};
        }
        take_away(found.all.front());
        additions_.push_back(std::move(after));
        return {};
    }

    // What has no verwerkingssoort of its own: the current object says how it must be.
    Result<void> value(const RelationPair& pair, bool may_change) {
        if (!pair.wordt) {
            return {};
        }
        const Result<json> wanted = translated(pair.wordt);
        if (!wanted.ok()) {
            return wanted.problem();
        }
        if (wanted->is_null()) {
            return {};
        }
        if (may_change) {
            return alter(pair, *wanted, *wanted);
        }
        const Found found = find(*wanted);
        const auto free = std::find_if(found.all.begin(), found.all.end(),
                                       [&](std::size_t index) { return !there_[index].wanted; });
        if (free == found.all.end()) {
            add(*wanted);
        } else {
            there_[*free].wanted = true;
        }
        return {};
    }

    // A complete list: what it does not name disappears (zds-standard 5.4, multi-valued groups). With an old
    // object only what that names: what the sender never knew of stays.
    Result<void> remove_unnamed(const std::vector<RelationPair>& pairs) {
        const bool spoken_of = std::any_of(pairs.begin(), pairs.end(), [](const RelationPair& pair) {
            return static_cast<bool>(pair.wordt);
        });
        if (!spoken_of) {
            return {};
        }
        std::vector<bool> known(there_.size(), !context_.run().message->old_object());
        for (const xml::Element old : place_of(context_.run().message->old_object()).children()) {
            const Result<json> was = includes(*context_.step().for_each, old) && says_something(old)
                                         ? translated(old)
                                         : Result<json>(json());
            if (!was.ok()) {
                return was.problem();
            }
            for (const std::size_t index : was->is_null() ? std::vector<std::size_t>{} : find(*was).all) {
                known[index] = true;
            }
        }
        for (std::size_t index = 0; index < there_.size(); ++index) {
            if (known[index] && !there_[index].wanted && !there_[index].gone) {
                take_away(index);
            }
        }
        return {};
    }

    // Named twice in one message it is still one.
    bool added_already(const json& body) const {
        return std::any_of(additions_.begin(), additions_.end(), [&](const json& one) {
            return recognise(entity_, body, one) == Recognised::kSame || one == body;
        });
    }

    void add(json body) {
        if (added_already(body)) {
            return;
        }
        // ZGW allows some kinds of role only once: the new one takes the place of the old.
        const json once = context_.setting("enige");
        const std::string kind = kind_of(body);
        if (once.is_array() && !kind.empty() && std::find(once.begin(), once.end(), kind) != once.end()) {
            for (std::size_t index = 0; index < there_.size(); ++index) {
                if (!there_[index].gone &&
                    text_property(there_[index].resource, "omschrijvingGeneriek") == kind) {
                    take_away(index);
                }
            }
        }
        additions_.push_back(std::move(body));
    }

    std::string kind_of(const json& body) const {
        const json type = context_.item_of(text_property(body, "roltype"));
        return type.is_object() ? text_property(type, "omschrijvingGeneriek") : "";
    }

    void take_away(std::size_t index) {
        there_[index].gone = true;
        removals_.push_back(index);
    }

    // What a POST of the same would hold.
    json writable(const json& resource) const {
        json body = json::object();
        for (const std::string& name : entity_.properties) {
            const auto found = resource.find(name);
            if (found != resource.end() && !blank(*found)) {
                body[name] = pruned(*found);
            }
        }
        if (!zaak_.empty()) {
            body["zaak"] = zaak_;
        }
        return body;
    }

    Result<void> write() {
        std::vector<StepContext::Change> changes;
        const std::string collection = context_.run().calls->url_of(collection_);
        for (const std::size_t index : removals_) {
            const json& resource = there_[index].resource;
            Result<zgw::Call> call = context_.run().calls->make("DELETE", text_property(resource, "url"));
            if (!call.ok()) {
                return call.problem();
            }
            StepContext::Change change;
            change.call = std::move(*call);
            change.undo = "create " + collection;
            change.undo_body = writable(resource);
            changes.push_back(std::move(change));
        }
        for (json& body : additions_) {
            StepContext::Change change;
            change.call = collection_;
            change.body = std::move(body);
            change.undo = "DELETE {url}";
            changes.push_back(std::move(change));
        }
        const Result<std::vector<json>> answers = context_.change(std::move(changes), false);
        if (!answers.ok()) {
            return answers.problem();
        }
        for (const Patch& patch : patches_) {
            const Result<json> patched = context_.patch_restorable(patch.url, patch.body, patch.before);
            if (!patched.ok()) {
                return patched.problem();
            }
        }
        return {};
    }

    Result<json> answer() const {
        return json{{"toegevoegd", additions_.size()},
                    {"verwijderd", removals_.size()},
                    {"gewijzigd", patches_.size()}};
    }

    struct Patch {
        Patch(std::string to, json what, json from)
            : url(std::move(to)), body(std::move(what)), before(std::move(from)) {}
        std::string url;
        json body;
        json before;
    };

    StepContext& context_;
    const rules::Entity& entity_;
    std::string zaak_;
    StepContext::With with_;
    zgw::Call collection_;  // the POST that adds one
    std::vector<There> there_;
    std::vector<std::size_t> removals_;
    std::vector<json> additions_;
    std::vector<Patch> patches_;
};

class SyncRelated final : public Strategy {
  public:
    std::string_view name() const override { return "sync-related"; }
    std::string_view about() const override {
        return "Brengt rollen, zaakobjecten of eigenschappen van een zaak op wat de melding zegt: oud en "
               "nieuw "
               "object per relatie vergeleken, herkend aan identity van de entiteit.";
    }

    Result<json> run(StepContext& context) const override {
        const auto zaak = context.scope().find("zaak");
        if (zaak == context.scope().end() || !zaak->is_object() || context.step().body.entity == nullptr ||
            !context.step().for_each) {
            return Problem{Problem::Kind::kInternal, "",
                           "strategy sync-related needs a step 'zaak' before it, a for-each and a body",
                           context.step().source.text()};
        }
        return Sync(context, *zaak).run();
    }
};

}  // namespace

const Strategy& sync_related() {
    static const SyncRelated strategy;
    return strategy;
}

}  // namespace veerpont::operations
