// Schema sets: loading, the model, ordering, and soft validation while reading.
#include "bridge/xml/schema_set.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "bridge/xml/reader.h"
#include "bridge/xml/writer.h"

namespace veerpont::xml {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSchema =
    R"(<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:t"
    xmlns:t="urn:t" elementFormDefault="qualified">
  <xs:element name="bericht" type="t:Bericht"/>
  <xs:complexType name="Bericht"><xs:sequence>
    <xs:element name="eerste" type="t:Code"/>
    <xs:element name="tweede" minOccurs="0" maxOccurs="3" nillable="true" type="xs:string"/>
    <xs:choice minOccurs="0"><xs:element name="links" type="xs:int"/><xs:element name="rechts" type="t:Bericht"/></xs:choice>
    <xs:sequence minOccurs="0" maxOccurs="unbounded"><xs:element name="rij" type="t:Getal"/></xs:sequence>
    <xs:element name="inhoud" minOccurs="0"><xs:complexType><xs:simpleContent>
      <xs:extension base="xs:base64Binary"><xs:attribute name="naam" use="required"/></xs:extension>
    </xs:simpleContent></xs:complexType></xs:element>
    <xs:any namespace="##other" processContents="lax" minOccurs="0"/>
  </xs:sequence><xs:attribute name="soort" use="required" fixed="X"/><xs:attribute name="precies" default="true"/></xs:complexType>
  <xs:simpleType name="Code"><xs:restriction base="xs:string"><xs:enumeration value="A"/><xs:enumeration value="B"/>
    </xs:restriction></xs:simpleType>
  <xs:simpleType name="Getal"><xs:restriction base="xs:decimal"><xs:totalDigits value="8"/><xs:fractionDigits value="0"/>
    </xs:restriction></xs:simpleType>
</xs:schema>)";

class Folder {
  public:
    Folder() : path_(fs::temp_directory_path() / ("veerpont-schema-" + std::to_string(::getpid()))) {
        fs::create_directories(path_);
    }
    ~Folder() { fs::remove_all(path_); }
    fs::path file(const std::string& name, const std::string& text) const {
        std::ofstream(path_ / name) << text;
        return path_ / name;
    }

  private:
    fs::path path_;
};

std::shared_ptr<const SchemaSet> load(const fs::path& file) {
    const auto loaded = SchemaSet::load(file);
    EXPECT_TRUE(loaded.ok()) << (loaded.ok() ? "" : loaded.problem().log_text);
    return loaded.ok() ? *loaded : nullptr;
}

const std::shared_ptr<const SchemaSet>& small_set() {
    static const std::shared_ptr<const SchemaSet> set = [] {
        const Folder folder;
        return load(folder.file("klein.xsd", kSchema));
    }();
    return set;
}

std::vector<std::string> findings(const ReaderPool& pool, const std::string& body,
                                  std::string* first_text = nullptr) {
    std::istringstream in(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Header><w:x "
        "xmlns:w='urn:w'/></s:Header><s:Body>" +
        body + "</s:Body></s:Envelope>");
    const auto document = pool.read(in, {.charset = "", .validation = Validation::kAlways});
    if (!document.ok()) return {"unreadable: " + document.problem().log_text};
    if (first_text != nullptr)
        *first_text = (*document)->root().child("Body").first_child().first_child().text();
    return (*document)->schema_findings();
}

TEST(SchemaSet, FailsOnEveryErrorAndWarning) {
    const Folder folder;
    EXPECT_FALSE(SchemaSet::load(folder.file("a.xsd", "")).ok());
    EXPECT_FALSE(SchemaSet::load(fs::path("/bestaat/niet.xsd")).ok());
    const auto type_missing =
        SchemaSet::load(folder.file("b.xsd",
                                    "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element "
                                    "name='a' type='b'/></xs:schema>"));
    ASSERT_FALSE(type_missing.ok());
    EXPECT_NE(type_missing.problem().log_text.find("b.xsd:1"), std::string::npos)
        << type_missing.problem().log_text;
    const auto file_missing =
        SchemaSet::load(folder.file("c.xsd",
                                    "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:include "
                                    "schemaLocation='weg.xsd'/></xs:schema>"));
    EXPECT_FALSE(file_missing.ok()) << "a missing include is only a warning for Xerces";
}

