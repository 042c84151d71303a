#include "bridge/sandbox/dates.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

#include "bridge/base/text.h"

namespace veerpont::sandbox {

namespace {

std::optional<std::chrono::year_month_day> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-' || !all_digits(text.substr(0, 4)) ||
        !all_digits(text.substr(5, 2)) || !all_digits(text.substr(8, 2))) {
        return std::nullopt;
    }
    const auto number = [&](std::size_t from, std::size_t size) {
        unsigned value = 0;
        std::from_chars(text.data() + from, text.data() + from + size, value);
        return value;
    };
    const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(number(0, 4))),
                                           std::chrono::month(number(5, 2)), std::chrono::day(number(8, 2))};
    return date.ok() ? std::optional(date) : std::nullopt;
}

std::string text_of(const std::chrono::year_month_day& date) {
    std::array<char, 32> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return buffer.data();
}

}  // namespace

bool is_date(std::string_view text) {
    return parse_date(text).has_value();
}

std::optional<Duration> parse_duration(std::string_view text) {
    if (text.size() < 3 || text[0] != 'P') {
        return std::nullopt;
    }
    text.remove_prefix(1);
    Duration duration;
    bool time = false;
    bool any = false;
    while (!text.empty()) {
        if (text[0] == 'T' && !time) {
            time = true;
            text.remove_prefix(1);
            any = false;
            continue;
        }
        int value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc() || value < 0 || end == text.data() + text.size() || value > 100000) {
            return std::nullopt;
        }
        const char unit = *end;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
        any = true;
        if (!time && unit == 'Y') {
            duration.years = value;
        } else if (!time && unit == 'M') {
            duration.months = value;
        } else if (!time && unit == 'W') {
            duration.days += 7 * value;
        } else if (!time && unit == 'D') {
            duration.days += value;
        } else if (time && unit == 'H') {
            duration.seconds += 3600L * value;
        } else if (time && unit == 'M') {
            duration.seconds += 60L * value;
        } else if (time && unit == 'S') {
            duration.seconds += value;
        } else {
            return std::nullopt;
        }
    }
    return any ? std::optional(duration) : std::nullopt;
}

std::string add(std::string_view date, const Duration& duration) {
    using std::chrono::days;
    using std::chrono::months;
    using std::chrono::sys_days;
    using std::chrono::years;
    auto moved = parse_date(date).value_or(std::chrono::year_month_day{}) + years(duration.years) +
                 months(duration.months);
    if (!moved.ok()) {
        moved = moved.year() / moved.month() / std::chrono::last;
    }
    return text_of(sys_days(moved) + days(duration.days + static_cast<int>(duration.seconds / 86400)));
}

}  // namespace veerpont::sandbox
