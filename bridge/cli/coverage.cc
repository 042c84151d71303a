#include "bridge/cli/coverage.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

#include "bridge/base/text.h"
#include "bridge/cli/rule_tools.h"

namespace veerpont::cli {

namespace {

using rules::Entity;
using rules::FieldRule;
using rules::Only;

enum class Way { kToZgw, kToStuf };

// What the rules say about paths of one message.
struct Marks {
    std::set<std::string> mapped;                // exactly this element
    std::set<std::string> whole;                 // this element with all below it
    std::map<std::string, std::string> ignored;  // this element with all below it -> reason
};

std::string below(const std::string& base, const std::string& path) {
    if (path.empty() || path == ".") {
        return base;
    }
    return base.empty() ? path : base + "/" + path;
}

// Attributes and extraElementen belong to the element that holds them.
std::string element_path(const rules::StufPath& path) {
    std::string text = path.text;
    if (!path.attribute.empty()) {
        text.resize(text.rfind('@'));
    } else if (!path.extra_element.empty()) {
        text.resize(text.rfind('/'));
    }
    while (!text.empty() && text.back() == '/') {
        text.pop_back();
    }
    return path.element_name ? "" : text;
}

void mark_fields(const std::vector<FieldRule>& fields, const std::string& base, Way way,
                 std::set<const Entity*>& within, Marks& marks);

void mark_entity(const Entity& entity, const std::string& base, Way way, std::set<const Entity*>& within,
                 Marks& marks) {
    if (within.insert(&entity).second) {
        mark_fields(entity.fields, base, way, within, marks);
        within.erase(&entity);
    }
}

void mark_fields(const std::vector<FieldRule>& fields, const std::string& base, Way way,
                 std::set<const Entity*>& within, Marks& marks) {
    const Only other = way == Way::kToZgw ? Only::kToStuf : Only::kToZgw;
    for (const FieldRule& rule : fields) {
        const std::string path = below(base, element_path(rule.stuf));
        if (rule.kind == FieldRule::Kind::kIgnored) {
            if (!rule.stuf.empty() && rule.only != other) {
                marks.ignored.emplace(path, rule.note);
            }
            continue;
        }
        if (rule.only == other) {
            if (!rule.stuf.empty()) {
                marks.ignored.emplace(path, rule.note);
            }
            continue;
        }
        if (rule.kind == FieldRule::Kind::kPair || rule.kind == FieldRule::Kind::kStufOnly) {
            const bool element = rule.converter != nullptr && rule.converter->takes_element();
            (element || !rule.stuf.extra_element.empty() ? marks.whole : marks.mapped).insert(path);
            for (const rules::StufPath& also : rule.also_read) {
                if (way == Way::kToZgw) {
                    marks.mapped.insert(below(base, element_path(also)));
                } else {
                    marks.ignored.emplace(below(base, element_path(also)),
                                          "wordt gelezen, maar staat in antwoorden elders");
                }
            }
        }
        mark_fields(rule.fields, path, way, within, marks);
        for (const FieldRule::Case& item : rule.cases) {
            if (item.entity != nullptr && item.only != other) {
                mark_entity(*item.entity, below(base, element_path(item.stuf)), way, within, marks);
            }
        }
    }
}

void mark_condition(const rules::Condition& condition, Marks& marks) {
    if (!condition.path.empty()) {
        marks.mapped.insert(element_path(condition.stuf));
    }
    for (const rules::Condition& child : condition.children) {
        mark_condition(child, marks);
    }
}

// {request.gelijk.identificatie} reads an element.
void mark_template(const rules::Template& text, Marks& marks) {
    for (const rules::Template::Part& part : text.parts) {
        if (!part.path.empty() && part.path.front() == "request") {
            marks.mapped.insert(join(std::vector<std::string>(part.path.begin() + 1, part.path.end()), "/"));
        }
    }
}

std::vector<std::string> element_names(const rules::CodeTable* elements,
                                       const std::vector<std::string>& names) {
    std::vector<std::string> made = names;
    if (elements != nullptr) {
        for (const auto& [stuf, zgw] : elements->pairs) {
            made.push_back(stuf);
        }
    }
    return made;
}

// What a question may select on, wherever it says so.
void mark_search(const rules::Search& search, Marks& marks) {
    const auto mark = [&](const std::string& below_part, const std::vector<rules::Criterion>& criteria) {
        for (const char* const part : {"gelijk", "vanaf", "totEnMet"}) {
            for (const rules::Criterion& criterion : criteria) {
                const std::string path = below(below(part, below_part), element_path(criterion.stuf));
                if (criterion.ignored.empty()) {
                    marks.mapped.insert(path);
                } else {
                    marks.ignored.emplace(path, criterion.ignored);
                }
            }
        }
    };
    mark("", search.criteria);
    for (const rules::SearchRelation& relation : search.relations) {
        std::vector<std::string> names = relation.names;
        for (const rules::CodeTable* const elements : relation.elements) {
            for (const auto& [stuf, zgw] : elements->pairs) {
                names.push_back(stuf);
            }
        }
        for (const std::string& name : names) {
            mark(name, relation.criteria);
        }
    }
    marks.whole.insert("start");
}

Marks request_marks(const rules::Plan& plan, const rules::StufPath& profile_path) {
    Marks marks;
    marks.mapped.insert(element_path(plan.correlate_path));
    marks.mapped.insert(element_path(profile_path));
    for (const auto& [path, reason] : plan.ignored) {
        marks.ignored.emplace(path.text, reason);
    }
    for (const rules::Accepts& accepts : plan.accepts) {
        if (accepts.when) {
            mark_condition(*accepts.when, marks);
        }
    }
    for (const rules::Step& step : plan.steps) {
        if (step.when) {
            mark_condition(*step.when, marks);
        }
        if (step.search) {
            mark_search(*step.search, marks);
        }
        for (const rules::StufPath& path : step.reads) {
            marks.whole.insert(path.text);
        }
        for (const auto* const texts : {&step.call.query, &step.body.with, &step.with}) {
            for (const auto& [name, text] : *texts) {
                mark_template(text, marks);
            }
        }
        if (step.body.entity == nullptr || !step.body.source.empty()) {
            continue;
        }
        std::set<const Entity*> within;
        if (!step.for_each) {
            mark_entity(*step.body.entity, element_path(step.body.of), Way::kToZgw, within, marks);
            continue;
        }
        const std::string of = element_path(step.for_each->of);
        const std::vector<std::string> names =
            element_names(step.for_each->elements, step.for_each->element_names);
        for (const std::string& name : names) {
            mark_entity(*step.body.entity, below(of, name), Way::kToZgw, within, marks);
        }
        if (names.empty()) {
            mark_entity(*step.body.entity, of, Way::kToZgw, within, marks);
        }
    }
    return marks;
}

Marks reply_marks(const rules::Plan& plan) {
    Marks marks;
    const bool answer = plan.reply.message == "La01" || !plan.reply.inside.empty();
    const std::string object =
        below(plan.reply.inside, answer ? below("antwoord", plan.reply.object) : plan.reply.object);
    if (!plan.reply.inside.empty()) {
        marks.ignored.emplace(below(plan.reply.inside, "parameters"), "leest en schrijft de brug zelf");
    }
    for (const rules::ReplyPart& part : plan.reply.parts) {
        if (part.entity == nullptr) {
            continue;
        }
        std::set<const Entity*> within;
        const std::vector<std::string> names = element_names(part.elements, {});
        for (const std::string& name : names) {
            mark_entity(*part.entity, below(object, name), Way::kToStuf, within, marks);
        }
        if (names.empty()) {
            mark_entity(*part.entity, below(object, part.into), Way::kToStuf, within, marks);
        }
    }
    return marks;
}

// Parts of messages that the program itself reads or writes, and the criteria of questions.
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kProtocol = {{
    {"stuurgegevens", "leest en schrijft de brug zelf"},
    {"parameters", "leest en schrijft de brug zelf"},
    {"melding", "ZDS gebruikt geen meldingen in dit bericht"},
    {"scope", "zegt wat de afzender wil weten en wordt zo gebruikt"},
    {"gelijk", "ander zoekcriterium dan waarmee deze operatie zoekt"},
    {"vanaf", "ander zoekcriterium dan waarmee deze operatie zoekt"},
    {"totEnMet", "ander zoekcriterium dan waarmee deze operatie zoekt"},
    {"start", "de brug geeft altijd het hele antwoord"},
    {"sortering", "de brug geeft altijd het hele antwoord"},
}};

class LeafWalk {
  public:
    LeafWalk(std::string operation, std::string message, const Marks& marks, std::vector<CoveredLeaf>& leaves)
        : operation_(std::move(operation)), message_(std::move(message)), marks_(marks), leaves_(leaves) {
        for (const auto* const paths : {&marks_.mapped, &marks_.whole}) {
            for (const std::string& path : *paths) {
                add_known(path);
            }
        }
        for (const auto& [path, reason] : marks_.ignored) {
            add_known(path);
        }
    }

