#include "bridge/rules/planner.h"

#include <algorithm>
#include <array>
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
#include "bridge/rules/plan_scope.h"

namespace veerpont::rules {

namespace {

using source::Diagnostics;
using source::SourceNode;

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kBodyPrefixes = {
    {{"zkn", xml::kZkn}, {"zds", xml::kZds12}, {"stuf", xml::kStuf}, {"bg", xml::kBg}}};

std::string_view namespace_of(std::string_view prefix) {
    for (const auto& [known, ns] : kBodyPrefixes) {
        if (known == prefix) {
            return ns;
        }
    }
    return {};
}

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
          scope_(context, roots()) {}

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
            made.accepts.push_back(build_accepts(accepts));
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
            made.reply = build_reply(*reply, made.steps);
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
    std::vector<StufPosition> roots() const {
        std::vector<StufPosition> made;
        for (const SourceNode& accepts : operation_.children_of("accepts")) {
            const std::string body = accepts.text_of("body");
            const std::size_t colon = body.find(':');
            const std::string family = accepts.text_of("family");
            StufPosition root;
            if (colon != std::string::npos && context_.stuf.has_set(family)) {
                root =
                    context_.stuf.root(family, namespace_of(body.substr(0, colon)), body.substr(colon + 1));
            }
            root.open = root.types.empty();
            made.push_back(root);
        }
        return made;
    }

    std::string failure() const {
        const SourceNode* const failure = operation_.find("failure");
        return failure == nullptr ? "" : failure->text_of("message");
    }

    Accepts build_accepts(const SourceNode& node) {
        Accepts made;
        made.family = node.text_of("family");
        made.soap_action = node.text_of("soap-action");
        const SourceNode* const body = node.find("body");
        if (body != nullptr && body->is_string()) {
            const std::size_t colon = body->text.find(':');
            made.body_local = body->text.substr(colon == std::string::npos ? 0 : colon + 1);
            made.body_ns =
                colon == std::string::npos ? std::string_view{} : namespace_of(body->text.substr(0, colon));
            if (made.body_ns.empty()) {
                diagnostics_.error(
                    body->place,
                    "\"body\" is een element met voorvoegsel zkn, zds, stuf of bg: \"zkn:zakLk01\"");
            } else if (context_.stuf.has_set(made.family) &&
                       context_.stuf.root(made.family, made.body_ns, made.body_local).types.empty()) {
                diagnostics_.error(
                    body->place, made.family + " kent geen bericht " + in_quotes(body->text),
                    closest(made.body_local, context_.stuf.root_names(made.family, made.body_ns))
                        .value_or(""));
            }
        }
        if (const SourceNode* const when = node.find("when"); when != nullptr && when->is_object()) {
            made.when = parse_condition(*when, diagnostics_);
            scope_.check(*made.when, when->place);
        }
        return made;
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

    const Entity* find_entity(const SourceNode* named) {
        if (named == nullptr || !named->is_string()) {
            return nullptr;
        }
        const auto found = profile_.entities.find(named->text);
        if (found == profile_.entities.end()) {
            context_.unknown(FileKind::kEntity, *named, "entiteit");
            return nullptr;
        }
        return found->second.get();
    }

    const CodeTable* find_codes(const SourceNode* named) {
        if (named == nullptr || !named->is_string()) {
            return nullptr;
        }
        const auto found = profile_.codes.find(named->text);
        if (found == profile_.codes.end()) {
            context_.unknown(FileKind::kCodes, *named, "codetabel");
            return nullptr;
        }
        return found->second;
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
                check_child(at, name.text, name);
            }
        }
        target.elements = find_codes(each->find("elements"));
        if (target.elements != nullptr) {
            for (const auto& [element, value] : target.elements->pairs) {
                check_child(at, element, *each->find("elements"));
            }
        }
        target.order_by = each->text_of("order-by");
        if (const SourceNode* const order = each->find("order-by");
            order != nullptr && target.elements == nullptr && target.element_names.empty()) {
            check_child(at, target.order_by, *order);
        }
    }

