// What a question selects on, read from its message by the criteria of a search. Internal to the search.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "bridge/base/result.h"
#include "bridge/operations/step_context.h"
#include "bridge/xml/document.h"

namespace veerpont::operations {

// One value that a property must have.
struct Wanted {
    enum class Is { kEqual, kAtLeast, kAtMost, kEmpty };
    const rules::Criterion* criterion = nullptr;
    Is is = Is::kEqual;
    std::vector<std::string> values;  // one of these; as ZGW writes them
    bool exact = true;                // false: StUF:exact="false", any part of the text in any case

    // The query parameter for this, "" when the register has none; the values in the form it wants.
    std::string parameter() const;
    std::string parameter_value(const std::string& value) const;
    bool holds_for(const nlohmann::json& object) const;
};

// A relation in the question: one resource of its collection must have all of this.
struct WantedRelation {
    const rules::SearchRelation* relation = nullptr;
    std::string element;  // "heeftAlsInitiator"
    std::vector<Wanted> wanted;

    // The criterion that the register is asked with; nullptr when none of them can be.
    const Wanted* asked() const;
    bool holds_for(const nlohmann::json& resource) const;
};

struct Question {
    std::vector<Wanted> wanted;
    std::vector<WantedRelation> relations;
    // A look-up (a zaaktype code) that fits nothing: nothing can be found.
    bool impossible = false;

    static Result<Question> read(StepContext& context, const rules::Search& search);
};

}  // namespace veerpont::operations
