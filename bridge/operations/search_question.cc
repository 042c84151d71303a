#include "bridge/operations/search_question.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <optional>
#include <utility>

#include "bridge/base/text.h"
#include "bridge/base/time_zone.h"
#include "bridge/stuf/value.h"
#include "bridge/translate/scope.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;
using rules::Criterion;

constexpr std::size_t kMostValues = 50;  // of one criterion: more versions of a zaaktype is no use

// What a property holds, as texts: an empty one gives none.
std::optional<std::string> text_at(const json& object, const rules::ZgwPath& path) {
    const json* at = &object;
    for (const std::string& name : path.steps) {
        const auto found = at->is_object() ? at->find(name) : at->end();
        if (found == at->end()) {
            return std::nullopt;
        }
        at = &*found;
    }
    return translate::is_empty(*at) ? std::nullopt : std::optional(translate::text_of(*at));
}

// Dates and texts by their characters, moments by the time that they say.
int order_between(const std::string& a, const std::string& b) {
    if (a.size() > 10 && b.size() > 10) {
        const auto left = parse_iso_timestamp(a), right = parse_iso_timestamp(b);
        if (left && right) {
            return *left < *right ? -1 : *left > *right ? 1 : 0;
        }
    }
    return a.compare(b) < 0 ? -1 : a == b ? 0 : 1;
}

// The ISO date so many days later; empty when it is no date.
std::string shifted(const std::string& date, int days) {
    int year = 0;
    unsigned month = 0, day = 0;
    if (date.size() != 10 || std::sscanf(date.c_str(), "%4d-%2u-%2u", &year, &month, &day) != 3) {
        return "";
    }
    const std::chrono::year_month_day given{std::chrono::year{year}, std::chrono::month{month},
                                            std::chrono::day{day}};
    if (!given.ok()) {
        return "";
    }
    const std::chrono::year_month_day moved{std::chrono::sys_days{given} + std::chrono::days{days}};
    char text[16];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(moved.year()),
                  static_cast<unsigned>(moved.month()), static_cast<unsigned>(moved.day()));
    return text;
}

Problem unsupported(const std::string& path, const std::string& why) {
    return {Problem::Kind::kUnsupportedCriterion, "Het gaat om " + path + why + ".",
            "no criterion for " + path, ""};
}

// One part of the question: everything below gelijk, vanaf or totEnMet.
class PartReader {
  public:
    PartReader(StepContext& context, const rules::Search& search, Wanted::Is is, Question& question)
        : context_(context), search_(search), is_(is), question_(question) {}

    // What is of the object itself first: the relations may need its type.
    Result<void> read(xml::Element part) {
        std::vector<std::pair<xml::Element, const rules::SearchRelation*>> relations;
        for (const xml::Element child : part.children()) {
            if (const rules::SearchRelation* const relation = relation_of(child)) {
                relations.emplace_back(child, relation);
                continue;
            }
            Result<void> done =
                leaves(child, std::string(child.local()), "", search_.criteria, question_.wanted);
            if (!done.ok()) {
                return done;
            }
        }
        for (const auto& [element, relation] : relations) {
            Result<void> done = read_relation(element, *relation);
            if (!done.ok()) {
                return done;
            }
        }
        return {};
    }

  private:
    const rules::SearchRelation* relation_of(xml::Element child) const {
        const std::string_view name = child.local();
        const auto found = std::find_if(
            search_.relations.begin(), search_.relations.end(), [&](const rules::SearchRelation& relation) {
                return std::find(relation.names.begin(), relation.names.end(), name) !=
                           relation.names.end() ||
                       relation.otherwise == name ||
                       std::any_of(
                           relation.elements.begin(), relation.elements.end(), [&](const auto* table) {
                               return std::any_of(table->pairs.begin(), table->pairs.end(),
                                                  [&](const auto& pair) { return pair.first == name; });
                           });
            });
        return found == search_.relations.end() || child.nil() ? nullptr : &*found;
    }

