#include "bridge/cli/bench.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <mutex>
#include <sstream>
#include <streambuf>
#include <variant>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bridge/base/clock.h"
#include "bridge/base/crypto.h"
#include "bridge/base/text.h"
#include "bridge/base/time_zone.h"
#include "bridge/cli/bench_load.h"
#include "bridge/cli/demo_catalogue.h"
#include "bridge/http/client.h"
#include "bridge/zgw/http_api.h"

namespace veerpont::cli {

namespace {

using nlohmann::json;

struct Target {
    std::string bridge, admin, register_root, client_id, secret;
    unsigned connections = 64;
    std::uint64_t messages = 2000;
    std::uint64_t document_mb = 0;
    unsigned documents = 8;
};

// A stream of base64 text of a given length that is never held.
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

struct Row {
    std::string name;
    LoadFigures load;
    ProcessFigures before, after;
    double per(double ProcessFigures::*field) const {
        return load.done == 0 ? 0 : (after.*field - before.*field) / static_cast<double>(load.done);
    }
    double cpu_us() const { return per(&ProcessFigures::cpu_seconds) * 1e6; }
};

class Bench {
  public:
    Bench(Target target, std::ostream& out)
        : target_(std::move(target)),
          out_(out),
          client_(client_options()),
          api_(api_settings(), system_clock()) {}

    Result<void> prepare() {
        auto seeded = seed_demo_catalogue(api_, "config/demo/catalogus.json");
        if (!seeded) return seeded.problem();
        catalogue_ = std::move(seeded).value();
        for (const std::string name : {"1-zaaknummer", "2-zaak", "4-document", "5-zaakdetails",
                                       "6-documentenlijst", "7-document-lezen"}) {
            std::ifstream in("config/demo/" + name + ".xml");
            std::stringstream text;
            text << in.rdbuf();
            std::string message = text.str();
            message = replace_all(std::move(message), "@@VANDAAG@@", stuf_date(system_clock().now()));
            templates_[name] =
                replace_all(std::move(message), "@@NU@@", stuf_timestamp(system_clock().now()));
        }
        // One role and one status: what the limits of the product are stated for.
        std::string& zaak = templates_["2-zaak"];
        cut(zaak, "<ZKN:anderZaakObject>", "</ZKN:anderZaakObject>");
        cut(zaak, "<StUF:extraElementen>", "</StUF:extraElementen>");
        return {};
    }

    void operations() {
        measure("genereerZaakIdentificatie", "1-zaaknummer", "VrijBericht");
        measure("creeerZaak", "2-zaak", "OntvangAsynchroon");
        const Row& created = rows_.back();
        const LoadFigures direct = run_load(target_.messages, target_.connections,
                                            [this](std::uint64_t n) { return direct_zaak(n); });
        direct_cpu_us_ = direct.own_cpu_us;
        direct_ = direct;
        ratio_ = direct.own_cpu_us > 0 ? created.cpu_us() / direct.own_cpu_us : 0;
        measure("geefZaakdetails", "5-zaakdetails", "BeantwoordVraag");
        measure("voegZaakdocumentToe", "4-document", "OntvangAsynchroon");
        measure("geefLijstZaakdocumenten", "6-documentenlijst", "BeantwoordVraag");
        measure("geefZaakdocumentLezen", "7-document-lezen", "BeantwoordVraag");
    }

    void documents() {
        if (target_.document_mb == 0) return;
        const std::uint64_t length = (target_.document_mb << 20) / 3 * 4;
        const ProcessFigures rest = read_metrics(client_, target_.admin);
        const auto one = run_load(1, 1, [&](std::uint64_t n) { return send_document(n, length); });
        const auto back = run_load(1, 1, [&](std::uint64_t n) { return read_document(n, length); });
        const auto floor_in = run_load(1, 1, [&](std::uint64_t n) { return direct_document(n, length); });
        const auto floor_out = run_load(1, 1, [&](std::uint64_t) { return direct_download(length); });
        const auto eight = run_load(target_.documents, target_.documents,
                                    [&](std::uint64_t n) { return send_document(n + 1, length); });
        const ProcessFigures after = read_metrics(client_, target_.admin);
        json figures{
            {"megabytes", target_.document_mb},
            {"in_seconds", one.seconds},
            {"out_seconds", back.seconds},
            {"direct_in_seconds", floor_in.seconds},
            {"direct_out_seconds", floor_out.seconds},
            {"in_ratio", one.seconds / floor_in.seconds},
            {"out_ratio", back.seconds / floor_out.seconds},
            {"at_once", target_.documents},
            {"at_once_seconds", eight.seconds},
            {"resident_at_rest_mb", rest.resident_mb},
            {"peak_mb", after.peak_mb},
            {"added_mb", after.peak_mb - rest.resident_mb},
            {"failed", one.failed + back.failed + eight.failed + floor_in.failed + floor_out.failed}};
        for (const LoadFigures* load : {&one, &back, &floor_in, &floor_out, &eight}) {
            if (load->failed > 0) figures["first_failure"] = load->first_failure;
        }
        document_figures_ = figures;
    }

