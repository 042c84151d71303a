#include "bridge/settings/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "bridge/settings/words.h"
#include "tests/support/temporary_folder.h"

namespace veerpont::settings {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::filesystem::path kConfig = std::filesystem::path(VEERPONT_SOURCE_DIR) / "config";

// The least that a configuration must say.
constexpr const char* kLeast = R"({
  "organisaties": [ { "rsin": "001005650", "gemeentecode": "1900", "standaard": true } ],
  "registers": [ { "name": "proef",
    "roots": { "zaken": "{sandbox}/zaken/api/v1", "catalogi": "{sandbox}/catalogi/api/v1/",
               "documenten": "{sandbox}/documenten/api/v1" },
    "auth": { "client-id": "brug", "secret": "proef" } } ]
})";

class SettingsTest : public ::testing::Test {
  protected:
    // Loads `text` laid over the least configuration; the findings are in findings_.
    std::optional<Settings> load_text(std::string_view text, const std::vector<Override>& overrides = {}) {
        folder_.write("least.json", kLeast);
        nlohmann::json json = nlohmann::json::parse(text);
        json["extends"] = "least.json";
        return load_file(folder_.write("test.json", json.dump(1)), overrides);
    }

    std::optional<Settings> load_file(const std::filesystem::path& file,
                                      const std::vector<Override>& overrides = {}) {
        source::Diagnostics diagnostics;
        auto settings = load(file, overrides, diagnostics);
        EXPECT_EQ(settings.has_value(), diagnostics.ok());
        findings_ = diagnostics.text();
        const std::string folder = folder_.path().string() + "/";
        for (std::size_t at = findings_.find(folder); at != std::string::npos; at = findings_.find(folder)) {
            findings_.erase(at, folder.size());
        }
        return settings;
    }

    test::TemporaryFolder folder_;
    std::string findings_;
};

TEST_F(SettingsTest, TheShippedConfigurationWorksAsItIs) {
    auto settings = load_file(kConfig / "veerpont.json");
    ASSERT_TRUE(settings) << findings_;
    EXPECT_EQ(settings->server.listen, "127.0.0.1:8080");
    EXPECT_EQ(settings->beheer.listen, "127.0.0.1:8082");
    EXPECT_EQ(settings->sandbox.listen, "127.0.0.1:8081");
    EXPECT_TRUE(settings->sandbox.enabled);
    EXPECT_EQ(settings->data, "data");
    ASSERT_EQ(settings->registers.size(), 1U);
    EXPECT_EQ(settings->registers[0].roots.at("zaken"), "http://127.0.0.1:8081/zaken/api/v1");
    EXPECT_EQ(settings->registers[0].roots.at("catalogi"), "http://127.0.0.1:8081/catalogi/api/v1");
    EXPECT_EQ(settings->registers[0].roots.at("documenten"), "http://127.0.0.1:8081/documenten/api/v1");
    EXPECT_EQ(settings->registers[0].roots.at("besluiten"), "http://127.0.0.1:8081/besluiten/api/v1");
    EXPECT_EQ(settings->registers[0].call_timeout, seconds(10));
    EXPECT_EQ(settings->registers[0].connect_timeout, seconds(2));
    EXPECT_EQ(settings->server.message_timeout, seconds(25));
    EXPECT_EQ(settings->server.aliases.at("/translate/generic/zds/OntvangAsynchroon"),
              "/zds/OntvangAsynchroon");
    EXPECT_EQ(settings->server.aliases.at("/services/translate/generic/zds/BeantwoordVraag"),
              "/zds/BeantwoordVraag");
    EXPECT_EQ(settings->server.aliases.at("/zds/VrijeBerichten"), "/zds/VrijBericht");
    ASSERT_NE(find_organisatie(*settings, "wie dan ook"), nullptr);
    EXPECT_EQ(find_organisatie(*settings, "wie dan ook")->rsin, "001005650");
}

