#include "bridge/sandbox/address.h"

#include "bridge/base/text.h"

namespace veerpont::sandbox {

namespace {

constexpr std::string_view kScheme = "sandbox:";

}  // namespace

std::optional<Address> parse_internal(std::string_view address) {
    if (!address.starts_with(kScheme)) {
        return std::nullopt;
    }
    // "" api "api" "v1" kind uuid [kind uuid]
    const auto parts = split(address.substr(kScheme.size()), '/');
    if ((parts.size() != 6 && parts.size() != 8) || !parts[0].empty() || parts[2] != "api" ||
        parts[3] != "v1") {
        return std::nullopt;
    }
    Address found{std::string(parts[1]), std::string(parts[4]), std::string(parts[5]), {}, {}};
    if (parts.size() == 8) {
        found.nested_kind = parts[6];
        found.nested_uuid = parts[7];
    }
    return found;
}

std::string internal_address(std::string_view api, std::string_view kind, std::string_view uuid) {
    std::string address(kScheme);
    return address.append("/").append(api).append("/api/v1/").append(kind).append("/").append(uuid);
}

std::string internalise(std::string_view text, std::string_view root) {
    if (!text.starts_with(root) || text.size() <= root.size() || text[root.size()] != '/') {
        return std::string(text);
    }
    text.remove_prefix(root.size());
    return std::string(kScheme).append(text.substr(0, text.find('?')));
}

std::string externalise(std::string_view json_text, std::string_view root) {
    constexpr std::string_view kMark = "\"sandbox:/";
    std::string out;
    out.reserve(json_text.size() + 512);
    for (auto at = json_text.find(kMark); at != std::string_view::npos; at = json_text.find(kMark)) {
        out.append(json_text.substr(0, at + 1)).append(root).append("/");
        json_text.remove_prefix(at + kMark.size());
    }
    return out.append(json_text);
}

std::string_view uuid_of(std::string_view address) {
    return address.substr(address.rfind('/') + 1);
}

}  // namespace veerpont::sandbox
