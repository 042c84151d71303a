#include "bridge/zgw/vocabulary.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "bridge/base/text.h"

namespace veerpont::zgw {

namespace {

using OrderedJson = nlohmann::ordered_json;

Problem unreadable(const std::string& file, const std::string& why) {
    return Problem{Problem::Kind::kInternal, "De ZGW-woordenlijst kan niet worden gelezen.",
                   "vocabulary " + file + ": " + why, file};
}

template <typename T>
std::optional<T> optional_number(const OrderedJson& node, const char* word) {
    const auto found = node.find(word);
    if (found == node.end()) return std::nullopt;
    return found->get<T>();
}

// Reads the file of one API; enumerations come first in the file, so that properties can take their values
// from them.
class Reader {
  public:
    Reader(std::string api, const std::map<std::string, std::vector<std::string>, std::less<>>& enumerations)
        : api_(std::move(api)), enumerations_(enumerations) {}

    std::string qualified(const std::string& name) const { return name.empty() ? name : api_ + ":" + name; }

    Property property(const std::string& name, const OrderedJson& node) const {
        Property out;
        out.name = name;
        out.type = node.at("type").get<std::string>();
        out.format = node.value("format", "");
        out.schema = qualified(node.value("schema", ""));
        out.choice = node.value("by", "");
        out.enumeration = qualified(node.value("enum", ""));
        out.pattern = node.value("pattern", "");
        out.max_length = optional_number<std::size_t>(node, "max-length");
        out.min_length = optional_number<std::size_t>(node, "min-length");
        out.minimum = optional_number<double>(node, "minimum");
        out.maximum = optional_number<double>(node, "maximum");
        out.max_items = optional_number<std::size_t>(node, "max-items");
        out.required = node.value("required", false);
        out.read_only = node.value("read-only", false);
        out.write_only = node.value("write-only", false);
        out.nullable = node.value("nullable", false);
        out.blank = node.value("blank", false);
        if (!out.enumeration.empty()) {
            out.values = enumerations_.at(out.enumeration);
        } else if (node.contains("values")) {
            out.values = node.at("values").get<std::vector<std::string>>();
        }
        if (node.contains("items"))
            out.items = std::make_shared<const Property>(property("", node.at("items")));
        return out;
    }

    Schema schema(const std::string& name, const OrderedJson& node) const {
        Schema out;
        out.name = qualified(name);
        for (const auto& [key, value] : node.at("properties").items())
            out.properties.push_back(property(key, value));
        if (node.contains("choice")) {
            Choice choice;
            choice.property = node.at("choice").at("property").get<std::string>();
            for (const auto& [value, variant] : node.at("choice").at("cases").items()) {
                choice.cases[value] = {variant.value("property", ""), qualified(variant.value("schema", ""))};
            }
            out.choice = std::move(choice);
        }
        return out;
    }

    Operation operation(const OrderedJson& node) const {
        Operation out;
        out.api = api_;
        const auto call = node.at("call").get<std::string>();
        const auto space = call.find(' ');
        out.method = call.substr(0, space);
        out.path = call.substr(space + 1);
        out.body = qualified(node.value("body", ""));
        out.content_type = node.value("content-type", "");
        out.answer = qualified(node.value("answer", ""));
        out.is_list = node.value("list", false);
        if (node.contains("query")) out.query = node.at("query").get<std::vector<std::string>>();
        return out;
    }

