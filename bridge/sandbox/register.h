// The sandbox: an embedded ZGW register for trying and testing, never for real zaken (it says so at its root
// URL).
//
// One listener serves /catalogi/api/v1, /zaken/api/v1, /documenten/api/v1 and /besluiten/api/v1 with the
// business rules of the standards (Zaken 1.5.1, Documenten 1.4.3, Catalogi 1.3.1, Besluiten 1.1.0). Metadata
// lives in SQLite
// (<data>/sandbox.db), content of documents in files (<data>/sandbox/blobs/), never in memory.
//
// A Sandbox owns its listener and its database; it may be used from any thread. Calls are handled on the
// threads of the HTTP server; the database has one connection behind one mutex.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "bridge/base/clock.h"
#include "bridge/http/server.h"

namespace veerpont::sandbox {

// Who may call. A right is a scope of the standard ("zaken.lezen"); "*" stands for all of them and "-scope"
// takes one away again, so {"*", "-documenten.geforceerd-unlock"} is a bridge that respects other people's
// locks.
struct Client {
    std::string id;
    std::string secret;
    std::vector<std::string> rights;
};

struct SandboxOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;                 // 0: any free port
    std::filesystem::path data;             // folder for sandbox.db and sandbox/blobs/, made when absent
    std::vector<Client> clients;            // nobody else gets in; an empty list lets nobody in
    const Clock* clock = nullptr;           // nullptr: the clock of the machine
    std::uint64_t part_size = 50ULL << 20;  // bytes of one bestandsdeel (large uploads)
    std::uint64_t max_upload = 4ULL << 30;  // bytes of one request body
};

// The two clients that every sandbox is set up with: `veerpont` / `proef-geheim` with all rights, for seeding
// and looking, and `veerpont-brug` / `proef-geheim-brug`, the bridge, without the right to force an unlock.
std::vector<Client> default_clients();

class Sandbox {
  public:
    // Opens the data and listens; throws std::runtime_error with a clear text when it cannot.
    explicit Sandbox(const SandboxOptions& options);
    ~Sandbox();  // stops
    Sandbox(const Sandbox&) = delete;
    Sandbox& operator=(const Sandbox&) = delete;

    std::uint16_t port() const;
    // "http://127.0.0.1:8081", without a slash at the end; the APIs stand under root() + "/zaken/api/v1" and
    // so on.
    std::string root() const;
    // The requests handled so far (for tests and bench that count calls).
    std::uint64_t requests() const;
    // Finishes what runs and closes the listener; calling it twice is harmless.
    void stop();

    // The same register without a socket, for fast tests; the caller fills Request and implements Response.
    http::Handler& handler();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace veerpont::sandbox
