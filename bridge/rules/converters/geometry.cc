// GML in a StUF element <-> GeoJSON (RFC 7946) in ZGW.
//
// Senders write GML of every kind (client-tolerance T58), so reading is lenient: any prefix, gml:pos per
// vertex or one number per gml:pos, posList, coordinates, surfaces wrapped in OrientableSurface or
// MultiSurface, RD and WGS84, and longitude and latitude in either order under EPSG:4326. What is read is
// checked: numbers, ranges, closed rings.
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bridge/base/text.h"
#include "bridge/rules/converters/all.h"
#include "bridge/rules/converters/rd.h"
#include "bridge/xml/names.h"

namespace veerpont::rules::converters {

namespace {

using nlohmann::json;
using xml::Element;
using xml::Node;

// How deep geometries may contain each other; a message is limited too, but this recursion has its own end.
constexpr int kDeepest = 12;
constexpr std::size_t kMostPositions = 100000;

struct Position {
    double x = 0;
    double y = 0;
};

enum class Crs { kUnknown, kRd, kWgs84, kLonLat };

Crs crs_of(std::string_view name) {
    if (name.find("28992") != std::string_view::npos) return Crs::kRd;
    if (name.find("CRS84") != std::string_view::npos) return Crs::kLonLat;
    if (name.find("4326") != std::string_view::npos || name.find("4258") != std::string_view::npos)
        return Crs::kWgs84;
    return Crs::kUnknown;
}

bool near_netherlands(double lon, double lat) {
    return lon >= 2.0 && lon <= 8.0 && lat >= 50.0 && lat <= 54.5;
}

// Everything about one geometry that is said once: its reference system and the order of its axes.
class Reader {
  public:
    std::optional<json> read(Element geometry, int depth) {
        if (!geometry || depth > kDeepest || geometry.nil()) return std::nullopt;
        note_crs(geometry);
        const std::string_view kind = geometry.local();
        if (kind == "Point") return simple("Point", geometry, 1, 1);
        if (kind == "LineString" || kind == "LineStringSegment" || kind == "LinearRing") {
            return simple("LineString", geometry, 2, kMostPositions);
        }
        if (kind == "Polygon" || kind == "PolygonPatch" || kind == "Rectangle" || kind == "Triangle") {
            return polygon(geometry);
        }
        if (kind == "MultiPoint") return many("MultiPoint", geometry, depth);
        if (kind == "MultiLineString" || kind == "MultiCurve" || kind == "CompositeCurve") {
            return many("MultiLineString", geometry, depth);
        }
        if (kind == "MultiPolygon" || kind == "MultiSurface" || kind == "CompositeSurface" ||
            kind == "Surface" || kind == "PolyhedralSurface") {
            return many("MultiPolygon", geometry, depth);
        }
        if (kind == "MultiGeometry") return many("", geometry, depth);
        if (kind == "Curve" || kind == "OrientableSurface" || kind == "OrientableCurve" || is_wrapper(kind)) {
            for (const Element child : geometry.children()) {
                if (auto inner = read(child, depth + 1)) return inner;
            }
        }
        return std::nullopt;
    }

  private:
    static bool is_wrapper(std::string_view kind) {
        return kind.ends_with("Member") || kind.ends_with("Members") || kind == "segments" ||
               kind == "patches" || kind == "baseSurface" || kind == "baseCurve";
    }

    void note_crs(Element element) {
        if (element.has_attribute("srsName") && crs_ == Crs::kUnknown)
            crs_ = crs_of(element.attribute("srsName"));
        if (element.attribute("srsDimension") == "3") dimensions_ = 3;
    }

    bool append_numbers(std::string_view text, bool commas_separate, std::vector<double>& out) {
        std::size_t at = 0;
        while (at < text.size()) {
            const auto is_gap = [&](char c) {
                return c == ' ' || c == '\t' || c == '\n' || c == '\r' || (commas_separate && c == ',');
            };
            while (at < text.size() && is_gap(text[at]))
                ++at;
            if (at == text.size()) break;
            std::size_t end = at;
            while (end < text.size() && !is_gap(text[end]))
                ++end;
            std::string_view word = text.substr(at, end - at);
            if (word.starts_with('+')) word.remove_prefix(1);
            double number = 0;
            const auto [stop, error] = std::from_chars(word.data(), word.data() + word.size(), number);
            if (error != std::errc() || stop != word.data() + word.size() || !std::isfinite(number))
                return false;
            if (out.size() >= kMostPositions * 3) return false;
            out.push_back(number);
            at = end;
        }
        return true;
    }

