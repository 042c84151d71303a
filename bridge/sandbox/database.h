// SQLite behind RAII: one connection, statements prepared once and kept. Not thread-safe: whoever owns a
// Database guards it. Every failure is a std::runtime_error with SQLite's own words; the sandbox answers 500
// with it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace veerpont::sandbox {

class Database;

// One run of a statement. Parameters and columns count from 0. Texts stay valid until the next row().
class Query {
  public:
    ~Query();
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    Query& bind(std::string_view text);
    Query& bind(std::int64_t number);
    // The next row; false at the end.
    bool row();
    std::string_view text(int column) const;
    std::int64_t number(int column) const;

  private:
    friend class Database;
    Query(Database& database, std::string sql, sqlite3_stmt* statement);

    Database& database_;
    std::string sql_;
    sqlite3_stmt* statement_;
    int bound_ = 0;
};

class Database {
  public:
    explicit Database(const std::filesystem::path& file);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    Query query(std::string sql);
    // A statement without parameters and rows.
    void run(const std::string& sql);
    // For a statement that has no rows: run it with these parameters.
    template <typename... Values>
    void change(std::string sql, const Values&... values) {
        auto statement = query(std::move(sql));
        (statement.bind(values), ...);
        statement.row();
    }
    std::int64_t last_id() const;

  private:
    friend class Query;
    sqlite3* handle_ = nullptr;
    std::map<std::string, std::vector<sqlite3_stmt*>, std::less<>> idle_;
};

// Rolls back unless commit() was called.
class Transaction {
  public:
    explicit Transaction(Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

  private:
    Database& database_;
    bool open_ = true;
};

}  // namespace veerpont::sandbox
