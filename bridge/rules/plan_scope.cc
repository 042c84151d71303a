#include "bridge/rules/plan_scope.h"

#include <algorithm>
#include <array>
#include <utility>

#include "bridge/base/text.h"
#include "bridge/rules/paths.h"

namespace veerpont::rules {

namespace {

using source::Place;
using source::SourceNode;

constexpr std::array<std::string_view, 4> kOrganisatie = {"rsin", "gemeentecode", "naam", "catalogus"};
constexpr std::array<std::string_view, 8> kMessage = {"zender",         "ontvanger",       "referentienummer",
                                                      "crossRefnummer", "tijdstipBericht", "berichtcode",
                                                      "functie",        "mutatiesoort"};
constexpr std::array<std::string_view, 4> kPartij = {"organisatie", "applicatie", "administratie",
                                                     "gebruiker"};

constexpr std::array<std::string_view, 7> kClient = {"not-found",          "fillers",
                                                     "duplicates",         "repeated-creations",
                                                     "addition-in-change", "content-of-made-document",
                                                     "kvk-extra-element"};

template <std::size_t N>
void check_member(const std::string& name, const std::array<std::string_view, N>& known,
                  std::string_view owner, const Place& place, source::Diagnostics& diagnostics) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
        const std::vector<std::string> names(known.begin(), known.end());
        diagnostics.error(place,
                          "{" + std::string(owner) + "} heeft geen " + in_quotes(name) +
                              " (wel: " + join(names, ", ") + ")",
                          closest(name, names).value_or(""));
    }
}

}  // namespace

const Produced* PlanScope::step(std::string_view name) const {
    const auto found = steps_.find(name);
    return found == steps_.end() ? nullptr : &found->second;
}

std::vector<std::string> PlanScope::step_names() const {
    std::vector<std::string> names;
    for (const auto& [name, produced] : steps_) {
        names.push_back(name);
    }
    return names;
}

void PlanScope::set_item(Produced item) {
    item.list = false;
    steps_["item"] = std::move(item);
}

void PlanScope::clear_item() {
    steps_.erase("item");
}

void PlanScope::check(const Template& text, const Place& place, const std::set<std::string>& more) const {
    for (const Template::Part& part : text.parts) {
        if (part.path.empty()) {
            continue;
        }
        const std::string& first = part.path.front();
        if (more.count(first) > 0 || first == "today" || first == "now" || first == "element") {
            continue;
        }
        if (first == "organisatie" || first == "message" || first == "client") {
            if (part.path.size() < 2) {
                const std::string example = first == "message"  ? "referentienummer"
                                            : first == "client" ? "not-found"
                                                                : "rsin";
                context_.diagnostics.error(
                    place, join(std::vector<std::string>{"{", first, "} heeft een veld nodig: {", first, ".",
                                                         example, "}"},
                                ""));
            } else if (first == "organisatie") {
                check_member(part.path[1], kOrganisatie, first, place, context_.diagnostics);
            } else if (first == "client") {
                check_member(part.path[1], kClient, first, place, context_.diagnostics);
            } else {
                check_member(part.path[1], kMessage, first, place, context_.diagnostics);
                if (part.path.size() > 2) {
                    check_member(part.path[2], kPartij, first + "." + part.path[1], place,
                                 context_.diagnostics);
                }
            }
            continue;
        }
        if (first == "request") {
            check_request(part, place);
            continue;
        }
        const Produced* const produced = step(first);
        if (produced == nullptr) {
            std::vector<std::string> known = step_names();
            known.insert(known.end(), {"organisatie", "message", "client", "request", "today", "now"});
            known.insert(known.end(), more.begin(), more.end());
            context_.diagnostics.error(
                place,
                "{" + join(part.path, ".") + "}: geen eerdere stap of bekende naam heet " + in_quotes(first),
                closest(first, known).value_or(""));
            continue;
        }
        check_fields(part, *produced, place);
    }
}

