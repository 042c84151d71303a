#include "bridge/translate/run.h"

#include <algorithm>
#include <string>
#include <utility>

#include "bridge/base/masking.h"
#include "bridge/base/text.h"

namespace veerpont::translate {

namespace {

using nlohmann::json;

std::string joined(const std::string& base, const std::string& more, std::string_view separator) {
    if (more.empty() || more == ".") return base;
    return base.empty() ? more : base + std::string(separator) + more;
}

}  // namespace

Place Place::below(const std::string& stuf_path, const std::string& zgw_path) const {
    Place place = *this;
    place.stuf = joined(stuf, stuf_path, "/");
    place.scope = joined(scope, stuf_path, "/");
    place.zgw = joined(zgw, zgw_path, zgw.find(' ') == std::string::npos ? " " : ".");
    return place;
}

Run::Run(const Context& context) : context_(context) {
    for (const auto& [name, value] : context.with)
        locals_[name] = value;
    if (!context.today.empty()) locals_["today"] = context.today;
}

Found Run::look_up(const rules::Lookup& table, bool reverse, const std::string& value, const json& own) {
    LookupRequest request{&table, reverse, value, {}};
    if (!reverse) {
        for (const std::string& need : table.needs) {
            std::string& supplied = request.needs[need];
            if (const auto with = context_.with.find(need); with != context_.with.end()) {
                supplied = with->second;
            } else if (own.is_object() && own.contains(need)) {
                supplied = text_of(own.at(need));
            }
        }
    }
    Found found;
    if (context_.answers != nullptr) {
        if (const auto answer = context_.answers->find(request); answer != context_.answers->end()) {
            if (answer->second.is_null()) return found;
            found.state = Found::State::kItem;
            found.item = &answer->second;
            locals_[table.name] = *found.item;
            return found;
        }
    }
    found.state = Found::State::kPending;
    if (std::find(missing_.begin(), missing_.end(), request) == missing_.end())
        missing_.push_back(std::move(request));
    return found;
}

void Run::note(TraceEntry::Outcome outcome, const Place& place, const rules::FieldRule& rule,
               std::string from, std::string to, std::string reason) {
    if (context_.trace == nullptr) return;
    const bool masked = (place.personal || rule.personal) && !context_.show_values;
    TraceEntry entry;
    entry.outcome = outcome;
    entry.stuf = joined(place.stuf, rule.stuf.text, "/");
    entry.zgw = place.below("", rule.zgw.text).zgw;
    entry.from = masked ? mask_value(from) : std::move(from);
    entry.to = masked ? mask_value(to) : std::move(to);
    entry.rule = rule.source.text();
    if (rule.converter != nullptr && rule.converter->name() != "text") {
        entry.rule += " " + std::string(rule.converter->name());
    }
    if (rule.codes != nullptr) entry.rule += " codes " + rule.codes->name;
    if (rule.lookup != nullptr) entry.rule += " lookup " + rule.lookup->name;
    entry.reason = std::move(reason);
    entries_.push_back(std::move(entry));
}

void Run::report() {
    if (context_.trace == nullptr) return;
    for (TraceEntry& entry : entries_)
        context_.trace->add(std::move(entry));
    entries_.clear();
}

const json* property_at(const json& object, const rules::ZgwPath& path) {
    const json* at = &object;
    for (const std::string& step : path.steps) {
        if (at->is_array() && all_digits(step) && step.size() < 7) {
            const std::size_t index = std::stoul(step);
            if (index >= at->size()) return nullptr;
            at = &(*at)[index];
        } else if (at->is_object() && at->contains(step)) {
            at = &at->at(step);
        } else {
            return nullptr;
        }
    }
    return at;
}

void set_property(json& object, const rules::ZgwPath& path, json value) {
    json* at = &object;
    for (const std::string& step : path.steps) {
        if (all_digits(step) && step.size() < 4 && (at->is_null() || at->is_array())) {
            if (at->is_null()) *at = json::array();
            const std::size_t index = std::stoul(step);
            while (at->size() <= index)
                at->push_back(nullptr);
            at = &(*at)[index];
        } else {
            if (!at->is_object()) *at = json::object();
            at = &(*at)[step];
        }
    }
    *at = std::move(value);
}

Problem at_rule(Problem problem, const Place& place, const rules::FieldRule& rule) {
    const std::string where = joined(place.stuf, rule.stuf.text, "/");
    if (!where.empty()) problem.sender_text = "Element " + where + ": " + problem.sender_text;
    problem.log_text += " (" + where + ")";
    problem.source = rule.source.text();
    return problem;
}

}  // namespace veerpont::translate
