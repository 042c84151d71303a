// What `veerpont bench` sends: the messages of config/demo/ with numbers of its own, to the bridge; and the
// ZGW calls that a message comes down to, to the register itself. Objects may be used from any thread once
// prepared; every function returns "" when it went well, else what was wrong.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "bridge/base/result.h"
#include "bridge/cli/demo_catalogue.h"
#include "bridge/http/client.h"
#include "bridge/zgw/api.h"

namespace veerpont::cli {

struct BenchTarget {
    std::string bridge, admin, register_root, client_id, secret;
    unsigned connections = 64;
};

// The senders: messages over HTTP to the bridge. `name` is that of a zaak or document of this run.
class BenchSender {
  public:
    // `run` begins every number, so that runs do not meet each other's zaken.
    BenchSender(const BenchTarget& target, http::Client& client, std::string run);
    Result<void> load_messages();

    std::string send(const std::string& message, const std::string& endpoint, const std::string& name);
    // Documents with content of this many base64 characters, made up while they are sent.
    std::string send_document(const std::string& name, const std::string& zaak, std::uint64_t length);
    // Passes only when at least that many characters came back.
    std::string read_document(const std::string& name, std::uint64_t length);

  private:
    std::string filled(const std::string& message, const std::string& zaak,
                       const std::string& document) const;
    std::string post(const std::string& endpoint, std::vector<http::BodyPart> body,
                     const std::function<bool(std::string_view)>* sink = nullptr);

    const BenchTarget& target_;
    http::Client& client_;
    const std::string run_;
    std::map<std::string, std::string> messages_;
};

// The register without the bridge, through the same client of the ZGW APIs that the bridge uses.
class BenchRegister {
  public:
    BenchRegister(const BenchTarget& target, http::Client& client, zgw::ZgwApi& api, std::string run);
    Result<void> prepare();

    // What creeerZaak with one role and one status comes down to: three calls.
    std::string create_zaak(const std::string& name);
    std::string send_document(const std::string& name, std::uint64_t length);
    // The content of a document that was sent here; passes only when all of it came back.
    std::string read_document(const std::string& name, std::uint64_t length);

  private:
    std::string write(const std::string& path, const nlohmann::json& body, std::string* url = nullptr);
    std::string token() const;

    const BenchTarget& target_;
    http::Client& client_;
    zgw::ZgwApi& api_;
    const std::string run_;
    DemoCatalogue catalogue_;
    std::mutex mutex_;
    std::map<std::string, std::string> content_urls_;
};

// Sends that many base64 characters over the loopback to a server that reads and forgets them.
std::string pass_letters(http::Client& client, std::uint64_t length);

}  // namespace veerpont::cli
