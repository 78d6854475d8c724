"""Dates and times of HL7 v2 (DTM, TS, DT): the way back from FHIR's, and the offsets of named zones.

2026-01-02T15:30:00+01:00    ->    202601021530+0100      as many digits as were sent

The way to FHIR is `native/src/translate/dates.rs`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

ZONE = re.compile(r"[+-][0-9]{4}")


def is_offset(zone: str) -> bool:
    """Whether a zone is an offset as HL7 writes it (`+0100`) and not a name."""
    return ZONE.fullmatch(zone) is not None


def offset_at(zone: str) -> Callable[[int, int, int, int, int], str]:
    """What says the offset of a named zone at a local time; an hour that comes twice is the first of the two."""
    known = ZoneInfo(zone)

    def offset(year: int, month: int, day: int, hour: int, minute: int) -> str:
        return datetime(year, month, day, hour, minute, tzinfo=known).strftime("%z")[:5]

    return offset


def back(value: str, digits: int, *, zoned: bool) -> str:
    """The DTM that this was made of: its first `digits` characters, and its zone if it had one."""
    date, _, clock = value.partition("T")
    match = re.fullmatch(r"([\d:.]*?)(Z|[+-]\d\d:\d\d)?", clock)
    plain = date.replace("-", "") + (match[1].replace(":", "") if match else "")
    offset = (match[2] or "").replace(":", "").replace("Z", "+0000") if match and zoned else ""
    return plain[:digits] + offset
