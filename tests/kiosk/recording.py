"""A dialogue with a card, spoken again by the scripted double: to the client the two have to be the same."""

from __future__ import annotations

from kiosk.card.connection import CardConnection, Scripted
from kiosk.card.errors import CardGone


class Recorded:
    """Every APDU goes to the card and, with the card's answer as its script, to the double."""

    def __init__(self, card: CardConnection) -> None:
        self._card = card
        self.answers: list[bytes | CardGone] = []
        self._double = Scripted(self._answer(at) for at in range(10_000))

    def transmit(self, apdu: bytes | bytearray) -> bytes:
        try:
            self.answers.append(self._card.transmit(apdu))
        except CardGone as fault:
            self.answers.append(fault)
        return self._double.transmit(apdu)

    def close(self) -> None:
        self._card.close()
        self._double.close()

    def _answer(self, at: int) -> bytes | CardGone:
        return self.answers[at]
