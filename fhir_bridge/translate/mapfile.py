"""The map files: text, one row a line, read with the line at fault.

    [PID:Patient]
    PID-3    identifier[1]       CX
    PID-8    gender              code(AdministrativeSex)
    PID-13   telecom[1]          XTN
    PID-13   telecom[1].use      "home"                     if PID-13.2 not valued

A row is a source in the message, a target in the resource, a conversion (text as it stands where none is named), and a
condition. docs/mapping.md teaches the format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from fhir_bridge.errors import BadMap

SECTION = re.compile(r"\[([A-Za-z0-9]+(?::[\w-]+)?)\]")
ROW = re.compile(r'(\S+)\s+(\S+)(?:\s+(?!if\s|otherwise$)(!?"[^"]*"|\S+))?(?:\s+(?:if\s+(.+)|(otherwise)))?')
SOURCE = re.compile(r"([A-Z][A-Z0-9]{1,2})(?:[-.](\d+))?")

Data: TypeAlias = "Mapping[str, Data] | Sequence[Data] | str | int | bool | None"
"""What maps are compiled to: plain data, in the shape of `native/src/translate/program.rs`."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a map file and where it stands, for whoever has to mend it."""

    text: str
    file: str
    number: int

    def fault(self, what: str) -> BadMap:
        """The error that names this line."""
        return BadMap(f"{self.file}, line {self.number}: {what}")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a map. `index` is the field or component that it takes, 0 for the whole segment."""

    index: int
    target: str
    conversion: str
    condition: str
    line: Line


@dataclass(frozen=True, slots=True)
class Section:
    """A map: its name (`PID:Patient`, `CX`), the segment or data type that it reads, its rows."""

    name: str
    source: str
    rows: tuple[Row, ...]


def lines(path: Path) -> Iterator[Line]:
    """The lines that say something; an indented line goes on from the one before it."""
    joined: list[tuple[int, str]] = []
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        plain = re.sub(r"(^|\s)#\s.*|^#$", "", text).rstrip()
        if plain[:1].isspace() and joined:
            joined[-1] = joined[-1][0], f"{joined[-1][1]} {plain.strip()}"
        elif plain:
            joined.append((number, plain))
    return (Line(text, path.name, number) for number, text in joined)


def sections(path: Path) -> Iterator[Section]:
    """The maps of one file, in order."""
    name, rows = "", list[Row]()
    for line in lines(path):
        opened = SECTION.fullmatch(line.text)
        if opened:
            if name:
                yield Section(name, name.partition(":")[0], tuple(rows))
            name, rows = opened[1], []
        elif name:
            rows.append(_row(line, name.partition(":")[0]))
        else:
            raise line.fault("a row before the first [SECTION]")
    if name:
        yield Section(name, name.partition(":")[0], tuple(rows))


def _row(line: Line, source: str) -> Row:
    match = ROW.fullmatch(line.text)
    if not match:
        raise line.fault("not SOURCE TARGET [CONVERSION] [if CONDITION]")
    place = SOURCE.fullmatch(match[1])
    if not place or place[1] != source:
        raise line.fault(f"the source is no part of {source}")
    return Row(int(place[2] or 0), match[2], match[3] or "string", match[4] or match[5] or "", line)
