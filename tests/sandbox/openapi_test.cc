// The answers of the register against the official OpenAPI files, when those are there.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "tests/sandbox/sandbox_fixture.h"

namespace veerpont::sandbox {
namespace {

class OpenApiTest : public SandboxTest {
  protected:
    void change_everything() {
        auto body = zaak_body("Z1");
        body["kenmerken"] = {{{"kenmerk", "1"}, {"bron", "B"}}};
        body["zaakgeometrie"] = {{"type", "Point"}, {"coordinates", {5.12, 52.09}}};
        body["opschorting"] = {{"indicatie", true}, {"reden", "wacht"}};
        body["verlenging"] = {{"reden", "druk"}, {"duur", "P5D"}};
        body["betalingsindicatie"] = "nvt";
        const auto zaak = made("/zaken/api/v1/zaken", body);
        const std::string url = zaak["url"];
        body["relevanteAndereZaken"] = {{{"url", url}, {"aardRelatie", "vervolg"}}};
        body["identificatie"] = "Z2";
        made("/zaken/api/v1/zaken", body);
        make_rollen(zaak);
        make_objects(url);
        made(url + "/zaakeigenschappen",
             {{"zaak", url}, {"eigenschap", part("eigenschap")}, {"waarde", "rood"}});
        made("/zaken/api/v1/klantcontacten", {{"zaak", url}, {"datumtijd", "2026-10-14T08:00:00Z"}});
        made("/zaken/api/v1/statussen", status_body(zaak, "begin", "2026-10-13T09:00:00+02:00"));
        make_documents(url);
        close(zaak);
        patch(url, {{"omschrijving", "Anders"}});
        call("PUT", url, zaak_body("Z1"));
        post("/zaken/api/v1/zaken", {{"startdatum", "x"}});
        post("/zaken/api/v1/zaken/_zoek", {{"identificatie", "Z1"}});
    }

    void make_rollen(const Json& zaak) {
        auto rol = rol_body(zaak, "initiator", "111222333");
        rol["betrokkeneIdentificatie"]["verblijfsadres"] = {{"aoaIdentificatie", "0392200000000001"},
                                                            {"wplWoonplaatsNaam", "Haarlem"},
                                                            {"gorOpenbareRuimteNaam", "Grote Markt"},
                                                            {"aoaHuisnummer", 2}};
        rol["contactpersoonRol"] = {{"naam", "Jansen"}, {"emailadres", "jansen@voorbeeld.example"}};
        made("/zaken/api/v1/rollen", rol);
        for (const auto& [type, person] :
             {std::pair{"medewerker", Json{{"identificatie", "M1"}}},
              std::pair{"organisatorische_eenheid", Json{{"identificatie", "A1"}, {"naam", "Afdeling"}}},
              std::pair{"vestiging", Json{{"vestigingsNummer", "000012345678"}}},
              std::pair{"niet_natuurlijk_persoon", Json{{"statutaireNaam", "Voorbeeld B.V."}}}}) {
            rol = rol_body(zaak, "belanghebbende", "111222333");
            rol["betrokkeneType"] = type;
            rol["betrokkeneIdentificatie"] = person;
            made("/zaken/api/v1/rollen", rol);
        }
    }

    void make_objects(const std::string& zaak) {
        for (const auto& [type, object] :
             {std::pair{"adres", Json{{"identificatie", "1"},
                                      {"wplWoonplaatsNaam", "Haarlem"},
                                      {"gorOpenbareRuimteNaam", "Grote Markt"},
                                      {"huisnummer", 2}}},
              std::pair{"pand", Json{{"identificatie", "1"}}},
              std::pair{"gemeente", Json{{"gemeenteNaam", "Haarlem"}, {"gemeenteCode", "0392"}}},
              std::pair{"kadastrale_onroerende_zaak",
                        Json{{"kadastraleIdentificatie", "1"}, {"kadastraleAanduiding", "HLM00A123"}}},
              std::pair{"natuurlijk_persoon", Json{{"inpBsn", "999993653"}}}}) {
            made("/zaken/api/v1/zaakobjecten",
                 {{"zaak", zaak}, {"objectType", type}, {"objectIdentificatie", object}});
        }
    }

