#include "bridge/sandbox/database.h"

#include <sqlite3.h>

#include <stdexcept>

namespace veerpont::sandbox {

namespace {

void require(bool fine, sqlite3* handle, std::string_view what) {
    if (!fine) {
        throw std::runtime_error("SQLite: " + std::string(what) + ": " + sqlite3_errmsg(handle));
    }
}

}  // namespace

Query::Query(Database& database, std::string sql, sqlite3_stmt* statement)
    : database_(database), sql_(std::move(sql)), statement_(statement) {}

Query::~Query() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
    database_.idle_[sql_].push_back(statement_);
}

Query& Query::bind(std::string_view text) {
    // SQLite copies: the caller's text may be a temporary.
    const int outcome = sqlite3_bind_text64(statement_, ++bound_, text.data() ? text.data() : "", text.size(),
                                            SQLITE_TRANSIENT, SQLITE_UTF8);
    require(outcome == SQLITE_OK, database_.handle_, sql_);
    return *this;
}

Query& Query::bind(std::int64_t number) {
    require(sqlite3_bind_int64(statement_, ++bound_, number) == SQLITE_OK, database_.handle_, sql_);
    return *this;
}

bool Query::row() {
    const int outcome = sqlite3_step(statement_);
    require(outcome == SQLITE_ROW || outcome == SQLITE_DONE, database_.handle_, sql_);
    return outcome == SQLITE_ROW;
}

std::string_view Query::text(int column) const {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return bytes ? std::string_view(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)))
                 : std::string_view();
}

std::int64_t Query::number(int column) const {
    return sqlite3_column_int64(statement_, column);
}

Database::Database(const std::filesystem::path& file) {
    const int outcome = sqlite3_open_v2(
        file.c_str(), &handle_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    if (outcome != SQLITE_OK) {
        const std::string why = handle_ ? sqlite3_errmsg(handle_) : "out of memory";
        sqlite3_close(handle_);
        throw std::runtime_error("SQLite: cannot open " + file.string() + ": " + why);
    }
    sqlite3_busy_timeout(handle_, 5000);
}

Database::~Database() {
    for (auto& [sql, statements] : idle_) {
        for (auto* statement : statements) {
            sqlite3_finalize(statement);
        }
    }
    sqlite3_close(handle_);
}

Query Database::query(std::string sql) {
    const auto found = idle_.find(sql);
    if (found != idle_.end() && !found->second.empty()) {
        auto* statement = found->second.back();
        found->second.pop_back();
        return {*this, std::move(sql), statement};
    }
    sqlite3_stmt* statement = nullptr;
    const int outcome = sqlite3_prepare_v3(handle_, sql.c_str(), static_cast<int>(sql.size()) + 1,
                                           SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    require(outcome == SQLITE_OK, handle_, sql);
    return {*this, std::move(sql), statement};
}

void Database::run(const std::string& sql) {
    require(sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK, handle_, sql);
}

std::int64_t Database::last_id() const {
    return sqlite3_last_insert_rowid(handle_);
}

Transaction::Transaction(Database& database) : database_(database) {
    database_.change("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
    if (open_) {
        try {
            database_.change("ROLLBACK");
        } catch (const std::exception&) {
            open_ = false;  // SQLite has rolled back by itself, after a full disk for example
        }
    }
}

void Transaction::commit() {
    database_.change("COMMIT");
    open_ = false;
}

}  // namespace veerpont::sandbox
