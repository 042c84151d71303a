// What the store keeps: plain records. Times are UTC; identifiers of messages are UUID version 7, so that
// they sort by time. Records without personal data are stored readable; bodies are sealed (AES-256-GCM)
// before they reach the disk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/clock.h"

namespace veerpont::store {

enum class MessageState : std::uint8_t {
    kRunning,    // accepted, being handled (or was, when the process died)
    kUndoing,    // failed and answered; some of what it changed still has to be undone
    kDone,       // handled, reply stored
    kFailed,     // failed, nothing of it is left in the register
    kAttention,  // "aandacht-nodig": somebody has to decide, see its journal
};
std::string_view state_name(MessageState state);  // "running", "undoing", "done", "failed", "aandacht-nodig"
std::optional<MessageState> state_of(std::string_view name);
// Done, failed or attention: handling has ended.
bool is_final(MessageState state);

// An object in the register that this bridge made or met.
struct Correlation {
    std::string kind;         // "zaak", "document", "besluit"
    std::string organisatie;  // RSIN
    std::string identificatie;
    std::string url;       // "" while reserved by a message that is making it
    std::string type_url;  // zaaktype, informatieobjecttype or besluittype
    std::string object_hash;
    std::string message;  // id of the message that made it
    std::string referentienummer;
    Time created{};  // now when zero
};

// A message as it arrives at the store.
struct NewMessage {
    std::string id;                // made by the store when empty
    Time received{};               // now when zero
    std::string sender;            // organisatie|applicatie|administratie, without gebruiker
    std::string operation;         // name of the operation rule, "" when not recognised
    std::string referentienummer;  // as sent
    std::string message_hash;      // lower-case hex
    std::string object_hash;       // lower-case hex, "" when the operation has no object
    std::string identificatie;     // of the zaak, document or besluit that it is about
    std::string zaaktype;          // code, "" when unknown
    std::string rule_set;          // hash of the rules that will handle it
    // What replay needs beside the bytes:
    std::string path;  // of the endpoint
    std::string soap_action;
    std::string content_type;
    std::string body;  // the message as received, content of documents cut out; sealed by the store
    std::vector<std::string> spools;  // file names (not paths) of the content, already flushed to disk
    // True for whatever changes something: of identical messages (sender, referentienummer, message_hash)
    // only one runs. False for questions: always accepted.
    bool claim = true;
    // With a claim: the identification that the message is about to create, taken in the same commit as by
    // reserve().
    std::optional<Correlation> reserve;
};

struct StoredReply {
    int status = 200;  // HTTP
    std::string content_type;
    std::string body;
};

// The index row of a message. No personal data.
struct MessageRow {
    std::string id;
    Time received{};
    std::optional<Time> finished;
    MessageState state = MessageState::kRunning;
    std::string sender, operation, referentienummer, message_hash, object_hash, identificatie, zaaktype,
        rule_set;
    std::string path, soap_action, content_type;
    std::vector<std::string> spools;  // content still kept on disk
    std::string reply_code;           // "Bv03", "La01", "Fo03"...; "" while running
    std::string problem_kind;         // kind_name() of the problem, "" when done
    std::string problem_text;         // log text of the problem
};

// What accept() found.
struct Claim {
    enum class Kind : std::uint8_t {
        kAccepted,  // stored; the caller handles it
        kRunning,   // the same message is being handled or undone: `message` is that one
        kDone,      // the same message was handled before: give `reply` again
    };
    Kind kind = Kind::kAccepted;
    MessageRow message;
    std::optional<StoredReply> reply;
    // With kAccepted, when NewMessage::reserve was given and the identification is not free: what holds it.
    std::optional<Correlation> holder;
};

// How the handling of a message ended; written in one commit.
struct Outcome {
    std::string message;
    MessageState state = MessageState::kDone;  // kDone, kFailed, kAttention or kUndoing
    std::optional<StoredReply> reply;          // sealed by the store
    std::string reply_code;
    std::string problem_kind, problem_text;
    std::string identificatie;  // set when it became known while handling (a number that was given out)
    std::vector<Correlation> correlations;  // made or met; replaces an earlier row of the same object
    std::vector<Correlation> removed;       // objects that no longer exist (kind, organisatie, identificatie)
};

enum class StepState : std::uint8_t {
    kIntended,  // about to be called; without a later row nobody knows whether it happened
    kDone,
    kFailed,   // refused or never sent: nothing changed
    kSkipped,  // its condition was false
    kUndone,
    kUndoPending,  // has to be undone, the register was not reachable; see next_attempt
    kUndoRefused,  // the register refused the undo
};
std::string_view step_state_name(StepState state);  // "intended", "done", ..., "undo-pending", "undo-refused"

// One call of one step. The key is (message, step, item).
struct StepRow {
    std::string message;
    std::string step;
    int item = 0;      // index in a for-each, or of the call within a strategy
    int sequence = 0;  // order of first writing within the message; given by the store
    StepState state = StepState::kIntended;
    std::string method;        // "POST"
    std::string url;           // full URL that is called
    std::string request_hash;  // SHA-256 of the request body, to recognise what it made
    std::string request;       // sealed: what is needed to look whether it happened
    std::string undo;          // resolved: "DELETE https://...", "restore https://...", "" for none
    std::string undo_body;     // sealed: the earlier state, for restore
    std::string created_url;
    int status = 0;            // HTTP status of the answer, 0 when there was none
    std::string problem_text;  // log text, no personal data
    int attempts = 0;          // of the undo
    std::optional<Time> next_attempt;
    Time written{};  // of the last change; now when zero
};

// The result of a call, or of its undo. Empty texts leave what the row had.
struct StepOutcome {
    std::string message;
    std::string step;
    int item = 0;
    StepState state = StepState::kDone;
    std::string created_url;
    std::string undo;       // when it can only be told afterwards
    std::string undo_body;  // sealed by the store
    int status = 0;
    std::string problem_text;
    int attempts = 0;
    std::optional<Time> next_attempt;
};

// A lock on a document in the register that must outlive the message that took it (check-out).
struct DocumentLock {
    std::string url;   // of the document
    std::string lock;  // as the register gave it; sealed by the store
    std::string sender;
    std::string message;
    Time created{};
};

struct MessageFilter {
    std::optional<Time> since = {}, until = {};  // received; since inclusive, until exclusive
    std::optional<MessageState> state = {};
    // "" matches all:
    std::string sender = {}, operation = {}, identificatie = {}, referentienummer = {}, zaaktype = {};
    std::size_t limit = 100;
};

struct Purged {
    std::size_t messages = 0;         // of which bodies were deleted
    std::vector<std::string> spools;  // file names that nothing refers to any more
};

}  // namespace veerpont::store
