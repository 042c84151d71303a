#include "bridge/sandbox/shelf.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace veerpont::sandbox {

namespace {

constexpr std::int64_t kSchemaVersion = 1;

constexpr char kSchema[] = R"sql(
CREATE TABLE resource(
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, uuid TEXT NOT NULL, body TEXT NOT NULL,
    hidden TEXT NOT NULL);
CREATE UNIQUE INDEX resource_by_uuid ON resource(kind, uuid);
CREATE INDEX resource_by_kind ON resource(kind, id);
CREATE TABLE attribute(
    name TEXT NOT NULL, value TEXT NOT NULL,
    resource INTEGER NOT NULL REFERENCES resource(id) ON DELETE CASCADE,
    PRIMARY KEY(name, value, resource)) WITHOUT ROWID;
CREATE INDEX attribute_by_resource ON attribute(resource);
CREATE TABLE version(
    resource INTEGER NOT NULL REFERENCES resource(id) ON DELETE CASCADE, number INTEGER NOT NULL,
    registered TEXT NOT NULL, body TEXT NOT NULL, blob TEXT NOT NULL, PRIMARY KEY(resource, number)) WITHOUT ROWID;
CREATE TABLE number(name TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
PRAGMA user_version = 1;
)sql";

std::string_view comparison(Condition::Is is) {
    switch (is) {
        case Condition::Is::kEqual:
        case Condition::Is::kUuidOneOf:
            return "= ?";
        case Condition::Is::kOneOf:
            return "IN (SELECT value FROM json_each(?))";
        case Condition::Is::kLess:
            return "> '' AND {} < ?";
        case Condition::Is::kAtMost:
            return "> '' AND {} <= ?";
        case Condition::Is::kGreater:
            return "> ?";
        case Condition::Is::kAtLeast:
            return ">= ?";
        case Condition::Is::kNull:
            return "= ''";
        case Condition::Is::kNotNull:
            return "> ''";
        case Condition::Is::kNullOrAtLeast:
            return "IS NOT NULL AND ({} = '' OR {} >= ?)";
        case Condition::Is::kNullOrAtMost:
            return "<= ?";
        case Condition::Is::kOfConcept:
            return "IN (SELECT u.value FROM attribute c, attribute u WHERE u.name = 'zaaktypen.url' AND "
                   "u.value = {} AND c.name = 'zaaktypen.concept' AND c.value = ? AND c.resource = "
                   "u.resource)";
    }
    return "= ?";
}

// "= ?" applied to an expression.
std::string tested(const std::string& expression, Condition::Is is) {
    std::string test = expression + " " + std::string(comparison(is));
    for (auto at = test.find("{}"); at != std::string::npos; at = test.find("{}")) {
        test.replace(at, 2, expression);
    }
    return test;
}

bool by_attribute(const Condition& condition) {
    return !condition.scanned && condition.is != Condition::Is::kUuidOneOf;
}

// FROM and WHERE of a search. CROSS JOIN keeps SQLite to our order: attribute index first, then the resource.
std::string source_of(const Search& search) {
    std::string from = " FROM ";
    std::string where = " WHERE ";
    int joined = 0;
    for (const auto& condition : search.conditions) {
        if (!by_attribute(condition)) {
            continue;
        }
        const std::string alias = "a" + std::to_string(joined);
        from += (joined ? " CROSS JOIN attribute " : "attribute ") + alias;
        where +=
            (joined ? " AND " : "") + (alias + ".name = ? AND " + tested(alias + ".value", condition.is));
        where += joined ? " AND " + alias + ".resource = a0.resource" : "";
        ++joined;
    }
    from += joined ? " CROSS JOIN resource r" : "resource r";
    where += joined ? " AND r.id = a0.resource" : "r.kind = ?";
    for (const auto& condition : search.conditions) {
        if (condition.is == Condition::Is::kUuidOneOf) {
            where += " AND r.uuid IN (SELECT value FROM json_each(?))";
        } else if (condition.scanned) {
            where += " AND " + tested("coalesce(json_extract(r.body, '$." + condition.attribute + "'), '')",
                                      condition.is);
        }
    }
    return from + where;
}

bool has_join(const Search& search) {
    return std::any_of(search.conditions.begin(), search.conditions.end(), by_attribute);
}

void bind_value(Query& query, const Condition& condition) {
    if (condition.is == Condition::Is::kNull || condition.is == Condition::Is::kNotNull) {
        return;
    }
    // JSON's true and false are 1 and 0 to SQLite.
    if (condition.scanned && (condition.value == "true" || condition.value == "false")) {
        query.bind(std::int64_t{condition.value == "true"});
    } else {
        query.bind(condition.value);
    }
}

void bind(Query& query, const Search& search) {
    for (const auto& condition : search.conditions) {
        if (by_attribute(condition)) {
            query.bind(search.kind + "." + condition.attribute);
            bind_value(query, condition);
        }
    }
    if (!has_join(search)) {
        query.bind(search.kind);
    }
    for (const auto& condition : search.conditions) {
        if (!by_attribute(condition)) {
            bind_value(query, condition);
        }
    }
}

Row row_of(const Query& query) {
    return {query.number(0), std::string(query.text(1)), std::string(query.text(2)),
            std::string(query.text(3))};
}

std::optional<Version> version_of(Query& query) {
    if (!query.row()) {
        return std::nullopt;
    }
    return Version{query.number(0), std::string(query.text(1)), std::string(query.text(2))};
}

}  // namespace

