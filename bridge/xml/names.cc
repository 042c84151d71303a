#include "bridge/xml/names.h"

#include <deque>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <unordered_map>

namespace veerpont::xml {

namespace {

struct Table {
    std::shared_mutex mutex;
    std::deque<std::string> texts{
        std::string()};  // index 0: the unknown name; a deque never moves its strings
    std::unordered_map<std::string_view, Name> names;
};

Table& table() {
    static Table* const instance = new Table;  // never destroyed: handles may outlive main()
    return *instance;
}

}  // namespace

Name intern(std::string_view local) {
    Table& names = table();
    const std::unique_lock lock(names.mutex);
    if (const auto known = names.names.find(local); known != names.names.end()) return known->second;
    const std::string& text = names.texts.emplace_back(local);
    const auto name = static_cast<Name>(names.texts.size() - 1);
    names.names.emplace(text, name);
    return name;
}

Name find_name(std::string_view local) {
    Table& names = table();
    const std::shared_lock lock(names.mutex);
    const auto known = names.names.find(local);
    return known == names.names.end() ? kUnknownName : known->second;
}

std::string_view name_text(Name name) {
    Table& names = table();
    const std::shared_lock lock(names.mutex);
    return name < names.texts.size() ? std::string_view(names.texts[name]) : std::string_view();
}

}  // namespace veerpont::xml
