// The register as an HTTP handler: from a request to one call of the engine and back.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "bridge/http/server.h"
#include "bridge/sandbox/documenten.h"
#include "bridge/sandbox/engine.h"

namespace veerpont::sandbox {

// An answer, made inside the mutex and sent outside of it.
struct Answer {
    int status = 200;
    std::string type = "application/json";
    std::string body;  // with internal addresses
    std::vector<std::pair<std::string, std::string>> headers;
    std::optional<Download> download;
};

class Api : public http::Handler {
  public:
    // `root` is used when a request has no usable Host header.
    Api(const SandboxOptions& options, const Clock& clock);

    void handle(http::Request& request, http::Response& response) override;
    void set_root(std::string root) { root_ = std::move(root); }
    std::uint64_t requests() const { return requests_; }

  private:
    // What a path says.
    struct Target {
        std::string api;
        const Kind* kind = nullptr;
        std::string uuid;         // "" for the collection
        std::string parent;       // uuid of the zaak of a nested kind
        std::string action;       // "lock", "publish", "_zoek", "zaaknummer_reserveren"...
        std::string action_uuid;  // zaken/{uuid}/besluiten/{uuid}
    };

    Target target_of(const std::string& path) const;
    Answer answer(http::Request& request, const std::string& root);
    Answer dispatch(Work& work, const Target& target, const std::string& method,
                    const Parameters& parameters);
    Answer on_collection(Work& work, const Target& target, const std::string& method,
                         const Parameters& parameters);
    Answer on_resource(Work& work, const Target& target, const std::string& method,
                       const Parameters& parameters);
    Answer on_action(Work& work, const Target& target, const std::string& method,
                     const Parameters& parameters);
    Answer act_on_document(Work& work, const Target& target, const Row& row, const Parameters& parameters);
    Answer update_part(Work& work, const Target& target, MultipartBody body);
    std::string root_of(const http::Request& request) const;

    std::vector<Client> clients_;
    const Clock& clock_;
    std::string root_;
    std::filesystem::path blobs_;
    std::uint64_t part_size_;
    std::mutex mutex_;  // guards shelf_
    Shelf shelf_;
    std::atomic<std::uint64_t> requests_{0};
};

// special.cc: what is not a plain resource.
// {"count": ..., "next": ..., "results": [...]} or a plain list, as the kind wants it.
std::string list_body(const Work& work, const Kind& kind, const std::string& path,
                      const Parameters& parameters, const Page& page);
// POST /zaken/_zoek and /enkelvoudiginformatieobjecten/_zoek: the filters of the list, as JSON.
Parameters search_parameters(const Json& body);
// POST /zaaknummer_reserveren.
Json reserve_numbers(Work& work);
// GET /zaken/{uuid}/besluiten (all of them with an empty besluit).
Json zaakbesluiten(Work& work, const std::string& zaak, const std::string& besluit);
// The paths of an API with their methods, enough for a client that asks what there is.
Json openapi(const std::string& api);
std::string api_version(const std::string& api);
// What stands at the root: that this is no register for real zaken.
std::string welcome();

}  // namespace veerpont::sandbox
