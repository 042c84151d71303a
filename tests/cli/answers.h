// What tests of whole answers share: validating them against a set of schemas, the zaak that has everything, and
// comparing what was sent with what comes back.
#pragma once

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bridge/xml/document.h"
#include "bridge/xml/reader.h"
#include "bridge/xml/schema_set.h"
#include "tests/cli/stuf_sender.h"
#include "tests/cli/validator.h"

namespace veerpont::test {

// A catalogue in which all of rich_zaak.xml has a place.
inline nlohmann::json rich_catalogue() {
    auto all = nlohmann::json::parse(read_file("config/demo/catalogus.json"));
    all["zaaktype"]["identificatie"] = "TEST-RIJK";
    all["zaaktype"]["omschrijving"] = "Zaaktype met alles";
    all["informatieobjecttypen"].front()["omschrijving"] = "Bijlage";  // that of the demo is there already
    all["roltypen"] = nlohmann::json::array();
    const std::vector<std::pair<std::string, std::string>> roltypen = {
        {"BetrekkingOp", "belanghebbende"},
        {"Belanghebbende", "belanghebbende"},
        {"Initiator", "initiator"},
        {"Uitvoerende", "behandelaar"},
        {"Verantwoordelijke", "zaakcoordinator"},
        {"Gemachtigde", "adviseur"},
        {"OverigeBetrokkene", "belanghebbende"}};
    for (const auto& [name, generic] : roltypen)
        all["roltypen"].push_back({{"omschrijving", name}, {"omschrijvingGeneriek", generic}});
    auto size = all["eigenschappen"].front();
    size["naam"] = "oppervlakte";
    all["eigenschappen"].push_back(size);
    return all;
}

inline std::string rich_zaak(const std::string& identificatie) {
    std::string text = read_file(std::filesystem::path(VEERPONT_SOURCE_DIR) / "tests/cli/rich_zaak.xml");
    text = replace_all(std::move(text), "@@ZAAK@@", identificatie);
    text = replace_all(std::move(text), "@@REFERENTIE@@", uuid4());
    return replace_all(std::move(text), "@@NU@@", stuf_timestamp(system_clock().now()));
}

// geefZaakstatus: the demo's question about a zaak, for its last status only.
inline std::string status_question(const std::string& zaak) {
    std::string message = demo_message("5-zaakdetails.xml", {{"ZAAK", zaak}});
    message = replace_all(std::move(message), "</ZKN:identificatie></ZKN:gelijk>",
                          "</ZKN:identificatie><ZKN:heeft "
                          "StUF:entiteittype=\"ZAKSTT\"><ZKN:indicatieLaatsteStatus>J</"
                          "ZKN:indicatieLaatsteStatus></ZKN:heeft></ZKN:gelijk>");
    return replace_all(
        std::move(message), "StUF:scope=\"alles\"/>",
        "><ZKN:identificatie xsi:nil=\"true\"/><ZKN:heeft StUF:entiteittype=\"ZAKSTT\"><ZKN:gerelateerde "
        "StUF:entiteittype=\"STT\"><ZKN:zkt.omschrijving xsi:nil=\"true\"/><ZKN:volgnummer "
        "xsi:nil=\"true\"/><ZKN:omschrijving "
        "xsi:nil=\"true\"/></ZKN:gerelateerde><ZKN:toelichting xsi:nil=\"true\"/><ZKN:datumStatusGezet "
        "xsi:nil=\"true\"/><ZKN:indicatieLaatsteStatus xsi:nil=\"true\"/></ZKN:heeft></ZKN:object>");
}

// An updateZaak around these objects, as they are written.
inline std::string update_zaak(const std::string& objects) {
    return R"(<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/")"
           R"( xmlns:StUF="http://www.egem.nl/StUF/StUF0301" xmlns:ZKN="http://www.egem.nl/StUF/sector/zkn/0310")"
           R"( xmlns:BG="http://www.egem.nl/StUF/sector/bg/0310" xmlns:gml="http://www.opengis.net/gml")"
           R"( xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><ZKN:zakLk01>)"
           "<ZKN:stuurgegevens><StUF:berichtcode>Lk01</StUF:berichtcode><StUF:referentienummer>" +
           uuid4() +
           "</StUF:referentienummer><StUF:entiteittype>ZAK</StUF:entiteittype></ZKN:stuurgegevens>"
           "<ZKN:parameters><StUF:mutatiesoort>W</StUF:mutatiesoort></ZKN:parameters>" +
           objects + "</ZKN:zakLk01></soapenv:Body></soapenv:Envelope>";
}

// The first object of an answer, as it is written.
inline std::string first_object(const std::string& answer) {
    const std::size_t from = answer.find("<ZKN:object");
    const std::size_t to = answer.find("</ZKN:object>");
    return from == std::string::npos || to == std::string::npos
               ? ""
               : answer.substr(from, to + std::string_view("</ZKN:object>").size() - from);
}

// A point as lokatie is no StUF: what a sender takes the liberty to send comes back to it, and would not be valid.
inline std::string surfaces_only(std::string message) {
    message = replace_all(std::move(message), "gml:Point", "gml:Polygon");
    return replace_all(std::move(message), "<gml:pos>121687 487484</gml:pos>",
                       "<gml:exterior><gml:LinearRing><gml:posList>121687 487484 121697 487484 121697 "
                       "487494 121687 487484</gml:posList></gml:LinearRing></gml:exterior>");
}

// What of rich_zaak.xml does not come back as it was sent. A list that may only become shorter.
inline std::set<std::string> not_given_back() {
    return {
        // It comes back in WGS84.
        "anderZaakObject/lokatie/Point/pos=121687 487484",
        // ZGW does not keep whether a number was verified: N comes back.
        "heeftAlsInitiator/gerelateerde/natuurlijkPersoon/authentiek=J",
        // ZGW keeps the group (waterloop), which StUF does not know.
        "heeftBetrekkingOp/gerelateerde/waterdeel/type=gracht",
        // The schema of the answer knows the name of the country only.
        "heeftAlsOverigBetrokkene/gerelateerde/natuurlijkPersoon/sub.verblijfBuitenland/lnd.landcode=5010",
    };
}

// Leaves of an element as "path=text", its own name first. Attributes that carry data are leaves too.
inline void leaves_of(xml::Element element, const std::string& path, std::multiset<std::string>& leaves) {
    const std::string here = path + (path.empty() ? "" : "/") + std::string(element.local());
    const std::string_view name = element.attribute("naam");
    const std::string self = here + (name.empty() ? "" : "[" + std::string(name) + "]");
    if (element.has_children()) {
        for (const xml::Element child : element.children())
            leaves_of(child, self, leaves);
    } else if (!element.nil() && !element.text().empty()) {
        leaves.insert(self + "=" + std::string(element.text()));
    }
}

// What of `sent` (one child of the object: a field, a role, a zaakobject...) is in no single child of that
// name of the answer: against the one that has most of it.
inline std::set<std::string> missing(xml::Element sent, xml::Element answered) {
    std::multiset<std::string> wanted;
    leaves_of(sent, "", wanted);
    std::set<std::string> best(wanted.begin(), wanted.end());
    for (const xml::Element candidate : answered.children()) {
        if (candidate.local() != sent.local()) continue;
        std::multiset<std::string> there;
        leaves_of(candidate, "", there);
        std::set<std::string> absent;
        std::set_difference(wanted.begin(), wanted.end(), there.begin(), there.end(),
                            std::inserter(absent, absent.end()));
        if (absent.size() < best.size()) best = absent;
    }
    return best;
}

}  // namespace veerpont::test
