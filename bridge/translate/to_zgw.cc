// StUF -> ZGW: walks the rules of an entity over one element and builds one JSON object.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "bridge/base/text.h"
#include "bridge/translate/run.h"
#include "bridge/translate/translate.h"

namespace veerpont::translate {

namespace {

using nlohmann::json;
using rules::FieldRule;
using rules::Only;
using rules::Required;
using xml::Element;
using Outcome = TraceEntry::Outcome;

// What came of the rules of one object.
struct Level {
    std::optional<Problem> lacks;  // a required value is missing
    bool left_out = false;         // no case of its choice fits: the object makes no sense without
    bool usable() const { return !lacks && !left_out; }
};

// The value of one rule: nothing, a JSON value, still waiting for a look-up, or left out because of a
// problem.
struct Made {
    enum class State { kNothing, kValue, kPending, kRefused };
    State state = State::kNothing;
    json value;
    std::optional<Problem> problem;
};

class ToZgwTranslation {
  public:
    explicit ToZgwTranslation(const Context& context) : run_(context) {}

    Result<ToZgw> translate(const rules::Entity& entity, Element element) {
        run_.set_element(element.local());
        const Place place{std::string(element.local()), entity.zgw, "", entity.personal};
        json body = json::object();
        // What the step supplies comes first: look-ups and `when` may use it, and no rule overrules it.
        for (const std::string& property : entity.properties) {
            const auto supplied = run_.context().with.find(property);
            if (supplied != run_.context().with.end() && !supplied->second.empty())
                body[property] = supplied->second;
        }
        auto level = fields(entity.fields, element, place, body);
        if (!level) {
            run_.report();
            return level.problem();
        }
        ToZgw out;
        out.missing = run_.missing();
        if (!out.missing.empty()) return out;  // the trace is reported by the last round
        run_.report();
        if (level->left_out) return out;
        if (level->lacks) {
            if (entity.omit_incomplete) return out;
            return *level->lacks;
        }
        out.body = std::move(body);
        return out;
    }

  private:
    Result<Level> fields(const std::vector<FieldRule>& rules, Element element, const Place& place,
                         json& out) {
        Level level;
        std::map<std::string, Problem> refused;  // by target: why a required value is missing
        std::set<std::string> pending;
        std::vector<const FieldRule*> required;
        for (const FieldRule& rule : rules) {
            if (rule.only == Only::kToStuf || rule.kind == FieldRule::Kind::kStufOnly) continue;
            if (rule.when && !holds(*rule.when, element, run_.scope())) continue;
            const bool counts = !run_.context().identifying || place.scope.empty();
            if (counts && (rule.required == Required::kAlways ||
                           (rule.required == Required::kCreate && run_.context().creating))) {
                required.push_back(&rule);
            }
            const json* present = rule.zgw.empty() ? nullptr : property_at(out, rule.zgw);
            if ((present != nullptr && !present->is_null()) || pending.contains(rule.zgw.text)) continue;
            Made made;
            switch (rule.kind) {
                case FieldRule::Kind::kPair:
                    made = pair(rule, element, place, out);
                    break;
                case FieldRule::Kind::kGroup: {
                    auto result = group(rule, element, place, out);
                    if (!result) return result.problem();
                    made = std::move(*result);
                    break;
                }
                case FieldRule::Kind::kChoice: {
                    const auto fits = choice(rule, element, place, out);
                    if (!fits) return fits.problem();
                    level.left_out = level.left_out || !*fits;
                    continue;
                }
                case FieldRule::Kind::kZgwOnly:
                    made = supplied(rule, place);
                    break;
                case FieldRule::Kind::kIgnored:
                    ignored(rule, element, place);
                    continue;
                case FieldRule::Kind::kStufOnly:
                    continue;
            }
            if (made.state == Made::State::kRefused) {
                if (rule.on_error == rules::OnError::kFail) return *made.problem;
                refused.insert_or_assign(rule.zgw.text, std::move(*made.problem));
            } else if (made.state == Made::State::kPending) {
                pending.insert(rule.zgw.text);
            } else if (made.state == Made::State::kValue) {
                set_property(out, rule.zgw, std::move(made.value));
            }
        }
        for (const FieldRule* rule : required) {
            const json* value = property_at(out, rule->zgw);
            if (level.lacks || pending.contains(rule->zgw.text) || (value != nullptr && !is_empty(*value)))
                continue;
            const auto why = refused.find(rule->zgw.text);
            level.lacks = why != refused.end() ? why->second
                                               : at_rule({Problem::Kind::kMissingValue,
                                                          "Dit verplichte gegeven ontbreekt.",
                                                          "required value is missing",
                                                          {}},
                                                         place, *rule);
        }
        return level;
    }

