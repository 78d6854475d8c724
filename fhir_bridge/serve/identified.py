"""Conditional update: a resource is found by an identifier of its own (FHIR R4, http.html#cond-update).

    PUT /fhir/Patient?identifier=urn:x|7     nothing bears it: created;  one does: its next version;  several: 412

What is looked through are the newest versions that the same client wrote. They are known by keyed hashes of client,
type and identifier: the journal shows none of these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Final, Self
from urllib.parse import parse_qsl

from fhir_bridge.custody import Custody
from fhir_bridge.fhir import json
from fhir_bridge.fhir.bundle import entries, identifiers_of, resource_of
from fhir_bridge.fhir.json import Json, Object
from fhir_bridge.intake import Intake
from fhir_bridge.serve.answer import Turned
from fhir_bridge.store.inbox import Written

MOST_QUERY: Final = 2048


@dataclass(frozen=True, slots=True)
class Identified:
    """The resource of a type, among those of one client, that bears an identifier."""

    who: str
    kind: str
    system: str = field(repr=False)
    value: str = field(repr=False)

    @classmethod
    def of(cls, who: str, kind: str, query: bytes) -> Self:
        """The one that a query names; Turned where it is anything but one identifier with its system."""
        try:
            pairs = parse_qsl(query.decode("ascii"), strict_parsing=True, errors="strict", max_num_fields=1)
        except ValueError:
            pairs = []
        name, text = pairs[0] if pairs else ("", "")
        system, _, value = text.partition("|")
        if name != "identifier" or not (system and value) or len(query) > MOST_QUERY:
            raise Turned(400, "not-supported", "a conditional update names one ?identifier=system|value")
        return cls(who, kind, system, value)

    def must_be_borne(self, resource: Object) -> None:
        """Turned where the resource does not bear it: sent again, it would be created again."""
        if not self.is_borne(resource):
            raise Turned(400, "invalid", "the resource does not bear the identifier that the path names")

    def is_borne(self, resource: Object) -> bool:
        """Whether a resource bears it."""
        return any((one.system, one.value) == (self.system, self.value) for one in identifiers_of(resource))

    def ids(self, intake: Intake) -> Sequence[str]:
        """The ids of those that bear it now."""
        found = intake.inbox.bearing(self.term(intake.custody))
        return [_id(intake.custody, one) for one in found]

    def term(self, custody: Custody) -> bytes:
        """Its hash in the journal."""
        return _term(custody, self.who, self.kind, self.system, self.value)

    def place(self, intake: Intake, given: Json) -> str:
        """The id under which it is to be written; `given` is the body's own. Turned where it cannot be this one."""
        found = self.ids(intake)
        if len(found) > 1:
            raise Turned(
                412, "multiple-matches", "several resources bear this identifier; name one by its id"
            )
        if not found:
            return self._new(intake, given)
        id_ = found[0]
        if given is not None and given != id_:
            raise Turned(400, "invalid", "the resource's id is not that of the one that bears the identifier")
        return id_

    def _new(self, intake: Intake, given: Json) -> str:
        """The body's own id, or one that is made of the identifier: who asks at the same time comes to the same."""
        if isinstance(given, str):
            if self._stands(intake, given):
                raise Turned(409, "conflict", "the resource of this id does not bear the identifier")
            return given
        made = ("found", self.who, self.kind, self.system, self.value)
        names = (intake.custody.search_tag(*made, str(number)).hex()[:32] for number in count())
        return next(name for name in names if not self._stands(intake, name))

    def _stands(self, intake: Intake, id_: str) -> bool:
        last = intake.inbox.written(name_of(intake.custody, self.who, f"{self.kind}/{id_}"))
        return last is not None and not last.gone


def name_of(custody: Custody, who: str, place: str) -> bytes:
    """What the journal calls a resource (`TYPE/ID`) that a client writes."""
    return custody.search_tag("written", who, place)


def borne(custody: Custody, who: str, resource: Object) -> frozenset[bytes]:
    """The hashes of the identifiers that a resource bears."""
    kind, full = str(resource["resourceType"]), [one for one in identifiers_of(resource) if one.system]
    return frozenset(_term(custody, who, kind, one.system, one.value) for one in full)


def _term(custody: Custody, who: str, kind: str, system: str, value: str) -> bytes:
    return custody.search_tag("bears", who, kind, system, value)


def _id(custody: Custody, written: Written) -> str:
    (entry,) = entries(json.read_own(custody.kept_message(written.message)))
    return str(resource_of(entry)["id"])
