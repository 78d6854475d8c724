"""The one place in the kiosk's own memory that holds a PIN: two buffers that are wiped, and no text."""

from __future__ import annotations

import hmac
from threading import Lock
from typing import Final

from kiosk.card.pin import wipe

MOST: Final = 8
_ZERO: Final = ord("0")


class PinPad:
    """Digits come one by one; whoever takes the PIN gets the buffer itself and wipes it."""

    def __init__(self) -> None:
        self._digits, self._first = bytearray(), bytearray()
        self._lock = Lock()

    def __repr__(self) -> str:
        return "PinPad(...)"

    def push(self, digit: int) -> None:
        """One more digit. The buffer never grows in place: what grew would leave a copy behind."""
        with self._lock:
            if len(self._digits) < MOST:
                longer = bytearray(len(self._digits) + 1)
                longer[:-1] = self._digits
                longer[-1] = _ZERO + digit
                wipe(self._digits)
                self._digits = longer

    def erase(self) -> None:
        """The last digit away."""
        with self._lock:
            shorter = self._digits[:-1]
            wipe(self._digits)
            self._digits = shorter

    def keep(self) -> None:
        """The first spelling is complete."""
        with self._lock:
            wipe(self._first)
            self._first, self._digits = self._digits, bytearray()

    def alike(self) -> bool:
        """Whether the second spelling is the first; if it is not, both are wiped."""
        with self._lock:
            alike = hmac.compare_digest(self._first, self._digits)
            wipe(self._digits)
            self._digits = bytearray()
            if not alike:
                wipe(self._first)
                self._first = bytearray()
            return alike

    def take(self) -> bytearray:
        """The PIN that was typed; the pad is empty then. Wipe what you get."""
        with self._lock:
            taken, self._digits = self._digits, bytearray()
            return taken

    def take_first(self) -> bytearray:
        """The new PIN that was typed twice; the pad is empty then. Wipe what you get."""
        with self._lock:
            taken, self._first = self._first, bytearray()
            return taken

    def wipe(self) -> None:
        """Nothing is left."""
        with self._lock:
            wipe(self._digits)
            wipe(self._first)
            self._digits, self._first = bytearray(), bytearray()
