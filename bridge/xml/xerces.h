// What every file that calls Xerces-C needs: text in and out of UTF-16 without Xerces' transcoder (which
// takes a global lock on every call). For files of this module only.
#pragma once

#include <string>
#include <string_view>

#include <xercesc/util/XercesDefs.hpp>

namespace veerpont::xml {

static_assert(sizeof(XMLCh) == sizeof(char16_t), "Debian's Xerces-C has 16-bit characters");

// Appends UTF-16 as UTF-8. ASCII, nearly all there is, takes the fast way. An unpaired surrogate becomes
// U+FFFD.
void append_utf8(std::string& out, const XMLCh* text, std::size_t length);
std::string to_utf8(const XMLCh* text);  // "" for nullptr
std::u16string to_utf16(std::string_view utf8);

inline std::size_t length_of(const XMLCh* text) {
    std::size_t length = 0;
    while (text[length] != 0)
        ++length;
    return length;
}

}  // namespace veerpont::xml
