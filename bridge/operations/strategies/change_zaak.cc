#include <algorithm>
#include <array>
#include <string>

#include <nlohmann/json.hpp>

#include "bridge/operations/compare.h"
#include "bridge/operations/scope.h"
#include "bridge/operations/step_context.h"
#include "bridge/operations/strategies/all.h"
#include "bridge/xml/writer.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;

// What decides which zaak this is, and what ZGW never changes.
constexpr std::array<std::string_view, 3> kFixed = {"identificatie", "bronorganisatie", "zaaktype"};

class ChangeZaak final : public Strategy {
  public:
    std::string_view name() const override { return "change-zaak"; }
    std::string_view about() const override {
        return "Wijzigt van een zaak alleen de eigenschappen die de melding noemt en die in het register "
               "anders "
               "zijn; is er niets anders, dan wordt er niets geschreven.";
    }

    Result<json> run(StepContext& context) const override {
        const auto zaak = context.scope().find("zaak");
        const rules::Body& rule = context.step().body;
        if (zaak == context.scope().end() || !zaak->is_object() || rule.entity == nullptr) {
            return Problem{Problem::Kind::kInternal, "",
                           "strategy change-zaak needs a step 'zaak' before it and a body",
                           context.step().source.text()};
        }
        const std::string_view number = context.object().child("identificatie").text();
        if (!number.empty() && number != text_property(*zaak, "identificatie") && !context.run().dry) {
            return Problem{
                Problem::Kind::kUntranslatable,
                "Het nummer van een zaak ligt vast: noem in beide objecten dezelfde identificatie.",
                "the objects have different identificaties", context.step().source.text()};
        }
        Result<json> body = context.to_zgw(*rule.entity, context.object(),
                                           context.fill_with(rule.with, json::object()), false);
        if (!body.ok()) {
            return body.problem();
        }
        Result<json> old = json::object();
        if (const xml::Element was = context.run().message->old_object()) {
            old = context.to_zgw(*rule.entity, was, context.fill_with(rule.with, json::object()), false);
            if (!old.ok()) {
                return old.problem();
            }
            if (!old->is_object()) {
                old = json::object();
            }
        }
        json changes = json::object();
        for (const auto& [name, wanted] : body->items()) {
            const auto before = zaak->find(name);
            const json& there = before == zaak->end() ? json() : *before;
            const bool has_old = static_cast<bool>(context.run().message->old_object());
            const json value =
                has_old && wanted.is_array() ? merged(there, old->value(name, json()), wanted) : wanted;
            const bool same = blank(value) ? blank(there) : same_value(there, value);
            if (!same && std::find(kFixed.begin(), kFixed.end(), name) == kFixed.end() &&
                !reads_the_same(context, *rule.entity, name, there, value)) {
                changes[name] = value;
            }
        }
        if (changes.empty()) {
            return *zaak;
        }
        return context.patch_restorable(text_property(*zaak, "url"), changes, *zaak);
    }

  private:
    static bool holds(const json& list, const json& item) {
        return list.is_array() && std::any_of(list.begin(), list.end(), [&](const json& one) {
                   return same_value(one, item) && same_value(item, one);
               });
    }

    // Of a list with several values the old object says what the sender knew: what it leaves out of the new one
    // disappears, what is new comes with it, and what the sender never named stays.
    static json merged(const json& there, const json& was, const json& wordt) {
        json list = json::array();
        for (const json& item : there.is_array() ? there : json::array()) {
            if (holds(wordt, item) || !holds(was, item)) {
                list.push_back(item);
            }
        }
        for (const json& item : wordt) {
            if (!holds(list, item)) {
                list.push_back(item);
            }
        }
        return list;
    }

    // Both values are one and the same in StUF: the sender gives back what it was given (56 days for eight
    // weeks), and the register keeps what it has.
    static bool reads_the_same(StepContext& context, const rules::Entity& entity, const std::string& name,
                               const json& there, const json& wanted) {
        const auto in_scope = [&](std::string_view path) {
            return std::any_of(entity.fields.begin(), entity.fields.end(), [&](const rules::FieldRule& rule) {
                return !rule.zgw.empty() && rule.zgw.steps.front() == name &&
                       (within(path, rule.stuf.text) || within(rule.stuf.text, path));
            });
        };
        const Result<xml::Node> before = context.to_stuf(entity, json{{name, there}}, in_scope);
        const Result<xml::Node> after = context.to_stuf(entity, json{{name, wanted}}, in_scope);
        return before.ok() && after.ok() && !before->children.empty() &&
               xml::to_string(*before) == xml::to_string(*after);
    }

    static bool within(std::string_view path, std::string_view outer) {
        return path.starts_with(outer) && (path.size() == outer.size() || path[outer.size()] == '/');
    }
};

}  // namespace

const Strategy& change_zaak() {
    static const ChangeZaak strategy;
    return strategy;
}

}  // namespace veerpont::operations
