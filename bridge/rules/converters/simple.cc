// Converters of single words: text, numbers, yes or no, days, BSN.
#include <array>
#include <charconv>
#include <cstdint>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bridge/base/masking.h"
#include "bridge/base/text.h"
#include "bridge/rules/converters/all.h"

namespace veerpont::rules::converters {

namespace {

using nlohmann::json;

// What ZGW gives where a text is expected: servers write some numbers with and some without quotes.
bool scalar_text(const json& value, std::string& out) {
    if (value.is_string()) {
        out = value.get<std::string>();
    } else if (value.is_boolean() || value.is_number()) {
        out = value.dump();
    } else {
        return false;
    }
    return true;
}

class Text final : public Converter {
  public:
    std::string_view name() const override { return "text"; }
    std::string_view description() const override {
        return "De tekst zoals hij is, zonder witruimte eromheen.";
    }
    bool fits_stuf(std::string_view) const override { return true; }
    bool fits_zgw(std::string_view type) const override { return type.starts_with("string"); }
    Result<json> to_zgw(const stuf::Value& value, const ConvertOptions&) const override {
        return json(std::string(trimmed(value)));
    }
    Result<stuf::Value> to_stuf(const json& value) const override {
        std::string text;
        if (!scalar_text(value, text)) return refuse("De waarde is geen tekst.", "neither text nor a number");
        return said(std::string(trim(text)));
    }
    std::vector<std::string> examples() const override {
        return {"Aanvraag parkeervergunning", "0012", "Zoë & Café <3"};
    }
};

class Integer final : public Converter {
  public:
    std::string_view name() const override { return "integer"; }
    std::string_view description() const override { return "Geheel getal: 17 wordt 17, 0017 wordt 17."; }
    bool fits_stuf(std::string_view primitive) const override {
        return primitive == "string" || primitive == "decimal" || primitive.empty();
    }
    bool fits_zgw(std::string_view type) const override { return type.starts_with("integer"); }
    Result<json> to_zgw(const stuf::Value& value, const ConvertOptions&) const override {
        std::string_view digits = trimmed(value);
        if (digits.starts_with('+')) digits.remove_prefix(1);
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (error != std::errc() || end != digits.data() + digits.size()) {
            return refuse("De waarde is geen geheel getal.", "not an integer");
        }
        return json(number);
    }
    Result<stuf::Value> to_stuf(const json& value) const override {
        if (value.is_number_integer()) return said(value.dump());
        if (value.is_string()) {
            const auto number = to_zgw(said(value.get<std::string>()), {});
            if (number) return said(number->dump());
        }
        return refuse("De waarde is geen geheel getal.", "not an integer");
    }
    std::vector<std::string> examples() const override { return {"0", "17", "99999"}; }
};

class Decimal final : public Converter {
  public:
    std::string_view name() const override { return "decimal"; }
    std::string_view description() const override {
        return "Getal met decimalen; een komma wordt als punt gelezen.";
    }
    bool fits_stuf(std::string_view primitive) const override {
        return primitive == "string" || primitive == "decimal" || primitive.empty();
    }
    bool fits_zgw(std::string_view type) const override { return type.starts_with("number"); }
    Result<json> to_zgw(const stuf::Value& value, const ConvertOptions&) const override {
        const std::string text = replace_all(std::string(trimmed(value)), ",", ".");
        double number = 0;
        const char* const begin = text.data();
        const auto [end, error] =
            std::from_chars(begin, begin + text.size(), number, std::chars_format::fixed);
        if (error != std::errc() || end != begin + text.size() ||
            text.find_first_of("in") != std::string::npos) {
            return refuse("De waarde is geen getal.", "not a decimal number");
        }
        return json(number);
    }
    Result<stuf::Value> to_stuf(const json& value) const override {
        if (value.is_number_integer()) return said(value.dump());
        if (value.is_number()) return said(plain(value.get<double>()));
        if (value.is_string()) {
            const auto number = to_zgw(said(value.get<std::string>()), {});
            if (number) return said(plain(number->get<double>()));
        }
        return refuse("De waarde is geen getal.", "not a decimal number");
    }
    std::vector<std::string> examples() const override { return {"0.5", "12.75", "-3.25"}; }

  private:
    // The shortest digits that read back as the same number, never with an exponent.
    static std::string plain(double number) {
        std::array<char, 400> digits{};
        const auto [end, error] =
            std::to_chars(digits.data(), digits.data() + digits.size(), number, std::chars_format::fixed);
        return error == std::errc() ? std::string(digits.data(), end) : std::string();
    }
};

class YesNo final : public Converter {
  public:
    std::string_view name() const override { return "yes-no"; }
    std::string_view description() const override { return "J of N wordt true of false."; }
    bool fits_stuf(std::string_view primitive) const override {
        return primitive == "string" || primitive == "boolean" || primitive.empty();
    }
    bool fits_zgw(std::string_view type) const override { return type.starts_with("boolean"); }
    Result<json> to_zgw(const stuf::Value& value, const ConvertOptions&) const override {
        const std::string word = to_lower(trimmed(value));
        if (word == "j" || word == "ja" || word == "true" || word == "1") return json(true);
        if (word == "n" || word == "nee" || word == "false" || word == "0") return json(false);
        return refuse("De waarde is geen J of N.", "neither J nor N");
    }
    Result<stuf::Value> to_stuf(const json& value) const override {
        if (!value.is_boolean()) return refuse("De waarde is geen ja of nee.", "not a boolean");
        return said(value.get<bool>() ? "J" : "N");
    }
    std::vector<std::string> examples() const override { return {"J", "N"}; }
};

// StUF counts days; ISO 8601 durations count more. Only what is a whole number of days comes back: a month or
// a year has no fixed length, and silently giving "1" for P1M would turn a month into a day.
class Days final : public Converter {
  public:
    static constexpr std::int64_t kMost = 99999;

