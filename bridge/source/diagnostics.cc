#include "bridge/source/diagnostics.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>
#include <utility>

namespace veerpont::source {

namespace {

std::string place_text(const std::string& file, int line) {
    return line > 0 ? file + ":" + std::to_string(line) : file;
}

}  // namespace

const std::string& Place::file() const {
    static const std::string kNone;
    return file_name ? *file_name : kNone;
}

std::string Place::text() const {
    return place_text(file(), line);
}

Place place_of_file(std::string file, int line, int column) {
    return {std::make_shared<const std::string>(std::move(file)), line, column};
}

std::string to_text(const Diagnostic& diagnostic) {
    std::string text = place_text(diagnostic.file, diagnostic.line);
    if (!text.empty()) {
        text += ": ";
    }
    if (diagnostic.severity == Severity::kWarning) {
        text += "let op: ";
    }
    text += diagnostic.text;
    if (!diagnostic.suggestion.empty()) {
        text += " – bedoelde u \"" + diagnostic.suggestion + "\"?";
    }
    return text;
}

void Diagnostics::error(const Place& place, std::string text, std::string suggestion) {
    add({Severity::kError, place.file(), place.line, place.column, std::move(text), std::move(suggestion)});
}

void Diagnostics::warning(const Place& place, std::string text, std::string suggestion) {
    add({Severity::kWarning, place.file(), place.line, place.column, std::move(text), std::move(suggestion)});
}

void Diagnostics::add(Diagnostic diagnostic) {
    if (diagnostic.severity == Severity::kError) {
        ++errors_;
    }
    all_.push_back(std::move(diagnostic));
}

void Diagnostics::add(const Diagnostics& other) {
    for (const Diagnostic& diagnostic : other.all_) {
        add(diagnostic);
    }
}

std::vector<Diagnostic> Diagnostics::sorted() const {
    std::vector<Diagnostic> sorted = all_;
    std::stable_sort(sorted.begin(), sorted.end(), [](const Diagnostic& a, const Diagnostic& b) {
        return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column);
    });
    return sorted;
}

std::string Diagnostics::text() const {
    std::string text;
    for (const Diagnostic& diagnostic : sorted()) {
        text += to_text(diagnostic);
        text += '\n';
    }
    return text;
}

nlohmann::json Diagnostics::json() const {
    nlohmann::json list = nlohmann::json::array();
    for (const Diagnostic& diagnostic : sorted()) {
        list.push_back({{"severity", diagnostic.severity == Severity::kError ? "error" : "warning"},
                        {"file", diagnostic.file},
                        {"line", diagnostic.line},
                        {"column", diagnostic.column},
                        {"text", diagnostic.text},
                        {"suggestion", diagnostic.suggestion}});
    }
    return list;
}

}  // namespace veerpont::source
