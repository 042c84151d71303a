// Dates and moments: StUF writes digits in Dutch local time, ZGW writes ISO 8601.
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bridge/base/text.h"
#include "bridge/base/time_zone.h"
#include "bridge/rules/converters/all.h"

namespace veerpont::rules::converters {

namespace {

using nlohmann::json;

// "2026-10-15" at the front of a text: its eight digits, "" when there is no such date.
std::string digits_of_iso(std::string_view text) {
    if (text.size() < 10 || text[4] != '-' || text[7] != '-') return {};
    const std::string digits =
        std::string(text.substr(0, 4)) + std::string(text.substr(5, 2)) + std::string(text.substr(8, 2));
    return is_stuf_date(digits) ? digits : std::string();
}

std::string iso_of_digits(std::string_view digits) {
    return fmt::format("{}-{}-{}", digits.substr(0, 4), digits.substr(4, 2), digits.substr(6, 2));
}

// What programs on .NET send when they have no date.
constexpr std::string_view kNoDate = "00010101";

unsigned number(std::string_view digits) {
    unsigned value = 0;
    for (const char digit : digits)
        value = value * 10 + static_cast<unsigned>(digit - '0');
    return value;
}

// ISO with the offset of Dutch time, not in UTC: registers take the date of an end status as it is written.
std::string iso_local(Time utc) {
    const LocalTime local = to_amsterdam(utc);
    std::string out = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", local.year, local.month, local.day,
                                  local.hour, local.minute, local.second);
    if (local.millisecond != 0) out += fmt::format(".{:03}", local.millisecond);
    return out + fmt::format("+{:02}:00", amsterdam_offset(utc).count());
}

class Date final : public Converter {
  public:
    std::string_view name() const override { return "date"; }
    std::string_view description() const override {
        return "Datum: 20261015 wordt 2026-10-15 en terug; onvolledige datums volgens 'partial'.";
    }
    bool fits_stuf(std::string_view primitive) const override {
        return primitive == "decimal" || primitive == "string" || primitive == "date" ||
               primitive == "integer" || primitive.empty();
    }
    bool fits_zgw(std::string_view type) const override {
        return type == "string" || type == "string/date" || type == "string/date-time";
    }

    // Accepts 8 or more digits (the time is cut off), ISO dates and moments. Shorter digits and
    // indOnvolledigeDatum are incomplete dates.
    Result<json> to_zgw(const stuf::Value& value, const ConvertOptions& options) const override {
        const std::string_view text = value.text ? trim(*value.text) : std::string_view();
        std::string digits = digits_of_iso(text);
        if (digits.empty()) {
            if (!all_digits(text) || text.size() > 17)
                return refuse("De waarde is geen datum.", "not a date");
            digits = std::string(text.substr(0, 8));
        }
        if (digits == kNoDate) return json();
        char unknown = options.incomplete;
        if (digits.size() < 8 && unknown == 'V') unknown = digits.size() < 6 ? 'M' : 'D';
        if (unknown != 'V') {
            if (unknown == 'J' || options.partial == Partial::kRefuse || digits.size() < 4) {
                return refuse("De datum is niet volledig.", "incomplete date");
            }
            digits = (unknown == 'D' && digits.size() >= 6) ? digits.substr(0, 6) + "01"
                                                            : digits.substr(0, 4) + "0101";
        }
        if (!is_stuf_date(digits)) return refuse("De waarde is geen bestaande datum.", "no such date");
        return json(iso_of_digits(digits));
    }

    // A moment becomes the Dutch date of that moment.
    Result<stuf::Value> to_stuf(const json& value) const override {
        if (!value.is_string()) return refuse("De waarde is geen datum.", "not a date");
        const std::string text = value.get<std::string>();
        if (text.size() > 10) {
            if (const auto moment = parse_iso_timestamp(text)) return said(stuf_date(*moment));
            return refuse("De waarde is geen datum.", "not an ISO moment");
        }
        const std::string digits = digits_of_iso(text);
        if (digits.empty()) return refuse("De waarde is geen datum.", "not an ISO date");
        return said(digits);
    }
    std::vector<std::string> examples() const override { return {"20261015", "19850214", "20240229"}; }
};

class Timestamp final : public Converter {
  public:
    std::string_view name() const override { return "timestamp"; }
    std::string_view description() const override {
        return "Tijdstip: 20261015093000 (Nederlandse tijd, 8 tot 17 cijfers) wordt "
               "2026-10-15T09:30:00+02:00 en terug.";
    }
    bool fits_stuf(std::string_view primitive) const override {
        return primitive == "decimal" || primitive == "string" || primitive.empty();
    }
    bool fits_zgw(std::string_view type) const override {
        return type == "string" || type == "string/date-time";
    }

    // 8 to 17 digits: what is missing is zero, an odd digit of hour, minute or second is cut off, 15 and 16
    // digits are tenths and hundredths of a second. ISO moments are read too.
    Result<json> to_zgw(const stuf::Value& value, const ConvertOptions& options) const override {
        const std::string_view text = value.text ? trim(*value.text) : std::string_view();
        if (options.incomplete != 'V') return refuse("Het tijdstip is niet volledig.", "incomplete moment");
        if (text.size() > 10 && text[4] == '-') {
            if (const auto moment = parse_iso_timestamp(text)) return json(iso_local(*moment));
            return refuse("De waarde is geen tijdstip.", "not an ISO moment");
        }
        std::string digits = digits_of_iso(text);
        if (digits.empty()) digits = std::string(text);
        if (!all_digits(digits) || digits.size() < 8)
            return refuse("De waarde is geen tijdstip.", "not a moment");
        if (digits.size() < 14) digits.resize(digits.size() / 2 * 2);
        digits.resize(17, '0');
        const LocalTime local{static_cast<int>(number(digits.substr(0, 4))),
                              number(digits.substr(4, 2)),
                              number(digits.substr(6, 2)),
                              number(digits.substr(8, 2)),
                              number(digits.substr(10, 2)),
                              number(digits.substr(12, 2)),
                              number(digits.substr(14, 3))};
        const auto moment = from_amsterdam(local);
        if (!moment) return refuse("De waarde is geen bestaand tijdstip.", "no such moment");
        return json(iso_local(*moment));
    }

    // 14 digits, or 17 when there are milliseconds.
    Result<stuf::Value> to_stuf(const json& value) const override {
        if (!value.is_string()) return refuse("De waarde is geen tijdstip.", "not a moment");
        const std::string text = value.get<std::string>();
        if (const std::string digits = digits_of_iso(text); text.size() == 10 && !digits.empty()) {
            return said(digits);
        }
        const auto moment = parse_iso_timestamp(text);
        if (!moment) return refuse("De waarde is geen tijdstip.", "not an ISO moment");
        std::string digits = stuf_timestamp(*moment);
        if (digits.ends_with("000")) digits.resize(14);
        return said(digits);
    }
    std::vector<std::string> examples() const override {
        return {"20261015093000", "20260115093000", "20261015093000123", "20260329033000"};
    }
};

}  // namespace

const Converter& date() {
    static const Date converter;
    return converter;
}
const Converter& timestamp() {
    static const Timestamp converter;
    return converter;
}

}  // namespace veerpont::rules::converters
