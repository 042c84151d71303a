// Validating messages against sets of schemas: our own, and the official ones when they are beside the project.
#pragma once

#include <filesystem>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bridge/xml/reader.h"
#include "bridge/xml/schema_set.h"

namespace veerpont::test {

// Reads messages and validates them against one set of schemas.
class Validator {
  public:
    explicit Validator(const std::filesystem::path& entry) {
        auto loaded = xml::SchemaSet::load(entry);
        if (!loaded.ok()) throw std::runtime_error(loaded.problem().log_text);
        xml::ReaderPool::Options options;
        options.schemas.push_back({"", std::move(loaded).value()});
        readers_ = std::make_unique<xml::ReaderPool>(std::move(options));
    }
    std::vector<std::string> findings(const std::string& message) const {
        std::istringstream in(message);
        const auto document = readers_->read(in, {"utf-8", xml::Validation::kAlways});
        if (!document.ok()) return {document.problem().log_text};
        return (*document)->schema_findings();
    }

  private:
    std::unique_ptr<xml::ReaderPool> readers_;
};

// The official schemas beside the project; not part of it, so they may not be there.
inline std::filesystem::path official_schemas(const std::string& file) {
    return std::filesystem::path(VEERPONT_SOURCE_DIR "/../shared/reference/zds-schemas/xerces-ready") / file;
}

// Answers that give back what a sender may not have sent: the schemas of StUF have no point as lokatie, and want
// a few characters in the name of an application and in a number.
inline bool sent_so(const std::string& finding) {
    return finding.find("lokatie): element 'Point' is not allowed") != std::string::npos ||
           finding.find("ontvanger/applicatie): value") != std::string::npos ||
           finding.find("object/identificatie): value") != std::string::npos;
}

// What the official schemas have against an answer; nothing when they are not there. An answer to a plain message
// is one of StUF-ZKN as a whole.
inline std::vector<std::string> official_findings(const std::string& answer) {
    static const std::filesystem::path plain =
        VEERPONT_SOURCE_DIR "/../shared/reference/zds-schemas/zds-1.1.02/_driver/zkn0310-all.xsd";
    if (!std::filesystem::exists(plain)) return {};
    const auto judged_by = [&](const Validator& validator) {
        std::vector<std::string> findings = validator.findings(answer);
        std::erase_if(findings, sent_so);
        return findings;
    };
    if (answer.find("koppelvlak/zds0120") != std::string::npos) {
        static const Validator zds12(official_schemas("zds-1.2/zds0120_msg_zs-dms_resolved2017.xsd"));
        return judged_by(zds12);
    }
    static const Validator zds11(official_schemas("zds-1.1.02/zkn0310_msg_zs-dms_resolved2017.xsd"));
    std::vector<std::string> findings = judged_by(zds11);
    if (findings.empty()) return findings;
    static const Validator zkn(plain);
    return judged_by(zkn).empty() ? std::vector<std::string>() : findings;
}

}  // namespace veerpont::test
