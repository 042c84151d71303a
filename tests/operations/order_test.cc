// Messages about one zaak are applied one after the other, in the order in which they came.
#include "bridge/operations/order.h"

#include <atomic>
#include <thread>

#include "tests/operations/operations_fixture.h"

namespace veerpont::operations {
namespace {

using Json = nlohmann::json;

TEST(OrderTest, LetsOneThroughAtATimeInOrderOfArrival) {
    Order order;
    std::vector<std::shared_ptr<Order::Place>> places;
    for (int i = 0; i < 5; ++i) {
        places.push_back(order.join("zaak 1"));
    }
    std::mutex mutex;
    std::vector<int> passed;
    std::vector<std::thread> threads;
    for (int i = 4; i >= 0; --i) {  // the last to come starts first
        threads.emplace_back([&, i, place = std::move(places[static_cast<std::size_t>(i)])]() mutable {
            place->wait();
            {
                const std::lock_guard lock(mutex);
                passed.push_back(i);
            }
            place.reset();
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(passed, (std::vector<int>{0, 1, 2, 3, 4}));
}

TEST(OrderTest, WhoLeavesBeforeItsTurnHoldsNobodyUp) {
    Order order;
    auto first = order.join("zaak 1");
    auto second = order.join("zaak 1");
    auto third = order.join("zaak 1");
    order.join("zaak 2")->wait();  // another zaak is free
    second.reset();
    first.reset();
    third->wait();
    SUCCEED() << "reached: nobody waits for who has gone";
}

// Every message adds a kenmerk to what it finds: were two to work from the same old state, one would be lost.
class OrderPerZaakTest : public OperationsTest {};

TEST_F(OrderPerZaakTest, UpdatesOfOneZaakNeverWorkFromTheSameOldState) {
    register_.add(zgw::Api::kZaken, "/zaken",
                  {{"identificatie", "ZAAK-1"},
                   {"bronorganisatie", kRsin},
                   {"zaaktype", zaaktype_},
                   {"einddatum", nullptr},
                   {"kenmerken", Json::array()}});
    register_.set_pause(std::chrono::milliseconds{5});
    constexpr int kMessages = 8;
    executor();
    std::atomic<int> good{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < kMessages; ++i) {
        threads.emplace_back([&, i] {
            const std::string number = std::to_string(i);
            const std::string object =
                "<ZKN:object StUF:entiteittype=\"ZAK\" "
                "StUF:verwerkingssoort=\"W\"><ZKN:identificatie>ZAAK-1</ZKN:identificatie>";
            const Outcome outcome = executor().handle(
                message(
                    envelope(
                        "<ZKN:zakLk01>" + stuurgegevens("Lk01", "order-" + number) +
                        "<ZKN:parameters><StUF:mutatiesoort>W</StUF:mutatiesoort></ZKN:parameters>" + object +
                        "</ZKN:object>" + object + "<ZKN:kenmerk><ZKN:kenmerk>K-" + number +
                        "</ZKN:kenmerk><ZKN:bron>Test</ZKN:bron></ZKN:kenmerk></ZKN:object></ZKN:zakLk01>"),
                    "http://www.egem.nl/StUF/sector/zkn/0310/updateZaak_Lk01"),
                context());
            good += outcome.reply_code == "Bv03" ? 1 : 0;
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(good, kMessages);
    EXPECT_EQ(register_.all("/zaken").front()["kenmerken"].size(), static_cast<std::size_t>(kMessages));
}

}  // namespace
}  // namespace veerpont::operations
