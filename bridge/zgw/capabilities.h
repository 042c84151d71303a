// What this register can do beyond the common ground of the standard (probing: reference of the standard's
// versions).
//
// Asked lazily, per API once per hour, from the OpenAPI document that the register itself serves
// ({root}/openapi.json or .yaml); when it serves none, only the common ground is assumed. A register that
// does not answer is asked again at the next question. May be used from any thread.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bridge/base/clock.h"
#include "bridge/zgw/api.h"

namespace veerpont::zgw {

class Capabilities {
  public:
    // Both outlive the object.
    Capabilities(ZgwApi& api, const Clock& clock, std::chrono::milliseconds keep = std::chrono::hours{1});
    ~Capabilities();

    // info.version of the API as the register says it ("1.5.1"), "" when unknown.
    std::string version(Api api);
    // True when the register's OpenAPI document has this path ("/zaaknummer_reserveren"); false when unknown.
    bool has_path(Api api, std::string_view path);
    // True when the register says at least this version; false when unknown.
    bool at_least(Api api, std::string_view version);

    // Path for reserving a zaaknummer (Zaken API) or documentnummer (Documenten API); empty when the register
    // has none.
    std::optional<std::string> number_reservation(Api api);
    bool expand(Api api);          // ?expand= on details (Zaken >= 1.5, Documenten >= 1.4)
    bool large_files();            // bestandsdelen (Documenten >= 1.1)
    bool zaakobjecttypen();        // Catalogi >= 1.2
    bool validity_filters();       // datumGeldigheid, zaaktypeIdentificatie (Catalogi >= 1.2)
    bool zaakeigenschap_update();  // PUT/PATCH/DELETE of zaakeigenschappen (Zaken >= 1.2)

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace veerpont::zgw
