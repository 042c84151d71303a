// The operations against the sandbox over HTTP, as they run in the product; and a register that stops between
// any two steps of creeerZaak and comes back.
#include "tests/operations/sandbox_operations.h"

#include <thread>

namespace veerpont::operations {
namespace {

using Json = nlohmann::json;

TEST_F(OperationsOnSandbox, CreeerZaakEndToEndAndBack) {
    const Outcome made = send(zaak_message("ZAAK-1").text());
    ASSERT_EQ(made.reply_code, "Bv03") << why(made);
    ASSERT_EQ(zaken("ZAAK-1").size(), 1U);
    const std::string url = zaken("ZAAK-1")[0]["url"];
    EXPECT_EQ(get("/zaken/api/v1/rollen?zaak=" + url).body["results"].size(), 1U);
    EXPECT_EQ(get("/zaken/api/v1/zaakobjecten?zaak=" + url).body["results"].size(), 2U);
    EXPECT_EQ(get("/zaken/api/v1/statussen?zaak=" + url).body["results"].size(), 1U);

    const Outcome details = send(
        envelope("<ZKN:zakLv01>" + stuurgegevens("Lv01", "v1", "<StUF:entiteittype>ZAK</StUF:entiteittype>") +
                 "<ZKN:gelijk StUF:entiteittype=\"ZAK\"><ZKN:identificatie> ZAAK-1 "
                 "</ZKN:identificatie></ZKN:gelijk>"
                 "<ZKN:scope><ZKN:object StUF:entiteittype=\"ZAK\" "
                 "StUF:scope=\"alles\"/></ZKN:scope></ZKN:zakLv01>"),
        "geefZaakdetails_Lv01");
    ASSERT_EQ(details.reply_code, "La01") << why(details);
    const std::string answer = xml::to_string(details.envelope);
    for (const char* expected :
         {"ZAAK-1", "Aanvraag parkeervergunning", "B0100", "999993653", "Kade", "Ontvangen"}) {
        EXPECT_NE(answer.find(expected), std::string::npos) << expected << "\n" << answer;
    }
}

TEST_F(OperationsOnSandbox, DocumentEndToEndAndBack) {
    ASSERT_EQ(send(zaak_message("ZAAK-1").text()).reply_code, "Bv03");
    const Outcome added = send(envelope(
        "<ZKN:edcLk01>" + stuurgegevens("Lk01", "d1", "<StUF:entiteittype>EDC</StUF:entiteittype>") +
        "<ZKN:parameters><StUF:mutatiesoort>T</StUF:mutatiesoort></ZKN:parameters><ZKN:object "
        "StUF:entiteittype=\"EDC\">"
        "<ZKN:identificatie>DOC-1</ZKN:identificatie><ZKN:dct.omschrijving>Bijlage</ZKN:dct.omschrijving>"
        "<ZKN:creatiedatum>20261014</ZKN:creatiedatum><ZKN:titel>Brief</ZKN:titel><ZKN:formaat>application/"
        "pdf</ZKN:formaat>"
        "<ZKN:taal>nld</ZKN:taal><ZKN:auteur>Jan</ZKN:auteur><ZKN:inhoud "
        "StUF:bestandsnaam=\"brief.pdf\">SGFsbG8gd2VyZWxk"
        "</ZKN:inhoud><ZKN:isRelevantVoor><ZKN:gerelateerde><ZKN:identificatie>ZAAK-1</ZKN:identificatie></"
        "ZKN:gerelateerde>"
        "</ZKN:isRelevantVoor></ZKN:object></ZKN:edcLk01>"));
    ASSERT_EQ(added.reply_code, "Bv03") << why(added);

    const auto question = [](const char* root, const char* number, const char* scope) {
        return envelope(std::string("<ZKN:") + root + ">" + stuurgegevens("Lv01", "v1") +
                        "<ZKN:gelijk><ZKN:identificatie>" + number +
                        "</ZKN:identificatie></ZKN:gelijk><ZKN:scope><ZKN:object>" + scope +
                        "</ZKN:object></ZKN:scope></ZKN:" + root + ">");
    };
    const Outcome list =
        send(question("zakLv01", "ZAAK-1", "<ZKN:heeftRelevant/>"), "geefLijstZaakdocumenten_Lv01");
    ASSERT_EQ(list.reply_code, "La01") << why(list);
    EXPECT_NE(xml::to_string(list.envelope).find("DOC-1"), std::string::npos);

    const Outcome read = send(question("edcLv01", "DOC-1", "<ZKN:inhoud/><ZKN:isRelevantVoor/>"),
                              "geefZaakdocumentLezen_Lv01");
    ASSERT_EQ(read.reply_code, "La01") << why(read);
    const std::string answer = xml::to_string(read.envelope);
    EXPECT_NE(answer.find(">SGFsbG8gd2VyZWxk<"), std::string::npos) << answer;
    EXPECT_NE(answer.find("ZAAK-1"), std::string::npos);
}

TEST_F(OperationsOnSandbox, ARegisterThatStopsBetweenAnyTwoStepsIsLeftWithoutHalfAZaak) {
    const Outcome whole = send(zaak_message("HEEL").text());
    ASSERT_EQ(whole.reply_code, "Bv03") << why(whole);
    const int writes = static_cast<int>(std::count_if(whole.calls.begin(), whole.calls.end(),
                                                      [](const auto& call) { return call.method != "GET"; }));
    ASSERT_GE(writes, 4);
    ASSERT_TRUE(executor_->recover());
    for (int step = 1; step <= writes; ++step) {
        const std::string number = "ZAAK-" + std::to_string(step);
        const std::uint16_t port = sandbox_->port();
        std::atomic<bool> cut{false};
        register_->watch([&](int write) {
            if (write == step && !cut.exchange(true)) {
                sandbox_.reset();
            }
        });
        const Outcome outcome = send(zaak_message(number).text());
        EXPECT_EQ(outcome.reply_code, "Fo03") << step;
        register_->watch(nullptr);

        sandbox::SandboxOptions options;
        options.data = folder_.path();
        options.clients = sandbox::default_clients();
        options.clock = &clock_;
        options.port = port;
        sandbox_ = std::make_unique<sandbox::Sandbox>(options);
        bool gone = false;
        for (int i = 0; i < 400 && !gone; ++i) {
            clock_.advance(std::chrono::milliseconds{200});
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
            gone = zaken(number).empty() && store_->unfinished()->empty();
        }
        EXPECT_TRUE(gone) << "step " << step;
        EXPECT_EQ(send(zaak_message(number).text()).reply_code, "Bv03") << step;
    }
}

}  // namespace
}  // namespace veerpont::operations
