#include <algorithm>
#include <utility>

#include "bridge/store/sql_store.h"

namespace veerpont::store {

namespace {

#define VEERPONT_MESSAGE_COLUMNS                                                                             \
    "id, received, finished, state, sender, operation, referentienummer, message_hash, object_hash, "        \
    "identificatie, zaaktype, rule_set, path, soap_action, content_type, spools, reply_code, problem_kind, " \
    "problem_text"

MessageRow read_message(const Row& row) {
    MessageRow message;
    message.id = row.text(0);
    message.received = time_of(row.integer(1));
    message.finished = optional_time(row, 2);
    message.state = state_of(row.text(3)).value_or(MessageState::kAttention);
    message.sender = row.text(4);
    message.operation = row.text(5);
    message.referentienummer = row.text(6);
    message.message_hash = row.text(7);
    message.object_hash = row.text(8);
    message.identificatie = row.text(9);
    message.zaaktype = row.text(10);
    message.rule_set = row.text(11);
    message.path = row.text(12);
    message.soap_action = row.text(13);
    message.content_type = row.text(14);
    message.spools = split_lines(row.text(15));
    message.reply_code = row.text(16);
    message.problem_kind = row.text(17);
    message.problem_text = row.text(18);
    return message;
}

MessageRow row_of(const NewMessage& message) {
    MessageRow row;
    row.id = message.id;
    row.received = message.received;
    row.sender = message.sender;
    row.operation = message.operation;
    row.referentienummer = message.referentienummer;
    row.message_hash = message.message_hash;
    row.object_hash = message.object_hash;
    row.identificatie = message.identificatie;
    row.zaaktype = message.zaaktype;
    row.rule_set = message.rule_set;
    row.path = message.path;
    row.soap_action = message.soap_action;
    row.content_type = message.content_type;
    row.spools = message.spools;
    return row;
}

// True when the row was stored; false when an identical message holds the claim.
bool insert_message(Connection& connection, const MessageRow& row, bool claim, std::string_view spools) {
    bool stored = false;
    connection.run(
        "INSERT INTO message (id, received, state, claim, sender, operation, referentienummer, message_hash,"
        " object_hash, identificatie, zaaktype, rule_set, path, soap_action, content_type, spools)"
        " VALUES ($1, $2, 'running', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
        " ON CONFLICT (sender, referentienummer, message_hash) WHERE claim = 1 DO NOTHING RETURNING id",
        {row.id, milliseconds(row.received), std::int64_t{claim ? 1 : 0}, row.sender, row.operation,
         row.referentienummer, row.message_hash, row.object_hash, row.identificatie, row.zaaktype,
         row.rule_set, row.path, row.soap_action, row.content_type, spools},
        [&](const Row&) { stored = true; });
    return stored;
}

void write_body(Connection& connection, std::string_view message, std::string_view kind, int status,
                std::string_view content_type, std::string_view sealed) {
    connection.run(
        "INSERT INTO body (message, kind, status, content_type, sealed_body) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (message, kind) DO UPDATE SET status = excluded.status,"
        " content_type = excluded.content_type, sealed_body = excluded.sealed_body",
        {message, kind, std::int64_t{status}, content_type, BlobView{sealed}});
}

}  // namespace

Result<Claim> SqlStore::accept(const NewMessage& message, Durability durability) {
    Claim claim;
    claim.message = row_of(message);
    if (claim.message.id.empty()) {
        claim.message.id = uuid7(clock_);
    }
    if (claim.message.received == Time{}) {
        claim.message.received = clock_.now();
    }
    const std::string sealed = key_.seal(message.body);
    const std::string spools = join_lines(message.spools);
    if (!message.claim && durability == Durability::kLater) {
        auto queued = backend_->write(
            [row = claim.message, sealed, spools](Connection& connection) {
                insert_message(connection, row, false, spools);
                write_body(connection, row.id, "request", 0, row.content_type, sealed);
            },
            Durability::kLater);
        if (!queued) {
            return queued.problem();
        }
        return claim;
    }

    // Whether the claim was free is only known after the commit, so that a claim is always waited for.
    std::optional<MessageRow> holder;
    auto done = backend_->write(
        [&](Connection& connection) {
            holder.reset();
            claim.holder.reset();
            if (insert_message(connection, claim.message, message.claim, spools)) {
                write_body(connection, claim.message.id, "request", 0, claim.message.content_type, sealed);
                if (message.reserve) {
                    claim.holder = take_identification(connection, *message.reserve, now());
                }
                return;
            }
            connection.run("SELECT " VEERPONT_MESSAGE_COLUMNS
                           " FROM message WHERE sender = $1 AND referentienummer = $2 AND message_hash = $3"
                           " AND claim = 1",
                           {message.sender, message.referentienummer, message.message_hash},
                           [&](const Row& row) { holder = read_message(row); });
        },
        Durability::kDurable);
    if (!done) {
        return done.problem();
    }
    if (!holder) {
        return claim;
    }
    claim.message = std::move(*holder);
    claim.kind = claim.message.state == MessageState::kDone ? Claim::Kind::kDone : Claim::Kind::kRunning;
    if (claim.kind == Claim::Kind::kDone) {
        auto stored = reply(claim.message.id);
        if (!stored) {
            return stored.problem();
        }
        claim.reply = std::move(*stored);
    }
    return claim;
}

Result<void> SqlStore::describe(std::string_view id, std::string_view operation,
                                std::string_view identificatie, std::string_view zaaktype,
                                std::string_view rule_set) {
    return backend_->write(
        [id = std::string(id), operation = std::string(operation), identificatie = std::string(identificatie),
         zaaktype = std::string(zaaktype), rule_set = std::string(rule_set)](Connection& connection) {
            connection.run(
                "UPDATE message SET operation = COALESCE(NULLIF($2, ''), operation),"
                " identificatie = COALESCE(NULLIF($3, ''), identificatie),"
                " zaaktype = COALESCE(NULLIF($4, ''), zaaktype), rule_set = COALESCE(NULLIF($5, ''), "
                "rule_set)"
                " WHERE id = $1",
                {id, operation, identificatie, zaaktype, rule_set});
        },
        Durability::kLater);
}

Result<void> SqlStore::finish(const Outcome& outcome, Durability durability) {
    if (outcome.state == MessageState::kRunning) {
        return problem_of(SqlError("finish() with state running", Problem::Kind::kInternal));
    }
    const std::int64_t at = now();
    std::string sealed;
    if (outcome.reply) {
        sealed = key_.seal(outcome.reply->body);
    }
    Outcome plain = outcome;
    if (plain.reply) {
        plain.reply->body.clear();  // only the sealed one travels on
    }
    auto done = backend_->write(
        [plain = std::move(plain), sealed = std::move(sealed), at](Connection& connection) {
            const bool final = is_final(plain.state);
            const bool keeps_claim =
                plain.state == MessageState::kDone || plain.state == MessageState::kUndoing;
            const std::int64_t changed = connection.run(
                "UPDATE message SET state = $2, finished = $3,"
                " claim = CASE WHEN claim = 1 AND $4 = 0 THEN 2 ELSE claim END,"
                " spools = CASE WHEN $5 = 1 THEN '' ELSE spools END,"
                " reply_code = COALESCE(NULLIF($6, ''), reply_code),"
                " problem_kind = COALESCE(NULLIF($7, ''), problem_kind),"
                " problem_text = COALESCE(NULLIF($8, ''), problem_text),"
                " identificatie = COALESCE(NULLIF($9, ''), identificatie) WHERE id = $1",
                {plain.message, state_name(plain.state), final ? Value(at) : Value(nullptr),
                 std::int64_t{keeps_claim ? 1 : 0}, std::int64_t{plain.state == MessageState::kDone ? 1 : 0},
                 plain.reply_code, plain.problem_kind, plain.problem_text, plain.identificatie});
            if (changed == 0) {
                throw SqlError("finish() of a message that was never accepted", Problem::Kind::kInternal);
            }
            if (plain.reply) {
                write_body(connection, plain.message, "reply", plain.reply->status, plain.reply->content_type,
                           sealed);
            }
            for (const Correlation& correlation : plain.correlations) {
                write_correlation(connection, correlation, at);
            }
            for (const Correlation& gone : plain.removed) {
                connection.run(
                    "DELETE FROM correlation WHERE kind = $1 AND organisatie = $2 AND identificatie = $3",
                    {gone.kind, gone.organisatie, gone.identificatie});
            }
            if (final) {
                connection.run("DELETE FROM correlation WHERE message = $1 AND url = ''", {plain.message});
            }
        },
        durability);
    if (done) {
        {
            const std::lock_guard lock(finished_mutex_);
            ++finished_;
        }
        finished_changed_.notify_all();
    }
    return done;
}

Result<bool> SqlStore::reopen(std::string_view id) {
    std::int64_t changed = 0;
    auto done = backend_->write(
        [&](Connection& connection) {
            changed = connection.run(
                "UPDATE message SET state = 'running', finished = NULL,"
                " claim = CASE WHEN claim = 2 THEN 1 ELSE claim END, reply_code = '', problem_kind = '',"
                " problem_text = ''"
                " WHERE id = $1 AND purged = 0 AND state IN ('failed', 'aandacht-nodig') AND (claim = 0 OR "
                "NOT"
                " EXISTS (SELECT 1 FROM message AS other WHERE other.sender = message.sender AND"
                " other.referentienummer = message.referentienummer AND"
                " other.message_hash = message.message_hash AND other.claim = 1))",
                {id});
        },
        Durability::kDurable);
    if (!done) {
        return done.problem();
    }
    return changed == 1;
}

Result<std::optional<MessageRow>> SqlStore::message(std::string_view id) {
    std::optional<MessageRow> found;
    auto done = backend_->read([&](Connection& connection) {
        connection.run("SELECT " VEERPONT_MESSAGE_COLUMNS " FROM message WHERE id = $1", {id},
                       [&](const Row& row) { found = read_message(row); });
    });
    if (!done) {
        return done.problem();
    }
    return found;
}

Result<std::vector<MessageRow>> SqlStore::messages(const MessageFilter& filter) {
    std::vector<MessageRow> found;
    const std::int64_t since = filter.since ? milliseconds(*filter.since) : INT64_MIN;
    const std::int64_t until = filter.until ? milliseconds(*filter.until) : INT64_MAX;
    const std::string_view state = filter.state ? state_name(*filter.state) : "";
    const auto limit = static_cast<std::int64_t>(std::min<std::size_t>(filter.limit, 1'000'000));
    auto done = backend_->read([&](Connection& connection) {
        connection.run("SELECT " VEERPONT_MESSAGE_COLUMNS
                       " FROM message WHERE received >= $1 AND received < $2 AND ($3 = '' OR state = $3)"
                       " AND ($4 = '' OR sender = $4) AND ($5 = '' OR operation = $5)"
                       " AND ($6 = '' OR identificatie = $6) AND ($7 = '' OR referentienummer = $7)"
                       " AND ($8 = '' OR zaaktype = $8) ORDER BY received DESC, id DESC LIMIT $9",
                       {since, until, state, filter.sender, filter.operation, filter.identificatie,
                        filter.referentienummer, filter.zaaktype, limit},
                       [&](const Row& row) { found.push_back(read_message(row)); });
    });
    if (!done) {
        return done.problem();
    }
    return found;
}

Result<std::vector<MessageRow>> SqlStore::unfinished() {
    std::vector<MessageRow> found;
    auto done = backend_->read([&](Connection& connection) {
        connection.run("SELECT " VEERPONT_MESSAGE_COLUMNS " FROM message WHERE finished IS NULL ORDER BY id",
                       {}, [&](const Row& row) { found.push_back(read_message(row)); });
    });
    if (!done) {
        return done.problem();
    }
    return found;
}

Result<std::optional<MessageRow>> SqlStore::await(std::string_view id, std::chrono::milliseconds at_most) {
    // Another process may finish it without waking us.
    constexpr std::chrono::milliseconds kLook{250};
    const auto deadline = std::chrono::steady_clock::now() + at_most;
    while (true) {
        std::uint64_t seen = 0;
        {
            const std::lock_guard lock(finished_mutex_);
            seen = finished_;
        }
        auto row = message(id);
        if (!row || !*row || (*row)->state != MessageState::kRunning) {
            return row;
        }
        const auto moment = std::chrono::steady_clock::now();
        if (moment >= deadline) {
            return row;
        }
        std::unique_lock lock(finished_mutex_);
        finished_changed_.wait_until(lock, std::min(deadline, moment + kLook),
                                     [&] { return finished_ != seen; });
    }
}

Result<std::optional<StoredReply>> SqlStore::body(std::string_view id, std::string_view kind) {
    std::optional<StoredReply> found;
    auto done = backend_->read([&](Connection& connection) {
        connection.run("SELECT status, content_type, sealed_body FROM body WHERE message = $1 AND kind = $2",
                       {id, kind}, [&](const Row& row) {
                           found = StoredReply{static_cast<int>(row.integer(0)), row.text(1), row.text(2)};
                       });
    });
    if (!done) {
        return done.problem();
    }
    if (found) {
        auto plain = key_.open(found->body);
        if (!plain) {
            return plain.problem();
        }
        found->body = std::move(*plain);
    }
    return found;
}

Result<std::optional<std::string>> SqlStore::request_body(std::string_view id) {
    auto found = body(id, "request");
    if (!found) {
        return found.problem();
    }
    return *found ? std::optional(std::move((*found)->body)) : std::nullopt;
}

Result<std::optional<StoredReply>> SqlStore::reply(std::string_view id) {
    return body(id, "reply");
}

Result<std::vector<std::string>> SqlStore::spools_in_use() {
    std::vector<std::string> names;
    auto done = backend_->read([&](Connection& connection) {
        connection.run("SELECT spools FROM message WHERE spools <> ''", {}, [&](const Row& row) {
            for (std::string& name : split_lines(row.text(0))) {
                names.push_back(std::move(name));
            }
        });
    });
    if (!done) {
        return done.problem();
    }
    return names;
}

Result<Purged> SqlStore::purge_bodies(Time finished_before, std::size_t batch) {
    Purged purged;
    auto done = backend_->write(
        [&](Connection& connection) {
            purged = {};
            std::vector<std::string> ids;
            connection.run(
                "SELECT id, spools FROM message WHERE purged = 0 AND finished < $1 ORDER BY finished LIMIT "
                "$2",
                {milliseconds(finished_before), static_cast<std::int64_t>(batch)}, [&](const Row& row) {
                    ids.push_back(row.text(0));
                    for (std::string& name : split_lines(row.text(1))) {
                        purged.spools.push_back(std::move(name));
                    }
                });
            for (const std::string& id : ids) {
                connection.run("DELETE FROM body WHERE message = $1", {id});
                connection.run(
                    "UPDATE step SET sealed_request = NULL, sealed_undo_body = NULL WHERE message = $1",
                    {id});
                // Without its reply it can no longer answer for a repetition.
                connection.run(
                    "UPDATE message SET purged = 1, spools = '',"
                    " claim = CASE WHEN claim = 1 THEN 2 ELSE claim END WHERE id = $1",
                    {id});
            }
            purged.messages = ids.size();
        },
        Durability::kDurable);
    if (!done) {
        return done.problem();
    }
    return purged;
}

}  // namespace veerpont::store
