"""A sender that does what a good one does: it sends again what was not answered, and remembers what was."""

from __future__ import annotations

import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from fhir_bridge.source.mllp import frame
from tests.databases import environment
from tests.fhir_bridge.house import admission

BIN = Path(sys.executable).parent
PATIENCE = 60.0


@dataclass
class Served:
    """A running `fhir-bridge serve`."""

    process: subprocess.Popen[str]
    port: int
    http: int

    def kill(self) -> None:
        """As the power would, but for the page cache."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def end(self) -> int:
        """As a supervisor would; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


@contextmanager
def served(data: Path, *prefix: str, program: tuple[str, ...] = (), **settings: str) -> Iterator[Served]:
    """The service on a data folder; killed when this ends and it still runs."""
    command = program or (str(BIN / "fhir-bridge"), "serve", "--data", str(data))
    given = {"FHIR_BRIDGE_MLLP_PORT": "0", "FHIR_BRIDGE_HTTP_PORT": "0", "PATH": "/usr/bin:/bin"}
    given |= {"PYTHONPATH": str(Path(__file__).parents[2]), "HOME": str(data.parent)}
    given |= environment(data) | settings
    with subprocess.Popen([*prefix, *command], stderr=subprocess.PIPE, env=given, text=True) as process:
        try:
            yield Served(process, *_ports(process))
        finally:
            if process.poll() is None:
                process.kill()


def _ports(process: subprocess.Popen[str]) -> tuple[int, int]:
    """The ports that it says it listens on; 0 where it ended before."""
    for line in process.stderr or ():
        if found := re.search(r'"mllp": (\d+), "http": (\d+)', line):
            return int(found[1]), int(found[2])
    return 0, 0


@dataclass
class Sender:
    """Sends numbered admissions one after another; `answered` holds the answer of each that got one."""

    patients: int = 7
    next: int = 0
    answered: dict[int, bytes] = field(default_factory=dict)
    changed: list[int] = field(default_factory=list)

    def message(self, number: int) -> bytes:
        return admission(number % self.patients, f"n{number}")

    def send(self, port: int, until: float, most: int = 10**9) -> int:
        """Send until the other side is gone, the time is over or enough is answered; how many were."""
        count = 0
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
                while count < most and time.monotonic() < until:
                    self._one(line, self.next)
                    self.next += 1
                    count += 1
        except OSError:
            pass
        return count

    def send_anything(self, port: int, until: float, most: int) -> None:
        """Send without a look at what is answered: the line garbles it."""
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
                for number in range(most):
                    if time.monotonic() < until:
                        line.sendall(frame(self.message(number)))
                        line.recv(65536)
        except OSError:
            pass

    def check_again(self, port: int, chance: random.Random, count: int = 5) -> None:
        """Send some of what was answered again: it must get the same bytes."""
        numbers = chance.sample(sorted(self.answered), min(count, len(self.answered)))
        with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
            for number in numbers:
                self._one(line, number)

    def _one(self, line: socket.socket, number: int) -> None:
        line.sendall(frame(self.message(number)))
        answer = b""
        while not answer.endswith(b"\x1c\r"):
            piece = line.recv(65536)
            if not piece:
                raise ConnectionResetError
            answer += piece
        assert b"MSA|AA|" in answer, "a good message was not taken"
        if self.answered.setdefault(number, answer) != answer:
            self.changed.append(number)
