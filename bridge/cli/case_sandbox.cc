#include "bridge/cli/case_sandbox.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "bridge/base/time_zone.h"
#include "bridge/cli/demo_catalogue.h"

namespace veerpont::cli {

namespace {

using nlohmann::json;

sandbox::SandboxOptions case_register_options(const std::filesystem::path& data, const Clock& clock) {
    sandbox::SandboxOptions options;
    options.data = data;
    options.clients = sandbox::default_clients();
    options.clock = &clock;
    return options;
}

zgw::HttpZgwSettings settings_of(const std::string& root, const std::string& id, const std::string& secret) {
    zgw::HttpZgwSettings settings;
    for (const zgw::Api api : zgw::kAllApis) {
        settings.apis[api] = {root + "/" + std::string(zgw::api_name(api)) + "/api/v1",
                              {zgw::Credentials::Kind::kJwt, id, secret, "", "", ""}};
    }
    return settings;
}

// How a type is shown: as a person calls it.
std::string name_of_type(const json& type) {
    for (const std::string_view name : {"identificatie", "omschrijving", "naam"}) {
        if (const auto found = type.find(name); found != type.end() && found->is_string()) {
            return *found;
        }
    }
    return "";
}

bool says_nothing(const json& value) {
    return value.is_null() || value == "" || (value.is_structured() && value.empty());
}

// Texts that are URLs of something become its name; what is empty, and names in `drop`, go out.
template <std::size_t N>
json plain(json value, const std::map<std::string, std::string>& names,
           const std::array<std::string_view, N>& drop) {
    if (value.is_string()) {
        const auto found = names.find(value.get<std::string>());
        return found == names.end() ? value : json(found->second);
    }
    if (value.is_array()) {
        for (json& one : value) {
            one = plain(std::move(one), names, drop);
        }
        return value;
    }
    if (!value.is_object()) {
        return value;
    }
    json kept = json::object();
    for (const auto& [name, one] : value.items()) {
        const bool dropped = std::find(drop.begin(), drop.end(), name) != drop.end();
        json shown = dropped ? json() : plain(one, names, drop);
        if (!says_nothing(shown)) {
            kept[name] = std::move(shown);
        }
    }
    return kept;
}

// What only says where something is, what the bridge always says, and when it was made.
constexpr std::array<std::string_view, 13> kNoNews = {"url",
                                                      "uuid",
                                                      "zaak",
                                                      "resultaat",
                                                      "rollen",
                                                      "zaakobjecten",
                                                      "zaakinformatieobjecten",
                                                      "eigenschappen",
                                                      "bronorganisatie",
                                                      "verantwoordelijkeOrganisatie",
                                                      "registratiedatum",
                                                      "beginRegistratie",
                                                      "inhoud"};

void sort_by_text(json& list) {
    std::sort(list.begin(), list.end(), [](const json& a, const json& b) { return a.dump() < b.dump(); });
}

}  // namespace

CaseSandbox::CaseSandbox(const std::filesystem::path& data,
                         const std::vector<std::filesystem::path>& catalogues, const Clock& clock)
    : sandbox_(case_register_options(data, clock)),
      bridge_(settings_of(sandbox_.root(), "veerpont-brug", "proef-geheim-brug"), clock),
      owner_(settings_of(sandbox_.root(), "veerpont", "proef-geheim"), clock) {
    for (const std::filesystem::path& file : catalogues) {
        const auto made = seed_demo_catalogue(owner_, file);
        if (!made) {
            throw std::runtime_error(file.filename().string() +
                                     " is niet in het register te zetten: " + made.problem().log_text);
        }
    }
    for (const char* path : {"/zaaktypen", "/statustypen", "/resultaattypen", "/roltypen", "/eigenschappen",
                             "/informatieobjecttypen"}) {
        for (const json& type : list(zgw::Api::kCatalogi, path)) {
            names_[type.value("url", "")] = name_of_type(type);
        }
    }
}

json CaseSandbox::list(zgw::Api api, const std::string& target,
                       std::vector<std::pair<std::string, std::string>> query) {
    zgw::Call call;
    call.api = api;
    call.target = target;
    call.query = std::move(query);
    const auto answer = owner_.get_all(call);
    if (!answer.ok()) {
        throw std::runtime_error("het register geeft " + target +
                                 " niet: " + answer.failure().problem.log_text);
    }
    return answer->json();
}

json CaseSandbox::zaak(json zaak) {
    const std::string url = zaak.value("url", "");
    zaak.erase("status");  // one of the statussen
    json shown = plain(zaak, names_, kNoNews);
    json statussen = list(zgw::Api::kZaken, "/statussen", {{"zaak", url}});
    std::sort(statussen.begin(), statussen.end(), [](const json& a, const json& b) {
        return parse_iso_timestamp(a.value("datumStatusGezet", "")) <
               parse_iso_timestamp(b.value("datumStatusGezet", ""));
    });
    const std::array<std::pair<const char*, json>, 6> parts = {
        {{"statussen", std::move(statussen)},
         {"resultaten", list(zgw::Api::kZaken, "/resultaten", {{"zaak", url}})},
         {"rollen", list(zgw::Api::kZaken, "/rollen", {{"zaak", url}})},
         {"zaakobjecten", list(zgw::Api::kZaken, "/zaakobjecten", {{"zaak", url}})},
         {"zaakeigenschappen", list(zgw::Api::kZaken, url + "/zaakeigenschappen")},
         {"documenten", list(zgw::Api::kZaken, "/zaakinformatieobjecten", {{"zaak", url}})}}};
    for (const auto& [name, items] : parts) {
        json list = plain(items, names_, kNoNews);
        if (std::string_view(name) != "statussen") {
            sort_by_text(list);
        }
        if (!list.empty()) {
            shown[name] = std::move(list);
        }
    }
    return shown;
}

json CaseSandbox::contents() {
    json zaken = list(zgw::Api::kZaken, "/zaken");
    json documenten = list(zgw::Api::kDocumenten, "/enkelvoudiginformatieobjecten");
    for (const json* all : {&zaken, &documenten}) {
        for (const json& one : *all) {
            names_[one.value("url", "")] = one.value("identificatie", "");
        }
    }
    json shown = json::object();
    for (json& one : zaken) {
        shown["zaken"].push_back(zaak(one));
    }
    for (json& one : documenten) {
        shown["documenten"].push_back(plain(one, names_, kNoNews));
    }
    for (json& list : shown) {
        std::sort(list.begin(), list.end(), [](const json& a, const json& b) {
            return a.value("identificatie", "") < b.value("identificatie", "");
        });
    }
    return shown;
}

}  // namespace veerpont::cli
