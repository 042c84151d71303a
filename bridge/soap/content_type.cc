#include "bridge/soap/content_type.h"

#include <algorithm>

#include <Poco/Net/MessageHeader.h>
#include <Poco/Net/NameValueCollection.h>

#include "bridge/base/text.h"

namespace veerpont::soap {

std::string_view ContentType::parameter(std::string_view name) const {
    const auto found = parameters.find(std::string(name));
    return found == parameters.end() ? std::string_view() : std::string_view(found->second);
}

ContentType parse_content_type(std::string_view header) {
    ContentType parsed;
    try {
        std::string type;
        Poco::Net::NameValueCollection parameters;
        Poco::Net::MessageHeader::splitParameters(std::string(header), type, parameters);
        parsed.type = to_lower(trim(type));
        for (const auto& [name, value] : parameters) {
            parsed.parameters.emplace(to_lower(trim(name)), std::string(trim(value)));
        }
    } catch (const std::exception&) {
        parsed = ContentType();  // out of memory at worst; what cannot be read counts as absent
    }
    return parsed;
}

std::string clean_action(std::string_view action) {
    action = trim(action);
    while (!action.empty() && (action.front() == '"' || action.front() == '\''))
        action.remove_prefix(1);
    while (!action.empty() && (action.back() == '"' || action.back() == '\''))
        action.remove_suffix(1);
    return std::string(trim(action));
}

std::string action_name(std::string_view action) {
    const std::string cleaned = clean_action(action);
    const std::size_t separator = cleaned.find_last_of("/#:");
    return to_lower(separator == std::string::npos ? cleaned : cleaned.substr(separator + 1));
}

}  // namespace veerpont::soap
