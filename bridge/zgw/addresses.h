// Internal to bridge/zgw: which URLs may be called. Pure functions, safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace veerpont::zgw {

// True when the absolute URL is the root itself or lies below it: same scheme, host and port, a path that
// begins with that of the root and holds no dot segments, back slashes or the like. An empty root has nothing
// below it.
bool is_under(std::string_view root, std::string_view url);

// Characters that may not stand in a URL percent-encoded; some registers give out `next` links with raw
// characters.
std::string escape_unsafe(std::string_view url);

// The URL with these query parameters added.
std::string with_query(std::string url, const std::vector<std::pair<std::string, std::string>>& query);

}  // namespace veerpont::zgw
