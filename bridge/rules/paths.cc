#include "bridge/rules/paths.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bridge/base/text.h"

namespace veerpont::rules {

namespace {

constexpr std::string_view kExtraElements = "extraElementen";
constexpr std::array<std::string_view, 5> kMethods = {"GET", "POST", "PUT", "PATCH", "DELETE"};

}  // namespace

std::string in_quotes(std::string_view text) {
    return "\"" + std::string(text) + "\"";
}

SourceLocation location_of(const source::Place& place) {
    return {.file = place.file(), .line = place.line};
}

StufPath parse_stuf_path(std::string_view text, const source::Place& place,
                         source::Diagnostics& diagnostics) {
    StufPath path;
    if (text.empty() || text == ".") {
        path.text = ".";
        return path;
    }
    path.text = text;
    if (text == "{element}") {
        path.element_name = true;
        return path;
    }
    if (text.find_first_of("{}") != std::string_view::npos) {
        diagnostics.error(place, "StUF-pad " + in_quotes(text) + " bevat accolades; alleen {element} mag",
                          "{element}");
        return path;
    }
    const std::vector<std::string_view> parts = split(text, '/');
    for (std::size_t index = 0; index < parts.size(); ++index) {
        const std::string_view part = parts[index];
        const bool last = index + 1 == parts.size();
        if (part.empty()) {
            diagnostics.error(place, "StUF-pad " + in_quotes(text) + " heeft een leeg deel");
            return path;
        }
        if (part.front() == '@') {
            if (!last || part.size() == 1) {
                diagnostics.error(
                    place, "in StUF-pad " + in_quotes(text) + " mag @attribuut alleen achteraan staan");
                return path;
            }
            path.attribute = part.substr(1);
        } else if (part == kExtraElements && index + 2 == parts.size()) {
            path.extra_element = parts[index + 1];
            if (path.extra_element.empty()) {
                diagnostics.error(place,
                                  "StUF-pad " + in_quotes(text) + " mist de naam van het extraElement");
            }
            return path;
        } else if (part.find(':') != std::string_view::npos) {
            const auto local = std::string(part.substr(part.find(':') + 1));
            diagnostics.error(place, "StUF-pad " + in_quotes(text) + ": namen staan zonder voorvoegsel",
                              local);
            return path;
        } else {
            path.steps.push_back(xml::intern(part));
        }
    }
    return path;
}

ZgwPath parse_zgw_path(std::string_view text, const source::Place& place, source::Diagnostics& diagnostics) {
    ZgwPath path;
    path.text = text;
    if (text.find('/') != std::string_view::npos) {
        diagnostics.error(place, "ZGW-pad " + in_quotes(text) + ": namen worden gescheiden door een punt",
                          replace_all(std::string(text), "/", "."));
        return path;
    }
    for (const std::string_view part : split(text, '.')) {
        if (part.empty() || part.find_first_of("{} ") != std::string_view::npos) {
            diagnostics.error(place, "ZGW-pad " + in_quotes(text) + " is geen rij namen met punten");
            return path;
        }
        path.steps.emplace_back(part);
    }
    return path;
}

Template parse_template(std::string_view text, const source::Place& place, source::Diagnostics& diagnostics) {
    Template made;
    made.text = text;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t open = text.find('{', at);
        const std::string_view literal = text.substr(at, open == std::string_view::npos ? open : open - at);
        if (literal.find('}') != std::string_view::npos) {
            diagnostics.error(place, in_quotes(text) + " heeft een } zonder {");
            return made;
        }
        if (!literal.empty()) {
            made.parts.push_back({.literal = std::string(literal), .path = {}});
        }
        if (open == std::string_view::npos) {
            break;
        }
        const std::size_t close = text.find('}', open);
        const std::string_view inside =
            close == std::string_view::npos ? std::string_view{} : text.substr(open + 1, close - open - 1);
        if (inside.empty() || inside.find('{') != std::string_view::npos) {
            diagnostics.error(place,
                              in_quotes(text) + " heeft een plaatshouder die niet {naam} of {naam.veld} is");
            return made;
        }
        Template::Part part;
        const char separator = inside.find('/') == std::string_view::npos ? '.' : '/';
        for (const std::string_view name : split(inside, separator)) {
            if (name.empty()) {
                diagnostics.error(place, in_quotes(text) + " heeft een lege naam in een plaatshouder");
                return made;
            }
            part.path.emplace_back(name);
        }
        made.parts.push_back(std::move(part));
        at = close + 1;
    }
    return made;
}

