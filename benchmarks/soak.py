"""The gateway under load for a while, with its chain's node and its blob store killed and back, in lines of JSON.

    scripts/live-kubo --build                                            once
    PYTHONPATH=. .venv/bin/python benchmarks/soak.py --minutes 30 [--rate 200] [--messages 5]

Others, of patients who granted and of patients who did not, and the custodian's own people read records of 2 kB at a
steady rate, with tokens that they ask for; messages come by MLLP meanwhile. `answers.py` says what answers are right.
The last line says the rate that was kept, how long reads took in each phase, how many answers were which, which were
not as they must be, what the service's log says how often, what each process had at the end of each phase (resident
memory, threads, open files), and from the first to the last of them. The exit status is 1 where an answer was wrong,
memory, threads or files grew, the service did not end well or its audit does not verify.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from answers import Answers, Watch, listed, times
from gateway import OTHER, PATIENTS, bundle, grant_all
from intake import messages
from neighbourhood import BIN, BlobNode, Bridge, ChainNode, Use, growths, say

from fhir_bridge.access.roles import Role
from fhir_bridge.api.tokens.clients import registered
from fhir_bridge.api.tokens.issuing import ASSERTION_TYPE
from fhir_bridge.opening import writing
from fhir_bridge.settings import Settings
from fhir_bridge.source.files import Input
from fhir_bridge.source.mllp import END, START
from fhir_bridge.store.clients import Clients
from tests.fhir_bridge.api.tokens.signing import Signer

BASE = "https://bridge.example"
STALE = 10
"""Seconds after which grants that were not followed deny."""
FRESH = 240.0
"""Seconds after which a client asks for another token."""
EVERY = 10.0
"""Seconds of a line."""
MOST_MINUTES = 55
"""Grants are made for an hour."""
CONNECTIONS = 48
IDLE = 2.0
"""Seconds that an unused connection is kept: less than the service keeps it, or both would let go at once."""
OTHERS = 10
"""Patients who granted nothing."""
KINDS = ("granted",) * 8 + ("denied", "own")
"""What is asked, in turn."""


@dataclass
class Client:
    """A registered system, with a token where it has asked for one."""

    signer: Signer
    organisation: str
    own: bool
    token: str = ""

    def register(self, clients: Clients) -> None:
        """Let it ask for tokens."""
        fields = {"role": Role.CLINICIAN, "scopes": "system/*.rs", "practitioners": ""}
        jwks = self.signer.jwks()
        clients.add(
            registered(self.signer.client, jwks, organisation=self.organisation, own=self.own, **fields)
        )

    async def renew(self, http: httpx.AsyncClient) -> None:
        """Ask for a token."""
        form = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION_TYPE}
        assertion = self.signer.assertion(int(time.time()), f"{BASE}/token")
        answer = await http.post(
            "/token", data=form | {"scope": "system/*.rs", "client_assertion": assertion}
        )
        self.token = str(answer.raise_for_status().json()["access_token"])


@dataclass
class Soak:
    """One run."""

    bridge: Bridge
    chain: ChainNode
    store: BlobNode
    clients: dict[str, Client]
    watch: Watch = field(default_factory=Watch)
    uses: dict[str, list[Use]] = field(default_factory=dict)

    async def run(self, seconds: float, rate: float, messages_a_second: float) -> None:
        """All of it."""
        limits = httpx.Limits(max_connections=CONNECTIONS, keepalive_expiry=IDLE)
        base = f"http://127.0.0.1:{self.bridge.http}"
        async with httpx.AsyncClient(base_url=base, limits=limits, timeout=60) as http:
            await self._renew(http)
            until = time.monotonic() + seconds
            beside = [self._renewing(http), self._telling(messages_a_second), self._reporting()]
            tasks = [asyncio.create_task(one) for one in beside]
            await asyncio.gather(self._reading(http, rate, until), self._troubling(seconds))
            for one in tasks:
                one.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
        for fault in ended:
            if isinstance(fault, Exception):
                raise fault

    async def _reading(self, http: httpx.AsyncClient, rate: float, until: float) -> None:
        """An open loop: a request is due when it is due."""
        start, asked = time.monotonic(), set[asyncio.Task[None]]()
        for number in itertools.count():
            due = start + number / rate
            if due > until:
                break
            await asyncio.sleep(max(due - time.monotonic(), 0))
            asked.add(task := asyncio.create_task(self._read(http, number, due)))
            task.add_done_callback(asked.discard)
        await asyncio.gather(*asked)

    async def _read(self, http: httpx.AsyncClient, number: int, due: float) -> None:
        kind, phase = KINDS[number % len(KINDS)], self.watch.phase
        patient = PATIENTS + number % OTHERS if kind == "denied" else number % PATIENTS
        client = self.clients["own" if kind == "own" else "other"]
        try:
            headers = {"authorization": f"Bearer {client.token}"}
            answer: object = (await http.get(f"/fhir/Observation/o{patient}", headers=headers)).status_code
        except httpx.TransportError as fault:
            answer = type(fault).__name__
        self.watch.waits.append((phase, 1000 * (time.monotonic() - due)))
        self.watch.take(kind, answer, asked_in=phase)

    async def _telling(self, rate: float) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.bridge.mllp)
        templates = messages()
        for number in itertools.count():
            phase = self.watch.phase
            message = templates[number % len(templates)].replace(b"\0", b"soak.%d" % number)
            writer.write(START + message + END)
            answer = (await reader.readuntil(END)).replace(b"\n", b"\r")
            self.watch.take("message", answer.partition(b"MSA|")[2][:2].decode(), asked_in=phase)
            await asyncio.sleep(1 / rate)

    async def _renewing(self, http: httpx.AsyncClient) -> None:
        while True:
            await asyncio.sleep(FRESH)
            await self._renew(http)

    async def _renew(self, http: httpx.AsyncClient) -> None:
        for client in self.clients.values():
            await client.renew(http)

    async def _troubling(self, seconds: float) -> None:
        """A fifth of the time all is well, then the chain's node is away, then the store, each for a sixth."""
        calm, away, until = seconds / 5, seconds / 6, time.monotonic() + seconds
        settling = min(away / 3, STALE)
        await self._in("calm", calm)
        await asyncio.to_thread(self._change, "chain going", self.chain.kill)
        await self._in("chain going", STALE + settling)
        await self._in("chain away", away - STALE - settling)
        await asyncio.to_thread(self._change, "chain coming", self.chain.start)
        await self._in("chain coming", settling)
        await self._in("calm", (calm - settling) / 2)
        await asyncio.to_thread(self._change, "store going", self.store.kill)
        await self._in("store going", settling)
        await self._in("store away", away - settling)
        await asyncio.to_thread(self._change, "store coming", self.store.start)
        await self._in("store coming", settling)
        await self._in("calm", max(until - time.monotonic(), 0))

    def _change(self, phase: str, act: Callable[[], None]) -> None:
        self.watch.phase = phase
        act()

    async def _in(self, phase: str, seconds: float) -> None:
        self.watch.phase = phase
        await asyncio.sleep(seconds)
        self.uses[f"{len(self.uses) + 1} {phase}"] = self.bridge.uses()

    async def _reporting(self) -> None:
        begun, before, told = time.monotonic(), Answers(), 0
        while True:
            await asyncio.sleep(EVERY)
            now, waits = self.watch.answers.copy(), self.watch.waits[told:]
            say(
                at=round(time.monotonic() - begun),
                answers=listed(now - before),
                **times(waits),
                uses={use.name: use.row() for use in self.bridge.uses()},
            )
            before, told = now, told + len(waits)


