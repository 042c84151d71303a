#include <optional>
#include <string>
#include <string_view>

#include "bridge/base/text.h"
#include "bridge/rules/plan.h"

namespace veerpont::rules {

std::string folded(std::string_view text) {
    std::string out;
    for (const char c : to_lower(text)) {
        if (c != ' ' && c != '_' && c != '-' && c != '.' && c != '\t' && c != '\n' && c != '\r') out += c;
    }
    return out;
}

std::optional<std::string> CodeTable::to_zgw(std::string_view stuf) const {
    const std::string sought = folded(stuf);
    if (sought.empty()) return std::nullopt;
    for (const auto& [left, right] : pairs) {
        if (folded(left) == sought) return right;
    }
    for (const auto& [left, right] : also) {
        if (folded(left) == sought) return right;
    }
    return std::nullopt;
}

std::optional<std::string> CodeTable::to_stuf(std::string_view zgw) const {
    const std::string sought = folded(zgw);
    if (sought.empty()) return std::nullopt;
    for (const auto& [left, right] : pairs) {
        if (folded(right) == sought) return left;
    }
    for (const auto& [left, right] : also_zgw) {
        if (folded(right) == sought) return left;
    }
    return std::nullopt;
}

}  // namespace veerpont::rules
