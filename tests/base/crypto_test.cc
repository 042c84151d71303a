#include "bridge/base/crypto.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <set>
#include <stdexcept>
#include <string>

#include "bridge/base/text.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temporary_folder.h"

namespace veerpont {
namespace {

std::string hex(const std::string& raw) {
    return to_hex({reinterpret_cast<const unsigned char*>(raw.data()), raw.size()});
}

TEST(Crypto, Sha256OfPiecesIsThatOfTheWhole) {
    // FIPS 180-4, example "abc".
    const std::string expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    EXPECT_EQ(sha256_hex("abc"), expected);
    Sha256 hash;
    hash.update("a");
    hash.update("");
    hash.update("bc");
    EXPECT_EQ(hash.hex(), expected);
}

TEST(Crypto, HmacIsThatOfTheStandard) {
    // RFC 4231, test case 2.
    EXPECT_EQ(hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Crypto, ConstantTimeComparison) {
    EXPECT_TRUE(equal_in_constant_time("geheim", "geheim"));
    EXPECT_FALSE(equal_in_constant_time("geheim", "geheiM"));
    EXPECT_FALSE(equal_in_constant_time("geheim", "geheim1"));
    EXPECT_TRUE(equal_in_constant_time("", ""));
}

TEST(Crypto, Uuid7SortsByTimeAndNeverRepeats) {
    test::FakeClock clock;
    std::string last;
    std::set<std::string> seen;
    for (int i = 0; i < 200; ++i) {
        clock.advance(std::chrono::milliseconds{1});
        const std::string id = uuid7(clock);
        ASSERT_EQ(id.size(), 36U);
        EXPECT_EQ(id[14], '7');
        EXPECT_NE(std::string("89ab").find(id[19]), std::string::npos);
        EXPECT_GT(id, last);
        EXPECT_TRUE(seen.insert(id).second);
        last = id;
    }
    // The first 48 bits are the milliseconds since 1970.
    const std::string digits = last.substr(0, 8) + last.substr(9, 4);
    EXPECT_EQ(std::stoll(digits, nullptr, 16), clock.now().time_since_epoch().count());
    EXPECT_NE(uuid7(clock), uuid7(clock));
    EXPECT_EQ(uuid4()[14], '4');
    EXPECT_NE(uuid4(), uuid4());
}

TEST(Crypto, SealedTextOpensOnlyUnchangedAndWithItsKey) {
    const SealingKey key(random_bytes(32));
    for (const std::string& plain : {std::string(), std::string("BSN 999993653"), std::string(100000, 'x')}) {
        const std::string sealed = key.seal(plain);
        EXPECT_EQ(sealed.size(), plain.size() + 1 + 8 + 12 + 16);
        const auto opened = key.open(sealed);
        ASSERT_TRUE(opened.ok());
        EXPECT_EQ(*opened, plain);
        EXPECT_NE(key.seal(plain), sealed);  // another nonce each time
    }
    const std::string sealed = key.seal("BSN 999993653");
    EXPECT_EQ(sealed.find("999993653"), std::string::npos);
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        std::string changed = sealed;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        EXPECT_FALSE(key.open(changed).ok()) << "byte " << i;
    }
    EXPECT_FALSE(key.open("").ok());
    EXPECT_FALSE(key.open(sealed.substr(0, sealed.size() - 1)).ok());
    EXPECT_FALSE(SealingKey(random_bytes(32)).open(sealed).ok());
    EXPECT_THROW(SealingKey("short"), std::runtime_error);
}

TEST(Crypto, TheKeyFileIsMadeOnceAndPrivate) {
    const test::TemporaryFolder folder;
    const auto file = folder / "data/key";
    const SealingKey first = SealingKey::load_or_create(file);
    struct stat info {};
    ASSERT_EQ(::stat(file.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
    EXPECT_EQ(info.st_size, 32);
    const SealingKey second = SealingKey::load_or_create(file);
    const auto opened = second.open(first.seal("zaak"));
    ASSERT_TRUE(opened.ok());
    EXPECT_EQ(*opened, "zaak");
    const auto damaged = folder.write("short", "abc");
    EXPECT_THROW(SealingKey::load_or_create(damaged), std::runtime_error);
}

TEST(Crypto, Base64OfTheStandard) {
    // RFC 4648 section 10.
    const std::pair<const char*, const char*> pairs[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, encoded] : pairs) {
        EXPECT_EQ(base64_encode(plain), encoded);
        ASSERT_TRUE(base64_decode(encoded).ok()) << encoded;
        EXPECT_EQ(*base64_decode(encoded), plain);
    }
    EXPECT_EQ(*base64_decode(" Zm9v\r\nYmFy\t"), "foobar");
    EXPECT_EQ(*base64_decode(base64_encode(std::string("\0\xFF\0", 3))), std::string("\0\xFF\0", 3));
    for (const char* wrong :
         {"Zg", "Zg=", "Z===", "Zg==Zg==", "Zm9v-", "Zm9vYm-_", "====", "Zm9*", "Zm9vYmE=Zm9v", "QUJD----"}) {
        EXPECT_FALSE(base64_decode(wrong).ok()) << wrong;
    }
    EXPECT_EQ(base64url_encode("\xFB\xFF\xFE"), "-__-");
    EXPECT_EQ(base64url_encode("f"), "Zg");
}

}  // namespace
}  // namespace veerpont
