#include "bridge/store/sql_store.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "bridge/store/sqlite_backend.h"
#include "bridge/store/sqlite_store.h"

namespace veerpont::store {

namespace {

struct MessageStateName {
    MessageState state;
    std::string_view name;
};
constexpr MessageStateName kMessageStates[] = {
    {MessageState::kRunning, "running"},
    {MessageState::kUndoing, "undoing"},
    {MessageState::kDone, "done"},
    {MessageState::kFailed, "failed"},
    {MessageState::kAttention, "aandacht-nodig"},
};

}  // namespace

std::string_view state_name(MessageState state) {
    for (const auto& [known, name] : kMessageStates) {
        if (known == state) {
            return name;
        }
    }
    return "";
}

std::optional<MessageState> state_of(std::string_view name) {
    for (const auto& [state, known] : kMessageStates) {
        if (known == name) {
            return state;
        }
    }
    return std::nullopt;
}

bool is_final(MessageState state) {
    return state != MessageState::kRunning && state != MessageState::kUndoing;
}

std::int64_t milliseconds(Time time) {
    return time.time_since_epoch().count();
}

Time time_of(std::int64_t milliseconds) {
    return Time(std::chrono::milliseconds(milliseconds));
}

Value nullable(const std::optional<Time>& time) {
    return time ? Value(milliseconds(*time)) : Value(nullptr);
}

std::optional<Time> optional_time(const Row& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional(time_of(row.integer(column)));
}

std::string join_lines(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) {
        text += text.empty() ? line : "\n" + line;
    }
    return text;
}

std::vector<std::string> split_lines(const std::string& text) {
    std::vector<std::string> lines;
    std::size_t start = 0;
    while (start < text.size()) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        lines.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return lines;
}

SqlStore::SqlStore(std::unique_ptr<Backend> backend, const SealingKey& key, const Clock& clock)
    : backend_(std::move(backend)), key_(key), clock_(clock) {}

std::int64_t SqlStore::now() const {
    return milliseconds(clock_.now());
}

Result<std::uint64_t> SqlStore::next_number(std::string_view organisatie, std::string_view soort, int jaar) {
    std::int64_t taken = 0;
    auto done = backend_->write(
        [&](Connection& connection) {
            connection.run(
                "INSERT INTO number (organisatie, soort, jaar, taken) VALUES ($1, $2, $3, 1)"
                " ON CONFLICT (organisatie, soort, jaar) DO UPDATE SET taken = number.taken + 1 RETURNING "
                "taken",
                {organisatie, soort, std::int64_t{jaar}}, [&](const Row& row) { taken = row.integer(0); });
        },
        Durability::kDurable);
    if (!done) {
        return done.problem();
    }
    return static_cast<std::uint64_t>(taken);
}

Result<void> SqlStore::raise_number(std::string_view organisatie, std::string_view soort, int jaar,
                                    std::uint64_t taken) {
    return backend_->write(
        [&](Connection& connection) {
            connection.run(
                "INSERT INTO number (organisatie, soort, jaar, taken) VALUES ($1, $2, $3, $4)"
                " ON CONFLICT (organisatie, soort, jaar) DO UPDATE SET taken = excluded.taken"
                " WHERE number.taken < excluded.taken",
                {organisatie, soort, std::int64_t{jaar}, static_cast<std::int64_t>(taken)});
        },
        Durability::kDurable);
}

Result<std::optional<std::string>> SqlStore::setting(std::string_view name) {
    std::optional<std::string> value;
    auto done = backend_->read([&](Connection& connection) {
        connection.run("SELECT value FROM setting WHERE name = $1", {name},
                       [&](const Row& row) { value = row.text(0); });
    });
    if (!done) {
        return done.problem();
    }
    return value;
}

Result<void> SqlStore::put_setting(std::string_view name, std::string_view value) {
    return backend_->write(
        [&](Connection& connection) {
            connection.run(
                "INSERT INTO setting (name, value) VALUES ($1, $2)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                {name, value});
        },
        Durability::kDurable);
}

Result<void> SqlStore::probe() {
    return put_setting("probed", std::to_string(now()));
}

Result<void> SqlStore::flush() {
    return backend_->drain();
}

Result<std::vector<std::string>> orphaned_spools(Store& store, const std::string& directory) {
    auto in_use = store.spools_in_use();
    if (!in_use) {
        return in_use.problem();
    }
    const std::set<std::string> needed(in_use->begin(), in_use->end());
    std::vector<std::string> orphans;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(directory, error), end; !error && entry != end;
         entry.increment(error)) {
        std::string name = entry->path().filename().string();
        if (entry->is_regular_file(error) && !needed.contains(name)) {
            orphans.push_back(std::move(name));
        }
    }
    std::sort(orphans.begin(), orphans.end());
    return orphans;
}

Result<std::unique_ptr<Store>> open_sqlite_store(const SqliteOptions& options, const SealingKey& key,
                                                 const Clock& clock) {
    try {
        return std::unique_ptr<Store>(
            std::make_unique<SqlStore>(std::make_unique<SqliteBackend>(options), key, clock));
    } catch (const SqlError& error) {
        return problem_of(error);
    } catch (const std::exception& error) {
        return problem_of(SqlError(error.what(), Problem::Kind::kInternal));
    }
}

}  // namespace veerpont::store
