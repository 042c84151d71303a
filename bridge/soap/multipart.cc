#include "bridge/soap/multipart.h"

#include <algorithm>
#include <array>
#include <optional>
#include <streambuf>
#include <utility>
#include <vector>

#include <Poco/Exception.h>
#include <Poco/Net/MessageHeader.h>
#include <Poco/Net/MultipartReader.h>
#include <openssl/evp.h>

#include "bridge/base/text.h"

namespace veerpont::soap {

namespace {

constexpr int kHeaderFields = 20;
constexpr std::size_t kParts = 200;
constexpr std::size_t kBlock = 48U << 10;  // a multiple of 3, so that base64 of blocks can be put in a row
constexpr std::size_t kTail = 256;

Problem malformed(std::string log_text) {
    return {.kind = Problem::Kind::kMalformedXml,
            .sender_text = "Het bericht met bijlagen (MTOM) is niet compleet of niet goed opgebouwd.",
            .log_text = std::move(log_text),
            .source = {}};
}

// Counts against the size limit and remembers the last bytes: Poco's reader takes the end of the stream for
// the end of the message, and only the closing boundary tells a complete message from one cut short.
class WatchedBody : public std::streambuf {
  public:
    WatchedBody(std::istream& in, std::uint64_t limit) : in_(in), left_(limit) {}
    bool too_large() const { return too_large_; }
    bool ends_with(const std::string& closing) {
        while (underflow() != traits_type::eof())
            setg(nullptr, nullptr, nullptr);
        return trim(tail_).ends_with(closing);
    }

  protected:
    int_type underflow() override {
        if (gptr() < egptr()) return traits_type::to_int_type(*gptr());
        if (too_large_ || !in_.good()) return traits_type::eof();
        in_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
        const auto count = static_cast<std::size_t>(in_.gcount());
        if (count > left_) {
            too_large_ = true;
            return traits_type::eof();
        }
        if (count == 0) return traits_type::eof();
        left_ -= count;
        tail_.append(buffer_.data() + (count > kTail ? count - kTail : 0), std::min(count, kTail));
        if (tail_.size() > kTail) tail_.erase(0, tail_.size() - kTail);
        setg(buffer_.data(), buffer_.data(), buffer_.data() + count);
        return traits_type::to_int_type(*gptr());
    }

  private:
    std::istream& in_;
    std::uint64_t left_;
    bool too_large_ = false;
    std::string tail_;
    std::array<char, 16U << 10> buffer_{};
};

// "<a@b>" and "cid:a%40b" name the same part.
std::string content_id(std::string_view text) {
    text = trim(text);
    if (text.starts_with('<') && text.ends_with('>')) text = text.substr(1, text.size() - 2);
    return std::string(text);
}

Result<std::shared_ptr<Spool>> store(std::istream& part, bool already_base64, const Spool::Options& options) {
    auto spool = std::make_shared<Spool>(options);
    std::vector<char> raw(kBlock);
    std::string text;
    while (part.good()) {
        part.read(raw.data(), static_cast<std::streamsize>(raw.size()));
        const auto count = static_cast<std::size_t>(part.gcount());
        if (count == 0) break;
        if (already_base64) {
            text.clear();
            std::copy_if(raw.begin(), raw.begin() + static_cast<std::ptrdiff_t>(count),
                         std::back_inserter(text),
                         [](char byte) { return trim(std::string_view(&byte, 1)).size() == 1; });
        } else {
            text.resize(4 * ((count + 2) / 3) + 1);
            const int made =
                EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                reinterpret_cast<const unsigned char*>(raw.data()), static_cast<int>(count));
            text.resize(static_cast<std::size_t>(made));
        }
        if (Result<void> kept = spool->append(text); !kept) return kept.problem();
    }
    if (Result<void> kept = spool->finish(); !kept) return kept.problem();
    return spool;
}

}  // namespace

Result<Attachments> read_parts(std::istream& body, const ContentType& content_type,
                               const xml::ReaderPool::Options& options,
                               const std::function<Result<void>(std::istream&, const ContentType&)>& root) {
    const std::string boundary(content_type.parameter("boundary"));
    if (boundary.empty() || boundary.size() > 70) return malformed("multipart without a usable boundary");
    const std::string start = content_id(content_type.parameter("start"));
    Attachments attachments;
    bool seen_root = false;
    std::size_t memory_left = options.spool.memory_limit;
    WatchedBody watched(body, options.limits.total_bytes);
    std::istream in(&watched);
    try {
        Poco::Net::MultipartReader reader(in, boundary);
        for (std::size_t number = 0; reader.hasNextPart(); ++number) {
            if (number == kParts) return malformed("too many parts");
            Poco::Net::MessageHeader header;
            header.setFieldLimit(kHeaderFields);
            reader.nextPart(header);
            const std::string id = content_id(header.get("Content-ID", ""));
            const bool is_root = start.empty() ? number == 0 : id == start;
            if (is_root && !seen_root) {
                seen_root = true;
                if (Result<void> read =
                        root(reader.stream(), parse_content_type(header.get("Content-Type", "")));
                    !read) {
                    return read.problem();
                }
                continue;
            }
            Spool::Options spool = options.spool;
            spool.memory_limit = memory_left;
            const bool base64 = iequals(trim(header.get("Content-Transfer-Encoding", "binary")), "base64");
            Result<std::shared_ptr<Spool>> stored = store(reader.stream(), base64, spool);
            if (!stored) return stored.problem();
            if ((*stored)->in_memory())
                memory_left -= std::min<std::uint64_t>(memory_left, (*stored)->size());
            attachments.emplace(id, std::move(stored).value());
        }
    } catch (const Poco::Exception& exception) {
        if (!watched.too_large()) return malformed("multipart: " + exception.displayText());
    } catch (const std::exception& exception) {
        return malformed(std::string("multipart: ") + exception.what());
    }
    if (watched.too_large()) {
        return Problem{.kind = Problem::Kind::kTooLarge,
                       .sender_text = "Het bericht is groter dan is toegestaan.",
                       .log_text = "multipart message over the total size limit",
                       .source = {}};
    }
    if (!seen_root) return malformed("multipart without a root part");
    if (!watched.ends_with("--" + boundary + "--")) return malformed("multipart without closing boundary");
    return attachments;
}

}  // namespace veerpont::soap
