// What a kennisgeving wants of the relations of its object: the n-th of the old object belongs to the n-th of
// the current one with the same name, and verwerkingssoort says what happens (zds-standard 5.4), read the way
// senders use it (client-tolerance T32-T41). Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bridge/stuf/message.h"
#include "bridge/xml/document.h"

namespace veerpont::operations {

// What has to be true of a relation afterwards.
//
//   code (current, else old) | old    | current | change
//   V, E                     | any    | any     | kRemove   what the old one names, else the current one
//   R                        | filled | filled  | kReplace
//   R                        | filled | empty   | kRemove
//   any other                | any    | empty   | none: a placeholder, or not spoken of
//   T                        | empty  | filled  | kAdd
//   W, S                     | any    | filled  | kAlter
//   T, I, none, another      | equal  | filled  | kKeep
//   I                        | other  | filled  | kKeep     I only identifies
//   T, none, another         | other  | filled  | kAlter    the sender shows what changed
//   I, none, another         | empty  | filled  | kKeep
struct RelationPair {
    enum class Change : std::uint8_t {
        kKeep,     // must be there; what it holds stays as it is
        kAdd,      // the same, and new as far as the sender knows
        kAlter,    // was becomes wordt
        kRemove,   // must not be there
        kReplace,  // was must not be there, wordt must
    };
    Change change = Change::kKeep;
    xml::Element was;    // no element when the message does not say
    xml::Element wordt;  // idem
    // The one that says which relation this is about.
    xml::Element named() const { return was ? was : wordt; }
};

// The pairs of a message about children of its objects below `within` ("" for the object itself) that
// `included` knows, removals first, else in the order of the message. Pairs that ask for nothing are left out.
std::vector<RelationPair> relation_pairs(const stuf::Message& message, const std::string& within,
                                         const std::function<bool(xml::Element)>& included);

// False for an element that is absent, nil or holds no text at all: a placeholder of the sender.
bool says_something(xml::Element element);

}  // namespace veerpont::operations
