"""A line that has faults: a TCP proxy that delays, cuts, garbles or stalls what passes, by chance."""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

FAULTS = ("delay", "cut", "garble", "stall", "half-close")


@dataclass
class Faults:
    """How often a piece of bytes meets a fault, which ones were met, and what is garbled into it."""

    chance: random.Random
    rate: float = 0.05
    kinds: tuple[str, ...] = FAULTS
    met: list[str] = field(default_factory=list)

    def next(self) -> str:
        """The fault that the next piece meets; nothing for most."""
        if self.chance.random() >= self.rate:
            return ""
        self.met.append(self.chance.choice(self.kinds))
        return self.met[-1]


@contextmanager
def proxied(port: int, faults: Faults) -> Iterator[int]:
    """A port that leads to that port, with faults on the way there and back."""
    ending = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)
        acceptor = threading.Thread(target=_accept, args=(listening, port, faults, ending))
        acceptor.start()
        try:
            yield listening.getsockname()[1]
        finally:
            ending.set()
            acceptor.join()


def _accept(listening: socket.socket, port: int, faults: Faults, ending: threading.Event) -> None:
    lines = []
    while not ending.is_set():
        with suppress(OSError):
            near = listening.accept()[0]
            try:
                far = socket.create_connection(("127.0.0.1", port), timeout=5)
            except OSError:
                near.close()
                continue
            lines.append(threading.Thread(target=_carry, args=(near, far, faults, ending)))
            lines[-1].start()
    for line in lines:
        line.join()


def _carry(near: socket.socket, far: socket.socket, faults: Faults, ending: threading.Event) -> None:
    """Both ways of a connection; its ends are closed once neither is in use, for their numbers are given anew."""
    with near, far:
        back = threading.Thread(target=_pump, args=(far, near, faults, ending))
        back.start()
        _pump(near, far, faults, ending)
        back.join()


def _pump(source: socket.socket, target: socket.socket, faults: Faults, ending: threading.Event) -> None:
    source.settimeout(0.2)
    with suppress(OSError):
        while not ending.is_set():
            try:
                data = source.recv(4096)
            except TimeoutError:
                continue
            if not data or not _pass(data, target, faults, ending):
                break
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def _pass(data: bytes, target: socket.socket, faults: Faults, ending: threading.Event) -> bool:
    """Let a piece pass; False where the line is dead after it."""
    fault = faults.next()
    if fault == "delay":
        ending.wait(0.05)
    elif fault == "garble":
        place = faults.chance.randrange(len(data))
        data = data[:place] + bytes([data[place] ^ 1 << faults.chance.randrange(8)]) + data[place + 1 :]
    elif fault == "stall":
        ending.wait(1.5)
    elif fault == "half-close":
        target.shutdown(socket.SHUT_WR)
        return False
    target.sendall(data if fault != "cut" else data[: faults.chance.randrange(len(data))])
    return fault != "cut"
