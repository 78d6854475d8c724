"""Who has read a patient's data, and the patient's word against it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Final

from fhir_bridge.api.wire.coding import Length
from fhir_bridge.api.wire.operation import Id, Level, Nothing, Operation, Token, Visit, Word


@dataclass(frozen=True, slots=True)
class Reading:
    """An entry of the trace: who did what (`deed`), when, why, and under which consent (its commitment), if any.

    `refused` says that nothing was given; `emergency` that the glass was broken.
    """

    id: Id
    at: int
    who: str
    recipient: str
    deed: Word
    records: int
    purpose: str
    consent: Token | None
    refused: bool
    emergency: bool


@dataclass(frozen=True, slots=True)
class Readings:
    """Newest first; `more` says that there are older ones than these."""

    readings: tuple[Reading, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Objection:
    """This looks wrong: goes to the officer, with the patient's words if they wrote any."""

    visit: Token = field(repr=False)
    reading: Id
    words: Annotated[str, Length(500)] = field(repr=False)


WHO_READ: Final = Operation("/kiosk/v1/who-read", Visit, Readings, Level.PATIENT)
OBJECT: Final = Operation("/kiosk/v1/object", Objection, Nothing, Level.PATIENT, changes=True)
