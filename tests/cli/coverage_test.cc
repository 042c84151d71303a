// The shipped rules against every leaf of the message types: nothing is left out without a reason, and what
// is left out does not grow unnoticed.
#include "bridge/cli/coverage.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "bridge/cli/rule_tools.h"
#include "tests/support/project.h"
#include "tests/support/temporary_folder.h"

namespace veerpont::cli {
namespace {

namespace fs = std::filesystem;
using test::kProject;
using State = CoveredLeaf::State;

const LoadedStandards& standards() {
    static const LoadedStandards loaded(kProject / "wsdl/zds-1.1", kProject / "mappings/vocabulary");
    return loaded;
}

std::vector<CoveredLeaf> coverage_with(const std::vector<fs::path>& folders) {
    source::Diagnostics found;
    const auto rules = standards().load_rules(folders, found);
    EXPECT_NE(rules, nullptr) << found.text();
    return rules == nullptr ? std::vector<CoveredLeaf>() : stuf_coverage(*rules, standards().standards());
}

std::string missing(const std::vector<CoveredLeaf>& leaves) {
    std::string made;
    for (const CoveredLeaf& leaf : leaves) {
        if (leaf.state == State::kMissing) {
            made += leaf.operation + " " + leaf.message + " " + leaf.path + "\n";
        }
    }
    return made;
}

const std::vector<CoveredLeaf>& shipped() {
    static const std::vector<CoveredLeaf> leaves = coverage_with({kProject / "mappings"});
    return leaves;
}

TEST(ShippedCoverage, EveryLeafHasARuleOrAReason) {
    ASSERT_FALSE(shipped().empty());
    EXPECT_EQ(missing(shipped()), "");
    for (const CoveredLeaf& leaf : shipped()) {
        const bool explained = leaf.reason.find_first_not_of(" \t") != std::string::npos;
        EXPECT_EQ(explained, leaf.state == State::kIgnored) << leaf.message << " " << leaf.path;
    }
}

TEST(ShippedCoverage, TheIgnoredLeavesAreThese) {
    std::map<std::string, int> ignored;
    for (const CoveredLeaf& leaf : shipped()) {
        ignored[leaf.operation + " " + leaf.message] += leaf.state == State::kIgnored ? 1 : 0;
    }
    // Who ignores more, or less, changes the number here on purpose.
    const std::map<std::string, int> expected = {
        {"cancelCheckout cancelCheckout_Di02", 20},
        {"creeerZaak creeerZaak_ZakLk01", 277},
        {"creeerZaak zakLk01", 277},
        {"actualiseerZaakstatus actualiseerZaakstatus_ZakLk01", 21},
        {"actualiseerZaakstatus zakLk01", 115},
        {"geefLijstZaakdocumenten geefLijstZaakdocumenten_ZakLa01", 42},
        {"geefLijstZaakdocumenten geefLijstZaakdocumenten_ZakLv01", 19},
        {"geefLijstZaakdocumenten zakLa01", 227},
        {"geefLijstZaakdocumenten zakLv01", 88},
        {"geefZaakdetails geefZaakdetails_ZakLa01", 1132},
        {"geefZaakdetails geefZaakdetails_ZakLv01", 3},
        {"geefZaakdetails zakLa01", 1132},
        {"geefZaakdetails zakLv01", 42},
        {"edcLv01 edcLv01", 131},
        {"zakLv01 zakLv01", 456},
        {"geefZaakdocumentLezen edcLa01", 88},
        {"geefZaakdocumentLezen edcLv01", 27},
        {"geefZaakdocumentLezen geefZaakdocumentLezen_EdcLa01", 88},
        {"geefZaakdocumentLezen geefZaakdocumentLezen_EdcLv01", 3},
        {"geefZaakdocumentBewerken geefZaakdocumentBewerken_Di02", 3},
        {"geefZaakdocumentBewerken geefZaakdocumentBewerken_Du02", 89},
        {"geefZaakdocumentBewerken geefZaakdocumentbewerken_Di02", 25},
        {"geefZaakdocumentBewerken geefZaakdocumentbewerken_Du02", 89},
        {"geefZaakstatus geefZaakstatus_ZakLa01", 53},
        {"geefZaakstatus geefZaakstatus_ZakLv01", 6},
        {"geefZaakstatus zakLa01", 240},
        {"geefZaakstatus zakLv01", 96},
        {"genereerDocumentIdentificatie genereerDocumentIdentificatie_Di02", 1},
        {"genereerDocumentIdentificatie genereerDocumentIdentificatie_Du02", 64},
        {"genereerZaakIdentificatie genereerZaakIdentificatie_Di02", 1},
        {"genereerZaakIdentificatie genereerZaakIdentificatie_Du02", 204},
        {"updateZaak updateZaak_ZakLk01", 277},
        {"updateZaak zakLk01", 277},
        {"updateZaakdocument updateZaakdocument_Di02", 20},
        {"verwijderDocument edcLk01", 31},
        {"wijzigDocument edcLk01", 19},
        {"maakZaakdocument edcLk01", 15},
        {"maakZaakdocument maakZaakdocument_EdcLk01", 15},
        {"voegZaakdocumentToe edcLk01", 15},
        {"voegZaakdocumentToe voegZaakdocumentToe_EdcLk01", 15}};
    EXPECT_EQ(ignored, expected);
}

TEST(ShippedCoverage, ALeafWithoutItsRuleIsNoticed) {
    const auto without = [](const std::string& file, const std::string& line) {
        test::TemporaryFolder overlay;
        std::string text = test::read_file(kProject / "mappings" / file);
        const std::size_t begin = text.find(line);
        EXPECT_NE(begin, std::string::npos) << line;
        if (begin != std::string::npos) {
            text.erase(begin, text.find('\n', begin) - begin);
        }
        overlay.write(file, text);
        return missing(coverage_with({kProject / "mappings", overlay.path()}));
    };
    EXPECT_EQ(without("entities/zaak.json", R"({ "stuf": "registratiedatum", "zgw")"),
              "creeerZaak zakLk01 object/registratiedatum\n"
              "creeerZaak creeerZaak_ZakLk01 object/registratiedatum\n"
              "geefZaakdetails zakLa01 antwoord/object/registratiedatum\n"
              "geefZaakdetails geefZaakdetails_ZakLa01 antwoord/object/registratiedatum\n"
              "updateZaak zakLk01 object/registratiedatum\n"
              "updateZaak updateZaak_ZakLk01 object/registratiedatum\n");
    EXPECT_EQ(without("entities/documentnummer.json", R"({ "stuf": "auteur", "ignored")"),
              "genereerDocumentIdentificatie genereerDocumentIdentificatie_Du02 document/auteur\n");
}

TEST(ShippedCoverage, TheCommandSaysSo) {
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(run_coverage({"--rules", (kProject / "mappings").string(), "--wsdl",
                            (kProject / "wsdl/zds-1.1").string(), "--vocabulary",
                            (kProject / "mappings/vocabulary").string()},
                           out, err),
              kOk)
        << err.str();
    EXPECT_EQ(out.str().find("  geen regel "), std::string::npos);
    EXPECT_NE(out.str().find("  genegeerd  object/tijdvakGeldigheid/beginGeldigheid: "), std::string::npos);
}

}  // namespace
}  // namespace veerpont::cli
