#include "bridge/http/client.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/scripted_server.h"

namespace veerpont::http {
namespace {

using namespace std::chrono_literals;
using test::answer;
using test::ScriptedAnswer;
using test::ScriptedRequest;
using test::ScriptedServer;

ClientRequest get(const std::string& url) {
    ClientRequest request;
    request.method = "GET";
    request.url = url;
    request.timeout = 3s;
    return request;
}

const ClientResponse& response_of(const Client::Outcome& outcome) {
    if (const auto* failure = std::get_if<CallFailure>(&outcome)) {
        ADD_FAILURE() << failure->problem.log_text;
        static const ClientResponse kNone;
        return kNone;
    }
    return std::get<ClientResponse>(outcome);
}

const CallFailure& failure_of(const Client::Outcome& outcome) {
    if (std::holds_alternative<ClientResponse>(outcome)) {
        ADD_FAILURE() << "answered " << std::get<ClientResponse>(outcome).status;
        static const CallFailure kNone;
        return kNone;
    }
    return std::get<CallFailure>(outcome);
}

// Gives `length` letters, never holding them.
class Letters final : public std::streambuf {
  public:
    explicit Letters(std::uint64_t length) : left_(length), piece_(16384, 'a') {}

  protected:
    int_type underflow() override {
        if (left_ == 0) return traits_type::eof();
        const auto count = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(left_, piece_.size()));
        left_ -= static_cast<std::uint64_t>(count);
        setg(piece_.data(), piece_.data(), piece_.data() + count);
        return 'a';
    }

  private:
    std::uint64_t left_;
    std::string piece_;
};

class LetterStream final : public std::istream {
  public:
    explicit LetterStream(std::uint64_t length) : std::istream(nullptr), letters_(length) {
        rdbuf(&letters_);
    }

  private:
    Letters letters_;
};

TEST(Client, KeepsConnectionsAndUsesThemAgain) {
    ScriptedServer server([](const ScriptedRequest& r) { return answer(200, "text/plain", r.target); });
    Client client({});
    for (int i = 0; i < 3; ++i) {
        const auto outcome = client.call(get(server.url("/zaken?a=1")));
        EXPECT_EQ(response_of(outcome).body, "/zaken?a=1");
    }
    EXPECT_EQ(server.connections(), 1U);
    EXPECT_EQ(server.requests()[0].header("Host"), "127.0.0.1:" + std::to_string(server.port()));
}

TEST(Client, ThreadsHaveConnectionsOfTheirOwn) {
    ScriptedServer server([](const ScriptedRequest& r) {
        ScriptedAnswer out = answer(200, "text/plain", r.target);
        out.delay = 50ms;
        return out;
    });
    Client client({});
    std::vector<std::thread> threads;
    std::atomic<int> right{0};
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&, i] {
            const std::string target = "/" + std::to_string(i);
            if (response_of(client.call(get(server.url(target)))).body == target) ++right;
        });
    }
    for (auto& thread : threads)
        thread.join();
    EXPECT_EQ(right, 8);
    EXPECT_EQ(server.connections(), 8U);
}

TEST(Client, NoticesAnIdleConnectionThatTheServerClosed) {
    ScriptedServer server([](const ScriptedRequest&) { return answer(200, "text/plain", "ok"); });
    Client client({});
    ClientRequest post = get(server.url("/"));
    post.method = "POST";
    post.body.push_back({"a", nullptr, 0});
    EXPECT_EQ(response_of(client.call(post)).status, 200);
    server.close_connections();
    std::this_thread::sleep_for(50ms);
    EXPECT_EQ(response_of(client.call(post)).status, 200);
    EXPECT_EQ(server.connections(), 2U);
}

TEST(Client, IdleConnectionsGrowTooOld) {
    ScriptedServer server([](const ScriptedRequest&) { return answer(200, "text/plain", "ok"); });
    ClientOptions options;
    options.idle_timeout = 50ms;
    Client client(options);
    EXPECT_EQ(response_of(client.call(get(server.url("/")))).status, 200);
    std::this_thread::sleep_for(100ms);
    EXPECT_EQ(response_of(client.call(get(server.url("/")))).status, 200);
    EXPECT_EQ(server.connections(), 2U);
}

