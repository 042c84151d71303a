// What real senders make of documents, at the door of a whole bridge with a register behind it: the rules T61, T63
// and T72 to T81 of client-tolerance, and A13 of what they need back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/cli/answers.h"
#include "tests/cli/running_bridge.h"

namespace veerpont::test {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

class DocumentToleranceTest : public ::testing::Test {
  public:
    static void SetUpTestSuite() {
        running_ = std::make_unique<RunningBridge>();
        const auto file = running_->folder.write("catalogus.json", rich_catalogue().dump());
        const auto seeded = cli::seed_demo_catalogue(running_->view.api(), file);
        ASSERT_TRUE(seeded.ok()) << seeded.problem().log_text;
    }
    static void TearDownTestSuite() { running_.reset(); }

  protected:
    void SetUp() override {
        zaak_ = new_identificatie();
        ASSERT_EQ(bridge().create_zaak(zaak_).berichtcode(), "Bv03") << bridge().log();
    }
    static RunningBridge& bridge() { return *running_; }

    // The demo's document for the zaak of this test, with some of its elements replaced: an empty text takes one
    // away.
    struct Edit {
        std::string element, by;
    };
    std::string document(const std::string& number, const std::vector<Edit>& edits = {}) const {
        std::string text = demo_message("4-document.xml", {{"DOCUMENT", number}, {"ZAAK", zaak_}});
        for (const Edit& edit : edits) {
            const std::size_t begin = text.find("<ZKN:" + edit.element);
            const std::string close = "</ZKN:" + edit.element + ">";
            const std::size_t end = text.find(close, begin) + close.size();
            EXPECT_NE(begin, std::string::npos) << edit.element;
            text = text.substr(0, begin) + edit.by + text.substr(end);
        }
        return text;
    }
    static std::string element(const std::string& name, const std::string& value) {
        return "<ZKN:" + name + ">" + value + "</ZKN:" + name + ">";
    }
    static std::string inhoud(const std::string& base64, const std::string& attributes) {
        return "<ZKN:inhoud" + attributes + ">" + base64 + "</ZKN:inhoud>";
    }
    static Json in_register(const std::string& number) {
        const Json found = bridge().view.all(zgw::Api::kDocumenten, "/enkelvoudiginformatieobjecten",
                                             {{"identificatie", number}});
        EXPECT_EQ(found.size(), 1U) << number;
        return found.size() == 1 ? found[0] : Json::object();
    }
    // The document as the register holds it after this message.
    static Json added(const std::string& message, const std::string& number, const std::string& what) {
        const Answered answer = bridge().post("OntvangAsynchroon", message);
        EXPECT_EQ(answer.berichtcode(), "Bv03") << what << ": " << answer.text << bridge().log();
        return in_register(number);
    }
    Json added_with(const std::vector<Edit>& edits, const std::string& what) const {
        const std::string number = new_identificatie();
        return added(document(number, edits), number, what);
    }
    // The numbers and the titles of the documents in the list of the zaak.
    static std::vector<std::pair<std::string, std::string>> listed(const std::string& zaak) {
        std::vector<std::pair<std::string, std::string>> all;
        const Answered answer =
            bridge().post("BeantwoordVraag", demo_message("6-documentenlijst.xml", {{"ZAAK", zaak}}));
        EXPECT_EQ(answer.berichtcode(), "La01") << answer.text;
        if (!answer.envelope) return all;
        for (const xml::Element child : answer.envelope->body.find("antwoord/object").children()) {
            const xml::Element one = child.child("gerelateerde");
            if (child.local() == "heeftRelevant" && one)
                all.emplace_back(one.child("identificatie").text(), one.child("titel").text());
        }
        return all;
    }
    static std::string read_back(const std::string& number) {
        return bridge()
            .post("BeantwoordVraag", demo_message("7-document-lezen.xml", {{"DOCUMENT", number}}))
            .text;
    }

