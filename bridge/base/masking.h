// Masks personal data before a text goes to a log, a trace or a view. Pure functions, safe from any thread.
#pragma once

#include <string>
#include <string_view>

namespace veerpont {

// Replaces whatever looks like a BSN (9 digits that pass the 11-test), an e-mail address or an IBAN by "***".
// A safety net for texts of others (answers of registers); values that a rule knows to be personal use mask_value.
std::string mask_personal_data(std::string_view text);

// "***" for a value of a person, "" for "".
std::string mask_value(std::string_view value);

// The 11-test of a BSN: 9 digits, weights 9 8 7 6 5 4 3 2 -1, sum divisible by 11, not all zero.
bool is_bsn(std::string_view digits);

}  // namespace veerpont
