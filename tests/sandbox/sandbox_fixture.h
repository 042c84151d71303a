// A sandbox on a free port with a small published catalogue, and a client that signs its calls. Every answer
// is remembered, so that a test can hold them all against the official schemas.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "bridge/base/crypto.h"
#include "bridge/http/client.h"
#include "bridge/sandbox/register.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temporary_folder.h"

namespace veerpont::sandbox {

using Json = nlohmann::json;

struct Reply {
    int status = 0;
    Json body;
    std::string text;
    http::Headers headers;

    std::string header(std::string_view name) const { return std::string(http::header(headers, name)); }
    std::string url() const { return body.value("url", ""); }
    // The code of the first invalid parameter, as "name/code"; "code" of the problem when there is none.
    std::string problem() const {
        if (!body.is_object()) {
            return "";
        }
        const auto params = body.find("invalidParams");
        if (params == body.end() || params->empty()) {
            return body.value("code", "");
        }
        return (*params)[0].value("name", "") + "/" + (*params)[0].value("code", "");
    }
};

class SandboxTest : public ::testing::Test {
  protected:
    static constexpr char kRsin[] = "001005650";

    void SetUp() override { start(); }

    void start() {
        SandboxOptions options;
        options.data = folder_.path();
        options.clients = default_clients();
        options.clients.push_back({"lezer", "geheim", {"zaken.lezen", "catalogi.lezen"}});
        options.clients.push_back(
            {"loket",
             "geheim",
             {"*", "-zaken.geforceerd-bijwerken", "-zaken.heropenen", "-zaken.statussen.toevoegen",
              "-catalogi.geforceerd-schrijven", "-catalogi.geforceerd-verwijderen"}});
        options.clock = &clock_;
        options.part_size = 10;
        sandbox_ = std::make_unique<Sandbox>(options);
    }

    std::string token(const std::string& client, const std::string& secret,
                      std::int64_t seconds_ahead = -5) const {
        const auto now =
            std::chrono::duration_cast<std::chrono::seconds>(clock_.now().time_since_epoch()).count();
        const std::string part =
            base64url_encode(R"({"typ":"JWT","alg":"HS256"})") + "." +
            base64url_encode(Json{{"client_id", client}, {"iat", now + seconds_ahead}}.dump());
        return "Bearer " + part + "." + base64url_encode(hmac_sha256(secret, part));
    }

    http::ClientRequest request(const std::string& method, const std::string& target) const {
        http::ClientRequest request;
        request.method = method;
        request.url = target.starts_with("http") ? target : sandbox_->root() + target;
        const std::string secret = as_ == "veerpont"        ? "proef-geheim"
                                   : as_ == "veerpont-brug" ? "proef-geheim-brug"
                                                            : "geheim";
        request.headers = {{"Authorization", token(as_, secret)}, {"Accept-Crs", "EPSG:4326"}};
        return request;
    }

    Reply send(http::ClientRequest request) {
        auto outcome = client_.call(request);
        const auto* answer = std::get_if<http::ClientResponse>(&outcome);
        if (!answer) {
            ADD_FAILURE() << request.method << " " << request.url << ": "
                          << std::get<http::CallFailure>(outcome).problem.log_text;
            return {};
        }
        Reply reply{answer->status, Json::parse(answer->body, nullptr, false), answer->body, answer->headers};
        if (!reply.body.is_discarded()) {
            answers_.push_back({{"method", request.method},
                                {"path", request.url.substr(sandbox_->root().size())},
                                {"status", reply.status},
                                {"type", reply.header("Content-Type")},
                                {"body", reply.body}});
        }
        return reply;
    }

    Reply call(const std::string& method, const std::string& target, const Json& body = nullptr) {
        auto it = request(method, target);
        if (!body.is_null()) {
            it.headers.emplace_back("Content-Type", "application/json");
            it.headers.emplace_back("Content-Crs", "EPSG:4326");
            it.body.push_back({body.dump(), nullptr, 0});
        }
        return send(std::move(it));
    }
    Reply get(const std::string& target) { return call("GET", target); }
    Reply post(const std::string& target, const Json& body) { return call("POST", target, body); }
    Reply patch(const std::string& target, const Json& body) { return call("PATCH", target, body); }

