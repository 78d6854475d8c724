"""The whole way: how fast messages come to be anchored by one service, what it takes, and how it starts behind a queue.

    serving.py [--messages 4000] [--connections 16]      acknowledged, and anchored, a second: all at once
    serving.py --seconds 300 [--rate 512]                     the same at a steady rate, and how far it fell behind
    serving.py --queued 100000                                         from the start to the first acknowledgement

The service is `fhir-bridge serve` with embedded store and chain; the messages are those of `intake.py`. Memory and
processor time are those of all its processes; the time for a message says what a machine that is shared hides.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from intake import load, messages

from fhir_bridge.opening import looking, serving
from fhir_bridge.service import Service
from fhir_bridge.settings import Settings

BIN = Path(sys.executable).parent
TICKS = os.sysconf("SC_CLK_TCK")
TOGETHER = 500
"""Messages of a transaction that fills the queue."""


@dataclass(frozen=True, slots=True)
class Served:
    """A running service."""

    pid: int
    port: int

    def processes(self) -> list[int]:
        """Itself and its workers."""
        workers = Path(f"/proc/{self.pid}/task").glob("*/children")
        return [self.pid, *(int(pid) for path in workers for pid in path.read_text().split())]

    def megabytes(self) -> float:
        """What they have in memory."""
        statuses = [Path(f"/proc/{pid}/status").read_text() for pid in self.processes()]
        return sum(int(found[1]) for text in statuses if (found := re.search(r"VmRSS:\s*(\d+)", text))) / 1024

    def seconds(self) -> float:
        """Processor time that they have taken."""
        stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self.processes()]
        return sum(int(stat[11]) + int(stat[12]) for stat in stats) / TICKS


@contextmanager
def served(data: Path) -> Iterator[Served]:
    """`fhir-bridge serve` on a data folder."""
    environment = os.environ | {"FHIR_BRIDGE_MLLP_PORT": "0", "FHIR_BRIDGE_HTTP_PORT": "0"}
    command = [BIN / "fhir-bridge", "serve", "--data", data]
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, text=True) as process:
        try:
            said = (re.search(r'"mllp": (\d+)', line) for line in process.stderr or ())
            yield Served(process.pid, next(int(found[1]) for found in said if found))
        finally:
            process.kill()


def whole_way(chosen: argparse.Namespace) -> None:
    """Print how fast so many messages are acknowledged and anchored."""
    data = Path(tempfile.mkdtemp()) / "data"
    with served(data) as service, looking(Settings(data=data)) as seen:
        asyncio.run(load(service.port, chosen.connections, 20 * chosen.connections))
        finish(seen)
        memory, spent, begun = service.megabytes(), service.seconds(), time.perf_counter()
        seconds, waits = sent(service, chosen)
        finish(seen)
        took, spent = time.perf_counter() - begun, service.seconds() - spent
        count = len(waits)
        print(
            f"acknowledged {count / seconds:,.0f}/s; p50 {1000 * statistics.median(waits):.1f} ms,", end=" "
        )
        print(f"p99 {1000 * waits[count * 99 // 100]:.1f} ms, longest {1000 * waits[-1]:.1f} ms")
        print(
            f"anchored {count / took:,.0f}/s, the last {took - seconds:.1f} s after its acknowledgement;",
            end=" ",
        )
        print(f"cpu {1000 * spent / count:.2f} ms a message")
        print(f"memory {memory:.0f} MB at the start, {service.megabytes():.0f} MB at the end")


def sent(service: Served, chosen: argparse.Namespace) -> tuple[float, list[float]]:
    """(seconds, seconds to each answer) of all messages at once, or of so many in each of so many seconds."""
    if not chosen.seconds:
        return asyncio.run(load(service.port, chosen.connections, chosen.messages))
    begun, waits = time.perf_counter(), []
    for second in range(1, chosen.seconds + 1):
        waits += asyncio.run(load(service.port, chosen.connections, chosen.rate))[1]
        time.sleep(max(0.0, begun + second - time.perf_counter()))
    return time.perf_counter() - begun, sorted(waits)


def finish(seen: Service) -> None:
    """Wait until everything that was taken is anchored."""
    while unfinished(seen):
        time.sleep(0.05)


def unfinished(seen: Service) -> bool:
    """Whether something waits for its record, its blob, its place in the log or its anchoring."""
    counts, anchored = seen.journal.counts(), seen.anchor.status()
    waiting = ("messages accepted", "records to store", "records to log")
    return bool(anchored.waiting) or any(counts.get(name) for name in waiting)


def behind_a_queue(chosen: argparse.Namespace) -> None:
    """Print how long a service takes to its first acknowledgement with so many messages waiting."""
    data, templates = Path(tempfile.mkdtemp()) / "data", messages()
    with serving(Settings(data=data), lambda: None) as service:
        for start in range(0, chosen.queued, TOGETHER):
            numbers = range(start, start + TOGETHER)
            given = [templates[n % len(templates)].replace(b"\0", b"q%d" % n) for n in numbers]
            handed = [service.intake.hand_in(one).arrival for one in given]
            service.intake.inbox.keep([arrival for arrival in handed if arrival])
    begun = time.perf_counter()
    with served(data) as running:
        asyncio.run(load(running.port, 1, 1))
        print(f"{chosen.queued} waiting: first acknowledgement after {time.perf_counter() - begun:.1f} s")


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=4000)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--seconds", type=int)
    parser.add_argument("--rate", type=int, default=512)
    parser.add_argument("--queued", type=int)
    chosen = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f}")
    (behind_a_queue if chosen.queued else whole_way)(chosen)
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
