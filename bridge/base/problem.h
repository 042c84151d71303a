// A Problem says what went wrong, in words that its reader can act on.
//
// Two audiences, two texts: `sender_text` goes to the sender as `details` of the Fo-message (Dutch, one or two
// sentences, says what to do, never personal data, a URL with a token or a stack trace); `log_text` goes to the
// log and to explain (English, with the call and the ZGW problem code, never personal data).
// Which StUF message, foutcode and plek a kind becomes is said in one place: stuf/fault_table.h.
//
// Plain data; copy freely between threads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace veerpont {

struct Problem {
    // Protocol-neutral. Extend here and in stuf/fault_table.cc together; docs/foutentabel.md lists them.
    enum class Kind : std::uint8_t {
        kMalformedXml,  // not well-formed, forbidden constructs (DOCTYPE), wrong encoding
        kInvalidMessage,  // well-formed, but not a StUF message that can be handled (strict validation, missing parts)
        kUnknownOperation,  // no rule accepts this body and SOAPAction
        kUnknownSender,     // zender.organisatie unknown and no default organisation
        kNotAuthenticated,  // credentials absent or wrong
        kNotAuthorised,     // sender may not do this
        kTooLarge,          // over a size or depth limit
        kMissingValue,    // a value without which the operation cannot be done (identificatie, zaaktype code)
        kUntranslatable,  // a value that a rule cannot translate
        kNotFound,        // the zaak, document or besluit that the message is about does not exist
        kUnknownType,     // zaaktype, statustype, roltype... not in the catalogue (or not valid on the date)
        kConflict,        // exists already with other content
        kRepeated,        // this referentienummer came before, and its sender wants to hear so
        kLocked,          // document checked out by somebody else, or wrong lock
        kFinalised,       // the document is definitive or the zaak is closed
        kAmbiguous,       // more than one hit where one is needed
        kUnsupportedCriterion,  // a question selects on something that cannot be selected on
        kUnsupportedOrder,      // the sortering exists, but not here
        kPartialRange,          // an incomplete date in vanaf or totEnMet
        kStartMissing,          // a follow-up question without start
        kStartIncomplete,       // start does not say after which object the answer goes on
        kTooManyResults,        // a question that finds more than can be handled
        kRefusedByZgw,          // the register refused with a 4xx that is none of the above
        kRegisterAuth,          // the register refused our token (401/403)
        kUnreachable,           // register down, connection refused, 5xx
        kTimeout,               // register or whole message over its time
        kBusy,                  // own limits: concurrency, rate, disk or memory low
        kInternal,              // our own fault
    };

    Kind kind = Kind::kInternal;
    std::string sender_text;
    std::string log_text;
    std::string source;  // rule file and line where one is involved, for example "entities/zaak.json:12"
};

// The English name of a kind for logs and metrics, for example "not-found".
std::string_view kind_name(Problem::Kind kind);

}  // namespace veerpont
