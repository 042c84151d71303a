#include <utility>

#include "bridge/store/sql_store.h"

namespace veerpont::store {

namespace {

#define VEERPONT_CORRELATION_COLUMNS \
    "kind, organisatie, identificatie, url, type_url, object_hash, message, referentienummer, created"

Correlation read_correlation(const Row& row) {
    Correlation correlation;
    correlation.kind = row.text(0);
    correlation.organisatie = row.text(1);
    correlation.identificatie = row.text(2);
    correlation.url = row.text(3);
    correlation.type_url = row.text(4);
    correlation.object_hash = row.text(5);
    correlation.message = row.text(6);
    correlation.referentienummer = row.text(7);
    correlation.created = time_of(row.integer(8));
    return correlation;
}

// The lock still sealed.
DocumentLock read_lock(const Row& row) {
    return {row.text(0), row.text(1), row.text(2), row.text(3), time_of(row.integer(4))};
}

std::int64_t created_or(const Time& created, std::int64_t now) {
    return created == Time{} ? now : milliseconds(created);
}

}  // namespace

void write_correlation(Connection& connection, const Correlation& correlation, std::int64_t now) {
    connection.run(
        "INSERT INTO correlation (" VEERPONT_CORRELATION_COLUMNS
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (kind, identificatie, organisatie) DO "
        "UPDATE SET"
        " url = COALESCE(NULLIF(excluded.url, ''), correlation.url),"
        " type_url = COALESCE(NULLIF(excluded.type_url, ''), correlation.type_url),"
        " object_hash = COALESCE(NULLIF(excluded.object_hash, ''), correlation.object_hash),"
        " message = COALESCE(NULLIF(excluded.message, ''), correlation.message),"
        " referentienummer = COALESCE(NULLIF(excluded.referentienummer, ''), correlation.referentienummer)",
        {correlation.kind, correlation.organisatie, correlation.identificatie, correlation.url,
         correlation.type_url, correlation.object_hash, correlation.message, correlation.referentienummer,
         created_or(correlation.created, now)});
}

std::optional<Correlation> take_identification(Connection& connection, const Correlation& correlation,
                                               std::int64_t now) {
    bool taken = false;
    connection.run("INSERT INTO correlation (" VEERPONT_CORRELATION_COLUMNS
                   ") VALUES ($1, $2, $3, '', $4, $5, $6, $7, $8)"
                   " ON CONFLICT (kind, identificatie, organisatie) DO NOTHING RETURNING message",
                   {correlation.kind, correlation.organisatie, correlation.identificatie,
                    correlation.type_url, correlation.object_hash, correlation.message,
                    correlation.referentienummer, created_or(correlation.created, now)},
                   [&](const Row&) { taken = true; });
    std::optional<Correlation> holder;
    if (!taken) {
        connection.run("SELECT " VEERPONT_CORRELATION_COLUMNS
                       " FROM correlation WHERE kind = $1 AND organisatie = $2 AND identificatie = $3",
                       {correlation.kind, correlation.organisatie, correlation.identificatie},
                       [&](const Row& row) { holder = read_correlation(row); });
    }
    if (holder && holder->url.empty() && holder->message == correlation.message) {
        holder.reset();
    }
    return holder;
}

Result<std::optional<Correlation>> SqlStore::reserve(const Correlation& correlation) {
    std::optional<Correlation> holder;
    auto done = backend_->write(
        [&, at = now()](Connection& connection) {
            holder = take_identification(connection, correlation, at);
        },
        Durability::kDurable);
    if (!done) {
        return done.problem();
    }
    return holder;
}

Result<void> SqlStore::put(const Correlation& correlation, Durability durability) {
    return backend_->write(
        [correlation, at = now()](Connection& connection) { write_correlation(connection, correlation, at); },
        durability);
}

Result<void> SqlStore::remove(std::string_view kind, std::string_view organisatie,
                              std::string_view identificatie) {
    return backend_->write(
        [&](Connection& connection) {
            connection.run(
                "DELETE FROM correlation WHERE kind = $1 AND organisatie = $2 AND identificatie = $3",
                {kind, organisatie, identificatie});
        },
        Durability::kDurable);
}

Result<std::vector<Correlation>> SqlStore::by_identificatie(std::string_view kind,
                                                            std::string_view organisatie,
                                                            std::string_view identificatie) {
    std::vector<Correlation> found;
    auto done = backend_->read([&](Connection& connection) {
        connection.run(
            "SELECT " VEERPONT_CORRELATION_COLUMNS
            " FROM correlation WHERE kind = $1 AND identificatie = $2 AND ($3 = '' OR organisatie = $3)"
            " ORDER BY created, organisatie",
            {kind, identificatie, organisatie},
            [&](const Row& row) { found.push_back(read_correlation(row)); });
    });
    if (!done) {
        return done.problem();
    }
    return found;
}

Result<std::optional<Correlation>> SqlStore::by_url(std::string_view url) {
    std::optional<Correlation> found;
    auto done = backend_->read([&](Connection& connection) {
        connection.run("SELECT " VEERPONT_CORRELATION_COLUMNS
                       " FROM correlation WHERE url = $1 AND url <> ''",
                       {url}, [&](const Row& row) { found = read_correlation(row); });
    });
    if (!done) {
        return done.problem();
    }
    return found;
}

Result<std::vector<Correlation>> SqlStore::by_referentienummer(std::string_view referentienummer) {
    std::vector<Correlation> found;
    auto done = backend_->read([&](Connection& connection) {
        connection.run("SELECT " VEERPONT_CORRELATION_COLUMNS
                       " FROM correlation WHERE referentienummer = $1 ORDER BY created, identificatie",
                       {referentienummer}, [&](const Row& row) { found.push_back(read_correlation(row)); });
    });
    if (!done) {
        return done.problem();
    }
    return found;
}

Result<void> SqlStore::put_lock(const DocumentLock& lock) {
    const std::string sealed = key_.seal(lock.lock);
    const std::int64_t created = created_or(lock.created, now());
    return backend_->write(
        [&](Connection& connection) {
            connection.run(
                "INSERT INTO lock (url, sealed_lock, sender, message, created) VALUES ($1, $2, $3, $4, $5)"
                " ON CONFLICT (url) DO UPDATE SET sealed_lock = excluded.sealed_lock, sender = "
                "excluded.sender,"
                " message = excluded.message, created = excluded.created",
                {lock.url, BlobView{sealed}, lock.sender, lock.message, created});
        },
        Durability::kDurable);
}

Result<DocumentLock> SqlStore::unseal(DocumentLock lock) const {
    auto plain = key_.open(lock.lock);
    if (!plain) {
        return plain.problem();
    }
    lock.lock = std::move(*plain);
    return lock;
}

Result<std::optional<DocumentLock>> SqlStore::lock_of(std::string_view url) {
    std::optional<DocumentLock> found;
    auto done = backend_->read([&](Connection& connection) {
        connection.run("SELECT url, sealed_lock, sender, message, created FROM lock WHERE url = $1", {url},
                       [&](const Row& row) { found = read_lock(row); });
    });
    if (!done) {
        return done.problem();
    }
    if (!found) {
        return found;
    }
    auto plain = unseal(std::move(*found));
    if (!plain) {
        return plain.problem();
    }
    return std::optional(std::move(*plain));
}

Result<void> SqlStore::remove_lock(std::string_view url) {
    return backend_->write(
        [&](Connection& connection) { connection.run("DELETE FROM lock WHERE url = $1", {url}); },
        Durability::kDurable);
}

Result<std::vector<DocumentLock>> SqlStore::locks() {
    std::vector<DocumentLock> found;
    auto done = backend_->read([&](Connection& connection) {
        connection.run("SELECT url, sealed_lock, sender, message, created FROM lock ORDER BY created, url",
                       {}, [&](const Row& row) { found.push_back(read_lock(row)); });
    });
    if (!done) {
        return done.problem();
    }
    for (DocumentLock& lock : found) {
        auto plain = unseal(std::move(lock));
        if (!plain) {
            return plain.problem();
        }
        lock = std::move(*plain);
    }
    return found;
}

}  // namespace veerpont::store
