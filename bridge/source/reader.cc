#include "bridge/source/reader.h"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

namespace veerpont::source {

namespace {

// Hands the text to the JSON lexer and knows how far it has read.
class CountingIterator {
  public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    CountingIterator(const char* at, std::size_t* consumed) : at_(at), consumed_(consumed) {}
    reference operator*() const { return *at_; }
    CountingIterator& operator++() {
        ++at_;
        ++*consumed_;
        return *this;
    }
    CountingIterator operator++(int) {
        CountingIterator before = *this;
        ++*this;
        return before;
    }
    bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
    bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

  private:
    const char* at_;
    std::size_t* consumed_;
};

bool is_number_character(char c) {
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

// The lexer's own words, in the reader's language.
std::string syntax_text(std::string_view what) {
    const auto says = [what](std::string_view part) { return what.find(part) != std::string_view::npos; };
    if (says("ill-formed UTF-8")) {
        return "het bestand is geen geldige UTF-8";
    }
    if (says("missing closing quote") || says("control character")) {
        return "een tekst is niet afgesloten met een aanhalingsteken op dezelfde regel";
    }
    if (says("invalid string")) {
        return "een tekst bevat een ongeldig \\-teken";
    }
    if (says("unexpected end of input")) {
        return "het bestand houdt te vroeg op: ontbreekt er een \"}\" of \"]\"?";
    }
    if (says("object separator")) {
        return "na een woord hoort een dubbele punt";
    }
    if (says("object key")) {
        return "hier hoort een woord tussen dubbele aanhalingstekens (staat er een komma te veel?)";
    }
    if (says("parsing object")) {
        return "hier hoort een komma of \"}\"";
    }
    if (says("parsing array")) {
        return "hier hoort een komma of \"]\"";
    }
    if (says("expected end of input")) {
        return "na het einde van de tekst staat nog iets";
    }
    if (says("invalid number") || says("number overflow")) {
        return "dit is geen geldig getal";
    }
    return "hier hoort een waarde: een tekst tussen dubbele aanhalingstekens, een getal, true, false, null, "
           "[ of {";
}

class TreeBuilder : public nlohmann::json_sax<nlohmann::json> {
  public:
    TreeBuilder(std::string_view text, std::string_view file, Diagnostics& diagnostics,
                const ReadLimits& limits)
        : text_(text),
          file_(std::make_shared<const std::string>(file)),
          diagnostics_(diagnostics),
          limits_(limits) {
        line_starts_.push_back(0);
        for (std::size_t at = 0; at < text.size(); ++at) {
            if (text[at] == '\n') {
                line_starts_.push_back(at + 1);
            }
        }
    }

    CountingIterator begin() { return {text_.data(), &consumed_}; }
    CountingIterator end() { return {text_.data() + text_.size(), &consumed_}; }
    SourceNode take() { return std::move(root_); }

    bool null() override { return add(SourceNode::Kind::kNull, word_start(4)) != nullptr; }
    bool boolean(bool value) override {
        SourceNode* node = add(SourceNode::Kind::kBool, word_start(value ? 4 : 5));
        if (node == nullptr) {
            return false;
        }
        node->boolean = value;
        return true;
    }
    bool number_integer(number_integer_t value) override { return add_integer(value); }
    bool number_unsigned(number_unsigned_t value) override {
        if (value > static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max())) {
            return add_number(static_cast<double>(value));
        }
        return add_integer(static_cast<std::int64_t>(value));
    }
    bool number_float(number_float_t value, const string_t&) override { return add_number(value); }
    bool string(string_t& value) override {
        SourceNode* node = add(SourceNode::Kind::kString, string_start());
        if (node == nullptr) {
            return false;
        }
        node->text = std::move(value);
        return true;
    }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(SourceNode::Kind::kObject); }
    bool start_array(std::size_t) override { return open(SourceNode::Kind::kList); }
    bool end_array() override {
        open_.pop_back();
        return true;
    }
    bool end_object() override {
        Level& level = open_.back();
        std::vector<SourceNode>& members = level.node->children;
        for (auto doubled = level.doubled.rbegin(); doubled != level.doubled.rend(); ++doubled) {
            members.erase(members.begin() + static_cast<std::ptrdiff_t>(*doubled));
        }
        open_.pop_back();
        return true;
    }
    bool key(string_t& value) override {
        key_place_ = place(string_start());
        Level& level = open_.back();
        if (!level.keys.insert(value).second) {
            diagnostics_.error(key_place_, "\"" + value + "\" staat hier dubbel");
            level.doubled.push_back(level.node->children.size());
            if (level.doubled.size() > kMaxDoubled) {
                return false;
            }
        }
        key_ = std::move(value);
        return true;
    }
    bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& error) override {
        const std::size_t at = consumed_ == 0 ? 0 : consumed_ - 1;
        diagnostics_.error(place(at), "geen geldige JSON: " + syntax_text(error.what()));
        return false;
    }

  private:
    struct Level {
        SourceNode* node;
        std::set<std::string, std::less<>> keys;
        std::vector<std::size_t> doubled;  // indexes of members to be dropped
    };
    static constexpr std::size_t kMaxDoubled = 100;

