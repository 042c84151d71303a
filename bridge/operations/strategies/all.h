// The strategies there are, each in a file of its own; the registry lists them.
#pragma once

#include "bridge/operations/strategies/strategy.h"

namespace veerpont::operations {

// A new identificatie for a zaak, document or besluit.
//   Settings: soort ("zaak" | "document" | "besluit").
//   Answer: {"identificatie": "..."}.
//   Where: the organisation's own number template; without one the reservation of the register where it has
//   that; else {gemeentecode}{jaar}{volgnummer:8}, with a letter D or B before the number of a document or
//   besluit. Template words: {gemeentecode} {rsin} {jaar} {volgnummer} {volgnummer:N} (at least N digits).
//   Undo: none. A number is never used again; gaps are allowed.
const Strategy& reserve_identificatie();

// Resultaat and statussen of a zaak, in the order a register wants: resultaat, statussen by time, the end
// status last.
//   Needs a step named `zaak` before it and the entities `status` and `resultaat`. The zaak may be new, open or
//   closed: its einddatum, status and resultaat say so. A status that it has already is not set again, another
//   resultaat takes the place of the one it has, a status from before its end does not open it again.
//   Settings: resultaat (omschrijving used when the zaak is closed without one), resultaat-bij-eindstatus and
//   resultaat-bij-einddatum (the same for one of the two ways to close it, before resultaat), begin-status
//   (omschrijving of the first status of a new zaak when the message has none), bij-einddatum ("sluiten": an
//   einddatum without end status sets the end status, "negeren": it is only traced), bericht ("status": the
//   message is about a status and must have one), eindstatus-in-statusbericht ("negeren": in such a message an
//   end status is only traced), heropenen ("weigeren": a closed zaak is not opened again).
//   Times are made unique by the smallest step (1 ms), never in the future, in Dutch local time so that the
//   register takes over the right date. Answer: {"resultaat": ..., "statussen": [...]}.
//   Undo: of a new zaak that of the zaak. Of another one the resultaat is put back as it was; statussen cannot be
//   deleted and are therefore set last.
const Strategy& close_zaak();

// Relations between the zaak of the message and others: heeftAlsHoofdzaak, heeftAlsDeelzaak,
// heeftBetrekkingOpAndere, at both sides, as relation_pairs.h reads the message.
//   Needs a step named `zaak` before it. A related zaak that does not exist is left out and traced (T57).
//   A deelzaak that belongs to another hoofdzaak is a conflict. Relations that others have stay as they are,
//   with their aardRelatie.
//   Settings: aard-relatie (of a new relation, "onderwerp").
//   Answer: {"zaken": [urls of the related zaken]}.
//   Undo: restores every zaak that was changed; one that this message made is covered by its own step.
const Strategy& relate_zaken();

// The zaak of step `zaak` with the entity of the step's body: PATCH with what the last object names and the
// register has otherwise; nothing when it has all of it, or when both read the same in StUF.
//   identificatie, bronorganisatie and zaaktype stay as they are; another identificatie in the last object is
//   kUntranslatable.
//   Answer: the zaak. Undo: what was changed is put back.
const Strategy& change_zaak();

// Says that a part of the message is not taken over: a warning in the log, a melding for a sender that gets
// Bv02.
//   Settings: melding (the Dutch sentence), weigeren (true: the message is kUntranslatable instead).
//   Answer: {"melding"}. Undo: none needed.
const Strategy& report();

// The related resources of the zaak of step `zaak` (rollen, zaakobjecten, zaakeigenschappen), as
// relation_pairs.h reads the message. Items: the elements of the for-each in both objects; the entity of the
// body translates them and its `identity` recognises them in the register.
//   Settings: verzameling ("/rollen": the collection, asked by zaak) or onder-de-zaak ("/zaakeigenschappen");
//   lijst ("volledig": the last object is the whole list, as far as the old one knew it, "waarden": an item of the last object replaces the one
//   it is recognised as; absent: verwerkingssoort says it); enige (kinds of rol of which a zaak has one, a new one
//   takes the place of the old); wijzigen ("PATCH": else a change is DELETE and POST, registers have no other way
//   for a rol).
//   Items without a counterpart in the entity are left alone, so are resources that it could not have made.
//   More than one that fits where one is meant, known by name only, is kAmbiguous.
//   Answer: {"toegevoegd", "verwijderd", "gewijzigd"}: numbers. Undo: of every call.
const Strategy& sync_related();

// The zaken that a document is relevant for (isRelevantVoor), each once, in the order of the message.
//   Every zaak must exist: kNotFound otherwise, before anything has been made. A document without any zaak is
//   kMissingValue.
//   Answer: a list of {"url", "identificatie", "zaaktype"}; the correlation store may answer without a call.
//   Undo: none needed, it only reads.
const Strategy& find_zaken();

// Relates the document of step `document` to the zaken of step `zaken`, and sets the status that comes with a
// relation (isRelevantVoor/stt.omschrijving) when it names one statustype.
//   Needs the entities `document-zaak` and `document-status`.
//   A status gets the first free moment from its own on (1 ms steps).
//   Answer: {"relaties": [...], "statussen": [...]}.
//   Undo: DELETE of each relation. A status stays; statussen are therefore set last.
const Strategy& relate_document();

// Locks the document of step `document` for its sender, and keeps who has it and since when.
//   kLocked when somebody has it. The very same message sent again gets the lock that it got before. A document
//   that is final may be taken out, as a copy to work from; only its check-in is refused.
//   Answer: {"lock": checkedOutId, "door": gebruiker or else applicatie of the sender}.
//   Undo: unlocks. When the answer to the lock was lost the unlock must be forced: a register that does not
//   allow that to the bridge makes the message need attention.
const Strategy& check_out();

// Unlocks the document of step `document`. One that is not locked is fine.
//   The checkedOutId of the message, else that of the sender's own check-out; another lock is kLocked.
//   Settings: geforceerd (true: whatever lock there is, as far as the register lets the bridge force it).
//   Undo: none, a lock cannot be taken back under its old name.
const Strategy& cancel_check_out();

// A new version of the document of step `document`, with the entity and the content of the step's body: PATCH
// with what the last object names, and nothing else.
//   Locked: the checkedOutId must be the right one, kLocked otherwise. Not locked: it locks, changes and
//   unlocks. kFinalised when it is definitief or gearchiveerd and the message changes something of it. Nothing to
//   change: only the unlock.
//   Content: of the last object, else of the first; without any the content stays. New content ends the integriteit
//   of the old one.
//   Relations (isRelevantVoor, entity `document-zaak`): added, changed and ended as document_relations.h says,
//   under the same lock and before the version.
//   Answer: the document.
//   Undo: unlocks what it locked itself and puts relations back; a version stays and is made last. An unlock that
//   fails after the change is tried again in the background, and the sender is told so with the answer.
const Strategy& change_document();

// Takes the document of step `document` away: ends its relations with the zaken that the last object names, with
// all when it names none, and deletes the document when nothing refers to it any more.
//   A document that is definitief or gearchiveerd, or that still belongs to another zaak or a besluit, stays.
//   kLocked when somebody has it, kNotFound when none of the zaken exists.
//   Settings: document ("bewaren": it always stays).
//   Undo: makes the relations again. A document cannot be brought back and is therefore deleted last.
const Strategy& remove_document();

}  // namespace veerpont::operations
