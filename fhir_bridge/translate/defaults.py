"""Elements that FHIR requires and a message may leave out: said to be unknown, never invented.

    Encounter        status                  "unknown"
    Observation      code                    absent
    Patient          link[].other            absent
    Immunization     occurrenceDateTime      absent       occurrence

The fourth word is the start of the names of a choice: one of them standing is enough.
"""

from __future__ import annotations

from collections.abc import Iterable

from fhir_bridge.translate.mapfile import Data, Line


def parse(lines: Iterable[Line]) -> dict[str, Data]:
    """Defaults by resource type."""
    found: dict[str, list[Data]] = {}
    for line in lines:
        words = line.text.split()
        if len(words) not in {3, 4}:
            raise line.fault("not TYPE ELEMENT VALUE [CHOICE]")
        kind, path, value, *choice = words
        *holders, key = path.split(".")
        default: dict[str, Data] = {
            "holders": [holder.removesuffix("[]") for holder in holders],
            "key": key.removesuffix("[]"),
            "many": key.endswith("[]"),
            "value": _value(value),
            "choice": "".join(choice),
        }
        found.setdefault(kind, []).append(default)
    return dict(found)


def _value(text: str) -> Data:
    if text == "absent":
        return text
    if text.startswith("%"):
        system, _, code = text[1:].partition("#")
        return {"coding": {"system": f"http://terminology.hl7.org/CodeSystem/{system}", "code": code}}
    return {"text": text.strip('"')}
