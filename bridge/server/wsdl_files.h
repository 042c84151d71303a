// The WSDL and XSD files that GET ...?wsdl and ?xsd=... answer, read once at start. Immutable; any thread.
//
// Which WSDL an address gives follows its last path part (VrijBericht, OntvangAsynchroon, BeantwoordVraag);
// any other address gives the one of OntvangAsynchroon: for the clients that use it as a health check
// (client-tolerance T11) any will do. @@LOCATION@@ in a WSDL becomes the address that was asked;
// schemaLocation="x.xsd" becomes ?xsd=x.xsd.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace veerpont::server {

class WsdlFiles {
  public:
    // Reads *.wsdl and *.xsd of this folder (one ZDS version). Throws std::runtime_error when there is no
    // WSDL.
    explicit WsdlFiles(const std::filesystem::path& folder);

    // location: the absolute URL of the endpoint, without query.
    std::string wsdl(std::string_view endpoint, std::string_view location) const;
    // Empty when there is no such file; only names of files read at start are known, so no path gets out.
    std::optional<std::string> xsd(std::string_view name, std::string_view location) const;

  private:
    static std::string with_addresses(std::string text, std::string_view location);
    std::map<std::string, std::string> files_;
};

}  // namespace veerpont::server
