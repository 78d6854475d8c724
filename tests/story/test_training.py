"""The training clinic of `clinic-kiosk --demo`: a real bridge with its contracts, and cards from the side panel."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.story.contract import contract_says
from tests.story.programs import BIN, ROOT, Bridge
from tests.story.shown import PIN, Shown
from tests.story.ward import until

MORTAL = ("setpriv", "--pdeathsig", "KILL")
"""Before a command: it ends with these tests, also where they are killed."""
OPENS = 180.0
"""Seconds: five commands of the bridge, two cards made, and a machine that may have other work."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the clinic is kept: who opens it later finds its people there."""
    return tmp_path_factory.mktemp("training")


@contextmanager
def screen() -> Iterator[dict[str, str]]:
    """A screen of one's own, as environment."""
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed")
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1720x1024x24", "-nolisten", "tcp"]
    with subprocess.Popen(
        [*MORTAL, *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout
            display = f":{process.stdout.readline().strip()}"
            yield {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "DBUS_SESSION_BUS_ADDRESS": "disabled:"}
        finally:
            process.kill()


@contextmanager
def program(*command: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A program in a session of its own, which ends with the block, whatever it has started."""
    with subprocess.Popen(
        [*MORTAL, *command],
        env=os.environ | environment,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def alive(session: int) -> list[str]:
    """The programs of a session that run."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (folder / "stat").read_text().rpartition(")")[2].split()
            if words[0] != "Z" and int(words[3]) == session:
                found.append((folder / "cmdline").read_text().replace("\0", " "))
    return found


def test_a_card_from_the_panel_leads_to_a_consent_that_the_contract_holds(
    folder: Path, tmp_path: Path
) -> None:
    command = (sys.executable, "-m", "tests.story.driven_kiosk", "--demo", str(folder))
    with screen() as display, program(*command, **display) as process:
        kiosk = Shown(process, OPENS)
        kiosk.until("Attract")
        kiosk.panel("Put in: Ana")
        kiosk.until("Identified", line="Ana")
        kiosk.press("Continue with PIN")
        kiosk.pin(PIN)
        kiosk.until("Appointments", line="checked in")
        kiosk.press("Continue")
        for detail in [one for one in kiosk.until("DetailsConfirm")["buttons"] if one.startswith("Yes")]:
            kiosk.press(detail)
        kiosk.press("Continue")
        kiosk.until("Consents", line="Heart Centre North")
        kiosk.press("Yes, allow. Heart Centre North")
        kiosk.press("No, do not allow. University")
        kiosk.press("Read what I sign")
        kiosk.until("ConsentText", line="Heart Centre North")
        kiosk.press("Sign with PIN")
        kiosk.pin(PIN)
        assert kiosk.until("Receipt")["qr"]
        picture = tmp_path / "receipt.png"
        kiosk.picture(picture)
        kiosk.panel("Take out")
        kiosk.until("Attract")
        assert picture.stat().st_size > 0
        kiosk.close()
        assert process.returncode == 0
        assert alive(process.pid) == []
    patients = {row["patient"] for row in Bridge(folder / "bridge").records()}
    said = [contract_says(folder / "bridge", folder / "kiosk", patient) for patient in patients]
    assert sorted(said) == [[], [], [], [True]]


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_the_bridge_ends_with_the_kiosk_however_that_ends(
    folder: Path, tmp_path: Path, end: signal.Signals
) -> None:
    (tmp_path / "training").symlink_to(folder)
    command = (str(BIN / "clinic-kiosk"), "--demo", "--data", str(tmp_path))
    log = folder / "bridge.log"
    log.unlink(missing_ok=True)
    with program(*command, QT_QPA_PLATFORM="offscreen") as process:
        stop = time.monotonic() + OPENS
        while not (log.exists() and "listening" in log.read_text()):
            assert process.poll() is None
            assert time.monotonic() < stop
            time.sleep(0.05)
        assert len(alive(process.pid)) > 1
        process.send_signal(end)
        process.wait(OPENS)
        until(lambda: alive(process.pid) == [])
