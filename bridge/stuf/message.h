// A StUF message as received: the envelope's Document and what every operation wants to know about it.
//
// Reading never fails: a message that is SOAP but cannot be handled carries the reason in problem(), and
// still has its stuurgegevens, so that the answer can refer to it. Owned by one thread at a time; reading it
// from several is safe.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/problem.h"
#include "bridge/base/spool.h"
#include "bridge/soap/envelope.h"
#include "bridge/stuf/stuurgegevens.h"
#include "bridge/xml/document.h"

namespace veerpont::stuf {

enum class Family : std::uint8_t { kZds11, kZds12, kStufZkn };
std::string_view family_name(Family family);  // "zds-1.1", "zds-1.2", "stuf-zkn", as in rule files

// What the sender waits for; decides which Fo-message answers a problem.
enum class RequestKind : std::uint8_t {
    kVraag,        // Lv01: synchronous question -> La01 or Fo02
    kVrijBericht,  // Di02: synchronous free message -> Du02, Bv02 or Fo02
    kSynchroon,    // Lk02: synchronous notification -> Bv02 or Fo02
    kAsynchroon,   // Lk01, Di01, Du01 and received Bv/Fo: -> Bv03 or Fo03
    kAchteraf      // asynchronous message that fails after its Bv03: -> Fo01
};

struct Parameters {
    std::string mutatiesoort;        // upper case, "" when absent (T29)
    std::string indicator_overname;  // upper case
    std::string sortering;           // digits as sent
    std::optional<int> maximum_aantal;
    bool indicator_vervolgvraag = false;
    bool indicator_afnemerindicatie = false;
    bool indicator_aantal = false;
};

class Message {
  public:
    explicit Message(soap::Envelope envelope);
    Message(Message&&) noexcept = default;
    Message& operator=(Message&&) noexcept = default;

    // Why this message cannot be handled at all (no StUF message, berichtcode missing: T31); empty when it
    // can.
    const std::optional<Problem>& problem() const { return problem_; }

    const xml::Document& document() const { return *envelope_.document; }
    xml::Document& document() { return *envelope_.document; }
    const soap::Envelope& envelope() const { return envelope_; }
    soap::Version soap_version() const { return envelope_.version; }

    xml::Element root() const { return envelope_.body; }  // for example zkn:zakLk01
    // The part that holds parameters, objects and selection: the root, or the message inside a free message
    // (updateZaakdocument_Di02/edcLk02, geefZaakdocumentbewerken_Di02/edcLv01).
    xml::Element inner() const { return inner_; }
    Family family() const { return family_; }
    RequestKind kind() const { return kind_; }

    const Stuurgegevens& stuurgegevens() const { return stuurgegevens_; }
    // As sent, spelled as the standard does ("Lk01"); where it was not sent, what the root element says.
    const std::string& berichtcode() const { return berichtcode_; }
    std::string sender() const;  // organisatie|applicatie|administratie of zender
    const Parameters& parameters() const { return parameters_; }

    // The objects in order: `object` of a kennisgeving or an answer; of a free message its own parts (zaak,
    // document, besluit) when it has no `object`.
    const std::vector<xml::Element>& objects() const { return objects_; }
    // The state that a kennisgeving wants: the last object (T32, T36); no element when there is none.
    xml::Element current_object() const;
    // The old state: the first of two objects; no element otherwise.
    xml::Element old_object() const;

    xml::Element gelijk() const;
    xml::Element vanaf() const;
    xml::Element tot_en_met() const;
    // The object in `start` of a follow-up question: the last one of the answer before (zds-standard 3.5); also when
    // the sender put its elements straight into `start`. No element when there is none.
    xml::Element start() const;
    // scope/object of a question; no element when the question has none (T30: all kerngegevens).
    xml::Element scope() const;
    // True when the question asks for this element. A path goes down through the scope
    // ("heeftAlsInitiator/gerelateerde"); a name may end in '*'. No scope, or StUF:scope="alles..." or
    // "kerngegevens": everything is in scope. Otherwise presence counts, whatever the element holds (T82).
    bool in_scope(std::string_view path) const;
    // True when the scope itself names this child: "alles" or no scope at all does not count.
    bool named_in_scope(std::string_view name) const;

    std::vector<std::shared_ptr<Spool>>& contents() { return envelope_.document->contents(); }
    const std::vector<std::shared_ptr<Spool>>& contents() const { return document().contents(); }

    // SHA-256 (hex) of the canonical body, stuurgegevens included: local names, attributes by name, trimmed
    // text, no prefixes, no white space; content as its own SHA-256. Equal for a message sent again byte for
    // byte or reformatted.
    std::string message_hash() const;
    // The same of operation and objects, without stuurgegevens, sleutels and tijdstippen: equal when the same
    // thing is asked for again under a new referentienummer (T60).
    std::string object_hash(std::string_view operation) const;

  private:
    soap::Envelope envelope_;
    xml::Element inner_;
    Family family_ = Family::kZds11;
    RequestKind kind_ = RequestKind::kAsynchroon;
    std::string berichtcode_;
    Stuurgegevens stuurgegevens_;
    Parameters parameters_;
    std::vector<xml::Element> objects_;
    std::optional<Problem> problem_;
};

// T, W, V, E, I, R, S or O, upper case; "" when absent (T35).
std::string verwerkingssoort(xml::Element element);

}  // namespace veerpont::stuf
