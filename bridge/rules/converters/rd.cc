#include "bridge/rules/converters/rd.h"

#include <array>
#include <cmath>

namespace veerpont::rules::converters {

namespace {

struct Term {
    int p;
    int q;
    double seconds;
};

constexpr double kX0 = 155000.0;
constexpr double kY0 = 463000.0;
constexpr double kLat0 = 52.15517440;
constexpr double kLon0 = 5.38720621;

constexpr std::array<Term, 11> kLatTerms{{{0, 1, 3235.65389},
                                          {2, 0, -32.58297},
                                          {0, 2, -0.24750},
                                          {2, 1, -0.84978},
                                          {0, 3, -0.06550},
                                          {2, 2, -0.01709},
                                          {1, 0, -0.00738},
                                          {4, 0, 0.00530},
                                          {2, 3, -0.00039},
                                          {4, 1, 0.00033},
                                          {1, 1, -0.00012}}};
constexpr std::array<Term, 12> kLonTerms{{{1, 0, 5260.52916},
                                          {1, 1, 105.94684},
                                          {1, 2, 2.45656},
                                          {3, 0, -0.81885},
                                          {1, 3, 0.05594},
                                          {3, 1, -0.05607},
                                          {0, 1, 0.01199},
                                          {3, 2, -0.00256},
                                          {1, 4, 0.00128},
                                          {0, 2, 0.00022},
                                          {2, 0, -0.00022},
                                          {5, 0, 0.00026}}};

template <typename Terms>
double degrees(const Terms& terms, double dx, double dy) {
    double seconds = 0;
    for (const Term& term : terms)
        seconds += term.seconds * std::pow(dx, term.p) * std::pow(dy, term.q);
    return seconds / 3600.0;
}

}  // namespace

LonLat rd_to_wgs84(double x, double y) {
    const double dx = (x - kX0) * 1e-5;
    const double dy = (y - kY0) * 1e-5;
    return {kLon0 + degrees(kLonTerms, dx, dy), kLat0 + degrees(kLatTerms, dx, dy)};
}

bool is_rd(double x, double y) {
    return x >= -7000 && x <= 300000 && y >= 289000 && y <= 629000;
}

}  // namespace veerpont::rules::converters
