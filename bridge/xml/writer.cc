#include "bridge/xml/writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <sstream>

namespace veerpont::xml {

namespace {

constexpr std::size_t kChunk = 64U << 10;
constexpr std::string_view kXmlNamespace =
    "http://www.w3.org/XML/1998/namespace";  // prefix xml, never declared
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Where the bytes go: to a stream, or only counted.
class Sink {
  public:
    explicit Sink(std::ostream* out) : out_(out) {}
    void put(std::string_view text) {
        count_ += text.size();
        if (out_ == nullptr) return;
        buffer_.append(text);
        if (buffer_.size() >= kChunk) flush();
    }
    void flush() {
        if (out_ != nullptr) out_->write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
        buffer_.clear();
    }
    void skip(std::uint64_t count) { count_ += count; }
    std::ostream* stream() { return out_; }
    std::uint64_t count() const { return count_; }

  private:
    std::ostream* out_;
    std::string buffer_;
    std::uint64_t count_ = 0;
};

// One code point at `at`, which it moves on; malformed UTF-8 gives U+FFFD and moves on one byte.
char32_t next_code(std::string_view text, std::size_t& at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80) {
        ++at;
        return lead;
    }
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
    if (size == 0 || lead > 0xF4 || at + size > text.size()) {
        ++at;
        return 0xFFFD;
    }
    char32_t code = lead & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        const auto byte = static_cast<unsigned char>(text[at + i]);
        if ((byte & 0xC0U) != 0x80U) {
            ++at;
            return 0xFFFD;
        }
        code = (code << 6) | (byte & 0x3FU);
    }
    static constexpr std::array<char32_t, 5> kSmallest{0, 0, 0x80, 0x800, 0x10000};
    at += size;
    const bool valid = code >= kSmallest[size] && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
    return valid ? code : 0xFFFD;
}

bool allowed(char32_t code) {
    return code == 0x9 || code == 0xA || code == 0xD || (code >= 0x20 && code != 0xFFFE && code != 0xFFFF);
}

void put_reference(Sink& sink, char32_t code) {
    std::array<char, 12> text{'&', '#'};
    const auto end =
        std::to_chars(text.data() + 2, text.data() + text.size() - 1, static_cast<std::uint32_t>(code)).ptr;
    *end = ';';
    sink.put(std::string_view(text.data(), static_cast<std::size_t>(end - text.data()) + 1));
}

void put_text(Sink& sink, std::string_view text, bool attribute, bool numeric_references) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        while (at < text.size() && static_cast<unsigned char>(text[at]) >= 0x20 &&
               static_cast<unsigned char>(text[at]) < 0x7F && text[at] != '<' && text[at] != '>' &&
               text[at] != '&' && text[at] != '"') {
            ++at;
        }
        sink.put(text.substr(begin, at - begin));
        if (at == text.size()) return;
        const std::size_t start = at;
        const char32_t code = next_code(text, at);
        if (!allowed(code)) continue;
        switch (code) {
            case U'<':
                sink.put("&lt;");
                break;
            case U'>':
                sink.put("&gt;");
                break;
            case U'&':
                sink.put("&amp;");
                break;
            case U'"':
                sink.put(attribute ? "&quot;" : "\"");
                break;
            case U'\r':
                sink.put("&#13;");
                break;
            case U'\n':
            case U'\t':
                if (attribute) {
                    put_reference(sink, code);
                } else {
                    sink.put(code == U'\n' ? "\n" : "\t");
                }
                break;
            default:
                if (code >= 0x7F && numeric_references) {
                    put_reference(sink, code);
                } else if (code == 0xFFFD) {
                    sink.put(kReplacement);
                } else {
                    sink.put(text.substr(start, at - start));
                }
        }
    }
}

class Writer {
  public:
    Writer(Sink& sink, const WriterOptions& options) : sink_(sink), options_(options) {}

    Result<void> document(const Node& root) {
        used_.emplace_back("xml", kXmlNamespace);
        collect(root);
        if (options_.declaration) sink_.put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        return element(root, true);
    }

  private:
    void use(std::string_view ns) {
        if (ns.empty() || prefix(ns) != nullptr) return;
        const auto wanted =
            std::find_if(options_.prefixes.begin(), options_.prefixes.end(),
                         [ns](const auto& pair) { return pair.second == ns && !pair.first.empty(); });
        if (wanted != options_.prefixes.end()) {
            used_.emplace_back(wanted->first, ns);
            return;
        }
        std::string name;
        do {
            name = "ns" + std::to_string(++numbered_);
        } while (std::any_of(options_.prefixes.begin(), options_.prefixes.end(),
                             [&name](const auto& pair) { return pair.first == name; }));
        used_.emplace_back(std::move(name), ns);
    }

