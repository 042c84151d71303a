#include "bridge/stuf/value.h"

#include <array>
#include <utility>

#include "bridge/base/text.h"

namespace veerpont::stuf {

namespace {

constexpr std::array<std::pair<NoValue, std::string_view>, 5> kNames{{
    {NoValue::kGeenWaarde, "geenWaarde"},
    {NoValue::kWaardeOnbekend, "waardeOnbekend"},
    {NoValue::kVastgesteldOnbekend, "vastgesteldOnbekend"},
    {NoValue::kNietOndersteund, "nietOndersteund"},
    {NoValue::kNietGeautoriseerd, "nietGeautoriseerd"},
}};

}  // namespace

std::string_view no_value_text(NoValue no_value) {
    for (const auto& [value, name] : kNames) {
        if (value == no_value) return name;
    }
    return {};
}

std::optional<NoValue> parse_no_value(std::string_view text) {
    const std::string_view trimmed = trim(text);
    for (const auto& [value, name] : kNames) {
        if (iequals(name, trimmed)) return value;
    }
    return std::nullopt;
}

Value value_of(xml::Element element) {
    Value value;
    if (!element) return value;
    const std::string_view text = element.text();
    if (!text.empty() && !element.nil()) {
        value.text = std::string(text);
    } else if (!element.has_children() || element.nil()) {
        value.no_value = parse_no_value(element.attribute("noValue")).value_or(NoValue::kWaardeOnbekend);
    }
    return value;
}

}  // namespace veerpont::stuf
