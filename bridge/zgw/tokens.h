// Internal to bridge/zgw: the Authorization header of a call. May be used from any thread.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "bridge/base/clock.h"
#include "bridge/base/result.h"
#include "bridge/http/client.h"
#include "bridge/zgw/http_api.h"

namespace veerpont::zgw {

class TokenSource {
  public:
    // Clock and client outlive the object.
    TokenSource(Credentials credentials, const Clock& clock, http::Client& client);

    // The value of the header for a call on behalf of this user, "" when none is needed. `timeout` bounds the
    // asking of an OAuth2 token.
    Result<std::string> authorization(const CallContext& context, std::chrono::milliseconds timeout);

    // The register refused the token: ask for a new one next time. False when a new one would be no
    // different.
    bool refused();

  private:
    struct Cached {
        std::string value;
        Time until;
    };
    std::string sign(const CallContext& context) const;
    Result<std::string> ask(std::chrono::milliseconds timeout);

    const Credentials credentials_;
    const Clock& clock_;
    http::Client& client_;
    std::mutex mutex_;
    std::unordered_map<std::string, Cached> cache_;
};

}  // namespace veerpont::zgw
