// The state of one message while its plan runs, and what all messages of the process share.
#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "bridge/base/spool.h"
#include "bridge/operations/catalogue_cache.h"
#include "bridge/operations/executor.h"
#include "bridge/operations/lookups.h"
#include "bridge/operations/order.h"
#include "bridge/operations/register_calls.h"
#include "bridge/operations/scope.h"
#include "bridge/operations/task_pool.h"
#include "bridge/translate/translate.h"
#include "bridge/zgw/capabilities.h"

namespace veerpont::operations {

// What all messages share. Lives as long as the Executor.
struct Engine {
    Engine(ExecutorParts given, ExecutorSettings chosen)
        : parts(std::move(given)),
          settings(std::move(chosen)),
          cache({.entries = settings.cache_entries}, *parts.clock),
          lookups(cache),
          pool(settings.parallelism) {
        for (const auto& [name, api] : parts.registers) {
            capabilities_.emplace(api, std::make_unique<zgw::Capabilities>(*api, *parts.clock));
        }
    }

    ExecutorParts parts;
    ExecutorSettings settings;
    CatalogueCache cache;
    Lookups lookups;
    TaskPool pool;
    Order order;

    store::Store& store() { return *parts.store; }
    Time now() const { return parts.clock->now(); }
    // The register of that name, else the default one; nullptr when there is neither.
    zgw::ZgwApi* register_named(const std::string& name) const;
    // The register under whose roots this URL is; nullptr when there is none.
    zgw::ZgwApi* register_of(std::string_view url) const;

    // What a register can do; asked lazily.
    zgw::Capabilities* capabilities_of(const zgw::ZgwApi& api) const;

    // What a plan wants to know of the message; worked out once per plan of the rule set in use.
    std::shared_ptr<const RequestPaths> request_paths_of(const std::shared_ptr<const rules::RuleSet>& rules,
                                                         const rules::Plan& plan);

    // Messages that a thread of this process is handling: the undo retrier leaves them alone.
    void enter(const std::string& message);
    void leave(const std::string& message);
    bool enter_if_absent(const std::string& message);

  private:
    std::mutex mutex_;
    std::set<std::string> active_;
    std::shared_ptr<const rules::RuleSet> paths_of_;
    std::map<const rules::Plan*, std::shared_ptr<const RequestPaths>> paths_;
    std::map<const zgw::ZgwApi*, std::unique_ptr<zgw::Capabilities>> capabilities_;
};

// The collection that holds the objects of a kind of correlation: "zaak" -> "/zaken".
std::string_view collection_of(std::string_view kind);

// The property of such an object that holds its type: "zaak" -> "zaaktype".
std::string type_property(std::string_view kind);

class TraceCollector final : public translate::Trace {
  public:
    void add(translate::TraceEntry entry) override {
        const std::lock_guard lock(mutex_);
        entries_.push_back(std::move(entry));
    }
    std::vector<translate::TraceEntry> take() {
        const std::lock_guard lock(mutex_);
        return std::move(entries_);
    }

  private:
    std::mutex mutex_;
    std::vector<translate::TraceEntry> entries_;
};

struct Run {
    Run(Engine& shared, std::shared_ptr<stuf::Message> given, MessageContext told)
        : engine(shared), message(std::move(given)), context(std::move(told)) {}

    Engine& engine;
    std::shared_ptr<stuf::Message> message;
    MessageContext context;
    std::shared_ptr<const rules::RuleSet> rules;
    const rules::Plan* plan = nullptr;
    const rules::ClientProfile* client = nullptr;
    std::shared_ptr<RegisterCalls> calls;
    std::string register_key;
    std::chrono::steady_clock::time_point deadline;
    std::string operation, identificatie, zaaktype, object_hash;

    // Written between groups of steps only; read by steps that run beside each other.
    nlohmann::json scope;

    std::atomic<bool> empty_answer{false};    // a question found nothing: no more steps
    std::atomic<bool> already_exists{false};  // the register refused to create: this identificatie exists
    std::atomic<bool> unsettled{false};       // a result with an undo may not be on disk yet
    std::atomic<bool> changed{false};         // at least one journal row was written

    std::vector<std::string> left_out;  // see takes()
    stuf::Found selected;               // of a question that selects; written between groups of steps only
    std::vector<xml::Node> objects;     // of the answer, made by a step; idem

    std::mutex mutex;  // guards what follows
    std::vector<StepRecord> steps;
    std::vector<store::Correlation> correlations, removed;
    std::vector<std::string> shortcuts;  // URLs taken from the correlation store without looking
    std::map<std::string, std::shared_ptr<Spool>> downloads;
    std::string given_out;               // a number that this message handed out
    std::vector<std::string> meldingen;  // what the sender is told beside a good answer (Bv02)

    TraceCollector trace;

    // Explaining: nothing is journaled, reserved or counted. Without a catalogue look-ups answer with their
    // own name.
    bool dry = false;
    bool dry_lookups = false;

    // Adds an answer for every request, through the catalogue cache.
    Result<void> resolve(const std::vector<translate::LookupRequest>& requests,
                         translate::LookupAnswers& answers);
    void note(const rules::Step& step, StepResult result, std::string reason = {});
    // Setting of the client profile, or the fallback.
    std::string client_setting(const std::string& name, const std::string& fallback) const;
    // The step that creates what the message is about; nullptr when it creates nothing with an identificatie.
    const rules::Step* creating_step() const;
    // False for what is left out unless the scope of the question names it itself: `name` is one of a step and of
    // the element that it fetches.
    bool takes(std::string_view name) const;
    bool question() const { return plan != nullptr && plan->question; }
};

}  // namespace veerpont::operations
