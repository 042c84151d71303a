// The tables of the store and how they grow: version by version, forward only. The version stands in table
// setting.
#pragma once

#include "bridge/store/sqlite_connection.h"

namespace veerpont::store {

// The version that this program makes and needs.
int newest_schema_version();

// Brings the file to `version` (0: the newest), each step in a transaction of its own. Throws SqlError;
// refuses a file that is newer than this program.
void migrate_sqlite(SqliteConnection& connection, int version);

}  // namespace veerpont::store
