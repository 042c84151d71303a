#include "bridge/zgw/addresses.h"

#include "bridge/base/text.h"
#include "bridge/http/uri.h"

namespace veerpont::zgw {

namespace {

// Without query, decoded; empty when the path could mean two things.
std::optional<std::string> plain_path(const std::string& target) {
    auto path = http::percent_decode(std::string_view(target).substr(0, target.find('?')));
    if (!path || path->find('\\') != std::string::npos || path->find('\0') != std::string::npos)
        return std::nullopt;
    for (const std::string_view segment : split(*path, '/')) {
        if (segment == "." || segment == "..") return std::nullopt;
    }
    return path;
}

}  // namespace

bool is_under(std::string_view root, std::string_view url) {
    const auto base = http::parse_url(root);
    const auto asked = http::parse_url(escape_unsafe(url));
    if (!base || !asked || base->scheme != asked->scheme || base->host != asked->host ||
        base->port != asked->port) {
        return false;
    }
    const auto path = plain_path(asked->target);
    if (!path) return false;
    std::string prefix = base->target;
    while (!prefix.empty() && prefix.back() == '/')
        prefix.pop_back();
    if (path->compare(0, prefix.size(), prefix) != 0) return false;
    return path->size() == prefix.size() || (*path)[prefix.size()] == '/';
}

std::string escape_unsafe(std::string_view url) {
    constexpr std::string_view kUnsafe = " \"<>\\^`{|}";
    std::string out;
    out.reserve(url.size());
    for (const char c : url) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte <= 0x20U || byte >= 0x7FU || kUnsafe.find(c) != std::string_view::npos) {
            out += url_encode(std::string_view(&c, 1));
        } else {
            out += c;
        }
    }
    return out;
}

std::string with_query(std::string url, const std::vector<std::pair<std::string, std::string>>& query) {
    char separator = url.find('?') == std::string::npos ? '?' : '&';
    for (const auto& [name, value] : query) {
        url += separator;
        url += url_encode(name) + "=" + url_encode(value);
        separator = '&';
    }
    return url;
}

}  // namespace veerpont::zgw
