#include "bridge/cli/explain.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bridge/base/clock.h"
#include "bridge/base/crypto.h"
#include "bridge/cli/rule_tools.h"
#include "bridge/cli/serve.h"
#include "bridge/operations/dry_run.h"
#include "bridge/operations/executor.h"
#include "bridge/settings/settings.h"
#include "bridge/soap/envelope.h"
#include "bridge/store/sqlite_store.h"
#include "bridge/translate/mask.h"
#include "bridge/xml/reader.h"

namespace veerpont::cli {

namespace {

using nlohmann::json;
using Kind = translate::TraceEntry::Outcome;

std::string_view outcome_word(Kind outcome) {
    switch (outcome) {
        case Kind::kTranslated:
            return "";
        case Kind::kDefaulted:
            return "standaard";
        case Kind::kTruncated:
            return "ingekort";
        case Kind::kDropped:
            return "WEGGELATEN";
        case Kind::kIgnored:
            return "genegeerd";
        case Kind::kCleared:
            return "leeggemaakt";
    }
    return "";
}

json as_json(const translate::TraceEntry& entry) {
    return {{"uitkomst", outcome_word(entry.outcome)},
            {"stuf", entry.stuf},
            {"zgw", entry.zgw},
            {"van", entry.from},
            {"naar", entry.to},
            {"regel", entry.rule},
            {"reden", entry.reason}};
}

void print(std::ostream& out, const std::vector<translate::TraceEntry>& trace) {
    for (const translate::TraceEntry& entry : trace) {
        const bool in_message = entry.stuf.find('/') != std::string::npos;
        const bool in_register = entry.zgw.find(' ') != std::string::npos;
        const std::string place = in_message && in_register ? entry.stuf + " ↔ " + entry.zgw
                                  : in_message              ? entry.stuf
                                                            : entry.zgw;
        const std::string from = !entry.from.empty()               ? entry.from
                                 : entry.outcome == Kind::kIgnored ? "(onderdeel)"
                                                                   : "(niet meegestuurd)";
        out << fmt::format("  {}\n      {}", place, from);
        if (!entry.to.empty()) out << " → " << entry.to;
        out << fmt::format("   {}", entry.rule);
        if (const auto word = outcome_word(entry.outcome); !word.empty()) out << "   " << word;
        if (!entry.reason.empty()) out << ": " << entry.reason;
        out << "\n";
    }
}

void print(std::ostream& out, const xml::Node& node, int depth) {
    out << std::string(static_cast<std::size_t>(depth) * 2, ' ') << "<" << node.local;
    for (const xml::Attribute& attribute : node.attributes)
        out << " " << attribute.local << "=\"" << attribute.value << "\"";
    out << ">" << (node.children.empty() ? node.text : "") << "\n";
    for (const xml::Node& child : node.children)
        print(out, child, depth + 1);
}

// A store for one explanation, in a folder of its own that goes with it.
class ScratchStore {
  public:
    ScratchStore()
        : folder_(std::filesystem::temp_directory_path() / ("veerpont-explain-" + uuid4())),
          key_(random_bytes(32)) {
        std::filesystem::create_directories(folder_);
        auto opened = store::open_sqlite_store({.file = folder_ / "explain.db"}, key_, system_clock());
        if (opened) store_ = std::move(*opened);
    }
    ~ScratchStore() {
        store_.reset();
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    ScratchStore(const ScratchStore&) = delete;
    ScratchStore& operator=(const ScratchStore&) = delete;
    store::Store* get() const { return store_.get(); }

  private:
    std::filesystem::path folder_;
    SealingKey key_;
    std::unique_ptr<store::Store> store_;
};

class Collected : public translate::Trace {
  public:
    void add(translate::TraceEntry entry) override { entries.push_back(std::move(entry)); }
    std::vector<translate::TraceEntry> entries;
};

// Look-ups are answered by their own name: explaining needs no register.
void answer_by_name(const std::vector<translate::LookupRequest>& missing, translate::LookupAnswers& answers) {
    for (const translate::LookupRequest& request : missing) {
        const std::string name = "{" + request.table->name + "}";
        answers[request] = {{"url", name}, {request.table->to_zgw, name}, {request.table->to_stuf, name}};
    }
}

int explain_reverse(const Options& options, const ToolRules& loaded, std::ostream& out, std::ostream& err) {
    std::ifstream in(options.get("reverse"));
    const json resource = json::parse(in, nullptr, false);
    const rules::Entity* const entity =
        loaded.rules->entity(options.get("entity", "zaak"), options.get("profile"));
    if (!resource.is_object() || entity == nullptr) {
        err << (entity == nullptr ? "Die entiteit bestaat niet.\n" : "Het bestand bevat geen JSON-object.\n");
        return kWrongUse;
    }
    const json scope = {{entity->name, resource}};
    translate::LookupAnswers answers;
    Collected trace;
    translate::Context context;
    context.scope = &scope;
    context.answers = &answers;
    context.trace = &trace;
    context.show_values = options.has("show-values");
    for (int round = 0; round < 8; ++round) {
        const auto made = translate::to_stuf(*entity, resource, options.get("element", "object"), context);
        if (!made) {
            err << made.problem().log_text << "\n";
            return kFindings;
        }
        if (!made->missing.empty()) {
            answer_by_name(made->missing, answers);
            continue;
        }
        if (options.has("json")) {
            json values = json::array();
            for (const auto& entry : trace.entries)
                values.push_back(as_json(entry));
            out << json{{"waarden", values}}.dump(2) << "\n";
        } else {
            print(out, trace.entries);
            if (context.show_values) print(out, made->node, 1);
        }
        return kOk;
    }
    return kFindings;
}

// The body of a call, with the values of persons masked by the rules of its step. Of a step without an entity
// (a strategy) nobody can say what is personal: its body is shown only when values may be.
std::string shown_body(const operations::CallRecord& call, const rules::Plan* plan, bool show_values) {
    if (show_values || call.body.empty()) return call.body;
    const rules::Entity* entity = nullptr;
    for (const rules::Step& step : plan == nullptr ? std::vector<rules::Step>() : plan->steps) {
        if (step.name == call.step) entity = step.body.entity;
    }
    json body = json::parse(call.body, nullptr, false);
    if (entity == nullptr || body.is_discarded()) return {};
    return translate::masked(*entity, std::move(body)).dump(2);
}

void print(std::ostream& out, const operations::Outcome& outcome, const rules::Plan* plan, bool show_values) {
    out << fmt::format("Operatie {} · profiel {} · {} {}\n", outcome.operation, outcome.profile,
                       outcome.reply_code, outcome.identificatie);
    out << "\nWaarden\n";
    print(out, outcome.trace);
    out << "\nAanroepen\n";
    for (const operations::CallRecord& call : outcome.calls) {
        out << fmt::format("  {:<16} {} {}\n", call.step, call.method, call.url);
        if (const std::string body = shown_body(call, plan, show_values); !body.empty()) out << body << "\n";
    }
    for (const operations::StepRecord& step : outcome.steps) {
        if (step.result == operations::StepResult::kSkipped) {
            out << fmt::format("  {:<16} overgeslagen: {}   {}\n", step.step, step.reason, step.rule);
        }
    }
    if (outcome.problem) {
        out << fmt::format("\nAfgewezen: {}\n  {}   {}\n", outcome.problem->sender_text,
                           outcome.problem->log_text, outcome.problem->source);
    }
}

json as_json(const operations::Outcome& outcome, const rules::Plan* plan, bool show_values) {
    json values = json::array();
    for (const auto& entry : outcome.trace)
        values.push_back(as_json(entry));
    json calls = json::array();
    for (const auto& call : outcome.calls)
        calls.push_back({{"stap", call.step},
                         {"methode", call.method},
                         {"url", call.url},
                         {"inhoud", shown_body(call, plan, show_values)}});
    json made = {{"operatie", outcome.operation},
                 {"profiel", outcome.profile},
                 {"antwoord", outcome.reply_code},
                 {"waarden", values},
                 {"aanroepen", calls}};
    if (outcome.problem)
        made["afgewezen"] = {{"melding", outcome.problem->sender_text}, {"regel", outcome.problem->source}};
    return made;
}

}  // namespace

int run_explain(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    std::vector<OptionSpec> known = rule_options();
    known.insert(known.end(), {{"json", false},
                               {"show-values", false},
                               {"reverse", true},
                               {"entity", true},
                               {"element", true},
                               {"profile", true},
                               {"soap-action", true}});
    const auto options = parse_options(arguments, known, err);
    if (!options) return kWrongUse;
    const auto loaded = load_tool_rules(*options, err);
    if (!loaded) return kWrongUse;
    if (!usable(*loaded, err)) return kFindings;
    if (options->has("reverse")) return explain_reverse(*options, *loaded, out, err);
    if (options->rest.size() != 1) {
        err << "Gebruik: veerpont explain BERICHT.xml, of explain --reverse ZAAK.json --entity zaak\n";
        return kWrongUse;
    }
    std::ifstream in(options->rest.front(), std::ios::binary);
    if (!in) {
        err << options->rest.front() << " kan niet worden gelezen.\n";
        return kWrongUse;
    }
    const auto configured = load_settings(*options, err);
    if (!configured) return kWrongUse;

    const xml::ReaderPool readers{xml::ReaderPool::Options{}};
    soap::Reading reading;
    auto envelope =
        soap::read_envelope(readers, in, {"", options->get("soap-action")}, reading, xml::Validation::kOff);
    if (!envelope) {
        out << "Afgewezen: " << envelope.problem().sender_text << "\n";
        return kFindings;
    }
    auto message = std::make_unique<stuf::Message>(std::move(*envelope));
    operations::MessageContext context;
    const auto& zender = message->stuurgegevens().zender;
    if (const auto* const found =
            settings::find_organisatie(*configured, zender ? zender->organisatie.value_or("") : "")) {
        context.organisatie.rsin = found->rsin;
        context.organisatie.gemeentecode = found->gemeentecode;
        context.organisatie.catalogus = found->catalogus;
        context.organisatie.zaaknummer = found->zaaknummer;
        context.organisatie.documentnummer = found->documentnummer;
    }
    context.show_values = options->has("show-values");
    operations::ExecutorParts parts;
    parts.rules = [&] { return loaded->rules; };
    for (const auto& [family, schemas] : loaded->standards->schemas()) {
        if (family == "zds-1.1") parts.schemas[stuf::Family::kZds11] = &schemas->model();
        if (family == "zds-1.2") parts.schemas[stuf::Family::kZds12] = &schemas->model();
    }
    const ScratchStore scratch;
    if (scratch.get() == nullptr) {
        err << "Er kan geen tijdelijke opslag worden gemaakt.\n";
        return kFindings;
    }
    parts.store = scratch.get();
    operations::DryRegister nowhere(nullptr, nullptr);  // gives addresses; nothing is called
    parts.registers[""] = &nowhere;
    parts.clock = &system_clock();
    operations::Executor executor(std::move(parts), {});
    const operations::Outcome outcome = executor.explain(std::move(message), context);
    const rules::Plan* const plan = loaded->rules->plan(outcome.operation, outcome.zaaktype);
    if (options->has("json")) {
        out << as_json(outcome, plan, context.show_values).dump(2) << "\n";
    } else {
        print(out, outcome, plan, context.show_values);
    }
    return outcome.problem ? kFindings : kOk;
}

}  // namespace veerpont::cli
