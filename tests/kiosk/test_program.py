from __future__ import annotations

import subprocess
import sys

import pytest

from kiosk.program import CHILD, program


def test_the_interpreter_runs_the_kiosk() -> None:
    """With an interpreter, the package is run by it."""
    assert program("show", "--demo") == [sys.executable, "-m", "kiosk", "show", "--demo"]


def test_a_bundle_runs_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bundle has no interpreter: its program takes the words."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert program(CHILD, "7") == [sys.executable, CHILD, "7"]


@pytest.mark.parametrize(("words", "loaded"), [([CHILD], False), (["--help"], True)])
def test_the_card_process_loads_no_command_line(words: list[str], *, loaded: bool) -> None:
    """What is started for every card loads nothing of the window's command; the command line itself does."""
    begun = (
        "import sys; from kiosk.__main__ import main\ntry: main()\nfinally: print('argparse' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", begun, *words], capture_output=True, check=False, text=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == str(loaded)
