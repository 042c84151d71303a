// Checks a body against a table of properties.
#include <algorithm>
#include <functional>
#include <map>

#include "bridge/base/text.h"
#include "bridge/base/time_zone.h"
#include "bridge/sandbox/dates.h"
#include "bridge/sandbox/engine.h"

namespace veerpont::sandbox {

namespace {

using Type = Field::Type;

bool passes_eleven_test(std::string_view digits) {
    int sum = 0;
    for (std::size_t i = 0; i < 9; ++i) {
        const int digit = digits[i] - '0';
        sum += i == 8 ? -digit : digit * static_cast<int>(9 - i);
    }
    return sum % 11 == 0;
}

bool looks_like_url(std::string_view text) {
    return (text.starts_with("http://") || text.starts_with("https://") || text.starts_with("sandbox:/")) &&
           text.find(' ') == std::string_view::npos && text.find("://") + 3 != text.size();
}

bool looks_like_email(std::string_view text) {
    const auto at = text.find('@');
    return at != std::string_view::npos && at > 0 && text.find('.', at) != std::string_view::npos &&
           text.find(' ') == std::string_view::npos && text.back() != '.';
}

bool is_geometry(const Json& value, int depth = 0) {
    if (!value.is_object() || depth > 4) {
        return false;
    }
    const auto type = value.find("type");
    if (type == value.end() || !type->is_string()) {
        return false;
    }
    if (*type == "GeometryCollection") {
        const auto parts = value.find("geometries");
        return parts != value.end() && parts->is_array() &&
               std::all_of(parts->begin(), parts->end(),
                           [&](const Json& part) { return is_geometry(part, depth + 1); });
    }
    static const std::map<std::string, int, std::less<>> kNesting = {
        {"Point", 1},           {"MultiPoint", 2}, {"LineString", 2},
        {"MultiLineString", 3}, {"Polygon", 3},    {"MultiPolygon", 4}};
    const auto nesting = kNesting.find(type->get_ref<const std::string&>());
    const auto coordinates = value.find("coordinates");
    if (nesting == kNesting.end() || coordinates == value.end()) {
        return false;
    }
    const std::function<bool(const Json&, int)> fits = [&](const Json& part, int level) {
        if (!part.is_array() || part.empty()) {
            return false;
        }
        if (level == 1) {
            return part.size() >= 2 && part.size() <= 3 &&
                   std::all_of(part.begin(), part.end(), [](const Json& one) { return one.is_number(); });
        }
        return std::all_of(part.begin(), part.end(), [&](const Json& one) { return fits(one, level - 1); });
    };
    return fits(*coordinates, nesting->second);
}

class Check {
  public:
    Check(Work& work, std::string_view api) : work_(work), api_(api) {}

    Json group(const Fields& fields, const Json& input, const std::string& prefix) {
        Json item = Json::object();
        for (const auto& field : fields) {
            if (field.answer) {
                continue;
            }
            const std::string name = prefix + field.name;
            const auto found = input.find(field.name);
            if (found == input.end()) {
                if (field.required) {
                    wrong(name, "required", "Dit veld is vereist.");
                }
                item[field.name] = initial(field);
            } else {
                item[field.name] = field.list ? values(field, *found, name) : value(field, *found, name);
            }
        }
        return item;
    }

    std::vector<InvalidParam> problems;

  private:
    void wrong(const std::string& name, std::string code, std::string reason) {
        problems.push_back({name, std::move(code), std::move(reason)});
    }

    static Json initial(const Field& field) {
        if (field.list) {
            return Json::array();
        }
        if (field.nullable) {
            return nullptr;
        }
        switch (field.type) {
            case Type::kBoolean:
                return false;
            case Type::kDate:
            case Type::kDateTime:
            case Type::kDuration:
            case Type::kInteger:
            case Type::kGroup:
            case Type::kObject:
            case Type::kGeometry:
                return nullptr;
            default:
                return "";
        }
    }

    Json values(const Field& field, const Json& input, const std::string& name) {
        if (input.is_null() && field.nullable) {
            return Json::array();
        }
        if (!input.is_array()) {
            wrong(name, input.is_null() ? "null" : "not_a_list", "Hier hoort een lijst te staan.");
            return Json::array();
        }
        Json items = Json::array();
        for (std::size_t i = 0; i < input.size(); ++i) {
            items.push_back(value(field, input[i], name + "." + std::to_string(i)));
        }
        return items;
    }

    Json value(const Field& field, const Json& input, const std::string& name) {
        if (input.is_null()) {
            if (!field.nullable) {
                wrong(name, "null", "Dit veld mag niet leeg (null) zijn.");
            }
            return nullptr;
        }
        switch (field.type) {
            case Type::kBoolean:
                if (!input.is_boolean()) {
                    wrong(name, "invalid", "Hier hoort true of false te staan.");
                }
                return input;
            case Type::kInteger:
                return integer(field, input, name);
            case Type::kGroup:
                if (!input.is_object()) {
                    wrong(name, "invalid", "Hier hoort een object te staan.");
                    return nullptr;
                }
                return group(field.fields, input, name + ".");
            case Type::kObject:
                if (!input.is_object()) {
                    wrong(name, "invalid", "Hier hoort een object te staan.");
                }
                return input;
            case Type::kGeometry:
                if (!is_geometry(input)) {
                    wrong(name, "invalid", "Dit is geen geldige GeoJSON-geometrie.");
                }
                return input;
            default:
                return text(field, input, name);
        }
    }

