"""The oracle's reading of the maps: the same files, compiled to functions."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from fhir_bridge.errors import BadMap
from fhir_bridge.translate.load import BUILT_IN
from fhir_bridge.translate.mapfile import Line, Section, lines, sections
from fhir_bridge.translate.tables import Table, read_table
from tests.fhir_bridge.translate.oracle import bindings, defaults, structure
from tests.fhir_bridge.translate.oracle.bindings import Bindings
from tests.fhir_bridge.translate.oracle.compiler import Compiler
from tests.fhir_bridge.translate.oracle.defaults import Default
from tests.fhir_bridge.translate.oracle.structure import Structure
from tests.fhir_bridge.translate.oracle.tables import Systems


@dataclass(frozen=True, slots=True)
class Maps:
    """All that a translator knows, compiled."""

    events: dict[str, str]
    structures: dict[str, Structure]
    bindings: Bindings
    defaults: dict[str, tuple[Default, ...]]
    tables: dict[str, Table]
    systems: Systems


def load(site: Path | None = None) -> Maps:
    """The maps, compiled. Raises BadMap with the file and line at fault."""
    folders = [BUILT_IN] + ([site] if site else [])
    tables, systems = _tables(folders), _systems(folders)
    compiler = Compiler(tables, systems)
    for section in _by_need(_sections(folders, "datatypes")):
        compiler.data_type(section)
    maps = {section.name: compiler.segment(section) for section in _sections(folders, "segments")}
    return Maps(
        events=dict(_pairs(_lines(folders, "events.map"))),
        structures={found.name: found for found in map(structure.parse, _lines(folders, "structures.map"))},
        bindings=Bindings(bindings.parse(line, maps) for line in _overlaid(folders)),
        defaults=defaults.parse(_lines(folders, "defaults.map")),
        tables=tables,
        systems=systems,
    )


def _lines(folders: Iterable[Path], name: str) -> Iterator[Line]:
    for folder in folders:
        if (folder / name).exists():
            yield from lines(folder / name)


def _pairs(found: Iterable[Line]) -> Iterator[tuple[str, str]]:
    for line in found:
        words = line.text.split()
        if len(words) != 2:
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
                    if len(row) != 2:
                        raise BadMap(f"{path.name}, line {number}: not NAME,URL")
                    urls[row[0]] = row[1]
    return Systems(urls)
