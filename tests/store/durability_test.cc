// What holds when processes die, disks fill up, many send at once and programs of different age meet one
// file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <set>
#include <sstream>
#include <thread>

#include "tests/store/store_fixture.h"

namespace veerpont::store {
namespace {

class DurabilityTest : public StoreTest {
  protected:
    // All bytes of all files of the store.
    std::string bytes_on_disk() {
        std::string bytes;
        for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
            if (entry.is_regular_file()) {
                bytes += test::read_file(entry.path());
            }
        }
        return bytes;
    }
};

// Writes and reports until it is killed: "m <id>" after accept, "d <id>" after finish, "n <number>" after a
// number.
[[noreturn]] void work_until_killed(const std::filesystem::path& file, const SealingKey& key,
                                    const Clock& clock, int report) {
    auto opened = open_sqlite_store({.file = file}, key, clock);
    if (!opened) {
        _exit(2);
    }
    Store& store = **opened;
    std::vector<std::thread> senders;
    for (int sender = 0; sender < 4; ++sender) {
        senders.emplace_back([&store, report, sender] {
            for (int i = 0;; ++i) {
                NewMessage message;
                message.sender = std::to_string(sender);
                message.referentienummer = std::to_string(i);
                message.body = "inhoud " + std::to_string(i);
                auto claim = store.accept(message);
                if (!claim) {
                    _exit(3);
                }
                dprintf(report, "m %s\n", claim->message.id.c_str());
                auto number = store.next_number("1900", "zaak", 2026);
                if (!number) {
                    _exit(3);
                }
                dprintf(report, "n %llu\n", static_cast<unsigned long long>(*number));
                Outcome outcome;
                outcome.message = claim->message.id;
                outcome.reply = StoredReply{200, "text/xml", "antwoord"};
                if (!store.finish(outcome)) {
                    _exit(3);
                }
                dprintf(report, "d %s\n", claim->message.id.c_str());
            }
        });
    }
    for (std::thread& sender : senders) {
        sender.join();
    }
    _exit(0);
}

TEST_F(DurabilityTest, NothingThatWasConfirmedIsLostWhenTheProcessIsKilled) {
    const std::filesystem::path file = folder_ / "bridge.db";
    store_.reset();
    std::set<std::string> numbers;
    for (int round = 0; round < 3; ++round) {
        int report[2];
        ASSERT_EQ(pipe(report), 0);
        const pid_t child = fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            close(report[0]);
            work_until_killed(file, key_, clock_, report[1]);
        }
        close(report[1]);
        std::string told;
        char buffer[4096];
        bool killed = false;
        ssize_t got = 0;
        while ((got = read(report[0], buffer, sizeof buffer)) > 0) {
            told.append(buffer, static_cast<std::size_t>(got));
            if (!killed && told.size() > 8000U + 3000U * static_cast<std::size_t>(round)) {
                kill(child, SIGKILL);
                killed = true;
            }
        }
        close(report[0]);
        int status = 0;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        ASSERT_TRUE(WIFSIGNALED(status)) << WEXITSTATUS(status);

        reopen();
        std::istringstream lines(told.substr(0, told.rfind('\n') + 1));
        std::set<std::string> accepted_ids;
        std::set<std::string> done_ids;
        char what = 0;
        std::string word;
        while (lines >> what >> word) {
            if (what == 'n') {
                EXPECT_TRUE(numbers.insert(word).second) << "number " << word << " was given twice";
            } else {
                (what == 'm' ? accepted_ids : done_ids).insert(word);
            }
        }
        ASSERT_GT(accepted_ids.size(), 20U);
        for (const std::string& id : accepted_ids) {
            auto body = store_->request_body(id);
            ASSERT_TRUE(body);
            EXPECT_TRUE(body->has_value()) << id;
        }
        for (const std::string& id : done_ids) {
            auto row = store_->message(id);
            ASSERT_TRUE(row && *row);
            EXPECT_EQ((*row)->state, MessageState::kDone);
            EXPECT_TRUE(store_->reply(id)->has_value());
        }
        // What ran is known as such; nothing else is unfinished. End it, so that the next round starts anew.
        auto unfinished = store_->unfinished();
        ASSERT_TRUE(unfinished);
        EXPECT_LE(unfinished->size(), 4U);
        auto all = store_->messages({.limit = 1'000'000});
        ASSERT_TRUE(all);
        for (const MessageRow& row : *all) {
            Outcome outcome;
            outcome.message = row.id;
            outcome.state = MessageState::kFailed;
            ASSERT_TRUE(store_->finish(outcome, Durability::kLater));
        }
        ASSERT_TRUE(store_->flush());
        store_.reset();
    }
}

