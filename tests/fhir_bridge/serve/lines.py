"""What the serving tests share: a listener over a service, and a client that speaks MLLP byte by byte."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from io import StringIO

from fhir_bridge.serve.desk import KeepingDesk
from fhir_bridge.serve.figures import Figures
from fhir_bridge.serve.listener import Limits, Listener
from fhir_bridge.serve.logs import open_log
from fhir_bridge.service import Service
from fhir_bridge.source.mllp import END, frame
from fhir_bridge.store.group import GroupCommit

SECONDS = 20


@dataclass
class Line:
    """A client's connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def answer(self) -> bytes:
        """The next acknowledgement, framed."""
        async with asyncio.timeout(SECONDS):
            return await self.reader.readuntil(END)

    async def ask(self, message: bytes) -> bytes:
        self.writer.write(frame(message))
        return await self.answer()

    async def closed(self) -> bytes:
        """What still came before the other side closed."""
        async with asyncio.timeout(SECONDS):
            try:
                return await self.reader.read()
            except ConnectionResetError:  # it did not wait for what we were still sending
                return b""


@dataclass
class Bench:
    """A listener that is up."""

    port: int
    figures: Figures
    said: StringIO
    lines: list[Line] = field(default_factory=list)

    async def line(self, tls: ssl.SSLContext | None = None) -> Line:
        self.lines.append(Line(*await asyncio.open_connection("127.0.0.1", self.port, ssl=tls)))
        return self.lines[-1]

    async def close(self) -> None:
        for line in self.lines:
            line.writer.close()
            with suppress(ConnectionError, ssl.SSLError):
                await line.writer.wait_closed()

    def count(self, name: str) -> float:
        """A figure by its line's beginning."""
        lines = self.figures.page().decode().splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))


@asynccontextmanager
async def listening(
    service: Service, limits: Limits | None = None, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Bench]:
    figures, said, broken = Figures(), StringIO(), []
    group = GroupCommit(service.intake.inbox, broken=broken.append)
    group.begin()
    desk = KeepingDesk(service.intake, group, lambda: None, figures, open_log(said))
    try:
        async with Listener(desk, figures, limits).listening("127.0.0.1", 0, tls) as port:
            bench = Bench(port, figures, said)
            try:
                yield bench
            finally:
                await bench.close()
    finally:
        group.end()


def code(answer: bytes) -> str:
    """MSA-1 of an acknowledgement."""
    return answer.partition(b"MSA|")[2][:2].decode()
