"""A PC/SC daemon of one's own with two virtual readers, and cards to put into them.

The daemon is handed its socket as a service manager would (LISTEN_FDS), so it needs no namespace and no root, and
several run beside one another. Clients find it by PCSCLITE_CSOCK_NAME.
"""

from __future__ import annotations

import atexit
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Thread

import pytest
from smartcard import scard

from kiosk.card.virtual.applet import Chip
from kiosk.card.virtual.vpcd import Plug
from tests.kiosk.waiting import until

DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
READERS = ("Virtual PCD 00 00", "Virtual PCD 00 01")
SOCKET = "pcscd.comm"
VARIABLE = "PCSCLITE_CSOCK_NAME"
CONFIGURATION = """FRIENDLYNAME "Virtual PCD"
DEVICENAME /dev/null:0x{port:x}
LIBPATH {driver}
CHANNELID 0x{port:x}
"""


@dataclass(slots=True)
class Pcscd:
    """A running daemon. A card that is put in is served by a thread until it is pulled."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    plugs: dict[str, Plug] = field(default_factory=dict)
    threads: list[Thread] = field(default_factory=list)

    @property
    def socket_path(self) -> str:
        """What clients connect to."""
        return str(self.folder / SOCKET)

    def start(self) -> None:
        """Start the daemon, and wait until its readers listen."""
        configuration = CONFIGURATION.format(port=self.port, driver=DRIVER)
        self.process = started(self.folder, configuration)
        until(lambda: all(_listens(self.port + number) for number in range(len(READERS))))

    def stop(self) -> None:
        """End the daemon, as when it crashes."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def unplug(self) -> None:
        """The daemon without a reader, as when its cable is pulled; `plug` brings them back."""
        self.stop()
        self.process = started(self.folder, "")

    def plug(self) -> None:
        """The daemon with its readers again."""
        self.stop()
        self.start()

    def insert(self, chip: Chip, reader: str = READERS[0]) -> None:
        """Put a card in, as slowly as a hand: once the daemon has seen that the last one is out.

        It looks every 0.4 seconds, and takes a card that was changed in between for the one before.
        """
        until(lambda: self.noticed(reader))
        plug = self.plugs[reader] = Plug.insert(chip, self.port + READERS.index(reader))
        thread = Thread(target=plug.serve, daemon=True)
        thread.start()
        self.threads.append(thread)

    def pull(self, reader: str = READERS[0]) -> None:
        """Take the card out."""
        if (plug := self.plugs.pop(reader, None)) is not None:
            plug.pull()

    def noticed(self, reader: str) -> bool:
        """Whether the daemon has counted as many removals as insertions."""
        outcome, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
        if outcome != scard.SCARD_S_SUCCESS:
            return False
        outcome, states = scard.SCardGetStatusChange(context, 0, [(reader, scard.SCARD_STATE_UNAWARE)])
        scard.SCardReleaseContext(context)
        return outcome == scard.SCARD_S_SUCCESS and (states[0][1] >> 16) % 2 == 0

    def close(self) -> None:
        """Pull the cards and end the daemon."""
        for reader in READERS:
            self.pull(reader)
        self.stop()
        for thread in self.threads:
            thread.join(5)


def started(folder: Path, configuration: str) -> subprocess.Popen[bytes]:
    """A daemon with these readers, its socket in the folder."""
    path, listed = folder / SOCKET, folder / "reader.conf"
    path.unlink(missing_ok=True)
    listed.write_text(configuration)
    with socket.socket(socket.AF_UNIX) as listening, (folder / "pcscd.log").open("wb") as log:
        listening.bind(str(path))
        listening.listen()
        script = f"exec 3<&{listening.fileno()}; LISTEN_PID=$$ LISTEN_FDS=1 exec pcscd -f -c {listed}"
        return subprocess.Popen(
            ["bash", "-c", script],
            pass_fds=[listening.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )


@contextmanager
def running() -> Iterator[Pcscd]:
    """A daemon for the time of a block, to which this process and its children talk.

    The library remembers for the life of a process where its daemon is: every daemon has the same folder.
    """
    daemon = Pcscd(_folder(), _free_ports(len(READERS)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, daemon.socket_path)
        daemon.start()
        try:
            yield daemon
        finally:
            daemon.close()


@pytest.fixture
def pcscd() -> Iterator[Pcscd]:
    """A daemon without cards. It is skipped where the Debian packages are missing. Import it in a `conftest.py`."""
    if not DRIVER.exists() or shutil.which("pcscd") is None:
        pytest.skip("pcscd and vsmartcard-vpcd are not installed")
    with running() as daemon:
        yield daemon


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="pcscd-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _listens(port: int) -> bool:
    """Whether somebody listens there; asked of the kernel, since a connection would be a card."""
    wanted = f":{port:04X}"
    lines = [line.split() for name in ("tcp", "tcp6") for line in _table(name)]
    return any(words[1].endswith(wanted) and words[3] == "0A" for words in lines)


def _table(name: str) -> list[str]:
    path = Path("/proc/net") / name
    return path.read_text().splitlines()[1:] if path.exists() else []


def _free_ports(count: int) -> int:
    """The first of so many free ports in a row."""
    while True:
        with socket.socket() as first:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
        if port + count < 65536 and not any(_listens(port + number) for number in range(count)):
            return port