    static std::unique_ptr<RunningBridge> running_;
    std::string zaak_;
};

std::unique_ptr<RunningBridge> DocumentToleranceTest::running_;

TEST_F(DocumentToleranceTest, T61_A13_ADocumentIsThereWhenItIsAcknowledged) {
    constexpr int kSenders = 3, kEach = 3;
    std::vector<std::string> missing[kSenders];
    std::vector<std::thread> senders;
    for (int sender = 0; sender < kSenders; ++sender) {
        senders.emplace_back([&, sender] {
            for (int i = 0; i < kEach; ++i) {
                const std::string number = new_identificatie();
                const Answered answer = bridge().post("OntvangAsynchroon", document(number));
                const auto all = listed(zaak_);
                const bool there =
                    std::any_of(all.begin(), all.end(), [&](const auto& one) { return one.first == number; });
                if (answer.berichtcode() != "Bv03" || !there ||
                    read_back(number).find("JVBERi0xLjQK") == std::string::npos)
                    missing[sender].push_back(number + " " + answer.text);
            }
        });
    }
    for (std::thread& sender : senders)
        sender.join();
    for (const auto& of_one : missing)
        EXPECT_THAT(of_one, ::testing::IsEmpty()) << bridge().log();
    EXPECT_EQ(listed(zaak_).size(), static_cast<std::size_t>(kSenders * kEach));
}

TEST_F(DocumentToleranceTest, T63_NeedsNoNumberAndNoCheckOutBeforehand) {
    const std::string number = new_identificatie();  // of the sender itself, never asked for
    added(document(number), number, "own number");
    const std::string update =
        R"(<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" )"
        R"(xmlns:StUF="http://www.egem.nl/StUF/StUF0301" )"
        R"(xmlns:ZKN="http://www.egem.nl/StUF/sector/zkn/0310"><soapenv:Body>)"
        "<ZKN:updateZaakdocument_Di02><ZKN:stuurgegevens><StUF:berichtcode>Di02"
        "</StUF:berichtcode><StUF:functie>updateZaakdocument</StUF:functie>"
        "</ZKN:stuurgegevens><ZKN:parameters/><ZKN:edcLk02 StUF:entiteittype=\"EDC\" "
        "StUF:functie=\"update\"><ZKN:parameters><StUF:mutatiesoort>W</StUF:mutatiesoort>"
        "</ZKN:parameters><ZKN:object StUF:entiteittype=\"EDC\" "
        "StUF:verwerkingssoort=\"W\">" +
        element("identificatie", number) + element("titel", "Nieuwe titel") +
        "</ZKN:object></ZKN:edcLk02></ZKN:updateZaakdocument_Di02></soapenv:Body>"
        "</soapenv:Envelope>";
    EXPECT_EQ(bridge().post("VrijBericht", update).berichtcode(), "Bv02") << bridge().log();
    const Json document = in_register(number);
    EXPECT_EQ(document.at("titel"), "Nieuwe titel");
    EXPECT_EQ(document.at("versie"), 2);
    EXPECT_EQ(document.at("auteur"), "A.B. de Vries");
    EXPECT_EQ(document.at("locked"), false);
}

TEST_F(DocumentToleranceTest, T72_ADocumentWithoutNumberGetsOne) {
    for (const std::string& none :
         {std::string("<ZKN:identificatie/>"), std::string(),
          std::string("<ZKN:identificatie xsi:nil=\"true\" StUF:noValue=\"geenWaarde\"/>")}) {
        const std::size_t before = listed(zaak_).size();
        const Answered answer =
            bridge().post("OntvangAsynchroon", document("weg", {{"identificatie", none}}));
        EXPECT_EQ(answer.berichtcode(), "Bv03") << none << answer.text;
        const auto all = listed(zaak_);
        ASSERT_EQ(all.size(), before + 1) << none;
        for (const auto& [number, titel] : all)
            EXPECT_THAT(number, ::testing::MatchesRegex("[0-9A-Z-]{8,40}")) << none;
    }
}

TEST_F(DocumentToleranceTest, T73_TheFormatIsAMimeTypeWhateverWasSent) {
    const auto file = [](const std::string& name) { return " StUF:bestandsnaam=\"" + name + "\""; };
    const auto type = [](const std::string& name) { return " xmime:contentType=\"" + name + "\""; };
    const std::string word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    struct Case {
        std::string formaat, attributes, expected, bestandsnaam;
    };
    const std::vector<Case> cases = {
        {"application/pdf", file("a.pdf") + type("application/pdf"), "application/pdf", "a.pdf"},
        {"pdf", file("a.pdf"), "application/pdf", "a.pdf"},
        {".pdf", file("a.pdf"), "application/pdf", "a.pdf"},
        {"PDF", file("a.pdf"), "application/pdf", "a.pdf"},
        {"docx", file("brief.docx") + type("onbekend"), word, "brief.docx"},
        {"formaat", file("foto.png") + type("image/png"), "image/png", "foto.png"},
        {"CD", file("foto.jpg") + type("pdf"), "application/pdf", "foto.jpg"},
        {"", file("plan.txt"), "text/plain", "plan.txt"},
        {"formaat", file("bestandsnaam"), "application/octet-stream", "bestandsnaam"},
        {"pdf", file("caf\u00e9 \u2013 verslag.pdf"), "application/pdf", "caf\u00e9 \u2013 verslag.pdf"},
        {"pdf", file("C:\\werk\\a:b.pdf"), "application/pdf", "a_b.pdf"},
        {"pdf", "", "application/pdf", "Aanvraagformulier"},
    };
    for (const Case& one : cases) {
        const Json made = added_with({{"formaat", element("formaat", one.formaat)},
                                      {"inhoud", inhoud("JVBERi0xLjQK", one.attributes)}},
                                     one.formaat + one.attributes);
        EXPECT_EQ(made.value("formaat", ""), one.expected) << one.formaat << one.attributes;
        EXPECT_EQ(made.value("bestandsnaam", ""), one.bestandsnaam) << one.formaat << one.attributes;
        EXPECT_EQ(made.value("bestandsomvang", 0), 9) << one.formaat << one.attributes;
    }
}

