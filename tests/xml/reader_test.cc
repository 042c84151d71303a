// Reading: the tree, the character sets, the content elements and the limits. T-numbers are those of the
// tolerance list of real senders.
#include "bridge/xml/reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "bridge/base/text.h"

namespace veerpont::xml {
namespace {

ReaderPool& pool() {
    static ReaderPool instance{ReaderPool::Options{}};
    return instance;
}

Result<std::unique_ptr<Document>> read_text(const std::string& text, const std::string& charset = "") {
    std::istringstream in(text);
    return pool().read(in, {.charset = charset, .validation = Validation::kOff});
}

std::unique_ptr<Document> document_of(const std::string& text, const std::string& charset = "") {
    Result<std::unique_ptr<Document>> outcome = read_text(text, charset);
    EXPECT_TRUE(outcome.ok()) << (outcome.ok() ? "" : outcome.problem().log_text);
    return outcome.ok() ? std::move(outcome.value()) : std::make_unique<Document>();
}

Problem::Kind problem_of(const std::string& text, const std::string& charset = "") {
    const Result<std::unique_ptr<Document>> outcome = read_text(text, charset);
    EXPECT_FALSE(outcome.ok());
    return outcome.ok() ? Problem::Kind::kInternal : outcome.problem().kind;
}

std::string content_of(const Element& element) {
    const Spool* const spool = element.content();
    if (spool == nullptr) return "(none)";
    std::ostringstream out;
    out << spool->reader()->rdbuf();
    return out.str();
}

TEST(Reader, BuildsTheTree) {
    const auto document = document_of("<a x='1' y='2'>\n <b>een</b>\n <c/>\n <b> twee\n </b>\n</a>");
    const Element root = document->root();
    EXPECT_EQ(root.local(), "a");
    EXPECT_EQ(root.text(), "");
    EXPECT_EQ(root.attribute("y"), "2");
    EXPECT_TRUE(root.has_attribute("x"));
    EXPECT_FALSE(root.has_attribute("z"));
    EXPECT_EQ(root.child("b").text(), "een");
    EXPECT_EQ(root.child("c").next_sibling().text(), "twee");
    EXPECT_EQ(root.child("b").line(), 2);
    EXPECT_EQ(root.child("c").parent(), root);
    int count = 0;
    for (const Element child : root.children())
        count += child.local() == "b" ? 1 : 0;
    EXPECT_EQ(count, 2);
    EXPECT_FALSE(root.find("b/x"));
    EXPECT_FALSE(Element().child("a").first_child());
}

TEST(Reader, KnownNamesAreNumbers) {
    const Name name = intern("identificatie");
    const auto document = document_of("<a><identificatie>1</identificatie><nooitVanGehoord4711/></a>");
    EXPECT_EQ(document->root().child(name).text(), "1");
    EXPECT_EQ(document->root().child("nooitVanGehoord4711").name(), kUnknownName);
    EXPECT_EQ(document->root().child("nooitVanGehoord4711").local(), "nooitVanGehoord4711");
    EXPECT_EQ(find_name("nooitVanGehoord4711"), kUnknownName) << "a message must not add names";
}

TEST(Reader, JoinsTextAroundCommentsReferencesAndCdata) {
    const auto document = document_of("<a> x&amp;y<!-- c -->&#233;<![CDATA[<z>]]> </a>");
    EXPECT_EQ(document->root().text(), "x&y\xC3\xA9<z>");
}

TEST(Reader, T16_AnyPrefixDefaultNamespaceAndRebinding) {
    const auto document = document_of(
        "<p:a xmlns:p='urn:een'><b xmlns='urn:twee' p:k='v'><p:c xmlns:p='urn:drie'/></b><p:c/></p:a>");
    EXPECT_EQ(document->root().ns(), "urn:een");
    EXPECT_EQ(document->root().child("b").ns(), "urn:twee");
    EXPECT_EQ(document->root().child("b").attribute("k"), "v");
    EXPECT_EQ(document->root().find("b/c").ns(), "urn:drie");
    EXPECT_EQ(document->root().child("c").ns(), "urn:een");
}

TEST(Reader, T19_CommentsInstructionsAndWhiteSpaceAreNoText) {
    const auto document =
        document_of("<?pi x?><!-- a --><a><?pi y?><!-- > b --> <b>\n 1 <!-- c --></b></a><!-- d -->");
    EXPECT_EQ(document->root().child("b").text(), "1");
    EXPECT_EQ(document->root().text(), "");
}

TEST(Reader, T20_MixedContentIsNoValue) {
    const auto document = document_of("<a>vooraf<b>1</b>}<c/>achteraf</a>");
    EXPECT_EQ(document->root().text(), "");
    EXPECT_EQ(document->root().child("b").text(), "1");
}

TEST(Reader, T42_NilIsSeenInBothSpellings) {
    const auto document = document_of(
        "<a xmlns:i='http://www.w3.org/2001/XMLSchema-instance'><b i:nil='true'/><c i:nil='1'/><d "
        "i:nil='false'/>"
        "<e nil='true'/></a>");
    EXPECT_TRUE(document->root().child("b").nil());
    EXPECT_TRUE(document->root().child("c").nil());
    EXPECT_FALSE(document->root().child("d").nil());
    EXPECT_FALSE(document->root().child("e").nil()) << "not the attribute of XML Schema";
}

TEST(Charset, T6_Utf8IsTheDefault) {
    EXPECT_EQ(document_of("<a>caf\xC3\xA9</a>")->root().text(), "caf\xC3\xA9");
    EXPECT_EQ(document_of("<a>caf\xC3\xA9</a>", "UTF-8")->root().text(), "caf\xC3\xA9");
    EXPECT_EQ(document_of("<?xml version='1.0' encoding='utf-8'?><a>caf\xC3\xA9</a>")->root().text(),
              "caf\xC3\xA9");
}

TEST(Charset, T7_Latin1FromDeclaration) {
    const auto document = document_of("<?xml version='1.0' encoding=\"ISO-8859-1\"?><a>caf\xE9</a>");
    EXPECT_EQ(document->root().text(), "caf\xC3\xA9");
}

TEST(Charset, T7_Latin1FromHeaderOnly) {
    EXPECT_EQ(document_of("<a>caf\xE9</a>", "iso-8859-1")->root().text(), "caf\xC3\xA9");
    EXPECT_EQ(document_of("<?xml version='1.0'?><a>caf\xE9</a>", "ISO-8859-1")->root().text(), "caf\xC3\xA9");
}

TEST(Charset, T7_HeaderGoesBeforeDeclaration) {
    const auto document = document_of("<?xml version='1.0' encoding='UTF-8'?><a>\xE9</a>", "windows-1252");
    EXPECT_EQ(document->root().text(), "\xC3\xA9");
}

TEST(Charset, T7_EuroSignOfWindowsAndLatin9) {
    EXPECT_EQ(document_of("<a>\x80</a>", "windows-1252")->root().text(), "\xE2\x82\xAC");
    EXPECT_EQ(document_of("<a>\xA4</a>", "ISO-8859-15")->root().text(), "\xE2\x82\xAC");
}

TEST(Charset, T8_ByteOrderMarkAndLeadingWhiteSpace) {
    EXPECT_EQ(document_of("\xEF\xBB\xBF<?xml version='1.0' encoding='utf-8'?><a>x</a>")->root().text(), "x");
    EXPECT_EQ(document_of("\n  <a>x</a>")->root().text(), "x");
    EXPECT_EQ(document_of("\r\n<?xml version='1.0' encoding='UTF-8'?>\n<a>x</a>")->root().text(), "x");
    EXPECT_EQ(document_of("\n\n<a>\n<b/></a>")->root().child("b").line(), 4);
}

TEST(Charset, Utf16WithByteOrderMark) {
    const std::u16string text = u"<?xml version='1.0' encoding='UTF-16'?><a>\u00E9\U0001F600</a>";
    std::string little("\xFF\xFE"), big("\xFE\xFF");
    for (const char16_t unit : text) {
        little.push_back(static_cast<char>(unit & 0xFF));
        little.push_back(static_cast<char>(unit >> 8));
        big.push_back(static_cast<char>(unit >> 8));
        big.push_back(static_cast<char>(unit & 0xFF));
    }
    EXPECT_EQ(document_of(little)->root().text(), "\xC3\xA9\xF0\x9F\x98\x80");
    EXPECT_EQ(document_of(big)->root().text(), "\xC3\xA9\xF0\x9F\x98\x80");
    EXPECT_EQ(problem_of(little.substr(0, little.size() - 1)), Problem::Kind::kMalformedXml);
}

TEST(Charset, ConversionAcrossBufferEnds) {
    std::string body = "<a>";
    std::string expected;
    for (int i = 0; i < 50000; ++i) {
        body +=
            "\xE9"
            "x\n";
        expected += "\xC3\xA9x\n";
    }
    const auto document = document_of(body + "</a>", "ISO-8859-1");
    EXPECT_EQ(document->root().text(), trim(expected));
}

TEST(Charset, OthersAreRefused) {
    EXPECT_EQ(problem_of("<?xml version='1.0' encoding='UTF-7'?><a/>"), Problem::Kind::kMalformedXml);
    EXPECT_EQ(problem_of("<a/>", "ebcdic-cp-nl"), Problem::Kind::kMalformedXml);
    EXPECT_EQ(problem_of("<?xml version='1.0' encoding='UTF-32'?><a/>"), Problem::Kind::kMalformedXml);
}

TEST(Charset, BrokenUtf8IsRefusedWithoutEcho) {
    const Result<std::unique_ptr<Document>> outcome = read_text("<a>999993653 \xC3(</a>");
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.problem().kind, Problem::Kind::kMalformedXml);
    EXPECT_EQ((outcome.problem().sender_text + outcome.problem().log_text).find("999993653"),
              std::string::npos);
}

TEST(Content, GoesToTheSpoolAndNotIntoTheTree) {
    const auto document = document_of("<a><inhoud b='x.pdf'>AAEC\n Aw==\r\n</inhoud><c>1</c></a>");
    const Element content = document->root().child("inhoud");
    EXPECT_EQ(content.text(), "");
    EXPECT_EQ(content_of(content), "AAECAw==");
    EXPECT_EQ(content.attribute("b"), "x.pdf");
    EXPECT_EQ(document->contents().size(), 1U);
    EXPECT_EQ(document->root().child("c").line(), 3) << "lines inside content count";
}

TEST(Content, T79_EmptyContentHasNoSpool) {
    const auto document =
        document_of("<a><inhoud/><p:inhoud xmlns:p='urn:x' a='/'>\n </p:inhoud><inhoud>QQ==</inhoud></a>");
    EXPECT_EQ(document->contents().size(), 1U);
    Element each = document->root().first_child();
    EXPECT_EQ(each.content(), nullptr);
    each = each.next_sibling();
    EXPECT_EQ(each.content(), nullptr);
    EXPECT_EQ(content_of(each.next_sibling()), "QQ==");
}

TEST(Content, UnderstandsCdataCommentsAndReferences) {
    const auto document = document_of(
        "<a><inhoud><![CDATA[QU\nJD]]>RE<!-- < & ]]x -->VG&#13;&#xA;R0&#x67;=&#61;</inhoud><inhoud> Zz09 "
        "</inhoud></a>");
    EXPECT_EQ(content_of(document->root().first_child()), "QUJDREVGR0g==");
    EXPECT_EQ(content_of(document->root().first_child().next_sibling()), "Zz09");
}

TEST(Content, MarkupThatOnlyLooksLikeContentIsNone) {
    const auto document = document_of(
        "<a x='>inhoud>'><!-- <inhoud>AA</inhoud> "
        "--><c><![CDATA[<inhoud>BB</inhoud>]]></c><inhoud>Q0M=</inhoud></a>");
    EXPECT_EQ(document->root().child("c").text(), "<inhoud>BB</inhoud>");
    EXPECT_EQ(document->contents().size(), 1U);
    EXPECT_EQ(content_of(document->root().child("inhoud")), "Q0M=");
}

TEST(Content, ReferencesThatCannotBeBase64AreRefused) {
    EXPECT_EQ(problem_of("<a><inhoud>AA&lt;BB</inhoud></a>"), Problem::Kind::kMalformedXml);
    EXPECT_EQ(problem_of("<a><inhoud>AA&verylongentityname;BB</inhoud></a>"), Problem::Kind::kMalformedXml);
}

TEST(Content, UnfinishedContentIsMalformed) {
    EXPECT_EQ(problem_of("<a><inhoud>AAAA"), Problem::Kind::kMalformedXml);
    EXPECT_EQ(problem_of("<a><inhoud>AAAA</b></a>"), Problem::Kind::kMalformedXml);
}

// A stream that makes a message of any size without holding it.
class Generated : public std::streambuf {
  public:
    Generated(std::string head, std::uint64_t middle, std::string tail)
        : head_(std::move(head)), left_(middle), tail_(std::move(tail)), block_(64U << 10, 'A') {
        for (std::size_t i = 76; i < block_.size(); i += 77)
            block_[i] = '\n';
        setg(head_.data(), head_.data(), head_.data() + head_.size());
    }

