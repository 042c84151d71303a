#include "bridge/store/schema.h"

#include <iterator>
#include <string>

namespace veerpont::store {

namespace {

// Times are UTC milliseconds, identifiers text, everything that may hold personal data is in a column
// sealed_*. message.claim: 0 none (a question), 1 held, 2 given up.
constexpr const char* kSqliteSteps[] = {
    // 1
    R"(
CREATE TABLE message (
    id text NOT NULL PRIMARY KEY,
    received bigint NOT NULL,
    finished bigint,
    state text NOT NULL,
    claim integer NOT NULL,
    purged integer NOT NULL DEFAULT 0,
    sender text NOT NULL,
    operation text NOT NULL,
    referentienummer text NOT NULL,
    message_hash text NOT NULL,
    object_hash text NOT NULL,
    identificatie text NOT NULL,
    zaaktype text NOT NULL,
    rule_set text NOT NULL,
    path text NOT NULL,
    soap_action text NOT NULL,
    content_type text NOT NULL,
    spools text NOT NULL,
    reply_code text NOT NULL DEFAULT '',
    problem_kind text NOT NULL DEFAULT '',
    problem_text text NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE UNIQUE INDEX message_claim ON message (sender, referentienummer, message_hash) WHERE claim = 1;
CREATE INDEX message_received ON message (received);
CREATE INDEX message_identificatie ON message (identificatie);
CREATE INDEX message_unfinished ON message (id) WHERE finished IS NULL;
CREATE INDEX message_unpurged ON message (finished) WHERE purged = 0;
CREATE INDEX message_spools ON message (id) WHERE spools <> '';

CREATE TABLE body (
    message text NOT NULL,
    kind text NOT NULL,
    status integer NOT NULL,
    content_type text NOT NULL,
    sealed_body blob NOT NULL,
    PRIMARY KEY (message, kind)
);

CREATE TABLE correlation (
    kind text NOT NULL,
    organisatie text NOT NULL,
    identificatie text NOT NULL,
    url text NOT NULL,
    type_url text NOT NULL,
    object_hash text NOT NULL,
    message text NOT NULL,
    referentienummer text NOT NULL,
    created bigint NOT NULL,
    PRIMARY KEY (kind, identificatie, organisatie)
) WITHOUT ROWID;
CREATE INDEX correlation_url ON correlation (url) WHERE url <> '';
CREATE INDEX correlation_referentienummer ON correlation (referentienummer);
CREATE INDEX correlation_reserved ON correlation (message) WHERE url = '';

CREATE TABLE step (
    message text NOT NULL,
    step text NOT NULL,
    item integer NOT NULL,
    sequence integer NOT NULL,
    state text NOT NULL,
    method text NOT NULL,
    url text NOT NULL,
    request_hash text NOT NULL,
    sealed_request blob,
    undo text NOT NULL,
    sealed_undo_body blob,
    created_url text NOT NULL,
    status integer NOT NULL,
    problem_text text NOT NULL,
    attempts integer NOT NULL,
    next_attempt bigint,
    written bigint NOT NULL,
    PRIMARY KEY (message, step, item)
);
CREATE INDEX step_undo ON step (message) WHERE state = 'undo-pending';

CREATE TABLE number (
    organisatie text NOT NULL,
    soort text NOT NULL,
    jaar integer NOT NULL,
    taken bigint NOT NULL,
    PRIMARY KEY (organisatie, soort, jaar)
) WITHOUT ROWID;
)",
    // 2: locks of documents that are checked out
    R"(
CREATE TABLE lock (
    url text NOT NULL PRIMARY KEY,
    sealed_lock blob NOT NULL,
    sender text NOT NULL,
    message text NOT NULL,
    created bigint NOT NULL
) WITHOUT ROWID;
)",
};

int version_of(SqliteConnection& connection) {
    connection.script(
        "CREATE TABLE IF NOT EXISTS setting (name text NOT NULL PRIMARY KEY, value text NOT NULL)");
    int version = 0;
    connection.run("SELECT value FROM setting WHERE name = 'schema-version'", {},
                   [&](const Row& row) { version = std::stoi("0" + row.text(0)); });
    return version;
}

}  // namespace

int newest_schema_version() {
    return static_cast<int>(std::size(kSqliteSteps));
}

void migrate_sqlite(SqliteConnection& connection, int version) {
    const int target = version == 0 ? newest_schema_version() : version;
    int current = version_of(connection);
    if (current > newest_schema_version()) {
        throw SqlError("the store has schema version " + std::to_string(current) +
                           ", this program knows up to " + std::to_string(newest_schema_version()) +
                           ": start a newer program",
                       Problem::Kind::kInternal);
    }
    for (; current < target; ++current) {
        const std::string step = std::string("BEGIN IMMEDIATE;") + kSqliteSteps[current] +
                                 "INSERT INTO setting (name, value) VALUES ('schema-version', '" +
                                 std::to_string(current + 1) +
                                 "') ON CONFLICT (name) DO UPDATE SET value = excluded.value; COMMIT;";
        connection.script(step.c_str());
    }
}

}  // namespace veerpont::store
