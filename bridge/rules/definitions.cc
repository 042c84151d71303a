#include "bridge/rules/definitions.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "bridge/base/text.h"

namespace veerpont::rules {

namespace {

using source::Diagnostics;
using source::SourceNode;

void check_condition(const SourceNode& condition, Diagnostics& diagnostics) {
    if (!condition.is_object()) {
        return;
    }
    if (condition.children.size() > 1) {
        diagnostics.error(
            condition.children[1].key_place,
            "een voorwaarde heeft precies een woord; gebruik \"all\" of \"any\" om er meer te verbinden");
    }
    for (const SourceNode& member : condition.children) {
        if (member.key == "not") {
            check_condition(member, diagnostics);
        } else if (member.key == "all" || member.key == "any") {
            for (const SourceNode& child : member.children) {
                check_condition(child, diagnostics);
            }
        } else if ((member.key == "equals" || member.key == "in" || member.key == "matches") &&
                   member.children.size() == 2) {
            if (!member.children[0].is_string()) {
                diagnostics.error(member.place, "\"" + member.key + "\" begint met een pad");
            }
            const bool list = member.children[1].is_list();
            if (list != (member.key == "in")) {
                diagnostics.error(member.children[1].place,
                                  member.key == "in" ? "\"in\" vergelijkt met een lijst waarden"
                                                     : "\"equals\" vergelijkt met een waarde",
                                  member.key == "in" ? "" : "in");
            }
        }
    }
}

void check_fields(const SourceNode& owner, Diagnostics& diagnostics) {
    for (const SourceNode& rule : owner.children_of("fields")) {
        check_field(rule, diagnostics);
    }
}

// Exactly one of these words.
void check_one_of(const SourceNode& node, std::initializer_list<std::string_view> words,
                  std::string_view what, Diagnostics& diagnostics) {
    std::vector<std::string> present;
    std::vector<std::string> all;
    for (const std::string_view word : words) {
        all.push_back("\"" + std::string(word) + "\"");
        if (node.has(word)) {
            present.push_back(all.back());
        }
    }
    if (present.empty()) {
        diagnostics.error(node.place, std::string(what) + " heeft een van " + join(all, ", ") + " nodig");
    } else if (present.size() > 1) {
        diagnostics.error(
            node.place, std::string(what) + " heeft " + join(present, " en ") + "; er mag er maar een zijn");
    }
}

// "undo", its absence and its note.
void check_undo(const SourceNode& step, Diagnostics& diagnostics) {
    const std::string call = step.text_of("call");
    const bool get = call.substr(0, 4) == "GET ";
    const bool changes = (step.has("call") && !get) || step.has("send");
    const std::string name = step.text_of("step");
    const SourceNode* const undo = step.find("undo");
    if (changes && undo == nullptr) {
        diagnostics.error(step.place,
                          "stap \"" + name +
                              "\" verandert gegevens: zeg met \"undo\" hoe dat ongedaan gemaakt wordt, of "
                              "\"undo\": \"none\" met een \"note\"");
    }
    if (undo == nullptr) {
        return;
    }
    if (step.has("strategy")) {
        diagnostics.error(undo->key_place,
                          "een strategie maakt zelf ongedaan wat zij doet; \"undo\" hoort hier niet");
    } else if (!changes) {
        diagnostics.error(undo->key_place, "stap \"" + name + "\" verandert niets; \"undo\" hoort hier niet");
    }
    if (undo->text == "none" && !step.has("note")) {
        diagnostics.error(undo->place, "\"undo\": \"none\" vraagt om een \"note\" met de reden");
    }
    const bool rewrites = call.substr(0, 6) == "PATCH " || call.substr(0, 4) == "PUT ";
    if (undo->text == "restore" && changes && !rewrites) {
        diagnostics.error(undo->place, "\"undo\": \"restore\" kan alleen bij PATCH en PUT");
    }
}

void check_step(const SourceNode& step, Diagnostics& diagnostics) {
    const std::string subject = "stap \"" + step.text_of("step") + "\"";
    check_one_of(step, {"call", "strategy", "send", "like"}, subject, diagnostics);
    check_undo(step, diagnostics);
    const bool get = step.text_of("call").substr(0, 4) == "GET ";
    if (get && !step.has("expect") && !step.bool_of("download")) {
        diagnostics.error(step.place,
                          subject + " vraagt iets op: zeg met \"expect\" of er een of meer verwacht worden");
    }
    if (get && step.has("body")) {
        diagnostics.error(step.find("body")->key_place, subject + ": een GET heeft geen \"body\"", "query");
    }
    if (const SourceNode* const search = step.find("search");
        search != nullptr && (!get || (step.text_of("expect") != "many" && !step.has("for-each")))) {
        diagnostics.error(search->key_place,
                          subject + ": \"search\" kan alleen bij een GET die een lijst geeft");
    }
    if (step.bool_of("download") && !get) {
        diagnostics.error(step.find("download")->key_place, subject + ": \"download\" kan alleen bij GET");
    }
    if (const SourceNode* const correlation = step.find("correlation"); correlation != nullptr && !get) {
        diagnostics.error(correlation->key_place, subject + ": \"correlation\" kan alleen bij GET");
    }
    if (const SourceNode* const when = step.find("when")) {
        check_condition(*when, diagnostics);
    }
    const SourceNode* const each = step.find("for-each");
    if (each != nullptr && each->is_object()) {
        check_one_of(*each, {"of", "list"}, "\"for-each\"", diagnostics);
        if (each->has("elements") && each->has("names")) {
            diagnostics.error(each->place,
                              "\"for-each\" heeft \"elements\" en \"names\"; er mag er maar een zijn");
        }
    }
    if (const SourceNode* const expand = step.find("expand");
        expand != nullptr && each != nullptr && !each->has("list")) {
        diagnostics.error(expand->key_place,
                          subject + ": \"expand\" vraagt om \"for-each\" met een \"list\"");
    }
    const SourceNode* const body = step.find("body");
    if (body != nullptr && body->is_object()) {
        if (body->has("of") && body->has("from")) {
            diagnostics.error(body->place, "\"body\" heeft \"of\" en \"from\"; er mag er maar een zijn");
        }
        if (body->has("entity") && !body->has("of") && !body->has("from") && each == nullptr) {
            diagnostics.error(body->place,
                              "\"body\" zegt niet wat vertaald wordt: \"of\" of \"from\" ontbreekt");
        }
    }
}

void check_operation(const SourceNode& operation, Diagnostics& diagnostics) {
    std::map<std::string, int> seen;
    for (const SourceNode& step : operation.children_of("steps")) {
        if (!step.is_object()) {
            continue;
        }
        check_step(step, diagnostics);
        const std::string name = step.text_of("step");
        const auto [first, added] = seen.emplace(name, step.place.line);
        if (!added) {
            diagnostics.error(
                step.place, "stap \"" + name + "\" bestaat al (regel " + std::to_string(first->second) + ")");
        }
    }
    for (const SourceNode& accepts : operation.children_of("accepts")) {
        if (const SourceNode* const when = accepts.find("when")) {
            check_condition(*when, diagnostics);
        }
    }
    if (operation.children_of("correlate").size() > 1) {
        diagnostics.error(operation.find("correlate")->place, "\"correlate\" noemt precies een soort");
    }
    const SourceNode* const reply = operation.find("reply");
    if (reply == nullptr || !reply->is_object()) {
        return;
    }
    const std::string message = reply->text_of("message");
    const bool confirms = message.substr(0, 2) == "Bv";
    if (confirms && reply->has("parts")) {
        diagnostics.error(reply->find("parts")->key_place,
                          "een " + message + " heeft geen inhoud: \"parts\" hoort hier niet");
    } else if (!message.empty() && !confirms) {
        check_one_of(*reply, {"parts", "objects"}, "een " + message, diagnostics);
    }
    for (const SourceNode& part : reply->children_of("parts")) {
        if (part.is_object()) {
            check_one_of(part, {"from", "for-each"}, "een deel van het antwoord", diagnostics);
            if (part.has("into") && part.has("elements")) {
                diagnostics.error(part.place,
                                  "een deel heeft \"into\" en \"elements\"; er mag er maar een zijn");
            }
        }
    }
    const std::string endpoint = operation.text_of("endpoint");
    const std::string fitting = endpoint == "BeantwoordVraag" ? "La"
                                : endpoint == "VrijBericht"   ? "Du"
                                                              : "Bv";
    if (!message.empty() && !endpoint.empty() && message.substr(0, 2) != fitting &&
        !(endpoint == "VrijBericht" && confirms)) {
        diagnostics.error(reply->find("message")->place,
                          "een bericht aan " + endpoint + " wordt niet met " + message + " beantwoord");
    }
}

void check_profile(const SourceNode& profile, Diagnostics& diagnostics) {
    const bool is_default = profile.text_of("profile") == "default";
    const SourceNode* const zaaktypen = profile.find("zaaktypen");
    if (is_default && zaaktypen != nullptr) {
        diagnostics.error(zaaktypen->key_place,
                          "het profiel default geldt voor alle zaaktypen; \"zaaktypen\" hoort hier niet");
    } else if (!is_default && zaaktypen == nullptr) {
        diagnostics.error(profile.place, "\"zaaktypen\" ontbreekt: voor welke zaaktypen geldt dit profiel?");
    }
    for (const SourceNode& rule : profile.children_of("override")) {
        if (rule.is_object() && !rule.has("zgw") && !rule.has("stuf") && !rule.has("choice")) {
            diagnostics.error(rule.place,
                              "deze \"override\" zegt niet welke regel verandert: \"zgw\", \"choice\" of "
                              "\"stuf\" ontbreekt");
        }
    }
    for (const SourceNode& rule : profile.children_of("add")) {
        SourceNode bare = rule;
        std::erase_if(bare.children, [](const SourceNode& member) { return member.key == "in"; });
        check_field(bare, diagnostics);
    }
}

// The name inside, and whether the file is called after it.
std::string check_name(const RuleFile& file, Diagnostics& diagnostics) {
    const std::string word(name_word(file.kind));
    const SourceNode* const named = file.root.find(word);
    if (named == nullptr || !named->is_string() || named->text.empty()) {
        return file.stem;
    }
    if (file.kind != FileKind::kProfile && kebab(named->text) != file.stem) {
        diagnostics.error(named->place, "\"" + word + "\" heet \"" + named->text +
                                            "\", maar het bestand heet " + file.stem + ".json; het hoort " +
                                            kebab(named->text) + ".json te heten");
    }
    return named->text;
}

}  // namespace

std::string kebab(std::string_view name) {
    std::string made;
    for (std::size_t index = 0; index < name.size(); ++index) {
        const char c = name[index];
        const bool upper = std::isupper(static_cast<unsigned char>(c)) != 0;
        const bool after_lower = index > 0 && name[index - 1] != '-' &&
                                 std::isupper(static_cast<unsigned char>(name[index - 1])) == 0;
        const bool before_lower = index > 0 && name[index - 1] != '-' && index + 1 < name.size() &&
                                  std::islower(static_cast<unsigned char>(name[index + 1])) != 0;
        if (upper && (after_lower || before_lower)) {
            made += '-';
        }
        made += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return made;
}

FieldKind field_kind(const SourceNode& rule) {
    if (rule.has("ignored")) {
        return FieldKind::kIgnored;
    }
    if (rule.has("choice") || rule.has("cases")) {
        return FieldKind::kChoice;
    }
    if (rule.has("fields") || rule.has("entity")) {
        return FieldKind::kGroup;
    }
    if (rule.has("stuf") && rule.has("zgw")) {
        return FieldKind::kPair;
    }
    return rule.has("zgw") ? FieldKind::kZgwOnly : FieldKind::kStufOnly;
}

void check_field(const SourceNode& rule, Diagnostics& diagnostics) {
    if (!rule.is_object() || rule.children.empty()) {
        return;
    }
    const FieldKind kind = field_kind(rule);
    const std::string subject(field_kind_text(kind));
    const auto allowed = words_of(kind);
    for (const SourceNode& member : rule.children) {
        const bool belongs = std::find(allowed.begin(), allowed.end(), member.key) != allowed.end();
        const auto& known = field_words().words;
        const bool exists = std::any_of(known.begin(), known.end(),
                                        [&](const auto& word) { return word.word == member.key; });
        if (!belongs && exists) {
            diagnostics.error(member.key_place, "\"" + member.key + "\" hoort niet bij " + subject);
        }
    }
    switch (kind) {
        case FieldKind::kGroup:
            check_one_of(rule, {"fields", "entity"}, "een groep", diagnostics);
            if (!rule.has("stuf") || !rule.has("zgw")) {
                diagnostics.error(rule.place, "een groep heeft \"stuf\" en \"zgw\" nodig");
            }
            check_fields(rule, diagnostics);
            break;
        case FieldKind::kZgwOnly:
            if (rule.has("from") == rule.has("default")) {
                diagnostics.error(rule.place,
                                  "een regel met alleen 'zgw' zegt met \"from\" of \"default\" waar de "
                                  "waarde vandaan komt");
            }
            break;
        case FieldKind::kStufOnly:
            if (!rule.has("stuf")) {
                diagnostics.error(rule.place, "deze regel noemt geen \"stuf\" en geen \"zgw\"");
            } else if (rule.has("value") == rule.has("from")) {
                diagnostics.error(
                    rule.place,
                    "een regel met alleen 'stuf' zegt met \"value\" of \"from\" waar de waarde vandaan komt");
            }
            break;
        case FieldKind::kIgnored:
            if (rule.has("stuf") == rule.has("zgw")) {
                diagnostics.error(rule.place, "een genegeerd veld noemt \"stuf\" of \"zgw\", en niet beide");
            }
            break;
        case FieldKind::kPair:
        case FieldKind::kChoice:
            break;
    }
    if (const SourceNode* const when = rule.find("when")) {
        check_condition(*when, diagnostics);
    }
}

void Definitions::add(const RuleFile& file, std::string name) {
    by_kind_[file.kind].emplace(std::move(name), &file);
}

const SourceNode* Definitions::find(FileKind kind, std::string_view name) const {
    const auto& files = all(kind);
    const auto found = files.find(name);
    return found == files.end() || !found->second->readable ? nullptr : &found->second->root;
}

bool Definitions::known(FileKind kind, std::string_view name) const {
    const auto& files = all(kind);
    return files.find(name) != files.end();
}

std::vector<std::string> Definitions::names(FileKind kind) const {
    std::vector<std::string> made;
    for (const auto& [name, file] : all(kind)) {
        made.push_back(name);
    }
    return made;
}

const std::map<std::string, const RuleFile*, std::less<>>& Definitions::all(FileKind kind) const {
    static const std::map<std::string, const RuleFile*, std::less<>> none;
    const auto found = by_kind_.find(kind);
    return found == by_kind_.end() ? none : found->second;
}

Definitions define(const RuleFiles& files, Diagnostics& diagnostics) {
    Definitions made;
    for (const RuleFile& file : files.files) {
        if (!file.readable) {
            made.add(file, file.stem);
            continue;
        }
        source::check(file.root, words_of(file.kind), diagnostics);
        const std::string name = check_name(file, diagnostics);
        if (made.known(file.kind, name)) {
            diagnostics.error(file.root.place, "\"" + name + "\" is al beschreven in " +
                                                   made.all(file.kind).find(name)->second->name);
            continue;
        }
        made.add(file, name);
        if (file.kind != FileKind::kProfile && kebab(name) != file.stem &&
            !made.known(file.kind, file.stem)) {
            made.add(file, file.stem);  // reported; who refers to the other name is right
        }
        switch (file.kind) {
            case FileKind::kEntity:
                check_fields(file.root, diagnostics);
                break;
            case FileKind::kOperation:
                check_operation(file.root, diagnostics);
                break;
            case FileKind::kProfile:
                check_profile(file.root, diagnostics);
                break;
            case FileKind::kCodes:
            case FileKind::kLookup:
            case FileKind::kClient:
                break;
        }
    }
    return made;
}

}  // namespace veerpont::rules
