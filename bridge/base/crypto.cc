#include "bridge/base/crypto.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

#include "bridge/base/text.h"

namespace veerpont {

namespace {

constexpr std::string_view kBase64Alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr char kSealVersion = 1;
constexpr std::size_t kKeySize = 32;
constexpr std::size_t kKeyIdSize = 8;
constexpr std::size_t kNonceSize = 12;
constexpr std::size_t kTagSize = 16;
constexpr std::size_t kHeaderSize = 1 + kKeyIdSize + kNonceSize;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

struct CipherFree {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, CipherFree>;

// OpenSSL only fails here when memory is gone or the library is broken: nothing a caller can repair.
void must(bool done, const char* what) {
    if (!done) throw std::runtime_error(std::string("OpenSSL: ") + what + " failed");
}

std::string sha256_raw(std::string_view bytes) {
    std::string out(32, '\0');
    must(EVP_Digest(bytes.data(), bytes.size(), bytes_of(out), nullptr, EVP_sha256(), nullptr) == 1,
         "SHA-256");
    return out;
}

std::string format_uuid(std::string raw, unsigned version) {
    raw[6] = static_cast<char>((static_cast<unsigned char>(raw[6]) & 0x0FU) | (version << 4U));
    raw[8] = static_cast<char>((static_cast<unsigned char>(raw[8]) & 0x3FU) | 0x80U);
    std::string hex = to_hex({bytes_of(raw), raw.size()});
    for (const std::size_t at : {8U, 13U, 18U, 23U})
        hex.insert(at, 1, '-');
    return hex;
}

Problem cannot_open(std::string_view why) {
    return Problem{Problem::Kind::kInternal, "De opgeslagen gegevens kunnen niet worden gelezen.",
                   "sealed data cannot be opened: " + std::string(why), ""};
}

Problem bad_base64(std::string_view why) {
    return Problem{Problem::Kind::kUntranslatable, "De waarde is geen geldige base64.",
                   "not valid base64: " + std::string(why), ""};
}

// Writes a new key file that only its owner may read; false when the file exists already.
bool write_new_key(const std::filesystem::path& file, const std::string& key) {
    if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path());
    const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0) {
        if (errno == EEXIST) return false;
        throw std::system_error(errno, std::generic_category(),
                                "key file " + file.string() + " cannot be made");
    }
    const bool written =
        ::write(fd, key.data(), key.size()) == static_cast<ssize_t>(key.size()) && ::fsync(fd) == 0;
    const bool closed = ::close(fd) == 0;
    if (!written || !closed) {
        std::filesystem::remove(file);
        throw std::runtime_error("key file " + file.string() + " cannot be written");
    }
    return true;
}

}  // namespace

struct Sha256::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
    must(state_->context != nullptr && EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr) == 1,
         "SHA-256");
}

Sha256::~Sha256() = default;

void Sha256::update(std::string_view bytes) {
    must(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1, "SHA-256");
}

std::string Sha256::hex() {
    std::array<unsigned char, 32> raw{};
    must(EVP_DigestFinal_ex(state_->context, raw.data(), nullptr) == 1, "SHA-256");
    return to_hex(raw);
}

std::string sha256_hex(std::string_view bytes) {
    const std::string raw = sha256_raw(bytes);
    return to_hex({bytes_of(std::string_view(raw)), raw.size()});
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
    std::string out(32, '\0');
    unsigned length = 0;
    must(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(bytes), bytes.size(),
              bytes_of(out), &length) != nullptr,
         "HMAC");
    return out;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string random_bytes(std::size_t count) {
    std::string out(count, '\0');
    must(RAND_bytes(bytes_of(out), static_cast<int>(count)) == 1, "RAND_bytes");
    return out;
}

std::string uuid7(const Clock& clock) {
    const auto milliseconds = static_cast<std::uint64_t>(clock.now().time_since_epoch().count());
    std::string raw = random_bytes(16);
    for (unsigned i = 0; i < 6; ++i)
        raw[i] = static_cast<char>((milliseconds >> (40U - 8U * i)) & 0xFFU);
    return format_uuid(std::move(raw), 7);
}

std::string uuid4() {
    return format_uuid(random_bytes(16), 4);
}

SealingKey::SealingKey(std::string raw32) : key_(std::move(raw32)) {
    if (key_.size() != kKeySize) throw std::runtime_error("a sealing key must be 32 bytes long");
    id_ = sha256_raw("veerpont key id" + key_).substr(0, kKeyIdSize);
}