    Place place(std::size_t offset) const {
        const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
        const auto line = static_cast<int>(after - line_starts_.begin());
        return {file_, line, static_cast<int>(offset - *std::prev(after)) + 1};
    }

    std::size_t word_start(std::size_t length) const { return consumed_ - length; }

    // The lexer stands behind the closing quote: go back to the opening one.
    std::size_t string_start() const {
        std::size_t at = consumed_ - 1;
        while (at > 0) {
            --at;
            if (text_[at] != '"') {
                continue;
            }
            std::size_t escapes = 0;
            while (escapes < at && text_[at - 1 - escapes] == '\\') {
                ++escapes;
            }
            if (escapes % 2 == 0) {
                break;
            }
        }
        return at;
    }

    // After a number the lexer has read one character too many, except at the end of the text.
    std::pair<std::size_t, std::size_t> number_range() const {
        std::size_t end = consumed_;
        if (end > 0 && !is_number_character(text_[end - 1])) {
            --end;
        }
        std::size_t start = end;
        while (start > 0 && is_number_character(text_[start - 1])) {
            --start;
        }
        return {start, end};
    }

    bool add_integer(std::int64_t value) {
        SourceNode* node = add_number_node(SourceNode::Kind::kInteger);
        if (node == nullptr) {
            return false;
        }
        node->integer = value;
        node->number = static_cast<double>(value);
        return true;
    }

    bool add_number(double value) {
        SourceNode* node = add_number_node(SourceNode::Kind::kNumber);
        if (node == nullptr) {
            return false;
        }
        node->number = value;
        return true;
    }

    SourceNode* add_number_node(SourceNode::Kind kind) {
        const auto [start, end] = number_range();
        SourceNode* node = add(kind, start);
        if (node != nullptr) {
            node->text = text_.substr(start, end - start);
        }
        return node;
    }

    bool open(SourceNode::Kind kind) {
        SourceNode* node = add(kind, consumed_ - 1);
        if (node == nullptr) {
            return false;
        }
        if (open_.size() >= static_cast<std::size_t>(limits_.max_depth)) {
            diagnostics_.error(node->place,
                               "dieper dan " + std::to_string(limits_.max_depth) + " niveaus genest");
            return false;
        }
        open_.push_back({node, {}, {}});
        return true;
    }

    SourceNode* add(SourceNode::Kind kind, std::size_t offset) {
        if (++nodes_ > limits_.max_nodes) {
            diagnostics_.error(place(offset), "meer dan " + std::to_string(limits_.max_nodes) + " waarden");
            return nullptr;
        }
        SourceNode* node = &root_;
        if (!open_.empty()) {
            node = &open_.back().node->children.emplace_back();
            if (open_.back().node->is_object()) {
                node->key = std::move(key_);
                node->key_place = key_place_;
            }
        }
        node->kind = kind;
        node->place = place(offset);
        return node;
    }

    std::string_view text_;
    std::shared_ptr<const std::string> file_;
    Diagnostics& diagnostics_;
    ReadLimits limits_;
    std::vector<std::size_t> line_starts_;
    std::size_t consumed_ = 0;
    std::size_t nodes_ = 0;
    SourceNode root_;
    std::vector<Level> open_;
    std::string key_;
    Place key_place_;
};

}  // namespace

std::optional<SourceNode> read_json(std::string_view text, std::string_view file, Diagnostics& diagnostics,
                                    const ReadLimits& limits) {
    if (text.size() > limits.max_bytes) {
        diagnostics.error(place_of_file(std::string(file)),
                          "het bestand is groter dan " + std::to_string(limits.max_bytes) + " bytes");
        return std::nullopt;
    }
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        diagnostics.error(place_of_file(std::string(file)), "het bestand is leeg");
        return std::nullopt;
    }
    TreeBuilder builder(text, file, diagnostics, limits);
    try {
        if (!nlohmann::json::sax_parse(builder.begin(), builder.end(), &builder)) {
            return std::nullopt;
        }
    } catch (const nlohmann::json::exception& error) {
        diagnostics.error(place_of_file(std::string(file)),
                          "geen geldige JSON: " + syntax_text(error.what()));
        return std::nullopt;
    }
    return builder.take();
}

std::optional<SourceNode> read_json_file(const std::filesystem::path& path, Diagnostics& diagnostics,
                                         std::string_view shown_as, const ReadLimits& limits) {
    const std::string shown = shown_as.empty() ? path.generic_string() : std::string(shown_as);
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) {
        diagnostics.error(place_of_file(shown), "het bestand bestaat niet");
        return std::nullopt;
    }
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    if (!error && size > limits.max_bytes) {
        diagnostics.error(place_of_file(shown),
                          "het bestand is groter dan " + std::to_string(limits.max_bytes) + " bytes");
        return std::nullopt;
    }
    std::ifstream stream(path, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    if (error || !stream) {
        diagnostics.error(place_of_file(shown), "het bestand kan niet worden gelezen");
        return std::nullopt;
    }
    return read_json(text, shown, diagnostics, limits);
}

}  // namespace veerpont::source
