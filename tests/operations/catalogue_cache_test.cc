// The cache of catalogue lists: one read at a time, times, ETags, misses, bounds; and matching in a list.
#include "bridge/operations/catalogue_cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "bridge/operations/lookups.h"
#include "tests/support/fake_clock.h"

namespace veerpont::operations {
namespace {

using Json = nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;

class CatalogueCacheTest : public ::testing::Test {
  protected:
    CatalogueCache::Reader gives(Json items, std::string etag = "") {
        return [this, items, etag](std::string_view held) -> Result<CatalogueCache::Read> {
            ++reads_;
            held_ = std::string(held);
            if (!etag.empty() && held == etag) {
                return CatalogueCache::Read{nullptr, etag, true};
            }
            return CatalogueCache::Read{std::make_shared<const Json>(items), etag, false};
        };
    }
    CatalogueCache::Reader down() {
        return [this](std::string_view) -> Result<CatalogueCache::Read> {
            ++reads_;
            return Problem{Problem::Kind::kUnreachable, "", "down", ""};
        };
    }

    test::FakeClock clock_;
    CatalogueCache cache_{{.entries = 3}, clock_};
    std::atomic<int> reads_{0};
    std::string held_;
};

TEST_F(CatalogueCacheTest, ReadsOnceUntilItsTimeIsOver) {
    for (int i = 0; i < 3; ++i) {
        const auto found = cache_.get("a", seconds{60}, false, gives({1}));
        ASSERT_TRUE(found.ok());
        EXPECT_EQ(*found->items, Json({1}));
        EXPECT_EQ(found->fresh, i == 0);
    }
    EXPECT_EQ(reads_, 1);
    clock_.advance(seconds{61});
    EXPECT_EQ(*cache_.get("a", seconds{60}, false, gives({2}))->items, Json({2}));
    EXPECT_EQ(reads_, 2);
    EXPECT_EQ(cache_.counters().hits, 2U);
    EXPECT_EQ(cache_.counters().misses, 2U);
}

TEST_F(CatalogueCacheTest, RevalidatesWithTheEtagAndKeepsTheList) {
    ASSERT_TRUE(cache_.get("a", seconds{60}, false, gives({1}, "e1")).ok());
    clock_.advance(seconds{61});
    const auto found = cache_.get("a", seconds{60}, false, gives({2}, "e1"));
    EXPECT_EQ(held_, "e1");
    EXPECT_EQ(*found->items, Json({1}));
    EXPECT_EQ(cache_.counters().revalidated, 1U);
    EXPECT_FALSE(cache_.get("a", seconds{60}, false, gives({3}))->fresh);
}

TEST_F(CatalogueCacheTest, AnEmptyListIsKeptTwoSecondsAtMost) {
    ASSERT_TRUE(cache_.get("a", seconds{60}, false, gives(Json::array())).ok());
    clock_.advance(milliseconds{1900});
    EXPECT_TRUE(cache_.get("a", seconds{60}, false, gives({1}))->items->empty());
    clock_.advance(milliseconds{200});
    EXPECT_EQ(cache_.get("a", seconds{60}, false, gives({1}))->items->size(), 1U);
}

TEST_F(CatalogueCacheTest, AFreshReadIsForcedButNotTwiceInTwoSeconds) {
    ASSERT_TRUE(cache_.get("a", seconds{60}, false, gives({1})).ok());
    clock_.advance(seconds{5});
    EXPECT_EQ(*cache_.get("a", seconds{60}, true, gives({2}))->items, Json({2}));
    EXPECT_EQ(*cache_.get("a", seconds{60}, true, gives({3}))->items, Json({2}));
}

TEST_F(CatalogueCacheTest, AnOldListServesWhenTheRegisterIsDown) {
    ASSERT_TRUE(cache_.get("a", seconds{60}, false, gives({1})).ok());
    clock_.advance(seconds{120});
    const auto old = cache_.get("a", seconds{60}, false, down());
    ASSERT_TRUE(old.ok());
    EXPECT_EQ(*old->items, Json({1}));
    clock_.advance(seconds{3600});
    EXPECT_FALSE(cache_.get("a", seconds{60}, false, down()).ok());
    EXPECT_FALSE(cache_.get("b", seconds{60}, false, down()).ok());
    EXPECT_TRUE(cache_.get("b", seconds{60}, false, gives({1})).ok());  // a failure is not kept
}

TEST_F(CatalogueCacheTest, ManyWhoWantTheSameListWaitForOneRead) {
    std::vector<std::thread> threads;
    std::atomic<int> good{0};
    for (int i = 0; i < 16; ++i) {
        threads.emplace_back([&] {
            const auto found =
                cache_.get("a", seconds{60}, false, [&](std::string_view) -> Result<CatalogueCache::Read> {
                    ++reads_;
                    std::this_thread::sleep_for(milliseconds{30});
                    return CatalogueCache::Read{std::make_shared<const Json>(Json({1})), "", false};
                });
            good += found.ok() && found->items->size() == 1 ? 1 : 0;
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(good, 16);
    EXPECT_EQ(reads_, 1);
}

TEST_F(CatalogueCacheTest, HoldsNoMoreListsThanAllowedAndDropsTheOldest) {
    for (const char* key : {"a", "b", "c"}) {
        ASSERT_TRUE(cache_.get(key, seconds{60}, false, gives({1})).ok());
    }
    ASSERT_TRUE(cache_.get("a", seconds{60}, false, gives({1})).ok());  // used again
    ASSERT_TRUE(cache_.get("d", seconds{60}, false, gives({1})).ok());
    EXPECT_EQ(cache_.size(), 3U);
    reads_ = 0;
    ASSERT_TRUE(cache_.get("a", seconds{60}, false, gives({1})).ok());
    EXPECT_EQ(reads_, 0);
    ASSERT_TRUE(cache_.get("b", seconds{60}, false, gives({1})).ok());
    EXPECT_EQ(reads_, 1);
}

class MatchTest : public ::testing::Test {
  protected:
    std::string found(std::string value, std::map<std::string, std::string> needs = {}) const {
        const Json item = match_lookup(table_, items_, {&table_, false, std::move(value), std::move(needs)});
        return item.is_object() ? item.value("url", "") : "";
    }
    rules::Lookup table_;
    Json items_ = Json::array();
};

TEST_F(MatchTest, ExactGoesBeforeAPrefixAndAnAmbiguousPrefixIsNoMatch) {
    table_.match = {{"omschrijving", false}, {"omschrijving", true}, {"volgnummer", false}};
    items_ = {{{"url", "1"}, {"omschrijving", "Voorstel"}, {"volgnummer", 1}},
              {{"url", "2"}, {"omschrijving", "Voorstel opgesteld"}, {"volgnummer", 2}}};
    EXPECT_EQ(found("voorstel "), "1");
    EXPECT_EQ(found("Voorstel op"), "2");
    EXPECT_EQ(found("Voor"), "");
    EXPECT_EQ(found("0002"), "2");
    EXPECT_EQ(found("3"), "");
}

TEST_F(MatchTest, TheVersionValidOnTheDateIsTaken) {
    table_.match = {{"identificatie", false}};
    table_.needs = {"startdatum"};
    table_.valid_on = "startdatum";
    items_ = {
        {{"url", "oud"},
         {"identificatie", "Z"},
         {"beginGeldigheid", "2020-01-01"},
         {"eindeGeldigheid", "2024-12-31"}},
        {{"url", "nieuw"},
         {"identificatie", "Z"},
         {"beginGeldigheid", "2025-01-01"},
         {"eindeGeldigheid", nullptr}},
        {{"url", "concept"}, {"identificatie", "Z"}, {"beginGeldigheid", "2020-01-01"}, {"concept", true}}};
    EXPECT_EQ(found("Z", {{"startdatum", "2024-12-31"}}), "oud");
    EXPECT_EQ(found("Z", {{"startdatum", "2025-01-01"}}), "nieuw");
    EXPECT_EQ(found("Z", {{"startdatum", "2019-12-31"}}), "");
    EXPECT_EQ(found("Z"), "nieuw");
}

}  // namespace
}  // namespace veerpont::operations