    const std::string* prefix(std::string_view ns) const {
        const auto found =
            std::find_if(used_.begin(), used_.end(), [ns](const auto& pair) { return pair.second == ns; });
        return found == used_.end() ? nullptr : &found->first;
    }

    void collect(const Node& node) {
        use(node.ns);
        for (const Attribute& attribute : node.attributes)
            use(attribute.ns);
        for (const Node& child : node.children)
            collect(child);
    }

    void name(std::string_view ns, std::string_view local) {
        if (!ns.empty()) {
            sink_.put(*prefix(ns));
            sink_.put(":");
        }
        sink_.put(local);
    }

    Result<void> element(const Node& node, bool root) {
        sink_.put("<");
        name(node.ns, node.local);
        if (root) {
            for (const auto& [prefix, ns] : used_) {
                if (ns == kXmlNamespace) continue;
                sink_.put(" xmlns:");
                sink_.put(prefix);
                sink_.put("=\"");
                put_text(sink_, ns, true, options_.numeric_references);
                sink_.put("\"");
            }
        }
        for (const Attribute& attribute : node.attributes) {
            sink_.put(" ");
            name(attribute.ns, attribute.local);
            sink_.put("=\"");
            put_text(sink_, attribute.value, true, options_.numeric_references);
            sink_.put("\"");
        }
        const bool streamed = node.content != nullptr && node.content->length > 0;
        if (node.children.empty() && !streamed && node.text.empty()) {
            sink_.put("/>");
            return {};
        }
        sink_.put(">");
        if (streamed) {
            if (Result<void> done = content(*node.content); !done) return done;
        } else if (!node.children.empty()) {
            for (const Node& child : node.children) {
                if (Result<void> done = element(child, false); !done) return done;
            }
        } else {
            put_text(sink_, node.text, false, options_.numeric_references);
        }
        sink_.put("</");
        name(node.ns, node.local);
        sink_.put(">");
        return {};
    }

    Result<void> content(const StreamedContent& streamed) {
        if (sink_.stream() == nullptr) {
            sink_.skip(streamed.length);
            return {};
        }
        sink_.flush();
        const std::unique_ptr<std::istream> in = streamed.open ? streamed.open() : nullptr;
        std::vector<char> buffer(kChunk);
        std::uint64_t left = streamed.length;
        while (in && in->good() && sink_.stream()->good()) {
            in->read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
            const auto count = static_cast<std::uint64_t>(in->gcount());
            if (count > left) break;
            sink_.stream()->write(buffer.data(), in->gcount());
            left -= count;
            if (left == 0 && in->peek() == std::istream::traits_type::eof()) return {};
        }
        return Problem{.kind = Problem::Kind::kInternal,
                       .sender_text = {},
                       .log_text = "content is not as long as announced, or the connection failed",
                       .source = {}};
    }

    Sink& sink_;
    const WriterOptions& options_;
    std::vector<std::pair<std::string, std::string>> used_;
    int numbered_ = 0;
};

}  // namespace

std::vector<std::pair<std::string, std::string>> WriterOptions::default_prefixes() {
    const auto pair = [](std::string_view prefix, std::string_view ns) {
        return std::pair<std::string, std::string>(prefix, ns);
    };
    return {pair("soapenv", kSoap11), pair("soapenv", kSoap12), pair("StUF", kStuf),
            pair("ZKN", kZkn),        pair("BG", kBg),          pair("ZDS", kZds12),
            pair("gml", kGml),        pair("xsi", kXsi),        pair("xmime", kXmime)};
}

Result<void> write(const Node& root, std::ostream& out, const WriterOptions& options) {
    Sink sink(&out);
    Result<void> outcome = Writer(sink, options).document(root);
    sink.flush();
    if (outcome && !out.good()) {
        return Problem{.kind = Problem::Kind::kInternal,
                       .sender_text = {},
                       .log_text = "the answer could not be written",
                       .source = {}};
    }
    return outcome;
}

std::uint64_t written_length(const Node& root, const WriterOptions& options) {
    Sink sink(nullptr);
    // Counting cannot fail: streamed content is taken at its word.
    return Writer(sink, options).document(root).ok() ? sink.count() : 0;
}

std::string to_string(const Node& root, const WriterOptions& options) {
    std::ostringstream out;
    return write(root, out, options) ? out.str() : std::string();
}

}  // namespace veerpont::xml
