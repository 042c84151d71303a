#include "bridge/sandbox/upload.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <utility>
#include <vector>

#include "bridge/base/crypto.h"
#include "bridge/base/text.h"
#include "bridge/sandbox/refusal.h"

namespace veerpont::sandbox {

namespace {

constexpr std::size_t kChunk = 128 * 1024;
constexpr std::size_t kSmallBody = 4 << 20;

constexpr std::array<std::int16_t, 256> decoding_table() {
    std::array<std::int16_t, 256> table{};
    table.fill(-1);
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
        table[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::int16_t>(i);
    }
    for (const char space : {' ', '\t', '\r', '\n'}) {
        table[static_cast<unsigned char>(space)] = -2;
    }
    return table;
}
constexpr auto kDecoding = decoding_table();

// Decodes base64 text that comes in pieces into a file.
class Base64File {
  public:
    explicit Base64File(const std::filesystem::path& file) : out_(file, std::ios::binary) {
        buffer_.reserve(kChunk + 4);
    }

    void feed(std::string_view text) {
        const char* at = text.data();
        const char* const end = at + text.size();
        while (at != end) {
            // Four good characters at a time; anything else one by one.
            while (held_ == 0 && !padding_ && end - at >= 4) {
                const int a = kDecoding[static_cast<unsigned char>(at[0])];
                const int b = kDecoding[static_cast<unsigned char>(at[1])];
                const int c = kDecoding[static_cast<unsigned char>(at[2])];
                const int d = kDecoding[static_cast<unsigned char>(at[3])];
                if ((a | b | c | d) < 0) {
                    break;
                }
                put(static_cast<unsigned>(a << 18 | b << 12 | c << 6 | d), 3);
                at += 4;
            }
            if (at != end) {
                one(*at++);
            }
        }
    }

    // False when the text was no base64.
    bool finish() {
        if (padding_ ? (held_ + padding_ != 4) : held_ != 0) {
            good_ = false;
        }
        if (padding_ == 1) {
            put(bits_ << 6, 2);
        } else if (padding_ == 2) {
            put(bits_ << 12, 1);
        }
        flush();
        out_.close();
        if (!out_) {
            throw std::runtime_error("the content of a document could not be written");
        }
        return good_;
    }

    void spoil() { good_ = false; }
    std::uint64_t size() const { return size_; }

  private:
    void one(char character) {
        const int value = kDecoding[static_cast<unsigned char>(character)];
        if (value == -2) {
            return;
        }
        if (character == '=') {
            good_ = good_ && held_ >= 2 && held_ + ++padding_ <= 4;
        } else if (value < 0 || padding_) {
            good_ = false;
        } else {
            bits_ = bits_ << 6 | static_cast<unsigned>(value);
            if (++held_ == 4) {
                put(bits_, 3);
                bits_ = 0;
                held_ = 0;
            }
        }
    }

    void put(unsigned bits, int bytes) {
        for (int i = 0; i < bytes; ++i) {
            buffer_.push_back(static_cast<char>(bits >> (16 - 8 * i)));
        }
        size_ += static_cast<std::uint64_t>(bytes);
        if (buffer_.size() >= kChunk) {
            flush();
        }
    }

    void flush() {
        out_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
        buffer_.clear();
    }

    std::ofstream out_;
    std::string buffer_;
    std::uint64_t size_ = 0;
    unsigned bits_ = 0;
    int held_ = 0, padding_ = 0;
    bool good_ = true;
};

// Walks over a JSON text that comes in pieces and takes the text of the top-level member "inhoud" out of it.
// The rest is judged by the real JSON parser afterwards.
class Splicer {
  public:
    explicit Splicer(const std::filesystem::path& folder) : folder_(folder) {}

    void feed(std::string_view piece) {
        while (!piece.empty()) {
            if (content_) {
                piece.remove_prefix(take_content(piece));
            } else {
                take_json(piece.front());
                piece.remove_prefix(1);
            }
        }
    }

    SplicedBody finish() {
        if (decoder_ && (!decoder_->finish() || content_)) {
            refuse("inhoud", "incorrect-base64-padding", "De inhoud is geen geldige base64.");
        }
        if (twice_) {
            refuse("inhoud", "invalid", "De inhoud staat er twee keer.");
        }
        if (upload_) {
            upload_->size = decoder_->size();
        }
        return {std::move(json_), std::move(upload_)};
    }

