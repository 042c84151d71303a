#include "bridge/cli/demo_catalogue.h"

#include <fstream>
#include <utility>

#include <nlohmann/json.hpp>

namespace veerpont::cli {

namespace {

using nlohmann::json;

class Seeder {
  public:
    explicit Seeder(zgw::ZgwApi& api) : api_(api) {}

    json get_all(const std::string& path, std::vector<std::pair<std::string, std::string>> query) {
        zgw::Call call;
        call.api = zgw::Api::kCatalogi;
        call.target = path;
        call.query = std::move(query);
        return take(api_.get_all(call), json::array());
    }

    json post(const std::string& target, const json& body) {
        zgw::Call call;
        call.api = zgw::Api::kCatalogi;
        call.method = "POST";
        call.target = target;
        call.body = &body;
        return take(api_.call(call), json::object());
    }

    const std::optional<Problem>& problem() const { return problem_; }

  private:
    json take(const zgw::Outcome<zgw::Response>& answer, json otherwise) {
        if (answer.ok()) return answer->json();
        if (!problem_) problem_ = answer.failure().problem;
        return otherwise;
    }

    zgw::ZgwApi& api_;
    std::optional<Problem> problem_;
};

std::string url_of(const json& resource) {
    return resource.is_object() ? resource.value("url", "") : std::string();
}

std::string first_url(const json& list) {
    return list.empty() ? std::string() : url_of(list.front());
}

void make(Seeder& seeder, const json& all) {
    json catalogus =
        seeder.get_all("/catalogussen", {{"domein", all["catalogus"]["domein"].get<std::string>()}});
    const std::string catalogus_url =
        catalogus.empty() ? url_of(seeder.post("/catalogussen", all["catalogus"])) : first_url(catalogus);

    json zaaktype = all["zaaktype"];
    zaaktype["catalogus"] = catalogus_url;
    const std::string zaaktype_url = url_of(seeder.post("/zaaktypen", zaaktype));

    const std::pair<const char*, const char*> parts[] = {{"statustypen", "/statustypen"},
                                                         {"roltypen", "/roltypen"},
                                                         {"eigenschappen", "/eigenschappen"},
                                                         {"resultaattypen", "/resultaattypen"}};
    for (const auto& [name, path] : parts) {
        for (json part : all[name]) {
            part["zaaktype"] = zaaktype_url;
            seeder.post(path, part);
        }
    }
    int order = 0;
    for (json type : all["informatieobjecttypen"]) {
        type["catalogus"] = catalogus_url;
        const std::string type_url = url_of(seeder.post("/informatieobjecttypen", type));
        seeder.post(type_url + "/publish", json::object());
        seeder.post("/zaaktype-informatieobjecttypen", {{"zaaktype", zaaktype_url},
                                                        {"informatieobjecttype", type_url},
                                                        {"volgnummer", ++order},
                                                        {"richting", "inkomend"}});
    }
    seeder.post(zaaktype_url + "/publish", json::object());
}

}  // namespace

Result<DemoCatalogue> seed_demo_catalogue(zgw::ZgwApi& register_api, const std::filesystem::path& file) {
    std::ifstream in(file);
    const json all = json::parse(in, nullptr, false);
    if (all.is_discarded()) {
        return Problem{Problem::Kind::kInternal, "De catalogus van de demo is niet te lezen.",
                       "cannot read " + file.filename().string(), ""};
    }
    Seeder seeder(register_api);
    DemoCatalogue made;
    made.code = all["zaaktype"]["identificatie"].get<std::string>();
    made.rsin = all["catalogus"]["rsin"].get<std::string>();
    const auto find = [&] {
        for (const json& version :
             seeder.get_all("/zaaktypen", {{"identificatie", made.code}, {"status", "definitief"}})) {
            if (version["beginGeldigheid"] == all["zaaktype"]["beginGeldigheid"]) return url_of(version);
        }
        return std::string();
    };
    made.zaaktype = find();
    if (made.zaaktype.empty() && !seeder.problem()) {
        make(seeder, all);
        made.zaaktype = find();
    }
    made.statustype = first_url(seeder.get_all("/statustypen", {{"zaaktype", made.zaaktype}}));
    made.roltype = first_url(seeder.get_all("/roltypen", {{"zaaktype", made.zaaktype}}));
    const json relations = seeder.get_all("/zaaktype-informatieobjecttypen", {{"zaaktype", made.zaaktype}});
    if (!relations.empty()) made.informatieobjecttype = relations.front().value("informatieobjecttype", "");
    if (seeder.problem()) return *seeder.problem();
    return made;
}

}  // namespace veerpont::cli
