// A register that fails at every step in turn, and a bridge that stops in the middle: afterwards the zaak of
// a message is complete or gone, and the journal says so.
#include <atomic>
#include <thread>

#include "tests/operations/operations_fixture.h"

namespace veerpont::operations {
namespace {

using Json = nlohmann::json;
using Fate = FakeRegister::Fate;

// The writes of CreeerZaak{}: zaak, two rollen, two statussen.
constexpr int kWrites = 5;

class FailureTest : public OperationsTest {
  protected:
    bool complete() const {
        return register_.all("/zaken").size() == 1 && register_.all("/rollen").size() == 2 &&
               register_.all("/statussen").size() == 2;
    }
    bool gone() const {
        return register_.all("/zaken").empty() && register_.all("/rollen").empty() &&
               register_.all("/statussen").empty();
    }
    // In the journal: this message was about to make a zaak. What it was going to send.
    Json intended(const std::string& message) {
        Json body{{"identificatie", "ZAAK-1"}, {"bronorganisatie", kRsin}, {"zaaktype", zaaktype_}};
        store::StepRow step;
        step.message = message;
        step.step = "zaak";
        step.method = "POST";
        step.url = "https://register.test/zaken/api/v1/zaken";
        step.request = body.dump();
        step.undo = "DELETE {url}";
        EXPECT_TRUE(store_->intend(std::vector{step}));
        return body;
    }
};

class FailureAtStep : public FailureTest, public ::testing::WithParamInterface<int> {};
INSTANTIATE_TEST_SUITE_P(EveryWrite, FailureAtStep, ::testing::Range(1, kWrites + 1));

TEST_P(FailureAtStep, ARefusalLeavesNothing) {
    register_.decide(
        [&](int write, const auto&) { return write == GetParam() ? Fate::kRefused : Fate::kGood; });
    const Outcome outcome = send(CreeerZaak{});
    EXPECT_EQ(outcome.reply_code, "Fo03");
    EXPECT_EQ(outcome.status, 500);
    EXPECT_TRUE(gone());
    EXPECT_EQ(state_of(outcome.message_id), store::MessageState::kFailed);
    // The same message again is handled again, not answered with the fault.
    register_.all_good();
    EXPECT_EQ(send(CreeerZaak{}).reply_code, "Bv03");
    EXPECT_TRUE(complete());
}

TEST_P(FailureAtStep, ALostAnswerIsFoundBack) {
    register_.decide([&](int write, const auto&) { return write == GetParam() ? Fate::kLost : Fate::kGood; });
    const Outcome outcome = send(CreeerZaak{});
    EXPECT_EQ(outcome.reply_code, "Bv03") << why(outcome);
    EXPECT_TRUE(complete());
}

TEST_P(FailureAtStep, ABrokenRegisterLeavesNothing) {
    register_.decide(
        [&](int write, const auto&) { return write == GetParam() ? Fate::kBroken : Fate::kGood; });
    EXPECT_EQ(send(CreeerZaak{}).reply_code, "Fo03");
    EXPECT_TRUE(gone());
}

TEST_P(FailureAtStep, ACallWithoutAnswerIsUndoneOnceItCannotArriveAnyMore) {
    register_.decide([&](int write, const auto&) { return write == GetParam() ? Fate::kHang : Fate::kGood; });
    ASSERT_TRUE(executor().recover());
    const Outcome outcome = send(CreeerZaak{});
    EXPECT_EQ(outcome.reply_code, "Fo03");
    EXPECT_TRUE(settled());
    EXPECT_TRUE(gone());
    EXPECT_EQ(state_of(outcome.message_id), store::MessageState::kFailed);
}

TEST_P(FailureAtStep, ARegisterThatGoesDownIsClearedWhenItIsBack) {
    register_.decide([&](int write, const auto&) {
        if (write == GetParam()) {
            return Fate::kDown;
        }
        return write > GetParam() ? Fate::kDown : Fate::kGood;
    });
    ASSERT_TRUE(executor().recover());
    const Outcome outcome = send(CreeerZaak{});
    EXPECT_EQ(outcome.reply_code, "Fo03");
    if (GetParam() > 1) {
        EXPECT_EQ(state_of(outcome.message_id), store::MessageState::kUndoing);
        EXPECT_FALSE(gone());
    }
    register_.all_good();
    EXPECT_TRUE(settled());
    EXPECT_TRUE(gone());
    EXPECT_EQ(state_of(outcome.message_id), store::MessageState::kFailed);
}

// The process stops right after the register carried out (or did not carry out) a call: everything that is
// kLater in the store may be lost, what was durable is there. A second executor on the same store starts.
TEST_P(FailureAtStep, AStoppedBridgeIsUndoneByTheNextOne) {
    // What the first process leaves: the register stops answering, so the message can only be undone later.
    std::atomic<bool> cut{false};
    register_.decide([&](int write, const auto&) {
        if (write == GetParam()) {
            cut = true;
            register_.set_down_inside();
            return Fate::kLost;
        }
        return Fate::kGood;
    });
    const Outcome outcome = send(CreeerZaak{});
    EXPECT_TRUE(cut);
    EXPECT_EQ(outcome.reply_code, "Fo03");
    executor_.reset();
    open_store();
    register_.all_good();
    ASSERT_TRUE(executor().recover());
    EXPECT_TRUE(settled());
    EXPECT_TRUE(gone());
    EXPECT_EQ(state_of(outcome.message_id), store::MessageState::kFailed);
}

// The journal of a process that was killed between a call and its journal row.
TEST_F(FailureTest, ARunningMessageOfAStoppedProcessIsUndone) {
    store::NewMessage row;
    row.id = "0190b2a0-0000-7000-8000-000000000001";
    row.sender = "1900|TESTAPP|";
    row.operation = "creeerZaak";
    row.message_hash = "h";
    ASSERT_TRUE(store_->accept(row));
    const Json body = intended(row.id);
    register_.add(zgw::Api::kZaken, "/zaken", body);
    register_.add(zgw::Api::kZaken, "/zaken", {{"identificatie", "ANDER"}, {"bronorganisatie", kRsin}});

    open_store();
    ASSERT_TRUE(executor().recover());
    EXPECT_TRUE(settled());
    ASSERT_EQ(register_.all("/zaken").size(), 1U);
    EXPECT_EQ(register_.all("/zaken")[0]["identificatie"], "ANDER");
    EXPECT_EQ(state_of(row.id), store::MessageState::kFailed);
}

TEST_F(FailureTest, AZaakOfSomebodyElseIsNotDeletedByRecovery) {
    store::NewMessage row;
    row.id = "0190b2a0-0000-7000-8000-000000000002";
    row.operation = "creeerZaak";
    row.message_hash = "h";
    ASSERT_TRUE(store_->accept(row));
    const Json body = intended(row.id);
    // The same number, but others already worked on it.
    const Json theirs = register_.add(zgw::Api::kZaken, "/zaken", body);
    register_.add(zgw::Api::kZaken, "/statussen", {{"zaak", theirs["url"]}, {"statustype", ontvangen_}});

    ASSERT_TRUE(executor().recover());
    EXPECT_TRUE(settled());
    EXPECT_EQ(register_.all("/zaken").size(), 1U);
}

TEST_F(FailureTest, AQuestionThatWasRunningIsJustFailed) {
    store::NewMessage row;
    row.id = "0190b2a0-0000-7000-8000-000000000003";
    row.operation = "geefZaakdetails";
    row.message_hash = "h";
    row.claim = false;
    ASSERT_TRUE(store_->accept(row));
    ASSERT_TRUE(executor().recover());
    EXPECT_EQ(state_of(row.id), store::MessageState::kFailed);
    EXPECT_TRUE(register_.calls().empty());
}

TEST_F(FailureTest, ARefusedUndoNeedsAttentionAndStopsThere) {
    register_.decide([&](int write, const auto& seen) {
        return write == 2 || seen.method == "DELETE" ? Fate::kRefused : Fate::kGood;
    });
    const Outcome outcome = send(CreeerZaak{});
    EXPECT_EQ(outcome.reply_code, "Fo03");
    EXPECT_EQ(state_of(outcome.message_id), store::MessageState::kAttention);
    const auto rows = store_->steps(outcome.message_id);
    ASSERT_TRUE(rows);
    EXPECT_EQ(rows->front().state, store::StepState::kUndoRefused);
    EXPECT_FALSE(rows->front().created_url.empty());
}

TEST_F(FailureTest, UndoIsRetriedWithBackOff) {
    settings_.undo_first = std::chrono::milliseconds{1000};
    settings_.undo_longest = std::chrono::milliseconds{4000};
    std::atomic<int> deletes = 0;
    register_.decide([&](int write, const auto& seen) {
        if (seen.method == "DELETE") {
            ++deletes;
            return Fate::kDown;
        }
        return write == 2 ? Fate::kRefused : Fate::kGood;
    });
    ASSERT_EQ(send(CreeerZaak{}).reply_code, "Fo03");
    EXPECT_EQ(deletes, 1);
    ASSERT_TRUE(executor().recover());
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
    EXPECT_EQ(deletes, 1);  // the clock stands still
    clock_.advance(std::chrono::milliseconds{1100});
    for (int i = 0; i < 500 && deletes < 2; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    EXPECT_EQ(deletes, 2);
    clock_.advance(std::chrono::milliseconds{1100});
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
    EXPECT_EQ(deletes, 2);  // now two seconds
    register_.all_good();
    EXPECT_TRUE(settled());
    EXPECT_TRUE(gone());
}

TEST_F(FailureTest, ADoneMessageIsNotTouchedByTheNextStart) {
    ASSERT_EQ(send(CreeerZaak{}).reply_code, "Bv03");
    executor_.reset();
    open_store();
    ASSERT_TRUE(executor().recover());
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
    EXPECT_TRUE(complete());
}

TEST_F(FailureTest, T14_TheDeadlineAnswersTheSenderAndTheZaakIsFinished) {
    register_.set_pause(std::chrono::milliseconds{60});
    auto told = context();
    told.deadline = std::chrono::milliseconds{100};
    const Outcome late = executor().handle(message(CreeerZaak{}.text()), told);
    EXPECT_EQ(late.reply_code, "Fo03");
    EXPECT_TRUE(late.unfinished);
    ASSERT_TRUE(late.problem);
    EXPECT_EQ(late.problem->kind, Problem::Kind::kTimeout);
    EXPECT_EQ(executor().running(), 1U);
    // Sent again it waits for the first and gets its answer.
    const Outcome again = send(CreeerZaak{});
    EXPECT_EQ(again.reply_code, "Bv03") << why(again);
    EXPECT_TRUE(again.repeated);
    EXPECT_TRUE(complete());
}

TEST_F(FailureTest, RolesBesideEachOtherStayWithinTheBound) {
    settings_.items_beside = 3;
    settings_.parallelism = 8;
    CreeerZaak zaak;
    zaak.statussen = "";
    zaak.rollen = "";
    for (int i = 0; i < 12; ++i) {
        zaak.rollen +=
            "<ZKN:heeftAlsBelanghebbende><ZKN:gerelateerde><ZKN:medewerker><ZKN:identificatie>M" +
            std::to_string(i) +
            "</ZKN:identificatie></ZKN:medewerker></ZKN:gerelateerde></ZKN:heeftAlsBelanghebbende>";
    }
    executor();
    register_.set_pause(std::chrono::milliseconds{10});
    ASSERT_EQ(send(zaak).reply_code, "Bv03");
    EXPECT_EQ(register_.all("/rollen").size(), 12U);
    EXPECT_GT(register_.most_at_once(), 1);
    EXPECT_LE(register_.most_at_once(), 3);
}

}  // namespace
}  // namespace veerpont::operations
