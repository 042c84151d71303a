// Takes the text of content elements (`inhoud`) out of the bytes of a message before the parser sees them,
// and refuses what would make the parser keep a lot in memory: a DOCTYPE, a long tag or comment, many
// attributes.
//
// What remains is the whole skeleton of the message, so well-formedness and schema are still checked over all
// of it; the content element itself looks empty. CDATA, comments and character references inside content are
// understood. One message, one thread. For files of this module only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/problem.h"
#include "bridge/base/spool.h"
#include "bridge/xml/reader.h"
#include "bridge/xml/utf8_source.h"

namespace veerpont::xml {

class ContentCutter {
  public:
    // One per content element, in document order; an element without text has no spool.
    struct Content {
        std::shared_ptr<Spool> spool;
        std::size_t lines = 0;  // line ends cut out
    };

    ContentCutter(Utf8Source& source, const ReaderPool::Options& options);

    // The next bytes for the parser; 0 at the end or after a problem.
    std::size_t read(char* out, std::size_t capacity);

    const std::vector<Content>& contents() const { return contents_; }
    const std::optional<Problem>& problem() const { return problem_ ? problem_ : source_.problem(); }

  private:
    enum class State : std::uint8_t {
        kText,
        kMarkup,  // after '<', not yet known what it is
        kTag,
        kComment,
        kInstruction,
        kCdata,
        kContent,
        kContentReference,
        kContentCdata
    };

    bool refill();
    void step(char* out, std::size_t capacity, std::size_t& produced);
    void copy_text(char* out, std::size_t capacity, std::size_t& produced);
    void decide_markup();
    void copy_tag(char* out, std::size_t capacity, std::size_t& produced);
    void end_tag();
    void take_content();
    void take_reference(char byte);
    void take_cdata(char byte);
    void begin_content();
    void end_content();
    void keep(std::string_view text);  // without white space, to the spool
    void flush();
    bool outside(std::size_t count);  // counts bytes for the parser
    void refuse(Problem::Kind kind, std::string sender_text, std::string log_text);

    Utf8Source& source_;
    const ReaderPool::Options& options_;
    std::array<char, 64U << 10> buffer_;
    std::size_t begin_ = 0, end_ = 0;
    std::string pending_;  // for the parser, before anything else
    std::size_t pending_at_ = 0;

    State state_ = State::kText;
    std::string markup_;  // first characters of a markup not yet recognised
    std::string name_;    // of a tag
    bool name_done_ = false;
    bool closing_ = false;  // </...>
    char quote_ = 0;
    char previous_ = 0;           // in a tag: the byte before
    std::array<char, 2> last_{};  // in a comment, instruction or CDATA: the two bytes before
    std::size_t markup_bytes_ = 0;
    std::size_t attributes_ = 0;
    bool in_content_ = false;  // where to go back to after a comment
    std::string reference_;
    std::size_t brackets_ = 0;

    std::uint64_t outside_bytes_ = 0;
    std::size_t memory_left_;  // of all spools of this message together
    std::string staged_;       // content on its way to the spool
    std::vector<Content> contents_;
    std::optional<Problem> problem_;
};

}  // namespace veerpont::xml
