#include "bridge/http/traceparent.h"

#include <fmt/format.h>

#include "bridge/base/crypto.h"
#include "bridge/base/text.h"

namespace veerpont::http {

namespace {

bool is_lower_hex(std::string_view text) {
    return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_id(std::string_view text, std::size_t size) {
    return text.size() == size && is_lower_hex(text) && text.find_first_not_of('0') != std::string_view::npos;
}

std::string random_id(std::size_t bytes) {
    const std::string raw = random_bytes(bytes);
    return to_hex({reinterpret_cast<const unsigned char*>(raw.data()), raw.size()});
}

}  // namespace

std::optional<TraceContext> parse_traceparent(std::string_view value) {
    const auto parts = split(trim(value), '-');
    if (parts.size() < 4 || parts[0].size() != 2 || !is_lower_hex(parts[0]) || parts[0] == "ff")
        return std::nullopt;
    if (parts[0] == "00" && parts.size() != 4) return std::nullopt;
    if (!is_id(parts[1], 32) || !is_id(parts[2], 16)) return std::nullopt;
    if (parts[3].size() != 2 || !is_lower_hex(parts[3])) return std::nullopt;
    TraceContext context;
    context.trace_id = parts[1];
    context.parent_id = parts[2];
    context.flags = static_cast<unsigned>(std::stoul(std::string(parts[3]), nullptr, 16));
    return context;
}

TraceContext new_trace() {
    return {random_id(16), random_id(8), 1};
}

TraceContext child_of(const TraceContext& context) {
    return {context.trace_id, random_id(8), context.flags};
}

std::string to_header(const TraceContext& context) {
    return fmt::format("00-{}-{}-{:02x}", context.trace_id, context.parent_id, context.flags & 0xFFU);
}

}  // namespace veerpont::http
