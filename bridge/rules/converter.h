// A Converter turns one StUF value into one ZGW value and back ("as": "date" in a rule).
//
// Both directions live in one class so that they cannot drift apart: to_stuf(to_zgw(v)) == v must hold for
// every v that a converter accepts and writes itself (its canonical form), and tests/rules/converter_test.cc
// checks that law for every registered converter over its examples().
//
// Converters are immutable and may be used from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "bridge/base/result.h"
#include "bridge/stuf/value.h"
#include "bridge/xml/document.h"
#include "bridge/xml/node.h"

namespace veerpont::rules {

// How incomplete StUF dates (indOnvolledigeDatum J, M, D) and truncated dates are treated.
enum class Partial { kRefuse, kFirstDay };

struct ConvertOptions {
    Partial partial = Partial::kRefuse;
    // StUF:indOnvolledigeDatum of the element: 'J', 'M' or 'D' say what is unknown; 'V' is a complete date.
    char incomplete = 'V';
};

class Converter {
  public:
    virtual ~Converter() = default;

    // The word used in a rule.
    virtual std::string_view name() const = 0;
    // One Dutch sentence for `veerpont help` and mappings/README.md.
    virtual std::string_view description() const = 0;

    // Which values fit: primitive XSD types ("string", "decimal", "date"...) and OpenAPI "type/format"
    // ("string/date", "integer", "boolean", "string/date-time", "object"...). The binder refuses a converter
    // that fits neither side.
    virtual bool fits_stuf(std::string_view primitive) const = 0;
    virtual bool fits_zgw(std::string_view type_and_format) const = 0;

    virtual Result<nlohmann::json> to_zgw(const stuf::Value& value, const ConvertOptions& options) const = 0;
    virtual Result<stuf::Value> to_stuf(const nlohmann::json& value) const = 0;

    // StUF texts in canonical form that must survive the round trip. For a converter of elements: XML
    // fragments.
    virtual std::vector<std::string> examples() const = 0;

    // A converter of elements (geometry) takes the children of an element instead of its text; then the two
    // functions below are used and to_zgw/to_stuf refuse.
    virtual bool takes_element() const { return false; }
    virtual Result<nlohmann::json> element_to_zgw(xml::Element element) const;
    // The children to put into the element.
    virtual Result<std::vector<xml::Node>> element_to_stuf(const nlohmann::json& value) const;
};

// The converter for a word in a rule, or nullptr. A pair without "as" uses "text".
const Converter* find_converter(std::string_view name);
const std::vector<const Converter*>& all_converters();

}  // namespace veerpont::rules