    Json integer(const Field& field, const Json& input, const std::string& name) {
        if (!input.is_number_integer()) {
            wrong(name, "invalid", "Hier hoort een geheel getal te staan.");
            return input;
        }
        const auto number = input.get<std::int64_t>();
        if (number < field.least) {
            wrong(name, "min_value", "Dit getal is te klein.");
        } else if (field.most && number > field.most) {
            wrong(name, "max_value", "Dit getal is te groot.");
        }
        return input;
    }

    Json text(const Field& field, const Json& input, const std::string& name) {
        if (!input.is_string()) {
            wrong(name, "invalid", "Hier hoort een tekst te staan.");
            return input;
        }
        std::string text = input.get<std::string>();
        if (text.empty()) {
            if (field.type == Type::kEnum && field.required) {
                wrong(name, "invalid_choice", "Dit veld mag niet leeg zijn.");
            } else if (field.required && !field.empty) {
                wrong(name, "blank", "Dit veld mag niet leeg zijn.");
            } else if (field.type == Type::kDate || field.type == Type::kDateTime ||
                       field.type == Type::kDuration) {
                wrong(name, "invalid", "Dit is geen geldige waarde.");
            }
            return field.type == Type::kRef && field.nullable ? Json(nullptr) : Json(text);
        }
        const auto length = static_cast<std::int64_t>(utf8_length(text));
        const bool plain =
            field.type == Type::kString || field.type == Type::kUrl || field.type == Type::kEmail;
        if (plain && field.most && length > field.most) {
            wrong(name, "max_length", "Niet meer dan " + std::to_string(field.most) + " tekens.");
            return text;
        }
        if (plain && length < field.least) {
            wrong(name, "min_length", "Minstens " + std::to_string(field.least) + " tekens.");
            return text;
        }
        return typed_text(field, std::move(text), name);
    }

    Json typed_text(const Field& field, std::string text, const std::string& name) {
        switch (field.type) {
            case Type::kUrl:
                if (!looks_like_url(text)) {
                    wrong(name, "invalid", "Dit is geen geldige URL.");
                }
                return internalise(text, work_.root);
            case Type::kTypeName:
                return internalise(text, work_.root);
            case Type::kRef:
                return reference(field, text, name);
            case Type::kEmail:
                if (!looks_like_email(text)) {
                    wrong(name, "invalid", "Dit is geen geldig e-mailadres.");
                }
                return text;
            case Type::kDate:
                if (!is_date(text)) {
                    wrong(name, "invalid", "Een datum hoort er zo uit te zien: JJJJ-MM-DD.");
                }
                return text;
            case Type::kDateTime:
                return moment(text, name);
            case Type::kDuration:
                if (!parse_duration(text)) {
                    wrong(name, "invalid", "Een duur hoort er zo uit te zien: P1Y2M3D.");
                }
                return text;
            case Type::kRsin:
                rsin(text, name);
                return text;
            case Type::kEnum:
                if (std::find(field.choices->begin(), field.choices->end(), text) == field.choices->end()) {
                    wrong(name, "invalid_choice", "\"" + text + "\" is een ongeldige keuze.");
                }
                return text;
            default:
                return text;
        }
    }

    Json moment(const std::string& text, const std::string& name) {
        // A date-time has a date of ten characters, a T and a time.
        const auto parsed = text.size() > 11 && text[10] == 'T' && is_date(text.substr(0, 10))
                                ? parse_iso_timestamp(text)
                                : std::nullopt;
        if (!parsed) {
            wrong(name, "invalid", "Een tijdstip hoort er zo uit te zien: JJJJ-MM-DDTuu:mm:ss+02:00.");
            return text;
        }
        return iso_timestamp(*parsed);
    }

    void rsin(std::string_view digits, const std::string& name) {
        if (!all_digits(digits)) {
            wrong(name, "only-digits", "Alleen cijfers zijn toegestaan.");
        } else if (digits.size() < 9) {
            wrong(name, "min_length", "Het nummer heeft 9 cijfers.");
        } else if (digits.size() > 9) {
            wrong(name, "max_length", "Het nummer heeft 9 cijfers.");
        } else if (!passes_eleven_test(digits)) {
            wrong(name, "invalid", "Het nummer voldoet niet aan de 11-proef.");
        }
    }

    // A relation to another resource of this register. Within one API Django's names of errors are the custom
    // (no_match, does_not_exist), over APIs those of the standard (bad-url, invalid-resource).
    Json reference(const Field& field, const std::string& text, const std::string& name) {
        std::string address = internalise(text, work_.root);
        const auto* target = find_kind(field.target);
        const bool own_api = target && target->api == api_;
        const auto parts = parse_internal(address);
        if (!parts || !looks_like_url(text)) {
            wrong(name, own_api ? "no_match" : "bad-url", "Deze URL hoort niet bij dit register.");
        } else if (parts->of_kind() != field.target) {
            wrong(name, own_api ? "no_match" : "invalid-resource",
                  "Deze URL is er geen van " + field.target + ".");
        } else if (!work_.shelf.find(field.target, parts->of_uuid())) {
            wrong(name, own_api ? "does_not_exist" : "bad-url", "Deze URL verwijst naar niets.");
        }
        return address;
    }

    Work& work_;
    std::string_view api_;
};

}  // namespace

Json checked(Work& work, std::string_view api, const Fields& fields, const Json& input,
             std::string_view prefix) {
    if (!input.is_object()) {
        refuse("", "invalid", "De inhoud hoort een JSON-object te zijn.");
    }
    Check check(work, api);
    Json item = check.group(fields, input, std::string(prefix));
    if (!check.problems.empty()) {
        throw Refusal(std::move(check.problems));
    }
    return item;
}

}  // namespace veerpont::sandbox
