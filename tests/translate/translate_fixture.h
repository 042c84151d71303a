// The shipped rules (without operations), messages from texts, a catalogue that answers every look-up, and
// both directions in one call each.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "bridge/rules/rule_set.h"
#include "bridge/translate/translate.h"
#include "bridge/xml/reader.h"
#include "bridge/xml/schema_set.h"
#include "bridge/zgw/vocabulary.h"
#include "tests/support/temporary_folder.h"

namespace veerpont::test {

using nlohmann::json;

inline const std::filesystem::path& project_folder() {
    static const std::filesystem::path folder = VEERPONT_SOURCE_DIR;
    return folder;
}

class ShippedEntities {
  public:
    static const ShippedEntities& get() {
        static const ShippedEntities instance;
        return instance;
    }
    const rules::RuleSet& rules() const { return *rules_; }
    const rules::Entity& entity(std::string_view name) const {
        const rules::Entity* const found = rules_->entity(name, "");
        if (found == nullptr) throw std::runtime_error("no entity " + std::string(name));
        return *found;
    }
    const xml::SchemaModel& model() const { return schemas_->model(); }

  private:
    ShippedEntities() {
        auto set = xml::SchemaSet::load(project_folder() / "wsdl/zds-1.1/berichten.xsd");
        auto words = zgw::Vocabulary::load(project_folder() / "mappings/vocabulary");
        if (!set || !words) throw std::runtime_error("standards do not load");
        schemas_ = *set;
        vocabulary_ = std::move(*words);
        TemporaryFolder folder;
        for (const char* const kind : {"entities", "codes", "lookups", "profiles", "clients"})
            std::filesystem::copy(project_folder() / "mappings" / kind, folder.path() / kind);
        rules::Standards standards;
        standards.schemas = {{"zds-1.1", &schemas_->model()}};
        standards.vocabulary = &vocabulary_;
        source::Diagnostics found;
        rules_ = rules::RuleSet::load({folder.path()}, standards, found);
        if (rules_ == nullptr) throw std::runtime_error(found.text());
    }
    std::shared_ptr<const xml::SchemaSet> schemas_;
    zgw::Vocabulary vocabulary_;
    std::shared_ptr<const rules::RuleSet> rules_;
};

class Traced : public translate::Trace {
  public:
    void add(translate::TraceEntry entry) override { entries.push_back(std::move(entry)); }
    std::vector<translate::TraceEntry> entries;

    const translate::TraceEntry* about(std::string_view stuf_end,
                                       translate::TraceEntry::Outcome outcome) const {
        for (const auto& entry : entries) {
            if (entry.outcome == outcome && entry.stuf.ends_with(stuf_end)) return &entry;
        }
        return nullptr;
    }
};

// Answers look-ups from lists, as the catalogue of a zaaktype would.
class FakeCatalogue {
  public:
    FakeCatalogue() {
        for (const char* const name :
             {"Initiator", "Belanghebbende", "Gemachtigde", "Uitvoerende", "Verantwoordelijke",
              "OverigeBetrokkene", "BetrekkingOp", "mede_initiator"})
            add("roltype", name);
        add("statustype", "Ontvangen", 1);
        add("statustype", "In behandeling", 2);
        add("statustype", "Afgehandeld", 3);
        add("resultaattype", "Toegekend");
        add("zaaktype", "Parkeervergunning bewoner");
        for (const char* const name : {"Aanvraagformulier", "Bijlage"})
            add("informatieobjecttype", name);
        for (const char* const name : {"language_code", "kanaal"})
            add("eigenschap", name);
        add("zaak", "Andere zaak");
        items_["zaaktype"].front()["identificatie"] = "B0123";
        items_["zaak"].front()["identificatie"] = "ZAAK-2";
    }
    void remove(const std::string& table) { items_[table].clear(); }

    void resolve(const std::vector<translate::LookupRequest>& missing,
                 translate::LookupAnswers& answers) const {
        for (const translate::LookupRequest& request : missing) {
            answers[request] = nullptr;
            std::string kind = request.table->name.substr(0, request.table->name.find('-'));
            const auto list = items_.find(kind);
            if (list == items_.end()) continue;
            for (const json& item : list->second) {
                bool fits = request.reverse && item.at("url") == request.value;
                for (const auto& match : request.table->match) {
                    if (request.reverse || !item.contains(match.property)) continue;
                    const json& value = item.at(match.property);
                    fits = fits ||
                           (value.is_string() ? value.get<std::string>() : value.dump()) == request.value;
                }
                if (fits) answers[request] = item;
            }
        }
    }

