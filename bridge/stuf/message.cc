#include "bridge/stuf/message.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "bridge/base/crypto.h"
#include "bridge/base/text.h"

namespace veerpont::stuf {

namespace {

using xml::Element;

constexpr std::size_t kCode = 4;  // length of a berichtcode

// Roots that ZDS 1.1 took from StUF-ZKN; its free messages end in _Di02 or _Du02.
constexpr std::array<std::string_view, 6> kZds11Roots{"zakLk01", "edcLk01", "zakLv01",
                                                      "edcLv01", "zakLa01", "edcLa01"};

bool is_code(std::string_view text) {
    static constexpr std::array<std::string_view, 9> kLetters{"Lk", "Lv", "La", "Di", "Du",
                                                              "Bv", "Fo", "Sa", "Sh"};
    return text.size() == kCode && all_digits(text.substr(2)) &&
           std::find(kLetters.begin(), kLetters.end(), text.substr(0, 2)) != kLetters.end();
}

// "zakLk01", "creeerZaak_ZakLk01", "cancelCheckout_Di02" and "Bv03Bericht" all name their berichtcode; ""
// otherwise.
std::string_view code_of_root(std::string_view local) {
    if (local.size() < kCode) return {};
    const std::string_view behind = local.substr(local.size() - kCode);
    if (is_code(behind)) return behind;
    const std::string_view before = local.substr(0, kCode);
    return is_code(before) && local.substr(kCode) == "Bericht" ? before : std::string_view();
}

Family family_of(Element root) {
    const std::string_view local = root.local();
    if (root.ns() == xml::kZds12) return Family::kZds12;
    const bool free_message = local.ends_with("_Di02") || local.ends_with("_Du02");
    const bool known = std::find(kZds11Roots.begin(), kZds11Roots.end(), local) != kZds11Roots.end();
    if (free_message || known || root.ns() == xml::kStuf) return Family::kZds11;
    return local.find('_') == std::string_view::npos ? Family::kStufZkn : Family::kZds12;
}

RequestKind kind_of(std::string_view code) {
    if (code.starts_with("Lv")) return RequestKind::kVraag;
    if (code == "Lk02") return RequestKind::kSynchroon;
    return code == "Di02" ? RequestKind::kVrijBericht : RequestKind::kAsynchroon;
}

// The message inside a free message: edcLk02 in updateZaakdocument_Di02, edcLv01 in
// geefZaakdocumentbewerken_Di02.
Element inner_of(Element root) {
    for (const Element child : root.children()) {
        const std::string_view local = child.local();
        if (local.size() == 7 && is_code(local.substr(3))) return child;
    }
    return root;
}

bool is_true(std::string_view text) {
    return text == "true" || text == "1";
}

Parameters read_parameters(Element inner, Element root) {
    const Element near = inner.child("parameters"), far = root.child("parameters");
    const auto text = [near, far](std::string_view name) {
        const std::string_view value = near.child(name).text();
        return value.empty() ? far.child(name).text() : value;
    };
    Parameters read;
    read.mutatiesoort = to_upper(text("mutatiesoort"));
    read.indicator_overname = to_upper(text("indicatorOvername"));
    read.sortering = text("sortering");
    const std::string_view maximum = text("maximumAantal");
    int number = 0;
    const auto parsed = std::from_chars(maximum.data(), maximum.data() + maximum.size(), number);
    if (!maximum.empty() && parsed.ec == std::errc() && parsed.ptr == maximum.data() + maximum.size() &&
        number >= 0) {
        read.maximum_aantal = number;
    }
    read.indicator_vervolgvraag = is_true(text("indicatorVervolgvraag"));
    read.indicator_afnemerindicatie = is_true(text("indicatorAfnemerIndicatie"));
    read.indicator_aantal = is_true(text("indicatorAantal"));
    return read;
}

std::vector<Element> objects_of(Element inner, Element root, bool free_message) {
    std::vector<Element> objects;
    const auto collect = [&objects](Element parent) {
        for (const Element child : parent.children()) {
            if (child.local() == "object") objects.push_back(child);
        }
    };
    collect(inner);
    if (objects.empty()) collect(inner.child("antwoord"));
    if (!objects.empty() || !free_message || inner != root) return objects;
    static constexpr std::array<std::string_view, 4> kAround{"stuurgegevens", "parameters", "melding",
                                                             "scope"};
    for (const Element child : root.children()) {
        if (std::find(kAround.begin(), kAround.end(), child.local()) == kAround.end())
            objects.push_back(child);
    }
    return objects;
}

bool name_matches(std::string_view local, std::string_view wanted) {
    if (wanted.ends_with('*')) return local.starts_with(wanted.substr(0, wanted.size() - 1));
    return local == wanted;
}

bool asks_for(Element scope, std::string_view path) {
    // Something named without saying what of it: all of it.
    if (!scope.has_children() || path.empty()) return true;
    const std::size_t slash = path.find('/');
    const std::string_view step = path.substr(0, slash);
    const std::string_view rest =
        slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
    for (const Element child : scope.children()) {
        if (name_matches(child.local(), step) && asks_for(child, rest)) return true;
    }
    return false;
}

// Feeds elements to a hash so that only what the message says counts. Every text goes with its length before
// it, so that no two different messages give the same bytes.
class Canonical {
  public:
    explicit Canonical(bool objects_only) : objects_only_(objects_only) {}

