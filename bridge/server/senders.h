// Who sends this message, and may they? The senders of the configuration, tried in order; the first whose
// conditions all fit is the sender. A sender with credentials must show them: Basic, API key, or a
// WS-Security UsernameToken in plain text (client-tolerance T12). Who shows those of a later sender that fits
// is that one; who shows none is refused. Nobody fits: an anonymous sender with the standard settings, unless
// only known senders are let in. Immutable; any thread.
#pragma once

#include <string>
#include <string_view>

#include "bridge/base/result.h"
#include "bridge/http/server.h"
#include "bridge/settings/settings.h"
#include "bridge/soap/envelope.h"
#include "bridge/stuf/message.h"

namespace veerpont::server {

class Senders {
  public:
    // The settings must outlive it.
    explicit Senders(const settings::Settings& settings);

    // Problems: kNotAuthenticated (credentials absent or wrong), kNotAuthorised (nobody we know).
    Result<const settings::Sender*> identify(const http::Request& request,
                                             const stuf::Message& message) const;

    // How thoroughly messages must be validated before the sender is known.
    xml::Validation validation() const { return validation_; }

  private:
    const settings::Settings& settings_;
    settings::Sender anonymous_;
    xml::Validation validation_ = xml::Validation::kWhenFree;
};

}  // namespace veerpont::server