  protected:
    int_type underflow() override {
        if (left_ > 0) {
            const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, block_.size()));
            left_ -= count;
            setg(block_.data(), block_.data(), block_.data() + count);
        } else if (!done_) {
            done_ = true;
            setg(tail_.data(), tail_.data(), tail_.data() + tail_.size());
        } else {
            return traits_type::eof();
        }
        return traits_type::to_int_type(*gptr());
    }

  private:
    std::string head_;
    std::uint64_t left_;
    std::string tail_;
    std::string block_;
    bool done_ = false;
};

long peak_kilobytes() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:")) return std::stol(line.substr(6));
    }
    return 0;
}

TEST(Content, T13_LargeContentTakesConstantMemory) {
    document_of("<a/>");
    std::ofstream("/proc/self/clear_refs") << "5";  // the peak counts from here, where the kernel lets us
    const long before = peak_kilobytes();
    Generated bytes("<a><inhoud>", 100ULL << 20, "</inhoud></a>");
    std::istream in(&bytes);
    const Result<std::unique_ptr<Document>> outcome = pool().read(in);
    ASSERT_TRUE(outcome.ok()) << outcome.problem().log_text;
    const Spool* const spool = (*outcome)->root().child("inhoud").content();
    ASSERT_NE(spool, nullptr);
    EXPECT_GT(spool->size(), 98ULL << 20);
    EXPECT_FALSE(spool->in_memory());
    EXPECT_LT(peak_kilobytes() - before, 24 * 1024);
}

