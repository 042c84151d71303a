#include "bridge/server/senders.h"

#include <algorithm>

#include "bridge/base/crypto.h"
#include "bridge/base/text.h"

namespace veerpont::server {

namespace {

bool fits(std::string_view wanted, std::string_view shown) {
    return wanted.empty() || iequals(trim(wanted), trim(shown));
}

bool has_credentials(const settings::Sender& sender) {
    return !sender.basic_user.empty() || !sender.api_key.empty() || !sender.wss_user.empty();
}

bool same_pair(std::string_view user, std::string_view password, std::string_view wanted_user,
               std::string_view wanted_password) {
    const bool user_fits = equal_in_constant_time(user, wanted_user);
    const bool password_fits = equal_in_constant_time(password, wanted_password);
    return user_fits && password_fits;
}

bool shows_credentials(const settings::Sender& sender, const http::Request& request,
                       const stuf::Message& message) {
    if (!sender.api_key.empty()) {
        const std::string_view key = request.header(sender.api_key_header);
        if (!key.empty() && equal_in_constant_time(key, sender.api_key)) return true;
    }
    if (!sender.basic_user.empty()) {
        const std::string_view header = request.header("Authorization");
        if (header.size() > 6 && iequals(header.substr(0, 6), "basic ")) {
            const Result<std::string> pair = base64_decode(trim(header.substr(6)));
            const std::size_t colon = pair.ok() ? pair->find(':') : std::string::npos;
            if (colon != std::string::npos &&
                same_pair(std::string_view(*pair).substr(0, colon), std::string_view(*pair).substr(colon + 1),
                          sender.basic_user, sender.basic_password)) {
                return true;
            }
        }
    }
    if (!sender.wss_user.empty()) {
        const auto& token = message.envelope().username_token;
        if (token && same_pair(token->username, token->password, sender.wss_user, sender.wss_password))
            return true;
    }
    return false;
}

bool fits_all(const settings::Sender& sender, const http::Request& request, const stuf::Message& message) {
    const auto& zender = message.stuurgegevens().zender;
    return fits(sender.applicatie, zender ? zender->applicatie.value_or("") : "") &&
           fits(sender.organisatie, zender ? zender->organisatie.value_or("") : "") &&
           fits(sender.certificate_subject, request.client_certificate_subject) &&
           fits(sender.path, request.path);
}

}  // namespace

Senders::Senders(const settings::Settings& settings) : settings_(settings) {
    anonymous_.name = "anoniem";
    const auto wants = [&](settings::Sender::Validation level) {
        return std::any_of(settings.senders.begin(), settings.senders.end(),
                           [&](const settings::Sender& sender) { return sender.validation == level; });
    };
    if (wants(settings::Sender::Validation::kStrict)) validation_ = xml::Validation::kAlways;
}

Result<const settings::Sender*> Senders::identify(const http::Request& request,
                                                  const stuf::Message& message) const {
    const settings::Sender* lacking = nullptr;
    for (const settings::Sender& sender : settings_.senders) {
        if (!fits_all(sender, request, message)) continue;
        if (!has_credentials(sender) || shows_credentials(sender, request, message)) {
            // A sender without credentials does not take what another one guards.
            if (lacking == nullptr || has_credentials(sender)) return &sender;
        } else if (lacking == nullptr) {
            lacking = &sender;
        }
    }
    if (lacking != nullptr) {
        return Problem{Problem::Kind::kNotAuthenticated,
                       "De afzender heeft zich niet of niet juist bekendgemaakt. Controleer "
                       "gebruikersnaam, wachtwoord of API-sleutel.",
                       "credentials absent or wrong for sender " + lacking->name, ""};
    }
    if (settings_.only_known_senders) {
        return Problem{Problem::Kind::kNotAuthorised,
                       "Deze afzender is niet bekend. Vraag de beheerder van de brug om de applicatie in de "
                       "configuratie op te nemen.",
                       "no configured sender fits", ""};
    }
    return &anonymous_;
}

}  // namespace veerpont::server
