// A RuleSet is all rules, compiled: operations x profiles. Loaded at start and at reload; immutable; handed
// around as std::shared_ptr<const RuleSet> and swapped whole, so a message keeps the set it started with.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/result.h"
#include "bridge/rules/plan.h"
#include "bridge/source/diagnostics.h"
#include "bridge/stuf/reply.h"
#include "bridge/xml/schema_model.h"
#include "bridge/zgw/vocabulary.h"

namespace veerpont::rules {

// What rules are checked against.
struct Standards {
    std::map<std::string, const xml::SchemaModel*> schemas;  // by set: "zds-1.1", "zds-1.2"
    const zgw::Vocabulary* vocabulary = nullptr;
    std::vector<std::string> strategies;  // names of the registered strategies
};

// What a client profile (mappings/clients/*.json) says about one kind of sender.
struct ClientProfile {
    std::string name;
    nlohmann::json settings;  // checked against the word table of client profiles
    stuf::ReplyStyle style;   // what the settings say of how answers are written
    SourceLocation source;
};

class RuleSet {
  public:
    virtual ~RuleSet() = default;

    // Reads, defines, binds and plans everything in the folders (later folders override files of the same
    // name and add others). All errors of a phase are in `diagnostics`; nullptr when there was any.
    static std::shared_ptr<const RuleSet> load(const std::vector<std::filesystem::path>& folders,
                                               const Standards& standards, source::Diagnostics& diagnostics);

    // Operation for a body element; SOAPAction only breaks ties. nullptr when no operation accepts it.
    // `matches` evaluates a condition of an Accepts on the message.
    virtual const std::string* operation_for(std::string_view body_ns, std::string_view body_local,
                                             std::string_view soap_action,
                                             const std::function<bool(const Condition&)>& matches) const = 0;
    // Plan of an operation for a zaaktype code ("" or unknown: the default profile). nullptr for an unknown
    // operation.
    virtual const Plan* plan(std::string_view operation, std::string_view zaaktype_code) const = 0;
    // Where the zaaktype code stands in a message of this operation; empty path when it is not in the
    // message.
    virtual const StufPath& profile_path(std::string_view operation) const = 0;

    virtual std::vector<std::string> operations() const = 0;
    virtual std::vector<std::string> profiles() const = 0;
    virtual const Entity* entity(std::string_view name, std::string_view profile) const = 0;
    virtual std::vector<const Entity*> entities(std::string_view profile) const = 0;
    virtual const Lookup* lookup(std::string_view name) const = 0;
    virtual const CodeTable* codes(std::string_view name, std::string_view profile) const = 0;
    // The client profile of that name; the one named "default" when the name is empty or unknown. Never
    // nullptr.
    virtual const ClientProfile* client(std::string_view name) const = 0;

    // SHA-256 over all files, stored with every message.
    virtual const std::string& hash() const = 0;
};

}  // namespace veerpont::rules
