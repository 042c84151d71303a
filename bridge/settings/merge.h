// From files and the command line to one tree: "extends" followed, overrides put in. Every value keeps the
// place where it was written.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "bridge/settings/settings.h"
#include "bridge/source/diagnostics.h"
#include "bridge/source/node.h"

namespace veerpont::settings {

// The file laid over the one it extends, and that over the next. Objects are merged, everything else is
// replaced.
std::optional<source::SourceNode> read_with_extends(const std::filesystem::path& file,
                                                    source::Diagnostics& diagnostics);

// Puts a value at "server.listen" or "registers.0.name", making groups on the way.
void put_override(source::SourceNode& root, const Override& change, source::Diagnostics& diagnostics);

}  // namespace veerpont::settings
