// Check-out, check-in and its cancelling: who holds a document, what a new version takes over, and what is left
// of a lock when something goes wrong.
#include <string>

#include "tests/operations/operations_fixture.h"

namespace veerpont::operations {
namespace {

using Json = nlohmann::json;
using Fate = FakeRegister::Fate;

std::string edc(const std::string& name, const std::string& children) {
    return "<ZKN:" + name + " StUF:entiteittype=\"EDC\" StUF:verwerkingssoort=\"W\">" + children +
           "</ZKN:" + name + ">";
}
std::string field(const std::string& name, const std::string& value) {
    return "<ZKN:" + name + ">" + value + "</ZKN:" + name + ">";
}
std::string inhoud(const std::string& base64) {
    return "<ZKN:inhoud StUF:bestandsnaam=\"nieuw.docx\">" + base64 + "</ZKN:inhoud>";
}
const std::string kNumber = field("identificatie", "DOC-1");

class CheckOutTest : public OperationsTest {
  protected:
    void SetUp() override {
        document_ = register_
                        .add(zgw::Api::kDocumenten, "/enkelvoudiginformatieobjecten",
                             {{"identificatie", "DOC-1"},
                              {"bronorganisatie", kRsin},
                              {"informatieobjecttype", bijlage_},
                              {"creatiedatum", "2026-10-14"},
                              {"titel", "Brief"},
                              {"auteur", "Jan"},
                              {"beschrijving", "Eerste opzet"},
                              {"taal", "nld"},
                              {"formaat", "application/pdf"},
                              {"bestandsnaam", "brief.pdf"},
                              {"status", "in_bewerking"},
                              {"vertrouwelijkheidaanduiding", "openbaar"},
                              {"ontvangstdatum", nullptr},
                              {"verzenddatum", nullptr}})
                        .value("url", "");
        register_.set_content(document_, "Hallo wereld");
        executor();
    }

    static std::string check_out_text(const std::string& referentie = "uit-1",
                                      const std::string& scope = "") {
        return envelope("<ZKN:geefZaakdocumentbewerken_Di02>" + stuurgegevens("Di02", referentie) +
                        "<ZKN:edcLv01 StUF:entiteittype=\"EDC\" StUF:functie=\"selectie\"><ZKN:parameters/>"
                        "<ZKN:gelijk StUF:entiteittype=\"EDC\">" +
                        kNumber + "</ZKN:gelijk>" + scope +
                        "</ZKN:edcLv01></ZKN:geefZaakdocumentbewerken_Di02>");
    }
    static std::string parameters(const std::string& lock) {
        return "<ZKN:parameters>" + (lock.empty() ? "" : field("checkedOutId", lock)) + "</ZKN:parameters>";
    }
    static std::string check_in_text(const std::string& lock, const std::string& objects,
                                     const std::string& referentie = "in-1") {
        return envelope("<ZKN:updateZaakdocument_Di02>" + stuurgegevens("Di02", referentie) +
                        parameters(lock) +
                        "<ZKN:edcLk02 StUF:entiteittype=\"EDC\" StUF:functie=\"update\"><ZKN:parameters>"
                        "<StUF:mutatiesoort>W</StUF:mutatiesoort></ZKN:parameters>" +
                        objects + "</ZKN:edcLk02></ZKN:updateZaakdocument_Di02>");
    }
    static std::string cancel_text(const std::string& lock, const std::string& number = kNumber,
                                   const std::string& referentie = "af-1") {
        return envelope("<ZKN:cancelCheckout_Di02>" + stuurgegevens("Di02", referentie) + parameters(lock) +
                        edc("document", number) + "</ZKN:cancelCheckout_Di02>");
    }
    static std::string of_another(std::string text) {
        const std::string from = "TESTAPP";
        return text.replace(text.find(from), from.size(), "ANDER");
    }

    // The checkedOutId of a new check-out.
    std::string checked_out() {
        const Outcome outcome = send(check_out_text());
        EXPECT_EQ(outcome.reply_code, "Du02") << why(outcome);
        const std::string text = text_of(outcome);
        const std::size_t from = text.find("checkedOutId>") + 13;
        return text.substr(from, text.find('<', from) - from);
    }
    Json document() const { return register_.at(document_); }
    bool locked() const { return document()["locked"].get<bool>(); }
    bool remembered() { return store_->lock_of(document_).value().has_value(); }
    // A refusal that changed nothing.
    void expect_refused(const Outcome& outcome, Problem::Kind kind, const std::string& words) {
        EXPECT_EQ(outcome.reply_code, "Fo02") << text_of(outcome);
        ASSERT_TRUE(outcome.problem) << text_of(outcome);
        EXPECT_EQ(outcome.problem->kind, kind) << why(outcome);
        EXPECT_NE(text_of(outcome).find(words), std::string::npos) << text_of(outcome);
        EXPECT_EQ(document()["versie"], 1);
    }
    void decide_on(const std::string& end, Fate fate) {
        register_.decide([end, fate](int, const FakeRegister::Seen& seen) {
            const bool patch = end == "PATCH" && seen.method == "PATCH";
            return patch || seen.target.ends_with(end) ? fate : Fate::kGood;
        });
    }

