#include "bridge/sandbox/engine.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>

#include "bridge/base/crypto.h"
#include "bridge/base/text.h"
#include "bridge/base/time_zone.h"
#include "bridge/sandbox/dates.h"

namespace veerpont::sandbox {

namespace {

constexpr std::int64_t kPageSize = 100;
constexpr std::int64_t kMaxPageSize = 500;

std::string attribute_text(const Json& value) {
    switch (value.type()) {
        case Json::value_t::string:
            return value.get<std::string>();
        case Json::value_t::boolean:
            return value.get<bool>() ? "true" : "false";
        case Json::value_t::null:
            return "";
        default:
            return value.dump();
    }
}

void add_attribute(const Kind& kind, const Json& item, const std::string& property, Attributes& attributes) {
    const std::string name = kind.name + "." + property;
    const auto found = item.find(property);
    if (found == item.end()) {
        return;
    }
    if (found->is_array()) {
        for (const auto& one : *found) {
            attributes.emplace_back(name, attribute_text(one));
        }
    } else {
        attributes.emplace_back(name, attribute_text(*found));
    }
}

std::string address_of(const Kind& kind, const Json& item, std::string_view uuid) {
    if (kind.parent.empty()) {
        return internal_address(kind.api, kind.name, uuid);
    }
    return item.at("zaak").get<std::string>() + "/" + kind.name + "/" + std::string(uuid);
}

std::int64_t positive_number(const std::string& name, const std::string& text, std::int64_t most) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < 1 || number > most) {
        refuse(name, "invalid", "Dit is geen geldig getal.");
    }
    return number;
}

// "a,b" as a JSON array.
std::string json_list(const std::string& text) {
    Json values = Json::array();
    for (const auto one : split(text, ',')) {
        values.push_back(one);
    }
    return values.dump();
}

std::optional<Condition> condition_for(const FilterRule& rule, const std::string& parameter,
                                       std::string value) {
    using Is = Condition::Is;
    if (parameter == rule.parameter) {
        return Condition{rule.parameter, Is::kEqual, std::move(value), rule.scanned};
    }
    static const std::map<std::string, Is, std::less<>> kOperations = {
        {"gt", Is::kGreater}, {"gte", Is::kAtLeast}, {"lt", Is::kLess},
        {"lte", Is::kAtMost}, {"in", Is::kOneOf},    {"isnull", Is::kNull}};
    for (const auto& operation : rule.operations) {
        if (parameter != rule.parameter + "__" + operation) {
            continue;
        }
        Condition condition{rule.parameter, kOperations.at(operation), std::move(value), rule.scanned};
        if (condition.is == Is::kOneOf) {
            condition.value = json_list(condition.value);
        } else if (condition.is == Is::kNull) {
            if (condition.value != "true" && condition.value != "false") {
                refuse(parameter, "invalid", "Hier hoort true of false te staan.");
            }
            condition.is = condition.value == "true" ? Is::kNull : Is::kNotNull;
        } else if (!is_date(condition.value)) {
            refuse(parameter, "invalid", "Een datum hoort er zo uit te zien: JJJJ-MM-DD.");
        }
        return condition;
    }
    return std::nullopt;
}

Json complete(const Json& before, const Json& input, const Kind& kind, bool partial) {
    Json merged = input.is_object() ? input : Json::object();
    for (const auto& field : kind.fields) {
        if (!field.answer && !merged.contains(field.name) && (partial || field.fixed) &&
            before.contains(field.name)) {
            merged[field.name] = before[field.name];
        }
    }
    return merged;
}

}  // namespace

bool Work::may(std::string_view right) const {
    bool allowed = false;
    for (const auto& one : client.rights) {
        if (one == "*" || one == right) {
            allowed = true;
        } else if (one.starts_with('-') && std::string_view(one).substr(1) == right) {
            return false;
        }
    }
    return allowed;
}

void Work::demand(std::string_view rights) const {
    for (const auto right : split(rights, '|')) {
        if (may(right)) {
            return;
        }
    }
    forbid("Deze applicatie heeft hiervoor het recht niet: " + std::string(rights) + ".");
}

std::string Work::today() const {
    return iso_date(now);
}

std::optional<Json> Work::look(std::string_view address) {
    const auto parts = parse_internal(address);
    if (!parts) {
        return std::nullopt;
    }
    const auto row = shelf.find(parts->of_kind(), parts->of_uuid());
    return row ? std::optional(Json::parse(row->body)) : std::nullopt;
}

Json Work::get(const Json& address) {
    auto found = address.is_string() ? look(address.get_ref<const std::string&>()) : std::nullopt;
    if (!found) {
        not_found();
    }
    return std::move(*found);
}

