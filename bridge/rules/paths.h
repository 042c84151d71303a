// Reads the small notations inside rules: StUF paths, ZGW paths, texts with placeholders, calls and
// conditions. Each reports what is wrong with it and gives what could be read, so that later checks find
// more.
//
// Pure functions; intern names, so only used while loading.
#pragma once

#include <string>
#include <string_view>

#include "bridge/rules/plan.h"
#include "bridge/source/diagnostics.h"
#include "bridge/source/node.h"

namespace veerpont::rules {

// "tekst", for messages.
std::string in_quotes(std::string_view text);

SourceLocation location_of(const source::Place& place);

// "isVan/gerelateerde/code", "inhoud/@bestandsnaam", "extraElementen/kanaal" (steps: what stands before
// extraElementen),
// "{element}"; "" and "." are the element itself (text ".", no steps).
StufPath parse_stuf_path(std::string_view text, const source::Place& place, source::Diagnostics& diagnostics);

// "verblijfsadres.aoaPostcode".
ZgwPath parse_zgw_path(std::string_view text, const source::Place& place, source::Diagnostics& diagnostics);

// "DELETE {zaak.url}": literals and placeholders.
Template parse_template(std::string_view text, const source::Place& place, source::Diagnostics& diagnostics);

// "POST zaken:/zaken", "GET {zaak.url}/zaakeigenschappen"; without query.
CallTemplate parse_call(std::string_view text, const source::Place& place, source::Diagnostics& diagnostics);

// An object with one word of the condition table.
Condition parse_condition(const source::SourceNode& node, source::Diagnostics& diagnostics);

}  // namespace veerpont::rules
