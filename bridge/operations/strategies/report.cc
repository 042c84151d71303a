#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>

#include "bridge/operations/step_context.h"
#include "bridge/operations/strategies/all.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;

class Report final : public Strategy {
  public:
    std::string_view name() const override { return "report"; }
    std::string_view about() const override {
        return "Maakt zichtbaar dat een deel van de melding niet wordt overgenomen: in het log, bij het "
               "bericht en "
               "in een Bv02; of weigert de melding.";
    }

    Result<json> run(StepContext& context) const override {
        const json text = context.setting("melding");
        const std::string melding = text.is_string() ? text.get<std::string>() : "";
        const Run& run = context.run();
        if (context.setting("weigeren") == true) {
            return Problem{Problem::Kind::kUntranslatable, melding,
                           "refused by the settings of this zaaktype", context.step().source.text()};
        }
        if (!run.dry) {
            spdlog::warn("message {}: {} {}: {}", run.context.message_id, run.operation, run.identificatie,
                         melding);
        }
        const std::lock_guard lock(context.run().mutex);
        context.run().meldingen.push_back(melding);
        return json{{"melding", melding}};
    }
};

}  // namespace

const Strategy& report() {
    static const Report strategy;
    return strategy;
}

}  // namespace veerpont::operations
