// Reads JSON text into a SourceNode tree: strict JSON (RFC 8259, UTF-8, no comments), duplicate keys and
// syntax errors reported with line and column. Limits keep hostile or mistaken input from exhausting memory
// or stack.
//
// Pure functions, safe from any thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "bridge/source/diagnostics.h"
#include "bridge/source/node.h"

namespace veerpont::source {

struct ReadLimits {
    std::size_t max_bytes = 8 << 20;
    std::size_t max_nodes = 500'000;
    int max_depth = 64;
};

// The tree, or nothing when the text is not JSON or over a limit; what is wrong is in `diagnostics`. A
// duplicate key is an error too, but the tree is still given (with the first value), so that later phases
// find more. `file` is the name shown in messages.
std::optional<SourceNode> read_json(std::string_view text, std::string_view file, Diagnostics& diagnostics,
                                    const ReadLimits& limits = {});

// The same from a file; `shown_as` is the name in messages (default: the path as given).
std::optional<SourceNode> read_json_file(const std::filesystem::path& path, Diagnostics& diagnostics,
                                         std::string_view shown_as = {}, const ReadLimits& limits = {});

}  // namespace veerpont::source
