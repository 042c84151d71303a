// Hashes, identifiers and sealing: thin faces over OpenSSL. Safe from any thread.
#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "bridge/base/clock.h"
#include "bridge/base/result.h"

namespace veerpont {

// SHA-256 over a stream of pieces; hex() ends it and gives lower-case hexadecimal.
class Sha256 {
  public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;
    void update(std::string_view bytes);
    std::string hex();

  private:
    struct State;
    std::unique_ptr<State> state_;
};
std::string sha256_hex(std::string_view bytes);
std::string hmac_sha256(std::string_view key, std::string_view bytes);  // 32 raw bytes

// Equal without telling by its duration where they differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

// Cryptographically random bytes.
std::string random_bytes(std::size_t count);

// UUID version 7 (RFC 9562): sorts by time; lower-case with hyphens.
std::string uuid7(const Clock& clock);
// UUID version 4, random.
std::string uuid4();

// AES-256-GCM. sealed = version byte, key id (8 bytes), nonce (12), ciphertext, tag (16).
class SealingKey {
  public:
    // Reads a 32-byte key from a file; makes one (mode 0600) when the file does not exist. May throw at start-up.
    static SealingKey load_or_create(const std::filesystem::path& file);
    explicit SealingKey(std::string raw32);

    std::string seal(std::string_view plain) const;
    Result<std::string> open(std::string_view sealed) const;

  private:
    std::string key_;
    std::string id_;
};

// base64 (RFC 4648 section 4, padded, no white space) of a small value.
std::string base64_encode(std::string_view bytes);
Result<std::string> base64_decode(std::string_view text);  // white space is skipped
std::string base64url_encode(std::string_view bytes);      // without padding, for tokens

}  // namespace veerpont