  private:
    void take_json(char character) {
        if (!string_ && character == '"' && depth_ == 1 && value_ && key_ == "inhoud") {
            begin_content();
            return;
        }
        if (json_.size() >= kSmallBody) {
            throw too_large();
        }
        json_.push_back(character);
        if (string_) {
            if (escape_) {
                escape_ = false;
            } else if (character == '\\') {
                escape_ = true;
            } else if (character == '"') {
                string_ = false;
                return;
            }
            if (depth_ == 1 && !value_) {
                key_.push_back(character);
            }
            return;
        }
        switch (character) {
            case '"':
                string_ = true;
                if (!value_) {
                    key_.clear();
                }
                break;
            case '{':
            case '[':
                ++depth_;
                value_ = false;
                break;
            case '}':
            case ']':
                --depth_;
                value_ = true;
                break;
            case ':':
                value_ = true;
                break;
            case ',':
                value_ = false;
                break;
            default:
                break;
        }
    }

    void begin_content() {
        twice_ = twice_ || decoder_.has_value();
        if (!decoder_) {
            upload_.emplace(folder_);
            decoder_.emplace(upload_->file());
        }
        json_ += "null";
        content_ = true;
    }

    // Takes what belongs to the content; gives the number of bytes.
    std::size_t take_content(std::string_view piece) {
        if (!escaped_.empty()) {
            take_escape(piece.front());
            return 1;
        }
        const auto* end = static_cast<const char*>(std::memchr(piece.data(), '"', piece.size()));
        std::size_t size = end ? static_cast<std::size_t>(end - piece.data()) : piece.size();
        if (const auto* escape = static_cast<const char*>(std::memchr(piece.data(), '\\', size))) {
            size = static_cast<std::size_t>(escape - piece.data());
            decoder_->feed(piece.substr(0, size));
            escaped_ = "\\";
            return size + 1;
        }
        decoder_->feed(piece.substr(0, size));
        content_ = end == nullptr;
        return end ? size + 1 : size;
    }

    // "\/" and "\n" and a \u escape are other ways to write the same characters.
    void take_escape(char character) {
        escaped_.push_back(character);
        if (escaped_[1] == 'u') {
            if (escaped_.size() < 6) {
                return;
            }
            unsigned code = 0;
            const auto [end, error] = std::from_chars(escaped_.data() + 2, escaped_.data() + 6, code, 16);
            if (error != std::errc() || end != escaped_.data() + 6 || code > 127) {
                decoder_->spoil();
            } else {
                const char plain = static_cast<char>(code);
                decoder_->feed({&plain, 1});
            }
        } else if (character == '/') {
            decoder_->feed("/");
        } else if (character != 'n' && character != 'r' && character != 't') {
            decoder_->spoil();
        }
        escaped_.clear();
    }

    std::filesystem::path folder_;
    std::string json_, key_, escaped_;
    std::optional<Upload> upload_;
    std::optional<Base64File> decoder_;
    int depth_ = 0;
    bool string_ = false, escape_ = false, value_ = false, content_ = false, twice_ = false;
};

// The value of a parameter in a header: boundary=x or name="x".
std::string parameter_of(std::string_view header, std::string_view name) {
    for (const auto part : split(header, ';')) {
        const auto text = trim(part);
        const auto equals = text.find('=');
        if (equals == std::string_view::npos || !iequals(trim(text.substr(0, equals)), name)) {
            continue;
        }
        auto value = trim(text.substr(equals + 1));
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
            value = value.substr(1, value.size() - 2);
        }
        return std::string(value);
    }
    return "";
}

// Reads a stream up to a delimiter, piece by piece.
class DelimitedReader {
  public:
    DelimitedReader(std::istream& in, std::string first)
        : in_(in), window_(std::move(first)), chunk_(kChunk) {}

    // Gives everything before the delimiter to the sink and swallows the delimiter; false when the stream
    // ends first.
    template <typename Sink>
    bool until(std::string_view delimiter, const Sink& sink) {
        while (true) {
            const auto found = window_.find(delimiter);
            if (found != std::string::npos) {
                sink(std::string_view(window_).substr(0, found));
                window_.erase(0, found + delimiter.size());
                return true;
            }
            const std::size_t safe = window_.size() - std::min(window_.size(), delimiter.size() - 1);
            sink(std::string_view(window_).substr(0, safe));
            window_.erase(0, safe);
            in_.read(chunk_.data(), static_cast<std::streamsize>(chunk_.size()));
            if (in_.gcount() == 0) {
                return false;
            }
            window_.append(chunk_.data(), static_cast<std::size_t>(in_.gcount()));
        }
    }

