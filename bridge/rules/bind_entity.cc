// Binds the entities of one profile: every path is followed through the XSD model and the vocabulary, every
// name found.
#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "bridge/base/text.h"
#include "bridge/rules/bind.h"
#include "bridge/rules/field_checks.h"
#include "bridge/rules/paths.h"
#include "bridge/rules/profile_merge.h"

namespace veerpont::rules {

namespace {

using source::Diagnostics;
using source::SourceNode;

Only only_of(const SourceNode& node) {
    const std::string only = node.text_of("only");
    return only == "to-zgw" ? Only::kToZgw : only == "to-stuf" ? Only::kToStuf : Only::kBoth;
}

// Binds the fields of one entity, and of groups within.
class EntityBinder {
  public:
    EntityBinder(const BindContext& context, const BoundProfile& profile, const Bound& bound,
                 const std::map<std::string, SourceNode, std::less<>>& merged)
        : context_(context),
          diagnostics_(context.diagnostics),
          profile_(profile),
          bound_(bound),
          merged_(merged) {}

    void bind(Entity& entity, const SourceNode& node) {
        entity.about = node.text_of("about");
        entity.stuf = node.texts_of("stuf");
        entity.zgw = node.text_of("zgw");
        entity.personal = node.bool_of("personal");
        entity.omit_incomplete = node.text_of("incomplete") == "omit";
        entity.source = location_of(node.place);
        const ZgwPosition zgw = bind_schema(node);
        if (const zgw::Schema* const schema =
                zgw.schema.empty() ? nullptr : context_.zgw.vocabulary()->find_schema(zgw.schema)) {
            for (const zgw::Property& property : schema->properties) {
                if (!property.read_only) {
                    entity.properties.push_back(property.name);
                }
            }
        }
        entity.expands = bind_expands(node, zgw);
        entity.identity = bind_identity(node, zgw);
        expands_ = entity.expands;
        parts_ = {entity.name};
        entity.fields = bind_fields(node, bind_types(node), zgw, entity.personal);
    }

  private:
    ZgwPosition bind_schema(const SourceNode& node) {
        const SourceNode* const named = node.find("zgw");
        if (named == nullptr || !named->is_string()) {
            return open_zgw();
        }
        ZgwStep step = context_.zgw.schema(named->text);
        if (!step.missing.empty()) {
            diagnostics_.error(named->place, "ZGW kent geen schema " + in_quotes(named->text),
                               closest(named->text, step.known).value_or(""));
            return open_zgw();
        }
        return step.position;
    }

    StufPosition bind_types(const SourceNode& node) {
        StufPosition position;
        const SourceNode* const named = node.find("stuf");
        const auto add = [&](const SourceNode& name) {
            if (!name.is_string()) {
                return;
            }
            StufStep step = context_.stuf.entity(name.text);
            if (!step.missing.empty()) {
                diagnostics_.error(name.place,
                                   "StUF kent geen entiteittype of type " + in_quotes(step.missing),
                                   closest(step.missing, step.known).value_or(""));
                position.open = true;
            }
            position.open = position.open || step.position.open;
            position.types.insert(position.types.end(), step.position.types.begin(),
                                  step.position.types.end());
            position.elements.insert(position.elements.end(), step.position.elements.begin(),
                                     step.position.elements.end());
        };
        if (named == nullptr) {
            position.open = true;
        } else if (named->is_list()) {
            std::for_each(named->children.begin(), named->children.end(), add);
        } else {
            add(*named);
        }
        return position;
    }

    std::map<std::string, std::string> bind_expands(const SourceNode& node, const ZgwPosition& zgw) {
        std::map<std::string, std::string> made;
        for (const SourceNode& member : node.children_of("expands")) {
            made.emplace(member.key, member.text);
            const ZgwStep property = context_.zgw.follow(zgw, {member.key}, {});
            if (!property.missing.empty()) {
                diagnostics_.error(member.key_place,
                                   property.owner + " heeft geen eigenschap " + in_quotes(member.key),
                                   closest(member.key, property.known).value_or(""));
            }
            const ZgwStep schema = context_.zgw.schema(member.text);
            if (!schema.missing.empty()) {
                diagnostics_.error(member.place, "ZGW kent geen schema " + in_quotes(member.text),
                                   closest(member.text, schema.known).value_or(""));
            }
        }
        return made;
    }