    void make_documents(const std::string& zaak) {
        auto body = document_body();
        body["ondertekening"] = {{"soort", "digitaal"}, {"datum", "2026-10-01"}};
        body["integriteit"] = {{"algoritme", "sha_256"}, {"waarde", "abc"}, {"datum", "2026-10-01"}};
        body["status"] = "definitief";
        const std::string url = made("/documenten/api/v1/enkelvoudiginformatieobjecten", body)["url"];
        made("/zaken/api/v1/zaakinformatieobjecten", {{"zaak", zaak}, {"informatieobject", url}});
        const auto besluit = made("/besluiten/api/v1/besluiten", {{"verantwoordelijkeOrganisatie", kRsin},
                                                                  {"besluittype", besluittype_},
                                                                  {"zaak", zaak},
                                                                  {"datum", "2026-10-10"},
                                                                  {"ingangsdatum", "2026-10-11"}});
        made("/besluiten/api/v1/besluitinformatieobjecten",
             {{"besluit", besluit["url"]}, {"informatieobject", url}});
        made("/documenten/api/v1/gebruiksrechten", {{"informatieobject", url},
                                                    {"startdatum", "2026-10-01T00:00:00Z"},
                                                    {"omschrijvingVoorwaarden", "Alleen intern"}});
        const std::string lock = post(url + "/lock", Json::object()).body["lock"];
        EXPECT_EQ(patch(url, {{"lock", lock}, {"titel", "Anders"}}).status, 200);
        EXPECT_EQ(post(url + "/unlock", {{"lock", lock}}).status, 204);
        body["inhoud"] = nullptr;
        body["bestandsomvang"] = 15;
        made("/documenten/api/v1/enkelvoudiginformatieobjecten", body);
        patch(url, {{"titel", "x"}});
    }

    // Every list, and every item in it by itself.
    void read_everything() {
        std::vector<std::string> urls;
        for (const std::string list : {"/catalogi/api/v1/catalogussen",
                                       "/catalogi/api/v1/zaaktypen",
                                       "/catalogi/api/v1/statustypen",
                                       "/catalogi/api/v1/resultaattypen",
                                       "/catalogi/api/v1/roltypen",
                                       "/catalogi/api/v1/eigenschappen",
                                       "/catalogi/api/v1/informatieobjecttypen",
                                       "/catalogi/api/v1/besluittypen",
                                       "/catalogi/api/v1/zaaktype-informatieobjecttypen",
                                       "/zaken/api/v1/zaken",
                                       "/zaken/api/v1/rollen",
                                       "/zaken/api/v1/statussen",
                                       "/zaken/api/v1/resultaten",
                                       "/zaken/api/v1/zaakobjecten",
                                       "/zaken/api/v1/zaakinformatieobjecten",
                                       "/zaken/api/v1/klantcontacten",
                                       "/documenten/api/v1/enkelvoudiginformatieobjecten",
                                       "/documenten/api/v1/gebruiksrechten",
                                       "/documenten/api/v1/objectinformatieobjecten",
                                       "/besluiten/api/v1/besluiten",
                                       "/besluiten/api/v1/besluitinformatieobjecten"}) {
            const auto reply = get(list);
            const auto& items = reply.body.is_array() ? reply.body : reply.body["results"];
            EXPECT_FALSE(items.empty()) << list;
            for (const auto& item : items) {
                urls.push_back(item["url"]);
            }
        }
        for (const auto& url : urls) {
            EXPECT_EQ(get(url).status, 200) << url;
            if (url.find("/zaken/api/v1/zaken/") != std::string::npos) {
                get(url + "/zaakeigenschappen");
                get(url + "/besluiten");
            }
        }
        get("/zaken/api/v1/zaken?onbekend=1");
    }
};

TEST_F(OpenApiTest, AnswersFitTheOfficialSchemas) {
    const std::filesystem::path folder = VEERPONT_SOURCE_DIR "/../shared/reference/zgw-openapi";
    if (!std::filesystem::exists(folder) ||
        std::system("/usr/bin/python3 -c 'import yaml' 2>/dev/null") != 0) {
        return;
    }
    make_catalogue();
    change_everything();
    read_everything();
    const auto file = folder_.path() / "answers.jsonl";
    {
        std::ofstream lines(file);
        for (const auto& answer : answers_) {
            lines << answer.dump() << "\n";
        }
    }
    const std::string command = "/usr/bin/python3 " VEERPONT_SOURCE_DIR "/tests/sandbox/check_openapi.py " +
                                file.string() + " zaken=" + (folder / "zaken-1.5.1.yaml").string() +
                                " documenten=" + (folder / "documenten-1.4.3.yaml").string() +
                                " catalogi=" + (folder / "catalogi-1.3.1.yaml").string() +
                                " besluiten=" + (folder / "vng-standard-besluiten-1.1.0.yaml").string() +
                                " 2>&1";
    std::string output;
    auto* pipe = popen(command.c_str(), "r");
    ASSERT_NE(pipe, nullptr);
    std::array<char, 4096> buffer{};
    while (const auto size = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
        output.append(buffer.data(), size);
    }
    EXPECT_EQ(pclose(pipe), 0) << output;
    // Nothing checked would be no proof.
    const auto last = output.substr(output.rfind('\n', output.size() - 2) + 1);
    EXPECT_GT(std::atoi(last.c_str()), 100) << output;
}

}  // namespace
}  // namespace veerpont::sandbox