    void walk(const xml::SchemaType& type, const std::string& path, std::optional<std::string> reason,
              bool mapped) {
        if (const auto found = marks_.ignored.find(path); found != marks_.ignored.end()) {
            reason = found->second;
        }
        mapped = mapped || marks_.whole.count(path) > 0;
        // A part about which no rule says anything is listed as one; so is a geometry, and what is taken over
        // whole.
        const bool whole = mapped || known_.count(path) == 0;
        if (type.children.empty() || type.ns == xml::kGml || (whole && !path.empty())) {
            add(path, reason, mapped || marks_.mapped.count(path) > 0);
            return;
        }
        if (std::find(open_.begin(), open_.end(), &type) != open_.end()) {
            return;  // a type within itself: its leaves have been listed one level up
        }
        open_.push_back(&type);
        std::set<std::string> seen;
        for (const xml::SchemaChild& child : type.children) {
            if (seen.insert(child.local).second) {
                std::optional<std::string> inner = reason;
                if (path.empty()) {
                    inner = protocol_reason(child.local);
                }
                walk(*child.type, below(path, child.local), inner, mapped);
            }
        }
        open_.pop_back();
    }

  private:
    static std::optional<std::string> protocol_reason(std::string_view part) {
        for (const auto& [name, reason] : kProtocol) {
            if (name == part) {
                return std::string(reason);
            }
        }
        return std::nullopt;
    }