  private:
    void add(const std::string& kind, const std::string& name, int number = 0) {
        auto& list = items_[kind];
        list.push_back(
            {{"url", "https://zgw.example/catalogi/api/v1/" + kind + "/" + std::to_string(list.size() + 1)},
             {"omschrijving", name},
             {"naam", name},
             {"zaaktypeIdentificatie", "B0123"},
             {"volgnummer", number}});
    }
    std::map<std::string, std::vector<json>> items_;
};

class TranslateTest : public testing::Test {
  protected:
    TranslateTest() {
        ShippedEntities::get();  // interns the names of the rules before a message is read
        scope_ = {{"organisatie", {{"rsin", "001005650"}, {"gemeentecode", "0344"}}}};
        policy_.to_zgw = {{stuf::NoValue::kGeenWaarde, rules::NoValueAction::kClear},
                          {stuf::NoValue::kWaardeOnbekend, rules::NoValueAction::kLeave}};
    }

    translate::Context context() {
        translate::Context made;
        made.scope = &scope_;
        made.with = with_;
        made.answers = &answers_;
        made.no_value = &policy_;
        made.creating = creating_;
        made.today = "2026-10-15";
        made.trace = &trace_;
        return made;
    }

    // The document stays alive as long as the test.
    xml::Element parse(const std::string& text) {
        static const xml::ReaderPool pool{xml::ReaderPool::Options{}};
        std::istringstream in(text);
        auto document = pool.read(in);
        if (!document) throw std::runtime_error(document.problem().log_text + ": " + text);
        documents_.push_back(std::move(*document));
        return documents_.back()->root();
    }

    Result<json> to_zgw(std::string_view entity, xml::Element element) {
        for (int round = 0; round < 6; ++round) {
            trace_.entries.clear();
            auto made = translate::to_zgw(ShippedEntities::get().entity(entity), element, context());
            if (!made) return made.problem();
            rounds_ = round + 1;
            if (made->missing.empty()) return made->body;
            catalogue_.resolve(made->missing, answers_);
        }
        throw std::runtime_error("look-ups never end");
    }
    json zgw(std::string_view entity, const std::string& text) {
        auto made = to_zgw(entity, parse(text));
        if (!made) throw std::runtime_error(made.problem().sender_text);
        return std::move(*made);
    }

    xml::Node to_stuf(std::string_view entity, const json& resource, std::string_view element) {
        for (int round = 0; round < 6; ++round) {
            trace_.entries.clear();
            translate::Context with_scope = context();
            with_scope.in_scope = in_scope_;
            auto made =
                translate::to_stuf(ShippedEntities::get().entity(entity), resource, element, with_scope);
            if (!made) throw std::runtime_error(made.problem().log_text);
            if (made->missing.empty()) return std::move(made->node);
            catalogue_.resolve(made->missing, answers_);
        }
        throw std::runtime_error("look-ups never end");
    }

    static void leaves(const xml::Node& node, const std::string& path,
                       std::map<std::string, std::vector<std::string>>& out) {
        for (const xml::Attribute& attribute : node.attributes)
            out[path + "/@" + attribute.local].push_back(attribute.value);
        if (node.children.empty()) out[path].push_back(node.text);
        for (const xml::Node& child : node.children)
            leaves(child, path + "/" + child.local, out);
    }
    // The texts of all leaves, by path below the node.
    static std::map<std::string, std::vector<std::string>> leaves(const xml::Node& node) {
        std::map<std::string, std::vector<std::string>> out;
        for (const xml::Node& child : node.children)
            leaves(child, child.local, out);
        return out;
    }
    static std::string leaf(const xml::Node& node, const std::string& path) {
        const auto all = leaves(node);
        const auto found = all.find(path);
        return found == all.end() ? "(absent)" : found->second.front();
    }

    json scope_;
    std::map<std::string, std::string> with_;
    translate::LookupAnswers answers_;
    rules::NoValuePolicy policy_;
    bool creating_ = true;
    std::function<bool(std::string_view)> in_scope_;
    Traced trace_;
    FakeCatalogue catalogue_;
    int rounds_ = 0;
    std::vector<std::unique_ptr<xml::Document>> documents_;
};

inline constexpr const char* kNil = R"( xsi:nil="true" StUF:noValue="geenWaarde")";
inline constexpr const char* kSpaces =
    R"( xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:StUF="http://www.egem.nl/StUF/StUF0301")";

}  // namespace veerpont::test
