"""The oracle's dates and times: DTM and TM to FHIR's."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

DTM = re.compile(
    r"(?P<year>\d{4})(?:(?P<month>\d\d)(?:(?P<day>\d\d)(?:(?P<hour>\d\d)(?:(?P<minute>\d\d)(?:(?P<second>\d\d)"
    r"(?P<fraction>\.\d{1,9})?)?)?)?)?)?(?P<zone>[+-]\d{4})?",
    re.ASCII,
)
TIME = re.compile(r"(\d\d)(?:(\d\d)(?:(\d\d)(\.\d{1,9})?)?)?", re.ASCII)
ZONE = re.compile(r"[+-]\d{4}", re.ASCII)


class Moment(NamedTuple):
    """A v2 date in FHIR's spelling. `time` is empty where the source has none or where no zone is known for it.

    `digits` counts the source's characters without its zone; `zoned` says that the source names a zone itself.
    """

    date: str
    time: str
    digits: int
    zoned: bool
    local: bool


@lru_cache(maxsize=4096)
def moment(text: str, zone: str) -> Moment | None:
    """The moment that a DTM writes; None where there is none such.

    `zone` is for times that name none: an offset (`+0100`), a name (`Europe/Rome`), or empty.
    """
    match = DTM.fullmatch(text.strip())
    if not match or not _exists(match):
        return None
    date = "-".join(part for part in match.group("year", "month", "day") if part)
    digits = len(match[0]) - len(match["zone"] or "")
    if not match["hour"]:
        return Moment(date, "", digits, bool(match["zone"]), local=False)
    offset = match["zone"] or _offset(zone, match)
    clock = f"T{match['hour']}:{match['minute'] or '00'}:{match['second'] or '00'}{match['fraction'] or ''}"
    known = bool(offset) and _offset_exists(offset)
    time = f"{clock}{offset[:3]}:{offset[3:]}" if known else ""
    return Moment(date, time, digits, bool(match["zone"]), local=not known)


def back(value: str, digits: int, *, zoned: bool) -> str:
    """The DTM that `moment` read, from FHIR's spelling: its first `digits` characters, and its zone if it had one."""
    date, _, clock = value.partition("T")
    match = re.fullmatch(r"([\d:.]*?)(Z|[+-]\d\d:\d\d)?", clock)
    plain = date.replace("-", "") + (match[1].replace(":", "") if match else "")
    offset = (match[2] or "").replace(":", "").replace("Z", "+0000") if match and zoned else ""
    return plain[:digits] + offset


def time(text: str) -> str | None:
    """The FHIR time of a TM, seconds filled with zeros; None where there is no such time."""
    match = TIME.fullmatch(text)
    if not match or int(match[1]) > 23 or int(match[2] or 0) > 59 or int(match[3] or 0) > 59:
        return None
    return f"{match[1]}:{match[2] or '00'}:{match[3] or '00'}{match[4] or ''}"


def _offset(zone: str, match: re.Match[str]) -> str:
    """The offset of a zone at a local time; an hour that the clock shows twice is the first of the two."""
    if not zone or ZONE.fullmatch(zone):
        return zone
    year, month, day, hour, minute = (
        int(part or 0) for part in match.group("year", "month", "day", "hour", "minute")
    )
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone)).strftime("%z")[:5]


def _exists(match: re.Match[str]) -> bool:
    year, month, day, hour, minute, second = (
        int(match[name] or least)
        for name, least in (("year", 1), ("month", 1), ("day", 1), ("hour", 0), ("minute", 0), ("second", 0))
    )
    if year < 1 or not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return False
    return hour <= 23 and minute <= 59 and second <= 60


def _offset_exists(offset: str) -> bool:
    hours, minutes = int(offset[1:3]), int(offset[3:5])
    return (hours < 14 and minutes <= 59) or (hours, minutes) == (14, 0)
