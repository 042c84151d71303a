#include "bridge/xml/writer.h"

#include <gtest/gtest.h>

#include <memory>
#include <sstream>
#include <string>

#include "bridge/xml/reader.h"

namespace veerpont::xml {
namespace {

StreamedContent content_of(std::string text) {
    const auto length = static_cast<std::uint64_t>(text.size());
    return {.open = [text = std::move(text)] { return std::make_unique<std::istringstream>(text); },
            .length = length};
}

TEST(Writer, A3_NoDeclarationAndPrefixesOnTheRoot) {
    Node root(kSoap11, "Envelope");
    root.add(Node(kSoap11, "Body"))
        .add(Node(kZkn, "zaak"))
        .set(kStuf, "entiteittype", "ZAK")
        .add(Node(kZkn, "leeg"));
    EXPECT_EQ(to_string(root),
              "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" "
              "xmlns:ZKN=\"http://www.egem.nl/StUF/sector/zkn/0310\" "
              "xmlns:StUF=\"http://www.egem.nl/StUF/StUF0301\">"
              "<soapenv:Body><ZKN:zaak StUF:entiteittype=\"ZAK\"><ZKN:leeg/></ZKN:zaak></soapenv:Body>"
              "</soapenv:Envelope>");
}

TEST(Writer, A11_PrefixesOfTheClient) {
    Node root(kZkn, "a");
    root.add(Node(kStuf, "b", "1"));
    root.add(Node("urn:onbekend", "c"));
    root.add(Node("", "d"));
    WriterOptions options;
    options.prefixes = {{"zkn", std::string(kZkn)}, {"ns1", std::string(kStuf)}};
    EXPECT_EQ(to_string(root, options),
              "<zkn:a xmlns:zkn=\"http://www.egem.nl/StUF/sector/zkn/0310\" "
              "xmlns:ns1=\"http://www.egem.nl/StUF/StUF0301\" xmlns:ns2=\"urn:onbekend\">"
              "<ns1:b>1</ns1:b><ns2:c/><d/></zkn:a>");
}

TEST(Writer, EscapesTextAndAttributes) {
    Node root("", "a", "<x> & \"y\" ]]> \r\n\t");
    root.set("", "k", "<\"&>\n\t");
    EXPECT_EQ(to_string(root),
              "<a k=\"&lt;&quot;&amp;&gt;&#10;&#9;\">&lt;x&gt; &amp; \"y\" ]]&gt; &#13;\n\t</a>");
}

TEST(Writer, NonAsciiAsReferencesOrAsUtf8) {
    const Node root("", "a", "caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80");
    EXPECT_EQ(to_string(root), "<a>caf&#233; &#8364; &#128512;</a>");
    WriterOptions options;
    options.numeric_references = false;
    options.declaration = true;
    EXPECT_EQ(to_string(root, options),
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a>caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80</a>");
}

TEST(Writer, LeavesOutWhatXmlCannotHold) {
    EXPECT_EQ(to_string(Node("", "a", std::string("x\x01\x0By\xEF\xBF\xBE") + '\0')), "<a>xy</a>");
    EXPECT_EQ(to_string(Node("", "a", "\xC3(\xED\xA0\x80")), "<a>&#65533;(&#65533;</a>");
}

TEST(Writer, NoValueIsNilWithItsReason) {
    Node node(kZkn, "einddatum", "20261015");
    node.set_no_value("geenWaarde");
    EXPECT_EQ(node.attribute("nil"), "true");
    EXPECT_EQ(node.attribute("noValue"), "geenWaarde");
    EXPECT_NE(to_string(node).find("xsi:nil=\"true\" StUF:noValue=\"geenWaarde\"/>"), std::string::npos);
}

TEST(Writer, StreamsContentAndKnowsTheLengthBefore) {
    const std::string base64(200000, 'Q');
    Node root("", "a");
    root.add(Node("", "b", "\xC3\xA9"));
    root.add(Node("", "inhoud")).content = std::make_shared<StreamedContent>(content_of(base64));
    std::ostringstream out;
    ASSERT_TRUE(write(root, out).ok());
    EXPECT_EQ(out.str(), "<a><b>&#233;</b><inhoud>" + base64 + "</inhoud></a>");
    EXPECT_EQ(written_length(root), out.str().size());
}

TEST(Writer, SaysWhenContentBreaksItsWord) {
    for (const std::uint64_t announced : {9U, 11U, 300000U}) {
        StreamedContent content = content_of("QUJDQUJDQQ");
        content.length = announced;
        Node root("", "inhoud");
        root.content = std::make_shared<StreamedContent>(std::move(content));
        std::ostringstream out;
        const Result<void> outcome = write(root, out);
        ASSERT_FALSE(outcome.ok()) << announced;
        EXPECT_EQ(outcome.problem().kind, Problem::Kind::kInternal);
    }
}

TEST(Writer, WhatItWritesReadsTheSame) {
    Node root(kZkn, "a");
    root.add(Node(kBg, "b", " <\xC3\xA9&\r\n\"'> ")).set(kStuf, "k", "\t<\xE2\x82\xAC>\n");
    std::istringstream in(to_string(root));
    const ReaderPool pool{ReaderPool::Options{}};
    const auto document = pool.read(in);
    ASSERT_TRUE(document.ok());
    const Element child = (*document)->root().child("b");
    EXPECT_EQ(child.ns(), kBg);
    EXPECT_EQ(child.text(), "<\xC3\xA9&\r\n\"'>");
    EXPECT_EQ(child.attribute("k"), "\t<\xE2\x82\xAC>\n");
}

TEST(Node, SetReplacesAndChildFinds) {
    Node node("", "a");
    node.set("", "k", "1").set("", "k", "2").set("urn:x", "k", "3");
    EXPECT_EQ(node.attributes.size(), 2U);
    EXPECT_EQ(node.attribute("k"), "2");
    node.add(Node("", "b", "x"));
    ASSERT_NE(node.child("b"), nullptr);
    EXPECT_EQ(node.child("b")->text, "x");
    EXPECT_EQ(node.child("c"), nullptr);
}

}  // namespace
}  // namespace veerpont::xml
