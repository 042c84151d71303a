#include <fstream>
#include <sstream>

#include "tests/sandbox/sandbox_fixture.h"

namespace veerpont::sandbox {
namespace {

class DocumentenTest : public SandboxTest {
  protected:
    static constexpr char kDocuments[] = "/documenten/api/v1/enkelvoudiginformatieobjecten";

    void SetUp() override {
        SandboxTest::SetUp();
        make_catalogue();
    }

    std::string refused(const Json& change) {
        auto body = document_body();
        body.merge_patch(change);
        const auto reply = post(kDocuments, body);
        EXPECT_EQ(reply.status, 400) << reply.text;
        return reply.problem();
    }

    // POST with the text of the body written by hand.
    Reply post_text(const std::string& text) {
        auto asked = request("POST", kDocuments);
        asked.headers.emplace_back("Content-Type", "application/json");
        asked.body.push_back({text, nullptr, 0});
        return send(std::move(asked));
    }

    Reply put_part(const std::string& url, const std::string& bytes, const std::string& lock,
                   bool lock_first) {
        const std::string b = "--grens\r\n";
        const std::string lock_part =
            b + "Content-Disposition: form-data; name=\"lock\"\r\n\r\n" + lock + "\r\n";
        const std::string file = b +
                                 "Content-Disposition: form-data; name=\"inhoud\"; filename=\"x\"\r\n"
                                 "Content-Type: application/octet-stream\r\n\r\n" +
                                 bytes + "\r\n";
        auto asked = request("PUT", url);
        asked.headers.emplace_back("Content-Type", "multipart/form-data; boundary=\"grens\"");
        asked.body.push_back(
            {(lock_first ? lock_part + file : file + lock_part) + "--grens--\r\n", nullptr, 0});
        return send(std::move(asked));
    }

