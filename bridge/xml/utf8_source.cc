#include "bridge/xml/utf8_source.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "bridge/base/text.h"

namespace veerpont::xml {

namespace {

constexpr std::size_t kHead = 16U << 10;
constexpr std::size_t kDeclaration = 256;  // where an XML declaration must end

struct Known {
    std::string_view name;   // lower case, as senders write it
    std::string_view iconv;  // "" for UTF-8
};
constexpr std::array kCharsets{
    Known{"utf-8", ""},
    Known{"utf8", ""},
    Known{"us-ascii", ""},
    Known{"ascii", ""},
    Known{"iso-8859-1", "ISO-8859-1"},
    Known{"iso8859-1", "ISO-8859-1"},
    Known{"iso_8859-1", "ISO-8859-1"},
    Known{"latin1", "ISO-8859-1"},
    Known{"iso-8859-15", "ISO-8859-15"},
    Known{"iso8859-15", "ISO-8859-15"},
    Known{"latin9", "ISO-8859-15"},
    Known{"windows-1252", "CP1252"},
    Known{"cp1252", "CP1252"},
};

bool utf16_name(std::string_view lower) {
    return lower == "utf-16" || lower == "utf-16le" || lower == "utf-16be";
}

// The encoding of an XML declaration at the very beginning, "" when there is none.
std::string_view declared(std::string_view text) {
    text = trim(text.substr(0, kDeclaration));
    if (!text.starts_with("<?xml")) return {};
    text = text.substr(0, text.find("?>"));
    const std::size_t at = text.find("encoding");
    if (at == std::string_view::npos) return {};
    const std::size_t open = text.find_first_of("\"'", at);
    if (open == std::string_view::npos) return {};
    const std::size_t close = text.find(text[open], open + 1);
    return close == std::string_view::npos ? std::string_view() : text.substr(open + 1, close - open - 1);
}

Problem unsupported(std::string_view name) {
    const std::string shown(utf8_prefix(name, 40));
    return {.kind = Problem::Kind::kMalformedXml,
            .sender_text = "De tekencodering " +
                           (is_valid_utf8(shown) ? shown : std::string("van het bericht")) +
                           " wordt niet ondersteund; gebruik UTF-8.",
            .log_text = "unsupported character encoding",
            .source = {}};
}

}  // namespace

struct Utf8Source::Converter {
    explicit Converter(const char* from) : handle(::iconv_open("UTF-8", from)) {}
    ~Converter() {
        if (valid()) ::iconv_close(handle);
    }
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;
    bool valid() const { return handle != reinterpret_cast<iconv_t>(-1); }