    std::vector<std::vector<std::string>> bind_identity(const SourceNode& node, const ZgwPosition& zgw) {
        std::vector<std::vector<std::string>> made;
        const auto add = [&](const SourceNode& name) {
            const ZgwStep property = context_.zgw.follow(zgw, {name.text}, {});
            if (!property.missing.empty()) {
                diagnostics_.error(name.place,
                                   property.owner + " heeft geen eigenschap " + in_quotes(name.text),
                                   closest(name.text, property.known).value_or(""));
            }
            made.back().push_back(name.text);
        };
        for (const SourceNode& group : node.children_of("identity")) {
            made.emplace_back();
            if (group.is_list()) {
                std::for_each(group.children.begin(), group.children.end(), add);
            } else {
                add(group);
            }
        }
        return made;
    }

    std::vector<FieldRule> bind_fields(const SourceNode& owner, const StufPosition& stuf,
                                       const ZgwPosition& zgw, bool personal) {
        std::vector<FieldRule> made;
        for (const SourceNode& node : owner.children_of("fields")) {
            if (node.is_object()) {
                made.push_back(bind_field(node, stuf, zgw, personal));
            }
        }
        check_twice(context_, made);
        return made;
    }

    FieldRule bind_field(const SourceNode& node, const StufPosition& stuf, const ZgwPosition& zgw,
                         bool personal) {
        FieldRule rule;
        rule.kind = static_cast<FieldRule::Kind>(field_kind(node));
        rule.source = location_of(node.place);
        rule.default_source = rule.source;
        rule.personal = personal || node.bool_of("personal");
        rule.note = node.text_of(rule.kind == FieldRule::Kind::kIgnored ? "ignored" : "note");
        bind_words(node, rule);
        const StufPosition stuf_here = bind_stuf(node, stuf, rule);
        const ZgwPosition zgw_here = bind_zgw(node, zgw, rule);
        if (const SourceNode* const when = node.find("when"); when != nullptr && when->is_object()) {
            rule.when = parse_condition(*when, diagnostics_);
            check_condition(*rule.when, *when, stuf);
        }
        switch (rule.kind) {
            case FieldRule::Kind::kPair:
            case FieldRule::Kind::kZgwOnly:
            case FieldRule::Kind::kStufOnly:
                bind_value(node, stuf_here, zgw_here, rule);
                break;
            case FieldRule::Kind::kGroup:
                bind_group(node, stuf_here, zgw_here, rule);
                break;
            case FieldRule::Kind::kChoice:
                bind_choice(node, stuf, zgw, rule);
                break;
            case FieldRule::Kind::kIgnored:
                break;
        }
        return rule;
    }

    // Words that need no standard.
    void bind_words(const SourceNode& node, FieldRule& rule) {
        const SourceNode* const required = node.find("required");
        if (required != nullptr && required->is_bool() && required->boolean) {
            rule.required = Required::kAlways;
        } else if (required != nullptr && required->text == "create") {
            rule.required = Required::kCreate;
        }
        rule.only = only_of(node);
        rule.max = static_cast<std::size_t>(std::max<std::int64_t>(0, node.integer_of("max")));
        rule.truncate = node.text_of("too-long") == "truncate";
        rule.partial = node.text_of("partial") == "first-day" ? Partial::kFirstDay : Partial::kRefuse;
        rule.on_error = node.text_of("on-error") == "omit" ? OnError::kOmit : OnError::kFail;
        rule.omit_incomplete = node.text_of("incomplete") == "omit";
        rule.many = node.bool_of("many");
        rule.value = node.text_of("value");
        rule.lookup_fallback = node.text_of("fallback");
        if (const SourceNode* const from = node.find("from"); from != nullptr && from->is_string()) {
            rule.from = parse_template(from->text, from->place, diagnostics_);
        }
        const SourceNode* const preset = node.find("default");
        if (preset == nullptr || !preset->is_object()) {
            return;
        }
        rule.default_source = location_of(preset->key_place);
        if (const SourceNode* const to_zgw = preset->find("to-zgw")) {
            rule.default_to_zgw = source::to_json(*to_zgw);
            if (to_zgw->is_string() && to_zgw->text == "today") {
                rule.default_template = parse_template("{today}", to_zgw->place, diagnostics_);
            } else if (to_zgw->is_string() && to_zgw->text.find('{') != std::string::npos) {
                rule.default_template = parse_template(to_zgw->text, to_zgw->place, diagnostics_);
            }
        }
        if (const SourceNode* const to_stuf = preset->find("to-stuf");
            to_stuf != nullptr && to_stuf->is_string()) {
            rule.default_to_stuf = to_stuf->text;
        }
    }

