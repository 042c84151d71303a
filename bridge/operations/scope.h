// The scope of a message: what placeholders mean while its plan runs, and filling templates from it.
#pragma once

#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "bridge/base/clock.h"
#include "bridge/operations/executor.h"
#include "bridge/rules/plan.h"
#include "bridge/stuf/message.h"

namespace veerpont::operations {

// Fills a template from `extra` first ({item}, names of `with`, the step itself), then from the scope. A
// value that is not there is "" (JSON null for a template that is a single placeholder).
std::string fill(const rules::Template& text, const nlohmann::json& scope, const nlohmann::json& extra);
nlohmann::json fill_value(const rules::Template& text, const nlohmann::json& scope,
                          const nlohmann::json& extra);

// JSON as it is written into a text: "" for null, strings without quotes.
std::string as_text(const nlohmann::json& value);

// The text of a property; "" when it is absent or no text.
std::string text_property(const nlohmann::json& object, const char* name);

// The paths of {request...} placeholders anywhere in a plan, without the first name.
using RequestPaths = std::set<std::vector<std::string>>;
RequestPaths request_paths(const rules::Plan& plan);

// {organisatie, message, request, today, now} of a message. Of `request` only these paths are there.
nlohmann::json message_scope(const stuf::Message& message, const Organisatie& organisatie,
                             const RequestPaths& paths, Time now);

}  // namespace veerpont::operations
