"""The compiled maps as the program that the Rust module runs; this file alone knows that module.

A parsed message goes in, the bundle's JSON and an account of it come out, the same bytes for the same message.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from anchor import _native
from fhir_bridge.errors import BadMap, Reason, Refused
from fhir_bridge.source.hl7v2 import Message
from fhir_bridge.translate.dates import is_offset, offset_at
from fhir_bridge.translate.mapfile import Data
from fhir_bridge.translate.report import Issue, Kept, Report


class Untranslated(Exception):
    """Why the Rust module gave no bundle: a code, and the segment where there is one to name."""

    def __init__(self, code: str, segment: int) -> None:
        super().__init__(code, segment)
        self.code, self.segment = code, segment


class Program:
    """Compiled maps, ready to run; from as many threads as there are: it works without the interpreter's lock."""

    def __init__(self, data: Data) -> None:
        """Raises ValueError where the data is no program."""
        self._program = _native.Program(json.dumps(data, ensure_ascii=False, separators=(",", ":")))

    def run(
        self, message: Message, *, zone: str, authorities: Mapping[str, str]
    ) -> tuple[bytes, bytes, Report]:
        """The bundle's JSON, its excerpt's (`engine.Translation`), and the report.

        `zone` and `authorities` are the sender's. Raises Refused and BadMap.
        """
        offset = None if not zone or is_offset(zone) else offset_at(zone)
        try:
            data, excerpt, mapped, kept, issues = self._program.translate(
                message.tokens, zone, offset, dict(authorities)
            )
        except Untranslated as fault:
            raise _refused(fault) from None
        report = Report(mapped, tuple(Kept(*one) for one in kept), tuple(Issue(*one) for one in issues))
        return data, excerpt, report

    def system(self, name: str) -> str:
        """The URL of a code system by its name in a message; a URN of this project where the name is not known."""
        return self._program.system(name)

    def date(self, text: str) -> str | None:
        """The FHIR date of a DTM, without its time; None where there is none such."""
        return self._program.date(text)


def _refused(fault: Untranslated) -> Exception:
    if fault.code == "no-patient":
        return Refused(Reason.NO_PATIENT, where="PID")
    if fault.code == "two-patients":
        return Refused(Reason.TWO_PATIENTS, where=f"segment {fault.segment}")
    if fault.code == "too-large":
        return Refused(Reason.TOO_LARGE, "its repeats make more than a bundle may hold")
    return BadMap("bindings.map: no line makes a resource of MSH")