    // ---- pairs

    Made pair(const FieldRule& rule, Element element, const Place& place, const json& own) {
        if (rule.converter->takes_element()) return structure(rule, element, place);
        stuf::Value value = value_at(element, rule.stuf);
        Element where = find(element, rule.stuf);
        for (const rules::StufPath& other : rule.also_read) {
            // In a change only what the message names itself is said: a title is no file name.
            if (value.has_text() || !run_.context().creating) break;
            stuf::Value candidate = value_at(element, other);
            if (!candidate.has_text()) continue;
            value = std::move(candidate);
            where = find(element, other);
        }
        if (!value.has_text()) {
            if (clears(value)) {
                run_.note(Outcome::kCleared, place, rule, "", "", "geenWaarde");
                return {Made::State::kValue, cleared(rule), {}};
            }
            return without_value(rule, place, own);
        }
        const std::string from = *value.text;
        Made made = converted(rule, value, where, place, own);
        if (made.state == Made::State::kRefused && rule.on_error == rules::OnError::kOmit) {
            run_.note(Outcome::kDropped, place, rule, from, "", made.problem->sender_text);
            Made instead = without_value(rule, place, own);
            if (instead.state != Made::State::kNothing) return instead;
        }
        if (made.state == Made::State::kValue) {
            run_.note(outcome_, place, rule, from, text_of(made.value), reason_);
            ++said_;
        }
        return made;
    }

    Made converted(const FieldRule& rule, const stuf::Value& value, Element where, const Place& place,
                   const json& own) {
        outcome_ = Outcome::kTranslated;
        reason_.clear();
        rules::ConvertOptions options{rule.partial, 'V'};
        if (const std::string_view mark = where.attribute("indOnvolledigeDatum"); mark.size() == 1) {
            options.incomplete = mark.front();
        }
        auto result = rule.converter->to_zgw(value, options);
        if (!result) return refused(rule, place, result.problem());
        json made = std::move(*result);
        if (is_empty(made)) return {};
        if (options.incomplete != 'V') reason_ = "onvolledige datum: eerste dag aangenomen";
        if (rule.codes != nullptr) {
            const auto code = rule.codes->to_zgw(text_of(made));
            if (!code) {
                return refused(rule, place,
                               {Problem::Kind::kUntranslatable,
                                "De waarde komt niet voor in codetabel " + rule.codes->name + ".",
                                "value is not in code table " + rule.codes->name,
                                {}});
            }
            made = *code;
        }
        if (rule.lookup != nullptr) return looked_up(rule, text_of(made), place, own);
        return limited(rule, std::move(made), place);
    }

    Made looked_up(const FieldRule& rule, const std::string& sought, const Place& place, const json& own) {
        Found found = run_.look_up(*rule.lookup, false, sought, own);
        if (found.state == Found::State::kAbsent && !rule.lookup_fallback.empty() &&
            !run_.context().creating) {
            run_.note(Outcome::kDropped, place, rule, sought, "", "onbekend; blijft zoals het is");
            return {};
        }
        if (found.state == Found::State::kAbsent && !rule.lookup_fallback.empty() &&
            rule.lookup_fallback != sought) {
            found = run_.look_up(*rule.lookup, false, rule.lookup_fallback, own);
            outcome_ = Outcome::kDefaulted;
            reason_ = "onbekend; in plaats daarvan '" + rule.lookup_fallback + "'";
        }
        if (found.state == Found::State::kPending) return {Made::State::kPending, {}, {}};
        if (found.state == Found::State::kItem && found.item->contains(rule.lookup->to_zgw)) {
            return {Made::State::kValue, found.item->at(rule.lookup->to_zgw), {}};
        }
        const std::string shown = place.personal || rule.personal ? std::string() : " '" + sought + "'";
        return refused(
            rule, place,
            {Problem::Kind::kUnknownType,
             "De waarde" + shown + " is niet gevonden in de catalogus (" + rule.lookup->name + ").",
             "not found in look-up " + rule.lookup->name,
             {}});
    }

