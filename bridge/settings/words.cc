#include "bridge/settings/words.h"

#include <string_view>

namespace veerpont::settings {

namespace {

using source::Format;
using source::kBool;
using source::kInteger;
using source::kList;
using source::kMap;
using source::kObject;
using source::kString;
using source::Shape;
using source::Word;
using source::WordTable;

constexpr Shape kText = {.kinds = kString};
constexpr Shape kNotEmptyText = {.kinds = kString, .format = Format::kNotEmpty};
constexpr Shape kDuration = {.kinds = kString, .format = Format::kDuration};
constexpr Shape kSize = {.kinds = kString | kInteger, .format = Format::kSize, .minimum = 0};
constexpr Shape kAddress = {.kinds = kString, .format = Format::kAddress};
constexpr Shape kFlag = {.kinds = kBool};
constexpr Shape kCount = {.kinds = kInteger, .minimum = 1, .maximum = 1'000'000};
constexpr Shape kTexts = {.kinds = kList, .items = &kNotEmptyText};
constexpr Shape kTextMap = {.kinds = kMap, .items = &kText};

constexpr Word kSecretWords[] = {
    {.word = "env", .shape = kNotEmptyText, .description = "Naam van de omgevingsvariabele met het geheim."},
    {.word = "file",
     .shape = kNotEmptyText,
     .description = "Bestand met het geheim; een regeleinde aan het eind telt niet mee."},
};
constexpr WordTable kSecretTable = {
    .name = "geheim",
    .description =
        "Waar een geheim staat: in een omgevingsvariabele of in een bestand, nooit in de configuratie zelf.",
    .words = kSecretWords,
    .min_words = 1};
// A literal is refused later, except for the sandbox: that depends on more than the word itself.
constexpr Shape kSecret = {.kinds = kString | kObject, .format = Format::kNotEmpty, .table = &kSecretTable};

constexpr Word kTlsWords[] = {
    {.word = "certificate-file",
     .shape = kNotEmptyText,
     .description = "Servercertificaat met tussencertificaten (PEM).",
     .required = true},
    {.word = "private-key-file",
     .shape = kNotEmptyText,
     .description = "Privésleutel van het certificaat (PEM).",
     .required = true},
    {.word = "client-ca-file",
     .shape = kNotEmptyText,
     .description =
         "CA (PEM) waarvan afzenders een certificaat moeten tonen; weggelaten: geen wederzijdse TLS."},
};
constexpr WordTable kTls = {
    .name = "tls", .description = "TLS op het adres voor afzenders.", .words = kTlsWords};

constexpr Word kServerWords[] = {
    {.word = "listen",
     .shape = kAddress,
     .description = "Adres waarop StUF-berichten binnenkomen.",
     .standard = "127.0.0.1:8080"},
    {.word = "tls",
     .shape = {.kinds = kObject, .table = &kTls},
     .description = "TLS; weggelaten: onversleuteld, achter een eigen proxy."},
    {.word = "max-connections",
     .shape = kCount,
     .description = "Hoogste aantal verbindingen tegelijk.",
     .standard = "1000"},
    {.word = "max-messages",
     .shape = kCount,
     .description = "Hoogste aantal berichten dat tegelijk wordt verwerkt; wat meer is krijgt 503.",
     .standard = "256"},
    {.word = "endpoints",
     .shape = {.kinds = kList, .items = &kNotEmptyText, .min_items = 1},
     .description = "Paden waarop berichten binnenkomen; ieder pad neemt iedere operatie aan."},
    {.word = "aliases",
     .shape = kTextMap,
     .description = "Andere paden en het endpoint dat ze betekenen, zoals de paden van de voorgangers. "
                    "Hoofdletters, een schuine "
                    "streep aan het eind en .svc maken geen verschil. Wat hier staat komt bij wat het "
                    "bestand onder extends "
                    "noemt; zonder dit woord gelden de paden van de voorgangers."},
    {.word = "wsdl-dir",
     .shape = kNotEmptyText,
     .description =
         "Map met WSDL en XSD die op ?wsdl worden gegeven en waarmee berichten worden gecontroleerd.",
     .standard = "wsdl/zds-1.1"},
    {.word = "public-url",
     .shape = {.kinds = kString, .format = Format::kUrl},
     .description = "Adres zoals afzenders het kennen, voor in de WSDL; weggelaten: uit de kop Host."},
    {.word = "request-timeout",
     .shape = kDuration,
     .description = "Tijd om een verzoek binnen te krijgen; daarna wordt een te trage verbinding verbroken.",
     .standard = "30s"},
    {.word = "keep-alive-timeout",
     .shape = kDuration,
     .description = "Hoe lang een stille verbinding open blijft.",
     .standard = "8s"},
    {.word = "message-timeout",
     .shape = kDuration,
     .description = "Tijd voor een heel bericht, van ontvangst tot antwoord.",
     .standard = "25s"},
};
constexpr WordTable kServer = {
    .name = "server", .description = "De kant van de StUF-afzenders.", .words = kServerWords};

constexpr Word kBeheerWords[] = {
    {.word = "listen",
     .shape = kAddress,
     .description = "Adres voor beheer en metrics.",
     .standard = "127.0.0.1:8082"},
    {.word = "user",
     .shape = kNotEmptyText,
     .description = "Gebruikersnaam voor beheer; verplicht op een adres dat van buiten bereikbaar is.",
     .needs = "password"},
    {.word = "password", .shape = kSecret, .description = "Wachtwoord voor beheer.", .needs = "user"},
};
constexpr WordTable kBeheer = {
    .name = "beheer", .description = "De kant van de beheerder.", .words = kBeheerWords};

constexpr Word kStoreWords[] = {
    {.word = "keep-bodies",
     .shape = kDuration,
     .description = "Hoe lang berichten en antwoorden (verzegeld) bewaard blijven nadat ze zijn afgehandeld.",
     .standard = "30d"},
};
constexpr WordTable kStore = {
    .name = "store", .description = "Wat de brug bewaart en hoe lang.", .words = kStoreWords};

constexpr Word kOrganisatieWords[] = {
    {.word = "rsin",
     .shape = {.kinds = kString, .format = Format::kRsin},
     .description = "RSIN, voor bronorganisatie en verantwoordelijkeOrganisatie.",
     .required = true},
    {.word = "gemeentecode",
     .shape = kNotEmptyText,
     .description = "Gemeentecode (vier cijfers) of een eigen code; begint de nummers die de brug uitgeeft.",
     .required = true},
    {.word = "namen",
     .shape = kTexts,
     .description = "Andere namen waarmee afzenders deze organisatie aanduiden."},
    {.word = "catalogus",
     .shape = kNotEmptyText,
     .description = "Domein of URL van de catalogus; weggelaten: alle catalogi."},
    {.word = "register",
     .shape = kNotEmptyText,
     .description = "Naam van het register; weggelaten: het eerste onder registers."},
    {.word = "zaaknummer",
     .shape = kNotEmptyText,
     .description = "Sjabloon van zaaknummers met {gemeentecode}, {jaar} en {volgnummer:breedte}.",
     .standard = "{gemeentecode}{jaar}{volgnummer:8}"},
    {.word = "documentnummer",
     .shape = kNotEmptyText,
     .description = "Sjabloon van documentnummers.",
     .standard = "{gemeentecode}{jaar}D{volgnummer:8}"},
    {.word = "standaard",
     .shape = kFlag,
     .description = "Geldt voor iedere organisatie die niet wordt genoemd; hoogstens één.",
     .standard = "false"},
    {.word = "note", .shape = kText, .description = "Vrije toelichting."},
};
constexpr WordTable kOrganisatie = {
    .name = "organisatie", .description = "Een organisatie en haar RSIN.", .words = kOrganisatieWords};
constexpr Shape kOrganisatieShape = {.kinds = kObject, .table = &kOrganisatie};

constexpr Word kRootsWords[] = {
    {.word = "zaken",
     .shape = kNotEmptyText,
     .description =
         "Adres van de Zaken API tot en met de versie, bijvoorbeeld https://…/zaken/api/v1. {sandbox} staat "
         "voor het proefregister.",
     .required = true},
    {.word = "catalogi",
     .shape = kNotEmptyText,
     .description = "Adres van de Catalogi API.",
     .required = true},
    {.word = "documenten",
     .shape = kNotEmptyText,
     .description = "Adres van de Documenten API.",
     .required = true},
    {.word = "besluiten", .shape = kNotEmptyText, .description = "Adres van de Besluiten API."},
};
constexpr WordTable kRoots = {
    .name = "roots",
    .description = "Adressen van de API's; alleen adressen hieronder worden gevolgd.",
    .words = kRootsWords};

constexpr std::string_view kAuthTypes[] = {"jwt", "oauth2", "token", "none"};
constexpr Word kAuthWords[] = {
    {.word = "type",
     .shape = {.kinds = kString, .choices = kAuthTypes},
     .description =
         "jwt: ZGW-token uit client-id en secret; oauth2: client credentials; token: vast token in secret.",
     .standard = "jwt"},
    {.word = "client-id", .shape = kNotEmptyText, .description = "Client-id bij het register."},
    {.word = "secret", .shape = kSecret, .description = "Geheim bij het client-id, of het vaste token."},
    {.word = "token-url",
     .shape = {.kinds = kString, .format = Format::kUrl},
     .description = "Adres waar een OAuth2-token wordt gehaald."},
    {.word = "scope", .shape = kText, .description = "Scope van het OAuth2-token."},
};
constexpr WordTable kAuth = {
    .name = "auth", .description = "Hoe de brug zich bij het register bekendmaakt.", .words = kAuthWords};

constexpr Word kRegisterWords[] = {
    {.word = "name", .shape = kNotEmptyText, .description = "Naam van het register.", .required = true},
    {.word = "roots",
     .shape = {.kinds = kObject, .table = &kRoots},
     .description = "Adressen van de API's.",
     .required = true},
    {.word = "auth",
     .shape = {.kinds = kObject, .table = &kAuth},
     .description = "Hoe de brug zich bekendmaakt.",
     .required = true},
    {.word = "user-id",
     .shape = kNotEmptyText,
     .description = "Gebruiker in het token wanneer de afzender geen gebruiker noemt."},
    {.word = "user-representation", .shape = kNotEmptyText, .description = "Weergavenaam bij user-id."},
    {.word = "call-timeout",
     .shape = kDuration,
     .description = "Tijd voor één aanroep van het register.",
     .standard = "10s"},
    {.word = "connect-timeout",
     .shape = kDuration,
     .description = "Tijd om verbinding te krijgen.",
     .standard = "2s"},
    {.word = "max-idle-connections",
     .shape = kCount,
     .description = "Verbindingen die open blijven om opnieuw te gebruiken.",
     .standard = "16"},
    {.word = "ca-file",
     .shape = kNotEmptyText,
     .description = "Eigen CA (PEM); weggelaten: die van het besturingssysteem."},
    {.word = "certificate-file",
     .shape = kNotEmptyText,
     .description = "Clientcertificaat (PEM).",
     .needs = "private-key-file"},
    {.word = "private-key-file",
     .shape = kNotEmptyText,
     .description = "Privésleutel van het clientcertificaat (PEM).",
     .needs = "certificate-file"},
    {.word = "headers",
     .shape = kTextMap,
     .description = "Extra koppen bij iedere aanroep, bijvoorbeeld voor FSC."},
    {.word = "note", .shape = kText, .description = "Vrije toelichting."},
};
constexpr WordTable kRegister = {
    .name = "register", .description = "Een ZGW-register.", .words = kRegisterWords};
constexpr Shape kRegisterShape = {.kinds = kObject, .table = &kRegister};

constexpr Word kMatchWords[] = {
    {.word = "applicatie", .shape = kNotEmptyText, .description = "zender.applicatie in de stuurgegevens."},
    {.word = "organisatie", .shape = kNotEmptyText, .description = "zender.organisatie in de stuurgegevens."},
    {.word = "certificate-subject",
     .shape = kNotEmptyText,
     .description = "Onderwerp van het clientcertificaat."},
    {.word = "path", .shape = kNotEmptyText, .description = "Pad waarop het bericht binnenkomt."},
};
constexpr WordTable kMatch = {
    .name = "match",
    .description = "Waaraan de afzender wordt herkend: alles wat genoemd is moet kloppen.",
    .words = kMatchWords,
    .min_words = 1};

constexpr Word kUserPasswordWords[] = {
    {.word = "user", .shape = kNotEmptyText, .description = "Gebruikersnaam.", .required = true},
    {.word = "password", .shape = kSecret, .description = "Wachtwoord.", .required = true},
};
constexpr WordTable kUserPassword = {
    .name = "inlog", .description = "Gebruikersnaam en wachtwoord.", .words = kUserPasswordWords};

constexpr Word kApiKeyWords[] = {
    {.word = "key", .shape = kSecret, .description = "De sleutel.", .required = true},
    {.word = "header",
     .shape = kNotEmptyText,
     .description = "Kop waarin de sleutel staat.",
     .standard = "X-Api-Key"},
};
constexpr WordTable kApiKey = {
    .name = "api-key", .description = "Een sleutel in een HTTP-kop.", .words = kApiKeyWords};

constexpr std::string_view kValidations[] = {"off", "soft", "strict"};
constexpr Word kSenderWords[] = {
    {.word = "name", .shape = kNotEmptyText, .description = "Naam in logs en overzichten.", .required = true},
    {.word = "match",
     .shape = {.kinds = kObject, .table = &kMatch},
     .description = "Waaraan de afzender wordt herkend.",
     .required = true},
    {.word = "basic",
     .shape = {.kinds = kObject, .table = &kUserPassword},
     .description = "De afzender moet zich met HTTP Basic bekendmaken."},
    {.word = "api-key",
     .shape = {.kinds = kObject, .table = &kApiKey},
     .description = "De afzender moet een sleutel meesturen."},
    {.word = "wss",
     .shape = {.kinds = kObject, .table = &kUserPassword},
     .description = "De afzender moet een WS-Security UsernameToken meesturen."},
    {.word = "client-profile",
     .shape = {.kinds = kString, .format = Format::kName},
     .description = "Clientprofiel uit mappings/clients: eigenaardigheden van deze software."},
    {.word = "validation",
     .shape = {.kinds = kString, .choices = kValidations},
     .description =
         "Controle tegen de XSD: off niet, soft alleen in de sporen, strict weigert ongeldige berichten.",
     .standard = "soft"},
    {.word = "message-timeout",
     .shape = kDuration,
     .description = "Tijd voor een heel bericht van deze afzender; weggelaten: die van server."},
    {.word = "note", .shape = kText, .description = "Vrije toelichting."},
};
constexpr WordTable kSender = {
    .name = "sender",
    .description =
        "Een afzender. De eerste die past geldt; wie niet past is anoniem met de standaardinstellingen.",
    .words = kSenderWords};
constexpr Shape kSenderShape = {.kinds = kObject, .table = &kSender};

constexpr Word kSandboxClientWords[] = {
    {.word = "id", .shape = kNotEmptyText, .description = "Client-id.", .required = true},
    {.word = "secret",
     .shape = kSecret,
     .description = "Geheim; mag hier letterlijk staan.",
     .required = true},
    {.word = "rights",
     .shape = kTexts,
     .description = "Rechten: scopes van de standaard, \"*\" voor alle, \"-scope\" neemt er een af.",
     .required = true},
};
constexpr WordTable kSandboxClient = {.name = "sandbox-client",
                                      .description = "Wie het proefregister mag gebruiken.",
                                      .words = kSandboxClientWords};
constexpr Shape kSandboxClientShape = {.kinds = kObject, .table = &kSandboxClient};

constexpr Word kSandboxWords[] = {
    {.word = "enabled",
     .shape = kFlag,
     .description =
         "Het ingebouwde proefregister start mee. Het is er om te proberen, niet voor echte zaken.",
     .standard = "true"},
    {.word = "listen",
     .shape = kAddress,
     .description = "Adres van het proefregister.",
     .standard = "127.0.0.1:8081"},
    {.word = "clients",
     .shape = {.kinds = kList, .items = &kSandboxClientShape},
     .description = "Clients naast de twee die er altijd zijn."},
};
constexpr WordTable kSandbox = {
    .name = "sandbox", .description = "Het ingebouwde proefregister.", .words = kSandboxWords};

constexpr Word kRulesWords[] = {
    {.word = "directories",
     .shape = {.kinds = kList, .items = &kNotEmptyText, .min_items = 1},
     .description =
         "Mappen met vertaalregels; een latere map vult een eerdere aan of vervangt bestanden daaruit."},
};
constexpr WordTable kRules = {.name = "rules", .description = "De vertaalregels.", .words = kRulesWords};

constexpr Word kLimitsWords[] = {
    {.word = "message-size",
     .shape = kSize,
     .description = "Grootste bericht, inclusief de inhoud van documenten.",
     .standard = "512MB"},
    {.word = "outside-content-size",
     .shape = kSize,
     .description = "Grootste bericht zonder de inhoud van documenten.",
     .standard = "2MB"},
    {.word = "spool-memory",
     .shape = kSize,
     .description = "Inhoud per document die in het geheugen blijft; wat groter is gaat naar een bestand.",
     .standard = "256KB"},
    {.word = "text-size", .shape = kSize, .description = "Langste tekst van één element.", .standard = "1MB"},
    {.word = "depth", .shape = kCount, .description = "Diepste nesting van elementen.", .standard = "100"},
    {.word = "elements", .shape = kCount, .description = "Hoogste aantal elementen.", .standard = "20000"},
    {.word = "attributes",
     .shape = kCount,
     .description = "Hoogste aantal attributen van één element.",
     .standard = "50"},
};
constexpr WordTable kLimits = {
    .name = "limits", .description = "Grenzen aan wat een afzender mag sturen.", .words = kLimitsWords};

constexpr std::string_view kLevels[] = {"trace", "debug", "info", "warn", "error", "off"};
constexpr std::string_view kFormats[] = {"text", "json"};
constexpr Word kLoggingWords[] = {
    {.word = "level",
     .shape = {.kinds = kString, .choices = kLevels},
     .description = "Vanaf welk niveau wordt gelogd.",
     .standard = "info"},
    {.word = "format",
     .shape = {.kinds = kString, .choices = kFormats},
     .description = "text voor mensen, json voor een logverzamelaar.",
     .standard = "text"},
    {.word = "file", .shape = kText, .description = "Logbestand; weggelaten: standaardfout."},
};
constexpr WordTable kLogging = {.name = "logging",
                                .description = "Het logboek; er staan nooit persoonsgegevens in.",
                                .words = kLoggingWords};

constexpr Word kOwnNameWords[] = {
    {.word = "organisatie",
     .shape = kNotEmptyText,
     .description = "zender.organisatie in antwoorden wanneer het bericht geen ontvanger noemt.",
     .standard = "Veerpont"},
    {.word = "applicatie",
     .shape = kNotEmptyText,
     .description = "zender.applicatie in antwoorden wanneer het bericht geen ontvanger noemt.",
     .standard = "Veerpont"},
};
constexpr WordTable kOwnName = {
    .name = "own-name", .description = "Onze eigen naam in antwoorden.", .words = kOwnNameWords};

constexpr Word kWords[] = {
    {.word = "extends",
     .shape = kNotEmptyText,
     .description = "Ander configuratiebestand dat eerst geldt, vanaf de map van dit bestand. Groepen worden "
                    "samengevoegd, lijsten vervangen."},
    {.word = "about", .shape = kText, .description = "Vrije toelichting."},
    {.word = "server",
     .shape = {.kinds = kObject, .table = &kServer},
     .description = "De kant van de StUF-afzenders."},
    {.word = "beheer",
     .shape = {.kinds = kObject, .table = &kBeheer},
     .description = "De kant van de beheerder."},
    {.word = "data",
     .shape = kNotEmptyText,
     .description = "Map voor alles wat bewaard wordt, vanaf de werkmap.",
     .standard = "data"},
    {.word = "store",
     .shape = {.kinds = kObject, .table = &kStore},
     .description = "Wat de brug bewaart en hoe lang."},
    {.word = "organisaties",
     .shape = {.kinds = kList, .items = &kOrganisatieShape, .min_items = 1},
     .description = "De organisaties voor wie de brug werkt.",
     .required = true},
    {.word = "registers",
     .shape = {.kinds = kList, .items = &kRegisterShape, .min_items = 1},
     .description = "De ZGW-registers waarin de brug werkt.",
     .required = true},
    {.word = "senders",
     .shape = {.kinds = kList, .items = &kSenderShape},
     .description = "Afzenders die iets anders nodig hebben dan de standaard."},
    {.word = "only-known-senders",
     .shape = kFlag,
     .description = "Weiger afzenders die niet onder senders staan.",
     .standard = "false"},
    {.word = "sandbox",
     .shape = {.kinds = kObject, .table = &kSandbox},
     .description = "Het ingebouwde proefregister."},
    {.word = "rules", .shape = {.kinds = kObject, .table = &kRules}, .description = "De vertaalregels."},
    {.word = "limits",
     .shape = {.kinds = kObject, .table = &kLimits},
     .description = "Grenzen aan wat een afzender mag sturen."},
    {.word = "logging", .shape = {.kinds = kObject, .table = &kLogging}, .description = "Het logboek."},
    {.word = "own-name",
     .shape = {.kinds = kObject, .table = &kOwnName},
     .description = "Onze eigen naam in antwoorden."},
};

}  // namespace

constexpr WordTable kConfiguration = {
    .name = "configuratie", .description = "De configuratie van Veerpont.", .words = kWords};

}  // namespace veerpont::settings
