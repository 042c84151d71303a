// A whole bridge with a register, and a zaaktype with every roltype, for the tolerances of messages about
// zaken. One per test suite.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/cli/answers.h"
#include "tests/cli/running_bridge.h"
#include "tests/cli/stuf_parts.h"

namespace veerpont::test {

class ZaakBridge : public ::testing::Test {
  public:
    using Json = nlohmann::json;

    static void SetUpTestSuite() {
        running_ = std::make_unique<RunningBridge>([](settings::Settings& settings) {
            for (const std::string profile : {"xxllnc", "zaaksysteemvuller", "docpoc", "openwave"}) {
                settings::Sender sender;
                sender.name = profile;
                sender.applicatie = "app-" + profile;
                sender.client_profile = profile;
                settings.senders.push_back(sender);
            }
        });
        const auto file = running_->folder.write("catalogus.json", rich_catalogue().dump());
        const auto seeded = cli::seed_demo_catalogue(running_->view.api(), file);
        ASSERT_TRUE(seeded.ok()) << seeded.problem().log_text;
        // Zaken of this zaaktype may be part of one another.
        zgw::Call call;
        call.api = zgw::Api::kCatalogi;
        call.method = "PATCH";
        call.target = seeded->zaaktype;
        const Json parts{{"deelzaaktypen", {seeded->zaaktype}}};
        call.body = &parts;
        ASSERT_TRUE(running_->view.api().call(call).ok());
    }
    static void TearDownTestSuite() { running_.reset(); }

  protected:
    static RunningBridge& bridge() { return *running_; }

    static std::string zaak_of(const std::string& identificatie, const std::string& content = "") {
        return replace_all(new_zaak(identificatie, content), "DEMO-PARK", "TEST-RIJK");
    }
    static std::string document_of(const std::string& identificatie, const std::string& zaak) {
        return replace_all(new_document(identificatie, zaak), ">Aanvraag<", ">Bijlage<");
    }
    static Answered sends(const std::string& message, const std::string& action = "") {
        http::Headers headers;
        if (!action.empty()) headers.emplace_back("SOAPAction", kActions + action);
        return bridge().post("OntvangAsynchroon", message, std::move(headers));
    }
    // Sends it, and expects to be told that it was done.
    static void done(const std::string& message, const std::string& what, const std::string& action = "") {
        const Answered answer = sends(message, action);
        EXPECT_EQ(answer.berichtcode(), "Bv03") << what << ": " << answer.fault("details");
        EXPECT_EQ(answer.status, 200) << what;
    }
    static void set_status(const std::string& identificatie, const std::string& content,
                           const std::string& what) {
        done(changed_zaak(identificatie, content), what, "actualiseerZaakstatus_Lk01");
    }
    static Json in_register(const std::string& identificatie) {
        const Json found = bridge().view.zaken(identificatie);
        EXPECT_EQ(found.size(), 1U) << identificatie;
        return found.size() == 1 ? found[0] : Json::object();
    }
    // The zaak in the register after a creeerZaak with this content.
    static Json made(const std::string& content, const std::string& what) {
        const std::string number = new_identificatie();
        done(zaak_of(number, content), what);
        return in_register(number);
    }
    static Json parts(const Json& zaak, const std::string& list) {
        return bridge().view.all(zgw::Api::kZaken, list, {{"zaak", zaak.value("url", "")}});
    }
    // The only role of a zaak that was made with this content.
    static Json rol(const std::string& content, const std::string& what) {
        const Json rollen = parts(made(content, what), "/rollen");
        EXPECT_EQ(rollen.size(), 1U) << what << rollen;
        return rollen.size() == 1 ? rollen[0] : Json::object();
    }
    // The moments and names of its statussen, oldest first.
    static std::vector<std::string> statussen(const std::string& identificatie) {
        Json all = parts(in_register(identificatie), "/statussen");
        std::sort(all.begin(), all.end(), [](const Json& a, const Json& b) {
            return parse_iso_timestamp(a.value("datumStatusGezet", "")) <
                   parse_iso_timestamp(b.value("datumStatusGezet", ""));
        });
        std::vector<std::string> names;
        for (const Json& one : all) {
            zgw::Call call;
            call.target = one.value("statustype", "");
            call.api = zgw::Api::kCatalogi;
            const auto type = bridge().view.api().call(call);
            names.push_back(type.ok() ? type->json().value("omschrijving", "") : "?");
        }
        return names;
    }
    static std::string initiator(const std::string& gerelateerde, const std::string& more = "") {
        return zkn("heeftAlsInitiator", zkn("gerelateerde", gerelateerde) + more, marks("ZAKBTRINI"));
    }
    static std::string person(const std::string& content) {
        return zkn("natuurlijkPersoon", content, marks("NPS"));
    }
    static std::string nil(const std::string& name, const std::string& no_value = "") {
        return "<ZKN:" + name + " xsi:nil=\"true\"" +
               (no_value.empty() ? "" : " StUF:noValue=\"" + no_value + "\"") + "/>";
    }

  private:
    static inline std::unique_ptr<RunningBridge> running_;
};

}  // namespace veerpont::test
