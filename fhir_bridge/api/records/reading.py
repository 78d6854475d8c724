"""Reads: one resource, a whole record, their receipts, and breaking the glass.

GET  /fhir/{type}/{id}          the current version; its own receipt with Accept: application/vnd.fhir-anchor.receipt
GET  /fhir/{type}/{id}/_history/{version}       one version of it
GET  /fhir/Bundle/{record}      a record as it was anchored, or what of it may be had
POST /fhir/Patient/{id}/$break-glass    a reason, for an hour
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Final

from fhir_bridge.acts import Deed
from fhir_bridge.api.problem import Problem, Turned
from fhir_bridge.api.records.asked import FHIR, RECEIPT, Asked, Reply
from fhir_bridge.api.records.door import CHUNK, EMERGENCY, Door, Part
from fhir_bridge.api.tokens.caller import Caller
from fhir_bridge.api.tokens.scopes import READ
from fhir_bridge.errors import Reason, Refused
from fhir_bridge.fhir import json as strict
from fhir_bridge.release import WHOLE
from fhir_bridge.store.clients import Emergency
from fhir_bridge.store.searching import Found

GLASS_SECONDS: Final = 3600
LONGEST_REASON: Final = 500

_LOG = logging.getLogger(__name__)
_HEAD: Final = b'{"entry":['
_TAIL: Final = b'],"resourceType":"Bundle","type":"collection"}'


def read(asked: Asked) -> Reply:
    """One resource as it stands now, or the receipt for it."""
    return _one(asked, asked.gate.index.current(asked.kind, asked.id), current=True)


def version(asked: Asked) -> Reply:
    """One version of a resource, whatever came after it, or the receipt for it."""
    wanted = int(asked.named["version"])
    histories = asked.gate.index.histories(asked.kind, asked.id)
    return _one(asked, [(one[wanted - 1], wanted) for one in histories if wanted <= len(one)])


def record(asked: Asked) -> Reply:
    """A record as it was anchored where all of it may be had; else a collection of what may."""
    gate, caller = asked.gate, asked.caller
    found = gate.index.of_record(asked.id)
    gate.door.limit(caller, [one.pseudonym for one in found[:1]])
    parts = gate.door.opened(caller, found, action=READ)
    all_of_it, receipt = len(parts) == len(found), _wants_receipt(asked)
    deed = Deed.RECEIPT if receipt else Deed.OPEN
    if not parts or (receipt and not all_of_it):
        gate.door.note(deed, caller, (), person=[one.pseudonym for one in found], done=False)
        raise Turned(Problem.NOT_FOUND)
    if receipt:
        return _receipt(gate.door, caller, asked.id, leaf=WHOLE, parts=parts)
    gate.door.note(deed, caller, parts)
    if all_of_it:
        whole = gate.door.desk.service.release.open(asked.id)
        return _whole(asked, parts, lambda: _checked(gate.door, caller, parts, whole), len(whole), version=1)
    length = len(_HEAD) + len(_TAIL) + sum(len(part.data) + 14 for part in parts) - 1
    return _whole(asked, parts, lambda: _cut(gate.door, caller, parts), length, version=0)


def break_glass(asked: Asked) -> Reply:
    """Let this reader read this patient for an hour, whatever was granted; it alarms, and the patient sees it."""
    gate, caller, desk = asked.gate, asked.caller, asked.gate.door.desk
    person = gate.index.person(asked.id)
    reason = _reason(asked.body)
    if caller.purpose != EMERGENCY or not person:
        gate.door.note(Deed.BREAK_GLASS, caller, (), person=person, done=False)
        raise Turned(Problem.NOT_FOUND)
    gate.door.note(Deed.BREAK_GLASS, caller, (), person=person)
    name = f"{caller.client} {caller.practitioner}".encode()
    sealed = desk.keeping.seal(reason.encode(), person[0], kind="emergency", name=name)
    end = desk.now() + GLASS_SECONDS
    gate.door.clients.break_glass(Emergency(caller.client, caller.practitioner, person[0], end, sealed))
    _LOG.warning("the glass was broken by client %s", caller.client)
    until = datetime.fromtimestamp(end, UTC).isoformat()
    body = {"resourceType": "Parameters", "parameter": [{"name": "until", "valueInstant": until}]}
    return Reply.of(json.dumps(body).encode())


def tag_of(version: int) -> str:
    """The ETag of a version, as whoever wrote it was told it."""
    return f'W/"{version}"'


def _one(asked: Asked, found: Sequence[tuple[Found, int]], *, current: bool = False) -> Reply:
    """Of what was found with its version, the one that may be had; GONE where that says deleted, and as the `current`
    one where its sender has taken it back.
    """
    door, caller, receipt = asked.gate.door, asked.caller, _wants_receipt(asked)
    deed = Deed.RECEIPT if receipt else Deed.OPEN
    for one, _ in found:
        door.limit(caller, (one.pseudonym,))
    parts = door.opened(caller, [one for one, _ in found], action=READ, kind=asked.kind)
    if len(parts) != 1:  # nobody's, or of two patients at once: then it names nothing
        door.note(deed, caller, (), person=[one.pseudonym for one, _ in found], done=False)
        raise Turned(Problem.NOT_FOUND)
    part = parts[0]
    if receipt:
        return _receipt(door, caller, part.found.record_id, leaf=part.found.leaf, parts=parts)
    door.note(deed, caller, parts)
    if part.content.deleted or (current and part.content.gone):
        raise Turned(Problem.GONE)
    number = next(number for one, number in found if one == part.found)
    return _whole(asked, parts, lambda: door.leaving(deed, caller, part), len(part.data), version=number)


def _whole(
    asked: Asked, parts: Sequence[Part], chunks: Callable[[], Iterator[bytes]], length: int, *, version: int
) -> Reply:
    """What is given with its version, or that it is the one that is known; 0 is of no version."""
    newest = max(part.found.at for part in parts)
    headers = {"last-modified": format_datetime(datetime.fromtimestamp(newest, UTC), usegmt=True)}
    if version:
        headers["etag"] = tag_of(version)
    if version and _names(asked.headers.get("if-none-match", ""), headers["etag"]):
        return Reply(304, (), 0, headers)
    return Reply(200, chunks(), length, headers)


def _names(condition: str, tag: str) -> bool:
    """Whether If-None-Match names this version (RFC 9110, 13.1.2: compared weakly)."""
    named = {one.strip().removeprefix("W/") for one in condition.split(",")}
    return not named.isdisjoint({"*", tag.removeprefix("W/")})


def _receipt(door: Door, caller: Caller, record_id: str, *, leaf: int, parts: Sequence[Part]) -> Reply:
    try:
        made = door.desk.service.release.receipt(record_id, leaf)
    except Refused as refusal:
        if refusal.reason is not Reason.NOT_ANCHORED:
            raise
        raise Turned(Problem.NOT_ANCHORED) from None
    door.note(Deed.RECEIPT, caller, parts)
    return Reply.of(made, kind=RECEIPT)


def _checked(door: Door, caller: Caller, parts: Sequence[Part], whole: bytes) -> Iterator[bytes]:
    """A record's own bytes, while all of its parts may be had."""
    for start in range(0, len(whole), CHUNK):
        door.hold(Deed.OPEN, caller, *parts)
        yield whole[start : start + CHUNK]


def _cut(door: Door, caller: Caller, parts: Sequence[Part]) -> Iterator[bytes]:
    yield _HEAD
    for number, part in enumerate(parts):
        yield (b"," if number else b"") + b'{"resource":'
        yield from door.leaving(Deed.OPEN, caller, part)
        yield b"}"
    yield _TAIL


def _reason(body: bytes) -> str:
    try:
        said: Any = strict.loads(body)
        (reason,) = (one["valueString"] for one in said["parameter"] if one["name"] == "reason")
    except (Refused, ValueError, KeyError, TypeError):
        raise Turned(Problem.BAD_REQUEST) from None
    if not isinstance(reason, str) or not reason.strip() or len(reason) > LONGEST_REASON:
        raise Turned(Problem.BAD_REQUEST)
    return reason


def _wants_receipt(asked: Asked) -> bool:
    accepted = asked.headers.get("accept", "*/*")
    if accepted == RECEIPT:
        return True
    kinds = {one.partition(";")[0].strip() for one in accepted.split(",")}
    if kinds.isdisjoint({FHIR, "application/json", "application/*", "*/*"}):
        raise Turned(Problem.BAD_REQUEST)
    return False
