#include "bridge/stuf/stuurgegevens.h"

#include <cctype>

#include "bridge/base/text.h"

namespace veerpont::stuf {

namespace {

using xml::Element;

std::optional<std::string> sent(Element element) {
    if (!element) return std::nullopt;
    return std::string(element.text());
}

std::optional<Partij> read_partij(Element element) {
    if (!element) return std::nullopt;
    return Partij{.organisatie = sent(element.child("organisatie")),
                  .applicatie = sent(element.child("applicatie")),
                  .administratie = sent(element.child("administratie")),
                  .gebruiker = sent(element.child("gebruiker"))};
}

// "LK01" and "lk01" are "Lk01".
std::string spelled(std::string_view berichtcode) {
    std::string code = to_lower(berichtcode);
    if (!code.empty() && code[0] >= 'a' && code[0] <= 'z') code[0] = static_cast<char>(code[0] - 'a' + 'A');
    return code;
}

}  // namespace

bool Partij::empty() const {
    const auto filled = [](const std::optional<std::string>& part) { return part && !part->empty(); };
    return !filled(organisatie) && !filled(applicatie) && !filled(administratie) && !filled(gebruiker);
}

std::string Partij::key() const {
    return organisatie.value_or("") + "|" + applicatie.value_or("") + "|" + administratie.value_or("");
}

Stuurgegevens read_stuurgegevens(Element element) {
    Stuurgegevens read;
    read.berichtcode = spelled(element.child("berichtcode").text());
    read.zender = read_partij(element.child("zender"));
    read.ontvanger = read_partij(element.child("ontvanger"));
    read.referentienummer = element.child("referentienummer").text();
    read.cross_refnummer = element.child("crossRefnummer").text();
    read.tijdstip_bericht = element.child("tijdstipBericht").text();
    read.entiteittype = to_upper(element.child("entiteittype").text());
    read.functie = element.child("functie").text();
    return read;
}

}  // namespace veerpont::stuf
