#include "bridge/xml/parser.h"

#include <stdexcept>

#include <xercesc/framework/XMLGrammarPoolImpl.hpp>
#include <xercesc/parsers/SAX2XMLReaderImpl.hpp>
#include <xercesc/sax/InputSource.hpp>
#include <xercesc/sax/SAXException.hpp>
#include <xercesc/util/BinInputStream.hpp>
#include <xercesc/util/BinMemInputStream.hpp>
#include <xercesc/util/OutOfMemoryException.hpp>
#include <xercesc/util/PlatformUtils.hpp>
#include <xercesc/util/SecurityManager.hpp>
#include <xercesc/util/XMLException.hpp>
#include <xercesc/util/XMLString.hpp>
#include <xercesc/util/XMLUni.hpp>

#include "bridge/base/masking.h"
#include "bridge/xml/tree_builder.h"
#include "bridge/xml/xerces.h"

namespace veerpont::xml {

namespace {

constexpr XMLSize_t kInputBuffer = 64U << 10;
constexpr XMLSize_t kEntityExpansions = 100;
constexpr std::size_t kForeignBytes = 1U << 20;

// Xerces asks for bytes in its own type.
class CutterStream : public xercesc::BinInputStream {
  public:
    CutterStream(ContentCutter& cutter, std::string& skeleton) : cutter_(cutter), skeleton_(skeleton) {}
    XMLFilePos curPos() const override { return position_; }
    XMLSize_t readBytes(XMLByte* const out, const XMLSize_t capacity) override {
        const std::size_t count = cutter_.read(reinterpret_cast<char*>(out), capacity);
        position_ += count;
        skeleton_.append(reinterpret_cast<const char*>(out), count);
        return count;
    }
    const XMLCh* getContentType() const override { return nullptr; }

  private:
    ContentCutter& cutter_;
    std::string& skeleton_;
    XMLFilePos position_ = 0;
};

class MessageSource : public xercesc::InputSource {
  public:
    MessageSource(ContentCutter& cutter, std::string& skeleton) : cutter_(cutter), skeleton_(skeleton) {
        setEncoding(xercesc::XMLUni::fgUTF8EncodingString);
    }
    xercesc::BinInputStream* makeStream() const override {
        return new CutterStream(cutter_, skeleton_);
    }  // Xerces deletes it

  private:
    ContentCutter& cutter_;
    std::string& skeleton_;
};

// What a validator says about a value, without the value: "value '999993653' does not match..." names a
// person.
std::string without_values(const std::string& message, bool about_value) {
    const std::size_t at = message.find("value '");
    if (at == std::string::npos) return about_value ? message.substr(0, message.find('\'')) : message;
    const std::size_t open = at + 6;
    static constexpr std::string_view kTails[] = {
        "' does not ", "' with length ",   "' not in ",  "' must ",       "' is ",    "' exceeds ",
        "' has ",      "' for attribute ", "' doesn't ", "' encountered", "' cannot "};
    std::size_t close = std::string::npos;
    for (const std::string_view tail : kTails) {
        const std::size_t found = message.rfind(tail);
        if (found != std::string::npos && found > open && (close == std::string::npos || found > close))
            close = found;
    }
    if (close == std::string::npos) return message.substr(0, at) + "value not valid";
    return message.substr(0, open + 1) + "***" + message.substr(close);
}

// Xerces' reader, but with the domain and severity of what it reports.
class HardenedReader : public xercesc::SAX2XMLReaderImpl {
  public:
    HardenedReader(xercesc::XMLGrammarPool* grammars, TreeBuilder& builder)
        : SAX2XMLReaderImpl(xercesc::XMLPlatformUtils::fgMemoryManager, grammars), builder_(builder) {}

    void error(const unsigned int /*code*/, const XMLCh* const domain, const ErrTypes type,
               const XMLCh* const text, const XMLCh* const /*system_id*/, const XMLCh* const /*public_id*/,
               const XMLFileLoc line, const XMLFileLoc column) override {
        if (type == ErrType_Warning) return;
        // Structure comes in the domain of validity, values in that of exceptions; the rest is about the XML
        // itself.
        const bool structure = xercesc::XMLString::equals(domain, xercesc::XMLUni::fgValidityDomain);
        const bool value = xercesc::XMLString::equals(domain, xercesc::XMLUni::fgExceptDomain);
        if (type != ErrType_Fatal && (structure || value)) {
            // What stands inside content was cut out, or is an xop:Include that no schema knows.
            if (!builder_.inside_content()) builder_.finding(line, without_values(to_utf8(text), value));
            return;
        }
        builder_.abort(
            {.kind = Problem::Kind::kMalformedXml,
             .sender_text = "Het bericht is geen geldige XML: " + builder_.position(line) + ", positie " +
                            std::to_string(column) + ".",
             .log_text = "XML error at " + builder_.position(line) + ": " + mask_personal_data(to_utf8(text)),
             .source = {}});
    }

    void XMLDecl(const XMLCh* const version, const XMLCh* const /*encoding*/,
                 const XMLCh* const /*standalone*/, const XMLCh* const /*actual_encoding*/) override {
        if (version == nullptr || xercesc::XMLString::equals(version, xercesc::XMLUni::fgVersion1_0)) return;
        // XML 1.1 allows names and control characters that no answer in XML 1.0 could repeat; SOAP is
        // XML 1.0.
        builder_.abort({.kind = Problem::Kind::kMalformedXml,
                        .sender_text = "Het bericht is geen XML 1.0.",
                        .log_text = "XML version other than 1.0",
                        .source = {}});
    }

