// Builds the answers of StUF as trees ready to be written: Bv01-Bv04, Du02, La01 and Fo01-Fo03, with their
// stuurgegevens (zender and ontvanger swapped, own referentienummer, crossRefnummer, tijdstipBericht in Dutch
// local time) in the namespaces of the family in which the request came (zds-standard 1.3, 2.0, 2.10). Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/clock.h"
#include "bridge/base/problem.h"
#include "bridge/soap/envelope.h"
#include "bridge/stuf/message.h"
#include "bridge/xml/node.h"
#include "bridge/xml/writer.h"

namespace veerpont::stuf {

// How one sender wants its answers (client profile).
struct ReplyStyle {
    xml::WriterOptions writer;
    // Bv03, Fo01 and Fo03 must hold both parties and a crossRefnummer. Where the sender gave none: our own
    // names and an empty crossRefnummer; false leaves them out.
    bool fillers = true;
};

// Everything an answer needs besides its content. Refers to request, clock and style: they must outlive it.
struct ReplyContext {
    const Message* request = nullptr;  // nullptr when the request could not be read
    const Clock& clock;
    Partij own;                    // our names from the configuration
    std::string referentienummer;  // of the answer; "" makes a new one (UUID, 36 characters)
    const ReplyStyle& style;
};

// Each gives the element that goes into soap:Body.
xml::Node bv01(const ReplyContext& context);
xml::Node bv02(const ReplyContext& context, const std::vector<std::string>& meldingen = {});
xml::Node bv03(const ReplyContext& context);
xml::Node bv04(const ReplyContext& context);
// Answer to a free message; the root is that of the request with Du02 for Di02. parts: `zaak`, `document`,
// `besluit`... Elements of a part without namespace get the one of the family.
xml::Node du02(const ReplyContext& context, std::vector<xml::Node> parts);
// What the answer to a question says about what was found.
struct Found {
    bool more = false;                 // indicatorVervolgvraag: a follow-up question gives the rest
    std::optional<std::size_t> total;  // aantalVoorkomens, only for who asked for it (indicatorAantal)
};
// Answer to a question; the root is that of the request with La01 for Lv01. No objects: the element antwoord
// is left out (A7). Objects come as `object` elements in XSD order.
xml::Node la01(const ReplyContext& context, std::vector<xml::Node> objects, const Found& found = {});
// Fo01, Fo02 or Fo03 by the fault table.
xml::Node fo(const ReplyContext& context, const Problem& problem, RequestKind kind);

// The namespaces for what the family puts around and into an answer to this request.
struct ReplyNamespaces {
    std::string_view root;   // of the root element
    std::string_view parts;  // of stuurgegevens, parameters, antwoord, zaak...
};
ReplyNamespaces reply_namespaces(const Message& request);

// The envelope of a normal answer.
xml::Node reply_envelope(const ReplyContext& context, xml::Node body);
// The envelope of a fault: soap:Fault with faultcode by plek, faultstring = omschrijving, detail = the
// Fo-message. kind is only used when there is no request; reading says the SOAP version and fault code then.
xml::Node fault_envelope(const ReplyContext& context, const Problem& problem);
xml::Node fault_envelope(const ReplyContext& context, const Problem& problem, const soap::Reading& reading,
                         RequestKind kind);

}  // namespace veerpont::stuf
