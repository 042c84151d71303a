// Converters: the round-trip law for all, and what each does with the values that real senders and registers
// give.
#include "bridge/rules/converter.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <set>
#include <sstream>
#include <string>

#include <nlohmann/json.hpp>

#include "bridge/xml/reader.h"

namespace veerpont::rules {
namespace {

using nlohmann::json;

const Converter& converter(std::string_view name) {
    const Converter* const found = find_converter(name);
    EXPECT_NE(found, nullptr) << name;
    return *found;
}

stuf::Value said(std::string text) {
    stuf::Value value;
    value.text = std::move(text);
    return value;
}

// The ZGW value as text, "refused" when the converter refuses.
std::string to_zgw(std::string_view name, const std::string& text, ConvertOptions options = {}) {
    const auto made = converter(name).to_zgw(said(text), options);
    if (!made) return "refused";
    return made->is_string() ? made->get<std::string>() : made->dump();
}

std::string to_stuf(std::string_view name, const json& value) {
    const auto made = converter(name).to_stuf(value);
    return made ? made->text.value_or("") : "refused";
}

// A document that holds the fragment as children of `lokatie`.
std::unique_ptr<xml::Document> parse(const std::string& fragment) {
    static const xml::ReaderPool pool{xml::ReaderPool::Options{}};
    std::istringstream in("<lokatie>" + fragment + "</lokatie>");
    auto document = pool.read(in);
    EXPECT_TRUE(document.ok()) << fragment;
    return std::move(*document);
}

std::string geometry(const std::string& fragment) {
    const auto document = parse(fragment);
    const auto made = converter("geometry").element_to_zgw(document->root());
    return made ? made->dump() : "refused";
}

std::string markup(const xml::Node& node) {
    std::string out = "<" + node.local;
    for (const xml::Attribute& attribute : node.attributes)
        out += " " + attribute.local + "=\"" + attribute.value + "\"";
    out += ">" + node.text;
    for (const xml::Node& child : node.children)
        out += markup(child);
    return out + "</" + node.local + ">";
}

TEST(Converters, GiveBackWhatTheyWrite) {
    for (const Converter* one : all_converters()) {
        ASSERT_FALSE(one->examples().empty()) << one->name();
        EXPECT_FALSE(one->description().empty()) << one->name();
        for (const std::string& example : one->examples()) {
            if (one->takes_element()) {
                const auto document = parse(example);
                const auto there = one->element_to_zgw(document->root());
                ASSERT_TRUE(there.ok()) << one->name() << " " << example;
                const auto back = one->element_to_stuf(*there);
                ASSERT_TRUE(back.ok()) << one->name() << " " << there->dump();
                std::string written;
                for (const xml::Node& node : *back)
                    written += markup(node);
                const auto again = parse(written);
                const auto second = one->element_to_zgw(again->root());
                ASSERT_TRUE(second.ok()) << written;
                EXPECT_EQ(*second, *there) << one->name();
                // Every leaf of the example is in what was written.
                for (std::size_t at = example.find('>'); at != std::string::npos;
                     at = example.find('>', at + 1)) {
                    const auto end = example.find('<', at);
                    if (end == std::string::npos || end == at + 1) continue;
                    EXPECT_NE(written.find(example.substr(at, end - at)), std::string::npos)
                        << one->name() << " lost " << example.substr(at + 1, end - at - 1) << " in "
                        << written;
                }
                continue;
            }
            const auto there = one->to_zgw(said(example), {});
            ASSERT_TRUE(there.ok()) << one->name() << " " << example;
            const auto back = one->to_stuf(*there);
            ASSERT_TRUE(back.ok()) << one->name() << " " << example;
            EXPECT_EQ(back->text, example) << one->name();
        }
    }
}

TEST(Converters, HaveNamesOfTheirOwn) {
    std::set<std::string_view> names;
    for (const Converter* one : all_converters())
        EXPECT_TRUE(names.insert(one->name()).second) << one->name();
    EXPECT_EQ(find_converter("dates"), nullptr);
}

TEST(DateConverter, ReadsWhatSendersWrite) {
    EXPECT_EQ(to_zgw("date", "20261015"), "2026-10-15");
    EXPECT_EQ(to_zgw("date", " \n 20261015\t"), "2026-10-15");
    EXPECT_EQ(to_zgw("date", "20261015093000"), "2026-10-15");
    EXPECT_EQ(to_zgw("date", "2026-10-15"), "2026-10-15");
    EXPECT_EQ(to_zgw("date", "2026-10-15T23:59:59+02:00"), "2026-10-15");
    EXPECT_EQ(to_zgw("date", "20240229"), "2024-02-29");
}

// A predecessor put the text of an exception where the date belonged, or cut ten characters out of anything.
TEST(DateConverter, RefusesWhatIsNoDate) {
    for (const char* const wrong :
         {"20261332", "20230229", "0", "morgen", "2026-13-01", "-5", "20261015T", "00010000"})
        EXPECT_EQ(to_zgw("date", wrong), "refused") << wrong;
    EXPECT_EQ(to_stuf("date", "morgen"), "refused");
    EXPECT_EQ(to_stuf("date", "2026-02-30"), "refused");
    EXPECT_EQ(to_stuf("date", 20261015), "refused");
}

TEST(DateConverter, LeavesIncompleteDatesToTheRule) {
    for (const char* const partial : {"202610", "2026"})
        EXPECT_EQ(to_zgw("date", partial), "refused") << partial;
    EXPECT_EQ(to_zgw("date", "20261015", {Partial::kRefuse, 'D'}), "refused");
    EXPECT_EQ(to_zgw("date", "19850099", {Partial::kFirstDay, 'M'}), "1985-01-01");
    EXPECT_EQ(to_zgw("date", "19850299", {Partial::kFirstDay, 'D'}), "1985-02-01");
    EXPECT_EQ(to_zgw("date", "198502", {Partial::kFirstDay, 'V'}), "1985-02-01");
    EXPECT_EQ(to_zgw("date", "1985", {Partial::kFirstDay, 'V'}), "1985-01-01");
    EXPECT_EQ(to_zgw("date", "19850214", {Partial::kFirstDay, 'J'}), "refused");
}

TEST(DateConverter, GivesTheDutchDateOfAMoment) {
    EXPECT_EQ(to_stuf("date", "2026-10-15T22:30:00Z"), "20261016");
    EXPECT_EQ(to_stuf("date", "2026-01-15T22:30:00Z"), "20260115");
}

TEST(TimestampConverter, ReadsEightToSeventeenDigitsAsDutchTime) {
    EXPECT_EQ(to_zgw("timestamp", "20261015"), "2026-10-15T00:00:00+02:00");
    EXPECT_EQ(to_zgw("timestamp", "2026101509"), "2026-10-15T09:00:00+02:00");
    EXPECT_EQ(to_zgw("timestamp", "202610150930"), "2026-10-15T09:30:00+02:00");
    EXPECT_EQ(to_zgw("timestamp", "20260115093000"), "2026-01-15T09:30:00+01:00");
    EXPECT_EQ(to_zgw("timestamp", "2013041109255225"), "2013-04-11T09:25:52.250+02:00");
    EXPECT_EQ(to_zgw("timestamp", "20261015093000007"), "2026-10-15T09:30:00.007+02:00");
    EXPECT_EQ(to_zgw("timestamp", "2026-10-15T07:30:00Z"), "2026-10-15T09:30:00+02:00");
    EXPECT_EQ(to_zgw("timestamp", "2026101509300"), "2026-10-15T09:30:00+02:00");  // an odd digit is cut off
    for (const char* const wrong : {"2026", "20261015243000", "20261332", "gisteren", "20261015096000"})
        EXPECT_EQ(to_zgw("timestamp", wrong), "refused") << wrong;
}

// Predecessors wrote Dutch time with a "Z" behind it, and cut ISO texts without converting the zone.
TEST(TimestampConverter, ConvertsTheZoneBothWays) {
    EXPECT_EQ(to_stuf("timestamp", "2026-10-15T07:30:00Z"), "20261015093000");
    EXPECT_EQ(to_stuf("timestamp", "2026-01-15T08:30:00.123Z"), "20260115093000123");
    EXPECT_EQ(to_stuf("timestamp", "2026-10-14T22:00:00Z"), "20261015000000");
    // The night the clock goes back has 02:30 twice; the first is meant.
    EXPECT_EQ(to_zgw("timestamp", "20261025023000"), "2026-10-25T02:30:00+02:00");
    EXPECT_EQ(to_stuf("timestamp", "2026-10-25T00:30:00Z"), "20261025023000");
    // 02:30 does not exist in the night it goes forward: winter time, which is 03:30 summer time.
    EXPECT_EQ(to_zgw("timestamp", "20260329023000"), "2026-03-29T03:30:00+02:00");
    EXPECT_EQ(to_stuf("timestamp", "gisteren"), "refused");
}

// A predecessor stripped the letters: P1M became 1 day.
TEST(DaysConverter, RefusesWhatHasNoFixedNumberOfDays) {
    EXPECT_EQ(to_zgw("days", "14"), "P14D");
    EXPECT_EQ(to_zgw("days", "014"), "P14D");
    EXPECT_EQ(to_stuf("days", "P2W"), "14");
    EXPECT_EQ(to_stuf("days", "P1W3D"), "10");
    EXPECT_EQ(to_stuf("days", "P0Y0M5D"), "5");
    EXPECT_EQ(to_stuf("days", "P14DT0H0M0S"), "14");
    for (const char* const wrong :
         {"P1M", "P1Y", "P1DT2H", "14", "P", "PT5H", "P5", "PD", "P99999999999D", "P1.5D"})
        EXPECT_EQ(to_stuf("days", wrong), "refused") << wrong;
    for (const char* const wrong : {"0", "-3", "een week", "1.5", "100000000"})
        EXPECT_EQ(to_zgw("days", wrong), "refused") << wrong;
}

// A predecessor wrote "invalid character" for anything but J and N.
TEST(YesNoConverter, RefusesOtherWords) {
    EXPECT_EQ(to_zgw("yes-no", "J"), "true");
    EXPECT_EQ(to_zgw("yes-no", "n"), "false");
    EXPECT_EQ(to_zgw("yes-no", "True"), "true");
    EXPECT_EQ(to_zgw("yes-no", "misschien"), "refused");
    EXPECT_EQ(to_stuf("yes-no", "J"), "refused");
}

TEST(NumberConverters, ReadAndRefuse) {
    EXPECT_EQ(to_zgw("integer", "0017"), "17");
    EXPECT_EQ(to_zgw("integer", "17A"), "refused");
    EXPECT_EQ(to_zgw("integer", "99999999999999999999"), "refused");
    EXPECT_EQ(to_stuf("integer", "17"), "17");
    EXPECT_EQ(to_stuf("integer", 1.5), "refused");
    EXPECT_EQ(to_zgw("decimal", "12,75"), "12.75");
    EXPECT_EQ(to_stuf("decimal", 2.0261015e16), "20261015000000000");  // never with an exponent
    EXPECT_EQ(to_zgw("decimal", "inf"), "refused");
    EXPECT_EQ(to_zgw("decimal", "nan"), "refused");
}

TEST(BsnConverter, DropsOnlyWhatFailsTheTest) {
    EXPECT_EQ(to_zgw("bsn", " 999993653 "), "999993653");
    EXPECT_EQ(to_zgw("bsn", "111222333"), "111222333");
    for (const char* const wrong : {"000000000", "123456789", "99999365", "9999936530", "99999365A"})
        EXPECT_EQ(to_zgw("bsn", wrong), "refused") << wrong;
}

TEST(MimeConverter, MakesMediaTypesOfWhatSendersWrite) {
    EXPECT_EQ(to_zgw("mime", "application/pdf"), "application/pdf");
    EXPECT_EQ(to_zgw("mime", "Application/PDF; charset=utf-8"), "application/pdf");
    EXPECT_EQ(to_zgw("mime", "pdf"), "application/pdf");
    EXPECT_EQ(to_zgw("mime", ".PDF"), "application/pdf");
    EXPECT_EQ(to_zgw("mime", "foto café €.png"), "image/png");
    EXPECT_EQ(to_zgw("mime", "application/VND.MS-WORD.document.macroenabled.12"),
              "application/vnd.ms-word.document.macroEnabled.12");
    for (const char* const wrong :
         {"formaat", "CD", "onbekend", "", "/pdf", "application/", "a/b/c", "bestandsnaam"})
        EXPECT_EQ(to_zgw("mime", wrong), "refused") << wrong;
}

TEST(FileNameConverter, KeepsTheNameAndDropsTheRest) {
    EXPECT_EQ(to_zgw("file-name", "C:\\Users\\jan\\brief.pdf"), "brief.pdf");
    EXPECT_EQ(to_zgw("file-name", "../../etc/passwd"), "passwd");
    EXPECT_EQ(to_zgw("file-name", "a:b?.pdf"), "a_b_.pdf");
    EXPECT_EQ(to_zgw("file-name", "C:\\ brief.pdf"), "brief.pdf");
    EXPECT_EQ(to_zgw("file-name", ".."), "refused");
    const std::string cut = to_zgw("file-name", std::string(300, 'x') + ".pdf");
    EXPECT_EQ(cut.size(), 255U);
    EXPECT_TRUE(cut.ends_with(".pdf"));
}

TEST(FormConverters, TakeOnlyTheirForm) {
    EXPECT_EQ(to_zgw("postcode", "1234 ab"), "1234AB");
    EXPECT_EQ(to_zgw("postcode", "0123AB"), "refused");
    EXPECT_EQ(to_zgw("postcode", "B-1000"), "refused");
    EXPECT_EQ(to_zgw("email", "anna@example.com"), "anna@example.com");
    for (const char* const wrong : {"anna", "anna@", "@example.com", "an na@example.com", "a@b", "a@b..nl"})
        EXPECT_EQ(to_zgw("email", wrong), "refused") << wrong;
    EXPECT_EQ(to_zgw("digits-9", "68750110"), "refused");
    EXPECT_EQ(to_zgw("url", "javascript:alert(1)"), "refused");
    EXPECT_EQ(to_stuf("bag-id", "onbekend"), "refused");  // a filler does not come back
}

constexpr std::string_view kOpen = R"(<Point xmlns="http://www.opengis.net/gml" srsName=")";

TEST(GeometryConverter, ReadsBothOrdersOfLongitudeAndLatitude) {
    const std::string name = "http://www.opengis.net/def/crs/EPSG/0/4326";
    const std::string expected = R"({"coordinates":[4.893164274470299,52.36673378967122],"type":"Point"})";
    EXPECT_EQ(
        geometry(std::string(kOpen) + name + "\"><pos>4.893164274470299 52.36673378967122</pos></Point>"),
        expected);
    EXPECT_EQ(
        geometry(std::string(kOpen) + name + "\"><pos>52.36673378967122 4.893164274470299</pos></Point>"),
        expected);
    EXPECT_EQ(geometry("<Point><pos>4.893164274470299 52.36673378967122</pos></Point>"), expected);
    EXPECT_EQ(
        geometry(
            "<Point "
            "srsName='EPSG:4326'><coordinates>4.893164274470299,52.36673378967122</coordinates></Point>"),
        expected);
}

// Known points of RD: Amersfoort (Onze Lieve Vrouwetoren) is the origin; Amsterdam Westertoren.
TEST(GeometryConverter, TransformsRdToWgs84) {
    const auto document =
        parse("<Point srsName='urn:ogc:def:crs:EPSG::28992'><pos>155000 463000</pos></Point>");
    const auto origin = converter("geometry").element_to_zgw(document->root());
    ASSERT_TRUE(origin.ok());
    EXPECT_NEAR(origin->at("coordinates").at(0).get<double>(), 5.38720621, 1e-7);
    EXPECT_NEAR(origin->at("coordinates").at(1).get<double>(), 52.15517440, 1e-7);
    const auto west = parse("<Point><pos>120700.723 487525.501</pos></Point>");
    const auto tower = converter("geometry").element_to_zgw(west->root());
    ASSERT_TRUE(tower.ok());
    EXPECT_NEAR(tower->at("coordinates").at(0).get<double>(), 4.88352559, 2e-6);
    EXPECT_NEAR(tower->at("coordinates").at(1).get<double>(), 52.37453253, 2e-6);
}

TEST(GeometryConverter, ReadsEveryWayToWriteARing) {
    const std::string expected =
        R"({"coordinates":[[[4.1,52.1],[4.2,52.1],[4.2,52.2],[4.1,52.1]]],"type":"Polygon"})";
    const auto polygon = [](const std::string& ring) {
        return "<Polygon srsName='EPSG:4326'><exterior><LinearRing>" + ring +
               "</LinearRing></exterior></Polygon>";
    };
    EXPECT_EQ(geometry(polygon("<posList>\n 4.1  52.1 4.2 52.1 4.2 52.2 4.1 52.1 \n</posList>")), expected);
    EXPECT_EQ(
        geometry(polygon("<pos>4.1 52.1</pos><pos>4.2 52.1</pos><pos>4.2 52.2</pos><pos>4.1 52.1</pos>")),
        expected);
    EXPECT_EQ(geometry(polygon(
                  "<pos>4.1</pos><pos>52.1</pos><pos>4.2</pos><pos>52.1</pos><pos>4.2</pos><pos>52.2</pos>"
                  "<pos>4.1</pos><pos>52.1</pos>")),
              expected);
    EXPECT_EQ(
        geometry(polygon("<posList srsDimension='3'>4.1 52.1 0 4.2 52.1 0 4.2 52.2 0 4.1 52.1 0</posList>")),
        expected);
    // A ring that is not closed is closed.
    EXPECT_EQ(geometry(polygon("<posList>4.1 52.1 4.2 52.1 4.2 52.2</posList>")), expected);
    EXPECT_EQ(geometry("<OrientableSurface><baseSurface>" +
                       polygon("<posList>4.1 52.1 4.2 52.1 4.2 52.2 4.1 52.1</posList>") +
                       "</baseSurface></OrientableSurface>"),
              expected);
}

TEST(GeometryConverter, RefusesWhatItCannotPlace) {
    for (const char* const wrong : {
             "<Point srsName='EPSG:4326'><pos>4.1</pos></Point>",
             "<Point srsName='EPSG:4326'><pos>vier 52</pos></Point>",
             "<Point srsName='EPSG:4326'><pos>400 520</pos></Point>",
             "<Point srsName='EPSG:28992'><pos>4.1 52.1</pos></Point>",
             "<Point srsName='EPSG:4326'><pos>nan inf</pos></Point>",
             "<Polygon><exterior><LinearRing><posList>0 0 1 0 1 1 0 "
             "0</posList></LinearRing></exterior></Polygon>",
             "<Polygon srsName='EPSG:4326'><interior><LinearRing><posList>4 52 5 52 5 53 4 "
             "52</posList></LinearRing>"
             "</interior></Polygon>",
             "<LineString srsName='EPSG:4326'><posList>4.1 52.1</posList></LineString>",
             "<Sphere/>",
             "tekst",
         }) {
        EXPECT_EQ(geometry(wrong), "refused") << wrong;
    }
    std::string deep = "<Point srsName='EPSG:4326'><pos>4.1 52.1</pos></Point>";
    for (int level = 0; level < 20; ++level)
        deep = "<MultiGeometry><geometryMember>" + deep + "</geometryMember></MultiGeometry>";
    EXPECT_EQ(geometry(deep), "refused");
    for (const char* const wrong :
         {"null", "[]", "{}", R"({"type":"Point"})", R"({"type":"Point","coordinates":[]})",
          R"({"type":"Polygon","coordinates":[[["a","b"]]]})", R"({"type":5})"}) {
        EXPECT_FALSE(converter("geometry").element_to_stuf(json::parse(wrong)).ok()) << wrong;
    }
}

TEST(LineConverters, RefuseLinesOfOthers) {
    for (const char* const wrong :
         {"Kerkstraat 17", "", ", ", "Kerkstraat 123456, 1234AB Stad", "Straat 1ABCDEFG, 1234AB Stad"})
        EXPECT_FALSE(converter("address-line").element_to_stuf(wrong).ok()) << wrong;
    for (const char* const wrong : {"SNK00 A", "SNK00 A B 1", "SNK 0 A 123", "SNK00 A 123 X1"})
        EXPECT_FALSE(converter("parcel").element_to_stuf(wrong).ok()) << wrong;
}

}  // namespace
}  // namespace veerpont::rules
