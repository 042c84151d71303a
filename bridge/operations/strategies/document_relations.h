// The zaken that a message about an existing document names (isRelevantVoor), as changes of its relations in the
// register, as relation_pairs.h reads the message. Made and carried out within one step, by its thread.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "bridge/base/result.h"
#include "bridge/operations/step_context.h"
#include "bridge/operations/strategies/relation_pairs.h"

namespace veerpont::operations {

// The zaak of a relation: {"url", "identificatie", "zaaktype"}, from the correlation store or the register; null
// when it does not exist.
Result<nlohmann::json> zaak_of_relation(StepContext& context, const std::string& identificatie);

// The relations of a document in the register, as zaakinformatieobjecten.
Result<nlohmann::json> relations_in_register(StepContext& context, const std::string& document);

// Ends a relation; its undo makes it again.
Result<StepContext::Change> end_of_relation(StepContext& context, const nlohmann::json& relation);

class DocumentRelations {
  public:
    // What the message wants of the relations of this document, compared with the register: no call when it names
    // none. kNotFound when a zaak to relate it to does not exist.
    static Result<DocumentRelations> read(StepContext& context, const std::string& document);

    // Makes the calls: new relations first, then changes, then ends, each with its undo.
    Result<void> carry_out(StepContext& context);

  private:
    struct Patch {
        nlohmann::json relation;
        nlohmann::json body;
    };

    // The relation that has to be there afterwards.
    Result<void> keep(StepContext& context, const RelationPair& pair, const nlohmann::json& present,
                      const std::string& document);
    // The relation with the zaak of this number has to go.
    Result<void> end(StepContext& context, const std::string& number, const nlohmann::json& present);

    std::vector<StepContext::Change> added_;
    std::vector<Patch> changed_;
    std::vector<StepContext::Change> ended_;
};

}  // namespace veerpont::operations
