"""Keeps the features in step with the records: what is new, merged, parted or erased is made anew or forgotten.

    state of a person = keyed hash of (rules, this year, their pseudonyms, the newest that is known of each)

A person whose state is there is up to date; states that nobody is in are dropped. So nothing links a row to a record,
and whatever changes of somebody changes the name of their rows.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from fhir_bridge.access.roles import SENSITIVE
from fhir_bridge.api.records.content import PATIENT, Content
from fhir_bridge.api.records.index import Index
from fhir_bridge.api.research.safeharbor import SEXES, coded, person
from fhir_bridge.errors import Reason, Refused
from fhir_bridge.service import Service
from fhir_bridge.store.features import UNKNOWN, Feature, Features, Profile

RULES: Final = ("1", *sorted(SENSITIVE))
"""Names what the rows hold: another number here makes all of them anew."""


@dataclass(frozen=True, slots=True)
class People:
    """Who may be counted: the states that hold now, and the pseudonym behind each owner."""

    states: frozenset[bytes]
    owners: Mapping[bytes, str]


class Projection:
    """The features of one open data folder."""

    def __init__(self, service: Service, index: Index) -> None:
        self._service = service
        self._custody = service.pipeline.custody
        self._index = index
        self._alone = threading.Lock()
        self.features = Features(service.journal.database)

    def catch_up(self, now: int) -> People:
        """Bring the rows to what the log has; `now` in seconds since 1970."""
        year = datetime.fromtimestamp(now, UTC).year
        with self._alone:
            self._index.catch_up()
            newest = self.features.living()
            wanted = {self._state(one, newest, year): one for one in self._people(newest)}
            there = self.features.states()
            self.features.drop(there - wanted.keys())
            for state in sorted(wanted.keys() - there):
                self._make(state, wanted[state], year)
        return People(frozenset(wanted), {self._custody.owner_tag(one): one for one in newest})

    def term(self, kind: str, code: str) -> bytes:
        """The keyed hash under which rows have a code of a resource type."""
        return self._custody.feature_tag("term", kind, code)

    def _people(self, newest: Mapping[str, int]) -> set[tuple[str, ...]]:
        persons = self._custody.persons()
        return {tuple(one for one in persons.person(each) if one in newest) for each in newest}

    def _state(self, person: Sequence[str], newest: Mapping[str, int], year: int) -> bytes:
        known = [part for one in person for part in (one, str(newest[one]))]
        return self._custody.feature_tag("state", *RULES, str(year), *known)

    def _make(self, state: bytes, whose: Sequence[str], year: int) -> None:
        profile = Profile(state, self._custody.owner_tag(whose[0]), "", SEXES[-1], UNKNOWN)
        features: set[Feature] = set()
        for pseudonym, resource, labels in self._resources(whose):
            owner = self._custody.owner_tag(pseudonym)
            kind = resource["resourceType"]
            if kind == PATIENT:
                profile = Profile(state, owner, labels, *person(resource, year))
            features |= {
                Feature(self.term(kind, one.code), state, owner, labels, one.year)
                for one in coded(resource, year)
            }
        self.features.add(whose, profile, features)

    def _resources(self, whose: Sequence[str]) -> list[tuple[str, dict[str, Any], str]]:
        """(pseudonym, resource, its sensitive labels) of a person's current state."""
        opened: dict[str, list[bytes]] = {}
        found = []
        for one in self._index.state(whose):
            if one.record_id not in opened:
                opened[one.record_id] = self._parts(one.record_id)
            if parts := opened[one.record_id]:
                data = parts[one.leaf - 1]
                labels = " ".join(sorted(Content.of(data).labels & SENSITIVE))
                found.append((one.pseudonym, json.loads(data), labels))
        return found

    def _parts(self, record_id: str) -> list[bytes]:
        try:
            return self._service.release.parts(record_id)
        except Refused as refusal:
            if refusal.reason is not Reason.ERASED:
                raise
            return []
