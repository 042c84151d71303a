#include "bridge/http/server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/raw_connection.h"

namespace veerpont::http {
namespace {

using namespace std::chrono_literals;
using test::RawConnection;
using test::status_of;

// Echoes the body; a few paths misbehave on purpose.
class EchoHandler final : public Handler {
  public:
    void handle(Request& request, Response& response) override {
        ++calls;
        if (request.path == "/throws") throw std::runtime_error("broken handler");
        if (request.path == "/unread") return response.send(200, "text/plain", "unread");
        if (request.path == "/slow") std::this_thread::sleep_for(400ms);
        if (request.path == "/stream") {
            return response.send_stream(200, "text/plain", std::nullopt,
                                        [](std::ostream& out) { out << "pieces"; });
        }
        if (request.path == "/lies") {
            return response.send_stream(200, "text/plain", 100, [](std::ostream& out) { out << "short"; });
        }
        const std::string body{std::istreambuf_iterator<char>(*request.body),
                               std::istreambuf_iterator<char>()};
        if (request.body_too_large()) return response.send(413, "text/plain", "too large");
        if (request.body_failed()) return response.send(400, "text/plain", "failed");
        response.send(200, "text/plain", request.path + "|" + body);
    }
    int admit(const Request& request) override { return request.path == "/refused" ? 401 : 0; }
    std::atomic<int> calls{0};
};

class ServerTest : public ::testing::Test {
  protected:
    void start(ServerOptions options = {}) { server = std::make_unique<Server>(options, handler); }
    // Sends on a connection of its own and gives back all that comes until the server closes.
    std::string exchange(const std::string& bytes, bool end = true) {
        RawConnection connection(server->port());
        connection.send(bytes);
        if (end) connection.end();
        return connection.read_all();
    }
    EchoHandler handler;
    std::unique_ptr<Server> server;
};

std::string post(const std::string& path, const std::string& headers, const std::string& body) {
    return "POST " + path + " HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n" + body;
}

std::size_t count_of(const std::string& text, const std::string& word) {
    std::size_t count = 0;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
        ++count;
    return count;
}

TEST_F(ServerTest, AnswersAndKeepsTheConnection) {
    start();
    RawConnection connection(server->port());
    for (int i = 0; i < 3; ++i) {
        connection.send(post("/a%20b?x=1", "Content-Length: 4\r\n", "zaak"));
        const std::string answer = connection.read_answer();
        EXPECT_EQ(status_of(answer), 200);
        EXPECT_NE(answer.find("/a b|zaak"), std::string::npos);
        EXPECT_EQ(answer.find("Connection: close"), std::string::npos);
    }
    EXPECT_EQ(server->connections(), 1U);
}

struct Refusal {
    const char* name;
    std::string bytes;
    int status;
};
class GuardTest : public ServerTest, public ::testing::WithParamInterface<Refusal> {};

TEST_P(GuardTest, RefusesAndCloses) {
    start();
    // The bytes that follow would be a request of their own to a parser that reads the framing otherwise.
    const std::string smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
    const std::string answer = exchange(GetParam().bytes + smuggled);
    EXPECT_EQ(status_of(answer), GetParam().status) << answer;
    EXPECT_EQ(count_of(answer, "HTTP/1."), 1U) << answer;
    EXPECT_EQ(answer.find("/smuggled"), std::string::npos) << answer;
}

INSTANTIATE_TEST_SUITE_P(
    Table, GuardTest,
    ::testing::Values(
        Refusal{"content_length_twice", post("/", "Content-Length: 3\r\nContent-Length: 4\r\n", "abc"), 400},
        Refusal{"content_length_twice_same", post("/", "Content-Length: 3\r\nContent-Length: 3\r\n", "abc"),
                400},
        Refusal{"content_length_and_chunked",
                post("/", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
        Refusal{"negative_length", post("/", "Content-Length: -3\r\n", ""), 400},
        Refusal{"signed_length", post("/", "Content-Length: +3\r\n", "abc"), 400},
        Refusal{"length_with_letters", post("/", "Content-Length: 3x\r\n", "abc"), 400},
        Refusal{"endless_length", post("/", "Content-Length: 100000000000000000000000\r\n", "abc"), 400},
        Refusal{"space_before_colon", post("/", "Content-Length : 3\r\n", "abc"), 400},
        Refusal{"gzip_chunked", post("/", "Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 400},
        Refusal{"two_transfer_encodings",
                post("/", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
        Refusal{"post_without_length", post("/", "", ""), 411},
        Refusal{"bad_chunk_size", post("/", "Transfer-Encoding: chunked\r\n", "zz\r\nabc\r\n0\r\n\r\n"), 400},
        Refusal{"negative_chunk_size", post("/", "Transfer-Encoding: chunked\r\n", "-3\r\nabc\r\n0\r\n\r\n"),
                400},
        Refusal{"chunk_longer_than_said",
                post("/", "Transfer-Encoding: chunked\r\n", "2\r\nabc\r\n0\r\n\r\n"), 400},
        Refusal{"version_2", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
        Refusal{"no_host", "GET / HTTP/1.1\r\n\r\n", 400},
        Refusal{"two_hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
        Refusal{"dot_segments", "GET /zds/../beheer HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Refusal{"encoded_dot_segments", "GET /zds/%2e%2e/beheer HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Refusal{"encoded_slash_dots", "GET /zds/..%2fbeheer HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Refusal{"encoded_nul", "GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Refusal{"backslash", "GET /a\\b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Refusal{"wrong_escape", "GET /a%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Refusal{"gzip_body", post("/", "Content-Encoding: gzip\r\nContent-Length: 3\r\n", "abc"), 415},
        Refusal{"odd_expectation", post("/", "Expect: 200-ok\r\nContent-Length: 3\r\n", "abc"), 417},
        Refusal{"leading_newline", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Refusal{"refused_by_handler", post("/refused", "Content-Length: 3\r\n", "abc"), 401}),
    [](const auto& parameter) { return parameter.param.name; });

TEST_F(ServerTest, TruncatedBodyFailsInTheHandler) {
    start();
    EXPECT_EQ(status_of(exchange(post("/", "Content-Length: 10\r\n", "abc"))), 400);
    EXPECT_EQ(status_of(exchange(post("/", "Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n"))), 400);
}

TEST_F(ServerTest, ReadsChunkedBodiesWithExtensionsAndTrailers) {
    start();
    RawConnection connection(server->port());
    for (int i = 0; i < 2; ++i) {
        connection.send(post("/c", "Transfer-Encoding: chunked\r\n",
                             "3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nT: x\r\n\r\n"));
        EXPECT_NE(connection.read_answer().find("/c|abc0123456789"), std::string::npos);
    }
}

TEST_F(ServerTest, AnUnreadBodyIsNeverTheNextRequest) {
    start();
    const std::string inner = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
    const std::string answer =
        exchange(post("/unread", "Content-Length: " + std::to_string(inner.size()) + "\r\n", inner));
    EXPECT_NE(answer.find("unread"), std::string::npos);
    EXPECT_NE(answer.find("Connection: Close"), std::string::npos);
    EXPECT_EQ(count_of(answer, "HTTP/1."), 1U);
    EXPECT_EQ(handler.calls, 1);
}

TEST_F(ServerTest, PipelinedQuestionsAreAnsweredInOrder) {
    start();
    const std::string answer =
        exchange("GET /one HTTP/1.1\r\nHost: a\r\n\r\nGET /two HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_LT(answer.find("/one|"), answer.find("/two|"));
    EXPECT_NE(answer.find("/two|"), std::string::npos);
}

TEST_F(ServerTest, BodyOverTheLimit) {
    ServerOptions options;
    options.max_body = 100;
    start(options);
    EXPECT_EQ(status_of(exchange(post("/", "Content-Length: 101\r\n", std::string(101, 'a')))), 413);
    EXPECT_EQ(handler.calls, 0);
    const std::string chunk = "40\r\n" + std::string(64, 'a') + "\r\n";
    EXPECT_EQ(status_of(exchange(post("/", "Transfer-Encoding: chunked\r\n", chunk + chunk + "0\r\n\r\n"))),
              413);
}

TEST_F(ServerTest, ContinueIsSentOnlyWhenTheBodyIsWanted) {
    start();
    RawConnection wanted(server->port());
    wanted.send(post("/", "Expect: 100-continue\r\nContent-Length: 3\r\n", ""));
    EXPECT_EQ(status_of(wanted.read_answer()), 100);
    wanted.send("abc");
    EXPECT_NE(wanted.read_answer().find("|abc"), std::string::npos);
    RawConnection refused(server->port());
    refused.send(post("/refused", "Expect: 100-continue\r\nContent-Length: 3\r\n", ""));
    EXPECT_EQ(status_of(refused.read_answer()), 401);
}

TEST_F(ServerTest, AnExceptionBecomesABare500) {
    start();
    const std::string answer = exchange("GET /throws HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(status_of(answer), 500);
    EXPECT_EQ(answer.find("broken handler"), std::string::npos);
}

TEST_F(ServerTest, StreamsChunkedAndShowsWhenAnAnswerIsIncomplete) {
    start();
    const std::string chunked = exchange("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_NE(chunked.find("pieces"), std::string::npos);
    EXPECT_NE(chunked.find("0\r\n\r\n"), std::string::npos);
    const std::string old = exchange("GET /stream HTTP/1.0\r\n\r\n");
    EXPECT_EQ(old.find("chunked"), std::string::npos);
    EXPECT_EQ(old.substr(old.size() - 6), "pieces");
    RawConnection lied(server->port());
    lied.send("GET /lies HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_TRUE(lied.is_closed_within(2s));
}

TEST_F(ServerTest, SlowHeadersAndBodiesAreCutOff) {
    ServerOptions options;
    options.request_timeout = 300ms;
    start(options);
    for (const std::string begin :
         {"GET / HTTP/1.1\r\nX: ", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"}) {
        RawConnection slow(server->port());
        slow.send(begin);
        const auto started = std::chrono::steady_clock::now();
        bool closed = false;
        // One byte at a time, always well within the time-out of a single read.
        while (!closed && std::chrono::steady_clock::now() - started < 3s) {
            if (!slow.send("a")) closed = true;
            closed = closed || slow.is_closed_within(50ms);
        }
        EXPECT_TRUE(closed) << begin;
        EXPECT_LT(std::chrono::steady_clock::now() - started, 2s) << begin;
    }
}

TEST_F(ServerTest, ASlowHandlerIsNotASlowClient) {
    ServerOptions options;
    options.request_timeout = 200ms;
    start(options);
    RawConnection connection(server->port());
    connection.send(post("/slow", "Content-Length: 3\r\n", "abc"));
    EXPECT_NE(connection.read_answer().find("/slow|abc"), std::string::npos);
}

TEST_F(ServerTest, IdleConnectionsEndAfterTheKeepAliveTime) {
    ServerOptions options;
    options.keep_alive_timeout = 200ms;
    start(options);
    RawConnection connection(server->port());
    connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(status_of(connection.read_answer()), 200);
    EXPECT_TRUE(connection.is_closed_within(2s));
}

TEST_F(ServerTest, StopFinishesWhatRunsAndDropsIdleConnections) {
    start();
    RawConnection idle(server->port());
    idle.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(status_of(idle.read_answer()), 200);
    RawConnection busy(server->port());
    busy.send(post("/slow", "Content-Length: 3\r\n", "abc"));
    while (handler.calls < 2)
        std::this_thread::sleep_for(5ms);
    const auto started = std::chrono::steady_clock::now();
    server->stop(5s);
    EXPECT_LT(std::chrono::steady_clock::now() - started, 3s);
    EXPECT_NE(busy.read_all().find("/slow|abc"), std::string::npos);
    EXPECT_TRUE(idle.is_closed_within(1s));
    EXPECT_EQ(server->connections(), 0U);
}

TEST_F(ServerTest, ABurstOfConnectionsIsServedWholly) {
    start();
    std::vector<std::unique_ptr<RawConnection>> connections;
    for (int i = 0; i < 300; ++i)
        connections.push_back(std::make_unique<RawConnection>(server->port()));
    const auto started = std::chrono::steady_clock::now();
    EXPECT_EQ(status_of(exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")), 200);
    EXPECT_LT(std::chrono::steady_clock::now() - started, 2s);  // idle ones do not keep others out
    for (const auto& connection : connections)
        connection->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    int answered = 0;
    for (const auto& connection : connections)
        answered += status_of(connection->read_answer()) == 200 ? 1 : 0;
    EXPECT_EQ(answered, 300);
}

TEST(ServerAddress, TakenPortIsAClearError) {
    EchoHandler handler;
    const Server first({}, handler);
    ServerOptions options;
    options.port = first.port();
    try {
        const Server second(options, handler);
        FAIL() << "a second server on the same port";
    } catch (const std::runtime_error& problem) {
        EXPECT_NE(std::string(problem.what()).find(std::to_string(options.port)), std::string::npos);
    }
}

TEST(ServerAddress, ParsesHostAndPort) {
    EXPECT_EQ(parse_address("127.0.0.1:8080"), (std::pair<std::string, std::uint16_t>{"127.0.0.1", 8080}));
    EXPECT_EQ(parse_address("[::1]:443"), (std::pair<std::string, std::uint16_t>{"::1", 443}));
    for (const char* wrong : {"", "host", ":80", "host:", "host:70000", "::1:80", "[::1]", "host:8x"}) {
        EXPECT_FALSE(parse_address(wrong)) << wrong;
    }
}

TEST(RequestParameters, AreDecoded) {
    Request request;
    request.query = "a=1&b=x%20y+z&c&a=%C3%A9";
    const auto parameters = request.parameters();
    ASSERT_EQ(parameters.size(), 4U);
    EXPECT_EQ(parameters[1].second, "x y z");
    EXPECT_EQ(parameters[2], (std::pair<std::string, std::string>{"c", ""}));
    EXPECT_EQ(parameters[3].second, "é");
}

}  // namespace
}  // namespace veerpont::http
