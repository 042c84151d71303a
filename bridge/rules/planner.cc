#include "bridge/rules/planner.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "bridge/base/text.h"
#include "bridge/rules/bind_search.h"
#include "bridge/rules/call_checks.h"
#include "bridge/rules/entity_use.h"
#include "bridge/rules/field_checks.h"
#include "bridge/rules/paths.h"
#include "bridge/rules/plan_accepts.h"
#include "bridge/rules/plan_names.h"
#include "bridge/rules/plan_reply.h"
#include "bridge/rules/plan_scope.h"

namespace veerpont::rules {

namespace {

using source::Diagnostics;
using source::SourceNode;

// Makes one plan, checking on the way.
class PlanBuilder {
  public:
    PlanBuilder(const BindContext& context, const SourceNode& operation, const BoundProfile& profile,
                const Bound& bound)
        : context_(context),
          diagnostics_(context.diagnostics),
          operation_(operation),
          profile_(profile),
          bound_(bound),
          scope_(context, message_roots(context, operation)) {}

    Plan build(const std::string& name) {
        Plan made;
        made.operation = name;
        made.profile = profile_.name;
        made.about = operation_.text_of("about");
        made.question = operation_.text_of("endpoint") == "BeantwoordVraag";
        question_ = made.question;
        made.no_value = profile_.no_value;
        made.settings = profile_.settings;
        made.source = location_of(operation_.place);
        made.failure = failure();
        for (const SourceNode& accepts : operation_.children_of("accepts")) {
            made.accepts.push_back(build_accepts(context_, scope_, accepts));
        }
        for (const SourceNode& correlate : operation_.children_of("correlate")) {
            made.correlate_kind = correlate.key;
            made.correlate_path = parse_stuf_path(correlate.text, correlate.place, diagnostics_);
            scope_.check_message_path(made.correlate_path, correlate.place);
            check_correlate_kind(correlate);
        }
        for (const SourceNode& ignored : operation_.children_of("ignored")) {
            made.ignored.emplace_back(parse_stuf_path(ignored.key, ignored.key_place, diagnostics_),
                                      ignored.text);
            scope_.check_message_path(made.ignored.back().first, ignored.key_place);
        }
        for (const SourceNode& step : operation_.children_of("steps")) {
            if (step.has("expand")) {
                scope_.add_expanded(step.text_of("expand"));
            }
        }
        for (const SourceNode& step : operation_.children_of("steps")) {
            if (step.is_object()) {
                made.steps.push_back(build_step(step, made.steps));
            }
        }
        if (const SourceNode* const by = operation_.find("profile-by");
            by != nullptr && by->text.find('{') != std::string::npos) {
            made.profile_by = parse_template(by->text, by->place, diagnostics_);
            scope_.check(made.profile_by, by->place);
        }
        if (const SourceNode* const reply = operation_.find("reply");
            reply != nullptr && reply->is_object()) {
            made.reply = build_reply({context_, operation_, profile_, made.steps}, *reply, scope_);
        }
        return made;
    }

    StufPath profile_path() {
        const SourceNode* const by = operation_.find("profile-by");
        if (by == nullptr || !by->is_string() || by->text.find('{') != std::string::npos) {
            return {};
        }
        StufPath path = parse_stuf_path(by->text, by->place, diagnostics_);
        scope_.check_message_path(path, by->place);
        return path;
    }

  private:
    std::string failure() const {
        const SourceNode* const failure = operation_.find("failure");
        return failure == nullptr ? "" : failure->text_of("message");
    }

    void check_correlate_kind(const SourceNode& node) {
        const std::vector<std::string> kinds = {"zaak", "document", "besluit"};
        if (std::find(kinds.begin(), kinds.end(), node.key) == kinds.end()) {
            diagnostics_.error(node.key_place,
                               "onbekende soort correlatie " + in_quotes(node.key) +
                                   " (kies uit: " + join(kinds, ", ") + ")",
                               closest(node.key, kinds).value_or(""));
        }
    }

