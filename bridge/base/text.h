// Small text functions that the standard library lacks. UTF-8 in, UTF-8 out; pure, safe from any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace veerpont {

// Without leading and trailing XML white space (space, tab, CR, LF).
std::string_view trim(std::string_view text);

// ASCII letters only; other bytes unchanged.
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);
bool iequals(std::string_view a, std::string_view b);  // ASCII case-insensitive

std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string replace_all(std::string text, std::string_view from, std::string_view to);
bool all_digits(std::string_view text);  // false for ""

// Number of characters (code points), as XSD and OpenAPI count lengths.
std::size_t utf8_length(std::string_view text);
// The first `characters` code points; never cuts one in half.
std::string_view utf8_prefix(std::string_view text, std::size_t characters);
bool is_valid_utf8(std::string_view text);

// The candidate that the writer probably meant (small edit distance, case ignored), for "bedoelde u ...?".
std::optional<std::string> closest(std::string_view word, std::span<const std::string> candidates);

// Lower-case hexadecimal.
std::string to_hex(std::span<const unsigned char> bytes);

// application/x-www-form-urlencoded component (RFC 3986 unreserved characters stay).
std::string url_encode(std::string_view text);

}  // namespace veerpont
