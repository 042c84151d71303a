// The ZGW token: a JWT signed with HS256 by the secret of the client (reference: Autorisaties,
// "Authenticatie"). Pure function, safe from any thread.
#pragma once

#include <string_view>
#include <vector>

#include "bridge/base/clock.h"
#include "bridge/sandbox/register.h"

namespace veerpont::sandbox {

// The client that this Authorization header belongs to. Throws Refusal 403 with the codes that Open Zaak
// uses: not_authenticated, jwt-decode-error, missing-client-identifier, invalid-client-identifier,
// invalid-jwt-signature, jwt-missing-iat-claim, jwt-expired (older than an hour), jwt-immature-signature
// (more than a minute ahead).
const Client& authenticate(std::string_view authorization, const std::vector<Client>& clients, Time now);

}  // namespace veerpont::sandbox
