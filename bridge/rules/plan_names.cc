#include "bridge/rules/plan_names.h"

#include "bridge/base/text.h"
#include "bridge/rules/paths.h"

namespace veerpont::rules {

using source::SourceNode;

const Entity* find_entity(const BindContext& context, const BoundProfile& profile, const SourceNode* named) {
    if (named == nullptr || !named->is_string()) {
        return nullptr;
    }
    const auto found = profile.entities.find(named->text);
    if (found == profile.entities.end()) {
        context.unknown(FileKind::kEntity, *named, "entiteit");
        return nullptr;
    }
    return found->second.get();
}

const CodeTable* find_codes(const BindContext& context, const BoundProfile& profile,
                            const SourceNode* named) {
    if (named == nullptr || !named->is_string()) {
        return nullptr;
    }
    const auto found = profile.codes.find(named->text);
    if (found == profile.codes.end()) {
        context.unknown(FileKind::kCodes, *named, "codetabel");
        return nullptr;
    }
    return found->second;
}

void check_child(const BindContext& context, const StufPosition& at, const std::string& name,
                 const SourceNode& place) {
    const StufStep step = context.stuf.follow(at, parse_stuf_path(name, place.place, context.diagnostics));
    if (!step.missing.empty()) {
        context.diagnostics.error(place.place, "StUF kent hier geen element " + in_quotes(step.missing),
                                  closest(step.missing, step.known).value_or(""));
    }
}

std::set<std::string> names_of(const std::vector<std::pair<std::string, Template>>& with) {
    std::set<std::string> names;
    for (const auto& [name, text] : with) {
        names.insert(name);
    }
    return names;
}

}  // namespace veerpont::rules
