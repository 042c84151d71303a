// What a resource looks like: its properties with type, limits and flags, read from a compact table.
//
// One line per property, children indented by two spaces:
//     identificatie string(40) fixed
//     verlenging group nullable
//       reden string(200) required
//     kenmerken list group
//       kenmerk string(40) required
//     zaaktype ref(zaaktypen) required fixed
// Types: string(max) text url(max) email(max) ref(kind) type(kind) date datetime duration rsin
// integer(min,max) boolean enum(set) group object geometry. Flags: required, nullable, fixed (cannot change
// after creation), answer (set by the register; input is ignored), empty (required, yet "" is fine). A
// type(kind) is a ref that may also be written as the name of the type (Catalogi 1.3). `use SNIPPET` includes
// a table by name.
//
// Tables are read once at start; a wrong table throws std::logic_error. Immutable afterwards: any thread may
// read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace veerpont::sandbox {

struct Field {
    enum class Type : std::uint8_t {
        kString,
        kText,
        kUrl,
        kEmail,
        kRef,
        kTypeName,
        kDate,
        kDateTime,
        kDuration,
        kRsin,
        kInteger,
        kBoolean,
        kEnum,
        kGroup,
        kObject,
        kGeometry
    };
    std::string name;
    Type type = Type::kText;
    bool list = false, required = false, nullable = false, fixed = false, answer = false, empty = false;
    std::int64_t least = 0, most = 0;  // length of a text or range of a number; most 0: no limit
    std::string target;                // kind of a ref
    const std::vector<std::string>* choices = nullptr;
    std::vector<Field> fields;  // of a group
};
using Fields = std::vector<Field>;

Fields read_fields(std::string_view table);
// A closed list of the standard by name: "vertrouwelijkheidaanduiding", "betrokkeneType"...
const std::vector<std::string>& choices_of(std::string_view set);

}  // namespace veerpont::sandbox