    std::uint64_t failures() const {
        std::uint64_t total =
            direct_.failed +
            (document_figures_.is_object() ? document_figures_["failed"].get<std::uint64_t>() : 0);
        for (const Row& row : rows_)
            total += row.load.failed;
        return total;
    }

    void print(bool as_json) const {
        if (as_json) {
            out_ << to_json().dump(2) << "\n";
            return;
        }
        out_ << fmt::format("{} verbindingen, {} berichten per operatie\n\n", target_.connections,
                            target_.messages);
        out_ << fmt::format("{:<26} {:>9} {:>8} {:>8} {:>8} {:>10} {:>9} {:>8} {:>6}\n", "operatie", "per s",
                            "p50 ms", "p95 ms", "p99 ms", "calls/ber.", "CPU µs", "piek MB", "fout");
        for (const Row& row : rows_) {
            out_ << fmt::format(
                "{:<26} {:>9.0f} {:>8.1f} {:>8.1f} {:>8.1f} {:>10.2f} {:>9.0f} {:>8.0f} {:>6}\n", row.name,
                row.load.per_second(), row.load.median_ms, row.load.p95_ms, row.load.p99_ms,
                row.per(&ProcessFigures::zgw_calls), row.cpu_us(), row.after.peak_mb, row.load.failed);
            if (row.load.failed > 0) out_ << "    eerste fout: " << row.load.first_failure << "\n";
        }
        out_ << fmt::format(
            "{:<26} {:>9.0f} {:>8.1f} {:>8.1f} {:>8.1f} {:>10} {:>9.0f} {:>8} {:>6}   dezelfde schrijfacties "
            "van creeerZaak, zonder brug\n",
            "rechtstreeks", direct_.per_second(), direct_.median_ms, direct_.p95_ms, direct_.p99_ms, 3,
            direct_cpu_us_, "", direct_.failed);
        out_ << fmt::format(
            "\nCPU van de brug per creeerZaak / CPU van dezelfde aanroepen rechtstreeks: {:.2f}\n", ratio_);
        if (document_figures_.is_object()) out_ << "\nDocument:\n" << document_figures_.dump(2) << "\n";
    }

  private:
    http::ClientOptions client_options() const {
        http::ClientOptions options;
        options.max_idle_per_host = target_.connections;
        return options;
    }

    zgw::HttpZgwSettings api_settings() const {
        zgw::HttpZgwSettings settings;
        for (const zgw::Api api : zgw::kAllApis) {
            settings.apis[api] = {
                target_.register_root + "/" + std::string(zgw::api_name(api)) + "/api/v1",
                {zgw::Credentials::Kind::kJwt, target_.client_id, target_.secret, "", "", ""}};
        }
        settings.client = client_options();
        settings.call_timeout = std::chrono::minutes(5);
        return settings;
    }

    static void cut(std::string& text, std::string_view from, std::string_view to) {
        const std::size_t start = text.find(from);
        const std::size_t end = text.find(to);
        if (start != std::string::npos && end != std::string::npos)
            text.erase(start, end + to.size() - start);
    }

    std::string zaak_number(std::uint64_t n) const { return run_ + "-" + std::to_string(n); }
    std::string document_number(std::uint64_t n) const { return run_ + "-D" + std::to_string(n); }

    std::string filled(const std::string& name, std::uint64_t n) const {
        std::string message = replace_all(templates_.at(name), "@@ZAAK@@", zaak_number(n));
        message = replace_all(std::move(message), "@@DOCUMENT@@", document_number(n));
        return replace_all(std::move(message), "@@REFERENTIE@@", uuid4());
    }

