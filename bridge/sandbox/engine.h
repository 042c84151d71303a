// What all resources have in common: check, complete, store, find, change and remove. Everything runs inside
// the register's mutex and, for writes, inside one transaction that register.cc commits: a resource and its
// relations are there together or not at all.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bridge/base/clock.h"
#include "bridge/sandbox/address.h"
#include "bridge/sandbox/kind.h"
#include "bridge/sandbox/refusal.h"
#include "bridge/sandbox/register.h"
#include "bridge/sandbox/shelf.h"
#include "bridge/sandbox/upload.h"

namespace veerpont::sandbox {

// One call of one client.
struct Work {
    Shelf& shelf;
    const Client& client;
    Time now;
    std::string root;  // "http://localhost:8081", as the caller wrote it
    std::filesystem::path blobs;
    std::uint64_t part_size = 0;
    Json given;                             // the body as sent
    Json hidden = Json::object();           // of the resource at hand: what is stored but never answered
    std::optional<Upload> upload;           // content that came with the body
    std::vector<std::string> doomed_blobs;  // files deleted after the commit

    bool may(std::string_view right) const;
    // One of the alternatives "a|b|c", else 403.
    void demand(std::string_view rights) const;
    std::string today() const;  // "2026-10-15", Dutch local date

    // The resource at an internal address, as stored; empty when it does not exist.
    std::optional<Json> look(std::string_view address);
    // The same for an address that a check has found good.
    Json get(const Json& address);
    // Stores a changed resource that exists.
    void save(const Json& item);
    // Internal addresses of the resources of a kind with this value, in order of creation.
    std::vector<std::string> related(std::string_view kind, std::string_view property,
                                     std::string_view value);
};

struct Page {
    std::vector<std::string> items;  // JSON texts
    std::int64_t count = 0;
    std::int64_t number = 1, size = 100;
};

using Parameters = std::vector<std::pair<std::string, std::string>>;

// Checks `input` by the kind's table and rules and stores the new resource. `parent`: uuid for nested kinds.
Json create(Work& work, const Kind& kind, const Json& input, std::string_view parent = {});
// Stores a complete new item as it is: gives it url (and uuid where the kind has one) unless it has them.
Json put_on_shelf(Work& work, const Kind& kind, Json item);
// PUT (complete) or PATCH (partial).
Json change(Work& work, const Kind& kind, const Row& row, const Json& input, bool partial);
// Applies the kind's rules and removes it with its mirror images.
void remove(Work& work, const Kind& kind, const Row& row);
void remove(Work& work, std::string_view address);
// One resource as it is answered (internal addresses).
std::string read(Work& work, const Kind& kind, const Row& row);
Page list(Work& work, const Kind& kind, const Parameters& parameters, std::string_view parent = {});
// The filter uuid__in of the searches; true when it was that.
bool filter_by_uuid(const std::string& parameter, const std::string& value, Search& search);
Search search_for(Work& work, const Kind& kind, const Parameters& parameters);

// Checks a body by a table alone; gives the complete item, every optional property filled in. Throws Refusal.
Json checked(Work& work, std::string_view api, const Fields& fields, const Json& input,
             std::string_view prefix = {});

Attributes attributes_of(const Kind& kind, const Json& item);

// Makes a concept of the Catalogi API definitive (catalogi.cc).
void publish(Work& work, const Kind& kind, const Row& row);

}  // namespace veerpont::sandbox
