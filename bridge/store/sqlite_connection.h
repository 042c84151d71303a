// One SQLite connection behind the Connection interface, with its prepared statements.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string_view>

#include "bridge/store/sql.h"

struct sqlite3;
struct sqlite3_stmt;

namespace veerpont::store {

class SqliteConnection final : public Connection {
  public:
    enum class Access : std::uint8_t { kReadWrite, kReadOnly };

    // Opens (kReadWrite: creates) the file in WAL mode. Throws SqlError.
    SqliteConnection(const std::filesystem::path& file, Access access);
    ~SqliteConnection() override;
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    std::int64_t run(std::string_view statement, std::initializer_list<Value> parameters,
                     const OnRow& on_row = {}) override;
    // Statements without parameters or rows, as many as the text holds (DDL, BEGIN...).
    void script(const char* statements);
    bool in_transaction() const;

  private:
    struct CloseConnection {
        void operator()(sqlite3* connection) const;
    };
    struct FinalizeStatement {
        void operator()(sqlite3_stmt* statement) const;
    };
    // A statement and, for each $n, the index by which SQLite knows it (0: not used).
    struct Prepared {
        std::unique_ptr<sqlite3_stmt, FinalizeStatement> statement;
        std::vector<int> parameters;
    };

    Prepared& prepare(std::string_view statement, std::size_t parameters);

    std::unique_ptr<sqlite3, CloseConnection> connection_;
    std::map<std::string_view, Prepared> prepared_;
};

}  // namespace veerpont::store
