// Any bytes as a rule file: the first byte chooses the kind, the rest is its text. Read, defined, bound and
// planned without standards; whatever it says, loading ends with findings or with rules, never otherwise.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "bridge/rules/bind.h"
#include "bridge/rules/definitions.h"
#include "bridge/rules/planner.h"
#include "bridge/rules/rule_files.h"
#include "bridge/rules/stuf_types.h"
#include "bridge/rules/zgw_types.h"

using namespace veerpont;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const rules::FileKind kind = rules::kFileKinds[data[0] % rules::kFileKinds.size()];
    source::Diagnostics found;
    rules::RuleFiles files;
    files.files.push_back(rules::read_rule_file(kind, "proef", bytes.substr(1), found));
    const rules::Definitions definitions = rules::define(files, found);
    const rules::StufTypes stuf({});
    const rules::ZgwTypes zgw(nullptr);
    const std::vector<std::string> strategies;
    const rules::BindContext context{definitions, stuf, zgw, strategies, found};
    const rules::Bound bound = rules::bind(context);
    const rules::Plans plans = rules::plan(context, bound);
    (void)plans;
    (void)found.text();
    return 0;
}
