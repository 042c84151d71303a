// The table from problem to StUF, and that docs/foutentabel.md says the same.
#include "bridge/stuf/fault_table.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "bridge/base/text.h"
#include "tests/stuf/problem_of.h"

namespace veerpont::stuf {
namespace {

std::vector<Problem::Kind> kinds() {
    std::vector<Problem::Kind> all;
    for (int kind = 0; kind <= static_cast<int>(Problem::Kind::kInternal); ++kind) {
        all.push_back(static_cast<Problem::Kind>(kind));
    }
    return all;
}

TEST(FaultTable, KindOfRequestChoosesTheMessage) {
    for (const Problem::Kind kind : kinds()) {
        EXPECT_EQ(fault_row(kind, RequestKind::kVraag).berichtcode, "Fo02");
        EXPECT_EQ(fault_row(kind, RequestKind::kVrijBericht).berichtcode, "Fo02");
        EXPECT_EQ(fault_row(kind, RequestKind::kAsynchroon).berichtcode, "Fo03");
        EXPECT_EQ(fault_row(kind, RequestKind::kAchteraf).berichtcode, "Fo01");
    }
}

TEST(FaultTable, EveryRowFitsTheSchema) {
    for (const Problem::Kind kind : kinds()) {
        for (const RequestKind request : {RequestKind::kVraag, RequestKind::kVrijBericht,
                                          RequestKind::kAsynchroon, RequestKind::kAchteraf}) {
            const FaultRow row = fault_row(kind, request);
            EXPECT_EQ(row.code.size(), 7U) << kind_name(kind);
            EXPECT_TRUE(row.code.starts_with("StUF"));
            EXPECT_TRUE(row.plek == "client" || row.plek == "server");
            EXPECT_LE(utf8_length(row.omschrijving), 200U);
            EXPECT_TRUE(row.first_words.ends_with("."));
            // Fo01 may only carry the codes that the standard marks for it.
            if (request == RequestKind::kAchteraf) {
                EXPECT_TRUE(row.code == "StUF052" || row.code == "StUF055" || row.code == "StUF058")
                    << row.code;
            }
        }
    }
}

TEST(FaultTable, FirstWordsTellTheKindsApart) {
    std::set<std::string_view> seen;
    for (const Problem::Kind kind : kinds()) {
        EXPECT_TRUE(seen.insert(fault_row(kind, RequestKind::kVraag).first_words).second) << kind_name(kind);
    }
}

TEST(FaultTable, T62_UnknownZaakInAnUpdate) {
    const FaultRow row = fault_row(Problem::Kind::kNotFound, RequestKind::kAsynchroon);
    EXPECT_EQ(row.berichtcode, "Fo03");
    EXPECT_EQ(row.code, "StUF064");
    EXPECT_TRUE(fault_details(problem_of(Problem::Kind::kNotFound), RequestKind::kAsynchroon)
                    .starts_with("De zaak is niet gevonden."));
}

TEST(FaultDetails, BeginWithTheWordsOfTheKindOnce) {
    const auto details = [](Problem::Kind kind, const std::string& text) {
        return fault_details(problem_of(kind, text), RequestKind::kVraag);
    };
    EXPECT_EQ(details(Problem::Kind::kConflict, "Zaak 1 heeft een ander zaaktype."),
              "De identificatie is al in gebruik met andere gegevens. Zaak 1 heeft een ander zaaktype.");
    EXPECT_EQ(details(Problem::Kind::kConflict, ""),
              "De identificatie is al in gebruik met andere gegevens.");
    EXPECT_EQ(details(Problem::Kind::kNotFound, "De zaak is niet gevonden. Controleer de identificatie."),
              "De zaak is niet gevonden. Controleer de identificatie.");
    EXPECT_EQ(details(Problem::Kind::kNotFound, "Het document is niet gevonden."),
              "Het document is niet gevonden.");
    EXPECT_EQ(details(Problem::Kind::kNotFound, ""), "De zaak is niet gevonden.");
    EXPECT_EQ(details(Problem::Kind::kLocked, "Het document is niet uitgecheckt. Check het uit."),
              "Het document is niet uitgecheckt. Check het uit.");
    EXPECT_EQ(details(Problem::Kind::kLocked, ""), "Het document is vergrendeld.");
    EXPECT_EQ(utf8_length(details(Problem::Kind::kInternal, std::string(5000, 'x'))), 1000U);
}

std::string cell(const FaultRow& row) {
    return std::string(row.code) + " " + std::string(row.plek);
}

TEST(FaultTable, DocumentationSaysTheSame) {
    const std::filesystem::path file = std::filesystem::path(VEERPONT_SOURCE_DIR) / "docs" / "foutentabel.md";
    std::ifstream in(file);
    ASSERT_TRUE(in.good()) << file;
    std::map<std::string, std::vector<std::string>> rows;
    std::string whole;
    for (std::string line; std::getline(in, line);) {
        whole += line + "\n";
        if (!line.starts_with("| `")) continue;
        std::vector<std::string> cells;
        for (const std::string_view part : split(line, '|'))
            cells.emplace_back(trim(part));
        rows[replace_all(cells.at(1), "`", "")] = cells;
    }
    EXPECT_EQ(rows.size(), kinds().size());
    std::set<std::string> described;
    for (const Problem::Kind kind : kinds()) {
        const auto found = rows.find(std::string(kind_name(kind)));
        ASSERT_NE(found, rows.end()) << kind_name(kind);
        const std::vector<std::string>& cells = found->second;
        ASSERT_EQ(cells.size(), 9U) << kind_name(kind);
        EXPECT_EQ(cells[3], cell(fault_row(kind, RequestKind::kVraag))) << kind_name(kind);
        EXPECT_EQ(cells[4], cell(fault_row(kind, RequestKind::kAsynchroon))) << kind_name(kind);
        EXPECT_EQ(cells[5], cell(fault_row(kind, RequestKind::kAchteraf))) << kind_name(kind);
        EXPECT_EQ(cells[6], fault_row(kind, RequestKind::kVraag).first_words) << kind_name(kind);
        EXPECT_EQ(cells[7], fault_row(kind, RequestKind::kVraag).retryable ? "ja" : "nee") << kind_name(kind);
        for (const RequestKind request :
             {RequestKind::kVraag, RequestKind::kAsynchroon, RequestKind::kAchteraf}) {
            const FaultRow row = fault_row(kind, request);
            EXPECT_NE(whole.find("* " + std::string(row.code) + " (" + std::string(row.plek) +
                                 "): " + std::string(row.omschrijving) + "\n"),
                      std::string::npos)
                << row.code;
        }
    }
}

}  // namespace
}  // namespace veerpont::stuf