    StufPosition follow_stuf(const StufPosition& from, const StufPath& path, const SourceNode& at) {
        StufStep step = context_.stuf.follow(from, path);
        if (!step.missing.empty()) {
            diagnostics_.error(at.place,
                               "StUF kent het pad " + in_quotes(path.text) +
                                   " hier niet: " + in_quotes(step.missing) + " bestaat niet",
                               closest(step.missing, step.known).value_or(""));
            step.position.open = true;
        }
        return step.position;
    }

    StufPosition bind_stuf(const SourceNode& node, const StufPosition& from, FieldRule& rule) {
        StufPosition position = open_stuf();
        if (const SourceNode* const path = node.find("stuf"); path != nullptr && path->is_string()) {
            const std::size_t before = diagnostics_.errors();
            rule.stuf = parse_stuf_path(path->text, path->place, diagnostics_);
            if (diagnostics_.errors() == before) {
                position = follow_stuf(from, rule.stuf, *path);
            }
        }
        if (const SourceNode* const also = node.find("or")) {
            const auto add = [&](const SourceNode& path) {
                if (path.is_string()) {
                    rule.also_read.push_back(parse_stuf_path(path.text, path.place, diagnostics_));
                    follow_stuf(from, rule.also_read.back(), path);
                    if (path.text == rule.stuf.text) {
                        diagnostics_.error(path.place, "\"or\" noemt " + in_quotes(path.text) + " nog eens");
                    }
                }
            };
            if (also->is_list()) {
                std::for_each(also->children.begin(), also->children.end(), add);
            } else {
                add(*also);
            }
        }
        return position;
    }

    ZgwPosition bind_zgw(const SourceNode& node, const ZgwPosition& from, FieldRule& rule) {
        const bool choice = rule.kind == FieldRule::Kind::kChoice;
        const SourceNode* const path = node.find(choice ? "choice" : "zgw");
        if (path == nullptr || !path->is_string()) {
            return open_zgw();
        }
        const std::size_t before = diagnostics_.errors();
        rule.zgw = parse_zgw_path(path->text, path->place, diagnostics_);
        if (diagnostics_.errors() > before) {
            return open_zgw();
        }
        ZgwStep step = context_.zgw.follow(from, rule.zgw.steps, expands_);
        if (!step.missing.empty()) {
            diagnostics_.error(path->place,
                               (step.owner.empty() ? "ZGW" : step.owner) + " heeft geen eigenschap " +
                                   in_quotes(step.missing),
                               closest(step.missing, step.known).value_or(""));
            return open_zgw();
        }
        const bool writes =
            rule.only != Only::kToStuf && outer_ != Only::kToStuf && rule.kind != FieldRule::Kind::kIgnored;
        const bool read_only = step.position.property != nullptr && step.position.property->read_only;
        if (writes && (read_only || step.position.expanded)) {
            diagnostics_.error(path->place,
                               in_quotes(path->text) +
                                   (read_only ? " is in ZGW alleen-lezen"
                                              : " hoort bij een andere resource en is alleen te lezen") +
                                   "; zet er \"only\": \"to-stuf\" bij, met een \"note\"");
        }
        const bool reads =
            rule.only != Only::kToZgw && outer_ != Only::kToZgw && rule.kind == FieldRule::Kind::kPair;
        if (reads && step.position.property != nullptr && step.position.property->write_only) {
            diagnostics_.error(
                path->place,
                in_quotes(path->text) +
                    " staat nooit in een antwoord; zet er \"only\": \"to-zgw\" bij, met een \"note\"");
        }
        return step.position;
    }

    void check_condition(const Condition& condition, const SourceNode& at, const StufPosition& from) {
        if (!condition.path.empty()) {
            follow_stuf(from, condition.stuf, at.children.front());
        }
        for (const Condition& child : condition.children) {
            check_condition(child, at, from);
        }
    }

