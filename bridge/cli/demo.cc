#include "bridge/cli/demo.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>
#include <sstream>
#include <thread>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <nlohmann/json.hpp>

#include "bridge/base/crypto.h"
#include "bridge/base/text.h"
#include "bridge/base/time_zone.h"
#include "bridge/cli/bridge.h"
#include "bridge/cli/demo_catalogue.h"
#include "bridge/cli/serve.h"
#include "bridge/http/client.h"
#include "bridge/soap/envelope.h"
#include "bridge/zgw/http_api.h"

namespace veerpont::cli {

namespace {

namespace fs = std::filesystem;

// Remembers what the bridge did for the last message.
class Watcher final : public operations::Observer {
  public:
    void message_done(const operations::Outcome& outcome) override {
        const std::lock_guard lock(mutex_);
        operation_ = outcome.operation;
        profile_ = outcome.profile;
        calls_ = outcome.calls;
        trace_ = outcome.trace;
    }
    void call_done(const operations::CallRecord&) override {}
    void lookup_done(bool) override {}
    void undo_done(std::string_view) override {}

    void show(std::ostream& out, bool colour) {
        const std::lock_guard lock(mutex_);
        const auto dim = [&](const std::string& text) {
            return colour ? "\x1b[2m" + text + "\x1b[0m" : text;
        };
        out << fmt::format("  operatie {}, profiel {}\n", operation_, profile_);
        out << "  regels die vuurden:\n";
        for (const translate::TraceEntry& entry : trace_) {
            if (entry.outcome == translate::TraceEntry::Outcome::kIgnored) continue;
            out << fmt::format("    {:<52} {:<22} -> {:<28} {}\n",
                               entry.stuf.empty() ? entry.zgw : entry.stuf, utf8_prefix(entry.from, 22),
                               utf8_prefix(entry.to, 28),
                               dim(entry.rule + (entry.reason.empty() ? "" : "  " + entry.reason)));
        }
        if (trace_.empty()) out << "    (geen veldregels: dit bericht heeft geen velden)\n";
        out << "  aanroepen van het register:\n";
        for (const operations::CallRecord& call : calls_) {
            out << fmt::format("    {:<6} {:<70} {} {:.1f} ms\n", call.method, call.url, call.status,
                               static_cast<double>(call.duration.count()) / 1000.0);
        }
        if (calls_.empty()) out << "    (geen)\n";
        operation_.clear();
        calls_.clear();
        trace_.clear();
    }

  private:
    std::mutex mutex_;
    std::string operation_, profile_;
    std::vector<operations::CallRecord> calls_;
    std::vector<translate::TraceEntry> trace_;
};

struct Script {
    std::ostream& out;
    bool colour;
    std::uint16_t port;
    http::Client& client;
    xml::ReaderPool& readers;
    Watcher& watcher;
    fs::path folder;
    std::map<std::string, std::string> words;
    int wrong = 0;

    void expect(bool right, const std::string& what) {
        const std::string mark =
            right ? (colour ? "\x1b[32m✓\x1b[0m" : "goed") : (colour ? "\x1b[31m✗\x1b[0m" : "FOUT");
        out << "  " << mark << " " << what << "\n";
        if (!right) ++wrong;
    }

    std::string filled(const std::string& file) const {
        std::ifstream in(folder / file);
        std::stringstream text;
        text << in.rdbuf();
        std::string result = text.str();
        for (const auto& [word, value] : words)
            result = replace_all(std::move(result), fmt::format("@@{}@@", word), value);
        return replace_all(std::move(result), "@@REFERENTIE@@", uuid4());
    }

