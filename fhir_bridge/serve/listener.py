"""MLLP over TCP: many connections, each answered in its order, none able to keep the others waiting.

A connection is closed when a frame takes longer than `FRAME_SECONDS`, when it says nothing for `IDLE_SECONDS`, when
its peer does not take its answers, and when it is the idlest of more than `CONNECTIONS`. While more than `ROOM` bytes
wait to be answered nothing more is read, but of the frame that began first.
"""

from __future__ import annotations

import asyncio
import hashlib
import ssl
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from anchor.errors import DatabaseError
from fhir_bridge.serve.desk import Desk
from fhir_bridge.serve.figures import Figures
from fhir_bridge.source.mllp import Framer, FrameTooLarge

CONNECTIONS = 256
FRAME_SECONDS = 30.0
IDLE_SECONDS = 600.0
ROOM = 128 << 20
CHUNK = 1 << 16
CLOSE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one connection may take, and all of them together."""

    connections: int = CONNECTIONS
    frame_seconds: float = FRAME_SECONDS
    idle_seconds: float = IDLE_SECONDS
    room: int = ROOM


@dataclass(slots=True, eq=False)
class _Connection:
    reader: StreamReader
    writer: StreamWriter
    certificate: str | None
    framer: Framer = field(default_factory=Framer)
    since: float = field(default_factory=time.monotonic)
    busy: bool = False
    held: int = 0
    ending: bool = False


class Listener:
    """Listens, and lets a desk answer."""

    def __init__(self, desk: Desk, figures: Figures, limits: Limits | None = None) -> None:
        self._desk = desk
        self._figures = figures
        self._limits = limits or Limits()
        self._open: dict[_Connection, asyncio.Task[None]] = {}
        self._room = self._limits.room
        self._freed = asyncio.Condition()
        self._ending = False

    @asynccontextmanager
    async def listening(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
        """Listen as long as this lasts; the port. At the end what has begun is answered, and nothing else is read."""
        server = await asyncio.start_server(self._accept, host, port, ssl=tls, limit=CHUNK)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
            await self._end()

    async def _end(self) -> None:
        self._ending = True
        for connection, task in list(self._open.items()):
            connection.ending = True
            if not connection.busy:
                task.cancel()
        if self._open:
            await asyncio.wait(self._open.values(), timeout=self._limits.frame_seconds)

    async def _accept(self, reader: StreamReader, writer: StreamWriter) -> None:
        connection = _Connection(reader, writer, _certificate(writer))
        task = asyncio.current_task()
        if task is None or self._ending or not self._has_place():
            writer.transport.abort()
            return
        self._open[connection] = task
        self._figures.connections(len(self._open))
        try:
            with suppress(asyncio.CancelledError, ConnectionError, ssl.SSLError, DatabaseError):
                await self._talk(connection)
        finally:
            del self._open[connection]
            self._figures.connections(len(self._open))
            await self._free(connection, connection.held)
            await _close(writer)

    def _has_place(self) -> bool:
        """Whether one more may come; the idlest goes for it where there is one."""
        if len(self._open) < self._limits.connections:
            return True
        idle = [one for one in self._open if not one.busy and not one.framer.waiting and not one.ending]
        if not idle:
            self._figures.closed("too many")
            return False
        idlest = min(idle, key=lambda one: one.since)
        idlest.ending = True
        self._open[idlest].cancel()
        self._figures.closed("idlest")
        return True

    async def _talk(self, connection: _Connection) -> None:
        while not connection.ending:
            try:
                async with asyncio.timeout(self._patience(connection)):
                    await self._until_there_is_room(connection)
                    data = await connection.reader.read(CHUNK)
            except TimeoutError:
                self._figures.closed("slow" if connection.framer.waiting else "idle")
                return
            if not data or not await self._take(connection, data):
                return

    async def _take(self, connection: _Connection, data: bytes) -> bool:
        """Answer what these bytes complete; False where the connection is not worth another."""
        framer, fresh = connection.framer, not connection.framer.waiting
        self._hold(connection, len(data))
        connection.busy = True
        dropped = framer.dropped
        try:
            for received in framer.feed(data):
                fresh = True
                begun = time.perf_counter()
                answer = await self._desk.answer(received, connection.certificate)
                connection.writer.write(answer)
                async with asyncio.timeout(self._limits.frame_seconds):
                    await connection.writer.drain()
                self._figures.took(time.perf_counter() - begun)
        except FrameTooLarge:
            self._figures.closed("too large")
            return False
        except TimeoutError:
            self._figures.closed("takes no answers")
            return False
        finally:
            connection.busy = False
            self._figures.dropped(framer.dropped - dropped)
            if not framer.waiting:
                await self._free(connection, connection.held)
        if fresh:
            connection.since = time.monotonic()
        return True

    def _patience(self, connection: _Connection) -> float:
        most = self._limits.frame_seconds if connection.framer.waiting else self._limits.idle_seconds
        return connection.since + most - time.monotonic()

    def _hold(self, connection: _Connection, count: int) -> None:
        connection.held += count
        self._room -= count

    async def _free(self, connection: _Connection, count: int) -> None:
        connection.held -= count
        full = self._room <= 0
        self._room += count
        if full:
            async with self._freed:
                self._freed.notify_all()

    async def _until_there_is_room(self, connection: _Connection) -> None:
        if self._room <= 0:
            async with self._freed:
                await self._freed.wait_for(lambda: self._room > 0 or self._eldest() is connection)

    def _eldest(self) -> _Connection | None:
        """Whose frame began first: it may always go on, so that not all wait for one another."""
        begun = [one for one in self._open if one.framer.waiting]
        return min(begun, key=lambda one: one.since, default=None)


async def _close(writer: StreamWriter) -> None:
    """Send what is left; a peer that does not take it is cut off."""
    writer.close()
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await writer.wait_closed()
    except (TimeoutError, ConnectionError, ssl.SSLError):
        writer.transport.abort()


def _certificate(writer: StreamWriter) -> str | None:
    """The client's certificate, SHA-256 in hex; None where the listener asks for none, empty where it showed none."""
    tls = writer.get_extra_info("ssl_object")
    if tls is None or tls.context.verify_mode is ssl.CERT_NONE:
        return None
    shown = tls.getpeercert(binary_form=True)
    return hashlib.sha256(shown).hexdigest() if shown else ""
