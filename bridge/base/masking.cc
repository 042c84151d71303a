#include "bridge/base/masking.h"

#include <array>

#include "bridge/base/text.h"

namespace veerpont {

namespace {

constexpr std::string_view kMask = "***";

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
bool is_word(char c) {
    return is_digit(c) || is_letter(c);
}
bool is_mail_char(char c) {
    return is_word(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%';
}

// ISO 13616: two letters, two check digits, 11 to 30 letters and digits; remainder of 97 is 1.
bool is_iban(std::string_view word) {
    if (word.size() < 15 || word.size() > 34) return false;
    if (!is_letter(word[0]) || !is_letter(word[1]) || !is_digit(word[2]) || !is_digit(word[3])) return false;
    const std::string turned = to_upper(std::string(word.substr(4)) + std::string(word.substr(0, 4)));
    unsigned remainder = 0;
    for (const char c : turned) {
        if (is_digit(c)) {
            remainder = (remainder * 10 + static_cast<unsigned>(c - '0')) % 97;
        } else {
            remainder = (remainder * 100 + static_cast<unsigned>(c - 'A') + 10) % 97;
        }
    }
    return remainder == 1;
}

// Masks e-mail addresses: characters of an address around an at-sign, with a dot in the part after it.
std::string mask_mail(std::string_view text) {
    std::string out;
    std::size_t copied = 0;
    for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
        std::size_t begin = at;
        while (begin > copied && is_mail_char(text[begin - 1]))
            --begin;
        std::size_t end = at + 1;
        while (end < text.size() && is_mail_char(text[end]))
            ++end;
        if (begin == at || text.substr(at + 1, end - at - 1).find('.') == std::string_view::npos) continue;
        out += text.substr(copied, begin - copied);
        out += kMask;
        copied = end;
    }
    out += text.substr(copied);
    return out;
}

}  // namespace

bool is_bsn(std::string_view digits) {
    if (digits.size() != 9 || !all_digits(digits) || digits == "000000000") return false;
    constexpr std::array<int, 9> kWeights{9, 8, 7, 6, 5, 4, 3, 2, -1};
    int sum = 0;
    for (std::size_t i = 0; i < kWeights.size(); ++i)
        sum += kWeights.at(i) * (digits[i] - '0');
    return sum % 11 == 0;
}

std::string mask_personal_data(std::string_view text) {
    const std::string without_mail = mask_mail(text);
    const std::string_view rest(without_mail);
    std::string out;
    out.reserve(rest.size());
    std::size_t i = 0;
    while (i < rest.size()) {
        if (!is_word(rest[i])) {
            out += rest[i++];
            continue;
        }
        std::size_t end = i;
        while (end < rest.size() && is_word(rest[end]))
            ++end;
        const std::string_view word = rest.substr(i, end - i);
        if (is_iban(word)) {
            out += kMask;
        } else {
            // Runs of digits inside a word too ("bsn999993653").
            for (std::size_t k = 0; k < word.size();) {
                std::size_t run = k;
                while (run < word.size() && is_digit(word[run]))
                    ++run;
                if (run == k) ++run;
                const std::string_view piece = word.substr(k, run - k);
                out += is_bsn(piece) ? kMask : piece;
                k = run;
            }
        }
        i = end;
    }
    return out;
}

std::string mask_value(std::string_view value) {
    return value.empty() ? std::string() : std::string(kMask);
}

}  // namespace veerpont
