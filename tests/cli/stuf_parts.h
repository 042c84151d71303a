// StUF messages in parts, for tests that change one thing at a time: what a sender of ZDS 1.1 writes, with no
// more than the part that the test is about. All functions are pure but for new referentienummers.
#pragma once

#include <string>

#include "tests/cli/stuf_sender.h"

namespace veerpont::test {

inline constexpr const char* kActions = "http://www.egem.nl/StUF/sector/zkn/0310/";

inline std::string zkn(const std::string& name, const std::string& content,
                       const std::string& attributes = "") {
    return "<ZKN:" + name + (attributes.empty() ? "" : " " + attributes) + ">" + content + "</ZKN:" + name +
           ">";
}

inline std::string bg(const std::string& name, const std::string& content) {
    return "<BG:" + name + ">" + content + "</BG:" + name + ">";
}

// entiteittype and verwerkingssoort; an empty one is left out.
inline std::string marks(const std::string& entiteittype, const std::string& verwerkingssoort = "T") {
    return (entiteittype.empty() ? "" : "StUF:entiteittype=\"" + entiteittype + "\"") +
           (verwerkingssoort.empty() ? "" : " StUF:verwerkingssoort=\"" + verwerkingssoort + "\"");
}

// Who sends, and under which number.
struct From {
    std::string applicatie = "Formulieren";
    std::string referentienummer = uuid4();
};

inline std::string in_soap(const std::string& body) {
    return R"(<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" )"
           R"(xmlns:StUF="http://www.egem.nl/StUF/StUF0301" xmlns:ZKN="http://www.egem.nl/StUF/sector/zkn/0310" )"
           R"(xmlns:BG="http://www.egem.nl/StUF/sector/bg/0310" xmlns:gml="http://www.opengis.net/gml" )"
           R"(xmlns:xmime="http://www.w3.org/2005/05/xmlmime" )"
           R"(xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>)" +
           body + "</soapenv:Body></soapenv:Envelope>";
}

inline std::string stuurgegevens_of(const std::string& berichtcode, const From& from,
                                    const std::string& last) {
    return zkn(
        "stuurgegevens",
        "<StUF:berichtcode>" + berichtcode +
            "</StUF:berichtcode><StUF:zender><StUF:organisatie>1900</StUF:organisatie><StUF:applicatie>" +
            from.applicatie +
            "</StUF:applicatie><StUF:gebruiker>tester</StUF:gebruiker></StUF:zender><StUF:ontvanger>"
            "<StUF:organisatie>1900</StUF:organisatie><StUF:applicatie>Zaaksysteem</StUF:applicatie>"
            "</StUF:ontvanger><StUF:referentienummer>" +
            from.referentienummer + "</StUF:referentienummer><StUF:tijdstipBericht>" +
            stuf_timestamp(system_clock().now()) + "</StUF:tijdstipBericht>" + last);
}

// A kennisgeving with these objects: root zakLk01 or edcLk01.
inline std::string kennisgeving(const std::string& root, const std::string& mutatiesoort,
                                const std::string& objects, const From& from = {}) {
    const std::string type = root.starts_with("edc") ? "EDC" : "ZAK";
    return in_soap(zkn(
        root,
        stuurgegevens_of("Lk01", from, "<StUF:entiteittype>" + type + "</StUF:entiteittype>") +
            zkn("parameters", "<StUF:mutatiesoort>" + mutatiesoort +
                                  "</StUF:mutatiesoort><StUF:indicatorOvername>V</StUF:indicatorOvername>") +
            objects));
}

inline std::string zak_object(const std::string& identificatie, const std::string& content,
                              const std::string& verwerkingssoort = "W") {
    return zkn("object", zkn("identificatie", identificatie) + content, marks("ZAK", verwerkingssoort));
}

// A zaak of the zaaktype of the demo catalogue; `content` stands after the dates.
inline std::string new_zaak(const std::string& identificatie, const std::string& content = "",
                            const From& from = {}) {
    return kennisgeving(
        "zakLk01", "T",
        zak_object(identificatie,
                   zkn("omschrijving", "Aanvraag parkeervergunning") +
                       zkn("startdatum", stuf_date(system_clock().now())) +
                       zkn("isVan", zkn("gerelateerde", zkn("code", "DEMO-PARK"), marks("ZKT", "I")),
                           marks("ZAKZKT")) +
                       content,
                   "T"),
        from);
}

