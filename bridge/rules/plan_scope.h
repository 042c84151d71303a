// Which names a placeholder may use at one point of an operation, and what is known about each: the answer of
// an earlier step, the message, a name supplied by `with`.
//
// Used while one plan is made.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/rules/bind.h"
#include "bridge/rules/plan.h"

namespace veerpont::rules {

// What a step leaves behind under its name.
struct Produced {
    std::string schema;  // "" when unknown
    bool list = false;
    std::string api, path;  // of the call that made it: "zaken", "/zaken"
};

class PlanScope {
  public:
    PlanScope(const BindContext& context, std::vector<StufPosition> message_roots)
        : context_(context), message_roots_(std::move(message_roots)) {}

    void add(const std::string& step, Produced produced) { steps_[step] = std::move(produced); }
    // The answers' properties in which some step puts what their URL leads to.
    void add_expanded(const std::string& property) { expanded_.insert(property); }
    const Produced* step(std::string_view name) const;
    std::vector<std::string> step_names() const;
    // What {item} is within a for-each or an answer per item.
    void set_item(Produced item);
    void clear_item();

    // Reports placeholders that name nothing; `more`: further names that are known here.
    void check(const Template& text, const source::Place& place,
               const std::set<std::string>& more = {}) const;
    void check(const std::vector<std::pair<std::string, Template>>& texts, const source::SourceNode* node,
               const std::set<std::string>& more = {}) const;
    // A path in the message, from the body root; where it leads.
    StufPosition check_message_path(const StufPath& path, const source::Place& place) const;
    void check(const Condition& condition, const source::Place& place) const;

    // The schema of what a single placeholder gives; "" when unknown.
    Produced target_of(const Template& text) const;

  private:
    void check_request(const Template::Part& part, const source::Place& place) const;
    void check_fields(const Template::Part& part, const Produced& produced, const source::Place& place) const;

    const BindContext& context_;
    std::vector<StufPosition> message_roots_;
    std::map<std::string, Produced, std::less<>> steps_;
    std::set<std::string> expanded_;
};

}  // namespace veerpont::rules
