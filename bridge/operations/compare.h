// Whether a resource in the register is what a body asked for. Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace veerpont::operations {

// Nothing is said: null, "", [], {} or an object of which no property says anything.
bool blank(const nlohmann::json& value);

// A value of the register is what a body asks for. Moments are compared as moments, lists of objects without
// regard to their order, of objects the properties that the body names.
bool same_value(const nlohmann::json& resource, const nlohmann::json& body);

// True when every property of `body` that has a value is in `resource` with the same value. What is
// blank in the body asks for nothing; document content (`inhoud`) is not looked at.
bool holds_content(const nlohmann::json& resource, const nlohmann::json& body);

}  // namespace veerpont::operations
