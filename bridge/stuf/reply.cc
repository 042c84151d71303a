#include "bridge/stuf/reply.h"

#include <algorithm>
#include <utility>

#include "bridge/base/crypto.h"
#include "bridge/base/text.h"
#include "bridge/base/time_zone.h"
#include "bridge/stuf/fault_table.h"

namespace veerpont::stuf {

namespace {

using xml::Node;

constexpr std::size_t kRefnummer = 40;  // XSD: StUF:Refnummer
constexpr std::size_t kMelding = 250;   // XSD: StUF:Melding

void add_text(Node& parent, std::string_view local, std::string_view text) {
    parent.add(Node(xml::kStuf, local, text));
}

void add_partij(Node& parent, std::string_view local, const Partij& partij) {
    Node& node = parent.add(Node(xml::kStuf, local));
    if (partij.organisatie) add_text(node, "organisatie", *partij.organisatie);
    if (partij.applicatie) add_text(node, "applicatie", *partij.applicatie);
    if (partij.administratie) add_text(node, "administratie", *partij.administratie);
    if (partij.gebruiker) add_text(node, "gebruiker", *partij.gebruiker);
}

// Who answers: the party that was addressed, under our own application name when it was not named.
std::optional<Partij> answering(const ReplyContext& context, const Stuurgegevens& asked, bool required) {
    if (asked.ontvanger && !asked.ontvanger->empty()) {
        Partij partij = *asked.ontvanger;
        if (!partij.applicatie || partij.applicatie->empty()) partij.applicatie = context.own.applicatie;
        return partij;
    }
    if (required && context.style.fillers) return context.own;
    return asked.ontvanger;
}

std::optional<Partij> addressed(const ReplyContext& context, const Stuurgegevens& asked, bool required) {
    if (asked.zender && !asked.zender->empty()) return asked.zender;
    if (required && context.style.fillers) return context.own;
    return asked.zender;
}

// required: the XSD of this message demands both parties and the crossRefnummer.
Node stuurgegevens(const ReplyContext& context, std::string_view ns, std::string_view berichtcode,
                   bool required) {
    const Stuurgegevens asked =
        context.request != nullptr ? context.request->stuurgegevens() : Stuurgegevens();
    Node node(ns, "stuurgegevens");
    add_text(node, "berichtcode", berichtcode);
    if (const std::optional<Partij> partij = answering(context, asked, required))
        add_partij(node, "zender", *partij);
    if (const std::optional<Partij> partij = addressed(context, asked, required))
        add_partij(node, "ontvanger", *partij);
    add_text(node, "referentienummer", context.referentienummer.empty() ? uuid4() : context.referentienummer);
    add_text(node, "tijdstipBericht", stuf_timestamp(context.clock.now()));
    if (!asked.referentienummer.empty() || (required && context.style.fillers)) {
        add_text(node, "crossRefnummer", utf8_prefix(asked.referentienummer, kRefnummer));
    }
    return node;
}

Node bevestiging(const ReplyContext& context, std::string_view code) {
    Node root(xml::kStuf, std::string(code) + "Bericht");
    root.add(stuurgegevens(context, xml::kStuf, code, true));
    return root;
}

// What a caller left without namespace: the part itself belongs to the family, what is in it to ZKN
// (zds-standard 1.3).
void fill_namespace(Node& node, std::string_view own, std::string_view inside) {
    if (node.ns.empty()) node.ns = own;
    for (Node& child : node.children)
        fill_namespace(child, inside, inside);
}

std::string replaced_end(std::string_view local, std::string_view from, std::string_view to) {
    if (local.ends_with(from)) local.remove_suffix(from.size());
    return std::string(local) + std::string(to);
}

// The fixed value that the XSD gives functie: the name of the message, with a small letter in the middle.
std::string functie_of(std::string_view root) {
    std::string name = replaced_end(root, "_Di02", "");
    name = replace_all(std::move(name), "Identificatie", "identificatie");
    return replace_all(std::move(name), "Bewerken", "bewerken");
}

std::string entiteittype_of(const Message& request) {
    if (!request.stuurgegevens().entiteittype.empty()) return request.stuurgegevens().entiteittype;
    const std::string_view local = request.root().local();
    return local.size() < 7 ? std::string() : to_upper(local.substr(local.size() - 7, 3));
}

std::string soap_prefix(const ReplyStyle& style, soap::Version version) {
    const auto& prefixes = style.writer.prefixes;
    const auto found = std::find_if(prefixes.begin(), prefixes.end(), [version](const auto& pair) {
        return pair.second == soap::soap_namespace(version) && !pair.first.empty();
    });
    return found == prefixes.end() ? "ns1" : found->first;
}

}  // namespace

ReplyNamespaces reply_namespaces(const Message& request) {
    if (request.family() != Family::kZds12) return {.root = xml::kZkn, .parts = xml::kZkn};
    const bool free_message = request.kind() == RequestKind::kVrijBericht;
    return {.root = xml::kZds12, .parts = free_message ? xml::kZds12 : xml::kZkn};
}

Node bv01(const ReplyContext& context) {
    return bevestiging(context, "Bv01");
}

Node bv02(const ReplyContext& /*context*/, const std::vector<std::string>& meldingen) {
    Node root(xml::kStuf, "Bv02Bericht");
    add_text(root.add(Node(xml::kStuf, "stuurgegevens")), "berichtcode", "Bv02");
    for (const std::string& melding : meldingen)
        add_text(root, "melding", utf8_prefix(melding, kMelding));
    return root;
}

Node bv03(const ReplyContext& context) {
    return bevestiging(context, "Bv03");
}

Node bv04(const ReplyContext& context) {
    return bevestiging(context, "Bv04");
}

Node du02(const ReplyContext& context, std::vector<Node> parts) {
    const Message& request = *context.request;
    const ReplyNamespaces namespaces = reply_namespaces(request);
    const std::string_view asked = request.root().local();
    Node root(namespaces.root, replaced_end(asked, "_Di02", "_Du02"));
    add_text(root.add(stuurgegevens(context, namespaces.parts, "Du02", false)), "functie", functie_of(asked));
    for (Node& part : parts) {
        fill_namespace(part, namespaces.parts, xml::kZkn);
        root.add(std::move(part));
    }
    return root;
}

Node la01(const ReplyContext& context, std::vector<Node> objects, const Found& found) {
    const Message& request = *context.request;
    const ReplyNamespaces namespaces = reply_namespaces(request);
    Node root(namespaces.root, replaced_end(request.root().local(), "Lv01", "La01"));
    add_text(root.add(stuurgegevens(context, namespaces.parts, "La01", false)), "entiteittype",
             entiteittype_of(request));
    Node& parameters = root.add(Node(namespaces.parts, "parameters"));
    add_text(parameters, "indicatorVervolgvraag", found.more ? "true" : "false");
    if (request.parameters().indicator_afnemerindicatie)
        add_text(parameters, "indicatorAfnemerIndicatie", "false");
    if (request.parameters().indicator_aantal && found.total)
        add_text(parameters, "aantalVoorkomens", std::to_string(*found.total));
    if (objects.empty()) return root;
    Node& antwoord = root.add(Node(namespaces.parts, "antwoord"));
    for (Node& object : objects) {
        fill_namespace(object, namespaces.parts, xml::kZkn);
        antwoord.add(std::move(object));
    }
    return root;
}

Node fo(const ReplyContext& context, const Problem& problem, RequestKind kind) {
    const FaultRow row = fault_row(problem.kind, kind);
    Node root(xml::kStuf, std::string(row.berichtcode) + "Bericht");
    if (row.berichtcode == "Fo02") {
        add_text(root.add(Node(xml::kStuf, "stuurgegevens")), "berichtcode", "Fo02");
    } else {
        root.add(stuurgegevens(context, xml::kStuf, row.berichtcode, true));
    }
    Node& body = root.add(Node(xml::kStuf, "body"));
    add_text(body, "code", row.code);
    add_text(body, "plek", row.plek);
    add_text(body, "omschrijving", row.omschrijving);
    add_text(body, "details", fault_details(problem, kind));
    return root;
}

Node reply_envelope(const ReplyContext& context, Node body) {
    const soap::Version version =
        context.request != nullptr ? context.request->soap_version() : soap::Version::k11;
    return soap::make_envelope(version, std::move(body));
}

Node fault_envelope(const ReplyContext& context, const Problem& problem) {
    soap::Reading reading;
    if (context.request != nullptr) reading.version = context.request->soap_version();
    return fault_envelope(context, problem, reading, RequestKind::kAsynchroon);
}

Node fault_envelope(const ReplyContext& context, const Problem& problem, const soap::Reading& reading,
                    RequestKind kind) {
    if (context.request != nullptr) kind = context.request->kind();
    const FaultRow row = fault_row(problem.kind, kind);
    soap::Fault fault;
    fault.code = row.plek == "client" ? "Client" : "Server";
    if (reading.fault_code != "Client" && reading.fault_code != "Server") fault.code = reading.fault_code;
    fault.text = row.omschrijving;
    fault.detail = fo(context, problem, kind);
    return soap::make_fault(reading.version, std::move(fault), soap_prefix(context.style, reading.version));
}

}  // namespace veerpont::stuf
