// Percent-decoding and the parts of an absolute http(s) URL. Pure functions, safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace veerpont::http {

// Percent-decoded text (RFC 3986 section 2.1); empty when a '%' is not followed by two hexadecimal digits.
std::optional<std::string> percent_decode(std::string_view text);

// A name or value of a query (application/x-www-form-urlencoded: '+' is a space). Wrong escapes stay as they
// are.
std::string form_decode(std::string_view text);

struct Url {
    std::string scheme;  // "http" or "https"
    std::string host;    // lower case, without the brackets of an IPv6 address
    std::uint16_t port = 0;
    std::string target;  // path and query as given, at least "/"
};

// Empty when it is no absolute http or https URL, has user information, or holds white space or control
// characters. A fragment is dropped.
std::optional<Url> parse_url(std::string_view text);

}  // namespace veerpont::http
