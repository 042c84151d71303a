#include "bridge/cli/commands.h"

#include <algorithm>
#include <array>
#include <functional>
#include <string_view>

#include <fmt/format.h>

#include "bridge/cli/bench.h"
#include "bridge/cli/check.h"
#include "bridge/cli/coverage.h"
#include "bridge/cli/demo.h"
#include "bridge/cli/explain.h"
#include "bridge/cli/help_rules.h"
#include "bridge/cli/messages.h"
#include "bridge/cli/schema.h"
#include "bridge/cli/serve.h"
#include "bridge/cli/table.h"
#include "bridge/cli/test_cases.h"
#include "bridge/rules/converter.h"
#include "bridge/settings/settings.h"

namespace veerpont::cli {

namespace {

using Run = int (*)(const Arguments&, std::ostream&, std::ostream&);

struct Command {
    std::string_view name;
    Run run;
    std::string_view about;    // one line
    std::string_view options;  // one per line
};

int run_help(const Arguments& arguments, std::ostream& out, std::ostream& err);

constexpr std::string_view kSettingsOptions =
    "--config BESTAND        configuratie (standaard config/veerpont.json)\n"
    "--listen HOST:POORT     waar StUF-berichten binnenkomen\n"
    "--admin-listen HOST:POORT  beheer en /metrics\n"
    "--sandbox-listen HOST:POORT  het proefregister\n"
    "--no-sandbox            zonder ingebouwd proefregister\n"
    "--data MAP              waar gegevens staan\n"
    "--set PAD=WAARDE        een instelling uit de configuratie (mag vaker)\n";

constexpr std::array kCommands = {
    Command{"serve", run_serve, "de brug (met proefregister, tenzij --no-sandbox)", kSettingsOptions},
    Command{"sandbox", run_sandbox, "alleen het proefregister",
            "--listen HOST:POORT     (standaard 127.0.0.1:8081)\n--data MAP\n"},
    Command{"demo", run_demo, "laat zien wat er gebeurt met een zaak en een document",
            "--keep                  laat alles draaien\nen de opties van serve\n"},
    Command{"check", run_check, "controleert de regels; iedere fout met bestand, regel en suggestie",
            "[BESTAND...] --config BESTAND --json\n"},
    Command{"explain", run_explain, "droog draaien: welke regels gelden en welke aanroepen volgen",
            "BERICHT.xml | --reverse zaak.json\n--show-values           persoonsgegevens niet "
            "maskeren\n--json\n"},
    Command{"table", run_table, "een regelbestand als tabel met twee kolommen", "ENTITEIT --format md|csv\n"},
    Command{"coverage", run_coverage, "wat niet vertaald wordt, en waarom", "--json\n"},
    Command{"schema", run_schema, "schrijft de JSON-schema's voor editors", "[MAP]\n"},
    Command{"messages", run_messages, "de berichten in de opslag; met een id ook de stappen",
            "--state TOESTAND --sender AFZENDER --operation OPERATIE --identificatie NUMMER --limit N "
            "--json\nen de opties van serve\n"},
    Command{
        "bench", run_bench,
        "meet doorvoer, duur, aanroepen, CPU en geheugen naast dezelfde aanroepen rechtstreeks",
        "--bridge URL --admin URL --zgw URL --client-id ID --secret GEHEIM\n"
        "--connections N         (standaard 64)\n--messages N            per operatie en ronde (standaard "
        "1000)\n--rounds N              (standaard 3)\n"
        "--document-mb N         ook een document van N megabyte heen en terug, en --documents N "
        "tegelijk\n--json\n"},
    Command{"test", run_test, "draait testgevallen (mappen) en toont wat anders is dan verwacht",
            "MAP...                  (standaard tests/cases)\n--write                 legt vast wat er nu "
            "gebeurt\n"
            "--json --rules MAP --config BESTAND\n"},
    Command{"help", run_help,
            "deze lijst; help COMMANDO, help config, help rules, help converters, help strategies", ""},
};

const Command* find_command(std::string_view name) {
    for (const Command& command : kCommands) {
        if (command.name == name) return &command;
    }
    return nullptr;
}

int run_help(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    if (arguments.empty()) {
        out << "Veerpont vertaalt StUF-ZDS naar ZGW.\n\nGebruik: veerpont COMMANDO [opties]\n\n";
        for (const Command& command : kCommands)
            out << fmt::format("  {:<10} {}\n", command.name, command.about);
        out << "\nAfsluitcodes: 0 goed, 1 bevindingen, 2 verkeerd gebruik.\n";
        return kOk;
    }
    const std::string& subject = arguments.front();
    if (subject == "config") {
        out << settings::help();
    } else if (subject == "converters") {
        for (const rules::Converter* converter : rules::all_converters()) {
            out << fmt::format("{:<14} {}\n", converter->name(), converter->description());
        }
    } else if (subject == "strategies") {
        return run_help_strategies({}, out, err);
    } else if (subject == "rules" || subject == "words") {
        return run_help_rules(Arguments(arguments.begin() + 1, arguments.end()), out, err);
    } else if (const Command* command = find_command(subject)) {
        out << fmt::format("veerpont {}: {}\n{}", command->name, command->about, command->options);
    } else {
        err << "Over \"" << subject << "\" is er geen hulp. Zie: veerpont help\n";
        return kWrongUse;
    }
    return kOk;
}

}  // namespace

int run(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    if (arguments.empty()) {
        run_help({}, out, err);
        return kWrongUse;
    }
    if (arguments.front() == "--help" || arguments.front() == "-h") return run_help({}, out, err);
    const Command* command = find_command(arguments.front());
    if (command == nullptr) {
        err << "Onbekend commando \"" << arguments.front() << "\". Zie: veerpont help\n";
        return kWrongUse;
    }
    const Arguments rest(arguments.begin() + 1, arguments.end());
    const bool asks_help = std::any_of(rest.begin(), rest.end(), [](const std::string& argument) {
        return argument == "--help" || argument == "-h";
    });
    return asks_help ? run_help({std::string(command->name)}, out, err) : command->run(rest, out, err);
}

}  // namespace veerpont::cli
