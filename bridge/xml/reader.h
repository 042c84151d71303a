// Reads one XML message into a Document, in one streaming pass, with everything that can hurt switched off.
//
// * No DOCTYPE, no entities of the sender, no files, no network (performance.md 2.4); limits on depth,
// elements,
//   attributes, text and on every byte that Xerces would otherwise keep.
// * The text of content elements (`inhoud`) is cut out of the byte stream and goes, without white space, to a
// Spool: it
//   never reaches the parser, the validator or the tree, so a document of any size takes constant memory.
// * Character sets: a byte order mark, else the charset of the HTTP header, else the XML declaration, else
// UTF-8; only
//   UTF-8, UTF-16 with a byte order mark, ISO-8859-1, ISO-8859-15 and windows-1252 (client-tolerance T6-T8).
// * Optional soft validation against a SchemaSet in the same pass: findings, never a failure.
//
// A ReaderPool hands its parsers out last in, first out and is safe from any thread. The Documents it makes
// do not need it afterwards. Nothing here throws after construction.
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <memory>
#include <string>
#include <vector>

#include "bridge/base/result.h"
#include "bridge/base/spool.h"
#include "bridge/xml/document.h"
#include "bridge/xml/schema_set.h"

namespace veerpont::xml {

// Starts Xerces and forbids DTDs in the whole process. Call once at start-up, before there are threads; every
// function of this module that needs Xerces calls it too, so that forgetting it is harmless in tests.
void initialise_xml();

struct ReaderLimits {
    std::uint64_t total_bytes = 512ULL << 20;          // of the message, content included
    std::uint64_t bytes_outside_content = 2ULL << 20;  // everything except the text of content elements
    std::size_t markup_bytes = 64U << 10;              // one tag, comment or processing instruction
    std::size_t text_bytes = 1U << 20;                 // text of one field
    std::size_t depth = 100;
    std::size_t elements = 20000;
    std::size_t attributes = 50;  // of one element, namespace declarations included
};

// Which schema set goes with which message: the first whose marker occurs in the first 16 KB of the message;
// an empty marker fits always. Both versions of ZDS define the same namespaces differently and cannot share
// one set.
struct SchemaChoice {
    std::string marker;  // for example kZds12
    std::shared_ptr<const SchemaSet> schemas;
};

enum class Validation : std::uint8_t {
    kOff,
    kWhenFree,  // soft: when all validating parsers are busy the message is read without (and a finding says
                // so)
    kAlways,    // waits for a validating parser
};

struct ReadOptions {
    std::string charset;  // of the HTTP header, "" when it names none
    Validation validation = Validation::kWhenFree;
};

class ReaderPool {
  public:
    struct Options {
        ReaderLimits limits;
        Spool::Options spool;
        std::vector<std::string> content_elements{"inhoud"};
        std::vector<SchemaChoice> schemas;  // empty: no validation
        // Parsers that validate, per schema set: each holds its own copy of the grammars (megabytes). 0: one
        // per core.
        std::size_t validating_parsers = 0;
    };

    explicit ReaderPool(Options options);  // may throw at start-up
    ~ReaderPool();
    ReaderPool(const ReaderPool&) = delete;
    ReaderPool& operator=(const ReaderPool&) = delete;

    // Problems: kMalformedXml, kTooLarge, kBusy (disk full while spooling), kInternal.
    Result<std::unique_ptr<Document>> read(std::istream& input, const ReadOptions& options = {}) const;

    const Options& options() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace veerpont::xml
