// How many calls every kind of message makes on a warm catalogue cache, and how many of them one after the other:
// docs/zgw-calls.md says so, and this test compares it with what happens against the sandbox.
#include "tests/operations/sandbox_operations.h"

#include <condition_variable>
#include <fstream>
#include <map>
#include <mutex>
#include <thread>

#include "bridge/base/text.h"

namespace veerpont::operations {
namespace {

constexpr const char* kFirstBsn = "999993653";

// Holds calls back until no more come, and lets those go together: calls that do not wait for each other are one round.
class Rounds final : public zgw::ZgwApi {
  public:
    explicit Rounds(zgw::ZgwApi& real) : real_(real), releaser_([this] { release(); }) {}
    ~Rounds() override {
        {
            const std::lock_guard lock(mutex_);
            ended_ = true;
        }
        changed_.notify_all();
        releaser_.join();
    }

    zgw::Outcome<zgw::Response> call(const zgw::Call& call) override {
        wait_for_others(call);
        return real_.call(call);
    }
    zgw::Outcome<zgw::Response> download(const zgw::Call& call,
                                         const std::function<bool(std::string_view)>& sink) override {
        wait_for_others(call);
        return real_.download(call, sink);
    }
    std::string root(zgw::Api api) const override { return real_.root(api); }

    void measure(bool on) {
        const std::lock_guard lock(mutex_);
        on_ = on;
        if (on) {
            calls_.clear();
            rounds_ = 0;
        }
    }
    std::vector<std::string> calls() const {
        const std::lock_guard lock(mutex_);
        return calls_;
    }
    int rounds() const {
        const std::lock_guard lock(mutex_);
        return rounds_;
    }

  private:
    static constexpr std::chrono::milliseconds kQuiet{300};

    void wait_for_others(const zgw::Call& call) {
        std::unique_lock lock(mutex_);
        if (!on_) {
            return;
        }
        calls_.push_back(call.method + " " + call.target);
        ++waiting_;
        last_ = std::chrono::steady_clock::now();
        changed_.notify_all();
        const int mine = rounds_;
        changed_.wait(lock, [&] { return rounds_ > mine; });
    }

    void release() {
        std::unique_lock lock(mutex_);
        while (!ended_) {
            if (waiting_ == 0) {
                changed_.wait(lock, [&] { return ended_ || waiting_ > 0; });
            } else if (std::chrono::steady_clock::now() >= last_ + kQuiet) {
                waiting_ = 0;
                ++rounds_;
                changed_.notify_all();
            } else {
                changed_.wait_until(lock, last_ + kQuiet);
            }
        }
    }

    zgw::ZgwApi& real_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool on_ = false, ended_ = false;
    int waiting_ = 0, rounds_ = 0;
    std::chrono::steady_clock::time_point last_;
    std::vector<std::string> calls_;
    std::thread releaser_;
};

struct Figures {
    int calls = 0, rounds = 0;
    std::vector<int> of_others;  // the figures of the predecessors, where one is known
    bool operator==(const Figures& other) const { return calls == other.calls && rounds == other.rounds; }
};

// The rows of docs/zgw-calls.md by their first column.
std::map<std::string, Figures> written_down() {
    std::map<std::string, Figures> rows;
    std::ifstream file(std::filesystem::path(VEERPONT_SOURCE_DIR) / "docs/zgw-calls.md");
    for (std::string line; std::getline(file, line);) {
        const auto cells = split(line, '|');
        if (cells.size() != 7 || !all_digits(trim(cells[2])) || !all_digits(trim(cells[3]))) {
            continue;
        }
        Figures row{std::stoi(std::string(trim(cells[2]))), std::stoi(std::string(trim(cells[3]))), {}};
        for (const std::string_view other : {trim(cells[4]), trim(cells[5])}) {
            if (all_digits(other)) {
                row.of_others.push_back(std::stoi(std::string(other)));
            }
        }
        rows.emplace(trim(cells[1]), row);
    }
    return rows;
}

class ZgwCallsTest : public OperationsOnSandbox {
  protected:
    void SetUp() override {
        OperationsOnSandbox::SetUp();
        rounds_ = std::make_unique<Rounds>(*http_);
        executor_.reset();
        ExecutorParts parts;
        parts.rules = [] { return Shipped::get().rules; };
        parts.registers = {{"", rounds_.get()}};
        parts.store = store_.get();
        parts.schemas = {{stuf::Family::kZds11, &Shipped::get().schemas->model()}};
        parts.clock = &clock_;
        ExecutorSettings settings;
        settings.parallelism = settings.items_beside = 128;  // so that nothing waits for a thread
        executor_ = std::make_unique<Executor>(std::move(parts), settings);
    }
    void TearDown() override {
        OperationsOnSandbox::TearDown();
        rounds_.reset();
    }

