// The formats of words.h: recognising them, and saying in Dutch what they look like.
#pragma once

#include <string_view>

#include "bridge/source/words.h"

namespace veerpont::source {

bool has_format(std::string_view text, Format format);
// What the text should be: "een duur zoals \"25s\" of \"10m\"".
std::string_view format_text(Format format);
// The same as a regular expression for JSON Schema (ECMA 262); "" for kFree.
std::string_view format_pattern(Format format);

}  // namespace veerpont::source