    void add_known(std::string path) {
        while (known_.insert(path).second && path.find('/') != std::string::npos) {
            path.resize(path.rfind('/'));
        }
    }

    void add(const std::string& path, const std::optional<std::string>& reason, bool mapped) {
        CoveredLeaf leaf{operation_, message_, path, CoveredLeaf::State::kMissing, ""};
        if (mapped) {
            leaf.state = CoveredLeaf::State::kMapped;
        } else if (reason) {
            leaf.state = CoveredLeaf::State::kIgnored;
            leaf.reason = *reason;
        }
        leaves_.push_back(std::move(leaf));
    }

    std::string operation_;
    std::string message_;
    const Marks& marks_;
    std::vector<CoveredLeaf>& leaves_;
    std::vector<const xml::SchemaType*> open_;
    std::set<std::string> known_;  // paths that a rule names, and those above them
};

void collect_entities(const std::vector<FieldRule>& fields, std::set<const Entity*>& entities) {
    for (const FieldRule& rule : fields) {
        collect_entities(rule.fields, entities);
        for (const FieldRule::Case& item : rule.cases) {
            if (item.entity != nullptr && entities.insert(item.entity).second) {
                collect_entities(item.entity->fields, entities);
            }
        }
    }
}

std::string_view state_name(CoveredLeaf::State state) {
    switch (state) {
        case CoveredLeaf::State::kMapped:
            return "regel";
        case CoveredLeaf::State::kIgnored:
            return "genegeerd";
        case CoveredLeaf::State::kMissing:
            return "geen regel";
    }
    return {};
}

nlohmann::json coverage_json(const std::vector<CoveredLeaf>& leaves,
                             const std::vector<UnmappedProperty>& properties) {
    nlohmann::json made = {{"stuf", nlohmann::json::array()}, {"zgw", nlohmann::json::array()}};
    for (const CoveredLeaf& leaf : leaves) {
        made["stuf"].push_back({{"operation", leaf.operation},
                                {"message", leaf.message},
                                {"path", leaf.path},
                                {"state", leaf.state == CoveredLeaf::State::kMapped    ? "mapped"
                                          : leaf.state == CoveredLeaf::State::kIgnored ? "ignored"
                                                                                       : "missing"},
                                {"reason", leaf.reason}});
    }
    for (const UnmappedProperty& one : properties) {
        made["zgw"].push_back({{"entity", one.entity},
                               {"schema", one.schema},
                               {"property", one.property},
                               {"read-only", one.read_only},
                               {"reason", one.reason}});
    }
    return made;
}

void print(const std::vector<CoveredLeaf>& leaves, const std::vector<UnmappedProperty>& properties, bool all,
           std::ostream& out) {
    std::map<std::string, std::array<std::size_t, 3>> totals;
    for (const CoveredLeaf& leaf : leaves) {
        ++totals[leaf.operation + " " + leaf.message][static_cast<std::size_t>(leaf.state)];
    }
    for (const auto& [message, counts] : totals) {
        out << fmt::format("== {}: {} met regel, {} bewust niet, {} zonder regel of reden\n", message,
                           counts[0], counts[1], counts[2]);
        for (const CoveredLeaf& leaf : leaves) {
            if (leaf.operation + " " + leaf.message != message ||
                (!all && leaf.state == CoveredLeaf::State::kMapped)) {
                continue;
            }
            out << fmt::format("  {:<10} {}{}{}\n", state_name(leaf.state), leaf.path,
                               leaf.reason.empty() ? "" : ": ", leaf.reason);
        }
    }
    out << "== ZGW-eigenschappen zonder regel\n";
    for (const UnmappedProperty& one : properties) {
        out << fmt::format("  {} ({}): {}{}{}{}\n", one.schema, one.entity, one.property,
                           one.read_only ? " (alleen-lezen)" : "", one.reason.empty() ? "" : ": ",
                           one.reason);
    }
}

}  // namespace

std::vector<CoveredLeaf> stuf_coverage(const rules::RuleSet& rules, const rules::Standards& standards) {
    std::vector<CoveredLeaf> leaves;
    for (const std::string& operation : rules.operations()) {
        const rules::Plan& plan = *rules.plan(operation, "");
        const Marks request = request_marks(plan, rules.profile_path(operation));
        const Marks reply = reply_marks(plan);
        std::set<std::string> done;
        for (const rules::Accepts& accepts : plan.accepts) {
            const auto set = standards.schemas.find(accepts.family);
            if (set == standards.schemas.end() || !done.insert(accepts.body_local).second) {
                continue;
            }
            if (const xml::SchemaChild* const root = set->second->root(accepts.body_ns, accepts.body_local)) {
                LeafWalk(operation, accepts.body_local, request, leaves)
                    .walk(*root->type, "", std::nullopt, false);
            }
            if (plan.reply.parts.empty() || accepts.body_local.size() < 4) {
                continue;
            }
            const std::string answer =
                accepts.body_local.substr(0, accepts.body_local.size() - 4) + plan.reply.message;
            if (const xml::SchemaChild* const root = set->second->root(accepts.body_ns, answer)) {
                LeafWalk(operation, answer, reply, leaves).walk(*root->type, "", std::nullopt, false);
            }
        }
    }
    return leaves;
}

std::vector<UnmappedProperty> zgw_coverage(const rules::RuleSet& rules, const rules::Standards& standards) {
    std::map<const Entity*, std::set<std::string>> given;  // entity -> properties that a step supplies
    std::set<const Entity*> entities;
    for (const std::string& operation : rules.operations()) {
        const rules::Plan& plan = *rules.plan(operation, "");
        for (const rules::Step& step : plan.steps) {
            if (step.body.entity != nullptr) {
                entities.insert(step.body.entity);
                for (const auto& [name, text] : step.body.with) {
                    given[step.body.entity].insert(name);
                }
                given[step.body.entity].insert(step.body.content);
            }
        }
        for (const rules::ReplyPart& part : plan.reply.parts) {
            if (part.entity != nullptr) {
                entities.insert(part.entity);
            }
        }
    }
    const std::set<const Entity*> direct = entities;
    for (const Entity* const entity : direct) {
        collect_entities(entity->fields, entities);
    }
    std::vector<UnmappedProperty> made;
    for (const Entity* const entity : rules.entities("default")) {
        const zgw::Schema* const schema =
            standards.vocabulary == nullptr ? nullptr : standards.vocabulary->find_schema(entity->zgw);
        if (entities.count(entity) == 0 || schema == nullptr) {
            continue;
        }
        std::set<std::string> ruled = given[entity];
        std::map<std::string, std::string> reasons;
        for (const FieldRule& rule : entity->fields) {
            if (rule.kind == FieldRule::Kind::kIgnored) {
                reasons.emplace(rule.zgw.text, rule.note);
            } else if (!rule.zgw.steps.empty()) {
                ruled.insert(rule.zgw.steps.front());
            }
            for (const FieldRule::Case& item : rule.cases) {
                ruled.insert(item.zgw.steps.empty() ? "" : item.zgw.steps.front());
                for (const auto& [path, value] : item.with) {
                    ruled.insert(path.steps.empty() ? "" : path.steps.front());
                }
            }
        }
        for (const zgw::Property& property : schema->properties) {
            if (ruled.count(property.name) == 0) {
                const auto reason = reasons.find(property.name);
                made.push_back({entity->name, schema->name, property.name, property.read_only,
                                reason == reasons.end() ? "" : reason->second});
            }
        }
    }
    return made;
}

int run_coverage(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    std::vector<OptionSpec> known = rule_options();
    known.insert(known.end(), {{"json", false}, {"all", false}});
    const std::optional<Options> options = parse_options(arguments, known, err);
    if (!options || !options->rest.empty()) {
        return kWrongUse;
    }
    const std::optional<ToolRules> loaded = load_tool_rules(*options, err);
    if (!loaded || !usable(*loaded, err)) {
        return loaded ? kFindings : kWrongUse;
    }
    const rules::Standards& standards = loaded->standards->standards();
    const std::vector<CoveredLeaf> leaves = stuf_coverage(*loaded->rules, standards);
    const std::vector<UnmappedProperty> properties = zgw_coverage(*loaded->rules, standards);
    if (options->has("json")) {
        out << coverage_json(leaves, properties).dump(2) << "\n";
    } else {
        print(leaves, properties, options->has("all"), out);
    }
    const bool complete = std::none_of(leaves.begin(), leaves.end(), [](const CoveredLeaf& leaf) {
        return leaf.state == CoveredLeaf::State::kMissing;
    });
    return complete ? kOk : kFindings;
}

}  // namespace veerpont::cli
