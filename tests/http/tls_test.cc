#include <gtest/gtest.h>

#include <chrono>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <variant>

#include "bridge/http/client.h"
#include "bridge/http/server.h"
#include "tests/support/certificates.h"
#include "tests/support/raw_connection.h"

namespace veerpont::http {
namespace {

using namespace std::chrono_literals;
using test::CertificateAuthority;

class SubjectHandler final : public Handler {
  public:
    void handle(Request& request, Response& response) override {
        const std::string body{std::istreambuf_iterator<char>(*request.body),
                               std::istreambuf_iterator<char>()};
        response.send(200, "text/plain",
                      request.client_certificate_subject + "|" + std::to_string(body.size()));
    }
};

class TlsTest : public ::testing::Test {
  protected:
    void start(const CertificateAuthority::Files& own, const std::string& client_ca = {}) {
        ServerOptions options;
        options.tls = ServerOptions::Tls{own.certificate, own.private_key, client_ca};
        server = std::make_unique<Server>(options, handler);
    }
    Client::Outcome call(ClientOptions options, const std::string& host = "localhost",
                         std::string body = {}) {
        Client client(std::move(options));
        ClientRequest request;
        request.method = "POST";
        request.url = "https://" + host + ":" + std::to_string(server->port()) + "/";
        request.timeout = 5s;
        request.body.push_back({std::move(body), nullptr, 0});
        return client.call(request);
    }
    ClientOptions trusting() const {
        ClientOptions options;
        options.ca_file = authority.certificate_file();
        return options;
    }

    CertificateAuthority authority{"Test CA"};
    SubjectHandler handler;
    std::unique_ptr<Server> server;
};

TEST_F(TlsTest, AnswersAClientThatKnowsTheAuthority) {
    start(authority.issue("localhost", "DNS:localhost"));
    const auto outcome = call(trusting(), "localhost", std::string(1 << 20, 'a'));
    ASSERT_TRUE(std::holds_alternative<ClientResponse>(outcome))
        << std::get<CallFailure>(outcome).problem.log_text;
    EXPECT_EQ(std::get<ClientResponse>(outcome).body, "|1048576");
}

TEST_F(TlsTest, TheClientRefusesAnUnknownAuthority) {
    start(authority.issue("localhost", "DNS:localhost"));
    const auto outcome = call({});
    ASSERT_TRUE(std::holds_alternative<CallFailure>(outcome));
    EXPECT_EQ(std::get<CallFailure>(outcome).sent, Sent::kNothing);
}

TEST_F(TlsTest, TheClientRefusesAnotherName) {
    start(authority.issue("elsewhere", "DNS:elsewhere.example"));
    EXPECT_TRUE(std::holds_alternative<CallFailure>(call(trusting())));
    EXPECT_TRUE(std::holds_alternative<CallFailure>(call(trusting(), "127.0.0.1")));
}

TEST_F(TlsTest, MutualTlsWantsACertificateOfItsAuthority) {
    const CertificateAuthority senders("Senders CA");
    start(authority.issue("localhost", "DNS:localhost"), senders.certificate_file());
    EXPECT_TRUE(std::holds_alternative<CallFailure>(call(trusting())));

    const CertificateAuthority strangers("Strangers CA");
    const auto stranger = strangers.issue("stranger", "");
    ClientOptions wrong = trusting();
    wrong.certificate_file = stranger.certificate;
    wrong.private_key_file = stranger.private_key;
    EXPECT_TRUE(std::holds_alternative<CallFailure>(call(wrong)));

    const auto sender = senders.issue("formulieren", "");
    ClientOptions right = trusting();
    right.certificate_file = sender.certificate;
    right.private_key_file = sender.private_key;
    const auto outcome = call(right);
    ASSERT_TRUE(std::holds_alternative<ClientResponse>(outcome))
        << std::get<CallFailure>(outcome).problem.log_text;
    EXPECT_NE(std::get<ClientResponse>(outcome).body.find("formulieren"), std::string::npos);
}

TEST_F(TlsTest, SilentConnectionsDoNotKeepOthersOut) {
    start(authority.issue("localhost", "DNS:localhost"));
    const test::RawConnection silent(server->port());
    const test::RawConnection other(server->port());
    const auto started = std::chrono::steady_clock::now();
    EXPECT_TRUE(std::holds_alternative<ClientResponse>(call(trusting())));
    EXPECT_LT(std::chrono::steady_clock::now() - started, 2s);
}

TEST_F(TlsTest, AMissingKeyIsAClearError) {
    ServerOptions options;
    options.tls = ServerOptions::Tls{"/nowhere/certificate.pem", "/nowhere/key.pem", ""};
    EXPECT_THROW(Server(options, handler), std::runtime_error);
    ClientOptions client;
    client.ca_file = "/nowhere/ca.pem";
    EXPECT_THROW(Client{client}, std::runtime_error);
}

}  // namespace
}  // namespace veerpont::http
