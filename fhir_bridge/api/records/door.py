"""The one door: whatever leaves is decided on, written down, decided on again, and given.

    decide each resource -> trace what is to leave (in the log) -> decide again before each chunk -> the chunk

A grant is asked of the patient under whose pseudonym a resource lies: a merge unites people, never their consents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from fhir_bridge.access.decide import Deny, Grants, Permit, Policy, Request, decide
from fhir_bridge.access.roles import data_class
from fhir_bridge.acts import Act, Deed, Outcome
from fhir_bridge.api.desk import Desk
from fhir_bridge.api.limits import PATIENT, Limits
from fhir_bridge.api.records.content import Content
from fhir_bridge.api.relaying import grants_of
from fhir_bridge.api.tokens.caller import Caller
from fhir_bridge.errors import BridgeError, Reason, Refused
from fhir_bridge.store.clients import Clients
from fhir_bridge.store.searching import Found

CHUNK: Final = 1 << 20
"""Bytes that leave between two decisions."""
EMERGENCY: Final = "ETREAT"
"""The purpose under which a glass that was broken counts."""


class Withdrawn(BridgeError):
    """A permission ended while its data was leaving: the answer is broken off."""


@dataclass(frozen=True, slots=True)
class Part:
    """A resource that was opened: where it stands, what it is, its canonical bytes, and what it is given on."""

    found: Found
    content: Content
    data: bytes = field(repr=False)
    permit: Permit | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """Every way from records to systems."""

    desk: Desk
    clients: Clients
    policy: Policy
    limits: Limits

    def opened(
        self, caller: Caller, found: Iterable[Found], *, action: str, most: int | None = None
    ) -> list[Part]:
        """Of what was found, what this caller may have now; at most so many, in the order given."""
        given: list[Part] = []
        known: dict[str, Grants] = {}
        for one in found:
            if most is not None and len(given) == most:
                break
            part = self._part(one)
            if part is None or not caller.scopes.allows(part.content.kind, action):
                continue
            answer = self._answer(caller, part, known)
            if isinstance(answer, Permit):
                given.append(Part(part.found, part.content, part.data, answer))
        return given

    def limit(self, caller: Caller, person: Sequence[str]) -> None:
        """One request of this client about this patient; who broke the glass is not kept waiting."""
        if person and not self._emergency(caller, person[0]):
            self.limits.take(
                self.desk.keeping.custody.search_tag("bucket", caller.client, person[0]), PATIENT
            )

    def note(
        self,
        deed: Deed,
        caller: Caller,
        parts: Sequence[Part],
        *,
        person: Sequence[str] = (),
        done: bool = True,
    ) -> None:
        """Write down what leaves, or that nothing does; it is in the log when this returns."""
        owners = list(dict.fromkeys(part.found.pseudonym for part in parts)) or list(person[:1]) or [""]
        for owner in owners:
            mine = [part for part in parts if part.found.pseudonym == owner]
            records = tuple(dict.fromkeys(part.found.record_id for part in mine))
            permits = [part.permit.grant for part in mine if part.permit and part.permit.grant]
            self.desk.service.trace.note(
                Act(
                    deed,
                    caller.actor(),
                    pseudonym=owner,
                    records=records,
                    recipient=caller.client,
                    purpose=caller.purpose,
                    grants=tuple(dict.fromkeys(grant.hex() for grant in permits)),
                    outcome=Outcome.DONE if done else Outcome.REFUSED,
                )
            )

    def leaving(self, deed: Deed, caller: Caller, part: Part) -> Iterator[bytes]:
        """A resource's bytes, chunk by chunk, each after a decision of its own; Withdrawn once it is no."""
        for start in range(0, len(part.data), CHUNK):
            self.hold(deed, caller, part)
            yield part.data[start : start + CHUNK]

    def hold(self, deed: Deed, caller: Caller, *parts: Part) -> None:
        """Withdrawn, and written down, where what was permitted is not any more."""
        known: dict[str, Grants] = {}
        if any(isinstance(self._answer(caller, part, known), Deny) for part in parts):
            self.note(deed, caller, parts, done=False)
            raise Withdrawn("a permission has ended")

    def _answer(self, caller: Caller, part: Part, known: dict[str, Grants]) -> Permit | Deny:
        """The decision on one resource, as of now; grants are read once for all that is decided on together."""
        owner, now = part.found.pseudonym, self.desk.now()
        if owner not in known:
            known[owner] = grants_of(self.desk, owner)
        request = Request(
            patient=owner,
            grantees=caller.grantees,
            purpose=caller.purpose,
            data_class=data_class(part.content.kind),
            labels=part.content.labels,
            emergency=self._emergency(caller, owner),
        )
        return decide(request, self.policy, known[owner], now)

    def _emergency(self, caller: Caller, owner: str) -> str:
        if caller.purpose != EMERGENCY:
            return ""
        for one in self.desk.keeping.custody.person(owner):
            now = self.desk.now()
            if self.clients.emergency(caller.client, caller.practitioner, one, now=now):
                return "a reason was typed in"
        return ""

    def _part(self, found: Found) -> Part | None:
        try:
            data = self.desk.service.release.open(found.record_id, found.leaf)
        except Refused as refusal:
            if refusal.reason is not Reason.ERASED:
                raise
            return None
        return Part(found, Content.of(data), data)
