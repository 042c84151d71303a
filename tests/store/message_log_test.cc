#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "tests/store/store_fixture.h"

namespace veerpont::store {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using ::testing::ElementsAre;

class MessageLogTest : public StoreTest {};

TEST_F(MessageLogTest, AMessageIsKeptWithAllThatReplayNeeds) {
    NewMessage message = creeer_zaak("r1", "ZAAK-1");
    message.spools = {"a.b64", "b.b64"};
    const std::string id = accepted(message);
    reopen();
    auto row = store_->message(id);
    ASSERT_TRUE(row && *row);
    EXPECT_EQ((*row)->state, MessageState::kRunning);
    EXPECT_EQ((*row)->received, clock_.now());
    EXPECT_FALSE((*row)->finished);
    EXPECT_EQ((*row)->sender, "1900|TESTAPP|");
    EXPECT_EQ((*row)->operation, "creeerZaak");
    EXPECT_EQ((*row)->object_hash, "object-of-ZAAK-1");
    EXPECT_EQ((*row)->path, "/zds/OntvangAsynchroon");
    EXPECT_EQ((*row)->soap_action, "creeerZaak_Lk01");
    EXPECT_THAT((*row)->spools, ElementsAre("a.b64", "b.b64"));
    auto body = store_->request_body(id);
    ASSERT_TRUE(body && *body);
    EXPECT_EQ(**body, message.body);
    auto reply = store_->reply(id);
    ASSERT_TRUE(reply);
    EXPECT_FALSE(*reply);
}

TEST_F(MessageLogTest, ARepeatedMessageGetsTheStoredReply) {
    const std::string id = accepted(creeer_zaak("r1", "ZAAK-1"));
    auto again = store_->accept(creeer_zaak("r1", "ZAAK-1"));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->kind, Claim::Kind::kRunning);
    EXPECT_EQ(again->message.id, id);

    ASSERT_TRUE(store_->finish(done(id, "<Bv03>een</Bv03>")));
    again = store_->accept(creeer_zaak("r1", "ZAAK-1"));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->kind, Claim::Kind::kDone);
    ASSERT_TRUE(again->reply);
    EXPECT_EQ(again->reply->body, "<Bv03>een</Bv03>");
    EXPECT_EQ(again->reply->status, 200);
    EXPECT_EQ(again->message.reply_code, "Bv03");
}

TEST_F(MessageLogTest, SameReferentienummerWithOtherContentIsAnotherMessage) {
    accepted(creeer_zaak("r1", "ZAAK-1"));
    NewMessage other = creeer_zaak("r1", "ZAAK-2");
    other.message_hash = "another";
    accepted(other);
    NewMessage other_sender = creeer_zaak("r1", "ZAAK-1");
    other_sender.sender = "1901|TESTAPP|";
    accepted(other_sender);
}

TEST_F(MessageLogTest, AFailedMessageIsHandledAnew) {
    const std::string id = accepted(creeer_zaak("r1", "ZAAK-1"));
    Outcome failed = done(id, "<Fo03/>");
    failed.state = MessageState::kFailed;
    failed.reply_code = "Fo03";
    failed.problem_kind = "unreachable";
    failed.problem_text = "POST zaken: connection refused";
    ASSERT_TRUE(store_->finish(failed));
    const std::string second = accepted(creeer_zaak("r1", "ZAAK-1"));
    EXPECT_NE(second, id);
    auto row = store_->message(id);
    ASSERT_TRUE(row && *row);
    EXPECT_EQ((*row)->state, MessageState::kFailed);
    EXPECT_EQ((*row)->problem_kind, "unreachable");
    EXPECT_EQ((*row)->finished, clock_.now());
}

TEST_F(MessageLogTest, AMessageThatIsStillBeingUndoneKeepsItsClaim) {
    const std::string id = accepted(creeer_zaak("r1", "ZAAK-1"));
    Outcome undoing = done(id, "<Fo03/>");
    undoing.state = MessageState::kUndoing;
    undoing.reply_code = "Fo03";
    ASSERT_TRUE(store_->finish(undoing));
    auto again = store_->accept(creeer_zaak("r1", "ZAAK-1"));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->kind, Claim::Kind::kRunning);
    EXPECT_EQ(again->message.state, MessageState::kUndoing);
    auto unfinished = store_->unfinished();
    ASSERT_TRUE(unfinished);
    ASSERT_EQ(unfinished->size(), 1U);

    Outcome undone;
    undone.message = id;
    undone.state = MessageState::kFailed;
    ASSERT_TRUE(store_->finish(undone));
    accepted(creeer_zaak("r1", "ZAAK-1"));
    auto reply = store_->reply(id);
    ASSERT_TRUE(reply && *reply);
    EXPECT_EQ((*reply)->body, "<Fo03/>");  // the second ending brought none and left the first
}

