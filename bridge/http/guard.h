// Internal to bridge/http: the strict request guard. It judges a request by its header, before any byte of
// the body is read, and refuses whatever two parsers could read differently (request smuggling) or what
// Poco 1.11 would misread. Rules of RFC 9112; where that leaves a choice, the strict one. Pure functions,
// safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bridge/http/body_stream.h"
#include "bridge/http/server.h"

namespace veerpont::http {

struct RequestHead {
    std::string method;
    std::string target;   // as on the request line
    std::string version;  // "HTTP/1.1"
    Headers headers;      // in order, duplicates kept
};

struct Verdict {
    int status = 0;      // 0: go on; else the status of the refusal
    std::string reason;  // English, for the log
    std::string path;    // decoded
    std::string query;   // raw
    BodyFraming framing;
    bool expects_continue = false;
};

Verdict judge(const RequestHead& head, std::uint64_t max_body);

}  // namespace veerpont::http
