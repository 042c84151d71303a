// A certificate authority for tests, made on the spot: keys and certificates as PEM files in a temporary
// folder.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <filesystem>
#include <memory>
#include <string>

#include "tests/support/temporary_folder.h"

namespace veerpont::test {

class CertificateAuthority {
  public:
    explicit CertificateAuthority(const std::string& name);

    struct Files {
        std::string certificate, private_key;
    };
    // A certificate signed by this authority. `alternative` is a subjectAltName such as "DNS:localhost" or
    // "IP:127.0.0.1"; empty for client certificates.
    Files issue(const std::string& common_name, const std::string& alternative) const;
    std::string certificate_file() const { return (folder_ / "ca.pem").string(); }

  private:
    struct Free {
        void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
        void operator()(X509* certificate) const { X509_free(certificate); }
    };
    using Key = std::unique_ptr<EVP_PKEY, Free>;
    using Certificate = std::unique_ptr<X509, Free>;
    static Certificate make(const std::string& common_name, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key,
                            const std::string& extension_name, const std::string& extension_value);

    TemporaryFolder folder_;
    Key key_;
    Certificate certificate_;
};

}  // namespace veerpont::test