TEST_F(DocumentToleranceTest, T74_ALanguageMayBeACodeOrAName) {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"nld", "nld"},       {"NL", "nld"},
        {"NLD", "nld"},       {"dut", "nld"},
        {"taal", "nld"},      {"Engels", "eng"},
        {"en", "eng"},        {"fy", "fry"},
        {"ger", "deu"},       {"Fries", "fry"},
        {"tr", "tur"},        {"Pools", "pol"},
        {"gsw", "gsw"},       {"Nedersaksisch", "nds"},
        {"Elfentaal", "nld"}, {"", "nld"},
        {"Arabisch", "ara"},  {"papiaments", "pap"}};
    for (const auto& [sent, kept] : cases)
        EXPECT_EQ(added_with({{"taal", element("taal", sent)}}, sent).value("taal", ""), kept) << sent;
}

TEST_F(DocumentToleranceTest, T75_ConfidentialityIsReadInAnySpelling) {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"ZEER GEHEIM", "zeer_geheim"},
        {"zeer_geheim", "zeer_geheim"},
        {"Zeer geheim", "zeer_geheim"},
        {"BEPERKT OPENBAAR", "beperkt_openbaar"},
        {"beperkt_openbaar", "beperkt_openbaar"},
        {"Vertrouwelijk", "vertrouwelijk"},
        {"INTERN", "intern"},
        {"", "zaakvertrouwelijk"}};  // empty: that of the type
    for (const auto& [sent, kept] : cases)
        EXPECT_EQ(added_with({{"vertrouwelijkAanduiding", element("vertrouwelijkAanduiding", sent)}}, sent)
                      .value("vertrouwelijkheidaanduiding", ""),
                  kept)
            << sent;
}

TEST_F(DocumentToleranceTest, T76_AStatusThatIsKnownIsKeptAndAnyVersieIgnored) {
    const std::vector<std::pair<std::string, std::string>> cases = {{"definitief", "definitief"},
                                                                    {"Definitief", "definitief"},
                                                                    {"In bewerking", "in_bewerking"},
                                                                    {"concept", "in_bewerking"},
                                                                    {"Gearchiveerd", "gearchiveerd"},
                                                                    {"ter_vaststelling", "ter_vaststelling"},
                                                                    {"status", ""},
                                                                    {"Gepubliceerd", ""},
                                                                    {"", ""}};
    for (const auto& [sent, kept] : cases) {
        for (const std::string& versie :
             {element("versie", "concept"), element("versie", "3"),
              std::string("<ZKN:versie xsi:nil=\"true\" StUF:noValue=\"geenWaarde\"/>")}) {
            const Json made =
                added_with({{"taal", element("taal", "nld") + versie + element("status", sent)}}, sent);
            EXPECT_EQ(made.value("status", "?"), kept) << sent;
            EXPECT_EQ(made.value("versie", 0), 1) << versie;
        }
    }
}

TEST_F(DocumentToleranceTest, T77_OfTwoDatesTheOneOfReceiptIsKept) {
    const auto dates = [](const std::string& received, const std::string& sent) {
        return element("creatiedatum", "20190228") + received + "@" + sent;
    };
    const std::string nil = " xsi:nil=\"true\" StUF:noValue=\"geenWaarde\"/>";
    struct Case {
        std::string received, sent;
        Json kept_received, kept_sent;
    };
    const std::vector<Case> cases = {
        {element("ontvangstdatum", "20260110"), element("verzenddatum", "20260111"), "2026-01-10", nullptr},
        {element("ontvangstdatum", "20260110"), "", "2026-01-10", nullptr},
        {"<ZKN:ontvangstdatum" + nil, element("verzenddatum", "20260111"), nullptr, "2026-01-11"},
        {"<ZKN:ontvangstdatum" + nil, "<ZKN:verzenddatum" + nil, nullptr, nullptr}};
    for (const Case& one : cases) {
        const std::string text = dates(one.received, one.sent);
        const std::size_t at = text.find('@');
        const Json made = added_with(
            {{"creatiedatum", text.substr(0, at)}, {"taal", element("taal", "nld") + text.substr(at + 1)}},
            text);
        EXPECT_EQ(made.value("creatiedatum", ""), "2019-02-28") << text;
        EXPECT_EQ(made.value("ontvangstdatum", Json()), one.kept_received) << text;
        EXPECT_EQ(made.value("verzenddatum", Json()), one.kept_sent) << text;
    }
}

