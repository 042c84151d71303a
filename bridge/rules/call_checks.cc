#include "bridge/rules/call_checks.h"

#include <string>
#include <vector>

#include "bridge/base/text.h"
#include "bridge/rules/entity_use.h"
#include "bridge/rules/paths.h"
#include "bridge/source/diagnostics.h"

namespace veerpont::rules {

namespace {

using source::SourceNode;

// The literal form of a call's path: placeholders become one segment.
std::string plain_path(const Template& path) {
    std::string made;
    for (const Template::Part& part : path.parts) {
        made += part.path.empty() ? part.literal : "x";
    }
    return made;
}

// The vocabulary's description of a call; nullptr when it cannot be known beforehand.
const zgw::Operation* operation_of(const BindContext& context, const PlanScope& scope,
                                   const CallTemplate& call) {
    const zgw::Vocabulary* const vocabulary = context.zgw.vocabulary();
    if (vocabulary == nullptr || call.path.empty()) {
        return nullptr;
    }
    if (!call.api.empty()) {
        return vocabulary->find_path(call.api, call.method, plain_path(call.path));
    }
    const Template::Part& first = call.path.parts.front();
    if (first.path.size() != 2 || first.path[1] != "url") {
        return nullptr;
    }
    const Produced* const produced = scope.step(first.path[0]);
    if (produced == nullptr || produced->api.empty()) {
        return nullptr;
    }
    std::string rest;
    for (std::size_t index = 1; index < call.path.parts.size(); ++index) {
        rest += call.path.parts[index].path.empty() ? call.path.parts[index].literal : "x";
    }
    return vocabulary->find_path(produced->api, call.method, produced->path + "/x" + rest);
}

}  // namespace

const zgw::Operation* check_call(const BindContext& context, const PlanScope& scope, const SourceNode& node,
                                 const Step& made) {
    const zgw::Vocabulary* const vocabulary = context.zgw.vocabulary();
    const SourceNode* const call = node.find("call");
    if (call == nullptr || vocabulary == nullptr || made.call.method.empty()) {
        return nullptr;
    }
    const zgw::Operation* const operation = operation_of(context, scope, made.call);
    if (operation == nullptr && !made.call.api.empty()) {
        std::vector<std::string> calls;
        for (const std::string& known : vocabulary->calls(made.call.api)) {
            calls.push_back(replace_all(known, " /", " " + made.call.api + ":/"));
        }
        context.diagnostics.error(call->place, "ZGW kent geen aanroep " + in_quotes(call->text),
                                  closest(call->text, calls).value_or(""));
    }
    if (operation == nullptr) {
        return nullptr;
    }
    for (const SourceNode& parameter : node.children_of("query")) {
        if (!operation->has_query(parameter.key)) {
            context.diagnostics.error(parameter.key_place,
                                      operation->method + " " + operation->api + ":" + operation->path +
                                          " kent geen parameter " + in_quotes(parameter.key),
                                      closest(parameter.key, operation->query).value_or(""));
        }
    }
    if (operation->is_list == false && made.expect == Step::Expect::kMany && made.call.method == "GET") {
        context.diagnostics.error(node.find("expect")->place, "deze aanroep geeft geen lijst", "one");
    }
    return operation;
}

void check_with_properties(const BindContext& context, const SourceNode& body,
                           const zgw::Operation* operation) {
    if (operation == nullptr || operation->body.empty() || body.has("entity")) {
        return;
    }
    for (const SourceNode& member : body.children_of("with")) {
        const zgw::Property* const property =
            context.zgw.vocabulary()->find_body_property(*operation, member.key);
        if (property == nullptr || property->read_only) {
            const zgw::Schema* const schema = context.zgw.vocabulary()->find_schema(operation->body);
            context.diagnostics.error(
                member.key_place,
                in_quotes(member.key) + (property == nullptr ? " bestaat niet in " : " is alleen-lezen in ") +
                    operation->body,
                schema == nullptr || property != nullptr
                    ? ""
                    : closest(member.key, schema->property_names()).value_or(""));
        }
    }
}

bool check_body_properties(const BindContext& context, const SourceNode& body, const Entity& entity,
                           const zgw::Operation& operation) {
    const bool fits = same_resource(entity.zgw, operation.body);
    for (const FieldRule& rule : entity.fields) {
        if (rule.only == Only::kToStuf || rule.kind == FieldRule::Kind::kIgnored || rule.zgw.steps.empty()) {
            continue;
        }
        const zgw::Property* const property =
            context.zgw.vocabulary()->find_body_property(operation, rule.zgw.steps.front());
        if (property == nullptr && !fits) {
            context.diagnostics.error(body.find("entity")->place,
                                      "entiteit " + in_quotes(entity.name) + " (" + entity.zgw +
                                          ") past niet bij " + operation.method + " " + operation.api + ":" +
                                          operation.path + ": " + in_quotes(rule.zgw.steps.front()) +
                                          " bestaat niet in " + operation.body);
            return false;
        }
    }
    if (const SourceNode* const content = body.find("content");
        content != nullptr &&
        context.zgw.vocabulary()->find_body_property(operation, content->text) == nullptr) {
        context.diagnostics.error(content->place,
                                  operation.body + " heeft geen eigenschap " + in_quotes(content->text));
    }
    return true;
}

Produced produced_by(const PlanScope& scope, const Step& made, const zgw::Operation* operation) {
    Produced produced;
    if (!made.expand.empty() && made.for_each) {
        return scope.target_of(made.for_each->list);
    }
    produced.list = made.for_each.has_value() || made.expect == Step::Expect::kMany;
    const bool unsaid = made.call.method == "GET" && made.expect == Step::Expect::kNothing;
    if (operation != nullptr && !unsaid) {
        produced.schema = operation->answer;
        produced.api = operation->api;
        produced.path = operation->path;
        if (operation->path.ends_with("}") && operation->path.find('/', 1) != std::string::npos) {
            produced.path = operation->path.substr(0, operation->path.rfind('/'));
        }
    }
    return produced;
}

}  // namespace veerpont::rules
