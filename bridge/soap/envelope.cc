#include "bridge/soap/envelope.h"

#include <algorithm>
#include <array>
#include <utility>

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include "bridge/base/text.h"
#include "bridge/soap/content_type.h"
#include "bridge/soap/multipart.h"

namespace veerpont::soap {

namespace {

using xml::Element;
using xml::Node;

constexpr std::string_view kSecurity =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
constexpr std::string_view kXop = "http://www.w3.org/2004/08/xop/include";
constexpr std::string_view kXmlNamespace = "http://www.w3.org/XML/1998/namespace";

// Header blocks that we may ignore even when the sender insists: .NET's Action and WS-Addressing
// (zds-standard 3.1).
constexpr std::array<std::string_view, 4> kUnderstood{
    kSecurity,
    "http://schemas.microsoft.com/ws/2005/05/addressing/none",
    "http://www.w3.org/2005/08/addressing",
    "http://schemas.xmlsoap.org/ws/2004/08/addressing",
};

// The next node on the way, and ourselves, by the names of both SOAP versions.
constexpr std::array<std::string_view, 4> kForUs{
    "",
    "http://schemas.xmlsoap.org/soap/actor/next",
    "http://www.w3.org/2003/05/soap-envelope/role/next",
    "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver",
};

Problem not_soap(std::string sender_text, std::string log_text) {
    return {.kind = Problem::Kind::kInvalidMessage,
            .sender_text = std::move(sender_text),
            .log_text = std::move(log_text),
            .source = {}};
}

bool is_true(std::string_view value) {
    value = trim(value);
    return value == "1" || value == "true";
}

bool is_for_us(Element block) {
    const std::string_view target =
        trim(block.has_attribute("actor") ? block.attribute("actor") : block.attribute("role"));
    return std::find(kForUs.begin(), kForUs.end(), target) != kForUs.end();
}

std::optional<UsernameToken> read_token(Element security) {
    const Element token = security.child("UsernameToken");
    if (!token) return std::nullopt;
    const Element password = token.child("Password");
    return UsernameToken{.username = std::string(token.child("Username").text()),
                         .password = std::string(password.text()),
                         .password_type = std::string(trim(password.attribute("Type"))),
                         .nonce = std::string(token.child("Nonce").text()),
                         .created = std::string(token.child("Created").text())};
}

Result<void> read_header(Element header, Envelope& envelope, Reading& reading) {
    for (const Element block : header.children()) {
        if (block.local() == "Security" && !envelope.username_token) {
            envelope.username_token = read_token(block);
            continue;
        }
        if (!is_true(block.attribute("mustUnderstand")) || !is_for_us(block)) continue;
        if (std::find(kUnderstood.begin(), kUnderstood.end(), block.ns()) != kUnderstood.end()) continue;
        reading.fault_code = "MustUnderstand";
        const std::string name(utf8_prefix(block.local(), 60));
        return not_soap("Het bericht eist met mustUnderstand dat de SOAP-header " + name +
                            " wordt verwerkt; die is hier niet bekend.",
                        "SOAP header with mustUnderstand is not known: " + name);
    }
    return {};
}

// xop:Include children of content elements, with the part that each names.
void find_includes(Element element, std::vector<std::pair<Element, std::string>>& found) {
    for (const Element child : element.children()) {
        if (child.local() == "Include" && child.ns() == kXop) {
            found.emplace_back(element, std::string(trim(child.attribute("href"))));
        } else {
            find_includes(child, found);
        }
    }
}

Result<void> attach(xml::Document& document, Element body, const Attachments& attachments) {
    std::vector<std::pair<Element, std::string>> includes;
    find_includes(body, includes);
    for (auto& [element, href] : includes) {
        std::string id;
        if (href.starts_with("cid:")) {
            try {
                Poco::URI::decode(href.substr(4), id);
            } catch (const Poco::Exception&) {
                id.clear();  // names no part, below
            }
        }
        const auto part = attachments.find(id);
        if (part == attachments.end()) {
            return not_soap("Het bericht verwijst met xop:Include naar een bijlage die niet is meegestuurd.",
                            "xop:Include without its part");
        }
        document.attach_content(element, part->second);
    }
    return {};
}

Result<void> read_document(Envelope& envelope, Reading& reading) {
    const Element root = envelope.document->root();
    if (root.local() != "Envelope") {
        return not_soap("Het bericht is geen SOAP-bericht: het buitenste element heet niet Envelope.",
                        "root element is not Envelope");
    }
    if (root.ns() == xml::kSoap12) {
        reading.version = Version::k12;
    } else if (root.ns() == xml::kSoap11) {
        reading.version = Version::k11;
    } else {
        reading.fault_code = "VersionMismatch";
        return not_soap("De SOAP-versie van het bericht wordt niet ondersteund; gebruik SOAP 1.1 of 1.2.",
                        "unknown SOAP namespace");
    }
    envelope.version = reading.version;
    Element body;
    for (const Element child : root.children()) {
        if (child.ns() != root.ns()) continue;
        if (child.local() == "Header") {
            if (Result<void> read = read_header(child, envelope, reading); !read) return read;
        } else if (child.local() == "Body" && !body) {
            body = child;
        }
    }
    envelope.body = body.first_child();
    if (!envelope.body) {
        return not_soap("Het SOAP-bericht heeft geen inhoud in de Body.", "SOAP Body missing or empty");
    }
    if (envelope.body.next_sibling()) {
        return not_soap("Het SOAP-bericht heeft meer dan één element in de Body.",
                        "more than one element in SOAP Body");
    }
    return {};
}

}  // namespace

Result<Envelope> read_envelope(const xml::ReaderPool& readers, std::istream& body, const Headers& headers,
                               Reading& reading, xml::Validation validation) {
    const ContentType type = parse_content_type(headers.content_type);
    const bool multipart = type.type == "multipart/related";
    const bool soap12 = type.type == "application/soap+xml" ||
                        (multipart && iequals(type.parameter("start-info"), "application/soap+xml"));
    reading = Reading{.version = soap12 ? Version::k12 : Version::k11, .fault_code = "Client"};

    Envelope envelope;
    envelope.version = reading.version;
    envelope.action = clean_action(headers.soap_action);
    if (envelope.action.empty()) envelope.action = clean_action(type.parameter("action"));

    const auto read = [&](std::istream& in, const ContentType& part_type) -> Result<void> {
        if (envelope.action.empty()) envelope.action = clean_action(part_type.parameter("action"));
        Result<std::unique_ptr<xml::Document>> document = readers.read(
            in, {.charset = std::string(part_type.parameter("charset")), .validation = validation});
        if (!document) return document.problem();
        envelope.document = std::move(document).value();
        return {};
    };
    if (multipart) {
        const Result<Attachments> attachments = read_parts(body, type, readers.options(), read);
        if (!attachments) return attachments.problem();
        if (Result<void> done = read_document(envelope, reading); !done) return done.problem();
        if (Result<void> done = attach(*envelope.document, envelope.body, *attachments); !done)
            return done.problem();
    } else {
        if (Result<void> done = read(body, type); !done) return done.problem();
        if (Result<void> done = read_document(envelope, reading); !done) return done.problem();
        if (Result<void> done = attach(*envelope.document, envelope.body, {}); !done) return done.problem();
    }
    envelope.action_name = action_name(envelope.action);
    return envelope;
}

Node make_envelope(Version version, Node body) {
    const std::string_view ns = soap_namespace(version);
    Node envelope(ns, "Envelope");
    envelope.add(Node(ns, "Body")).add(std::move(body));
    return envelope;
}

Node make_fault(Version version, Fault fault, std::string_view soap_prefix) {
    const std::string_view ns = soap_namespace(version);
    const auto qualified = [soap_prefix](std::string_view code) {
        return std::string(soap_prefix) + ":" + std::string(code);
    };
    Node node(ns, "Fault");
    if (version == Version::k11) {
        node.add(Node("", "faultcode", qualified(fault.code)));
        node.add(Node("", "faultstring", fault.text));
        if (fault.detail) node.add(Node("", "detail")).add(std::move(*fault.detail));
    } else {
        const std::string_view code = fault.code == "Client"   ? std::string_view("Sender")
                                      : fault.code == "Server" ? std::string_view("Receiver")
                                                               : std::string_view(fault.code);
        node.add(Node(ns, "Code")).add(Node(ns, "Value", qualified(code)));
        node.add(Node(ns, "Reason")).add(Node(ns, "Text", fault.text)).set(kXmlNamespace, "lang", "nl");
        if (fault.detail) node.add(Node(ns, "Detail")).add(std::move(*fault.detail));
    }
    return make_envelope(version, std::move(node));
}

std::string_view content_type(Version version) {
    return version == Version::k12 ? "application/soap+xml; charset=utf-8" : "text/xml; charset=utf-8";
}

std::string_view soap_namespace(Version version) {
    return version == Version::k12 ? xml::kSoap12 : xml::kSoap11;
}

}  // namespace veerpont::soap
