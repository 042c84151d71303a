// Answers: their stuurgegevens, namespaces and faults, and that the official schemas accept them.
#include "bridge/stuf/reply.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "bridge/base/time_zone.h"
#include "bridge/stuf/fault_table.h"
#include "tests/stuf/problem_of.h"
#include "tests/support/fake_clock.h"

namespace veerpont::stuf {
namespace {

namespace fs = std::filesystem;
using xml::Node;

const char* const kParties =
    "<StUF:zender><StUF:organisatie>0363</StUF:organisatie><StUF:applicatie>OpenForms</StUF:applicatie>"
    "<StUF:gebruiker/></StUF:zender><StUF:ontvanger><StUF:applicatie>Zaaksysteem</StUF:applicatie></"
    "StUF:ontvanger>"
    "<StUF:referentienummer>ref-1</StUF:referentienummer><StUF:tijdstipBericht>20261015093000</"
    "StUF:tijdstipBericht>";

const xml::ReaderPool& plain() {
    static const xml::ReaderPool instance{xml::ReaderPool::Options{}};
    return instance;
}

Message request_of(const std::string& root, const std::string& steering, const std::string& rest = "",
                   std::string_view soap = xml::kSoap11) {
    const bool twelve = root.starts_with("ZDS:");
    const std::string prefix = twelve && root.ends_with("_Di02") ? "ZDS:" : "ZKN:";
    std::istringstream in("<s:Envelope xmlns:s='" + std::string(soap) + "'><s:Body><" + root +
                          " xmlns:ZKN='http://www.egem.nl/StUF/sector/zkn/0310' "
                          "xmlns:StUF='http://www.egem.nl/StUF/StUF0301' "
                          "xmlns:ZDS='http://www.stufstandaarden.nl/koppelvlak/zds0120'><" +
                          prefix + "stuurgegevens>" + steering + "</" + prefix + "stuurgegevens>" + rest +
                          "</" + root + "></s:Body></s:Envelope>");
    soap::Reading reading;
    Result<soap::Envelope> envelope = soap::read_envelope(plain(), in, {}, reading, xml::Validation::kOff);
    EXPECT_TRUE(envelope.ok());
    return Message(std::move(envelope).value());
}

std::string code(const std::string& berichtcode) {
    return "<StUF:berichtcode>" + berichtcode + "</StUF:berichtcode>";
}

struct Fixture {
    test::FakeClock clock;
    ReplyStyle style;
    ReplyContext context(const Message* request) const {
        return {
            .request = request,
            .clock = clock,
            .own =
                Partij{
                    .organisatie = "Veerdam", .applicatie = "Veerpont", .administratie = {}, .gebruiker = {}},
            .referentienummer = "antwoord-1",
            .style = style};
    }
};

TEST(Reply, A4_A5_Bv03MirrorsTheRequest) {
    const Fixture fixture;
    const Message request = request_of("ZKN:zakLk01", code("Lk01") + kParties);
    EXPECT_EQ(xml::to_string(bv03(fixture.context(&request))),
              "<StUF:Bv03Bericht xmlns:StUF=\"http://www.egem.nl/StUF/StUF0301\"><StUF:stuurgegevens>"
              "<StUF:berichtcode>Bv03</StUF:berichtcode>"
              "<StUF:zender><StUF:applicatie>Zaaksysteem</StUF:applicatie></StUF:zender>"
              "<StUF:ontvanger><StUF:organisatie>0363</StUF:organisatie><StUF:applicatie>OpenForms</"
              "StUF:applicatie>"
              "<StUF:gebruiker/></StUF:ontvanger><StUF:referentienummer>antwoord-1</StUF:referentienummer>"
              "<StUF:tijdstipBericht>20261015093000000</StUF:tijdstipBericht>"
              "<StUF:crossRefnummer>ref-1</StUF:crossRefnummer></StUF:stuurgegevens></StUF:Bv03Bericht>");
}

// 30 December 2024 is in week 1 of 2025, 3 January 2027 in week 53 of 2026.
TEST(Reply, TheYearIsTheOneOfTheCalendar) {
    Fixture fixture;
    const Message request = request_of("ZKN:zakLk01", code("Lk01") + kParties);
    for (const auto& [moment, digits] : {std::pair{"2024-12-30T11:00:00Z", "20241230120000000"},
                                         std::pair{"2026-12-31T22:59:59Z", "20261231235959000"},
                                         std::pair{"2026-12-31T23:00:00Z", "20270101000000000"},
                                         std::pair{"2027-01-03T12:00:00Z", "20270103130000000"}}) {
        fixture.clock.set(*parse_iso_timestamp(moment));
        const Node answer = bv03(fixture.context(&request));
        EXPECT_EQ(answer.children[0].child("tijdstipBericht")->text, digits) << moment;
    }
}

TEST(Reply, T24_T25_FillersWhereTheSenderGaveNothing) {
    Fixture fixture;
    const Message request = request_of("ZKN:zakLk01", code("Lk01"));
    const Node filled = bv03(fixture.context(&request));
    const Node& with = filled.children[0];
    ASSERT_NE(with.child("zender"), nullptr);
    EXPECT_EQ(with.child("zender")->child("applicatie")->text, "Veerpont");
    EXPECT_EQ(with.child("ontvanger")->child("applicatie")->text, "Veerpont");
    ASSERT_NE(with.child("crossRefnummer"), nullptr);
    EXPECT_EQ(with.child("crossRefnummer")->text, "");
    fixture.style.fillers = false;
    const Node bare = bv03(fixture.context(&request));
    EXPECT_EQ(bare.children[0].child("zender"), nullptr);
    EXPECT_EQ(bare.children[0].child("crossRefnummer"), nullptr);
}

TEST(Reply, T25_SynchronousAnswersEchoOnlyWhatWasGiven) {
    const Fixture fixture;
    const Message request = request_of("ZKN:genereerZaakIdentificatie_Di02", code("Di02"));
    const Node answer = du02(fixture.context(&request), {});
    EXPECT_EQ(answer.children[0].child("zender"), nullptr);
    EXPECT_EQ(answer.children[0].child("crossRefnummer"), nullptr);
}

TEST(Reply, OwnReferenceIsMadeWhenNoneIsGiven) {
    const Fixture fixture;
    ReplyContext context = fixture.context(nullptr);
    context.referentienummer.clear();
    const std::string one = bv03(context).children[0].child("referentienummer")->text;
    const std::string two = bv03(context).children[0].child("referentienummer")->text;
    EXPECT_EQ(one.size(), 36U);
    EXPECT_NE(one, two);
}

TEST(Reply, Bv02AndFo02HoldTheBerichtcodeOnly) {
    const Fixture fixture;
    const Message request = request_of("ZKN:cancelCheckout_Di02", code("Di02") + kParties);
    EXPECT_EQ(bv02(fixture.context(&request)).children[0].children.size(), 1U);
    const Node fault =
        fo(fixture.context(&request), problem_of(Problem::Kind::kNotFound), RequestKind::kVrijBericht);
    EXPECT_EQ(fault.local, "Fo02Bericht");
    EXPECT_EQ(fault.children[0].children.size(), 1U);
}

Node zaak_part() {
    Node zaak("", "zaak");
    zaak.set(xml::kStuf, "entiteittype", "ZAK").set(xml::kStuf, "functie", "entiteit");
    zaak.add(Node("", "identificatie", "036300000042"));
    return zaak;
}

TEST(Reply, A6_Du02OfBothVersions) {
    const Fixture fixture;
    const Message eleven =
        request_of("ZKN:genereerZaakIdentificatie_Di02",
                   code("Di02") + kParties + "<StUF:functie>genereerZaakIdentificatie</StUF:functie>");
    const Node one = du02(fixture.context(&eleven), {zaak_part()});
    EXPECT_EQ(one.local, "genereerZaakIdentificatie_Du02");
    EXPECT_EQ(one.ns, xml::kZkn);
    EXPECT_EQ(one.children[0].child("functie")->text, "genereerZaakidentificatie") << "as the XSD fixes it";
    const Message twelve = request_of("ZDS:genereerZaakIdentificatie_Di02", code("Di02") + kParties);
    const Node two = du02(fixture.context(&twelve), {zaak_part()});
    EXPECT_EQ(two.ns, xml::kZds12);
    EXPECT_EQ(two.child("zaak")->ns, xml::kZds12);
    EXPECT_EQ(two.child("zaak")->child("identificatie")->ns, xml::kZkn);
}

TEST(Reply, A7_La01WithoutObjectsHasNoAntwoord) {
    const Fixture fixture;
    const Message request = request_of("ZDS:geefZaakdetails_ZakLv01", code("Lv01") + kParties);
    const Node empty = la01(fixture.context(&request), {});
    EXPECT_EQ(empty.local, "geefZaakdetails_ZakLa01");
    EXPECT_EQ(empty.ns, xml::kZds12);
    EXPECT_EQ(empty.child("antwoord"), nullptr);
    EXPECT_EQ(empty.child("parameters")->ns, xml::kZkn);
    EXPECT_EQ(empty.child("stuurgegevens")->child("entiteittype")->text, "ZAK");
    const Node one = la01(fixture.context(&request), {Node("", "object")});
    EXPECT_EQ(one.child("antwoord")->child("object")->ns, xml::kZkn);
}

TEST(Fault, A1_EnvelopeOfBothSoapVersions) {
    const Fixture fixture;
    const Problem problem = problem_of(Problem::Kind::kNotFound);
    const Message eleven = request_of("ZKN:zakLk01", code("Lk01") + kParties);
    const std::string text = xml::to_string(fault_envelope(fixture.context(&eleven), problem));
    EXPECT_NE(
        text.find(
            "<faultcode>soapenv:Server</faultcode><faultstring>Object niet gevonden</faultstring><detail>"
            "<StUF:Fo03Bericht>"),
        std::string::npos)
        << text;
    EXPECT_NE(text.find("<StUF:details>De zaak is niet gevonden.</StUF:details>"), std::string::npos);
    const Message twelve = request_of("ZKN:zakLv01", code("Lv01"), "", xml::kSoap12);
    const std::string other = xml::to_string(fault_envelope(fixture.context(&twelve), problem));
    EXPECT_NE(other.find("<soapenv:Value>soapenv:Receiver</soapenv:Value>"), std::string::npos) << other;
    EXPECT_NE(other.find("<StUF:Fo02Bericht>"), std::string::npos);
}

TEST(Fault, A11_FaultcodeHasThePrefixOfTheClient) {
    Fixture fixture;
    fixture.style.writer.prefixes = {{"soap", std::string(xml::kSoap11)}, {"stuf", std::string(xml::kStuf)}};
    const Message request = request_of("ZKN:zakLk01", code("Lk01"));
    const Node node = fault_envelope(fixture.context(&request), problem_of(Problem::Kind::kInternal));
    const std::string text = xml::to_string(node, fixture.style.writer);
    EXPECT_TRUE(text.starts_with("<soap:Envelope ")) << text;
    EXPECT_NE(text.find("<faultcode>soap:Server</faultcode>"), std::string::npos);
}

TEST(Fault, UnreadableMessagesAreAnsweredToo) {
    const Fixture fixture;
    const soap::Reading reading{.version = soap::Version::k12, .fault_code = "MustUnderstand"};
    const std::string text =
        xml::to_string(fault_envelope(fixture.context(nullptr), problem_of(Problem::Kind::kMalformedXml),
                                      reading, RequestKind::kAsynchroon));
    EXPECT_NE(text.find("soapenv:MustUnderstand"), std::string::npos);
    EXPECT_NE(text.find("Fo03Bericht"), std::string::npos);
    EXPECT_NE(text.find("http://www.w3.org/2003/05/soap-envelope"), std::string::npos);
}

class OfficialSchema : public testing::Test {
  protected:
    static std::optional<std::vector<std::string>> findings(const std::string& message) {
        static const std::shared_ptr<xml::ReaderPool> pool = [] {
            const fs::path sets = fs::path(VEERPONT_SOURCE_DIR) / ".." / "shared" / "reference" /
                                  "zds-schemas" / "xerces-ready";
            std::shared_ptr<xml::ReaderPool> made;
            if (!fs::exists(sets)) return made;
            const auto twelve =
                xml::SchemaSet::load(sets / "zds-1.2" / "zds0120_msg_zs-dms_resolved2017.xsd");
            const auto eleven =
                xml::SchemaSet::load(sets / "zds-1.1.02" / "zkn0310_msg_zs-dms_resolved2017.xsd");
            EXPECT_TRUE(twelve.ok() && eleven.ok());
            xml::ReaderPool::Options options;
            options.schemas = {{.marker = std::string(xml::kZds12), .schemas = *twelve},
                               {.marker = "", .schemas = *eleven}};
            options.validating_parsers = 1;
            return std::make_shared<xml::ReaderPool>(options);
        }();
        if (!pool) return std::nullopt;
        std::istringstream in(message);
        const auto document = pool->read(in, {.charset = "", .validation = xml::Validation::kAlways});
        if (!document) return std::vector<std::string>{document.problem().log_text};
        return (*document)->schema_findings();
    }

