#include "bridge/http/server.h"

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponseImpl.h>
#include <Poco/Net/HTTPServerSession.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/NetSSL.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/TCPServer.h>
#include <Poco/Net/TCPServerConnectionFactory.h>
#include <Poco/Net/X509Certificate.h>
#include <Poco/ThreadPool.h>
#include <Poco/Timestamp.h>

#include <sys/socket.h>

#include <array>
#include <atomic>
#include <csignal>
#include <stdexcept>
#include <utility>

#include "bridge/base/text.h"
#include "bridge/http/body_stream.h"
#include "bridge/http/connection_watch.h"
#include "bridge/http/guard.h"
#include "bridge/http/poco_response.h"

namespace veerpont::http {

namespace {

namespace net = Poco::Net;

constexpr int kBacklog = 1024;
constexpr int kMaxQueued = 64;

Poco::Timespan timespan(std::chrono::milliseconds time) {
    return Poco::Timespan(time.count() * 1000);
}

std::string peer_of(const net::SocketAddress& address) {
    std::string peer = address.host().toString();
    constexpr std::string_view kMapped = "::ffff:";
    if (peer.rfind(kMapped, 0) == 0 && peer.find('.') != std::string::npos) peer.erase(0, kMapped.size());
    return peer;
}

// What all connections of one server share.
struct Shared {
    Shared(ServerOptions given, Handler& handles)
        : options(std::move(given)),
          handler(handles),
          params(new net::HTTPServerParams),
          watch(options.request_timeout) {
        params->setTimeout(timespan(options.request_timeout));
        params->setKeepAliveTimeout(timespan(options.keep_alive_timeout));
        params->setMaxKeepAliveRequests(0);
        params->setMaxThreads(static_cast<int>(options.max_connections));
        params->setMaxQueued(kMaxQueued);
    }
    const ServerOptions options;
    Handler& handler;
    net::HTTPServerParams::Ptr params;
    ConnectionWatch watch;
};

// One connection: the loop of Poco's HTTPServerConnection with the guard, the watchdog and strict bodies in
// it.
class Connection final : public net::TCPServerConnection {
  public:
    Connection(const net::StreamSocket& socket, Shared& shared)
        : TCPServerConnection(socket), shared_(shared) {}

    void run() override {
        WatchedConnection watched(shared_.watch, static_cast<int>(socket().impl()->sockfd()));
        try {
            net::HTTPServerSession session(socket(), shared_.params);
            while (!shared_.watch.stopping() && session.hasMoreRequests()) {
                watched.begin(WatchedConnection::Phase::kHeader);
                if (!serve(session, watched)) {
                    linger();
                    return;
                }
                watched.begin(WatchedConnection::Phase::kIdle);
            }
        } catch (const Poco::Exception&) {
            // The client went away or spoke no HTTP: there is nobody to answer.
        } catch (const std::exception&) {
            // As above, from the standard library (memory for a header).
        }
    }

  private:
    // One request. False when the connection must be closed.
    bool serve(net::HTTPServerSession& session, WatchedConnection& watched) {
        net::HTTPServerResponseImpl poco_response(session);
        std::unique_ptr<net::HTTPServerRequestImpl> poco_request;
        try {
            poco_request =
                std::make_unique<net::HTTPServerRequestImpl>(poco_response, session, shared_.params.get());
        } catch (const net::NoMessageException&) {
            return false;
        } catch (const net::MessageException&) {
            return refuse_unread(session);
        } catch (const Poco::SyntaxException&) {  // a Content-Length that is no number
            return refuse_unread(session);
        }
        PocoResponse response(poco_response);
        watched.begin(WatchedConnection::Phase::kWorking);

        RequestHead head{poco_request->getMethod(), poco_request->getURI(), poco_request->getVersion(), {}};
        for (const auto& [name, value] : *poco_request)
            head.headers.emplace_back(name, value);
        Verdict verdict = judge(head, shared_.options.max_body);
        if (verdict.status != 0) return refuse(response, verdict.status);
        response.begin(head.version, poco_request->getKeepAlive() && !shared_.watch.stopping());

        Poco::Buffer<char> drained(0);
        const bool has_body =
            verdict.framing.kind != BodyFraming::Kind::kLength || verdict.framing.length > 0;
        if (has_body) session.drainBuffer(drained);
        BodyStream body(verdict.framing, std::string(drained.begin(), drained.size()),
                        shared_.options.max_body, receiver(verdict, response, watched));
        response.follow([&body] { return body.body().complete() && !body.body().has_leftover(); });

        Request request;
        request.method = std::move(head.method);
        request.path = std::move(verdict.path);
        request.query = std::move(verdict.query);
        request.headers = std::move(head.headers);
        request.peer = peer_of(poco_request->clientAddress());
        request.client_certificate_subject = certificate_subject();
        request.body = &body;
        request.failed = [&body] { return body.body().failed(); };
        request.too_large = [&body] { return body.body().too_large(); };
        if (verdict.framing.kind == BodyFraming::Kind::kLength)
            request.content_length = verdict.framing.length;
        return handle(request, response);
    }

    bool handle(Request& request, PocoResponse& response) {
        try {
            if (const int status = shared_.handler.admit(request); status != 0) {
                return refuse(response, status);
            }
            shared_.handler.handle(request, response);
            if (response.status() == 0) throw std::logic_error("no answer given");
        } catch (const std::exception&) {
            return fail(response);
        } catch (...) {  // NOLINT: whatever a handler throws, the connection ends in order
            return fail(response);
        }
        return response.keep_alive();
    }

    // A handler that failed: a bare 500 when nothing was sent, else the client must see that the answer is
    // incomplete.
    bool fail(PocoResponse& response) {
        if (response.status() == 0) return refuse(response, 500);
        ::shutdown(static_cast<int>(socket().impl()->sockfd()), SHUT_RDWR);
        return false;
    }

