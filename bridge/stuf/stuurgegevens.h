// The stuurgegevens of a message: who sends what to whom, and how to refer to it. Every part is optional, in
// whatever namespace it comes (client-tolerance T18, T24, T25, T27). Plain data.
#pragma once

#include <optional>
#include <string>

#include "bridge/xml/document.h"

namespace veerpont::stuf {

// zender or ontvanger. An element that was sent empty is an empty text, one that was not sent is no text:
// answers mirror what was given (A5).
struct Partij {
    std::optional<std::string> organisatie;
    std::optional<std::string> applicatie;
    std::optional<std::string> administratie;
    std::optional<std::string> gebruiker;

    bool operator==(const Partij&) const = default;
    bool empty() const;  // no part has text
    // "organisatie|applicatie|administratie": the system, without the person using it (StUF erratum ERR0491).
    std::string key() const;
};

struct Stuurgegevens {
    std::string berichtcode;  // spelled as the standard does ("Lk01"), "" when not sent
    std::optional<Partij> zender;
    std::optional<Partij> ontvanger;
    std::string referentienummer;
    std::string cross_refnummer;
    std::string tijdstip_bericht;  // as sent; never rejected, never used for ordering
    std::string entiteittype;      // upper case
    std::string functie;
};

// From the element `stuurgegevens`; everything empty when it is absent.
Stuurgegevens read_stuurgegevens(xml::Element stuurgegevens);

}  // namespace veerpont::stuf