TEST_F(DurabilityTest, OfIdenticalMessagesAtOnceOneRuns) {
    for (int round = 0; round < 20; ++round) {
        std::atomic<int> accepted_count{0};
        std::atomic<int> running_count{0};
        std::atomic<bool> go{false};
        std::vector<std::thread> senders;
        for (int i = 0; i < 16; ++i) {
            senders.emplace_back([&, round] {
                while (!go) {
                    std::this_thread::yield();
                }
                auto claim = store_->accept(creeer_zaak("r" + std::to_string(round), "ZAAK-1"));
                ASSERT_TRUE(claim);
                ++(claim->kind == Claim::Kind::kAccepted ? accepted_count : running_count);
            });
        }
        go = true;
        for (std::thread& sender : senders) {
            sender.join();
        }
        EXPECT_EQ(accepted_count, 1);
        EXPECT_EQ(running_count, 15);
    }
    EXPECT_EQ(store_->messages({})->size(), 20U);
}

TEST_F(DurabilityTest, SixteenSendersAtOnceLoseNothingAndShareNumbers) {
    constexpr int kSenders = 16;
    constexpr int kEach = 50;
    std::mutex mutex;
    std::set<std::uint64_t> numbers;
    std::vector<std::thread> senders;
    const auto start = std::chrono::steady_clock::now();
    for (int sender = 0; sender < kSenders; ++sender) {
        senders.emplace_back([&, sender] {
            for (int i = 0; i < kEach; ++i) {
                const std::string name = std::to_string(sender) + "-" + std::to_string(i);
                auto claim = store_->accept(creeer_zaak(name, name));
                ASSERT_TRUE(claim);
                const std::string id = claim->message.id;
                StepRow row;
                row.message = id;
                row.step = "zaak";
                ASSERT_TRUE(store_->intend({&row, 1}));
                auto number = store_->next_number("1900", "zaak", 2026);
                ASSERT_TRUE(number);
                {
                    const std::lock_guard lock(mutex);
                    EXPECT_TRUE(numbers.insert(*number).second);
                }
                StepOutcome outcome;
                outcome.message = id;
                outcome.step = "zaak";
                ASSERT_TRUE(store_->conclude({&outcome, 1}));
                Outcome end = done(id);
                end.correlations = {zaak(name, id)};
                ASSERT_TRUE(store_->finish(end));
                auto steps = store_->steps(id);
                ASSERT_TRUE(steps);
                ASSERT_EQ(steps->size(), 1U);
                EXPECT_EQ(steps->front().state, StepState::kDone);
                EXPECT_TRUE(store_->by_url(end.correlations[0].url).value());
            }
        });
    }
    for (std::thread& sender : senders) {
        sender.join();
    }
    const auto took =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
    std::printf("store: %d messages of %d senders, 4 durable writes each, in %lld ms\n", kSenders * kEach,
                kSenders, static_cast<long long>(took.count()));
    EXPECT_EQ(numbers.size(), static_cast<std::size_t>(kSenders * kEach));
    EXPECT_EQ(*numbers.rbegin(), static_cast<std::uint64_t>(kSenders * kEach));
    EXPECT_EQ(store_->messages({.state = MessageState::kDone, .limit = 10'000})->size(),
              static_cast<std::size_t>(kSenders * kEach));
}

TEST_F(DurabilityTest, BodiesAreNotReadableOnDisk) {
    NewMessage message = creeer_zaak("r1", "ZAAK-LEESBAAR");
    message.body = "<bsn>MERKTEKEN-999993653</bsn>";
    const std::string id = accepted(message);
    StepRow row;
    row.message = id;
    row.step = "rollen";
    row.request = "{\"inpBsn\":\"MERKTEKEN-999993653\"}";
    row.undo_body = "MERKTEKEN-999993653";
    ASSERT_TRUE(store_->intend({&row, 1}));
    ASSERT_TRUE(store_->finish(done(id, "<antwoord>MERKTEKEN-999993653</antwoord>")));
    DocumentLock lock;
    lock.url = "http://register.example/1";
    lock.lock = "MERKTEKEN-SLOT";
    ASSERT_TRUE(store_->put_lock(lock));
    EXPECT_EQ(bytes_on_disk().find("MERKTEKEN"), std::string::npos);
    EXPECT_NE(bytes_on_disk().find("ZAAK-LEESBAAR"), std::string::npos);  // the index is readable
    reopen();
    EXPECT_EQ(bytes_on_disk().find("MERKTEKEN"), std::string::npos);
    EXPECT_EQ(store_->reply(id).value()->body, "<antwoord>MERKTEKEN-999993653</antwoord>");

    store_.reset();
    const SealingKey other(std::string(32, 'x'));
    auto opened = open_sqlite_store({.file = folder_ / "bridge.db"}, other, clock_);
    ASSERT_TRUE(opened);
    EXPECT_FALSE((*opened)->request_body(id));
}

TEST_F(DurabilityTest, AFullDiskIsToldAsBusyAndWorkGoesOnAfterwards) {
    const std::string before = accepted(creeer_zaak("r0", "ZAAK-0"));
    rlimit old{};
    ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &old), 0);
    auto* const old_handler = signal(SIGXFSZ, SIG_IGN);
    rlimit full = old;
    full.rlim_cur = 4096;
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &full), 0);
    NewMessage large = creeer_zaak("r1", "ZAAK-1");
    large.body.assign(200'000, 'x');
    auto refused = store_->accept(large);
    auto probe = store_->probe();
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &old), 0);
    signal(SIGXFSZ, old_handler);

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.problem().kind, Problem::Kind::kBusy);
    EXPECT_EQ(refused.problem().sender_text,
              "De koppeling kan tijdelijk geen berichten opslaan. Probeer het later opnieuw.");
    EXPECT_FALSE(probe);
    EXPECT_TRUE(store_->probe());
    accepted(large);
    EXPECT_TRUE(store_->message(before).value());
}

