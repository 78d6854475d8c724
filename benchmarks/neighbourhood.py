"""A bridge with real neighbours, each a program that can be killed and started again where it was.

`ChainNode` is anvil with its state in a file, `BlobNode` a private Kubo as `packaging/ipfs/configure` makes it
(`scripts/live-kubo --build` builds it), and `Bridge` `fhir-bridge serve` with what it has in memory, threads and files.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from anchor.relayer import RelayerKey

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
ANVIL = ROOT / "anchor" / "contracts" / "node_modules" / ".bin" / "anvil"
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "fhir-anchor"
KUBO = CACHE / "kubo-v0.42.0"
PATIENCE = 60.0
"""Seconds that a program may take to be there."""
GROWN = 8
"""Threads that a process may have more at the end, or open files beside connections."""
GROWN_MEGABYTES = 64
"""The same of memory: places in the log of the newest acts are kept, some 20 MB of them, and the index grows."""


def free_port() -> int:
    """A port that nobody has at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@dataclass
class Program:
    """A program in a session of its own."""

    command: list[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, with what it says at the end of its log."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=os.environ | self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def end(self, how: signal.Signals = signal.SIGKILL) -> int:
        """Tell all of its session; its exit status. What has ended stays so."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            os.killpg(self.process.pid, how)
        return self.process.wait(PATIENCE)


class ChainNode:
    """anvil on a port of its own. It keeps its state when it is told to end, so `kill` tells it to."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        where = ["--port", str(self.port), "--state", str(folder / "chain.json"), "--silent"]
        self.program = Program([str(ANVIL), *where], folder / "anvil.log")

    def start(self) -> None:
        """Return once it answers."""
        self.program.start()
        until(lambda: self.ask("eth_chainId") is not None)

    def kill(self) -> None:
        """It is gone from one moment to the next."""
        self.program.end(signal.SIGTERM)

    def fund(self, account: Path) -> None:
        """A new account, with coins."""
        key = RelayerKey.make()
        key.save(account)
        self.ask("anvil_setBalance", key.address, hex(10**22))

    def deploy(self, folder: Path) -> dict[str, str]:
        """Put the log's and the care contracts there; the settings that say so."""
        account, care = folder / "deployer.key", folder / "care"
        self.fund(account)
        command = [BIN / "fhir-anchor", "deploy", "--rpc", self.url, "--account", account, "--care", care]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        facts = dict(line.split(None, 1) for line in said.splitlines())
        named = {"chain": self.url, "care": str(care)}
        return named | {"chain_id": facts["chain"], "chain_contract": facts["contract"]}

    def ask(self, method: str, *parameters: object) -> Any:
        """What a JSON-RPC method answers; None where nobody is there."""
        question = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
        try:
            return httpx.post(self.url, json=question).json()["result"]
        except httpx.TransportError:
            return None


class BlobNode:
    """A private Kubo, which keeps what it has acknowledged when it is killed."""

    def __init__(self, folder: Path) -> None:
        self.repository, self.port = folder / "ipfs", free_port()
        path = f"{KUBO}{os.pathsep}{os.environ['PATH']}"
        made = {"PATH": path, "IPFS_TELEMETRY": "off", "API_PORT": str(self.port)}
        made["SWARM_PORT"] = str(free_port())
        subprocess.run(
            [ROOT / "packaging/ipfs/configure", self.repository],
            env=os.environ | made,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        served = made | {"IPFS_PATH": str(self.repository), "LIBP2P_FORCE_PNET": "1"}
        command = [str(KUBO / "ipfs"), "daemon", "--migrate=false"]
        self.program = Program(command, folder / "ipfs.log", served)
        self.settings = {
            "kubo": f"/ip4/127.0.0.1/tcp/{self.port}",
            "kubo_secret": str(self.repository / "api.secret"),
        }

    def start(self) -> None:
        """Return once it is ready."""
        before = self._said()
        self.program.start()
        until(lambda: self._said() > before)

    def kill(self) -> None:
        """As the power would, but for the page cache."""
        self.program.end(signal.SIGKILL)

    def _said(self) -> int:
        return self.program.log.read_bytes().count(b"Daemon is ready") if self.program.log.exists() else 0


@dataclass(frozen=True, slots=True)
class Use:
    """What a process has: resident megabytes, threads, open files."""

    name: str
    megabytes: float
    threads: int
    files: int

    def row(self) -> dict[str, object]:
        """For a line of JSON."""
        return {"rss_mb": round(self.megabytes, 1), "threads": self.threads, "fds": self.files}


@dataclass(frozen=True, slots=True)
class Growth:
    """What a process had after the first calm phase, and at the end."""

    first: Use
    last: Use

    def leaks(self, connections: int) -> bool:
        """Whether it has more than a service may that was asked over so many connections."""
        first, last = self.first, self.last
        return (
            last.threads > first.threads + GROWN
            or last.files > first.files + GROWN + connections
            or last.megabytes > first.megabytes + GROWN_MEGABYTES
        )

    def row(self) -> dict[str, str]:
        """For a line of JSON: from what to what."""
        first, last = self.first.row(), self.last.row()
        return {name: f"{value} to {last[name]}" for name, value in first.items()}


def growths(uses: dict[str, list[Use]]) -> list[Growth]:
    """Of each process."""
    phases = list(uses.values())
    return [Growth(*pair) for pair in zip(phases[0], phases[-1], strict=True)]


class Bridge:
    """`fhir-bridge serve` on a data folder."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self.log = folder / "serve.log"
        command = [str(BIN / "fhir-bridge"), "serve", "--data", str(folder / "data")]
        self.program = Program(command, self.log, settings)
        self.http = self.mllp = 0

    def start(self) -> None:
        """Return once it listens."""
        self.program.start()
        until(lambda: self._listening() is not None)
        found = self._listening()
        if found:
            self.mllp, self.http = int(found[1]), int(found[2])

    def uses(self) -> list[Use]:
        """What it and its workers have now, itself first."""
        if self.program.process is None:
            return []
        pid = self.program.process.pid
        children = Path(f"/proc/{pid}/task").glob("*/children")
        workers = sorted(int(one) for path in children for one in path.read_text().split())
        return [_use("serve", pid), *(_use(f"worker {n}", one) for n, one in enumerate(workers, 1))]

    def told(self) -> dict[str, int]:
        """How often its log says what, by which of its threads."""
        lines = map(json.loads, self.log.read_text(encoding="utf-8").splitlines())
        return Counter(" ".join(filter(None, (one.get("worker"), one["event"]))) for one in lines)

    def _listening(self) -> re.Match[str] | None:
        return re.search(r'"mllp": (\d+), "http": (\d+)', self.log.read_text(encoding="utf-8"))


def _use(name: str, pid: int) -> Use:
    process = Path(f"/proc/{pid}")
    status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
    resident, threads = int(status["VmRSS"].split()[0]) / 1024, int(status["Threads"])
    return Use(name, resident, threads, len(os.listdir(process / "fd")))  # noqa: PTH208 -- names alone


def until(found: Any) -> None:
    """Return once it is so; SystemExit where it is not in time."""
    end = time.monotonic() + PATIENCE
    while not found():
        if time.monotonic() > end:
            raise SystemExit("a program did not come up")
        time.sleep(0.1)


def say(**facts: object) -> None:
    """A line of JSON on standard output."""
    print(json.dumps(facts), flush=True)
