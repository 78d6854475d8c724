"""Reads the maps: the package's own, and over them those of a site's folder, which has the same layout.

    events.map structures.map bindings.map defaults.map systems.csv      segments/*.map datatypes/*.map tables/*.csv

A site's section takes the place of the built-in one field by field; its events, structures, codes and systems by name;
its bindings by place. In which order files come, and data types in them, does not matter.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from fhir_bridge.errors import BadMap
from fhir_bridge.translate import bindings, defaults, structure
from fhir_bridge.translate.compiler import Compiler
from fhir_bridge.translate.mapfile import Data, Line, Section, lines, sections
from fhir_bridge.translate.program import Program
from fhir_bridge.translate.tables import Systems, Table, read_table

BUILT_IN = Path(__file__).parent / "maps"


ANY_EVENT = "*"
"""The structure of a message whose event is not known."""


@dataclass(frozen=True, slots=True)
class Maps:
    """All that a translator knows: the program for the way to FHIR, tables and systems for the way back."""

    program: Program
    tables: dict[str, Table]
    systems: Systems


def load(site: Path | None = None) -> Maps:
    """The maps, compiled. Raises BadMap with the file and line at fault."""
    folders = _folders(site)
    tables, systems = _tables(folders), _systems(folders)
    try:
        program = Program(_compiled(folders, tables, systems))
    except ValueError:
        raise BadMap(
            "maps that do not hold together: a structure or a map that others name is missing"
        ) from None
    return Maps(program, tables, systems)


def compiled(site: Path | None = None) -> Data:
    """The program as data. Raises BadMap with the file and line at fault."""
    folders = _folders(site)
    return _compiled(folders, _tables(folders), _systems(folders))


def _folders(site: Path | None) -> list[Path]:
    return [BUILT_IN] + ([site] if site else [])


def _compiled(folders: list[Path], tables: dict[str, Table], systems: Systems) -> Data:
    compiler = Compiler(tuple(tables.values()), systems)
    for section in _by_need(_sections(folders, "datatypes")):
        compiler.data_type(section)
    maps = {section.name: compiler.segment(section) for section in _sections(folders, "segments")}
    numbers = {name: number for number, name in enumerate(maps)}
    structures = dict(map(structure.parse, _lines(folders, "structures.map")))
    bound: dict[str, list[Data]] = {}
    for line in _overlaid(folders):
        segment, binding = bindings.parse(line, numbers, compiler.path)
        bound.setdefault(segment, []).append(binding)
    return {
        "events": dict(_pairs(_lines(folders, "events.map"))),
        "structures": structures,
        "any": structures.get(ANY_EVENT),
        "bindings": bound,
        "segments": list(maps.values()),
        "types": compiler.types(),
        "defaults": defaults.parse(_lines(folders, "defaults.map")),
        "tables": [table.data() for table in tables.values()],
        "systems": dict(systems.urls),
    }


def _lines(folders: Iterable[Path], name: str) -> Iterator[Line]:
    for folder in folders:
        if (folder / name).exists():
            yield from lines(folder / name)


def _pairs(found: Iterable[Line]) -> Iterator[tuple[str, str]]:
    for line in found:
        words = line.text.split()
        if len(words) != 2:  # noqa: PLR2004 a pair
            raise line.fault("not EVENT STRUCTURE")
        yield words[0], words[1]


def _sections(folders: Iterable[Path], kind: str) -> list[Section]:
    found: dict[str, Section] = {}
    for folder in folders:
        for path in sorted((folder / kind).glob("*.map")):
            for section in sections(path):
                found[section.name] = _over(found.get(section.name), section)
    return list(found.values())


def _by_need(found: Iterable[Section]) -> list[Section]:
    """Data types, each after those that it is made of."""
    named = {section.name: section for section in found}
    needs = {
        name: {row.conversion.partition("(")[0] for row in section.rows} & (named.keys() - {name})
        for name, section in named.items()
    }
    try:
        return [named[name] for name in TopologicalSorter(needs).static_order()]
    except CycleError as fault:
        ring = named[fault.args[1][0]]
        raise ring.rows[0].line.fault("a data type that is made of itself") from None


def _over(below: Section | None, above: Section) -> Section:
    """A section over another of its name: its rows in place of those on the same fields."""
    if below is None:
        return above
    own = {row.index for row in above.rows}
    return replace(above, rows=(*(row for row in below.rows if row.index not in own), *above.rows))


def _overlaid(folders: Iterable[Path]) -> list[Line]:
    """The lines of bindings; those of a later folder in place of all earlier ones on the same place."""
    found: dict[str, list[Line]] = {}
    for folder in folders:
        here: dict[str, list[Line]] = {}
        for line in _lines([folder], "bindings.map"):
            here.setdefault(line.text.split()[0], []).append(line)
        found |= here
    return [line for group in found.values() for line in group]


def _tables(folders: Iterable[Path]) -> dict[str, Table]:
    found: dict[str, Table] = {}
    for folder in folders:
        for path in sorted((folder / "tables").glob("*.csv")):
            table = read_table(path)
            below = found.get(table.name)
            found[table.name] = Table(table.name, {**below.codes, **table.codes}) if below else table
    return found


def _systems(folders: Iterable[Path]) -> Systems:
    urls: dict[str, str] = {}
    for folder in folders:
        path = folder / "systems.csv"
        if path.exists():
            with path.open(encoding="utf-8", newline="") as file:
                for number, row in enumerate(csv.reader(file), 1):
                    if len(row) != 2:  # noqa: PLR2004 a pair
                        raise BadMap(f"{path.name}, line {number}: not NAME,URL")
                    urls[row[0]] = row[1]
    return Systems(urls)
