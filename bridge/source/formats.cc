#include "bridge/source/formats.h"

#include <charconv>
#include <limits>

#include "bridge/base/text.h"

namespace veerpont::source {

namespace {

struct Unit {
    std::string_view name;
    std::uint64_t factor;
};
constexpr Unit kDurationUnits[] = {
    {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
constexpr Unit kSizeUnits[] = {
    {"", 1}, {"B", 1}, {"KB", 1ULL << 10U}, {"MB", 1ULL << 20U}, {"GB", 1ULL << 30U}};

std::optional<std::uint64_t> parse_with_unit(std::string_view text, std::span<const Unit> units) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) {
        return std::nullopt;
    }
    const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
    for (const Unit& known : units) {
        if (unit == known.name) {
            constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
            if (number > kMax / known.factor) {
                return std::nullopt;
            }
            return number * known.factor;
        }
    }
    return std::nullopt;
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_name(std::string_view text) {
    if (text.empty() || !is_letter(text.front())) {
        return false;
    }
    for (const char c : text) {
        if (!is_letter(c) && !(c >= '0' && c <= '9') && c != '-') {
            return false;
        }
    }
    return true;
}

bool is_url(std::string_view text) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (text.starts_with(scheme)) {
            const std::string_view rest = text.substr(scheme.size());
            return !rest.empty() && rest.front() != '/' && rest.front() != ':' &&
                   rest.find_first_of(" \t\r\n\"<>\\@") == std::string_view::npos;
        }
    }
    return false;
}

bool is_address(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) {
        return false;
    }
    const std::string_view host = text.substr(0, colon);
    const std::string_view port = text.substr(colon + 1);
    if (port.empty() || port.size() > 5 || !all_digits(port)) {
        return false;
    }
    unsigned number = 0;
    std::from_chars(port.data(), port.data() + port.size(), number);
    if (number > 65535) {
        return false;
    }
    const bool bracketed = host.front() == '[' && host.back() == ']' && host.size() > 2;
    return bracketed || host.find_first_of(":[]/ ") == std::string_view::npos;
}

// 9 digits, weights 9 8 7 6 5 4 3 2 -1, sum divisible by 11 (the same test as a BSN).
bool is_rsin(std::string_view text) {
    if (text.size() != 9 || !all_digits(text)) {
        return false;
    }
    int sum = 0;
    bool any = false;
    for (int i = 0; i < 9; ++i) {
        const int digit = text[static_cast<std::size_t>(i)] - '0';
        any = any || digit != 0;
        sum += digit * (i == 8 ? -1 : 9 - i);
    }
    return any && sum % 11 == 0;
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
    const auto value = parse_with_unit(text, kDurationUnits);
    if (!value) {
        return std::nullopt;
    }
    return std::chrono::milliseconds(static_cast<std::int64_t>(*value));
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
    return parse_with_unit(text, kSizeUnits);
}

bool has_format(std::string_view text, Format format) {
    switch (format) {
        case Format::kFree:
            return true;
        case Format::kNotEmpty:
            return !trim(text).empty();
        case Format::kName:
            return is_name(text);
        case Format::kDuration:
            return parse_duration(text).has_value();
        case Format::kSize:
            return parse_size(text).has_value();
        case Format::kUrl:
            return is_url(text);
        case Format::kAddress:
            return is_address(text);
        case Format::kRsin:
            return is_rsin(text);
    }
    return false;
}

std::string_view format_text(Format format) {
    switch (format) {
        case Format::kFree:
            return "een tekst";
        case Format::kNotEmpty:
            return "een tekst die niet leeg is";
        case Format::kName:
            return "een naam van letters, cijfers en streepjes";
        case Format::kDuration:
            return "een duur zoals \"500ms\", \"25s\", \"10m\", \"12h\" of \"30d\"";
        case Format::kSize:
            return "een grootte zoals \"64KB\", \"400MB\" of \"2GB\"";
        case Format::kUrl:
            return "een adres dat begint met http:// of https://";
        case Format::kAddress:
            return "een adres met poort zoals \"127.0.0.1:8080\"";
        case Format::kRsin:
            return "een RSIN van 9 cijfers die aan de elfproef voldoet";
    }
    return "";
}

std::string_view format_pattern(Format format) {
    switch (format) {
        case Format::kFree:
            return "";
        case Format::kNotEmpty:
            return "\\S";
        case Format::kName:
            return "^[A-Za-z][A-Za-z0-9-]*$";
        case Format::kDuration:
            return "^[0-9]+(ms|s|m|h|d)$";
        case Format::kSize:
            return "^[0-9]+(B|KB|MB|GB)?$";
        case Format::kUrl:
            return "^https?://[^/:\\s][^\\s\"<>@]*$";
        case Format::kAddress:
            return "^(\\[[^\\]]+\\]|[^:\\[\\]/ ]+):[0-9]{1,5}$";
        case Format::kRsin:
            return "^[0-9]{9}$";
    }
    return "";
}

}  // namespace veerpont::source
