// Finding out whether a change happened, and taking changes back (mapping-language 2.10).
//
// Everything here works from journal rows alone, so that it is the same for a message that fails now and for
// one that a stopped process left behind.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "bridge/operations/run.h"
#include "bridge/store/records.h"

namespace veerpont::operations {

// Whether the change of a journal row is in the register.
struct Effect {
    enum class Kind : std::uint8_t {
        kThere,     // `resource` is what the call made or changed
        kNotThere,  // the register answered: it is not
        kUnknown,   // the register does not answer, or there is no way to recognise it
    };
    Kind kind = Kind::kUnknown;
    nlohmann::json resource;
};

// Looks by the natural key of what the call makes (zgw.md 2.9). A zaak or document counts only as ours while
// nothing hangs on it yet: with roles, a status or relations it was somebody else's already.
Effect find_effect(RegisterCalls& calls, const store::StepRow& row);

enum class UndoOutcome : std::uint8_t { kNothingLeft, kPending, kRefused };

// Takes back the changes in these rows (one message, in order of writing), last one first. Stops at the first
// that cannot be done now: what was made later may hang on what was made before. Every result is in the
// journal when it returns. `received`: when the message came in; a change of unknown outcome that is not
// found counts as not made only when its call cannot arrive any more.
UndoOutcome undo_rows(Engine& engine, RegisterCalls& calls, std::vector<store::StepRow> rows, Time received);

// "unlock https://...": the undo of a call that locked a document; the lock itself is in the undo body.
inline constexpr std::string_view kUnlockUndo = "unlock";

// "DELETE {url}" becomes "DELETE https://..." once the URL is known.
std::string resolve_undo(const std::string& undo, const std::string& url);

}  // namespace veerpont::operations
