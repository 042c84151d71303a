#include "bridge/sandbox/documenten.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <set>
#include <stdexcept>

#include "bridge/base/crypto.h"
#include "bridge/base/text.h"
#include "bridge/base/time_zone.h"
#include "bridge/sandbox/relations.h"

namespace veerpont::sandbox {

namespace {

constexpr std::uint64_t kMostParts = 1000;

std::string document_key(const Json& document) {
    return document["bronorganisatie"].get<std::string>() + " " +
           document["identificatie"].get<std::string>();
}

bool given(const Work& work, const char* name) {
    return work.given.contains(name) && !work.given[name].is_null();
}

std::string new_id() {
    return replace_all(uuid4(), "-", "");
}

void check_document(Work& work, Json& document) {
    const Json type = work.get(document["informatieobjecttype"]);
    if (type["concept"].get<bool>()) {
        refuse("informatieobjecttype", "not-published", "Het informatieobjecttype is nog een concept.");
    }
    if (document["vertrouwelijkheidaanduiding"] == "") {
        document["vertrouwelijkheidaanduiding"] = type["vertrouwelijkheidaanduiding"];
    }
    if (document["ontvangstdatum"].is_string() &&
        (document["status"] == "in_bewerking" || document["status"] == "ter_vaststelling")) {
        refuse("status", "invalid_for_received", "Een ontvangen document kan deze status niet hebben.");
    }
    if (document["taal"].get<std::string>().size() != 3) {
        refuse("taal", "min_length", "De taal is een code van drie letters.");
    }
}

// Divides what is to come into parts and locks the document until they are there.
void begin_large_upload(Work& work, Json& document) {
    const auto total = document["bestandsomvang"].get<std::uint64_t>();
    if (total / work.part_size >= kMostParts) {
        refuse("bestandsomvang", "max_value", "Zo'n groot document neemt dit register niet aan.");
    }
    if (!work.hidden.contains("lock")) {
        work.hidden["lock"] = new_id();
    }
    const Json hidden = std::exchange(
        work.hidden, Json{{"document", uuid_of(document["url"].get_ref<const std::string&>())}});
    Json parts = Json::array();
    Json uuids = Json::array();
    for (std::uint64_t done = 0; done < total; done += work.part_size) {
        parts.push_back(put_on_shelf(work, *find_kind("bestandsdelen"),
                                     {{"volgnummer", parts.size() + 1},
                                      {"omvang", std::min(work.part_size, total - done)},
                                      {"voltooid", false},
                                      {"lock", hidden["lock"]}}));
        uuids.push_back(uuid_of(parts.back()["url"].get_ref<const std::string&>()));
    }
    work.hidden = hidden;
    work.hidden["parts"] = std::move(uuids);
    document["bestandsdelen"] = std::move(parts);
    document["locked"] = true;
    document["inhoud"] = nullptr;
}

std::string content_url(const Json& document) {
    return document["url"].get<std::string>() + "/download?versie=" + document["versie"].dump();
}

// Sets inhoud, bestandsomvang and the blob from what came with the call.
void take_content(Work& work, Json& document) {
    const auto size = document["bestandsomvang"];
    if (work.upload) {
        if (!size.is_null() && size != work.upload->size) {
            refuse("bestandsomvang", "file-size",
                   "De inhoud is " + std::to_string(work.upload->size) + " bytes groot.");
        }
        document["bestandsomvang"] = work.upload->size;
        work.hidden["blob"] = work.upload->name();
        document["inhoud"] = content_url(document);
        return;
    }
    work.hidden["blob"] = "";
    document["inhoud"] = nullptr;
    if (!size.is_null() && size != 0) {
        begin_large_upload(work, document);
    }
}

void create_rules(Work& work, Json& document) {
    check_document(work, document);
    if (document["indicatieGebruiksrecht"] == true) {
        refuse("indicatieGebruiksrecht", "missing-gebruiksrechten",
               "Voeg gebruiksrechten toe na het aanmaken.");
    }
    if (document["identificatie"] == "") {
        do {
            document["identificatie"] =
                generated_number(work, "DOCUMENT", document["creatiedatum"].get<std::string>().substr(0, 4));
        } while (work.shelf.any(std::string(kDocuments) + ".sleutel", document_key(document)));
    }
    if (work.shelf.any(std::string(kDocuments) + ".sleutel", document_key(document))) {
        refuse("identificatie", "identificatie-niet-uniek",
               "Deze identificatie bestaat al voor deze bronorganisatie.");
    }
    document["versie"] = 1;
    document["beginRegistratie"] = iso_timestamp(work.now);
    document["locked"] = false;
    document["bestandsdelen"] = Json::array();
    take_content(work, document);
}

void check_lock(Work& work, bool partial) {
    if (!work.hidden.contains("lock")) {
        refuse("", "unlocked", "Vergrendel het document eerst.");
    }
    if (!given(work, "lock") || work.given["lock"] == "") {
        partial ? refuse("", "missing-lock-id", "Dit is een vergrendeld document: lock is vereist.")
                : refuse("lock", "required", "Dit veld is vereist.");
    }
    if (work.given["lock"] != work.hidden["lock"]) {
        refuse("", "incorrect-lock-id", "Het lock is niet dat van dit document.");
    }
}

void change_rules(Work& work, const Json& before, Json& document) {
    check_document(work, document);
    if (document_key(before) != document_key(document) &&
        work.shelf.any(std::string(kDocuments) + ".sleutel", document_key(document))) {
        refuse("identificatie", "identificatie-niet-uniek",
               "Deze identificatie bestaat al voor deze bronorganisatie.");
    }
    const bool has_rights =
        work.shelf.any("gebruiksrechten.informatieobject", document["url"].get<std::string>());
    if ((document["indicatieGebruiksrecht"] == true) != has_rights) {
        if (has_rights) {
            refuse("indicatieGebruiksrecht", "existing-gebruiksrechten",
                   "Het document heeft gebruiksrechten.");
        }
        refuse("indicatieGebruiksrecht", "missing-gebruiksrechten",
               "Het document heeft geen gebruiksrechten.");
    }
    document["versie"] = before["versie"].get<std::int64_t>() + 1;
    document["beginRegistratie"] = iso_timestamp(work.now);
    if (work.upload || work.given.contains("inhoud")) {
        take_content(work, document);
        return;
    }
    // The content stays, and its size with it.
    if (given(work, "bestandsomvang") && document["bestandsomvang"] != before["bestandsomvang"]) {
        refuse("bestandsomvang", "file-size", "De omvang is niet die van de inhoud.");
    }
    document["bestandsomvang"] = before["bestandsomvang"];
    document["inhoud"] = before["inhoud"].is_string() ? Json(content_url(document)) : before["inhoud"];
}

void store_version(Work& work, const Json& document) {
    const auto row = work.shelf.find(kDocuments, uuid_of(document["url"].get_ref<const std::string&>()));
    work.shelf.add_version(
        row->id, {document["versie"].get<std::int64_t>(), document.dump(), work.hidden.value("blob", "")},
        document["beginRegistratie"].get<std::string>());
    if (work.upload) {
        work.upload->keep();
    }
}

// The row of a document after a change that makes no new version.
void restore(Work& work, const Row& row, const Json& document) {
    const auto& kind = *find_kind(kDocuments);
    work.shelf.update({row.id, row.uuid, document.dump(), work.hidden.dump()},
                      attributes_of(kind, Json::parse(row.body)), attributes_of(kind, document));
}

void drop_parts(Work& work, bool files) {
    for (const auto& uuid : work.hidden.value("parts", Json::array())) {
        if (const auto part = work.shelf.find("bestandsdelen", uuid.get<std::string>())) {
            const std::string blob = Json::parse(part->hidden).value("blob", "");
            if (files && !blob.empty()) {
                work.doomed_blobs.push_back(blob);
            }
            work.shelf.remove(part->id);
        }
    }
    work.hidden.erase("parts");
}

// Puts the parts behind each other in one file and gives its name. One part: that file is the content
// already.
std::string joined_parts(Work& work) {
    std::vector<std::string> blobs;
    for (const auto& uuid : work.hidden["parts"]) {
        const auto part = work.shelf.find("bestandsdelen", uuid.get<std::string>());
        const Json hidden = Json::parse(part->hidden);
        if (!hidden.contains("blob")) {
            refuse("", "incomplete-upload", "Nog niet alle bestandsdelen zijn er.");
        }
        blobs.push_back(hidden["blob"]);
    }
    if (blobs.size() == 1) {
        return blobs[0];
    }
    work.upload.emplace(work.blobs);
    std::ofstream out(work.upload->file(), std::ios::binary);
    for (const auto& blob : blobs) {
        out << std::ifstream(work.blobs / blob, std::ios::binary).rdbuf();
        work.doomed_blobs.push_back(blob);
    }
    out.close();
    if (!out) {
        throw std::runtime_error("the parts of a document could not be joined");
    }
    return work.upload->name();
}

std::optional<Version> version_asked(Work& work, const Row& row, const Parameters& parameters) {
    std::optional<Version> version;
    bool asked = false;
    for (const auto& [name, value] : parameters) {
        if (name == "versie") {
            std::int64_t number = 0;
            const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
            if (error != std::errc() || end != value.data() + value.size()) {
                refuse(name, "invalid", "Hier hoort een geheel getal te staan.");
            }
            version = work.shelf.version(row.id, number);
        } else if (name == "registratieOp") {
            const auto moment = parse_iso_timestamp(value);
            if (!moment) {
                refuse(name, "invalid", "Dit is geen tijdstip.");
            }
            version = work.shelf.version_at(row.id, iso_timestamp(*moment));
        } else {
            refuse("", "unknown-parameters", "Onbekende queryparameters: " + name + ".");
        }
        asked = true;
    }
    if (asked && !version) {
        not_found();
    }
    return version;
}

}  // namespace

Json create_document(Work& work) {
    Json document = create(work, *find_kind(kDocuments), work.given);
    store_version(work, document);
    document["lock"] = work.hidden.value("lock", "");
    return document;
}

Json change_document(Work& work, const Row& row, bool partial) {
    work.hidden = Json::parse(row.hidden);
    check_lock(work, partial);
    Json document = change(work, *find_kind(kDocuments), row, work.given, partial);
    store_version(work, document);
    if (document["bestandsdelen"] != Json::array()) {
        document["lock"] = work.hidden["lock"];
    }
    return document;
}

std::string read_document(Work& work, const Row& row, const Parameters& parameters) {
    const auto version = version_asked(work, row, parameters);
    if (!version) {
        return row.body;
    }
    Json document = Json::parse(version->body);
    const Json current = Json::parse(row.body);
    document["locked"] = current["locked"];
    if (document["versie"] == current["versie"]) {
        return row.body;
    }
    document["bestandsdelen"] = Json::array();
    return document.dump();
}

Download open_content(Work& work, const Row& row, const Parameters& parameters) {
    const Json document = Json::parse(read_document(work, row, parameters));
    const auto version = work.shelf.version(row.id, document["versie"].get<std::int64_t>());
    if (!version || version->blob.empty()) {
        not_found();
    }
    Download download;
    download.file = work.blobs / version->blob;
    download.size = std::filesystem::file_size(download.file);
    const std::string type = document["formaat"];
    const bool plain = std::all_of(type.begin(), type.end(), [](char c) { return c > ' ' && c < 127; });
    download.content_type = plain && type.find('/') != std::string::npos ? type : "application/octet-stream";
    download.file_name = document["bestandsnaam"];
    return download;
}

Json lock_document(Work& work, const Row& row) {
    work.hidden = Json::parse(row.hidden);
    if (work.hidden.contains("lock")) {
        refuse("", "existing-lock", "Het document is al vergrendeld.");
    }
    work.hidden["lock"] = new_id();
    Json document = Json::parse(row.body);
    document["locked"] = true;
    restore(work, row, document);
    return {{"lock", work.hidden["lock"]}};
}

void unlock_document(Work& work, const Row& row) {
    work.hidden = Json::parse(row.hidden);
    const bool forced = work.may("documenten.geforceerd-unlock");
    if (!work.hidden.contains("lock")) {
        if (forced) {
            return;
        }
        refuse("", "unlocked", "Het document is niet vergrendeld.");
    }
    if (!forced && (!given(work, "lock") || work.given["lock"] == "")) {
        refuse("", "missing-lock-id", "Het lock is vereist.");
    }
    if (!forced && work.given["lock"] != work.hidden["lock"]) {
        refuse("", "incorrect-lock-id", "Het lock is niet dat van dit document.");
    }
    Json document = Json::parse(row.body);
    document["locked"] = false;
    work.hidden.erase("lock");
    if (work.hidden.contains("parts")) {
        bool complete = true;
        for (const auto& part : document["bestandsdelen"]) {
            complete = complete && part["voltooid"].get<bool>();
        }
        if (complete || !forced) {
            work.hidden["blob"] = joined_parts(work);
            document["inhoud"] = content_url(document);
            drop_parts(work, false);
        } else {
            // As Open Zaak does: who forces an unlock loses an upload that was not complete.
            document["bestandsomvang"] = nullptr;
            drop_parts(work, true);
        }
        document["bestandsdelen"] = Json::array();
        store_version(work, document);
    }
    restore(work, row, document);
}

Json store_part(Work& work, const Row& part, MultipartBody body) {
    Json item = Json::parse(part.body);
    Json hidden = Json::parse(part.hidden);
    if (body.lock.empty()) {
        refuse("lock", "required", "Dit veld is vereist.");
    }
    if (item["lock"] != body.lock) {
        refuse("", "incorrect-lock-id", "Het lock is niet dat van dit document.");
    }
    if (!body.upload || item["omvang"] != body.upload->size) {
        refuse("", "file-size", "Het bestandsdeel heeft niet de afgesproken omvang.");
    }
    if (hidden.contains("blob")) {
        work.doomed_blobs.push_back(hidden["blob"]);
    }
    hidden["blob"] = body.upload->name();
    item["voltooid"] = true;
    work.shelf.update({part.id, part.uuid, item.dump(), hidden.dump()}, {}, {});
    const auto row = work.shelf.find(kDocuments, hidden["document"].get<std::string>());
    Json document = Json::parse(row->body);
    work.hidden = Json::parse(row->hidden);
    for (auto& one : document["bestandsdelen"]) {
        if (one["url"] == item["url"]) {
            one["voltooid"] = true;
        }
    }
    restore(work, *row, document);
    body.upload->keep();
    return item;
}

void sweep_blobs(Shelf& shelf, const std::filesystem::path& folder) {
    std::set<std::string> used;
    {
        auto query = shelf.database().query("SELECT blob FROM version");
        while (query.row()) {
            used.emplace(query.text(0));
        }
    }
    for (const auto& part : shelf.list({"bestandsdelen", {}, "", -1, 0})) {
        used.insert(Json::parse(part.hidden).value("blob", ""));
    }
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.is_regular_file() && !used.contains(entry.path().filename().string())) {
            std::error_code ignored;
            std::filesystem::remove(entry.path(), ignored);
        }
    }
}

