#include "tests/support/certificates.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <stdexcept>

namespace veerpont::test {

namespace {

// Calls one of OpenSSL's PEM writers on a new file.
template <typename Write>
void write_pem(const std::filesystem::path& path, Write write) {
    std::FILE* file = std::fopen(path.c_str(), "w");
    if (file == nullptr) throw std::runtime_error("cannot write " + path.string());
    const bool written = write(file) == 1;
    if (std::fclose(file) != 0 || !written) throw std::runtime_error("cannot write " + path.string());
}

void add_extension(X509* certificate, X509* issuer, const std::string& name, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_nconf(nullptr, &context, name.c_str(), value.c_str());
    if (extension == nullptr) throw std::runtime_error("certificate extension " + name);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

}  // namespace

CertificateAuthority::Certificate CertificateAuthority::make(const std::string& common_name, EVP_PKEY* key,
                                                             X509* issuer, EVP_PKEY* issuer_key,
                                                             const std::string& extension_name,
                                                             const std::string& extension_value) {
    static long serial = 0;
    Certificate certificate(X509_new());
    X509* raw = certificate.get();
    X509_set_version(raw, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(raw), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(raw), -3600);
    X509_gmtime_adj(X509_getm_notAfter(raw), 3600);
    X509_set_pubkey(raw, key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(raw), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1, 0);
    if (issuer == nullptr) issuer = raw;
    X509_set_issuer_name(raw, X509_get_subject_name(issuer));
    if (!extension_name.empty()) add_extension(raw, issuer, extension_name, extension_value);
    if (X509_sign(raw, issuer_key, EVP_sha256()) == 0)
        throw std::runtime_error("certificate cannot be signed");
    return certificate;
}

CertificateAuthority::CertificateAuthority(const std::string& name) : key_(EVP_EC_gen("P-256")) {
    certificate_ = make(name, key_.get(), nullptr, key_.get(), "basicConstraints", "critical,CA:TRUE");
    write_pem(certificate_file(), [&](std::FILE* file) { return PEM_write_X509(file, certificate_.get()); });
}

CertificateAuthority::Files CertificateAuthority::issue(const std::string& common_name,
                                                        const std::string& alternative) const {
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate = make(common_name, key.get(), certificate_.get(), key_.get(),
                                         alternative.empty() ? "" : "subjectAltName", alternative);
    const Files files{(folder_ / (common_name + ".crt")).string(),
                      (folder_ / (common_name + ".key")).string()};
    write_pem(files.certificate, [&](std::FILE* file) { return PEM_write_X509(file, certificate.get()); });
    write_pem(files.private_key, [&](std::FILE* file) {
        return PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
    return files;
}

}  // namespace veerpont::test
