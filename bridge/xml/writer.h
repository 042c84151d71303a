// Writes a Node as XML. All namespaces that occur are declared on the root, with the prefixes that the
// receiver wants (client-tolerance A11); streamed content goes out as one line of base64 and is never held in
// memory.
//
// Pure apart from the stream; safe from any thread.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "bridge/base/result.h"
#include "bridge/xml/node.h"

namespace veerpont::xml {

struct WriterOptions {
    // Prefix and namespace. A namespace that is not named here gets ns1, ns2...
    std::vector<std::pair<std::string, std::string>> prefixes = default_prefixes();
    bool declaration = false;        // <?xml version="1.0" encoding="UTF-8"?> (A3: off by default)
    bool numeric_references = true;  // non-ASCII as &#...; so that any charset a client assumes is right

    // soapenv, StUF, ZKN, BG, ZDS, gml, xsi, xmime.
    static std::vector<std::pair<std::string, std::string>> default_prefixes();
};

// Problem kInternal when streamed content is shorter or longer than it said, or the stream fails: what was
// written is then unusable and the connection must be closed. Characters that XML 1.0 cannot hold are left
// out.
Result<void> write(const Node& root, std::ostream& out, const WriterOptions& options = {});

// The number of bytes that write() produces, without reading streamed content: for Content-Length.
std::uint64_t written_length(const Node& root, const WriterOptions& options = {});

// For small messages and tests; empty when streamed content does not keep its word.
std::string to_string(const Node& root, const WriterOptions& options = {});

}  // namespace veerpont::xml
