// The one table from Problem to StUF: which Fo-message, code, plek, description and first words a sender
// gets. Nobody else chooses a code. docs/foutentabel.md shows the same table; a test compares them. Pure.
#pragma once

#include <string>
#include <string_view>

#include "bridge/base/problem.h"
#include "bridge/stuf/message.h"

namespace veerpont::stuf {

struct FaultRow {
    std::string_view berichtcode;   // "Fo01", "Fo02" or "Fo03"
    std::string_view code;          // "StUF058"
    std::string_view plek;          // "client" or "server"
    std::string_view omschrijving;  // the standard's text for the code, at most 200 characters
    std::string_view first_words;   // how `details` begins, for example "De zaak is niet gevonden."
    bool retryable = false;         // sending the same message again later may help
};

FaultRow fault_row(Problem::Kind kind, RequestKind request);

// first_words and the sender_text of the problem, at most 1000 characters; the first words are not said
// twice.
std::string fault_details(const Problem& problem, RequestKind request);

}  // namespace veerpont::stuf
