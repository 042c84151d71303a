#include "bridge/server/soap_endpoint.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <istream>
#include <limits>
#include <sstream>
#include <streambuf>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <nlohmann/json.hpp>

#include "bridge/base/crypto.h"
#include "bridge/base/text.h"
#include "bridge/soap/content_type.h"
#include "bridge/soap/envelope.h"
#include "bridge/stuf/fault_table.h"
#include "bridge/stuf/message.h"
#include "bridge/stuf/reply.h"
#include "bridge/xml/writer.h"

namespace veerpont::server {

namespace {

std::string normalised(std::string_view path) {
    std::string lower = to_lower(path);
    while (lower.size() > 1 && lower.ends_with('/'))
        lower.pop_back();
    if (lower.ends_with(".svc")) lower.resize(lower.size() - 4);
    return lower;
}

std::string_view last_part(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool is_xml(const soap::ContentType& content_type) {
    constexpr std::array<std::string_view, 6> kKnown = {
        "", "text/xml", "application/soap+xml", "application/xml", "multipart/related", "text/plain"};
    return std::find(kKnown.begin(), kKnown.end(), content_type.type) != kKnown.end();
}

// What a sender of an unreadable message waits for: by its SOAPAction, else by the address.
stuf::RequestKind guessed_kind(std::string_view action, std::string_view endpoint) {
    const std::string name = soap::action_name(action);
    if (name.ends_with("lv01")) return stuf::RequestKind::kVraag;
    if (name.ends_with("di02")) return stuf::RequestKind::kVrijBericht;
    if (name.ends_with("lk02")) return stuf::RequestKind::kSynchroon;
    if (name.ends_with("lk01") || name.ends_with("di01")) return stuf::RequestKind::kAsynchroon;
    const std::string lower = to_lower(last_part(endpoint));
    if (lower == "beantwoordvraag") return stuf::RequestKind::kVraag;
    if (lower == "vrijbericht") return stuf::RequestKind::kVrijBericht;
    return stuf::RequestKind::kAsynchroon;
}

// Passes the body of a request on and keeps its first bytes, so that a message that cannot be read is not
// lost.
class KeepingBuffer final : public std::streambuf {
  public:
    explicit KeepingBuffer(std::istream& source) : source_(source) {}
    const std::string& kept() const { return kept_; }

  protected:
    int_type underflow() override {
        source_.read(piece_.data(), static_cast<std::streamsize>(piece_.size()));
        const auto count = static_cast<std::size_t>(source_.gcount());
        if (count == 0) return traits_type::eof();
        if (kept_.size() < kKept) kept_.append(piece_.data(), std::min(count, kKept - kept_.size()));
        setg(piece_.data(), piece_.data(), piece_.data() + count);
        return traits_type::to_int_type(*gptr());
    }

  private:
    static constexpr std::size_t kKept = 64U << 10;
    std::istream& source_;
    std::array<char, 16384> piece_{};
    std::string kept_;
};

void send_xml(http::Response& response, int status, soap::Version version, const xml::Node& envelope,
              const xml::WriterOptions& options) {
    const std::uint64_t length = xml::written_length(envelope, options);
    response.send_stream(status, soap::content_type(version), length, [&](std::ostream& out) {
        if (const auto written = xml::write(envelope, out, options); !written) {
            spdlog::error("answer not written whole: {}", written.problem().log_text);
            out.setstate(std::ios::badbit);
        }
    });
}

}  // namespace

SoapEndpoint::SoapEndpoint(SoapParts parts)
    : parts_(std::move(parts)), limit_(parts_.settings.server.max_messages) {
    for (const std::string& endpoint : parts_.settings.server.endpoints)
        addresses_[normalised(endpoint)] = endpoint;
    for (const auto& [alias, endpoint] : parts_.settings.server.aliases)
        addresses_[normalised(alias)] = endpoint;
}

std::string SoapEndpoint::endpoint_of(std::string_view path) const {
    const auto found = addresses_.find(normalised(path));
    return found == addresses_.end() ? std::string() : found->second;
}

int SoapEndpoint::admit(const http::Request& request) {
    if (request.path.starts_with("/health/"))
        return request.method == "GET" || request.method == "HEAD" ? 0 : 405;
    if (endpoint_of(request.path).empty()) return 404;
    if (request.method == "GET" || request.method == "HEAD") return 0;
    if (request.method != "POST") return 405;
    if (!is_xml(soap::parse_content_type(request.header("Content-Type")))) return 415;
    return 0;
}

void SoapEndpoint::handle(http::Request& request, http::Response& response) {
    if (request.path.starts_with("/health/")) {
        health(request, response);
        return;
    }
    const std::string endpoint = endpoint_of(request.path);
    if (request.method != "POST") {
        describe(request, response, endpoint);
        return;
    }
    const WorkLimit::Place place = limit_.take();
    if (!place) {
        parts_.metrics.refused("busy");
        response.set_header("Retry-After", "2");
        response.send(503, "text/plain; charset=utf-8",
                      "Het is te druk: probeer het over enkele seconden opnieuw.\n");
        return;
    }
    message(request, response, endpoint);
}

void SoapEndpoint::health(const http::Request& request, http::Response& response) {
    if (request.path == "/health/live") {
        response.send(200, "application/json", "{\"status\":\"ok\"}\n");
    } else if (request.path == "/health/ready") {
        const Readiness::Verdict verdict = parts_.readiness.verdict();
        response.send(verdict.ready ? 200 : 503, "application/json", health_json(verdict));
    } else {
        response.send(404, "text/plain; charset=utf-8", "Onbekend adres.\n");
    }
}

void SoapEndpoint::describe(const http::Request& request, http::Response& response,
                            const std::string& endpoint) {
    std::string base = parts_.settings.server.public_url;
    if (base.empty()) {
        const std::string_view host = request.header("Host");
        base = (parts_.settings.server.tls ? "https://" : "http://") +
               (host.empty() ? parts_.settings.server.listen : std::string(host));
    }
    const std::string location = base + request.path;
    for (const auto& [name, value] : request.parameters()) {
        if (!iequals(name, "xsd")) continue;
        const auto schema = parts_.wsdl.xsd(value, location);
        if (schema) {
            response.send(200, "text/xml; charset=utf-8", *schema);
        } else {
            response.send(404, "text/plain; charset=utf-8", "Dit schema bestaat hier niet.\n");
        }
        return;
    }
    response.send(200, "text/xml; charset=utf-8", parts_.wsdl.wsdl(last_part(endpoint), location));
}

void SoapEndpoint::message(http::Request& request, http::Response& response, const std::string& endpoint) {
    const auto started = std::chrono::steady_clock::now();
    const auto rules = parts_.rules();
    operations::MessageContext context;
    context.message_id = uuid7(parts_.clock);
    context.received = parts_.clock.now();
    context.trace = parts_.trace;
    context.traceparent = request.header("traceparent");
    context.path = request.path;
    context.soap_action = request.header("SOAPAction");
    context.content_type = request.header("Content-Type");
    context.own.organisatie = parts_.settings.own_organisatie;
    context.own.applicatie = parts_.settings.own_applicatie;
    context.deadline = parts_.settings.server.message_timeout;
    context.style = rules->client("")->style;

    const auto answer = [&](const operations::Outcome& outcome, soap::Version version) {
        const auto took =
            std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started);
        parts_.metrics.message(outcome.operation, outcome.reply_code, took);
        const auto level = outcome.problem ? spdlog::level::warn : spdlog::level::info;
        spdlog::log(level,
                    "message={} operation={} reply={} status={} zaak-or-document={} profile={} calls={} "
                    "ms={:.1f}{}{}",
                    context.message_id, outcome.operation.empty() ? "-" : outcome.operation,
                    outcome.reply_code, outcome.status,
                    outcome.identificatie.empty() ? "-" : outcome.identificatie,
                    outcome.profile.empty() ? "-" : outcome.profile, outcome.calls.size(),
                    static_cast<double>(took.count()) / 1000.0, outcome.repeated ? " repeated" : "",
                    outcome.problem ? fmt::format(" problem={} \"{}\"", kind_name(outcome.problem->kind),
                                                  outcome.problem->log_text)
                                    : "");
        if (outcome.stored) {
            response.send(outcome.stored->status, outcome.stored->content_type, outcome.stored->body);
        } else {
            send_xml(response, outcome.status, version, outcome.envelope, context.style.writer);
        }
    };

