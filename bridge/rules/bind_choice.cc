#include "bridge/rules/bind_choice.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "bridge/base/text.h"
#include "bridge/rules/bind_places.h"
#include "bridge/rules/paths.h"

namespace veerpont::rules {

namespace {

using source::SourceNode;

// A value must be one of the property's, when the vocabulary lists them.
void check_listed(const BindContext& context, const zgw::Property* property, std::string_view name,
                  const std::string& value, const source::Place& place) {
    if (property != nullptr && !property->values.empty() &&
        std::find(property->values.begin(), property->values.end(), value) == property->values.end()) {
        context.diagnostics.error(place, in_quotes(value) + " is geen waarde van " + in_quotes(name),
                                  closest(value, property->values).value_or(""));
    }
}

class ChoiceBinder {
  public:
    ChoiceBinder(const ChoiceScope& scope, const StufPosition& stuf, const ZgwPosition& zgw)
        : scope_(scope), context_(scope.context), stuf_(stuf), zgw_(zgw) {}

    void bind(const SourceNode& node, FieldRule& rule) {
        const zgw::Vocabulary* const vocabulary = context_.zgw.vocabulary();
        const zgw::Schema* const schema =
            vocabulary == nullptr || zgw_.schema.empty() ? nullptr : vocabulary->find_schema(zgw_.schema);
        if (schema != nullptr && schema->choice && schema->choice->property == rule.zgw.text) {
            variants_ = &*schema->choice;
        }
        tag_ = schema == nullptr ? nullptr : schema->find(rule.zgw.text);
        for (const SourceNode& item : node.children_of("cases")) {
            if (item.is_object()) {
                rule.cases.push_back(bind_case(item));
            }
        }
    }

  private:
    FieldRule::Case bind_case(const SourceNode& item) {
        FieldRule::Case made;
        made.is = item.text_of("is");
        made.source = location_of(item.place);
        made.only = only_of(item);
        if (const SourceNode* const when = item.find("when"); when != nullptr && when->is_object()) {
            made.when = parse_condition(*when, context_.diagnostics);
            check_condition(context_, *made.when, *when, stuf_);
        }
        if (const SourceNode* const path = item.find("stuf"); path != nullptr && path->is_string()) {
            made.stuf = parse_stuf_path(path->text, path->place, context_.diagnostics);
            follow_stuf(context_, stuf_, made.stuf, *path);
        }
        if (!made.when && !item.has("with") && !seen_.emplace(made.is, made.stuf.text).second) {
            context_.diagnostics.error(item.place, "het geval " + in_quotes(made.is) + " met " +
                                                       in_quotes(made.stuf.text) + " staat er al");
        }
        if (const SourceNode* const is = item.find("is"); is != nullptr && tag_ != nullptr) {
            check_listed(context_, tag_, tag_->name, made.is, is->place);
        }
        bind_with(item, made);
        bind_entity(item, bind_object(item, made), made);
        return made;
    }

    // Where the object of the case stands; the schema that it has.
    std::string bind_object(const SourceNode& item, FieldRule::Case& made) {
        const SourceNode* const path = item.find("zgw");
        if (path == nullptr || !path->is_string()) {
            return zgw_.schema;
        }
        made.zgw = parse_zgw_path(path->text, path->place, context_.diagnostics);
        const ZgwStep step = context_.zgw.follow(zgw_, made.zgw.steps, scope_.expands);
        if (!step.missing.empty()) {
            report_missing(context_, step, path->place);
        }
        if (variants_ == nullptr || variants_->cases.count(made.is) == 0) {
            return step.position.schema;
        }
        const auto& variant = variants_->cases.find(made.is)->second;
        if (!variant.property.empty() && variant.property != made.zgw.text) {
            context_.diagnostics.error(
                path->place,
                "bij " + in_quotes(made.is) + " hoort de eigenschap " + in_quotes(variant.property),
                variant.property);
        }
        return variant.schema;
    }

    // Further properties that the case sets.
    void bind_with(const SourceNode& item, FieldRule::Case& made) {
        for (const SourceNode& member : item.children_of("with")) {
            ZgwPath path = parse_zgw_path(member.key, member.key_place, context_.diagnostics);
            const ZgwStep step = context_.zgw.follow(zgw_, path.steps, scope_.expands);
            if (!step.missing.empty()) {
                report_missing(context_, step, member.key_place);
            } else {
                check_listed(context_, step.position.property, member.key, member.text, member.place);
            }
            made.with.emplace_back(std::move(path), member.text);
        }
    }

    void bind_entity(const SourceNode& item, const std::string& expected, FieldRule::Case& made) {
        const SourceNode* const named = item.find("entity");
        if (named == nullptr || !named->is_string()) {
            return;
        }
        const auto found = scope_.profile.entities.find(named->text);
        if (found == scope_.profile.entities.end()) {
            context_.unknown(FileKind::kEntity, *named, "entiteit");
            return;
        }
        made.entity = found->second.get();
        const std::string schema = scope_.merged.find(named->text)->second.text_of("zgw");
        if (!expected.empty() && !schema.empty() && !same_resource(schema, expected)) {
            context_.diagnostics.error(named->place, "entiteit " + in_quotes(named->text) + " is een " +
                                                         schema + ", maar bij " + in_quotes(made.is) +
                                                         " hoort een " + expected);
        }
    }

    const ChoiceScope& scope_;
    const BindContext& context_;
    const StufPosition& stuf_;
    const ZgwPosition& zgw_;
    const zgw::Choice* variants_ = nullptr;  // what the vocabulary says of each value of the tag
    const zgw::Property* tag_ = nullptr;
    std::set<std::pair<std::string, std::string>> seen_;  // tag and path of the cases bound
};

}  // namespace

void bind_choice(const ChoiceScope& scope, const SourceNode& node, const StufPosition& stuf,
                 const ZgwPosition& zgw, FieldRule& rule) {
    ChoiceBinder(scope, stuf, zgw).bind(node, rule);
}

}  // namespace veerpont::rules