    // Numbers of all pos, posList, coordinates and pointProperty below this element, in pairs of longitude
    // and latitude.
    std::optional<std::vector<Position>> positions(Element element) {
        std::vector<double> numbers;
        bool triples = false;
        if (!collect(element, numbers, triples, 0)) return std::nullopt;
        const std::size_t step = (triples || dimensions_ == 3) && numbers.size() % 3 == 0 ? 3 : 2;
        if (numbers.empty() || numbers.size() % step != 0) return std::nullopt;
        std::vector<Position> out;
        out.reserve(numbers.size() / step);
        for (std::size_t at = 0; at < numbers.size(); at += step)
            out.push_back({numbers[at], numbers[at + 1]});
        if (!decide_axes(out.front())) return std::nullopt;
        for (Position& position : out) {
            if (!convert(position)) return std::nullopt;
        }
        return out;
    }

    bool collect(Element element, std::vector<double>& numbers, bool& triples, int depth) {
        if (depth > 3) return false;
        for (const Element child : element.children()) {
            const std::string_view kind = child.local();
            note_crs(child);
            const std::size_t before = numbers.size();
            if (kind == "pos" || kind == "posList") {
                if (!append_numbers(child.text(), false, numbers)) return false;
                triples = triples || (kind == "pos" && numbers.size() - before == 3);
            } else if (kind == "coordinates") {
                if (!append_numbers(child.text(), true, numbers)) return false;
            } else if (kind == "coord") {
                for (const char* const axis : {"X", "Y"}) {
                    if (!append_numbers(child.child(axis).text(), false, numbers)) return false;
                }
            } else if (kind == "pointProperty" || kind == "Point" || kind == "pointRep") {
                if (!collect(child, numbers, triples, depth + 1)) return false;
            }
        }
        return true;
    }

    // Whether the first number is latitude, and which system it is when the sender did not say.
    bool decide_axes(Position first) {
        if (decided_) return true;
        if (crs_ == Crs::kUnknown) {
            if (is_rd(first.x, first.y)) {
                crs_ = Crs::kRd;
            } else if (near_netherlands(first.x, first.y) || near_netherlands(first.y, first.x)) {
                crs_ = Crs::kWgs84;
            } else {
                return false;
            }
        }
        if (crs_ == Crs::kWgs84) {
            swap_ = !near_netherlands(first.x, first.y) &&
                    (near_netherlands(first.y, first.x) || std::abs(first.y) > 90.0);
        }
        decided_ = true;
        return true;
    }

    bool convert(Position& position) const {
        if (crs_ == Crs::kRd) {
            if (!is_rd(position.x, position.y)) return false;
            const LonLat degrees = rd_to_wgs84(position.x, position.y);
            // A millimetre is 1e-8 degree: more digits would only look exact.
            position = {std::round(degrees.lon * 1e8) / 1e8, std::round(degrees.lat * 1e8) / 1e8};
            return true;
        }
        if (swap_) std::swap(position.x, position.y);
        return std::abs(position.x) <= 180.0 && std::abs(position.y) <= 90.0;
    }

    static json coordinates(const std::vector<Position>& positions) {
        json out = json::array();
        for (const Position& position : positions)
            out.push_back(json::array({position.x, position.y}));
        return out;
    }

    std::optional<json> simple(const char* type, Element element, std::size_t least, std::size_t most) {
        const auto found = positions(element);
        if (!found || found->size() < least || found->size() > most) return std::nullopt;
        json list = coordinates(*found);
        return json{{"type", type}, {"coordinates", least == 1 ? list.at(0) : list}};
    }

    std::optional<json> ring(Element boundary) {
        const Element linear = boundary.child("LinearRing");
        if (!linear) return std::nullopt;
        note_crs(linear);
        auto found = positions(linear);
        if (!found || found->size() < 3) return std::nullopt;
        const Position first = found->front();
        const Position last = found->back();
        if (first.x != last.x || first.y != last.y) found->push_back(first);
        if (found->size() < 4) return std::nullopt;
        return coordinates(*found);
    }

