"""A sender that is entered into the senders' file is read there as it was meant, and nothing else is changed."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir_bridge.errors import BadMap
from fhir_bridge.source.enlisting import enlist
from fhir_bridge.source.hl7v2 import Sender
from fhir_bridge.source.senders import SenderProfile, Senders

WRITTEN = '# asked the laboratory on Monday\n[[sender]]\nfacility = "SOUTH"  # all of it\n'
NAME = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=8)


def test_what_a_person_wrote_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "senders.toml"
    path.write_text(WRITTEN)
    path.chmod(0o640)
    profile = SenderProfile(
        "LAB", "NORTH", "Europe/Rome", "8859/1", ("MR",), timedelta(hours=24), ("0" * 64,)
    )
    enlist(path, profile)
    assert path.read_text().startswith(WRITTEN)
    assert Senders.load(path).of(Sender("LAB", "NORTH")) == profile
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_an_entry_that_would_never_hold_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "senders.toml"
    path.write_text(WRITTEN)
    with pytest.raises(BadMap, match=r"\*\|SOUTH holds"):
        enlist(path, SenderProfile("LAB", "SOUTH"))
    assert path.read_text() == WRITTEN


@pytest.mark.parametrize(
    "wrong", [{"zone": "Moon/Crater"}, {"charset": "KLINGON"}, {"certificates": ("abc",)}]
)
def test_what_cannot_be_read_is_not_written(tmp_path: Path, wrong: dict[str, str]) -> None:
    path = tmp_path / "senders.toml"
    with pytest.raises(BadMap):
        enlist(path, SenderProfile("LAB", "NORTH", **wrong))  # type: ignore[arg-type]  # a case names what is wrong
    assert list(tmp_path.iterdir()) == []


@given(application=NAME, facility=NAME, types=st.lists(NAME, max_size=2), hours=st.integers(0, 10_000))
def test_any_name_comes_back_or_is_refused(
    application: str, facility: str, types: list[str], hours: int
) -> None:
    profile = SenderProfile(application, facility, types=tuple(types), window=timedelta(hours=hours))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "senders.toml")
        try:
            enlist(path, profile)
        except BadMap:
            assert not path.exists()
        else:
            assert Senders.load(path).profiles == (profile,)
