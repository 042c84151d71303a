// A ZGW register for one test case: it answers what the file zgw.json of the case says, remembers what was
// created, and keeps a record of every call. No network.
//
// Not said in zgw.json: a POST is answered 201 with its own body and a url, a PATCH or PUT of something that
// was created here 200, a DELETE 204, and a GET of something that was created here 200. Any other call is
// answered 404 and listed in unanswered(). Safe from any thread.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bridge/zgw/api.h"

namespace veerpont::cli {

// One answer of zgw.json:
//   {"call": "GET zaken:/zaken", "query": {"identificatie": "ZAAK-1"}, "status": 200, "list": [...]}
// `query` is the part of the query that must be there; `body` is the answer, `list` the items of a paged
// list, `text` the bytes of a download; `times` how often it is given, always when absent. The first that
// fits answers. In every text {zaken}, {catalogi}, {documenten} and {besluiten} stand for the roots of the
// APIs.
struct CaseAnswer {
    std::string call;
    std::map<std::string, std::string> query;
    int status = 200;
    nlohmann::json body;
    std::string text;
    int times = -1;  // left; negative: always
};

// Throws std::runtime_error with a Dutch text that names what is wrong.
std::vector<CaseAnswer> read_answers(const nlohmann::json& script);

class CaseRegister final : public zgw::ZgwApi {
  public:
    explicit CaseRegister(std::vector<CaseAnswer> answers) : answers_(std::move(answers)) {}

    zgw::Outcome<zgw::Response> call(const zgw::Call& call) override;
    zgw::Outcome<zgw::Response> download(const zgw::Call& call,
                                         const std::function<bool(std::string_view)>& sink) override;
    std::string root(zgw::Api api) const override;

    // In the order in which they came: {"call", "query", "body"}, with names for the roots.
    std::vector<nlohmann::json> changes() const;
    std::vector<nlohmann::json> reads() const;
    // Reads for which zgw.json has no answer.
    std::vector<std::string> unanswered() const;

  private:
    struct Given {
        int status = 404;
        nlohmann::json body;
        std::string text;
    };
    Given answer(const zgw::Call& call, bool probe);
    CaseAnswer* find_answer(const std::string& name, const zgw::Call& call);
    Given from_memory(const zgw::Call& call, const std::string& url, const nlohmann::json& body);

    mutable std::mutex mutex_;
    std::vector<CaseAnswer> answers_;
    std::map<std::string, nlohmann::json> made_;  // by URL
    std::map<std::string, int> counts_;           // by collection
    std::vector<nlohmann::json> changes_, reads_;
    std::vector<std::string> unanswered_;
};

}  // namespace veerpont::cli