// What the shipped file spells out are the defaults themselves: leaving a word out changes nothing.
TEST_F(SettingsTest, WhatIsLeftOutIsAsInTheShippedConfiguration) {
    auto shipped = load_file(kConfig / "veerpont.json");
    auto least = load_text("{}");
    ASSERT_TRUE(shipped && least) << findings_;
    EXPECT_EQ(shipped->server, least->server);
    EXPECT_EQ(shipped->beheer, least->beheer);
    EXPECT_EQ(shipped->data, least->data);
    EXPECT_EQ(shipped->retention, least->retention);
    EXPECT_EQ(shipped->sandbox, least->sandbox);
    EXPECT_EQ(shipped->rules, least->rules);
    EXPECT_EQ(shipped->limits, least->limits);
    EXPECT_EQ(shipped->logging, least->logging);
}

nlohmann::json standard_values(const source::WordTable& table) {
    nlohmann::json values = nlohmann::json::object();
    for (const source::Word& word : table.words) {
        const std::string name(word.word);
        if (!word.standard.empty()) {
            const bool text = word.shape.kinds == source::kString;
            const auto parsed = nlohmann::json::parse(word.standard, nullptr, false);
            values[name] =
                text || parsed.is_discarded() ? nlohmann::json(std::string(word.standard)) : parsed;
        } else if (word.shape.kinds == source::kObject && word.shape.table != nullptr) {
            nlohmann::json nested = standard_values(*word.shape.table);
            if (!nested.empty()) {
                values[name] = std::move(nested);
            }
        }
    }
    return values;
}

TEST_F(SettingsTest, TheDefaultsInTheWordTableAreTheDefaultsOfTheProgram) {
    auto least = load_text("{}");
    const nlohmann::json standard = standard_values(kConfiguration);
    ASSERT_TRUE(standard.contains("limits") && standard["limits"].contains("message-size"));
    auto spelled_out = load_text(standard.dump());
    ASSERT_TRUE(least && spelled_out) << findings_;
    EXPECT_EQ(*least, *spelled_out);

    // The same for the items of lists.
    nlohmann::json lists = nlohmann::json::parse(kLeast);
    lists["senders"] = {{{"name", "a"}, {"match", {{"applicatie", "A"}}}}};
    auto plain = load_text(lists.dump());
    for (const source::Word& word : kConfiguration.words) {
        if (word.shape.items == nullptr || word.shape.items->table == nullptr) {
            continue;
        }
        for (nlohmann::json& item : lists[std::string(word.word)]) {
            item.merge_patch(standard_values(*word.shape.items->table));
        }
    }
    lists["organisaties"][0]["standaard"] = true;
    lists["senders"][0].erase("api-key");  // its header only means something beside a key
    auto full = load_text(lists.dump());
    ASSERT_TRUE(plain && full) << findings_;
    EXPECT_EQ(*plain, *full);
}

TEST_F(SettingsTest, TheSchemaBesideTheConfigurationIsUpToDate) {
    EXPECT_EQ(test::read_file(kConfig / "veerpont.schema.json"), json_schema())
        << "write it again with: veerpont schema";
}

TEST_F(SettingsTest, EveryExampleLoads) {
    // Secrets and the environment as the example says.
    folder_.write("secrets/zgw", "geheim-van-zgw\n");
    folder_.write("secrets/formulieren", "f\r\n");
    folder_.write("secrets/meldingen", "m");
    ASSERT_EQ(setenv("VEERPONT_BEHEER_WACHTWOORD", "b", 1), 0);
    const std::filesystem::path before = std::filesystem::current_path();
    std::filesystem::current_path(folder_.path());
    int loaded = 0;
    for (const auto& entry : std::filesystem::directory_iterator(kConfig)) {
        const std::string name = entry.path().filename().string();
        if (!name.ends_with(".json") || name == "veerpont.schema.json") {
            continue;
        }
        auto settings = load_file(entry.path());
        EXPECT_TRUE(settings) << findings_;
        ++loaded;
        if (settings && name == "register.example.json") {
            EXPECT_EQ(settings->registers[0].auth.secret, "geheim-van-zgw");
            EXPECT_EQ(settings->senders[0].basic_password, "f");
            EXPECT_EQ(settings->senders[1].api_key, "m");
            EXPECT_EQ(settings->senders[1].validation, Sender::Validation::kStrict);
            EXPECT_EQ(settings->beheer.password, "b");
            EXPECT_FALSE(settings->sandbox.enabled);
            ASSERT_TRUE(settings->server.tls);
            EXPECT_EQ(settings->server.tls->client_ca_file, "tls/afzenders-ca.pem");
            EXPECT_FALSE(settings->server.aliases.empty());  // from the file it extends
        }
    }
    std::filesystem::current_path(before);
    unsetenv("VEERPONT_BEHEER_WACHTWOORD");
    EXPECT_GE(loaded, 3);
}