    bool refuse(PocoResponse& response, int status) {
        response.close_after();
        if (status == 503) response.set_header("Retry-After", "1");
        response.send(status, "", "");
        return false;
    }

    // Poco's request could not be made, and its response still points to it: answer with a fresh one.
    bool refuse_unread(net::HTTPServerSession& session) {
        net::HTTPServerResponseImpl fresh(session);
        PocoResponse response(fresh);
        return refuse(response, 400);
    }

    // Closing with unread bytes would reset the connection and destroy the answer on its way: end our side,
    // then read and forget for a short while what the client still sends.
    void linger() {
        constexpr std::size_t kAtMost = 4 << 20;
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{1};
        const int fd = static_cast<int>(socket().impl()->sockfd());
        try {
            socket().shutdownSend();
            std::array<char, 16384> ignored{};
            std::size_t total = 0;
            while (total < kAtMost && std::chrono::steady_clock::now() < until &&
                   socket().poll(timespan(std::chrono::milliseconds{500}), net::Socket::SELECT_READ)) {
                const ssize_t count = ::recv(fd, ignored.data(), ignored.size(), MSG_DONTWAIT);
                if (count <= 0) break;
                total += static_cast<std::size_t>(count);
            }
        } catch (const Poco::Exception&) {
            // Gone already.
        }
    }

    BodyBuffer::Receive receiver(const Verdict& verdict, PocoResponse& response, WatchedConnection& watched) {
        watched.begin(WatchedConnection::Phase::kBody);
        return [this, &response, &watched, ask = verdict.expects_continue](char* target,
                                                                           std::size_t size) mutable {
            if (std::exchange(ask, false)) response.send_continue();
            watched.waits_for_body();
            const int count = socket().receiveBytes(target, static_cast<int>(size));
            watched.got_body(count > 0 ? static_cast<std::size_t>(count) : 0);
            return count > 0 ? static_cast<std::size_t>(count) : std::size_t{0};
        };
    }

    std::string certificate_subject() {
        if (!shared_.options.tls || shared_.options.tls->client_ca_file.empty()) return {};
        const net::SecureStreamSocket secure(socket());
        return secure.havePeerCertificate() ? secure.peerCertificate().subjectName() : std::string();
    }

    Shared& shared_;
};

class ConnectionFactory final : public net::TCPServerConnectionFactory {
  public:
    explicit ConnectionFactory(Shared& shared) : shared_(shared) {}
    net::TCPServerConnection* createConnection(const net::StreamSocket& socket) override {
        return std::make_unique<Connection>(socket, shared_).release();  // Poco owns it from here
    }

  private:
    Shared& shared_;
};

net::Context::Ptr tls_context(const ServerOptions::Tls& tls) {
    net::initializeSSL();
    net::Context::Params params;
    params.privateKeyFile = tls.private_key_file;
    params.certificateFile = tls.certificate_file;
    params.caLocation = tls.client_ca_file;
    params.loadDefaultCAs = false;
    params.verificationMode =
        tls.client_ca_file.empty() ? net::Context::VERIFY_NONE : net::Context::VERIFY_STRICT;
    net::Context::Ptr context = new net::Context(net::Context::TLS_SERVER_USE, params);
    context->requireMinimumProtocol(net::Context::PROTO_TLSV1_2);
    context->enableExtendedCertificateVerification(false);  // a client's certificate need not name its host
    // A resumed session would need a session id context; clients with certificates make a full handshake
    // instead.
    if (!tls.client_ca_file.empty()) context->disableStatelessSessionResumption();
    return context;
}

net::ServerSocket listening_socket(const ServerOptions& options) {
    const net::SocketAddress address(options.host, options.port);
    const bool v6 = address.family() == net::SocketAddress::IPv6;
    net::ServerSocket socket = options.tls
                                   ? net::ServerSocket(net::SecureServerSocket(tls_context(*options.tls)))
                                   : net::ServerSocket();
    if (v6) {
        socket.bind6(address, true, false, false);  // "::" serves IPv4 as well
    } else {
        socket.bind(address, true, false);  // no second server on the same port
    }
    socket.listen(kBacklog);
    return socket;
}

}  // namespace

struct Server::State {
    State(ServerOptions options, Handler& handler)
        : shared(std::move(options), handler),
          pool(2, static_cast<int>(shared.options.max_connections) + 8),
          server(new ConnectionFactory(shared), pool, listening_socket(shared.options), shared.params) {
        server.start();
    }
    Shared shared;
    Poco::ThreadPool pool;
    net::TCPServer server;
    std::atomic<bool> stopped{false};
};

Server::Server(ServerOptions options, Handler& handler) {
    std::signal(SIGPIPE,
                SIG_IGN);  // a client that went away is an error of the write, not the end of the program
    const std::string address = options.host + ":" + std::to_string(options.port);
    try {
        state_ = std::make_unique<State>(std::move(options), handler);
    } catch (const Poco::Exception& problem) {
        throw std::runtime_error("cannot listen on " + address + ": " + problem.displayText());
    }
}

Server::~Server() {
    stop();
}

std::uint16_t Server::port() const {
    return state_->server.port();
}

unsigned Server::connections() const {
    return state_->shared.watch.count();
}

void Server::stop(std::chrono::milliseconds wait) {
    if (state_->stopped.exchange(true)) return;
    ConnectionWatch& watch = state_->shared.watch;
    watch.stop();
    state_->server.stop();
    watch.stop();  // connections that were accepted meanwhile
    if (watch.wait_until_empty(wait)) return;
    watch.cut_all();
    watch.wait_until_empty(wait);
}

}  // namespace veerpont::http