    void text(char kind, std::string_view text) {
        hash_.update(std::string(1, kind) + std::to_string(text.size()) + ":");
        hash_.update(text);
    }

    void element(Element element) {
        if (objects_only_ && element.local().starts_with("tijdstip")) return;
        text('<', element.local());
        auto attributes = element.attributes();
        std::sort(attributes.begin(), attributes.end());
        for (const auto& [name, value] : attributes) {
            if (name == "schemaLocation" || name == "noNamespaceSchemaLocation") continue;
            if (objects_only_ && name.starts_with("sleutel")) continue;
            text('@', name);
            text('=', trim(value));
        }
        if (const Spool* const content = element.content()) {
            text('#', content->sha256());
        } else {
            text('"', element.text());
            for (const Element child : element.children())
                this->element(child);
        }
        text('>', {});
    }

    std::string hex() { return hash_.hex(); }

  private:
    Sha256 hash_;
    bool objects_only_;
};

}  // namespace

std::string_view family_name(Family family) {
    switch (family) {
        case Family::kZds11:
            return "zds-1.1";
        case Family::kZds12:
            return "zds-1.2";
        case Family::kStufZkn:
            return "stuf-zkn";
    }
    return {};
}

std::string verwerkingssoort(Element element) {
    return to_upper(trim(element.attribute("verwerkingssoort")));
}

Message::Message(soap::Envelope envelope) : envelope_(std::move(envelope)) {
    const Element body = root();
    family_ = family_of(body);
    inner_ = inner_of(body);
    Element steering = body.child("stuurgegevens");
    if (!steering) steering = inner_.child("stuurgegevens");
    stuurgegevens_ = read_stuurgegevens(steering);

    const std::string_view by_root = code_of_root(body.local());
    berichtcode_ = stuurgegevens_.berichtcode.empty() ? std::string(by_root) : stuurgegevens_.berichtcode;
    // What the sender waits for follows from the operation, so from the root; a wrong berichtcode changes
    // nothing in it.
    kind_ = kind_of(by_root.empty() ? std::string_view(berichtcode_) : by_root);
    parameters_ = read_parameters(inner_, body);
    objects_ = objects_of(inner_, body, berichtcode_.starts_with("D") || by_root.starts_with("D"));

    const std::string shown(utf8_prefix(body.local(), 60));
    if (by_root.empty() && !is_code(berichtcode_)) {
        problem_ = Problem{.kind = Problem::Kind::kUnknownOperation,
                           .sender_text = "Het bericht " + shown + " is geen StUF-bericht.",
                           .log_text = "neither root nor stuurgegevens name a berichtcode: " + shown,
                           .source = {}};
    } else if (stuurgegevens_.berichtcode.empty()) {
        problem_ =
            Problem{.kind = Problem::Kind::kInvalidMessage,
                    .sender_text = "In de stuurgegevens ontbreekt de berichtcode (" + berichtcode_ + ").",
                    .log_text = "berichtcode missing in " + shown,
                    .source = {}};
    }
}

std::string Message::sender() const {
    return stuurgegevens_.zender.value_or(Partij()).key();
}

Element Message::current_object() const {
    return objects_.empty() ? Element() : objects_.back();
}

Element Message::old_object() const {
    return objects_.size() > 1 ? objects_.front() : Element();
}

Element Message::gelijk() const {
    return inner_.child("gelijk");
}

Element Message::vanaf() const {
    return inner_.child("vanaf");
}

Element Message::tot_en_met() const {
    return inner_.child("totEnMet");
}

Element Message::start() const {
    const Element start = inner_.child("start");
    const Element object = start.child("object");
    return object ? object : start;
}

Element Message::scope() const {
    const Element scope = inner_.child("scope");
    const Element object = scope.child("object");
    return object ? object : scope;
}

bool Message::in_scope(std::string_view path) const {
    const Element asked = scope();
    if (!asked) return true;
    if (!trim(asked.attribute("scope")).empty() || !trim(asked.parent().attribute("scope")).empty())
        return true;
    return asks_for(asked, path);
}

bool Message::named_in_scope(std::string_view name) const {
    return static_cast<bool>(scope().child(name));
}

std::string Message::message_hash() const {
    Canonical canonical(false);
    canonical.element(root());
    return canonical.hex();
}

std::string Message::object_hash(std::string_view operation) const {
    Canonical canonical(true);
    canonical.text('!', operation);
    for (const Element object : objects_)
        canonical.element(object);
    return canonical.hex();
}

}  // namespace veerpont::stuf