TEST_F(SettingsTest, VectorsConfigurationKnowsTheirOrganisations) {
    const std::filesystem::path file =
        std::filesystem::path(VEERPONT_SOURCE_DIR) / ".." / "shared" / "vectors" / "organisaties.json";
    if (!std::filesystem::exists(file)) {
        return;
    }
    auto settings = load_file(kConfig / "vectors.json");
    ASSERT_TRUE(settings) << findings_;
    const nlohmann::json wanted = nlohmann::json::parse(test::read_file(file));
    ASSERT_FALSE(wanted["organisaties"].empty());
    for (const auto& [name, rsin] : wanted["organisaties"].items()) {
        const Organisatie* found = find_organisatie(*settings, name);
        ASSERT_NE(found, nullptr) << name;
        EXPECT_EQ(found->rsin, rsin) << name;
        EXPECT_TRUE(!found->standaard ||
                    std::find(found->namen.begin(), found->namen.end(), name) != found->namen.end() ||
                    found->gemeentecode == name)
            << name << " is only found as the default";
    }
    EXPECT_EQ(find_organisatie(*settings, "onbekend")->rsin, wanted["rsin"]);
}

TEST_F(SettingsTest, CommandLineWinsOverTheFile) {
    auto settings =
        load_file(kConfig / "veerpont.json", {{"server.listen", "127.0.0.1:9090"},
                                              {"sandbox.listen", "0.0.0.0:9191"},
                                              {"sandbox.enabled", "false"},
                                              {"data", "2026"},
                                              {"registers.0.max-idle-connections", "3"},
                                              {"limits.depth", "40"},
                                              {"limits.message-size", "1MB"},
                                              {"own-name.applicatie", "Brug"},
                                              {"rules.directories", "[\"mappings\", \"extra\"]"}});
    ASSERT_TRUE(settings) << findings_;
    EXPECT_EQ(settings->server.listen, "127.0.0.1:9090");
    EXPECT_FALSE(settings->sandbox.enabled);
    EXPECT_EQ(settings->data, "2026");
    EXPECT_EQ(settings->registers[0].max_idle_connections, 3U);
    EXPECT_EQ(settings->registers[0].roots.at("zaken"), "http://127.0.0.1:9191/zaken/api/v1");
    EXPECT_EQ(settings->limits.depth, 40U);
    EXPECT_EQ(settings->limits.message_bytes, 1U << 20U);
    EXPECT_EQ(settings->limits.outside_content_bytes, 1U << 20U);  // never more than the whole
    EXPECT_EQ(settings->own_applicatie, "Brug");
    EXPECT_THAT(settings->rules, ElementsAre("mappings", "extra"));
    EXPECT_FALSE(settings->server.tls);

    EXPECT_FALSE(
        load_file(kConfig / "veerpont.json",
                  {{"server.lisen", "x"}, {"server.max-connections", "veel"}, {"registers.7.name", "x"}}));
    EXPECT_EQ(
        findings_,
        "--set registers.7.name: \"7\" is geen plaats in deze lijst van 1\n"
        "--set server.lisen: onbekend woord \"lisen\" – bedoelde u \"listen\"?\n"
        "--set server.max-connections: \"max-connections\" moet een geheel getal zijn, niet een tekst\n");
}

