// Puts the small catalogue of config/demo/catalogus.json into a register through its own API, for demo and
// bench. Run again whenever you like: a catalogue that is there is left alone.
#pragma once

#include <filesystem>
#include <string>

#include "bridge/base/result.h"
#include "bridge/zgw/api.h"

namespace veerpont::cli {

struct DemoCatalogue {
    std::string zaaktype;  // URL
    std::string code;      // identificatie of the zaaktype
    std::string rsin;
    std::string statustype, roltype, informatieobjecttype;  // URLs of the first of each
};

// The client of `register_api` must be allowed to write the catalogue.
Result<DemoCatalogue> seed_demo_catalogue(zgw::ZgwApi& register_api, const std::filesystem::path& file);

}  // namespace veerpont::cli
