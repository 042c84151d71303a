#include "bridge/base/spool.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <iterator>
#include <string>

#include "bridge/base/crypto.h"
#include "tests/support/temporary_folder.h"

namespace veerpont {
namespace {

std::string content_of(const Spool& spool) {
    const auto in = spool.reader();
    return {std::istreambuf_iterator<char>(*in), std::istreambuf_iterator<char>()};
}

std::size_t files_in(const std::filesystem::path& folder) {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator()));
}

TEST(Spool, GoesFromMemoryToAFileAboveTheLimit) {
    const test::TemporaryFolder folder;
    Spool spool({10, folder.path()});
    ASSERT_TRUE(spool.append("0123456789").ok());
    EXPECT_TRUE(spool.in_memory());
    ASSERT_TRUE(spool.append("A").ok());
    EXPECT_FALSE(spool.in_memory());
    ASSERT_TRUE(spool.append("BC").ok());
    ASSERT_TRUE(spool.finish().ok());
    EXPECT_EQ(spool.size(), 13U);
    EXPECT_EQ(content_of(spool), "0123456789ABC");
    EXPECT_EQ(spool.sha256(), sha256_hex("0123456789ABC"));
    EXPECT_TRUE(spool.path().empty());
    EXPECT_EQ(files_in(folder.path()), 0U);  // anonymous: nothing is left behind, not even after a crash
}

TEST(Spool, ReadersAreIndependent) {
    const test::TemporaryFolder folder;
    for (const std::size_t limit : {std::size_t{4}, std::size_t{1} << 20}) {
        Spool spool({limit, folder.path()});
        const std::string text(200000, 'x');
        ASSERT_TRUE(spool.append(text).ok());
        ASSERT_TRUE(spool.finish().ok());
        const auto first = spool.reader();
        const auto second = spool.reader();
        std::string begin(10, '\0');
        first->read(begin.data(), 10);
        EXPECT_EQ(std::string(std::istreambuf_iterator<char>(*second), {}), text);
        EXPECT_EQ(std::string(std::istreambuf_iterator<char>(*first), {}).size(), text.size() - 10);
    }
}

TEST(Spool, NothingIsWrittenAfterTheEnd) {
    Spool spool({});
    ASSERT_TRUE(spool.append("QUJD").ok());
    ASSERT_TRUE(spool.finish().ok());
    EXPECT_FALSE(spool.append("QUJD").ok());
    EXPECT_EQ(content_of(spool), "QUJD");
}

TEST(Spool, ANamedSpoolSurvivesItsObject) {
    const test::TemporaryFolder folder;
    const auto file = folder / "1.b64";
    {
        auto spool = Spool::named(file);
        ASSERT_TRUE(spool.ok());
        ASSERT_TRUE((*spool)->append("QUJD").ok());
        ASSERT_TRUE((*spool)->finish().ok());
        EXPECT_EQ((*spool)->path(), file);
    }
    auto again = Spool::open(file);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ((*again)->size(), 4U);
    EXPECT_EQ((*again)->sha256(), sha256_hex("QUJD"));
    EXPECT_EQ(content_of(**again), "QUJD");
    (*again)->remove();
    EXPECT_FALSE(std::filesystem::exists(file));
    EXPECT_FALSE(Spool::open(file).ok());
    EXPECT_FALSE(Spool::named(folder / "absent/1.b64").ok());
}

TEST(Spool, PersistGivesAnAnonymousSpoolAName) {
    const test::TemporaryFolder folder;
    for (const std::size_t limit : {std::size_t{2}, std::size_t{1} << 20}) {
        const auto file = folder / ("kept" + std::to_string(limit));
        {
            Spool spool({limit, folder.path()});
            ASSERT_TRUE(spool.append("QUJDREVG").ok());
            EXPECT_FALSE(spool.persist(file).ok());  // not finished yet
            ASSERT_TRUE(spool.finish().ok());
            ASSERT_TRUE(spool.persist(file).ok());
            EXPECT_EQ(content_of(spool), "QUJDREVG");
            EXPECT_EQ(spool.path(), file);
        }
        EXPECT_EQ(test::read_file(file), "QUJDREVG");
    }
}

TEST(Spool, AFullDiskIsBusyAndAMissingFolderOurFault) {
    Spool spool({0, "/dev/null/absent"});
    const auto stored = spool.append("QUJD");
    ASSERT_FALSE(stored.ok());
    EXPECT_EQ(stored.problem().kind, Problem::Kind::kInternal);
    const auto full = Spool::named("/dev/full");  // a device on which every write finds the disk full
    ASSERT_TRUE(full.ok());
    const auto refused = full.value()->append("QUJD");
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.problem().kind, Problem::Kind::kBusy);
}

std::optional<std::uint64_t> decoded_size_of(const std::string& text, std::size_t limit) {
    const test::TemporaryFolder folder;
    Spool spool({limit, folder.path()});
    EXPECT_TRUE(spool.append(text).ok());
    EXPECT_TRUE(spool.finish().ok());
    return decoded_size(spool);
}

TEST(DecodedSize, CountsTheBytesOfValidBase64) {
    for (const std::size_t limit : {std::size_t{1}, std::size_t{1} << 20}) {
        for (std::size_t size = 0; size < 10; ++size) {
            EXPECT_EQ(decoded_size_of(base64_encode(std::string(size, 'x')), limit), size);
        }
        const std::size_t large = 300001;
        EXPECT_EQ(decoded_size_of(base64_encode(std::string(large, '\xFF')), limit), large);
    }
}

TEST(DecodedSize, RefusesWhatIsNotBase64) {
    for (const char* wrong : {"Q", "QU", "QUJ", "QUJDR", "Q===", "====", "QU=D", "QUJ=QUJD", "QUJ-", "QU D",
                              "QU\nD", "QUJ\xC3"}) {
        EXPECT_FALSE(decoded_size_of(wrong, 1 << 20)) << wrong;
    }
    EXPECT_FALSE(decoded_size_of(std::string(65536, 'A') + "AA=A", 1));
    EXPECT_FALSE(
        decoded_size_of(std::string(65535, 'A') + "==A", 1));  // padding across two pieces of the file
}

}  // namespace
}  // namespace veerpont
