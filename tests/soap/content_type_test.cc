#include "bridge/soap/content_type.h"

#include <gtest/gtest.h>

namespace veerpont::soap {
namespace {

TEST(ContentType, T6_ParametersAsSendersWriteThem) {
    for (const char* const header : {"text/xml;charset=UTF-8", "text/xml; charset=\"UTF-8\"",
                                     "Text/XML ; Charset=UTF-8", "text/xml; action=\"x;y\"; charset=UTF-8"}) {
        const ContentType type = parse_content_type(header);
        EXPECT_EQ(type.type, "text/xml") << header;
        EXPECT_EQ(type.parameter("charset"), "UTF-8") << header;
    }
    EXPECT_EQ(parse_content_type("text/xml").parameter("charset"), "");
    EXPECT_EQ(parse_content_type("").type, "");
    EXPECT_EQ(parse_content_type(";;=;charset").type, "");
}

TEST(ContentType, QuotedBoundary) {
    const ContentType type = parse_content_type(
        "multipart/related; type=\"application/xop+xml\"; boundary=\"uuid:a;b=c\"; start=\"<r@x>\"");
    EXPECT_EQ(type.parameter("boundary"), "uuid:a;b=c");
    EXPECT_EQ(type.parameter("start"), "<r@x>");
    EXPECT_EQ(type.parameter("type"), "application/xop+xml");
}

TEST(SoapAction, T2_QuotesBlanksAndTabs) {
    const std::string action = "http://www.egem.nl/StUF/sector/zkn/0310/creeerZaak_Lk01";
    for (const std::string& sent : {action, "\"" + action + "\"", " \"" + action + "\"\t", "'" + action + "'",
                                    "\" " + action + " \""}) {
        EXPECT_EQ(clean_action(sent), action);
        EXPECT_EQ(action_name(sent), "creeerzaak_lk01");
    }
    EXPECT_EQ(clean_action("\"\""), "");
    EXPECT_EQ(clean_action(""), "");
    EXPECT_EQ(clean_action("\""), "");
    EXPECT_EQ(action_name("\"creeerZaak_Lk01\""), "creeerzaak_lk01");
    EXPECT_EQ(action_name("urn:zds#CreeerZaak"), "creeerzaak");
    EXPECT_EQ(action_name("http://x/"), "");
}

}  // namespace
}  // namespace veerpont::soap