    // Sends a message and gives what it cost.
    void measure(const std::string& name, const std::string& text, const std::string& code,
                 const std::string& action = "") {
        rounds_->measure(true);
        const Outcome outcome = send(text, action);
        rounds_->measure(false);
        ASSERT_EQ(outcome.reply_code, code) << name << ": " << why(outcome);
        last_answer_ = outcome.stored ? outcome.stored->body : xml::to_string(outcome.envelope);
        measured_[name] = {static_cast<int>(rounds_->calls().size()), rounds_->rounds(), {}};
        made_[name] = join(rounds_->calls(), "\n");
    }
    void warm(const std::string& text, const std::string& code, const std::string& action = "") {
        const Outcome outcome = send(text, action);
        ASSERT_EQ(outcome.reply_code, code) << why(outcome);
        last_answer_ = outcome.stored ? outcome.stored->body : xml::to_string(outcome.envelope);
    }
    std::string number() { return "T-" + std::to_string(++last_); }

    static std::string role(const std::string& element, const std::string& bsn = kFirstBsn) {
        return "<ZKN:" + element +
               "><ZKN:gerelateerde><ZKN:natuurlijkPersoon StUF:entiteittype=\"NPS\"><BG:inp.bsn>" + bsn +
               "</BG:inp.bsn></ZKN:natuurlijkPersoon></ZKN:gerelateerde></ZKN:" + element + ">";
    }
    static std::string status(const std::string& omschrijving, const std::string& when) {
        return "<ZKN:heeft StUF:entiteittype=\"ZAKSTT\"><ZKN:gerelateerde "
               "StUF:entiteittype=\"STT\"><ZKN:omschrijving>" +
               omschrijving + "</ZKN:omschrijving></ZKN:gerelateerde><ZKN:datumStatusGezet>" + when +
               "</ZKN:datumStatusGezet></ZKN:heeft>";
    }
    static std::string zaak(const std::string& identificatie, const std::string& rollen,
                            const std::string& statussen, const std::string& extra = "") {
        CreeerZaak message;
        message.identificatie = message.referentie = identificatie;
        message.zaaktype = "B0100";
        message.rollen = rollen;
        message.statussen = statussen;
        message.extra = extra;
        return message.text();
    }
    std::string change(const std::string& identificatie, const std::string& content) {
        const std::string object =
            "<ZKN:object StUF:entiteittype=\"ZAK\" StUF:verwerkingssoort=\"W\">"
            "<ZKN:identificatie>" +
            identificatie + "</ZKN:identificatie>";
        return envelope("<ZKN:zakLk01>" +
                        stuurgegevens("Lk01", number(), "<StUF:entiteittype>ZAK</StUF:entiteittype>") +
                        "<ZKN:parameters><StUF:mutatiesoort>W</StUF:mutatiesoort><StUF:indicatorOvername>V"
                        "</StUF:indicatorOvername></ZKN:parameters>" +
                        object + "</ZKN:object>" + object + content + "</ZKN:object></ZKN:zakLk01>");
    }
    std::string document(const std::string& identificatie, const std::string& zaak) {
        return envelope(
            "<ZKN:edcLk01>" + stuurgegevens("Lk01", number(), "<StUF:entiteittype>EDC</StUF:entiteittype>") +
            "<ZKN:parameters><StUF:mutatiesoort>T</StUF:mutatiesoort></ZKN:parameters><ZKN:object "
            "StUF:entiteittype=\"EDC\"><ZKN:identificatie>" +
            identificatie +
            "</ZKN:identificatie><ZKN:dct.omschrijving>Bijlage</ZKN:dct.omschrijving>"
            "<ZKN:creatiedatum>20261014</ZKN:creatiedatum><ZKN:titel>Brief</ZKN:titel><ZKN:formaat>text/plain"
            "</ZKN:formaat><ZKN:taal>nld</ZKN:taal><ZKN:auteur>Jan</ZKN:auteur><ZKN:inhoud "
            "StUF:bestandsnaam=\"brief.txt\">SGFsbG8=</ZKN:inhoud><ZKN:isRelevantVoor "
            "StUF:entiteittype=\"EDCZAK\"><ZKN:gerelateerde StUF:entiteittype=\"ZAK\"><ZKN:identificatie>" +
            zaak + "</ZKN:identificatie></ZKN:gerelateerde></ZKN:isRelevantVoor></ZKN:object></ZKN:edcLk01>");
    }
    std::string paper_message(const std::string& mutatiesoort, const std::string& objects) {
        return envelope(
            "<ZKN:edcLk01>" + stuurgegevens("Lk01", number(), "<StUF:entiteittype>EDC</StUF:entiteittype>") +
            "<ZKN:parameters><StUF:mutatiesoort>" + mutatiesoort +
            "</StUF:mutatiesoort><StUF:indicatorOvername>V</StUF:indicatorOvername></ZKN:parameters>" +
            objects + "</ZKN:edcLk01>");
    }
    std::string question(const std::string& entity, const std::string& gelijk, const std::string& scope) {
        const std::string root = entity == "ZAK" ? "zakLv01" : "edcLv01";
        return envelope(
            "<ZKN:" + root + ">" +
            stuurgegevens("Lv01", number(), "<StUF:entiteittype>" + entity + "</StUF:entiteittype>") +
            "<ZKN:gelijk StUF:entiteittype=\"" + entity + "\">" + gelijk +
            "</ZKN:gelijk><ZKN:scope><ZKN:object StUF:entiteittype=\"" + entity + "\"" + scope +
            "</ZKN:scope></ZKN:" + root + ">");
    }
    static std::string numbered(const std::string& identificatie) {
        return "<ZKN:identificatie>" + identificatie + "</ZKN:identificatie>";
    }
    std::string free_message(const std::string& root, const std::string& inside) {
        return envelope("<ZKN:" + root + ">" + stuurgegevens("Di02", number()) + inside + "</ZKN:" + root +
                        ">");
    }
    std::string check_out(const std::string& identificatie) {
        return free_message(
            "geefZaakdocumentbewerken_Di02",
            "<ZKN:edcLv01 StUF:entiteittype=\"EDC\" StUF:functie=\"selectie\"><ZKN:parameters/>"
            "<ZKN:gelijk StUF:entiteittype=\"EDC\">" +
                numbered(identificatie) + "</ZKN:gelijk></ZKN:edcLv01>");
    }
    // Of the last check-out.
    std::string lock() const {
        const std::size_t from = last_answer_.find("checkedOutId>") + 13;
        return "<ZKN:parameters><ZKN:checkedOutId>" +
               last_answer_.substr(from, last_answer_.find('<', from) - from) +
               "</ZKN:checkedOutId></ZKN:parameters>";
    }
    std::string check_in(const std::string& identificatie) {
        const std::string object =
            "<ZKN:object StUF:entiteittype=\"EDC\" StUF:verwerkingssoort=\"W\">" + numbered(identificatie);
        return free_message(
            "updateZaakdocument_Di02",
            lock() +
                "<ZKN:edcLk02 StUF:entiteittype=\"EDC\" StUF:functie=\"update\"><ZKN:parameters>"
                "<StUF:mutatiesoort>W</StUF:mutatiesoort></ZKN:parameters>" +
                object + "</ZKN:object>" + object +
                "<ZKN:titel>Nieuw</ZKN:titel></ZKN:object></ZKN:edcLk02>");
    }
    std::string cancel(const std::string& identificatie) {
        return free_message("cancelCheckout_Di02",
                            lock() +
                                "<ZKN:document StUF:entiteittype=\"EDC\" StUF:verwerkingssoort=\"T\" "
                                "StUF:functie=\"entiteit\">" +
                                numbered(identificatie) + "</ZKN:document>");
    }

