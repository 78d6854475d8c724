"""Every sentence in every language: none missing, none unfinished, and what is compiled is what is written."""

from __future__ import annotations

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from kiosk.ui.language import SOURCE, compiled
from kiosk.visit.shown import Language

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "kiosk/ui/translations"
OTHERS = [language for language in Language if language is not SOURCE]
INSERTED = re.compile(r"\{\w*\}")


def messages(path: Path) -> list[tuple[str, str, str | None, str | None]]:
    """(context, source, translation, why it is not finished) of a file that is our own."""
    return [
        (
            context.findtext("name") or "",
            message.findtext("source") or "",
            message.findtext("translation"),
            message.find("translation").get("type"),  # type: ignore[union-attr]  # lupdate always writes one
        )
        for context in ET.parse(path).getroot().iter("context")  # noqa: S314 - committed here
        for message in context.iter("message")
    ]


def unfinished(path: Path) -> list[str]:
    """Sentences that cannot be shown."""
    return [source for _, source, said, why in messages(path) if why is not None or not said]


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project's sources, brought up to date by the script."""
    copy = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "kiosk/ui", copy / "kiosk/ui", ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "scripts").mkdir()
    shutil.copy(ROOT / "scripts/translations", copy / "scripts")
    (copy / ".venv").symlink_to((ROOT / ".venv").resolve())
    subprocess.run([copy / "scripts/translations"], check=True, capture_output=True)
    return copy / "kiosk/ui/translations"


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_is_missing(collected: Path, language: Language) -> None:
    name = f"{language.value}.ts"
    assert messages(collected / name) == messages(FOLDER / name)
    assert not unfinished(FOLDER / name)


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_packaged_is_what_is_written(collected: Path, language: Language) -> None:
    assert compiled(language) == (collected / f"{language.value}.qm").read_bytes()


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_inserted_is_the_same_in_every_language(language: Language) -> None:
    for _, source, said, _ in messages(FOLDER / f"{language.value}.ts"):
        assert sorted(INSERTED.findall(source)) == sorted(INSERTED.findall(said or "")), source


@pytest.mark.parametrize(
    ("language", "script"), [(Language.ARABIC, "\u0600-\u06ff"), (Language.SERBIAN, "\u0400-\u04ff")]
)
def test_a_language_keeps_to_its_script(language: Language, script: str) -> None:
    letters = re.compile(f"[{script}]")
    assert all(letters.search(said or "") for _, _, said, _ in messages(FOLDER / f"{language.value}.ts"))


def test_a_planted_gap_is_found(tmp_path: Path) -> None:
    text = (FOLDER / "de.ts").read_text()
    (tmp_path / "de.ts").write_text(
        text.replace("<translation>Weiter<", '<translation type="unfinished"><', 1)
    )
    assert unfinished(tmp_path / "de.ts") == ["Continue"]
