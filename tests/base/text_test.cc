#include "bridge/base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace veerpont {
namespace {

using ::testing::ElementsAre;

TEST(Text, TrimTakesXmlWhiteSpaceOnly) {
    EXPECT_EQ(trim(" \t\r\n zaak\n"), "zaak");
    EXPECT_EQ(trim("\n \t"), "");
    EXPECT_EQ(trim("\xC2\xA0zaak"), "\xC2\xA0zaak");  // a non-breaking space is content
}

TEST(Text, SplitKeepsEmptyParts) {
    EXPECT_THAT(split("a//b/", '/'), ElementsAre("a", "", "b", ""));
    EXPECT_THAT(split("", '/'), ElementsAre(""));
    EXPECT_EQ(join({"a", "b", "c"}, ", "), "a, b, c");
    EXPECT_EQ(join({}, ", "), "");
}

TEST(Text, ReplaceAllDoesNotReplaceWhatItWrote) {
    EXPECT_EQ(replace_all("aaa", "a", "aa"), "aaaaaa");
    EXPECT_EQ(replace_all("abc", "", "x"), "abc");
    EXPECT_EQ(replace_all("a{b}a", "{b}", ""), "aa");
}

TEST(Text, CaseIsAsciiOnly) {
    EXPECT_EQ(to_upper("zaak é"), "ZAAK é");
    EXPECT_EQ(to_lower("ZAAK É"), "zaak É");
    EXPECT_TRUE(iequals("Content-Length", "content-length"));
    EXPECT_FALSE(iequals("a", "ab"));
}

TEST(Text, DigitsAreAscii) {
    EXPECT_TRUE(all_digits("0123456789"));
    EXPECT_FALSE(all_digits(""));
    EXPECT_FALSE(all_digits("12 3"));
    EXPECT_FALSE(all_digits("-1"));
}

TEST(Text, LengthsCountCharacters) {
    EXPECT_EQ(utf8_length("één €"), 5U);
    EXPECT_EQ(utf8_prefix("één €", 2), "éé");
    EXPECT_EQ(utf8_prefix("één €", 5), "één €");
    EXPECT_EQ(utf8_prefix("één €", 50), "één €");
    EXPECT_EQ(utf8_prefix("één", 0), "");
    EXPECT_EQ(utf8_prefix("😀😀", 1), "😀");
}

TEST(Text, Utf8MustBeWellFormed) {
    for (const char* right : {"", "zaak", "é€😀", "\xF4\x8F\xBF\xBF"})
        EXPECT_TRUE(is_valid_utf8(right)) << right;
    for (const char* wrong : {"\xE9", "\xC3", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                              "\xF8\x88\x80\x80\x80", "\x80", "a\xE2\x82"}) {
        EXPECT_FALSE(is_valid_utf8(wrong)) << wrong;
    }
}

TEST(Text, ClosestFindsWhatTheWriterMeant) {
    const std::vector<std::string> words{"required", "default", "lookup", "codes", "when"};
    EXPECT_EQ(closest("requierd", words), "required");
    EXPECT_EQ(closest("Required", words), "required");
    EXPECT_EQ(closest("defualt", words), "default");
    EXPECT_EQ(closest("lookups", words), "lookup");
    EXPECT_EQ(closest("wehn", words), "when");
    EXPECT_FALSE(closest("zaakgeometrie", words));
    EXPECT_FALSE(closest("", words));
    EXPECT_FALSE(closest("a", std::vector<std::string>{}));
}

TEST(Text, HexAndUrlEncoding) {
    const std::vector<unsigned char> bytes{0x00, 0x0F, 0xA0, 0xFF};
    EXPECT_EQ(to_hex(bytes), "000fa0ff");
    EXPECT_EQ(url_encode("a b/é?&~-_."), "a%20b%2F%C3%A9%3F%26~-_.");
}

}  // namespace
}  // namespace veerpont