    soap::Reading reading;
    KeepingBuffer keeping(*request.body);
    std::istream body(&keeping);
    Result<soap::Envelope> envelope = soap::read_envelope(
        parts_.readers, body,
        {std::string(request.header("Content-Type")), std::string(request.header("SOAPAction"))}, reading,
        parts_.senders.validation());
    if (!envelope || request.body_failed()) {
        Problem problem = !envelope ? envelope.problem()
                                    : Problem{Problem::Kind::kMalformedXml,
                                              "De verbinding brak af voordat het bericht compleet was.",
                                              "connection broke while the body was read", ""};
        if (request.body_too_large()) problem.kind = Problem::Kind::kTooLarge;
        operations::Outcome outcome;
        outcome.status = 500;
        outcome.problem = problem;
        const stuf::ReplyContext reply{nullptr, parts_.clock, context.own, "", context.style};
        const stuf::RequestKind kind = guessed_kind(request.header("SOAPAction"), endpoint);
        outcome.envelope = stuf::fault_envelope(reply, problem, reading, kind);
        outcome.reply_code = stuf::fault_row(problem.kind, kind).berichtcode;
        context.body = keeping.kept();
        parts_.executor.keep_refused(nullptr, context, outcome);
        // A sender that is still sending would not read the answer; what is far too large was never let in.
        request.body->ignore(std::numeric_limits<std::streamsize>::max());
        answer(outcome, reading.version);
        return;
    }

