#include "bridge/base/text.h"
#include "bridge/sandbox/api.h"
#include "bridge/sandbox/relations.h"

namespace veerpont::sandbox {

namespace {

std::string page_url(const std::string& path, const Parameters& parameters, std::int64_t number) {
    std::string url = "sandbox:" + path + "?";
    for (const auto& [name, value] : parameters) {
        if (name != "page") {
            url += url_encode(name) + "=" + url_encode(value) + "&";
        }
    }
    return url + "page=" + std::to_string(number);
}

}  // namespace

std::string list_body(const Work&, const Kind& kind, const std::string& path, const Parameters& parameters,
                      const Page& page) {
    std::string items = "[" + join(page.items, ",") + "]";
    if (!kind.paged) {
        return items;
    }
    const bool more = page.number * page.size < page.count;
    const auto link = [&](bool there, std::int64_t number) {
        return there ? Json(page_url(path, parameters, number)).dump() : std::string("null");
    };
    return "{\"count\":" + std::to_string(page.count) + ",\"next\":" + link(more, page.number + 1) +
           ",\"previous\":" + link(page.number > 1, page.number - 1) + ",\"results\":" + items + "}";
}

Parameters search_parameters(const Json& body) {
    if (!body.is_object() || body.empty()) {
        refuse("", "empty_search_body", "Geef minstens één zoekterm.");
    }
    Parameters parameters;
    for (const auto& [name, value] : body.items()) {
        if (value.is_array()) {
            std::vector<std::string> parts;
            for (const auto& one : value) {
                parts.push_back(one.is_string() ? one.get<std::string>() : one.dump());
            }
            parameters.emplace_back(name, join(parts, ","));
        } else if (value.is_object()) {
            refuse(name, "invalid", "Zoeken hierop kan in dit proefregister niet.");
        } else {
            parameters.emplace_back(name, value.is_string() ? value.get<std::string>() : value.dump());
        }
    }
    return parameters;
}

Json reserve_numbers(Work& work) {
    static const Fields kFields =
        read_fields("bronorganisatie rsin required\naantal integer(1,1000) nullable");
    const Json asked = checked(work, "zaken", kFields, work.given);
    const std::int64_t count = asked["aantal"].is_null() ? 1 : asked["aantal"].get<std::int64_t>();
    const std::string organisation = asked["bronorganisatie"];
    Json numbers = Json::array();
    while (static_cast<std::int64_t>(numbers.size()) < count) {
        const std::string number = generated_number(work, "ZAAK", work.today().substr(0, 4));
        if (!work.shelf.any("zaken.sleutel", std::string(organisation).append(" ").append(number))) {
            numbers.push_back({{"zaaknummer", number}});
        }
    }
    return count == 1 ? numbers[0] : numbers;
}

Json zaakbesluiten(Work& work, const std::string& zaak, const std::string& besluit) {
    const std::string address = internal_address("zaken", "zaken", zaak);
    if (!work.look(address)) {
        not_found();
    }
    Json found = Json::array();
    for (const auto& url : work.related("besluiten", "zaak", address)) {
        const std::string uuid(uuid_of(url));
        Json item = {{"url", std::string(address).append("/besluiten/").append(uuid)},
                     {"uuid", uuid},
                     {"besluit", url}};
        if (uuid == besluit) {
            return item;
        }
        found.push_back(std::move(item));
    }
    if (!besluit.empty()) {
        not_found();
    }
    return found;
}

std::string api_version(const std::string& api) {
    static const std::map<std::string, std::string> kVersions = {
        {"zaken", "1.5.1"}, {"documenten", "1.4.3"}, {"catalogi", "1.3.1"}, {"besluiten", "1.1.0"}};
    const auto found = kVersions.find(api);
    return found == kVersions.end() ? "" : found->second;
}

Json openapi(const std::string& api) {
    Json paths = Json::object();
    const auto add = [&](const std::string& path, const char* method) {
        paths[path][method] = {{"responses", {{"200", {{"description", "OK"}}}}}};
    };
    for (const auto& kind : all_kinds()) {
        if (kind.api != api) {
            continue;
        }
        const std::string path =
            (kind.parent.empty() ? "" : "/" + kind.parent + "/{zaak_uuid}") + "/" + kind.name;
        for (const auto& [verb, where, method] :
             {std::tuple{kList, "", "get"}, std::tuple{kCreate, "", "post"},
              std::tuple{kRead, "/{uuid}", "get"}, std::tuple{kReplace, "/{uuid}", "put"},
              std::tuple{kPatch, "/{uuid}", "patch"}, std::tuple{kDelete, "/{uuid}", "delete"}}) {
            if (kind.verbs & verb) {
                add(path + where, method);
            }
        }
    }
    if (api == "zaken") {
        add("/zaken/_zoek", "post");
        add("/zaken/{uuid}/besluiten", "get");
        add("/zaaknummer_reserveren", "post");
    } else if (api == "documenten") {
        add("/enkelvoudiginformatieobjecten/_zoek", "post");
        add("/enkelvoudiginformatieobjecten/{uuid}/download", "get");
        add("/enkelvoudiginformatieobjecten/{uuid}/lock", "post");
        add("/enkelvoudiginformatieobjecten/{uuid}/unlock", "post");
    } else if (api == "catalogi") {
        for (const std::string type : {"zaaktypen", "informatieobjecttypen", "besluittypen"}) {
            add("/" + type + "/{uuid}/publish", "post");
        }
    }
    return {{"openapi", "3.0.0"},
            {"info", {{"title", api + " (proefregister van Veerpont)"}, {"version", api_version(api)}}},
            {"servers", Json::array({{{"url", "sandbox:/" + api + "/api/v1"}}})},
            {"paths", std::move(paths)}};
}

std::string welcome() {
    return "Dit is het proefregister van Veerpont: een ZGW-register om mee te proberen en te testen.\n"
           "Het is niet bedoeld voor echte zaken: er is geen beheer van rechten per zaaktype, geen "
           "audittrail\n"
           "en geen notificatie.\n\n"
           "API's: /catalogi/api/v1  /zaken/api/v1  /documenten/api/v1  /besluiten/api/v1\n";
}

}  // namespace veerpont::sandbox