    std::optional<json> polygon(Element element) {
        json rings = json::array();
        for (const Element child : element.children()) {
            const std::string_view kind = child.local();
            const bool outer = kind == "exterior" || kind == "outerBoundaryIs";
            if (!outer && kind != "interior" && kind != "innerBoundaryIs") continue;
            if (outer != rings.empty()) return std::nullopt;
            const auto coordinates_of_ring = ring(child);
            if (!coordinates_of_ring) return std::nullopt;
            rings.push_back(*coordinates_of_ring);
        }
        if (rings.empty()) return std::nullopt;
        return json{{"type", "Polygon"}, {"coordinates", rings}};
    }

    void members(Element element, int depth, std::vector<json>& out, bool& complete) {
        for (const Element child : element.children()) {
            if (is_wrapper(child.local())) {
                note_crs(child);
                if (depth > kDeepest) {
                    complete = false;
                } else {
                    members(child, depth + 1, out, complete);
                }
                continue;
            }
            const auto inner = read(child, depth + 1);
            if (inner) out.push_back(*inner);
            complete = complete && inner;
        }
    }

    // `type` "": a GeometryCollection. One member of a surface or curve stays a single geometry.
    std::optional<json> many(std::string_view type, Element element, int depth) {
        std::vector<json> found;
        bool complete = true;
        members(element, depth, found, complete);
        if (found.empty() || !complete) return std::nullopt;
        if (type.empty()) return json{{"type", "GeometryCollection"}, {"geometries", found}};
        if (found.size() == 1 && !element.local().starts_with("Multi")) return found.front();
        json list = json::array();
        for (const json& one : found) {
            if (one.at("type") == type) {
                for (const json& part : one.at("coordinates"))
                    list.push_back(part);
            } else if ("Multi" + one.at("type").get<std::string>() == type) {
                list.push_back(one.at("coordinates"));
            } else {
                return std::nullopt;
            }
        }
        return json{{"type", type}, {"coordinates", list}};
    }

