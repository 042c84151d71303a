#include <utility>

#include "bridge/store/sql_store.h"

namespace veerpont::store {

namespace {

struct StepStateName {
    StepState state;
    std::string_view name;
};
constexpr StepStateName kStepStates[] = {
    {StepState::kIntended, "intended"},
    {StepState::kDone, "done"},
    {StepState::kFailed, "failed"},
    {StepState::kSkipped, "skipped"},
    {StepState::kUndone, "undone"},
    {StepState::kUndoPending, "undo-pending"},
    {StepState::kUndoRefused, "undo-refused"},
};

StepState step_state_of(std::string_view name) {
    for (const auto& [state, known] : kStepStates) {
        if (known == name) {
            return state;
        }
    }
    return StepState::kIntended;  // the cautious reading: look at the register
}

#define VEERPONT_STEP_COLUMNS                                                                 \
    "message, step, item, sequence, state, method, url, request_hash, sealed_request, undo, " \
    "sealed_undo_body, created_url, status, problem_text, attempts, next_attempt, written"

// Bodies still sealed.
StepRow read_step(const Row& row) {
    StepRow step;
    step.message = row.text(0);
    step.step = row.text(1);
    step.item = static_cast<int>(row.integer(2));
    step.sequence = static_cast<int>(row.integer(3));
    step.state = step_state_of(row.text(4));
    step.method = row.text(5);
    step.url = row.text(6);
    step.request_hash = row.text(7);
    step.request = row.text(8);
    step.undo = row.text(9);
    step.undo_body = row.text(10);
    step.created_url = row.text(11);
    step.status = static_cast<int>(row.integer(12));
    step.problem_text = row.text(13);
    step.attempts = static_cast<int>(row.integer(14));
    step.next_attempt = optional_time(row, 15);
    step.written = time_of(row.integer(16));
    return step;
}

Value blob_or_null(const std::string& sealed) {
    return sealed.empty() ? Value(nullptr) : Value(BlobView{sealed});
}

void write_step(Connection& connection, const StepRow& row, std::int64_t written) {
    connection.run(
        "INSERT INTO step (" VEERPONT_STEP_COLUMNS
        ") VALUES ($1, $2, $3, (SELECT COALESCE(MAX(sequence), 0) + 1 FROM step WHERE message = $1), $4, $5, "
        "$6, $7,"
        " $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT (message, step, item) DO UPDATE SET"
        " state = excluded.state, method = excluded.method, url = excluded.url,"
        " request_hash = excluded.request_hash, sealed_request = excluded.sealed_request, undo = "
        "excluded.undo,"
        " sealed_undo_body = excluded.sealed_undo_body, created_url = excluded.created_url,"
        " status = excluded.status, problem_text = excluded.problem_text, attempts = excluded.attempts,"
        " next_attempt = excluded.next_attempt, written = excluded.written",
        {row.message, row.step, std::int64_t{row.item}, step_state_name(row.state), row.method, row.url,
         row.request_hash, blob_or_null(row.request), row.undo, blob_or_null(row.undo_body), row.created_url,
         std::int64_t{row.status}, row.problem_text, std::int64_t{row.attempts}, nullable(row.next_attempt),
         written});
}

void write_outcome(Connection& connection, const StepOutcome& outcome, std::int64_t written) {
    const std::int64_t changed = connection.run(
        "UPDATE step SET state = $4, created_url = COALESCE(NULLIF($5, ''), created_url),"
        " undo = COALESCE(NULLIF($6, ''), undo), sealed_undo_body = COALESCE($7, sealed_undo_body),"
        " status = CASE WHEN $8 = 0 THEN status ELSE $8 END,"
        " problem_text = COALESCE(NULLIF($9, ''), problem_text), attempts = $10, next_attempt = $11, written "
        "= $12"
        " WHERE message = $1 AND step = $2 AND item = $3",
        {outcome.message, outcome.step, std::int64_t{outcome.item}, step_state_name(outcome.state),
         outcome.created_url, outcome.undo, blob_or_null(outcome.undo_body), std::int64_t{outcome.status},
         outcome.problem_text, std::int64_t{outcome.attempts}, nullable(outcome.next_attempt), written});
    if (changed == 0) {
        throw SqlError("conclude() of step " + outcome.step + " that was never intended",
                       Problem::Kind::kInternal);
    }
}

}  // namespace

std::string_view step_state_name(StepState state) {
    for (const auto& [known, name] : kStepStates) {
        if (known == state) {
            return name;
        }
    }
    return "";
}

Result<void> SqlStore::intend(std::span<const StepRow> rows, Durability durability) {
    std::vector<StepRow> sealed(rows.begin(), rows.end());
    for (StepRow& row : sealed) {
        row.request = row.request.empty() ? "" : key_.seal(row.request);
        row.undo_body = row.undo_body.empty() ? "" : key_.seal(row.undo_body);
        row.written = row.written == Time{} ? clock_.now() : row.written;
    }
    return backend_->write(
        [sealed = std::move(sealed)](Connection& connection) {
            for (const StepRow& row : sealed) {
                write_step(connection, row, milliseconds(row.written));
            }
        },
        durability);
}

Result<void> SqlStore::conclude(std::span<const StepOutcome> outcomes, Durability durability) {
    std::vector<StepOutcome> sealed(outcomes.begin(), outcomes.end());
    for (StepOutcome& outcome : sealed) {
        outcome.undo_body = outcome.undo_body.empty() ? "" : key_.seal(outcome.undo_body);
    }
    return backend_->write(
        [sealed = std::move(sealed), at = now()](Connection& connection) {
            for (const StepOutcome& outcome : sealed) {
                write_outcome(connection, outcome, at);
            }
        },
        durability);
}

Result<StepRow> SqlStore::unseal(StepRow row) const {
    for (std::string* sealed : {&row.request, &row.undo_body}) {
        if (sealed->empty()) {
            continue;
        }
        auto plain = key_.open(*sealed);
        if (!plain) {
            return plain.problem();
        }
        *sealed = std::move(*plain);
    }
    return row;
}

Result<std::vector<StepRow>> SqlStore::unseal(std::vector<StepRow> rows) const {
    for (StepRow& row : rows) {
        auto plain = unseal(std::move(row));
        if (!plain) {
            return plain.problem();
        }
        row = std::move(*plain);
    }
    return rows;
}

Result<std::vector<StepRow>> SqlStore::steps(std::string_view message) {
    std::vector<StepRow> found;
    auto done = backend_->read([&](Connection& connection) {
        connection.run("SELECT " VEERPONT_STEP_COLUMNS " FROM step WHERE message = $1 ORDER BY sequence",
                       {message}, [&](const Row& row) { found.push_back(read_step(row)); });
    });
    if (!done) {
        return done.problem();
    }
    return unseal(std::move(found));
}

Result<std::vector<StepRow>> SqlStore::due_undos(Time now, std::size_t limit) {
    std::vector<StepRow> found;
    auto done = backend_->read([&](Connection& connection) {
        connection.run(
            "SELECT " VEERPONT_STEP_COLUMNS
            " FROM step WHERE state = 'undo-pending' AND (next_attempt IS NULL OR next_attempt <= $1)"
            " ORDER BY message, sequence DESC LIMIT $2",
            {milliseconds(now), static_cast<std::int64_t>(limit)},
            [&](const Row& row) { found.push_back(read_step(row)); });
    });
    if (!done) {
        return done.problem();
    }
    return unseal(std::move(found));
}

}  // namespace veerpont::store
