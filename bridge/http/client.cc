#include "bridge/http/client.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/NetSSL.h>

#include <algorithm>
#include <csignal>
#include <limits>
#include <map>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "bridge/base/text.h"
#include "bridge/http/client_connection.h"
#include "bridge/http/deadline_watch.h"
#include "bridge/http/uri.h"

namespace veerpont::http {

namespace {

namespace net = Poco::Net;
using Clock = std::chrono::steady_clock;
using Sink = std::function<bool(std::string_view)>;
using Key = std::tuple<std::string, std::string, std::uint16_t>;

constexpr std::size_t kPiece = 64 * 1024;

struct Idle {
    std::unique_ptr<ClientConnection> connection;
    Clock::time_point since;
};

// A problem that is ours, not the network's: the stream of a body part ended early, the sink refused.
class Abandoned final : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

bool is_idempotent(const std::string& method) {
    return method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE";
}

std::uint64_t length_of(const std::vector<BodyPart>& parts) {
    std::uint64_t length = 0;
    for (const BodyPart& part : parts)
        length += part.open ? part.length : part.text.size();
    return length;
}

std::string header_text(const ClientRequest& request, const Url& url) {
    net::HTTPRequest message(request.method, url.target, net::HTTPMessage::HTTP_1_1);
    const bool default_port = url.port == (url.scheme == "https" ? 443 : 80);
    const std::string host = url.host.find(':') == std::string::npos ? url.host : "[" + url.host + "]";
    message.set("Host", default_port ? host : host + ":" + std::to_string(url.port));
    for (const auto& [name, value] : request.headers)
        message.set(name, value);
    message.setKeepAlive(true);
    const bool has_body = !request.body.empty() || request.method == "POST" || request.method == "PUT" ||
                          request.method == "PATCH";
    if (has_body) message.setContentLength64(static_cast<Poco::Int64>(length_of(request.body)));
    std::ostringstream out;
    message.write(out);
    return out.str();
}

// Small texts leave together with the header in one packet; streams go through one buffer of fixed size.
void send_request(ClientConnection& connection, std::string waiting, const std::vector<BodyPart>& parts,
                  Deadline deadline) {
    const auto flush = [&] {
        connection.send(waiting, deadline);
        waiting.clear();
    };
    for (const BodyPart& part : parts) {
        if (!part.open) {
            waiting += part.text;
            if (waiting.size() > kPiece) flush();
            continue;
        }
        const auto stream = part.open();
        std::vector<char> piece(kPiece);
        for (std::uint64_t left = part.length; left > 0;) {
            const auto wanted = static_cast<std::streamsize>(std::min<std::uint64_t>(left, piece.size()));
            stream->read(piece.data(), wanted);
            if (stream->gcount() != wanted) throw Abandoned("a part of the body is shorter than announced");
            if (!waiting.empty()) flush();
            connection.send({piece.data(), static_cast<std::size_t>(wanted)}, deadline);
            left -= static_cast<std::uint64_t>(wanted);
        }
    }
    if (!waiting.empty()) flush();
}

}  // namespace

struct Client::State {
    explicit State(ClientOptions given) : options(std::move(given)) {
        net::initializeSSL();
        net::Context::Params params;
        params.privateKeyFile = options.private_key_file;
        params.certificateFile = options.certificate_file;
        params.caLocation = options.ca_file;
        params.loadDefaultCAs = true;
        params.verificationMode = net::Context::VERIFY_STRICT;
        tls = new net::Context(net::Context::TLS_CLIENT_USE, params);
        tls->requireMinimumProtocol(net::Context::PROTO_TLSV1_2);
        tls->enableExtendedCertificateVerification(true);  // the name of the host too
    }

    // The connection that was used last, as long as it is young and still open; nullptr when there is none.
    std::unique_ptr<ClientConnection> reuse(const Key& key) {
        for (;;) {
            Idle idle;
            {
                const std::lock_guard lock(mutex);
                auto& waiting = pool[key];
                if (waiting.empty()) return nullptr;
                idle = std::move(waiting.back());
                waiting.pop_back();
                if (Clock::now() - idle.since > options.idle_timeout) {
                    waiting.clear();  // the others have waited longer
                    return nullptr;
                }
            }
            if (idle.connection->is_fresh()) return std::move(idle.connection);
        }
    }

    void give_back(const Key& key, std::unique_ptr<ClientConnection> connection) {
        const std::lock_guard lock(mutex);
        auto& waiting = pool[key];
        if (waiting.size() >= options.max_idle_per_host) waiting.erase(waiting.begin());
        waiting.push_back({std::move(connection), Clock::now()});
    }

    Outcome call(const ClientRequest& request, const Sink* sink);
    ClientResponse exchange(ClientConnection& connection, const ClientRequest& request, const Url& url,
                            const Sink* sink, Deadline deadline, bool& any_byte, bool& reusable);

