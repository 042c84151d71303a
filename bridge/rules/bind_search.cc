#include "bridge/rules/bind_search.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "bridge/base/text.h"
#include "bridge/rules/paths.h"

namespace veerpont::rules {

namespace {

using source::Place;
using source::SourceNode;

// The schemas behind the URLs through which the path of an order may go on.
const std::map<std::string, std::string>& catalogue_schemas() {
    static const std::map<std::string, std::string> schemas = {
        {"zaaktype", "catalogi:ZaakType"}, {"informatieobjecttype", "catalogi:InformatieObjectType"}};
    return schemas;
}

class SearchBinder {
  public:
    SearchBinder(const BindContext& context, const PlanScope& scope, const SearchTables& tables)
        : context_(context), scope_(scope), tables_(tables) {}

    Search bind(const SourceNode& node, const zgw::Operation* operation, const Produced& produced) {
        Search made;
        // Senders select with the elements of answers too (a natuurlijkPersoon), where the schema has only its number.
        StufPosition question = message_position("gelijk", node);
        const StufPosition answered = message_position("start/object", node);
        question.types.insert(question.types.end(), answered.types.begin(), answered.types.end());
        const Target target{operation, nullptr, schema_of(produced.schema)};
        for (const SourceNode& criterion : node.children_of("criteria")) {
            if (criterion.is_object()) {
                made.criteria.push_back(bind_criterion(criterion, question, target));
            }
        }
        for (const SourceNode& relation : node.children_of("relations")) {
            if (relation.is_object()) {
                made.relations.push_back(bind_relation(relation, question, operation));
            }
        }
        for (const SourceNode& order : node.children_of("order")) {
            std::vector<SortKey>& keys = made.order[order.key];
            for (const SourceNode& key : order.children) {
                if (key.is_object()) {
                    keys.push_back(bind_key(key, question, target.schema));
                }
            }
        }
        for (const auto& [word, count] :
             {std::pair{"standard", &made.standard}, {"most", &made.most}, {"limit", &made.limit}}) {
            if (const SourceNode* const given = node.find(word); given != nullptr && given->is_integer()) {
                *count = static_cast<std::size_t>(given->integer);
            }
        }
        return made;
    }

  private:
    // What a criterion is about: the call whose parameters it uses, that of the search itself for `also`, the schema
    // with the properties.
    struct Target {
        const zgw::Operation* operation;
        const zgw::Operation* also;
        ZgwPosition schema;
    };

    StufPosition message_position(const std::string& path, const SourceNode& node) const {
        return scope_.check_message_path(parse_stuf_path(path, node.place, context_.diagnostics), node.place);
    }

    ZgwPosition schema_of(const std::string& name) const {
        ZgwPosition open;
        open.open = true;
        if (name.empty()) {
            return open;
        }
        const ZgwStep step = context_.zgw.schema(name);
        return step.missing.empty() ? step.position : open;
    }

    StufPosition follow(const StufPosition& from, const StufPath& path, const Place& place) const {
        const StufStep step = context_.stuf.follow(from, path);
        if (!step.missing.empty()) {
            context_.diagnostics.error(place, "StUF kent hier geen element " + in_quotes(step.missing),
                                       closest(step.missing, step.known).value_or(""));
            StufPosition open;
            open.open = true;
            return open;
        }
        return step.position;
    }

    ZgwPath property(const SourceNode& node, const ZgwPosition& schema,
                     const std::map<std::string, std::string>& expands) const {
        const SourceNode* const named = node.find("zgw");
        if (named == nullptr || !named->is_string()) {
            return {};
        }
        ZgwPath path = parse_zgw_path(named->text, named->place, context_.diagnostics);
        const ZgwStep step = context_.zgw.follow(schema, path.steps, expands);
        if (!step.missing.empty()) {
            context_.diagnostics.error(named->place,
                                       step.owner + " heeft geen eigenschap " + in_quotes(step.missing),
                                       closest(step.missing, step.known).value_or(""));
        }
        return path;
    }

    const Converter* converter(const SourceNode& node) const {
        const std::string as = node.text_of("as", "text");
        const Converter* const found = find_converter(as);
        if (found == nullptr || found->takes_element()) {
            context_.diagnostics.error(node.find("as") == nullptr ? node.place : node.find("as")->place,
                                       "onbekende omzetting " + in_quotes(as));
            return find_converter("text");
        }
        return found;
    }

    std::string parameter(const SourceNode& node, const char* word, const zgw::Operation* operation) const {
        const SourceNode* const named = node.find(word);
        if (named == nullptr || !named->is_string()) {
            return "";
        }
        if (operation != nullptr && !operation->has_query(named->text)) {
            context_.diagnostics.error(named->place,
                                       operation->method + " " + operation->api + ":" + operation->path +
                                           " kent geen parameter " + in_quotes(named->text),
                                       closest(named->text, operation->query).value_or(""));
        }
        return named->text;
    }

    const CodeTable* codes(const SourceNode& named) const {
        const auto found = tables_.profile.codes.find(named.text);
        if (found == tables_.profile.codes.end()) {
            context_.unknown(FileKind::kCodes, named, "codetabel");
            return nullptr;
        }
        return found->second;
    }

