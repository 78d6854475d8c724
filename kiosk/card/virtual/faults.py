"""Chips that are slow, or lie: each stands around another chip and has the same two methods."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from kiosk.card.virtual.applet import Chip

_AUTHENTICATE: Final = 0x87
_READ: Final = 0xCB
_GET_RESPONSE: Final = 0xC0


class Slow:
    """Takes as long as a real card over a signature (200 ms unless told)."""

    def __init__(
        self, inner: Chip, seconds: float = 0.2, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._inner, self._seconds, self._sleep = inner, seconds, sleep
        self.atr = inner.atr

    def reset(self) -> None:
        """As the inner chip."""
        self._inner.reset()

    def answer(self, apdu: bytes) -> bytes:
        """The inner chip's answer, later when a key is used."""
        if apdu[1:2] == bytes((_AUTHENTICATE,)) and not apdu[0]:
            self._sleep(self._seconds)
        return self._inner.answer(apdu)


class WrongSignatures:
    """Signs something, never what it was given."""

    def __init__(self, inner: Chip) -> None:
        self._inner = inner
        self.atr = inner.atr

    def reset(self) -> None:
        """As the inner chip."""
        self._inner.reset()

    def answer(self, apdu: bytes) -> bytes:
        """The inner chip's answer, over a block whose last bit is another."""
        if apdu[1:2] == bytes((_AUTHENTICATE,)) and not apdu[0]:
            changed = apdu[:-2] + bytes((apdu[-2] ^ 1, apdu[-1]))
            return self._inner.answer(changed)
        return self._inner.answer(apdu)


class Endless:
    """Gives an object that never ends, to whoever goes on asking."""

    def __init__(self, inner: Chip) -> None:
        self._inner = inner
        self.atr = inner.atr

    def reset(self) -> None:
        """As the inner chip."""
        self._inner.reset()

    def answer(self, apdu: bytes) -> bytes:
        """A frame of an object that promises another."""
        if apdu[1:2] in (bytes((_READ,)), bytes((_GET_RESPONSE,))):
            return b"\x53\x82\xff\xff".ljust(256, b"\0") + b"\x61\x00"
        return self._inner.answer(apdu)


class Foreign:
    """A card of another kind: it has power and an ATR, and knows no application that is asked for."""

    atr = bytes.fromhex("3B020102")

    def reset(self) -> None:
        """Forget nothing: there is nothing."""

    def answer(self, apdu: bytes) -> bytes:
        """No such file, or no such instruction."""
        return b"\x6a\x82" if apdu[1:2] == b"\xa4" else b"\x6d\x00"