TEST(Limits, TotalSize) {
    ReaderPool::Options options;
    options.limits.total_bytes = 1000;
    const ReaderPool small(options);
    std::istringstream fits("<a>" + std::string(900, 'x') + "</a>");
    EXPECT_TRUE(small.read(fits).ok());
    std::istringstream large("<a><inhoud>" + std::string(100000, 'A') + "</inhoud></a>");
    const auto outcome = small.read(large);
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.problem().kind, Problem::Kind::kTooLarge);
}

TEST(Limits, BytesOutsideContent) {
    std::string many = "<a>";
    for (int i = 0; i < 3000; ++i)
        many += "<b>" + std::string(1000, 'x') + "</b>";
    EXPECT_EQ(problem_of(many + "</a>"), Problem::Kind::kTooLarge);
}

TEST(Limits, OneField) {
    EXPECT_EQ(problem_of("<a><b>" + std::string((1U << 20) + 1000, 'x') + "</b></a>"),
              Problem::Kind::kTooLarge);
    EXPECT_TRUE(read_text("<a><b>" + std::string(1000000, 'x') + "</b></a>").ok());
}

TEST(Limits, DepthAndElements) {
    std::string deep;
    for (int i = 0; i < 200000; ++i)
        deep += "<a>";
    EXPECT_EQ(problem_of(deep), Problem::Kind::kTooLarge);
    std::string many = "<a>";
    for (int i = 0; i < 30000; ++i)
        many += "<b/>";
    EXPECT_EQ(problem_of(many + "</a>"), Problem::Kind::kTooLarge);
}

