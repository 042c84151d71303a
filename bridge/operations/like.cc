// A step that gives each item of a list the steps and the answer of another operation.
#include <algorithm>
#include <functional>
#include <utility>

#include "bridge/operations/carry_out.h"
#include "bridge/operations/reply_builder.h"
#include "bridge/operations/scope.h"
#include "bridge/operations/search.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;

// The message as the other operation sees it, its first step answered by the item.
void prepare_item(Run& part, const Run& whole, const rules::Step& step, const json& item) {
    part.rules = whole.rules;
    part.client = whole.client;
    part.calls = whole.calls;
    part.register_key = whole.register_key;
    part.deadline = whole.deadline;
    part.operation = step.like;
    part.zaaktype = whole.zaaktype;
    part.dry = whole.dry;
    part.dry_lookups = whole.dry_lookups;
    part.plan = whole.rules->plan(step.like, whole.zaaktype);
    part.left_out = step.only_asked;
    part.scope = message_scope(*part.message, part.context.organisatie,
                               *part.engine.request_paths_of(part.rules, *part.plan), part.engine.now());
    part.scope["client"] = whole.client->settings;
    part.scope[part.plan->steps.front().name] = item;
}

Result<std::vector<xml::Node>> answer_for(Run& whole, const rules::Step& step, const json& item) {
    Run part(whole.engine, whole.message, whole.context);
    prepare_item(part, whole, step, item);
    Result<void> done = run_steps(part, &part.plan->steps.front());
    if (!done.ok()) {
        return done.problem();
    }
    Result<std::vector<xml::Node>> objects =
        part.empty_answer ? std::vector<xml::Node>() : build_objects(part);
    const std::lock_guard lock(whole.mutex);
    for (auto& [name, content] : part.downloads) {
        whole.downloads.emplace(name + " " + text_property(item, "url"), std::move(content));
    }
    for (translate::TraceEntry& entry : part.trace.take()) {
        whole.trace.add(std::move(entry));
    }
    return objects;
}

}  // namespace

Result<json> run_like(StepContext& context) {
    Run& run = context.run();
    const rules::Step& step = context.step();
    const json list = fill_value(step.for_each->list, run.scope, json::object());
    if (!list.is_array() || list.empty()) {
        return json::array();
    }
    std::vector<Result<std::vector<xml::Node>>> made(list.size(), std::vector<xml::Node>());
    std::vector<std::function<void()>> tasks;
    for (std::size_t i = 0; i < list.size(); ++i) {
        tasks.emplace_back([&, i] { made[i] = answer_for(run, step, list[i]); });
    }
    run.engine.pool.run(tasks, step.items_beside ? run.engine.settings.items_beside : 1);
    for (auto& objects : made) {
        if (!objects.ok()) {
            return objects.problem();
        }
        std::move(objects->begin(), objects->end(), std::back_inserter(run.objects));
    }
    return json::array();
}

}  // namespace veerpont::operations