    // A path below a place in the message.
    void check_child(const StufPosition& at, const std::string& name, const SourceNode& place) {
        const StufStep step = context_.stuf.follow(at, parse_stuf_path(name, place.place, diagnostics_));
        if (!step.missing.empty()) {
            diagnostics_.error(place.place, "StUF kent hier geen element " + in_quotes(step.missing),
                               closest(step.missing, step.known).value_or(""));
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

    static std::set<std::string> names_of(const std::vector<std::pair<std::string, Template>>& with) {
        std::set<std::string> names;
        for (const auto& [name, text] : with) {
            names.insert(name);
        }
        return names;
    }

    void bind_body(const SourceNode& node, Step& made, const zgw::Operation* operation) {
        const SourceNode* const body = node.find("body");
        if (body == nullptr || !body->is_object()) {
            return;
        }
        made.body.entity = find_entity(body->find("entity"));
        made.body.with = bind_templates(body->find("with"), diagnostics_);
        made.body.content = body->text_of("content");
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

    Reply build_reply(const SourceNode& node, const std::vector<Step>& steps) {
        Reply made;
        made.message = node.text_of("message");
        made.function = node.text_of("function");
        made.object = node.text_of("object", "object");
        made.entiteittype = node.text_of("entiteittype");
        StufPosition object;
        object.open = true;
        if (const SourceNode* const type = node.find("entiteittype"); type != nullptr && type->is_string()) {
            const StufStep step = context_.stuf.entity(type->text);
            if (!step.missing.empty()) {
                diagnostics_.error(type->place, "StUF kent geen entiteittype " + in_quotes(type->text),
                                   closest(type->text, step.known).value_or(""));
            } else {
                object = step.position;
            }
        }
        if (const SourceNode* const each = node.find("for-each"); each != nullptr && each->is_string()) {
            made.for_each = parse_template(each->text, each->place, diagnostics_);
            scope_.check(made.for_each, each->place);
            scope_.set_item(scope_.target_of(made.for_each));
        }
        bind_inside(node, made);
        made.objects = node.text_of("objects");
        if (const SourceNode* const objects = node.find("objects");
            objects != nullptr && std::none_of(steps.begin(), steps.end(), [&](const Step& step) {
                return step.name == made.objects && step.action == Step::Action::kLike;
            })) {
            diagnostics_.error(objects->place, in_quotes(made.objects) + " is geen stap met \"like\"");
        }
        for (const SourceNode& part : node.children_of("parts")) {
            if (part.is_object()) {
                made.parts.push_back(build_part(part, object, steps));
            }
        }
        return made;
    }

    // A free message that holds an answer beside parameters of its own.
    void bind_inside(const SourceNode& node, Reply& made) {
        const SourceNode* const inside = node.find("inside");
        if (inside == nullptr) {
            return;
        }
        made.inside = inside->text;
        made.parameters = bind_templates(node.find("parameters"), diagnostics_);
        scope_.check(made.parameters, node.find("parameters"));
        for (const SourceNode& accepts : operation_.children_of("accepts")) {
            const std::string body = accepts.text_of("body");
            const std::size_t colon = body.find(':');
            const std::string family = accepts.text_of("family");
            if (colon == std::string::npos || body.size() < colon + 5 || !context_.stuf.has_set(family)) {
                continue;
            }
            const std::string answer = body.substr(colon + 1, body.size() - colon - 5) + made.message;
            const StufPosition root = context_.stuf.root(family, namespace_of(body.substr(0, colon)), answer);
            check_child(root, made.inside, *inside);
            for (const SourceNode& parameter : node.children_of("parameters")) {
                check_child(root, "parameters/" + parameter.key, parameter);
            }
        }
    }

    ReplyPart build_part(const SourceNode& node, const StufPosition& object, const std::vector<Step>& steps) {
        ReplyPart made;
        made.entity = find_entity(node.find("entity"));
        made.into = node.text_of("into");
        made.elements = find_codes(node.find("elements"));
        made.with = bind_templates(node.find("with"), diagnostics_);
        made.content = node.text_of("content");
        if (const SourceNode* const into = node.find("into")) {
            check_child(object, made.into, *into);
        }
        if (made.elements != nullptr) {
            for (const auto& [element, value] : made.elements->pairs) {
                check_child(object, element, *node.find("elements"));
            }
        }
        const Step* origin = nullptr;
        Produced target;
        for (const char* const word : {"from", "for-each"}) {
            const SourceNode* const named = node.find(word);
            if (named == nullptr || !named->is_string()) {
                continue;
            }
            Template& text = std::string_view(word) == "from" ? made.from : made.for_each;
            text = parse_template(named->text, named->place, diagnostics_);
            scope_.check(text, named->place);
            target = scope_.target_of(text);
            check_list(*named, word, text, target);
            for (const Step& step : steps) {
                if (text.single() && step.name == text.parts.front().path.front()) {
                    origin = &step;
                }
            }
        }
        if (!made.for_each.empty()) {
            scope_.set_item(target);
        }
        scope_.check(made.with, node.find("with"));
        check_content(node, steps);
        if (made.entity != nullptr) {
            check_part_entity(node, made, target, origin);
        }
        return made;
    }

    void check_list(const SourceNode& named, std::string_view word, const Template& text,
                    const Produced& target) {
        if (!text.single()) {
            diagnostics_.error(named.place,
                               "\"" + std::string(word) + "\" is precies een plaatshouder, zoals \"{zaak}\"");
        } else if (!target.schema.empty() && target.list != (word == "for-each")) {
            diagnostics_.error(named.place,
                               in_quotes(text.text) + (target.list ? " is een lijst: gebruik \"for-each\""
                                                                   : " is geen lijst: gebruik \"from\""),
                               target.list ? "for-each" : "from");
        }
    }

    void check_content(const SourceNode& node, const std::vector<Step>& steps) {
        const SourceNode* const content = node.find("content");
        if (content == nullptr) {
            return;
        }
        std::vector<std::string> downloads;
        for (const Step& step : steps) {
            if (step.download) {
                downloads.push_back(step.name);
            }
        }
        if (std::find(downloads.begin(), downloads.end(), content->text) == downloads.end()) {
            diagnostics_.error(content->place,
                               in_quotes(content->text) + " is geen stap met \"download\": true",
                               closest(content->text, downloads).value_or(""));
        }
    }

    void check_part_entity(const SourceNode& node, const ReplyPart& made, const Produced& target,
                           const Step* origin) {
        const bool known = context_.zgw.schema(made.entity->zgw).missing.empty();
        if (known && !target.schema.empty() && !same_resource(target.schema, made.entity->zgw)) {
            diagnostics_.error(node.find("entity")->place, "entiteit " + in_quotes(made.entity->name) +
                                                               " is een " + made.entity->zgw +
                                                               ", maar de stap levert een " + target.schema);
        }
        std::set<std::string> names = names_of(made.with);
        if (origin != nullptr) {
            names.merge(names_of(origin->with));
            names.merge(names_of(origin->body.with));
        }
        const EntityUse use{context_, scope_, *made.entity, std::move(names), EntityUse::Direction::kToStuf};
        use.check(node.place, nullptr);
    }

    const BindContext& context_;
    Diagnostics& diagnostics_;
    const SourceNode& operation_;
    const BoundProfile& profile_;
    const Bound& bound_;
    PlanScope scope_;
    bool question_ = false;
};

// No message may fit two operations.
void check_accepts(const BindContext& context) {
    struct Taken {
        std::string operation;
        nlohmann::json when;
    };
    std::map<std::pair<std::string, std::string>, std::vector<Taken>> taken;
    for (const auto& [name, file] : context.definitions.all(FileKind::kOperation)) {
        for (const SourceNode& accepts : file->root.children_of("accepts")) {
            const SourceNode* const when = accepts.find("when");
            const Taken here{name, when == nullptr ? nlohmann::json() : source::to_json(*when)};
            auto& others = taken[{accepts.text_of("soap-action"), accepts.text_of("body")}];
            for (const Taken& other : others) {
                if (other.when == here.when) {
                    context.diagnostics.error(
                        accepts.place, "operatie " + in_quotes(other.operation) +
                                           " neemt al dezelfde berichten aan (" + accepts.text_of("body") +
                                           " met dezelfde SOAPAction); onderscheid ze met \"when\"");
                    break;
                }
            }
            others.push_back(here);
        }
    }
}

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