    std::string_view name() const override { return "days"; }
    std::string_view description() const override {
        return "Aantal dagen wordt een ISO-duur (14 wordt P14D) en terug; maanden en jaren worden geweigerd.";
    }
    bool fits_stuf(std::string_view primitive) const override {
        return primitive == "string" || primitive == "decimal" || primitive.empty();
    }
    bool fits_zgw(std::string_view type) const override { return type.starts_with("string"); }
    Result<json> to_zgw(const stuf::Value& value, const ConvertOptions&) const override {
        const std::string_view digits = trimmed(value);
        std::int64_t days = 0;
        if (!all_digits(digits) || !read(digits, days) || days < 1) {
            return refuse("De duur is geen aantal dagen groter dan nul.", "not a positive number of days");
        }
        return json(fmt::format("P{}D", days));
    }
    Result<stuf::Value> to_stuf(const json& value) const override {
        static const char* const kRefusal = "De duur is geen vast aantal dagen.";
        std::string text;
        if (!scalar_text(value, text)) return refuse(kRefusal, "not a duration");
        std::string_view rest = trim(text);
        if (!rest.starts_with('P')) return refuse(kRefusal, "not an ISO 8601 duration");
        rest.remove_prefix(1);
        std::int64_t total = 0;
        bool any = false;
        while (!rest.empty() && rest.front() != 'T') {
            const auto end = rest.find_first_not_of("0123456789");
            std::int64_t count = 0;
            if (end == 0 || end == std::string_view::npos || !read(rest.substr(0, end), count)) {
                return refuse(kRefusal, "not an ISO 8601 duration");
            }
            const char unit = rest[end];
            if (unit == 'D') {
                total += count;
            } else if (unit == 'W') {
                total += count * 7;
            } else if (count != 0 || (unit != 'M' && unit != 'Y')) {
                return refuse(kRefusal, "a duration in months or years has no fixed number of days");
            }
            any = true;
            rest.remove_prefix(end + 1);
        }
        // Hours and less must be nothing: "P14DT0H0M0S".
        for (const char character : rest) {
            if (character >= '1' && character <= '9') return refuse(kRefusal, "the duration has hours");
        }
        if (!any || total > kMost) return refuse(kRefusal, "not a duration in days");
        return said(fmt::format("{}", total));
    }
    std::vector<std::string> examples() const override { return {"1", "14", "123"}; }

  private:
    static bool read(std::string_view digits, std::int64_t& out) {
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
        return error == std::errc() && end == digits.data() + digits.size() && out <= kMost;
    }
};

class Bsn final : public Converter {
  public:
    std::string_view name() const override { return "bsn"; }
    std::string_view description() const override {
        return "Burgerservicenummer: negen cijfers die de elfproef doorstaan; een ander nummer wordt "
               "geweigerd.";
    }
    bool fits_stuf(std::string_view primitive) const override {
        return primitive == "string" || primitive.empty();
    }
    bool fits_zgw(std::string_view type) const override { return type.starts_with("string"); }
    Result<json> to_zgw(const stuf::Value& value, const ConvertOptions&) const override {
        const std::string_view digits = trimmed(value);
        if (!is_bsn(digits)) return refuse("Het nummer is geen geldig BSN.", "not a BSN");
        return json(std::string(digits));
    }
    // Whatever number a register holds is given back, as long as it fits the StUF type: nine digits.
    Result<stuf::Value> to_stuf(const json& value) const override {
        std::string digits;
        if (!scalar_text(value, digits) || digits.size() != 9 || !all_digits(digits)) {
            return refuse("Het nummer heeft geen negen cijfers.", "not nine digits");
        }
        return said(digits);
    }
    std::vector<std::string> examples() const override { return {"999993653", "111222333"}; }
};

}  // namespace

const Converter& text() {
    static const Text converter;
    return converter;
}
const Converter& integer() {
    static const Integer converter;
    return converter;
}
const Converter& decimal() {
    static const Decimal converter;
    return converter;
}
const Converter& yes_no() {
    static const YesNo converter;
    return converter;
}
const Converter& days() {
    static const Days converter;
    return converter;
}
const Converter& bsn() {
    static const Bsn converter;
    return converter;
}

}  // namespace veerpont::rules::converters