TEST_F(MessageLogTest, QuestionsNeverClaim) {
    NewMessage question = creeer_zaak("r1", "ZAAK-1");
    question.claim = false;
    for (int i = 0; i < 2; ++i) {
        auto claim = store_->accept(question, Durability::kLater);
        ASSERT_TRUE(claim);
        EXPECT_EQ(claim->kind, Claim::Kind::kAccepted);
        ASSERT_TRUE(store_->finish(done(claim->message.id, "<La01/>"), Durability::kLater));
    }
    ASSERT_TRUE(store_->flush());
    auto all = store_->messages({.state = MessageState::kDone});
    ASSERT_TRUE(all);
    EXPECT_EQ(all->size(), 2U);
}

TEST_F(MessageLogTest, ReplayTakesTheClaimBackUnlessAnotherHasIt) {
    const std::string id = accepted(creeer_zaak("r1", "ZAAK-1"));
    EXPECT_EQ(store_->reopen(id).value(), false);  // running
    Outcome outcome;
    outcome.message = id;
    outcome.state = MessageState::kAttention;
    ASSERT_TRUE(store_->finish(outcome));
    EXPECT_EQ(store_->reopen(id).value(), true);
    auto again = store_->accept(creeer_zaak("r1", "ZAAK-1"));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->kind, Claim::Kind::kRunning);

    ASSERT_TRUE(store_->finish(outcome));
    accepted(creeer_zaak("r1", "ZAAK-1"));  // the sender was faster
    EXPECT_EQ(store_->reopen(id).value(), false);
    EXPECT_EQ(store_->reopen("no-such-message").value(), false);
}

TEST_F(MessageLogTest, FinishingWhatWasNeverAcceptedIsAnError) {
    auto result = store_->finish(done("no-such-message"));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.problem().kind, Problem::Kind::kInternal);
}

TEST_F(MessageLogTest, DescribeFillsInWhatBecameKnown) {
    NewMessage bare = creeer_zaak("r1", "");
    bare.operation.clear();
    bare.zaaktype.clear();
    const std::string id = accepted(bare);
    ASSERT_TRUE(store_->describe(id, "creeerZaak", "ZAAK-9", "", "rules-2"));
    ASSERT_TRUE(store_->flush());
    auto row = store_->message(id);
    ASSERT_TRUE(row && *row);
    EXPECT_EQ((*row)->operation, "creeerZaak");
    EXPECT_EQ((*row)->identificatie, "ZAAK-9");
    EXPECT_EQ((*row)->zaaktype, "");
    EXPECT_EQ((*row)->rule_set, "rules-2");
}

TEST_F(MessageLogTest, ListsFilterAndAreNewestFirst) {
    const std::string first = accepted(creeer_zaak("r1", "ZAAK-1"));
    const Time between = clock_.now() + milliseconds(500);
    clock_.advance(milliseconds(1000));
    const std::string second = accepted(creeer_zaak("r2", "ZAAK-2"));
    NewMessage other = creeer_zaak("r3", "ZAAK-1");
    other.operation = "voegZaakdocumentToe";
    other.sender = "0080|ANDERS|";
    clock_.advance(milliseconds(1000));
    const std::string third = accepted(other);
    ASSERT_TRUE(store_->finish(done(second)));

    const auto ids = [&](const MessageFilter& filter) {
        std::vector<std::string> found;
        auto rows = store_->messages(filter);
        EXPECT_TRUE(rows);
        for (const MessageRow& row : *rows) {
            found.push_back(row.id);
        }
        return found;
    };
    EXPECT_THAT(ids({}), ElementsAre(third, second, first));
    EXPECT_THAT(ids({.limit = 1}), ElementsAre(third));
    EXPECT_THAT(ids({.since = between}), ElementsAre(third, second));
    EXPECT_THAT(ids({.until = between}), ElementsAre(first));
    EXPECT_THAT(ids({.state = MessageState::kDone}), ElementsAre(second));
    EXPECT_THAT(ids({.sender = "0080|ANDERS|"}), ElementsAre(third));
    EXPECT_THAT(ids({.operation = "creeerZaak"}), ElementsAre(second, first));
    EXPECT_THAT(ids({.identificatie = "ZAAK-1"}), ElementsAre(third, first));
    EXPECT_THAT(ids({.referentienummer = "r2"}), ElementsAre(second));
    EXPECT_THAT(ids({.sender = "' OR 1=1 --"}), ElementsAre());
}