    // POST that must succeed; gives the new resource.
    Json made(const std::string& target, const Json& body) {
        auto reply = post(target, body);
        EXPECT_EQ(reply.status, 201) << target << " " << reply.text;
        return reply.body;
    }

    // --- a small catalogue ------------------------------------------------------------------------

    static Json zaaktype_body(const std::string& catalogus, const std::string& identificatie) {
        return {{"catalogus", catalogus},
                {"identificatie", identificatie},
                {"omschrijving", "Kapvergunning"},
                {"vertrouwelijkheidaanduiding", "zaakvertrouwelijk"},
                {"doel", "Toestemming"},
                {"aanleiding", "Aanvraag"},
                {"indicatieInternOfExtern", "extern"},
                {"handelingInitiator", "aanvragen"},
                {"onderwerp", "Boom"},
                {"handelingBehandelaar", "behandelen"},
                {"doorlooptijd", "P56D"},
                {"opschortingEnAanhoudingMogelijk", true},
                {"verlengingMogelijk", false},
                {"publicatieIndicatie", false},
                {"productenOfDiensten", Json::array()},
                {"referentieproces", {{"naam", "Vergunnen"}}},
                {"besluittypen", Json::array()},
                {"deelzaaktypen", Json::array()},
                {"gerelateerdeZaaktypen", Json::array()},
                {"verantwoordelijke", "Team Groen"},
                {"beginGeldigheid", "2020-01-01"},
                {"versiedatum", "2020-01-01"}};
    }

    static Json resultaattype_body(const std::string& zaaktype, const std::string& omschrijving) {
        return {{"zaaktype", zaaktype},
                {"omschrijving", omschrijving},
                {"resultaattypeomschrijving", "https://selectielijst.example/omschrijvingen/1"},
                {"selectielijstklasse", "https://selectielijst.example/resultaten/1"},
                {"archiefnominatie", "vernietigen"},
                {"archiefactietermijn", "P5Y"},
                {"brondatumArchiefprocedure", {{"afleidingswijze", "afgehandeld"}}}};
    }

    void make_catalogue() {
        catalogus_ =
            made("/catalogi/api/v1/catalogussen",
                 {{"domein", "PROEF"}, {"rsin", kRsin}, {"contactpersoonBeheerNaam", "Beheer"}})["url"];
        informatieobjecttype_ =
            made("/catalogi/api/v1/informatieobjecttypen", {{"catalogus", catalogus_},
                                                            {"omschrijving", "Bijlage"},
                                                            {"vertrouwelijkheidaanduiding", "openbaar"},
                                                            {"informatieobjectcategorie", "Algemeen"},
                                                            {"beginGeldigheid", "2020-01-01"}})["url"];
        publish(informatieobjecttype_);
        besluittype_ =
            made("/catalogi/api/v1/besluittypen", {{"catalogus", catalogus_},
                                                   {"omschrijving", "Vergunning"},
                                                   {"publicatieIndicatie", false},
                                                   {"informatieobjecttypen", {informatieobjecttype_}},
                                                   {"beginGeldigheid", "2020-01-01"}})["url"];
        publish(besluittype_);
        zaaktype_ = make_zaaktype("B0100");
    }