CallTemplate parse_call(std::string_view text, const source::Place& place, source::Diagnostics& diagnostics) {
    CallTemplate call;
    const std::size_t blank = text.find(' ');
    const std::string_view method = text.substr(0, blank);
    bool known = false;
    for (const std::string_view candidate : kMethods) {
        known = known || candidate == method;
    }
    if (!known || blank == std::string_view::npos) {
        const std::vector<std::string> methods(kMethods.begin(), kMethods.end());
        diagnostics.error(
            place,
            "aanroep " + in_quotes(text) + " begint niet met GET, POST, PUT, PATCH of DELETE en een spatie",
            closest(method, methods).value_or(""));
        return call;
    }
    call.method = method;
    std::string_view target = trim(text.substr(blank + 1));
    if (target.empty()) {
        diagnostics.error(place, "aanroep " + in_quotes(text) + " zegt niet waarheen");
        return call;
    }
    if (target.front() != '{') {
        const std::size_t colon = target.find(":/");
        if (colon == std::string_view::npos || colon == 0) {
            diagnostics.error(place, "aanroep " + in_quotes(text) + " moet de vorm \"" + call.method +
                                         " api:/pad\" of \"" + call.method + " {stap.url}\" hebben");
            return call;
        }
        call.api = target.substr(0, colon);
        target = target.substr(colon + 1);
        if (target.find('?') != std::string_view::npos) {
            diagnostics.error(place, "aanroep " + in_quotes(text) + ": parameters horen onder \"query\"");
            return call;
        }
    }
    call.path = parse_template(target, place, diagnostics);
    return call;
}

Condition parse_condition(const source::SourceNode& node, source::Diagnostics& diagnostics) {
    Condition made;
    if (!node.is_object() || node.children.size() != 1) {
        diagnostics.error(
            node.place,
            "een voorwaarde heeft precies een woord: present, absent, equals, in, matches, all, any of not");
        return made;
    }
    const source::SourceNode& member = node.children.front();
    const auto subject = [&](const source::SourceNode& what) {
        if (!what.is_string()) {
            return;
        }
        if (what.text.find('{') != std::string::npos) {
            made.placeholder = parse_template(what.text, what.place, diagnostics);
        } else {
            made.path = what.text;
            made.stuf = parse_stuf_path(what.text, what.place, diagnostics);
        }
    };
    if (member.key == "present" || member.key == "absent") {
        made.kind = member.key == "present" ? Condition::Kind::kPresent : Condition::Kind::kAbsent;
        subject(member);
    } else if (member.key == "equals" || member.key == "in" || member.key == "matches") {
        made.kind = member.key == "equals" ? Condition::Kind::kEquals
                    : member.key == "in"   ? Condition::Kind::kIn
                                           : Condition::Kind::kMatches;
        if (member.children.size() == 2) {
            subject(member.children[0]);
            const source::SourceNode& values = member.children[1];
            if (values.is_string()) {
                made.values.push_back(values.text);
            }
            for (const source::SourceNode& value : values.children) {
                made.values.push_back(value.text);
            }
        }
    } else if (member.key == "all" || member.key == "any") {
        made.kind = member.key == "all" ? Condition::Kind::kAll : Condition::Kind::kAny;
        for (const source::SourceNode& child : member.children) {
            made.children.push_back(parse_condition(child, diagnostics));
        }
    } else if (member.key == "not") {
        made.kind = Condition::Kind::kNot;
        made.children.push_back(parse_condition(member, diagnostics));
    }
    return made;
}

}  // namespace veerpont::rules