    Made limited(const FieldRule& rule, json value, const Place& place) {
        if (rule.max == 0 || !value.is_string()) return {Made::State::kValue, std::move(value), {}};
        const auto& text = value.get_ref<const std::string&>();
        if (utf8_length(text) <= rule.max) return {Made::State::kValue, std::move(value), {}};
        if (!rule.truncate) {
            return refused(rule, place,
                           {Problem::Kind::kUntranslatable,
                            "De waarde is langer dan " + std::to_string(rule.max) + " tekens.",
                            "value is too long",
                            {}});
        }
        outcome_ = Outcome::kTruncated;
        reason_ = "ingekort tot " + std::to_string(rule.max) + " tekens";
        return {Made::State::kValue, std::string(utf8_prefix(text, rule.max)), {}};
    }

    Made structure(const FieldRule& rule, Element element, const Place& place) {
        Made last;
        for (const Element at : find_all(element, rule.stuf)) {
            if (at.nil() || !at.has_children()) continue;
            auto result = rule.converter->element_to_zgw(at);
            if (result) {
                run_.note(Outcome::kTranslated, place, rule, std::string(at.first_child().local()),
                          result->dump());
                ++said_;
                return {Made::State::kValue, std::move(*result), {}};
            }
            last = refused(rule, place, result.problem());
            if (rule.on_error == rules::OnError::kOmit) {
                run_.note(Outcome::kDropped, place, rule, std::string(at.first_child().local()), "",
                          last.problem->sender_text);
            }
        }
        return last;
    }

    // The value is empty: the fallback of the look-up, the default, or nothing. A change never fills in a
    // default.
    Made without_value(const FieldRule& rule, const Place& place, const json& own) {
        if (!run_.context().creating) return {};
        if (rule.lookup != nullptr && !rule.lookup_fallback.empty()) {
            Made made = looked_up(rule, rule.lookup_fallback, place, own);
            if (made.state == Made::State::kValue) {
                run_.note(Outcome::kDefaulted, place, rule, "", text_of(made.value),
                          "standaard '" + rule.lookup_fallback + "'");
            }
            return made;
        }
        if (!rule.default_to_zgw && rule.default_template.empty()) return {};
        json value;
        if (!rule.default_template.empty()) {
            value = run_.scope().fill_value(rule.default_template);
        } else if (*rule.default_to_zgw == "today") {
            value = run_.context().today;
        } else {
            value = *rule.default_to_zgw;
        }
        if (is_empty(value)) return {};
        outcome_ = Outcome::kDefaulted;
        Made made = limited(rule, std::move(value), place);
        if (made.state == Made::State::kValue)
            run_.note(Outcome::kDefaulted, place, rule, "", text_of(made.value));
        return made;
    }

    // ---- the other kinds

    Made supplied(const FieldRule& rule, const Place& place) {
        if (!run_.context().creating) return {};
        if (rule.from.empty()) return without_value(rule, place, json());
        json value = run_.scope().fill_value(rule.from);
        if (is_empty(value)) return without_value(rule, place, json());
        run_.note(Outcome::kTranslated, place, rule, rule.from.text, text_of(value));
        return limited(rule, std::move(value), place);
    }

    Result<Made> group(const FieldRule& rule, Element element, const Place& place, json& out) {
        json list = json::array();
        bool cleared_group = false;
        const Place inside = place.below(rule.stuf.text, rule.zgw.text);
        for (const Element at : find_all(element, rule.stuf)) {
            if (at.nil()) {
                cleared_group = cleared_group || clears(stuf::value_of(at));
                continue;
            }
            json object = json::object();
            const std::size_t mark = run_.mark();
            const std::size_t said_before = said_;
            auto level = fields(rule.fields, at, inside, object);
            if (!level) return level.problem();
            if (run_.pending() && (level->lacks || object.empty()))
                return Made{Made::State::kPending, {}, {}};
            if (said_ == said_before) {  // defaults alone make no object
                run_.take_back(mark);
                continue;
            }
            if (!level->usable()) {
                if (!rule.omit_incomplete) return level->lacks ? *level->lacks : incomplete(rule, place);
                run_.take_back(mark);
                run_.note(Outcome::kDropped, place, rule, "", "", why(*level));
                continue;
            }
            if (rule.zgw.empty()) {
                out.update(object);
                return Made{};
            }
            list.push_back(std::move(object));
            if (!rule.many) break;
        }
        if (!list.empty())
            return Made{Made::State::kValue, rule.many ? std::move(list) : std::move(list.front()), {}};
        if (cleared_group && !rule.zgw.empty()) {
            run_.note(Outcome::kCleared, place, rule, "", "", "geenWaarde");
            return Made{Made::State::kValue, rule.many ? json::array() : json(), {}};
        }
        if (!rule.default_to_zgw && rule.default_template.empty()) return Made{};
        return without_value(rule, place, json());
    }

