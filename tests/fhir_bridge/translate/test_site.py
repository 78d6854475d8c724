"""A site's own maps over the built-in ones, and what is said of a map that cannot be used."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from fhir_bridge.errors import BadMap
from fhir_bridge.fhir.check import check
from fhir_bridge.fhir.json import dumps
from fhir_bridge.source.hl7v2 import parse
from fhir_bridge.translate.engine import Translator

MESSAGE = (
    b"MSH|^~\\&|A|B|||20260102||ADT^A01|1|P|2.5\rPID|1||7^^^N^MR||Teal||19800229|X\rPV1|1|I\r"
    b"ZBD|17|East wing^E|20260103\r"
)
GUIDE = Path(__file__).parents[3] / "docs" / "mapping.md"


def site(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_map", ".map").replace("_csv", ".csv")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def resource(translator: Translator, kind: str) -> Any:
    bundle: Any = translator.translate(parse(MESSAGE)).bundle
    check(bundle)
    return next(e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind)


def test_a_site_adds_a_code_and_keeps_the_others(tmp_path: Path) -> None:
    site(tmp_path, tables__AdministrativeSex_csv="X,other\n")
    assert resource(Translator.load(tmp_path), "Patient")["gender"] == "other"
    assert Translator.load(tmp_path).translate(parse(MESSAGE.replace(b"|X", b"|F")))


def test_a_sites_rows_stand_in_for_those_on_the_same_field(tmp_path: Path) -> None:
    site(tmp_path, segments__own_map="[PID:Patient]\nPID-8    extension(v2:sex).valueString\n")
    patient = resource(Translator.load(tmp_path), "Patient")
    assert "gender" not in patient
    assert patient["birthDate"] == "1980-02-29"
    assert {"url": "urn:fhir-anchor:v2:field:sex", "valueString": "X"} in patient["extension"]


def test_the_worked_z_segment_of_the_guide_works(tmp_path: Path) -> None:
    text = GUIDE.read_text()
    for name in ("segments/beds.map", "bindings.map"):
        block = re.search(rf"`{re.escape(name)}`:\n\n((?:    .*\n|\n)+)", text)
        assert block, name
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(line[4:] for line in block[1].splitlines()))
    translator = Translator.load(tmp_path)
    location = resource(translator, "Location")
    assert (location["name"], location["identifier"][0]["value"]) == ("East wing", "17")
    report = translator.translate(parse(MESSAGE)).report
    assert not [kept for kept in report.kept if kept.segment == "ZBD"]


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    rows = {"a": "[PID:Patient]\nPID-8    +\n", "b": "[PV1:Encounter]\nPV1-4    +\n"}
    one = site(tmp_path / "one", segments__a_map=rows["a"], segments__b_map=rows["b"])
    two = site(tmp_path / "two", segments__a_map=rows["b"], segments__b_map=rows["a"])
    first, second = (dumps(Translator.load(folder).translate(parse(MESSAGE)).bundle) for folder in (one, two))
    assert first == second


@pytest.mark.parametrize(
    ("file", "text", "fault"),
    [
        ("segments__x_map", "[PID:Patient]\nPID-8\n", "x.map, line 2: not SOURCE TARGET"),
        (
            "segments__x_map",
            "[PID:Patient]\n\nPV1-8    gender\n",
            "x.map, line 3: the source is no part of PID",
        ),
        ("segments__x_map", "PID-8    gender\n", "x.map, line 1: a row before the first"),
        (
            "segments__x_map",
            "[PID:Patient]\nPID-8    gender    code(Nothing)\n",
            "line 2: a code table that is not",
        ),
        ("segments__x_map", "[PID:Patient]\nPID-8    gender    Q9\n", "line 2: a data type that no map"),
        (
            "segments__x_map",
            "[PID:Patient]\nPID-8    gender    magic\n",
            "line 2: a conversion that is not known",
        ),
        ("segments__x_map", "[PID:Patient]\nPID-8    a..b\n", "line 2: a target that cannot be read"),
        (
            "segments__x_map",
            "[PID:Patient]\nPID-8    extension.valueCode\n",
            "line 2: an extension without its URL",
        ),
        (
            "segments__x_map",
            "[PID:Patient]\nPID-8    gender    code    if PID-8 = X\n",
            "line 2: a condition",
        ),
        (
            "segments__x_map",
            "[PID:Patient]\nPID-8    gender    code    if PID-8 valued and\n",
            "line 2: a condition",
        ),
        (
            "segments__x_map",
            "[PID:Patient]\nPID-8    gender    code    if (PID-8 valued\n",
            "line 2: ) is missing",
        ),
        ("segments__x_map", "[PID:Patient]\nPID-8    .    string\n", "line 2: a primitive needs an element"),
        ("bindings_map", "PID    Patient    PID:Nobody\n", "bindings.map, line 1: a map that is not there"),
        (
            "bindings_map",
            "PID    Patient    PID:Patient    subject\n",
            "line 1: a link is written PATH=LABEL",
        ),
        ("structures_map", "X_Y    MSH [PID\n", "structures.map, line 1: brackets that do not match"),
        ("structures_map", "X_Y    MSH PID]\n", "structures.map, line 1: brackets that do not match"),
        ("events_map", "ADT^A01\n", "events.map, line 1: not EVENT STRUCTURE"),
        ("defaults_map", "Patient active\n", "defaults.map, line 1: not TYPE ELEMENT VALUE"),
        ("tables__T_csv", "A\n", "T.csv, line 1: not V2,FHIR"),
        ("systems_csv", "A\n", "systems.csv, line 1: not NAME,URL"),
    ],
)
def test_a_map_that_cannot_be_used_is_named_with_its_line(
    tmp_path: Path, file: str, text: str, fault: str
) -> None:
    with pytest.raises(BadMap, match=re.escape(fault)):
        Translator.load(site(tmp_path, **{file: text}))
