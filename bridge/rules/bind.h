// The bind phase: names become pointers and paths are followed through both standards. Code tables and
// look-ups are bound once, entities once per profile (a profile may change their rules).
//
// Everything bound is owned by Bound and immutable afterwards.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "bridge/rules/definitions.h"
#include "bridge/rules/plan.h"
#include "bridge/rules/rule_set.h"
#include "bridge/rules/stuf_types.h"
#include "bridge/rules/zgw_types.h"
#include "bridge/source/diagnostics.h"

namespace veerpont::rules {

// The entities as one profile has them, and what else it says.
struct BoundProfile {
    std::string name;
    std::vector<std::string> zaaktypen;
    std::map<std::string, std::unique_ptr<Entity>, std::less<>> entities;
    std::map<std::string, const CodeTable*, std::less<>> codes;  // replacements made
    NoValuePolicy no_value;
    nlohmann::json settings = nlohmann::json::object();
};

struct Bound {
    std::map<std::string, std::unique_ptr<CodeTable>, std::less<>> codes;
    std::map<std::string, std::unique_ptr<Lookup>, std::less<>> lookups;
    std::map<std::string, BoundProfile, std::less<>> profiles;  // always has "default"
    std::map<std::string, ClientProfile, std::less<>> clients;  // always has "default"
};

struct BindContext {
    const Definitions& definitions;
    const StufTypes& stuf;
    const ZgwTypes& zgw;
    const std::vector<std::string>& strategies;
    source::Diagnostics& diagnostics;

    // Reports what has no such name, unless its file could not be read.
    void unknown(FileKind kind, const source::SourceNode& reference, std::string_view what) const;
};

Bound bind(const BindContext& context);

// Parts of bind, by file.
void bind_codes(const BindContext& context, Bound& bound);    // bind_tables.cc
void bind_lookups(const BindContext& context, Bound& bound);  // bind_tables.cc
void bind_entities(const BindContext& context, BoundProfile& profile, const Bound& bound,
                   const std::vector<const source::SourceNode*>& profiles);  // bind_entity.cc

// The words that make a text with placeholders, or nothing.
std::vector<std::pair<std::string, Template>> bind_templates(const source::SourceNode* map,
                                                             source::Diagnostics& diagnostics);

}  // namespace veerpont::rules
