#include "bridge/cli/case_run.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "bridge/base/crypto.h"
#include "bridge/base/time_zone.h"
#include "bridge/cli/case_compare.h"
#include "bridge/cli/case_register.h"
#include "bridge/cli/case_sandbox.h"
#include "bridge/operations/executor.h"
#include "bridge/soap/envelope.h"
#include "bridge/store/sqlite_store.h"
#include "bridge/stuf/message.h"
#include "bridge/xml/writer.h"

namespace veerpont::cli {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::string_view kNow = "2026-10-15T09:30:00Z";

class StandingClock final : public Clock {
  public:
    explicit StandingClock(Time now) : now_(now) {}
    Time now() const override { return now_; }

  private:
    Time now_;
};

class ScratchFolder {
  public:
    ScratchFolder() : path_(fs::temp_directory_path() / ("veerpont-" + uuid4())) {
        fs::create_directories(path_);
    }
    ~ScratchFolder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    const fs::path& path() const { return path_; }

  private:
    fs::path path_;
};

std::string read_text(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    if (!stream || !(text << stream.rdbuf())) {
        throw std::runtime_error(file.filename().string() + " is niet te lezen");
    }
    return text.str();
}

json read_json(const fs::path& file) {
    try {
        return json::parse(read_text(file));
    } catch (const json::exception& failure) {
        throw std::runtime_error(file.filename().string() + " is geen geldige JSON: " + failure.what());
    }
}

void write_text(const fs::path& file, const std::string& text) {
    std::ofstream stream(file, std::ios::binary);
    if (!(stream << text) || !stream.flush()) {
        throw std::runtime_error(file.filename().string() + " is niet te schrijven");
    }
}

xml::ReaderPool::Options request_options(const LoadedStandards& standards) {
    xml::ReaderPool::Options options;
    options.validating_parsers = 1;
    for (const auto& [family, set] : standards.schemas()) {
        if (family == "zds-1.2") {
            options.schemas.push_back({std::string(xml::kZds12), set});
        }
    }
    options.schemas.push_back({"", standards.schemas().at("zds-1.1")});
    return options;
}

xml::ReaderPool::Options reply_options() {
    xml::ReaderPool::Options options;
    options.content_elements.clear();  // content is compared as any other text
    return options;
}

// What is different at every run becomes "*".
void blur(xml::Node& node) {
    if (node.local == "referentienummer" || node.local == "tijdstipBericht") {
        node.text = "*";
    }
    for (xml::Node& child : node.children) {
        blur(child);
    }
}

std::unique_ptr<xml::Document> read_reply(const xml::ReaderPool& readers, const std::string& text,
                                          const std::string& what) {
    std::istringstream stream(text);
    auto document = readers.read(stream, {"", xml::Validation::kOff});
    if (!document) {
        throw std::runtime_error(what + " is niet te lezen: " + document.problem().log_text);
    }
    return std::move(document).value();
}

operations::MessageContext context_of(const json& settings, const rules::RuleSet& rules) {
    operations::MessageContext context;
    const json organisatie = settings.value("organisatie", json::object());
    context.organisatie.rsin = organisatie.value("rsin", "001005650");
    context.organisatie.gemeentecode = organisatie.value("gemeentecode", "1900");
    context.organisatie.naam = organisatie.value("naam", "Gemeente Voorbeeldstad");
    context.organisatie.catalogus = organisatie.value("catalogus", "");
    context.client_profile = settings.value("sender", "");
    const rules::ClientProfile* client = rules.client(context.client_profile);
    if (client == nullptr) {
        throw std::runtime_error("case.json: de afzender \"" + context.client_profile + "\" is niet bekend");
    }
    context.style = client->style;
    context.own.organisatie = "Veerpont";
    context.own.applicatie = "Veerpont";
    return context;
}

// "request.xml", "request-2.xml"...
std::string numbered(const std::string& name, int number) {
    return name + (number == 1 ? "" : "-" + std::to_string(number)) + ".xml";
}

// The SOAPAction of a message: that of all, or its own in a list.
std::string action_of(const json& settings, int number) {
    const json action = settings.value("soap-action", json(""));
    if (!action.is_array()) {
        return action.get<std::string>();
    }
    const auto index = static_cast<std::size_t>(number) - 1;
    return index < action.size() ? action[index].get<std::string>() : "";
}

std::vector<fs::path> files_of(const fs::path& folder, const json& names) {
    std::vector<fs::path> files;
    for (const json& name : names) {
        files.push_back((folder / name.get<std::string>()).lexically_normal());
    }
    return files;
}

std::vector<CaseAnswer> answers_of(const fs::path& folder, const json& settings) {
    std::vector<CaseAnswer> answers = read_answers(read_json(folder / "zgw.json"));
    for (const json& file : settings.value("use", json::array())) {
        std::vector<CaseAnswer> more = read_answers(read_json(folder / file.get<std::string>()));
        std::move(more.begin(), more.end(), std::back_inserter(answers));
    }
    return answers;
}

std::map<stuf::Family, const xml::SchemaModel*> models(const LoadedStandards& standards) {
    std::map<stuf::Family, const xml::SchemaModel*> found;
    for (const auto& [family, model] : standards.standards().schemas) {
        if (family == "zds-1.2") {
            found[stuf::Family::kZds12] = model;
        } else {
            found[stuf::Family::kZds11] = model;
            found[stuf::Family::kStufZkn] = model;
        }
    }
    return found;
}

}  // namespace

