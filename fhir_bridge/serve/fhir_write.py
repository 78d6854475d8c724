"""Resources that a client writes by their ids: `PUT` a version, `DELETE` one that says deleted.

    PUT /fhir/Patient/7   If-Match: W/"2"     ->     200   ETag: W/"3"   Location: /fhir/Patient/7/_history/3
    PUT /fhir/Patient?identifier=urn:x|7      ->     201   ETag: W/"1"   Location: /fhir/Patient/5d0c.../_history/1

Versions are counted for each client apart, by a keyed hash of client, type and id, in the transaction that keeps the
message. A record holds the resource as it was sent, in a collection of one entry; a deletion holds the version before
with one more tag, so that it lies with its patient.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from email.utils import formatdate
from typing import Final

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.fhir import json
from fhir_bridge.fhir.bundle import entries, resource_of
from fhir_bridge.fhir.deleted import VERSIONS, deleted
from fhir_bridge.fhir.json import Object
from fhir_bridge.fhir.release import Release
from fhir_bridge.fhir.versions.detect import said_by, stated
from fhir_bridge.intake import Intake
from fhir_bridge.reading import format_of
from fhir_bridge.records import Format, SourceMessage
from fhir_bridge.serve.answer import Answer, Turned, outcome
from fhir_bridge.serve.identified import Identified, borne, name_of
from fhir_bridge.source.senders import WINDOW
from fhir_bridge.store.group import GroupCommit
from fhir_bridge.store.inbox import Arrival, Fate, Verdict, Written

ATTEMPTS: Final = 3
"""Times that a version is counted anew because another writer came first."""
_PLACE: Final = re.compile(r"([A-Z][A-Za-z]{1,63})/([A-Za-z0-9.-]{1,64})")
_TAG: Final = re.compile(r'(?:W/)?"([1-9][0-9]{0,8})"')


@dataclass(frozen=True, slots=True)
class Asked:
    """A write: who asks, where, and with which headers (by lower-case name)."""

    who: str
    kind: str
    id: str
    headers: Mapping[str, str]

    @classmethod
    def of(cls, who: str, path: str, headers: Mapping[str, str]) -> Asked:
        """The place that the path names; Turned where it names none."""
        found = _PLACE.fullmatch(path)
        if not found:
            raise Turned(405, "not-supported", "what is written is named by /fhir/TYPE/ID")
        return cls(who, found[1], found[2], headers)

    @property
    def place(self) -> str:
        """`TYPE/ID`."""
        return f"{self.kind}/{self.id}"

    @property
    def release(self) -> Release | None:
        """The release that the content type says."""
        return said_by(self.headers.get("content-type", ""))

    def must_match(self, last: Written | None) -> None:
        """Turned(412) where `If-Match` names another version than the newest."""
        wanted = self.headers.get("if-match")
        if wanted is None:
            return
        found = _TAG.fullmatch(wanted.strip())
        if not found:
            raise Turned(400, "value", 'If-Match names one version: W/"2"')
        if last is None or last.gone or last.version != int(found[1]):
            raise Turned(412, "conflict", "If-Match does not name the newest version; read it and try again")


@dataclass(frozen=True, slots=True)
class Writer:
    """Keeps versions, one after another."""

    intake: Intake
    group: GroupCommit
    clock: Callable[[], float] = time.time

    async def put(self, asked: Asked, data: bytes) -> Answer:
        """A first version (201) or another one (200), once it is durable; the newest again changes nothing."""
        resource = await asyncio.to_thread(self._checked, asked, data)
        if resource.get("id") != asked.id:
            raise Turned(400, "invalid", "the resource's id is not the one that the path names")
        return await _repeated(lambda: self._keep(asked, resource, data))

    async def put_identified(self, wanted: Identified, headers: Mapping[str, str], data: bytes) -> Answer:
        """The same of the one resource that bears an identifier, or of a new one."""
        unnamed = Asked(wanted.who, wanted.kind, "", headers)
        resource = await asyncio.to_thread(self._checked, unnamed, data)
        wanted.must_be_borne(resource)
        term = wanted.term(self.intake.custody)

        async def attempt() -> Answer | None:
            id_ = await asyncio.to_thread(wanted.place, self.intake, resource.get("id"))
            return await self._keep(replace(unnamed, id=id_), resource | {"id": id_}, data, alone=term)

        return await _repeated(attempt)

    async def delete(self, asked: Asked) -> Answer:
        """A version that says deleted, once it is durable; one that is there already stays the newest."""
        return await _repeated(lambda: self._keep(asked, None, b""))

    async def _keep(
        self, asked: Asked, resource: Object | None, body: bytes, *, alone: bytes = b""
    ) -> Answer | None:
        """The next version, or the newest where that is the same; None where another writer came first."""
        last = await asyncio.to_thread(self.intake.inbox.written, self._name(asked))
        if resource is None and last is None:
            raise Turned(404, "not-found", "nothing of this name was written with these credentials")
        if resource is None and last and last.gone:
            return _said(asked, last, resource)
        asked.must_match(last)
        tag = self.intake.custody.message_tag(body)
        if resource is not None and last and not last.gone and last.body == tag:
            return _said(asked, last, resource)
        arrival = await asyncio.to_thread(self._arrival, asked, last, resource, tag)
        verdict: Verdict = await self.group.submit(replace(arrival, alone=alone))
        if verdict.fate is Fate.CONFLICT:
            raise Turned(409, "duplicate", "another body has this Idempotency-Key; the first was kept")
        kept = verdict.fate is Fate.KEPT
        return _said(asked, arrival.writes, resource) if kept and arrival.writes else None

    def _checked(self, asked: Asked, data: bytes) -> Object:
        message = SourceMessage(data, format_of(asked.release))
        self.intake.reader.check(message)
        reading = self.intake.reader.read(message)
        resource = json.read_own(data)
        if resource["resourceType"] != asked.kind:
            raise Refused(Reason.NOT_FHIR, "not a resource of the type that the path names")
        list(reading.bundles())  # whose it is, is said now and not later
        return resource

    def _name(self, asked: Asked) -> bytes:
        return name_of(self.intake.custody, asked.who, asked.place)

    def _arrival(self, asked: Asked, last: Written | None, resource: Object | None, body: bytes) -> Arrival:
        custody = self.intake.custody
        writes = Written(
            name=self._name(asked),
            version=last.version + 1 if last else 1,
            message=b"",
            body=body,
            created=last is None or last.gone,
            gone=resource is None,
            at=int(self.clock()),
        )
        if resource is None and last:
            data = self._deleted(writes, last)
        else:
            data = json.dumps(_bundle(writes, resource or {}, asked.release))
        tag = custody.message_tag(data)
        sealed, wrapped = custody.seal_message(data, tag)
        key = asked.headers.get("idempotency-key", "")
        return Arrival(
            tag=tag,
            format=Format.FHIR,
            sealed=sealed,
            wrapped_key=wrapped,
            sender=custody.client_tag(asked.who),
            identity=custody.called_tag("http", asked.who, key) if key else b"",
            window=WINDOW,
            writes=replace(writes, message=tag),
            bears=borne(custody, asked.who, resource) if resource else frozenset(),
        )

    def _deleted(self, writes: Written, last: Written) -> bytes:
        """The version before, with the tag that says that it is no more."""
        before = json.read_own(self.intake.custody.kept_message(last.message))
        (entry,) = entries(before)
        return json.dumps(_bundle(writes, deleted(resource_of(entry)), stated(before)))


async def _repeated(attempt: Callable[[], Awaitable[Answer | None]]) -> Answer:
    for _ in range(ATTEMPTS):
        answer = await attempt()
        if answer:
            return answer
    raise Turned(409, "conflict", "others write the same resource; try again")


def _bundle(writes: Written, resource: Object, said: Release | None) -> Object:
    """Of the resource alone, under a name of its own: so the same bytes again are another version's.

    A profile says the release that the resource's sender does.
    """
    bundle: Object = {
        "resourceType": "Bundle",
        "identifier": {"system": VERSIONS, "value": f"{writes.name.hex()[:32]}.{writes.version}"},
        "type": "collection",
        "entry": [{"resource": resource}],
    }
    if said:
        bundle["meta"] = {"profile": [f"http://hl7.org/fhir/{said.number}/StructureDefinition/Bundle"]}
    return bundle


def _said(asked: Asked, written: Written, resource: Object | None) -> Answer:
    headers = {"etag": f'W/"{written.version}"', "last-modified": formatdate(written.at, usegmt=True)}
    if resource is None:
        return Answer(
            200, outcome("information", "deleted", f"version {written.version} says deleted"), headers
        )
    headers["location"] = f"/fhir/{asked.place}/_history/{written.version}"
    status = 201 if written.created else 200
    wanted = asked.headers.get("prefer", "").replace(" ", "")
    if wanted == "return=minimal":
        return Answer(status, b"", headers)
    if wanted == "return=representation":
        return Answer(status, json.dumps(resource), headers)
    return Answer(
        status, outcome("information", "informational", f"kept as version {written.version}"), headers
    )