namespace {

Kind documents() {
    Kind kind;
    kind.api = "documenten";
    kind.name = kDocuments;
    kind.fields = read_fields(R"(
identificatie string(40) fixed
bronorganisatie rsin required
creatiedatum date required
titel string(200) required
vertrouwelijkheidaanduiding enum(vertrouwelijkheidaanduiding)
auteur string(200) required
status enum(documentstatus)
formaat string(255)
taal string(3) required
bestandsnaam string(255)
bestandsomvang integer nullable
link url(200)
beschrijving string(1000)
ontvangstdatum date nullable
verzenddatum date nullable
indicatieGebruiksrecht boolean nullable
verschijningsvorm text
ondertekening group nullable
  soort enum(ondertekening) required
  datum date required
integriteit group nullable
  algoritme enum(algoritme) required
  waarde string(128) required
  datum date required
informatieobjecttype ref(informatieobjecttypen) required
trefwoorden list string(100)
)");
    kind.filters = read_filters("identificatie ~bronorganisatie");
    kind.read = "documenten.lezen";
    kind.create = "documenten.aanmaken";
    kind.change = "documenten.bijwerken|documenten.geforceerd-bijwerken";
    kind.remove = "documenten.verwijderen";
    kind.on_create = create_rules;
    kind.on_change = change_rules;
    kind.on_delete = [](Work& work, const Json& document) {
        const std::string url = document["url"];
        if (document["locked"].get<bool>()) {
            refuse("", "destroy-locked", "Een vergrendeld document kan niet worden verwijderd.");
        }
        if (work.shelf.any("objectinformatieobjecten.informatieobject", url)) {
            refuse("", "pending-relations", "Het document hoort nog bij een zaak of besluit.");
        }
        const auto row = work.shelf.find(kDocuments, uuid_of(url));
        for (auto& blob : work.shelf.blobs(row->id)) {
            work.doomed_blobs.push_back(std::move(blob));
        }
        for (const auto& uuid : work.shelf.uuids("gebruiksrechten.informatieobject", url)) {
            work.shelf.remove(work.shelf.find("gebruiksrechten", uuid)->id);
        }
    };
    kind.indexed = {"informatieobjecttype"};
    kind.filter = [](Work&, const std::string& parameter, const std::string& value, Search& search) {
        return filter_by_uuid(parameter, value, search);
    };
    kind.more_attributes = [](const Json& document, Attributes& attributes) {
        attributes.emplace_back("sleutel", document_key(document));
    };
    return kind;
}

void set_indicatie(Work& work, const Json& address, const Json& value) {
    Json document = work.get(address);
    document["indicatieGebruiksrecht"] = value;
    work.save(document);
}

Kind gebruiksrechten() {
    Kind kind;
    kind.api = "documenten";
    kind.name = "gebruiksrechten";
    kind.fields = read_fields(R"(
informatieobject ref(enkelvoudiginformatieobjecten) required fixed
startdatum datetime required
einddatum datetime nullable
omschrijvingVoorwaarden text required
)");
    kind.filters = read_filters("informatieobject");
    kind.paged = false;
    kind.read = "documenten.lezen";
    kind.create = "documenten.aanmaken";
    kind.change = "documenten.bijwerken";
    kind.remove = "documenten.verwijderen";
    kind.on_create = [](Work& work, Json& item) { set_indicatie(work, item["informatieobject"], true); };
    kind.on_delete = [](Work& work, const Json& item) {
        if (work.shelf.uuids("gebruiksrechten.informatieobject", item["informatieobject"].get<std::string>())
                .size() == 1) {
            set_indicatie(work, item["informatieobject"], nullptr);
        }
    };
    return kind;
}

// The mirror of a relation: whoever has the relation makes it, nobody else.
Kind mirrors() {
    Kind kind;
    kind.api = "documenten";
    kind.name = "objectinformatieobjecten";
    kind.fields = read_fields(R"(
informatieobject ref(enkelvoudiginformatieobjecten) required
object url(1000) required
objectType enum(objectsoort) required
)");
    kind.filters = read_filters("object informatieobject");
    kind.paged = false;
    kind.verbs = kList | kCreate | kRead | kDelete;
    kind.read = "documenten.lezen";
    kind.create = "documenten.aanmaken";
    kind.remove = "documenten.verwijderen";
    const auto key = [](const Json& item) {
        return item["object"].get<std::string>() + " " + item["informatieobject"].get<std::string>();
    };
    kind.on_create = [key](Work& work, Json& item) {
        const auto parts = parse_internal(item["object"].get_ref<const std::string&>());
        if (!parts || !work.look(item["object"].get<std::string>())) {
            refuse("object", "bad-url", "Deze URL verwijst naar niets in dit register.");
        }
        const std::string expected = item["objectType"] == "zaak" ? "zaken" : "besluiten";
        if (parts->of_kind() != expected) {
            refuse("object", "invalid-resource", "Het object is niet van dit objectType.");
        }
        if (work.shelf.any("objectinformatieobjecten.sleutel", key(item))) {
            refuse("", "unique", "Deze relatie bestaat al.");
        }
        refuse("", "inconsistent-relation", "De relatie bestaat niet bij het object zelf.");
    };
    kind.on_delete = [](Work&, const Json&) {
        refuse("", "inconsistent-relation", "De relatie bestaat nog bij het object zelf.");
    };
    kind.more_attributes = [key](const Json& item, Attributes& attributes) {
        attributes.emplace_back("sleutel", key(item));
    };
    return kind;
}

Kind parts() {
    Kind kind;
    kind.api = "documenten";
    kind.name = "bestandsdelen";
    kind.verbs = kReplace;
    kind.read = kind.change = "documenten.bijwerken";
    return kind;
}

}  // namespace

std::vector<Kind> documenten_kinds() {
    return {documents(), gebruiksrechten(), mirrors(), parts()};
}

}  // namespace veerpont::sandbox
