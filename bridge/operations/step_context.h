// What a step works with: translation with its look-ups, reading calls, and changing calls with a journal
// around them.
//
// One per running step; used by one thread, except that change() runs its items side by side when asked.
// Steps that run beside each other have a context each and share the Run.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "bridge/base/result.h"
#include "bridge/operations/run.h"
#include "bridge/translate/translate.h"

namespace veerpont::operations {

class StepContext {
  public:
    using With = std::map<std::string, std::string>;

    StepContext(Run& run, const rules::Step& step) : run_(run), step_(step) {}

    Run& run() { return run_; }
    const rules::Step& step() const { return step_; }
    // The state that the message wants (its last object).
    xml::Element object() const { return run_.message->current_object(); }
    // A setting of the strategy; null when it is not set.
    nlohmann::json setting(std::string_view name) const;
    // An entity of the message's profile; nullptr when there is none of that name.
    const rules::Entity* entity(std::string_view name) const;

    // --- translation ---
    // The body for an element, look-ups resolved; null: incomplete and to be left out.
    Result<nlohmann::json> to_zgw(const rules::Entity& entity, xml::Element element, const With& with,
                                  bool creating);
    // The same to find a resource by: what is required of objects within may be missing.
    Result<nlohmann::json> to_find(const rules::Entity& entity, xml::Element element, const With& with);
    // The resource in StUF, as far as `in_scope` asks for it (paths as in translate::Context).
    Result<xml::Node> to_stuf(const rules::Entity& entity, const nlohmann::json& resource,
                              std::function<bool(std::string_view)> in_scope);
    // The item that a look-up finds, null when there is none.
    Result<nlohmann::json> lookup(std::string_view table, std::string_view value, const With& needs);
    // Every item of a look-up that matches the value exactly, whatever the day (all versions of a zaaktype).
    Result<std::vector<nlohmann::json>> lookup_matches(const rules::Lookup& table, std::string_view value,
                                                       const With& needs);
    // All items of a look-up table.
    Result<CatalogueCache::List> lookup_items(std::string_view table, const With& needs);
    // The item behind a URL that a look-up gave before in this step; null when it did not.
    nlohmann::json item_of(std::string_view url) const;
    // `with` of a rule, filled; names without a value are left out.
    With fill_with(const std::vector<std::pair<std::string, rules::Template>>& with,
                   const nlohmann::json& extra) const;
    const nlohmann::json& scope() const { return run_.scope; }
    void trace(std::string stuf, std::string reason);

    // --- reading ---
    zgw::Outcome<zgw::Response> get(const zgw::Call& call, int item = 0);
    zgw::Outcome<zgw::Response> get_all(const zgw::Call& call, int item = 0);
    // A resource of the catalogue, kept as look-ups are.
    Result<nlohmann::json> catalogue_item(const std::string& url);
    // {url, identificatie, zaaktype | informatieobjecttype} of an object that this bridge made or met.
    std::optional<nlohmann::json> known_object(const std::string& kind, const std::string& identificatie);
    // The zaak with this identificatie: from the register, null when it does not exist.
    Result<nlohmann::json> zaak_by_identificatie(std::string_view identificatie);

    // --- changing ---
    struct Change {
        zgw::Call call;  // without body
        nlohmann::json body;
        const Spool* content = nullptr;  // becomes content_property
        std::string content_property;
        // "DELETE {url}" ({url}: of what the call made), "DELETE https://...", "restore https://...",
        // "create https://..." (in that collection, after a DELETE), or "" when the undo of another step covers it
        // or nothing can be undone.
        std::string undo;
        nlohmann::json undo_body;  // for restore the properties as they were, for create all of it
        // A property of the answer without which the undo cannot be done ("lock"): kept durably with it.
        std::string undo_needs;
    };
    // Journals all, makes the calls (in order, or beside each other), journals the results; the answers in
    // order. Stops at the first failure. A call whose answer was lost counts as made when the register shows
    // it.
    Result<std::vector<nlohmann::json>> change(std::vector<Change> changes, bool beside);
    // Locks a document; the undo of this change unlocks it again. The lock, as the register gave it.
    Result<std::string> lock_document(const std::string& url);
    // Ends a lock: one that this step took with lock_document(), or one of an earlier message. False: not now,
    // it is tried again in the background until the register takes it or it needs attention.
    Result<bool> unlock_document(const std::string& url, const std::string& lock);
    // PATCH of something that others may see, with what it replaces read first and put back by the undo.
    Result<nlohmann::json> patch_restorable(const std::string& url, const nlohmann::json& body,
                                            const nlohmann::json& current);

  private:
    Result<nlohmann::json> translated(const rules::Entity& entity, xml::Element element,
                                      translate::Context& context);
    struct Made;
    Made make(const Change& change, const store::StepRow& row);

    Run& run_;
    const rules::Step& step_;
    translate::LookupAnswers answers_;
    int next_item_ = 0;
    std::optional<int> lock_item_;  // the journal row of lock_document()
};

// Runs one step (call or strategy) and gives its answer: null when it was skipped.
Result<nlohmann::json> run_step(Run& run, const rules::Step& step);

// Whether a for-each over the children of an element includes this one, by its name.
bool includes(const rules::ForEach& each, xml::Element element);

// False when the step is not asked for, its condition does not hold or the message has no items for it: then
// run_step() only notes that.
bool has_work(const Run& run, const rules::Step& step);

}  // namespace veerpont::operations