    Result<void> read_relation(xml::Element element, const rules::SearchRelation& relation) {
        const std::string name(element.local());
        WantedRelation wanted{&relation, name, {}};
        for (const xml::Element below : element.children()) {
            Result<void> done =
                leaves(below, std::string(below.local()), name + "/", relation.criteria, wanted.wanted);
            if (!done.ok()) {
                return done;
            }
        }
        if (wanted.wanted.empty()) {
            return {};
        }
        if (is_ != Wanted::Is::kEqual || wanted.asked() == nullptr) {
            return unsupported(
                name + "/" + wanted.wanted.front().criterion->stuf.text,
                is_ == Wanted::Is::kEqual ? ", zonder nummer of type ernaast" : " in vanaf of totEnMet");
        }
        question_.relations.push_back(std::move(wanted));
        return {};
    }

    Result<void> leaves(xml::Element element, const std::string& path, const std::string& shown,
                        const std::vector<Criterion>& criteria, std::vector<Wanted>& wanted) {
        if (element.has_children()) {
            for (const xml::Element child : element.children()) {
                Result<void> done =
                    leaves(child, path + "/" + std::string(child.local()), shown, criteria, wanted);
                if (!done.ok()) {
                    return done;
                }
            }
            return {};
        }
        const stuf::Value value = stuf::value_of(element);
        if (!value.has_text() && !element.nil()) {
            return {};  // an element without a value says nothing
        }
        bool known = false;
        for (const Criterion& criterion : criteria) {
            if (criterion.stuf.text != path) {
                continue;
            }
            known = true;
            if (!criterion.ignored.empty()) {
                return {};
            }
            if (!value.has_text()) {
                if (is_ != Wanted::Is::kEqual) {
                    return unsupported(shown + path, " zonder waarde in vanaf of totEnMet");
                }
                wanted.push_back({&criterion, Wanted::Is::kEmpty, {}, true});
                return {};
            }
            stuf::Value sought = value;
            if (!value.text->starts_with(criterion.prefix)) {
                continue;
            }
            sought.text = value.text->substr(criterion.prefix.size());
            if (criterion.form.empty() || translate::has_form(*sought.text, criterion.form)) {
                return add(criterion, element, sought, shown + path, wanted);
            }
        }
        return unsupported(shown + path, known ? " met een waarde van deze vorm" : "");
    }

    Result<void> add(const Criterion& criterion, xml::Element element, const stuf::Value& value,
                     const std::string& shown, std::vector<Wanted>& wanted) {
        Wanted made{&criterion, is_, {}, !iequals(trim(element.attribute("exact")), "false")};
        if (!made.exact) {
            made.values.push_back(*value.text);
            wanted.push_back(std::move(made));
            return {};
        }
        rules::ConvertOptions options;
        if (const std::string_view mark = element.attribute("indOnvolledigeDatum"); mark.size() == 1) {
            options.incomplete = mark.front();
        }
        const bool partial = options.incomplete != 'V' && is_ != Wanted::Is::kEqual;
        if (partial) {
            return Problem{Problem::Kind::kPartialRange, "Het gaat om " + shown + ".",
                           "incomplete date in a range: " + shown, criterion.source.text()};
        }
        const Result<json> converted = criterion.converter->to_zgw(value, options);
        if (!converted.ok()) {
            Problem problem = converted.problem();
            problem.sender_text = shown + ": " + problem.sender_text;
            problem.source = criterion.source.text();
            return problem;
        }
        std::string text = translate::text_of(*converted);
        if (criterion.codes != nullptr) {
            const auto code = criterion.codes->to_zgw(text);
            if (!code) {
                return Problem{Problem::Kind::kUntranslatable,
                               shown + " komt niet voor in codetabel " + criterion.codes->name + ".",
                               "value is not in code table " + criterion.codes->name,
                               criterion.source.text()};
            }
            text = *code;
        }
        if (criterion.lookup == nullptr) {
            made.values.push_back(std::move(text));
        } else {
            Result<void> found = look_up(criterion, text, shown, made.values);
            if (!found.ok()) {
                return found;
            }
        }
        wanted.push_back(std::move(made));
        return {};
    }

