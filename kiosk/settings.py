"""The kiosk's settings: `kiosk.toml` in its state folder. Each has a type, a default and a sentence."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.errors import BadSettings
from kiosk.visit.shown import Language, Manner, TextSize, Theme
from kiosk.visit.visit import Pace

FILE: Final = "kiosk.toml"


class Settings(BaseModel):
    """What a site may choose. What the kiosk pinned when it was enrolled is not here: it cannot be chosen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: Language = Field(default=Language.ENGLISH, description="the language that a visit begins in")
    theme: Theme = Field(default=Theme.LIGHT, description="the colours that a visit begins in")
    text_size: TextSize = Field(
        default=TextSize.USUAL, description="the text's size that a visit begins in, in per cent"
    )
    idle_seconds: int = Field(
        default=60, ge=20, le=600, description="without a touch before the warning is shown"
    )
    extend_seconds: int = Field(
        default=20, ge=20, le=120, description="to extend once the warning is shown (WCAG 2.2.1 asks for 20)"
    )
    take_seconds: int = Field(
        default=15, ge=5, le=60, description="before a card that was left in the reader sounds"
    )
    time_zone: str = Field(
        default="",
        description="the site's zone (such as Europe/Belgrade), in which a day ends; the system's if empty",
    )
    shuffled_pin_pad: bool = Field(
        default=False, description="the PIN pad's digits in another order each time"
    )
    record_system: str = Field(
        default="urn:fhir-anchor:mrn", description="the system of the record numbers that staff type"
    )
    receipt_printer: tuple[str, ...] = Field(
        default=(), description="the command that prints its standard input; no paper if empty"
    )
    speech_socket: Path | None = Field(
        default=None, description="the socket of speech-dispatcher; the user's own if none is set"
    )
    queue_key: Path | None = Field(
        default=None, description="the file with the queue's 32-byte key: a systemd credential, for example"
    )
    transport_key: str = Field(
        default="000102030405060708090a0b0c0d0e0f",
        pattern=r"^([0-9a-f]{32}|[0-9a-f]{48}|[0-9a-f]{64})$",
        description="the management key (9B, hexadecimal) that blank cards are delivered with",
    )

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
        settings = Settings.model_validate(said)
        settings.now()
    except ValidationError as fault:
        where = ".".join(str(part) for part in fault.errors()[0]["loc"])
        raise BadSettings(f"{FILE}: {where}: not what belongs there") from None
    except (OSError, tomllib.TOMLDecodeError, ZoneInfoNotFoundError, ValueError):
        raise BadSettings(f"{FILE}: not TOML, or a time zone that is not known") from None
    return settings
