// veerpont coverage [--json] [--all]: which values of the messages no rule takes over and nobody has said
// why, which are ignored and with what reason, and which ZGW properties have no rule.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "bridge/cli/options.h"
#include "bridge/rules/rule_set.h"

namespace veerpont::cli {

// One value of a message type: an element with text, or a part of the message about which no rule says more
// (a relation that is ignored as a whole, for example).
struct CoveredLeaf {
    enum class State { kMapped, kIgnored, kMissing };
    std::string operation;
    std::string message;  // "zakLk01", "zakLa01"
    std::string path;     // "object/heeftAlsInitiator/gerelateerde/medewerker/achternaam"
    State state = State::kMissing;
    std::string reason;  // kIgnored
};

struct UnmappedProperty {
    std::string entity;
    std::string schema;
    std::string property;
    bool read_only = false;
    std::string reason;  // "" when nobody has said why
};

// By operation, message and path; default profile.
std::vector<CoveredLeaf> stuf_coverage(const rules::RuleSet& rules, const rules::Standards& standards);
std::vector<UnmappedProperty> zgw_coverage(const rules::RuleSet& rules, const rules::Standards& standards);

// 0: every value has a rule or a reason, 1: some have neither.
int run_coverage(const Arguments& arguments, std::ostream& out, std::ostream& err);

}  // namespace veerpont::cli
