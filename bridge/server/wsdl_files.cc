#include "bridge/server/wsdl_files.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "bridge/base/text.h"

namespace veerpont::server {

namespace {

std::string escaped(std::string_view text) {
    std::string out = replace_all(std::string(text), "&", "&amp;");
    out = replace_all(std::move(out), "<", "&lt;");
    return replace_all(std::move(out), "\"", "&quot;");
}

}  // namespace

WsdlFiles::WsdlFiles(const std::filesystem::path& folder) {
    bool any = false;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const std::filesystem::path& path = entry.path();
        if (!entry.is_regular_file() || (path.extension() != ".wsdl" && path.extension() != ".xsd")) continue;
        std::ifstream in(path, std::ios::binary);
        std::stringstream text;
        text << in.rdbuf();
        any = any || path.extension() == ".wsdl";
        files_[std::filesystem::relative(path, folder).generic_string()] = text.str();
    }
    if (!any) throw std::runtime_error("Geen WSDL gevonden in " + folder.string() + ": controleer wsdl-dir.");
}

std::string WsdlFiles::with_addresses(std::string text, std::string_view location) {
    const std::string address = escaped(location);
    text = replace_all(std::move(text), "@@LOCATION@@", address);
    return replace_all(std::move(text), "schemaLocation=\"", "schemaLocation=\"" + address + "?xsd=");
}

std::string WsdlFiles::wsdl(std::string_view endpoint, std::string_view location) const {
    const std::string wanted = to_lower(endpoint) + ".wsdl";
    const std::string* fallback = nullptr;
    for (const auto& [name, text] : files_) {
        if (!name.ends_with(".wsdl")) continue;
        const std::string lower = to_lower(name);
        if (lower == wanted || lower.ends_with("/" + wanted)) return with_addresses(text, location);
        if (fallback == nullptr || lower.find("ontvangasynchroon") != std::string::npos) fallback = &text;
    }
    return with_addresses(*fallback, location);
}

std::optional<std::string> WsdlFiles::xsd(std::string_view name, std::string_view location) const {
    const auto file = files_.find(std::string(name));
    if (file == files_.end() || !file->first.ends_with(".xsd")) return std::nullopt;
    return with_addresses(file->second, location);
}

}  // namespace veerpont::server
