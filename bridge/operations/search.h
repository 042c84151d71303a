// A step that selects what a question asks for: the criteria below gelijk, vanaf and totEnMet become query parameters as
// far as the register has them, everything found is compared again here, put in the order of `sortering`, and cut
// to the part that this answer gives. Nothing is kept between questions: a follow-up question says itself, in
// `start`, after which object it goes on.
//
// Pages of the register are always walked to the last; what is found is bounded by the step's `limit`.
#pragma once

#include <nlohmann/json.hpp>

#include "bridge/base/result.h"
#include "bridge/operations/step_context.h"

namespace veerpont::operations {

// The objects of this answer, as a list; none: the answer is empty. Sets what the answer says about the rest
// (Run::selected). `list`: what an earlier call gave to choose from; null: the call of the step is made.
// Problems: kMissingValue (no criterion at all), kUnsupportedCriterion, kUnsupportedOrder, kPartialRange,
// kStartMissing, kStartIncomplete, kTooManyResults, kUntranslatable (a value of the question), and those of the calls.
Result<nlohmann::json> run_search(StepContext& context, const nlohmann::json& list);

// For each item of the step's list: the steps of another operation after its first, whose answer the item is, and the
// objects with which that operation would answer; these go into Run::objects, in the order of the list.
Result<nlohmann::json> run_like(StepContext& context);

}  // namespace veerpont::operations
