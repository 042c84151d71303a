#include "bridge/store/sqlite_connection.h"

#include <sqlite3.h>

#include <string>
#include <vector>

namespace veerpont::store {

namespace {

// Another process (a backup, `veerpont messages`) may hold the file for a moment.
constexpr int kBusyMilliseconds = 5000;

Problem::Kind kind_of(int code) {
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_FULL:
        case SQLITE_READONLY:
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
        case SQLITE_NOMEM:
        case SQLITE_PERM:
            return Problem::Kind::kBusy;
        default:
            return Problem::Kind::kInternal;
    }
}

[[noreturn]] void fail(sqlite3* connection, int code, const char* doing) {
    std::string text = std::string("SQLite, ") + doing + ": ";
    text += connection != nullptr ? sqlite3_errmsg(connection) : sqlite3_errstr(code);
    throw SqlError(text, kind_of(code));
}

class SqliteRow final : public Row {
  public:
    explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
    bool is_null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
    std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }
    std::string text(int column) const override {
        const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
        const int size = sqlite3_column_bytes(statement_, column);
        return bytes == nullptr ? std::string() : std::string(bytes, static_cast<std::size_t>(size));
    }

  private:
    sqlite3_stmt* statement_;
};

int bind(sqlite3_stmt* statement, int index, const Value& value) {
    if (std::holds_alternative<std::int64_t>(value)) {
        return sqlite3_bind_int64(statement, index, std::get<std::int64_t>(value));
    }
    if (const auto* text = std::get_if<std::string_view>(&value)) {
        const char* bytes = text->data() == nullptr ? "" : text->data();
        return sqlite3_bind_text64(statement, index, bytes, text->size(), SQLITE_STATIC, SQLITE_UTF8);
    }
    if (const auto* blob = std::get_if<BlobView>(&value)) {
        const char* bytes = blob->bytes.data() == nullptr ? "" : blob->bytes.data();
        return sqlite3_bind_blob64(statement, index, bytes, blob->bytes.size(), SQLITE_STATIC);
    }
    return sqlite3_bind_null(statement, index);
}

}  // namespace

void SqliteConnection::CloseConnection::operator()(sqlite3* connection) const {
    sqlite3_close_v2(connection);
}

void SqliteConnection::FinalizeStatement::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

SqliteConnection::SqliteConnection(const std::filesystem::path& file, Access access) {
    sqlite3* opened = nullptr;
    const int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (access == Access::kReadWrite ? SQLITE_OPEN_CREATE : 0);
    const int code = sqlite3_open_v2(file.c_str(), &opened, flags, nullptr);
    connection_.reset(opened);
    if (code != SQLITE_OK) {
        fail(opened, code, "opening");
    }
    sqlite3_extended_result_codes(opened, 1);
    sqlite3_busy_timeout(opened, kBusyMilliseconds);
    if (access == Access::kReadWrite) {
        // Checkpoints hold up the commits beside them: one per 8000 pages (32 MB) instead of per 1000.
        script("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=8000;");
    } else {
        // Opened for reading and writing all the same: a reader of a WAL file writes its index.
        script("PRAGMA query_only=ON;");
    }
}

SqliteConnection::~SqliteConnection() = default;

void SqliteConnection::script(const char* statements) {
    const int code = sqlite3_exec(connection_.get(), statements, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        fail(connection_.get(), code, "running a script");
    }
}

bool SqliteConnection::in_transaction() const {
    return sqlite3_get_autocommit(connection_.get()) == 0;
}

SqliteConnection::Prepared& SqliteConnection::prepare(std::string_view statement, std::size_t parameters) {
    const auto found = prepared_.find(statement);
    if (found != prepared_.end()) {
        return found->second;
    }
    sqlite3_stmt* compiled = nullptr;
    const int code =
        sqlite3_prepare_v3(connection_.get(), statement.data(), static_cast<int>(statement.size()),
                           SQLITE_PREPARE_PERSISTENT, &compiled, nullptr);
    if (code != SQLITE_OK) {
        fail(connection_.get(), code, "preparing a statement");
    }
    Prepared prepared;
    prepared.statement.reset(compiled);
    // To SQLite "$1" is a name; it numbers names in order of appearance.
    for (std::size_t n = 1; n <= parameters; ++n) {
        prepared.parameters.push_back(
            sqlite3_bind_parameter_index(compiled, ("$" + std::to_string(n)).c_str()));
    }
    return prepared_.emplace(statement, std::move(prepared)).first->second;
}

std::int64_t SqliteConnection::run(std::string_view statement, std::initializer_list<Value> parameters,
                                   const OnRow& on_row) {
    Prepared& prepared = prepare(statement, parameters.size());
    sqlite3_stmt* compiled = prepared.statement.get();
    // Whatever happens, the statement is free for its next use and holds no pointers into parameters.
    struct Reset {
        sqlite3_stmt* statement;
        ~Reset() {
            sqlite3_reset(statement);
            sqlite3_clear_bindings(statement);
        }
    } const reset{compiled};

    std::size_t n = 0;
    for (const Value& value : parameters) {
        const int index = prepared.parameters.at(n++);
        const int code = index == 0 ? SQLITE_OK : bind(compiled, index, value);
        if (code != SQLITE_OK) {
            fail(connection_.get(), code, "binding a parameter");
        }
    }
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(compiled)) == SQLITE_ROW) {
        if (on_row) {
            on_row(SqliteRow(compiled));
        }
    }
    if (code != SQLITE_DONE) {
        fail(connection_.get(), code, "running a statement");
    }
    return sqlite3_changes64(connection_.get());
}

}  // namespace veerpont::store
