// Internal to bridge/http: the body of one message as a stream, strictly framed.
//
// Poco's own streams cannot tell a complete body from a truncated one and read past a wrong chunk; this one
// ends only after exactly the announced bytes and goes bad (badbit) otherwise. Belongs to one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <istream>
#include <streambuf>
#include <string>
#include <vector>

namespace veerpont::http {

struct BodyFraming {
    enum class Kind { kLength, kChunked, kUntilClose };
    Kind kind = Kind::kLength;
    std::uint64_t length = 0;
};

class BodyBuffer final : public std::streambuf {
  public:
    // Reads some bytes from the connection: at least one, 0 when the other side ended. May throw when the
    // connection broke.
    using Receive = std::function<std::size_t(char* target, std::size_t size)>;

    // `pending` are bytes that were read together with the header. `max` bounds the body.
    BodyBuffer(BodyFraming framing, std::string pending, std::uint64_t max, Receive receive);

    bool complete() const { return state_ == State::kComplete; }
    bool failed() const { return state_ == State::kFailed; }
    bool too_large() const { return too_large_; }
    // Bytes after the body are in the buffer: the connection cannot be used any further.
    bool has_leftover() const { return complete() && at_ < end_; }
    std::uint64_t received() const { return received_; }
    void on_failure(std::function<void()> report) { report_ = std::move(report); }

  protected:
    int_type underflow() override;

  private:
    enum class State { kBetween, kInData, kComplete, kFailed };

    bool fill();         // more raw bytes; false when there are none any more
    bool take(char& c);  // the next raw byte
    bool read_line(std::string& line, std::size_t limit);
    bool next_chunk();  // reads the size line of a chunk, after the last one the trailer
    int_type fail();
    int_type fail_too_large();

    BodyFraming framing_;
    std::uint64_t max_;
    Receive receive_;
    std::function<void()> report_;
    std::vector<char> raw_;
    std::size_t at_ = 0, end_ = 0;  // raw bytes not handed out yet
    std::uint64_t left_ = 0;        // of this chunk or of the whole body
    std::uint64_t received_ = 0;
    bool first_chunk_ = true;
    bool too_large_ = false;
    State state_ = State::kBetween;
};

class BodyStream final : public std::istream {
  public:
    BodyStream(BodyFraming framing, std::string pending, std::uint64_t max, BodyBuffer::Receive receive)
        : std::istream(nullptr), buffer_(framing, std::move(pending), max, std::move(receive)) {
        rdbuf(&buffer_);
        buffer_.on_failure([this] { setstate(std::ios::badbit); });
    }
    const BodyBuffer& body() const { return buffer_; }

  private:
    BodyBuffer buffer_;
};

}  // namespace veerpont::http
