// The define phase: every file has known words in the right shape, is called what its name says, and is
// defined once. What comes out are the trees, found by kind and name; nothing in them has been resolved yet.
//
// Refers to the RuleFiles it was made from, which must outlive it. Used by one thread while loading.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/rules/rule_files.h"
#include "bridge/rules/words.h"
#include "bridge/source/diagnostics.h"
#include "bridge/source/node.h"

namespace veerpont::rules {

class Definitions {
  public:
    void add(const RuleFile& file, std::string name);

    // nullptr when nothing has that name, or when its file could not be read (see known()).
    const source::SourceNode* find(FileKind kind, std::string_view name) const;
    // Something of that kind and name was written, readable or not: a reference to it is not an error.
    bool known(FileKind kind, std::string_view name) const;
    std::vector<std::string> names(FileKind kind) const;  // sorted
    const std::map<std::string, const RuleFile*, std::less<>>& all(FileKind kind) const;

  private:
    std::map<FileKind, std::map<std::string, const RuleFile*, std::less<>>> by_kind_;
};

Definitions define(const RuleFiles& files, source::Diagnostics& diagnostics);

// Which kind of field a rule is, by its words.
FieldKind field_kind(const source::SourceNode& rule);
// Words that do not belong to its kind, and words it lacks. Deep: also the fields of a group.
void check_field(const source::SourceNode& rule, source::Diagnostics& diagnostics);

// "creeerZaak" -> "creeer-zaak", "geefZaakdocumentLezen" -> "geef-zaakdocument-lezen"; a kebab name stays.
std::string kebab(std::string_view name);

}  // namespace veerpont::rules
