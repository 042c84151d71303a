// The memory of the bridge: which messages came in, what was done for them and what came of it.
//
// Four small interfaces, one object behind them. Implementations (SQLite now: sqlite_store.h) are safe from
// any thread. Whatever returns Result<void> with Durability::kDurable has survived a power cut when it
// returns; with kLater it is written in order, before everything that is written after it, but not waited
// for.
//
// Problems: kBusy when the disk is full, read-only or the queue of writes is too long (the sender may try
// again); kInternal for what should not happen.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/clock.h"
#include "bridge/base/result.h"
#include "bridge/store/records.h"

namespace veerpont::store {

enum class Durability : std::uint8_t { kDurable, kLater };

// Idempotent Consumer and Message History.
class MessageLog {
  public:
    virtual ~MessageLog() = default;

    // Stores the message, or finds the identical one that holds the claim: atomically, so that of two
    // identical messages at once only one gets kAccepted. A message that failed, or needs attention, has
    // given up its claim.
    virtual Result<Claim> accept(const NewMessage& message, Durability durability = Durability::kDurable) = 0;
    // What became known after accept: operation, identificatie, zaaktype, rule set ("" leaves what was
    // there).
    virtual Result<void> describe(std::string_view id, std::string_view operation,
                                  std::string_view identificatie, std::string_view zaaktype,
                                  std::string_view rule_set) = 0;
    // Ends the handling: state, reply, correlations in one commit. With kDone the spools are no longer
    // referred to; the caller deletes the files. Reserved identifications that the message did not fill are
    // released unless kUndoing.
    virtual Result<void> finish(const Outcome& outcome, Durability durability = Durability::kDurable) = 0;
    // A failed or attention message is handled again (replay): running, with the claim. False when it is not
    // in such a state or another message took the claim.
    virtual Result<bool> reopen(std::string_view id) = 0;

    virtual Result<std::optional<MessageRow>> message(std::string_view id) = 0;
    virtual Result<std::vector<MessageRow>> messages(const MessageFilter& filter) = 0;  // newest first
    // Running and undoing ones, oldest first: what a start has to finish or undo.
    virtual Result<std::vector<MessageRow>> unfinished() = 0;
    // Waits until handling has ended (kUndoing counts as ended) or the time is over; the row as it then is.
    virtual Result<std::optional<MessageRow>> await(std::string_view id,
                                                    std::chrono::milliseconds at_most) = 0;
    // Unsealed; empty when never stored or purged.
    virtual Result<std::optional<std::string>> request_body(std::string_view id) = 0;
    virtual Result<std::optional<StoredReply>> reply(std::string_view id) = 0;

    // File names of all content that some message still needs; every other file in the spool folder is an
    // orphan.
    virtual Result<std::vector<std::string>> spools_in_use() = 0;
    // Deletes bodies and sealed journal data of messages that were final before this moment, at most `batch`
    // messages.
    virtual Result<Purged> purge_bodies(Time finished_before, std::size_t batch) = 0;
};

// Correlation Identifier: identificatie and referentienummer <-> URL.
class CorrelationStore {
  public:
    virtual ~CorrelationStore() = default;

    // Takes an identification for the message that is about to create it: nothing when it was free (or
    // already taken by this message), else the row that holds it. Durable.
    virtual Result<std::optional<Correlation>> reserve(const Correlation& correlation) = 0;
    virtual Result<void> put(const Correlation& correlation,
                             Durability durability = Durability::kDurable) = 0;
    virtual Result<void> remove(std::string_view kind, std::string_view organisatie,
                                std::string_view identificatie) = 0;
    // organisatie "" finds those of every organisation. Reserved ones (url "") are given too.
    virtual Result<std::vector<Correlation>> by_identificatie(std::string_view kind,
                                                              std::string_view organisatie,
                                                              std::string_view identificatie) = 0;
    virtual Result<std::optional<Correlation>> by_url(std::string_view url) = 0;
    virtual Result<std::vector<Correlation>> by_referentienummer(std::string_view referentienummer) = 0;

    virtual Result<void> put_lock(const DocumentLock& lock) = 0;
    virtual Result<std::optional<DocumentLock>> lock_of(std::string_view url) = 0;
    virtual Result<void> remove_lock(std::string_view url) = 0;
    virtual Result<std::vector<DocumentLock>> locks() = 0;
};

// One row per call, before and after it.
class StepJournal {
  public:
    virtual ~StepJournal() = default;

    // The rows before the calls, all in one commit. A row that exists is replaced (a replay). Rows with state
    // kSkipped may be given too.
    virtual Result<void> intend(std::span<const StepRow> rows,
                                Durability durability = Durability::kDurable) = 0;
    // After the calls, or after their undo; all in one commit. Losing it is safe: recovery then looks at the
    // register.
    virtual Result<void> conclude(std::span<const StepOutcome> outcomes,
                                  Durability durability = Durability::kLater) = 0;
    // In order of first writing, bodies unsealed.
    virtual Result<std::vector<StepRow>> steps(std::string_view message) = 0;
    // Undos that may be tried now, oldest first.
    virtual Result<std::vector<StepRow>> due_undos(Time now, std::size_t limit) = 0;
};

class Numbers {
  public:
    virtual ~Numbers() = default;

    // The next number of this counter, from 1. Durable before it is given, never given twice; gaps may occur.
    virtual Result<std::uint64_t> next_number(std::string_view organisatie, std::string_view soort,
                                              int jaar) = 0;
    // Numbers up to and including this one are taken (number take-over from another system). Never lowers.
    virtual Result<void> raise_number(std::string_view organisatie, std::string_view soort, int jaar,
                                      std::uint64_t taken) = 0;
};

class Store : public MessageLog, public CorrelationStore, public StepJournal, public Numbers {
  public:
    virtual Result<std::optional<std::string>> setting(std::string_view name) = 0;
    virtual Result<void> put_setting(std::string_view name, std::string_view value) = 0;
    // Writes and commits: shows that the store can be used (health/ready).
    virtual Result<void> probe() = 0;
    // Everything written with kLater is on disk when it returns.
    virtual Result<void> flush() = 0;
};

// File names in `directory` that no message needs: left over by a crash between writing the file and
// accept().
Result<std::vector<std::string>> orphaned_spools(Store& store, const std::string& directory);

}  // namespace veerpont::store
