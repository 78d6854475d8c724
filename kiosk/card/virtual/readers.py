"""Readers in software: a card is put into one and pulled out by a call. For the demo's side panel, and for tests."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock

from kiosk.card.errors import CardGone, ServiceGone
from kiosk.card.face import Interface
from kiosk.card.virtual.applet import CONTACTLESS, Chip


class VirtualConnection:
    """A powered chip, until it is pulled."""

    def __init__(self, chip: Chip) -> None:
        self._chip: Chip | None = chip
        chip.reset()

    def transmit(self, apdu: bytes | bytearray) -> bytes:
        """The chip's answer."""
        chip = self._chip
        if chip is None:
            raise CardGone
        return chip.answer(bytes(apdu))

    def close(self) -> None:
        """Reset the chip and let it go."""
        if self._chip is not None:
            self._chip.reset()
            self._chip = None


class VirtualReaders:
    """The `Readers` of a machine that has none. Any thread may insert and pull."""

    def __init__(self, *names: str) -> None:
        self._chips: dict[str, Chip | None] = dict.fromkeys(names)
        self._insertions = 0
        self._numbers: dict[str, int] = {}
        self._open: dict[str, VirtualConnection] = {}
        self._lock = Lock()
        self._serving = True

    def insert(self, reader: str, chip: Chip) -> None:
        """Put a card in; the one that was there is out."""
        self.pull(reader)
        with self._lock:
            self._insertions += 1
            self._chips[reader], self._numbers[reader] = chip, self._insertions

    def pull(self, reader: str) -> None:
        """Take the card out, whatever it is doing."""
        with self._lock:
            self._chips[reader] = None
            connection = self._open.pop(reader, None)
        if connection is not None:
            connection.close()

    def unplug(self, reader: str) -> None:
        """Take the reader away."""
        self.pull(reader)
        with self._lock:
            del self._chips[reader]

    def plug(self, reader: str) -> None:
        """Give the reader back, empty."""
        with self._lock:
            self._chips[reader] = None

    def serve(self, *, serving: bool) -> None:
        """Whether the service is up."""
        self._serving = serving

    def look(self) -> Mapping[str, int | None]:
        """See `Readers.look`."""
        if not self._serving:
            raise ServiceGone
        with self._lock:
            return {name: None if chip is None else self._numbers[name] for name, chip in self._chips.items()}

    def connect(self, reader: str) -> tuple[VirtualConnection, Interface]:
        """See `Readers.connect`."""
        with self._lock:
            chip = self._chips.get(reader)
            if chip is None:
                raise CardGone
            connection = self._open[reader] = VirtualConnection(chip)
        tapped = chip.atr == CONTACTLESS
        return connection, Interface.CONTACTLESS if tapped else Interface.CONTACT
