// The XSD set of one StUF version, loaded from a folder: the model for binding and ordering, and the grammars
// for validation.
//
// Immutable after loading; share freely between threads. The grammars themselves are never shared, because
// Xerces' locked grammar pool is not free of races (performance.md 2.3): the set keeps them serialised and
// every parser that validates makes its own copy.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "bridge/base/result.h"
#include "bridge/xml/schema_model.h"

namespace veerpont::xml {

class SchemaSet {
  public:
    // Loads entry (an .xsd with everything it includes and imports, local files only). Any error or warning
    // of any schema fails the load; the Problem (kInternal) names file, line and message of the first ones.
    // All element names of the set are interned.
    static Result<std::shared_ptr<const SchemaSet>> load(const std::filesystem::path& entry);
    static Result<std::shared_ptr<const SchemaSet>> load(const std::vector<std::filesystem::path>& entries);
    ~SchemaSet();
    SchemaSet(const SchemaSet&) = delete;
    SchemaSet& operator=(const SchemaSet&) = delete;

    const SchemaModel& model() const;
    // All grammars in Xerces' binary form, the two SOAP envelopes included; for readers of this module.
    const std::string& serialised() const;

  private:
    SchemaSet();
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace veerpont::xml
