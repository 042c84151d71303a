#include "bridge/cli/table.h"

#include <fmt/format.h>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "bridge/base/text.h"
#include "bridge/cli/rule_tools.h"

namespace veerpont::cli {

namespace {

using rules::FieldRule;
using rules::Only;

using TableRow = std::array<std::string, 6>;

const TableRow kHeading = {"StUF", "ZGW", "richting", "omzetting", "bijzonderheden", "regel"};

std::string direction(const FieldRule& rule, Only outer) {
    const Only only = rule.only == Only::kBoth ? outer : rule.only;
    if (rule.kind == FieldRule::Kind::kIgnored) {
        return "–";
    }
    if (only == Only::kToZgw || rule.kind == FieldRule::Kind::kZgwOnly) {
        return "naar ZGW";
    }
    if (only == Only::kToStuf || rule.kind == FieldRule::Kind::kStufOnly) {
        return "naar StUF";
    }
    return "beide";
}

std::string conversion(const FieldRule& rule) {
    std::vector<std::string> parts;
    if (rule.converter != nullptr && rule.converter->name() != "text") {
        parts.emplace_back(rule.converter->name());
    }
    if (rule.codes != nullptr) {
        parts.push_back("codetabel " + rule.codes->name);
    }
    if (rule.lookup != nullptr) {
        parts.push_back("opzoeken in " + rule.lookup->name);
    }
    if (rule.kind == FieldRule::Kind::kGroup) {
        parts.emplace_back(rule.many ? "lijst" : "groep");
    } else if (rule.kind == FieldRule::Kind::kChoice) {
        parts.emplace_back("keuze");
    }
    return join(parts, ", ");
}

std::string particulars(const FieldRule& rule) {
    std::vector<std::string> parts;
    if (rule.required != rules::Required::kNo) {
        parts.emplace_back(rule.required == rules::Required::kCreate ? "verplicht bij aanmaken"
                                                                     : "verplicht");
    }
    if (rule.max > 0) {
        parts.push_back(
            fmt::format("hoogstens {} tekens{}", rule.max, rule.truncate ? ", langer wordt afgekapt" : ""));
    }
    for (const rules::StufPath& path : rule.also_read) {
        parts.push_back("anders " + path.text);
    }
    if (rule.default_to_zgw) {
        parts.push_back("standaard naar ZGW: " + (rule.default_to_zgw->is_null() ? std::string("weglaten")
                                                  : rule.default_to_zgw->is_string()
                                                      ? rule.default_to_zgw->get<std::string>()
                                                      : rule.default_to_zgw->dump()));
    }
    if (rule.default_to_stuf) {
        parts.push_back("standaard naar StUF: " + *rule.default_to_stuf);
    }
    if (!rule.from.empty()) {
        parts.push_back("uit " + rule.from.text);
    }
    if (rule.kind == FieldRule::Kind::kStufOnly && rule.from.empty()) {
        parts.push_back("altijd " + rule.value);
    }
    if (rule.when) {
        parts.emplace_back("onder een voorwaarde");
    }
    if (rule.on_error == rules::OnError::kOmit) {
        parts.emplace_back("niet om te zetten: weglaten");
    }
    if (rule.omit_incomplete) {
        parts.emplace_back("onvolledig: weglaten");
    }
    if (rule.personal) {
        parts.emplace_back("persoonsgegeven");
    }
    if (!rule.note.empty()) {
        parts.push_back((rule.kind == FieldRule::Kind::kIgnored ? "niet overgenomen: " : "") + rule.note);
    }
    return join(parts, "; ");
}

std::string joined(const std::string& outer, const std::string& inner, char separator) {
    if (outer.empty() || inner.empty() || inner == ".") {
        return inner.empty() || inner == "." ? outer : inner;
    }
    return outer + separator + inner;
}

void add_rows(const std::vector<FieldRule>& fields, const std::string& stuf, const std::string& zgw,
              Only outer, std::vector<TableRow>& rows) {
    for (const FieldRule& rule : fields) {
        const std::string stuf_path = rule.stuf.empty() ? "" : joined(stuf, rule.stuf.text, '/');
        const std::string zgw_path = rule.zgw.empty() ? "" : joined(zgw, rule.zgw.text, '.');
        rows.push_back({stuf_path, zgw_path, direction(rule, outer), conversion(rule), particulars(rule),
                        rule.source.text()});
        add_rows(rule.fields, stuf_path, zgw_path, rule.only == Only::kBoth ? outer : rule.only, rows);
        for (const FieldRule::Case& item : rule.cases) {
            rows.push_back({joined(stuf, item.stuf.text, '/'), joined(zgw, item.zgw.text, '.'),
                            direction(rule, item.only), fmt::format("{} = {}", rule.zgw.text, item.is),
                            item.entity == nullptr ? "" : "velden van entiteit " + item.entity->name,
                            item.source.text()});
        }
    }
}

std::string markdown_cell(std::string text) {
    return replace_all(replace_all(std::move(text), "|", "\\|"), "\n", " ");
}

std::string csv_cell(const std::string& text) {
    // A leading =, +, - or @ would be a formula to a spreadsheet.
    const bool formula =
        !text.empty() && std::string_view("=+-@").find(text.front()) != std::string_view::npos;
    return "\"" + std::string(formula ? "'" : "") + replace_all(text, "\"", "\"\"") + "\"";
}

std::string line(const TableRow& row, TableFormat format) {
    std::vector<std::string> cells;
    for (const std::string& cell : row) {
        cells.push_back(format == TableFormat::kCsv ? csv_cell(cell) : markdown_cell(cell));
    }
    return format == TableFormat::kCsv ? join(cells, ",") + "\r\n" : "| " + join(cells, " | ") + " |\n";
}

}  // namespace

std::string entity_table(const rules::Entity& entity, TableFormat format) {
    std::vector<TableRow> rows;
    add_rows(entity.fields, "", "", Only::kBoth, rows);
    std::string made;
    if (format == TableFormat::kMarkdown) {
        made = fmt::format("# {}\n\n{}{}StUF {} <-> ZGW {}\n\n", entity.name, entity.about,
                           entity.about.empty() ? "" : "\n\n", join(entity.stuf, ", "), entity.zgw);
    }
    made += line(kHeading, format);
    if (format == TableFormat::kMarkdown) {
        made += "|---|---|---|---|---|---|\n";
    }
    for (const TableRow& row : rows) {
        made += line(row, format);
    }
    return made;
}

int run_table(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    std::vector<OptionSpec> known = rule_options();
    known.insert(known.end(), {{"format", true}, {"profile", true}});
    const std::optional<Options> options = parse_options(arguments, known, err);
    if (!options) {
        return kWrongUse;
    }
    const std::string format = options->get("format", "md");
    if (options->rest.size() != 1 || (format != "md" && format != "csv")) {
        err << "Gebruik: veerpont table ENTITEIT [--format=md|csv] [--profile=NAAM]\n";
        return kWrongUse;
    }
    const std::optional<ToolRules> loaded = load_tool_rules(*options, err);
    if (!loaded || !usable(*loaded, err)) {
        return loaded ? kFindings : kWrongUse;
    }
    const std::string profile = options->get("profile", "default");
    const rules::Entity* const entity = loaded->rules->entity(options->rest.front(), profile);
    if (entity == nullptr) {
        std::vector<std::string> names;
        for (const rules::Entity* const one : loaded->rules->entities("default")) {
            names.push_back(one->name);
        }
        const auto meant = closest(options->rest.front(), names);
        err << fmt::format(
            "Onbekende entiteit \"{}\"{}\n", options->rest.front(),
            meant ? " – bedoelde u \"" + *meant + "\"?" : "; bekend zijn: " + join(names, ", "));
        return kWrongUse;
    }
    out << entity_table(*entity, format == "csv" ? TableFormat::kCsv : TableFormat::kMarkdown);
    return kOk;
}

}  // namespace veerpont::cli