CaseRunner::CaseRunner(const LoadedStandards& standards, std::vector<fs::path> rules)
    : standards_(standards),
      folders_(std::move(rules)),
      requests_(request_options(standards)),
      replies_(reply_options()) {
    source::Diagnostics found;
    rules_ = standards_.load_rules(folders_, found);
    if (rules_ == nullptr) {
        throw std::runtime_error(found.text() + "De regels zijn niet geladen.");
    }
}

std::shared_ptr<const rules::RuleSet> CaseRunner::rules_for(const fs::path& folder,
                                                            const json& settings) const {
    std::vector<fs::path> folders = folders_;
    for (const json& shared : settings.value("rules", json::array())) {
        folders.push_back((folder / shared.get<std::string>()).lexically_normal());
    }
    if (fs::is_directory(folder / "rules")) {
        folders.push_back(folder / "rules");
    }
    if (folders.size() == folders_.size()) {
        return rules_;
    }
    std::shared_ptr<const rules::RuleSet>& rules = more_rules_[folders];
    if (rules == nullptr) {
        source::Diagnostics found;
        rules = standards_.load_rules(folders, found);
        if (rules == nullptr) {
            throw std::runtime_error("de regels van dit geval zijn niet goed:\n" + found.text());
        }
    }
    return rules;
}

CaseResult CaseRunner::run(const fs::path& folder, bool write) const {
    const fs::path whole = fs::absolute(folder).lexically_normal();
    CaseResult result;
    result.name = (whole.parent_path().filename() / whole.filename()).generic_string();
    try {
        result.differences = run_case(whole, write);
        result.written = write && result.differences.empty();
    } catch (const std::exception& failure) {
        result.differences.emplace_back(failure.what());
    }
    return result;
}

operations::Outcome CaseRunner::send(operations::Executor& executor, const fs::path& file,
                                     operations::MessageContext context) const {
    std::istringstream request(read_text(file));
    soap::Reading reading;
    auto envelope = soap::read_envelope(requests_, request, {"text/xml; charset=utf-8", context.soap_action},
                                        reading, xml::Validation::kAlways);
    if (!envelope) {
        throw std::runtime_error(file.filename().string() +
                                 " is niet te lezen: " + envelope.problem().log_text);
    }
    auto message = std::make_unique<stuf::Message>(std::move(envelope).value());
    context.body = message->document().skeleton();
    return executor.handle(std::move(message), context);
}

