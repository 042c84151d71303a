// The tables for betrokkeneIdentificatie and objectIdentificatie, which differ per type.
#pragma once

#include <string_view>

#include "bridge/sandbox/fields.h"

namespace veerpont::sandbox {

// For a betrokkeneType; nullptr for an unknown one.
const Fields* betrokkene_fields(std::string_view type);
// For an objectType; nullptr for types that have no identification of their own (besluit, status...).
const Fields* object_fields(std::string_view type);

}  // namespace veerpont::sandbox
