// The statussen that a zaak has, and the moments at which more can be set.
#pragma once

#include <string>
#include <vector>

#include "bridge/base/clock.h"
#include "bridge/base/result.h"
#include "bridge/operations/step_context.h"

namespace veerpont::operations {

// A register wants every status of a zaak at a moment of its own (zrc-012); this is the smallest step between two.
inline constexpr std::chrono::milliseconds kSmallestStep{1};
// Registers refuse a status in the future, some also one of this very moment (zgw.md 2.3).
inline constexpr std::chrono::milliseconds kMargin{1000};

// True for midnight in Dutch time: the sender named a day and no time.
bool names_a_day(Time when);

class ZaakStatussen {
  public:
    struct One {
        std::string statustype;
        std::string toelichting;
        Time when{};
    };

    // Of a zaak that has none yet.
    ZaakStatussen() = default;
    // Reads them from the register: one call.
    static Result<ZaakStatussen> read(StepContext& context, const std::string& zaak);

    // The one of the latest moment; nullptr when there is none.
    const One* latest() const;
    // A status of this type at this moment, to the second; on this day when the moment names a day only.
    bool has(const std::string& statustype, Time when) const;
    // The first moment from `wanted` on, not before `earliest`, that no status has. A day without a time comes
    // after what was set on that day.
    Time free_moment(Time wanted, Time earliest) const;

  private:
    std::vector<One> all_;  // by moment
};

}  // namespace veerpont::operations