TEST_F(SettingsTest, ExtendsMergesGroupsAndReplacesLists) {
    folder_.write("base.json",
                  R"({ "extends": "least.json", "logging": { "level": "debug", "format": "json" },
                                    "server": { "aliases": { "/oud": "/zds" } }, "rules": { "directories": ["a", "b"] } })");
    folder_.write("least.json", kLeast);
    auto settings =
        load_file(folder_.write("top.json", R"({ "extends": "base.json", "logging": { "level": "warn" },
                         "server": { "aliases": { "/ouder": "/zds" } }, "rules": { "directories": ["c"] } })"));
    ASSERT_TRUE(settings) << findings_;
    EXPECT_EQ(settings->logging.level, "warn");
    EXPECT_EQ(settings->logging.format, "json");
    EXPECT_EQ(settings->server.aliases.size(), 2U);
    EXPECT_THAT(settings->rules, ElementsAre("c"));
    EXPECT_EQ(settings->registers[0].roots.at("catalogi"), "http://127.0.0.1:8081/catalogi/api/v1");

    EXPECT_FALSE(load_file(folder_.write("self.json", "{ \"extends\": \"self.json\" }")));
    EXPECT_EQ(findings_, "self.json:1: extends gaat te diep (verwijzen de bestanden naar elkaar?)\n");
    EXPECT_FALSE(load_file(folder_.write("gone.json", "{\n \"extends\": \"weg.json\" }")));
    EXPECT_EQ(findings_, "gone.json:2: het bestand \"weg.json\" bestaat niet\n");
}

TEST_F(SettingsTest, ErrorsStandInTheFileThatHasThem) {
    folder_.write("base.json", "{ \"extends\": \"least.json\",\n \"logging\": { \"levl\": \"debug\" } }");
    folder_.write("least.json", kLeast);
    EXPECT_FALSE(load_file(folder_.write("top.json", "{ \"extends\": \"base.json\",\n\n \"data\": 7 }")));
    EXPECT_EQ(findings_,
              "base.json:2: onbekend woord \"levl\" – bedoelde u \"level\"?\n"
              "top.json:3: \"data\" moet een tekst zijn, niet een geheel getal\n");
}

TEST_F(SettingsTest, SecretsAreNotInTheFile) {
    const auto with_auth = [](const std::string& auth) {
        return R"({"registers": [{"name": "r", "roots": {"zaken": "https://z.example/zaken", "catalogi":
                  "https://z.example/catalogi", "documenten": "https://z.example/documenten"}, "auth": )" +
               auth + "}]}";
    };
    EXPECT_FALSE(load_text(with_auth(R"({"client-id": "c", "secret": "letterlijk"})")));
    EXPECT_THAT(findings_, HasSubstr("\"secret\" mag niet letterlijk in het bestand staan"));
    EXPECT_EQ(findings_.find("letterlijk\""), std::string::npos);  // the secret itself is not repeated

    ASSERT_EQ(setenv("VEERPONT_TEST_GEHEIM", "uit de omgeving", 1), 0);
    auto settings = load_text(with_auth(R"({"client-id": "c", "secret": {"env": "VEERPONT_TEST_GEHEIM"}})"));
    ASSERT_TRUE(settings) << findings_;
    EXPECT_EQ(settings->registers[0].auth.secret, "uit de omgeving");
    unsetenv("VEERPONT_TEST_GEHEIM");
    EXPECT_FALSE(load_text(with_auth(R"({"client-id": "c", "secret": {"env": "VEERPONT_TEST_GEHEIM"}})")));
    EXPECT_THAT(findings_, HasSubstr("de omgevingsvariabele VEERPONT_TEST_GEHEIM is leeg of bestaat niet"));
    EXPECT_FALSE(load_text(with_auth(R"({"client-id": "c", "secret": {"file": "/bestaat/niet"}})")));
    EXPECT_THAT(findings_, HasSubstr("het geheim in \"/bestaat/niet\" is leeg of niet te lezen"));
    EXPECT_FALSE(load_text(with_auth(R"({"client-id": "c", "secret": {"file": "x", "env": "PATH"}})")));
    EXPECT_THAT(findings_, HasSubstr("kies \"env\" of \"file\", niet allebei"));
    EXPECT_FALSE(load_text(with_auth(R"({"type": "oauth2", "secret": {"env": "PATH"}})")));
    EXPECT_THAT(findings_, HasSubstr("vraagt om \"client-id\""));
    EXPECT_THAT(findings_, HasSubstr("vraagt om \"token-url\""));

    auto sandbox =
        load_text(R"({"sandbox": {"clients": [{"id": "x", "secret": "mag hier", "rights": ["*"]}]}})");
    ASSERT_TRUE(sandbox) << findings_;
    EXPECT_EQ(sandbox->sandbox.clients[0].secret, "mag hier");
}

