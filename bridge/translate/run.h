// What both directions of one translation share: the trace, the look-ups and the placeholders. Internal to
// translate.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "bridge/rules/plan.h"
#include "bridge/translate/scope.h"
#include "bridge/translate/translate.h"

namespace veerpont::translate {

// Where in message and resource a rule is being applied.
struct Place {
    std::string stuf;   // "object/heeftAlsInitiator/gerelateerde/natuurlijkPersoon"
    std::string zgw;    // "zaken:Rol betrokkeneIdentificatie"
    std::string scope;  // path below the element being made, for in_scope
    bool personal = false;

    Place below(const std::string& stuf_path, const std::string& zgw_path) const;
};

// The outcome of looking something up.
struct Found {
    enum class State { kItem, kAbsent, kPending };
    State state = State::kAbsent;
    const nlohmann::json* item = nullptr;  // with kItem; belongs to the answers of the context
};

class Run {
  public:
    explicit Run(const Context& context);

    const Context& context() const { return context_; }
    Scope scope() const { return Scope({&locals_, context_.scope}); }
    void set_element(std::string_view local) { locals_["element"] = std::string(local); }

    // `own`: the ZGW object so far, whose properties a look-up may need.
    Found look_up(const rules::Lookup& table, bool reverse, const std::string& value,
                  const nlohmann::json& own);
    const std::vector<LookupRequest>& missing() const { return missing_; }
    bool pending() const { return !missing_.empty(); }

    bool tracing() const { return context_.trace != nullptr; }
    void note(TraceEntry::Outcome outcome, const Place& place, const rules::FieldRule& rule, std::string from,
              std::string to, std::string reason = {});
    // The trace of an attempt that is taken back (a case of a choice that does not fit).
    std::size_t mark() const { return entries_.size(); }
    void take_back(std::size_t mark) { entries_.resize(mark); }
    // Gives all entries to the trace of the caller.
    void report();

  private:
    const Context& context_;
    nlohmann::json locals_ = nlohmann::json::object();
    std::vector<LookupRequest> missing_;
    std::vector<TraceEntry> entries_;
};

// Follows property names; nullptr when something is not there.
const nlohmann::json* property_at(const nlohmann::json& object, const rules::ZgwPath& path);
// Makes the objects and lists on the way.
void set_property(nlohmann::json& object, const rules::ZgwPath& path, nlohmann::json value);

// A value that could not be translated, with the place in the message and the rule.
Problem at_rule(Problem problem, const Place& place, const rules::FieldRule& rule);

}  // namespace veerpont::translate
