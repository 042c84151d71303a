#include "bridge/http/body_stream.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace veerpont::http {

namespace {

constexpr std::size_t kBufferSize = 64 * 1024;
constexpr std::size_t kChunkLineLimit = 256;
constexpr std::size_t kTrailerLimit = 8 * 1024;

// The size of a chunk (RFC 9112 section 7.1): hexadecimal digits, then nothing or an extension.
bool parse_chunk_size(const std::string& line, std::uint64_t& size) {
    const std::size_t digits = std::min(line.find_first_not_of("0123456789abcdefABCDEF"), line.size());
    if (digits == 0 || digits > 15) return false;
    const auto rest = line.find_first_not_of(" \t", digits);
    if (rest != std::string::npos && line[rest] != ';') return false;
    size = std::stoull(line.substr(0, digits), nullptr, 16);
    return true;
}

}  // namespace

BodyBuffer::BodyBuffer(BodyFraming framing, std::string pending, std::uint64_t max, Receive receive)
    : framing_(framing),
      max_(max),
      receive_(std::move(receive)),
      raw_(pending.begin(), pending.end()),
      end_(raw_.size()) {
    if (framing_.kind == BodyFraming::Kind::kLength) {
        left_ = framing_.length;
        state_ = left_ == 0 ? State::kComplete : State::kInData;
    }
}

BodyBuffer::int_type BodyBuffer::underflow() {
    if (state_ == State::kFailed || state_ == State::kComplete) return traits_type::eof();
    if (framing_.kind == BodyFraming::Kind::kLength && left_ > max_) return fail_too_large();
    if (state_ == State::kBetween && framing_.kind == BodyFraming::Kind::kChunked) {
        if (!next_chunk()) return fail();
        if (state_ == State::kComplete) return traits_type::eof();
        if (left_ > max_ - received_) return fail_too_large();
    }
    if (at_ == end_ && !fill()) {
        if (framing_.kind != BodyFraming::Kind::kUntilClose || state_ == State::kFailed) return fail();
        state_ = State::kComplete;
        return traits_type::eof();
    }
    std::size_t count = end_ - at_;
    if (framing_.kind == BodyFraming::Kind::kUntilClose) {
        if (count > max_ - received_) return fail_too_large();
    } else {
        count = static_cast<std::size_t>(std::min<std::uint64_t>(count, left_));
        left_ -= count;
        if (left_ == 0) {
            state_ = framing_.kind == BodyFraming::Kind::kChunked ? State::kBetween : State::kComplete;
        }
    }
    received_ += count;
    char* begin = raw_.data() + at_;
    at_ += count;
    setg(begin, begin, begin + count);
    return traits_type::to_int_type(*begin);
}

bool BodyBuffer::fill() {
    std::size_t size = kBufferSize;
    // A small body needs no large buffer.
    if (framing_.kind == BodyFraming::Kind::kLength)
        size = static_cast<std::size_t>(std::min<std::uint64_t>(size, left_));
    if (raw_.size() < size) raw_.resize(size);
    at_ = end_ = 0;
    try {
        end_ = receive_(raw_.data(), size);
    } catch (const std::exception&) {
        state_ = State::kFailed;
    }
    return end_ > 0;
}

bool BodyBuffer::take(char& c) {
    if (at_ == end_ && !fill()) return false;
    c = raw_[at_++];
    return true;
}

bool BodyBuffer::read_line(std::string& line, std::size_t limit) {
    line.clear();
    for (char c = 0; take(c);) {
        if (c == '\n') {
            if (line.empty() || line.back() != '\r') return false;
            line.pop_back();
            return true;
        }
        if (line.size() == limit) return false;
        line += c;
    }
    return false;
}

bool BodyBuffer::next_chunk() {
    std::string line;
    if (!first_chunk_ && (!read_line(line, 1) || !line.empty())) return false;
    first_chunk_ = false;
    if (!read_line(line, kChunkLineLimit) || !parse_chunk_size(line, left_)) return false;
    if (left_ > 0) {
        state_ = State::kInData;
        return true;
    }
    std::size_t trailer = 0;
    do {
        if (!read_line(line, kTrailerLimit - trailer)) return false;
        trailer += line.size();
    } while (!line.empty());
    state_ = State::kComplete;
    return true;
}

BodyBuffer::int_type BodyBuffer::fail() {
    state_ = State::kFailed;
    if (report_) report_();
    return traits_type::eof();
}

BodyBuffer::int_type BodyBuffer::fail_too_large() {
    too_large_ = true;
    return fail();
}

}  // namespace veerpont::http