void Work::save(const Json& item) {
    const auto parts = parse_internal(item.at("url").get_ref<const std::string&>());
    const auto* kind = parts ? find_kind(parts->of_kind()) : nullptr;
    auto row = kind ? shelf.find(kind->name, parts->of_uuid()) : std::nullopt;
    if (!row) {
        not_found();
    }
    const auto before = attributes_of(*kind, Json::parse(row->body));
    row->body = item.dump();
    shelf.update(*row, before, attributes_of(*kind, item));
}

std::vector<std::string> Work::related(std::string_view kind_name, std::string_view property,
                                       std::string_view value) {
    const auto* kind = find_kind(kind_name);
    auto found = shelf.uuids(std::string(kind_name).append(".").append(property), value);
    for (auto& uuid : found) {
        uuid = kind->parent.empty()
                   ? internal_address(kind->api, kind->name, uuid)
                   : std::string(value).append("/").append(kind->name).append("/").append(uuid);
    }
    return found;
}

Attributes attributes_of(const Kind& kind, const Json& item) {
    Attributes attributes;
    for (const auto& rule : kind.filters) {
        if (!rule.scanned) {
            add_attribute(kind, item, rule.parameter, attributes);
        }
    }
    for (const auto& property : kind.indexed) {
        add_attribute(kind, item, property, attributes);
    }
    if (kind.more_attributes) {
        Attributes more;
        kind.more_attributes(item, more);
        for (auto& [name, value] : more) {
            attributes.emplace_back(kind.name + "." + name, std::move(value));
        }
    }
    std::erase_if(attributes, [](const auto& one) { return one.second.empty(); });
    return attributes;
}

std::vector<FilterRule> read_filters(std::string_view table) {
    std::vector<FilterRule> rules;
    for (const auto word : split(table, ' ')) {
        if (word.empty()) {
            continue;
        }
        const bool scanned = word[0] == '~';
        const auto open = word.find('(');
        FilterRule rule{std::string(word.substr(scanned, open - scanned)), {}, scanned};
        if (open != std::string_view::npos) {
            for (const auto operation : split(word.substr(open + 1, word.size() - open - 2), ',')) {
                rule.operations.emplace_back(operation);
            }
        }
        rules.push_back(std::move(rule));
    }
    return rules;
}

Json put_on_shelf(Work& work, const Kind& kind, Json item) {
    const std::string uuid =
        item.contains("url") ? std::string(uuid_of(item["url"].get_ref<const std::string&>())) : uuid4();
    item["url"] = address_of(kind, item, uuid);
    if (kind.api == "zaken") {
        item["uuid"] = uuid;
    }
    work.shelf.insert(kind.name, {0, uuid, item.dump(), work.hidden.dump()}, attributes_of(kind, item));
    return item;
}

Json create(Work& work, const Kind& kind, const Json& input, std::string_view parent) {
    Json body = input;
    if (!kind.parent.empty() && body.is_object()) {
        const auto zaak = internal_address(kind.api, kind.parent, parent);
        if (body.contains("zaak") && body["zaak"].is_string() &&
            internalise(body["zaak"].get_ref<const std::string&>(), work.root) != zaak) {
            refuse("zaak", "zaak-mismatch", "De zaak is een andere dan die in het adres.");
        }
        body["zaak"] = zaak;
    }
    Json item = checked(work, kind.api, kind.fields, body);
    // Rules may refer to the new resource before it is stored: its address is known.
    item["url"] = address_of(kind, item, uuid4());
    if (kind.on_create) {
        kind.on_create(work, item);
    }
    return put_on_shelf(work, kind, std::move(item));
}

Json change(Work& work, const Kind& kind, const Row& row, const Json& input, bool partial) {
    const Json before = Json::parse(row.body);
    work.hidden = Json::parse(row.hidden);
    Json item = checked(work, kind.api, kind.fields, complete(before, input, kind, partial));
    for (const auto& field : kind.fields) {
        if (field.fixed && before.contains(field.name) && item[field.name] != before[field.name]) {
            refuse(field.name, "wijzigen-niet-toegelaten", "Dit veld kan niet worden gewijzigd.");
        }
    }
    for (const auto& [name, value] : before.items()) {
        if (!item.contains(name)) {
            item[name] = value;
        }
    }
    if (kind.on_change) {
        kind.on_change(work, before, item);
    }
    work.shelf.update({row.id, row.uuid, item.dump(), work.hidden.dump()}, attributes_of(kind, before),
                      attributes_of(kind, item));
    return item;
}

