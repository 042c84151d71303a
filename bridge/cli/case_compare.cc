#include "bridge/cli/case_compare.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace veerpont::cli {

namespace {

using nlohmann::json;

bool fits(const json& expected, const json& actual) {
    if (expected == "*") {
        return true;
    }
    if (expected.is_object() && actual.is_object()) {
        return expected.size() == actual.size() &&
               std::all_of(expected.items().begin(), expected.items().end(), [&](const auto& one) {
                   return actual.contains(one.key()) && fits(one.value(), actual[one.key()]);
               });
    }
    if (expected.is_array() && actual.is_array()) {
        return std::equal(expected.begin(), expected.end(), actual.begin(), actual.end(), fits);
    }
    return expected == actual;
}

std::string shown(const json& value) {
    constexpr std::size_t kLongest = 300;
    const std::string text = value.dump();
    return text.size() > kLongest ? text.substr(0, kLongest) + "..." : text;
}

void explain(const std::string& where, const json& expected, const json& actual,
             std::vector<std::string>& out) {
    if (fits(expected, actual)) {
        return;
    }
    if (expected.is_object() && actual.is_object()) {
        for (const auto& [name, value] : expected.items()) {
            if (!actual.contains(name)) {
                out.push_back(
                    fmt::format("{}/{}: verwacht {}, maar het ontbreekt", where, name, shown(value)));
            } else {
                explain(fmt::format("{}/{}", where, name), value, actual[name], out);
            }
        }
        for (const auto& [name, value] : actual.items()) {
            if (!expected.contains(name)) {
                out.push_back(
                    fmt::format("{}/{}: niet verwacht, maar er staat {}", where, name, shown(value)));
            }
        }
        return;
    }
    if (expected.is_array() && actual.is_array() && expected.size() == actual.size()) {
        for (std::size_t i = 0; i < expected.size(); ++i) {
            explain(fmt::format("{}/{}", where, i), expected[i], actual[i], out);
        }
        return;
    }
    out.push_back(fmt::format("{}: verwacht {}, maar er staat {}", where, shown(expected), shown(actual)));
}

std::string call_of(const json& call) {
    return call.value("call", "?");
}

// Pairs what fits; what is left over is explained, the same call first.
void compare_any_order(const std::string& where, std::vector<json> expected, std::vector<json> actual,
                       std::vector<std::string>& out) {
    const auto take = [&](const auto& same, const auto& then) {
        for (auto wanted = expected.begin(); wanted != expected.end();) {
            const auto found = std::find_if(actual.begin(), actual.end(),
                                            [&](const json& one) { return same(*wanted, one); });
            if (found == actual.end()) {
                ++wanted;
                continue;
            }
            then(*wanted, *found);
            actual.erase(found);
            wanted = expected.erase(wanted);
        }
    };
    take(fits, [](const json&, const json&) {});
    take([](const json& a, const json& b) { return call_of(a) == call_of(b); },
         [&](const json& a, const json& b) { explain(where + " " + call_of(a), a, b, out); });
    for (const json& one : expected) {
        out.push_back(fmt::format("{}: verwacht, maar niet gedaan: {}", where, shown(one)));
    }
    for (const json& one : actual) {
        out.push_back(fmt::format("{}: gedaan, maar niet verwacht: {}", where, shown(one)));
    }
}

void compare_elements(const std::string& where, xml::Element expected, xml::Element actual,
                      std::vector<std::string>& out) {
    if (expected.ns() != actual.ns()) {
        out.push_back(
            fmt::format("{}: verwacht namespace {}, maar het is {}", where, expected.ns(), actual.ns()));
    }
    std::map<std::string_view, std::string_view> wanted, given;
    for (const auto& one : expected.attributes()) {
        wanted.insert(one);
    }
    for (const auto& one : actual.attributes()) {
        given.insert(one);
    }
    for (const auto& [name, value] : wanted) {
        const auto found = given.find(name);
        if (found == given.end() || (value != "*" && value != found->second)) {
            out.push_back(fmt::format("{}/@{}: verwacht \"{}\", maar {}", where, name, value,
                                      found == given.end() ? std::string("het ontbreekt")
                                                           : fmt::format("er staat \"{}\"", found->second)));
        }
    }
    for (const auto& [name, value] : given) {
        if (!wanted.contains(name)) {
            out.push_back(fmt::format("{}/@{}: niet verwacht, maar er staat \"{}\"", where, name, value));
        }
    }
    if (expected.text() != "*" && expected.text() != actual.text()) {
        out.push_back(
            fmt::format("{}: verwacht \"{}\", maar er staat \"{}\"", where, expected.text(), actual.text()));
    }
    xml::Element left = expected.first_child();
    xml::Element right = actual.first_child();
    while (left || right) {
        if (left && right && left.local() == right.local()) {
            compare_elements(where + "/" + std::string(left.local()), left, right, out);
            left = left.next_sibling();
            right = right.next_sibling();
            continue;
        }
        // One side has an element too many: the one whose name does not come later on the other side.
        const auto comes_later = [](xml::Element from, std::string_view name) {
            while (from && from.local() != name) {
                from = from.next_sibling();
            }
            return static_cast<bool>(from);
        };
        if (left && (!right || !comes_later(right, left.local()))) {
            out.push_back(
                fmt::format("{}/{}: verwacht, maar het ontbreekt op deze plaats", where, left.local()));
            left = left.next_sibling();
        } else {
            out.push_back(fmt::format("{}/{}: niet verwacht op deze plaats{}", where, right.local(),
                                      right.text().empty() ? "" : fmt::format(" (\"{}\")", right.text())));
            right = right.next_sibling();
        }
    }
}

}  // namespace