TEST(SchemaModel, SaysWhatTheSchemaSays) {
    const SchemaModel& model = small_set()->model();
    const SchemaChild* const root = model.root("urn:t", "bericht");
    ASSERT_NE(root, nullptr);
    EXPECT_EQ(model.root("urn:t", "eerste"), nullptr);
    EXPECT_EQ(model.roots().size(), 1U) << "the SOAP envelopes are not part of the model";
    const SchemaType& type = *root->type;
    EXPECT_EQ(&type, model.type("urn:t", "Bericht"));
    ASSERT_EQ(type.children.size(), 6U);
    EXPECT_TRUE(type.any);
    EXPECT_EQ(type.children[0].local, "eerste");
    EXPECT_EQ(type.children[0].type->enumeration, (std::vector<std::string>{"A", "B"}));
    EXPECT_EQ(type.children[0].name, find_name("eerste"));
    EXPECT_EQ(type.children[1].min, 0);
    EXPECT_EQ(type.children[1].max, 3);
    EXPECT_TRUE(type.children[1].nillable);
    EXPECT_TRUE(type.children[2].in_choice);
    EXPECT_NE(type.children[2].choice, 0U);
    EXPECT_EQ(type.children[3].choice, type.children[2].choice);
    EXPECT_NE(type.children[3].branch, type.children[2].branch);
    EXPECT_EQ(type.children[0].choice, 0U);
    EXPECT_EQ(type.children[2].min, 0);
    EXPECT_EQ(type.children[2].type->primitive, "decimal");
    EXPECT_EQ(type.children[3].type, &type) << "a type may hold itself";
    EXPECT_EQ(type.children[4].max, -1);
    EXPECT_EQ(type.children[4].type->total_digits, 8U);
    EXPECT_EQ(type.children[5].type->primitive, "base64Binary");
    EXPECT_TRUE(type.children[5].type->attributes.at(0).required);
    EXPECT_EQ(
        type.attributes.at(0).local == "soort" ? type.attributes.at(0).fixed : type.attributes.at(1).fixed,
        "X");
}

TEST(SchemaModel, FindsPaths) {
    const SchemaType& type = *small_set()->model().type("urn:t", "Bericht");
    ASSERT_NE(find_path(type, "rechts/rechts/eerste"), nullptr);
    EXPECT_EQ(find_path(type, "rechts/rechts/eerste")->local, "eerste");
    EXPECT_EQ(find_path(type, "rechts/vierde"), nullptr);
    EXPECT_EQ(find_path(type, "inhoud/@naam")->local, "inhoud");
    EXPECT_EQ(find_path(type, "inhoud/@anders"), nullptr);
    EXPECT_EQ(find_path(type, "inhoud/@naam/x"), nullptr);
}

TEST(SchemaModel, PutsChildrenInSchemaOrder) {
    Node node("", "bericht");
    node.add(Node("", "onbekend", "0"));
    node.add(Node("", "rij", "1"));
    Node& inner = node.add(Node("", "rechts"));
    inner.add(Node("", "tweede", "b"));
    inner.add(Node("", "eerste", "a"));
    node.add(Node("", "rij", "2"));
    node.add(Node("", "eerste", "A"));
    order_by_schema(node, *small_set()->model().type("urn:t", "Bericht"));
    WriterOptions options;
    options.prefixes = {{"t", "urn:t"}};
    EXPECT_EQ(to_string(node, options),
              "<bericht "
              "xmlns:t=\"urn:t\"><t:eerste>A</t:eerste><t:rechts><t:eerste>a</t:eerste><t:tweede>b</t:tweede>"
              "</t:rechts><t:rij>1</t:rij><t:rij>2</t:rij><onbekend>0</onbekend></bericht>");
}

ReaderPool::Options with_schemas(std::size_t parsers = 0) {
    ReaderPool::Options options;
    options.schemas = {{.marker = "", .schemas = small_set()}};
    options.validating_parsers = parsers;
    return options;
}

TEST(Validation, ValidMessagesHaveNoFindings) {
    const ReaderPool pool(with_schemas());
    EXPECT_TRUE(
        findings(pool, "<bericht xmlns='urn:t' soort='X'><eerste>A</eerste><rij>12</rij></bericht>").empty());
}

TEST(Validation, FindingsSayWhereAndWhatButNoValues) {
    const ReaderPool pool(with_schemas());
    const auto found =
        findings(pool,
                 "<bericht xmlns='urn:t' soort='X'>\n<eerste>999993653 ' not in x</eerste>\n<vreemd/>\n"
                 "<rij>Jansen' met</rij></bericht>");
    ASSERT_GE(found.size(), 2U);
    EXPECT_NE(found[0].find("regel 2 (Body/bericht/eerste)"), std::string::npos) << found[0];
    for (const std::string& text : found) {
        EXPECT_EQ(text.find("999993653"), std::string::npos) << text;
        EXPECT_EQ(text.find("Jansen"), std::string::npos) << text;
    }
}

TEST(Validation, ContentIsNotSeenByTheValidator) {
    const ReaderPool pool(with_schemas());
    const std::string content(3U << 20, '!');  // no base64: checked where it is used, not by the schema
    EXPECT_TRUE(findings(pool, "<bericht xmlns='urn:t' soort='X'><eerste>A</eerste><inhoud naam='x'>" +
                                   content + "</inhoud></bericht>")
                    .empty());
    EXPECT_TRUE(findings(pool,
                         "<bericht xmlns='urn:t' soort='X'><eerste>A</eerste><inhoud naam='x'><i:Include "
                         "xmlns:i='http://www.w3.org/2004/08/xop/include' href='cid:1'/></inhoud></bericht>")
                    .empty());
    EXPECT_EQ(
        findings(pool, "<bericht xmlns='urn:t' soort='X'><eerste>A</eerste><inhoud>QQ==</inhoud></bericht>")
            .size(),
        1U)
        << "attributes of content are still checked";
}

