"""A `Desk` without a child process and without PC/SC, over virtual readers: for the demo and for tests."""

from __future__ import annotations

import time
from collections import deque
from itertools import count
from queue import Empty, SimpleQueue
from typing import Final

from kiosk.card import messages as said
from kiosk.card.codec import Known
from kiosk.card.connection import Bounds
from kiosk.card.errors import Trouble
from kiosk.card.pin import wipe
from kiosk.card.serving import CardService
from kiosk.card.trust import TrustStore
from kiosk.card.virtual.readers import VirtualReaders

_LOOK_EVERY: Final = 0.02


class VirtualDesk:
    """The same service as in the card process, in the thread that receives."""

    def __init__(self, readers: VirtualReaders, trust: TrustStore, *, bounds: Bounds | None = None) -> None:
        self._service = CardService(readers, trust, bounds=bounds or Bounds(), known=Known())
        self._asked: SimpleQueue[tuple[int, said.Command, list[bytearray]]] = SimpleQueue()
        self._events: deque[said.Event] = deque()
        self._requests = count(1)
        self._closed = False

    def send(self, command: said.Command, *secrets: bytearray) -> int:
        """See `Desk.send`."""
        request = next(self._requests)
        self._asked.put((request, command, [bytearray(secret) for secret in secrets]))
        for secret in secrets:
            wipe(secret)
        return request

    def receive(self, seconds: float) -> said.Event | None:
        """See `Desk.receive`."""
        until = time.monotonic() + seconds
        while not self._events:
            if time.monotonic() >= until or self._closed:
                return None
            self._obey(min(_LOOK_EVERY, seconds))
            self._events.extend(self._service.look())
            self._service.over = False
        return self._events.popleft()

    def forget(self) -> None:
        """See `Desk.forget`."""
        self._service.close()
        while not self._asked.empty():
            request, _, secrets = self._asked.get()
            self._events.append(said.Failed(request, Trouble.GONE))
            for secret in secrets:
                wipe(secret)

    def close(self) -> None:
        """See `Desk.close`."""
        self.forget()
        self._closed = True

    def _obey(self, seconds: float) -> None:
        try:
            request, command, secrets = self._asked.get(timeout=seconds)
        except Empty:
            return
        self._events.append(self._service.obey(request, command, secrets))