std::vector<std::string> compare_calls(const json& expected, const std::vector<json>& changes,
                                       const std::vector<json>& reads) {
    std::vector<std::string> out;
    std::size_t next = 0;
    int number = 0;
    const auto actual = [&](std::size_t count) {
        std::vector<json> some;
        for (; count > 0 && next < changes.size(); --count) {
            some.push_back(changes[next++]);
        }
        return some;
    };
    for (const json& one : expected.value("changes", json::array())) {
        const std::vector<json> group =
            one.is_array() ? one.get<std::vector<json>>() : std::vector<json>{one};
        compare_any_order(fmt::format("wijziging {}", ++number), group, actual(group.size()), out);
    }
    for (; next < changes.size(); ++next) {
        out.push_back("wijziging gedaan, maar niet verwacht: " + shown(changes[next]));
    }
    if (expected.contains("reads")) {
        compare_any_order("lezen", expected["reads"].get<std::vector<json>>(), reads, out);
    }
    return out;
}

std::vector<std::string> compare_contents(const json& expected, const json& actual) {
    std::vector<std::string> out;
    explain("register", expected, actual, out);
    return out;
}

std::vector<std::string> compare_replies(xml::Element expected, xml::Element actual) {
    std::vector<std::string> out;
    if (expected.local() != actual.local()) {
        out.push_back(fmt::format("antwoord: verwacht {}, maar het is {}", expected.local(), actual.local()));
        return out;
    }
    compare_elements("antwoord/" + std::string(expected.local()), expected, actual, out);
    return out;
}

json written_calls(const std::vector<json>& changes, std::vector<json> reads) {
    // What hangs on a zaak and needs nothing but the zaak: rules may make these beside each other.
    constexpr std::array<std::string_view, 3> kBeside{"/rollen", "/zaakobjecten", "/zaakeigenschappen"};
    const auto beside = [&](const json& call) {
        const std::string name = call_of(call);
        return name.starts_with("POST ") &&
               std::any_of(kBeside.begin(), kBeside.end(),
                           [&](std::string_view end) { return name.ends_with(end); });
    };
    const auto by_text = [](const json& a, const json& b) { return a.dump() < b.dump(); };
    json list = json::array();
    for (auto one = changes.begin(); one != changes.end();) {
        const auto end = std::find_if_not(one, changes.end(), beside);
        if (end - one < 2) {
            list.push_back(*one++);
            continue;
        }
        std::vector<json> group(one, end);
        std::sort(group.begin(), group.end(), by_text);
        list.push_back(group);
        one = end;
    }
    std::sort(reads.begin(), reads.end(), by_text);
    return {{"changes", std::move(list)}, {"reads", std::move(reads)}};
}

}  // namespace veerpont::cli