    // All items that match; where the look-up needs a property on which the question selects too (the zaaktype of a
    // statustype), those with one of its values.
    Result<void> look_up(const Criterion& criterion, const std::string& text, const std::string& shown,
                         std::vector<std::string>& values) {
        std::vector<StepContext::With> all_needs(1);
        for (const Wanted& one : question_.wanted) {
            const auto& needs = criterion.lookup->needs;
            if (one.is == Wanted::Is::kEqual && one.exact && all_needs.front().empty() &&
                std::find(needs.begin(), needs.end(), one.criterion->zgw.text) != needs.end()) {
                all_needs.clear();
                for (const std::string& value : one.values) {
                    all_needs.push_back({{one.criterion->zgw.text, value}});
                }
            }
            if (all_needs.empty()) {
                break;
            }
        }
        for (const StepContext::With& needs : all_needs) {
            const Result<std::vector<json>> items = context_.lookup_matches(*criterion.lookup, text, needs);
            if (!items.ok()) {
                return items.problem();
            }
            for (const json& item : *items) {
                if (const auto found = item.find(criterion.lookup->to_zgw); found != item.end()) {
                    values.push_back(translate::text_of(*found));
                }
            }
        }
        if (values.size() > kMostValues) {
            return Problem{Problem::Kind::kTooManyResults, shown + " past bij te veel typen.",
                           "look-up " + criterion.lookup->name + " matches too many items",
                           criterion.source.text()};
        }
        question_.impossible = question_.impossible || values.empty();
        return {};
    }

    StepContext& context_;
    const rules::Search& search_;
    const Wanted::Is is_;
    Question& question_;
};

}  // namespace

std::string Wanted::parameter() const {
    switch (is) {
        case Is::kEqual:
            return exact ? criterion->gelijk : "";
        case Is::kAtLeast:
            return criterion->vanaf;
        case Is::kAtMost:
            return criterion->tot_en_met;
        case Is::kEmpty:
            return criterion->leeg;
    }
    return "";
}

std::string Wanted::parameter_value(const std::string& value) const {
    if (is == Is::kEmpty) {
        return "true";
    }
    if (is == Is::kAtLeast && criterion->vanaf.ends_with("__gt")) {
        return shifted(value, -1);
    }
    return is == Is::kAtMost && criterion->tot_en_met.ends_with("__lt") ? shifted(value, 1) : value;
}

bool Wanted::holds_for(const json& object) const {
    const std::optional<std::string> text = text_at(object, criterion->zgw);
    if (is == Is::kEmpty) {
        return !text;
    }
    return text && std::any_of(values.begin(), values.end(), [&](const std::string& value) {
               if (!exact) {
                   return to_lower(*text).find(to_lower(value)) != std::string::npos;
               }
               const int order = order_between(std::string(trim(*text)), value);
               return is == Is::kEqual ? order == 0 : is == Is::kAtLeast ? order >= 0 : order <= 0;
           });
}

const Wanted* WantedRelation::asked() const {
    const auto found = std::find_if(wanted.begin(), wanted.end(),
                                    [](const Wanted& one) { return !one.parameter().empty(); });
    return found == wanted.end() ? nullptr : &*found;
}

bool WantedRelation::holds_for(const json& resource) const {
    bool fits = relation->elements.empty(), known = false;
    for (std::size_t i = 0; i < relation->elements.size() && !fits; ++i) {
        const std::optional<std::string> kind = text_at(resource, relation->kinds[i]);
        const auto name = kind ? relation->elements[i]->to_stuf(*kind) : std::nullopt;
        fits = name == element;
        known = known || (i == 0 && name.has_value());
    }
    fits = fits || (!known && element == relation->otherwise);
    return fits && std::all_of(wanted.begin(), wanted.end(),
                               [&](const Wanted& one) { return one.holds_for(resource); });
}

Result<Question> Question::read(StepContext& context, const rules::Search& search) {
    Question made;
    const stuf::Message& message = *context.run().message;
    for (const auto& [is, part] : {std::pair{Wanted::Is::kEqual, message.gelijk()},
                                   {Wanted::Is::kAtLeast, message.vanaf()},
                                   {Wanted::Is::kAtMost, message.tot_en_met()}}) {
        if (part) {
            Result<void> done = PartReader(context, search, is, made).read(part);
            if (!done.ok()) {
                return done.problem();
            }
        }
    }
    return made;
}

}  // namespace veerpont::operations
