// Interned local names of elements, shared by message trees, rules and the XSD model, so that comparing names
// is comparing numbers. Names are added only while schemas and rules are loaded; a message never adds one (a
// sender could fill the memory): an element whose name nobody knows has kUnknownName and still carries its
// text.
//
// Namespaces play no part: real senders mix them (client-tolerance T16, T18), so everything matches by local
// name. intern() and find() may be called from any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace veerpont::xml {

using Name = std::uint32_t;
inline constexpr Name kUnknownName = 0;

Name intern(std::string_view local);     // at load time
Name find_name(std::string_view local);  // at run time; kUnknownName when not interned
std::string_view name_text(Name name);   // stays valid for ever

// Namespaces that occur in StUF-ZKN messages.
inline constexpr std::string_view kSoap11 = "http://schemas.xmlsoap.org/soap/envelope/";
inline constexpr std::string_view kSoap12 = "http://www.w3.org/2003/05/soap-envelope";
inline constexpr std::string_view kStuf = "http://www.egem.nl/StUF/StUF0301";
inline constexpr std::string_view kZkn = "http://www.egem.nl/StUF/sector/zkn/0310";
inline constexpr std::string_view kBg = "http://www.egem.nl/StUF/sector/bg/0310";
inline constexpr std::string_view kZds12 = "http://www.stufstandaarden.nl/koppelvlak/zds0120";
inline constexpr std::string_view kGml = "http://www.opengis.net/gml";
inline constexpr std::string_view kXsi = "http://www.w3.org/2001/XMLSchema-instance";
inline constexpr std::string_view kXmime = "http://www.w3.org/2005/05/xmlmime";

}  // namespace veerpont::xml