    // True when a case fits.
    Result<bool> choice(const FieldRule& rule, Element element, const Place& place, json& out) {
        std::string reason = "niets ingevuld waarvoor een regel is";
        for (const FieldRule::Case& one : rule.cases) {
            if (one.only == Only::kToStuf || (one.when && !holds(*one.when, element, run_.scope()))) continue;
            for (const Element at : find_all(element, one.stuf)) {
                if (at.nil()) continue;
                json object = json::object();
                const std::size_t mark = run_.mark();
                const std::size_t said_before = said_;
                Place inside = place.below(one.stuf.text, one.zgw.text);
                inside.personal = inside.personal || one.entity->personal;
                auto level = fields(one.entity->fields, at, inside, object);
                if (!level) return level.problem();
                const bool said = said_ != said_before;
                const bool waits = run_.pending() && (said || level->lacks);
                if (!waits && (!said || !level->usable())) {
                    run_.take_back(mark);
                    if (said) reason = why(*level);
                    continue;
                }
                set_property(out, rule.zgw, one.is);
                for (const auto& [path, value] : one.with)
                    set_property(out, path, value);
                if (one.zgw.empty()) {
                    out.update(object);
                } else {
                    set_property(out, one.zgw, std::move(object));
                }
                if (run_.tracing()) {
                    FieldRule shown = rule;
                    shown.stuf = one.stuf;
                    shown.source = one.source.file.empty() ? rule.source : one.source;
                    run_.note(Outcome::kTranslated, place, shown, std::string(at.local()), one.is);
                }
                return true;
            }
        }
        run_.note(Outcome::kDropped, place, rule, "", "", reason);
        return false;
    }

    void ignored(const FieldRule& rule, Element element, const Place& place) {
        if (rule.stuf.empty()) return;
        const stuf::Value value = value_at(element, rule.stuf);
        const Element at = find(element, rule.stuf);
        const bool structure =
            rule.stuf.attribute.empty() && rule.stuf.extra_element.empty() && at && at.has_children();
        if (value.has_text() || structure) {
            run_.note(Outcome::kIgnored, place, rule, value.text.value_or(""), "", rule.note);
        }
    }

    // ---- small things

    bool clears(const stuf::Value& value) const {
        const rules::NoValuePolicy* policy = run_.context().no_value;
        if (run_.context().creating || !value.no_value || policy == nullptr) return false;
        const auto action = policy->to_zgw.find(*value.no_value);
        return action != policy->to_zgw.end() && action->second == rules::NoValueAction::kClear;
    }

    // Texts are cleared by "", everything else by null.
    static json cleared(const FieldRule& rule) {
        const bool plain = rule.lookup == nullptr && rule.converter->name() == "text";
        return plain ? json("") : json();
    }

    static Made refused(const FieldRule& rule, const Place& place, Problem problem) {
        return {Made::State::kRefused, {}, at_rule(std::move(problem), place, rule)};
    }

    static Problem incomplete(const FieldRule& rule, const Place& place) {
        return at_rule(
            {Problem::Kind::kMissingValue, "Dit gegeven is niet volledig.", "incomplete group", {}}, place,
            rule);
    }

    static std::string why(const Level& level) {
        return level.lacks ? "onvolledig: " + level.lacks->sender_text : "onvolledig";
    }

    Run run_;
    std::size_t said_ = 0;                    // values of the message that were translated
    Outcome outcome_ = Outcome::kTranslated;  // of the value being made
    std::string reason_;
};

}  // namespace

Result<ToZgw> to_zgw(const rules::Entity& entity, xml::Element element, const Context& context) {
    return ToZgwTranslation(context).translate(entity, element);
}

}  // namespace veerpont::translate
