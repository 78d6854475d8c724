"""The table of elements is what its script makes of the corpora."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fhir_bridge.fhir.elements import Element, Elements
from tests.corpora import corpus

ROOT = Path(__file__).parents[3]


def test_the_table_is_made_again_and_is_the_same(tmp_path: Path) -> None:
    corpus("cross-version", pattern="elements-R4.json")
    made = tmp_path / "r4.elements"
    subprocess.run([sys.executable, ROOT / "scripts" / "make-r4-elements", made], check=True, timeout=120)
    assert made.read_bytes() == (ROOT / "fhir_bridge" / "fhir" / "r4.elements").read_bytes()


def test_every_word_of_the_table_is_read_and_every_type_is_there() -> None:
    table = Elements.r4()
    for kind in table.lines:
        for element in table.of(kind):
            assert element.type[0].islower() or element.type == "Resource" or element.type in table.lines


@pytest.mark.parametrize(
    "word", ["", "name", "name?", "na me?string", "name?string@", "name?string=", "?string"]
)
def test_what_is_no_element_is_no_word(word: str) -> None:
    with pytest.raises(ValueError, match="not an element"):
        Element.read(word)
