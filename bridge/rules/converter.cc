#include "bridge/rules/converter.h"

#include <nlohmann/json.hpp>

#include "bridge/rules/converters/all.h"

namespace veerpont::rules {

Result<nlohmann::json> Converter::element_to_zgw(xml::Element) const {
    return converters::refuse("De waarde van dit element kan niet als structuur worden vertaald.",
                              "this converter takes text, not an element");
}

Result<std::vector<xml::Node>> Converter::element_to_stuf(const nlohmann::json&) const {
    return converters::refuse("De waarde kan niet als structuur worden teruggegeven.",
                              "this converter gives text, not an element");
}

const std::vector<const Converter*>& all_converters() {
    static const std::vector<const Converter*> all = [] {
        std::vector<const Converter*> list{
            &converters::text(),         &converters::date(),      &converters::timestamp(),
            &converters::integer(),      &converters::decimal(),   &converters::yes_no(),
            &converters::days(),         &converters::bsn(),       &converters::mime(),
            &converters::web_link(),     &converters::file_name(), &converters::email(),
            &converters::postcode(),     &converters::bag_id(),    &converters::geometry(),
            &converters::address_line(), &converters::parcel(),
        };
        const auto& digits = converters::digits();
        list.insert(list.end(), digits.begin(), digits.end());
        return list;
    }();
    return all;
}

const Converter* find_converter(std::string_view name) {
    for (const Converter* converter : all_converters()) {
        if (converter->name() == name) return converter;
    }
    return nullptr;
}

}  // namespace veerpont::rules
