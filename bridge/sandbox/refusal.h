// A Refusal is what the register answers instead of a result: an HTTP status and a body of
// application/problem+json as the ZGW standards prescribe it (reference: "Fout" and "ValidatieFout"). It is
// the exception of this module: rules throw it, register.cc catches it; it never leaves the sandbox.
#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace veerpont::sandbox {

struct InvalidParam {
    std::string name;    // "identificatie", "verlenging.reden", "kenmerken.0.bron" or "nonFieldErrors"
    std::string code;    // "required", "zaaktype-mismatch"...
    std::string reason;  // for humans, Dutch
};

class Refusal : public std::exception {
  public:
    Refusal(int status, std::string code, std::string detail);
    explicit Refusal(std::vector<InvalidParam> params);  // 400

    const char* what() const noexcept override { return code_.c_str(); }
    int status() const { return status_; }
    const std::vector<InvalidParam>& params() const { return params_; }
    // The body; `path` is the path of the API, for the address of the explanation.
    std::string body(std::string_view root) const;

  private:
    int status_;
    std::string code_, detail_;
    std::vector<InvalidParam> params_;
};

// 400 about one property; "nonFieldErrors" for the object as a whole.
[[noreturn]] void refuse(std::string name, std::string code, std::string reason);
// 403: authenticated, but not allowed.
[[noreturn]] void forbid(std::string detail);
[[noreturn]] void not_found();
// 413, to throw or to show.
Refusal too_large();

}  // namespace veerpont::sandbox