    void drain() {
        while (in_.read(chunk_.data(), static_cast<std::streamsize>(chunk_.size())) || in_.gcount() > 0) {
        }
    }

  private:
    std::istream& in_;
    std::string window_;
    std::vector<char> chunk_;
};

[[noreturn]] void broken_multipart() {
    refuse("inhoud", "invalid", "De multipart-inhoud is niet te lezen.");
}

}  // namespace

Upload::Upload(const std::filesystem::path& folder) : folder_(folder), name_(uuid4()) {}

Upload::~Upload() {
    if (!kept_) {
        std::error_code ignored;
        std::filesystem::remove(folder_ / name_, ignored);
    }
}

Upload::Upload(Upload&& other) noexcept
    : size(other.size), folder_(std::move(other.folder_)), name_(std::move(other.name_)), kept_(other.kept_) {
    other.kept_ = true;
}

Upload& Upload::operator=(Upload&& other) noexcept {
    std::swap(size, other.size);
    std::swap(folder_, other.folder_);
    std::swap(name_, other.name_);
    std::swap(kept_, other.kept_);
    return *this;
}

SplicedBody splice_content(std::istream& body, const std::filesystem::path& folder) {
    Splicer splicer(folder);
    std::vector<char> chunk(kChunk);
    while (body.read(chunk.data(), static_cast<std::streamsize>(chunk.size())) || body.gcount() > 0) {
        splicer.feed({chunk.data(), static_cast<std::size_t>(body.gcount())});
    }
    return splicer.finish();
}

MultipartBody read_multipart(std::istream& body, std::string_view content_type,
                             const std::filesystem::path& folder) {
    const std::string boundary = parameter_of(content_type, "boundary");
    if (boundary.empty() || boundary.size() > 200) {
        broken_multipart();
    }
    const std::string delimiter = "\r\n--" + boundary;
    DelimitedReader reader(body, "\r\n");
    MultipartBody found;
    const auto nothing = [](std::string_view) {};
    std::string line;
    const auto to_line = [&](std::string_view piece) {
        line.append(piece);
        if (line.size() > 16 * 1024) {
            broken_multipart();
        }
    };
    if (!reader.until(delimiter, nothing)) {
        broken_multipart();
    }
    while (true) {
        line.clear();
        if (!reader.until("\r\n", to_line) || line.starts_with("--")) {
            break;
        }
        std::string name;
        for (bool more = true; more;) {
            line.clear();
            if (!reader.until("\r\n", to_line)) {
                broken_multipart();
            }
            if (iequals(std::string_view(line).substr(0, 20), "content-disposition:")) {
                name = parameter_of(std::string_view(line).substr(20), "name");
            }
            more = !line.empty();
        }
        if (name == "inhoud" && !found.upload) {
            found.upload.emplace(folder);
            std::ofstream out(found.upload->file(), std::ios::binary);
            const bool complete = reader.until(delimiter, [&](std::string_view piece) {
                out.write(piece.data(), static_cast<std::streamsize>(piece.size()));
                found.upload->size += piece.size();
            });
            out.close();
            if (!out) {
                throw std::runtime_error("a part of a document could not be written");
            }
            if (!complete) {
                broken_multipart();
            }
        } else {
            line.clear();
            if (!reader.until(delimiter, to_line)) {
                broken_multipart();
            }
            if (name == "lock") {
                found.lock = line;
            }
        }
    }
    reader.drain();
    return found;
}

std::string read_small(std::istream& body) {
    std::string text;
    std::array<char, 16 * 1024> chunk{};
    while (body.read(chunk.data(), static_cast<std::streamsize>(chunk.size())) || body.gcount() > 0) {
        if (text.size() + static_cast<std::size_t>(body.gcount()) > kSmallBody) {
            throw too_large();
        }
        text.append(chunk.data(), static_cast<std::size_t>(body.gcount()));
    }
    return text;
}

}  // namespace veerpont::sandbox
