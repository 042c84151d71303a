#include "bridge/rules/plan_reply.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "bridge/base/text.h"
#include "bridge/rules/entity_use.h"
#include "bridge/rules/paths.h"
#include "bridge/rules/plan_accepts.h"
#include "bridge/rules/plan_names.h"

namespace veerpont::rules {

namespace {

using source::Diagnostics;
using source::SourceNode;

class ReplyBuilder {
  public:
    ReplyBuilder(const ReplySources& sources, PlanScope& scope)
        : context_(sources.context),
          diagnostics_(sources.context.diagnostics),
          operation_(sources.operation),
          profile_(sources.profile),
          steps_(sources.steps),
          scope_(scope) {}

    Reply build(const SourceNode& node) {
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
            objects != nullptr && std::none_of(steps_.begin(), steps_.end(), [&](const Step& step) {
                return step.name == made.objects && step.action == Step::Action::kLike;
            })) {
            diagnostics_.error(objects->place, in_quotes(made.objects) + " is geen stap met \"like\"");
        }
        for (const SourceNode& part : node.children_of("parts")) {
            if (part.is_object()) {
                made.parts.push_back(build_part(part, object));
            }
        }
        return made;
    }

  private:
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
            const StufPosition root =
                context_.stuf.root(family, body_namespace(body.substr(0, colon)), answer);
            check_child(context_, root, made.inside, *inside);
            for (const SourceNode& parameter : node.children_of("parameters")) {
                check_child(context_, root, "parameters/" + parameter.key, parameter);
            }
        }
    }

    ReplyPart build_part(const SourceNode& node, const StufPosition& object) {
        ReplyPart made;
        made.entity = find_entity(context_, profile_, node.find("entity"));
        made.into = node.text_of("into");
        made.elements = find_codes(context_, profile_, node.find("elements"));
        made.with = bind_templates(node.find("with"), diagnostics_);
        made.content = node.text_of("content");
        if (const SourceNode* const into = node.find("into")) {
            check_child(context_, object, made.into, *into);
        }
        if (made.elements != nullptr) {
            for (const auto& [element, value] : made.elements->pairs) {
                check_child(context_, object, element, *node.find("elements"));
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
            for (const Step& step : steps_) {
                if (text.single() && step.name == text.parts.front().path.front()) {
                    origin = &step;
                }
            }
        }
        if (!made.for_each.empty()) {
            scope_.set_item(target);
        }
        scope_.check(made.with, node.find("with"));
        check_content(node);
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

    void check_content(const SourceNode& node) {
        const SourceNode* const content = node.find("content");
        if (content == nullptr) {
            return;
        }
        std::vector<std::string> downloads;
        for (const Step& step : steps_) {
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
    const std::vector<Step>& steps_;
    PlanScope& scope_;
};

}  // namespace

Reply build_reply(const ReplySources& sources, const SourceNode& node, PlanScope& scope) {
    return ReplyBuilder(sources, scope).build(node);
}

}  // namespace veerpont::rules
