// A SOAP message: version 1.1 or 1.2, on every endpoint, answered in the version in which it came.
//
// read_envelope takes the HTTP body as a stream, also multipart/related with MTOM/XOP parts (their bytes are
// encoded to base64 into the spool of the element that includes them). An Envelope owns the Document;
// Elements point into it. Reading is safe from any thread.
#pragma once

#include <cstdint>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bridge/base/result.h"
#include "bridge/xml/document.h"
#include "bridge/xml/node.h"
#include "bridge/xml/reader.h"

namespace veerpont::soap {

enum class Version : std::uint8_t { k11, k12 };

// The HTTP headers that matter, values as received; "" when absent.
struct Headers {
    std::string content_type;
    std::string soap_action;
};

// WS-Security UsernameToken, text or digest (client-tolerance T12). Not checked here: server/authentication
// does.
struct UsernameToken {
    std::string username;
    std::string password;
    std::string password_type;  // the Type attribute, "" for plain text
    std::string nonce;          // base64
    std::string created;
};

struct Envelope {
    std::unique_ptr<xml::Document> document;
    xml::Element body;  // the one child of soap:Body
    Version version = Version::k11;
    std::string action;       // cleaned SOAPAction or action parameter; "" when none
    std::string action_name;  // its last part in lower case
    std::optional<UsernameToken> username_token;
};

// What is known of a message even when it cannot be read, for the Fault that answers it.
struct Reading {
    Version version = Version::k11;     // from the envelope, before that from the Content-Type
    std::string fault_code = "Client";  // or "VersionMismatch", "MustUnderstand" (SOAP 1.1 section 4.4.1)
};

// Problems: those of xml::ReaderPool::read, and kInvalidMessage for what is well-formed but not SOAP.
Result<Envelope> read_envelope(const xml::ReaderPool& readers, std::istream& body, const Headers& headers,
                               Reading& reading, xml::Validation validation = xml::Validation::kWhenFree);

// soapenv:Envelope with this element in the Body.
xml::Node make_envelope(Version version, xml::Node body);

struct Fault {
    std::string code =
        "Server";      // "Client", "Server", "VersionMismatch", "MustUnderstand"; 1.2 spells them its own way
    std::string text;  // faultstring or Reason
    std::optional<xml::Node> detail;
};
// A whole envelope holding the Fault: 1.1 with un-namespaced faultcode, faultstring and detail (A1), 1.2 with
// Code, Reason and Detail. The prefix in faultcode must be the one that the writer uses for the SOAP
// namespace.
xml::Node make_fault(Version version, Fault fault, std::string_view soap_prefix = "soapenv");

// "text/xml; charset=utf-8" or "application/soap+xml; charset=utf-8".
std::string_view content_type(Version version);
std::string_view soap_namespace(Version version);

}  // namespace veerpont::soap
