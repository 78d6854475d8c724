"""STU3 examples brought to R4 beside their R4 twins, and beside what Microsoft's converter is expected to make.

    python -m tests.fhir_bridge.fhir.versions.peers          every kind of difference with its reason, most first

A kind is the side that has it alone and the element's path without positions: `theirs Encounter.class.code`.
Extensions, narratives, `meta` and `id` do not count. `peer-differences.csv` gives the reason for each kind, the first
pattern that fits; a twin was often rewritten between the releases, and what only its new text says has that reason.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from fhir_bridge.errors import Refused
from fhir_bridge.fhir import json
from fhir_bridge.fhir.json import Json, Object
from fhir_bridge.fhir.release import Release
from fhir_bridge.fhir.versions.convert import convert

CORPORA = Path(__file__).parents[5] / "shared" / "corpora"
OURS = CORPORA / "cross-version" / "examples-stu3"
TWINS = CORPORA / "cross-version" / "examples-r4"
MICROSOFT = CORPORA / "hl7-fhir" / "microsoft"
EXPECTED = "src/Microsoft.Health.Fhir.Liquid.Converter.FunctionalTests/TestData/Expected/Stu3ToR4"
REASONS = Path(__file__).with_name("peer-differences.csv")
LEFT_OUT = ("extension", "modifierExtension", "text", "meta", "id", "resourceType")


class Kind(NamedTuple):
    """Who has it alone, whose file it is, and where."""

    peer: str
    side: str
    path: str


def pairs() -> Iterator[tuple[str, Object, Object]]:
    """(peer, STU3, their R4) of every file that both have."""
    twins = {(path.parent.name, _id(path)): path for path in sorted(TWINS.rglob("*.json"))}
    for path in sorted(OURS.rglob("*.json")):
        found = twins.get((path.parent.name, _id(path)))
        if found is not None:
            yield "twin", _read(path), _read(found)
    for path in sorted((MICROSOFT / EXPECTED).glob("*.json")):
        yield "microsoft", _read(MICROSOFT / "data" / "SampleData" / "Stu3" / path.name), _read(path)


def _read(path: Path) -> Object:
    found = json.loads(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    return found if isinstance(found, dict) else {}


def _id(path: Path) -> str:
    return str(_read(path).get("id"))


def leaves(node: Json, path: str) -> Iterator[tuple[str, str]]:
    """(path, value) of every value."""
    if isinstance(node, dict):
        for name, child in node.items():
            if name not in LEFT_OUT and not name.startswith("_"):
                yield from leaves(child, f"{path}.{name}")
    elif isinstance(node, list):
        for child in node:
            yield from leaves(child, path)
    else:
        yield path, json.dumps(node).decode()


def differences() -> Counter[Kind]:
    """How often each kind is there."""
    found: Counter[Kind] = Counter()
    for peer, old, theirs in pairs():
        kind = str(theirs["resourceType"])
        try:
            ours = convert(old, Release.STU3, Release.R4).resource
        except Refused:
            found[Kind(peer, "theirs", kind)] += 1
            continue
        here, there = Counter(leaves(ours, kind)), Counter(leaves(theirs, kind))
        for side, only in (("ours", here - there), ("theirs", there - here)):
            for (path, _), count in only.items():
                found[Kind(peer, side, path)] += count
    return found


def reason(kind: Kind, rows: list[dict[str, str]]) -> str:
    """Why, or nothing."""
    fits = (
        row["reason"]
        for row in rows
        if all(fnmatchcase(getattr(kind, name), row[name]) for name in Kind._fields)
    )
    return next(fits, "")


def reasons() -> list[dict[str, str]]:
    """The rows of the file."""
    with REASONS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main() -> None:
    """Print them."""
    rows = reasons()
    for kind, count in differences().most_common():
        print(f"{count:5} {kind.peer:9} {kind.side:6} {kind.path:50} {reason(kind, rows)}")  # noqa: T201 a tool


if __name__ == "__main__":
    main()
