// A problem of a kind, with what its sender may read.
#pragma once

#include <string>
#include <utility>

#include "bridge/base/result.h"

namespace veerpont::stuf {

inline Problem problem_of(Problem::Kind kind, std::string text = {}) {
    return {.kind = kind, .sender_text = std::move(text), .log_text = {}, .source = {}};
}

}  // namespace veerpont::stuf
