"""The patient index: whose a message is. Joins what `identity` makes of it with what the journal knows.

The most trusted identifier leads to the pseudonym; an identifier not seen before makes somebody new, and further ones
of the same patient are learned, as long as nobody gets two of one authority and type. What contradicts what is known
is refused (IDENTITY_CONFLICT), never guessed. Nothing is written here but the pseudonyms and keys of new patients: what
else a message changes is written with its records, in one transaction.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, cached_property, partial
from typing import Final

from fhir_bridge.custody import Custody
from fhir_bridge.errors import Reason, Refused
from fhir_bridge.identity.choice import identifying
from fhir_bridge.identity.merge import Meaning, Saying
from fhir_bridge.identity.persons import Persons
from fhir_bridge.records import HERE, RESOURCE_ID, SITE, Bond, Changes, Identifier, Lead, Tie
from fhir_bridge.store.patients import Patients

TOGETHER: Final = "fhir"
"""The sender of all FHIR, before clients were told apart."""
BASE: Final = "base"
_OURS: Final = re.compile(r"Patient/[0-9a-f]{32}")
_URL: Final = re.compile(r"(https?://.+)/(Patient/[^/]+)")


class Whose:
    """Answers for one message of one sender; `types` are those of the identifiers that identify there.

    FHIR does not name its `sender`: it is told apart by its `client`, the keyed hash of who sent it, empty where they
    did not say who they are.
    """

    def __init__(
        self,
        custody: Custody,
        patients: Patients,
        *,
        sender: str,
        types: Sequence[str],
        client: bytes | None = None,
    ) -> None:
        self._custody = custody
        self._patients = patients
        self._sender = sender if client is None else f"client:{client.hex()}"
        self._client = client
        self._tag = cache(partial(custody.identifier_tag, sender=self._sender))
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
        others += [one for one in map(self._relative, (first, *others)) if one]
        self._look_up(first, *others)
        numbers = [one for one in (first, *others) if one.type != RESOURCE_ID]
        names = [one for one in (first, *others) if one.type == RESOURCE_ID]
        whose = self._known(numbers, names) or self._enrol(first)
        joined = {bond.one for bond in self.changes.bonds if bond.other == whose}
        for one in numbers:
            if self._found(one) is None and (one is first or not self._holds(whose, one)):
                self._lead(one, whose)
        for one in names:  # somebody may have several; what comes by them from now on lies with the rest
            if self._found(one) in {None, *joined}:
                self._lead(one, whose)
        self._learn_bases(names)
        return whose

    def _known(self, numbers: Sequence[Identifier], names: Sequence[Identifier]) -> str | None:
        """Who it is of those that are known, nobody where none is; Refused(IDENTITY_CONFLICT) where it is several.

        A name is the sender's own word for who it is: somebody of whom nothing but names was known is the one whose
        numbers come with it, and of a client that says who it is, so is somebody who has another such number.
        """
        numbered = [found for one in numbers if (found := self._found(one))]
        named = [found for one in names if (found := self._found(one))]
        known = list(dict.fromkeys([*numbered, *named]))
        if not known:
            return None
        if len(known) > 1 and not numbered:
            known.sort(key=self._is_only_named)
        whose = known[0]
        others = [one for one in known if not self._same(whose, one)]
        if any(one in numbered or not self._is_only_named(one) for one in others):
            raise Refused(
                Reason.IDENTITY_CONFLICT, "its identifiers lead to different patients", where="PID-3"
            )
        new = numbers and self._found(numbers[0]) is None and (numbered or not self._client)
        if new and self._holds(whose, numbers[0]):
            raise Refused(Reason.IDENTITY_CONFLICT, "its patient has another such number", where="PID-3")
        self.changes.bonds += [Bond(Tie.MERGED, one, whose) for one in others]
        return whose

    def _is_only_named(self, pseudonym: str) -> bool:
        """Whether nothing is known of somebody but names of a Patient."""
        names = {self._slot(Identifier(system, "", RESOURCE_ID)) for system in ("", HERE)}
        new = {lead.slot for lead in self.changes.leads.values() if lead.pseudonym == pseudonym}
        alone = len(self._persons.person(pseudonym)) == 1
        return alone and (new | self._patients.slots(pseudonym)) <= names

    def _relative(self, identifier: Identifier) -> Identifier | None:
        """What is left of a URL under its sender's own base."""
        base, name = _cut(identifier)
        return replace(identifier, value=name) if base and self._found(_base(base)) else None

    def _learn_bases(self, names: Sequence[Identifier]) -> None:
        """A base is the sender's own where a Patient goes by its URL there and by the rest of it alone."""
        for base, name in filter(all, map(_cut, names)):
            if any(one.value == name for one in names) and self._found(_base(base)) is None:
                self._lead(_base(base), SITE)

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
        self._look_up(identifier)
        tag = self._tag(identifier)
        self.changes.leads[tag] = Lead(tag, whose, self._slot(identifier), self._seen[tag])

    def _found(self, identifier: Identifier) -> str | None:
        self._look_up(identifier)
        tags = self._tags(identifier)
        found = (
            self.changes.leads[tag].pseudonym if tag in self.changes.leads else self._seen[tag]
            for tag in tags
        )
        return next(filter(None, found), None) or self._found_before(identifier)

    def _look_up(self, *identifiers: Identifier) -> None:
        """Ask the journal of all of them at once."""
        tags = {
            tag for one in identifiers for tag in (*self._tags(one), *self._tags_before(one))
        } - self._seen.keys()
        if tags:
            self._seen |= self._patients.find_all(tags)

    def _found_before(self, identifier: Identifier) -> str | None:
        """Whom it led to when all clients were one sender: that holds for a client that had sent something of them."""
        found = next(filter(None, (self._seen[tag] for tag in self._tags_before(identifier))), None)
        senders = [self._client] if self._client else [b"", self._custody.client_tag("")]
        return found if found and self._patients.sent_by(found, senders) else None

    def _tags_before(self, identifier: Identifier) -> list[bytes]:
        if self._client is None or identifier.system not in {"", HERE} or not self._custody.were_one_sender:
            return []
        return [self._custody.identifier_tag(replace(identifier, system=""), TOGETHER)]

    def _tags(self, identifier: Identifier) -> list[bytes]:
        """What leads from it: the sender's own, and of a name that is spelled as ours are, ours."""
        here = (
            [replace(identifier, system=HERE)]
            if _OURS.fullmatch(identifier.value) and not identifier.system
            else []
        )
        return [self._tag(one) for one in (identifier, *here)]

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

    def _slot(self, identifier: Identifier) -> bytes:
        return self._custody.slot_tag(identifier, self._sender)


def _cut(identifier: Identifier) -> tuple[str, str]:
    """Base and name of a Patient's URL; nothing of anything else."""
    found = _URL.fullmatch(identifier.value) if identifier.type == RESOURCE_ID else None
    return (found[1], found[2]) if found else ("", "")


def _base(url: str) -> Identifier:
    return Identifier("", url, BASE)