    std::unique_ptr<Rounds> rounds_;
    std::map<std::string, Figures> measured_;
    std::map<std::string, std::string> made_;
    std::string last_answer_;
    int last_ = 0;
};

constexpr const char* kEverything = " StUF:scope=\"alles\"/>";
constexpr const char* kOnlyNumber = "><ZKN:identificatie xsi:nil=\"true\"/></ZKN:object>";
constexpr const char* kDocuments =
    "><ZKN:identificatie xsi:nil=\"true\"/><ZKN:heeftRelevant StUF:entiteittype=\"ZAKEDC\"><ZKN:gerelateerde "
    "StUF:entiteittype=\"EDC\"><ZKN:titel "
    "xsi:nil=\"true\"/></ZKN:gerelateerde></ZKN:heeftRelevant></ZKN:object>";

TEST_F(ZgwCallsTest, AreAsWrittenDown) {
    const std::string begun = status("Ontvangen", "20261013120000000");
    const std::string person = role("heeftAlsInitiator");
    const std::string resultaat =
        "<ZKN:resultaat><ZKN:omschrijving>Verleend</ZKN:omschrijving></ZKN:resultaat>";
    // Everything once, so that the catalogue is known.
    const std::string first = number(), fresh = number(), paper = number();
    warm(zaak(fresh, "", ""), "Bv03");
    warm(zaak(first, person + role("heeftAlsBelanghebbende"), begun), "Bv03");
    warm(zaak(number(), "", begun + status("Klaar", "20261014120000000"), resultaat), "Bv03");
    warm(document(paper, first), "Bv03", "voegZaakdocumentToe_Lk01");
    warm(document(number(), first), "Bv03", "voegZaakdocumentToe_Lk01");
    warm(question("ZAK", numbered(first), kEverything), "La01", "geefZaakdetails_Lv01");
    warm(question("ZAK", numbered(first), kDocuments), "La01", "geefLijstZaakdocumenten_Lv01");
    warm(question("EDC", numbered(paper), kEverything), "La01", "geefZaakdocumentLezen_Lv01");

    // What the register can do is asked once.
    warm(free_message("genereerZaakIdentificatie_Di02", ""), "Du02");
    warm(free_message("genereerDocumentIdentificatie_Di02", ""), "Du02");

    measure("creeerZaak, zonder rol en status", zaak(number(), "", ""), "Bv03");
    measure("creeerZaak, 2 rollen en een status",
            zaak(number(), person + role("heeftAlsBelanghebbende"), begun), "Bv03");
    std::string five = person;
    for (const char* const bsn : {"111222333", "999993653", "111222333", "999993653"}) {
        five += role("heeftAlsBelanghebbende", bsn);
    }
    measure("creeerZaak, 5 rollen en een status", zaak(number(), five, begun), "Bv03");
    measure("creeerZaak, meteen gesloten",
            zaak(number(), "", begun + status("Klaar", "20261014120000000"), resultaat), "Bv03");
    measure("updateZaak, andere omschrijving", change(first, "<ZKN:omschrijving>Anders</ZKN:omschrijving>"),
            "Bv03", "updateZaak_Lk01");
    measure("actualiseerZaakstatus", change(fresh, begun), "Bv03", "actualiseerZaakstatus_Lk01");
    measure("voegZaakdocumentToe", document(number(), first), "Bv03", "voegZaakdocumentToe_Lk01");
    measure("geefZaakdetails, alleen het nummer", question("ZAK", numbered(first), kOnlyNumber), "La01",
            "geefZaakdetails_Lv01");
    measure("geefZaakdetails, alles", question("ZAK", numbered(first), kEverything), "La01",
            "geefZaakdetails_Lv01");
    measure("geefZaakstatus",
            question("ZAK",
                     numbered(first) + "<ZKN:heeft StUF:entiteittype=\"ZAKSTT\"><ZKN:indicatieLaatsteStatus>J"
                                       "</ZKN:indicatieLaatsteStatus></ZKN:heeft>",
                     "><ZKN:heeft StUF:entiteittype=\"ZAKSTT\"/></ZKN:object>"),
            "La01", "geefZaakstatus_Lv01");
    measure("geefLijstZaakdocumenten, 3 documenten", question("ZAK", numbered(first), kDocuments), "La01",
            "geefLijstZaakdocumenten_Lv01");
    measure("geefZaakdocumentLezen", question("EDC", numbered(paper), kEverything), "La01",
            "geefZaakdocumentLezen_Lv01");
    measure("geefZaakdocumentBewerken", check_out(paper), "Du02");
    measure("updateZaakdocument", check_in(paper), "Bv02");
    warm(check_out(paper), "Du02");
    measure("cancelCheckout", cancel(paper), "Bv02");
    measure("genereerZaakIdentificatie", free_message("genereerZaakIdentificatie_Di02", ""), "Du02");
    measure("genereerDocumentIdentificatie", free_message("genereerDocumentIdentificatie_Di02", ""), "Du02");
    measure("maakZaakdocument", document(number(), first), "Bv03", "maakZaakdocument_Lk01");
    const std::string object = "<ZKN:object StUF:entiteittype=\"EDC\">" + numbered(paper);
    measure(
        "wijzigDocument",
        paper_message("W", object + "</ZKN:object>" + object + "<ZKN:titel>Anders</ZKN:titel></ZKN:object>"),
        "Bv03");
    measure(
        "edcLv01, 4 documenten van een zaak, zonder inhoud",
        question(
            "EDC",
            "<ZKN:isRelevantVoor StUF:entiteittype=\"EDCZAK\"><ZKN:gerelateerde StUF:entiteittype=\"ZAK\">" +
                numbered(first) + "</ZKN:gerelateerde></ZKN:isRelevantVoor>",
            kOnlyNumber),
        "La01");
    measure("verwijderDocument", paper_message("V", object + "</ZKN:object>"), "Bv03");

    const std::string busy = number();
    warm(zaak(busy, "", begun), "Bv03");
    for (int i = 0; i < 100; ++i) {
        warm(document(number(), busy), "Bv03", "voegZaakdocumentToe_Lk01");
    }
    measure("geefLijstZaakdocumenten, 100 documenten", question("ZAK", numbered(busy), kDocuments), "La01",
            "geefLijstZaakdocumenten_Lv01");
    EXPECT_LE(measured_["geefLijstZaakdocumenten, 100 documenten"].rounds, 3);
    for (int i = 0; i < 20; ++i) {
        warm(zaak(number(), role("heeftAlsInitiator", "111222333"), begun), "Bv03");
    }
    const std::string asked =
        "<ZKN:heeftAlsInitiator StUF:entiteittype=\"ZAKBTRINI\"><ZKN:gerelateerde StUF:entiteittype=\"BTR\">"
        "<ZKN:identificatie>11111222333</ZKN:identificatie></ZKN:gerelateerde></ZKN:heeftAlsInitiator>";
    measure("zakLv01 op BSN, 20 zaken, alleen het nummer", question("ZAK", asked, kOnlyNumber), "La01");
    measure("zakLv01 op BSN, 20 zaken, alles", question("ZAK", asked, kEverything), "La01");

    const auto rows = written_down();
    std::string table;
    for (const auto& [name, figures] : measured_) {
        table += "| " + name + " | " + std::to_string(figures.calls) + " | " +
                 std::to_string(figures.rounds) + " |\n";
        const auto row = rows.find(name);
        if (row == rows.end()) {
            ADD_FAILURE() << "docs/zgw-calls.md has no row " << name;
            continue;
        }
        EXPECT_EQ(row->second, figures) << name << "\n" << made_[name];
        for (const int other : row->second.of_others) {
            EXPECT_LE(figures.calls, other) << name << "\n" << made_[name];
        }
    }
    EXPECT_EQ(rows.size(), measured_.size());
    for (const std::string& operation : Shipped::get().rules->operations()) {
        const auto row = rows.lower_bound(operation);
        EXPECT_TRUE(row != rows.end() && row->first.starts_with(operation)) << "no figures for " << operation;
    }
    if (HasFailure()) {
        std::cout << table;
    }
}

}  // namespace
}  // namespace veerpont::operations
