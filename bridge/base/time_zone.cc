#include "bridge/base/time_zone.h"

#include <fmt/format.h>

#include "bridge/base/text.h"

namespace veerpont {

namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

// The moment at which summer time begins (March) or ends (October): the last Sunday of the month, 01:00 UTC.
Time change_in(std::chrono::year year, std::chrono::month month) {
    const std::chrono::year_month_weekday_last day{year, month, std::chrono::Sunday[std::chrono::last]};
    return Time{std::chrono::sys_days{day}} + hours{1};
}

std::chrono::year year_of(Time utc) {
    return std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(utc)}.year();
}

LocalTime fields_of(Time moment) {
    const auto day = std::chrono::floor<std::chrono::days>(moment);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{moment - day};
    LocalTime out;
    out.year = static_cast<int>(date.year());
    out.month = static_cast<unsigned>(date.month());
    out.day = static_cast<unsigned>(date.day());
    out.hour = static_cast<unsigned>(time.hours().count());
    out.minute = static_cast<unsigned>(time.minutes().count());
    out.second = static_cast<unsigned>(time.seconds().count());
    out.millisecond = static_cast<unsigned>(time.subseconds().count());
    return out;
}

// The fields read as if they were UTC.
std::optional<Time> moment_of(const LocalTime& local) {
    const std::chrono::year_month_day date{std::chrono::year{local.year}, std::chrono::month{local.month},
                                           std::chrono::day{local.day}};
    if (local.year < 0 || local.year > 9999 || !date.ok() || local.hour > 23 || local.minute > 59 ||
        local.second > 59 || local.millisecond > 999) {
        return std::nullopt;
    }
    return Time{std::chrono::sys_days{date}} + hours{local.hour} + std::chrono::minutes{local.minute} +
           std::chrono::seconds{local.second} + milliseconds{local.millisecond};
}

// Takes exactly `count` digits from the front of the text.
bool take_digits(std::string_view& text, std::size_t count, unsigned& out) {
    if (text.size() < count || !all_digits(text.substr(0, count))) return false;
    out = 0;
    for (const char digit : text.substr(0, count))
        out = out * 10 + static_cast<unsigned>(digit - '0');
    text.remove_prefix(count);
    return true;
}

bool take_char(std::string_view& text, std::string_view allowed) {
    if (text.empty() || allowed.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

// ".123": digits after the third are cut off. Absent is 0.
bool take_fraction(std::string_view& text, unsigned& out) {
    out = 0;
    if (!take_char(text, ".,")) return true;
    unsigned digit = 0;
    unsigned weight = 100;
    if (!take_digits(text, 1, digit)) return false;
    do {
        out += digit * weight;
        weight /= 10;
    } while (take_digits(text, 1, digit));
    return true;
}

// "Z", "+02:00", "+0200", "+02" or nothing.
bool take_zone(std::string_view& text, std::chrono::minutes& out) {
    out = std::chrono::minutes{0};
    if (text.empty() || take_char(text, "Zz")) return true;
    const bool west = text.front() == '-';
    if (!take_char(text, "+-")) return false;
    unsigned zone_hours = 0;
    unsigned zone_minutes = 0;
    if (!take_digits(text, 2, zone_hours)) return false;
    if (!text.empty()) {
        take_char(text, ":");
        if (!take_digits(text, 2, zone_minutes)) return false;
    }
    if (zone_hours > 14 || zone_minutes > 59) return false;
    out = std::chrono::minutes{zone_hours * 60 + zone_minutes};
    if (west) out = -out;
    return true;
}

}  // namespace

hours amsterdam_offset(Time utc) {
    const auto year = year_of(utc);
    const bool summer =
        utc >= change_in(year, std::chrono::March) && utc < change_in(year, std::chrono::October);
    return hours{summer ? 2 : 1};
}

LocalTime to_amsterdam(Time utc) {
    return fields_of(utc + amsterdam_offset(utc));
}

std::optional<Time> from_amsterdam(const LocalTime& local) {
    const auto wall = moment_of(local);
    if (!wall) return std::nullopt;
    const Time as_summer = *wall - hours{2};
    if (amsterdam_offset(as_summer) == hours{2}) return as_summer;
    return *wall - hours{1};
}

std::string stuf_timestamp(Time utc) {
    const LocalTime local = to_amsterdam(utc);
    return fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}{:03}", local.year, local.month, local.day, local.hour,
                       local.minute, local.second, local.millisecond);
}

std::string stuf_date(Time utc) {
    const LocalTime local = to_amsterdam(utc);
    return fmt::format("{:04}{:02}{:02}", local.year, local.month, local.day);
}

std::string iso_date(Time utc) {
    const LocalTime local = to_amsterdam(utc);
    return fmt::format("{:04}-{:02}-{:02}", local.year, local.month, local.day);
}

std::string iso_timestamp(Time utc) {
    const LocalTime fields = fields_of(utc);
    std::string out = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", fields.year, fields.month,
                                  fields.day, fields.hour, fields.minute, fields.second);
    if (fields.millisecond != 0) out += fmt::format(".{:03}", fields.millisecond);
    return out + "Z";
}

std::optional<Time> parse_iso_timestamp(std::string_view text) {
    LocalTime fields;
    unsigned year = 0;
    std::chrono::minutes zone{0};
    text = trim(text);
    const bool read =
        take_digits(text, 4, year) && take_char(text, "-") && take_digits(text, 2, fields.month) &&
        take_char(text, "-") && take_digits(text, 2, fields.day) && take_char(text, "Tt ") &&
        take_digits(text, 2, fields.hour) && take_char(text, ":") && take_digits(text, 2, fields.minute) &&
        take_char(text, ":") && take_digits(text, 2, fields.second) &&
        take_fraction(text, fields.millisecond) && take_zone(text, zone) && text.empty();
    if (!read) return std::nullopt;
    fields.year = static_cast<int>(year);
    const auto moment = moment_of(fields);
    if (!moment) return std::nullopt;
    return *moment - zone;
}

bool is_stuf_date(std::string_view digits) {
    LocalTime fields;
    unsigned year = 0;
    if (digits.size() != 8 || !take_digits(digits, 4, year) || !take_digits(digits, 2, fields.month) ||
        !take_digits(digits, 2, fields.day)) {
        return false;
    }
    fields.year = static_cast<int>(year);
    return moment_of(fields).has_value();
}

}  // namespace veerpont