// A change of a zaak: one object, or with `was` two.
inline std::string changed_zaak(const std::string& identificatie, const std::string& content,
                                const From& from = {}) {
    return kennisgeving("zakLk01", "W", zak_object(identificatie, content), from);
}

// Whose `gerelateerde` holds `content`.
inline std::string heeft(const std::string& content, const std::string& datum_status_gezet = "",
                         const std::string& verwerkingssoort = "T") {
    return zkn("heeft",
               zkn("gerelateerde", content, marks("STT", "I")) +
                   (datum_status_gezet.empty() ? "" : zkn("datumStatusGezet", datum_status_gezet)),
               marks("ZAKSTT", verwerkingssoort));
}

// A question about the zaak or document of this number, with this scope ("" for none at all).
inline std::string question(const std::string& root, const std::string& identificatie,
                            const std::string& scope, const From& from = {}) {
    const std::string type = root.starts_with("edc") ? "EDC" : "ZAK";
    return in_soap(
        zkn(root, stuurgegevens_of("Lv01", from, "<StUF:entiteittype>" + type + "</StUF:entiteittype>") +
                      zkn("parameters", "<StUF:sortering>0</StUF:sortering>") +
                      zkn("gelijk", zkn("identificatie", identificatie), marks(type, "")) +
                      (scope.empty() ? "" : zkn("scope", zkn("object", scope, marks(type, ""))))));
}

// A document for a zaak, with content that is text of 12 bytes; `more` stands after the titel.
inline std::string new_document(const std::string& identificatie, const std::string& zaak,
                                const std::string& more = "", const From& from = {}) {
    return kennisgeving(
        "edcLk01", "T",
        zkn("object",
            zkn("identificatie", identificatie) + zkn("dct.omschrijving", "Aanvraag") +
                zkn("creatiedatum", "20261014") + zkn("titel", "Brief") + more + zkn("taal", "nld") +
                zkn("auteur", "Jan") +
                zkn("inhoud", "SGFsbG8gd2VyZWxk",
                    "StUF:bestandsnaam=\"brief.txt\" xmime:contentType=\"text/plain\"") +
                zkn("isRelevantVoor", zkn("gerelateerde", zkn("identificatie", zaak), marks("ZAK", "I")),
                    marks("EDCZAK")),
            marks("EDC")),
        from);
}

inline std::string free_message(const std::string& root, const std::string& functie, const std::string& parts,
                                const From& from = {}) {
    return in_soap(
        zkn(root, stuurgegevens_of("Di02", from, "<StUF:functie>" + functie + "</StUF:functie>") + parts));
}

inline std::string check_out_of(const std::string& document, const From& from = {}) {
    return free_message(
        "geefZaakdocumentbewerken_Di02", "geefZaakdocumentbewerken",
        zkn("edcLv01",
            zkn("parameters", "") + zkn("gelijk", zkn("identificatie", document), marks("EDC", "")),
            "StUF:entiteittype=\"EDC\" StUF:functie=\"selectie\""),
        from);
}

// Two objects: the old one with the number only.
inline std::string check_in_of(const std::string& document, const std::string& lock,
                               const std::string& content, const From& from = {}) {
    const auto object = [&](const std::string& more) {
        return zkn("object", zkn("identificatie", document) + more, marks("EDC", "W"));
    };
    return free_message(
        "updateZaakdocument_Di02", "updateZaakdocument",
        zkn("parameters", lock.empty() ? "" : zkn("checkedOutId", lock)) +
            zkn("edcLk02",
                zkn("parameters", "<StUF:mutatiesoort>W</StUF:mutatiesoort>") + object("") + object(content),
                "StUF:entiteittype=\"EDC\" StUF:functie=\"update\""),
        from);
}

inline std::string cancel_of(const std::string& document, const std::string& lock, const From& from = {}) {
    return free_message(
        "cancelCheckout_Di02", "cancelCheckout",
        zkn("parameters", zkn("checkedOutId", lock)) +
            zkn("document", zkn("identificatie", document),
                "StUF:entiteittype=\"EDC\" StUF:verwerkingssoort=\"T\" StUF:functie=\"entiteit\""),
        from);
}

}  // namespace veerpont::test