    // A published zaaktype with two statustypen, roltypen, a resultaattype, an eigenschap, documents and
    // besluiten.
    std::string make_zaaktype(const std::string& identificatie) {
        Json body = zaaktype_body(catalogus_, identificatie);
        body["besluittypen"] = {besluittype_};
        const std::string url = made("/catalogi/api/v1/zaaktypen", body)["url"];
        parts_[url]["eind"] = made("/catalogi/api/v1/statustypen",
                                   {{"zaaktype", url}, {"omschrijving", "Klaar"}, {"volgnummer", 2}})["url"];
        parts_[url]["begin"] =
            made("/catalogi/api/v1/statustypen",
                 {{"zaaktype", url}, {"omschrijving", "Ontvangen"}, {"volgnummer", 1}})["url"];
        parts_[url]["resultaattype"] =
            made("/catalogi/api/v1/resultaattypen", resultaattype_body(url, "Verleend"))["url"];
        for (const std::string rol : {"initiator", "belanghebbende"}) {
            parts_[url][rol] =
                made("/catalogi/api/v1/roltypen",
                     {{"zaaktype", url}, {"omschrijving", rol}, {"omschrijvingGeneriek", rol}})["url"];
        }
        parts_[url]["eigenschap"] = made(
            "/catalogi/api/v1/eigenschappen",
            {{"zaaktype", url},
             {"naam", "kleur"},
             {"definitie", "Kleur"},
             {"specificatie", {{"formaat", "tekst"}, {"lengte", "255"}, {"kardinaliteit", "1"}}}})["url"];
        made("/catalogi/api/v1/zaaktype-informatieobjecttypen",
             {{"zaaktype", url},
              {"informatieobjecttype", informatieobjecttype_},
              {"volgnummer", 1},
              {"richting", "inkomend"}});
        publish(url);
        return url;
    }

    void publish(const std::string& url) {
        const auto reply = post(url + "/publish", Json::object());
        EXPECT_EQ(reply.status, 200) << reply.text;
    }

    std::string part(const std::string& name) { return parts_[zaaktype_][name]; }

    // --- things to begin with ---------------------------------------------------------------------

    Json zaak_body(const std::string& identificatie = "") const {
        Json body = {{"bronorganisatie", kRsin},
                     {"verantwoordelijkeOrganisatie", kRsin},
                     {"zaaktype", zaaktype_},
                     {"startdatum", "2026-10-01"}};
        if (!identificatie.empty()) {
            body["identificatie"] = identificatie;
        }
        return body;
    }
    Json make_zaak(const std::string& identificatie = "") {
        return made("/zaken/api/v1/zaken", zaak_body(identificatie));
    }

    Json document_body(const std::string& content = "hallo") const {
        return {{"bronorganisatie", kRsin},
                {"creatiedatum", "2026-10-01"},
                {"titel", "Brief"},
                {"auteur", "Jansen"},
                {"taal", "nld"},
                {"informatieobjecttype", informatieobjecttype_},
                {"indicatieGebruiksrecht", false},
                {"inhoud", base64_encode(content)},
                {"bestandsomvang", content.size()}};
    }
    Json make_document(const std::string& content = "hallo") {
        return made("/documenten/api/v1/enkelvoudiginformatieobjecten", document_body(content));
    }

    Json status_body(const Json& zaak, const std::string& statustype, const std::string& moment) {
        return {{"zaak", zaak["url"]}, {"statustype", part(statustype)}, {"datumStatusGezet", moment}};
    }
    void close(const Json& zaak, const std::string& moment = "2026-10-14T12:00:00+02:00") {
        made("/zaken/api/v1/resultaten", {{"zaak", zaak["url"]}, {"resultaattype", part("resultaattype")}});
        made("/zaken/api/v1/statussen", status_body(zaak, "eind", moment));
    }

    Json rol_body(const Json& zaak, const std::string& roltype, const std::string& bsn) {
        return {{"zaak", zaak["url"]},
                {"betrokkeneType", "natuurlijk_persoon"},
                {"roltype", part(roltype)},
                {"roltoelichting", "Aanvrager"},
                {"betrokkeneIdentificatie", {{"inpBsn", bsn}, {"geslachtsnaam", "Vries"}}}};
    }

    test::FakeClock clock_;
    test::TemporaryFolder folder_;
    std::unique_ptr<Sandbox> sandbox_;
    http::Client client_{http::ClientOptions{}};
    std::string as_ = "veerpont";  // the client that calls
    std::vector<Json> answers_;
    std::string catalogus_, zaaktype_, informatieobjecttype_, besluittype_;
    std::map<std::string, std::map<std::string, std::string>> parts_;
};

}  // namespace veerpont::sandbox