  private:
    TreeBuilder& builder_;
};

Problem internal(std::string text) {
    return {.kind = Problem::Kind::kInternal, .sender_text = {}, .log_text = std::move(text), .source = {}};
}

}  // namespace

struct Parser::State {
    State(const ReaderPool::Options& reader_options, std::shared_ptr<const SchemaSet> set)
        : options(reader_options), schemas(std::move(set)), builder(reader_options) {}

    const ReaderPool::Options& options;
    std::shared_ptr<const SchemaSet> schemas;
    TreeBuilder builder;
    xercesc::SecurityManager security;
    std::unique_ptr<xercesc::XMLGrammarPoolImpl> grammars;
    std::unique_ptr<HardenedReader> reader;
    bool broken = false;
};

Parser::Parser(const ReaderPool::Options& options, std::shared_ptr<const SchemaSet> schemas)
    : state_(std::make_unique<State>(options, std::move(schemas))) {
    using xercesc::XMLUni;
    State& state = *state_;
    const bool validates = state.schemas != nullptr;
    try {
        if (validates) {
            const std::string& stored = state.schemas->serialised();
            xercesc::BinMemInputStream bytes(reinterpret_cast<const XMLByte*>(stored.data()), stored.size(),
                                             xercesc::BinMemInputStream::BufOpt_Reference);
            state.grammars =
                std::make_unique<xercesc::XMLGrammarPoolImpl>(xercesc::XMLPlatformUtils::fgMemoryManager);
            state.grammars->deserializeGrammars(&bytes);
        }
        state.reader = std::make_unique<HardenedReader>(state.grammars.get(), state.builder);
        HardenedReader& reader = *state.reader;
        reader.setFeature(XMLUni::fgSAX2CoreNameSpaces, true);
        reader.setFeature(XMLUni::fgSAX2CoreNameSpacePrefixes, false);
        reader.setFeature(XMLUni::fgSAX2CoreValidation, validates);
        reader.setFeature(XMLUni::fgXercesDynamic, false);
        reader.setFeature(XMLUni::fgXercesSchema, validates);
        reader.setFeature(XMLUni::fgXercesUseCachedGrammarInParse, validates);
        reader.setFeature(XMLUni::fgXercesCacheGrammarFromParse, false);
        reader.setFeature(XMLUni::fgXercesLoadSchema, false);
        reader.setFeature(XMLUni::fgXercesLoadExternalDTD, false);
        reader.setFeature(XMLUni::fgXercesDisableDefaultEntityResolution, true);
        state.security.setEntityExpansionLimit(kEntityExpansions);
        reader.setProperty(XMLUni::fgXercesSecurityManager, &state.security);
        reader.setInputBufferSize(kInputBuffer);
        reader.setContentHandler(&state.builder);
        reader.setErrorHandler(&state.builder);  // without one, error() is never called
        reader.setEntityResolver(&state.builder);
        reader.setLexicalHandler(&state.builder);
    } catch (const xercesc::XMLException& exception) {
        throw std::runtime_error("XML parser cannot be made: " + to_utf8(exception.getMessage()));
    } catch (const xercesc::SAXException& exception) {
        throw std::runtime_error("XML parser cannot be made: " + to_utf8(exception.getMessage()));
    } catch (const xercesc::OutOfMemoryException&) {
        throw std::runtime_error("XML parser cannot be made: out of memory");
    }
}

Parser::~Parser() = default;

bool Parser::reusable() const {
    return !state_->broken && state_->builder.foreign_bytes() < kForeignBytes;
}

Result<std::unique_ptr<Document>> Parser::parse(Utf8Source& source) {
    State& state = *state_;
    const auto cutter = std::make_unique<ContentCutter>(source, state.options);
    state.builder.begin(*cutter, source.lines_dropped());
    std::string failure;
    std::string skeleton;
    try {
        state.reader->parse(MessageSource(*cutter, skeleton));
    } catch (const ReadAborted&) {
        // The builder holds the Problem.
    } catch (const xercesc::XMLException& exception) {
        failure = mask_personal_data(to_utf8(exception.getMessage()));
    } catch (const xercesc::SAXException& exception) {
        failure = mask_personal_data(to_utf8(exception.getMessage()));
    } catch (const xercesc::OutOfMemoryException&) {
        state.broken = true;
        return internal("out of memory while reading XML");
    } catch (const std::exception& exception) {
        state.broken = true;
        return internal(std::string("while reading XML: ") + exception.what());
    }
    // A limit or a full disk ends the bytes, which the parser then reports as an unfinished document: the
    // first is it.
    if (cutter->problem()) return *cutter->problem();
    if (state.builder.problem()) return *state.builder.problem();
    if (!failure.empty()) {
        return Problem{.kind = Problem::Kind::kMalformedXml,
                       .sender_text = "Het bericht is geen geldige XML.",
                       .log_text = "XML error: " + failure,
                       .source = {}};
    }
    std::unique_ptr<Document> document = state.builder.take();
    if (!document->root()) return internal("parser reported neither an element nor an error");
    document->state_->skeleton = std::move(skeleton);
    return document;
}

}  // namespace veerpont::xml
