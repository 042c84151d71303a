// The register of a case that sends several messages in a row: the embedded one, on a free port, with the
// catalogue of the case. It applies the rules of the standard, so what is in it afterwards is what a real
// register would hold.
//
// Lives as long as the case; one thread makes it, api() may be used from any.
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "bridge/base/clock.h"
#include "bridge/sandbox/register.h"
#include "bridge/zgw/http_api.h"

namespace veerpont::cli {

class CaseSandbox {
  public:
    // `data`: an empty folder. `catalogues`: files like config/demo/catalogus.json. Throws std::runtime_error
    // with a Dutch text.
    CaseSandbox(const std::filesystem::path& data, const std::vector<std::filesystem::path>& catalogues,
                const Clock& clock);
    CaseSandbox(const CaseSandbox&) = delete;
    CaseSandbox& operator=(const CaseSandbox&) = delete;

    // As the bridge calls it.
    zgw::ZgwApi& api() { return bridge_; }
    // All zaken with what hangs on them, by identificatie, and all documents: without what is empty and what
    // differs at every run, types by their names. Throws std::runtime_error.
    nlohmann::json contents();

  private:
    nlohmann::json list(zgw::Api api, const std::string& target,
                        std::vector<std::pair<std::string, std::string>> query = {});
    nlohmann::json zaak(nlohmann::json zaak);

    sandbox::Sandbox sandbox_;
    zgw::HttpZgwApi bridge_, owner_;
    std::map<std::string, std::string> names_;  // of URLs
};

}  // namespace veerpont::cli