SealingKey SealingKey::load_or_create(const std::filesystem::path& file) {
    const std::string fresh = random_bytes(kKeySize);
    if (!std::filesystem::exists(file) && write_new_key(file, fresh)) return SealingKey(fresh);
    std::ifstream in(file, std::ios::binary);
    std::string key{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (!in || key.size() != kKeySize) {
        throw std::runtime_error("key file " + file.string() + " must hold exactly 32 bytes and be readable");
    }
    return SealingKey(std::move(key));
}

std::string SealingKey::seal(std::string_view plain) const {
    const std::string nonce = random_bytes(kNonceSize);
    std::string out;
    out.reserve(kHeaderSize + plain.size() + kTagSize);
    out += kSealVersion;
    out += id_;
    out += nonce;
    out.resize(kHeaderSize + plain.size() + kTagSize);
    if (plain.empty()) plain = "";  // OpenSSL reads a null pointer as the end of the text
    const Cipher cipher(EVP_CIPHER_CTX_new());
    int length = 0;
    unsigned char* body = bytes_of(out) + kHeaderSize;
    must(cipher != nullptr &&
             EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes_of(std::string_view(key_)),
                                bytes_of(std::string_view(nonce))) == 1 &&
             // The header is authenticated with the text.
             EVP_EncryptUpdate(cipher.get(), nullptr, &length, bytes_of(out), 1 + kKeyIdSize) == 1 &&
             EVP_EncryptUpdate(cipher.get(), body, &length, bytes_of(plain),
                               static_cast<int>(plain.size())) == 1 &&
             EVP_EncryptFinal_ex(cipher.get(), body + plain.size(), &length) == 1 &&
             EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTagSize, body + plain.size()) == 1,
         "AES-GCM");
    return out;
}

Result<std::string> SealingKey::open(std::string_view sealed) const {
    if (sealed.size() < kHeaderSize + kTagSize || sealed[0] != kSealVersion)
        return cannot_open("unknown form");
    if (sealed.substr(1, kKeyIdSize) != id_) return cannot_open("sealed with another key");
    const std::string_view nonce = sealed.substr(1 + kKeyIdSize, kNonceSize);
    const std::string_view body = sealed.substr(kHeaderSize, sealed.size() - kHeaderSize - kTagSize);
    std::string tag(sealed.substr(sealed.size() - kTagSize));
    std::string out(body.size(), '\0');
    const Cipher cipher(EVP_CIPHER_CTX_new());
    int length = 0;
    std::array<unsigned char, kTagSize> rest{};
    const bool opened =
        cipher != nullptr &&
        EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes_of(std::string_view(key_)),
                           bytes_of(nonce)) == 1 &&
        EVP_DecryptUpdate(cipher.get(), nullptr, &length, bytes_of(sealed), 1 + kKeyIdSize) == 1 &&
        EVP_DecryptUpdate(cipher.get(), bytes_of(out), &length, bytes_of(body),
                          static_cast<int>(body.size())) == 1 &&
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTagSize, tag.data()) == 1 &&
        EVP_DecryptFinal_ex(cipher.get(), rest.data(), &length) == 1;
    if (!opened) return cannot_open("changed or damaged");
    return out;
}

std::string base64_encode(std::string_view bytes) {
    std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');  // EVP_EncodeBlock ends with a NUL
    const int length = EVP_EncodeBlock(bytes_of(out), bytes_of(bytes), static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(length));
    return out;
}

Result<std::string> base64_decode(std::string_view text) {
    std::string packed;
    packed.reserve(text.size());
    for (const char c : text) {
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
        packed += c;
    }
    const std::string_view digits = std::string_view(packed).substr(0, packed.find('='));
    const std::size_t padding = packed.size() - digits.size();
    if (packed.size() % 4 != 0) return bad_base64("length is no multiple of four");
    if (padding > 2 || packed.find_first_not_of('=', digits.size()) != std::string::npos) {
        return bad_base64("padding in the wrong place");
    }
    if (digits.find_first_not_of(kBase64Alphabet) != std::string_view::npos) {
        return bad_base64("characters outside the alphabet");
    }
    std::string out(packed.size() / 4 * 3, '\0');
    const int length =
        EVP_DecodeBlock(bytes_of(out), bytes_of(std::string_view(packed)), static_cast<int>(packed.size()));
    if (length < 0) return bad_base64("not decodable");
    out.resize(static_cast<std::size_t>(length) - padding);
    return out;
}

std::string base64url_encode(std::string_view bytes) {
    std::string out = base64_encode(bytes);
    out.resize(out.find_last_not_of('=') + 1);
    for (char& c : out) {
        if (c == '+') c = '-';
        if (c == '/') c = '_';
    }
    return out;
}

}  // namespace veerpont
