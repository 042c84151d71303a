// Closing and reopening a zaak (reference: zrc-007, zrc-008, zrc-021).
#pragma once

#include <string>

#include "bridge/sandbox/engine.h"

namespace veerpont::sandbox {

// The zaak at this address when it may be written: 403 when it is closed and the client may not force, 400
// when it is archived.
Json writable_zaak(Work& work, const Json& address);

// Sets einddatum and the archive parameters; throws what stands in the way of closing.
void close(Work& work, Json& zaak, const std::string& einddatum);
// Takes einddatum and the archive parameters away.
void reopen(Work& work, Json& zaak);

}  // namespace veerpont::sandbox