// The server closes a reused connection after it has read the request: no byte of an answer.
ScriptedAnswer close_on_reuse(const ScriptedRequest& request) {
    if (request.connection == 1 && request.on_connection == 2) return {"", 0ms, true};
    return answer(200, "text/plain", "ok");
}

TEST(Client, RepeatsAnIdempotentCallOnceWhenTheReusedConnectionDies) {
    ScriptedServer server(close_on_reuse);
    Client client({});
    for (const char* method : {"GET", "PUT"}) {
        ClientRequest request = get(server.url("/"));
        request.method = method;
        EXPECT_EQ(response_of(client.call(request)).status, 200) << method;
    }
    EXPECT_EQ(server.requests().size(), 3U);
}

TEST(Client, NeverRepeatsAPost) {
    ScriptedServer server(close_on_reuse);
    Client client({});
    ClientRequest post = get(server.url("/"));
    post.method = "POST";
    EXPECT_EQ(response_of(client.call(post)).status, 200);
    const auto outcome = client.call(post);
    EXPECT_EQ(failure_of(outcome).sent, Sent::kMaybe);
    EXPECT_EQ(failure_of(outcome).problem.kind, Problem::Kind::kUnreachable);
    EXPECT_EQ(server.requests().size(), 2U);
}

TEST(Client, ARefusedConnectionWasNeverSent) {
    std::uint16_t port = 0;
    {
        const ScriptedServer gone([](const ScriptedRequest&) { return ScriptedAnswer(); });
        port = gone.port();
    }
    Client client({});
    const auto outcome = client.call(get("http://127.0.0.1:" + std::to_string(port) + "/"));
    EXPECT_EQ(failure_of(outcome).sent, Sent::kNothing);
    EXPECT_EQ(failure_of(outcome).problem.kind, Problem::Kind::kUnreachable);
}

TEST(Client, TheDeadlineHoldsForTheWholeCall) {
    ScriptedServer silent([](const ScriptedRequest&) {
        ScriptedAnswer out = answer(200, "text/plain", "late");
        out.delay = 5s;
        return out;
    });
    Client client({});
    ClientRequest request = get(silent.url("/"));
    request.timeout = 300ms;
    const auto started = std::chrono::steady_clock::now();
    const auto outcome = client.call(request);
    EXPECT_LT(std::chrono::steady_clock::now() - started, 1500ms);
    EXPECT_EQ(failure_of(outcome).problem.kind, Problem::Kind::kTimeout);
    EXPECT_EQ(failure_of(outcome).sent, Sent::kMaybe);
}

TEST(Client, AnIncompleteAnswerIsAFailure) {
    for (const std::string bytes : {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
                                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
                                    "HTTP/1.1 200 OK\r\nContent-", "no http at all\r\n\r\n"}) {
        ScriptedServer server([&](const ScriptedRequest&) { return ScriptedAnswer{bytes, 0ms, true}; });
        Client client({});
        EXPECT_EQ(failure_of(client.call(get(server.url("/")))).problem.kind, Problem::Kind::kUnreachable)
            << bytes;
    }
}

TEST(Client, ReadsChunkedAnswersAndAnswersUntilClose) {
    ScriptedServer server([](const ScriptedRequest& request) {
        if (request.target == "/chunked") {
            return ScriptedAnswer{
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", 0ms,
                false};
        }
        return ScriptedAnswer{"HTTP/1.1 200 OK\r\n\r\nuntil close", 0ms, true};
    });
    Client client({});
    EXPECT_EQ(response_of(client.call(get(server.url("/chunked")))).body, "abcde");
    EXPECT_EQ(response_of(client.call(get(server.url("/close")))).body, "until close");
    EXPECT_EQ(server.connections(), 1U);
    EXPECT_EQ(response_of(client.call(get(server.url("/chunked")))).body, "abcde");
    EXPECT_EQ(server.connections(), 2U);
}