    static void expect_valid(const Node& envelope) {
        const std::string text = xml::to_string(envelope);
        const auto found = findings(text);
        if (!found) return;
        EXPECT_TRUE(found->empty()) << found->front() << "\n" << text;
    }
};

TEST_F(OfficialSchema, AcceptsConfirmationsWithAndWithoutParties) {
    const Fixture fixture;
    const Message full = request_of("ZKN:zakLk01", code("Lk01") + kParties);
    const Message bare = request_of("ZKN:zakLk01", code("Lk01"));
    for (const Message* const request : {&full, &bare}) {
        const ReplyContext context = fixture.context(request);
        for (const auto& body : {bv01(context), bv02(context, {"StUF0001"}), bv03(context), bv04(context)}) {
            expect_valid(reply_envelope(context, body));
        }
    }
}

TEST_F(OfficialSchema, SeesWhatIsMissing) {
    Fixture fixture;
    fixture.style.fillers = false;
    const Message bare = request_of("ZKN:zakLk01", code("Lk01"));
    const auto found =
        findings(xml::to_string(reply_envelope(fixture.context(&bare), bv03(fixture.context(&bare)))));
    if (!found) return;
    EXPECT_FALSE(found->empty()) << "or the tests beside this one prove nothing";
}

TEST_F(OfficialSchema, AcceptsAnswersOfBothVersions) {
    const Fixture fixture;
    for (const std::string prefix : {"ZKN:", "ZDS:"}) {
        const Message free_message =
            request_of(prefix + "genereerZaakIdentificatie_Di02", code("Di02") + kParties);
        const ReplyContext context = fixture.context(&free_message);
        expect_valid(reply_envelope(context, du02(context, {zaak_part()})));
        const Message question = request_of(
            prefix + (prefix == "ZKN:" ? "zakLv01" : "geefZaakdetails_ZakLv01"), code("Lv01") + kParties);
        const ReplyContext about = fixture.context(&question);
        expect_valid(reply_envelope(about, la01(about, {})));
    }
    const Message question = request_of("ZKN:zakLv01", code("Lv01") + kParties);
    const ReplyContext about = fixture.context(&question);
    Node object("", "object");
    object.set(xml::kStuf, "entiteittype", "ZAK").add(Node("", "identificatie", "036300000042"));
    object.add(Node("", "einddatum")).set_no_value("geenWaarde");
    expect_valid(reply_envelope(about, la01(about, {object})));
}

TEST_F(OfficialSchema, AcceptsEveryFaultOfTheTable) {
    const Fixture fixture;
    const Message lk01 = request_of("ZKN:zakLk01", code("Lk01"));
    const Message lv01 = request_of("ZKN:zakLv01", code("Lv01") + kParties, "", xml::kSoap12);
    for (int kind = 0; kind <= static_cast<int>(Problem::Kind::kInternal); ++kind) {
        const Problem problem =
            problem_of(static_cast<Problem::Kind>(kind), std::string(3000, 'x') + "\xC3\xA9");
        expect_valid(fault_envelope(fixture.context(&lk01), problem));
        expect_valid(fault_envelope(fixture.context(&lv01), problem));
        expect_valid(reply_envelope(fixture.context(&lk01),
                                    fo(fixture.context(&lk01), problem, RequestKind::kAchteraf)));
    }
}

}  // namespace
}  // namespace veerpont::stuf
