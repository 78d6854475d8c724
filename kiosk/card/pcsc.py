"""The readers of this machine, by PC/SC: the one file that knows pyscard. Source: PC/SC, part 5; pcsc-lite's API.

A connection is exclusive, inside one transaction, and the card is reset at its beginning and its end: what another
program verified does not count here, and what is verified here counts nowhere else (as in CVE-2023-40660).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Final

from smartcard import scard

from kiosk.card.errors import CardGone, ServiceGone
from kiosk.card.face import Interface

_PROTOCOLS: Final = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
_PCI: Final = {
    scard.SCARD_PROTOCOL_T0: scard.SCARD_PCI_T0,
    scard.SCARD_PROTOCOL_T1: scard.SCARD_PCI_T1,
}
_NO_READERS: Final = (scard.SCARD_E_NO_READERS_AVAILABLE, scard.SCARD_E_UNKNOWN_READER)
_STEP: Final = 0.02  # seconds
_COUNTER: Final = 16  # a reader's state holds the number of insertions and removals in its upper half
_CONTACTLESS: Final = b"\x80\x01"  # an ATR's bytes 2 and 3 as PC/SC, part 3, 3.1.3.2.3 makes them up


class PcscReaders:
    """The readers as the PC/SC daemon tells them. It is connected to when first asked, and again after it was gone.

    `patience`: seconds for which another client may hold a card. The daemon holds it for a process that was killed
    until the card has answered what that one last asked.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._context: int | None = None

    def look(self) -> Mapping[str, int | None]:
        """Readers and the insertion of their card."""
        context = self._established()
        outcome, names = scard.SCardListReaders(context, [])
        if outcome in _NO_READERS or (outcome == scard.SCARD_S_SUCCESS and not names):
            return {}
        self._hold_to(outcome)
        asked = [(name, scard.SCARD_STATE_UNAWARE) for name in names]
        outcome, states = scard.SCardGetStatusChange(context, 0, asked)
        if outcome in (*_NO_READERS, scard.SCARD_E_TIMEOUT):
            return {}
        self._hold_to(outcome)
        return {name: _insertion(state) for name, state, _ in states}

    def connect(self, reader: str) -> tuple[PcscConnection, Interface]:
        """The card, reset, in a transaction of our own; waited for while another client holds it."""
        context, until = self._established(), time.monotonic() + self._patience
        while True:
            outcome, handle, _ = scard.SCardConnect(context, reader, scard.SCARD_SHARE_EXCLUSIVE, _PROTOCOLS)
            if outcome != scard.SCARD_E_SHARING_VIOLATION or time.monotonic() >= until:
                break
            time.sleep(_STEP)
        _expect(outcome)
        connection = PcscConnection(handle)
        try:
            return connection, connection.begin()
        except CardGone:
            connection.close()
            raise

    def close(self) -> None:
        """Let the daemon go."""
        if self._context is not None:
            scard.SCardReleaseContext(self._context)
            self._context = None

    def _established(self) -> int:
        if self._context is None:
            outcome, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
            if outcome != scard.SCARD_S_SUCCESS:
                raise ServiceGone
            self._context = context
        return self._context

    def _hold_to(self, outcome: int) -> None:
        if outcome != scard.SCARD_S_SUCCESS:
            self.close()
            raise ServiceGone


class PcscConnection:
    """A card in a reader, by its handle."""

    def __init__(self, handle: int) -> None:
        self._handle: int | None = handle
        self._pci: int = scard.SCARD_PCI_T1

    def begin(self) -> Interface:
        """Reset the card, begin the transaction, and tell how the card is held."""
        handle = self._live()
        outcome, protocol = scard.SCardReconnect(
            handle, scard.SCARD_SHARE_EXCLUSIVE, _PROTOCOLS, scard.SCARD_RESET_CARD
        )
        _expect(outcome)
        _expect(scard.SCardBeginTransaction(handle))
        outcome, _, _, _, atr = scard.SCardStatus(handle)
        _expect(outcome)
        self._pci = _PCI.get(protocol, scard.SCARD_PCI_T1)
        return interface(bytes(atr))

    def transmit(self, apdu: bytes | bytearray) -> bytes:
        """The card's answer. Some drivers report a card that was torn out in the middle as one that said nothing."""
        outcome, answer = scard.SCardTransmit(self._live(), self._pci, list(apdu))
        _expect(outcome)
        if not answer:
            raise CardGone
        return bytes(answer)

    def close(self) -> None:
        """End the transaction, and reset the card if it is still there.

        A reset after it was taken would meet the next card, which the daemon has not counted yet: that one would be
        seen at once, and once more when it is counted.
        """
        if self._handle is not None:
            taken = scard.SCardStatus(self._handle)[0] == scard.SCARD_W_REMOVED_CARD
            disposition = scard.SCARD_LEAVE_CARD if taken else scard.SCARD_RESET_CARD
            scard.SCardEndTransaction(self._handle, disposition)
            scard.SCardDisconnect(self._handle, disposition)
            self._handle = None

    def _live(self) -> int:
        if self._handle is None:
            raise CardGone
        return self._handle


def interface(atr: bytes) -> Interface:
    """How the card is held: readers make up one form of ATR for every tapped card that speaks ISO/IEC 14443-4."""
    tapped = atr[:1] == b"\x3b" and atr[1:2] >= b"\x80" and atr[1:2] < b"\x90" and atr[2:4] == _CONTACTLESS
    return Interface.CONTACTLESS if tapped else Interface.CONTACT


def _insertion(state: int) -> int | None:
    return state >> _COUNTER if state & scard.SCARD_STATE_PRESENT else None


def _expect(outcome: int) -> None:
    if outcome != scard.SCARD_S_SUCCESS:
        raise CardGone