    auto received = std::make_unique<stuf::Message>(std::move(envelope).value());
    const soap::Version version = received->soap_version();
    context.body = received->document().skeleton();
    const auto refuse = [&](const Problem& problem) {
        const operations::Outcome outcome =
            operations::Executor::refuse(problem, received.get(), context, parts_.clock);
        // Strangers do not get to fill the disk.
        const bool stranger =
            problem.kind == Problem::Kind::kNotAuthenticated || problem.kind == Problem::Kind::kNotAuthorised;
        if (!stranger) parts_.executor.keep_refused(received.get(), context, outcome);
        answer(outcome, version);
    };

    const Result<const settings::Sender*> sender = parts_.senders.identify(request, *received);
    if (!sender) {
        parts_.metrics.refused(kind_name(sender.problem().kind));
        return refuse(sender.problem());
    }
    context.client_profile = (*sender)->client_profile;
    context.style = rules->client(context.client_profile)->style;
    if ((*sender)->message_timeout) context.deadline = *(*sender)->message_timeout;

    if (received->problem()) return refuse(*received->problem());
    const auto& findings = received->document().schema_findings();
    if ((*sender)->validation == settings::Sender::Validation::kStrict && !findings.empty()) {
        return refuse({Problem::Kind::kInvalidMessage,
                       "Het bericht voldoet niet aan het schema: " + findings.front() + ".",
                       fmt::format("strict validation: {} findings", findings.size()), ""});
    }

    const stuf::Stuurgegevens& stuurgegevens = received->stuurgegevens();
    const std::string organisatie =
        stuurgegevens.zender ? stuurgegevens.zender->organisatie.value_or("") : std::string();
    const settings::Organisatie* found = settings::find_organisatie(parts_.settings, organisatie);
    if (found == nullptr) {
        return refuse({Problem::Kind::kUnknownSender,
                       "De organisatie van de zender is niet bekend bij deze brug. Vraag de beheerder om "
                       "haar in de configuratie op te nemen.",
                       "no organisation for zender.organisatie and no default one", ""});
    }
    context.organisatie = {found->rsin,
                           found->gemeentecode,
                           found->namen.empty() ? std::string() : found->namen.front(),
                           found->catalogus,
                           found->register_name,
                           found->zaaknummer,
                           found->documentnummer};
    const operations::Outcome outcome = parts_.executor.handle(std::move(received), context);
    answer(outcome, version);
}

}  // namespace veerpont::server