    void bind_value(const SourceNode& node, const StufPosition& stuf, const ZgwPosition& zgw,
                    FieldRule& rule) {
        const std::string as = node.text_of("as", "text");
        rule.converter = find_converter(as);
        if (rule.converter == nullptr) {
            std::vector<std::string> names;
            for (const Converter* const converter : all_converters()) {
                names.emplace_back(converter->name());
            }
            diagnostics_.error(node.find("as")->place, "onbekende omzetting " + in_quotes(as),
                               closest(as, names).value_or(""));
            rule.converter = find_converter("text");
        }
        if (const SourceNode* const codes = node.find("codes"); codes != nullptr && codes->is_string()) {
            const auto found = profile_.codes.find(codes->text);
            if (found == profile_.codes.end()) {
                context_.unknown(FileKind::kCodes, *codes, "codetabel");
            } else {
                rule.codes = found->second;
            }
        }
        if (const SourceNode* const lookup = node.find("lookup"); lookup != nullptr && lookup->is_string()) {
            const auto found = bound_.lookups.find(lookup->text);
            if (found == bound_.lookups.end()) {
                context_.unknown(FileKind::kLookup, *lookup, "opzoektabel");
            } else {
                rule.lookup = found->second.get();
            }
        }
        if (rule.kind == FieldRule::Kind::kPair) {
            check_converter(node, stuf, zgw, rule);
        }
        check_zgw_value(context_, node, zgw, rule);
        check_stuf_constant(context_, node, stuf, rule);
    }

    void check_converter(const SourceNode& node, const StufPosition& stuf, const ZgwPosition& zgw,
                         const FieldRule& rule) {
        const SourceNode* const as = node.find("as");
        const SourceNode& at = as == nullptr ? node : *as;
        const std::string name(rule.converter == nullptr ? "" : rule.converter->name());
        if (rule.converter == nullptr) {
            return;
        }
        if (!stuf.open && !stuf.types.empty() && stuf.attribute == nullptr && !rule.stuf.element_name &&
            !rule.converter->takes_element()) {
            const auto fits = [&](const xml::SchemaType* type) {
                return type->any || (type->has_text && rule.converter->fits_stuf(type->primitive));
            };
            if (std::none_of(stuf.types.begin(), stuf.types.end(), fits)) {
                const xml::SchemaType& type = *stuf.types.front();
                diagnostics_.error(at.place,
                                   type.has_text
                                       ? "omzetting " + in_quotes(name) + " past niet bij StUF-waarde " +
                                             in_quotes(rule.stuf.text) + " (" + type.primitive + ")"
                                       : in_quotes(rule.stuf.text) + " is in StUF een groep, geen waarde");
            }
        }
        if (zgw.property == nullptr || rule.lookup != nullptr || rule.codes != nullptr) {
            return;
        }
        if (zgw.property->type != "any" && !rule.converter->fits_zgw(type_and_format(*zgw.property))) {
            std::vector<std::string> fitting;
            for (const Converter* const other : all_converters()) {
                const bool fits_there =
                    stuf.open || stuf.types.empty() || other->fits_stuf(stuf.types.front()->primitive);
                if (other->fits_zgw(type_and_format(*zgw.property)) && fits_there) {
                    fitting.emplace_back(other->name());
                }
            }
            diagnostics_.error(at.place,
                               "omzetting " + in_quotes(name) + " past niet bij ZGW-eigenschap " +
                                   in_quotes(rule.zgw.text) + " (" + type_and_format(*zgw.property) + ")",
                               fitting.size() == 1 ? fitting.front() : "");
        }
    }

    void bind_group(const SourceNode& node, const StufPosition& stuf, const ZgwPosition& zgw,
                    FieldRule& rule) {
        if (zgw.property != nullptr && !zgw.open && zgw.is_array() != rule.many) {
            diagnostics_.error(
                node.place,
                zgw.is_array()
                    ? in_quotes(rule.zgw.text) + " is in ZGW een lijst: zet er \"many\": true bij"
                    : in_quotes(rule.zgw.text) + " is in ZGW geen lijst; \"many\" hoort hier niet");
        }
        ZgwPosition inside = context_.zgw.item_of(zgw);
        if (!inside.open && inside.property != nullptr && inside.schema.empty()) {
            const auto expanded = expands_.find(inside.property->name);
            if (expanded == expands_.end()) {
                diagnostics_.error(node.place,
                                   in_quotes(rule.zgw.text) + " is in ZGW een waarde, geen groep");
            } else {
                inside = context_.zgw.schema(expanded->second).position;
                inside.expanded = true;
            }
        }
        const Only outer = outer_;
        outer_ = rule.only == Only::kBoth ? outer_ : rule.only;
        if (const SourceNode* const part = node.find("entity")) {
            bind_part(*part, stuf, inside, rule);
        } else {
            rule.fields = bind_fields(node, stuf, inside, rule.personal);
        }
        check_group(context_, node, inside, rule, outer_ != Only::kToStuf);
        outer_ = outer;
    }