TEST(Validation, DefaultsOfTheSchemaAreNotTakenForSent) {
    ReaderPool::Options options = with_schemas();
    const ReaderPool pool(options);
    std::istringstream in("<bericht xmlns='urn:t' soort='X'><eerste>A</eerste></bericht>");
    const auto document = pool.read(in);
    ASSERT_TRUE(document.ok());
    EXPECT_TRUE((*document)->root().has_attribute("soort"));
    EXPECT_EQ((*document)->root().child("eerste").text(), "A");
}

TEST(Validation, UnboundPrefixesAreMalformedAlsoWithSchemas) {
    const ReaderPool pool(with_schemas());
    std::istringstream in("<q:bericht/>");
    const auto document = pool.read(in);
    ASSERT_FALSE(document.ok());
    EXPECT_EQ(document.problem().kind, Problem::Kind::kMalformedXml);
}

TEST(Validation, MarkerChoosesTheSet) {
    ReaderPool::Options options;
    options.schemas = {{.marker = "urn:t", .schemas = small_set()}};
    const ReaderPool pool(options);
    std::istringstream other("<iets/>"), ours("<onbekend xmlns='urn:t'/>");
    EXPECT_TRUE((*pool.read(other))->schema_findings().empty());
    EXPECT_FALSE((*pool.read(ours))->schema_findings().empty());
}

// Blocks the one validating parser until told to go on.
class Slow : public std::streambuf {
  public:
    std::atomic<bool> go = false;
    std::atomic<bool> reached = false;

  protected:
    int_type underflow() override {
        if (part_ == 0) {
            text_ = "<bericht xmlns='urn:t' soort='X'><eerste>A</eerste>" + std::string(70000, ' ');
        } else if (part_ == 1) {
            reached = true;
            while (!go)
                std::this_thread::yield();
            text_ = "</bericht>";
        } else {
            return traits_type::eof();
        }
        ++part_;
        setg(text_.data(), text_.data(), text_.data() + text_.size());
        return traits_type::to_int_type(*gptr());
    }

  private:
    int part_ = 0;
    std::string text_;
};

TEST(Validation, SlowSendersDoNotHoldUpOthers) {
    const ReaderPool pool(with_schemas(1));
    Slow bytes;
    std::thread slow([&pool, &bytes] {
        std::istream in(&bytes);
        EXPECT_TRUE(pool.read(in).ok());
    });
    while (!bytes.reached)
        std::this_thread::yield();
    std::istringstream in("<bericht xmlns='urn:t' soort='X'><eerste>A</eerste></bericht>");
    const auto document = pool.read(in, {.charset = "", .validation = Validation::kWhenFree});
    ASSERT_TRUE(document.ok());
    ASSERT_EQ((*document)->schema_findings().size(), 1U);
    EXPECT_NE((*document)->schema_findings()[0].find("niet gevalideerd"), std::string::npos);
    bytes.go = true;
    slow.join();
    std::istringstream again("<bericht xmlns='urn:t' soort='X'><eerste>A</eerste></bericht>");
    EXPECT_TRUE((*pool.read(again))->schema_findings().empty());
}

TEST(Validation, ManyThreadsShareTwoParsers) {
    const ReaderPool pool(with_schemas(2));
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 6; ++t) {
        threads.emplace_back([&pool, &right] {
            for (int i = 0; i < 50; ++i) {
                const bool valid = i % 2 == 0;
                const auto found = findings(pool, std::string("<bericht xmlns='urn:t' soort='X'><eerste>") +
                                                      (valid ? "A" : "C") + "</eerste></bericht>");
                if (valid ? found.empty() : found.size() == 1 && found[0].starts_with("regel")) ++right;
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(right, 300);
}

fs::path shared() {
    return fs::path(VEERPONT_SOURCE_DIR) / ".." / "shared";
}

TEST(OfficialSchemas, LoadAndModelBothVersions) {
    const fs::path sets = shared() / "reference" / "zds-schemas" / "xerces-ready";
    if (!fs::exists(sets)) return;
    const auto one = load(sets / "zds-1.1.02" / "zkn0310_msg_zs-dms_resolved2017.xsd");
    const auto two = load(sets / "zds-1.2" / "zds0120_msg_zs-dms_resolved2017.xsd");
    ASSERT_TRUE(one && two);
    const SchemaChild* const zaak = one->model().root(kZkn, "zakLk01");
    ASSERT_NE(zaak, nullptr);
    const SchemaChild* const identificatie = find_path(*zaak->type, "object/identificatie");
    ASSERT_NE(identificatie, nullptr);
    EXPECT_EQ(identificatie->type->max_length, 40U);
    EXPECT_NE(find_path(*zaak->type, "object/heeftAlsInitiator/gerelateerde/natuurlijkPersoon/inp.bsn"),
              nullptr);
    EXPECT_NE(two->model().root(kZds12, "creeerZaak_ZakLk01"), nullptr);
    EXPECT_NE(two->model().root(kStuf, "Fo03Bericht"), nullptr);
}

}  // namespace
}  // namespace veerpont::xml