    Crs crs_ = Crs::kUnknown;
    int dimensions_ = 2;
    bool swap_ = false;
    bool decided_ = false;
};

// Writing. Longitude first under the EPSG:4326 name: what real senders write and their applications read
// (T58).
constexpr std::string_view kSrsName = "http://www.opengis.net/def/crs/EPSG/0/4326";

std::optional<std::string> position_text(const json& position) {
    if (!position.is_array() || position.size() < 2 || !position[0].is_number() || !position[1].is_number()) {
        return std::nullopt;
    }
    return fmt::format("{} {}", position[0].get<double>(), position[1].get<double>());
}

std::optional<Node> position_list(const json& positions) {
    if (!positions.is_array() || positions.empty()) return std::nullopt;
    std::string text;
    for (const json& position : positions) {
        const auto one = position_text(position);
        if (!one) return std::nullopt;
        if (!text.empty()) text += ' ';
        text += *one;
    }
    return Node(xml::kGml, "posList", text);
}

std::optional<Node> gml_of(const json& geometry, int depth);

std::optional<Node> gml_polygon(const json& rings) {
    if (!rings.is_array() || rings.empty()) return std::nullopt;
    Node polygon(xml::kGml, "Polygon");
    for (const json& ring : rings) {
        auto list = position_list(ring);
        if (!list) return std::nullopt;
        Node& boundary = polygon.add(Node(xml::kGml, polygon.children.empty() ? "exterior" : "interior"));
        boundary.add(Node(xml::kGml, "LinearRing")).add(std::move(*list));
    }
    return polygon;
}

std::optional<Node> gml_many(std::string_view name, std::string_view member, std::string_view type,
                             const json& parts, int depth) {
    if (!parts.is_array() || parts.empty()) return std::nullopt;
    Node many(xml::kGml, name);
    for (const json& part : parts) {
        auto one = type.empty() ? gml_of(part, depth + 1)
                                : gml_of(json{{"type", type}, {"coordinates", part}}, depth + 1);
        if (!one) return std::nullopt;
        many.add(Node(xml::kGml, member)).add(std::move(*one));
    }
    return many;
}

std::optional<Node> gml_of(const json& geometry, int depth) {
    if (depth > kDeepest || !geometry.is_object()) return std::nullopt;
    const auto type = geometry.find("type");
    if (type == geometry.end() || !type->is_string()) return std::nullopt;
    const std::string kind = type->get<std::string>();
    if (kind == "GeometryCollection") {
        const auto parts = geometry.find("geometries");
        if (parts == geometry.end()) return std::nullopt;
        return gml_many("MultiGeometry", "geometryMember", "", *parts, depth);
    }
    const auto coordinates = geometry.find("coordinates");
    if (coordinates == geometry.end()) return std::nullopt;
    if (kind == "Point") {
        const auto text = position_text(*coordinates);
        if (!text) return std::nullopt;
        Node point(xml::kGml, "Point");
        point.add(Node(xml::kGml, "pos", *text));
        return point;
    }
    if (kind == "LineString") {
        auto list = position_list(*coordinates);
        if (!list) return std::nullopt;
        Node line(xml::kGml, "LineString");
        line.add(std::move(*list));
        return line;
    }
    if (kind == "Polygon") return gml_polygon(*coordinates);
    if (kind == "MultiPoint") return gml_many("MultiPoint", "pointMember", "Point", *coordinates, depth);
    if (kind == "MultiLineString")
        return gml_many("MultiCurve", "curveMember", "LineString", *coordinates, depth);
    if (kind == "MultiPolygon")
        return gml_many("MultiSurface", "surfaceMember", "Polygon", *coordinates, depth);
    return std::nullopt;
}

class Geometry final : public Converter {
  public:
    std::string_view name() const override { return "geometry"; }
    std::string_view description() const override {
        return "GML (RD of WGS84; punt, lijn, vlak met gaten, meervoudig) wordt GeoJSON in WGS84 en terug.";
    }
    bool takes_element() const override { return true; }
    bool fits_stuf(std::string_view) const override { return true; }
    bool fits_zgw(std::string_view type) const override { return type.starts_with("object"); }
    Result<json> to_zgw(const stuf::Value&, const ConvertOptions&) const override {
        return refuse("De locatie is geen GML.", "geometry takes an element");
    }
    Result<stuf::Value> to_stuf(const json&) const override {
        return refuse("De locatie is geen tekst.", "geometry gives an element");
    }
    Result<json> element_to_zgw(Element element) const override {
        for (const Element child : element.children()) {
            if (auto geometry = Reader().read(child, 0)) return std::move(*geometry);
        }
        return refuse("De locatie kan niet als geometrie worden gelezen.", "no readable GML geometry");
    }
    Result<std::vector<Node>> element_to_stuf(const json& value) const override {
        auto node = gml_of(value, 0);
        if (!node)
            return refuse("De geometrie kan niet als GML worden geschreven.", "not a GeoJSON geometry");
        node->set("", "srsName", kSrsName);
        std::vector<Node> children;
        children.push_back(std::move(*node));
        return children;
    }
    std::vector<std::string> examples() const override {
        const std::string open =
            R"(xmlns="http://www.opengis.net/gml" srsName="http://www.opengis.net/def/crs/EPSG/0/4326")";
        return {
            "<Point " + open + "><pos>4.893164274470299 52.36673378967122</pos></Point>",
            "<LineString " + open + "><posList>4.1 52.1 4.2 52.2 4.3 52.3</posList></LineString>",
            "<Polygon " + open +
                "><exterior><LinearRing><posList>4.1 52.1 4.4 52.1 4.4 52.4 4.1 "
                "52.1</posList></LinearRing></exterior>"
                "<interior><LinearRing><posList>4.2 52.15 4.3 52.15 4.3 52.2 4.2 "
                "52.15</posList></LinearRing></interior>"
                "</Polygon>",
            "<MultiPoint " + open +
                "><pointMember><Point><pos>4.1 52.1</pos></Point></pointMember>"
                "<pointMember><Point><pos>4.2 52.2</pos></Point></pointMember></MultiPoint>",
            "<MultiCurve " + open +
                "><curveMember><LineString><posList>4.1 52.1 4.2 "
                "52.2</posList></LineString></curveMember></MultiCurve>",
            "<MultiSurface " + open +
                "><surfaceMember><Polygon><exterior><LinearRing><posList>4.1 52.1 4.4 52.1 4.4 52.4 4.1 "
                "52.1</posList>"
                "</LinearRing></exterior></Polygon></surfaceMember></MultiSurface>",
        };
    }
};

}  // namespace

const Converter& geometry() {
    static const Geometry converter;
    return converter;
}

}  // namespace veerpont::rules::converters
