// The document that a step before the strategy found (step `document`), and who has it checked out.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "bridge/base/result.h"
#include "bridge/operations/step_context.h"
#include "bridge/store/records.h"

namespace veerpont::operations {

struct DocumentTarget {
    nlohmann::json document;
    std::string url;
    bool locked = false;
    std::optional<store::DocumentLock> stored;  // the check-out that this bridge knows of
    std::string given;                          // checkedOutId of the message

    // The status of a document that is not edited any more (definitief, gearchiveerd); "" otherwise.
    std::string final_status() const;
};

// kInternal without a step `document` before this one.
Result<DocumentTarget> document_target(StepContext& context);

// kLocked: who has the document and since when, without naming a person. `why`: a sentence before that, or "".
Problem document_taken(const StepContext& context, const DocumentTarget& target, std::string_view why = "");

}  // namespace veerpont::operations
