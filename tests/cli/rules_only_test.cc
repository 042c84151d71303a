// What a functioneel beheerder wants to change most is a line in a rule file and nothing else: another attribute
// of a zaak, an extraElement that is taken over, a zaaktype with a profile of its own.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include <nlohmann/json.hpp>

#include "tests/cli/running_bridge.h"
#include "tests/cli/stuf_parts.h"

namespace veerpont::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

// The zaak in the register after a message with an extraElement, under these rules.
Json zaak_under(const fs::path& rules) {
    RunningBridge bridge([&](settings::Settings& settings) { settings.rules = {rules}; });
    const std::string number = new_identificatie();
    const std::string extra =
        "<StUF:extraElementen><StUF:extraElement "
        "naam=\"kanaal\">Balie</StUF:extraElement></StUF:extraElementen>";
    const Answered answer =
        bridge.post("OntvangAsynchroon", new_zaak(number, extra, {.applicatie = "Loket"}));
    EXPECT_EQ(answer.berichtcode(), "Bv03") << answer.text << bridge.log();
    const Json found = bridge.view.zaken(number);
    EXPECT_EQ(found.size(), 1U);
    if (found.size() != 1) return Json::object();
    Json zaak = found[0];
    zaak["aantal statussen"] =
        bridge.view.all(zgw::Api::kZaken, "/statussen", {{"zaak", zaak.value("url", "")}}).size();
    const Answered details = bridge.post("BeantwoordVraag", question("zakLv01", number, ""));
    zaak["antwoord"] = details.text;
    return zaak;
}

TEST(RulesOnly, ANewAttributeExtraElementAndProfileNeedNoCode) {
    const fs::path shipped = fs::path(VEERPONT_SOURCE_DIR) / "mappings";
    const Json before = zaak_under(shipped);
    EXPECT_EQ(before.value("processobjectaard", ""), "");
    EXPECT_EQ(before.value("opdrachtgevendeOrganisatie", ""), "");
    EXPECT_EQ(before["vertrouwelijkheidaanduiding"], "zaakvertrouwelijk");
    EXPECT_EQ(before["aantal statussen"], 0);

    const TemporaryFolder folder;
    fs::copy(shipped, folder / "mappings", fs::copy_options::recursive);
    // An attribute of the zaak that no rule writes yet.
    Json zaak = Json::parse(read_file(folder / "mappings/entities/zaak.json"));
    zaak["fields"].push_back({{"zgw", "opdrachtgevendeOrganisatie"}, {"from", "{organisatie.rsin}"}});
    folder.write("mappings/entities/zaak.json", zaak.dump(2));
    // An extraElement, and a zaaktype that is different from the others.
    folder.write("mappings/profiles/parkeren.json", R"({
  "profile": "parkeren",
  "zaaktypen": ["DEMO-PARK"],
  "override": [ { "in": "zaak", "zgw": "vertrouwelijkheidaanduiding", "default": { "to-zgw": "geheim" } } ],
  "add": [ { "in": "zaak", "stuf": "extraElementen/kanaal", "zgw": "processobjectaard" } ],
  "settings": { "close-zaak": { "begin-status": "Ontvangen" } }
})");
    const Json after = zaak_under(folder / "mappings");
    EXPECT_EQ(after["opdrachtgevendeOrganisatie"], "001005650");
    EXPECT_EQ(after["processobjectaard"], "Balie");
    EXPECT_EQ(after["vertrouwelijkheidaanduiding"], "geheim");
    EXPECT_EQ(after["aantal statussen"], 1);
    EXPECT_NE(after["antwoord"].get<std::string>().find("<StUF:extraElement naam=\"kanaal\">Balie<"),
              std::string::npos)
        << after["antwoord"];
}

}  // namespace
}  // namespace veerpont::test
