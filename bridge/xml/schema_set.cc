#include "bridge/xml/schema_set.h"

#include <cstring>

#include <xercesc/framework/BinOutputStream.hpp>
#include <xercesc/framework/MemBufInputSource.hpp>
#include <xercesc/framework/XMLGrammarPoolImpl.hpp>
#include <xercesc/sax/ErrorHandler.hpp>
#include <xercesc/sax/SAXParseException.hpp>
#include <xercesc/sax2/SAX2XMLReader.hpp>
#include <xercesc/sax2/XMLReaderFactory.hpp>
#include <xercesc/util/OutOfMemoryException.hpp>
#include <xercesc/util/PlatformUtils.hpp>
#include <xercesc/util/XMLException.hpp>
#include <xercesc/util/XMLUni.hpp>
#include <xercesc/validators/common/Grammar.hpp>

#include "bridge/xml/names.h"
#include "bridge/xml/reader.h"
#include "bridge/xml/xerces.h"
#include "bridge/xml/xs_model.h"

namespace veerpont::xml {

namespace {

// Enough of SOAP 1.1 and 1.2 to validate a whole envelope in one pass: any header, any one body element, and
// for a fault any detail. What stands in the body must be declared by the set.
struct Envelope {
    std::string_view ns, fault;
};
constexpr Envelope kEnvelopes[] = {{kSoap11, R"( <xs:element name="Fault"><xs:complexType><xs:sequence>
  <xs:element name="faultcode" type="xs:QName" form="unqualified"/>
  <xs:element name="faultstring" type="xs:string" form="unqualified"/>
  <xs:element name="detail" minOccurs="0" form="unqualified"><xs:complexType><xs:sequence>
   <xs:any namespace="##any" processContents="strict" minOccurs="0" maxOccurs="unbounded"/>
  </xs:sequence></xs:complexType></xs:element>
 </xs:sequence></xs:complexType></xs:element>)"},
                                   {kSoap12, R"( <xs:element name="Fault"><xs:complexType><xs:sequence>
  <xs:element name="Code"><xs:complexType><xs:sequence>
   <xs:element name="Value" type="xs:QName"/>
   <xs:any namespace="##targetNamespace" processContents="skip" minOccurs="0"/>
  </xs:sequence></xs:complexType></xs:element>
  <xs:element name="Reason"><xs:complexType><xs:sequence>
   <xs:any namespace="##targetNamespace" processContents="skip" maxOccurs="unbounded"/>
  </xs:sequence></xs:complexType></xs:element>
  <xs:element name="Detail" minOccurs="0"><xs:complexType><xs:sequence>
   <xs:any namespace="##any" processContents="strict" minOccurs="0" maxOccurs="unbounded"/>
  </xs:sequence></xs:complexType></xs:element>
 </xs:sequence></xs:complexType></xs:element>)"}};

std::string schema_of(const Envelope& envelope) {
    std::string schema =
        R"(<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified"
  targetNamespace=")";
    schema += envelope.ns;
    schema += R"(">
 <xs:element name="Envelope"><xs:complexType><xs:sequence>
  <xs:element name="Header" minOccurs="0"><xs:complexType mixed="true"><xs:sequence>
   <xs:any namespace="##any" processContents="skip" minOccurs="0" maxOccurs="unbounded"/>
  </xs:sequence><xs:anyAttribute processContents="skip"/></xs:complexType></xs:element>
  <xs:element name="Body"><xs:complexType><xs:sequence>
   <xs:any namespace="##any" processContents="strict" minOccurs="0"/>
  </xs:sequence><xs:anyAttribute processContents="skip"/></xs:complexType></xs:element>
 </xs:sequence><xs:anyAttribute processContents="skip"/></xs:complexType></xs:element>
)";
    schema += envelope.fault;
    return schema + "</xs:schema>";
}

class StringSink : public xercesc::BinOutputStream {
  public:
    explicit StringSink(std::string& out) : out_(out) {}
    XMLFilePos curPos() const override { return out_.size(); }
    void writeBytes(const XMLByte* const bytes, const XMLSize_t count) override {
        out_.append(reinterpret_cast<const char*>(bytes), count);
    }

  private:
    std::string& out_;
};

// Xerces gives back a usable-looking grammar after hundreds of errors: every one of them must count, warnings
// too.
class Complaints : public xercesc::ErrorHandler {
  public:
    void warning(const xercesc::SAXParseException& exception) override { add(exception); }
    void error(const xercesc::SAXParseException& exception) override { add(exception); }
    void fatalError(const xercesc::SAXParseException& exception) override { add(exception); }
    void resetErrors() override {}

