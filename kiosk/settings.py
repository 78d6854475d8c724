"""The kiosk's settings: `kiosk.toml` in its state folder. Each has a type, a default and a sentence."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kiosk.errors import BadSettings
from kiosk.visit.shown import Language, Manner, TextSize, Theme
from kiosk.visit.visit import Pace

FILE: Final = "kiosk.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a site may choose. What the kiosk pinned when it was enrolled is not here: it cannot be chosen."""

    language: Language = Language.ENGLISH
    """The language that a visit begins in."""
    theme: Theme = Theme.LIGHT
    """The colours that a visit begins in."""
    text_size: TextSize = TextSize.USUAL
    """The text's size that a visit begins in, in per cent."""
    idle_seconds: int = 60
    """Without a touch before the warning is shown."""
    extend_seconds: int = 20
    """To extend once the warning is shown (WCAG 2.2.1 asks for 20)."""
    take_seconds: int = 15
    """Before a card that was left in the reader sounds."""
    time_zone: str = ""
    """The site's zone (such as Europe/Belgrade), in which a day ends; the system's if empty."""
    shuffled_pin_pad: bool = False
    """The PIN pad's digits in another order each time."""
    record_system: str = "urn:fhir-anchor:mrn"
    """The system of the record numbers that staff type."""
    receipt_printer: tuple[str, ...] = ()
    """The command that prints its standard input; no paper if empty."""
    speech_socket: Path | None = None
    """The socket of speech-dispatcher; the user's own if none is set."""
    queue_key: Path | None = None
    """The file with the queue's 32-byte key: a systemd credential, for example."""
    transport_key: str = "000102030405060708090a0b0c0d0e0f"
    """The management key (9B, hexadecimal) that blank cards are delivered with."""

    def manner(self) -> Manner:
        """How a visit begins."""
        return Manner(language=self.language, theme=self.theme, text_size=self.text_size)

    def pace(self) -> Pace:
        """How long a visit waits."""
        return Pace(self.idle_seconds, self.extend_seconds, self.take_seconds)

    def now(self) -> datetime:
        """Now, on the site's clock."""
        return datetime.now(ZoneInfo(self.time_zone)) if self.time_zone else datetime.now().astimezone()


def load(state: Path) -> Settings:
    """The settings of a state folder; the defaults where there is no file."""
    path = state / FILE
    try:
        said = tomllib.loads(path.read_text()) if path.exists() else {}
    except (OSError, ValueError):
        raise BadSettings(f"{FILE}: not TOML") from None
    return Settings(**{name: _read(name, value) for name, value in said.items()})


def _read(name: str, value: object) -> Any:
    try:
        return _READERS[name](value)
    except (KeyError, ValueError, ZoneInfoNotFoundError):
        raise BadSettings(f"{FILE}: {name}: not what belongs there") from None


def _whole(least: int, most: int) -> Callable[[Any], int]:
    def read(value: object) -> int:
        if type(value) is not int or not least <= value <= most:
            raise ValueError
        return value

    return read


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError  # noqa: TRY004 -- what is read is wrong, not the program
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError  # noqa: TRY004 -- the same
    return value


def _words(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError  # noqa: TRY004 -- the same
    return tuple(_text(word) for word in value)


def _path(value: object) -> Path:
    return Path(_text(value))


def _zone(value: object) -> str:
    return ZoneInfo(_text(value)).key if value else ""


def _key(value: object) -> str:
    if not re.fullmatch("([0-9a-f]{32}|[0-9a-f]{48}|[0-9a-f]{64})", _text(value)):
        raise ValueError
    return _text(value)


_READERS: Final[Mapping[str, Callable[[Any], object]]] = {
    "language": Language,
    "theme": Theme,
    "text_size": TextSize,
    "idle_seconds": _whole(20, 600),
    "extend_seconds": _whole(20, 120),
    "take_seconds": _whole(5, 60),
    "time_zone": _zone,
    "shuffled_pin_pad": _flag,
    "record_system": _text,
    "receipt_printer": _words,
    "speech_socket": _path,
    "queue_key": _path,
    "transport_key": _key,
}
"""What makes a setting of what stands in the file, or raises ValueError."""