    iconv_t handle;
    std::array<char, 16U << 10> input{};
    std::size_t begin = 0, end = 0;
};

Utf8Source::Utf8Source(std::istream& input, std::string_view charset, std::uint64_t total_limit)
    : input_(input), left_(total_limit) {
    raw_.resize(kHead);
    raw_.resize(read_stream(raw_.data(), raw_.size()));
    choose(raw_, charset);
    if (problem_) return;

    // Leading white space may go: in front of an XML declaration it is an error that real senders make (T8).
    std::string head(kHead, '\0');
    while (true) {
        const std::size_t count = read_converted(head.data(), head.size());
        if (count == 0) break;
        const std::string_view got(head.data(), count);
        const std::size_t first = got.find_first_not_of(" \t\r\n");
        lines_dropped_ += static_cast<std::size_t>(std::count(
            got.begin(),
            first == std::string_view::npos ? got.end() : got.begin() + static_cast<std::ptrdiff_t>(first),
            '\n'));
        if (first == std::string_view::npos) continue;
        head_.assign(got.substr(first));
        break;
    }
}

Utf8Source::~Utf8Source() = default;

void Utf8Source::choose(std::string_view first, std::string_view charset) {
    const auto starts = [first](std::string_view bytes) { return first.starts_with(bytes); };
    if (starts("\xEF\xBB\xBF")) {
        raw_at_ = 3;
        return;
    }
    const bool little = starts(std::string_view("\xFF\xFE", 2)),
               big = starts(std::string_view("\xFE\xFF", 2));
    if (little || big) {
        raw_at_ = 2;
        converter_ = std::make_unique<Converter>(little ? "UTF-16LE" : "UTF-16BE");
        return;
    }
    const std::string_view named = charset.empty() ? declared(first) : charset;
    const std::string name = to_lower(trim(named));
    if (name.empty()) return;
    if (utf16_name(name)) {
        // Without a byte order mark; an ASCII '<' in the first two bytes says the same.
        if (starts(std::string_view("<\0", 2)) || starts(std::string_view("\0<", 2))) {
            converter_ = std::make_unique<Converter>(first[0] == '<' ? "UTF-16LE" : "UTF-16BE");
        } else if (charset.empty() || !first.starts_with('<')) {
            problem_ = unsupported(name);
        }
        return;  // a header that says UTF-16 above a body in single bytes: read as UTF-8
    }
    const auto* const known = std::find_if(kCharsets.begin(), kCharsets.end(),
                                           [&name](const Known& entry) { return entry.name == name; });
    if (known == kCharsets.end()) {
        problem_ = unsupported(name);
        return;
    }
    if (!known->iconv.empty()) converter_ = std::make_unique<Converter>(std::string(known->iconv).c_str());
    if (converter_ && !converter_->valid()) problem_ = unsupported(name);
}

std::size_t Utf8Source::read_raw(char* out, std::size_t capacity) {
    if (raw_at_ < raw_.size()) {
        const std::size_t count = std::min(capacity, raw_.size() - raw_at_);
        std::memcpy(out, raw_.data() + raw_at_, count);
        raw_at_ += count;
        if (raw_at_ == raw_.size()) {
            raw_.clear();
            raw_at_ = 0;
        }
        return count;
    }
    return read_stream(out, capacity);
}

std::size_t Utf8Source::read_stream(char* out, std::size_t capacity) {
    if (problem_ || !input_.good()) return 0;
    input_.read(out, static_cast<std::streamsize>(capacity));
    const auto count = static_cast<std::size_t>(input_.gcount());
    if (count > left_) {
        problem_ = Problem{.kind = Problem::Kind::kTooLarge,
                           .sender_text = "Het bericht is groter dan is toegestaan.",
                           .log_text = "message over the total size limit",
                           .source = {}};
        return 0;
    }
    left_ -= count;
    return count;
}

std::size_t Utf8Source::read_converted(char* out, std::size_t capacity) {
    if (!converter_) return read_raw(out, capacity);
    Converter& c = *converter_;
    std::size_t produced = 0;
    while (produced == 0 && !problem_) {
        if (c.begin > 0) {
            std::memmove(c.input.data(), c.input.data() + c.begin, c.end - c.begin);
            c.end -= c.begin;
            c.begin = 0;
        }
        const std::size_t got = read_raw(c.input.data() + c.end, c.input.size() - c.end);
        c.end += got;
        if (c.end == 0) return 0;
        char* from = c.input.data();
        std::size_t from_left = c.end;
        char* to = out;
        std::size_t to_left = capacity;
        const std::size_t outcome = ::iconv(c.handle, &from, &from_left, &to, &to_left);
        const int error = outcome == static_cast<std::size_t>(-1) ? errno : 0;
        c.begin = c.end - from_left;
        produced = capacity - to_left;
        // EINVAL: a character is cut in two by the end of the buffer; the rest comes with the next read, if
        // any.
        if (error == EILSEQ || (error == EINVAL && got == 0)) {
            problem_ = Problem{
                .kind = Problem::Kind::kMalformedXml,
                .sender_text = "Het bericht bevat tekens die niet bij de opgegeven tekencodering horen.",
                .log_text = "bytes do not fit the character encoding",
                .source = {}};
            return 0;
        }
    }
    return produced;
}

std::size_t Utf8Source::read(char* out, std::size_t capacity) {
    if (problem_) return 0;
    if (head_at_ < head_.size()) {
        const std::size_t count = std::min(capacity, head_.size() - head_at_);
        std::memcpy(out, head_.data() + head_at_, count);
        head_at_ += count;
        return count;
    }
    return read_converted(out, capacity);
}

}  // namespace veerpont::xml
