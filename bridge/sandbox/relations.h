// Small things that the APIs of the register share: generated identifications, and the mirror image of a
// relation between a zaak or besluit and a document (objectinformatieobject), which the Documenten API shows.
#pragma once

#include <string>

#include "bridge/sandbox/engine.h"

namespace veerpont::sandbox {

// "ZAAK-2026-0000000001": prefix, year and the next number of that year. Numbers are never given twice.
std::string generated_number(Work& work, const std::string& prefix, const std::string& year);

// `object` is the address of a zaak or besluit, `type` "zaak" or "besluit".
void put_mirror(Work& work, const std::string& object, const std::string& type, const std::string& document);
void remove_mirror(Work& work, const std::string& object, const std::string& document);

}  // namespace veerpont::sandbox
