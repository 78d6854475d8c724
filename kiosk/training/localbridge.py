"""A bridge of one's own: the `fhir-bridge` program, started for the while and ended with whoever started it.

clinic-kiosk ──> fhir-bridge serve      loopback, free ports, kiosks let in; told to end when its parent is gone,
                                        however that went (PR_SET_PDEATHSIG, by setpriv(1))
             ──> fhir-bridge ...        what whoever runs a site does by command
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.errors import BridgeDown

PROGRAM: Final = "fhir-bridge"
ENDING: Final = "setpriv"
BEGINS_SECONDS: Final = 120.0
ENDS_SECONDS: Final = 30.0
BEAT: Final = 0.05
PREFIX: Final = "FHIR_BRIDGE_"
SETTINGS: Final = {
    "KIOSKS": "true",
    "MLLP_HOST": "127.0.0.1",
    "MLLP_PORT": "0",
    "HTTP_HOST": "127.0.0.1",
    "HTTP_PORT": "0",
    "ANCHOR_SECONDS": "1",
}


@dataclass(frozen=True, slots=True)
class LocalBridge:
    """A bridge that serves: its program, its data, and the ports that it took."""

    program: Path
    data: Path
    mllp: int
    http: int

    @property
    def address(self) -> str:
        """Where kiosks reach it."""
        return f"http://127.0.0.1:{self.http}"

    def run(self, *words: str | Path) -> str:
        """What a command says; `BridgeDown` with its own last line where it is refused."""
        command = [self.program, *words, "--data", self.data]
        done = subprocess.run(
            command, capture_output=True, text=True, env=environment(), timeout=BEGINS_SECONDS, check=False
        )
        if done.returncode:
            raise BridgeDown(f"{PROGRAM} {words[0]}: {_last_line(done.stderr)}")
        return done.stdout.strip()


def installed(beside: Path | None = None) -> Path | None:
    """The bridge's program: beside this one, or where commands are; None where it is not, or nothing would end it."""
    folder = beside or Path(sys.executable).parent
    found = shutil.which(PROGRAM, path=folder) or shutil.which(PROGRAM)
    return Path(found) if found and shutil.which(ENDING) else None


@contextmanager
def serving(program: Path, folder: Path) -> Iterator[LocalBridge]:
    """A bridge over `folder`, until the block ends; `BridgeDown` when it does not come up."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    log = folder.with_suffix(".log")
    command: list[str | Path] = [ENDING, "--pdeathsig", "TERM", program, "serve", "--data", folder]
    with (
        log.open("wb") as said,
        subprocess.Popen(
            command, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said
        ) as process,
    ):
        try:
            yield LocalBridge(program, folder, *_ports(process, log))
        finally:
            _end(process)


def environment() -> dict[str, str]:
    """What the bridge inherits: everything but the settings of a bridge that may be set up on this machine."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return inherited | {PREFIX + name: value for name, value in SETTINGS.items()}


def _ports(process: subprocess.Popen[bytes], log: Path) -> tuple[int, int]:
    end = time.monotonic() + BEGINS_SECONDS
    while process.poll() is None and time.monotonic() < end:
        if found := re.search(rb'"mllp": (\d+), "http": (\d+)', log.read_bytes()):
            return int(found[1]), int(found[2])
        time.sleep(BEAT)
    raise BridgeDown(f"{PROGRAM} serve: {_last_line(log.read_text(errors='replace'))}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(ENDS_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it says nothing"])[-1]
