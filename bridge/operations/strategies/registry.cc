#include <algorithm>
#include <array>

#include "bridge/operations/strategies/all.h"
#include "bridge/operations/strategies/strategy.h"

namespace veerpont::operations {

const std::vector<const Strategy*>& strategies() {
    static const std::vector<const Strategy*> all{
        &cancel_check_out(), &change_document(), &change_zaak(),           &check_out(),
        &close_zaak(),       &find_zaken(),      &relate_document(),       &relate_zaken(),
        &remove_document(),  &report(),          &reserve_identificatie(), &sync_related()};
    return all;
}

const Strategy* find_strategy(std::string_view name) {
    const auto& all = strategies();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Strategy* one) { return one->name() == name; });
    return found == all.end() ? nullptr : *found;
}

std::vector<std::string> strategy_names() {
    std::vector<std::string> names;
    for (const Strategy* strategy : strategies()) {
        names.emplace_back(strategy->name());
    }
    return names;
}

}  // namespace veerpont::operations
