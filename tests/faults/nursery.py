"""Services that are born ready: one interpreter loads the program, and a copy of it serves and dies for each run.

python -m tests.faults.nursery takes a line of JSON a run: {"data", "place", "when", "nth", "inject", "room", "work"}.
The copy's log is its answer; `ended N` follows. `inject` is what strace does to its calls (each thread has a count of
its own), `room` the bytes that a file may have: the write that goes beyond is a short one, and the next one fails.
`work` is 1 for one that listens to nobody and works beside another, `database` where it has journal and log.
"""

from __future__ import annotations

import json
import os
import queue
import re
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.databases import environment

PATIENCE = 60.0


@dataclass
class Child:
    """A service in a copy of the nursery; `status` is known once it has ended."""

    pid: int
    data: Path
    port: int
    lines: queue.SimpleQueue[str] = field(repr=False)
    status: int | None = None

    def ended(self, within: float = PATIENCE) -> int:
        """Its exit status, negative for a signal's."""
        while self.status is None:
            line = self.lines.get(timeout=within)
            if line.startswith("ended "):
                self.status = int(line.split()[1])
        return self.status

    def kill(self) -> None:
        """As the power would, but for the page cache."""
        if self.status is None:
            with suppress(ProcessLookupError):  # it may have died of its own fault meanwhile
                os.kill(self.pid, signal.SIGKILL)
        self.ended()


@dataclass
class Nursery:
    """The interpreter that copies are made of."""

    process: subprocess.Popen[str]
    lines: queue.SimpleQueue[str] = field(default_factory=queue.SimpleQueue)
    straces: ExitStack = field(default_factory=ExitStack)

    def serve(
        self, data: Path, place: str = "", when: str = "before", nth: int = 0, **more: str | int
    ) -> Child:
        """A service on a data folder that dies, or lies, at this place; port 0 where it died before it listened."""
        assert self.process.stdin
        order = {"data": str(data), "place": place, "when": when, "nth": nth} | more
        url = str(more.get("database", ""))
        order |= {"given": {"FHIR_BRIDGE_DATABASE": url} if url else environment(data)}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        child = Child(self._born(), data, 0, self.lines)
        if inject := str(more.get("inject", "")):
            self.meddle(child.pid, inject)
        while True:
            line = self.lines.get(timeout=PATIENCE)
            if found := re.search(r'"mllp": (\d+), ', line):
                child.port = int(found[1])
                return child
            if "work" in more and '"working"' in line:
                return child
            if line.startswith("ended "):
                child.status = int(line.split()[1])
                return child

    def _born(self) -> int:
        """The new copy's process; the makers of records of one that was killed may have had a last word."""
        while not (line := self.lines.get(timeout=PATIENCE)).startswith("born "):
            pass
        return int(line.split()[1])

    def meddle(self, pid: int, inject: str) -> None:
        """Let strace meddle with a copy's calls from now on; one that waits for it goes on."""
        call = inject.partition(":")[0]
        command = [
            "strace",
            "-f",
            "-p",
            str(pid),
            "-o",
            "/dev/null",
            "-e",
            f"trace={call}",
            "-e",
            f"inject={inject}",
        ]
        strace = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        self.straces.push(strace)
        assert strace.stderr
        assert "attached" in strace.stderr.readline()
        os.kill(pid, signal.SIGCONT)


@contextmanager
def nursery(home: Path, **settings: str) -> Iterator[Nursery]:
    """A nursery whose services have these settings."""
    given = {"FHIR_BRIDGE_MLLP_PORT": "0", "FHIR_BRIDGE_HTTP_PORT": "0", "PATH": "/usr/bin:/bin"}
    given |= {"PYTHONPATH": str(Path(__file__).parents[2]), "HOME": str(home)}
    command = [sys.executable, "-m", "tests.faults.nursery"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=given | settings, text=True
    ) as process:
        made = Nursery(process)
        reader = threading.Thread(target=_read, args=(process, made.lines))
        reader.start()
        try:
            with made.straces:
                yield made
        finally:
            assert process.stdin
            process.stdin.close()
            process.wait(PATIENCE)
            reader.join()


def _read(process: subprocess.Popen[str], lines: queue.SimpleQueue[str]) -> None:
    for line in process.stdout or ():
        lines.put(line)


def main() -> None:
    """Make a copy for each line."""
    import fhir_bridge.api.site  # noqa: F401, PLC0415 -- loaded once for all copies
    from fhir_bridge.cli.app import main as bridge  # noqa: PLC0415 -- as this
    from tests.faults.dying import befall  # noqa: PLC0415 -- as this

    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if not pid:
            os.dup2(1, 2)
            befall(order["place"], order["when"], order["nth"])
            if "inject" in order:
                os.kill(os.getpid(), signal.SIGSTOP)
            if "room" in order:
                resource.setrlimit(resource.RLIMIT_FSIZE, (order["room"], order["room"]))
            os.environ.update(order["given"])
            beside = ["--work"] if "work" in order else []
            sys.argv[:] = ["fhir-bridge", "serve", *beside, "--data", order["data"]]
            bridge()
            sys.exit()
        sys.stdout.write(f"born {pid}\n")
        sys.stdout.flush()
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        sys.stdout.write(f"ended {status}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
