"""The oracle's conversions of primitives: an element, and the tag that turns it back."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import quote

from fhir_bridge.fhir.json import Json, Number
from tests.fhir_bridge.translate.oracle import dates

AUTHORITY = "urn:fhir-anchor:v2:authority:"
"""Before the name of an authority that is known by its name alone (HD.1): unique to that name, and to nothing else."""
LOCAL_TIME = "urn:fhir-anchor:v2:local-time"
"""Extension: a time as sent where neither message nor sender's profile names a zone."""

KINDS = {"oid": "ISO", "uuid": "UUID"}
"""HD.3, the type of a universal id, by what follows `urn:` in it."""

SAFE = " /:;,.+-_()"
"""What stands unquoted in a tag; the rest could be taken for a delimiter of the ghost that it stands in."""

PLAIN = re.compile(r"[A-Za-z0-9 /:;,.+_()-]*")
CODE = re.compile(r"[^\s]+( [^\s]+)*")
DECIMAL = re.compile(r"-?(?:0|[1-9]\d{0,17})(?:\.\d{1,17})?", re.ASCII)
BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
URI = re.compile(r"\S+")
OID = re.compile(r"[0-2](?:\.(?:0|[1-9]\d*))+", re.ASCII)
UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class Context(NamedTuple):
    """What conversions know besides the value: zone and day (`20260102`) of the message, and its sender's authorities.

    `authorities` gives the system that a name of an authority (HD.1) stands for at this sender.
    """

    zone: str = ""
    day: str = ""
    authorities: Mapping[str, str] = MappingProxyType({})


class Element(NamedTuple):
    """A converted value: the element, the tag that turns it back (None: it cannot be), and a local time beside it."""

    value: Json
    tag: str | None
    local: str = ""


Converter = Callable[[str, Context], Element | None]


def _string(text: str, _: Context) -> Element | None:
    return Element(text, "") if text.strip() else None


def _code(text: str, _: Context) -> Element | None:
    return Element(text, "") if CODE.fullmatch(text) else None


def _date_time(text: str, context: Context) -> Element | None:
    found = dates.moment(text, context.zone)
    if found is None:
        return None
    tag = f"dtm:{found.digits}{'z' if found.zoned else ''}"
    value = found.date + found.time
    if found.local:
        return Element(value, sent("loc", text), text)
    exact = dates.back(value, found.digits, zoned=found.zoned) == text
    return Element(value, tag if exact else sent("loc", text))


def _date(text: str, context: Context) -> Element | None:
    found = dates.moment(text, context.zone)
    if found is None:
        return None
    exact = found.digits == len(text) and found.date.replace("-", "") == text
    return Element(found.date, f"dtm:{found.digits}" if exact else sent("loc", text))


def _birth_date(text: str, context: Context) -> Element | None:
    future = bool(context.day) and text[: len(context.day)] > context.day[: len(text)]
    return None if future else _date(text, context)


def _instant(text: str, context: Context) -> Element | None:
    found = _date_time(text, context)
    return found if found and "T" in str(found.value) else None


def _time(text: str, _: Context) -> Element | None:
    value = dates.time(text)
    exact = value is not None and value.replace(":", "")[: len(text)] == text
    return Element(value, f"tm:{len(text)}" if exact else None) if value else None


def _decimal(text: str, _: Context) -> Element | None:
    return Element(Number(text), "") if DECIMAL.fullmatch(text) else None


def _whole(least: int) -> Converter:
    def convert(text: str, _: Context) -> Element | None:
        plain = text.strip()
        if not re.fullmatch(r"0*\d{1,9}", plain, re.ASCII) or int(plain) < least:
            return None
        return Element(Number(str(int(plain))), "" if str(int(plain)) == text else None)

    return convert


def _boolean(text: str, _: Context) -> Element | None:
    return {"Y": Element(value=True, tag="bool"), "N": Element(value=False, tag="bool")}.get(text)


def _uri(text: str, _: Context) -> Element | None:
    return Element(text, "") if URI.fullmatch(text) else None


def _prefixed(prefix: str, shape: re.Pattern[str]) -> Converter:
    def convert(text: str, _: Context) -> Element | None:
        return Element(prefix + text, f"pre:{len(prefix)}") if shape.fullmatch(text) else None

    return convert


def _authority(text: str, context: Context) -> Element | None:
    known = context.authorities.get(text)
    if known:
        return Element(known, sent("auth", text))
    quoted = quote(text, safe="")
    tag = f"pre:{len(AUTHORITY)}"
    return Element(AUTHORITY + quoted, tag if quoted == text else sent(tag, text))


def _base64(text: str, _: Context) -> Element | None:
    return Element(text, "") if BASE64.fullmatch(text) else None


def _base64_text(text: str, _: Context) -> Element | None:
    return Element(base64.b64encode(text.encode()).decode(), "b64")


def _base64_hex(text: str, _: Context) -> Element | None:
    try:
        data = bytes.fromhex(text)
    except ValueError:
        return None
    return Element(base64.b64encode(data).decode(), "hex" if data.hex().upper() == text else None)


CONVERTERS: dict[str, Converter] = {
    "string": _string,
    "code": _code,
    "dateTime": _date_time,
    "date": _date,
    "birthDate": _birth_date,
    "instant": _instant,
    "time": _time,
    "decimal": _decimal,
    "positiveInt": _whole(1),
    "unsignedInt": _whole(0),
    "boolean": _boolean,
    "uri": _uri,
    "oid": _prefixed("urn:oid:", OID),
    "uuid": _prefixed("urn:uuid:", UUID),
    "authority": _authority,
    "base64": _base64,
    "base64Text": _base64_text,
    "base64Hex": _base64_hex,
}

EXPECTED = {
    "code": "a code without odd spaces",
    "dateTime": "a date or time that exists",
    "date": "a date that exists",
    "birthDate": "a date that exists and is not in the future",
    "instant": "a time to the second with a zone",
    "time": "a time of day",
    "decimal": "a decimal number",
    "positiveInt": "a whole number from 1",
    "unsignedInt": "a whole number from 0",
    "boolean": "Y or N",
    "uri": "a URI",
    "oid": "an object identifier",
    "uuid": "a UUID",
    "base64": "data in base 64",
    "base64Hex": "data in hexadecimal digits",
}
"""What an issue says was expected, by converter."""


def kind(url: str) -> str:
    """HD.3, the type of the universal id that a system was made of."""
    return KINDS.get(url.partition(":")[2].partition(":")[0], "URI")


def sent(tag: str, text: str) -> str:
    """A tag that also says what was sent, for conversions that give the same element for several texts."""
    quoted = text if PLAIN.fullmatch(text) else quote(text, safe=SAFE).replace("~", "%7E")
    return f"{tag}={quoted}"
