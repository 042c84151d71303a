// Whether a resource in the register is what a body asked for. Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace veerpont::operations {

// True when every property of `body` that has a value is in `resource` with the same value. Empty (null, "",
// [], {}) in the body asks for nothing; moments are compared as moments; objects and lists item by item;
// document content (`inhoud`) is not looked at.
bool holds_content(const nlohmann::json& resource, const nlohmann::json& body);

}  // namespace veerpont::operations