    // A group with the fields of another entity.
    void bind_part(const SourceNode& part, const StufPosition& stuf, const ZgwPosition& inside,
                   FieldRule& rule) {
        const auto found = part.is_string() ? merged_.find(part.text) : merged_.end();
        if (found == merged_.end()) {
            context_.unknown(FileKind::kEntity, part, "entiteit");
            return;
        }
        if (std::find(parts_.begin(), parts_.end(), part.text) != parts_.end()) {
            diagnostics_.error(part.place, "entiteit " + in_quotes(part.text) + " bevat zichzelf (" +
                                               join(parts_, " > ") + " > " + part.text + ")");
            return;
        }
        const SourceNode& owner = found->second;
        const std::string schema = owner.text_of("zgw");
        if (!inside.open && !inside.schema.empty() && !schema.empty() &&
            !same_resource(schema, inside.schema)) {
            diagnostics_.error(part.place, "entiteit " + in_quotes(part.text) + " is een " + schema +
                                               ", maar " + in_quotes(rule.zgw.text) + " is een " +
                                               inside.schema);
        }
        // Its paths may be those of any place where it is used: a list holds less than the thing itself.
        StufPosition both = stuf;
        const StufPosition own = bind_types(owner);
        both.open = both.open || own.open;
        both.types.insert(both.types.end(), own.types.begin(), own.types.end());
        const auto expands = expands_;
        for (const SourceNode& member : owner.children_of("expands")) {
            expands_.emplace(member.key, member.text);
        }
        parts_.push_back(part.text);
        rule.fields = bind_fields(owner, both, inside, rule.personal || owner.bool_of("personal"));
        parts_.pop_back();
        expands_ = expands;
    }

    void bind_choice(const SourceNode& node, const StufPosition& stuf, const ZgwPosition& zgw,
                     FieldRule& rule) {
        const zgw::Vocabulary* const vocabulary = context_.zgw.vocabulary();
        const zgw::Schema* const schema =
            vocabulary == nullptr || zgw.schema.empty() ? nullptr : vocabulary->find_schema(zgw.schema);
        const zgw::Choice* const choice =
            schema != nullptr && schema->choice && schema->choice->property == rule.zgw.text
                ? &*schema->choice
                : nullptr;
        const zgw::Property* const tag = schema == nullptr ? nullptr : schema->find(rule.zgw.text);
        std::set<std::pair<std::string, std::string>> seen;
        for (const SourceNode& item : node.children_of("cases")) {
            if (!item.is_object()) {
                continue;
            }
            FieldRule::Case made;
            made.is = item.text_of("is");
            made.source = location_of(item.place);
            made.only = only_of(item);
            if (const SourceNode* const when = item.find("when"); when != nullptr && when->is_object()) {
                made.when = parse_condition(*when, diagnostics_);
                check_condition(*made.when, *when, stuf);
            }
            if (const SourceNode* const path = item.find("stuf"); path != nullptr && path->is_string()) {
                made.stuf = parse_stuf_path(path->text, path->place, diagnostics_);
                follow_stuf(stuf, made.stuf, *path);
            }
            if (!made.when && !item.has("with") && !seen.emplace(made.is, made.stuf.text).second) {
                diagnostics_.error(item.place, "het geval " + in_quotes(made.is) + " met " +
                                                   in_quotes(made.stuf.text) + " staat er al");
            }
            const SourceNode* const is = item.find("is");
            if (tag != nullptr && !tag->values.empty() && is != nullptr &&
                std::find(tag->values.begin(), tag->values.end(), made.is) == tag->values.end()) {
                diagnostics_.error(is->place,
                                   in_quotes(made.is) + " is geen waarde van " + in_quotes(tag->name),
                                   closest(made.is, tag->values).value_or(""));
            }
            std::string expected = zgw.schema;
            if (const SourceNode* const path = item.find("zgw"); path != nullptr && path->is_string()) {
                made.zgw = parse_zgw_path(path->text, path->place, diagnostics_);
                const ZgwStep step = context_.zgw.follow(zgw, made.zgw.steps, expands_);
                if (!step.missing.empty()) {
                    diagnostics_.error(path->place,
                                       step.owner + " heeft geen eigenschap " + in_quotes(step.missing),
                                       closest(step.missing, step.known).value_or(""));
                }
                expected = step.position.schema;
                check_variant(choice, made, *path, expected);
            }
            bind_case_with(item, zgw, made);
            bind_case_entity(item, expected, made);
            rule.cases.push_back(std::move(made));
        }
    }