    Step build_step(const SourceNode& node, const std::vector<Step>& earlier) {
        Step made;
        made.name = node.text_of("step");
        made.source = location_of(node.place);
        made.note = node.text_of("note");
        made.of_what = node.text_of("of-what");
        made.expand = node.text_of("expand");
        made.correlation = node.text_of("correlation");
        made.download = node.bool_of("download");
        made.items_beside = node.text_of("items") == "beside";
        made.in_scope = node.texts_of("in-scope");
        made.by_name = node.bool_of("by-name");
        check_once(node.find("in-scope"));
        made.with = bind_templates(node.find("with"), diagnostics_);
        made.send = node.text_of("send");
        made.to = node.text_of("to");
        made.beside = node.text_of("beside");
        if (const SourceNode* const beside = node.find("beside")) {
            check_beside(*beside, earlier);
        }
        if (const SourceNode* const when = node.find("when"); when != nullptr && when->is_object()) {
            made.when = parse_condition(*when, diagnostics_);
            scope_.check(*made.when, when->place);
        }
        for (const SourceNode& path : node.children_of("reads")) {
            made.reads.push_back(parse_stuf_path(path.text, path.place, diagnostics_));
            scope_.check_message_path(made.reads.back(), path.place);
        }
        bind_expectations(node, made);
        bind_for_each(node, made);
        bind_action(node, made);
        const zgw::Operation* const operation = check_call(context_, scope_, node, made);
        bind_body(node, made, operation);
        scope_.check(made.call.query, node.find("query"), names_of(made.with));
        scope_.check(made.with, node.find("with"));
        const Produced produced = produced_by(scope_, made, operation);
        scope_.add(made.name, produced);
        if (const SourceNode* const search = node.find("search"); search != nullptr && search->is_object()) {
            made.search = bind_search(context_, scope_, {profile_, bound_}, *search, operation, produced);
        }
        bind_undo(node, made);
        scope_.clear_item();
        return made;
    }

    void check_once(const SourceNode* names) {
        if (names == nullptr) {
            return;
        }
        std::set<std::string> seen;
        for (const SourceNode& name : names->children) {
            if (!seen.insert(name.text).second) {
                diagnostics_.error(name.place, in_quotes(name.text) + " staat er twee keer");
            }
        }
    }

    void check_beside(const SourceNode& beside, const std::vector<Step>& earlier) {
        std::vector<std::string> names;
        names.reserve(earlier.size());
        for (const Step& step : earlier) {
            names.push_back(step.name);
        }
        if (std::find(names.begin(), names.end(), beside.text) == names.end()) {
            diagnostics_.error(beside.place,
                               "\"beside\" noemt " + in_quotes(beside.text) + ", dat geen eerdere stap is",
                               closest(beside.text, names).value_or(""));
        }
    }

    void bind_expectations(const SourceNode& node, Step& made) const {
        const std::string expect = node.text_of("expect");
        made.expect = expect == "one"    ? Step::Expect::kOne
                      : expect == "many" ? Step::Expect::kMany
                                         : Step::Expect::kNothing;
        const std::string not_found = node.text_of("not-found", question_ ? "empty-answer" : "failure");
        made.not_found = not_found == "skip"           ? Step::NotFound::kSkip
                         : not_found == "empty-answer" ? Step::NotFound::kEmptyAnswer
                                                       : Step::NotFound::kFailure;
        if (not_found == "empty-answer" && !question_) {
            diagnostics_.error(node.find("not-found")->place, "\"empty-answer\" kan alleen bij een vraag",
                               "failure");
        }
    }

    void bind_for_each(const SourceNode& node, Step& made) {
        const SourceNode* const each = node.find("for-each");
        if (each == nullptr || !each->is_object()) {
            return;
        }
        made.for_each.emplace();
        ForEach& target = *made.for_each;
        if (const SourceNode* const list = each->find("list"); list != nullptr && list->is_string()) {
            target.list = parse_template(list->text, list->place, diagnostics_);
            scope_.check(target.list, list->place);
            scope_.set_item(scope_.target_of(target.list));
            if (!target.list.single()) {
                diagnostics_.error(list->place, "\"list\" is precies een plaatshouder, zoals \"{relaties}\"");
            }
        }
        StufPosition at;
        at.open = true;
        if (const SourceNode* const of = each->find("of"); of != nullptr && of->is_string()) {
            target.of = parse_stuf_path(of->text, of->place, diagnostics_);
            at = scope_.check_message_path(target.of, of->place);
            scope_.set_item({});
        }
        target.element_names = each->texts_of("names");
        check_once(each->find("names"));
        if (const SourceNode* const names = each->find("names")) {
            for (const SourceNode& name : names->children) {
                check_child(context_, at, name.text, name);
            }
        }
        target.elements = find_codes(context_, profile_, each->find("elements"));
        if (target.elements != nullptr) {
            for (const auto& [element, value] : target.elements->pairs) {
                check_child(context_, at, element, *each->find("elements"));
            }
        }
        target.order_by = each->text_of("order-by");
        if (const SourceNode* const order = each->find("order-by");
            order != nullptr && target.elements == nullptr && target.element_names.empty()) {
            check_child(context_, at, target.order_by, *order);
        }
    }

