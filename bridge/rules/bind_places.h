// Where the paths in the rules of an entity lead, with what is wrong reported to the diagnostics of the context.
// For the bind phase only; any thread that owns the context.
#pragma once

#include "bridge/rules/bind.h"
#include "bridge/rules/plan.h"
#include "bridge/source/node.h"

namespace veerpont::rules {

// A place of which nothing is known: everything is allowed there.
StufPosition open_stuf();
ZgwPosition open_zgw();

// The one direction that a field or case names.
Only only_of(const source::SourceNode& node);

// "zaken:Zaak heeft geen eigenschap …": what `step` misses, reported at `place`.
void report_missing(const BindContext& context, const ZgwStep& step, const source::Place& place);

// Where the StUF path leads, open when it leads nowhere; `at` is the node that holds the path.
StufPosition follow_stuf(const BindContext& context, const StufPosition& from, const StufPath& path,
                         const source::SourceNode& at);

// The paths of a condition, and of those within; `at` is its node.
void check_condition(const BindContext& context, const Condition& condition, const source::SourceNode& at,
                     const StufPosition& from);

}  // namespace veerpont::rules
