"""kiosk.toml: what a site may choose, and nothing else; every setting is documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kiosk.errors import BadSettings
from kiosk.settings import Settings, load
from kiosk.visit.shown import Language

PAGE = Path(__file__).parents[2] / "docs" / "kiosk.md"


def test_without_a_file_the_defaults_stand(tmp_path: Path) -> None:
    assert load(tmp_path) == Settings()


def test_a_site_chooses(tmp_path: Path) -> None:
    (tmp_path / "kiosk.toml").write_text(
        'language = "sr"\nidle_seconds = 90\ntime_zone = "Europe/Belgrade"\n'
    )
    chosen = load(tmp_path)
    assert chosen.manner().language is Language.SERBIAN
    assert chosen.pace().idle == 90
    assert chosen.now().utcoffset() is not None


@pytest.mark.parametrize(
    "text",
    ["idle_seconds = 1", "extend_seconds = 5", 'language = "xx"', "secret = 1", "a = ", 'time_zone = "X/Y"'],
)
def test_what_does_not_belong_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "kiosk.toml").write_text(text)
    with pytest.raises(BadSettings):
        load(tmp_path)


def test_every_setting_is_documented_and_no_other() -> None:
    named = set(re.findall(r"^\| `([a-z_]+)`", PAGE.read_text(), re.MULTILINE))
    assert named == set(Settings.model_fields)
