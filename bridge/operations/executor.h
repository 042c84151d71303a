// The Executor carries out the plan of a message: a saga of ZGW calls with a journal around every change, the
// reply, and on failure the undo of what was done (mapping-language 2.10, architecture.md "Life of a message"
// steps 5-10).
//
// One Executor per process; handle() and explain() may be called from any thread. It owns the bounded pool of
// threads on which independent steps and items run side by side, the catalogue cache, and the thread that
// retries undos.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bridge/base/clock.h"
#include "bridge/base/result.h"
#include "bridge/operations/lookups.h"
#include "bridge/operations/outcome.h"
#include "bridge/rules/rule_set.h"
#include "bridge/store/store.h"
#include "bridge/stuf/message.h"
#include "bridge/stuf/reply.h"
#include "bridge/xml/schema_model.h"
#include "bridge/zgw/api.h"

namespace veerpont::operations {

// The organisation for which a message is handled (configuration organisaties[]).
struct Organisatie {
    std::string rsin;
    std::string gemeentecode;
    std::string naam;
    std::string catalogus;       // URL or domein of its catalogue, "" for all
    std::string zgw;             // name of its register, "" for the default one
    std::string zaaknummer;      // number template, "" for the default "{gemeentecode}{jaar}{volgnummer:8}"
    std::string documentnummer;  // idem, default "{gemeentecode}{jaar}D{volgnummer:8}"
};

// What the server knows about a message besides the message itself.
struct MessageContext {
    std::string message_id;  // UUID version 7; made when empty
    Time received{};         // now when zero
    Organisatie organisatie;
    std::string client_profile;  // name, "" = default
    stuf::ReplyStyle style;      // how this sender wants its answers
    stuf::Partij own;            // our names, for answers
    std::string traceparent;     // W3C, "" for none
    // For the message log and replay:
    std::string path, soap_action, content_type;
    std::string body;  // as received, content cut out
    // The whole message; when it is over, a change goes on in the background and a question is answered with
    // Fo02.
    std::chrono::milliseconds deadline{0};  // 0: that of the settings
    bool trace = false;                     // collect what happened to every value
    bool show_values = false;               // do not mask values of persons in the trace
};

struct ExecutorSettings {
    std::size_t parallelism = 32;   // threads for steps and items beside each other, whole process
    std::size_t items_beside = 8;   // of one message at a time
    std::size_t max_running = 256;  // messages that change something at once; beyond it kBusy
    std::chrono::milliseconds deadline{25000};
    std::size_t max_items = 1000;  // of one for-each; more is refused
    std::filesystem::path
        spool_directory;               // named spools of messages that are being handled; empty: not kept
    std::size_t cache_entries = 2000;  // look-up lists
    // Undo: first retry, growing to the longest, given up (aandacht-nodig) after.
    std::chrono::milliseconds undo_first{500};
    std::chrono::milliseconds undo_longest{5000};
    std::chrono::milliseconds undo_give_up{std::chrono::hours{24}};
    std::chrono::milliseconds undo_tick{250};  // how often the retrier looks
    // A call without answer may still be carried out: so long after the deadline of its message it can not,
    // the time of one call and some to spare.
    std::chrono::milliseconds call_lost{30000};
};

struct ExecutorParts {
    std::function<std::shared_ptr<const rules::RuleSet>()> rules;  // the set of this moment
    // ZGW registers by name; the one named "" is the default. They outlive the Executor.
    std::map<std::string, zgw::ZgwApi*> registers;
    store::Store* store = nullptr;
    std::map<stuf::Family, const xml::SchemaModel*> schemas;  // for the order of children in answers
    const Clock* clock = nullptr;
    Observer* observer = nullptr;  // may be absent
};

class Executor {
  public:
    Executor(ExecutorParts parts, ExecutorSettings settings);
    ~Executor();  // stop()
    Executor(const Executor&) = delete;
    Executor& operator=(const Executor&) = delete;

    // Finishes or undoes what a stopped process left behind, and starts the retrying of undos. Call once,
    // before the first message. Does not wait for the register: what it cannot reach is undo-pending.
    Result<void> recover();

    // Handles one message from plan selection to stored reply. Never fails: a problem is an Fo-message.
    Outcome handle(std::unique_ptr<stuf::Message> message, const MessageContext& context);

    // The same without any call or change: which plan, which calls with which bodies, what happened to every
    // value. Look-ups are answered through `catalogue` when given, else by the placeholder "{lookup}".
    Outcome explain(std::unique_ptr<stuf::Message> message, const MessageContext& context,
                    zgw::ZgwApi* catalogue = nullptr);

    // Answers a message that could not be read or recognised, in the same shape as handle() would.
    static Outcome refuse(const Problem& problem, const stuf::Message* message, const MessageContext& context,
                          const Clock& clock);

    // Keeps a message that was refused before handle(), with its answer, as handle() keeps what it refuses:
    // for whoever looks why, and for replay. `message` is null when it could not be read; context.body then
    // holds what there is of it.
    void keep_refused(const stuf::Message* message, const MessageContext& context, const Outcome& refused);

    CatalogueCache& cache();
    std::size_t running() const;
    // Waits for what runs, at most `wait`, and stops the threads.
    void stop(std::chrono::milliseconds wait = std::chrono::milliseconds{30000});

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace veerpont::operations
