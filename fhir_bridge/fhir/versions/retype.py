"""One data type as another, where both can say the same: `Coding` as `CodeableConcept`, and back.

A function gives None where it cannot. None of them needs to keep everything: what does not come back the same is kept
in an extension by whoever asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from fhir_bridge.fhir.json import Json, Number, Object

CURRENCY = "urn:iso:std:iso:4217"
TEXTS = ("code", "id", "string", "markdown", "uri", "url", "canonical", "oid", "uuid")
LEAST = {"integer": -(1 << 31), "unsignedInt": 0, "positiveInt": 1}
MOST = (1 << 31) - 1
"""What whole numbers can say, which have 32 bits."""
QUANTITIES = ("Age", "Count", "Distance", "Duration", "Quantity")
OID = "urn:oid:"
INSTANT = re.compile(r".*T.*(?:Z|[+-]\d\d:\d\d)")

Retyper = Callable[[Json], "Json | None"]


def _same(value: Json) -> Json:
    return value


def _part(name: str) -> Retyper:
    return lambda value: value.get(name) if isinstance(value, dict) else None


def _wrapped(name: str) -> Retyper:
    return lambda value: {name: value}


def _first_coding(value: Json) -> Json | None:
    codings = value.get("coding") if isinstance(value, dict) else None
    return codings[0] if isinstance(codings, list) and codings else None


def _first_code(value: Json) -> Json | None:
    coding = _first_coding(value)
    return coding.get("code") if isinstance(coding, dict) else None


def _instant(value: Json) -> Json | None:
    return value if isinstance(value, str) and INSTANT.fullmatch(value) else None


def _date(value: Json) -> Json | None:
    return value if isinstance(value, str) and "T" not in value else None


def _text_of_number(value: Json) -> Json | None:
    return value.text if isinstance(value, Number) else None


def _whole(kind: str) -> Retyper:
    """A whole number, or an integer64's text, as one of that kind, if that can say it."""

    def change(value: Json) -> Json | None:
        text = value.text if isinstance(value, Number) else value
        if not isinstance(text, str) or not re.fullmatch(r"0|-?[1-9]\d{0,9}", text):
            return None
        return Number(text) if LEAST[kind] <= int(text) <= MOST else None

    return change


def _money(value: Json) -> Json | None:
    if not isinstance(value, dict) or value.get("system") != CURRENCY:
        return None
    return {**_some(value, "value"), **({"currency": value["code"]} if "code" in value else {})}


def _amount(value: Json) -> Json | None:
    if not isinstance(value, dict):
        return None
    return {
        **_some(value, "value"),
        "system": CURRENCY,
        **({"code": value["currency"]} if "currency" in value else {}),
    }


def _some(value: Mapping[str, Json], *names: str) -> Object:
    return {name: value[name] for name in names if name in value}


def _unprefixed(value: Json) -> Json | None:
    return value.removeprefix(OID) if isinstance(value, str) else None


def _prefixed(value: Json) -> Json | None:
    return (
        f"{OID}{value}" if isinstance(value, str) and re.fullmatch(r"[0-2](\.(0|[1-9]\d*))+", value) else None
    )


def _coding(value: Json) -> Json:
    return {"coding": [{"code": value}]}


def _code_in_list(value: Json) -> Json:
    return {"coding": [value]}


RETYPERS: Mapping[tuple[str, str], Retyper] = {
    **{(a, b): _same for kinds in (TEXTS, QUANTITIES) for a in kinds for b in kinds},
    **{(a, b): _whole(b) for a in (*LEAST, "integer64") for b in LEAST},
    ("oid", "id"): _unprefixed,
    ("id", "oid"): _prefixed,
    ("date", "dateTime"): _same,
    ("instant", "dateTime"): _same,
    ("dateTime", "instant"): _instant,
    ("dateTime", "date"): _date,
    ("base64Binary", "string"): _same,
    ("string", "base64Binary"): _same,
    **{(whole, "integer64"): _text_of_number for whole in LEAST},
    ("code", "CodeableConcept"): _coding,
    ("CodeableConcept", "code"): _first_code,
    ("Coding", "CodeableConcept"): _code_in_list,
    ("CodeableConcept", "Coding"): _first_coding,
    ("code", "Coding"): _wrapped("code"),
    ("Coding", "code"): _part("code"),
    ("CodeableConcept", "CodeableReference"): _wrapped("concept"),
    ("CodeableReference", "CodeableConcept"): _part("concept"),
    ("Reference", "CodeableReference"): _wrapped("reference"),
    ("CodeableReference", "Reference"): _part("reference"),
    ("Reference", "canonical"): _part("reference"),
    ("Reference", "uri"): _part("reference"),
    ("canonical", "Reference"): _wrapped("reference"),
    ("uri", "Reference"): _wrapped("reference"),
    **{(text, "Annotation"): _wrapped("text") for text in ("string", "markdown")},
    **{("Annotation", text): _part("text") for text in ("string", "markdown")},
    **{(text, "CodeableConcept"): _wrapped("text") for text in ("string", "markdown")},
    **{("CodeableConcept", text): _part("text") for text in ("string", "markdown")},
    ("Identifier", "Reference"): _wrapped("identifier"),
    ("Reference", "Identifier"): _part("identifier"),
    ("uri", "Identifier"): _wrapped("value"),
    ("string", "Identifier"): _wrapped("value"),
    ("Identifier", "string"): _part("value"),
    ("Identifier", "uri"): _part("value"),
    ("Money", "Quantity"): _amount,
    ("Quantity", "Money"): _money,
    ("integer", "decimal"): _same,
    ("dateTime", "Period"): _wrapped("start"),
}
"""By source type and target type."""

PREFERRED = ("Reference", "CodeableConcept", "Coding", "code", "markdown", "string", "dateTime")
"""Which of several possible target types is tried first."""