TEST_F(DocumentToleranceTest, T78_AnUnknownTypeBecomesTheTypeThatTheRulesName) {
    zaak_ = new_identificatie();
    ASSERT_EQ(bridge().post("OntvangAsynchroon", rich_zaak(zaak_)).berichtcode(), "Bv03") << bridge().log();
    const auto typen =
        bridge().view.all(zgw::Api::kCatalogi, "/informatieobjecttypen", {{"omschrijving", "Bijlage"}});
    ASSERT_EQ(typen.size(), 1U);
    for (const char* const sent : {"", "Bevestigingsmail van gisteren", "Bijlage", "bijlage"}) {
        EXPECT_EQ(added_with({{"dct.omschrijving", element("dct.omschrijving", sent)}}, sent)
                      .value("informatieobjecttype", ""),
                  typen[0].value("url", "?"))
            << sent;
    }
}

TEST_F(DocumentToleranceTest, T79_ContentIsDecodedExactlyOnceOrAbsent) {
    const std::string name = " StUF:bestandsnaam=\"a.txt\"";
    const std::string twice = base64_encode(base64_encode("Hallo wereld"));
    struct Case {
        std::string sent, read;
        int size;
    };
    const std::vector<Case> cases = {{"SGFsbG8gd2VyZWxk", "SGFsbG8gd2VyZWxk", 12},
                                     {"\n  SGFsbG8g\r\n  d2VyZWxk\n", "SGFsbG8gd2VyZWxk", 12},
                                     {twice, twice, 16}};
    for (const Case& one : cases) {
        const std::string number = new_identificatie();
        const Json made = added(document(number, {{"inhoud", inhoud(one.sent, name)}}), number, one.sent);
        EXPECT_EQ(made.value("bestandsomvang", 0), one.size) << one.sent;
        EXPECT_THAT(read_back(number), HasSubstr(">" + one.read + "<"));
    }
    const std::string empty = new_identificatie();
    const Json made = added(document(empty, {{"inhoud", ""}}), empty, "no content");
    EXPECT_EQ(made.value("titel", ""), "Aanvraagformulier");
    EXPECT_TRUE(made.value("bestandsomvang", Json()).is_null() || made.at("bestandsomvang") == 0);
    EXPECT_EQ(listed(zaak_).size(), 4U);
}

TEST_F(DocumentToleranceTest, T80_TitlesAndFileNamesNeedNotBeUnique) {
    const Json made = added_with({}, "the first");
    EXPECT_EQ(added_with({}, "the second").value("titel", "?"), made.value("titel", ""));
    const auto all = listed(zaak_);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].second, all[1].second);
    EXPECT_NE(all[0].first, all[1].first);
}

TEST_F(DocumentToleranceTest, T81_AnyAuthorIsKeptAsFarAsItFits) {
    const std::string longest = std::string(199, 'x') + "\u00e9";
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"GEMEENTE\\jansen", "GEMEENTE\\jansen"},
        {"onbekend", "onbekend"},
        {"Afdeling Vergunningen, Toezicht en Handhaving (team 3)",
         "Afdeling Vergunningen, Toezicht en Handhaving (team 3)"},
        {longest, longest},
        {longest + "te lang", longest},
        {"", "onbekend"}};
    for (const auto& [sent, kept] : cases)
        EXPECT_EQ(added_with({{"auteur", element("auteur", sent)}}, sent).value("auteur", ""), kept) << sent;
}

TEST_F(DocumentToleranceTest, A13_ATitleIsListedByteForByte) {
    const std::string titel =
        "B&W-besluit  \u201cCaf\u00e9 \u2019t Hoekje\u201d <concept> \u20ac 12,\u2013 'x' \u0633";
    const std::string escaped = replace_all(replace_all(titel, "&", "&amp;"), "<", "&lt;");
    const std::string number = new_identificatie();
    const Json made = added(document(number, {{"titel", element("titel", escaped)}}), number, "titel");
    EXPECT_EQ(made.value("titel", ""), titel);
    const auto all = listed(zaak_);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].second, titel);
}

}  // namespace
}  // namespace veerpont::test