    // Sends one message and shows what happened; the answer's body element, nothing when there was none.
    std::optional<soap::Envelope> send(const std::string& title, const std::string& file,
                                       const std::string& endpoint) {
        out << "\n" << (colour ? "\x1b[1;34m" : "") << title << (colour ? "\x1b[0m" : "") << "\n";
        http::ClientRequest request;
        request.method = "POST";
        request.url = fmt::format("http://127.0.0.1:{}/zds/{}", port, endpoint);
        request.headers = {{"Content-Type", "text/xml; charset=utf-8"}, {"SOAPAction", "\"\""}};
        request.body.push_back({filled(file), nullptr, 0});
        out << fmt::format("  binnen: POST /zds/{} ({}, {} bytes)\n", endpoint, file,
                           request.body.front().text.size());
        const http::Client::Outcome outcome = client.call(request);
        const auto* response = std::get_if<http::ClientResponse>(&outcome);
        if (response == nullptr) {
            expect(false, "er kwam geen antwoord");
            return std::nullopt;
        }
        watcher.show(out, colour);
        std::istringstream body(response->body);
        soap::Reading reading;
        auto envelope =
            soap::read_envelope(readers, body, {std::string(response->header("Content-Type")), ""}, reading,
                                xml::Validation::kOff);
        if (!envelope) {
            expect(false, "het antwoord is geen SOAP");
            return std::nullopt;
        }
        out << fmt::format("  terug: HTTP {}, {} ({} bytes)\n", response->status, envelope->body.local(),
                           response->body.size());
        expect(response->status == 200, "HTTP 200");
        return std::move(envelope).value();
    }
};

std::string text_at(const std::optional<soap::Envelope>& answer, std::string_view path) {
    return answer ? std::string(answer->body.find(path).text()) : std::string();
}

std::size_t count(xml::Element parent, std::string_view name) {
    std::size_t found = 0;
    for (const xml::Element child : parent.children())
        found += child.local() == name ? 1U : 0U;
    return found;
}

nlohmann::json ask(zgw::ZgwApi& api, zgw::Api which, const std::string& path,
                   std::vector<std::pair<std::string, std::string>> query) {
    zgw::Call call;
    call.api = which;
    call.target = path;
    call.query = std::move(query);
    const auto answer = api.get_all(call);
    return answer.ok() ? answer->json() : nlohmann::json::array();
}

void play(Script& script) {
    const auto number = script.send("1. Een zaaknummer vragen", "1-zaaknummer.xml", "VrijBericht");
    script.words["ZAAK"] = text_at(number, "zaak/identificatie");
    script.expect(!script.words["ZAAK"].empty(), "zaaknummer " + script.words["ZAAK"]);

    const auto created = script.send("2. De zaak: een persoon, een punt op de kaart en een extra element",
                                     "2-zaak.xml", "OntvangAsynchroon");
    script.expect(created && created->body.local() == "Bv03Bericht", "bevestigd met Bv03");

    const auto document_number =
        script.send("3. Een documentnummer vragen", "3-documentnummer.xml", "VrijBericht");
    script.words["DOCUMENT"] = text_at(document_number, "document/identificatie");
    script.expect(!script.words["DOCUMENT"].empty(), "documentnummer " + script.words["DOCUMENT"]);

    const auto added = script.send("4. Een PDF bij de zaak", "4-document.xml", "OntvangAsynchroon");
    script.expect(added && added->body.local() == "Bv03Bericht", "bevestigd met Bv03");

    const auto details = script.send("5. De zaak opvragen", "5-zaakdetails.xml", "BeantwoordVraag");
    script.expect(text_at(details, "antwoord/object/identificatie") == script.words["ZAAK"], "dezelfde zaak");
    script.expect(
        text_at(details, "antwoord/object/heeftAlsInitiator/gerelateerde/natuurlijkPersoon/inp.bsn") ==
            "999993653",
        "met de persoon");
    script.expect(text_at(details, "antwoord/object/heeft/gerelateerde/omschrijving") == "Ontvangen",
                  "met de status");

    const auto list = script.send("6. De documenten van de zaak", "6-documentenlijst.xml", "BeantwoordVraag");
    script.expect(list && count(list->body.find("antwoord/object"), "heeftRelevant") == 1,
                  "een document in de lijst");

    const auto read = script.send("7. De PDF terug", "7-document-lezen.xml", "BeantwoordVraag");
    const Spool* content = read ? read->body.find("antwoord/object/inhoud").content() : nullptr;
    std::string received;
    if (content != nullptr) {
        std::stringstream text;
        text << content->reader()->rdbuf();
        received = text.str();
    }
    const std::string sent = script.filled("4-document.xml");
    const std::size_t start = sent.find('>', sent.find("<ZKN:inhoud")) + 1;
    std::string original = sent.substr(start, sent.find('<', start) - start);
    std::erase_if(original, [](char c) { return c == '\n' || c == ' ' || c == '\r'; });
    script.expect(!received.empty() && received == original, "byte voor byte dezelfde inhoud");
}

void look(Script& script, zgw::ZgwApi& api) {
    script.out << "\nWat het register nu heeft\n";
    const auto zaken = ask(api, zgw::Api::kZaken, "/zaken", {{"identificatie", script.words["ZAAK"]}});
    script.expect(zaken.size() == 1, "een zaak " + script.words["ZAAK"]);
    if (zaken.size() != 1) return;
    const nlohmann::json& zaak = zaken.front();
    script.out << fmt::format("    {}: {} (start {})\n", zaak.value("identificatie", ""),
                              zaak.value("omschrijving", ""), zaak.value("startdatum", ""));
    const std::string url = zaak.value("url", "");
    const auto rollen = ask(api, zgw::Api::kZaken, "/rollen", {{"zaak", url}});
    script.expect(rollen.size() == 1 && rollen.front().value("betrokkeneType", "") == "natuurlijk_persoon",
                  "een rol: natuurlijk persoon");
    script.expect(ask(api, zgw::Api::kZaken, "/statussen", {{"zaak", url}}).size() == 1, "een status");
    const auto objects = ask(api, zgw::Api::kZaken, "/zaakobjecten", {{"zaak", url}});
    const bool located =
        (zaak.contains("zaakgeometrie") && zaak["zaakgeometrie"].is_object()) || !objects.empty();
    script.expect(located, "het punt op de kaart");
    const auto properties = ask(api, zgw::Api::kZaken, url + "/zaakeigenschappen", {});
    script.expect(properties.size() == 1 && properties.front().value("waarde", "") == "AB-123-C",
                  "de eigenschap kenteken");
    script.expect(ask(api, zgw::Api::kZaken, "/zaakinformatieobjecten", {{"zaak", url}}).size() == 1,
                  "een document bij de zaak");
}

zgw::HttpZgwSettings seeding_client(const std::string& root) {
    zgw::HttpZgwSettings settings;
    for (const zgw::Api api : zgw::kAllApis) {
        settings.apis[api] = {root + "/" + std::string(zgw::api_name(api)) + "/api/v1",
                              {zgw::Credentials::Kind::kJwt, "veerpont", "proef-geheim", "", "", ""}};
    }
    return settings;
}

}  // namespace

int run_demo(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    auto specs = settings_options();
    specs.push_back({"keep", false});
    const auto options = parse_options(arguments, specs, err);
    if (!options || !options->rest.empty()) return kWrongUse;
    auto settings = load_settings(*options, err);
    if (!settings) return kWrongUse;
    std::string pattern = (fs::temp_directory_path() / "veerpont-demo-XXXXXX").string();
    if (!options->has("data")) {
        if (mkdtemp(pattern.data()) == nullptr) {
            err << "Er is geen tijdelijke map te maken.\n";
            return kFindings;
        }
        settings->data = pattern;
    }
    int wrong = 0;
    try {
        spdlog::set_level(spdlog::level::err);
        block_signals();
        const bool colour = isatty(STDOUT_FILENO) != 0;
        Watcher watcher;
        Bridge bridge(*settings, &watcher);
        zgw::HttpZgwApi api(seeding_client(bridge.sandbox_root()), system_clock());
        const auto catalogue = seed_demo_catalogue(api, "config/demo/catalogus.json");
        if (!catalogue) {
            err << "De catalogus is niet te laden: " << catalogue.problem().log_text << "\n";
            return kFindings;
        }
        out << "Veerpont en een leeg proefregister draaien; de catalogus heeft zaaktype " << catalogue->code
            << ".\n";
        http::Client client({});
        xml::ReaderPool readers({});
        Script script{out, colour, bridge.port(), client, readers, watcher, "config/demo", {}};
        const Time now = system_clock().now();
        script.words = {{"VANDAAG", stuf_date(now)}, {"NU", stuf_timestamp(now)}};
        play(script);
        look(script, api);
        wrong = script.wrong;
        out << "\n"
            << (wrong == 0 ? "Alles klopt." : fmt::format("{} controle(s) kloppen niet.", wrong)) << "\n";
        if (options->has("keep")) {
            out << fmt::format(
                       "\nAlles blijft draaien tot Ctrl-C:\n  StUF      http://127.0.0.1:{}/zds\n  beheer    "
                       "http://127.0.0.1:{}/metrics\n"
                       "  register  {} (client veerpont, geheim proef-geheim)\n  gegevens  {}\n",
                       bridge.port(), bridge.admin_port(), bridge.sandbox_root(), settings->data.string())
                << std::flush;
            wait_for_stop([&] { (void)bridge.reload().ok(); });
        }
        bridge.stop();
    } catch (const std::exception& failure) {
        err << failure.what() << "\n";
        wrong = 1;
    }
    if (!options->has("data")) {
        std::error_code ignored;
        fs::remove_all(settings->data, ignored);
    }
    return wrong == 0 ? kOk : kFindings;
}

}  // namespace veerpont::cli
