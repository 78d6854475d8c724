r"""MLLP to a hospital (HL7 v2.5.1 appendix C): one message, its acknowledgement, and whether it was taken.

    <0B> MSH|^~\&|... <1C><0D>    ->    <0B> MSH|^~\&|... <0D> MSA|AA|c0ffee <0D> <1C><0D>

A connection is made for each round of messages and closed after it. What is sent is kept by whoever calls: a message
counts as sent only when its own acknowledgement came back.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from fhir_bridge.errors import Refused, Unavailable
from fhir_bridge.source.hl7v2 import parse

MOST_BYTES: Final = 1 << 20
"""An acknowledgement is never longer."""

_START, _END = b"\x0b", b"\x1c\r"


class Verdict(StrEnum):
    """MSA-1 in the enhanced and the original mode."""

    TAKEN = "taken"
    FAULTY = "faulty"
    REFUSED = "refused"


_VERDICTS = {
    "AA": Verdict.TAKEN,
    "CA": Verdict.TAKEN,
    "AE": Verdict.FAULTY,
    "CE": Verdict.FAULTY,
    "AR": Verdict.REFUSED,
    "CR": Verdict.REFUSED,
}


@dataclass(frozen=True, slots=True)
class Hospital:
    """Where a hospital listens; `seconds` are waited for a connection and for each acknowledgement."""

    host: str
    port: int
    tls: ssl.SSLContext | None = None
    seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message and its control id (MSH-10)."""

    control: str
    data: bytes = field(repr=False)


async def send_all(hospital: Hospital, messages: Sequence[Outgoing]) -> AsyncIterator[tuple[str, Verdict]]:
    """(control id, verdict) of each message in turn; Unavailable when the hospital does not answer any more."""
    async with _connected(hospital) as (reader, writer):
        for message in messages:
            writer.write(_START + message.data + _END)
            async with _patient(hospital):
                await writer.drain()
                answer = await reader.readuntil(_END)
            yield message.control, _verdict(answer, message.control)


@asynccontextmanager
async def _connected(hospital: Hospital) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    async with _patient(hospital):
        reader, writer = await asyncio.open_connection(
            hospital.host, hospital.port, ssl=hospital.tls, limit=MOST_BYTES
        )
    try:
        yield reader, writer
    finally:
        writer.close()


@asynccontextmanager
async def _patient(hospital: Hospital) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(hospital.seconds):
            yield
    except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as fault:
        raise Unavailable(f"the hospital does not answer: {type(fault).__name__}") from None


def _verdict(answer: bytes, control: str) -> Verdict:
    """What an acknowledgement says of this message; Unavailable for an answer to anything else."""
    try:
        message = parse(answer.strip(_START + _END))
    except Refused:
        raise Unavailable("the hospital answers with no acknowledgement") from None
    said = next((segment for segment in message.segments if segment.name == "MSA"), None)
    if said is None or said.text(2) != control or said.text(1) not in _VERDICTS:
        raise Unavailable("the hospital acknowledges another message")
    return _VERDICTS[said.text(1)]
