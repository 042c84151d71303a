// Makes the answer of a plan: Bv03, Du02 and La01 from what the steps left in the scope.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "bridge/base/result.h"
#include "bridge/operations/run.h"
#include "bridge/xml/node.h"

namespace veerpont::operations {

// The element for the soap:Body, children in the order of the XSD. Translates back with the look-ups it
// needs. Streamed content in it holds on to its spool.
Result<xml::Node> build_reply(Run& run);

// The objects of a La01 or Du02 alone, in the order of the rules.
Result<std::vector<xml::Node>> build_objects(Run& run);

// The message that answers when all went well: that of the plan, but a synchronous notification (Lk02) is
// acknowledged with Bv02 where an asynchronous one gets Bv03 (zds-standard 2.10, 3.1).
std::string reply_code(const Run& run);

// The soap:Body element that answers a problem.
stuf::ReplyContext reply_context(const MessageContext& context, const stuf::Message* message,
                                 const Clock& clock);

}  // namespace veerpont::operations