void PlanScope::check_fields(const Template::Part& part, const Produced& produced, const Place& place) const {
    const ZgwStep schema = context_.zgw.schema(produced.schema);
    if (produced.schema.empty() || !schema.missing.empty() || schema.position.open || part.path.size() < 2) {
        return;
    }
    std::vector<std::string> names(part.path.begin() + 1, part.path.end());
    const bool indexed = all_digits(names.front()) || names.front() == "*";
    if (produced.list && !indexed) {
        context_.diagnostics.error(place,
                                   "{" + join(part.path, ".") + "}: " + in_quotes(part.path.front()) +
                                       " is een lijst; kies een item met een volgnummer",
                                   part.path.front() + ".0." + join(names, "."));
        return;
    }
    if (produced.list) {
        names.erase(names.begin());
    }
    std::map<std::string, std::string> expands;
    for (auto name = names.begin(); name != names.end(); ++name) {
        if (expanded_.count(*name) > 0) {
            names.erase(name + 1, names.end());
            break;
        }
    }
    std::replace(names.begin(), names.end(), std::string("*"), std::string("0"));
    const ZgwStep step = context_.zgw.follow(schema.position, names, expands);
    if (!step.missing.empty()) {
        context_.diagnostics.error(place,
                                   "{" + join(part.path, ".") + "}: " + step.owner +
                                       " heeft geen eigenschap " + in_quotes(step.missing),
                                   closest(step.missing, step.known).value_or(""));
    }
}

void PlanScope::check_request(const Template::Part& part, const Place& place) const {
    StufPath path;
    path.text = join(std::vector<std::string>(part.path.begin() + 1, part.path.end()), "/");
    for (std::size_t index = 1; index < part.path.size(); ++index) {
        if (part.path[index].front() == '@') {
            path.attribute = part.path[index].substr(1);
        } else {
            path.steps.push_back(xml::intern(part.path[index]));
        }
    }
    check_message_path(path, place);
}

void PlanScope::check(const std::vector<std::pair<std::string, Template>>& texts, const SourceNode* node,
                      const std::set<std::string>& more) const {
    if (node == nullptr) {
        return;
    }
    for (std::size_t index = 0; index < texts.size() && index < node->children.size(); ++index) {
        check(texts[index].second, node->children[index].place, more);
    }
}

StufPosition PlanScope::check_message_path(const StufPath& path, const Place& place) const {
    StufPosition reached;
    StufStep failed;
    for (const StufPosition& root : message_roots_) {
        const StufStep step = context_.stuf.follow(root, path);
        if (!step.missing.empty()) {
            failed = step;
            continue;
        }
        reached.open = reached.open || step.position.open;
        reached.types.insert(reached.types.end(), step.position.types.begin(), step.position.types.end());
        reached.elements.insert(reached.elements.end(), step.position.elements.begin(),
                                step.position.elements.end());
    }
    if (reached.empty() && !failed.missing.empty()) {
        context_.diagnostics.error(place,
                                   "het bericht kent het pad " + in_quotes(path.text) +
                                       " niet: " + in_quotes(failed.missing) + " bestaat niet",
                                   closest(failed.missing, failed.known).value_or(""));
    }
    reached.open = reached.open || reached.types.empty();
    return reached;
}

void PlanScope::check(const Condition& condition, const Place& place) const {
    check(condition.placeholder, place);
    if (!condition.path.empty()) {
        check_message_path(condition.stuf, place);
    }
    for (const Condition& child : condition.children) {
        check(child, place);
    }
}

Produced PlanScope::target_of(const Template& text) const {
    if (!text.single()) {
        return {};
    }
    const std::vector<std::string>& path = text.parts.front().path;
    const Produced* const produced = step(path.front());
    if (produced == nullptr || produced->schema.empty()) {
        return {};
    }
    if (path.size() == 1) {
        return *produced;
    }
    const ZgwStep schema = context_.zgw.schema(produced->schema);
    if (!schema.missing.empty() || schema.position.open) {
        return {};
    }
    std::vector<std::string> names(path.begin() + 1, path.end());
    if (produced->list && all_digits(names.front())) {
        names.erase(names.begin());
    }
    const ZgwStep step = context_.zgw.follow(schema.position, names, {});
    Produced target;
    target.list = step.position.is_array();
    target.schema = context_.zgw.item_of(step.position).schema;
    return target;
}

}  // namespace veerpont::rules
