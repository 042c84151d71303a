#include "bridge/operations/reply_builder.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <string_view>
#include <utility>

#include "bridge/base/text.h"
#include "bridge/operations/scope.h"

namespace veerpont::operations {

namespace {

using nlohmann::json;

constexpr int kMaxReplyRounds = 8;

// What an answer holds whatever its scope asked for: real clients rely on it (client-tolerance A8, T83, T84).
// Paths below the object; an entry covers all that is below it.
constexpr std::array<std::string_view, 3> kAlwaysZaak{"identificatie", "omschrijving", "isVan"};
constexpr std::array<std::string_view, 6> kAlwaysDocument{
    "identificatie", "titel", "dct.omschrijving", "creatiedatum", "vertrouwelijkAanduiding", "auteur"};
constexpr std::string_view kContent = "inhoud";

bool covers(std::string_view entry, std::string_view path) {
    return path == entry ||
           (path.size() > entry.size() && path.starts_with(entry) && path[entry.size()] == '/');
}

// Whether the element at this path below the object goes into the answer.
bool wanted(const Run& run, std::string_view path) {
    const auto always = [](const auto& entries, std::string_view below) {
        return std::any_of(entries.begin(), entries.end(),
                           [&](std::string_view entry) { return covers(entry, below); });
    };
    constexpr std::string_view kList = "heeftRelevant/gerelateerde/";
    const bool document = run.plan->reply.entiteittype == "EDC";
    if (document && covers(kContent, path)) {
        return run.takes(kContent);
    }
    if (document ? always(kAlwaysDocument, path)
                 : always(kAlwaysZaak, path) ||
                       (path.starts_with(kList) && always(kAlwaysDocument, path.substr(kList.size())))) {
        return true;
    }
    return run.message->in_scope(path);
}

class Builder {
  public:
    explicit Builder(Run& run) : run_(run) {}

    Result<std::vector<xml::Node>> objects() {
        const rules::Reply& reply = run_.plan->reply;
        std::vector<xml::Node> made;
        if (reply.for_each.empty()) {
            Result<xml::Node> object = one(json::object());
            if (!object.ok()) {
                return object.problem();
            }
            made.push_back(std::move(*object));
            return made;
        }
        const json list = fill_value(reply.for_each, run_.scope, json::object());
        for (const json& item : list.is_array() ? list : json::array()) {
            Result<xml::Node> object = one(json{{"item", item}});
            if (!object.ok()) {
                return object.problem();
            }
            made.push_back(std::move(*object));
        }
        return made;
    }

  private:
    Result<xml::Node> one(const json& extra) {
        const rules::Reply& reply = run_.plan->reply;
        xml::Node object("", reply.object.empty() ? "object" : reply.object);
        if (!reply.entiteittype.empty()) {
            object.set(xml::kStuf, "entiteittype", reply.entiteittype);
        }
        if (!reply.function.empty() || (reply.message == "Du02" && reply.inside.empty())) {
            object.set(xml::kStuf, "functie", "entiteit");
        }
        for (const rules::ReplyPart& part : reply.parts) {
            std::vector<json> resources;
            if (!part.for_each.empty()) {
                const json list = fill_value(part.for_each, run_.scope, extra);
                for (const json& item : list.is_array() ? list : json::array()) {
                    resources.push_back(item);
                }
            } else {
                json resource = fill_value(part.from, run_.scope, extra);
                if (!resource.is_null() && resource != "") {
                    resources.push_back(std::move(resource));
                }
            }
            for (const json& resource : resources) {
                const Result<void> added = add(object, part, resource, extra);
                if (!added.ok()) {
                    return added.problem();
                }
            }
        }
        return object;
    }

    Result<void> add(xml::Node& object, const rules::ReplyPart& part, const json& resource,
                     const json& extra) {
        translate::Context context;
        context.scope = &run_.scope;
        context.answers = &answers_;
        context.no_value = &run_.plan->no_value;
        context.creating = false;
        context.show_values = run_.context.show_values;
        context.today = run_.scope.value("today", "");
        json names = extra;
        names["item"] = resource;
        for (const auto& [name, text] : part.with) {
            std::string value = fill(text, run_.scope, names);
            if (!value.empty()) {
                context.with.emplace(name, std::move(value));
            }
        }
        const std::string prefix = part.into.empty() ? "" : part.into + "/";
        if (run_.plan->reply.message == "La01") {
            context.in_scope = [this, prefix, own = part.elements != nullptr](std::string_view path) {
                return own || wanted(run_, prefix + std::string(path));
            };
        }
        // A part that nobody asked for is not made at all.
        if (!part.into.empty() && context.in_scope && !run_.message->in_scope(part.into) &&
            !wanted(run_, part.into)) {
            return {};
        }
        const std::string element = !part.into.empty()         ? part.into.substr(part.into.rfind('/') + 1)
                                    : part.elements != nullptr ? ""
                                                               : object.local;
        for (int round = 0; round < kMaxReplyRounds; ++round) {
            Result<translate::ToStuf> translated =
                translate::to_stuf(*part.entity, resource, element, context);
            if (!translated.ok()) {
                return translated.problem();
            }
            if (!translated->missing.empty()) {
                const Result<void> resolved = run_.resolve(translated->missing, answers_);
                if (!resolved.ok()) {
                    return resolved.problem();
                }
                continue;
            }
            if (run_.context.trace) {
                context.trace = &run_.trace;
                translated = translate::to_stuf(*part.entity, resource, element, context);
            }
            place(object, part, std::move(translated->node));
            return {};
        }
        return Problem{Problem::Kind::kInternal, "",
                       "look-ups of entity " + part.entity->name + " do not end", part.entity->source.text()};
    }