    std::string post(const std::string& endpoint, std::vector<http::BodyPart> body,
                     const std::function<bool(std::string_view)>* sink = nullptr) {
        http::ClientRequest request;
        request.method = "POST";
        request.url = target_.bridge + "/zds/" + endpoint;
        request.headers = {{"Content-Type", "text/xml; charset=utf-8"}, {"SOAPAction", "\"\""}};
        request.body = std::move(body);
        request.timeout = std::chrono::minutes(5);
        const http::Client::Outcome outcome =
            sink == nullptr ? client_.call(request) : client_.call(request, *sink);
        if (const auto* failure = std::get_if<http::CallFailure>(&outcome)) return failure->problem.log_text;
        const auto& response = std::get<http::ClientResponse>(outcome);
        return response.status == 200
                   ? std::string()
                   : fmt::format("HTTP {}: {}", response.status, response.body.substr(0, 600));
    }

    void measure(const std::string& name, const std::string& message, const std::string& endpoint) {
        Row row;
        row.name = name;
        row.before = read_metrics(client_, target_.admin);
        row.load = run_load(target_.messages, target_.connections, [&](std::uint64_t n) {
            return post(endpoint, {{filled(message, n), nullptr, 0}});
        });
        row.after = read_metrics(client_, target_.admin);
        rows_.push_back(std::move(row));
    }

    std::string write(zgw::Api api, const std::string& target, const json& body, std::string* url = nullptr) {
        zgw::Call call;
        call.api = api;
        call.method = "POST";
        call.target = target;
        call.body = &body;
        const auto answer = api_.call(call);
        if (!answer.ok()) return answer.failure().problem.log_text;
        if (url != nullptr) *url = answer->url();
        return {};
    }

