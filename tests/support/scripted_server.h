// A small HTTP server on 127.0.0.1 whose answers a test writes itself, byte by byte if it wants: also late,
// broken or missing ones. The script runs in the thread of its connection; several connections run at once.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace veerpont::test {

struct ScriptedRequest {
    std::string method;
    std::string target;  // path and query as sent
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;             // its first bytes
    std::uint64_t body_size = 0;  // all of it
    unsigned connection = 0;      // 1 for the first connection
    unsigned on_connection = 0;   // 1 for the first request on it
    std::string header(std::string_view name) const;
};

struct ScriptedAnswer {
    std::string bytes;                   // as they go over the line
    std::chrono::milliseconds delay{0};  // before the first byte
    bool close = false;                  // close the connection afterwards
};

// A complete answer with Content-Length.
ScriptedAnswer answer(int status, std::string_view content_type, std::string_view body,
                      const std::vector<std::pair<std::string, std::string>>& headers = {});

class ScriptedServer {
  public:
    using Script = std::function<ScriptedAnswer(const ScriptedRequest&)>;
    // Of a larger body only the first `kept_body` bytes (and a piece) are kept.
    explicit ScriptedServer(Script script, std::size_t kept_body = 4U << 20);
    ~ScriptedServer();
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    std::uint16_t port() const { return port_; }
    std::string url(std::string_view target) const;  // "http://127.0.0.1:port" + target
    std::vector<ScriptedRequest> requests() const;
    unsigned connections() const { return accepted_; }
    // Closes all open connections, as a server does with idle ones.
    void close_connections();

  private:
    void accept_loop();
    void serve(int fd, unsigned number);

    Script script_;
    std::size_t kept_body_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<unsigned> accepted_{0};
    std::atomic<bool> stopping_{false};
    mutable std::mutex mutex_;
    std::vector<ScriptedRequest> requests_;
    std::vector<int> open_;
    std::vector<std::thread> threads_;
    std::thread acceptor_;
};

}  // namespace veerpont::test
