// Groups of elements that ZGW keeps as one line of text: an address, a cadastral parcel. Written in a fixed
// form, so that the line can be taken apart again; a line that somebody else wrote differently is refused on
// the way back.
#include <algorithm>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "bridge/base/text.h"
#include "bridge/rules/converters/all.h"
#include "bridge/xml/names.h"

namespace veerpont::rules::converters {

namespace {

using nlohmann::json;
using xml::Element;
using xml::Node;

class Line : public Converter {
  public:
    bool takes_element() const override { return true; }
    bool fits_stuf(std::string_view) const override { return true; }
    bool fits_zgw(std::string_view type) const override { return type.starts_with("string"); }
    Result<json> to_zgw(const stuf::Value&, const ConvertOptions&) const override {
        return refuse("De waarde bestaat uit meer elementen.", "takes an element");
    }
    Result<stuf::Value> to_stuf(const json&) const override {
        return refuse("De waarde bestaat uit meer elementen.", "gives elements");
    }
};

std::string word(Element group, std::string_view local) {
    const Element element = group.child(local);
    return element && !element.nil() ? std::string(trim(element.text())) : std::string();
}

void put(std::vector<Node>& out, std::string_view local, std::string_view text) {
    if (!text.empty()) out.emplace_back(xml::kBg, local, text);
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// "Kerkstraat 17A-2hg, 1234AB Voorbeeldstad".
class AddressLine final : public Line {
  public:
    std::string_view name() const override { return "address-line"; }
    std::string_view description() const override {
        return "Adres als een regel tekst: Kerkstraat 17A-2hg, 1234AB Voorbeeldstad.";
    }
    Result<json> element_to_zgw(Element group) const override {
        std::string street = word(group, "gor.openbareRuimteNaam");
        if (street.empty()) street = word(group, "gor.straatnaam");
        std::string number = word(group, "aoa.huisnummer");
        if (!number.empty()) {
            number += word(group, "aoa.huisletter");
            if (const std::string addition = word(group, "aoa.huisnummertoevoeging"); !addition.empty()) {
                number += "-" + addition;
            }
        }
        const std::string left = join(filled({street, number}), " ");
        const std::string right = join(filled({to_upper(replace_all(word(group, "aoa.postcode"), " ", "")),
                                               word(group, "wpl.woonplaatsNaam")}),
                                       " ");
        const std::string line = join(filled({left, right}), ", ");
        if (line.empty()) return refuse("Het adres is leeg.", "empty address");
        return json(line);
    }
    Result<std::vector<Node>> element_to_stuf(const json& value) const override {
        static const char* const kRefusal = "Het adres heeft niet de vorm straat nummer, postcode plaats.";
        if (!value.is_string()) return refuse(kRefusal, "not a text");
        const std::string& line = value.get_ref<const std::string&>();
        const auto comma = line.rfind(", ");
        if (comma == std::string::npos) return refuse(kRefusal, "no comma");
        const std::string_view left = std::string_view(line).substr(0, comma);
        std::string_view right = std::string_view(line).substr(comma + 2);
        std::string_view postcode;
        if (right.size() >= 4 && all_digits(right.substr(0, 4))) {
            const auto space = std::min(right.find(' '), right.size());
            postcode = right.substr(0, space);
            right = trim(right.substr(space));
        }
        const auto space = left.rfind(' ');
        std::string_view number =
            space == std::string_view::npos ? std::string_view() : left.substr(space + 1);
        std::string_view street = left.substr(0, space);
        if (number.empty() || number.front() < '1' || number.front() > '9') {
            number = {};
            street = left;
        }
        if (right.empty() || street.empty() ||
            (postcode.size() != 0 && postcode.size() != 4 && postcode.size() != 6)) {
            return refuse(kRefusal, "not the form of an address line");
        }
        std::vector<Node> out;
        put(out, "wpl.woonplaatsNaam", right);
        put(out, "gor.openbareRuimteNaam", utf8_prefix(street, 80));
        put(out, "aoa.postcode", postcode);
        const auto end = std::min(number.find_first_not_of("0123456789"), number.size());
        std::string_view rest = number.substr(end);
        if (end > 5 || rest.size() > 6) return refuse(kRefusal, "not a house number");
        put(out, "aoa.huisnummer", number.substr(0, end));
        if (!rest.empty() && is_letter(rest.front())) {
            put(out, "aoa.huisletter", rest.substr(0, 1));
            rest.remove_prefix(1);
        }
        if (rest.starts_with('-')) put(out, "aoa.huisnummertoevoeging", rest.substr(1));
        return out;
    }
    std::vector<std::string> examples() const override {
        return {
            "<wpl.woonplaatsNaam>Voorbeeldstad</wpl.woonplaatsNaam><gor.openbareRuimteNaam>Lange Kerkstraat"
            "</gor.openbareRuimteNaam><aoa.postcode>1234AB</aoa.postcode><aoa.huisnummer>17</aoa.huisnummer>"
            "<aoa.huisletter>A</aoa.huisletter><aoa.huisnummertoevoeging>2hg</aoa.huisnummertoevoeging>",
            "<wpl.woonplaatsNaam>Voorbeeldstad</wpl.woonplaatsNaam><gor.openbareRuimteNaam>Plein 1813"
            "</gor.openbareRuimteNaam><aoa.huisnummer>2</aoa.huisnummer>",
        };
    }

  private:
    static std::vector<std::string> filled(const std::vector<std::string>& words) {
        std::vector<std::string> out;
        for (const std::string& one : words) {
            if (!one.empty()) out.push_back(one);
        }
        return out;
    }
};

// "SNK00 A 123", with "D1" (deelperceel) or "A2" (appartement) behind it.
class Parcel final : public Line {
  public:
    std::string_view name() const override { return "parcel"; }
    std::string_view description() const override {
        return "Kadastrale aanduiding als een regel tekst: gemeentecode, sectie en perceelnummer (SNK00 A "
               "123).";
    }
    Result<json> element_to_zgw(Element group) const override {
        std::vector<std::string> words;
        for (const std::string_view part :
             {"kadastraleGemeentecode", "kadastraleSectie", "kadastraalPerceelnummer"}) {
            words.push_back(word(group, part));
            if (words.back().empty())
                return refuse("De kadastrale aanduiding is niet volledig.", "incomplete parcel");
        }
        if (const std::string part = word(group, "kdp.deelperceelNummer"); !part.empty()) {
            words.push_back("D" + part);
        } else if (const std::string index = word(group, "apr.appartementsIndex"); !index.empty()) {
            words.push_back("A" + index);
        }
        return json(join(words, " "));
    }
    Result<std::vector<Node>> element_to_stuf(const json& value) const override {
        static const char* const kRefusal =
            "De kadastrale aanduiding heeft niet de vorm gemeentecode sectie perceelnummer.";
        if (!value.is_string()) return refuse(kRefusal, "not a text");
        const std::vector<std::string_view> words = split(value.get_ref<const std::string&>(), ' ');
        if (words.size() != 3 && words.size() != 4) return refuse(kRefusal, "not three or four words");
        if (words[0].size() != 5 || words[1].empty() || words[1].size() > 2 || !all_digits(words[2])) {
            return refuse(kRefusal, "not the form of a parcel");
        }
        std::vector<Node> out;
        put(out, "kadastraleGemeentecode", words[0]);
        put(out, "kadastraleSectie", words[1]);
        put(out, "kadastraalPerceelnummer", words[2]);
        if (words.size() == 4) {
            const std::string_view last = words[3].substr(std::min<std::size_t>(1, words[3].size()));
            if (!all_digits(last) || (words[3].front() != 'D' && words[3].front() != 'A')) {
                return refuse(kRefusal, "not the form of a parcel");
            }
            put(out, words[3].front() == 'D' ? "kdp.deelperceelNummer" : "apr.appartementsIndex", last);
        }
        return out;
    }
    std::vector<std::string> examples() const override {
        const std::string base =
            "<kadastraleGemeentecode>SNK00</kadastraleGemeentecode><kadastraleSectie>A</kadastraleSectie>"
            "<kadastraalPerceelnummer>123</kadastraalPerceelnummer>";
        return {base, base + "<apr.appartementsIndex>2</apr.appartementsIndex>",
                base + "<kdp.deelperceelNummer>1</kdp.deelperceelNummer>"};
    }
};

}  // namespace

const Converter& address_line() {
    static const AddressLine converter;
    return converter;
}
const Converter& parcel() {
    static const Parcel converter;
    return converter;
}

}  // namespace veerpont::rules::converters
