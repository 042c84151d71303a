// Rijksdriehoeksmeting (EPSG:28992) to WGS84 (EPSG:4326). Pure functions.
#pragma once

namespace veerpont::rules::converters {

struct LonLat {
    double lon = 0;
    double lat = 0;
};

// Metres in RD (x east, y north) to degrees, by the polynomial approximation of F.H. Schreutelkamp and
// G.L. Strang van Hees (Benaderingsformules voor de transformatie tussen RD- en WGS84-kaartcoördinaten,
// 2001): better than half a metre within the Netherlands.
LonLat rd_to_wgs84(double x, double y);

// Inside the area for which RD is defined.
bool is_rd(double x, double y);

}  // namespace veerpont::rules::converters
