#include "bridge/base/text.h"
#include "bridge/http/server.h"
#include "bridge/http/uri.h"

namespace veerpont::http {

std::string_view header(const Headers& headers, std::string_view name) {
    for (const auto& [key, value] : headers) {
        if (iequals(key, name)) return value;
    }
    return {};
}

std::vector<std::pair<std::string, std::string>> Request::parameters() const {
    std::vector<std::pair<std::string, std::string>> out;
    for (const std::string_view pair : split(query, '&')) {
        if (pair.empty()) continue;
        const auto equals = pair.find('=');
        const std::string_view value =
            equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
        out.emplace_back(form_decode(pair.substr(0, equals)), form_decode(value));
    }
    return out;
}

bool Request::body_failed() const {
    return failed && failed();
}
bool Request::body_too_large() const {
    return too_large && too_large();
}

std::optional<std::pair<std::string, std::uint16_t>> parse_address(std::string_view address) {
    const auto colon = address.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    std::string_view host = address.substr(0, colon);
    const std::string_view digits = address.substr(colon + 1);
    if (!all_digits(digits) || digits.size() > 5) return std::nullopt;
    unsigned port = 0;
    for (const char digit : digits)
        port = port * 10 + static_cast<unsigned>(digit - '0');
    if (port > 65535) return std::nullopt;
    if (!host.empty() && host.front() == '[') {
        if (host.size() < 3 || host.back() != ']') return std::nullopt;
        host = host.substr(1, host.size() - 2);
    } else if (host.empty() || host.find(':') != std::string_view::npos) {
        return std::nullopt;
    }
    return std::pair{std::string(host), static_cast<std::uint16_t>(port)};
}

}  // namespace veerpont::http
