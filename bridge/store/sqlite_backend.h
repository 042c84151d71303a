// Transactions on one SQLite file: a writer thread that commits what is waiting together (one fsync for many
// messages: shared by 16 senders about three times the rate of a commit each), and a pool of read-only
// connections.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "bridge/store/sql.h"
#include "bridge/store/sqlite_connection.h"
#include "bridge/store/sqlite_store.h"

namespace veerpont::store {

class SqliteBackend final : public Backend {
  public:
    // Throws SqlError when the file cannot be opened or its schema is not for this program.
    explicit SqliteBackend(const SqliteOptions& options);
    // Everything written is committed first.
    ~SqliteBackend() override;
    SqliteBackend(const SqliteBackend&) = delete;
    SqliteBackend& operator=(const SqliteBackend&) = delete;

    Result<void> write(Job job, Durability durability) override;
    Result<void> read(const Job& job) override;
    Result<void> drain() override;

  private:
    struct Task {
        Job job;
        std::optional<std::promise<Result<void>>> done;  // empty with kLater
    };

    void work();
    bool worth_a_commit() const;  // queue_mutex_ held
    void commit(std::vector<Task>& batch);
    void finish(Task& task, const Result<void>& result);
    std::unique_ptr<SqliteConnection> borrow_reader();
    void give_back(std::unique_ptr<SqliteConnection> reader);

    SqliteOptions options_;
    SqliteConnection writer_;  // used by the writer thread only

    std::mutex queue_mutex_;
    std::condition_variable queue_filled_;
    std::deque<Task> queue_;
    std::size_t waiting_ = 0;  // callers that wait for a task in the queue
    bool idle_ = false;        // the writer sleeps until the queue is filled
    bool crowded_ = false;     // the last commit served more than one caller
    bool stopping_ = false;
    std::optional<Problem>
        lost_;  // the first problem of a kLater write since the last drain; guarded by queue_mutex_

    std::mutex readers_mutex_;
    std::condition_variable reader_free_;
    std::vector<std::unique_ptr<SqliteConnection>> idle_readers_;
    std::size_t readers_ = 0;

    std::thread thread_;
};

}  // namespace veerpont::store
