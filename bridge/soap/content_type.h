// Content-Type and SOAPAction as senders really write them (client-tolerance T1, T2, T6). Pure, safe from any
// thread.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace veerpont::soap {

struct ContentType {
    std::string type;                                         // lower case, without parameters: "text/xml"
    std::map<std::string, std::string> parameters;            // names in lower case, values without quotes
    std::string_view parameter(std::string_view name) const;  // "" when absent
};

// Never fails: what is no Content-Type gives an empty type.
ContentType parse_content_type(std::string_view header);

// Without white space (tabs too) and quotes; case and namespace kept. "" for an empty action ("\"\"").
std::string clean_action(std::string_view action);
// The part that names the operation: behind the last '/', '#' or ':', in lower case ("creeerzaak_lk01").
std::string action_name(std::string_view action);

}  // namespace veerpont::soap
