// Creating what exists already: the same again is answered as if it was created now, anything else is a
// conflict (architecture.md "Two hashes"; client-tolerance T60).
#pragma once

#include <cstdint>
#include <optional>

#include "bridge/base/result.h"
#include "bridge/operations/run.h"

namespace veerpont::operations {

enum class Creation : std::uint8_t {
    kGoOn,      // nothing there: run the plan
    kSame,      // there with the same content: answer as if it was created
    kContinue,  // the object itself is there with the same content, the rest of the plan is not: run the
                // later steps
};

// The identificatie that this message is about to create; nothing when it creates nothing that has one.
std::optional<store::Correlation> identification_to_take(const Run& run);

// `holder`: what the store said that holds it; nothing when this message took it. Looks at the holder, waits for
// another message that is creating the same, and takes the identificatie when that left it free. kConflict when it
// exists with other content; kBusy when the other message does not end in time.
Result<Creation> look_at_identification(Run& run, std::optional<store::Correlation> holder);

// The register said that the identificatie exists. Compares it with the message through the rules; on
// kContinue the scope holds the object under the name of the creating step.
Result<Creation> compare_with_register(Run& run);

}  // namespace veerpont::operations