    void bind_action(const SourceNode& node, Step& made) {
        if (const SourceNode* const strategy = node.find("strategy");
            strategy != nullptr && strategy->is_string()) {
            made.action = Step::Action::kStrategy;
            made.strategy = strategy->text;
            made.settings = nlohmann::json::object();
            if (const SourceNode* const settings = node.find("settings");
                settings != nullptr && settings->is_object()) {
                made.settings = source::to_json(*settings);
            }
            if (const auto own = profile_.settings.find(made.strategy);
                own != profile_.settings.end() && own->is_object()) {
                made.settings.merge_patch(*own);
            }
            const auto& known = context_.strategies;
            if (!known.empty() && std::find(known.begin(), known.end(), made.strategy) == known.end()) {
                diagnostics_.error(strategy->place, "onbekende strategie " + in_quotes(made.strategy),
                                   closest(made.strategy, known).value_or(""));
            }
        } else if (node.has("send")) {
            made.action = Step::Action::kSend;
        } else if (const SourceNode* const like = node.find("like"); like != nullptr && like->is_string()) {
            made.action = Step::Action::kLike;
            made.like = like->text;
            made.only_asked = node.texts_of("only-asked");
            check_like(context_, operation_, *like, node.find("only-asked"));
        } else if (const SourceNode* const call = node.find("call"); call != nullptr && call->is_string()) {
            made.call = parse_call(call->text, call->place, diagnostics_);
            scope_.check(made.call.path, call->place);
        }
        made.call.query = bind_templates(node.find("query"), diagnostics_);
    }

    void bind_body(const SourceNode& node, Step& made, const zgw::Operation* operation) {
        const SourceNode* const body = node.find("body");
        if (body == nullptr || !body->is_object()) {
            return;
        }
        made.body.entity = find_entity(context_, profile_, body->find("entity"));
        made.body.with = bind_templates(body->find("with"), diagnostics_);
        made.body.content = body->text_of("content");
        if (const SourceNode* const when = body->find("content-when"); when != nullptr && when->is_object()) {
            made.body.content_when = parse_condition(*when, diagnostics_);
            scope_.check(*made.body.content_when, when->place);
        }
        if (const SourceNode* const of = body->find("of"); of != nullptr && of->is_string()) {
            made.body.of = parse_stuf_path(of->text, of->place, diagnostics_);
            if (!made.for_each) {
                scope_.check_message_path(made.body.of, of->place);
            }
        }
        if (const SourceNode* const from = body->find("from"); from != nullptr && from->is_string()) {
            made.body.source = parse_template(from->text, from->place, diagnostics_);
            scope_.check(made.body.source, from->place);
        }
        scope_.check(made.body.with, body->find("with"));
        if (made.body.entity == nullptr) {
            check_with_properties(context_, *body, operation);
            return;
        }
        std::vector<std::string> given;
        for (const auto& [name, text] : made.body.with) {
            given.push_back(name);
        }
        if (!made.body.content.empty()) {
            given.push_back(made.body.content);
        }
        const EntityUse use{context_, scope_, *made.body.entity, names_of(made.body.with),
                            EntityUse::Direction::kToZgw};
        use.check(body->place, body->find("with"));
        if (operation != nullptr && !operation->body.empty()) {
            const bool fits = check_body_properties(context_, *body, *made.body.entity, *operation);
            if (fits && made.call.method == "POST") {
                check_required(context_, *made.body.entity, operation->body, given, body->place);
            }
        }
    }

    void bind_undo(const SourceNode& node, Step& made) {
        const SourceNode* const undo = node.find("undo");
        if (undo == nullptr || !undo->is_string() || undo->text == "none") {
            return;
        }
        if (undo->text == "restore") {
            made.undo.kind = Undo::Kind::kRestore;
            return;
        }
        made.undo.kind = Undo::Kind::kCall;
        made.undo.call = parse_call(undo->text, undo->place, diagnostics_);
        if (made.undo.call.method == "GET") {
            diagnostics_.error(undo->place, "\"undo\" is een aanroep die iets ongedaan maakt, geen GET",
                               "DELETE");
        }
        // The step's own name is one answer here, also within a for-each.
        PlanScope own = scope_;
        if (const Produced* const produced = scope_.step(made.name)) {
            Produced one = *produced;
            one.list = false;
            own.add(made.name, one);
        }
        own.check(made.undo.call.path, undo->place);
    }

    const BindContext& context_;
    Diagnostics& diagnostics_;
    const SourceNode& operation_;
    const BoundProfile& profile_;
    const Bound& bound_;
    PlanScope scope_;
    bool question_ = false;
};

}  // namespace

Plans plan(const BindContext& context, const Bound& bound) {
    Plans made;
    check_accepts(context);
    for (const auto& [name, file] : context.definitions.all(FileKind::kOperation)) {
        if (!file->readable) {
            continue;
        }
        for (const auto& [profile_name, profile] : bound.profiles) {
            PlanBuilder builder(context, file->root, profile, bound);
            made.by_operation_and_profile.emplace(std::pair(name, profile_name), builder.build(name));
            made.profile_paths[name] = builder.profile_path();
        }
    }
    return made;
}

}  // namespace veerpont::rules
