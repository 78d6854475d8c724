"""Values of one element: what maps ask of them, and the way back from a FHIR primitive to the text that was sent.

A conversion gives an element and a tag, which `back` turns into the very text again. The conversions themselves are
`native/src/translate/convert.rs`.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from urllib.parse import quote

from fhir_bridge.fhir.json import Json, Number
from fhir_bridge.translate import dates

AUTHORITY = "urn:fhir-anchor:v2:authority:"
"""Before the name of an authority that is known by its name alone (HD.1): unique to that name, and to nothing else."""

KINDS = {"ISO": "ISO", "UUID": "UUID", "GUID": "UUID", "URI": "URI", "URL": "URI", "HTTP": "URI"}
"""Types of universal ids (HD.3) as senders write them, and what the systems made of them tell."""
TOLD = {"oid": "ISO", "uuid": "UUID"}
"""HD.3 by what follows `urn:` in a system."""

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
    "authority": "text",
    "base64Text": "text",
}
"""The conversions of primitives, and what an issue says was expected where one fails."""


def authority_system(name: str, known: Mapping[str, str]) -> str:
    """The system of an authority that has only a name (HD.1): what its sender's profile says, else a URN of it."""
    return known.get(name) or AUTHORITY + quote(name, safe="")


def kind(url: str) -> str:
    """HD.3, the type of the universal id that a system was made of."""
    return TOLD.get(url.partition(":")[2].partition(":")[0], "URI")


def back(value: Json, tag: str) -> str:
    """The text that a converter turned into this element, by the tag that it gave."""
    text = value.text if isinstance(value, Number) else value
    if tag == "bool":
        return "Y" if text is True else "N"
    kind, _, number = tag.partition(":")
    written = str(text)
    if kind == "tm":
        return written.replace(":", "")[: int(number)]
    if kind == "dtm":
        return dates.back(written, int(number.rstrip("z")), zoned=number.endswith("z"))
    if kind == "pre":
        return written[int(number) :]
    if kind == "b64":
        return base64.b64decode(written).decode()
    return base64.b64decode(written).hex().upper() if kind == "hex" else written
