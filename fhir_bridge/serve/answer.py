"""What HTTP says of FHIR: an answer, or why there is none."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.fhir.bundle import entries, resource_of
from fhir_bridge.fhir.created import called
from fhir_bridge.fhir.json import Object
from fhir_bridge.reading import Reading
from fhir_bridge.records import Conversion

STATUS: Final = {Reason.TOO_LARGE: 413, Reason.BAD_JSON: 400, Reason.EMPTY: 400, Reason.ERASED: 410}
"""What a refusal is in HTTP; 422 where nothing is said here."""
ISSUE: Final = {Reason.TOO_LARGE: "too-long", Reason.BAD_JSON: "structure", Reason.EMPTY: "required"}


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, body and headers."""

    status: int
    body: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)


class Turned(Exception):
    """A request that is not taken for what HTTP says of it: its status and FHIR's code for the issue."""

    def __init__(self, status: int, code: str, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.code = code


def refused(refusal: Refused) -> Answer:
    """What a refusal is answered with."""
    issue = outcome("error", ISSUE.get(refusal.reason, "invalid"), str(refusal))
    return Answer(STATUS.get(refusal.reason, 422), issue)


def place_of(resource: Object, given: frozenset[str]) -> str:
    """Where a resource is read: what was given its name here has its first version there."""
    name = called(resource)
    return f"{name}/_history/1" if name in given else name


def responses(reading: Reading, told: bytes) -> bytes:
    """A Bundle with the response to each entry of a transaction or batch; `told` stands with the first taken one."""
    left = {one.number: one.refusal for one in reading.left}
    taken = iter([_taken(entry, reading.given) for entry in entries(reading.bundle)])
    count = len(entries(reading.bundle)) + len(left)
    listed = [_not_taken(left[number]) if number in left else next(taken) for number in range(count)]
    next(one for number, one in enumerate(listed) if number not in left)["outcome"] = json.loads(told)
    kind = f"{reading.bundle['type']}-response"
    return json.dumps(
        {"resourceType": "Bundle", "type": kind, "entry": [{"response": one} for one in listed]}
    ).encode()


def _taken(entry: Object, given: frozenset[str]) -> dict[str, Any]:
    resource, request = resource_of(entry), entry["request"]
    new = isinstance(request, dict) and request["method"] == "POST"
    tag = {"etag": 'W/"1"'} if called(resource) in given else {}
    return {"status": _line(201 if new else 200), "location": place_of(resource, given)} | tag


def _not_taken(refusal: Refused) -> dict[str, Any]:
    answer = refused(refusal)
    return {"status": _line(answer.status), "outcome": json.loads(answer.body)}


def _line(status: int) -> str:
    return f"{status} {HTTPStatus(status).phrase}"


def outcome(severity: str, code: str, words: str, conversions: Sequence[Conversion] = ()) -> bytes:
    """An OperationOutcome: an issue, and one a release that was converted from."""
    issues = [{"severity": severity, "code": code, "diagnostics": words}]
    for made in conversions:
        said = f"{made.count} converted {made.told}"
        issues.append({"severity": "information", "code": "informational", "diagnostics": said})
    return json.dumps({"resourceType": "OperationOutcome", "issue": issues}).encode()
