"""An operation of the narrow API, and the spellings that its types share."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Annotated, Generic, TypeVar

from fhir_bridge.api.wire.coding import Length, decode, encode

Asked = TypeVar("Asked")
Given = TypeVar("Given")

Token = Annotated[bytes, Length(32, 32)]
"""32 bytes: a challenge, a visit, a pseudonym on chain, a commitment, a salt."""
Guid = Annotated[bytes, Length(16, 16)]
"""A card's GUID, from its CHUID."""
Der = Annotated[bytes, Length(4096, 1)]
Word = Annotated[str, Length(200, 1)]
Language = Annotated[str, Length(12, 2)]
"""A BCP 47 tag, such as `de` or `sr-Latn`."""
Id = Annotated[str, Length(64, 1)]
"""What the bridge has given a name: an appointment, a request, a submission."""


class Level(Enum):
    """What an operation asks of a visit."""

    NONE = "no visit"
    TAPPED = "a card was tapped"
    PATIENT = "a patient, or who stands for one, has logged in"
    STAFF = "a member of staff has logged in"


@dataclass(frozen=True, slots=True)
class Operation(Generic[Asked, Given]):
    """One operation: its path, what is asked and given, and what it takes to be allowed to ask."""

    path: str
    asked: type[Asked]
    given: type[Given]
    level: Level = Level.NONE
    changes: bool = False

    def request(self, asked: Asked) -> bytes:
        """A request's body."""
        return encode(asked)

    def answer(self, body: bytes) -> Given:
        """What an answer of status 200 says; a `CodingError` where it is none."""
        return decode(body, self.given)


@dataclass(frozen=True, slots=True)
class Nothing:
    """An empty object."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Asks for what belongs to a visit."""

    visit: Token = field(repr=False)
