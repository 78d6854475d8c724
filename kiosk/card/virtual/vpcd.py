"""A virtual card in a real PC/SC daemon: the wire to the vpcd driver's port.

    size (2, big-endian)  then  00 power off | 01 power on | 02 reset | 04 ATR?  (one byte), or an APDU

The card connects, says nothing before it is asked, and answers the ATR and APDUs alone, in the same frames. Without
power it answers an APDU with nothing. Acknowledgements are sent at once, else the kernel holds each back for 40 ms.
Source: vsmartcard's documentation, "Creating a Virtual Smart Card", and its vpcd.c.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import Final, Self

from kiosk.card.virtual.applet import Chip

PORT: Final = 0x8C7B  # the driver's first reader; its second listens one above

_OFF, _ON, _RESET, _ATR = 0x00, 0x01, 0x02, 0x04


class Plug:
    """A chip in a reader of vpcd, until it is pulled. `serve` runs in the caller's thread."""

    def __init__(self, connection: socket.socket, chip: Chip) -> None:
        self._connection, self._chip = connection, chip
        self._powered = False

    @classmethod
    def insert(cls, chip: Chip, port: int = PORT, *, host: str = "127.0.0.1") -> Self:
        """Connect to the reader; an `OSError` when it is not there."""
        connection = socket.create_connection((host, port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return cls(connection, chip)

    def serve(self) -> None:
        """Answer until the card is pulled or the reader has gone."""
        try:
            while (request := self._request()) is not None:
                self._obey(request)
        except OSError:
            return  # pulled in the middle of a word

    def pull(self) -> None:
        """Take the card out; any thread may."""
        with suppress(OSError):  # the reader may have gone first
            self._connection.shutdown(socket.SHUT_RDWR)
        self._connection.close()

    def _obey(self, request: bytes) -> None:
        if len(request) > 1:
            self._send(self._chip.answer(request) if self._powered else b"")
        elif request[0] == _ATR:
            self._send(self._chip.atr)
        elif request[0] in (_OFF, _ON, _RESET):
            self._powered = request[0] != _OFF
            self._chip.reset()

    def _request(self) -> bytes | None:
        head = self._exactly(2)
        return self._exactly(int.from_bytes(head, "big")) if head else None

    def _exactly(self, size: int) -> bytes | None:
        data = b""
        while len(data) < size:
            self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            more = self._connection.recv(size - len(data))
            if not more:
                return None
            data += more
        return data

    def _send(self, answer: bytes) -> None:
        self._connection.sendall(len(answer).to_bytes(2, "big") + answer)
