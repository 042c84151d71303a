// What is checked of the rules of an entity once they are bound; everything wrong goes to the diagnostics of the
// context. For the bind and plan phases only; any thread that owns the context.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bridge/rules/bind.h"

namespace veerpont::rules {

// The converter of a pair fits the types that the value has in both standards.
void check_converter(const BindContext& context, const source::SourceNode& node, const StufPosition& stuf,
                     const ZgwPosition& zgw, const FieldRule& rule);

// Lengths, enumerations and defaults on the ZGW side.
void check_zgw_value(const BindContext& context, const source::SourceNode& node, const ZgwPosition& zgw,
                     const FieldRule& rule);

// Constants on the StUF side.
void check_stuf_constant(const BindContext& context, const source::SourceNode& node, const StufPosition& stuf,
                         const FieldRule& rule);

// A group with its fields; what ZGW requires in it only when it is ever written.
void check_group(const BindContext& context, const source::SourceNode& node, const ZgwPosition& inside,
                 const FieldRule& rule, bool written);

// No rule stands twice, and what is ignored is not carried over by another.
void check_twice(const BindContext& context, const std::vector<FieldRule>& rules);

// The properties that a client must write and that no rule (or name in `given`) supplies, reported at
// `place`.
void check_required(const BindContext& context, const Entity& entity, std::string_view schema,
                    const std::vector<std::string>& given, const source::Place& place);

}  // namespace veerpont::rules
