// Messages as real senders write them. T-numbers are those of the tolerance list.
#include "bridge/stuf/message.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "bridge/stuf/value.h"

namespace veerpont::stuf {
namespace {

namespace fs = std::filesystem;

constexpr const char* kNamespaces =
    " xmlns:ZKN='http://www.egem.nl/StUF/sector/zkn/0310' xmlns:StUF='http://www.egem.nl/StUF/StUF0301'"
    " xmlns:ZDS='http://www.stufstandaarden.nl/koppelvlak/zds0120' "
    "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'";

const xml::ReaderPool& pool() {
    static const xml::ReaderPool instance{xml::ReaderPool::Options{}};
    return instance;
}

Message message_of(const std::string& root, const std::string& inside) {
    const std::string text = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><" +
                             root + kNamespaces + ">" + inside + "</" + root + "></s:Body></s:Envelope>";
    std::istringstream in(text);
    soap::Reading reading;
    Result<soap::Envelope> envelope = soap::read_envelope(pool(), in, {}, reading, xml::Validation::kOff);
    EXPECT_TRUE(envelope.ok()) << (envelope.ok() ? "" : envelope.problem().log_text);
    return Message(std::move(envelope).value());
}

std::string steering(const std::string& berichtcode, const std::string& more = "") {
    return "<ZKN:stuurgegevens><StUF:berichtcode>" + berichtcode + "</StUF:berichtcode>" + more +
           "</ZKN:stuurgegevens>";
}

TEST(Message, T17_RootsOfBothVersionsAndOfStufZkn) {
    const struct {
        const char* root;
        const char* code;
        Family family;
        RequestKind kind;
    } cases[] = {
        {"ZKN:zakLk01", "Lk01", Family::kZds11, RequestKind::kAsynchroon},
        {"ZKN:edcLk01", "Lk01", Family::kZds11, RequestKind::kAsynchroon},
        {"ZKN:zakLv01", "Lv01", Family::kZds11, RequestKind::kVraag},
        {"ZKN:genereerZaakIdentificatie_Di02", "Di02", Family::kZds11, RequestKind::kVrijBericht},
        {"ZKN:zakLk02", "Lk02", Family::kStufZkn, RequestKind::kSynchroon},
        {"ZDS:creeerZaak_ZakLk01", "Lk01", Family::kZds12, RequestKind::kAsynchroon},
        {"ZDS:geefZaakdetails_ZakLv01", "Lv01", Family::kZds12, RequestKind::kVraag},
        {"ZDS:cancelCheckout_Di02", "Di02", Family::kZds12, RequestKind::kVrijBericht},
        {"ZDS:voegBesluitToe_Di01", "Di01", Family::kZds12, RequestKind::kAsynchroon},
        {"StUF:Bv03Bericht", "Bv03", Family::kZds11, RequestKind::kAsynchroon},
        {"creeerZaak_ZakLk01", "Lk01", Family::kZds12, RequestKind::kAsynchroon},
    };
    for (const auto& one : cases) {
        const Message message = message_of(one.root, steering(one.code));
        EXPECT_FALSE(message.problem()) << one.root;
        EXPECT_EQ(message.family(), one.family) << one.root;
        EXPECT_EQ(message.kind(), one.kind) << one.root;
        EXPECT_EQ(message.berichtcode(), one.code) << one.root;
    }
    EXPECT_EQ(family_name(Family::kZds12), "zds-1.2");
}

TEST(Message, T18_StuurgegevensInAnyNamespace) {
    for (const std::string prefix : {"ZKN:", "ZDS:", "StUF:", ""}) {
        const Message message =
            message_of("ZKN:genereerZaakIdentificatie_Di02",
                       "<" + prefix + "stuurgegevens><" + prefix + "berichtcode>DI02</" + prefix +
                           "berichtcode><" + prefix + "functie> genereerZaakidentificatie\n</" + prefix +
                           "functie></" + prefix + "stuurgegevens>");
        EXPECT_EQ(message.berichtcode(), "Di02");
        EXPECT_EQ(message.stuurgegevens().functie, "genereerZaakidentificatie");
    }
}

TEST(Message, T21_OrderOfStuurgegevensDoesNotMatter) {
    const Message message = message_of("ZKN:zakLv01",
                                       "<ZKN:gelijk><ZKN:identificatie>1</ZKN:identificatie></"
                                       "ZKN:gelijk><ZKN:stuurgegevens><StUF:entiteittype>zak"
                                       "</StUF:entiteittype><StUF:referentienummer>r</"
                                       "StUF:referentienummer><StUF:berichtcode>Lv01</StUF:berichtcode>"
                                       "</ZKN:stuurgegevens>");
    EXPECT_EQ(message.stuurgegevens().entiteittype, "ZAK");
    EXPECT_EQ(message.stuurgegevens().referentienummer, "r");
    EXPECT_EQ(message.gelijk().child("identificatie").text(), "1");
}

TEST(Message, T24_PartiesAreOptionalInEveryPart) {
    EXPECT_EQ(message_of("ZKN:zakLk01", steering("Lk01")).sender(), "||");
    const Message only = message_of(
        "ZKN:zakLk01",
        steering("Lk01",
                 "<StUF:zender><StUF:applicatie>OpenForms</StUF:applicatie><StUF:gebruiker/></StUF:zender>"
                 "<StUF:ontvanger/>"));
    EXPECT_EQ(only.sender(), "|OpenForms|");
    EXPECT_FALSE(only.stuurgegevens().zender->organisatie.has_value());
    EXPECT_EQ(only.stuurgegevens().zender->gebruiker, "");
    EXPECT_TRUE(only.stuurgegevens().ontvanger->empty());
    const Message free_text =
        message_of("ZKN:zakLk01", steering("Lk01",
                                           "<StUF:zender><StUF:organisatie>Woweb B.V.</StUF:organisatie>"
                                           "<StUF:administratie>a</StUF:administratie></StUF:zender>"));
    EXPECT_EQ(free_text.sender(), "Woweb B.V.||a");
}

TEST(Message, T25_T27_NumbersAndTimesAreTakenAsTheyCome) {
    const Message message = message_of(
        "ZKN:zakLk01",
        steering("Lk01", "<StUF:tijdstipBericht>2026-10-15T09:30:00.0+02:00</StUF:tijdstipBericht>"));
    EXPECT_EQ(message.stuurgegevens().referentienummer, "");
    EXPECT_EQ(message.stuurgegevens().tijdstip_bericht, "2026-10-15T09:30:00.0+02:00");
    EXPECT_FALSE(message.problem());
}

TEST(Message, T29_ParametersMayBeMissing) {
    const Message without = message_of("ZKN:zakLk01", steering("Lk01"));
    EXPECT_EQ(without.parameters().mutatiesoort, "");
    const Message with =
        message_of("ZKN:zakLk01", steering("Lk01") +
                                      "<ZKN:parameters><StUF:mutatiesoort>w</StUF:mutatiesoort>"
                                      "<StUF:indicatorOvername>I</StUF:indicatorOvername></ZKN:parameters>");
    EXPECT_EQ(with.parameters().mutatiesoort, "W");
    EXPECT_EQ(with.parameters().indicator_overname, "I");
}

TEST(Message, ParametersOfAQuestion) {
    const Message message = message_of(
        "ZKN:zakLv01", steering("Lv01") +
                           "<ZKN:parameters><StUF:sortering>3</StUF:sortering><StUF:indicatorVervolgvraag>"
                           "true</StUF:indicatorVervolgvraag><StUF:maximumAantal>15</StUF:maximumAantal>"
                           "</ZKN:parameters>");
    EXPECT_EQ(message.parameters().sortering, "3");
    EXPECT_EQ(message.parameters().maximum_aantal, 15);
    EXPECT_TRUE(message.parameters().indicator_vervolgvraag);
    const Message odd = message_of("ZKN:zakLv01", steering("Lv01") +
                                                      "<ZKN:parameters><StUF:maximumAantal>veel"
                                                      "</StUF:maximumAantal></ZKN:parameters>");
    EXPECT_FALSE(odd.parameters().maximum_aantal.has_value());
}

TEST(Message, T31_MissingBerichtcodeIsSaidAndStillAnswerable) {
    const Message message = message_of("ZKN:zakLk01",
                                       "<ZKN:stuurgegevens><StUF:referentienummer>r1"
                                       "</StUF:referentienummer></ZKN:stuurgegevens>");
    ASSERT_TRUE(message.problem().has_value());
    EXPECT_EQ(message.problem()->kind, Problem::Kind::kInvalidMessage);
    EXPECT_EQ(message.kind(), RequestKind::kAsynchroon);
    EXPECT_EQ(message.berichtcode(), "Lk01");
    EXPECT_EQ(message.stuurgegevens().referentienummer, "r1");
    EXPECT_EQ(message_of("ZKN:genereerZaakIdentificatie_Di02", "").kind(), RequestKind::kVrijBericht);
    const Message other = message_of("ZKN:iets", "<x/>");
    ASSERT_TRUE(other.problem().has_value());
    EXPECT_EQ(other.problem()->kind, Problem::Kind::kUnknownOperation);
}

TEST(Message, T32_T36_OneOrTwoObjects) {
    const Message one =
        message_of("ZKN:zakLk01", steering("Lk01") + "<ZKN:object StUF:verwerkingssoort='w'/>");
    EXPECT_EQ(one.objects().size(), 1U);
    EXPECT_EQ(one.current_object(), one.objects()[0]);
    EXPECT_FALSE(one.old_object());
    EXPECT_EQ(verwerkingssoort(one.current_object()), "W");
    const Message two =
        message_of("ZKN:zakLk01", steering("Lk01") + "<ZKN:object x='oud'/><ZKN:object x='nieuw'/>");
    EXPECT_EQ(two.old_object().attribute("x"), "oud");
    EXPECT_EQ(two.current_object().attribute("x"), "nieuw");
    EXPECT_EQ(verwerkingssoort(two.current_object()), "");
    EXPECT_FALSE(message_of("ZKN:zakLk01", steering("Lk01")).current_object());
}

TEST(Message, FreeMessagesShowTheirParts) {
    const Message lock =
        message_of("ZDS:cancelCheckout_Di02", steering("Di02") +
                                                  "<ZDS:parameters><ZDS:checkedOutId>7</ZDS:checkedOutId>"
                                                  "</ZDS:parameters><ZDS:document><ZKN:identificatie>d1"
                                                  "</ZKN:identificatie></ZDS:document>");
    ASSERT_EQ(lock.objects().size(), 1U);
    EXPECT_EQ(lock.objects()[0].local(), "document");
    const Message update =
        message_of("ZKN:updateZaakdocument_Di02",
                   steering("Di02") +
                       "<ZKN:parameters><ZKN:checkedOutId>7</ZKN:checkedOutId></ZKN:parameters>"
                       "<ZKN:edcLk02><ZKN:parameters><StUF:mutatiesoort>W</StUF:mutatiesoort>"
                       "</ZKN:parameters><ZKN:object/><ZKN:object/></ZKN:edcLk02>");
    EXPECT_EQ(update.objects().size(), 2U);
    EXPECT_EQ(update.parameters().mutatiesoort, "W");
    EXPECT_EQ(update.kind(), RequestKind::kVrijBericht);
    const Message edit = message_of("ZKN:geefZaakdocumentbewerken_Di02",
                                    steering("Di02") +
                                        "<ZKN:edcLv01><ZKN:gelijk><ZKN:identificatie>d1"
                                        "</ZKN:identificatie></ZKN:gelijk></ZKN:edcLv01>");
    EXPECT_EQ(edit.gelijk().child("identificatie").text(), "d1");
    EXPECT_EQ(edit.kind(), RequestKind::kVrijBericht) << "not by the question inside";
    EXPECT_TRUE(message_of("ZKN:genereerZaakIdentificatie_Di02", steering("Di02")).objects().empty());
}

TEST(Message, T30_NoScopeAsksForAll) {
    const Message message = message_of("ZKN:zakLv01", steering("Lv01"));
    EXPECT_FALSE(message.scope());
    EXPECT_TRUE(message.in_scope("heeftAlsInitiator"));
}

TEST(Message, T82_ScopeByPresence) {
    const Message message = message_of(
        "ZKN:zakLv01",
        steering("Lv01") +
            "<ZKN:scope><ZKN:object StUF:entiteittype='ZAK'><ZKN:identificatie xsi:nil='true'/>"
            "<ZKN:omschrijving>met waarde</ZKN:omschrijving><ZKN:heeftAlsInitiator/><ZKN:heeft><ZKN:"
            "gerelateerde><ZKN:volgnummer/></ZKN:gerelateerde></ZKN:heeft></ZKN:object></ZKN:scope>");
    EXPECT_TRUE(message.in_scope("identificatie"));
    EXPECT_TRUE(message.in_scope("omschrijving"));
    EXPECT_FALSE(message.in_scope("toelichting"));
    EXPECT_TRUE(message.in_scope("heeftAls*"));
    EXPECT_FALSE(message.in_scope("heeftBetrekkingOp*"));
    EXPECT_TRUE(message.in_scope("heeftAlsInitiator/gerelateerde/natuurlijkPersoon")) << "named as a whole";
    EXPECT_TRUE(message.in_scope("heeft/gerelateerde/volgnummer"));
    EXPECT_FALSE(message.in_scope("heeft/gerelateerde/omschrijving"));
}

TEST(Message, T82_ScopeByAttribute) {
    for (const char* const scope : {"alles", "kerngegevens", "allesZonderMetagegevens"}) {
        const Message message =
            message_of("ZKN:zakLv01", steering("Lv01") + "<ZKN:scope><ZKN:object StUF:scope='" +
                                          std::string(scope) + "'/></ZKN:scope>");
        EXPECT_TRUE(message.in_scope("toelichting"));
    }
}

std::string zaak(const std::string& reference, const std::string& time, const std::string& description,
                 const std::string& content = "QUJD") {
    return steering("Lk01", "<StUF:referentienummer>" + reference +
                                "</StUF:referentienummer><StUF:tijdstipBericht>" + time +
                                "</StUF:tijdstipBericht>") +
           "<ZKN:object StUF:entiteittype='EDC' StUF:sleutelVerzendend='" + reference +
           "'><ZKN:identificatie>1"
           "</ZKN:identificatie><ZKN:omschrijving>" +
           description + "</ZKN:omschrijving><ZKN:inhoud>" + content +
           "</ZKN:inhoud><StUF:tijdstipRegistratie>" + time + "</StUF:tijdstipRegistratie></ZKN:object>";
}

TEST(Hash, T26_SameMessageInOtherClothes) {
    const Message first = message_of("ZKN:edcLk01", zaak("r", "2026", "x"));
    std::istringstream in(
        "<S:Envelope xmlns:S='http://www.w3.org/2003/05/soap-envelope'><S:Body>\n<edcLk01 "
        "xmlns='http://www.egem.nl/StUF/sector/zkn/0310' xmlns:q='http://www.egem.nl/StUF/StUF0301'>\n"
        "<stuurgegevens> <q:berichtcode>Lk01</q:berichtcode><q:referentienummer>r</q:referentienummer>"
        "<q:tijdstipBericht>2026</q:tijdstipBericht></stuurgegevens><object q:sleutelVerzendend='r' "
        "q:entiteittype='EDC'>\n <identificatie> 1 </identificatie><!-- c "
        "--><omschrijving>x</omschrijving><inhoud>QU\nJD"
        "</inhoud><q:tijdstipRegistratie>2026</q:tijdstipRegistratie></object></edcLk01></S:Body></"
        "S:Envelope>");
    soap::Reading reading;
    Result<soap::Envelope> envelope = soap::read_envelope(pool(), in, {}, reading, xml::Validation::kOff);
    ASSERT_TRUE(envelope.ok());
    const Message again{std::move(envelope).value()};
    EXPECT_EQ(first.message_hash(), again.message_hash());
    EXPECT_EQ(first.object_hash("voegZaakdocumentToe"), again.object_hash("voegZaakdocumentToe"));
}

TEST(Hash, T60_SameObjectUnderANewReference) {
    const Message first = message_of("ZKN:edcLk01", zaak("r1", "20261015", "x"));
    const Message later = message_of("ZKN:edcLk01", zaak("r2", "20261016", "x"));
    EXPECT_NE(first.message_hash(), later.message_hash());
    EXPECT_EQ(first.object_hash("op"), later.object_hash("op"));
    EXPECT_NE(first.object_hash("op"), first.object_hash("andere"));
}

TEST(Hash, EveryDifferenceCounts) {
    const Message first = message_of("ZKN:edcLk01", zaak("r", "2026", "x"));
    EXPECT_NE(first.object_hash("op"), message_of("ZKN:edcLk01", zaak("r", "2026", "y")).object_hash("op"));
    EXPECT_NE(first.object_hash("op"),
              message_of("ZKN:edcLk01", zaak("r", "2026", "x", "QUJE")).object_hash("op"));
    const auto moved = [](const std::string& inside) {
        return message_of("ZKN:zakLk01", steering("Lk01") + "<ZKN:object>" + inside + "</ZKN:object>")
            .object_hash("op");
    };
    EXPECT_NE(moved("<a><b>1</b></a>"), moved("<a/><b>1</b>"));
    EXPECT_NE(moved("<a>12</a><b/>"), moved("<a>1</a><b>2</b>"));
    EXPECT_NE(moved("<a x='1'/>"), moved("<a>1</a>"));
}

TEST(Value, T42_FourWaysToSayNothing) {
    const Message message = message_of(
        "ZKN:zakLk01",
        steering("Lk01") +
            "<ZKN:object><a xsi:nil='true' StUF:noValue='geenWaarde'/><b xsi:nil='true'/>"
            "<c StUF:noValue='waardeOnbekend'/><d/><e> x </e><f StUF:noValue='geenWaarde'>20180913</f>"
            "<g xsi:nil='true' StUF:noValue='NIETondersteund'/><h xsi:nil='true' StUF:noValue='onzin'/>"
            "<i><j/></i><k xsi:nil='true' StUF:noValue='geenWaarde'><l/></k></ZKN:object>");
    const xml::Element object = message.current_object();
    EXPECT_EQ(value_of(object.child("a")).no_value, NoValue::kGeenWaarde);
    EXPECT_EQ(value_of(object.child("b")).no_value, NoValue::kWaardeOnbekend) << "must not clear anything";
    EXPECT_EQ(value_of(object.child("c")).no_value, NoValue::kWaardeOnbekend);
    EXPECT_EQ(value_of(object.child("d")).no_value, NoValue::kWaardeOnbekend);
    EXPECT_EQ(value_of(object.child("e")).text, "x");
    EXPECT_EQ(value_of(object.child("f")).text, "20180913") << "a value counts, whatever noValue says";
    EXPECT_FALSE(value_of(object.child("f")).no_value);
    EXPECT_EQ(value_of(object.child("g")).no_value, NoValue::kNietOndersteund);
    EXPECT_EQ(value_of(object.child("h")).no_value, NoValue::kWaardeOnbekend);
    EXPECT_TRUE(value_of(object.child("i")).unsaid());
    EXPECT_EQ(value_of(object.child("k")).no_value, NoValue::kGeenWaarde);
    EXPECT_TRUE(value_of(object.child("z")).unsaid());
    EXPECT_EQ(no_value_text(NoValue::kVastgesteldOnbekend), "vastgesteldOnbekend");
}

TEST(Vectors, EveryMessageOfARealSenderIsReadAndRecognised) {
    const fs::path folder = fs::path(VEERPONT_SOURCE_DIR) / ".." / "shared" / "vectors" / "messages";
    if (!fs::exists(folder)) return;
    int count = 0;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() != ".xml") continue;
        std::ifstream in(entry.path(), std::ios::binary);
        soap::Reading reading;
        Result<soap::Envelope> envelope = soap::read_envelope(pool(), in, {}, reading, xml::Validation::kOff);
        ASSERT_TRUE(envelope.ok()) << entry.path() << ": " << envelope.problem().log_text;
        const Message message{std::move(envelope).value()};
        EXPECT_FALSE(message.problem()) << entry.path() << ": " << message.problem()->log_text;
        EXPECT_EQ(message.message_hash().size(), 64U);
        const bool changes = message.berichtcode() == "Lk01" || message.berichtcode() == "Lk02";
        EXPECT_EQ(changes, message.current_object() && message.kind() == RequestKind::kAsynchroon &&
                               !message.berichtcode().starts_with("D"))
            << entry.path();
        EXPECT_EQ(message.kind() == RequestKind::kVraag, message.berichtcode() == "Lv01") << entry.path();
        ++count;
    }
    EXPECT_GT(count, 50);
}

}  // namespace
}  // namespace veerpont::stuf
