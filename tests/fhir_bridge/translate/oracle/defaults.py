"""Elements that FHIR requires and a message may leave out: said to be unknown, never invented.

    Encounter        status                  "unknown"
    Observation      code                    absent
    Patient          link[].other            absent
    Immunization     occurrenceDateTime      absent       occurrence

The fourth word is the start of the names of a choice: one of them standing is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from fhir_bridge.fhir.json import Json
from fhir_bridge.translate.mapfile import Line

ABSENT_URL = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"


@dataclass(frozen=True, slots=True)
class Default:
    """What an element of a resource is where no map wrote it."""

    holders: tuple[str, ...]
    key: str
    many: bool
    value: str
    choice: str

    def apply(self, body: dict[str, Any]) -> None:
        """Puts the default where the element is missing."""
        for holder in _holders(body, self.holders):
            plain = self.choice or self.key.removeprefix("_")
            if not any(
                key.removeprefix("_").startswith(plain) if self.choice else key in {plain, f"_{plain}"}
                for key in holder
            ):
                value = self._made()
                holder[self.key] = [value] if self.many else value

    def _made(self) -> Json:
        if self.value == "absent":
            return absent()
        if self.value.startswith("%"):
            system, _, code = self.value[1:].partition("#")
            return {"system": f"http://terminology.hl7.org/CodeSystem/{system}", "code": code}
        return self.value.strip('"')


def absent() -> dict[str, Json]:
    """An element of which only that it is unknown can be said."""
    return {"extension": [{"url": ABSENT_URL, "valueCode": "unknown"}]}


def parse(lines: Iterable[Line]) -> dict[str, tuple[Default, ...]]:
    """Defaults by resource type."""
    found: dict[str, list[Default]] = {}
    for line in lines:
        words = line.text.split()
        if len(words) not in {3, 4}:
            raise line.fault("not TYPE ELEMENT VALUE [CHOICE]")
        kind, path, value, *choice = words
        *holders, key = path.split(".")
        default = Default(tuple(holders), key.removesuffix("[]"), key.endswith("[]"), value, "".join(choice))
        found.setdefault(kind, []).append(default)
    return {kind: tuple(defaults) for kind, defaults in found.items()}


def _holders(body: dict[str, Any], path: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    if not path:
        yield body
        return
    value = body.get(path[0].removesuffix("[]"))
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield from _holders(item, path[1:])
