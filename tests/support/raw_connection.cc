#include "tests/support/raw_connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace veerpont::test {

RawConnection::RawConnection(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(fd_);
        throw std::system_error(errno, std::generic_category(), "connect");
    }
}

RawConnection::~RawConnection() {
    ::close(fd_);
}

bool RawConnection::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

void RawConnection::end() {
    ::shutdown(fd_, SHUT_WR);
}

bool RawConnection::wait_readable(std::chrono::milliseconds time) const {
    pollfd entry{fd_, POLLIN, 0};
    return ::poll(&entry, 1, static_cast<int>(time.count())) > 0;
}

std::string RawConnection::read_all(std::chrono::milliseconds quiet) {
    std::string out = std::move(buffered_);
    buffered_.clear();
    std::array<char, 65536> piece{};
    while (wait_readable(quiet)) {
        const ssize_t count = ::recv(fd_, piece.data(), piece.size(), 0);
        if (count <= 0) break;
        out.append(piece.data(), static_cast<std::size_t>(count));
    }
    return out;
}

std::string RawConnection::read_answer() {
    std::array<char, 65536> piece{};
    for (;;) {
        const auto header_end = buffered_.find("\r\n\r\n");
        if (header_end != std::string::npos) {
            const auto at = buffered_.find("Content-Length: ");
            const std::size_t length =
                at < header_end ? std::strtoull(buffered_.c_str() + at + 16, nullptr, 10) : 0;
            const std::size_t size = header_end + 4 + length;
            if (buffered_.size() >= size) {
                std::string answer = buffered_.substr(0, size);
                buffered_.erase(0, size);
                return answer;
            }
        }
        if (!wait_readable(std::chrono::milliseconds{5000})) return std::move(buffered_);
        const ssize_t count = ::recv(fd_, piece.data(), piece.size(), 0);
        if (count <= 0) return std::move(buffered_);
        buffered_.append(piece.data(), static_cast<std::size_t>(count));
    }
}

bool RawConnection::is_closed_within(std::chrono::milliseconds time) {
    const auto until = std::chrono::steady_clock::now() + time;
    std::array<char, 65536> piece{};
    for (;;) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        if (left.count() <= 0 || !wait_readable(left)) return false;
        if (::recv(fd_, piece.data(), piece.size(), 0) <= 0) return true;
    }
}

int status_of(std::string_view answer) {
    if (answer.substr(0, 7) != "HTTP/1." || answer.size() < 12) return 0;
    return std::atoi(std::string(answer.substr(9, 3)).c_str());
}

}  // namespace veerpont::test
