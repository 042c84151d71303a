#include "bridge/http/guard.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "bridge/base/text.h"
#include "bridge/http/uri.h"

namespace veerpont::http {

namespace {

Verdict refuse(int status, std::string reason) {
    Verdict verdict;
    verdict.status = status;
    verdict.reason = std::move(reason);
    return verdict;
}

// RFC 9110 section 5.6.2.
bool is_token(std::string_view text) {
    constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               kMarks.find(c) != std::string_view::npos;
    });
}

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) < 0x20U && c != '\t') || c == '\x7f';
    });
}

std::vector<std::string_view> values_of(const Headers& headers, std::string_view name) {
    std::vector<std::string_view> out;
    for (const auto& [key, value] : headers) {
        if (iequals(key, name)) out.push_back(value);
    }
    return out;
}

std::optional<std::uint64_t> parse_length(std::string_view text) {
    if (!all_digits(text) || text.size() > 18) return std::nullopt;
    return std::stoull(std::string(text));
}

// Path and query of the request target (origin form, absolute form, or "*" for OPTIONS).
Verdict judge_target(const RequestHead& head) {
    Verdict verdict;
    std::string target = head.target;
    if (target == "*" && head.method == "OPTIONS") {
        verdict.path = "*";
        return verdict;
    }
    if (const auto url = parse_url(target)) target = url->target;
    if (target.empty() || target.front() != '/' || has_control(target) ||
        target.find('#') != std::string::npos || target.find(' ') != std::string::npos) {
        return refuse(400, "malformed request target");
    }
    const auto question = target.find('?');
    const auto path = percent_decode(std::string_view(target).substr(0, question));
    if (!path) return refuse(400, "wrong percent-encoding in the path");
    if (has_control(*path) || path->find('\t') != std::string::npos ||
        path->find('\\') != std::string::npos || !is_valid_utf8(*path)) {
        return refuse(400, "forbidden characters in the path");
    }
    for (const std::string_view segment : split(*path, '/')) {
        if (segment == "." || segment == "..") return refuse(400, "dot segments in the path");
    }
    verdict.path = *path;
    if (question != std::string::npos) verdict.query = target.substr(question + 1);
    return verdict;
}

// How the body is framed, or why that is not certain.
Verdict judge_framing(const RequestHead& head, std::uint64_t max_body) {
    Verdict verdict;
    const auto lengths = values_of(head.headers, "Content-Length");
    const auto encodings = values_of(head.headers, "Transfer-Encoding");
    if (!encodings.empty()) {
        if (!lengths.empty()) return refuse(400, "Content-Length beside Transfer-Encoding");
        if (encodings.size() > 1 || !iequals(encodings.front(), "chunked")) {
            return refuse(400, "Transfer-Encoding other than chunked");
        }
        if (head.version == "HTTP/1.0") return refuse(400, "Transfer-Encoding in HTTP/1.0");
        verdict.framing.kind = BodyFraming::Kind::kChunked;
        return verdict;
    }
    if (lengths.size() > 1) return refuse(400, "more than one Content-Length");
    if (lengths.empty()) {
        const bool needs_body = head.method == "POST" || head.method == "PUT" || head.method == "PATCH";
        return needs_body ? refuse(411, "no Content-Length") : verdict;
    }
    const auto length = parse_length(lengths.front());
    if (!length) return refuse(400, "Content-Length is no number");
    if (*length > max_body) return refuse(413, "body over the limit");
    verdict.framing.length = *length;
    return verdict;
}

}  // namespace

Verdict judge(const RequestHead& head, std::uint64_t max_body) {
    if (head.version != "HTTP/1.1" && head.version != "HTTP/1.0") return refuse(505, "HTTP version");
    if (!is_token(head.method)) return refuse(400, "malformed method");
    for (const auto& [name, value] : head.headers) {
        if (!is_token(name)) return refuse(400, "malformed header name");
        if (has_control(value)) return refuse(400, "control characters in a header");
    }
    const auto hosts = values_of(head.headers, "Host");
    if (hosts.size() > 1 || (hosts.empty() && head.version == "HTTP/1.1"))
        return refuse(400, "not exactly one Host");

    Verdict verdict = judge_target(head);
    if (verdict.status != 0) return verdict;
    Verdict framed = judge_framing(head, max_body);
    if (framed.status != 0) return framed;
    verdict.framing = framed.framing;

    for (const std::string_view coding : values_of(head.headers, "Content-Encoding")) {
        if (!coding.empty() && !iequals(coding, "identity")) return refuse(415, "Content-Encoding");
    }
    for (const std::string_view expected : values_of(head.headers, "Expect")) {
        if (!iequals(expected, "100-continue")) return refuse(417, "Expect");
        verdict.expects_continue = head.version == "HTTP/1.1";
    }
    return verdict;
}

}  // namespace veerpont::http
