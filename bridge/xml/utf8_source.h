// The bytes of a message as UTF-8, whatever character set they came in (client-tolerance T6-T8): finds the
// character set, converts with iconv, drops a byte order mark and leading white space, and counts against the
// total limit.
//
// One message, one thread. For files of this module only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bridge/base/problem.h"

namespace veerpont::xml {

class Utf8Source {
  public:
    // charset: of the HTTP header, "" when it names none.
    Utf8Source(std::istream& input, std::string_view charset, std::uint64_t total_limit);
    ~Utf8Source();
    Utf8Source(const Utf8Source&) = delete;
    Utf8Source& operator=(const Utf8Source&) = delete;

    // The next bytes; 0 at the end or after a problem.
    std::size_t read(char* out, std::size_t capacity);
    // The beginning of the message (at most 16 KB) without consuming it.
    std::string_view prefix() const { return head_; }
    std::size_t lines_dropped() const { return lines_dropped_; }
    const std::optional<Problem>& problem() const { return problem_; }

  private:
    struct Converter;

    std::size_t read_stream(char* out, std::size_t capacity);
    std::size_t read_raw(char* out, std::size_t capacity);
    std::size_t read_converted(char* out, std::size_t capacity);
    void choose(std::string_view first, std::string_view charset);

    std::istream& input_;
    std::uint64_t left_;
    std::string raw_;  // read to look at the beginning, not yet handed out
    std::size_t raw_at_ = 0;
    std::unique_ptr<Converter> converter_;  // none for UTF-8
    std::string head_;                      // UTF-8, not yet handed out
    std::size_t head_at_ = 0;
    std::size_t lines_dropped_ = 0;
    std::optional<Problem> problem_;
};

}  // namespace veerpont::xml
