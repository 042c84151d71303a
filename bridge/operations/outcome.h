// What handling one message gave: the answer for the sender, and the record of how it came about for log,
// metrics, explain and the message view. Plain data; owned by the thread that asked for it.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bridge/base/problem.h"
#include "bridge/store/records.h"
#include "bridge/translate/translate.h"
#include "bridge/xml/node.h"

namespace veerpont::operations {

// One call to the register, or in a dry run one that would be made.
struct CallRecord {
    std::string step;    // "zaak"; "lookup zaaktype" for the catalogue
    int item = 0;        // in a for-each
    std::string method;  // "POST"
    std::string api;     // "zaken"
    std::string url;     // masked: values of persons in the query are "***"
    int status = 0;      // 0: no answer, or a dry run
    std::chrono::microseconds duration{0};
    bool undo = false;
    std::string problem;  // log text, no personal data
    std::string body;     // what is sent; only in a dry run, masked unless asked otherwise
};

enum class StepResult : std::uint8_t { kDone, kSkipped, kFailed, kUndone, kUndoPending, kUndoRefused };

struct StepRecord {
    std::string step;
    StepResult result = StepResult::kDone;
    std::string reason;  // Dutch: why it was skipped, why it failed
    std::string rule;    // "operations/creeer-zaak.json:12"
};

struct Outcome {
    // Exactly one of these two is the answer: a stored answer given again, or an envelope to be written with
    // the ReplyStyle of the context. The streamed content of the envelope stays readable while this Outcome
    // lives.
    std::optional<store::StoredReply> stored;
    xml::Node envelope;
    int status = 200;        // HTTP
    std::string reply_code;  // "Bv03", "La01", "Du02", "Fo02", "Fo03"

    std::optional<Problem> problem;
    std::string operation;
    std::string profile;
    std::string identificatie;  // of the zaak or document
    std::string zaaktype;       // code
    std::string rule_set;       // hash
    std::string message_id;
    bool repeated = false;    // a duplicate, or an object that already existed with the same content
    bool unfinished = false;  // still running in the background when the deadline came

    std::vector<StepRecord> steps;
    std::vector<CallRecord> calls;
    std::vector<translate::TraceEntry> trace;  // only when the context asked for it
    std::chrono::microseconds duration{0};
    // Milliseconds-scale time spent in calls, the rest of `duration` is the bridge's own.
    std::chrono::microseconds in_calls{0};
};

// Told about everything that is worth counting. Called from many threads at once; must be quick and must not
// throw.
class Observer {
  public:
    virtual ~Observer() = default;
    virtual void message_done(const Outcome& outcome) = 0;
    virtual void call_done(const CallRecord& call) = 0;
    virtual void lookup_done(bool hit) = 0;
    // An undo ended: "undone", "undo-pending" or "undo-refused".
    virtual void undo_done(std::string_view result) = 0;
};

}  // namespace veerpont::operations
