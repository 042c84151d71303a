// The words of the mapping language, one table per kind of file. These tables are the definition of the
// language: the define phase checks with them, `veerpont schema` writes mappings/schema/ from them and
// `veerpont help rules` prints them. The prose is docs/mapping-language.md.
//
// Immutable; safe from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "bridge/source/words.h"

namespace veerpont::rules {

enum class FileKind : std::uint8_t { kEntity, kCodes, kLookup, kOperation, kProfile, kClient };

inline constexpr std::array kFileKinds = {FileKind::kCodes,     FileKind::kLookup,  FileKind::kEntity,
                                          FileKind::kOperation, FileKind::kProfile, FileKind::kClient};

// "entities": the folder that holds files of this kind.
std::string_view folder_of(FileKind kind);
// "entity": the word that names the thing in its file, and the name of its schema.
std::string_view name_word(FileKind kind);
// The table of a whole file.
const source::WordTable& words_of(FileKind kind);

// Parts of files that are checked again after a profile changed them.
const source::WordTable& field_words();
const source::WordTable& condition_words();

// One kind of field rule: how it is recognised, and the words that may stand in it.
enum class FieldKind : std::uint8_t { kPair, kGroup, kChoice, kZgwOnly, kStufOnly, kIgnored };
std::string_view field_kind_text(FieldKind kind);  // Dutch: "een paar", "een groep"
std::span<const std::string_view> words_of(FieldKind kind);

}  // namespace veerpont::rules
