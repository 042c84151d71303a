#include "bridge/cli/messages.h"

#include <exception>
#include <filesystem>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bridge/base/crypto.h"
#include "bridge/base/time_zone.h"
#include "bridge/cli/serve.h"
#include "bridge/server/admin_endpoint.h"
#include "bridge/store/sqlite_store.h"

namespace veerpont::cli {

int run_messages(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    auto specs = settings_options();
    for (const std::string_view name : {"state", "sender", "operation", "identificatie", "limit"})
        specs.push_back({name, true});
    specs.push_back({"json", false});
    const auto options = parse_options(arguments, specs, err);
    if (!options || options->rest.size() > 1) return kWrongUse;
    const auto settings = load_settings(*options, err);
    if (!settings) return kWrongUse;

    store::MessageFilter filter;
    filter.sender = options->get("sender");
    filter.operation = options->get("operation");
    filter.identificatie = options->get("identificatie");
    const auto limit = options->number("limit", 100, err);
    if (!limit) return kWrongUse;
    filter.limit = static_cast<std::size_t>(*limit);
    if (options->has("state")) {
        filter.state = store::state_of(options->get("state"));
        if (!filter.state) {
            err << "--state wil running, undoing, done, failed of aandacht-nodig.\n";
            return kWrongUse;
        }
    }
    const std::filesystem::path file = settings->data / "bridge.db";
    if (!std::filesystem::exists(file)) {
        err << "Er is nog geen opslag in " << settings->data.string() << ". Klopt --data?\n";
        return kWrongUse;
    }
    try {
        const SealingKey key = SealingKey::load_or_create(settings->data / "key");
        store::SqliteOptions store_options;
        store_options.file = file;
        auto opened = store::open_sqlite_store(store_options, key, system_clock());
        if (!opened) {
            err << opened.problem().log_text << "\n";
            return kFindings;
        }
        store::Store& store = **opened;
        if (options->rest.size() == 1) {
            const auto row = store.message(options->rest.front());
            const auto steps = store.steps(options->rest.front());
            if (!row || !*row || !steps) {
                err << "Bericht " << options->rest.front() << " is er niet.\n";
                return kFindings;
            }
            out << server::message_json(**row, *steps);
            return kOk;
        }
        const auto rows = store.messages(filter);
        if (!rows) {
            err << rows.problem().log_text << "\n";
            return kFindings;
        }
        if (options->has("json")) {
            nlohmann::json list = nlohmann::json::array();
            for (const store::MessageRow& row : *rows)
                list.push_back(nlohmann::json::parse(server::message_json(row, {})));
            out << list.dump(2) << "\n";
            return kOk;
        }
        for (const store::MessageRow& row : *rows) {
            out << fmt::format("{}  {}  {:<15} {:<30} {:<24} {:<6} {}\n", row.id, iso_timestamp(row.received),
                               store::state_name(row.state), row.operation, row.identificatie, row.reply_code,
                               row.problem_kind);
        }
        out << fmt::format("{} bericht(en)\n", rows->size());
    } catch (const std::exception& failure) {
        err << failure.what() << "\n";
        return kFindings;
    }
    return kOk;
}

}  // namespace veerpont::cli
