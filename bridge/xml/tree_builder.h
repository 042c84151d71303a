// The SAX handler that builds a Document. One per parser, used again for every message. For files of this
// module only.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <xercesc/sax/Locator.hpp>
#include <xercesc/sax2/DefaultHandler.hpp>

#include "bridge/base/problem.h"
#include "bridge/xml/content_cutter.h"
#include "bridge/xml/document_state.h"
#include "bridge/xml/reader.h"

namespace veerpont::xml {

// Thrown through Xerces to end a parse; the builder holds the Problem.
struct ReadAborted {};

class TreeBuilder : public xercesc::DefaultHandler {
  public:
    explicit TreeBuilder(const ReaderPool::Options& options) : options_(options) {}

    void begin(const ContentCutter& cutter, std::size_t lines_dropped);
    // The finished Document, with its contents.
    std::unique_ptr<Document> take();

    [[noreturn]] void abort(Problem problem);
    const std::optional<Problem>& problem() const { return problem_; }
    std::string position(std::uint64_t line) const;  // "regel 12 (object/startdatum)"
    void finding(std::uint64_t line, std::string_view text);

    void setDocumentLocator(const xercesc::Locator* locator) override { locator_ = locator; }
    void startElement(const XMLCh* uri, const XMLCh* local, const XMLCh* qname,
                      const xercesc::Attributes& attributes) override;
    void endElement(const XMLCh* uri, const XMLCh* local, const XMLCh* qname) override;
    void characters(const XMLCh* text, XMLSize_t length) override;
    void startPrefixMapping(const XMLCh* prefix, const XMLCh* uri) override;
    xercesc::InputSource* resolveEntity(const XMLCh* public_id, const XMLCh* system_id) override;
    void startDTD(const XMLCh* name, const XMLCh* public_id, const XMLCh* system_id) override;

    // Namespaces that a parser has taken up from messages; Xerces never forgets them, so a parser that has
    // seen too many is thrown away.
    std::size_t foreign_bytes() const { return foreign_bytes_; }
    bool inside_content() const { return !open_contents_.empty(); }

  private:
    struct Known {
        Name name;
        std::string_view text;
    };

    std::uint32_t namespace_index(const XMLCh* uri);
    void set_name(NodeRecord& node, const XMLCh* local);
    Piece store(const XMLCh* text);
    void add_attributes(NodeRecord& node, const xercesc::Attributes& attributes);

    const ReaderPool::Options& options_;
    const xercesc::Locator* locator_ = nullptr;
    const ContentCutter* cutter_ = nullptr;
    std::unique_ptr<Document> document_;
    Document::State* state_ = nullptr;
    std::uint32_t current_ = 0;
    std::size_t depth_ = 0;
    std::size_t line_shift_ = 0;
    std::vector<std::pair<std::uint32_t, std::size_t>> contents_;  // node, position in the cutter
    std::vector<std::pair<std::uint32_t, std::size_t>> open_contents_;
    std::unordered_map<const XMLCh*, std::uint32_t> namespaces_;
    std::unordered_map<std::u16string, Known>
        known_;  // interned names only: bounded by what schemas and rules know
    std::map<std::u16string, bool, std::less<>> mappings_;
    std::size_t foreign_bytes_ = 0;
    std::u16string key_;
    std::optional<Problem> problem_;
};

}  // namespace veerpont::xml
