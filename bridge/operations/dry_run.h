// The register of `explain`: answers as a register would, without there being one.
#pragma once

#include "bridge/zgw/api.h"

namespace veerpont::operations {

// Reads of the catalogue go to `catalogue` when there is one. Other reads find one empty object where an
// identificatie is asked for, and nothing otherwise; writes give back what was sent, under a URL that names
// what it would be.
class DryRegister final : public zgw::ZgwApi {
  public:
    DryRegister(const zgw::ZgwApi* real, zgw::ZgwApi* catalogue) : real_(real), catalogue_(catalogue) {}

    zgw::Outcome<zgw::Response> call(const zgw::Call& call) override;
    zgw::Outcome<zgw::Response> download(const zgw::Call& call,
                                         const std::function<bool(std::string_view)>& sink) override;
    std::string root(zgw::Api api) const override;

  private:
    const zgw::ZgwApi* real_;
    zgw::ZgwApi* catalogue_;
};

}  // namespace veerpont::operations