def fill(settings: Settings, clients: dict[str, Client]) -> None:
    """Patients with a record of each; all but the last have granted."""
    with writing(settings, lambda: None) as service:
        list(service.ingest(Input(str(n), bundle(n)) for n in range(PATIENTS)))
        grant_all(service)
        list(service.ingest(Input(str(n), bundle(n)) for n in range(PATIENTS, PATIENTS + OTHERS)))
        for client in clients.values():
            client.register(Clients(service.journal.database))


def verdict(soak: Soak, status: int, data: Path, *, seconds: float) -> bool:
    """Say how it was, once the service has ended; whether all was as it must be."""
    audit = subprocess.run(
        [BIN / "fhir-bridge", "audit", "verify", "--data", data], check=False, capture_output=True
    )
    watch, grown = soak.watch, growths(soak.uses)
    leaking = [one.last.name for one in grown if one.leaks(CONNECTIONS)]
    phases = dict.fromkeys(phase for phase, _ in watch.waits)
    say(
        reads_a_second=round(len(watch.waits) / seconds, 1),
        reads=times(watch.waits),
        by_phase={phase: times(one for one in watch.waits if one[0] == phase) for phase in phases},
        answers=listed(watch.answers),
        unexpected=sum(watch.unexpected.values()),
        which=listed(watch.unexpected),
        from_first_to_last={one.last.name: one.row() for one in grown},
        uses={phase: {use.name: use.row() for use in uses} for phase, uses in soak.uses.items()},
        leaking=leaking,
        log=soak.bridge.told(),
        exit_status=status,
        audit=audit.stdout.decode().strip() or audit.stderr.decode().strip(),
    )
    return not (watch.unexpected or leaking or status or audit.returncode)


def soaked(folder: Path, chosen: argparse.Namespace) -> bool:
    """Set everything up, run, and take it down."""
    chain, store = ChainNode(folder), BlobNode(folder)
    clients = {
        "other": Client(Signer("other"), OTHER, own=False),
        "own": Client(Signer("own"), "urn:x|own", own=True),
    }
    bridge = None
    try:
        chain.start()
        store.start()
        given = chain.deploy(folder) | store.settings | {"grants_stale": str(STALE)}
        settings = Settings.model_validate({"data": folder / "data", **given})
        fill(settings, clients)
        chain.fund(folder / "data" / "anchor" / "relayer.key")
        given |= {"gateway": BASE, "http_port": "0", "mllp_port": "0"}
        bridge = Bridge(folder, {f"FHIR_BRIDGE_{name.upper()}": value for name, value in given.items()})
        bridge.start()
        soak = Soak(bridge, chain, store, clients)
        asyncio.run(soak.run(60 * chosen.minutes, chosen.rate, chosen.messages))
        status = bridge.program.end(signal.SIGTERM)
        return verdict(soak, status, settings.data, seconds=60 * chosen.minutes)
    finally:
        for program in (bridge.program if bridge else None, store.program, chain.program):
            if program:
                program.end()


def main() -> None:
    """Soak for so long."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--rate", type=float, default=200, help="reads a second")
    parser.add_argument("--messages", type=float, default=5, help="messages a second")
    chosen = parser.parse_args()
    if not 0 < chosen.minutes <= MOST_MINUTES:
        parser.error(f"up to {MOST_MINUTES} minutes")
    with tempfile.TemporaryDirectory() as folder:
        raise SystemExit(0 if soaked(Path(folder), chosen) else 1)


if __name__ == "__main__":
    main()
