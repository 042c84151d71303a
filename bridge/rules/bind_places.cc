#include "bridge/rules/bind_places.h"

#include <string>

#include "bridge/base/text.h"
#include "bridge/rules/paths.h"

namespace veerpont::rules {

using source::SourceNode;

StufPosition open_stuf() {
    StufPosition position;
    position.open = true;
    return position;
}

ZgwPosition open_zgw() {
    ZgwPosition position;
    position.open = true;
    return position;
}

Only only_of(const SourceNode& node) {
    const std::string only = node.text_of("only");
    return only == "to-zgw" ? Only::kToZgw : only == "to-stuf" ? Only::kToStuf : Only::kBoth;
}

void report_missing(const BindContext& context, const ZgwStep& step, const source::Place& place) {
    context.diagnostics.error(
        place,
        (step.owner.empty() ? "ZGW" : step.owner) + " heeft geen eigenschap " + in_quotes(step.missing),
        closest(step.missing, step.known).value_or(""));
}

StufPosition follow_stuf(const BindContext& context, const StufPosition& from, const StufPath& path,
                         const SourceNode& at) {
    StufStep step = context.stuf.follow(from, path);
    if (!step.missing.empty()) {
        context.diagnostics.error(at.place,
                                  "StUF kent het pad " + in_quotes(path.text) +
                                      " hier niet: " + in_quotes(step.missing) + " bestaat niet",
                                  closest(step.missing, step.known).value_or(""));
        step.position.open = true;
    }
    return step.position;
}

void check_condition(const BindContext& context, const Condition& condition, const SourceNode& at,
                     const StufPosition& from) {
    if (!condition.path.empty()) {
        follow_stuf(context, from, condition.stuf, at.children.front());
    }
    for (const Condition& child : condition.children) {
        check_condition(context, child, at, from);
    }
}

}  // namespace veerpont::rules