TEST(Limits, AttributesAndMarkup) {
    std::string attributes;
    for (int i = 0; i < 51; ++i)
        attributes += " a" + std::to_string(i) + "='1'";
    EXPECT_EQ(problem_of("<a" + attributes + "/>"), Problem::Kind::kTooLarge);
    const std::string huge(70000, 'x');
    EXPECT_EQ(problem_of("<a b='" + huge + "'/>"), Problem::Kind::kTooLarge);
    EXPECT_EQ(problem_of("<a><!--" + huge + "--></a>"), Problem::Kind::kTooLarge);
    EXPECT_EQ(problem_of("<a><?p " + huge + "?></a>"), Problem::Kind::kTooLarge);
    EXPECT_EQ(problem_of("<" + huge + "/>"), Problem::Kind::kTooLarge);
}

TEST(Limits, TooManyContentElements) {
    std::string many = "<a>";
    for (int i = 0; i < 300; ++i)
        many += "<inhoud>QQ==</inhoud>";
    EXPECT_EQ(problem_of(many + "</a>"), Problem::Kind::kTooLarge);
}

TEST(Attack, DoctypesAndEntities) {
    for (const char* const text : {
             "<!DOCTYPE a><a/>",
             "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
             "<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/x.dtd'><a/>",
             "<!DOCTYPE a [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/x'> %p;]><a/>",
             "<!DOCTYPE l [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
             "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]><l>&c;</l>",
             "<a>&onbekend;</a>",
             "<a><!ENTITY x 'y'></a>",
         }) {
        EXPECT_EQ(problem_of(text), Problem::Kind::kMalformedXml) << text;
    }
}