TEST_F(SettingsTest, WhatCannotWorkIsRefused) {
    const struct {
        const char* text;
        const char* finding;
    } kCases[] = {
        {R"({"beheer": {"listen": "0.0.0.0:8082"}})", "vraagt om \"user\" en \"password\""},
        {R"({"server": {"aliases": {"/oud": "/zds/VrijBricht"}}})",
         "\"/zds/VrijBricht\" is geen endpoint – bedoelde u \"/zds/VrijBericht\"?"},
        {R"({"server": {"aliases": {"oud": "/zds"}}})", "\"oud\" moet met een schuine streep beginnen"},
        {R"({"server": {"message-timeout": "25"}})", "\"message-timeout\" moet een duur"},
        {R"({"organisaties": [{"rsin": "123456789", "gemeentecode": "1"}]})", "\"rsin\" moet een RSIN"},
        {R"({"organisaties": [{"rsin": "001005650", "gemeentecode": "1", "register": "prof"}]})",
         "er is geen register \"prof\" – bedoelde u \"proef\"?"},
        {R"({"organisaties": [{"rsin": "001005650", "gemeentecode": "1", "standaard": true},
                             {"rsin": "001005650", "gemeentecode": "2", "standaard": true}]})",
         "hoogstens één organisatie mag \"standaard\" zijn"},
        {R"({"organisaties": [{"rsin": "001005650", "gemeentecode": "1", "namen": ["A"]},
                             {"rsin": "001005650", "gemeentecode": "2", "namen": ["a"]}]})",
         "de naam \"a\" hoort al bij een andere organisatie"},
        {R"({"organisaties": [{"rsin": "001005650", "gemeentecode": "1", "zaaknummer": "{jaar}"}]})",
         "\"zaaknummer\" moet {volgnummer} bevatten"},
        {R"({"senders": [{"name": "a", "match": {}}]})", "\"match\" moet minstens 1 woord hebben"},
        {R"({"senders": [{"name": "a", "match": {"certificate-subject": "CN=a"}}]})",
         "een certificaat wordt alleen gezien met \"client-ca-file\""},
        {R"({"senders": [{"name": "a", "match": {"applicatie": "A"}}, {"name": "a", "match": {"applicatie": "B"}}]})",
         "\"a\" komt al voor in \"senders\""},
        {R"({"registers": []})", "\"registers\" moet minstens 1 onderdeel hebben, niet 0"},
    };
    for (const auto& test : kCases) {
        EXPECT_FALSE(load_text(test.text)) << test.text;
        EXPECT_THAT(findings_, HasSubstr(test.finding));
    }
}

TEST_F(SettingsTest, OrganisationsAreFoundByNameOrCode) {
    auto settings = load_text(R"({"organisaties": [
        {"rsin": "002220647", "gemeentecode": "0080", "namen": ["Gemeente Ergens"]},
        {"rsin": "001005650", "gemeentecode": "1900"}]})");
    ASSERT_TRUE(settings) << findings_;
    EXPECT_EQ(find_organisatie(*settings, " gemeente ergens ")->rsin, "002220647");
    EXPECT_EQ(find_organisatie(*settings, "1900")->rsin, "001005650");
    EXPECT_EQ(find_organisatie(*settings, "0999"), nullptr);  // nobody is the default
    EXPECT_EQ(find_organisatie(*settings, ""), nullptr);
}

}  // namespace
}  // namespace veerpont::settings