    std::size_t blobs() const {
        const auto folder = folder_.path() / "sandbox" / "blobs";
        return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
    }
};

TEST_F(DocumentenTest, KeepsContentAsItCame) {
    std::string bytes;
    for (int i = 0; i < 300; ++i) {
        bytes.push_back(static_cast<char>(i));
    }
    auto body = document_body(bytes);
    body["bestandsnaam"] = "brief één.pdf";
    body["formaat"] = "application/pdf";
    const auto document = made(kDocuments, body);
    EXPECT_EQ(document["bestandsomvang"], 300);
    EXPECT_EQ(document["versie"], 1);
    EXPECT_EQ(document["locked"], false);
    EXPECT_EQ(document["vertrouwelijkheidaanduiding"], "openbaar");
    EXPECT_EQ(document["identificatie"], "DOCUMENT-2026-0000000001");
    EXPECT_TRUE(document["inhoud"].get<std::string>().ends_with("/download?versie=1"));
    const auto content = get(document["inhoud"]);
    EXPECT_EQ(content.text, bytes);
    EXPECT_EQ(content.header("Content-Type"), "application/pdf");
    EXPECT_NE(content.header("Content-Disposition").find("brief%20%C3%A9%C3%A9n.pdf"), std::string::npos);
    EXPECT_EQ(get(document["url"].get<std::string>() + "/download").text, bytes);
}

TEST_F(DocumentenTest, SplicesContentOutOfAnyJson) {
    const auto with_content = [&](const std::string& content, const std::string& size) {
        auto body = document_body();
        body.erase("inhoud");
        body.erase("bestandsomvang");
        std::string text = body.dump();
        text.pop_back();
        // Another member of that name deeper down, and escapes before and after.
        return post_text(text + R"(, "x": {"inhoud": "QQ=="}, "y": ["\"inhoud\":"], "inhoud" : ")" + content +
                         "\", \"bestandsomvang\": " + size + "}");
    };
    EXPECT_EQ(with_content(R"(aGFs\u00e9\u002B+=)", "5").problem(), "inhoud/incorrect-base64-padding");
    const auto good = with_content(R"(aGFs\r\nbG8g\/\u002b8\u003d)", "8");
    ASSERT_EQ(good.status, 201) << good.text;
    EXPECT_EQ(get(good.body["inhoud"]).text, "hallo \xff\xef");
    EXPECT_EQ(with_content("aGFsbG8", "5").problem(), "inhoud/incorrect-base64-padding");
    EXPECT_EQ(with_content("aGFs bG8=", "5").status, 201);
    EXPECT_EQ(with_content("aGF*bG8=", "5").problem(), "inhoud/incorrect-base64-padding");
    EXPECT_EQ(with_content("aGFsbG8==", "5").problem(), "inhoud/incorrect-base64-padding");
    EXPECT_EQ(with_content("", "0").status, 201);
    const auto before = blobs();
    EXPECT_EQ(with_content("aGFsbG8=", "6").problem(), "bestandsomvang/file-size");
    EXPECT_EQ(blobs(), before) << "content of a refused document must not stay behind";
}

TEST_F(DocumentenTest, FollowsTheRules) {
    EXPECT_EQ(refused({{"taal", "nl"}}), "taal/min_length");
    EXPECT_EQ(refused({{"ontvangstdatum", "2026-10-01"}, {"status", "in_bewerking"}}),
              "status/invalid_for_received");
    EXPECT_EQ(refused({{"indicatieGebruiksrecht", true}}), "indicatieGebruiksrecht/missing-gebruiksrechten");
    EXPECT_EQ(refused({{"informatieobjecttype", zaaktype_}}), "informatieobjecttype/invalid-resource");
    EXPECT_EQ(refused({{"informatieobjecttype", "https://elders.example/1"}}),
              "informatieobjecttype/bad-url");
    EXPECT_EQ(refused({{"inhoud", nullptr}, {"bestandsomvang", 1'000'000'000'000}}),
              "bestandsomvang/max_value");
    auto body = document_body();
    body["identificatie"] = "D1";
    made(kDocuments, body);
    EXPECT_EQ(refused({{"identificatie", "D1"}}), "identificatie/identificatie-niet-uniek");
    EXPECT_EQ(get(std::string(kDocuments) + "?identificatie=D1&bronorganisatie=" + kRsin).body["count"], 1);
    EXPECT_EQ(get(std::string(kDocuments) + "?identificatie=D2").body["count"], 0);
}

TEST_F(DocumentenTest, KeepsMetadataWithoutContent) {
    auto body = document_body();
    body["inhoud"] = nullptr;
    body.erase("bestandsomvang");
    const auto document = made(kDocuments, body);
    EXPECT_EQ(document["inhoud"], nullptr);
    EXPECT_EQ(document["bestandsomvang"], nullptr);
    EXPECT_EQ(get(document["url"].get<std::string>() + "/download").status, 404);
}

TEST_F(DocumentenTest, ChangesOnlyUnderTheLock) {
    const std::string url = make_document()["url"];
    EXPECT_EQ(patch(url, {{"titel", "x"}, {"lock", "iets"}}).problem(), "nonFieldErrors/unlocked");
    as_ = "veerpont-brug";
    const std::string lock = post(url + "/lock", Json::object()).body["lock"];
    EXPECT_EQ(get(url).body["locked"], true);
    EXPECT_EQ(post(url + "/lock", Json::object()).problem(), "nonFieldErrors/existing-lock");
    EXPECT_EQ(patch(url, {{"titel", "x"}, {"lock", "fout"}}).problem(), "nonFieldErrors/incorrect-lock-id");
    EXPECT_EQ(patch(url, {{"titel", "x"}}).problem(), "nonFieldErrors/missing-lock-id");
    EXPECT_EQ(call("PUT", url, document_body()).problem(), "lock/required");
    EXPECT_EQ(call("DELETE", url).problem(), "nonFieldErrors/destroy-locked");
    EXPECT_EQ(patch(url, {{"titel", "Anders"}, {"lock", lock}}).status, 200);
    EXPECT_EQ(post(url + "/unlock", {{"lock", "fout"}}).problem(), "nonFieldErrors/incorrect-lock-id");
    EXPECT_EQ(post(url + "/unlock", Json::object()).problem(), "nonFieldErrors/missing-lock-id");
    EXPECT_EQ(post(url + "/unlock", {{"lock", lock}}).status, 204);
    EXPECT_EQ(get(url).body["locked"], false);
}

TEST_F(DocumentenTest, ForcesAnUnlockOnlyForWhoMay) {
    const std::string url = make_document()["url"];
    as_ = "veerpont-brug";
    post(url + "/lock", Json::object());
    EXPECT_EQ(post(url + "/unlock", Json::object()).status, 400);
    as_ = "veerpont";
    EXPECT_EQ(post(url + "/unlock", Json::object()).status, 204);
    EXPECT_EQ(get(url).body["locked"], false);
}

TEST_F(DocumentenTest, MakesAVersionOfEveryChange) {
    const std::string url = make_document("een")["url"];
    const std::string lock = post(url + "/lock", Json::object()).body["lock"];
    clock_.advance(std::chrono::hours(1));
    ASSERT_EQ(patch(url, {{"lock", lock}, {"titel", "Tweede"}}).body["versie"], 2);
    clock_.advance(std::chrono::hours(1));
    EXPECT_EQ(patch(url, {{"lock", lock}, {"bestandsomvang", 99}}).problem(), "bestandsomvang/file-size");
    const auto third =
        patch(url, {{"lock", lock}, {"inhoud", base64_encode("drie!")}, {"bestandsomvang", 5}}).body;
    EXPECT_EQ(third["versie"], 3);
    post(url + "/unlock", {{"lock", lock}});
    EXPECT_EQ(get(url).body["titel"], "Tweede");
    EXPECT_EQ(get(url + "?versie=1").body["titel"], "Brief");
    EXPECT_EQ(get(url + "?versie=4").status, 404);
    EXPECT_EQ(get(url + "?registratieOp=2026-10-15T08:31:00Z").body["versie"], 2);
    EXPECT_EQ(get(url + "?registratieOp=2020-01-01T00:00:00Z").status, 404);
    EXPECT_EQ(get(url + "/download?versie=1").text, "een");
    EXPECT_EQ(get(url + "/download?versie=2").text, "een");
    EXPECT_EQ(get(url + "/download?versie=3").text, "drie!");
    EXPECT_EQ(get(url + "/download").text, "drie!");
    EXPECT_EQ(get(kDocuments).body["count"], 1);
    EXPECT_EQ(call("DELETE", url).status, 204);
    EXPECT_EQ(blobs(), 0);
}

TEST_F(DocumentenTest, ReceivesALargeDocumentInParts) {
    auto body = document_body();
    body["inhoud"] = nullptr;
    body["bestandsomvang"] = 24;  // parts of 10 bytes
    const auto document = made(kDocuments, body);
    const std::string url = document["url"], lock = document["lock"];
    EXPECT_EQ(document["locked"], true);
    ASSERT_EQ(document["bestandsdelen"].size(), 3);
    EXPECT_EQ(document["bestandsdelen"][2]["omvang"], 4);
    const auto part_url = [&](std::size_t i) {
        return document["bestandsdelen"][i]["url"].get<std::string>();
    };
    as_ = "veerpont-brug";
    EXPECT_EQ(put_part(part_url(0), "0123456789", "fout", true).problem(),
              "nonFieldErrors/incorrect-lock-id");
    EXPECT_EQ(put_part(part_url(0), "te kort", lock, true).problem(), "nonFieldErrors/file-size");
    EXPECT_EQ(put_part(part_url(0), "\r\n--gren!!", lock, true).status, 200);
    EXPECT_EQ(put_part(part_url(2), "wxyz", lock, false).body["voltooid"], true);
    EXPECT_EQ(post(url + "/unlock", {{"lock", lock}}).problem(), "nonFieldErrors/incomplete-upload");
    EXPECT_EQ(get(url).body["bestandsdelen"][1]["voltooid"], false);
    EXPECT_EQ(put_part(part_url(1), "abcdefghij", lock, true).status, 200);
    ASSERT_EQ(post(url + "/unlock", {{"lock", lock}}).status, 204);
    const auto whole = get(url).body;
    EXPECT_EQ(whole["bestandsdelen"], Json::array());
    EXPECT_EQ(whole["bestandsomvang"], 24);
    EXPECT_EQ(get(whole["inhoud"]).text, "\r\n--gren!!abcdefghijwxyz");
    EXPECT_EQ(blobs(), 1);
}

TEST_F(DocumentenTest, DropsAnIncompleteUploadWhenForced) {
    auto body = document_body();
    body["inhoud"] = nullptr;
    body["bestandsomvang"] = 15;
    const auto document = made(kDocuments, body);
    ASSERT_EQ(put_part(document["bestandsdelen"][0]["url"], "0123456789", document["lock"], true).status,
              200);
    ASSERT_EQ(post(document["url"].get<std::string>() + "/unlock", Json::object()).status, 204);
    const auto left = get(document["url"]).body;
    EXPECT_EQ(left["bestandsomvang"], nullptr);
    EXPECT_EQ(left["bestandsdelen"], Json::array());
    EXPECT_EQ(blobs(), 0);
}

TEST_F(DocumentenTest, FollowsGebruiksrechten) {
    const std::string url = make_document()["url"];
    const auto right =
        made("/documenten/api/v1/gebruiksrechten", {{"informatieobject", url},
                                                    {"startdatum", "2026-10-01T00:00:00+02:00"},
                                                    {"omschrijvingVoorwaarden", "Alleen intern"}});
    EXPECT_EQ(right["startdatum"], "2026-09-30T22:00:00Z");
    EXPECT_EQ(get(url).body["indicatieGebruiksrecht"], true);
    EXPECT_EQ(get("/documenten/api/v1/gebruiksrechten?informatieobject=" + url).body.size(), 1);
    ASSERT_EQ(call("DELETE", right["url"]).status, 204);
    EXPECT_EQ(get(url).body["indicatieGebruiksrecht"], nullptr);
}

// Resident memory of this process in kB: the highest since the last reset.
long peak_memory() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:")) {
            return std::stol(line.substr(6));
        }
    }
    return 0;
}

