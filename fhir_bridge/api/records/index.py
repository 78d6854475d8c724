"""Finds resources, and says which of their versions is the current one.

What is found by is hashed under the site's identity key, codes and types for each patient apart: the journal shows
neither what somebody has nor that two have the same. Records come into the index once they are in the log: whoever
asks first puts them there.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Final

from fhir_bridge.api.records.content import PATIENT, Content, things
from fhir_bridge.errors import Reason, Refused
from fhir_bridge.identity.persons import Persons
from fhir_bridge.records import Identifier
from fhir_bridge.service import Service
from fhir_bridge.store.searching import Entries, Entry, Found, Waiting

BATCH: Final = 500
"""Records between two looks at what waits."""


class Index:
    """The index of one open data folder."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._custody = service.pipeline.custody
        self._entries = Entries(service.journal.database)
        self._alone = threading.Lock()
        self._after = -1

    def catch_up(self) -> None:
        """Take in what the log has got since."""
        with self._alone:
            while waiting := self._entries.waiting(self._after, BATCH):
                for record in waiting:
                    self._entries.add(record, self._read(record))
                self._after = waiting[-1].log_index

    def person(self, named: str) -> Sequence[str]:
        """All pseudonyms of the patient who is named by one of them, or by the id of their Patient; none of nobody."""
        id_ = named.removeprefix(f"{PATIENT}/")
        if self._custody.known(id_):
            return self._living(id_)
        people = {tuple(self._living(one.pseudonym)) for one in self._named(PATIENT, id_)}
        return people.pop() if len(people) == 1 else ()

    def identified(self, system: str, value: str) -> Sequence[str]:
        """All pseudonyms of the patient who bears an identifier."""
        tag = self._custody.identifier_tag(Identifier(system, value), "")
        found = self._service.pipeline.patients.find(tag) if system else None
        return self._living(found) if found else ()

    def histories(self, kind: str, id_: str) -> Sequence[Sequence[Found]]:
        """All versions that bear this type and id, oldest first, of each person who has such."""
        return self._histories(kind, id_, self._custody.persons())

    def current(self, kind: str, id_: str) -> Sequence[tuple[Found, int]]:
        """Of each person the newest of these with its number, unless another id has come since for what it is."""
        persons = self._custody.persons()
        newest = [(one[-1], len(one)) for one in self._histories(kind, id_, persons)]
        return [one for one in newest if self._is_newest(one[0], persons)]

    def _histories(self, kind: str, id_: str, persons: Persons) -> Sequence[Sequence[Found]]:
        of_each: dict[str, list[Found]] = {}
        for one in self._named(kind, id_):
            of_each.setdefault(persons.person(one.pseudonym)[0], []).append(one)
        return list(of_each.values())

    def _is_newest(self, found: Found, persons: Persons) -> bool:
        """Whether nothing has come since of what this is a version of."""
        return self._entries.newest_of(persons.person(found.pseudonym), found.thing) == found.number

    def state(self, person: Sequence[str], *, kind: str = "", codes: Sequence[str] = ()) -> Sequence[Found]:
        """A patient's current state, or what of it is of one type and bears one of these codes; newest first."""
        self.catch_up()
        newest = {one.thing: one for one in self._entries.of(person)}
        found = [one for one in newest.values() if not one.gone]
        if kind:
            kinds = {self._tag("kind", owner, kind) for owner in person}
            found = [one for one in found if one.kind in kinds]
        if codes:
            terms = [self._tag("code", owner, kind, code) for owner in person for code in codes]
            bearing = self._entries.bearing(terms)
            found = [one for one in found if one.number in bearing]
        return sorted(found, key=lambda one: (one.at, one.number), reverse=True)

    def of_record(self, record_id: str) -> Sequence[Found]:
        """The resources of a record."""
        self.catch_up()
        return self._entries.of_record(record_id)

    def newest(self) -> int:
        """The number of what came in last."""
        self.catch_up()
        return self._entries.newest()

    def since(self, number: int, most: int) -> Sequence[Found]:
        """What came in after this number."""
        self.catch_up()
        return self._entries.since(number, most)

    def numbered(self, number: int) -> Found | None:
        """What came in under this number."""
        return self._entries.numbered(number)

    def is_kind(self, found: Found, kind: str) -> bool:
        """Whether this is of a resource type."""
        return found.kind == self._tag("kind", found.pseudonym, kind)

    def _named(self, kind: str, id_: str) -> Sequence[Found]:
        self.catch_up()
        return self._entries.named(self._tag("name", f"{kind}/{id_}"))

    def _living(self, pseudonym: str) -> Sequence[str]:
        return [one for one in self._custody.person(pseudonym) if self._custody.holds(one)]

    def _read(self, record: Waiting) -> list[Entry]:
        try:
            parts = self._service.release.parts(record.record_id)
        except Refused as refusal:
            if refusal.reason is not Reason.ERASED:
                raise
            return []
        contents = [Content.of(part) for part in parts]
        return [
            self._entry(leaf, content, thing, record.pseudonym)
            for leaf, (content, thing) in enumerate(zip(contents, things(contents), strict=True), 1)
        ]

    def _entry(self, leaf: int, content: Content, thing: str, owner: str) -> Entry:
        codes = {part for code in content.codes for part in (code, code.rpartition("|")[2])}
        return Entry(
            leaf=leaf,
            name=self._tag("name", content.name),
            thing=self._tag("thing", thing),
            kind=self._tag("kind", owner, content.kind),
            gone=content.gone,
            terms=frozenset(self._tag("code", owner, content.kind, code) for code in codes),
        )

    def _tag(self, *parts: str) -> bytes:
        return self._custody.search_tag(*parts)
