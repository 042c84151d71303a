// Whether a resource of the register is the one that a message is about, by the `identity` of its entity.
// Pure.
#pragma once

#include <cstdint>

#include <nlohmann/json_fwd.hpp>

#include "bridge/rules/plan.h"

namespace veerpont::operations {

enum class Recognised : std::uint8_t {
    kSame,     // by a number or another property that belongs to one thing
    kAlike,    // by what may fit more than one: a name, or all values where the entity has no identity
    kOther,    // something else
    kUnknown,  // `wanted` says nothing by which anything could be known
};

// The first group of the identity of which `wanted` has a value decides. Within a group every property that
// `wanted` has must be equal, and what it lacks fits everything (truth table of the field: tests/operations/
// identity_test.cc). A property that holds the object of a choice is compared by the identity of that entity.
Recognised recognise(const rules::Entity& entity, const nlohmann::json& wanted,
                     const nlohmann::json& existing);

// True when this entity could have made the resource: the cases of its choice, if it has one, know it.
bool made_by(const rules::Entity& entity, const nlohmann::json& resource);

}  // namespace veerpont::operations
