"""How many messages a second are durable and answered, and how long a sender waits.

    intake.py [--connections 16] [--messages 8000] [--only NAME]

In one run: `fhir-bridge serve` as it is, its intake alone (no worker beside it), python-hl7's MLLP server, which keeps
nothing, and a bare asyncio server that answers each frame with the same bytes. The messages are those of the corpora
beside the project, 1.5 to 4 kB, each with a control id of its own; without the corpora the examples' are used. Lines
end in CR and no byte order mark stands before them, or python-hl7 would read none.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import multiprocessing
import statistics
import sys
import tempfile
import time
from codecs import BOM_UTF8
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from hl7.mllp import start_hl7_server  # type: ignore[attr-defined]  # it does not say what it exports

from fhir_bridge.errors import Refused
from fhir_bridge.opening import serving
from fhir_bridge.reading import Reader
from fhir_bridge.serve.desk import KeepingDesk
from fhir_bridge.serve.figures import Figures
from fhir_bridge.serve.hand import Hand, at_work
from fhir_bridge.serve.listener import Listener
from fhir_bridge.serve.logs import open_log
from fhir_bridge.serve.running import Place, Running
from fhir_bridge.settings import Settings
from fhir_bridge.source.hl7v2 import parse
from fhir_bridge.source.mllp import END, START, frame
from fhir_bridge.store.group import GroupCommit

ROOT = Path(__file__).parent.parent
CORPORA = ROOT.parent / "shared" / "corpora"
SMALLEST, LARGEST = 1500, 4000
SWITCH_SECONDS = 0.0005
Ready = Callable[[int], None]


def messages() -> list[bytes]:
    """Real messages, each split around its control id by a byte that no message holds."""
    folders = [CORPORA / "hl7-fhir" if CORPORA.exists() else ROOT / "examples"]
    found = []
    for path in sorted(path for folder in folders for path in folder.rglob("*.hl7")):
        data = path.read_bytes().removeprefix(BOM_UTF8).replace(b"\r\n", b"\r").replace(b"\n", b"\r")
        with suppress(Refused):
            control = parse(data).control_id.encode()
            if SMALLEST <= len(data) <= LARGEST and control and b"|%s|" % control in data:
                found.append(data.replace(b"|%s|" % control, b"|\0|", 1))
    return found or [(ROOT / "examples" / "oru-ten-results.hl7").read_bytes()]


def bare(ready: Ready) -> None:
    """Answers each frame with the same bytes."""
    answer = frame(b"MSH|^~\\&|||||||ACK|1|P|2.5\rMSA|AA|1\r")

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while await reader.readuntil(END):
                writer.write(answer)

    async def run() -> None:
        server = await asyncio.start_server(talk, "127.0.0.1", 0, limit=1 << 20)
        ready(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def python_hl7(ready: Ready) -> None:
    """python-hl7's server: it parses and answers, and keeps nothing."""

    async def talk(reader: Any, writer: Any) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while not writer.is_closing():
                message = await reader.readmessage()
                writer.writemessage(message.create_ack())

    async def run() -> None:
        server = await start_hl7_server(talk, host="127.0.0.1", port=0, limit=1 << 20, encoding="utf-8")
        ready(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def intake_alone(ready: Ready) -> None:
    """Our listener and journal: every answer is durable, nothing is made of the messages meanwhile."""
    sys.setswitchinterval(SWITCH_SECONDS)

    async def run() -> None:
        with serving(Settings(data=Path(tempfile.mkdtemp()) / "data"), lambda: None) as service:
            gc.freeze()
            figures = Figures()
            group = GroupCommit(service.intake.inbox, broken=print)
            group.begin()
            desk = KeepingDesk(service.intake, group, lambda: None, figures, open_log())
            async with Listener(desk, figures).listening("127.0.0.1", 0) as port:
                ready(port)
                await asyncio.Event().wait()

    asyncio.run(run())


def served(ready: Ready) -> None:
    """`fhir-bridge serve` as it is: records are made, stored and anchored meanwhile."""
    sys.setswitchinterval(SWITCH_SECONDS)

    async def run() -> None:
        settings = Settings(data=Path(tempfile.mkdtemp()) / "data", mllp_port=0, http_port=0)
        reader = Reader(settings.maps, settings.senders)
        reader.prepare()
        gc.freeze()
        hands = [Hand(settings, reader)]
        with serving(settings, lambda: None, at_work(hands), reader=reader) as service:

            def listening(place: Place) -> None:
                ready(place.mllp)

            log = open_log(Path("/dev/null").open("w"))  # noqa: ASYNC230, SIM115 -- a device, for the whole run
            running = Running(service, settings, log, listening, makers=hands)
            await running.run(asyncio.Event())

    asyncio.run(run())


SERVERS = {
    "raw asyncio echo": bare,
    "python-hl7, not durable": python_hl7,
    "intake alone, durable": intake_alone,
    "serve, durable": served,
}


async def load(port: int, connections: int, count: int) -> tuple[float, list[float]]:
    """(seconds, seconds to each answer) of so many messages over so many connections."""
    templates, waits = messages(), []
    stamp = time.time_ns()

    async def send(which: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
        for number in range(count // connections):
            data = templates[(number + which) % len(templates)]
            data = data.replace(b"\0", b"%d.%d.%d" % (stamp, which, number))
            begun = time.perf_counter()
            writer.write(START + data + END)
            answer = await reader.readuntil(END)
            waits.append(time.perf_counter() - begun)
            if b"MSA|AA" not in answer.replace(b"\n", b""):
                raise SystemExit("a message was not taken")
        writer.close()

    begun = time.perf_counter()
    await asyncio.gather(*(send(which) for which in range(connections)))
    return time.perf_counter() - begun, sorted(waits)


def measure(name: str, connections: int, count: int) -> str:
    """One row of the table."""
    ports: multiprocessing.Queue[int] = multiprocessing.Queue()
    server = multiprocessing.Process(target=SERVERS[name], args=(ports.put,), daemon=False)
    server.start()
    try:
        port = ports.get(timeout=60)
        asyncio.run(load(port, connections, max(connections, count // 20)))
        seconds, waits = asyncio.run(load(port, connections, count))
    finally:
        server.kill()
        server.join()
    milliseconds = [statistics.median(waits), waits[len(waits) * 99 // 100], waits[-1]]
    row = " | ".join(f"{1000 * wait:.1f}" for wait in milliseconds)
    return f"| {name} | {len(waits) / seconds:,.0f} | {row} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--messages", type=int, default=8000)
    parser.add_argument("--only", choices=[*SERVERS])
    chosen = parser.parse_args()
    sizes = [len(one) for one in messages()]
    print(f"{len(sizes)} messages, {statistics.mean(sizes):,.0f} bytes; {chosen.connections} connections")
    print("| server | answers/s | p50 ms | p99 ms | longest ms |\n|---|--:|--:|--:|--:|")
    for name in [chosen.only] if chosen.only else SERVERS:
        print(measure(name, chosen.connections, chosen.messages), flush=True)


if __name__ == "__main__":
    main()
