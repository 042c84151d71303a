#include "bridge/operations/scope.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "bridge/base/time_zone.h"
#include "bridge/xml/document.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;

// The value at a path of names, or nullptr.
const json* follow(const json& start, const std::vector<std::string>& path) {
    const json* at = &start;
    for (const std::string& name : path) {
        if (at->is_object()) {
            const auto found = at->find(name);
            if (found == at->end()) {
                return nullptr;
            }
            at = &*found;
        } else if (at->is_array() && !name.empty() && name.size() < 6 &&
                   std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; })) {
            const std::size_t index = std::stoul(name);
            if (index >= at->size()) {
                return nullptr;
            }
            at = &(*at)[index];
        } else {
            return nullptr;
        }
    }
    return at;
}

const json* find_value(const std::vector<std::string>& path, const json& scope, const json& extra) {
    if (extra.is_object() && !path.empty() && extra.contains(path.front())) {
        return follow(extra, path);
    }
    return follow(scope, path);
}

using Paths = RequestPaths;

void collect(const rules::Template& text, Paths& paths) {
    for (const rules::Template::Part& part : text.parts) {
        if (part.path.size() > 1 && part.path.front() == "request") {
            paths.insert(std::vector<std::string>(part.path.begin() + 1, part.path.end()));
        }
    }
}

void collect(const std::vector<std::pair<std::string, rules::Template>>& texts, Paths& paths) {
    for (const auto& [name, text] : texts) {
        collect(text, paths);
    }
}

void collect(const rules::CallTemplate& call, Paths& paths) {
    collect(call.path, paths);
    collect(call.query, paths);
}

void collect(const rules::Condition& condition, Paths& paths) {
    collect(condition.placeholder, paths);
    for (const rules::Condition& child : condition.children) {
        collect(child, paths);
    }
}

void collect(const rules::Entity* entity, Paths& paths, std::set<const rules::Entity*>& seen);

void collect(const std::vector<rules::FieldRule>& fields, Paths& paths,
             std::set<const rules::Entity*>& seen) {
    for (const rules::FieldRule& field : fields) {
        collect(field.from, paths);
        collect(field.default_template, paths);
        if (field.when) {
            collect(*field.when, paths);
        }
        collect(field.fields, paths, seen);
        for (const rules::FieldRule::Case& one : field.cases) {
            collect(one.entity, paths, seen);
        }
    }
}

void collect(const rules::Entity* entity, Paths& paths, std::set<const rules::Entity*>& seen) {
    if (entity != nullptr && seen.insert(entity).second) {
        collect(entity->fields, paths, seen);
    }
}

json partij(const std::optional<stuf::Partij>& given) {
    const stuf::Partij partij = given.value_or(stuf::Partij{});
    return {{"organisatie", partij.organisatie.value_or("")},
            {"applicatie", partij.applicatie.value_or("")},
            {"administratie", partij.administratie.value_or("")},
            {"gebruiker", partij.gebruiker.value_or("")}};
}

}  // namespace

RequestPaths request_paths(const rules::Plan& plan) {
    Paths paths;
    std::set<const rules::Entity*> seen;
    for (const rules::Step& step : plan.steps) {
        collect(step.call, paths);
        collect(step.body.source, paths);
        collect(step.body.with, paths);
        collect(step.with, paths);
        collect(step.undo.call, paths);
        collect(step.body.entity, paths, seen);
        if (step.for_each) {
            collect(step.for_each->list, paths);
        }
        if (step.when) {
            collect(*step.when, paths);
        }
    }
    collect(plan.reply.for_each, paths);
    collect(plan.reply.parameters, paths);
    for (const rules::ReplyPart& part : plan.reply.parts) {
        collect(part.from, paths);
        collect(part.for_each, paths);
        collect(part.with, paths);
        collect(part.entity, paths, seen);
    }
    return paths;
}

std::string as_text(const json& value) {
    if (value.is_null()) {
        return "";
    }
    return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string text_property(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::string fill(const rules::Template& text, const json& scope, const json& extra) {
    std::string filled;
    for (const rules::Template::Part& part : text.parts) {
        if (part.path.empty()) {
            filled += part.literal;
        } else if (const json* value = find_value(part.path, scope, extra)) {
            filled += as_text(*value);
        }
    }
    return filled;
}

json fill_value(const rules::Template& text, const json& scope, const json& extra) {
    if (!text.single()) {
        return fill(text, scope, extra);
    }
    const json* value = find_value(text.parts[0].path, scope, extra);
    return value == nullptr ? json() : *value;
}

json message_scope(const stuf::Message& message, const Organisatie& organisatie, const RequestPaths& paths,
                   Time now) {
    const stuf::Stuurgegevens& stuurgegevens = message.stuurgegevens();
    json scope = {
        {"organisatie",
         {{"rsin", organisatie.rsin},
          {"gemeentecode", organisatie.gemeentecode},
          {"naam", organisatie.naam},
          {"catalogus", organisatie.catalogus}}},
        {"message",
         {{"zender", partij(stuurgegevens.zender)},
          {"ontvanger", partij(stuurgegevens.ontvanger)},
          {"referentienummer", stuurgegevens.referentienummer},
          {"crossRefnummer", stuurgegevens.cross_refnummer},
          {"tijdstipBericht", stuurgegevens.tijdstip_bericht},
          {"berichtcode", message.berichtcode()},
          {"functie", stuurgegevens.functie},
          {"mutatiesoort", message.parameters().mutatiesoort}}},
        {"request", json::object()},
        {"today", iso_date(now)},
        // A moment that no register takes for the future (zgw.md 2.3).
        {"now", iso_timestamp(now - std::chrono::seconds{1})},
    };
    for (const std::vector<std::string>& path : paths) {
        xml::Element element = message.root();
        for (const std::string& name : path) {
            element = element.child(name);
        }
        json* at = &scope["request"];
        for (const std::string& name : path) {
            if (!at->is_object()) {
                *at = json::object();
            }
            at = &(*at)[name];
        }
        if (!at->is_object() || at->empty()) {
            *at = std::string(element.text());
        }
    }
    return scope;
}

}  // namespace veerpont::operations
