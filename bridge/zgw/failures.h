// Internal to bridge/zgw: from an error answer of a register to a ZgwFailure. Decides on codes, never on
// texts. Pure functions, safe from any thread.
#pragma once

#include <string>
#include <string_view>

#include "bridge/http/client.h"
#include "bridge/zgw/api.h"

namespace veerpont::zgw {

// The problem document of an error answer; without one only the status is filled.
ZgwProblem read_zgw_problem(int status, std::string_view body);

// Problem kind by code and status; texts without values (the register's reasons may repeat personal data).
// `call` names method, API and path for the log.
ZgwFailure failure_of_answer(const std::string& call, ZgwProblem problem, bool is_write);

// A call without an answer.
ZgwFailure failure_of_call(const std::string& call, const http::CallFailure& failure, bool is_write);

}  // namespace veerpont::zgw
