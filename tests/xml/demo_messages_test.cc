// The messages of config/demo are StUF as the schemas want it, so that whoever learns from them learns it right.
// One thing is a habit of real senders rather than StUF: a point as lokatie of anderZaakObject.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "bridge/base/text.h"
#include "bridge/xml/reader.h"
#include "bridge/xml/schema_set.h"
#include "tests/support/temporary_folder.h"

namespace veerpont::test {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> findings(const xml::ReaderPool& readers, const std::string& message) {
    std::istringstream in(message);
    const auto read = readers.read(in, {"utf-8", xml::Validation::kAlways});
    if (!read.ok()) return {read.problem().log_text};
    return (*read)->schema_findings();
}

TEST(DemoMessages, AreValid) {
    std::vector<fs::path> schemas = {fs::path(VEERPONT_SOURCE_DIR) / "wsdl/zds-1.1/berichten.xsd"};
    const fs::path official = VEERPONT_SOURCE_DIR
        "/../shared/reference/zds-schemas/xerces-ready/zds-1.1.02/zkn0310_msg_zs-dms_resolved2017.xsd";
    if (fs::exists(official)) schemas.push_back(official);
    std::size_t messages = 0;
    for (const fs::path& schema : schemas) {
        auto loaded = xml::SchemaSet::load(schema);
        ASSERT_TRUE(loaded.ok()) << loaded.problem().log_text;
        xml::ReaderPool::Options options;
        options.schemas.push_back({"", std::move(loaded).value()});
        const xml::ReaderPool readers(std::move(options));
        for (const auto& file : fs::directory_iterator(fs::path(VEERPONT_SOURCE_DIR) / "config/demo")) {
            if (file.path().extension() != ".xml") continue;
            ++messages;
            std::string message = read_file(file.path());
            for (const auto& [word, value] : {std::pair{"@@VANDAAG@@", "20261015"},
                                              {"@@NU@@", "20261015120000"},
                                              {"@@REFERENTIE@@", "1"},
                                              {"@@ZAAK@@", "1900-1"},
                                              {"@@DOCUMENT@@", "1900-2"}}) {
                message = replace_all(std::move(message), word, value);
            }
            for (const std::string& finding : findings(readers, message)) {
                EXPECT_THAT(finding, ::testing::HasSubstr("Point")) << file.path() << " " << schema;
            }
            // The same place as a surface is valid in full.
            message = replace_all(std::move(message), "gml:Point", "gml:Polygon");
            message =
                replace_all(std::move(message), "<gml:pos>121687 487484</gml:pos>",
                            "<gml:exterior><gml:LinearRing><gml:posList>121687 487484 121697 487484 121697 "
                            "487494 121687 487484</gml:posList></gml:LinearRing></gml:exterior>");
            EXPECT_THAT(findings(readers, message), ::testing::IsEmpty()) << file.path() << " " << schema;
        }
        // A code of more than ten characters would be seen.
        std::string wrong = read_file(fs::path(VEERPONT_SOURCE_DIR) / "config/demo/2-zaak.xml");
        EXPECT_THAT(findings(readers, replace_all(std::move(wrong), "DEMO-PARK", "DEMO-PARKEREN")),
                    ::testing::Contains(::testing::HasSubstr("isVan/gerelateerde/code")));
    }
    EXPECT_EQ(messages, 7 * schemas.size());
}

}  // namespace
}  // namespace veerpont::test
