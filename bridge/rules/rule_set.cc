#include "bridge/rules/rule_set.h"

#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "bridge/base/text.h"
#include "bridge/rules/bind.h"
#include "bridge/rules/definitions.h"
#include "bridge/rules/planner.h"
#include "bridge/rules/rule_files.h"
#include "bridge/rules/stuf_types.h"
#include "bridge/rules/zgw_types.h"

namespace veerpont::rules {

namespace {

using source::Diagnostic;
using source::Diagnostics;

class LoadedRuleSet final : public RuleSet {
  public:
    LoadedRuleSet(Bound bound, Plans plans, std::string hash)
        : bound_(std::move(bound)), plans_(std::move(plans)), hash_(std::move(hash)) {
        for (const auto& [name, profile] : bound_.profiles) {
            for (const std::string& zaaktype : profile.zaaktypen) {
                profile_by_zaaktype_.emplace(zaaktype, name);
            }
        }
        for (const auto& [key, plan] : plans_.by_operation_and_profile) {
            if (key.second != "default") {
                continue;
            }
            for (const Accepts& accepts : plan.accepts) {
                by_body_[accepts.body_local].push_back({&plan.operation, &accepts});
            }
        }
    }

    const std::string* operation_for(std::string_view body_ns, std::string_view body_local,
                                     std::string_view soap_action,
                                     const std::function<bool(const Condition&)>& matches) const override {
        const auto found = by_body_.find(body_local);
        if (found == by_body_.end()) {
            return nullptr;
        }
        std::vector<Candidate> left = found->second;
        prefer(left, [&](const Candidate& one) { return one.accepts->body_ns == body_ns; });
        const bool any_action = std::any_of(
            left.begin(), left.end(), [](const Candidate& one) { return one.accepts->soap_action.empty(); });
        // The body decides, the SOAPAction only between those that it leaves (T4, T5).
        std::erase_if(left, [&](const Candidate& one) {
            return one.accepts->when.has_value() && !matches(*one.accepts->when);
        });
        const bool named = prefer(left, [&](const Candidate& one) {
            return !one.accepts->soap_action.empty() && one.accepts->soap_action == soap_action;
        });
        // Where some take the body under any action, those that name another are not meant.
        if (!named && any_action) {
            std::erase_if(left, [](const Candidate& one) { return !one.accepts->soap_action.empty(); });
        }
        prefer(left, [](const Candidate& one) { return one.accepts->when.has_value(); });
        const std::vector<Candidate> all = left;
        std::erase_if(left, [&](const Candidate& one) {
            return std::any_of(all.begin(), all.end(), [&](const Candidate& other) {
                return other.accepts->before == *one.operation;
            });
        });
        std::set<std::string_view> operations;
        for (const Candidate& one : left) {
            operations.insert(*one.operation);
        }
        return operations.size() == 1 ? left.front().operation : nullptr;
    }

    const Plan* plan(std::string_view operation, std::string_view zaaktype_code) const override {
        const auto profile = profile_by_zaaktype_.find(zaaktype_code);
        const std::pair key(std::string(operation),
                            profile == profile_by_zaaktype_.end() ? "default" : profile->second);
        const auto found = plans_.by_operation_and_profile.find(key);
        return found == plans_.by_operation_and_profile.end() ? nullptr : &found->second;
    }

    const StufPath& profile_path(std::string_view operation) const override {
        static const StufPath none;
        const auto found = plans_.profile_paths.find(operation);
        return found == plans_.profile_paths.end() ? none : found->second;
    }

    std::vector<std::string> operations() const override {
        std::vector<std::string> names;
        for (const auto& [name, path] : plans_.profile_paths) {
            names.push_back(name);
        }
        return names;
    }

    std::vector<std::string> profiles() const override {
        std::vector<std::string> names;
        for (const auto& [name, profile] : bound_.profiles) {
            names.push_back(name);
        }
        return names;
    }

    const Entity* entity(std::string_view name, std::string_view profile) const override {
        const auto& entities = profile_named(profile).entities;
        const auto found = entities.find(name);
        return found == entities.end() ? nullptr : found->second.get();
    }