    Criterion bind_criterion(const SourceNode& node, const StufPosition& from, const Target& target) const {
        Criterion made;
        made.source = location_of(node.place);
        if (const SourceNode* const stuf = node.find("stuf"); stuf != nullptr && stuf->is_string()) {
            made.stuf = parse_stuf_path(stuf->text, stuf->place, context_.diagnostics);
            follow(from, made.stuf, stuf->place);
        }
        made.ignored = node.text_of("ignored");
        if (made.ignored.empty() == !node.has("zgw")) {
            context_.diagnostics.error(node.place, "een criterium heeft een van \"zgw\", \"ignored\" nodig");
        }
        if (!made.ignored.empty()) {
            return made;
        }
        made.zgw = property(node, target.schema, {});
        made.converter = converter(node);
        if (const SourceNode* const named = node.find("codes"); named != nullptr && named->is_string()) {
            made.codes = codes(*named);
        }
        if (const SourceNode* const named = node.find("lookup"); named != nullptr && named->is_string()) {
            const auto found = tables_.bound.lookups.find(named->text);
            if (found == tables_.bound.lookups.end()) {
                context_.unknown(FileKind::kLookup, *named, "opzoektabel");
            } else {
                made.lookup = found->second.get();
            }
        }
        made.form = node.text_of("matches");
        made.prefix = node.text_of("prefix");
        made.gelijk = parameter(node, "gelijk", target.operation);
        made.vanaf = parameter(node, "vanaf", target.operation);
        made.tot_en_met = parameter(node, "totEnMet", target.operation);
        made.leeg = parameter(node, "leeg", target.operation);
        made.also = parameter(node, "also", target.also);
        return made;
    }

    SearchRelation bind_relation(const SourceNode& node, const StufPosition& question,
                                 const zgw::Operation* also) const {
        SearchRelation made;
        made.source = location_of(node.place);
        made.refers = node.text_of("refers");
        made.otherwise = node.text_of("otherwise");
        const zgw::Operation* operation = nullptr;
        if (const SourceNode* const call = node.find("call"); call != nullptr && call->is_string()) {
            made.call = parse_call(call->text, call->place, context_.diagnostics);
            if (context_.zgw.vocabulary() != nullptr) {
                operation = context_.zgw.vocabulary()->find_path(made.call.api, made.call.method,
                                                                 made.call.path.text);
            }
            if (made.call.method != "GET" ||
                (context_.zgw.vocabulary() != nullptr && (operation == nullptr || !operation->is_list))) {
                context_.diagnostics.error(call->place, in_quotes(call->text) + " is geen lijst van ZGW");
            }
        }
        const Target target{operation, also, schema_of(operation == nullptr ? "" : operation->answer)};
        std::vector<std::pair<std::string, const SourceNode*>> elements;
        for (const SourceNode& table : node.children_of("elements")) {
            const CodeTable* const known = codes(table);
            if (known == nullptr) {
                continue;
            }
            made.kinds.push_back(parse_zgw_path(table.key, table.key_place, context_.diagnostics));
            made.elements.push_back(known);
            for (const auto& [element, value] : known->pairs) {
                elements.emplace_back(element, &table);
            }
        }
        made.names = node.texts_of("names");
        if (node.has("names") == node.has("elements")) {
            context_.diagnostics.error(node.place, "een relatie heeft een van \"names\", \"elements\" nodig");
        }
        for (const SourceNode& name : node.children_of("names")) {
            elements.emplace_back(name.text, &name);
        }
        if (const SourceNode* const otherwise = node.find("otherwise")) {
            elements.emplace_back(otherwise->text, otherwise);
        }
        StufPosition below;
        for (const auto& [name, place] : elements) {
            const StufPosition at =
                follow(question, parse_stuf_path(name, place->place, context_.diagnostics), place->place);
            below.open = below.open || at.open;
            below.types.insert(below.types.end(), at.types.begin(), at.types.end());
            below.elements.insert(below.elements.end(), at.elements.begin(), at.elements.end());
        }
        for (const SourceNode& criterion : node.children_of("criteria")) {
            if (criterion.is_object()) {
                made.criteria.push_back(bind_criterion(criterion, below, target));
            }
        }
        return made;
    }

    SortKey bind_key(const SourceNode& node, const StufPosition& question, const ZgwPosition& schema) const {
        SortKey made;
        if (const SourceNode* const stuf = node.find("stuf"); stuf != nullptr && stuf->is_string()) {
            made.stuf = parse_stuf_path(stuf->text, stuf->place, context_.diagnostics);
            follow(question, made.stuf, stuf->place);
        }
        made.zgw = property(node, schema, catalogue_schemas());
        made.converter = converter(node);
        made.descending = node.text_of("direction") == "descending";
        return made;
    }

    const BindContext& context_;
    const PlanScope& scope_;
    const SearchTables& tables_;
};

}  // namespace

Search bind_search(const BindContext& context, const PlanScope& scope, const SearchTables& tables,
                   const SourceNode& node, const zgw::Operation* operation, const Produced& produced) {
    return SearchBinder(context, scope, tables).bind(node, operation, produced);
}

void check_like(const BindContext& context, const SourceNode& operation, const SourceNode& like,
                const SourceNode* only_asked) {
    const SourceNode* const other = context.definitions.find(FileKind::kOperation, like.text);
    if (other == nullptr) {
        context.unknown(FileKind::kOperation, like, "operatie");
        return;
    }
    std::vector<std::string> steps;
    for (const SourceNode& step : other->children_of("steps")) {
        steps.push_back(step.text_of("step"));
    }
    if (other->text_of("endpoint") != "BeantwoordVraag" || steps.empty() ||
        like.text == operation.text_of("operation")) {
        context.diagnostics.error(like.place, in_quotes(like.text) + " is geen andere vraag met stappen");
        return;
    }
    if (only_asked == nullptr) {
        return;
    }
    for (const SourceNode& name : only_asked->children) {
        if (std::find(steps.begin(), steps.end(), name.text) == steps.end()) {
            context.diagnostics.error(name.place,
                                      in_quotes(like.text) + " heeft geen stap " + in_quotes(name.text),
                                      closest(name.text, steps).value_or(""));
        }
    }
}

}  // namespace veerpont::rules
