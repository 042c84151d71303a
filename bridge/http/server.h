// An HTTP/1.1 server: Poco underneath, with the strict request guard of docs/decisions/ in front of it,
// because Poco 1.11 accepts truncated and smuggled bodies. The only server code that touches Poco.
//
// One Server per listening address. handle() is called from many threads at once; a Request and a Response
// belong to the thread that handles them. An exception out of handle() becomes a bare 500.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <istream>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace veerpont::http {

using Headers = std::vector<std::pair<std::string, std::string>>;

// First value of a header, name compared case-insensitively; "" when absent.
std::string_view header(const Headers& headers, std::string_view name);

struct Request {
    std::string method;  // "GET", "POST"...
    std::string path;    // percent-decoded, no query, never with ".." segments (refused by the guard)
    std::string query;   // raw, without '?'
    Headers headers;
    std::string peer;                        // address of the client, IPv4-mapped addresses written as IPv4
    std::string client_certificate_subject;  // "" without mutual TLS
    std::istream* body = nullptr;  // never nullptr; ends after the body; fails (badbit) when the client
                                   // stopped half-way or sent too much
    std::optional<std::uint64_t> content_length;  // absent for chunked bodies

    std::string_view header(std::string_view name) const { return http::header(headers, name); }
    // Decoded query parameters in order of appearance.
    std::vector<std::pair<std::string, std::string>> parameters() const;
    // True when the connection broke or the size limit was passed while the body was read.
    bool body_failed() const;
    bool body_too_large() const;
    std::function<bool()> failed, too_large;  // set by the server
};

// Exactly one of send() or send_stream() per request.
class Response {
  public:
    virtual ~Response() = default;
    virtual void set_header(std::string_view name, std::string_view value) = 0;
    virtual void send(int status, std::string_view content_type, std::string_view body) = 0;
    // The writer is called once with the socket's stream. With a length it must write exactly that many
    // bytes; without, the answer is chunked.
    virtual void send_stream(int status, std::string_view content_type, std::optional<std::uint64_t> length,
                             const std::function<void(std::ostream&)>& writer) = 0;
    virtual int status() const = 0;  // 0 before sending
};

class Handler {
  public:
    virtual ~Handler() = default;
    virtual void handle(Request& request, Response& response) = 0;
    // Refuse before the body is read (413, 401, 503...): return a status to answer at once, 0 to go on.
    virtual int admit(const Request&) { return 0; }
};

struct ServerOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;  // 0: any free port, see Server::port()
    unsigned max_connections = 1000;
    std::uint64_t max_body = 400ULL << 20;
    std::chrono::milliseconds request_timeout{
        30000};  // whole request header; body below a minimum rate is cut off too
    std::chrono::milliseconds keep_alive_timeout{8000};
    struct Tls {
        std::string certificate_file, private_key_file,
            client_ca_file;  // client_ca_file set: mutual TLS, certificate required
    };
    std::optional<Tls> tls;
};

class Server {
  public:
    // Listens at once; throws std::runtime_error with a clear text when the address is not free. The handler
    // must outlive it.
    Server(ServerOptions options, Handler& handler);
    ~Server();  // stops
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::uint16_t port() const;
    unsigned connections() const;
    // No new requests; waits until the running ones are done, at most `wait`.
    void stop(std::chrono::milliseconds wait = std::chrono::milliseconds{30000});

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// "host:port" or "[v6]:port" to its parts; empty when malformed.
std::optional<std::pair<std::string, std::uint16_t>> parse_address(std::string_view address);

}  // namespace veerpont::http
