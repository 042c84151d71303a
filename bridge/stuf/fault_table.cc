#include "bridge/stuf/fault_table.h"

#include "bridge/base/text.h"

namespace veerpont::stuf {

namespace {

constexpr std::size_t kDetails = 1000;  // XSD: StUF:Foutbericht/details

// Codes of the standard (StUF 03.01, error table) that we use, with plek and description as it prescribes
// them.
struct Standard {
    std::string_view code;
    std::string_view plek;
    std::string_view omschrijving;
};
constexpr Standard k013{"StUF013", "client",
                        "Combinatie van zendende organisatie, applicatie en administratie onbekend"};
constexpr Standard k016{"StUF016", "client", "Combinatie zender en referentienummer niet uniek"};
constexpr Standard k022{"StUF022", "client", "Berichtcode onbekend"};
constexpr Standard k046{"StUF046", "server", "Opslaan bericht niet mogelijk"};
constexpr Standard k049{"StUF049", "server", "Proces voor afhandelen synchroon bericht niet beschikbaar"};
constexpr Standard k052{
    "StUF052", "client",
    "Het zendende systeem is niet geautoriseerd voor de gevraagde combinatie van berichtcode, "
    "entiteittype en functie"};
constexpr Standard k055{"StUF055", "client", "Berichtbody is niet conform schema in sectormodel"};
constexpr Standard k058{"StUF058", "server", "Proces voor afhandelen bericht geeft fout"};
constexpr Standard k064{"StUF064", "server", "Object niet gevonden"};
constexpr Standard k067{"StUF067", "server", "Dubbelen voor object gevonden"};
constexpr Standard k085{"StUF085", "client", "Onvolledige datum binnen <vanaf> of <totEnMet>"};
constexpr Standard k103{"StUF103", "client",
                        "indicatorVervolgvraag is true, maar het element <start> ontbreekt"};
constexpr Standard k106{
    "StUF106", "client",
    "Het element <start> bevat niet alle elementen gespecificeerd in <vanaf> en <totEnMet>"};
constexpr Standard k133{"StUF133", "server", "Antwoordend systeem ondersteunt gevraagde sortering niet"};
constexpr Standard k960{
    "StUF960", "server",
    "Het antwoordende systeem is niet in staat het verzoek af te handelen binnen de connection "
    "time out"};

FaultRow row(RequestKind request, const Standard& standard, std::string_view first_words, bool retryable) {
    std::string_view berichtcode = "Fo02";
    if (request == RequestKind::kAsynchroon) berichtcode = "Fo03";
    if (request == RequestKind::kAchteraf) berichtcode = "Fo01";
    return {.berichtcode = berichtcode,
            .code = standard.code,
            .plek = standard.plek,
            .omschrijving = standard.omschrijving,
            .first_words = first_words,
            .retryable = retryable};
}

// The code by what the sender waits for: some exist for one Fo-message only.
const Standard& by_request(RequestKind request, const Standard& synchronous, const Standard& asynchronous,
                           const Standard& afterwards) {
    if (request == RequestKind::kAsynchroon) return asynchronous;
    return request == RequestKind::kAchteraf ? afterwards : synchronous;
}

// Problems whose own text is the whole of it: what was not found or is locked differs.
bool tells_all(Problem::Kind kind) {
    return kind == Problem::Kind::kNotFound || kind == Problem::Kind::kLocked;
}

}  // namespace

FaultRow fault_row(Problem::Kind kind, RequestKind request) {
    using Kind = Problem::Kind;
    switch (kind) {
        case Kind::kMalformedXml:
            return row(request, k055, "Het bericht kan niet worden gelezen.", false);
        case Kind::kInvalidMessage:
            return row(request, k055, "Het bericht is niet goed opgebouwd.", false);
        case Kind::kUnknownOperation:
            return row(request, by_request(request, k022, k022, k058),
                       "Dit bericht wordt hier niet ondersteund.", false);
        case Kind::kUnknownSender:
            return row(request, by_request(request, k013, k013, k058), "De afzender is niet bekend.", false);
        case Kind::kNotAuthenticated:
            return row(request, k052, "De aanmelding ontbreekt of klopt niet.", false);
        case Kind::kNotAuthorised:
            return row(request, k052, "De afzender is niet bevoegd voor deze handeling.", false);
        case Kind::kTooLarge:
            return row(request, by_request(request, k058, k046, k058), "Het bericht is te groot.", false);
        case Kind::kMissingValue:
            return row(request, k055, "Een verplicht gegeven ontbreekt.", false);
        case Kind::kUntranslatable:
            return row(request, k058, "Een gegeven kan niet worden vertaald.", false);
        case Kind::kNotFound:
            // Senders match on this code in an Fo03 too, where the standard does not foresee it.
            return row(request, by_request(request, k064, k064, k058), "De zaak is niet gevonden.", false);
        case Kind::kUnknownType:
            return row(request, k058, "Het type komt niet voor in de catalogus.", false);
        case Kind::kConflict:
            return row(request, k058, "De identificatie is al in gebruik met andere gegevens.", false);
        case Kind::kRepeated:
            return row(request, by_request(request, k016, k016, k058),
                       "Dit referentienummer is al eerder gebruikt.", false);
        case Kind::kLocked:
            return row(request, k058, "Het document is vergrendeld.", true);
        case Kind::kFinalised:
            return row(request, k058, "De zaak of het document is afgesloten.", false);
        case Kind::kAmbiguous:
            return row(request, by_request(request, k067, k067, k058),
                       "Er is meer dan één resultaat gevonden.", false);
        case Kind::kUnsupportedCriterion:
            return row(request, k058, "Hierop kan niet worden gezocht.", false);
        case Kind::kUnsupportedOrder:
            return row(request, by_request(request, k133, k058, k058),
                       "Deze sortering wordt niet ondersteund.", false);
        case Kind::kPartialRange:
            return row(request, by_request(request, k085, k058, k058),
                       "Een grens van de vraag is een onvolledige datum.", false);
        case Kind::kStartMissing:
            return row(request, by_request(request, k103, k058, k058), "De vervolgvraag heeft geen start.",
                       false);
        case Kind::kStartIncomplete:
            return row(request, by_request(request, k106, k058, k058),
                       "De start van de vervolgvraag is niet volledig.", false);
        case Kind::kTooManyResults:
            return row(request, k058, "Er zijn te veel resultaten.", false);
        case Kind::kRefusedByZgw:
            return row(request, k058, "Het register weigert de gegevens.", false);
        case Kind::kRegisterAuth:
            return row(request, by_request(request, k058, k046, k058),
                       "Het register laat de koppeling niet toe.", true);
        case Kind::kUnreachable:
            return row(request, by_request(request, k058, k046, k058), "Het register is niet bereikbaar.",
                       true);
        case Kind::kTimeout:
            return row(request, by_request(request, k960, k046, k058), "Het register antwoordt niet op tijd.",
                       true);
        case Kind::kBusy:
            return row(request, by_request(request, k049, k046, k058), "De koppeling heeft het nu te druk.",
                       true);
        case Kind::kInternal:
            return row(request, k058, "Er is een onverwachte fout opgetreden.", false);
    }
    return row(request, k058, "Er is een onverwachte fout opgetreden.", false);
}

std::string fault_details(const Problem& problem, RequestKind request) {
    const std::string_view first = fault_row(problem.kind, request).first_words;
    const std::string_view said = trim(problem.sender_text);
    std::string details(said);
    if (said.empty()) {
        details = first;
    } else if (!tells_all(problem.kind) && !said.starts_with(first)) {
        details = std::string(first) + " " + details;
    }
    return std::string(utf8_prefix(details, kDetails));
}

}  // namespace veerpont::stuf