    std::string text;
    std::size_t count = 0;

  private:
    static constexpr std::size_t kShown = 5;
    void add(const xercesc::SAXParseException& exception) {
        if (++count > kShown) return;
        if (!text.empty()) text += "; ";
        text += to_utf8(exception.getSystemId()) + ":" + std::to_string(exception.getLineNumber()) + ": " +
                to_utf8(exception.getMessage());
    }
};

Problem failed(const std::filesystem::path& entry, const std::string& why) {
    return {.kind = Problem::Kind::kInternal,
            .sender_text = {},
            .log_text = "schema set " + entry.string() + " cannot be used: " + why,
            .source = entry.string()};
}

}  // namespace

struct SchemaSet::State {
    std::unique_ptr<SchemaModel> model;
    std::string serialised;
};

SchemaSet::SchemaSet() : state_(std::make_unique<State>()) {}
SchemaSet::~SchemaSet() = default;

const SchemaModel& SchemaSet::model() const {
    return *state_->model;
}

const std::string& SchemaSet::serialised() const {
    return state_->serialised;
}

Result<std::shared_ptr<const SchemaSet>> SchemaSet::load(const std::filesystem::path& entry) {
    return load(std::vector<std::filesystem::path>{entry});
}

Result<std::shared_ptr<const SchemaSet>> SchemaSet::load(const std::vector<std::filesystem::path>& entries) {
    using xercesc::Grammar;
    using xercesc::XMLUni;
    initialise_xml();
    if (entries.empty()) return failed({}, "no schema named");
    std::shared_ptr<SchemaSet> set(new SchemaSet);
    const std::filesystem::path* current = &entries.front();
    try {
        xercesc::MemoryManager* const memory = xercesc::XMLPlatformUtils::fgMemoryManager;
        xercesc::XMLGrammarPoolImpl pool(memory);
        Complaints complaints;
        {
            const std::unique_ptr<xercesc::SAX2XMLReader> reader(
                xercesc::XMLReaderFactory::createXMLReader(memory, &pool));
            reader->setErrorHandler(&complaints);
            reader->setFeature(XMLUni::fgXercesSchema, true);
            reader->setFeature(XMLUni::fgXercesSchemaFullChecking, false);
            // One namespace is spread over several documents in the sets of VNG (performance.md 2.3).
            reader->setFeature(XMLUni::fgXercesHandleMultipleImports, true);
            reader->setFeature(XMLUni::fgXercesLoadExternalDTD, false);
            for (const std::filesystem::path& entry : entries) {
                current = &entry;
                if (!std::filesystem::is_regular_file(entry)) return failed(entry, "no such file");
                const std::u16string id = to_utf16(entry.string());
                const Grammar* const grammar =
                    reader->loadGrammar(id.c_str(), Grammar::SchemaGrammarType, true);
                if (complaints.count > 0) {
                    return failed(entry, std::to_string(complaints.count) + " errors: " + complaints.text);
                }
                if (grammar == nullptr) return failed(entry, "no schema in it");
            }
            bool changed = false;
            xercesc::XSModel* const model = pool.getXSModel(changed);
            set->state_->model = copy_model(*model);
            for (const Envelope& envelope : kEnvelopes) {
                const std::string schema = schema_of(envelope);
                const xercesc::MemBufInputSource source(reinterpret_cast<const XMLByte*>(schema.data()),
                                                        schema.size(), u"soap-envelope.xsd");
                reader->loadGrammar(source, Grammar::SchemaGrammarType, true);
            }
            if (complaints.count > 0) return failed(*current, complaints.text);
        }
        StringSink sink(set->state_->serialised);
        pool.serializeGrammars(&sink);
    } catch (const xercesc::XMLException& exception) {
        return failed(*current, to_utf8(exception.getMessage()));
    } catch (const xercesc::SAXException& exception) {
        return failed(*current, to_utf8(exception.getMessage()));
    } catch (const xercesc::OutOfMemoryException&) {
        return failed(*current, "out of memory");
    } catch (const std::exception& exception) {
        return failed(*current, exception.what());
    }
    return std::shared_ptr<const SchemaSet>(std::move(set));
}

}  // namespace veerpont::xml
