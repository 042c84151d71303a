// Addresses of our own resources. Inside the register they have no host
// ("sandbox:/zaken/api/v1/statussen/<uuid>"); on the way in and out the root under which the caller reached
// us ("http://localhost:8081") is taken off and put on.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace veerpont::sandbox {

struct Address {
    std::string api, kind, uuid;
    std::string nested_kind, nested_uuid;  // zaakeigenschappen of a zaak

    // The kind and uuid of the resource itself.
    const std::string& of_kind() const { return nested_kind.empty() ? kind : nested_kind; }
    const std::string& of_uuid() const { return nested_kind.empty() ? uuid : nested_uuid; }
};

// "sandbox:/zaken/api/v1/statussen/<uuid>" to its parts; empty for anything else.
std::optional<Address> parse_internal(std::string_view address);
std::string internal_address(std::string_view api, std::string_view kind, std::string_view uuid);

// An address under `root` without host and query; any other text unchanged.
std::string internalise(std::string_view text, std::string_view root);
// Puts the root on every address in a JSON text.
std::string externalise(std::string_view json_text, std::string_view root);

// The last segment of an address.
std::string_view uuid_of(std::string_view address);

}  // namespace veerpont::sandbox
