// What a sender of StUF messages does: fill in a message, send it, read the answer. And what a colleague does
// who looks into the register beside it. One thread at a time per object.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "bridge/base/clock.h"
#include "bridge/base/crypto.h"
#include "bridge/base/text.h"
#include "bridge/base/time_zone.h"
#include "bridge/http/client.h"
#include "bridge/soap/envelope.h"
#include "bridge/zgw/http_api.h"
#include "tests/cli/validator.h"
#include "tests/support/temporary_folder.h"

namespace veerpont::test {

using Words = std::map<std::string, std::string>;

// A message of config/demo with its placeholders filled; a new referentienummer unless the words name one.
inline std::string demo_message(const std::string& file, Words words) {
    const Time now = system_clock().now();
    words.try_emplace("VANDAAG", stuf_date(now));
    words.try_emplace("NU", stuf_timestamp(now));
    words.try_emplace("REFERENTIE", uuid4());
    std::string text = read_file(std::filesystem::path(VEERPONT_SOURCE_DIR) / "config/demo" / file);
    for (const auto& [word, value] : words)
        text = replace_all(std::move(text), "@@" + word + "@@", value);
    EXPECT_EQ(text.find("@@"), std::string::npos) << file;
    return text;
}

// An identificatie that no other test uses.
inline std::string new_identificatie() {
    static std::atomic<int> last{0};
    return "1900-T" + std::to_string(++last) + "-" + uuid4().substr(0, 8);
}

struct Answered {
    int status = 0;  // 0: no answer at all
    http::Headers headers;
    std::string text;
    std::optional<soap::Envelope> envelope;

    // Name of the element in the Body.
    std::string root() const { return envelope ? std::string(envelope->body.local()) : std::string(); }
    std::string at(std::string_view path) const {
        return envelope ? std::string(envelope->body.find(path).text()) : std::string();
    }
    // The Fo-message of a Fault of either SOAP version; no element when there is none.
    xml::Element fault_message() const {
        if (!envelope || envelope->body.local() != "Fault") return {};
        const bool old = envelope->version == soap::Version::k11;
        return envelope->body.child(old ? "detail" : "Detail").first_child();
    }
    // "Fo03", "Bv03", "La01"...: the berichtcode in the answer.
    std::string berichtcode() const {
        const xml::Element fault = fault_message();
        const xml::Element message = fault ? fault : (envelope ? envelope->body : xml::Element());
        return std::string(message.find("stuurgegevens/berichtcode").text());
    }
    std::string fault(std::string_view field) const {
        const xml::Element message = fault_message();
        return message ? std::string(message.child("body").child(field).text()) : std::string();
    }
};

class StufSender {
  public:
    // Every answer must be valid, unless this sender asks for what cannot be.
    explicit StufSender(std::uint16_t port, bool validates = true) : port_(port), validates_(validates) {}

    Answered post(const std::string& path, const std::string& body, http::Headers headers = {}) const {
        if (http::header(headers, "Content-Type").empty())
            headers.emplace_back("Content-Type", "text/xml; charset=utf-8");
        http::ClientRequest request;
        request.method = "POST";
        request.url = "http://127.0.0.1:" + std::to_string(port_) + path;
        request.headers = std::move(headers);
        request.body.push_back({body, nullptr, 0});
        request.timeout = std::chrono::seconds(60);
        return read(request);
    }
    Answered get(const std::string& path) const {
        http::ClientRequest request;
        request.method = "GET";
        request.url = "http://127.0.0.1:" + std::to_string(port_) + path;
        return read(request);
    }

  private:
    Answered read(const http::ClientRequest& request) const {
        http::Client client({});
        const http::Client::Outcome outcome = client.call(request);
        Answered answered;
        const auto* response = std::get_if<http::ClientResponse>(&outcome);
        if (response == nullptr) return answered;
        answered.status = response->status;
        answered.headers = response->headers;
        answered.text = response->body;
        if (request.method != "POST") return answered;
        static const xml::ReaderPool readers{xml::ReaderPool::Options{}};
        std::istringstream in(response->body);
        soap::Reading reading;
        auto envelope = soap::read_envelope(readers, in, {std::string(response->header("Content-Type")), ""},
                                            reading, xml::Validation::kOff);
        if (envelope) answered.envelope = std::move(envelope).value();
        if (answered.envelope && validates_) {
            for (const std::string& finding : official_findings(answered.text))
                ADD_FAILURE() << "the answer is not valid: " << finding << "\n"
                              << answered.text.substr(0, 4000);
        }
        return answered;
    }

    std::uint16_t port_;
    bool validates_ = true;
};

// The register as its own client "veerpont" sees it.
class RegisterView {
  public:
    explicit RegisterView(const std::string& root) : api_(settings(root), system_clock()) {}

    zgw::ZgwApi& api() { return api_; }
    nlohmann::json all(zgw::Api which, const std::string& target,
                       std::vector<std::pair<std::string, std::string>> query = {}) {
        const auto answer = list(which, target, std::move(query));
        EXPECT_TRUE(answer.ok()) << target << ": " << answer.failure().problem.log_text;
        return answer.ok() ? answer->json() : nlohmann::json::array();
    }
    // The same for what may disappear while we look.
    nlohmann::json some(zgw::Api which, const std::string& target,
                        std::vector<std::pair<std::string, std::string>> query = {}) {
        const auto answer = list(which, target, std::move(query));
        return answer.ok() ? answer->json() : nlohmann::json::array();
    }
    nlohmann::json zaken(const std::string& identificatie) {
        return all(zgw::Api::kZaken, "/zaken", {{"identificatie", identificatie}});
    }

  private:
    zgw::Outcome<zgw::Response> list(zgw::Api which, const std::string& target,
                                     std::vector<std::pair<std::string, std::string>> query) {
        zgw::Call call;
        call.api = which;
        call.target = target;
        call.query = std::move(query);
        return api_.get_all(call);
    }
    static zgw::HttpZgwSettings settings(const std::string& root) {
        zgw::HttpZgwSettings result;
        for (const zgw::Api api : zgw::kAllApis) {
            result.apis[api] = {root + "/" + std::string(zgw::api_name(api)) + "/api/v1",
                                {zgw::Credentials::Kind::kJwt, "veerpont", "proef-geheim", "", "", ""}};
        }
        return result;
    }

    zgw::HttpZgwApi api_;
};

}  // namespace veerpont::test
