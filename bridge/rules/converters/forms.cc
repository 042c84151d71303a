// Converters of texts that must have a certain form: numbers of n digits, BAG numbers, postcodes, e-mail
// addresses.
#include <array>
#include <string>

#include <nlohmann/json.hpp>

#include "bridge/base/text.h"
#include "bridge/rules/converters/all.h"

namespace veerpont::rules::converters {

namespace {

using nlohmann::json;

std::string text_of(const json& value) {
    if (value.is_string()) return value.get<std::string>();
    return value.is_number_integer() ? value.dump() : std::string();
}

class Digits final : public Converter {
  public:
    explicit Digits(std::size_t count)
        : count_(count),
          name_("digits-" + std::to_string(count)),
          description_("Nummer van precies " + std::to_string(count) +
                       " cijfers; iets anders wordt geweigerd."),
          refusal_("Het nummer heeft geen " + std::to_string(count) + " cijfers.") {}

    std::string_view name() const override { return name_; }
    std::string_view description() const override { return description_; }
    bool fits_stuf(std::string_view primitive) const override {
        return primitive == "string" || primitive == "decimal" || primitive.empty();
    }
    bool fits_zgw(std::string_view type) const override { return type.starts_with("string"); }
    Result<json> to_zgw(const stuf::Value& value, const ConvertOptions&) const override {
        const std::string_view digits = trimmed(value);
        if (!fits(digits)) return refuse(refusal_, "not the right number of digits");
        return json(std::string(digits));
    }
    Result<stuf::Value> to_stuf(const json& value) const override {
        const std::string digits = text_of(value);
        if (!fits(digits)) return refuse(refusal_, "not the right number of digits");
        return said(digits);
    }
    std::vector<std::string> examples() const override {
        return {std::string("12345678901234567").substr(0, count_)};
    }

  private:
    bool fits(std::string_view digits) const { return digits.size() == count_ && all_digits(digits); }

    std::size_t count_;
    std::string name_, description_, refusal_;
};

// ZGW takes any text up to 100 characters as BAG number, StUF exactly 16 characters: a filler is not given
// back.
class BagId final : public Converter {
  public:
    std::string_view name() const override { return "bag-id"; }
    std::string_view description() const override {
        return "Nummer uit de BAG: naar ZGW zoals het is, naar StUF alleen als het zestien tekens heeft.";
    }
    bool fits_stuf(std::string_view primitive) const override {
        return primitive == "string" || primitive.empty();
    }
    bool fits_zgw(std::string_view type) const override { return type.starts_with("string"); }
    Result<json> to_zgw(const stuf::Value& value, const ConvertOptions&) const override {
        const std::string_view text = trimmed(value);
        if (text.empty() || utf8_length(text) > 100)
            return refuse("Het BAG-nummer is te lang.", "not a BAG number");
        return json(std::string(text));
    }
    Result<stuf::Value> to_stuf(const json& value) const override {
        std::string text = text_of(value);
        if (utf8_length(text) != 16)
            return refuse("Het nummer is geen BAG-nummer van zestien tekens.", "not 16 characters");
        return said(std::move(text));
    }
    std::vector<std::string> examples() const override { return {"0392200000000001"}; }
};

class Postcode final : public Converter {
  public:
    std::string_view name() const override { return "postcode"; }
    std::string_view description() const override {
        return "Nederlandse postcode, zonder spatie en in hoofdletters: 1234AB.";
    }
    bool fits_stuf(std::string_view primitive) const override {
        return primitive == "string" || primitive.empty();
    }
    bool fits_zgw(std::string_view type) const override { return type.starts_with("string"); }
    Result<json> to_zgw(const stuf::Value& value, const ConvertOptions&) const override {
        const std::string code = clean(trimmed(value));
        if (code.empty()) return refuse("De postcode is geen Nederlandse postcode.", "not a Dutch postcode");
        return json(code);
    }
    Result<stuf::Value> to_stuf(const json& value) const override {
        std::string code = clean(text_of(value));
        if (code.empty()) return refuse("De postcode is geen Nederlandse postcode.", "not a Dutch postcode");
        return said(std::move(code));
    }
    std::vector<std::string> examples() const override { return {"1234AB", "2011"}; }

  private:
    // Four digits, the first not 0, and no letters or two: "" for anything else.
    static std::string clean(std::string_view text) {
        std::string code = to_upper(replace_all(std::string(text), " ", ""));
        if (code.size() != 4 && code.size() != 6) return {};
        if (!all_digits(code.substr(0, 4)) || code.front() == '0') return {};
        for (const char letter : code.substr(4)) {
            if (letter < 'A' || letter > 'Z') return {};
        }
        return code;
    }
};

class Email final : public Converter {
  public:
    std::string_view name() const override { return "email"; }
    std::string_view description() const override {
        return "E-mailadres; een tekst die er geen is, wordt geweigerd.";
    }
    bool fits_stuf(std::string_view primitive) const override {
        return primitive == "string" || primitive.empty();
    }
    bool fits_zgw(std::string_view type) const override { return type.starts_with("string"); }
    Result<json> to_zgw(const stuf::Value& value, const ConvertOptions&) const override {
        const std::string_view text = trimmed(value);
        const auto at = text.find('@');
        const std::string_view domain =
            at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
        const auto dot = domain.rfind('.');
        const bool fine = at != 0 && dot != std::string_view::npos && dot != 0 && dot + 2 < domain.size() &&
                          domain.find('@') == std::string_view::npos &&
                          domain.find("..") == std::string_view::npos &&
                          text.find_first_of(" \t\r\n<>()[]\\,;:\"") == std::string_view::npos;
        if (!fine) return refuse("De tekst is geen e-mailadres.", "not an e-mail address");
        return json(std::string(text));
    }
    Result<stuf::Value> to_stuf(const json& value) const override {
        if (!value.is_string()) return refuse("De waarde is geen tekst.", "not a text");
        return said(value.get<std::string>());
    }
    std::vector<std::string> examples() const override { return {"anna@example.com"}; }
};

}  // namespace

const std::vector<const Converter*>& digits() {
    static const std::array<Digits, 5> converters{Digits(8), Digits(9), Digits(10), Digits(16), Digits(17)};
    static const std::vector<const Converter*> all{&converters[0], &converters[1], &converters[2],
                                                   &converters[3], &converters[4]};
    return all;
}
const Converter& bag_id() {
    static const BagId converter;
    return converter;
}
const Converter& postcode() {
    static const Postcode converter;
    return converter;
}
const Converter& email() {
    static const Email converter;
    return converter;
}

}  // namespace veerpont::rules::converters
