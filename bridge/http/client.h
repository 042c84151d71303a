// An HTTP/1.1 client with a pool of kept-alive connections per host: Poco underneath, TLS verified. The only
// client code that touches Poco. It knows nothing of ZGW.
//
// A Client may be used from any thread; calls run side by side on connections of their own. Never follows
// redirects.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bridge/base/result.h"
#include "bridge/http/server.h"

namespace veerpont::http {

// A body in pieces: text, then a stream, then text... so that document content is spliced into JSON without
// being held.
struct BodyPart {
    std::string text;
    std::function<std::unique_ptr<std::istream>()> open;  // when set: streamed, `length` bytes
    std::uint64_t length = 0;
};

struct ClientRequest {
    std::string method;
    std::string url;  // absolute
    Headers headers;
    std::vector<BodyPart> body;
    std::chrono::milliseconds timeout{10000};  // the whole call
    std::chrono::milliseconds connect_timeout{2000};
};

struct ClientResponse {
    int status = 0;
    Headers headers;
    std::string body;  // empty when it was streamed to a sink
    std::string_view header(std::string_view name) const { return http::header(headers, name); }
};

// How far a failed call got; decides whether it may be repeated.
enum class Sent {
    kNothing,
    kMaybe
};  // kNothing: connection refused or never written to: the server cannot have acted

struct CallFailure {
    Problem problem;  // kUnreachable or kTimeout
    Sent sent = Sent::kMaybe;
};

struct ClientOptions {
    unsigned max_idle_per_host = 16;
    std::chrono::milliseconds idle_timeout{6000};    // below the server's keep-alive time
    std::uint64_t max_response = 64ULL << 20;        // for answers that are not streamed
    std::string ca_file;                             // extra CA, PEM; empty: the system's
    std::string certificate_file, private_key_file;  // client certificate, PEM
};

class Client {
  public:
    explicit Client(ClientOptions options);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    using Outcome = std::variant<ClientResponse, CallFailure>;
    Outcome call(const ClientRequest& request);
    // Status and headers first, then the body piece by piece to the sink (only for 2xx; other bodies go to
    // response.body). The sink returns false to stop.
    Outcome call(const ClientRequest& request, const std::function<bool(std::string_view)>& sink);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace veerpont::http