    void place(xml::Node& object, const rules::ReplyPart& part, xml::Node node) {
        if (!part.content.empty()) {
            attach_content(node, part.content);
        }
        if (part.into.empty() && part.elements == nullptr) {
            std::move(node.children.begin(), node.children.end(), std::back_inserter(object.children));
            std::move(node.attributes.begin(), node.attributes.end(), std::back_inserter(object.attributes));
        } else if (!node.local.empty() &&
                   (!node.children.empty() || !node.text.empty() || !node.attributes.empty())) {
            if (part.elements != nullptr && run_.plan->reply.message == "La01" &&
                !run_.message->in_scope(node.local)) {
                return;
            }
            xml::Node* parent = &object;
            const std::vector<std::string_view> path = split(part.into, '/');
            for (std::size_t i = 0; i + 1 < path.size(); ++i) {
                xml::Node* group = parent->child(path[i]);
                parent = group != nullptr ? group : &parent->add(xml::Node("", path[i]));
            }
            parent->add(std::move(node));
        }
    }

    void attach_content(xml::Node& node, const std::string& step) {
        const auto found = run_.downloads.find(step);
        if (found == run_.downloads.end() || found->second->size() == 0) {
            return;
        }
        const std::shared_ptr<Spool> spool = found->second;
        auto content = std::make_shared<xml::StreamedContent>();
        content->length = spool->size();
        content->open = [spool] { return spool->reader(); };
        xml::Node* target = node.child(kContent);
        if (target == nullptr) {
            target = &node.add(xml::Node("", kContent));
        }
        target->content = std::move(content);
    }