TEST(Client, DoesNotFollowRedirects) {
    ScriptedServer server([](const ScriptedRequest&) {
        return answer(302, "", "", {{"Location", "http://127.0.0.1:1/"}});
    });
    Client client({});
    const auto outcome = client.call(get(server.url("/")));
    EXPECT_EQ(response_of(outcome).status, 302);
    EXPECT_EQ(server.requests().size(), 1U);
}

TEST(Client, CapsAnswersThatAreNotStreamed) {
    ScriptedServer server(
        [](const ScriptedRequest&) { return answer(200, "text/plain", std::string(2000, 'a')); });
    ClientOptions options;
    options.max_response = 1000;
    Client client(options);
    EXPECT_EQ(failure_of(client.call(get(server.url("/")))).problem.kind, Problem::Kind::kUnreachable);
    std::size_t seen = 0;
    const auto outcome = client.call(get(server.url("/")), [&](std::string_view bytes) {
        seen += bytes.size();
        return true;
    });
    EXPECT_EQ(response_of(outcome).status, 200);
    EXPECT_EQ(seen, 2000U);
}

TEST(Client, OnlySuccessGoesToTheSink) {
    ScriptedServer server([](const ScriptedRequest&) { return answer(404, "application/json", "{}"); });
    Client client({});
    const auto outcome = client.call(get(server.url("/")), [](std::string_view) {
        ADD_FAILURE() << "an error reached the sink";
        return true;
    });
    EXPECT_EQ(response_of(outcome).body, "{}");
}

long peak_memory_kb() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

TEST(Client, StreamsALargeBodyInConstantMemory) {
    static constexpr std::uint64_t kSize = 200ULL << 20;
    ScriptedServer server(
        [](const ScriptedRequest& r) { return answer(201, "text/plain", std::to_string(r.body_size)); });
    Client client({});
    ClientRequest post = get(server.url("/"));
    post.method = "POST";
    post.timeout = 60s;
    post.body = {{"{\"inhoud\":\"", nullptr, 0},
                 {"", [] { return std::make_unique<LetterStream>(kSize); }, kSize},
                 {"\"}", nullptr, 0}};
    const long before = peak_memory_kb();
    const auto outcome = client.call(post);
    EXPECT_EQ(response_of(outcome).body, std::to_string(kSize + 13));
    EXPECT_LT(peak_memory_kb() - before, 32 * 1024);
    const std::string start = server.requests()[0].body.substr(0, 15);
    EXPECT_EQ(start, "{\"inhoud\":\"aaaa");
}

TEST(Client, AShortPartEndsTheCall) {
    ScriptedServer server([](const ScriptedRequest&) { return answer(201, "text/plain", "ok"); });
    Client client({});
    ClientRequest post = get(server.url("/"));
    post.method = "POST";
    post.body = {{"", [] { return std::make_unique<std::istringstream>("abc"); }, 10}};
    EXPECT_TRUE(std::holds_alternative<CallFailure>(client.call(post)));
    EXPECT_TRUE(server.requests().empty());
}

TEST(Client, AnAnswerThatComesBeforeTheBodyIsRead) {
    // Answers 413 on the header and closes: the client must report that, not a broken pipe.
    class Refuser final : public Handler {
      public:
        void handle(Request&, Response&) override {}
        int admit(const Request&) override { return 413; }
    } refuser;
    const Server server({}, refuser);
    Client client({});
    ClientRequest post = get("http://127.0.0.1:" + std::to_string(server.port()) + "/");
    post.method = "POST";
    post.timeout = 10s;
    static constexpr std::uint64_t kSize = 100ULL << 20;
    post.body = {{"", [] { return std::make_unique<LetterStream>(kSize); }, kSize}};
    EXPECT_EQ(response_of(client.call(post)).status, 413);
}

TEST(Client, RefusesWhatIsNoHttpUrl) {
    Client client({});
    for (const char* url : {"", "file:///etc/passwd", "ftp://127.0.0.1/", "http://user:x@127.0.0.1/",
                            "http://127.0.0.1/a b", "http:///x", "127.0.0.1/x", "http://127.0.0.1:99999/"}) {
        const auto outcome = client.call(get(url));
        EXPECT_EQ(failure_of(outcome).sent, Sent::kNothing) << url;
    }
}

}  // namespace
}  // namespace veerpont::http
