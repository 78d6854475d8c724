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
from fhir_bridge.api.records.content import PATIENT as PATIENT_TYPE
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
        self, caller: Caller, found: Iterable[Found], *, action: str, kind: str = "", most: int | None = None
    ) -> list[Part]:
        """Of what was found, what this caller may have now; at most so many, in the order given.

        `kind` is their type where the request says it. Of a patient of whom the caller can have nothing, nothing is
        fetched: with the blob store away, too, that reads like what is unknown.
        """
        given: list[Part] = []
        known: dict[str, Grants] = {}
        hopeless: dict[str, bool] = {}
        for one in found:
            if most is not None and len(given) == most:
                break
            owner = one.pseudonym
            if owner not in hopeless:
                hopeless[owner] = self._is_hopeless(caller, owner, kind, known)
            part = None if hopeless[owner] else self._part(one)
            if part is None or not caller.scopes.allows(part.content.kind, action):
                continue
            answer = self._answer(self._request_for(caller, part), known)
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
        requests = (self._request_for(caller, part) for part in parts)
        if any(isinstance(self._answer(one, known), Deny) for one in requests):
            self.note(deed, caller, parts, done=False)
            raise Withdrawn("a permission has ended")

    def decided(
        self, caller: Caller, owner: str, kind: str, labels: frozenset[str], grants: Grants
    ) -> Permit | Deny:
        """The decision on what is of a type, has these labels and lies under this pseudonym, as of now."""
        request = self._request(caller, owner, data_class(kind), labels)
        return decide(request, self.policy, grants, self.desk.now())

    def _answer(self, request: Request, known: dict[str, Grants]) -> Permit | Deny:
        """The decision as of now; grants are read once for all that is decided on together."""
        return decide(request, self.policy, self._grants(request.patient, known), self.desk.now())

    def _is_hopeless(self, caller: Caller, owner: str, kind: str, known: dict[str, Grants]) -> bool:
        """Whether nothing of this type, or of any, can be had of this patient, however it is labelled."""
        classes = {data_class(kind)} if kind else self._classes(self._grants(owner, known))
        requests = (self._request(caller, owner, one) for one in classes)
        return all(isinstance(self._answer(one, known), Deny) for one in requests)

    def _classes(self, grants: Grants) -> set[str]:
        """One of each that grants and policy tell apart."""
        granted = [one.classes for one in grants.grants]
        ruled = [one.classes for one in (*self.policy.rules, *self.policy.ceilings)]
        return {data_class(PATIENT_TYPE)}.union(*granted, *ruled)

    def _grants(self, owner: str, known: dict[str, Grants]) -> Grants:
        if owner not in known:
            known[owner] = grants_of(self.desk, owner)
        return known[owner]

    def _request_for(self, caller: Caller, part: Part) -> Request:
        content = part.content
        return self._request(caller, part.found.pseudonym, data_class(content.kind), content.labels)

    def _request(
        self, caller: Caller, owner: str, asked: str, labels: frozenset[str] = frozenset()
    ) -> Request:
        return Request(
            patient=owner,
            grantees=caller.grantees,
            purpose=caller.purpose,
            data_class=asked,
            labels=labels,
            emergency=self._emergency(caller, owner),
        )

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
