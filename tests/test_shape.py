"""The measure of the code's shape goes red when it should."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SHAPE = Path(__file__).parent.parent / "scripts" / "shape.py"


def shape(*folders: Path) -> tuple[int, str]:
    done = subprocess.run([sys.executable, SHAPE, *folders], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_the_project_keeps_its_budget() -> None:
    root = SHAPE.parent.parent
    status, said = shape(*(root / name for name in ("fhir_bridge", "anchor", "kiosk", "native/src")))
    assert status == 0, said


@pytest.mark.parametrize(
    ("lines", "fault"),
    [(12, None), (13, "median 13"), (61, "too long"), (401, "too long")],
)
def test_a_planted_long_one_is_caught(tmp_path: Path, lines: int, fault: str | None) -> None:
    body = "\n".join(f"    x = {n}" for n in range(lines - 1))
    (tmp_path / "planted.py").write_text(f"def f():\n{body}\n")
    status, said = shape(tmp_path)
    assert (status == 1) == (fault is not None)
    assert (fault or "median") in said


def test_a_long_rust_file_is_caught(tmp_path: Path) -> None:
    (tmp_path / "short.py").write_text("def f():\n    return 1\n")
    (tmp_path / "lib.rs").write_text("// x\n" * 401)
    assert shape(tmp_path)[0] == 1
