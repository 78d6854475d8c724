"""What HTTP says of FHIR: an answer, or why there is none."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fhir_bridge.fhir.check import Left
from fhir_bridge.records import Conversion


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


def outcome(
    severity: str, code: str, words: str, left: Sequence[Left] = (), conversions: Sequence[Conversion] = ()
) -> bytes:
    """An OperationOutcome: an issue, one a release that was converted from, and one an entry that is not taken."""
    issues: list[dict[str, Any]] = [{"severity": severity, "code": code, "diagnostics": words}]
    for made in conversions:
        said = f"{made.count} converted {made.told}"
        issues.append({"severity": "information", "code": "informational", "diagnostics": said})
    for one in left:
        place = {"expression": [f"Bundle.entry[{one.number}]"]}
        issues.append({"severity": "error", "code": "invalid", "diagnostics": str(one.refusal)} | place)
    return json.dumps({"resourceType": "OperationOutcome", "issue": issues}).encode()
