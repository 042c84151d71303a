#include "bridge/rules/plan_accepts.h"

#include <array>
#include <map>
#include <string>
#include <utility>

#include "bridge/base/text.h"
#include "bridge/rules/paths.h"

namespace veerpont::rules {

namespace {

using source::SourceNode;

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kBodyPrefixes = {
    {{"zkn", xml::kZkn}, {"zds", xml::kZds12}, {"stuf", xml::kStuf}, {"bg", xml::kBg}}};

}  // namespace

std::string_view body_namespace(std::string_view prefix) {
    for (const auto& [known, ns] : kBodyPrefixes) {
        if (known == prefix) {
            return ns;
        }
    }
    return {};
}

std::vector<StufPosition> message_roots(const BindContext& context, const SourceNode& operation) {
    std::vector<StufPosition> known, unknown;
    for (const SourceNode& accepts : operation.children_of("accepts")) {
        const std::string body = accepts.text_of("body");
        const std::size_t colon = body.find(':');
        const std::string family = accepts.text_of("family");
        StufPosition root;
        if (colon != std::string::npos && context.stuf.has_set(family)) {
            root = context.stuf.root(family, body_namespace(body.substr(0, colon)), body.substr(colon + 1));
        }
        root.open = root.types.empty();
        (root.open ? unknown : known).push_back(root);
    }
    return known.empty() ? unknown : known;
}

Accepts build_accepts(const BindContext& context, const PlanScope& scope, const SourceNode& node) {
    Accepts made;
    made.family = node.text_of("family");
    made.soap_action = node.text_of("soap-action");
    const SourceNode* const body = node.find("body");
    if (body != nullptr && body->is_string()) {
        const std::size_t colon = body->text.find(':');
        made.body_local = body->text.substr(colon == std::string::npos ? 0 : colon + 1);
        made.body_ns =
            colon == std::string::npos ? std::string_view{} : body_namespace(body->text.substr(0, colon));
        if (made.body_ns.empty()) {
            context.diagnostics.error(
                body->place, "\"body\" is een element met voorvoegsel zkn, zds, stuf of bg: \"zkn:zakLk01\"");
        } else if (context.stuf.has_set(made.family) &&
                   context.stuf.root(made.family, made.body_ns, made.body_local).types.empty()) {
            context.diagnostics.error(
                body->place, made.family + " kent geen bericht " + in_quotes(body->text),
                closest(made.body_local, context.stuf.root_names(made.family, made.body_ns)).value_or(""));
        }
    }
    if (const SourceNode* const when = node.find("when"); when != nullptr && when->is_object()) {
        made.when = parse_condition(*when, context.diagnostics);
        scope.check(*made.when, when->place);
    }
    if (const SourceNode* const before = node.find("before"); before != nullptr && before->is_string()) {
        made.before = before->text;
        if (context.definitions.find(FileKind::kOperation, made.before) == nullptr) {
            context.unknown(FileKind::kOperation, *before, "operatie");
        }
    }
    return made;
}

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

}  // namespace veerpont::rules
