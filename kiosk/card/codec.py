"""Messages as bytes between the kiosk and its card process: JSON of flat fields, secrets before it, never a pickle.

    secrets (1)  then size (1) and bytes of each  then {"said": "VerifyPin", "request": 3, "card": "9f2c.."}

Whoever reads believes nothing: a card process that a card has taken over can say what these types can say, no more.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Any, Final, get_args, get_type_hints
from uuid import UUID

from fhir_bridge.api.wire.coding import CodingError, loads
from kiosk.card import messages as said
from kiosk.card.errors import Trouble
from kiosk.card.face import Face, Interface, Slot
from kiosk.card.messages import Command, Event

MAX_MESSAGE: Final = 64 * 1024  # three certificates in hex are half of it
MAX_SECRET: Final = 32  # the longest management key

_REQUEST: Final = "request"
_SAID: Final = "said"
_EVENTS: Final = {kind.__name__: kind for kind in get_args(Event)}
_COMMANDS: Final = {kind.__name__: kind for kind in get_args(Command)}


class Unreadable(Exception):
    """The other side said something that is no message."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the kiosk has been told already, for the next card process: it says what is new."""

    up: bool | None = None
    crowded: bool = False
    readers: frozenset[str] = frozenset()

    def after(self, event: Event) -> Known:
        """What is known once this has been said as well."""
        match event:
            case said.ServiceBack():
                return replace(self, up=True)
            case said.ServiceDown():
                return Known(up=False)
            case said.TwoCards() | said.CardPresented() | said.CardRefused() | said.CardRemoved():
                return replace(self, crowded=isinstance(event, said.TwoCards))
            case said.ReaderBack(reader=reader):
                return replace(self, readers=self.readers | {reader})
            case said.ReaderRemoved(reader=reader):
                return replace(self, readers=self.readers - {reader})
        return self

    def words(self) -> list[str]:
        """As arguments of a command."""
        return [f"{self.up}", f"{self.crowded}", *sorted(self.readers)]

    @classmethod
    def of_words(cls, words: list[str]) -> Known:
        """What `words` wrote."""
        up = {"True": True, "False": False}.get(words[0])
        return cls(up, crowded=words[1] == "True", readers=frozenset(words[2:]))


def write_event(event: Event) -> bytes:
    """An event's bytes."""
    return _dumped(event)


def read_event(data: bytes | bytearray) -> Event:
    """The event, or `Unreadable`."""
    event: Event = _read(_EVENTS, _loaded(data))
    return event


def write_command(request: int, command: Command, secrets: Iterable[bytearray]) -> list[bytes | bytearray]:
    """What is to be sent, in pieces: the secrets are among them as they are, and nowhere else."""
    pieces: list[bytes | bytearray] = [b""]
    for secret in secrets:
        if not 0 < len(secret) <= MAX_SECRET:
            raise ValueError("a secret is empty or longer than any card's")
        pieces += [bytes((len(secret),)), secret]
    pieces[0] = bytes((len(pieces) // 2,))
    return [*pieces, _dumped(command, request=request)]


def read_command(data: bytearray) -> tuple[int, Command, list[bytearray]]:
    """Request, command and secrets; `Unreadable` for anything else. The data still holds the secrets: wipe it."""
    secrets, at = [], 1
    for _ in range(data[0]):
        size = data[at] if at < len(data) else 0
        secrets.append(data[at + 1 : at + 1 + size])
        at += 1 + size
    members = _loaded(data[at:])
    request = members.pop(_REQUEST, None)
    if not isinstance(request, int):
        raise Unreadable
    command: Command = _read(_COMMANDS, members)
    return request, command, secrets


def _dumped(message: Event | Command, **more: int) -> bytes:
    members = {item.name: _plain(getattr(message, item.name)) for item in fields(message)}
    return json.dumps({_SAID: type(message).__name__, **members, **more}).encode()


def _loaded(data: bytes | bytearray) -> dict[str, Any]:
    try:
        members = loads(bytes(data))
    except CodingError:
        raise Unreadable from None
    if not isinstance(members, dict):
        raise Unreadable
    return members


def _read(kinds: Mapping[str, type[Any]], members: dict[str, Any]) -> Any:
    kind = kinds.get(str(members.pop(_SAID, None)))
    if kind is None:
        raise Unreadable
    try:
        return _made(kind, members)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Unreadable from None


def _made(kind: type[Any], members: dict[str, Any]) -> Any:
    hints = get_type_hints(kind)
    if members.keys() != hints.keys():
        raise Unreadable
    return kind(**{name: _typed(hint, members[name]) for name, hint in hints.items()})


def _typed(hint: Any, value: Any) -> Any:
    kinds = get_args(hint) or (hint,)
    if value is None:
        if type(None) not in kinds:
            raise Unreadable
        return None
    return _READERS[kinds[0]](value)


def _plain(value: Any) -> Any:
    match value:
        case bytes():
            return value.hex()
        case Enum():
            return value.name
        case date() | UUID():
            return str(value)
        case Face():
            return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
        case Mapping():
            return {slot.name: der.hex() for slot, der in value.items()}
    return value


def _exactly(kind: type[Any]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise Unreadable
        return value

    return read


def _certificates(value: dict[str, str]) -> Mapping[Slot, bytes]:
    return MappingProxyType({Slot[name]: bytes.fromhex(der) for name, der in value.items()})


def _face(value: dict[str, Any]) -> Face:
    hints = get_type_hints(Face)
    certificates = _certificates(value.pop("certificates"))
    return Face(**{name: _typed(hints[name], value[name]) for name in value}, certificates=certificates)


_READERS: Final[Mapping[Any, Callable[[Any], Any]]] = {
    str: _exactly(str),
    int: _exactly(int),
    bool: _exactly(bool),
    bytes: bytes.fromhex,
    date: date.fromisoformat,
    UUID: UUID,
    Slot: Slot.__getitem__,
    Trouble: Trouble.__getitem__,
    Interface: Interface.__getitem__,
    Face: _face,
}
