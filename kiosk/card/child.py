"""The card process: `python -m kiosk card-child FD TRUST READING COMPUTING MAKING UP CROWDED [READER...]`.

It leaves no core dump, others of its user cannot read its memory, and its allocator overwrites what is freed (see
`process.py`, which alone starts it). It ends with its card, with its socket, or by its own alarm when a step takes
longer than any may.
"""

from __future__ import annotations

import ctypes
import resource
import select
import signal
import socket
from pathlib import Path
from typing import Final

from kiosk.card.codec import MAX_MESSAGE, Known, read_command, write_event
from kiosk.card.connection import Bounds
from kiosk.card.pcsc import PcscReaders
from kiosk.card.pin import wipe
from kiosk.card.serving import CardService
from kiosk.card.trust import TrustStore

LOOK_EVERY: Final = 0.02  # seconds between two looks at the readers; a command is taken at once

_PR_SET_DUMPABLE: Final = 4  # linux/prctl.h
_APDUS: Final = 20  # more than a card is asked when it is presented, after it was waited for
_GRACE: Final = 5.0  # seconds beyond what a key takes to be made; the kiosk's own patience ends sooner


def main(words: list[str]) -> int:
    """Serve until the card is out; 0 always, since how it ended is said by what it said."""
    harden()
    ours = socket.socket(fileno=int(words[0]))
    bounds = Bounds(*map(float, words[2:5]))
    trust, known = TrustStore.load(Path(words[1])), Known.of_words(words[5:])
    service = CardService(PcscReaders(bounds.computing), trust, bounds=bounds, known=known)
    try:
        serve(service, ours, bounds)
    except BrokenPipeError:
        pass  # the kiosk has gone first
    finally:
        service.close()
    return 0


def harden() -> None:
    """No core dump, and no debugger of the same user."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        raise OSError("the process cannot be made undumpable")


def serve(service: CardService, ours: socket.socket, bounds: Bounds) -> None:
    """Obey and look in turn until the session is over or the kiosk has gone."""
    while not service.over:
        ready, _, _ = select.select([ours], [], [], LOOK_EVERY)
        if ready:
            signal.setitimer(signal.ITIMER_REAL, bounds.making + _GRACE)
            if not _obeyed(service, ours):
                return
        signal.setitimer(signal.ITIMER_REAL, bounds.computing + _APDUS * bounds.reading)
        for event in service.look():
            ours.send(write_event(event))


def _obeyed(service: CardService, ours: socket.socket) -> bool:
    data = bytearray(MAX_MESSAGE)
    size = ours.recv_into(data)
    del data[size:]
    try:
        if data:
            ours.send(write_event(service.obey(*read_command(data))))
        return bool(data)
    finally:
        wipe(data)
