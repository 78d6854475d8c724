"""kiosk.toml: what a site may choose, and nothing else; every setting is documented."""

from __future__ import annotations

import re
from dataclasses import fields
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
    [
        "idle_seconds = 1",
        "idle_seconds = true",
        "idle_seconds = 60.0",
        "extend_seconds = 5",
        'language = "xx"',
        "text_size = 99",
        "secret = 1",
        "a = ",
        'time_zone = "X/Y"',
        "time_zone = 1",
        'shuffled_pin_pad = "yes"',
        'receipt_printer = "lp"',
        "receipt_printer = [1]",
        "queue_key = 1",
        'transport_key = "00"',
    ],
)
def test_what_does_not_belong_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "kiosk.toml").write_text(text)
    with pytest.raises(BadSettings):
        load(tmp_path)


def test_every_setting_can_be_chosen(tmp_path: Path) -> None:
    """What the file says of each is what the kiosk has."""
    (tmp_path / "kiosk.toml").write_text(
        'theme = "dark"\ntext_size = 150\nextend_seconds = 30\ntake_seconds = 5\nshuffled_pin_pad = true\n'
        'record_system = "urn:x"\nreceipt_printer = ["lp", "-s"]\nspeech_socket = "/s"\nqueue_key = "/k"\n'
        f'transport_key = "{"ab" * 24}"\n'
    )
    chosen, usual = load(tmp_path), Settings()
    same = {one.name for one in fields(Settings) if getattr(chosen, one.name) == getattr(usual, one.name)}
    assert same == {"language", "idle_seconds", "time_zone"}
    assert chosen.receipt_printer == ("lp", "-s")


def test_every_setting_is_documented_and_no_other() -> None:
    named = set(re.findall(r"^\| `([a-z_]+)`", PAGE.read_text(), re.MULTILINE))
    assert named == {one.name for one in fields(Settings)}
