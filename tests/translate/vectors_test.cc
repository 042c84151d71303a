// Messages as real clients send them: every entity of every creeerZaak and voegZaakdocumentToe translates,
// and its answer is in the order and namespaces of the XSD. Runs when the messages are there.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <set>

#include "tests/translate/translate_fixture.h"

namespace veerpont::test {
namespace {

namespace fs = std::filesystem;

fs::path messages() {
    return project_folder() / ".." / "shared" / "vectors" / "messages";
}

class VectorsTest : public TranslateTest {
  protected:
    std::unique_ptr<xml::Document> read(const fs::path& file) {
        static const xml::ReaderPool pool{xml::ReaderPool::Options{}};
        std::ifstream in(file, std::ios::binary);
        auto document = pool.read(in);
        EXPECT_TRUE(document.ok()) << file;
        return document ? std::move(*document) : nullptr;
    }
    static xml::Element object_of(xml::Element root) {
        return root.child("Body").first_child().child("object");
    }
};

TEST_F(VectorsTest, EveryZaakTranslates) {
    if (!fs::exists(messages())) return;
    const std::set<std::string> roles = {"heeftAlsBelanghebbende", "heeftAlsInitiator",
                                         "heeftAlsUitvoerende",    "heeftAlsVerantwoordelijke",
                                         "heeftAlsGemachtigde",    "heeftAlsOverigBetrokkene"};
    int zaken = 0;
    int rollen = 0;
    for (const auto& file : fs::directory_iterator(messages())) {
        if (file.path().filename().string().find("-creeerZaak") == std::string::npos) continue;
        const auto document = read(file.path());
        ASSERT_NE(document, nullptr);
        const xml::Element object = object_of(document->root());
        ASSERT_TRUE(static_cast<bool>(object)) << file.path();
        with_.clear();
        const auto context_file = file.path().filename().string();
        for (const xml::Element child : object.children()) {
            with_ = {{"zaak", "https://zgw.example/zaken/1"}, {"zaaktype", "https://zgw.example/zaaktype/1"}};
            const std::string name(child.local());
            const char* const entity = roles.contains(name)          ? "rol"
                                       : name == "heeftBetrekkingOp" ? "zaakobject"
                                       : name == "anderZaakObject"   ? "ander-zaakobject"
                                                                     : nullptr;
            if (entity == nullptr) continue;
            const auto made = to_zgw(entity, child);
            ASSERT_TRUE(made.ok()) << context_file << ": " << (made.ok() ? "" : made.problem().sender_text);
            rollen += roles.contains(name) && made->is_object() ? 1 : 0;
        }
        with_.clear();
        const auto made = to_zgw("zaak", object);
        if (!made) {
            // Only the catalogue of this test stands in the way: it knows one zaaktype.
            EXPECT_EQ(made.problem().kind, Problem::Kind::kUnknownType)
                << context_file << made.problem().sender_text;
            continue;
        }
        ++zaken;
        EXPECT_EQ(made->at("identificatie"), object.child("identificatie").text()) << context_file;
    }
    EXPECT_GT(zaken, 15);
    EXPECT_GT(rollen, 30);
}

TEST_F(VectorsTest, EveryDocumentTranslates) {
    if (!fs::exists(messages())) return;
    int count = 0;
    for (const auto& file : fs::directory_iterator(messages())) {
        if (file.path().filename().string().find("-voegZaakdocumentToe") == std::string::npos) continue;
        const auto document = read(file.path());
        ASSERT_NE(document, nullptr);
        const auto made = to_zgw("document", object_of(document->root()));
        ASSERT_TRUE(made.ok()) << file.path() << made.problem().sender_text;
        for (const char* const required :
             {"titel", "creatiedatum", "auteur", "taal", "informatieobjecttype", "formaat"})
            EXPECT_TRUE(made->contains(required)) << file.path() << required;
        EXPECT_EQ(made->at("formaat").get<std::string>().find('/') == std::string::npos, false)
            << file.path();
        ++count;
    }
    EXPECT_GE(count, 6);
}

TEST_F(VectorsTest, AMapPointOfOpenFormsIsTheGeometryOfTheZaak) {
    const fs::path file = messages() / "openforms-creeerZaak-point.xml";
    if (!fs::exists(file)) return;
    const auto document = read(file);
    const auto made = to_zgw("zaak", object_of(document->root()));
    ASSERT_TRUE(made.ok());
    EXPECT_EQ(made->at("zaakgeometrie"),
              json::parse(R"({"type":"Point","coordinates":[4.893164274470299,52.36673378967122]})"));
}

}  // namespace
}  // namespace veerpont::test
