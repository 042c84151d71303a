// Checks what an entity needs at the place where it is used: the names in its placeholders, and what its
// look-ups need.
#pragma once

#include <set>
#include <string>

#include "bridge/rules/bind.h"
#include "bridge/rules/plan.h"
#include "bridge/rules/plan_scope.h"

namespace veerpont::rules {

class EntityUse {
  public:
    enum class Direction { kToZgw, kToStuf };

    EntityUse(const BindContext& context, const PlanScope& scope, const Entity& entity,
              std::set<std::string> with, Direction direction)
        : context_(context), scope_(scope), entity_(entity), with_(std::move(with)), direction_(direction) {}

    // `with`: the node whose names must be used by something; nullptr: not checked.
    void check(const source::Place& place, const source::SourceNode* with) const;

  private:
    struct Walk;
    void walk(const std::vector<FieldRule>& fields, const std::string& schema, Walk& state) const;
    bool skipped(Only only) const;

    const BindContext& context_;
    const PlanScope& scope_;
    const Entity& entity_;
    std::set<std::string> with_;
    Direction direction_;
};

}  // namespace veerpont::rules