    const ClientOptions options;
    net::Context::Ptr tls;
    std::mutex mutex;
    std::map<Key, std::vector<Idle>> pool;
    DeadlineWatch watch;
};

ClientResponse Client::State::exchange(ClientConnection& connection, const ClientRequest& request,
                                       const Url& url, const Sink* sink, Deadline deadline, bool& any_byte,
                                       bool& reusable) {
    const DeadlineWatch::Guard guard(watch, connection.descriptor(), deadline);
    bool sent_all = true;
    try {
        send_request(connection, header_text(request, url), request.body, deadline);
    } catch (const Poco::IOException&) {
        // A server that refuses early answers and closes while we still send: its answer says why.
        if (!connection.has_answer()) throw;
        sent_all = false;
    }
    net::HTTPResponse head;
    std::string pending;
    connection.receive_header(head, pending, any_byte, deadline);
    ClientResponse response;
    response.status = head.getStatus();
    for (const auto& [name, value] : head)
        response.headers.emplace_back(name, value);

    const bool streamed = sink != nullptr && response.status >= 200 && response.status < 300;
    const std::uint64_t limit = streamed ? std::numeric_limits<std::uint64_t>::max() : options.max_response;
    const BodyFraming framing = response_framing(request.method, head);
    BodyStream body(framing, std::move(pending), limit, [&](char* target, std::size_t size) {
        return connection.receive(target, size, deadline);
    });
    const bool is_short = framing.kind == BodyFraming::Kind::kLength && framing.length < kPiece;
    std::vector<char> piece(is_short ? static_cast<std::size_t>(framing.length) + 1 : kPiece);
    while (body.read(piece.data(), static_cast<std::streamsize>(piece.size())) || body.gcount() > 0) {
        const std::string_view bytes(piece.data(), static_cast<std::size_t>(body.gcount()));
        if (!streamed) {
            response.body += bytes;
        } else if (!(*sink)(bytes)) {
            throw Abandoned("the receiver of the answer stopped");
        }
    }
    if (body.body().too_large()) throw Abandoned("the answer is larger than the limit");
    if (!body.body().complete()) {
        if (Clock::now() >= deadline) throw Poco::TimeoutException("deadline passed");
        throw net::ConnectionResetException("the answer is not complete");
    }
    reusable = sent_all && head.getKeepAlive() && !body.body().has_leftover() &&
               (head.has("Transfer-Encoding") || head.has("Content-Length") || response.status == 204 ||
                response.status == 304 || request.method == "HEAD");
    return response;
}

Client::Outcome Client::State::call(const ClientRequest& request, const Sink* sink) {
    const auto url = parse_url(request.url);
    if (!url) {
        return CallFailure{
            {Problem::Kind::kUnreachable, "Het adres van de aangeroepen dienst is niet geldig.",
             "not an absolute http(s) URL", ""},
            Sent::kNothing};
    }
    const Deadline deadline = Clock::now() + request.timeout;
    const Key key{url->scheme, url->host, url->port};
    Sent sent = Sent::kNothing;
    const auto failure = [&](bool timeout, const std::string& why) {
        const std::string place =
            request.method + " " + url->scheme + "://" + url->host + ":" + std::to_string(url->port);
        const auto kind = timeout ? Problem::Kind::kTimeout : Problem::Kind::kUnreachable;
        return CallFailure{
            {kind,
             timeout ? "De aangeroepen dienst antwoordt niet op tijd. Probeer het later opnieuw."
                     : "De aangeroepen dienst is niet bereikbaar. Probeer het later opnieuw.",
             place + ": " + why, ""},
            sent};
    };
    auto connection = reuse(key);
    for (;;) {
        const bool reused = connection != nullptr;
        bool any_byte = false;
        bool reusable = false;
        try {
            if (!reused)
                connection = std::make_unique<ClientConnection>(*url, tls, request.connect_timeout, deadline);
            sent = Sent::kMaybe;
            ClientResponse response =
                exchange(*connection, request, *url, sink, deadline, any_byte, reusable);
            if (reusable) give_back(key, std::move(connection));
            return response;
        } catch (const Poco::TimeoutException& problem) {
            return failure(true, problem.displayText());
        } catch (const Poco::Exception& problem) {
            if (Clock::now() >= deadline) return failure(true, "deadline passed");
            const bool stale = reused && !any_byte && is_idempotent(request.method);
            if (!stale) return failure(false, problem.displayText());
            connection.reset();  // once more, on a new connection
        } catch (const std::exception& problem) {
            return failure(false, problem.what());
        }
    }
}

Client::Client(ClientOptions options) {
    std::signal(SIGPIPE,
                SIG_IGN);  // a server that went away is an error of the write, not the end of the program
    try {
        state_ = std::make_unique<State>(std::move(options));
    } catch (const Poco::Exception& problem) {
        throw std::runtime_error("HTTP client: " + problem.displayText());
    }
}

Client::~Client() = default;

Client::Outcome Client::call(const ClientRequest& request) {
    return state_->call(request, nullptr);
}

Client::Outcome Client::call(const ClientRequest& request, const Sink& sink) {
    return state_->call(request, &sink);
}

}  // namespace veerpont::http
