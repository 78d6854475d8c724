"""The maps and tables that lie in the package."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from fhir_bridge.errors import BadMap
from fhir_bridge.fhir.elements import tables
from fhir_bridge.fhir.release import Release
from fhir_bridge.fhir.versions import mapfile
from fhir_bridge.fhir.versions.hop import hop
from fhir_bridge.fhir.versions.mapfile import MAPS, parse
from tests.corpora import corpus

ROOT = Path(__file__).parents[4]


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("element_tables", ROOT / "scripts" / "element_tables.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_tables_are_what_the_script_makes_of_the_corpora() -> None:
    corpus("cross-version", pattern="elements-*.json")
    made = script()
    for release in made.RELEASES:
        path = made.FOLDER / f"{release.lower()}.txt"
        assert path.read_text(encoding="utf-8") == made.table(release), path.name


@pytest.mark.parametrize(("older", "newer"), MAPS)
def test_every_row_names_elements_that_its_releases_have(older: Release, newer: Release) -> None:
    for source, target in ((older, newer), (newer, older)):
        way = hop(source, target)
        for old, new in way.map.sections:
            way.pair(*((old, new) if way.older_first else (new, old)))


def test_every_structure_and_type_of_the_tables_is_there() -> None:
    for release in Release:
        known = tables(release)
        kinds = {
            kind for level in known.levels.values() for element in level.values() for kind in element.kinds
        }
        missing = {
            kind.path for kind in kinds if not kind.primitive and kind.name != "Resource"
        } - known.levels.keys()
        assert missing == set()


def test_a_line_that_is_no_row_is_named_with_its_number() -> None:
    with pytest.raises(BadMap, match="here:3: not a row"):
        parse("here", "[Patient]\na = b\na equals b\n", *mapfile.MAPS[0])


def test_codes_run_both_ways_or_one() -> None:
    text = "[Encounter]\nstatus = status {finished=completed, arrived>in-progress, cancelled<discontinued}\n"
    (row,) = parse("here", text, *mapfile.MAPS[0]).sections["Encounter", "Encounter"].rows
    assert row.codes == {
        ">": {"finished": "completed", "arrived": "in-progress"},
        "<": {"completed": "finished", "discontinued": "cancelled"},
    }


def test_no_constant_of_a_row_is_renamed_by_its_own_map() -> None:
    for older, newer in MAPS:
        rows = [row for section in mapfile.load(older, newer).sections.values() for row in section.rows]
        starts = [
            pair.split("|")[0] for row in rows if row.option == "prefixes" for pair in row.value.split(",")
        ]
        ends = [
            pair.split("|")[1] for row in rows if row.option == "prefixes" for pair in row.value.split(",")
        ]
        constants = [
            row.value.rpartition("=")[2] for row in rows if row.option == "wrap" and "=" in row.value
        ]
        renamed = [text for text in constants if text.split("|")[0].startswith((*starts, *ends))]
        assert renamed == []
