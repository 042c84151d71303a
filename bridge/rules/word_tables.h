// What the word tables of the different kinds of files share. For the files words*.cc only; words.h is what others
// use. Everything here is a constant: the tables point at each other and at shapes, and are whole before main().
#pragma once

#include "bridge/rules/words.h"
#include "bridge/source/words.h"

namespace veerpont::rules {

inline constexpr source::Shape kText = {.kinds = source::kString};
inline constexpr source::Shape kFilled = {.kinds = source::kString, .format = source::Format::kNotEmpty};
inline constexpr source::Shape kName = {.kinds = source::kString, .format = source::Format::kName};
inline constexpr source::Shape kFlag = {.kinds = source::kBool};
inline constexpr source::Shape kTexts = {.kinds = source::kList, .items = &kFilled, .min_items = 1};
inline constexpr source::Shape kTextOrTexts = {.kinds = source::kString | source::kList,
                                               .format = source::Format::kNotEmpty,
                                               .items = &kFilled,
                                               .min_items = 1};
inline constexpr source::Shape kTextMap = {.kinds = source::kMap, .items = &kFilled};
inline constexpr source::Shape kNames = {.kinds = source::kMap, .items = &kName};
inline constexpr source::Shape kCodePair = {
    .kinds = source::kList, .items = &kFilled, .min_items = 2, .max_items = 2};
inline constexpr source::Shape kCodePairs = {.kinds = source::kList, .items = &kCodePair, .min_items = 1};
inline constexpr source::Shape kSettings = {.kinds = source::kObject};

// Words that stand in almost every table.
inline constexpr source::Word kAbout = {.word = "about", .shape = kText, .description = "Uitleg"};
inline constexpr source::Word kNote = {.word = "note", .shape = kText, .description = "Toelichting"};

extern const source::WordTable kConditionTable;  // words_entity.cc
extern const source::WordTable kFieldTable;
extern const source::WordTable kEntityTable;
extern const source::WordTable kOperationTable;  // words_operation.cc
extern const source::WordTable kSearchTable;     // words_search.cc
extern const source::WordTable kClientTable;     // words_profile.cc
const source::WordTable& profile_table();

inline constexpr source::Shape kConditionShape = {.kinds = source::kObject, .table = &kConditionTable};

}  // namespace veerpont::rules