    // What creeerZaak with one role and one status comes down to.
    std::string direct_zaak(std::uint64_t n) {
        std::string url;
        const std::string today = iso_date(system_clock().now());
        std::string wrong =
            write(zgw::Api::kZaken, "/zaken",
                  {{"identificatie", run_ + "-R" + std::to_string(n)},
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
        wrong = write(zgw::Api::kZaken, "/rollen",
                      {{"zaak", url},
                       {"roltype", catalogue_.roltype},
                       {"roltoelichting", "Initiator"},
                       {"betrokkeneType", "natuurlijk_persoon"},
                       {"betrokkeneIdentificatie",
                        {{"inpBsn", "999993653"},
                         {"geslachtsnaam", "Vries"},
                         {"voorletters", "A.B."},
                         {"geslachtsaanduiding", "v"},
                         {"geboortedatum", "1985-02-14"}}}});
        if (!wrong.empty()) return wrong;
        return write(zgw::Api::kZaken, "/statussen",
                     {{"zaak", url},
                      {"statustype", catalogue_.statustype},
                      {"datumStatusGezet", iso_timestamp(system_clock().now() - std::chrono::seconds(5))},
                      {"statustoelichting", "Door het formulier gezet"}});
    }

    // The document message with `length` base64 characters in place of the small PDF.
    std::vector<http::BodyPart> large_message(std::uint64_t n, std::uint64_t length) {
        std::string message =
            replace_all(filled("4-document", 0), document_number(0), document_number(n) + "-G");
        const std::size_t start = message.find('>', message.find("<ZKN:inhoud")) + 1;
        const std::size_t end = message.find('<', start);
        return {{message.substr(0, start), nullptr, 0},
                {"", [length] { return std::make_unique<LetterStream>(length); }, length},
                {message.substr(end), nullptr, 0}};
    }

    std::string send_document(std::uint64_t n, std::uint64_t length) {
        return post("OntvangAsynchroon", large_message(n, length));
    }

    std::string read_document(std::uint64_t n, std::uint64_t length) {
        const std::string message =
            replace_all(filled("7-document-lezen", 0), document_number(0), document_number(n) + "-G");
        std::uint64_t received = 0;
        const std::function<bool(std::string_view)> sink = [&](std::string_view piece) {
            received += piece.size();
            return true;
        };
        const std::string wrong = post("BeantwoordVraag", {{message, nullptr, 0}}, &sink);
        if (!wrong.empty()) return wrong;
        return received > length ? std::string() : fmt::format("only {} bytes came back", received);
    }

    std::string direct_document(std::uint64_t n, std::uint64_t length) {
        const json body{{"identificatie", document_number(n) + "-R"},
                        {"bronorganisatie", catalogue_.rsin},
                        {"creatiedatum", iso_date(system_clock().now())},
                        {"titel", "Groot"},
                        {"auteur", "bench"},
                        {"taal", "nld"},
                        {"informatieobjecttype", catalogue_.informatieobjecttype},
                        {"bestandsomvang", length / 4 * 3},
                        {"formaat", "application/pdf"},
                        {"bestandsnaam", "groot.pdf"}};
        std::string text = body.dump();
        text.pop_back();
        http::ClientRequest request;
        request.method = "POST";
        request.url = api_.root(zgw::Api::kDocumenten) + "/enkelvoudiginformatieobjecten";
        request.headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer " + token()}};
        request.body = {{text + ",\"inhoud\":\"", nullptr, 0},
                        {"", [length] { return std::make_unique<LetterStream>(length); }, length},
                        {"\"}", nullptr, 0}};
        request.timeout = std::chrono::minutes(5);
        const http::Client::Outcome outcome = client_.call(request);
        if (const auto* failure = std::get_if<http::CallFailure>(&outcome)) return failure->problem.log_text;
        const auto& response = std::get<http::ClientResponse>(outcome);
        if (response.status != 201)
            return fmt::format("HTTP {}: {}", response.status, response.body.substr(0, 300));
        direct_url_ = json::parse(response.body).value("inhoud", "");
        return {};
    }

    std::string direct_download(std::uint64_t length) {
        std::uint64_t received = 0;
        zgw::Call call;
        call.api = zgw::Api::kDocumenten;
        call.target = direct_url_;
        const auto answer = api_.download(call, [&](std::string_view piece) {
            received += piece.size();
            return true;
        });
        if (!answer.ok()) return answer.failure().problem.log_text;
        return received == length / 4 * 3 ? std::string() : fmt::format("only {} bytes came back", received);
    }

    std::string token() const {
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

    json to_json() const {
        json list = json::array();
        for (const Row& row : rows_) {
            list.push_back({{"operation", row.name},
                            {"messages", row.load.done},
                            {"failed", row.load.failed},
                            {"per_second", row.load.per_second()},
                            {"median_ms", row.load.median_ms},
                            {"p95_ms", row.load.p95_ms},
                            {"p99_ms", row.load.p99_ms},
                            {"zgw_calls_per_message", row.per(&ProcessFigures::zgw_calls)},
                            {"bridge_cpu_us", row.cpu_us()},
                            {"peak_mb", row.after.peak_mb}});
        }
        return {
            {"connections", target_.connections},
            {"operations", list},
            {"direct",
             {{"per_second", direct_.per_second()}, {"cpu_us", direct_cpu_us_}, {"failed", direct_.failed}}},
            {"cpu_ratio", ratio_},
            {"document", document_figures_}};
    }

    Target target_;
    std::ostream& out_;
    http::Client client_;
    zgw::HttpZgwApi api_;
    DemoCatalogue catalogue_;
    std::map<std::string, std::string> templates_;
    const std::string run_ = "BENCH-" + uuid4().substr(0, 8);
    std::vector<Row> rows_;
    LoadFigures direct_;
    double direct_cpu_us_ = 0, ratio_ = 0;
    std::string direct_url_;
    json document_figures_;
};

}  // namespace

int run_bench(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    const auto options = parse_options(arguments,
                                       {{"bridge", true},
                                        {"admin", true},
                                        {"zgw", true},
                                        {"client-id", true},
                                        {"secret", true},
                                        {"connections", true},
                                        {"messages", true},
                                        {"document-mb", true},
                                        {"documents", true},
                                        {"json", false}},
                                       err);
    if (!options || !options->rest.empty()) return kWrongUse;
    Target target;
    target.bridge = options->get("bridge", "http://127.0.0.1:8080");
    target.admin = options->get("admin", "http://127.0.0.1:8082");
    target.register_root = options->get("zgw", "http://127.0.0.1:8081");
    target.client_id = options->get("client-id", "veerpont");
    target.secret = options->get("secret", "proef-geheim");
    const auto connections = options->number("connections", 64, err);
    const auto messages = options->number("messages", 2000, err);
    const auto document_mb = options->number("document-mb", 0, err);
    const auto documents = options->number("documents", 8, err);
    if (!connections || !messages || !document_mb || !documents) return kWrongUse;
    target.connections = static_cast<unsigned>(std::clamp(*connections, 1L, 1000L));
    target.messages = static_cast<std::uint64_t>(*messages);
    target.document_mb = static_cast<std::uint64_t>(*document_mb);
    target.documents = static_cast<unsigned>(std::clamp(*documents, 1L, 64L));

    Bench bench(target, out);
    if (const auto prepared = bench.prepare(); !prepared) {
        err << "De catalogus van de meting is niet te laden: " << prepared.problem().log_text << "\n";
        return kFindings;
    }
    bench.operations();
    bench.documents();
    bench.print(options->has("json"));
    return bench.failures() == 0 ? kOk : kFindings;
}

}  // namespace veerpont::cli
