// Europe/Amsterdam, and the two ways in which times are written: StUF (digits) and ISO 8601 (ZGW).
//
// g++ 12 has no time zones in <chrono>; the rule of the zone since 1996 is one sentence (EU directive 2000/84/EC):
// summer time, UTC+2, from the last Sunday of March 01:00 UTC until the last Sunday of October 01:00 UTC, else UTC+1.
// It is applied to all years. Pure functions, safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bridge/base/clock.h"

namespace veerpont {

// Offset of Dutch local time to UTC at this moment: 1 or 2 hours.
std::chrono::hours amsterdam_offset(Time utc);

// A moment as Dutch wall-clock time, fields as on the clock.
struct LocalTime {
    int year = 1970;
    unsigned month = 1, day = 1, hour = 0, minute = 0, second = 0, millisecond = 0;
    auto operator<=>(const LocalTime&) const = default;
};
LocalTime to_amsterdam(Time utc);

// The moment at which the Dutch clock shows this. In the hour that does not exist (March) the clock is read as winter
// time (02:30 -> 01:30 UTC); in the hour that exists twice (October) the first, summer, occurrence is taken.
// Empty when the fields are no valid date and time.
std::optional<Time> from_amsterdam(const LocalTime& local);

// "20261015093000" + milliseconds as StUF wants them: yyyymmddhhmmssmmm (17 digits), Dutch local time.
std::string stuf_timestamp(Time utc);
// "20261015", Dutch local date.
std::string stuf_date(Time utc);
// "2026-10-15", Dutch local date.
std::string iso_date(Time utc);
// "2026-10-15T07:30:00Z", with ".123" only when there are milliseconds.
std::string iso_timestamp(Time utc);

// Reads an ISO 8601 moment with zone or Z ("2026-10-15T09:30:00+02:00", with or without fraction). A moment without a
// zone is read as UTC. Empty when it is not one.
std::optional<Time> parse_iso_timestamp(std::string_view text);

// True for a date that exists: 8 digits "yyyymmdd" with a valid month and day.
bool is_stuf_date(std::string_view digits);

}  // namespace veerpont
