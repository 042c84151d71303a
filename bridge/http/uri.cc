#include "bridge/http/uri.h"

#include <algorithm>

#include "bridge/base/text.h"
#include "bridge/http/server.h"

namespace veerpont::http {

namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// The byte that "%xx" at this place stands for, or -1.
int escape_at(std::string_view text, std::size_t at) {
    if (text.size() - at < 3) return -1;
    const int high = hex_digit(text[at + 1]);
    const int low = hex_digit(text[at + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        const int byte = escape_at(text, i);
        if (byte < 0) return std::nullopt;
        out += static_cast<char>(byte);
        i += 2;
    }
    return out;
}

std::string form_decode(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int byte = text[i] == '%' ? escape_at(text, i) : -1;
        if (byte >= 0) {
            out += static_cast<char>(byte);
            i += 2;
        } else {
            out += text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

std::optional<Url> parse_url(std::string_view text) {
    const bool printable =
        std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c != '\x7f'; });
    const auto scheme_end = text.find("://");
    if (!printable || scheme_end == std::string_view::npos) return std::nullopt;
    Url url;
    url.scheme = to_lower(text.substr(0, scheme_end));
    if (url.scheme != "http" && url.scheme != "https") return std::nullopt;
    std::string_view rest = text.substr(scheme_end + 3);
    rest = rest.substr(0, rest.find('#'));
    const auto authority_end = std::min(rest.find_first_of("/?"), rest.size());
    const std::string_view authority = rest.substr(0, authority_end);
    if (authority.empty() || authority.find_first_of("@\\") != std::string_view::npos) return std::nullopt;
    const bool has_port = authority.back() != ']' && authority.find(':') != std::string_view::npos;
    const std::string fallback = url.scheme == "https" ? ":443" : ":80";
    const auto address = parse_address(has_port ? std::string(authority) : std::string(authority) + fallback);
    if (!address) return std::nullopt;
    url.host = to_lower(address->first);
    url.port = address->second;
    url.target = std::string(rest.substr(authority_end));
    if (url.target.empty() || url.target.front() != '/') url.target.insert(0, "/");
    return url;
}

}  // namespace veerpont::http
