#include "bridge/operations/lookups.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "bridge/base/text.h"
#include "bridge/operations/scope.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;

std::string property_text(const json& item, const std::string& name) {
    const auto found = item.find(name);
    return found == item.end() ? std::string() : as_text(*found);
}

std::string_view without_leading_zeros(std::string_view digits) {
    const std::size_t first = digits.find_first_not_of('0');
    return first == std::string_view::npos ? digits.substr(digits.size() - 1) : digits.substr(first);
}

bool same(std::string_view a, std::string_view b) {
    a = trim(a);
    b = trim(b);
    if (all_digits(a) && all_digits(b)) {
        return without_leading_zeros(a) == without_leading_zeros(b);
    }
    return iequals(a, b);
}

bool starts_with(std::string_view text, std::string_view prefix) {
    text = trim(text);
    prefix = trim(prefix);
    return !prefix.empty() && text.size() >= prefix.size() && iequals(text.substr(0, prefix.size()), prefix);
}

bool valid_on(const json& item, const std::string& date) {
    if (item.value("concept", false)) {
        return false;
    }
    if (date.empty()) {
        return true;
    }
    const std::string begin = property_text(item, "beginGeldigheid");
    const std::string end = property_text(item, "eindeGeldigheid");
    return (begin.empty() || begin <= date) && (end.empty() || end >= date);
}

// A published version before a concept, then the newest.
bool better(const json& a, const json& b) {
    const auto rank = [](const json& item) {
        return std::make_tuple(!item.value("concept", false), property_text(item, "beginGeldigheid"),
                               property_text(item, "versiedatum"));
    };
    return rank(a) > rank(b);
}

bool uses_value(const rules::Template& text) {
    return std::any_of(text.parts.begin(), text.parts.end(),
                       [](const auto& part) { return !part.path.empty() && part.path.front() == "value"; });
}

bool uses_value(const rules::CallTemplate& call) {
    return uses_value(call.path) || std::any_of(call.query.begin(), call.query.end(),
                                                [](const auto& one) { return uses_value(one.second); });
}

Lookups::Address list_address(const rules::Lookup& table, const translate::LookupRequest& request,
                              const json& scope) {
    json extra = json::object();
    for (const auto& [name, value] : request.needs) {
        extra[name] = value;
    }
    extra["value"] = request.value;
    Lookups::Address address{table.call.api, fill(table.call.path, scope, extra), {}};
    for (const auto& [name, text] : table.call.query) {
        std::string value = fill(text, scope, extra);
        if (!value.empty()) {
            address.query.emplace_back(name, std::move(value));
        }
    }
    return address;
}

std::string cache_key(const std::string& register_key, const Lookups::Address& address) {
    std::string key = register_key + '|' + address.api + '|' + address.target;
    for (const auto& [name, value] : address.query) {
        key += '&' + name + '=' + url_encode(value);
    }
    return key;
}

bool has_needs(const rules::Lookup& table, const translate::LookupRequest& request) {
    return std::all_of(table.needs.begin(), table.needs.end(), [&](const std::string& name) {
        const auto found = request.needs.find(name);
        return name == table.valid_on || (found != request.needs.end() && !found->second.empty());
    });
}

}  // namespace

json match_lookup(const rules::Lookup& table, const json& items, const translate::LookupRequest& request) {
    if (request.reverse) {
        for (const json& item : items) {
            if (property_text(item, table.to_zgw) == request.value) {
                return item;
            }
        }
        return nullptr;
    }
    std::string date;
    if (const auto found = request.needs.find(table.valid_on);
        !table.valid_on.empty() && found != request.needs.end()) {
        date = found->second;
    }
    for (const rules::Lookup::Match& match : table.match) {
        const json* best = nullptr;
        std::size_t count = 0;
        for (const json& item : items) {
            if (!item.is_object() || (!table.valid_on.empty() && !valid_on(item, date))) {
                continue;
            }
            const std::string text = property_text(item, match.property);
            if (match.prefix ? starts_with(text, request.value) : same(text, request.value)) {
                ++count;
                if (best == nullptr || better(item, *best)) {
                    best = &item;
                }
            }
        }
        if (best != nullptr && (!match.prefix || count == 1)) {
            return *best;
        }
    }
    return nullptr;
}

std::vector<json> match_all(const rules::Lookup& table, const json& items,
                            const translate::LookupRequest& request) {
    std::vector<json> found;
    for (const json& item : items) {
        if (item.is_object() && !item.value("concept", false) &&
            std::any_of(table.match.begin(), table.match.end(), [&](const rules::Lookup::Match& match) {
                return !match.prefix && same(property_text(item, match.property), request.value);
            })) {
            found.push_back(item);
        }
    }
    return found;
}

Result<void> Lookups::resolve(const std::vector<translate::LookupRequest>& requests, const json& scope,
                              const std::string& register_key, const Fetch& fetch,
                              translate::LookupAnswers& answers) const {
    for (const translate::LookupRequest& request : requests) {
        if (answers.contains(request)) {
            continue;
        }
        const rules::Lookup& table = *request.table;
        if (trim(request.value).empty()) {
            answers[request] = nullptr;
            continue;
        }
        const auto read = [&](const Address& address, bool fresh) {
            return cache_.get(cache_key(register_key, address), table.cache, fresh,
                              [&](std::string_view etag) { return fetch(address, etag); });
        };
        json answer;
        // Of a URL whose list cannot be named, or does not hold it, the item itself is read.
        const bool by_list = !request.reverse || (!uses_value(table.call) && has_needs(table, request));
        if (by_list) {
            const Address address = list_address(table, request, scope);
            Result<CatalogueCache::Found> found = read(address, false);
            if (!found.ok()) {
                return found.problem();
            }
            answer = match_lookup(table, *found->items, request);
            if (answer.is_null() && !found->fresh && !request.reverse) {
                found = read(address, true);
                if (!found.ok()) {
                    return found.problem();
                }
                answer = match_lookup(table, *found->items, request);
            }
        }
        if (answer.is_null() && request.reverse) {
            const Result<CatalogueCache::Found> found = read(Address{"", request.value, {}}, false);
            if (!found.ok()) {
                return found.problem();
            }
            answer = match_lookup(table, *found->items, request);
        }
        answers[request] = std::move(answer);
    }
    return {};
}

Result<CatalogueCache::List> Lookups::items(const translate::LookupRequest& request, const json& scope,
                                            const std::string& register_key, const Fetch& fetch) const {
    const Address address = list_address(*request.table, request, scope);
    Result<CatalogueCache::Found> found =
        cache_.get(cache_key(register_key, address), request.table->cache, false,
                   [&](std::string_view etag) { return fetch(address, etag); });
    if (!found.ok()) {
        return found.problem();
    }
    return found->items;
}

}  // namespace veerpont::operations
