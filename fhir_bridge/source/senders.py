"""Senders: what is known of a system that its messages do not say, from one file.

    [[sender]]
    application = "LABCORE"             # MSH-3.1 and MSH-4.1; "*" or nothing stands for any
    facility = "NORTHGATE"
    zone = "Europe/Rome"                # of times without one; or an offset, "+0100"
    charset = "8859/1"                  # where MSH-18 is empty (HL7 table 0211)
    types = ["MR@NORTHGATE", "PI"]      # the identifiers that identify, in order of trust: a type (table 0203), where
                                        # it matters of an authority (HD.1, or a system); "@NORTHGATE" is any type of it
    window_hours = 168                  # for so long its control ids are its own: then its counter may restart
    certificates = ["9f86d081..."]      # SHA-256 of the certificates it may connect with, where any must be shown
    authorities = { NORTHGATE = "urn:oid:2.16.840.1.113883.3.9999.4" }      # what HD.1 stands for

The first entry that fits a sender holds. A sender that no entry fits has no zone and no charset of its own.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fhir_bridge.errors import BadMap, Refused
from fhir_bridge.source.delimiters import delimiters_of
from fhir_bridge.source.encodings import codec_of
from fhir_bridge.source.hl7v2 import Sender

ANY = "*"
KEYS = frozenset(
    ("application", "facility", "zone", "charset", "types", "authorities", "window_hours", "certificates")
)
OFFSET = frozenset("+-")
WINDOW = timedelta(days=7)
"""For how long a control id stands for one message, at senders of which nothing is said."""
FINGERPRINT = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class SenderProfile:
    """One entry; its defaults are those of a sender that is not known."""

    application: str = ANY
    facility: str = ANY
    zone: str = ""
    charset: str = ""
    types: tuple[str, ...] = ()
    window: timedelta = WINDOW
    certificates: tuple[str, ...] = ()
    authorities: Mapping[str, str] = field(default_factory=dict)

    def fits(self, sender: Sender) -> bool:
        """Whether it speaks of this sender."""
        names = (sender.application.partition("^")[0], sender.facility.partition("^")[0])
        wanted = (self.application, self.facility)
        return all(want in {ANY, name} for want, name in zip(wanted, names, strict=True))


UNKNOWN = SenderProfile()


@dataclass(frozen=True, slots=True)
class Senders:
    """All entries, in order."""

    profiles: tuple[SenderProfile, ...] = ()

    @classmethod
    def load(cls, path: Path) -> Senders:
        """The entries of a file. Raises BadMap with the entry at fault."""
        try:
            found = tomllib.loads(path.read_text(encoding="utf-8")).get("sender", [])
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
            raise BadMap(f"{path.name}: {fault}") from None
        return cls(tuple(_profile(entry, f"{path.name}, sender {n}") for n, entry in enumerate(found, 1)))

    def of(self, sender: Sender) -> SenderProfile:
        """What is known of a sender."""
        return next((profile for profile in self.profiles if profile.fits(sender)), UNKNOWN)


def sender_of(data: bytes) -> Sender:
    """Who sent a message, from its header alone and before its character set is known: names are ASCII or unknown."""
    header = data.lstrip(b"\xef\xbb\xbf\x0b\r\n")[:4096].replace(b"\0", b"").splitlines()[:1]
    text = header[0].decode("ascii", "replace") if header else ""
    try:
        fields = [*text.split(delimiters_of(text).field), *[""] * 4]
    except Refused:
        return Sender("", "")
    return Sender(fields[2], fields[3])


def _profile(entry: Any, where: str) -> SenderProfile:
    if not isinstance(entry, dict) or set(entry) - KEYS:
        raise BadMap(f"{where}: one of its names is not known")
    try:
        window = timedelta(hours=entry.pop("window_hours", WINDOW / timedelta(hours=1)))
        certificates = tuple(entry.pop("certificates", ()))
        if not all(FINGERPRINT.fullmatch(one) for one in certificates):
            raise BadMap(f"{where}: a certificate is named by its SHA-256 in 64 hex digits")
        if entry.get("charset"):
            codec_of(entry["charset"])
        if entry.get("zone") and entry["zone"][0] not in OFFSET:
            ZoneInfo(entry["zone"])
    except (Refused, ZoneInfoNotFoundError, ValueError, TypeError):
        raise BadMap(f"{where}: its zone, character set or window is not known") from None
    types = tuple(entry.pop("types", ()))
    return SenderProfile(**entry, types=types, window=window, certificates=certificates)
