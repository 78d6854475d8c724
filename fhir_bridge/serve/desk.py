"""Who answers a frame: the desk that keeps it, or the one that only looks at it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from fhir_bridge.errors import Refused
from fhir_bridge.intake import Handed, Intake
from fhir_bridge.records import Format, SourceMessage
from fhir_bridge.serve.figures import Figures
from fhir_bridge.serve.logs import Log
from fhir_bridge.source.acknowledgement import TAKEN, acknowledge
from fhir_bridge.source.mllp import Frame, frame
from fhir_bridge.store.group import GroupCommit
from fhir_bridge.store.inbox import Fate

INLINE = 64 << 10
"""Bytes of a message that is looked at in the event loop; a larger one must not keep the others waiting."""


class Desk(Protocol):
    """Answers frames."""

    async def answer(self, received: Frame, certificate: str | None) -> bytes:
        """What goes back for a frame; nothing where its sender wants no answer."""


@dataclass(frozen=True, slots=True)
class KeepingDesk:
    """Answers once the message is durable. An error of the journal's is raised, and nothing is answered."""

    intake: Intake
    group: GroupCommit
    kept: Callable[[], None]
    figures: Figures
    log: Log

    async def answer(self, received: Frame, certificate: str | None) -> bytes:
        """The acknowledgement."""
        handed = await _handed_in(self.intake, received, certificate)
        if handed.arrival is None:
            if handed.refused:
                self.figures.answered("refused")
                self.log.warning("refused", reason=handed.refused.reason.code, where=handed.refused.where)
            return handed.answer
        verdict = await self.group.submit(handed.arrival)
        self.figures.answered(verdict.fate)
        if verdict.fate is Fate.KEPT:
            self.kept()
        elif verdict.fate is not Fate.AGAIN:
            self.log.warning(verdict.fate, sender=handed.arrival.sender.hex()[:16])
        return self.intake.answer(handed, verdict)


@dataclass(frozen=True, slots=True)
class ShadowDesk:
    """Says what would become of each message and keeps none."""

    intake: Intake
    figures: Figures
    report: Callable[[dict[str, object]], None]

    async def answer(self, received: Frame, certificate: str | None) -> bytes:
        """An acknowledgement that promises nothing but that the message was looked at."""
        handed = await _handed_in(self.intake, received, certificate)
        if handed.header is None:
            code = handed.refused.reason.code if handed.refused else ""
            self.report({"status": "refused", "reason": code})
            return handed.answer
        self.report(await asyncio.to_thread(self._looked_at, received.data))
        self.figures.answered("shadow")
        return b"".join(map(frame, acknowledge(handed.header, TAKEN, own_id=secrets.token_hex(9))))

    def _looked_at(self, data: bytes) -> dict[str, object]:
        try:
            reading = self.intake.reader.read(SourceMessage(data, Format.HL7V2))
            records = sum(1 for _ in reading.bundles())
        except Refused as refusal:
            return {"status": "refused", "reason": refusal.reason.code, "where": refusal.where}
        unmapped = len(reading.report.kept) if reading.report else 0
        return {"status": "accepted", "records": records, "unmapped": unmapped}


async def _handed_in(intake: Intake, received: Frame, certificate: str | None) -> Handed:
    if received.broken:
        return intake.broken_off(received.data)
    if len(received.data) <= INLINE:
        return intake.hand_in(received.data, certificate)
    return await asyncio.to_thread(intake.hand_in, received.data, certificate)
