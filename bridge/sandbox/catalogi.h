// What the two files of the Catalogi API share.
#pragma once

#include <string>
#include <vector>

#include "bridge/sandbox/engine.h"

namespace veerpont::sandbox {

// Lets a client change what has been published.
inline constexpr char kForcedWrite[] = "catalogi.geforceerd-schrijven";

// Every version of a type with this name (`property` is identificatie or omschrijving), oldest first.
std::vector<std::string> versions_named(Work& work, const std::string& kind, const std::string& property,
                                        const std::string& name, const Json& catalogus);
// An address, or the name of a type, to addresses of types of the same catalogue; never empty.
std::vector<std::string> resolved(Work& work, const Json& value, const std::string& kind,
                                  const Json& catalogus, const std::string& field);
// The same for all values of a list property.
void resolve_list(Work& work, Json& item, const std::string& field, const std::string& kind,
                  const Json& catalogus);
// The filters status and datumGeldigheid.
bool filter_types(Work& work, const std::string& parameter, const std::string& value, Search& search);

// statustypen, resultaattypen, roltypen, eigenschappen, zaaktype-informatieobjecttypen and zaakobjecttypen.
std::vector<Kind> zaaktype_part_kinds();

}  // namespace veerpont::sandbox