void remove(Work& work, const Kind& kind, const Row& row) {
    work.hidden = Json::parse(row.hidden);
    if (kind.on_delete) {
        kind.on_delete(work, Json::parse(row.body));
    }
    work.shelf.remove(row.id);
}

void remove(Work& work, std::string_view address) {
    const auto parts = parse_internal(address);
    const auto* kind = parts ? find_kind(parts->of_kind()) : nullptr;
    const auto row = kind ? work.shelf.find(kind->name, parts->of_uuid()) : std::nullopt;
    if (row) {
        remove(work, *kind, *row);
    }
}

std::string read(Work& work, const Kind& kind, const Row& row) {
    if (!kind.derive) {
        return row.body;
    }
    Json item = Json::parse(row.body);
    kind.derive(work, item);
    return item.dump();
}

bool filter_by_uuid(const std::string& parameter, const std::string& value, Search& search) {
    if (parameter != "uuid__in") {
        return false;
    }
    search.conditions.push_back({"", Condition::Is::kUuidOneOf, json_list(value), false});
    return true;
}

Search search_for(Work& work, const Kind& kind, const Parameters& parameters) {
    Search search;
    search.kind = kind.name;
    std::vector<std::string> unknown;
    std::vector<std::pair<std::size_t, Condition>> ordered;  // in the order of the rules
    for (const auto& [name, value] : parameters) {
        bool known = false;
        for (std::size_t i = 0; i < kind.filters.size() && !known; ++i) {
            if (auto condition = condition_for(kind.filters[i], name, internalise(value, work.root))) {
                ordered.emplace_back(i, std::move(*condition));
                known = true;
            }
        }
        if (!known && !(kind.filter && kind.filter(work, name, value, search))) {
            unknown.push_back(name);
        }
    }
    if (!unknown.empty()) {
        refuse("", "unknown-parameters", "Onbekende queryparameters: " + join(unknown, ", ") + ".");
    }
    std::stable_sort(ordered.begin(), ordered.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Condition> conditions;
    conditions.reserve(ordered.size());
    for (auto& [rank, condition] : ordered) {
        conditions.push_back(std::move(condition));
    }
    std::move(search.conditions.begin(), search.conditions.end(), std::back_inserter(conditions));
    search.conditions = std::move(conditions);
    return search;
}

Page list(Work& work, const Kind& kind, const Parameters& parameters, std::string_view parent) {
    Page page;
    page.size = kPageSize;
    Parameters filters;
    for (const auto& [name, value] : parameters) {
        if (kind.paged && name == "page") {
            page.number = positive_number(name, value, 1'000'000'000);
        } else if (kind.paged && name == "pageSize") {
            page.size = positive_number(name, value, kMaxPageSize);
        } else {
            filters.emplace_back(name, value);
        }
    }
    for (const auto& fallback : kind.defaults) {
        const bool given = std::any_of(filters.begin(), filters.end(),
                                       [&](const auto& one) { return one.first == fallback.first; });
        if (!given) {
            filters.push_back(fallback);
        }
    }
    Search search = search_for(work, kind, filters);
    if (!kind.parent.empty()) {
        search.conditions.push_back(
            {"zaak", Condition::Is::kEqual, internal_address(kind.api, kind.parent, parent), false});
    }
    if (kind.paged) {
        search.limit = page.size;
        search.offset = (page.number - 1) * page.size;
    }
    for (const auto& row : work.shelf.list(search)) {
        page.items.push_back(read(work, kind, row));
    }
    page.count = search.offset + static_cast<std::int64_t>(page.items.size());
    const bool last_page = static_cast<std::int64_t>(page.items.size()) < page.size && !page.items.empty();
    if (kind.paged && !last_page && (page.number > 1 || !page.items.empty())) {
        page.count = work.shelf.count(search);
    }
    if (page.number > 1 && page.items.empty()) {
        not_found();
    }
    return page;
}

const std::vector<Kind>& all_kinds() {
    static const std::vector<Kind> all = [] {
        std::vector<Kind> kinds;
        for (auto part :
             {catalogi_kinds(), zaken_kinds(), zaakrelatie_kinds(), documenten_kinds(), besluiten_kinds()}) {
            std::move(part.begin(), part.end(), std::back_inserter(kinds));
        }
        return kinds;
    }();
    return all;
}

const Kind* find_kind(std::string_view name) {
    static const std::map<std::string, const Kind*, std::less<>> by_name = [] {
        std::map<std::string, const Kind*, std::less<>> index;
        for (const auto& kind : all_kinds()) {
            index[kind.name] = &kind;
        }
        return index;
    }();
    const auto found = by_name.find(name);
    return found == by_name.end() ? nullptr : found->second;
}

}  // namespace veerpont::sandbox
