// Internal to bridge/http: Response over Poco's, with the decision whether the connection may be used again.
// Belongs to the thread of its connection.
#pragma once

#include <Poco/Net/HTTPServerResponseImpl.h>

#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "bridge/http/server.h"

namespace veerpont::http {

class PocoResponse final : public Response {
  public:
    explicit PocoResponse(Poco::Net::HTTPServerResponseImpl& response) : response_(response) {}

    // After the header of the request was accepted.
    void begin(const std::string& version, bool client_keeps_alive);
    // Asked when the answer goes out: is the body of the request read to its end?
    void follow(std::function<bool()> body_is_complete) { body_is_complete_ = std::move(body_is_complete); }
    void close_after() { client_keeps_alive_ = false; }
    bool keep_alive() const { return keep_alive_; }
    void send_continue();

    void set_header(std::string_view name, std::string_view value) override;
    void send(int status, std::string_view content_type, std::string_view body) override;
    void send_stream(int status, std::string_view content_type, std::optional<std::uint64_t> length,
                     const std::function<void(std::ostream&)>& writer) override;
    int status() const override { return status_; }

  private:
    void start(int status, std::string_view content_type);

    Poco::Net::HTTPServerResponseImpl& response_;
    std::function<bool()> body_is_complete_;
    std::string version_ = "HTTP/1.1";
    bool client_keeps_alive_ = false;
    bool keep_alive_ = false;
    int status_ = 0;
};

}  // namespace veerpont::http
