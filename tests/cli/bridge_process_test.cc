// The bridge as a process: signals, and what its log says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <future>
#include <string>
#include <thread>

#include <nlohmann/json.hpp>

#include "tests/cli/two_processes.h"

namespace veerpont::test {
namespace {

using namespace std::chrono_literals;

TEST(BridgeProcess, ReloadsOnHangupAndFinishesWhatRunsOnTerminate) {
    const TemporaryFolder folder;
    std::filesystem::copy("mappings", folder / "regels", std::filesystem::copy_options::recursive);
    TwoProcesses both({"--set", "rules.directories=[\"" + (folder / "regels").string() + "\"]"});
    const auto log = [&] { return read_file(both.folder / "bridge.log"); };
    const auto says = [&](const std::string& text) {
        for (int i = 0; i < 600 && log().find(text) == std::string::npos; ++i)
            std::this_thread::sleep_for(50ms);
        return log().find(text) != std::string::npos;
    };

    // Wrong rules are named and not taken; right ones are.
    const std::string good = read_file(folder / "regels/entities/zaak.json");
    folder.write("regels/entities/zaak.json", replace_all(good, "\"toelichting\"", "\"toelichtink\""));
    both.bridge_process.signal(SIGHUP);
    EXPECT_TRUE(says("rules not reloaded, the old ones stay")) << log();
    EXPECT_TRUE(says("zaak.json:")) << log();
    const std::string zaak = new_identificatie();
    const Answered first =
        both.sender.post("/zds/OntvangAsynchroon", demo_message("2-zaak.xml", {{"ZAAK", zaak}}));
    EXPECT_EQ(first.berichtcode(), "Bv03") << first.text;
    EXPECT_EQ(both.view.zaken(zaak).front().value("toelichting", ""), "Via het formulier op de site");
    folder.write("regels/entities/zaak.json", good);
    both.bridge_process.signal(SIGHUP);
    EXPECT_TRUE(says("rules reloaded, hash")) << log();

    // A slow register is waited for; nobody else is let in.
    const std::string last = new_identificatie();
    std::promise<void> started;
    both.gate.decide([&](const auto&, int change) {
        if (change == 1) started.set_value();
        if (change > 0) std::this_thread::sleep_for(300ms);
        return std::nullopt;
    });
    auto answer = std::async(std::launch::async, [&] {
        return both.sender.post("/zds/OntvangAsynchroon", demo_message("2-zaak.xml", {{"ZAAK", last}}));
    });
    ASSERT_EQ(started.get_future().wait_for(20s), std::future_status::ready);
    both.bridge_process.signal(SIGTERM);
    EXPECT_EQ(answer.get().berichtcode(), "Bv03");
    EXPECT_EQ(both.bridge_process.wait(20s), 0) << log();
    EXPECT_EQ(both.view.zaken(last).size(), 1U);
    EXPECT_EQ(both.sender.get("/health/live").status, 0);

    for (const char* person : {"999993653", "Vries"})
        EXPECT_THAT(log(), ::testing::Not(::testing::HasSubstr(person)));
}

TEST(BridgeProcess, RefusesToStartWithWrongRulesOrSettings) {
    const TemporaryFolder folder;
    std::filesystem::copy("mappings", folder / "regels", std::filesystem::copy_options::recursive);
    folder.write("regels/entities/zaak.json", replace_all(read_file(folder / "regels/entities/zaak.json"),
                                                          "\"toelichting\"", "\"toelichtink\""));
    const auto start = [&](const std::string& setting) {
        const std::filesystem::path log = folder / "log";
        std::filesystem::remove(log);
        ChildProcess process(
            {VEERPONT_BINARY, "serve", "--no-sandbox", "--listen", "127.0.0.1:0", "--admin-listen",
             "127.0.0.1:0", "--data", (folder / "data").string(), "--set", setting},
            log);
        process.start();
        return std::pair{process.wait(60s).value_or(-2), read_file(log)};
    };
    const auto [code, text] = start("rules.directories=[\"" + (folder / "regels").string() + "\"]");
    EXPECT_EQ(code, 1) << text;
    EXPECT_THAT(text, ::testing::HasSubstr("zaak.json:"));
    EXPECT_THAT(text, ::testing::HasSubstr("toelichting"));
    const auto [wrong, why] = start("server.max-message=1");
    EXPECT_EQ(wrong, 2) << why;
    EXPECT_THAT(why, ::testing::HasSubstr("max-messages"));
}

}  // namespace
}  // namespace veerpont::test
