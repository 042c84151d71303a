// What is wrong with a rule or configuration file, for the person who wrote it: file, line, one Dutch
// sentence and, where a word was probably mistyped, the word that was meant. All findings of a phase are
// collected; none stops at the first.
//
// A Diagnostics belongs to one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace veerpont::source {

// Where a word or value stands. Copying is cheap; the name is shared by all places of one file.
struct Place {
    std::shared_ptr<const std::string> file_name;  // as shown to the writer: "entities/zaak.json"
    int line = 0;                                  // from 1; 0: the file as a whole
    int column = 0;                                // from 1, in bytes; 0: unknown

    const std::string& file() const;
    std::string text() const;  // "entities/zaak.json:14", or the file alone without a line
};
Place place_of_file(std::string file, int line = 0, int column = 0);

enum class Severity : std::uint8_t { kError, kWarning };

struct Diagnostic {
    Severity severity = Severity::kError;
    std::string file;
    int line = 0;
    int column = 0;
    std::string text;        // Dutch, without full stop: onbekend woord "requierd"
    std::string suggestion;  // the word that was probably meant, "" when there is none
};

// entities/zaak.json:14: onbekend woord "requierd" – bedoelde u "required"?
// Warnings have "let op: " before the text.
std::string to_text(const Diagnostic& diagnostic);

class Diagnostics {
  public:
    void error(const Place& place, std::string text, std::string suggestion = {});
    void warning(const Place& place, std::string text, std::string suggestion = {});
    void add(Diagnostic diagnostic);
    void add(const Diagnostics& other);

    std::size_t errors() const { return errors_; }
    std::size_t warnings() const { return all_.size() - errors_; }
    bool ok() const { return errors_ == 0; }
    const std::vector<Diagnostic>& all() const { return all_; }  // in order of finding
    std::vector<Diagnostic> sorted() const;                      // by file, line, column

    // One line per finding, sorted, each ended by '\n'.
    std::string text() const;
    // [{"severity": "error", "file": ..., "line": ..., "column": ..., "text": ..., "suggestion": ...}]
    nlohmann::json json() const;

  private:
    std::vector<Diagnostic> all_;
    std::size_t errors_ = 0;
};

}  // namespace veerpont::source