Shelf::Shelf(const std::filesystem::path& file) : database_(file) {
    database_.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;");
    std::int64_t version = 0;
    {
        auto query = database_.query("PRAGMA user_version");
        query.row();
        version = query.number(0);
    }
    if (version == 0) {
        database_.run(std::string("BEGIN IMMEDIATE;") + kSchema + "COMMIT;");
    } else if (version != kSchemaVersion) {
        throw std::runtime_error("the sandbox's database is of version " + std::to_string(version) +
                                 ", made by another version of this program; choose another data folder");
    }
}

std::int64_t Shelf::insert(std::string_view kind, const Row& row, const Attributes& attributes) {
    database_.change("INSERT INTO resource(kind, uuid, body, hidden) VALUES(?, ?, ?, ?)", kind,
                     std::string_view(row.uuid), std::string_view(row.body), std::string_view(row.hidden));
    const auto id = database_.last_id();
    for (const auto& [name, value] : attributes) {
        database_.change("INSERT OR IGNORE INTO attribute(name, value, resource) VALUES(?, ?, ?)",
                         std::string_view(name), std::string_view(value), id);
    }
    return id;
}

void Shelf::update(const Row& row, const Attributes& before, const Attributes& after) {
    database_.change("UPDATE resource SET body = ?, hidden = ? WHERE id = ?", std::string_view(row.body),
                     std::string_view(row.hidden), row.id);
    if (before == after) {
        return;
    }
    database_.change("DELETE FROM attribute WHERE resource = ?", row.id);
    for (const auto& [name, value] : after) {
        database_.change("INSERT OR IGNORE INTO attribute(name, value, resource) VALUES(?, ?, ?)",
                         std::string_view(name), std::string_view(value), row.id);
    }
}

void Shelf::remove(std::int64_t id) {
    database_.change("DELETE FROM resource WHERE id = ?", id);
}

std::optional<Row> Shelf::find(std::string_view kind, std::string_view uuid) {
    auto query = database_.query("SELECT id, uuid, body, hidden FROM resource WHERE kind = ? AND uuid = ?");
    query.bind(kind).bind(uuid);
    return query.row() ? std::optional(row_of(query)) : std::nullopt;
}

std::vector<Row> Shelf::list(const Search& search) {
    // Only a list of values can hit one resource twice.
    const bool twice = std::any_of(search.conditions.begin(), search.conditions.end(),
                                   [](const auto& one) { return one.is == Condition::Is::kOneOf; });
    std::string sql = "SELECT r.id, r.uuid, r.body, r.hidden" + source_of(search) +
                      (twice ? " GROUP BY r.id ORDER BY " : " ORDER BY ");
    if (!search.order.empty()) {
        const bool down = search.order[0] == '-';
        sql += "json_extract(r.body, ?)" + std::string(down ? " DESC, " : ", ");
    }
    auto query = database_.query(sql + (has_join(search) ? "a0.resource" : "r.id") + " LIMIT ? OFFSET ?");
    bind(query, search);
    if (!search.order.empty()) {
        query.bind("$." + search.order.substr(search.order[0] == '-' ? 1 : 0));
    }
    query.bind(search.limit).bind(search.offset);
    std::vector<Row> found;
    while (query.row()) {
        found.push_back(row_of(query));
    }
    return found;
}

std::int64_t Shelf::count(const Search& search) {
    auto query = database_.query("SELECT count(DISTINCT r.id)" + source_of(search));
    bind(query, search);
    query.row();
    return query.number(0);
}

std::vector<std::string> Shelf::uuids(std::string_view attribute, std::string_view value) {
    auto query = database_.query(
        "SELECT r.uuid FROM attribute a CROSS JOIN resource r WHERE a.name = ? AND a.value = ? AND "
        "r.id = a.resource ORDER BY a.resource");
    query.bind(attribute).bind(value);
    std::vector<std::string> found;
    while (query.row()) {
        found.emplace_back(query.text(0));
    }
    return found;
}

bool Shelf::any(std::string_view attribute, std::string_view value) {
    auto query = database_.query("SELECT 1 FROM attribute WHERE name = ? AND value = ? LIMIT 1");
    query.bind(attribute).bind(value);
    return query.row();
}

std::int64_t Shelf::next_number(std::string_view name) {
    auto query = database_.query(
        "INSERT INTO number(name, last) VALUES(?, 1) ON CONFLICT(name) DO UPDATE SET last = last + 1 "
        "RETURNING last");
    query.bind(name);
    query.row();
    const auto number = query.number(0);
    query.row();  // to the end: only then is the change made
    return number;
}

void Shelf::add_version(std::int64_t id, const Version& version, std::string_view registered) {
    database_.change(
        "INSERT OR REPLACE INTO version(resource, number, registered, body, blob) VALUES(?, ?, ?, ?, ?)", id,
        version.number, registered, std::string_view(version.body), std::string_view(version.blob));
}

std::optional<Version> Shelf::version(std::int64_t id, std::int64_t number) {
    auto query = database_.query("SELECT number, body, blob FROM version WHERE resource = ? AND number = ?");
    query.bind(id).bind(number);
    return version_of(query);
}

std::optional<Version> Shelf::version_at(std::int64_t id, std::string_view moment) {
    auto query = database_.query(
        "SELECT number, body, blob FROM version WHERE resource = ? AND registered <= ? ORDER BY number DESC "
        "LIMIT 1");
    query.bind(id).bind(moment);
    return version_of(query);
}

std::vector<std::string> Shelf::blobs(std::int64_t id) {
    auto query = database_.query("SELECT DISTINCT blob FROM version WHERE resource = ? AND blob > ''");
    query.bind(id);
    std::vector<std::string> found;
    while (query.row()) {
        found.emplace_back(query.text(0));
    }
    return found;
}

}  // namespace veerpont::sandbox
