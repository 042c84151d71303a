#include "bridge/cli/bench_messages.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <streambuf>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bridge/base/clock.h"
#include "bridge/base/crypto.h"
#include "bridge/base/text.h"
#include "bridge/base/time_zone.h"
#include "bridge/http/server.h"

namespace veerpont::cli {

namespace {

using nlohmann::json;

constexpr std::chrono::minutes kPatience{5};

// Base64 characters of a given number that are never held.
class Letters final : public std::streambuf {
  public:
    explicit Letters(std::uint64_t length) : left_(length) { block_.fill('A'); }

  protected:
    int_type underflow() override {
        if (left_ == 0) return traits_type::eof();
        const auto now = static_cast<std::size_t>(std::min<std::uint64_t>(left_, block_.size()));
        left_ -= now;
        setg(block_.data(), block_.data(), block_.data() + now);
        return traits_type::to_int_type(block_.front());
    }

  private:
    std::uint64_t left_;
    std::array<char, 65536> block_{};
};

class LetterStream final : public std::istream {
  public:
    explicit LetterStream(std::uint64_t length) : std::istream(nullptr), letters_(length) {
        rdbuf(&letters_);
    }

  private:
    Letters letters_;
};

http::BodyPart letters(std::uint64_t length) {
    return {"", [length] { return std::make_unique<LetterStream>(length); }, length};
}

void cut(std::string& text, std::string_view from, std::string_view to) {
    const std::size_t start = text.find(from);
    const std::size_t end = text.find(to);
    if (start != std::string::npos && end != std::string::npos) text.erase(start, end + to.size() - start);
}

// What is wrong with an outcome that should have this status; "" when nothing is.
std::string wrong_with(const http::Client::Outcome& outcome, int status) {
    if (const auto* failure = std::get_if<http::CallFailure>(&outcome)) return failure->problem.log_text;
    const auto& response = std::get<http::ClientResponse>(outcome);
    if (response.status == status) return {};
    return fmt::format("HTTP {}: {}", response.status, response.body.substr(0, 600));
}

// Reads whatever comes and forgets it.
class Forgetting final : public http::Handler {
  public:
    int admit(const http::Request&) override { return 0; }
    void handle(http::Request& request, http::Response& response) override {
        std::vector<char> piece(65536);
        while (request.body->read(piece.data(), static_cast<std::streamsize>(piece.size())) ||
               request.body->gcount() > 0) {
        }
        response.send(200, "", "");
    }
};

}  // namespace

std::string pass_letters(http::Client& client, std::uint64_t length) {
    Forgetting forgetting;
    http::ServerOptions options;
    options.max_body = length;
    http::Server server(std::move(options), forgetting);
    http::ClientRequest request;
    request.method = "POST";
    request.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/";
    request.headers = {{"Content-Type", "text/plain"}};
    request.body = {letters(length)};
    request.timeout = kPatience;
    return wrong_with(client.call(request), 200);
}

BenchSender::BenchSender(const BenchTarget& target, http::Client& client, std::string run)
    : target_(target), client_(client), run_(std::move(run)) {}

Result<void> BenchSender::load_messages() {
    for (const std::string name : {"1-zaaknummer", "2-zaak", "3-documentnummer", "4-document",
                                   "5-zaakdetails", "6-documentenlijst", "7-document-lezen"}) {
        std::ifstream in("config/demo/" + name + ".xml");
        std::stringstream text;
        text << in.rdbuf();
        if (!in) {
            return Problem{Problem::Kind::kInternal, "De berichten van de demo zijn niet te lezen.",
                           "cannot read config/demo/" + name + ".xml", ""};
        }
        const Time now = system_clock().now();
        std::string message = replace_all(text.str(), "@@VANDAAG@@", stuf_date(now));
        messages_[name] = replace_all(std::move(message), "@@NU@@", stuf_timestamp(now));
    }
    // One role and one status: what the limits of the product are stated for.
    std::string& zaak = messages_["2-zaak"];
    cut(zaak, "<ZKN:anderZaakObject>", "</ZKN:anderZaakObject>");
    cut(zaak, "<StUF:extraElementen>", "</StUF:extraElementen>");
    return {};
}

std::string BenchSender::filled(const std::string& message, const std::string& zaak,
                                const std::string& document) const {
    std::string text = replace_all(messages_.at(message), "@@ZAAK@@", run_ + "-" + zaak);
    text = replace_all(std::move(text), "@@DOCUMENT@@", run_ + "-D" + document);
    return replace_all(std::move(text), "@@REFERENTIE@@", uuid4());
}

std::string BenchSender::post(const std::string& endpoint, std::vector<http::BodyPart> body,
                              const std::function<bool(std::string_view)>* sink) {
    http::ClientRequest request;
    request.method = "POST";
    request.url = target_.bridge + "/zds/" + endpoint;
    request.headers = {{"Content-Type", "text/xml; charset=utf-8"}, {"SOAPAction", "\"\""}};
    request.body = std::move(body);
    request.timeout = kPatience;
    return wrong_with(sink == nullptr ? client_.call(request) : client_.call(request, *sink), 200);
}

std::string BenchSender::send(const std::string& message, const std::string& endpoint,
                              const std::string& name) {
    return post(endpoint, {{filled(message, name, name), nullptr, 0}});
}

std::string BenchSender::send_document(const std::string& name, const std::string& zaak,
                                       std::uint64_t length) {
    const std::string message = filled("4-document", zaak, name);
    const std::size_t start = message.find('>', message.find("<ZKN:inhoud")) + 1;
    const std::size_t end = message.find('<', start);
    return post("OntvangAsynchroon",
                {{message.substr(0, start), nullptr, 0}, letters(length), {message.substr(end), nullptr, 0}});
}

std::string BenchSender::read_document(const std::string& name, std::uint64_t length) {
    std::uint64_t received = 0;
    const std::function<bool(std::string_view)> sink = [&](std::string_view piece) {
        received += piece.size();
        return true;
    };
    std::string wrong = post("BeantwoordVraag", {{filled("7-document-lezen", "", name), nullptr, 0}}, &sink);
    if (!wrong.empty()) return wrong;
    return received >= length ? std::string() : fmt::format("only {} bytes came back", received);
}

BenchRegister::BenchRegister(const BenchTarget& target, http::Client& client, zgw::ZgwApi& api,
                             std::string run)
    : target_(target), client_(client), api_(api), run_(std::move(run)) {}

Result<void> BenchRegister::prepare() {
    auto seeded = seed_demo_catalogue(api_, "config/demo/catalogus.json");
    if (!seeded) return seeded.problem();
    catalogue_ = std::move(seeded).value();
    return {};
}

std::string BenchRegister::write(const std::string& path, const json& body, std::string* url) {
    zgw::Call call;
    call.api = zgw::Api::kZaken;
    call.method = "POST";
    call.target = path;
    call.body = &body;
    const auto answer = api_.call(call);
    if (!answer.ok()) return answer.failure().problem.log_text;
    if (url != nullptr) *url = answer->url();
    return {};
}

std::string BenchRegister::create_zaak(const std::string& name) {
    const Time now = system_clock().now();
    const std::string today = iso_date(now);
    std::string url;
    std::string wrong =
        write("/zaken",
              {{"identificatie", run_ + "-R" + name},
               {"bronorganisatie", catalogue_.rsin},
               {"omschrijving", "Aanvraag parkeervergunning"},
               {"toelichting", "Via het formulier op de site"},
               {"zaaktype", catalogue_.zaaktype},
               {"registratiedatum", today},
               {"verantwoordelijkeOrganisatie", catalogue_.rsin},
               {"startdatum", today},
               {"kenmerken", json::array({{{"kenmerk", "FORM-2026-17"}, {"bron", "Formulieren"}}})}},
              &url);
    if (!wrong.empty()) return wrong;
    wrong = write("/rollen", {{"zaak", url},
                              {"roltype", catalogue_.roltype},
                              {"roltoelichting", "Initiator"},
                              {"betrokkeneType", "natuurlijk_persoon"},
                              {"betrokkeneIdentificatie",
                               {{"inpBsn", "999993653"},
                                {"geslachtsnaam", "Vries"},
                                {"voorvoegselGeslachtsnaam", "de"},
                                {"voorletters", "A.B."},
                                {"geslachtsaanduiding", "v"},
                                {"geboortedatum", "1985-02-14"}}}});
    if (!wrong.empty()) return wrong;
    return write("/statussen", {{"zaak", url},
                                {"statustype", catalogue_.statustype},
                                {"datumStatusGezet", iso_timestamp(now - std::chrono::seconds(5))},
                                {"statustoelichting", "Door het formulier gezet"}});
}

std::string BenchRegister::token() const {
    const auto now =
        std::chrono::duration_cast<std::chrono::seconds>(system_clock().now().time_since_epoch()).count();
    const json claims{{"iss", target_.client_id},
                      {"iat", now - 2},
                      {"client_id", target_.client_id},
                      {"user_id", "bench"},
                      {"user_representation", "bench"}};
    const std::string head =
        base64url_encode(R"({"alg":"HS256","typ":"JWT"})") + "." + base64url_encode(claims.dump());
    return head + "." + base64url_encode(hmac_sha256(target_.secret, head));
}

std::string BenchRegister::send_document(const std::string& name, std::uint64_t length) {
    const json body{{"identificatie", run_ + "-DR" + name},
                    {"bronorganisatie", catalogue_.rsin},
                    {"creatiedatum", iso_date(system_clock().now())},
                    {"titel", "Groot"},
                    {"auteur", "bench"},
                    {"taal", "nld"},
                    {"informatieobjecttype", catalogue_.informatieobjecttype},
                    {"bestandsomvang", length / 4 * 3},
                    {"formaat", "application/pdf"},
                    {"bestandsnaam", "groot.pdf"}};
    std::string begin = body.dump();
    begin.pop_back();
    http::ClientRequest request;
    request.method = "POST";
    request.url = api_.root(zgw::Api::kDocumenten) + "/enkelvoudiginformatieobjecten";
    request.headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer " + token()}};
    request.body = {{begin + ",\"inhoud\":\"", nullptr, 0}, letters(length), {"\"}", nullptr, 0}};
    request.timeout = kPatience;
    const http::Client::Outcome outcome = client_.call(request);
    std::string wrong = wrong_with(outcome, 201);
    if (!wrong.empty()) return wrong;
    const json made = json::parse(std::get<http::ClientResponse>(outcome).body, nullptr, false);
    if (!made.is_object()) return "the answer of the register is no JSON";
    const std::lock_guard lock(mutex_);
    content_urls_[name] = made.value("inhoud", "");
    return {};
}

std::string BenchRegister::read_document(const std::string& name, std::uint64_t length) {
    zgw::Call call;
    call.api = zgw::Api::kDocumenten;
    {
        const std::lock_guard lock(mutex_);
        call.target = content_urls_[name];
    }
    std::uint64_t received = 0;
    const auto answer = api_.download(call, [&](std::string_view piece) {
        received += piece.size();
        return true;
    });
    if (!answer.ok()) return answer.failure().problem.log_text;
    return received == length / 4 * 3 ? std::string() : fmt::format("{} bytes came back", received);
}

}  // namespace veerpont::cli
