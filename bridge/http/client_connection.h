// Internal to bridge/http: one connection of the client, plain or TLS, and the opening of it. Belongs to one
// thread.
#pragma once

#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/StreamSocket.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "bridge/http/body_stream.h"
#include "bridge/http/uri.h"

namespace veerpont::http {

using Deadline = std::chrono::steady_clock::time_point;

class ClientConnection {
  public:
    // Tries all addresses of the host, IPv4 first. Throws Poco exceptions.
    ClientConnection(const Url& url, const Poco::Net::Context::Ptr& tls,
                     std::chrono::milliseconds connect_timeout, Deadline deadline);

    // False when the server has closed the idle connection or sent something unasked.
    bool is_fresh();
    int descriptor() const;

    // Throw Poco exceptions; also when the deadline has passed. The time-outs of the socket itself are never set: a
    // DeadlineWatch of the caller shuts it down while one of these waits.
    void send(std::string_view bytes, Deadline deadline);
    std::size_t receive(char* target, std::size_t size, Deadline deadline);

    // Status line and header of the answer, interim (1xx) answers skipped. Bytes read beyond it go to
    // `pending`. `any_byte` becomes true with the first byte of the answer.
    void receive_header(Poco::Net::HTTPResponse& response, std::string& pending, bool& any_byte,
                        Deadline deadline);
    bool has_answer();  // something can be read already

  private:
    Poco::Net::StreamSocket socket_;
};

// How the body of this answer is framed (RFC 9112 section 6.3). Throws Poco::Net::MessageException when that
// is not certain.
BodyFraming response_framing(const std::string& method, const Poco::Net::HTTPResponse& response);

}  // namespace veerpont::http
