// The registered converters, one function each, and what they share. Only converter.cc and the converters
// include this.
//
// Every function gives a reference to an immutable object that lives as long as the program; safe from any
// thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bridge/base/result.h"
#include "bridge/base/text.h"
#include "bridge/rules/converter.h"
#include "bridge/stuf/value.h"

namespace veerpont::rules::converters {

const Converter& text();
const Converter& date();
const Converter& timestamp();
const Converter& integer();
const Converter& decimal();
const Converter& yes_no();
const Converter& days();
const Converter& bsn();
const Converter& mime();
const Converter& web_link();
const Converter& file_name();
const Converter& geometry();
const std::vector<const Converter*>& digits();  // digits-8, -9, -10, -16, -17
const Converter& bag_id();
const Converter& postcode();
const Converter& email();
const Converter& address_line();
const Converter& parcel();

// A value that this converter does not translate. Neither text holds the value: it may be of a person.
inline Problem refuse(std::string sender_text, std::string log_text) {
    return Problem{Problem::Kind::kUntranslatable, std::move(sender_text), std::move(log_text), {}};
}

// A StUF value that is this text.
inline stuf::Value said(std::string text) {
    stuf::Value value;
    value.text = std::move(text);
    return value;
}

// The text of a value without the white space around it, a view into the value; "" when it has none.
inline std::string_view trimmed(const stuf::Value& value) {
    return value.text ? trim(*value.text) : std::string_view();
}

}  // namespace veerpont::rules::converters
