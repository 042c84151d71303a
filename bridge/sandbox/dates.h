// Dates and durations as ZGW writes them ("2026-10-15", "P1Y2M"). Pure functions, safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace veerpont::sandbox {

// A date that exists, "yyyy-mm-dd".
bool is_date(std::string_view text);

struct Duration {
    int years = 0, months = 0, days = 0;
    long seconds = 0;
    bool zero() const { return !years && !months && !days && !seconds; }
};
// ISO 8601: "P5D", "P1Y2M", "P2W", "PT36H"; empty when it is not one.
std::optional<Duration> parse_duration(std::string_view text);

// The date a duration later; the last day of the month when that month has no such day. `date` is valid.
std::string add(std::string_view date, const Duration& duration);

}  // namespace veerpont::sandbox
