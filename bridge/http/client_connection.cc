#include "bridge/http/client_connection.h"

#include <poll.h>

#include <Poco/Net/DNS.h>
#include <Poco/Net/HostEntry.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SecureStreamSocket.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <vector>

#include "bridge/base/text.h"

namespace veerpont::http {

namespace {

namespace net = Poco::Net;

constexpr std::size_t kHeaderLimit = 64 * 1024;

// What is left until the deadline; throws when nothing is.
Poco::Timespan left_until(Deadline deadline) {
    const auto left =
        std::chrono::duration_cast<std::chrono::microseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) throw Poco::TimeoutException("deadline passed");
    return Poco::Timespan(left.count());
}

std::vector<net::IPAddress> addresses_of(const std::string& host) {
    net::IPAddress literal;
    if (net::IPAddress::tryParse(host, literal)) return {literal};
    auto addresses = net::DNS::hostByName(host).addresses();
    std::stable_partition(addresses.begin(), addresses.end(), [](const net::IPAddress& address) {
        return address.family() == net::IPAddress::IPv4;
    });
    addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
    if (addresses.empty()) throw net::HostNotFoundException(host);
    return addresses;
}

net::StreamSocket open_socket(const net::SocketAddress& address, const Url& url, const net::Context::Ptr& tls,
                              const Poco::Timespan& timeout) {
    if (url.scheme != "https") {
        net::StreamSocket socket;
        socket.connect(address, timeout);
        return socket;
    }
    net::SecureStreamSocket socket(tls);
    socket.setPeerHostName(url.host);  // for SNI and for the check of the certificate's name
    socket.connect(address, timeout);
    return socket;
}

}  // namespace

ClientConnection::ClientConnection(const Url& url, const net::Context::Ptr& tls,
                                   std::chrono::milliseconds connect_timeout, Deadline deadline) {
    const Deadline connected_by = std::min(deadline, std::chrono::steady_clock::now() + connect_timeout);
    const auto addresses = addresses_of(url.host);
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        try {
            socket_ =
                open_socket(net::SocketAddress(addresses[i], url.port), url, tls, left_until(connected_by));
            socket_.setNoDelay(true);
            return;
        } catch (const Poco::Exception&) {
            if (i + 1 == addresses.size()) throw;
        }
    }
}

bool ClientConnection::is_fresh() {
    return !has_answer();
}

int ClientConnection::descriptor() const {
    return static_cast<int>(socket_.impl()->sockfd());
}

void ClientConnection::send(std::string_view bytes, Deadline deadline) {
    while (!bytes.empty()) {
        left_until(deadline);
        const auto piece = std::min<std::size_t>(bytes.size(), 1 << 20);
        const int sent = socket_.sendBytes(bytes.data(), static_cast<int>(piece));
        if (sent <= 0) throw net::ConnectionResetException("the connection was closed while sending");
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

std::size_t ClientConnection::receive(char* target, std::size_t size, Deadline deadline) {
    left_until(deadline);
    const int count = socket_.receiveBytes(target, static_cast<int>(std::min<std::size_t>(size, 1 << 20)));
    return count > 0 ? static_cast<std::size_t>(count) : 0;
}

void ClientConnection::receive_header(net::HTTPResponse& response, std::string& pending, bool& any_byte,
                                      Deadline deadline) {
    std::array<char, 16384> piece;
    for (;;) {
        auto end = pending.find("\r\n\r\n");
        while (end == std::string::npos) {
            if (pending.size() > kHeaderLimit)
                throw net::MessageException("header of the answer is too large");
            const std::size_t count = receive(piece.data(), piece.size(), deadline);
            if (count == 0) throw net::NoMessageException("the server closed the connection");
            any_byte = true;
            pending.append(piece.data(), count);
            end = pending.find("\r\n\r\n");
        }
        std::istringstream header(pending.substr(0, end + 4));
        pending.erase(0, end + 4);
        response.clear();
        response.read(header);
        if (response.getStatus() >= 200 ||
            response.getStatus() == net::HTTPResponse::HTTP_SWITCHING_PROTOCOLS)
            return;
    }
}

// Poco's poll makes and closes an epoll instance every time.
bool ClientConnection::has_answer() {
    pollfd waiting{descriptor(), POLLIN, 0};
    return ::poll(&waiting, 1, 0) != 0;
}

BodyFraming response_framing(const std::string& method, const net::HTTPResponse& response) {
    BodyFraming framing;
    const int status = response.getStatus();
    if (method == "HEAD" || status == 204 || status == 304) return framing;
    if (response.has("Transfer-Encoding")) {
        if (!iequals(response.get("Transfer-Encoding"), "chunked")) {
            throw net::MessageException("Transfer-Encoding other than chunked");
        }
        framing.kind = BodyFraming::Kind::kChunked;
        return framing;
    }
    if (!response.has("Content-Length")) {
        framing.kind = BodyFraming::Kind::kUntilClose;
        return framing;
    }
    const std::string& length = response.get("Content-Length");
    if (!all_digits(length) || length.size() > 18) throw net::MessageException("Content-Length is no number");
    framing.length = std::stoull(length);
    return framing;
}

}  // namespace veerpont::http
