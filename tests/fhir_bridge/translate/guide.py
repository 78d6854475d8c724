"""The HL7 v2-to-FHIR guide's rows, held against ours.

A guide row is implemented where a row of ours on the same field or component puts something at, or around, the same
element of the same resource; deliberate where `tests/vectors/hl7v2/guide-differences.csv` gives a reason; else missing.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fhir_bridge.translate.load import BUILT_IN
from fhir_bridge.translate.mapfile import sections

MAP = re.compile(r"R4_ (\w+)\[([^\]]+)\] - ")
SOURCE = re.compile(r"([A-Z][A-Z0-9]{1,2})(?:[-.](\d+))?")


@dataclass(frozen=True, slots=True)
class GuideRow:
    """One row of the guide that names a target."""

    map: str
    source: str
    index: int
    target: str

    @property
    def place(self) -> str:
        """Such as `PID-3` or `CX.4`."""
        return (
            f"{self.source}{'-' if len(self.source) == 3 else '.'}{self.index}" if self.index else self.source
        )


def guide_rows(files: Iterable[Path]) -> Iterator[GuideRow]:
    """The rows of the guide's segment and data type maps."""
    for path in files:
        named = MAP.search(path.name)
        if not named:
            continue
        source, flavour = named.groups()
        for row in list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))[2:]:
            cells = [*(cell.strip() for cell in row), *[""] * 19][:19]
            target = cells[9] or cells[10]
            if target:
                match = SOURCE.match(cells[1])
                index = int(match[2] or 0) if match else 0
                yield GuideRow(f"{source}[{flavour}]", source, index, target)


def elements(target: str) -> tuple[str, ...]:
    """A target's element names: without items, types, and what an extension holds."""
    plain = re.sub(r"\[[^\]]*\]|[\"=].*$|\?+", "", target)
    plain = re.sub(r"\((?:[A-Z]\w*[.)]?)?", ".", plain.replace("Annotation.", ""))
    names = [
        name.lstrip("_") for name in re.split(r"[.()\s|]+", plain) if name and name not in {"$this", "$value"}
    ]
    found: list[str] = []
    for name in names:
        if name.startswith("exten"):
            return (*found, "extension")
        if name != "reference" and not name[0].isupper():
            found.append({"payer": "payor"}.get(name, name))
    return tuple(found)


def own_rows() -> dict[tuple[str, int], list[tuple[str, tuple[str, ...]]]]:
    """Our rows: (section's flavour, elements) by source and index."""
    found: dict[tuple[str, int], list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for path in sorted(BUILT_IN.glob("*/*.map")):
        for section in sections(path):
            flavour = section.name.partition(":")[2]
            for row in section.rows:
                target = "extension" if row.target == "+" else row.target
                found[section.source, row.index].append((flavour, elements(target)))
    return found


def implemented(row: GuideRow, own: dict[tuple[str, int], list[tuple[str, tuple[str, ...]]]]) -> bool:
    """Whether a row of ours on the same source goes to the same element, or to one around or inside it."""
    wanted = elements(row.target)
    flavour = row.map.partition("[")[2].rstrip("]").partition("-")[0]
    for ours, target in own.get((row.source, row.index), ()):
        same = (
            len(row.source) < 3
            or not ours
            or ours.partition("-")[0] in {flavour, "extra", "note", "extension"}
        )
        shorter = min(len(wanted), len(target))
        if same and wanted[:shorter] == target[:shorter]:
            return True
    return False


@dataclass(frozen=True, slots=True)
class Difference:
    """Guide rows that are deliberately not followed: map and place as patterns, and the reason."""

    map: re.Pattern[str]
    place: re.Pattern[str]
    target: re.Pattern[str]
    reason: str

    def holds(self, row: GuideRow) -> bool:
        """Whether it speaks of this row."""
        return bool(
            self.map.fullmatch(row.map) and self.place.fullmatch(row.place) and self.target.search(row.target)
        )


def differences(path: Path) -> list[Difference]:
    """The committed list of differences."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Difference(*map(re.compile, row[:3]), row[3]) for row in csv.reader(file)]


def account(files: Iterable[Path], listed: list[Difference]) -> tuple[Counter[str], list[GuideRow]]:
    """How many rows are implemented, deliberate or missing; and the missing."""
    own, counts, missing = own_rows(), Counter[str](), list[GuideRow]()
    for row in guide_rows(files):
        if implemented(row, own):
            counts["implemented"] += 1
        elif any(difference.holds(row) for difference in listed):
            counts["deliberate"] += 1
        else:
            counts["missing"] += 1
            missing.append(row)
    return counts, missing
