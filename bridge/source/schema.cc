#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bridge/base/text.h"
#include "bridge/source/formats.h"
#include "bridge/source/words.h"

namespace veerpont::source {

namespace {

using Json = nlohmann::json;

Json text_schema(const Shape& shape) {
    Json schema = {{"type", "string"}};
    if (!shape.choices.empty()) {
        schema["enum"] = Json::array();
        for (const std::string_view choice : shape.choices) {
            schema["enum"].push_back(std::string(choice));
        }
    } else if (shape.format != Format::kFree) {
        schema["pattern"] = std::string(format_pattern(shape.format));
    }
    return schema;
}

Json integer_schema(const Shape& shape) {
    Json schema = {{"type", "integer"}};
    if (shape.minimum != INT64_MIN) {
        schema["minimum"] = shape.minimum;
    }
    if (shape.maximum != INT64_MAX) {
        schema["maximum"] = shape.maximum;
    }
    return schema;
}

class SchemaWriter {
  public:
    Json document(const WordTable& root, std::string_view title) {
        Json schema = table(root);
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        schema["title"] = std::string(title);
        schema["properties"]["$schema"] = {{"type", "string"}};
        if (!definitions_.empty()) {
            schema["$defs"] = definitions_;
        }
        return schema;
    }

  private:
    Json table(const WordTable& table) {
        Json schema = {{"type", "object"}, {"additionalProperties", false}, {"properties", Json::object()}};
        if (!table.description.empty()) {
            schema["description"] = std::string(table.description);
        }
        if (table.min_words > 0) {
            schema["minProperties"] = table.min_words;
        }
        for (const Word& word : table.words) {
            Json described = shape(word.shape);
            std::string description(word.description);
            if (!word.standard.empty()) {
                description += " Standaard: " + std::string(word.standard) + ".";
            }
            described["description"] = description;
            schema["properties"][std::string(word.word)] = std::move(described);
            if (word.required) {
                schema["required"].push_back(std::string(word.word));
            }
            if (!word.needs.empty()) {
                schema["dependentRequired"][std::string(word.word)] = {std::string(word.needs)};
            }
        }
        return schema;
    }

    Json reference(const WordTable& table_to_name) {
        const std::string name(table_to_name.name);
        if (!definitions_.contains(name)) {
            definitions_[name] = nullptr;  // a table may refer to itself
            Json schema = table(table_to_name);
            definitions_[name] = std::move(schema);
        }
        return {{"$ref", "#/$defs/" + name}};
    }

    Json shape(const Shape& shape) {
        if (shape.kinds == kAny) {
            return Json::object();
        }
        std::vector<Json> alternatives;
        if ((shape.kinds & kString) != 0) {
            alternatives.push_back(text_schema(shape));
        }
        if ((shape.kinds & kBool) != 0) {
            alternatives.push_back({{"type", "boolean"}});
        }
        if ((shape.kinds & kNumber) != 0) {
            alternatives.push_back({{"type", "number"}});
        } else if ((shape.kinds & kInteger) != 0) {
            alternatives.push_back(integer_schema(shape));
        }
        if ((shape.kinds & kObject) != 0) {
            alternatives.push_back(shape.table != nullptr ? reference(*shape.table)
                                                          : Json{{"type", "object"}});
        } else if ((shape.kinds & kMap) != 0) {
            Json map = {{"type", "object"}};
            if (shape.items != nullptr) {
                map["additionalProperties"] = this->shape(*shape.items);
            }
            alternatives.push_back(std::move(map));
        }
        if ((shape.kinds & kList) != 0) {
            alternatives.push_back(list(shape));
        }
        if ((shape.kinds & kNull) != 0) {
            alternatives.push_back({{"type", "null"}});
        }
        if (alternatives.size() == 1) {
            return alternatives.front();
        }
        return {{"anyOf", alternatives}};
    }

    Json list(const Shape& shape) {
        Json schema = {{"type", "array"}};
        if (shape.items != nullptr) {
            schema["items"] = this->shape(*shape.items);
        }
        if (shape.min_items > 0) {
            schema["minItems"] = shape.min_items;
        }
        if (shape.max_items != SIZE_MAX) {
            schema["maxItems"] = shape.max_items;
        }
        return schema;
    }

    Json definitions_ = Json::object();
};

// The tables that a shape leads to, in order of first mention.
void collect(const WordTable& table, std::vector<const WordTable*>& found) {
    if (std::find(found.begin(), found.end(), &table) != found.end()) {
        return;
    }
    found.push_back(&table);
    for (const Word& word : table.words) {
        for (const Shape* shape = &word.shape; shape != nullptr; shape = shape->items) {
            if (shape->table != nullptr) {
                collect(*shape->table, found);
            }
            if (shape->items == shape) {
                break;
            }
        }
    }
}

std::string kind_help(const Shape& shape) {
    if (shape.kinds == kAny) {
        return "willekeurige waarde";
    }
    std::vector<std::string> kinds;
    if ((shape.kinds & kString) != 0) {
        if (shape.choices.empty()) {
            kinds.emplace_back(format_text(shape.format));
        } else {
            std::vector<std::string> quoted;
            for (const std::string_view choice : shape.choices) {
                quoted.push_back("\"" + std::string(choice) + "\"");
            }
            kinds.push_back(join(quoted, " | "));
        }
    }
    if ((shape.kinds & kBool) != 0) {
        kinds.emplace_back(kind_text(SourceNode::Kind::kBool));
    }
    if ((shape.kinds & kNumber) != 0) {
        kinds.emplace_back(kind_text(SourceNode::Kind::kNumber));
    } else if ((shape.kinds & kInteger) != 0) {
        kinds.emplace_back(kind_text(SourceNode::Kind::kInteger));
    }
    if ((shape.kinds & kObject) != 0) {
        kinds.push_back(shape.table != nullptr ? "groep \"" + std::string(shape.table->name) + "\""
                                               : std::string(kind_text(SourceNode::Kind::kObject)));
    } else if ((shape.kinds & kMap) != 0) {
        kinds.push_back("groep met vrije namen" +
                        (shape.items != nullptr ? ", elk " + kind_help(*shape.items) : std::string()));
    }
    if ((shape.kinds & kList) != 0) {
        kinds.push_back("lijst" + (shape.items != nullptr && shape.items != &shape
                                       ? " van " + kind_help(*shape.items)
                                       : std::string()));
    }
    if ((shape.kinds & kNull) != 0) {
        kinds.emplace_back("null");
    }
    return join(kinds, " of ");
}

}  // namespace

nlohmann::json to_json_schema(const WordTable& root, std::string_view title) {
    return SchemaWriter().document(root, title);
}

std::string to_help(const WordTable& root) {
    std::vector<const WordTable*> tables;
    collect(root, tables);
    std::string help;
    for (const WordTable* table : tables) {
        if (!help.empty()) {
            help += '\n';
        }
        help += std::string(table->name) + " – " + std::string(table->description) + "\n";
        for (const Word& word : table->words) {
            help += "  " + std::string(word.word) + ": " + kind_help(word.shape);
            if (word.required) {
                help += ", verplicht";
            }
            if (!word.standard.empty()) {
                help += ", standaard " + std::string(word.standard);
            }
            if (!word.needs.empty()) {
                help += ", samen met \"" + std::string(word.needs) + "\"";
            }
            help += ". " + std::string(word.description) + "\n";
        }
    }
    return help;
}

}  // namespace veerpont::source
