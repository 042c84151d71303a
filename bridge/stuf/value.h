// A StUF value is never just text: it can be present, knowingly empty, or unsaid.
//
// Reading follows mapping-language 2.7 and client-tolerance T42:
//   text                                     -> text (a noValue beside a value is ignored: real senders do
//   that) empty or nil, with StUF:noValue          -> that NoValue empty or nil, without (or unknown) ->
//   kWaardeOnbekend: no value, and nothing that may clear one not sent, or an element with children    ->
//   unsaid
// Plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bridge/xml/document.h"

namespace veerpont::stuf {

enum class NoValue : std::uint8_t {
    kGeenWaarde,
    kWaardeOnbekend,
    kVastgesteldOnbekend,
    kNietOndersteund,
    kNietGeautoriseerd
};

std::string_view no_value_text(NoValue no_value);              // "geenWaarde"
std::optional<NoValue> parse_no_value(std::string_view text);  // case-insensitive

// An element that is absent from the message has neither text nor no_value.
struct Value {
    std::optional<std::string> text;
    std::optional<NoValue> no_value;

    bool unsaid() const { return !text && !no_value; }
    bool has_text() const { return text.has_value(); }
};

Value value_of(xml::Element element);

}  // namespace veerpont::stuf
