// One hardened Xerces parser with, when it validates, its own copy of the grammars. Used by one thread at a
// time, again and again. For files of this module only.
#pragma once

#include <istream>
#include <memory>
#include <string_view>

#include "bridge/base/result.h"
#include "bridge/xml/content_cutter.h"
#include "bridge/xml/document.h"
#include "bridge/xml/reader.h"
#include "bridge/xml/utf8_source.h"

namespace veerpont::xml {

class Parser {
  public:
    // Without schemas it does not validate. May throw std::runtime_error when the grammars cannot be
    // restored.
    Parser(const ReaderPool::Options& options, std::shared_ptr<const SchemaSet> schemas);
    ~Parser();
    Parser(const Parser&) = delete;
    Parser& operator=(const Parser&) = delete;

    Result<std::unique_ptr<Document>> parse(Utf8Source& source);

    // False when this parser must not be used again: out of memory, or filled with names of hostile messages.
    bool reusable() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace veerpont::xml
