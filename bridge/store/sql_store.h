// The Store in statements that every back end understands. Bodies are sealed in the thread of the caller,
// before they are handed to the writer.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>

#include "bridge/base/clock.h"
#include "bridge/base/crypto.h"
#include "bridge/store/sql.h"
#include "bridge/store/store.h"

namespace veerpont::store {

class SqlStore final : public Store {
  public:
    SqlStore(std::unique_ptr<Backend> backend, const SealingKey& key, const Clock& clock);

    // message_log.cc
    Result<Claim> accept(const NewMessage& message, Durability durability) override;
    Result<void> describe(std::string_view id, std::string_view operation, std::string_view identificatie,
                          std::string_view zaaktype, std::string_view rule_set) override;
    Result<void> finish(const Outcome& outcome, Durability durability) override;
    Result<bool> reopen(std::string_view id) override;
    Result<std::optional<MessageRow>> message(std::string_view id) override;
    Result<std::vector<MessageRow>> messages(const MessageFilter& filter) override;
    Result<std::vector<MessageRow>> unfinished() override;
    Result<std::optional<MessageRow>> await(std::string_view id, std::chrono::milliseconds at_most) override;
    Result<std::optional<std::string>> request_body(std::string_view id) override;
    Result<std::optional<StoredReply>> reply(std::string_view id) override;
    Result<std::vector<std::string>> spools_in_use() override;
    Result<Purged> purge_bodies(Time finished_before, std::size_t batch) override;

    // correlations.cc
    Result<std::optional<Correlation>> reserve(const Correlation& correlation) override;
    Result<void> put(const Correlation& correlation, Durability durability) override;
    Result<void> remove(std::string_view kind, std::string_view organisatie,
                        std::string_view identificatie) override;
    Result<std::vector<Correlation>> by_identificatie(std::string_view kind, std::string_view organisatie,
                                                      std::string_view identificatie) override;
    Result<std::optional<Correlation>> by_url(std::string_view url) override;
    Result<std::vector<Correlation>> by_referentienummer(std::string_view referentienummer) override;
    Result<void> put_lock(const DocumentLock& lock) override;
    Result<std::optional<DocumentLock>> lock_of(std::string_view url) override;
    Result<void> remove_lock(std::string_view url) override;
    Result<std::vector<DocumentLock>> locks() override;

    // journal.cc
    Result<void> intend(std::span<const StepRow> rows, Durability durability) override;
    Result<void> conclude(std::span<const StepOutcome> outcomes, Durability durability) override;
    Result<std::vector<StepRow>> steps(std::string_view message) override;
    Result<std::vector<StepRow>> due_undos(Time now, std::size_t limit) override;

    // sql_store.cc
    Result<std::uint64_t> next_number(std::string_view organisatie, std::string_view soort,
                                      int jaar) override;
    Result<void> raise_number(std::string_view organisatie, std::string_view soort, int jaar,
                              std::uint64_t taken) override;
    Result<std::optional<std::string>> setting(std::string_view name) override;
    Result<void> put_setting(std::string_view name, std::string_view value) override;
    Result<void> probe() override;
    Result<void> flush() override;

  private:
    std::int64_t now() const;
    Result<StepRow> unseal(StepRow row) const;
    Result<std::vector<StepRow>> unseal(std::vector<StepRow> rows) const;
    Result<DocumentLock> unseal(DocumentLock lock) const;
    Result<std::optional<StoredReply>> body(std::string_view id, std::string_view kind);

    std::unique_ptr<Backend> backend_;
    const SealingKey& key_;
    const Clock& clock_;

    // Counts finished messages, to wake whoever awaits one.
    std::mutex finished_mutex_;
    std::condition_variable finished_changed_;
    std::uint64_t finished_ = 0;
};

// Writing and reading of times and lists in rows, shared by the files of SqlStore.
std::int64_t milliseconds(Time time);
Time time_of(std::int64_t milliseconds);
Value nullable(const std::optional<Time>& time);
std::optional<Time> optional_time(const Row& row, int column);
std::string join_lines(const std::vector<std::string>& lines);
std::vector<std::string> split_lines(const std::string& text);
// Puts or replaces a correlation; an empty text leaves what an earlier row had.
void write_correlation(Connection& connection, const Correlation& correlation, std::int64_t now);
// reserve() within a transaction: nothing when taken, else the row that holds the identification.
std::optional<Correlation> take_identification(Connection& connection, const Correlation& correlation,
                                               std::int64_t now);

}  // namespace veerpont::store