    std::vector<const Entity*> entities(std::string_view profile) const override {
        std::vector<const Entity*> all;
        for (const auto& [name, entity] : profile_named(profile).entities) {
            all.push_back(entity.get());
        }
        return all;
    }

    const Lookup* lookup(std::string_view name) const override {
        const auto found = bound_.lookups.find(name);
        return found == bound_.lookups.end() ? nullptr : found->second.get();
    }

    const CodeTable* codes(std::string_view name, std::string_view profile) const override {
        const auto& tables = profile_named(profile).codes;
        const auto found = tables.find(name);
        return found == tables.end() ? nullptr : found->second;
    }

    const ClientProfile* client(std::string_view name) const override {
        const auto found = bound_.clients.find(name);
        return found == bound_.clients.end() ? &bound_.clients.find("default")->second : &found->second;
    }

    const std::string& hash() const override { return hash_; }

  private:
    struct Candidate {
        const std::string* operation;
        const Accepts* accepts;
    };

    // Keeps those that fit, when there are any; says whether there were.
    template <typename Fits>
    static bool prefer(std::vector<Candidate>& candidates, const Fits& fits) {
        std::vector<Candidate> fitting;
        for (const Candidate& one : candidates) {
            if (fits(one)) {
                fitting.push_back(one);
            }
        }
        if (fitting.empty()) {
            return false;
        }
        candidates = std::move(fitting);
        return true;
    }

    const BoundProfile& profile_named(std::string_view name) const {
        const auto found = bound_.profiles.find(name);
        return found == bound_.profiles.end() ? bound_.profiles.find("default")->second : found->second;
    }

    const Bound bound_;
    const Plans plans_;
    const std::string hash_;
    std::map<std::string, std::string, std::less<>> profile_by_zaaktype_;
    std::map<std::string, std::vector<Candidate>, std::less<>> by_body_;
};

// A mistake shows once: the same finding for several profiles is one, and what a later phase says about a
// line that is already wrong is left out.
class Findings {
  public:
    void add_phase(const Diagnostics& phase) {
        std::set<std::pair<std::string, int>> lines;
        for (const Diagnostic& finding : phase.all()) {
            if (wrong_lines_.count({finding.file, finding.line}) > 0) {
                continue;
            }
            if (seen_.emplace(finding.file, finding.line, finding.text).second) {
                kept_.push_back(finding);
            }
            if (finding.severity == source::Severity::kError) {
                lines.emplace(finding.file, finding.line);
            }
        }
        wrong_lines_.merge(lines);
    }

    void add_to(Diagnostics& diagnostics) const {
        for (const Diagnostic& finding : kept_) {
            diagnostics.add(finding);
        }
    }

  private:
    std::set<std::pair<std::string, int>> wrong_lines_;
    std::set<std::tuple<std::string, int, std::string>> seen_;
    std::vector<Diagnostic> kept_;
};

}  // namespace

std::shared_ptr<const RuleSet> RuleSet::load(const std::vector<std::filesystem::path>& folders,
                                             const Standards& standards, Diagnostics& diagnostics) {
    Findings findings;
    Diagnostics reading;
    const RuleFiles files = read_rule_files(folders, reading);
    findings.add_phase(reading);

    Diagnostics defining;
    const Definitions definitions = define(files, defining);
    findings.add_phase(defining);

    const StufTypes stuf(standards.schemas);
    const ZgwTypes zgw(standards.vocabulary);
    Diagnostics binding;
    const BindContext bind_context{definitions, stuf, zgw, standards.strategies, binding};
    Bound bound = rules::bind(bind_context);
    findings.add_phase(binding);

    Diagnostics planning;
    const BindContext plan_context{definitions, stuf, zgw, standards.strategies, planning};
    Plans plans = rules::plan(plan_context, bound);
    findings.add_phase(planning);

    findings.add_to(diagnostics);
    if (reading.errors() + defining.errors() + binding.errors() + planning.errors() > 0) {
        return nullptr;
    }
    return std::make_shared<const LoadedRuleSet>(std::move(bound), std::move(plans), files.hash);
}

}  // namespace veerpont::rules
