// How a Document keeps its nodes: one vector of nodes, one of attributes, one arena of text. For files of
// this module.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/xml/document.h"

namespace veerpont::xml {

// A piece of the arena.
struct Piece {
    std::uint32_t offset = 0;
    std::uint32_t length = 0;
};

struct NodeRecord {
    std::uint32_t parent = 0, first = 0, last = 0, next = 0;  // 0: none; nodes[0] is no element
    std::uint32_t ns = 0;                                     // in Document::State::namespaces
    Name name = kUnknownName;
    std::string_view interned;  // local name when known: stays valid for ever
    Piece local;                // local name when unknown
    Piece text;
    std::uint32_t attributes_first = 0;
    std::uint16_t attributes_count = 0;
    bool nil = false;
    std::uint32_t line = 0;
    std::int32_t content = -1;  // in Document::State::contents
};

struct AttributeRecord {
    Piece local;
    Piece value;
};

struct Document::State {
    std::vector<NodeRecord> nodes{NodeRecord()};
    std::vector<AttributeRecord> attributes;
    std::string arena;
    std::vector<std::string> namespaces{std::string()};
    std::vector<std::shared_ptr<Spool>> contents;
    std::vector<std::string> findings;
    std::string skeleton;

    std::string_view view(Piece piece) const {
        return std::string_view(arena).substr(piece.offset, piece.length);
    }
};

}  // namespace veerpont::xml