    std::string document_;
};

TEST_F(CheckOutTest, ADocumentIsLockedAndGivenWithItsContent) {
    const Outcome outcome = send(check_out_text());
    ASSERT_EQ(outcome.reply_code, "Du02") << why(outcome);
    const std::string answer = text_of(outcome);
    EXPECT_TRUE(locked());
    const auto kept = store_->lock_of(document_).value();
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->sender, "1900|TESTAPP|");
    EXPECT_EQ(kept->created, clock_.now());
    EXPECT_NE(answer.find("checkedOutId>" + kept->lock + "<"), std::string::npos) << answer;
    EXPECT_NE(answer.find("checkedOutBy>test<"), std::string::npos);
    EXPECT_NE(answer.find(">SGFsbG8gd2VyZWxk<"), std::string::npos);
    EXPECT_NE(answer.find("bestandsnaam=\"brief.pdf\""), std::string::npos);
    EXPECT_NE(answer.find("functie=\"antwoord\""), std::string::npos);
    EXPECT_LT(answer.find("checkedOutId"), answer.find("edcLa01"));
    // Find, lock, read again, relations, content; the catalogue is kept.
    ASSERT_EQ(send(cancel_text("")).reply_code, "Bv02");
    register_.forget_calls();
    ASSERT_EQ(send(check_out_text("uit-2")).reply_code, "Du02");
    EXPECT_EQ(register_.calls().size(), 5U);
}

TEST_F(CheckOutTest, RelationsAreReadOnlyWhenAskedFor) {
    const std::string scope = "<ZKN:scope><ZKN:object StUF:entiteittype=\"EDC\">" + field("titel", "") +
                              "</ZKN:object></ZKN:scope>";
    ASSERT_EQ(send(check_out_text("uit-1", scope)).reply_code, "Du02");
    EXPECT_EQ(register_.count("GET", "/zaakinformatieobjecten"), 0U);
}

TEST_F(CheckOutTest, ASecondCheckOutSaysWhoHasItAndSinceWhen) {
    const std::string lock = checked_out();
    const Outcome outcome = send(of_another(check_out_text("uit-2")));
    expect_refused(outcome, Problem::Kind::kLocked,
                   "Het document is vergrendeld. Het is sinds 15-10-2026 09:30 uitgecheckt door TESTAPP.");
    EXPECT_NE(text_of(outcome).find("StUF058"), std::string::npos);
    EXPECT_EQ(store_->lock_of(document_).value()->lock, lock);
    EXPECT_EQ(send(check_out_text("uit-3")).reply_code, "Fo02") << "its own sender has it already";
}

TEST_F(CheckOutTest, TheSameMessageAgainGetsTheSameLock) {
    const std::string lock = checked_out();
    EXPECT_EQ(checked_out(), lock);
    EXPECT_EQ(register_.count("POST", document_ + "/lock"), 1U);
}

TEST_F(CheckOutTest, AnUnknownDocumentIsNotFound) {
    std::string text = check_out_text();
    const Outcome unknown = send(text.replace(text.find("DOC-1"), 5, "DOC-3"));
    expect_refused(unknown, Problem::Kind::kNotFound, "Het document is niet gevonden.");
    EXPECT_NE(text_of(unknown).find("StUF064"), std::string::npos);
    EXPECT_EQ(register_.writes(), 0);
}

TEST_F(CheckOutTest, AFailureAfterTheLockReleasesIt) {
    // The content is gone: the check-out cannot be answered.
    register_.add(zgw::Api::kDocumenten, "/enkelvoudiginformatieobjecten",
                  {{"identificatie", "DOC-2"}, {"bronorganisatie", kRsin}, {"status", "in_bewerking"}});
    std::string text = check_out_text();
    const Outcome outcome = send(text.replace(text.find("DOC-1"), 5, "DOC-2"));
    EXPECT_EQ(outcome.reply_code, "Fo02");
    for (const Json& one : register_.all("/enkelvoudiginformatieobjecten")) {
        EXPECT_FALSE(one["locked"].get<bool>());
        EXPECT_FALSE(store_->lock_of(one.value("url", "")).value().has_value());
    }
    EXPECT_EQ(state_of(outcome.message_id), store::MessageState::kFailed);
}

TEST_F(CheckOutTest, ALockWhoseAnswerWasLostIsForcedOrReported) {
    for (const bool allowed : {true, false}) {
        register_.allow_forced_unlock(allowed);
        decide_on("/lock", Fate::kLost);
        const Outcome outcome = send(check_out_text(allowed ? "uit-1" : "uit-2"));
        EXPECT_EQ(outcome.reply_code, "Fo02");
        register_.all_good();
        EXPECT_TRUE(settled());
        EXPECT_EQ(locked(), !allowed);
        EXPECT_EQ(state_of(outcome.message_id),
                  allowed ? store::MessageState::kFailed : store::MessageState::kAttention);
    }
}

TEST_F(CheckOutTest, ACheckInTakesOverWhatTheMessageNamesAndNothingElse) {
    const std::string lock = checked_out();
    const Json before = document();
    const Outcome outcome = send(check_in_text(
        lock, edc("object", kNumber + field("titel", "Brief") + inhoud("b3Vk")) +
                  edc("object",
                      kNumber + field("titel", "Brief, herzien") + field("status", "Ter vaststelling") +
                          field("vertrouwelijkAanduiding", "ZEER GEHEIM") + inhoud("TmlldXdlIGluaG91ZA=="))));
    ASSERT_EQ(outcome.reply_code, "Bv02") << why(outcome);
    Json expected = before;
    expected.update({{"titel", "Brief, herzien"},
                     {"status", "ter_vaststelling"},
                     {"vertrouwelijkheidaanduiding", "zeer_geheim"},
                     {"bestandsnaam", "nieuw.docx"},
                     {"formaat", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
                     {"bestandsomvang", 13},
                     {"versie", 2},
                     {"locked", false}});
    EXPECT_EQ(document(), expected);
    EXPECT_EQ(register_.content(document_), "Nieuwe inhoud");
    EXPECT_FALSE(remembered());
    EXPECT_EQ(text_of(outcome).find("melding"), std::string::npos);
}

TEST_F(CheckOutTest, WithoutCheckOutItLocksChangesAndUnlocks) {
    const Outcome outcome = send(check_in_text("", edc("object", kNumber + field("titel", "Nieuwe titel"))));
    ASSERT_EQ(outcome.reply_code, "Bv02") << why(outcome);
    EXPECT_EQ(document()["titel"], "Nieuwe titel");
    EXPECT_EQ(document()["bestandsnaam"], "brief.pdf") << "a title is no file name";
    EXPECT_EQ(document()["versie"], 2);
    EXPECT_EQ(register_.content(document_), "Hallo wereld");
    EXPECT_FALSE(locked());
    ASSERT_EQ(register_.calls().size(), 4U);
    EXPECT_TRUE(register_.calls()[1].target.ends_with("/lock"));
    EXPECT_EQ(register_.calls()[2].body["titel"], "Nieuwe titel");
    EXPECT_FALSE(register_.calls()[2].body.contains("bestandsomvang"));
    EXPECT_TRUE(register_.calls()[3].target.ends_with("/unlock"));
    const std::vector<store::StepRow> rows = store_->steps(outcome.message_id).value();
    for (const store::StepRow& row : rows) {
        EXPECT_NE(row.state, store::StepState::kUndoPending) << row.url;
    }
}

TEST_F(CheckOutTest, TheContentOfTheFirstObjectCountsWhenTheSecondHasNone) {
    const std::string text = check_in_text("", edc("object", kNumber + inhoud("TmlldXdlIGluaG91ZA==")) +
                                                   edc("object", kNumber + field("titel", "Brief 2")));
    ASSERT_EQ(send(text).reply_code, "Bv02");
    EXPECT_EQ(register_.content(document_), "Nieuwe inhoud");
    EXPECT_EQ(document()["bestandsomvang"], 13);
}

TEST_F(CheckOutTest, WhatChangesNothingWritesNothing) {
    const std::string same = edc("object", kNumber + field("titel", "Brief") + field("taal", "nld") +
                                               field("status", "onbekende status"));
    EXPECT_EQ(send(check_in_text("", same)).reply_code, "Bv02");
    EXPECT_EQ(register_.writes(), 0);
    const std::string lock = checked_out();
    EXPECT_EQ(send(check_in_text(lock, same, "in-2")).reply_code, "Bv02");
    EXPECT_EQ(document()["versie"], 1);
    EXPECT_FALSE(locked()) << "a check-in ends the check-out all the same";
}

TEST_F(CheckOutTest, AnUnknownTypeLeavesTheDocumentItsOwn) {
    const std::string text = check_in_text(
        "", edc("object", kNumber + field("dct.omschrijving", "Onbekend soort") + field("titel", "Brief 2")));
    ASSERT_EQ(send(text).reply_code, "Bv02");
    EXPECT_EQ(document()["informatieobjecttype"], bijlage_);
}

TEST_F(CheckOutTest, OneOfTwoDatesStays) {
    const std::string received = edc("object", kNumber + field("ontvangstdatum", "20261010"));
    const Outcome first = send(check_in_text("", received));
    ASSERT_EQ(first.reply_code, "Bv02") << why(first);
    const Outcome sent = send(
        check_in_text("",
                      edc("object", kNumber + field("titel", "Brief 2") + field("status", "In bewerking") +
                                        field("verzenddatum", "20261011")),
                      "in-2"));
    ASSERT_EQ(sent.reply_code, "Bv02") << why(sent);
    EXPECT_EQ(document()["ontvangstdatum"], "2026-10-10");
    EXPECT_TRUE(document()["verzenddatum"].is_null());
    EXPECT_EQ(document()["titel"], "Brief 2");
}

TEST_F(CheckOutTest, OnlyTheRightCheckedOutIdOpensALockedDocument) {
    const std::string change = edc("object", kNumber + field("titel", "Andere titel"));
    const std::string lock = checked_out();
    expect_refused(send(of_another(check_in_text("", change))), Problem::Kind::kLocked,
                   "uitgecheckt door TESTAPP");
    expect_refused(send(check_in_text("fout", change, "in-2")), Problem::Kind::kLocked,
                   "Het checkedOutId klopt niet.");
    EXPECT_TRUE(locked());
    // A check-out that was cancelled is no check-out.
    ASSERT_EQ(send(cancel_text(lock)).reply_code, "Bv02");
    expect_refused(send(check_in_text(lock, change, "in-3")), Problem::Kind::kLocked,
                   "Het document is niet uitgecheckt.");
    // Locked by another client of the register, unknown to us.
    register_.lock_for_another(document_);
    expect_refused(send(check_in_text("", change, "in-4")), Problem::Kind::kLocked,
                   "Een andere gebruiker van het register");
    expect_refused(send(check_in_text("geraden", change, "in-5")), Problem::Kind::kLocked,
                   "Het document is vergrendeld.");
    // Its lock may come from the bridge that we replace.
    EXPECT_EQ(send(check_in_text("of another", change, "in-6")).reply_code, "Bv02");
    EXPECT_FALSE(locked());
}

TEST_F(CheckOutTest, ADefinitiveDocumentIsNotChanged) {
    register_.add(zgw::Api::kDocumenten, "/enkelvoudiginformatieobjecten",
                  {{"identificatie", "DOC-2"}, {"bronorganisatie", kRsin}, {"status", "definitief"}});
    const Outcome outcome = send(
        check_in_text("", edc("object", field("identificatie", "DOC-2") + field("titel", "Toch anders"))));
    expect_refused(outcome, Problem::Kind::kFinalised, "definitief");
    EXPECT_EQ(register_.writes(), 0);
}

TEST_F(CheckOutTest, ANumberIsNotChangedAndBadContentIsRefusedBeforeAnyLock) {
    expect_refused(
        send(check_in_text("", edc("object", kNumber) + edc("object", field("identificatie", "DOC-9")))),
        Problem::Kind::kUntranslatable, "ligt vast");
    expect_refused(send(check_in_text("", edc("object", kNumber + inhoud("n*et")), "in-2")),
                   Problem::Kind::kUntranslatable, "base64");
    EXPECT_EQ(register_.writes(), 0);
}

TEST_F(CheckOutTest, ARefusedChangeLeavesTheLockAsItWas) {
    const std::string change = edc("object", kNumber + field("titel", "Andere titel"));
    decide_on("PATCH", Fate::kRefused);
    const Outcome own = send(check_in_text("", change));
    EXPECT_EQ(own.reply_code, "Fo02");
    EXPECT_FALSE(locked()) << "it took the lock itself";
    EXPECT_EQ(state_of(own.message_id), store::MessageState::kFailed);
    const std::string lock = checked_out();
    const Outcome held = send(check_in_text(lock, change, "in-2"));
    EXPECT_NE(text_of(held).find("Het document blijft uitgecheckt."), std::string::npos) << text_of(held);
    EXPECT_TRUE(locked());
    register_.all_good();
    EXPECT_EQ(send(check_in_text(lock, change, "in-3")).reply_code, "Bv02");
}

TEST_F(CheckOutTest, ALostAnswerToTheChangeIsFoundBack) {
    decide_on("PATCH", Fate::kLost);
    const Outcome outcome = send(check_in_text("", edc("object", kNumber + field("titel", "Andere titel"))));
    EXPECT_EQ(outcome.reply_code, "Bv02") << why(outcome);
    EXPECT_EQ(document()["versie"], 2);
    EXPECT_FALSE(locked());
}

TEST_F(CheckOutTest, AnUnlockThatFailsIsTriedAgainAndTheSenderKnows) {
    ASSERT_TRUE(executor().recover().ok());  // starts the retrier
    for (const bool checked_out_before : {false, true}) {
        const std::string lock = checked_out_before ? checked_out() : "";
        const std::string title = checked_out_before ? "Titel 2" : "Titel 1";
        decide_on("/unlock", Fate::kDown);
        const Outcome outcome =
            send(check_in_text(lock, edc("object", kNumber + field("titel", title)), title));
        EXPECT_EQ(outcome.reply_code, "Bv02") << why(outcome);
        EXPECT_NE(text_of(outcome).find("nog vergrendeld"), std::string::npos) << text_of(outcome);
        EXPECT_TRUE(locked());
        register_.all_good();
        for (int i = 0; i < 400 && locked(); ++i) {
            clock_.advance(std::chrono::milliseconds{100});
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        }
        EXPECT_FALSE(locked());
        EXPECT_EQ(state_of(outcome.message_id), store::MessageState::kDone);
        EXPECT_EQ(document()["titel"], title);
    }
}

TEST_F(CheckOutTest, ALockThatAnOperationTookItselfDoesNotOutliveACrash) {
    // What is on disk when the process dies between the change and the unlock.
    zgw::Call call;
    call.method = "POST";
    call.target = document_ + "/lock";
    const Json body = Json::object();
    call.body = &body;
    const auto given = register_.call(call);
    ASSERT_TRUE(given.ok());
    store::NewMessage message;
    message.id = "0199f000-0000-7000-8000-000000000001";
    message.operation = "updateZaakdocument";
    ASSERT_TRUE(store_->accept(message).ok());
    store::StepRow row;
    row.message = message.id;
    row.step = "versie";
    row.method = "POST";
    row.url = call.target;
    row.undo = "unlock " + document_;
    row.undo_body = given->json().dump();
    row.state = store::StepState::kDone;
    ASSERT_TRUE(store_->intend(std::vector{row}).ok());
    ASSERT_TRUE(executor().recover().ok());
    EXPECT_TRUE(settled());
    EXPECT_FALSE(locked());
    EXPECT_EQ(state_of(message.id), store::MessageState::kFailed);
}

TEST_F(CheckOutTest, CancellingNeedsTheIdOrTheSameSender) {
    std::string lock = checked_out();
    expect_refused(send(of_another(cancel_text(""))), Problem::Kind::kLocked, "uitgecheckt door TESTAPP");
    expect_refused(send(cancel_text("fout", kNumber, "af-2")), Problem::Kind::kLocked, "vergrendeld");
    EXPECT_TRUE(locked());
    EXPECT_EQ(send(of_another(cancel_text(lock, kNumber, "af-3"))).reply_code, "Bv02");
    EXPECT_FALSE(locked());
    EXPECT_FALSE(remembered());
    EXPECT_EQ(send(cancel_text(lock, kNumber, "af-4")).reply_code, "Bv02") << "free is free";
    const Outcome again = send(check_out_text("uit-9"));
    ASSERT_EQ(again.reply_code, "Du02") << why(again);
    EXPECT_EQ(send(cancel_text("", kNumber, "af-5")).reply_code, "Bv02") << "its own, the id got lost";
    EXPECT_FALSE(locked());
    EXPECT_EQ(document()["versie"], 1);
}

TEST_F(CheckOutTest, CancellingAForeignLockNeedsItsId) {
    register_.lock_for_another(document_);
    register_.allow_forced_unlock(true);
    expect_refused(send(cancel_text("")), Problem::Kind::kLocked, "Een andere gebruiker");
    EXPECT_EQ(send(cancel_text("of another", kNumber, "af-2")).reply_code, "Bv02");
    const Outcome unknown = send(cancel_text("x", field("identificatie", "WEG"), "af-3"));
    EXPECT_NE(text_of(unknown).find("StUF064"), std::string::npos) << text_of(unknown);
}

}  // namespace
}  // namespace veerpont::operations
