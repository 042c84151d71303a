#include "bridge/cli/help_rules.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "bridge/base/text.h"
#include "bridge/operations/strategies/strategy.h"
#include "bridge/rules/converter.h"
#include "bridge/rules/words.h"
#include "bridge/source/words.h"

namespace veerpont::cli {

int run_help_rules(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    if (arguments.size() > 1) {
        err << "Gebruik: veerpont help rules [soort]\n";
        return kWrongUse;
    }
    std::vector<std::string> kinds;
    bool found = false;
    for (const rules::FileKind kind : rules::kFileKinds) {
        kinds.emplace_back(rules::name_word(kind));
        if (!arguments.empty() && arguments.front() != kinds.back()) {
            continue;
        }
        found = true;
        out << fmt::format("== mappings/{}/*.json\n{}\n", rules::folder_of(kind),
                           source::to_help(rules::words_of(kind)));
    }
    if (!found) {
        err << fmt::format("Onbekende soort \"{}\"; kies uit: {}\n", arguments.front(), join(kinds, ", "));
        return kWrongUse;
    }
    if (arguments.empty() || arguments.front() == "entity") {
        out << "== omzettingen (\"as\")\n";
        for (const rules::Converter* const converter : rules::all_converters()) {
            out << fmt::format("  {:<12} {}\n", converter->name(), converter->description());
        }
    }
    return kOk;
}

int run_help_strategies(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    if (!arguments.empty()) {
        err << "Gebruik: veerpont help strategies\n";
        return kWrongUse;
    }
    for (const operations::Strategy* const strategy : operations::strategies()) {
        out << fmt::format("{}\n  {}\n", strategy->name(), strategy->about());
    }
    return kOk;
}

}  // namespace veerpont::cli