std::vector<std::string> CaseRunner::run_case(const fs::path& folder, bool write) const {
    const json settings = fs::exists(folder / "case.json") ? read_json(folder / "case.json") : json::object();
    auto rules = rules_for(folder, settings);
    const auto now = parse_iso_timestamp(settings.value("now", std::string(kNow)));
    if (!now) {
        throw std::runtime_error("case.json: \"now\" is geen tijdstip zoals " + std::string(kNow));
    }
    const StandingClock clock(*now);
    const ScratchFolder scratch;
    const SealingKey key(random_bytes(32));
    store::SqliteOptions file;
    file.file = scratch.path() / "bridge.db";
    auto store = store::open_sqlite_store(file, key, clock);
    if (!store) {
        throw std::runtime_error("de opslag is niet te maken: " + store.problem().log_text);
    }
    std::optional<CaseRegister> scripted;
    std::optional<CaseSandbox> embedded;
    if (settings.contains("catalogue")) {
        embedded.emplace(scratch.path() / "register", files_of(folder, settings["catalogue"]), clock);
    } else {
        scripted.emplace(answers_of(folder, settings));
    }

    operations::ExecutorParts parts;
    parts.rules = [rules] { return rules; };
    parts.registers[""] = scripted ? static_cast<zgw::ZgwApi*>(&*scripted) : &embedded->api();
    parts.store = store->get();
    parts.schemas = models(standards_);
    parts.clock = &clock;
    operations::ExecutorSettings chosen;
    chosen.parallelism = 4;
    chosen.spool_directory = scratch.path();
    operations::Executor executor(std::move(parts), chosen);

    operations::MessageContext context = context_of(settings, *rules);
    std::vector<std::string> differences;
    std::map<fs::path, std::string> made;
    for (int number = 1; fs::exists(folder / numbered("request", number)); ++number) {
        context.soap_action = action_of(settings, number);
        operations::Outcome outcome = send(executor, folder / numbered("request", number), context);
        const std::string reply = numbered("reply", number);
        if (write) {
            blur(outcome.envelope);
            made[folder / reply] = xml::to_string(outcome.envelope, context.style.writer) + "\n";
            continue;
        }
        const auto expected = read_reply(replies_, read_text(folder / reply), reply);
        const auto actual = read_reply(replies_, xml::to_string(outcome.envelope, context.style.writer),
                                       "het antwoord van de brug");
        const std::vector<std::string> found = compare_replies(expected->root(), actual->root());
        for (const std::string& one : found) {
            differences.push_back(number == 1 ? one : fmt::format("{}: {}", reply, one));
        }
        if (!found.empty() && outcome.problem) {
            differences.push_back("het bericht is geweigerd: " + outcome.problem->log_text);
        }
    }
    executor.stop();

    if (embedded) {
        const json contents = embedded->contents();
        if (write) {
            made[folder / "register.json"] = contents.dump(2) + "\n";
        } else {
            for (std::string& one : compare_contents(read_json(folder / "register.json"), contents)) {
                differences.push_back(std::move(one));
            }
        }
    } else {
        for (const std::string& call : scripted->unanswered()) {
            differences.push_back("zgw.json heeft geen antwoord op " + call);
        }
        if (write) {
            made[folder / "calls.json"] =
                written_calls(scripted->changes(), scripted->reads()).dump(2) + "\n";
        } else {
            for (std::string& one :
                 compare_calls(read_json(folder / "calls.json"), scripted->changes(), scripted->reads())) {
                differences.push_back(std::move(one));
            }
        }
    }
    if (differences.empty()) {
        for (const auto& [name, text] : made) {
            write_text(name, text);
        }
    }
    return differences;
}

std::vector<fs::path> find_cases(const fs::path& root) {
    std::vector<fs::path> found;
    if (fs::exists(root / "request.xml")) {
        found.push_back(root);
    }
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
        if (entry.is_directory() && fs::exists(entry.path() / "request.xml")) {
            found.push_back(entry.path());
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace veerpont::cli