TEST_F(DurabilityTest, TooManyWaitingWritesAreRefused) {
    auto small = open({.file = folder_ / "small.db", .max_waiting = 0});
    ASSERT_TRUE(small);
    auto refused = small->accept(creeer_zaak("r1", "ZAAK-1"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.problem().kind, Problem::Kind::kBusy);
}

TEST_F(DurabilityTest, AStoreOfTheVersionBeforeIsMigratedWithItsContent) {
    const std::filesystem::path file = folder_ / "old.db";
    store_ = open({.file = file, .schema_version = 1});
    ASSERT_TRUE(store_);
    const std::string id = accepted(creeer_zaak("r1", "ZAAK-1"));
    EXPECT_FALSE(store_->locks());  // came with version 2
    store_.reset();
    store_ = open({.file = file});
    ASSERT_TRUE(store_);
    EXPECT_TRUE(store_->message(id).value());
    EXPECT_TRUE(store_->locks());
    EXPECT_EQ(store_->setting("schema-version").value(), "2");
}

TEST_F(DurabilityTest, AStoreOfANewerProgramIsRefused) {
    ASSERT_TRUE(store_->put_setting("schema-version", "99"));
    store_.reset();
    auto refused = open_sqlite_store({.file = folder_ / "bridge.db"}, key_, clock_);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.problem().log_text.find("99"), std::string::npos);
}

TEST_F(DurabilityTest, WhatIsNotAStoreIsRefused) {
    folder_.write("text.db", std::string(8192, 'x'));
    EXPECT_FALSE(open_sqlite_store({.file = folder_ / "text.db"}, key_, clock_));
    EXPECT_FALSE(open_sqlite_store({.file = folder_ / "geen" / "map.db"}, key_, clock_));
}

// What the settings of the connection promise, seen from outside.
TEST_F(DurabilityTest, TheFileIsInWalMode) {
    sqlite3* connection = nullptr;
    ASSERT_EQ(sqlite3_open((folder_ / "bridge.db").c_str(), &connection), SQLITE_OK);
    std::string mode;
    sqlite3_exec(
        connection, "PRAGMA journal_mode",
        [](void* out, int, char** values, char**) {
            *static_cast<std::string*>(out) = values[0];
            return 0;
        },
        &mode, nullptr);
    sqlite3_close(connection);
    EXPECT_EQ(mode, "wal");
}

}  // namespace
}  // namespace veerpont::store
