"""The card edge as the rest of the kiosk sees it: four methods.

The real one is `kiosk.card.process.CardDesk` (a child process per card); its double for the demo and for tests is
`kiosk.card.virtual.desk.VirtualDesk`. Both run the same service and the same contract tests.
"""

from __future__ import annotations

from typing import Protocol

from kiosk.card.messages import Command, Event


class Desk(Protocol):
    """Commands go in, events come out. One thread receives; any thread may send or forget."""

    def send(self, command: Command, *secrets: bytearray) -> int:
        """Ask for something; the request's number, which its one outcome carries.

        Each secret (a PIN, a PUK, a key) is written once and wiped before this returns, whatever happens. Every
        command has an outcome: when its time is over or the card process dies, that is a `Failed`.
        """

    def receive(self, seconds: float) -> Event | None:
        """The next event, or None when there was none within so many seconds."""

    def forget(self) -> None:
        """End the session with the card at once: card reset, process killed. What was asked fails with GONE.

        A card that is still there is presented again, and must prove itself again.
        """

    def close(self) -> None:
        """Forget, and start nothing again. For the thread that receives, or once it has stopped."""