  private:
    std::string api_;
    const std::map<std::string, std::vector<std::string>, std::less<>>& enumerations_;
};

bool is_template(std::string_view segment) {
    return !segment.empty() && segment.front() == '{';
}

// How many segments are literally the same; nothing when the paths differ.
std::optional<std::size_t> match(std::string_view known, std::string_view asked) {
    const auto left = split(known, '/');
    const auto right = split(asked, '/');
    if (left.size() != right.size()) return std::nullopt;
    std::size_t same = 0;
    for (std::size_t i = 0; i < left.size(); ++i) {
        if (left[i] == right[i]) {
            ++same;
        } else if (!is_template(left[i]) || right[i].empty()) {
            return std::nullopt;
        }
    }
    return same;
}

std::pair<std::string_view, std::string_view> first_step(std::string_view path) {
    const auto end = path.find_first_of("/.");
    if (end == std::string_view::npos) return {path, {}};
    return {path.substr(0, end), path.substr(end + 1)};
}

}  // namespace

const Property* Schema::find(std::string_view property) const {
    const auto found = std::find_if(properties.begin(), properties.end(),
                                    [&](const Property& p) { return p.name == property; });
    return found == properties.end() ? nullptr : &*found;
}

std::vector<std::string> Schema::property_names() const {
    std::vector<std::string> names;
    for (const Property& property : properties)
        names.push_back(property.name);
    return names;
}

bool Operation::has_query(std::string_view parameter) const {
    return std::find(query.begin(), query.end(), parameter) != query.end();
}

Result<Vocabulary> Vocabulary::load(const std::filesystem::path& folder) {
    Vocabulary out;
    std::error_code error;
    std::vector<std::filesystem::path> files;
    for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end;
         it.increment(error)) {
        if (it->path().extension() == ".json") files.push_back(it->path());
    }
    if (error) return unreadable(folder.string(), error.message());
    if (files.empty()) return unreadable(folder.string(), "no *.json files");
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
        try {
            std::ifstream in(file, std::ios::binary);
            const OrderedJson root = OrderedJson::parse(in);
            const auto api = root.at("api").get<std::string>();
            if (!out.versions_.emplace(api, root.at("version").get<std::string>()).second) {
                return unreadable(file.string(), "a second file of API " + api);
            }
            const Reader reader(api, out.enumerations_);
            for (const auto& [name, values] : root.at("enumerations").items()) {
                out.enumerations_[reader.qualified(name)] = values.get<std::vector<std::string>>();
            }
            for (const auto& [name, node] : root.at("schemas").items()) {
                Schema schema = reader.schema(name, node);
                std::string key = schema.name;
                out.schemas_.emplace(std::move(key), std::move(schema));
            }
            for (const OrderedJson& node : root.at("operations"))
                out.operations_[api].push_back(reader.operation(node));
        } catch (const std::exception& problem) {
            return unreadable(file.string(), problem.what());
        }
    }
    return out;
}

const Schema* Vocabulary::find_schema(std::string_view name) const {
    const auto found = schemas_.find(name);
    return found == schemas_.end() ? nullptr : &found->second;
}

const Property* Vocabulary::find_property(std::string_view schema, std::string_view path) const {
    const Schema* known = find_schema(schema);
    if (known == nullptr) return nullptr;
    const auto [name, rest] = first_step(path);
    const Property* property = known->find(name);
    if (property == nullptr || rest.empty()) return property;
    const Property* inner = property->items ? property->items.get() : property;
    if (!inner->schema.empty()) return find_property(inner->schema, rest);
    if (inner->choice.empty() || !known->choice) return nullptr;
    for (const auto& [value, variant] : known->choice->cases) {
        if (variant.property != name) continue;
        if (const Property* found = find_property(variant.schema, rest)) return found;
    }
    return nullptr;
}

const std::vector<std::string>* Vocabulary::find_enumeration(std::string_view name) const {
    if (const auto found = enumerations_.find(name); found != enumerations_.end()) return &found->second;
    const auto [schema, path] = first_step(name);
    const Property* property = path.empty() ? nullptr : find_property(schema, path);
    return property == nullptr || property->values.empty() ? nullptr : &property->values;
}

const Operation* Vocabulary::find_path(std::string_view api, std::string_view method,
                                       std::string_view path) const {
    const auto known = operations_.find(api);
    if (known == operations_.end()) return nullptr;
    const Operation* best = nullptr;
    std::size_t best_same = 0;
    for (const Operation& operation : known->second) {
        if (operation.method != method) continue;
        const auto same = match(operation.path, path);
        if (same && (best == nullptr || *same > best_same)) {
            best = &operation;
            best_same = *same;
        }
    }
    return best;
}

const Property* Vocabulary::find_body_property(const Operation& operation, std::string_view path) const {
    return operation.body.empty() ? nullptr : find_property(operation.body, path);
}

std::vector<std::string> Vocabulary::schema_names() const {
    std::vector<std::string> names;
    for (const auto& [name, schema] : schemas_)
        names.push_back(name);
    return names;
}

std::vector<std::string> Vocabulary::enumeration_names() const {
    std::vector<std::string> names;
    for (const auto& [name, values] : enumerations_)
        names.push_back(name);
    return names;
}

std::vector<std::string> Vocabulary::calls(std::string_view api) const {
    std::vector<std::string> out;
    if (const auto known = operations_.find(api); known != operations_.end()) {
        for (const Operation& operation : known->second)
            out.push_back(operation.method + " " + operation.path);
    }
    return out;
}

bool Vocabulary::has_api(std::string_view api) const {
    return versions_.find(api) != versions_.end();
}

std::string Vocabulary::version(std::string_view api) const {
    const auto found = versions_.find(api);
    return found == versions_.end() ? std::string() : found->second;
}

}  // namespace veerpont::zgw
