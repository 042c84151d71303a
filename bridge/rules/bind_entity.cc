// Binds the entities of one profile: every path is followed through the XSD model and the vocabulary, every
// name found.
#include <algorithm>
#include <string>
#include <utility>

#include "bridge/base/text.h"
#include "bridge/rules/bind.h"
#include "bridge/rules/bind_choice.h"
#include "bridge/rules/bind_places.h"
#include "bridge/rules/field_checks.h"
#include "bridge/rules/paths.h"
#include "bridge/rules/profile_merge.h"

namespace veerpont::rules {

namespace {

using source::Diagnostics;
using source::SourceNode;

// Binds the fields of one entity, and of groups within.
class EntityBinder {
  public:
    EntityBinder(const BindContext& context, const BoundProfile& profile, const Bound& bound,
                 const MergedEntities& merged)
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
                report_missing(context_, property, member.key_place);
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
            check_condition(context_, *rule.when, *when, stuf);
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
                bind_choice({context_, profile_, merged_, expands_}, node, stuf, zgw, rule);
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

    StufPosition bind_stuf(const SourceNode& node, const StufPosition& from, FieldRule& rule) {
        StufPosition position = open_stuf();
        if (const SourceNode* const path = node.find("stuf"); path != nullptr && path->is_string()) {
            const std::size_t before = diagnostics_.errors();
            rule.stuf = parse_stuf_path(path->text, path->place, diagnostics_);
            if (diagnostics_.errors() == before) {
                position = follow_stuf(context_, from, rule.stuf, *path);
            }
        }
        if (const SourceNode* const also = node.find("or")) {
            const auto add = [&](const SourceNode& path) {
                if (path.is_string()) {
                    rule.also_read.push_back(parse_stuf_path(path.text, path.place, diagnostics_));
                    follow_stuf(context_, from, rule.also_read.back(), path);
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
            report_missing(context_, step, path->place);
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
            check_converter(context_, node, stuf, zgw, rule);
        }
        check_zgw_value(context_, node, zgw, rule);
        check_stuf_constant(context_, node, stuf, rule);
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

    const BindContext& context_;
    Diagnostics& diagnostics_;
    const BoundProfile& profile_;
    const Bound& bound_;
    const MergedEntities& merged_;
    std::map<std::string, std::string> expands_;
    Only outer_ = Only::kBoth;        // of the groups around the field bound
    std::vector<std::string> parts_;  // the entity bound and the parts within parts
};

}  // namespace

void bind_entities(const BindContext& context, BoundProfile& profile, const Bound& bound,
                   const std::vector<const SourceNode*>& profiles) {
    MergedEntities merged;
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