TEST(Attack, XxeInUtf16) {
    const std::u16string text = u"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>";
    std::string bytes("\xFF\xFE");
    for (const char16_t unit : text) {
        bytes.push_back(static_cast<char>(unit & 0xFF));
        bytes.push_back(static_cast<char>(unit >> 8));
    }
    EXPECT_EQ(problem_of(bytes), Problem::Kind::kMalformedXml);
}

TEST(Attack, Xml11) {
    EXPECT_EQ(problem_of("<?xml version='1.1'?><a>&#1;</a>"), Problem::Kind::kMalformedXml);
    EXPECT_TRUE(read_text("<?xml version='1.0' standalone='yes'?><a/>").ok());
}

TEST(Attack, SchemaLocationsAreNotFetched) {
    EXPECT_TRUE(read_text("<a xmlns:i='http://www.w3.org/2001/XMLSchema-instance' "
                          "i:schemaLocation='urn:x http://127.0.0.1:9/x.xsd'/>")
                    .ok());
}

TEST(Malformed, IsSaidWithItsPlace) {
    const Result<std::unique_ptr<Document>> outcome = read_text("<a>\n<b>\n<c></b></a>");
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.problem().kind, Problem::Kind::kMalformedXml);
    EXPECT_NE(outcome.problem().sender_text.find("regel 3"), std::string::npos)
        << outcome.problem().sender_text;
    for (const char* const text :
         {"", " ", "tekst", "<a", "<a>", "<a></b>", "<a/><b/>", "<a x=1/>", "<a x='1' x='2'/>", "<p:a/>",
          "<a>\x01</a>", "<a>&#0;</a>", "<>", "<a><</a>", "{\"json\": true}"}) {
        EXPECT_EQ(problem_of(text), Problem::Kind::kMalformedXml) << text;
    }
}

TEST(Pool, GoesOnAfterBadMessages) {
    for (int i = 0; i < 50; ++i) {
        EXPECT_FALSE(read_text("<a><b>").ok());
        EXPECT_FALSE(read_text("<!DOCTYPE a><a/>").ok());
        EXPECT_EQ(document_of("<a>" + std::to_string(i) + "</a>")->root().text(), std::to_string(i));
    }
}

TEST(Pool, ForgetsParsersFilledWithForeignNamespaces) {
    for (int i = 0; i < 40; ++i) {
        std::string text = "<a>";
        for (int j = 0; j < 1000; ++j) {
            text += "<b xmlns:p='urn:" + std::to_string(i) + "-" + std::to_string(j) + "'/>";
        }
        EXPECT_TRUE(read_text(text + "</a>").ok());
    }
    EXPECT_EQ(document_of("<a>x</a>")->root().text(), "x");
}

TEST(Pool, ManyThreads) {
    std::vector<std::thread> threads;
    std::atomic<int> right = 0;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([t, &right] {
            for (int i = 0; i < 100; ++i) {
                const std::string value = std::to_string(t) + "-" + std::to_string(i);
                std::istringstream in("<a><b>" + value + "</b><inhoud>QUJD</inhoud></a>");
                const auto outcome = pool().read(in);
                if (outcome && (*outcome)->root().child("b").text() == value) ++right;
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(right, 800);
}

}  // namespace
}  // namespace veerpont::xml
