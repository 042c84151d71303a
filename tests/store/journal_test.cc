#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "tests/store/store_fixture.h"

namespace veerpont::store {
namespace {

using std::chrono::milliseconds;

class JournalTest : public StoreTest {
  protected:
    static StepRow post(const std::string& message, std::string_view step, int item) {
        StepRow row;
        row.message = message;
        row.step = step;
        row.item = item;
        row.method = "POST";
        row.url = "http://register.example/zaken/api/v1/" + std::string(step);
        row.request_hash = "abc";
        row.request = "{\"identificatie\":\"ZAAK-1\"}";
        row.undo = "none";
        return row;
    }
};

class CorrelationTest : public StoreTest {};
class NumbersTest : public StoreTest {};

TEST_F(JournalTest, IntentAndOutcomeOfEveryItem) {
    const std::vector<StepRow> intents = {post("m1", "zaak", 0), post("m1", "rollen", 0),
                                          post("m1", "rollen", 1)};
    ASSERT_TRUE(store_->intend(intents));
    reopen();
    auto steps = store_->steps("m1");
    ASSERT_TRUE(steps);
    ASSERT_EQ(steps->size(), 3U);
    EXPECT_EQ(steps->at(0).step, "zaak");
    EXPECT_EQ(steps->at(0).state, StepState::kIntended);
    EXPECT_EQ(steps->at(0).request, "{\"identificatie\":\"ZAAK-1\"}");
    EXPECT_EQ(steps->at(2).item, 1);
    EXPECT_EQ(steps->at(2).sequence, 3);

    clock_.advance(milliseconds(40));
    StepOutcome zaak;
    zaak.message = "m1";
    zaak.step = "zaak";
    zaak.created_url = "http://register.example/zaken/api/v1/zaken/1";
    zaak.undo = "DELETE http://register.example/zaken/api/v1/zaken/1";
    zaak.status = 201;
    StepOutcome rol;
    rol.message = "m1";
    rol.step = "rollen";
    rol.item = 1;
    rol.state = StepState::kFailed;
    rol.status = 400;
    rol.problem_text = "POST zaken:/rollen: 400 invalid";
    const std::vector<StepOutcome> outcomes = {zaak, rol};
    ASSERT_TRUE(store_->conclude(outcomes));
    ASSERT_TRUE(store_->flush());
    steps = store_->steps("m1");
    ASSERT_TRUE(steps);
    EXPECT_EQ(steps->at(0).state, StepState::kDone);
    EXPECT_EQ(steps->at(0).created_url, "http://register.example/zaken/api/v1/zaken/1");
    EXPECT_EQ(steps->at(0).undo, "DELETE http://register.example/zaken/api/v1/zaken/1");
    EXPECT_EQ(steps->at(0).request, "{\"identificatie\":\"ZAAK-1\"}");
    EXPECT_EQ(steps->at(0).written, clock_.now());
    EXPECT_EQ(steps->at(1).state, StepState::kIntended);  // nobody knows: recovery looks
    EXPECT_EQ(steps->at(2).state, StepState::kFailed);
    EXPECT_EQ(steps->at(2).status, 400);
    EXPECT_EQ(steps->at(2).undo, "none");
}

TEST_F(JournalTest, OutcomeOfAStepThatWasNeverIntendedIsAnError) {
    StepOutcome outcome;
    outcome.message = "m1";
    outcome.step = "zaak";
    const std::vector<StepOutcome> outcomes = {outcome};
    EXPECT_FALSE(store_->conclude(outcomes, Durability::kDurable));
    ASSERT_TRUE(store_->conclude(outcomes, Durability::kLater));
    auto lost = store_->flush();  // what was not waited for is told here, once
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.problem().kind, Problem::Kind::kInternal);
    EXPECT_TRUE(store_->flush());
}

TEST_F(JournalTest, PendingUndosComeBackWhenTheirTimeHasCome) {
    const std::vector<StepRow> intents = {post("m1", "zaak", 0), post("m1", "status", 0),
                                          post("m2", "zaak", 0)};
    ASSERT_TRUE(store_->intend(intents));
    std::vector<StepOutcome> outcomes;
    for (const StepRow& row : intents) {
        StepOutcome outcome;
        outcome.message = row.message;
        outcome.step = row.step;
        outcome.state = StepState::kUndoPending;
        outcome.undo = "DELETE " + row.url;
        outcome.undo_body = "vorige inhoud";
        outcome.attempts = 1;
        outcome.next_attempt = clock_.now() + milliseconds(row.message == "m1" ? 1000 : 60'000);
        outcomes.push_back(outcome);
    }
    ASSERT_TRUE(store_->conclude(outcomes, Durability::kDurable));
    EXPECT_TRUE(store_->due_undos(clock_.now(), 10)->empty());
    clock_.advance(milliseconds(1000));
    reopen();
    auto due = store_->due_undos(clock_.now(), 10);
    ASSERT_TRUE(due);
    ASSERT_EQ(due->size(), 2U);
    EXPECT_EQ(due->at(0).step, "status");  // backwards within a message
    EXPECT_EQ(due->at(1).step, "zaak");
    EXPECT_EQ(due->at(1).undo_body, "vorige inhoud");
    EXPECT_EQ(due->at(1).attempts, 1);

    outcomes.resize(2);
    outcomes[0].state = StepState::kUndone;
    outcomes[0].next_attempt.reset();
    outcomes[1].state = StepState::kUndoRefused;
    outcomes[1].next_attempt.reset();
    ASSERT_TRUE(store_->conclude(outcomes, Durability::kDurable));
    EXPECT_TRUE(store_->due_undos(clock_.now(), 10)->empty());
    EXPECT_EQ(store_->steps("m1")->at(1).state, StepState::kUndoRefused);
}

TEST_F(CorrelationTest, BothWays) {
    ASSERT_TRUE(store_->put(zaak("ZAAK-1", "m1")));
    Correlation other = zaak("ZAAK-1", "m2");
    other.organisatie = "002220647";
    other.url = "http://register.example/zaken/api/v1/zaken/other";
    ASSERT_TRUE(store_->put(other));
    EXPECT_EQ(store_->by_identificatie("zaak", "", "ZAAK-1")->size(), 2U);
    auto one = store_->by_identificatie("zaak", "001005650", "ZAAK-1");
    ASSERT_TRUE(one);
    ASSERT_EQ(one->size(), 1U);
    EXPECT_EQ(one->front().message, "m1");
    EXPECT_EQ(one->front().created, clock_.now());
    EXPECT_TRUE(store_->by_identificatie("document", "", "ZAAK-1")->empty());
    auto back = store_->by_url("http://register.example/zaken/api/v1/zaken/other");
    ASSERT_TRUE(back && *back);
    EXPECT_EQ((*back)->organisatie, "002220647");
    EXPECT_FALSE(store_->by_url("").value());
    EXPECT_EQ(store_->by_referentienummer("ref")->size(), 2U);

    Correlation met = zaak("ZAAK-1");  // met again in a later message: what is not known stays
    met.object_hash.clear();
    met.url = "https://moved.example/zaken/1";
    ASSERT_TRUE(store_->put(met));
    one = store_->by_identificatie("zaak", "001005650", "ZAAK-1");
    EXPECT_EQ(one->front().object_hash, "object-of-ZAAK-1");
    EXPECT_EQ(one->front().message, "m1");
    EXPECT_EQ(one->front().url, "https://moved.example/zaken/1");
    ASSERT_TRUE(store_->remove("zaak", "001005650", "ZAAK-1"));
    EXPECT_TRUE(store_->by_identificatie("zaak", "001005650", "ZAAK-1")->empty());
}

// One commit for the message and the identification that it is about to create.
TEST_F(CorrelationTest, AMessageTakesItsIdentificationWhenItIsAccepted) {
    NewMessage first = creeer_zaak("r1", "ZAAK-7");
    first.id = "m1";
    first.reserve = zaak("ZAAK-7", first.id);
    const auto taken = store_->accept(first);
    ASSERT_TRUE(taken);
    EXPECT_FALSE(taken->holder);

    NewMessage second = creeer_zaak("r2", "ZAAK-7");
    second.id = "m2";
    second.reserve = zaak("ZAAK-7", second.id);
    const auto late = store_->accept(second);
    ASSERT_TRUE(late);
    EXPECT_EQ(late->kind, Claim::Kind::kAccepted);
    ASSERT_TRUE(late->holder);
    EXPECT_EQ(late->holder->message, "m1");

    // A message that failed gives it up.
    store::Outcome failed;
    failed.message = "m1";
    failed.state = MessageState::kFailed;
    ASSERT_TRUE(store_->finish(failed));
    EXPECT_FALSE(store_->reserve(*second.reserve).value());
}

TEST_F(CorrelationTest, AnIdentificationIsReservedByOneMessage) {
    const std::string first = accepted(creeer_zaak("r1", "ZAAK-1"));
    const std::string second = accepted(creeer_zaak("r2", "ZAAK-1"));
    EXPECT_FALSE(store_->reserve(zaak("ZAAK-1", first)).value());
    EXPECT_FALSE(store_->reserve(zaak("ZAAK-1", first)).value());
    auto held = store_->reserve(zaak("ZAAK-1", second));
    ASSERT_TRUE(held && *held);
    EXPECT_EQ((*held)->message, first);
    EXPECT_EQ((*held)->url, "");

    Outcome failed = done(first, "<Fo03/>");
    failed.state = MessageState::kFailed;
    ASSERT_TRUE(store_->finish(failed));  // gives it up
    EXPECT_FALSE(store_->reserve(zaak("ZAAK-1", second)).value());
    Outcome made = done(second);
    made.correlations = {zaak("ZAAK-1", second)};
    made.identificatie = "ZAAK-1";
    ASSERT_TRUE(store_->finish(made));
    const std::string third = accepted(creeer_zaak("r3", "ZAAK-1"));
    held = store_->reserve(zaak("ZAAK-1", third));
    ASSERT_TRUE(held && *held);
    EXPECT_EQ((*held)->object_hash, "object-of-ZAAK-1");
    EXPECT_EQ((*held)->url, "http://register.example/zaken/api/v1/zaken/ZAAK-1");

    Outcome gone = done(third);
    gone.removed = {zaak("ZAAK-1")};
    ASSERT_TRUE(store_->finish(gone));
    EXPECT_TRUE(store_->by_identificatie("zaak", "", "ZAAK-1")->empty());
}

TEST_F(CorrelationTest, LocksOutliveTheirMessage) {
    DocumentLock lock;
    lock.url = "http://register.example/documenten/1";
    lock.lock = "0123456789abcdef";
    lock.sender = "1900|TESTAPP|";
    lock.message = "m1";
    ASSERT_TRUE(store_->put_lock(lock));
    reopen();
    auto found = store_->lock_of(lock.url);
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->lock, lock.lock);
    EXPECT_EQ((*found)->created, clock_.now());
    EXPECT_EQ(store_->locks()->size(), 1U);
    ASSERT_TRUE(store_->remove_lock(lock.url));
    EXPECT_FALSE(store_->lock_of(lock.url).value());
}

TEST_F(NumbersTest, CountPerOrganisationKindAndYearAndSurviveARestart) {
    EXPECT_EQ(store_->next_number("1900", "zaak", 2026).value(), 1U);
    EXPECT_EQ(store_->next_number("1900", "zaak", 2026).value(), 2U);
    EXPECT_EQ(store_->next_number("1900", "document", 2026).value(), 1U);
    EXPECT_EQ(store_->next_number("0080", "zaak", 2026).value(), 1U);
    EXPECT_EQ(store_->next_number("1900", "zaak", 2027).value(), 1U);
    reopen();
    EXPECT_EQ(store_->next_number("1900", "zaak", 2026).value(), 3U);
    ASSERT_TRUE(store_->raise_number("1900", "zaak", 2026, 500));
    ASSERT_TRUE(store_->raise_number("1900", "zaak", 2026, 10));
    EXPECT_EQ(store_->next_number("1900", "zaak", 2026).value(), 501U);
}

TEST_F(NumbersTest, SettingsAndProbe) {
    EXPECT_FALSE(store_->setting("catalogus").value());
    ASSERT_TRUE(store_->put_setting("catalogus", "a"));
    ASSERT_TRUE(store_->put_setting("catalogus", "b"));
    EXPECT_EQ(store_->setting("catalogus").value(), "b");
    EXPECT_TRUE(store_->probe());
}

}  // namespace
}  // namespace veerpont::store
