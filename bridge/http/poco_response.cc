#include "bridge/http/poco_response.h"

#include <Poco/Timestamp.h>

#include <algorithm>
#include <stdexcept>
#include <streambuf>

namespace veerpont::http {

namespace {

// A header must not be able to begin another one.
std::string one_line(std::string_view text) {
    std::string out(text);
    std::replace_if(
        out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20U; }, ' ');
    return out;
}

// Passes everything on and counts it.
class CountingBuffer final : public std::streambuf {
  public:
    explicit CountingBuffer(std::ostream& target) : target_(target) {}
    std::uint64_t count() const { return count_; }

  protected:
    std::streamsize xsputn(const char* text, std::streamsize size) override {
        if (!target_.write(text, size)) return 0;
        count_ += static_cast<std::uint64_t>(size);
        return size;
    }
    int_type overflow(int_type c) override {
        if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
        const char one = traits_type::to_char_type(c);
        return xsputn(&one, 1) == 1 ? c : traits_type::eof();
    }
    int sync() override { return target_.flush() ? 0 : -1; }

  private:
    std::ostream& target_;
    std::uint64_t count_ = 0;
};

}  // namespace

void PocoResponse::begin(const std::string& version, bool client_keeps_alive) {
    version_ = version;
    client_keeps_alive_ = client_keeps_alive;
}

void PocoResponse::send_continue() {
    if (status_ == 0) response_.sendContinue();
}

void PocoResponse::set_header(std::string_view name, std::string_view value) {
    response_.set(std::string(name), one_line(value));
}

void PocoResponse::start(int status, std::string_view content_type) {
    if (status_ != 0) throw std::logic_error("a second answer to one request");
    status_ = status;
    keep_alive_ = client_keeps_alive_ && (!body_is_complete_ || body_is_complete_());
    response_.setVersion(version_);
    response_.setStatusAndReason(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(status));
    response_.setDate(Poco::Timestamp());
    if (!content_type.empty()) response_.setContentType(one_line(content_type));
    response_.setKeepAlive(keep_alive_);
}

void PocoResponse::send(int status, std::string_view content_type, std::string_view body) {
    start(status, content_type);
    response_.sendBuffer(body.data(), body.size());
}

void PocoResponse::send_stream(int status, std::string_view content_type, std::optional<std::uint64_t> length,
                               const std::function<void(std::ostream&)>& writer) {
    start(status, content_type);
    if (length) {
        response_.setContentLength64(static_cast<Poco::Int64>(*length));
    } else if (version_ == "HTTP/1.0") {
        keep_alive_ = false;
        response_.setKeepAlive(false);
    } else {
        response_.setChunkedTransferEncoding(true);
    }
    std::ostream& out = response_.send();
    CountingBuffer counting(out);
    std::ostream counted(&counting);
    writer(counted);
    counted.flush();
    if (length && counting.count() != *length)
        throw std::logic_error("the answer is not as long as announced");
    if (!out) throw std::runtime_error("the client went away");
}

}  // namespace veerpont::http
