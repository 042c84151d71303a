#include "bridge/base/time_zone.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace veerpont {
namespace {

using namespace std::chrono_literals;

Time utc(const std::string& iso) {
    const auto moment = parse_iso_timestamp(iso);
    EXPECT_TRUE(moment) << iso;
    return moment.value_or(Time{});
}

TEST(TimeZone, SummerTimeBeginsAndEndsAtOneUtcOnTheLastSunday) {
    EXPECT_EQ(amsterdam_offset(utc("2026-03-29T00:59:59.999Z")), 1h);
    EXPECT_EQ(amsterdam_offset(utc("2026-03-29T01:00:00Z")), 2h);
    EXPECT_EQ(amsterdam_offset(utc("2026-10-25T00:59:59.999Z")), 2h);
    EXPECT_EQ(amsterdam_offset(utc("2026-10-25T01:00:00Z")), 1h);
    // The month may end on its last Sunday.
    EXPECT_EQ(amsterdam_offset(utc("2024-03-31T00:59:00Z")), 1h);
    EXPECT_EQ(amsterdam_offset(utc("2024-03-31T01:00:00Z")), 2h);
    EXPECT_EQ(amsterdam_offset(utc("2027-10-31T01:00:00Z")), 1h);
    EXPECT_EQ(amsterdam_offset(utc("2026-01-01T00:00:00Z")), 1h);
    EXPECT_EQ(amsterdam_offset(utc("2026-12-31T23:59:59Z")), 1h);
}

TEST(TimeZone, WallClockTimesBecomeMoments) {
    EXPECT_EQ(from_amsterdam({2026, 10, 15, 9, 30, 0, 0}), utc("2026-10-15T07:30:00Z"));
    EXPECT_EQ(from_amsterdam({2026, 1, 15, 9, 30, 0, 5}), utc("2026-01-15T08:30:00.005Z"));
    // 02:30 does not exist on this day: read as winter time.
    EXPECT_EQ(from_amsterdam({2026, 3, 29, 2, 30, 0, 0}), utc("2026-03-29T01:30:00Z"));
    EXPECT_EQ(from_amsterdam({2026, 3, 29, 1, 59, 59, 0}), utc("2026-03-29T00:59:59Z"));
    EXPECT_EQ(from_amsterdam({2026, 3, 29, 3, 0, 0, 0}), utc("2026-03-29T01:00:00Z"));
    // 02:30 exists twice on this day: the first one.
    EXPECT_EQ(from_amsterdam({2026, 10, 25, 2, 30, 0, 0}), utc("2026-10-25T00:30:00Z"));
    EXPECT_EQ(from_amsterdam({2026, 10, 25, 3, 0, 0, 0}), utc("2026-10-25T02:00:00Z"));
}

TEST(TimeZone, EveryHourOfAYearComesBack) {
    const Time end = utc("2027-01-02T00:00:00Z");
    for (Time moment = utc("2026-01-01T00:00:00Z"); moment < end; moment += 1h) {
        const auto back = from_amsterdam(to_amsterdam(moment));
        ASSERT_TRUE(back);
        // Only the second occurrence of the doubled hour in October comes back as the first.
        const Time expected = moment == utc("2026-10-25T01:00:00Z") ? moment - 1h : moment;
        ASSERT_EQ(*back, expected) << iso_timestamp(moment);
    }
}

TEST(TimeZone, FieldsThatAreNoTimeAreRefused) {
    EXPECT_FALSE(from_amsterdam({2026, 2, 29, 0, 0, 0, 0}));
    EXPECT_TRUE(from_amsterdam({2024, 2, 29, 0, 0, 0, 0}));
    EXPECT_FALSE(from_amsterdam({2026, 13, 1, 0, 0, 0, 0}));
    EXPECT_FALSE(from_amsterdam({2026, 0, 1, 0, 0, 0, 0}));
    EXPECT_FALSE(from_amsterdam({2026, 1, 1, 24, 0, 0, 0}));
    EXPECT_FALSE(from_amsterdam({2026, 1, 1, 0, 60, 0, 0}));
    EXPECT_FALSE(from_amsterdam({2026, 1, 1, 0, 0, 60, 0}));
}

TEST(TimeZone, WritesBothNotations) {
    const Time moment = utc("2026-07-15T22:30:01.042Z");
    EXPECT_EQ(stuf_timestamp(moment), "20260716003001042");
    EXPECT_EQ(stuf_date(moment), "20260716");
    EXPECT_EQ(iso_date(moment), "2026-07-16");
    EXPECT_EQ(iso_timestamp(moment), "2026-07-15T22:30:01.042Z");
    EXPECT_EQ(iso_timestamp(utc("2026-01-02T03:04:05Z")), "2026-01-02T03:04:05Z");
}

TEST(TimeZone, ReadsIsoMoments) {
    EXPECT_EQ(utc("2026-10-15T09:30:00+02:00"), utc("2026-10-15T07:30:00Z"));
    EXPECT_EQ(utc("2026-10-15T09:30:00+0200"), utc("2026-10-15T07:30:00Z"));
    EXPECT_EQ(utc("2026-10-15T02:30:00-05:00"), utc("2026-10-15T07:30:00Z"));
    EXPECT_EQ(utc("2026-10-15T07:30:00"), utc("2026-10-15T07:30:00Z"));
    EXPECT_EQ(utc("2026-10-15T07:30:00.1Z"), utc("2026-10-15T07:30:00.100Z"));
    EXPECT_EQ(utc("2026-10-15T07:30:00.123456Z"), utc("2026-10-15T07:30:00.123Z"));
    for (const char* wrong :
         {"", "2026-10-15", "2026-10-15T07:30", "2026-02-30T00:00:00Z", "2026-10-15T25:00:00Z",
          "2026-10-15T07:30:00Zx", "2026-10-15T07:30:00+99:00", "2026-10-15T07:30:00.Z", "20261015073000"}) {
        EXPECT_FALSE(parse_iso_timestamp(wrong)) << wrong;
    }
}

TEST(TimeZone, ChecksStufDates) {
    EXPECT_TRUE(is_stuf_date("20240229"));
    EXPECT_FALSE(is_stuf_date("20260229"));
    EXPECT_FALSE(is_stuf_date("2026022"));
    EXPECT_FALSE(is_stuf_date("202602010"));
    EXPECT_FALSE(is_stuf_date("2026xx01"));
    EXPECT_FALSE(is_stuf_date("20260001"));
}

}  // namespace
}  // namespace veerpont
