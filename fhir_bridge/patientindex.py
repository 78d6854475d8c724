"""The patient index: whose a message is. Joins what `identity` makes of it with what the journal knows.

The most trusted identifier leads to the pseudonym; an identifier not seen before makes somebody new, and further ones
of the same patient are learned, as long as nobody gets two of one authority and type. What contradicts what is known
is refused (IDENTITY_CONFLICT), never guessed. Nothing is written here but the pseudonyms and keys of new patients: what
else a message changes is written with its records, in one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from fhir_bridge.custody import Custody
from fhir_bridge.errors import Reason, Refused
from fhir_bridge.identity.choice import identifying
from fhir_bridge.identity.merge import Meaning, Saying
from fhir_bridge.identity.persons import Persons
from fhir_bridge.records import RESOURCE_ID, SITE, Bond, Changes, Identifier, Lead, Tie
from fhir_bridge.store.patients import Patients


class Whose:
    """Answers for one message of one sender; `types` are those of the identifiers that identify there."""

    def __init__(self, custody: Custody, patients: Patients, *, sender: str, types: Sequence[str]) -> None:
        self._custody = custody
        self._patients = patients
        self._sender = sender
        self._types = types
        self._seen: dict[bytes, str | None] = {}
        self.changes = Changes()

    def hear(self, saying: Saying) -> None:
        """Take what the message says of who is who; Refused(IDENTITY_CONFLICT) where it cannot be so."""
        match saying.meaning:
            case Meaning.MERGE:
                self._tie(Tie.MERGED, saying)
            case Meaning.LINK:
                self._tie(Tie.LINKED, saying)
            case Meaning.PART:
                self._part(saying)
            case Meaning.RENAME:
                self._rename(saying)
            case Meaning.MOVE:
                self._move(saying)

    def pseudonym(self, patient: Sequence[Identifier] | None) -> str:
        """Whose these identifiers are; somebody not seen before gets a pseudonym and a key."""
        if patient is None:
            return SITE
        first, *others = identifying(patient, self._types)
        others = [
            one for one in others if one.system or one.type == RESOURCE_ID
        ]  # without its authority it is worth too little to contradict
        self._look_up(first, *others)
        known = [found for one in (first, *others) if (found := self._found(one))]
        if any(not self._same(known[0], one) for one in known[1:]):
            raise Refused(
                Reason.IDENTITY_CONFLICT, "its identifiers lead to different patients", where="PID-3"
            )
        if self._found(first) is None and known and self._holds(known[0], first):
            raise Refused(Reason.IDENTITY_CONFLICT, "its patient has another such number", where="PID-3")
        whose = known[0] if known else self._enrol(first)
        for one in (first, *others):  # ids of Patient resources are no numbers of which somebody has one
            if self._found(one) is None and (one.type == RESOURCE_ID or not self._holds(whose, one)):
                self._lead(one, whose)
        return whose

    def _tie(self, tie: Tie, saying: Saying) -> None:
        whose = self.pseudonym(identifying(saying.other, self._types)[:1])
        for one in identifying(saying.one, self._types):
            retired = self.pseudonym([one])
            if retired != whose:
                self.changes.bonds.append(Bond(tie, retired, whose))

    def _part(self, saying: Saying) -> None:
        one, other = (
            self.pseudonym(identifying(side, self._types)[:1]) for side in (saying.one, saying.other)
        )
        if self._persons.bound(one, other):
            self.changes.bonds.append(Bond(Tie.PARTED, one, other))
        elif self._same(one, other):
            raise Refused(Reason.IDENTITY_CONFLICT, "they are one patient by what was said of others")

    def _rename(self, saying: Saying) -> None:
        old, new = (identifying(side, self._types)[0] for side in (saying.one, saying.other))
        before, after = self._found(old), self._found(new)
        if before and after and not self._same(before, after):
            raise Refused(Reason.IDENTITY_CONFLICT, "the new number is another patient's", where="PID-3")
        whose = before or self.pseudonym([new])
        for one in (old, new):
            if self._found(one) is None:
                self._lead(one, whose)

    def _move(self, saying: Saying) -> None:
        moved = {self._tag(one): one for one in identifying(saying.one, self._types)}
        target = [one for one in saying.other if self._tag(one) not in moved]
        if not target:
            raise Refused(Reason.IDENTITY_CONFLICT, "it does not say to whom the number moves", where="PID-3")
        whose = self.pseudonym(identifying(target, self._types)[:1])
        for one in moved.values():
            self._lead(one, whose)

    def _enrol(self, identifier: Identifier) -> str:
        tag = self._tag(identifier)
        self._seen[tag] = whose = self._custody.enrol(tag, self._slot(identifier))
        return whose

    def _lead(self, identifier: Identifier, whose: str) -> None:
        lead = Lead(self._tag(identifier), whose, self._slot(identifier))
        self.changes.leads[lead.tag] = lead

    def _found(self, identifier: Identifier) -> str | None:
        tag = self._tag(identifier)
        lead = self.changes.leads.get(tag)
        if lead:
            return lead.pseudonym
        if tag not in self._seen:
            self._look_up(identifier)
        return self._seen[tag]

    def _look_up(self, *identifiers: Identifier) -> None:
        """Ask the journal of all of them at once."""
        tags = {self._tag(one) for one in identifiers} - self._seen.keys()
        if tags:
            self._seen |= self._patients.find_all(tags)

    def _holds(self, pseudonym: str, identifier: Identifier) -> bool:
        slot = self._slot(identifier)
        new = any((one.pseudonym, one.slot) == (pseudonym, slot) for one in self.changes.leads.values())
        return new or self._patients.holds(pseudonym, slot)

    def _same(self, one: str, other: str) -> bool:
        return one == other or self._persons.same(one, other)

    @property
    def _persons(self) -> Persons:
        return Persons([*self._history, *self.changes.bonds])

    @cached_property
    def _history(self) -> Sequence[Bond]:
        return self._patients.bonds()

    def _tag(self, identifier: Identifier) -> bytes:
        return self._custody.identifier_tag(identifier, self._sender)

    def _slot(self, identifier: Identifier) -> bytes:
        return self._custody.slot_tag(identifier, self._sender)
