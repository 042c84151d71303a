#include "tests/support/scripted_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "bridge/base/text.h"

namespace veerpont::test {

namespace {

// Reads from a socket with a buffer in front.
class Input {
  public:
    explicit Input(int fd) : fd_(fd) {}
    bool line(std::string& out) {
        for (;;) {
            const auto end = buffer_.find("\r\n");
            if (end != std::string::npos) {
                out = buffer_.substr(0, end);
                buffer_.erase(0, end + 2);
                return true;
            }
            if (!more()) return false;
        }
    }
    bool skip(std::uint64_t count, std::string& kept, std::size_t most) {
        while (count > 0) {
            if (buffer_.empty() && !more()) return false;
            const auto piece = static_cast<std::size_t>(std::min<std::uint64_t>(count, buffer_.size()));
            if (kept.size() < most) kept.append(buffer_, 0, piece);
            buffer_.erase(0, piece);
            count -= piece;
        }
        return true;
    }

  private:
    bool more() {
        std::array<char, 65536> piece{};
        const ssize_t count = ::recv(fd_, piece.data(), piece.size(), 0);
        if (count <= 0) return false;
        buffer_.append(piece.data(), static_cast<std::size_t>(count));
        return true;
    }
    int fd_;
    std::string buffer_;
};

bool read_request(Input& in, ScriptedRequest& request, std::size_t kept_body) {
    std::string line;
    if (!in.line(line)) return false;
    const auto words = split(line, ' ');
    if (words.size() != 3) return false;
    request.method = words[0];
    request.target = words[1];
    while (in.line(line) && !line.empty()) {
        const auto colon = line.find(':');
        request.headers.emplace_back(line.substr(0, colon), trim(std::string_view(line).substr(colon + 1)));
    }
    const std::string length = request.header("Content-Length");
    request.body_size = length.empty() ? 0 : std::stoull(length);
    return in.skip(request.body_size, request.body, kept_body);
}

bool send_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

}  // namespace

std::string ScriptedRequest::header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (iequals(key, name)) return value;
    }
    return {};
}

ScriptedAnswer answer(int status, std::string_view content_type, std::string_view body,
                      const std::vector<std::pair<std::string, std::string>>& headers) {
    ScriptedAnswer out;
    out.bytes = "HTTP/1.1 " + std::to_string(status) +
                " Scripted\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    if (!content_type.empty()) out.bytes += "Content-Type: " + std::string(content_type) + "\r\n";
    for (const auto& [name, value] : headers)
        out.bytes += name + ": " + value + "\r\n";
    out.bytes += "\r\n";
    out.bytes += body;
    return out;
}

ScriptedServer::ScriptedServer(Script script, std::size_t kept_body)
    : script_(std::move(script)),
      kept_body_(kept_body),
      listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, raw, size) != 0 || ::listen(listener_, 128) != 0 ||
        ::getsockname(listener_, raw, &size) != 0) {
        throw std::runtime_error("scripted server cannot listen");
    }
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_loop(); });
}

ScriptedServer::~ScriptedServer() {
    stopping_ = true;
    acceptor_.join();
    close_connections();
    for (std::thread& thread : threads_)
        thread.join();
    ::close(listener_);
}

std::string ScriptedServer::url(std::string_view target) const {
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(target);
}

std::vector<ScriptedRequest> ScriptedServer::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

void ScriptedServer::close_connections() {
    const std::lock_guard lock(mutex_);
    for (const int fd : open_)
        ::shutdown(fd, SHUT_RDWR);
}

void ScriptedServer::accept_loop() {
    while (!stopping_) {
        pollfd entry{listener_, POLLIN, 0};
        if (::poll(&entry, 1, 20) <= 0) continue;
        const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0) continue;
        const unsigned number = ++accepted_;
        const std::lock_guard lock(mutex_);
        open_.push_back(fd);
        threads_.emplace_back([this, fd, number] { serve(fd, number); });
    }
}

void ScriptedServer::serve(int fd, unsigned number) {
    Input in(fd);
    for (unsigned count = 1;; ++count) {
        ScriptedRequest request;
        request.connection = number;
        request.on_connection = count;
        if (!read_request(in, request, kept_body_)) break;
        {
            const std::lock_guard lock(mutex_);
            requests_.push_back(request);
        }
        const ScriptedAnswer reply = script_(request);
        for (auto left = reply.delay; left.count() > 0 && !stopping_; left -= std::chrono::milliseconds{10}) {
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
        }
        if (!send_all(fd, reply.bytes) || reply.close) break;
    }
    const std::lock_guard lock(mutex_);
    open_.erase(std::find(open_.begin(), open_.end(), fd));
    ::close(fd);
}

}  // namespace veerpont::test
