"""The whole edge to a card is two methods. Here: the protocol, what can be stacked on it, and its double.

Mortal(Bounded(...))    the first fault ends it; an answer after its bound is a fault
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from kiosk.card.errors import CardError, CardGone, Late


class CardConnection(Protocol):
    """One powered card, ours alone until it is closed."""

    def transmit(self, apdu: bytes | bytearray) -> bytes:
        """The card's answer, two bytes of status word at its end; `CardGone` when there is none."""

    def close(self) -> None:
        """Reset the card and let it go; never raises, and may be called twice."""


class Scripted:
    """A card that says what a script says: each answer in its turn; an exception in the script is raised."""

    def __init__(self, answers: Iterable[bytes | CardError]) -> None:
        self._answers = iter(answers)
        self.heard: list[bytes] = []
        self.closed = False

    def transmit(self, apdu: bytes | bytearray) -> bytes:
        """The script's next line; `CardGone` after its end."""
        self.heard.append(bytes(apdu))
        answer = next(self._answers, None)
        if answer is None or self.closed:
            raise CardGone
        if isinstance(answer, CardError):
            raise answer
        return answer

    def close(self) -> None:
        """Answer nothing any more."""
        self.closed = True


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many seconds an answer may take: for reading, for computing with a key, for making one.

    A card in this reader reads in some 20 ms and signs in some 200 (RSA in up to 800); a relay over a network adds
    to every answer, and to the reading ones it adds more than they take.
    """

    reading: float = 0.5
    computing: float = 1.5
    making: float = 20.0

    def of(self, apdu: bytes | bytearray) -> float:
        """The bound for a command, by its instruction: 87 computes, 47 makes a key."""
        return {0x87: self.computing, 0x47: self.making}.get(apdu[1], self.reading)


class Bounded:
    """Refuses an answer that came after its bound."""

    def __init__(
        self, inner: CardConnection, bounds: Bounds, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._inner, self._bounds, self._clock = inner, bounds, clock

    def transmit(self, apdu: bytes | bytearray) -> bytes:
        """The answer, or `Late`."""
        begun = self._clock()
        answer = self._inner.transmit(apdu)
        if self._clock() - begun > self._bounds.of(apdu):
            raise Late
        return answer

    def close(self) -> None:
        """As the inner one."""
        self._inner.close()


class Mortal:
    """Dies of the first fault: the card is closed, and whatever is asked afterwards is `CardGone`."""

    def __init__(self, inner: CardConnection) -> None:
        self._inner = inner
        self.dead = False

    def transmit(self, apdu: bytes | bytearray) -> bytes:
        """The answer; any fault is the last."""
        if self.dead:
            raise CardGone
        try:
            return self._inner.transmit(apdu)
        except CardError:
            self.close()
            raise

    def close(self) -> None:
        """As the inner one, and nothing is answered afterwards."""
        self.dead = True
        self._inner.close()
