// A TCP connection to 127.0.0.1 for tests that must send what no client library would send. One thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace veerpont::test {

class RawConnection {
  public:
    explicit RawConnection(std::uint16_t port);
    ~RawConnection();
    RawConnection(const RawConnection&) = delete;
    RawConnection& operator=(const RawConnection&) = delete;

    // False when the other side has gone.
    bool send(std::string_view bytes);
    // No more will be sent; the other side sees the end.
    void end();
    // All that comes until the other side closes or nothing came for `quiet`.
    std::string read_all(std::chrono::milliseconds quiet = std::chrono::milliseconds{2000});
    // One answer with a Content-Length (header and body).
    std::string read_answer();
    // True when the other side closed (or resets) within the time; what came before is thrown away.
    bool is_closed_within(std::chrono::milliseconds time);

  private:
    bool wait_readable(std::chrono::milliseconds time) const;

    int fd_ = -1;
    std::string buffered_;
};

// The status of an answer ("HTTP/1.1 200 OK..."), 0 when it is none.
int status_of(std::string_view answer);

}  // namespace veerpont::test