    Run& run_;
    translate::LookupAnswers answers_;
};

// The attributes that the schema fixes for an element: entiteittype, metagegeven.
void set_entiteittype(xml::Node& node, const xml::SchemaType& type) {
    for (const xml::SchemaAttribute& attribute : type.attributes) {
        const bool wanted = attribute.required || attribute.local == "entiteittype";
        if (wanted && !attribute.fixed.empty() && node.attribute(attribute.local).empty()) {
            node.set(attribute.ns, attribute.local, attribute.fixed);
        }
    }
    for (xml::Node& child : node.children) {
        if (const xml::SchemaChild* known = type.child(child.local);
            known != nullptr && known->type != nullptr) {
            set_entiteittype(child, *known->type);
        }
    }
}

// What the schema demands and nobody filled in is said to have no value, where the schema allows that: ZDS 1.2
// wants every part of an anderZaakObject and a heeftRelevant in a list without documents.
void complete(xml::Node& node, const xml::SchemaType& type, std::string_view no_value) {
    if (node.attribute("nil") == "true") {
        return;
    }
    for (const xml::SchemaChild& known : type.children) {
        const bool demanded = known.min > 0 && known.nillable && !known.in_choice;
        if (demanded && node.child(known.local) == nullptr) {
            node.add(xml::Node(known.ns, known.local)).set_no_value(no_value);
        }
    }
    for (xml::Node& child : node.children) {
        if (const xml::SchemaChild* known = type.child(child.local); known != nullptr) {
            complete(child, *known->type, no_value);
        }
    }
}

// Texts that the schema demands and does not let be nil are empty where the register has none: a link, a formaat.
void complete_texts(xml::Node& node, const xml::SchemaType& type) {
    for (const xml::SchemaChild& known : type.children) {
        const bool text =
            known.type->has_text && known.type->primitive == "string" && known.type->enumeration.empty();
        if (known.min > 0 && !known.nillable && !known.in_choice && text &&
            node.child(known.local) == nullptr) {
            node.add(xml::Node(known.ns, known.local));
        }
    }
    for (xml::Node& child : node.children) {
        if (const xml::SchemaChild* known = type.child(child.local); known != nullptr) {
            complete_texts(child, *known->type);
        }
    }
}

// Of alternatives that exclude each other the first stays that has a value: ZGW may know two numbers of a place
// where StUF has room for one.
void choose(xml::Node& node, const xml::SchemaType& type) {
    std::map<std::size_t, std::size_t> chosen;  // branch by choice
    for (const xml::SchemaChild& known : type.children) {
        const xml::Node* const child = known.choice == 0 ? nullptr : node.child(known.local);
        if (child != nullptr && child->attribute("nil") != "true") {
            chosen.emplace(known.choice, known.branch);
        }
    }
    std::erase_if(node.children, [&](const xml::Node& child) {
        bool fits = false, excluded = false;  // one name may stand in several branches
        for (const xml::SchemaChild& known : type.children) {
            if (known.local == child.local) {
                const auto branch = chosen.find(known.choice);
                const bool other = branch != chosen.end() && branch->second != known.branch;
                (other ? excluded : fits) = true;
            }
        }
        return excluded && !fits;
    });
    for (xml::Node& child : node.children) {
        if (const xml::SchemaChild* known = type.child(child.local); known != nullptr) {
            choose(child, *known->type);
        }
    }
}

void fit_to_schema(Run& run, xml::Node& body) {
    const auto model = run.engine.parts.schemas.find(run.message->family());
    if (model == run.engine.parts.schemas.end() || model->second == nullptr) {
        return;
    }
    const xml::SchemaChild* root = model->second->root(body.ns, body.local);
    if (root == nullptr || root->type == nullptr) {
        return;
    }
    choose(body, *root->type);
    if (!run.plan->reply.inside.empty()) {
        const xml::SchemaChild* const answer = root->type->child(run.plan->reply.inside);
        if (xml::Node* const made = body.child(run.plan->reply.inside);
            made != nullptr && answer != nullptr) {
            complete_texts(*made, *answer->type);
        }
    }
    complete(body, *root->type, stuf::no_value_text(run.plan->no_value.to_stuf));
    set_entiteittype(body, *root->type);
    xml::order_by_schema(body, *root->type);
}

// The parts of a free message that holds an answer: its own parameters, and the answer with the objects.
std::vector<xml::Node> answer_inside(const Run& run, std::vector<xml::Node> objects) {
    const rules::Reply& reply = run.plan->reply;
    const std::string_view ns = stuf::reply_namespaces(*run.message).parts;
    std::vector<xml::Node> parts;
    xml::Node& parameters = parts.emplace_back(ns, "parameters");
    for (const auto& [name, text] : reply.parameters) {
        std::string value = fill(text, run.scope, json::object());
        if (!value.empty()) {
            parameters.add(xml::Node(ns, name, std::move(value)));
        }
    }
    xml::Node& answer = parts.emplace_back("", reply.inside);
    answer.add(xml::Node("", "parameters"));
    xml::Node& antwoord = answer.add(xml::Node("", "antwoord"));
    for (xml::Node& object : objects) {
        antwoord.add(std::move(object));
    }
    return parts;
}

}  // namespace

stuf::ReplyContext reply_context(const MessageContext& context, const stuf::Message* message,
                                 const Clock& clock) {
    return {message, clock, context.own, "", context.style};
}

Result<std::vector<xml::Node>> build_objects(Run& run) {
    return Builder(run).objects();
}

std::string reply_code(const Run& run) {
    const std::string& code = run.plan->reply.message;
    return code == "Bv03" && run.message->kind() == stuf::RequestKind::kSynchroon ? "Bv02" : code;
}

Result<xml::Node> build_reply(Run& run) {
    const stuf::ReplyContext context = reply_context(run.context, run.message.get(), *run.engine.parts.clock);
    const std::string wanted_message = reply_code(run);
    if (wanted_message == "Bv01") {
        return stuf::bv01(context);
    }
    if (wanted_message == "Bv02") {
        return stuf::bv02(context, run.meldingen);
    }
    if (wanted_message == "Bv03") {
        return stuf::bv03(context);
    }
    if (wanted_message == "Bv04") {
        return stuf::bv04(context);
    }
    std::vector<xml::Node> objects;
    if (!run.plan->reply.objects.empty()) {
        objects = std::move(run.objects);
    } else if (!run.empty_answer) {
        Result<std::vector<xml::Node>> made = build_objects(run);
        if (!made.ok()) {
            return made.problem();
        }
        objects = std::move(*made);
    }
    if (!run.plan->reply.inside.empty()) {
        objects = answer_inside(run, std::move(objects));
    }
    xml::Node body = wanted_message == "Du02" ? stuf::du02(context, std::move(objects))
                                              : stuf::la01(context, std::move(objects), run.selected);
    fit_to_schema(run, body);
    return body;
}

}  // namespace veerpont::operations
