#include "bridge/xml/xerces.h"

#include <cstdlib>
#include <mutex>

#include <xercesc/util/PlatformUtils.hpp>

#include "bridge/xml/reader.h"

namespace veerpont::xml {

void initialise_xml() {
    static std::once_flag once;
    std::call_once(once, [] {
        // The only switch of Xerces 3.2 that refuses every DOCTYPE in a SAX2 parser (performance.md 2.4).
        ::setenv("XERCES_DISABLE_DTD", "1", 1);
        xercesc::XMLPlatformUtils::Initialize();
    });
}

void append_utf8(std::string& out, const XMLCh* text, std::size_t length) {
    const std::size_t begin = out.size();
    out.resize(begin + length);
    std::size_t at = 0;
    char* target = out.data() + begin;
    while (at < length && text[at] < 0x80) {
        target[at] = static_cast<char>(text[at]);
        ++at;
    }
    if (at == length) return;
    out.resize(begin + at);
    const auto put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    for (; at < length; ++at) {
        std::uint32_t code = text[at];
        if (code >= 0xD800 && code < 0xE000) {
            const bool paired =
                code < 0xDC00 && at + 1 < length && text[at + 1] >= 0xDC00 && text[at + 1] < 0xE000;
            code = paired ? 0x10000 + ((code - 0xD800) << 10) + (text[at + 1] - 0xDC00U) : 0xFFFD;
            if (paired) ++at;
        }
        if (code < 0x80) {
            put(code);
        } else if (code < 0x800) {
            put(0xC0 | (code >> 6));
            put(0x80 | (code & 0x3F));
        } else if (code < 0x10000) {
            put(0xE0 | (code >> 12));
            put(0x80 | ((code >> 6) & 0x3F));
            put(0x80 | (code & 0x3F));
        } else {
            put(0xF0 | (code >> 18));
            put(0x80 | ((code >> 12) & 0x3F));
            put(0x80 | ((code >> 6) & 0x3F));
            put(0x80 | (code & 0x3F));
        }
    }
}

std::string to_utf8(const XMLCh* text) {
    std::string out;
    if (text != nullptr) append_utf8(out, text, length_of(text));
    return out;
}

std::u16string to_utf16(std::string_view utf8) {
    std::u16string out;
    out.reserve(utf8.size());
    for (std::size_t at = 0; at < utf8.size();) {
        const auto lead = static_cast<unsigned char>(utf8[at]);
        const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (at + size > utf8.size()) break;
        std::uint32_t code = size == 1 ? lead : lead & (0xFFU >> (size + 1));
        for (std::size_t i = 1; i < size; ++i) {
            code = (code << 6) | (static_cast<unsigned char>(utf8[at + i]) & 0x3FU);
        }
        if (code >= 0x10000) {
            out.push_back(static_cast<char16_t>(0xD800 + ((code - 0x10000) >> 10)));
            out.push_back(static_cast<char16_t>(0xDC00 + ((code - 0x10000) & 0x3FF)));
        } else {
            out.push_back(static_cast<char16_t>(code));
        }
        at += size;
    }
    return out;
}

}  // namespace veerpont::xml
