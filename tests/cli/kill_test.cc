// creeerZaak with the register or the bridge killed (SIGKILL) around each of its calls and started again:
// within ten seconds the zaak of that message is complete or gone, and the answer told the truth.
//
// Register and bridge are processes of their own, as `veerpont sandbox` and `veerpont serve --no-sandbox`;
// between them stands a gate of the test that kills at the chosen call.
#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <tuple>

#include <nlohmann/json.hpp>

#include "tests/cli/two_processes.h"

namespace veerpont::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

// config/demo/2-zaak.xml: zaak, zaakobject, zaakeigenschap, rol, status. CountsItsCalls proves the number.
constexpr int kChanges = 5;
// How long after the start of what was killed the zaak may be half there.
constexpr auto kSettledWithin = 10s;

// Both processes, and what the register has of a zaak.
struct World : TwoProcesses {
    World() : TwoProcesses({"--set", "server.message-timeout=5s", "--set", "registers.0.call-timeout=3s"}) {}

    enum class State { kGone, kComplete, kHalf };
    State state_of(const std::string& identificatie) {
        const auto zaken = view.zaken(identificatie);
        if (zaken.empty()) return State::kGone;
        const std::string url = zaken.front().value("url", "");
        const auto has_one = [&](const std::string& target) {
            const bool nested = target.starts_with("http");
            return view.some(zgw::Api::kZaken, target,
                             nested ? std::vector<std::pair<std::string, std::string>>{}
                                    : std::vector<std::pair<std::string, std::string>>{{"zaak", url}})
                       .size() == 1;
        };
        const bool complete = zaken.size() == 1 && has_one("/zaakobjecten") &&
                              has_one(url + "/zaakeigenschappen") && has_one("/rollen") &&
                              has_one("/statussen");
        return complete ? State::kComplete : State::kHalf;
    }
    // The state after at most ten seconds, sooner when it is the one hoped for.
    State settled_state_of(const std::string& identificatie, std::optional<State> hoped = std::nullopt) {
        const auto end = Clock::now() + kSettledWithin;
        State state = state_of(identificatie);
        const auto waits = [&] { return hoped ? state != *hoped : state == State::kHalf; };
        while (waits() && Clock::now() < end) {
            std::this_thread::sleep_for(50ms);
            state = state_of(identificatie);
        }
        return state;
    }

    // A rule that kills once, at this changing call, and says so.
    RegisterGate::Rule killing(ChildProcess& process, int at,
                               const std::shared_ptr<std::promise<void>>& died) {
        return [&process, at, died](const ScriptedRequest&, int change) -> std::optional<ScriptedAnswer> {
            if (change != at) return std::nullopt;
            process.kill();
            died->set_value();
            return RegisterGate::no_answer();
        };
    }
};

enum class Moment { kBeforeTheCall, kAfterTheCall };

class KillTest : public ::testing::TestWithParam<std::tuple<Moment, int>> {
  public:
    static void SetUpTestSuite() { world_ = std::make_unique<World>(); }
    static void TearDownTestSuite() { world_.reset(); }

  protected:
    using State = World::State;
    World& world() const { return *world_; }
    void TearDown() override {
        world().gate.open();
        if (!HasFailure()) return;
        std::cerr << read_file(world().folder / "bridge.log") << std::endl;
    }

    // Sends a message during which `process` is killed at the chosen call, and starts that again.
    Answered send_and_kill(ChildProcess& process, const std::string& message,
                           const std::function<void()>& start_again) {
        const auto [moment, call] = GetParam();
        const auto died = std::make_shared<std::promise<void>>();
        auto happened = died->get_future();
        const auto rule = world().killing(process, call, died);
        world().gate.decide(moment == Moment::kBeforeTheCall ? rule : nullptr,
                            moment == Moment::kAfterTheCall ? rule : nullptr);
        auto answer = std::async(std::launch::async,
                                 [&] { return world().sender.post("/zds/OntvangAsynchroon", message); });
        EXPECT_EQ(happened.wait_for(30s), std::future_status::ready) << "the call was never made";
        EXPECT_TRUE(process.wait(10s));
        std::this_thread::sleep_for(300ms);
        start_again();
        return answer.get();
    }

    static std::unique_ptr<World> world_;
};

std::unique_ptr<World> KillTest::world_;

INSTANTIATE_TEST_SUITE_P(EveryStep, KillTest,
                         ::testing::Combine(::testing::Values(Moment::kBeforeTheCall, Moment::kAfterTheCall),
                                            ::testing::Range(1, kChanges + 1)),
                         [](const auto& one) {
                             return std::string(std::get<0>(one.param) == Moment::kBeforeTheCall ? "Before"
                                                                                                 : "After") +
                                    std::to_string(std::get<1>(one.param));
                         });

TEST_P(KillTest, TheRegister) {
    const std::string zaak = new_identificatie();
    const Answered answer =
        send_and_kill(world().register_process, demo_message("2-zaak.xml", {{"ZAAK", zaak}}),
                      [&] { world().start_register(); });
    EXPECT_TRUE(answer.berichtcode() == "Bv03" || answer.berichtcode() == "Fo03") << answer.text;
    EXPECT_EQ(answer.status, answer.berichtcode() == "Bv03" ? 200 : 500);
    const State promised = answer.berichtcode() == "Bv03" ? State::kComplete : State::kGone;
    EXPECT_EQ(world().settled_state_of(zaak, promised), promised) << answer.text;
}

TEST_P(KillTest, TheBridge) {
    const std::string zaak = new_identificatie();
    const std::string message = demo_message("2-zaak.xml", {{"ZAAK", zaak}});
    const Answered lost = send_and_kill(world().bridge_process, message, [&] { world().start_bridge(); });
    EXPECT_EQ(lost.status, 0);
    EXPECT_NE(world().settled_state_of(zaak), State::kHalf);

    // The sender, who got no answer, sends the same message again until it is taken: one complete zaak.
    Answered again;
    for (const auto end = Clock::now() + 20s; again.berichtcode() != "Bv03" && Clock::now() < end;
         std::this_thread::sleep_for(100ms)) {
        again = world().sender.post("/zds/OntvangAsynchroon", message);
        EXPECT_NE(again.status, 0);
    }
    EXPECT_EQ(again.berichtcode(), "Bv03") << again.text;
    EXPECT_EQ(world().state_of(zaak), State::kComplete);
}

// Without this the tests above could miss a call that was added later.
TEST_P(KillTest, CountsItsCalls) {
    world().gate.open();
    const std::string zaak = new_identificatie();
    const Answered answer =
        world().sender.post("/zds/OntvangAsynchroon", demo_message("2-zaak.xml", {{"ZAAK", zaak}}));
    EXPECT_EQ(answer.berichtcode(), "Bv03") << answer.text;
    EXPECT_EQ(world().gate.changes(), kChanges);
    EXPECT_EQ(world().state_of(zaak), State::kComplete);
    // Nothing is left of the zaken that are gone.
    std::set<std::string> zaken;
    for (const auto& one : world().view.all(zgw::Api::kZaken, "/zaken"))
        zaken.insert(one.value("url", ""));
    for (const char* collection : {"/rollen", "/statussen", "/zaakobjecten"}) {
        std::set<std::string> owners;
        for (const auto& one : world().view.all(zgw::Api::kZaken, collection)) {
            EXPECT_TRUE(zaken.contains(one.value("zaak", ""))) << collection << " without zaak";
            EXPECT_TRUE(owners.insert(one.value("zaak", "")).second) << collection << " twice";
        }
        EXPECT_EQ(owners, zaken) << collection;
    }
}

}  // namespace
}  // namespace veerpont::test