TEST_F(MessageLogTest, AwaitWakesWhenTheMessageIsFinished) {
    const std::string id = accepted(creeer_zaak("r1", "ZAAK-1"));
    auto still = store_->await(id, milliseconds(1));
    ASSERT_TRUE(still && *still);
    EXPECT_EQ((*still)->state, MessageState::kRunning);
    std::thread worker([&] {
        std::this_thread::sleep_for(milliseconds(20));
        EXPECT_TRUE(store_->finish(done(id)));
    });
    auto row = store_->await(id, milliseconds(10'000));
    worker.join();
    ASSERT_TRUE(row && *row);
    EXPECT_EQ((*row)->state, MessageState::kDone);
}

TEST_F(MessageLogTest, SpoolsAreNeededUntilDone) {
    NewMessage first = creeer_zaak("r1", "ZAAK-1");
    first.spools = {"one.b64"};
    NewMessage second = creeer_zaak("r2", "ZAAK-2");
    second.spools = {"two.b64"};
    const std::string first_id = accepted(first);
    const std::string second_id = accepted(second);
    for (const char* name : {"spool/one.b64", "spool/two.b64", "spool/left-over.b64"}) {
        folder_.write(name, "QQ==");
    }
    const std::string directory = (folder_ / "spool").string();
    EXPECT_THAT(orphaned_spools(*store_, directory).value(), ElementsAre("left-over.b64"));
    ASSERT_TRUE(store_->finish(done(first_id)));
    Outcome failed = done(second_id);
    failed.state = MessageState::kFailed;  // replay needs its content
    ASSERT_TRUE(store_->finish(failed));
    EXPECT_THAT(orphaned_spools(*store_, directory).value(), ElementsAre("left-over.b64", "one.b64"));
}

TEST_F(MessageLogTest, PurgeRemovesBodiesOfOldFinalMessagesInBatches) {
    for (const char* reference : {"r1", "r2", "r3"}) {
        NewMessage message = creeer_zaak(reference, reference);
        message.spools = {std::string(reference) + ".b64"};
        const std::string id = accepted(message);
        Outcome failed = done(id);
        failed.state = MessageState::kFailed;
        ASSERT_TRUE(store_->finish(failed));
        clock_.advance(milliseconds(1));
    }
    const std::string running = accepted(creeer_zaak("r4", "r4"));
    clock_.advance(hours(1));
    const std::string fresh = accepted(creeer_zaak("r5", "r5"));
    ASSERT_TRUE(store_->finish(done(fresh)));

    const Time limit = clock_.now() - milliseconds(1000);
    auto purged = store_->purge_bodies(limit, 2);
    ASSERT_TRUE(purged);
    EXPECT_EQ(purged->messages, 2U);
    EXPECT_THAT(purged->spools, ElementsAre("r1.b64", "r2.b64"));
    purged = store_->purge_bodies(limit, 2);
    ASSERT_TRUE(purged);
    EXPECT_EQ(purged->messages, 1U);
    EXPECT_EQ(store_->purge_bodies(limit, 2)->messages, 0U);

    auto rows = store_->messages({.referentienummer = "r1"});
    ASSERT_TRUE(rows);
    ASSERT_EQ(rows->size(), 1U);  // the index row stays
    EXPECT_FALSE(store_->request_body(rows->front().id).value());
    EXPECT_FALSE(store_->reply(rows->front().id).value());
    EXPECT_EQ(store_->reopen(rows->front().id).value(), false);  // nothing left to replay
    EXPECT_TRUE(store_->request_body(running).value());
    EXPECT_TRUE(store_->reply(fresh).value());
}

}  // namespace
}  // namespace veerpont::store
