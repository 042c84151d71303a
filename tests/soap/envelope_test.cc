// Envelopes of both SOAP versions as real senders write them, WS-Security, MTOM, and the faults that answer
// them.
#include "bridge/soap/envelope.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <utility>

#include "bridge/xml/writer.h"

namespace veerpont::soap {
namespace {

const xml::ReaderPool& pool() {
    static const xml::ReaderPool instance{xml::ReaderPool::Options{}};
    return instance;
}

Result<Envelope> read(const std::string& text, const Headers& headers = {}, Reading* reading = nullptr) {
    std::istringstream in(text);
    Reading own;
    return read_envelope(pool(), in, headers, reading != nullptr ? *reading : own, xml::Validation::kOff);
}

std::string soap11(const std::string& body, const std::string& header = "") {
    return "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'>" + header + "<s:Body>" + body +
           "</s:Body></s:Envelope>";
}

std::string soap12(const std::string& body) {
    return "<Envelope xmlns='http://www.w3.org/2003/05/soap-envelope'><Header> </Header>\n<Body>\n" + body +
           "\n</Body></Envelope>";
}

std::string text_of(const Spool& spool) {
    std::ostringstream out;
    out << spool.reader()->rdbuf();
    return out.str();
}

TEST(Envelope, T1_BothVersionsWhateverTheContentTypeSays) {
    const auto twelve =
        read(soap12("<a xmlns='urn:x'/>"), {.content_type = "text/xml", .soap_action = "\"x/op\""});
    ASSERT_TRUE(twelve.ok());
    EXPECT_EQ(twelve->version, Version::k12);
    EXPECT_EQ(twelve->body.local(), "a");
    EXPECT_EQ(twelve->action_name, "op");
    const auto eleven = read(soap11("<a/>"), {.content_type = "application/soap+xml", .soap_action = ""});
    ASSERT_TRUE(eleven.ok());
    EXPECT_EQ(eleven->version, Version::k11);
    EXPECT_EQ(eleven->action, "");
}

TEST(Envelope, T1_ActionParameterOfSoap12) {
    const auto envelope =
        read(soap12("<a/>"),
             {.content_type = "application/soap+xml; charset=utf-8; action=\"urn:x/Op\"", .soap_action = ""});
    ASSERT_TRUE(envelope.ok());
    EXPECT_EQ(envelope->action, "urn:x/Op");
}

TEST(Envelope, T7_CharsetOfTheHeaderCounts) {
    const auto envelope =
        read(soap11("<a>\xE9</a>"), {.content_type = "text/xml;charset=iso-8859-1", .soap_action = ""});
    ASSERT_TRUE(envelope.ok());
    EXPECT_EQ(envelope->body.text(), "\xC3\xA9");
}

TEST(Envelope, T12_UsernameTokenWithoutMustUnderstand) {
    const auto envelope = read(soap11(
        "<a/>",
        "<s:Header><Security xmlns='http://docs.oasis-open.org/wss/2004/01/"
        "oasis-200401-wss-wssecurity-secext-1.0.xsd'><Timestamp><Created>x</Created></"
        "Timestamp><UsernameToken>"
        "<Username>openforms</Username><Password>geheim&amp;wachtwoord</Password></UsernameToken></Security>"
        "</s:Header>"));
    ASSERT_TRUE(envelope.ok());
    ASSERT_TRUE(envelope->username_token.has_value());
    EXPECT_EQ(envelope->username_token->username, "openforms");
    EXPECT_EQ(envelope->username_token->password, "geheim&wachtwoord");
    EXPECT_EQ(envelope->username_token->password_type, "");
}

TEST(Envelope, T12_UsernameTokenWithDigest) {
    const auto envelope = read(soap11(
        "<a/>",
        "<s:Header><w:Security s:mustUnderstand='1' xmlns:w='http://docs.oasis-open.org/wss/2004/01/"
        "oasis-200401-wss-wssecurity-secext-1.0.xsd'><w:UsernameToken><w:Username>u</w:Username><w:Password "
        "Type='...#PasswordDigest'>ZGln</w:Password><w:Nonce>bm9u</w:Nonce><Created "
        "xmlns='urn:u'>2026</Created>"
        "</w:UsernameToken></w:Security></s:Header>"));
    ASSERT_TRUE(envelope.ok());
    EXPECT_EQ(envelope->username_token->password_type, "...#PasswordDigest");
    EXPECT_EQ(envelope->username_token->nonce, "bm9u");
    EXPECT_EQ(envelope->username_token->created, "2026");
}

TEST(Envelope, T15_HeaderAbsentEmptyOrUnknown) {
    for (const char* const header :
         {"", "<s:Header/>", "<s:Header>  </s:Header>",
          "<s:Header><x xmlns='urn:y' s:mustUnderstand='0'/></s:Header>",
          "<s:Header><x xmlns='urn:y' s:mustUnderstand='1' s:actor='urn:somebody:else'/></s:Header>",
          "<s:Header><Action s:mustUnderstand='1' "
          "xmlns='http://schemas.microsoft.com/ws/2005/05/addressing/none'>x"
          "</Action><m xmlns='http://www.w3.org/2005/08/addressing' s:mustUnderstand='1'/></s:Header>"}) {
        EXPECT_TRUE(read(soap11("<a/>", header)).ok()) << header;
    }
}

TEST(Envelope, UnknownHeaderThatMustBeUnderstoodIsAFault) {
    Reading reading;
    const auto envelope =
        read(soap11("<a/>", "<s:Header><x xmlns='urn:y' s:mustUnderstand='1'/></s:Header>"), {}, &reading);
    ASSERT_FALSE(envelope.ok());
    EXPECT_EQ(envelope.problem().kind, Problem::Kind::kInvalidMessage);
    EXPECT_EQ(reading.fault_code, "MustUnderstand");
}

TEST(Envelope, WhatIsNotSoapIsInvalid) {
    Reading reading;
    for (const char* const text :
         {"<a/>", "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'/>",
          "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body/></s:Envelope>",
          "<s:Envelope "
          "xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><a/><b/></s:Body></s:Envelope>"}) {
        const auto envelope = read(text, {}, &reading);
        ASSERT_FALSE(envelope.ok()) << text;
        EXPECT_EQ(envelope.problem().kind, Problem::Kind::kInvalidMessage) << text;
        EXPECT_EQ(reading.fault_code, "Client");
    }
    const auto other =
        read("<s:Envelope xmlns:s='urn:soap:9'><s:Body><a/></s:Body></s:Envelope>", {}, &reading);
    ASSERT_FALSE(other.ok());
    EXPECT_EQ(reading.fault_code, "VersionMismatch");
}

TEST(Envelope, VersionIsKnownForTheAnswerToBrokenXml) {
    Reading reading;
    EXPECT_FALSE(read("<a", {.content_type = "application/soap+xml", .soap_action = ""}, &reading).ok());
    EXPECT_EQ(reading.version, Version::k12);
    EXPECT_FALSE(read("<a", {.content_type = "text/xml", .soap_action = ""}, &reading).ok());
    EXPECT_EQ(reading.version, Version::k11);
}

const Headers kMtom{.content_type =
                        "multipart/related; type=\"application/xop+xml\"; start-info=\"text/xml\"; "
                        "boundary=\"b1\"; start=\"<root@x>\"",
                    .soap_action = "\"x/voegZaakdocumentToe_Lk01\""};

std::string include(const std::string& href) {
    return soap11(
        "<a><inhoud naam='x'>\n<xop:Include xmlns:xop='http://www.w3.org/2004/08/xop/include' href='" + href +
        "'/>\n</inhoud><b>1</b></a>");
}

std::string root_part(const std::string& message) {
    return "--b1\r\nContent-Type: application/xop+xml; charset=UTF-8; type=\"text/xml\"\r\nContent-ID: "
           "<root@x>\r\n\r\n" +
           message + "\r\n";
}

std::string binary_part(const std::string& bytes, const std::string& encoding = "binary") {
    return "--b1\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: " + encoding +
           "\r\nContent-ID: <a%b@x>\r\n\r\n" + bytes + "\r\n";
}

TEST(Mtom, PartBecomesTheContentOfItsElement) {
    std::string bytes = "%PDF-1.4\r\n\r\n--b2";
    for (int i = 0; i < 100000; ++i)
        bytes.push_back(static_cast<char>(i));
    const auto envelope =
        read(root_part(include("cid:a%25b%40x")) + binary_part(bytes) + "--b1--\r\n", kMtom);
    ASSERT_TRUE(envelope.ok()) << envelope.problem().log_text;
    const Spool* const content = envelope->body.child("inhoud").content();
    ASSERT_NE(content, nullptr);
    EXPECT_EQ(decoded_size(*content), bytes.size());
    EXPECT_TRUE(text_of(*content).starts_with("JVBERi0xLjQN"));
    EXPECT_EQ(envelope->body.child("b").text(), "1");
    EXPECT_EQ(envelope->document->contents().size(), 1U);
    EXPECT_EQ(envelope->action_name, "voegzaakdocumenttoe_lk01");
}

TEST(Mtom, PartMayComeBeforeTheRoot) {
    const auto envelope = read(binary_part("ABC") + root_part(include("cid:a%25b@x")) + "--b1--", kMtom);
    ASSERT_TRUE(envelope.ok()) << envelope.problem().log_text;
    EXPECT_EQ(text_of(*envelope->body.child("inhoud").content()), "QUJD");
}

TEST(Mtom, PartThatIsBase64StaysSo) {
    const auto envelope =
        read(root_part(include("cid:a%25b@x")) + binary_part("QU\r\nJD\r\n", "base64") + "--b1--", kMtom);
    ASSERT_TRUE(envelope.ok());
    EXPECT_EQ(text_of(*envelope->body.child("inhoud").content()), "QUJD");
}

TEST(Mtom, IncompleteOrWrongIsRefused) {
    const std::string root = root_part(include("cid:a%25b@x"));
    const std::string cut = root + binary_part("ABC");
    EXPECT_EQ(read(cut, kMtom).problem().kind, Problem::Kind::kMalformedXml)
        << "no closing boundary: cut short";
    EXPECT_FALSE(read(root + "--b1--", kMtom).ok()) << "part not sent";
    EXPECT_FALSE(read(binary_part("ABC") + "--b1--", kMtom).ok()) << "no root part";
    EXPECT_FALSE(read("", kMtom).ok());
    EXPECT_FALSE(read("geen multipart", kMtom).ok());
    EXPECT_FALSE(read(cut + "--b1--", {.content_type = "multipart/related", .soap_action = ""}).ok())
        << "no boundary";
    EXPECT_FALSE(read(root_part(include("http://127.0.0.1:9/x")) + binary_part("A") + "--b1--", kMtom).ok());
    EXPECT_FALSE(read(include("cid:a%25b@x"), {.content_type = "text/xml", .soap_action = ""}).ok())
        << "an Include in a message without parts";
}

TEST(Mtom, LimitOnTheWholeMessage) {
    xml::ReaderPool::Options options;
    options.limits.total_bytes = 5000;
    const xml::ReaderPool small(options);
    std::istringstream in(root_part(include("cid:a%25b@x")) + binary_part(std::string(20000, 'x')) +
                          "--b1--");
    Reading reading;
    const auto envelope = read_envelope(small, in, kMtom, reading);
    ASSERT_FALSE(envelope.ok());
    EXPECT_EQ(envelope.problem().kind, Problem::Kind::kTooLarge);
}

TEST(Fault, A1_Soap11HasUnqualifiedChildren) {
    Fault fault{.code = "Client", .text = "Tekst & meer", .detail = xml::Node(xml::kStuf, "Fo02Bericht")};
    EXPECT_EQ(xml::to_string(make_fault(Version::k11, std::move(fault))),
              "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" "
              "xmlns:StUF=\"http://www.egem.nl/StUF/StUF0301\"><soapenv:Body><soapenv:Fault>"
              "<faultcode>soapenv:Client</faultcode><faultstring>Tekst &amp; meer</faultstring>"
              "<detail><StUF:Fo02Bericht/></detail></soapenv:Fault></soapenv:Body></soapenv:Envelope>");
}

TEST(Fault, Soap12SpellsItsOwnCodes) {
    Fault fault{.code = "Server", .text = "Fout", .detail = std::nullopt};
    EXPECT_EQ(
        xml::to_string(make_fault(Version::k12, std::move(fault), "soapenv")),
        "<soapenv:Envelope xmlns:soapenv=\"http://www.w3.org/2003/05/soap-envelope\"><soapenv:Body>"
        "<soapenv:Fault><soapenv:Code><soapenv:Value>soapenv:Receiver</soapenv:Value></soapenv:Code>"
        "<soapenv:Reason><soapenv:Text xml:lang=\"nl\">Fout</soapenv:Text></soapenv:Reason></soapenv:Fault>"
        "</soapenv:Body></soapenv:Envelope>");
    EXPECT_EQ(content_type(Version::k12), "application/soap+xml; charset=utf-8");
}

}  // namespace
}  // namespace veerpont::soap
