// W3C Trace Context (https://www.w3.org/TR/trace-context/), version 00: the header that ties the calls of one
// message together across systems. Pure functions, safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace veerpont::http {

struct TraceContext {
    std::string trace_id;   // 32 lower-case hexadecimal digits, not all zero
    std::string parent_id;  // 16 of them, not all zero
    unsigned flags = 1;     // bit 0: sampled
};

// The value of a traceparent header; empty when it is not valid. Later versions are read as version 00.
std::optional<TraceContext> parse_traceparent(std::string_view value);

// A new trace with a random id.
TraceContext new_trace();

// The same trace, with a new random parent id: for each call that is made.
TraceContext child_of(const TraceContext& context);

// "00-<trace id>-<parent id>-<flags>".
std::string to_header(const TraceContext& context);

}  // namespace veerpont::http
