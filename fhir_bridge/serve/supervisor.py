"""What systemd is told of the service: that it is ready, that it lives, that it ends (sd_notify(3))."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final

from fhir_bridge.settings import Supervision

READY: Final = "READY=1"
ALIVE: Final = "WATCHDOG=1"
STOPPING: Final = "STOPPING=1"


@dataclass(frozen=True, slots=True)
class Supervisor:
    """Who is told, by datagrams; nobody where `address` is empty. `patience`: seconds it waits for a sign of life."""

    address: str = ""
    patience: float | None = None

    @classmethod
    def of(cls, given: Supervision) -> Supervisor:
        """The supervisor that the environment names. An address that begins with `@` lies in no folder."""
        address = given.notify_socket or ""
        if address.startswith("@"):
            address = "\0" + address[1:]
        return cls(address, given.watchdog_usec / 1e6 if given.watchdog_usec else None)

    def tell(self, state: str) -> None:
        """Tell it; a supervisor that does not listen is no reason to stop."""
        if not self.address:
            return
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.setblocking(False)
            line.sendto(state.encode(), self.address)

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """The service is ready while this lasts, and says so as often as it must; then it is stopping."""
        self.tell(READY)
        life = asyncio.create_task(self._live())
        try:
            yield
        finally:
            self.tell(STOPPING)
            life.cancel()
            with suppress(asyncio.CancelledError):
                await life

    async def _live(self) -> None:
        while self.patience:
            self.tell(ALIVE)
            await asyncio.sleep(self.patience / 2)
