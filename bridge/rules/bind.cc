#include "bridge/rules/bind.h"

#include <algorithm>
#include <array>
#include <utility>

#include "bridge/base/text.h"
#include "bridge/rules/paths.h"
#include "bridge/xml/names.h"

namespace veerpont::rules {

namespace {

using source::Diagnostics;
using source::SourceNode;

NoValuePolicy standard_policy() {
    NoValuePolicy policy;
    policy.to_zgw = {{stuf::NoValue::kGeenWaarde, NoValueAction::kClear},
                     {stuf::NoValue::kWaardeOnbekend, NoValueAction::kLeave},
                     {stuf::NoValue::kVastgesteldOnbekend, NoValueAction::kLeave},
                     {stuf::NoValue::kNietOndersteund, NoValueAction::kLeave},
                     {stuf::NoValue::kNietGeautoriseerd, NoValueAction::kLeave}};
    return policy;
}

void apply_no_value(const SourceNode& profile, NoValuePolicy& policy) {
    for (const SourceNode& member : profile.children_of("no-value")) {
        if (member.key == "to-stuf") {
            policy.to_stuf = stuf::parse_no_value(member.text).value_or(policy.to_stuf);
        } else if (const auto value = stuf::parse_no_value(member.key)) {
            policy.to_zgw[*value] = member.text == "clear" ? NoValueAction::kClear : NoValueAction::kLeave;
        }
    }
}

void apply_codes(const BindContext& context, const SourceNode& node, const Bound& bound,
                 BoundProfile& profile) {
    for (const SourceNode& member : node.children_of("codes")) {
        const auto replacement = bound.codes.find(member.text);
        if (replacement == bound.codes.end()) {
            context.unknown(FileKind::kCodes, member, "codetabel");
        } else if (!context.definitions.known(FileKind::kCodes, member.key)) {
            context.diagnostics.error(
                member.key_place, "onbekende codetabel \"" + member.key + "\"",
                closest(member.key, context.definitions.names(FileKind::kCodes)).value_or(""));
        } else {
            profile.codes[member.key] = replacement->second.get();
        }
    }
}

// Overrides and additions of entities that do not exist, and settings of strategies that do not.
void check_profile_names(const BindContext& context, const SourceNode& profile) {
    for (const char* const word : {"override", "add"}) {
        for (const SourceNode& rule : profile.children_of(word)) {
            const SourceNode* const in = rule.find("in");
            if (in != nullptr && in->is_string() && !context.definitions.known(FileKind::kEntity, in->text)) {
                context.unknown(FileKind::kEntity, *in, "entiteit");
            }
        }
    }
    for (const SourceNode& setting : profile.children_of("settings")) {
        const auto& known = context.strategies;
        if (!known.empty() && std::find(known.begin(), known.end(), setting.key) == known.end()) {
            context.diagnostics.warning(
                setting.key_place, "geen strategie heet \"" + setting.key + "\": niets leest deze instelling",
                closest(setting.key, known).value_or(""));
        }
    }
}

void bind_profile(const BindContext& context, const std::string& name, const SourceNode* base,
                  const SourceNode* own, Bound& bound) {
    BoundProfile& profile = bound.profiles[name];
    profile.name = name;
    profile.no_value = standard_policy();
    for (const auto& [table_name, table] : bound.codes) {
        profile.codes.emplace(table_name, table.get());
    }
    std::vector<const SourceNode*> layers;
    for (const SourceNode* const layer : {base, own}) {
        if (layer == nullptr) {
            continue;
        }
        layers.push_back(layer);
        apply_no_value(*layer, profile.no_value);
        apply_codes(context, *layer, bound, profile);
        if (const SourceNode* const settings = layer->find("settings");
            settings != nullptr && settings->is_object()) {
            profile.settings.merge_patch(source::to_json(*settings));
        }
    }
    if (own != nullptr) {
        profile.zaaktypen = own->texts_of("zaaktypen");
        check_profile_names(context, *own);
    } else if (base != nullptr) {
        check_profile_names(context, *base);
    }
    bind_entities(context, profile, bound, layers);
}

void check_zaaktypen(const BindContext& context) {
    std::map<std::string, std::string> owner;
    for (const auto& [name, file] : context.definitions.all(FileKind::kProfile)) {
        for (const SourceNode& zaaktype : file->root.children_of("zaaktypen")) {
            const auto [first, added] = owner.emplace(zaaktype.text, name);
            if (!added) {
                context.diagnostics.error(
                    zaaktype.place,
                    "zaaktype \"" + zaaktype.text + "\" hoort al bij profiel \"" + first->second + "\"");
            }
        }
    }
}

// How these senders want their answers written. A setting of the wrong kind was reported when it was read.
stuf::ReplyStyle reply_style(const nlohmann::json& settings) {
    const auto flag = [&](const char* name, bool standard) {
        const auto found = settings.find(name);
        return found != settings.end() && found->is_boolean() ? found->get<bool>() : standard;
    };
    stuf::ReplyStyle style;
    style.writer.declaration = flag("xml-declaration", false);
    style.writer.numeric_references = flag("numeric-references", true);
    style.fillers = flag("fillers", true);
    const std::array<std::pair<std::string_view, std::string_view>, 7> known = {{{"zkn", xml::kZkn},
                                                                                 {"zds", xml::kZds12},
                                                                                 {"stuf", xml::kStuf},
                                                                                 {"bg", xml::kBg},
                                                                                 {"xsi", xml::kXsi},
                                                                                 {"xmime", xml::kXmime},
                                                                                 {"gml", xml::kGml}}};
    const auto prefixes = settings.find("prefixes");
    if (prefixes == settings.end() || !prefixes->is_object()) return style;
    for (const auto& [word, prefix] : prefixes->items()) {
        if (!prefix.is_string()) continue;
        for (auto& [current, ns] : style.writer.prefixes) {
            const bool soap = word == "soap" && (ns == xml::kSoap11 || ns == xml::kSoap12);
            const bool named =
                std::any_of(known.begin(), known.end(), [&, &word_ = word, &ns_ = ns](const auto& one) {
                    return one.first == word_ && one.second == ns_;
                });
            if (soap || named) current = prefix.get<std::string>();
        }
    }
    return style;
}

void bind_clients(const BindContext& context, Bound& bound) {
    const SourceNode* const base = context.definitions.find(FileKind::kClient, "default");
    const auto settings_of = [](const SourceNode& node) {
        nlohmann::json settings = source::to_json(node);
        for (const char* const word : {"$schema", "client", "about", "note"}) {
            settings.erase(word);
        }
        return settings;
    };
    ClientProfile standard;
    standard.name = "default";
    standard.settings = nlohmann::json::object();
    if (base != nullptr && base->is_object()) {
        standard.settings = settings_of(*base);
        standard.source = location_of(base->place);
    }
    standard.style = reply_style(standard.settings);
    for (const auto& [name, file] : context.definitions.all(FileKind::kClient)) {
        if (!file->readable || !file->root.is_object() || name == "default") {
            continue;
        }
        ClientProfile client;
        client.name = name;
        client.settings = standard.settings;
        client.settings.merge_patch(settings_of(file->root));
        client.source = location_of(file->root.place);
        client.style = reply_style(client.settings);
        bound.clients.emplace(name, std::move(client));
    }
    bound.clients.emplace("default", std::move(standard));
}

}  // namespace

void BindContext::unknown(FileKind kind, const SourceNode& reference, std::string_view what) const {
    if (!definitions.known(kind, reference.text)) {
        diagnostics.error(reference.place, "onbekende " + std::string(what) + " \"" + reference.text + "\"",
                          closest(reference.text, definitions.names(kind)).value_or(""));
    }
}

std::vector<std::pair<std::string, Template>> bind_templates(const SourceNode* map,
                                                             Diagnostics& diagnostics) {
    std::vector<std::pair<std::string, Template>> made;
    if (map == nullptr) {
        return made;
    }
    for (const SourceNode& member : map->children) {
        made.emplace_back(member.key, parse_template(member.text, member.place, diagnostics));
    }
    return made;
}

Bound bind(const BindContext& context) {
    Bound bound;
    bind_codes(context, bound);
    bind_lookups(context, bound);
    const SourceNode* const base = context.definitions.find(FileKind::kProfile, "default");
    bind_profile(context, "default", base, nullptr, bound);
    for (const auto& [name, file] : context.definitions.all(FileKind::kProfile)) {
        if (name != "default" && file->readable) {
            bind_profile(context, name, base, &file->root, bound);
        }
    }
    check_zaaktypen(context);
    bind_clients(context, bound);
    return bound;
}

}  // namespace veerpont::rules
