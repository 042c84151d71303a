// The small layer between the store and a database: statements with $1-style parameters, rows, and a Backend
// that runs them in transactions. sql_store.h is written against this and holds no word of SQLite; a
// PostgreSQL back end implements the same two classes and brings its own DDL (schema.h).
//
// Statements keep to what SQLite (3.35 and newer) and PostgreSQL have in common: ON CONFLICT, RETURNING,
// bigint and text.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>

#include "bridge/base/result.h"
#include "bridge/store/store.h"

namespace veerpont::store {

// Thrown by connections and jobs, caught by the Backend: never leaves the module.
class SqlError : public std::runtime_error {
  public:
    SqlError(const std::string& what, Problem::Kind kind) : std::runtime_error(what), kind_(kind) {}
    Problem::Kind kind() const {
        return kind_;
    }  // kBusy: the database cannot be written now; kInternal: all else

  private:
    Problem::Kind kind_;
};
Problem problem_of(const SqlError& error);

struct BlobView {
    std::string_view bytes;
};
using Value = std::variant<std::nullptr_t, std::int64_t, std::string_view, BlobView>;

// The row that a statement is at; valid during the callback only.
class Row {
  public:
    virtual ~Row() = default;
    virtual bool is_null(int column) const = 0;
    virtual std::int64_t integer(int column) const = 0;  // 0 for null
    virtual std::string text(int column) const = 0;      // also for blobs; "" for null
};

// One connection; belongs to one thread at a time.
class Connection {
  public:
    using OnRow = std::function<void(const Row&)>;

    virtual ~Connection() = default;
    // `statement` must live as long as the program: it is prepared once and kept. Gives the number of changed
    // rows.
    virtual std::int64_t run(std::string_view statement, std::initializer_list<Value> parameters,
                             const OnRow& on_row = {}) = 0;
};

class Backend {
  public:
    using Job = std::function<void(Connection&)>;

    virtual ~Backend() = default;
    // Runs the job in a transaction, possibly together with others, in order of the calls. The job may run
    // more than once (after a rollback), so that it must not build on what an earlier run left behind. With
    // kLater it returns at once; a problem is then logged and given by the next drain().
    virtual Result<void> write(Job job, Durability durability) = 0;
    // Runs the job on a connection that cannot write.
    virtual Result<void> read(const Job& job) = 0;
    // Waits until everything written before is on disk.
    virtual Result<void> drain() = 0;
};

}  // namespace veerpont::store