// Base64 text of any length without holding it: "AAAA...".
class Zeros : public std::streambuf {
  public:
    explicit Zeros(std::uint64_t size) : left_(size), chunk_(64 * 1024, 'A') {}

  protected:
    int_type underflow() override {
        const auto size = std::min<std::uint64_t>(left_, chunk_.size());
        left_ -= size;
        setg(chunk_.data(), chunk_.data(), chunk_.data() + size);
        return size ? traits_type::to_int_type(chunk_[0]) : traits_type::eof();
    }

  private:
    std::uint64_t left_;
    std::string chunk_;
};

class ZeroStream : private Zeros, public std::istream {
  public:
    explicit ZeroStream(std::uint64_t size) : Zeros(size), std::istream(static_cast<std::streambuf*>(this)) {}
};

TEST_F(DocumentenTest, TakesAndGivesLargeContentInConstantMemory) {
    static constexpr std::uint64_t kText = 128ULL << 20;
    static constexpr std::uint64_t kBytes = kText / 4 * 3;
    auto body = document_body();
    body.erase("inhoud");
    body["bestandsomvang"] = kBytes;
    std::string text = body.dump();
    text.pop_back();
    auto asked = request("POST", kDocuments);
    asked.headers.emplace_back("Content-Type", "application/json");
    asked.timeout = std::chrono::minutes(2);
    asked.body.push_back({text + ",\"inhoud\":\"", nullptr, 0});
    asked.body.push_back({"", [] { return std::make_unique<ZeroStream>(kText); }, kText});
    asked.body.push_back({"\"}", nullptr, 0});
    std::ofstream("/proc/self/clear_refs") << "5";
    const long before = peak_memory();
    const auto reply = send(asked);
    ASSERT_EQ(reply.status, 201) << reply.text;
    auto download = request("GET", reply.body["inhoud"]);
    download.timeout = std::chrono::minutes(2);
    std::uint64_t received = 0;
    const auto outcome = client_.call(download, [&](std::string_view piece) {
        received += piece.size();
        return true;
    });
    ASSERT_TRUE(std::holds_alternative<http::ClientResponse>(outcome));
    EXPECT_EQ(received, kBytes);
    EXPECT_LT(peak_memory() - before, 24 * 1024) << "kB more than before";
}

}  // namespace
}  // namespace veerpont::sandbox
