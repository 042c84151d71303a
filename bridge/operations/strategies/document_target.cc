#include "bridge/operations/strategies/document_target.h"

#include <fmt/format.h>

#include "bridge/base/text.h"
#include "bridge/base/time_zone.h"
#include "bridge/operations/scope.h"

namespace veerpont::operations {

using nlohmann::json;

std::string DocumentTarget::final_status() const {
    const std::string status = as_text(document.value("status", json()));
    return status == "definitief" || status == "gearchiveerd" ? status : "";
}

Result<DocumentTarget> document_target(StepContext& context) {
    DocumentTarget target;
    target.document = context.scope().value("document", json());
    target.url = target.document.is_object() ? target.document.value("url", "") : "";
    if (target.url.empty()) {
        return Problem{Problem::Kind::kInternal, "", "this strategy needs a step document before it",
                       context.step().source.text()};
    }
    target.locked = target.document.value("locked", false);
    target.given = trim(context.run().message->root().find("parameters/checkedOutId").text());
    auto stored = context.run().engine.store().lock_of(target.url);
    if (!stored.ok()) {
        return stored.problem();
    }
    target.stored = std::move(*stored);
    return target;
}

Problem document_taken(const StepContext& context, const DocumentTarget& target, std::string_view why) {
    std::string who = "Een andere gebruiker van het register heeft het in bewerking.";
    if (target.stored) {
        const auto parts = split(target.stored->sender, '|');
        const LocalTime when = to_amsterdam(target.stored->created);
        who = fmt::format("Het is sinds {:02}-{:02}-{} {:02}:{:02} uitgecheckt door {}.", when.day,
                          when.month, when.year, when.hour, when.minute,
                          parts.size() > 1 && !parts[1].empty() ? parts[1] : parts[0]);
    }
    return {Problem::Kind::kLocked,
            fmt::format("Het document is vergrendeld. {}{}{}", why, why.empty() ? "" : " ", who),
            "the document is locked", context.step().source.text()};
}

}  // namespace veerpont::operations