    // The property and schema that this value of the tag has, as the vocabulary says.
    void check_variant(const zgw::Choice* choice, const FieldRule::Case& made, const SourceNode& path,
                       std::string& expected) {
        if (choice == nullptr) {
            return;
        }
        const auto variant = choice->cases.find(made.is);
        if (variant == choice->cases.end()) {
            return;
        }
        if (!variant->second.property.empty() && variant->second.property != made.zgw.text) {
            diagnostics_.error(
                path.place,
                "bij " + in_quotes(made.is) + " hoort de eigenschap " + in_quotes(variant->second.property),
                variant->second.property);
        }
        expected = variant->second.schema;
    }

    // Further properties that the case sets.
    void bind_case_with(const SourceNode& item, const ZgwPosition& zgw, FieldRule::Case& made) {
        for (const SourceNode& member : item.children_of("with")) {
            ZgwPath path = parse_zgw_path(member.key, member.key_place, diagnostics_);
            const ZgwStep step = context_.zgw.follow(zgw, path.steps, expands_);
            if (!step.missing.empty()) {
                diagnostics_.error(member.key_place,
                                   step.owner + " heeft geen eigenschap " + in_quotes(step.missing),
                                   closest(step.missing, step.known).value_or(""));
            } else if (step.position.property != nullptr && !step.position.property->values.empty() &&
                       std::find(step.position.property->values.begin(), step.position.property->values.end(),
                                 member.text) == step.position.property->values.end()) {
                diagnostics_.error(member.place,
                                   in_quotes(member.text) + " is geen waarde van " + in_quotes(member.key),
                                   closest(member.text, step.position.property->values).value_or(""));
            }
            made.with.emplace_back(std::move(path), member.text);
        }
    }

    void bind_case_entity(const SourceNode& item, const std::string& expected, FieldRule::Case& made) {
        const SourceNode* const named = item.find("entity");
        if (named == nullptr || !named->is_string()) {
            return;
        }
        const auto found = profile_.entities.find(named->text);
        if (found == profile_.entities.end()) {
            context_.unknown(FileKind::kEntity, *named, "entiteit");
            return;
        }
        made.entity = found->second.get();
        const std::string schema = merged_.find(named->text)->second.text_of("zgw");
        if (!expected.empty() && !schema.empty() && !same_resource(schema, expected)) {
            diagnostics_.error(named->place, "entiteit " + in_quotes(named->text) + " is een " + schema +
                                                 ", maar bij " + in_quotes(made.is) + " hoort een " +
                                                 expected);
        }
    }

    // Where nothing is known of the standard: every path may go on from there.
    static StufPosition open_stuf() {
        StufPosition position;
        position.open = true;
        return position;
    }
    static ZgwPosition open_zgw() {
        ZgwPosition position;
        position.open = true;
        return position;
    }

    const BindContext& context_;
    Diagnostics& diagnostics_;
    const BoundProfile& profile_;
    const Bound& bound_;
    const std::map<std::string, SourceNode, std::less<>>& merged_;
    std::map<std::string, std::string> expands_;
    Only outer_ = Only::kBoth;        // of the groups around the field bound
    std::vector<std::string> parts_;  // the entity bound and the parts within parts
};

}  // namespace

void bind_entities(const BindContext& context, BoundProfile& profile, const Bound& bound,
                   const std::vector<const SourceNode*>& profiles) {
    std::map<std::string, SourceNode, std::less<>> merged;
    for (const auto& [name, file] : context.definitions.all(FileKind::kEntity)) {
        if (!file->readable) {
            continue;
        }
        merged.emplace(name, merge_profiles(file->root, name, profiles, context.diagnostics));
        auto entity = std::make_unique<Entity>();
        entity->name = name;
        profile.entities.emplace(name, std::move(entity));
    }
    EntityBinder binder(context, profile, bound, merged);
    for (const auto& [name, node] : merged) {
        binder.bind(*profile.entities.find(name)->second, node);
    }
    for (const auto& [name, entity] : profile.entities) {
        for (const FieldRule& rule : entity->fields) {
            for (const FieldRule::Case& item : rule.cases) {
                if (item.entity != nullptr && !item.zgw.empty() && rule.only != Only::kToStuf) {
                    const source::Place place =
                        source::place_of_file(item.entity->source.file, item.entity->source.line);
                    check_required(context, *item.entity, item.entity->zgw, {}, place);
                }
            }
        }
    }
}

}  // namespace veerpont::rules
