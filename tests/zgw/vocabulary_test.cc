#include "bridge/zgw/vocabulary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "bridge/zgw/api.h"
#include "tests/support/temporary_folder.h"

namespace veerpont::zgw {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

const Vocabulary& shipped() {
    static const Vocabulary kVocabulary = [] {
        auto loaded = Vocabulary::load(VEERPONT_SOURCE_DIR "/mappings/vocabulary");
        EXPECT_TRUE(loaded.ok()) << (loaded.ok() ? "" : loaded.problem().log_text);
        return std::move(loaded).value();
    }();
    return kVocabulary;
}

TEST(Vocabulary, KnowsTheFourApis) {
    for (const Api api : kAllApis)
        EXPECT_TRUE(shipped().has_api(api_name(api)));
    EXPECT_EQ(shipped().version("zaken"), "1.5.1");
    EXPECT_EQ(shipped().version("catalogi"), "1.3.1");
    EXPECT_EQ(shipped().version("documenten"), "1.4.3");
    EXPECT_EQ(shipped().version("besluiten"), "1.1.0");
    EXPECT_FALSE(shipped().has_api("klanten"));
}

TEST(Vocabulary, PropertiesCarryTheirRules) {
    const Schema* zaak = shipped().find_schema("zaken:Zaak");
    ASSERT_NE(zaak, nullptr);
    const Property* omschrijving = zaak->find("omschrijving");
    ASSERT_NE(omschrijving, nullptr);
    EXPECT_EQ(omschrijving->type, "string");
    EXPECT_EQ(omschrijving->max_length, 80U);
    EXPECT_FALSE(omschrijving->required);
    EXPECT_TRUE(zaak->find("startdatum")->required);
    EXPECT_EQ(zaak->find("startdatum")->format, "date");
    EXPECT_TRUE(zaak->find("einddatum")->read_only);
    EXPECT_TRUE(zaak->find("einddatum")->nullable);
    EXPECT_FALSE(zaak->find("einddatum")->required);  // the standard lists it, but a client cannot write it
    EXPECT_EQ(zaak->find("vertrouwelijkheidaanduiding")->enumeration,
              "zaken:VertrouwelijkheidaanduidingEnum");
    EXPECT_TRUE(zaak->find("betalingsindicatie")->blank);
    EXPECT_THAT(zaak->find("archiefnominatie")->values, ElementsAre("blijvend_bewaren", "vernietigen"));
    EXPECT_EQ(zaak->find("startdatumm"), nullptr);
    EXPECT_THAT(zaak->property_names(), Contains("zaakgeometrie"));
}

TEST(Vocabulary, FindsPropertiesByPath) {
    const Vocabulary& v = shipped();
    ASSERT_NE(v.find_property("zaken:Zaak", "verlenging/duur"), nullptr);
    EXPECT_EQ(v.find_property("zaken:Zaak", "verlenging/duur")->format, "duration");
    ASSERT_NE(v.find_property("zaken:Zaak", "kenmerken/kenmerk"), nullptr);
    EXPECT_EQ(v.find_property("zaken:Zaak", "kenmerken.bron"),
              v.find_property("zaken:Zaak", "kenmerken/bron"));
    EXPECT_EQ(v.find_property("zaken:Zaak", "verlenging/dur"), nullptr);
    EXPECT_EQ(v.find_property("zaken:Zaak", "omschrijving/x"), nullptr);
    EXPECT_EQ(v.find_property("zaken:Onbekend", "x"), nullptr);
}

TEST(Vocabulary, FlattensDiscriminators) {
    const Schema* rol = shipped().find_schema("zaken:Rol");
    ASSERT_NE(rol, nullptr);
    ASSERT_TRUE(rol->choice);
    EXPECT_EQ(rol->choice->property, "betrokkeneType");
    ASSERT_EQ(rol->choice->cases.size(), 5U);
    EXPECT_EQ(rol->choice->cases.at("natuurlijk_persoon").property, "betrokkeneIdentificatie");
    EXPECT_EQ(rol->choice->cases.at("natuurlijk_persoon").schema, "zaken:RolNatuurlijkPersoon");
    EXPECT_EQ(rol->find("betrokkeneIdentificatie")->choice, "betrokkeneType");
    EXPECT_EQ(shipped().find_property("zaken:RolNatuurlijkPersoon", "inpBsn")->max_length, 9U);
    EXPECT_NE(shipped().find_property("zaken:Rol", "betrokkeneIdentificatie/inpBsn"), nullptr);
    EXPECT_NE(shipped().find_property("zaken:Rol", "betrokkeneIdentificatie/verblijfsadres/aoaPostcode"),
              nullptr);

    const Schema* object = shipped().find_schema("zaken:ZaakObject");
    ASSERT_TRUE(object != nullptr && object->choice);
    EXPECT_EQ(object->choice->cases.size(), 31U);
    EXPECT_EQ(object->choice->cases.at("adres").schema, "zaken:ObjectAdres");
    EXPECT_EQ(object->choice->cases.at("natuurlijk_persoon").property, "objectIdentificatie");
    EXPECT_EQ(object->choice->cases.at("besluit").schema, "");

    const Schema* geometry = shipped().find_schema("zaken:GeoJSONGeometry");
    ASSERT_TRUE(geometry != nullptr && geometry->choice);
    EXPECT_EQ(geometry->choice->cases.at("Polygon").schema, "zaken:Polygon");
}

TEST(Vocabulary, EveryReferenceResolves) {
    for (const std::string& name : shipped().schema_names()) {
        const Schema* schema = shipped().find_schema(name);
        for (const Property& property : schema->properties) {
            const Property& inner = property.items ? *property.items : property;
            const bool known = inner.schema.empty() || shipped().find_schema(inner.schema) != nullptr;
            const bool governed = property.choice.empty() || schema->find(property.choice) != nullptr;
            EXPECT_TRUE(known && governed) << name << "/" << property.name;
        }
        if (!schema->choice) continue;
        for (const auto& [value, variant] : schema->choice->cases) {
            EXPECT_TRUE(variant.schema.empty() || shipped().find_schema(variant.schema) != nullptr)
                << name << " " << value;
        }
    }
}

TEST(Vocabulary, EnumerationsByNameAndByProperty) {
    const auto* named = shipped().find_enumeration("zaken:ArchiefnominatieEnum");
    ASSERT_NE(named, nullptr);
    EXPECT_THAT(*named, ElementsAre("blijvend_bewaren", "vernietigen"));
    const auto* of_property = shipped().find_enumeration("besluiten:Besluit/vervalreden");
    ASSERT_NE(of_property, nullptr);
    EXPECT_THAT(*of_property, Contains("tijdelijk"));
    EXPECT_EQ(shipped().find_enumeration("zaken:Archiefnominatie"), nullptr);
    EXPECT_THAT(shipped().enumeration_names(), Contains("zaken:GeslachtsaanduidingEnum"));
}

TEST(Vocabulary, CallsWithBodyAnswerAndQuery) {
    const Operation* post = shipped().find_path("zaken", "POST", "/zaken");
    ASSERT_NE(post, nullptr);
    EXPECT_EQ(post->body, "zaken:Zaak");
    EXPECT_EQ(post->answer, "zaken:Zaak");
    EXPECT_FALSE(post->is_list);
    const Operation* list = shipped().find_path("zaken", "GET", "/zaken");
    ASSERT_NE(list, nullptr);
    EXPECT_TRUE(list->is_list);
    EXPECT_TRUE(list->has_query("identificatie"));
    EXPECT_FALSE(list->has_query("identificate"));
    const Operation* bare = shipped().find_path("zaken", "GET", "/zaakinformatieobjecten");
    ASSERT_NE(bare, nullptr);
    EXPECT_TRUE(bare->is_list);
    const Operation* nested = shipped().find_path("zaken", "POST", "/zaken/{zaak.uuid}/zaakeigenschappen");
    ASSERT_NE(nested, nullptr);
    EXPECT_EQ(nested->body, "zaken:ZaakEigenschap");
    // A literal segment goes before a template.
    EXPECT_EQ(shipped().find_path("zaken", "POST", "/zaken/_zoek")->body, "zaken:ZaakZoek");
    EXPECT_EQ(shipped().find_path("zaken", "PATCH", "/statussen/1"), nullptr);
    EXPECT_EQ(shipped().find_path("klanten", "GET", "/klanten"), nullptr);
    EXPECT_THAT(shipped().calls("documenten"), Contains("POST /enkelvoudiginformatieobjecten/{uuid}/lock"));
}

TEST(Vocabulary, WritabilityFollowsTheCall) {
    const Operation* post = shipped().find_path("documenten", "POST", "/enkelvoudiginformatieobjecten");
    ASSERT_NE(post, nullptr);
    ASSERT_NE(shipped().find_body_property(*post, "inhoud"), nullptr);
    EXPECT_TRUE(shipped().find_body_property(*post, "titel")->required);
    EXPECT_EQ(shipped().find_body_property(*post, "url"), nullptr);
    const Operation* patch = shipped().find_path("documenten", "PATCH", "/enkelvoudiginformatieobjecten/1");
    ASSERT_NE(patch, nullptr);
    EXPECT_FALSE(shipped().find_body_property(*patch, "titel")->required);
    EXPECT_NE(shipped().find_body_property(*patch, "lock"), nullptr);
    const Operation* get = shipped().find_path("documenten", "GET", "/enkelvoudiginformatieobjecten/1");
    EXPECT_EQ(shipped().find_body_property(*get, "titel"), nullptr);
}

TEST(Vocabulary, AWrongFileIsNamed) {
    const test::TemporaryFolder folder;
    EXPECT_FALSE(Vocabulary::load(folder.path()).ok());
    EXPECT_FALSE(Vocabulary::load(folder / "absent").ok());
    folder.write("zaken.json", R"({"api":"zaken"})");
    const auto incomplete = Vocabulary::load(folder.path());
    ASSERT_FALSE(incomplete.ok());
    EXPECT_NE(incomplete.problem().log_text.find("zaken.json"), std::string::npos);
}

// The generated files are those of the script: run it again on the official files when they are there.
TEST(Vocabulary, ShippedFilesAreWhatTheScriptMakes) {
    const std::filesystem::path sources = VEERPONT_SOURCE_DIR "/../shared/reference/zgw-openapi";
    if (!std::filesystem::exists(sources)) return;
    if (std::system("python3 -c 'import yaml' 2>/dev/null") != 0) return;
    const test::TemporaryFolder folder;
    const std::string script = VEERPONT_SOURCE_DIR "/scripts/make-vocabulary.py";
    ASSERT_EQ(
        std::system(
            ("python3 '" + script + "' '" + sources.string() + "' '" + folder.path().string() + "'").c_str()),
        0);
    int compared = 0;
    for (const auto& made : std::filesystem::directory_iterator(folder.path())) {
        const auto shipped_file =
            std::filesystem::path(VEERPONT_SOURCE_DIR "/mappings/vocabulary") / made.path().filename();
        EXPECT_EQ(test::read_file(made.path()), test::read_file(shipped_file)) << made.path().filename();
        ++compared;
    }
    EXPECT_EQ(compared, 4);
}

}  // namespace
}  // namespace veerpont::zgw
