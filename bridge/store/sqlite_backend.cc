#include "bridge/store/sqlite_backend.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "bridge/store/schema.h"

namespace veerpont::store {

namespace {

Problem unexpected(const std::exception& error) {
    return problem_of(SqlError(error.what(), Problem::Kind::kInternal));
}

// A transaction on the writer's connection that rolls back unless committed.
class Transaction {
  public:
    explicit Transaction(SqliteConnection& connection) : connection_(connection) {
        connection_.script("BEGIN IMMEDIATE");
    }
    ~Transaction() {
        if (!connection_.in_transaction()) {
            return;
        }
        try {
            connection_.script("ROLLBACK");
        } catch (const SqlError& error) {
            spdlog::error("store: rollback failed: {}", error.what());
        }
    }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit() { connection_.script("COMMIT"); }

  private:
    SqliteConnection& connection_;
};

}  // namespace

Problem problem_of(const SqlError& error) {
    if (error.kind() == Problem::Kind::kBusy) {
        return {Problem::Kind::kBusy,
                "De koppeling kan tijdelijk geen berichten opslaan. Probeer het later opnieuw.", error.what(),
                ""};
    }
    return {Problem::Kind::kInternal, "Er is een interne fout opgetreden bij het opslaan.", error.what(), ""};
}

SqliteBackend::SqliteBackend(const SqliteOptions& options)
    : options_(options), writer_(options.file, SqliteConnection::Access::kReadWrite) {
    migrate_sqlite(writer_, options_.schema_version);
    thread_ = std::thread([this] { work(); });
}

SqliteBackend::~SqliteBackend() {
    {
        const std::lock_guard lock(queue_mutex_);
        stopping_ = true;
    }
    queue_filled_.notify_one();
    thread_.join();
}

Result<void> SqliteBackend::write(Job job, Durability durability) {
    std::future<Result<void>> done;
    bool wake = false;
    {
        const std::lock_guard lock(queue_mutex_);
        if (queue_.size() >= options_.max_waiting) {
            return problem_of(SqlError("too many writes are waiting", Problem::Kind::kBusy));
        }
        // Back pressure: who writes faster than the disk takes it waits, and does not fill the memory.
        const bool waits = durability == Durability::kDurable || queue_.size() >= options_.max_batch;
        Task& task = queue_.emplace_back();
        task.job = std::move(job);
        if (waits) {
            done = task.done.emplace().get_future();
            ++waiting_;
        }
        wake = idle_ || worth_a_commit();
    }
    if (wake) {
        queue_filled_.notify_one();
    }
    return done.valid() ? done.get() : Result<void>();
}

Result<void> SqliteBackend::drain() {
    Result<void> reached = write([](Connection&) {}, Durability::kDurable);
    if (!reached) {
        return reached;
    }
    const std::lock_guard lock(queue_mutex_);
    if (lost_) {
        return *std::exchange(lost_, std::nullopt);
    }
    return {};
}

// A commit costs a write of every page that it touches and a round trip to the disk. So it waits a moment for
// company: what nobody waits for until somebody does, and, when the commit before it served several callers, for
// what the others are about to bring.
bool SqliteBackend::worth_a_commit() const {
    return stopping_ || queue_.size() >= options_.max_batch || (waiting_ > 0 && !crowded_);
}

void SqliteBackend::work() {
    std::vector<Task> batch;
    while (true) {
        batch.clear();
        {
            std::unique_lock lock(queue_mutex_);
            idle_ = true;
            queue_filled_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            idle_ = false;
            if (queue_.empty()) {
                return;
            }
            queue_filled_.wait_for(lock, options_.gather, [this] { return worth_a_commit(); });
            const std::size_t count = std::min(queue_.size(), std::max<std::size_t>(options_.max_batch, 1));
            std::size_t served = 0;
            for (std::size_t i = 0; i < count; ++i) {
                served += queue_.front().done ? 1 : 0;
                batch.push_back(std::move(queue_.front()));
                queue_.pop_front();
            }
            waiting_ -= served;
            crowded_ = served > 1;
        }
        commit(batch);
    }
}

// All in one transaction; when one fails, each in its own, so that it fails alone.
void SqliteBackend::commit(std::vector<Task>& batch) {
    try {
        Transaction transaction(writer_);
        for (const Task& task : batch) {
            task.job(writer_);
        }
        transaction.commit();
        for (Task& task : batch) {
            finish(task, {});
        }
        return;
    } catch (const SqlError& error) {
        if (batch.size() == 1 || error.kind() == Problem::Kind::kBusy) {
            const Problem problem = problem_of(error);
            for (Task& task : batch) {
                finish(task, problem);
            }
            return;
        }
    } catch (const std::exception& error) {
        if (batch.size() == 1) {
            finish(batch.front(), unexpected(error));
            return;
        }
    }
    for (Task& task : batch) {
        std::vector<Task> alone;
        alone.push_back(std::move(task));
        commit(alone);
    }
}

void SqliteBackend::finish(Task& task, const Result<void>& result) {
    task.job = nullptr;
    if (task.done) {
        task.done->set_value(result);
        return;
    }
    if (!result) {
        spdlog::error("store: a write was lost: {}", result.problem().log_text);
        const std::lock_guard lock(queue_mutex_);
        if (!lost_) {
            lost_ = result.problem();
        }
    }
}

Result<void> SqliteBackend::read(const Job& job) {
    std::unique_ptr<SqliteConnection> reader;
    Result<void> result;
    try {
        reader = borrow_reader();
        job(*reader);
    } catch (const SqlError& error) {
        result = problem_of(error);
    } catch (const std::exception& error) {
        result = unexpected(error);
    }
    if (reader) {
        give_back(std::move(reader));
    }
    return result;
}

std::unique_ptr<SqliteConnection> SqliteBackend::borrow_reader() {
    std::unique_lock lock(readers_mutex_);
    const std::size_t most = std::max<std::size_t>(options_.readers, 1);
    reader_free_.wait(lock, [&] { return !idle_readers_.empty() || readers_ < most; });
    if (!idle_readers_.empty()) {
        auto reader = std::move(idle_readers_.back());
        idle_readers_.pop_back();
        return reader;
    }
    ++readers_;
    lock.unlock();
    try {
        return std::make_unique<SqliteConnection>(options_.file, SqliteConnection::Access::kReadOnly);
    } catch (...) {
        lock.lock();
        --readers_;
        lock.unlock();
        reader_free_.notify_one();
        throw;
    }
}

void SqliteBackend::give_back(std::unique_ptr<SqliteConnection> reader) {
    {
        const std::lock_guard lock(readers_mutex_);
        idle_readers_.push_back(std::move(reader));
    }
    reader_free_.notify_one();
}

}  // namespace veerpont::store
