"""What consent and audit cost: GET of a 2 kB record at a steady rate, with both and without, and the bare decision.

    PYTHONPATH=. .venv/bin/python benchmarks/gateway.py [--rate 200] [--seconds 10] [--alone]

One process serves, another asks (open loop: a request is due when it is due, and its time runs from then), over
connections that stay open and with as little of its own as a client can do: both share the machine. Without: the
same gateway, index, keys and proofs, but nobody is asked and nothing is written down. The reader has a grant of every
patient, of another organisation. Processor time is the serving process's own, all of its threads together. With
`--alone` there is no HTTP: processor time of one read in its thread, both ways in turn, the least of twelve rounds,
which other work on the machine disturbs least.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import itertools
import json
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from fhir_bridge.access.decide import Basis, Grant, Grants, Permit, Request, decide
from fhir_bridge.access.roles import Role, base_policy, data_class
from fhir_bridge.api.building import desk_of
from fhir_bridge.api.desk import Custom
from fhir_bridge.api.gateway import Gateway
from fhir_bridge.api.limits import Buckets, Limits
from fhir_bridge.api.records.asked import Gate
from fhir_bridge.api.records.door import Door
from fhir_bridge.api.records.index import Index
from fhir_bridge.api.relaying import KeptGrant, sealed_grant
from fhir_bridge.api.research.features import Projection
from fhir_bridge.api.tokens.issuing import Issuer, tag_of
from fhir_bridge.api.wire.consent import Opened
from fhir_bridge.cli.serve import SWITCH_SECONDS
from fhir_bridge.opening import writing
from fhir_bridge.serve.web import serving_web
from fhir_bridge.service import Service
from fhir_bridge.settings import Settings
from fhir_bridge.source.files import Input
from fhir_bridge.store.clients import Client, Clients, Token
from fhir_bridge.store.grants import GrantKept, SubmissionKept

PATIENTS = 100
ROUNDS = 12
READS = 200
OK = 200
SYSTEM = "urn:example:mrn"
OTHER = "urn:x|other"


class Bare(Door):
    """Opens, and asks and writes nothing."""

    def _answer(self, *_: object) -> Permit:
        return Permit(Basis.POLICY, 2**40)

    def note(self, *_: object, **__: object) -> None:
        """Nothing."""


def bundle(number: int) -> bytes:
    """A record of about 2 kB."""
    identifier = {"system": SYSTEM, "value": str(number), "type": {"coding": [{"code": "MR"}]}}
    patient = {"resourceType": "Patient", "id": f"p{number}", "identifier": [identifier]}
    note = [{"text": "x" * 1500}]
    coded = {"coding": [{"system": "http://loinc.org", "code": "718-7"}]}
    observation = {
        "resourceType": "Observation",
        "id": f"o{number}",
        "status": "final",
        "code": coded,
        "note": note,
    }
    observation["subject"] = {"reference": f"Patient/p{number}"}
    entries = [
        {"fullUrl": f"http://x/{r['resourceType']}/{r['id']}", "resource": r} for r in (patient, observation)
    ]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


def gateway(service: Service, kind: type[Door]) -> tuple[Gateway, str]:
    """A gateway over the folder, and a token for it."""
    desk = desk_of(service, None, Custom())
    database = service.journal.database
    clients = Clients(database)
    name, made = secrets.token_hex(8), secrets.token_bytes(32)
    clients.add(
        Client(name, Role.CLINICIAN, OTHER, own=False, practitioners="", scopes="system/*.rs", keys=b"")
    )
    desk.grants.take([], [], settled=0, at=desk.now())
    clients.issue(Token(tag_of(made), name, "system/*.rs", "TREAT", "", 2**31 - 1), int(time.time()))
    door = kind(desk, clients, base_policy(stale_after=3600), Limits(Buckets(database), time.time))
    index = Index(service)
    projection = Projection(service, index)
    gate = Gate(door, index, projection, Issuer(clients, "http://x/token", desk.now), "http://x")
    from base64 import urlsafe_b64encode  # noqa: PLC0415 -- for the token alone

    return Gateway(gate), urlsafe_b64encode(made).rstrip(b"=").decode()


def grant_all(service: Service) -> None:
    """Every patient lets the other organisation read observations."""
    desk = desk_of(service, None, Custom())
    for pseudonym in {stored.record.pseudonym for stored in service.journal.records()}:
        id_, end = secrets.token_bytes(32), desk.now() + 3600
        opened = Opened(secrets.token_bytes(32), OTHER, "TREAT", (data_class("Observation"),))
        sealed = sealed_grant(desk, pseudonym, id_, KeptGrant(opened, "Other", "en", signed_for=False))
        grant = GrantKept(id_, pseudonym, id_.hex(), id_, sealed, end, since=desk.now(), block=1)
        kept = SubmissionKept(id_.hex(), pseudonym, 0, "confirmed", "", b"", desk.now())
        desk.grants.submit(kept, [grant], answered=(), withdrawn=())


async def ask(port: int, token: str, rate: float, seconds: float) -> tuple[list[float], int]:
    """Milliseconds from when each request was due to its answer, and how many were answered by anything but 200."""
    took: list[float] = []
    idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def one(number: int, due: float) -> None:
        await asyncio.sleep(max(due - time.perf_counter(), 0))
        while idle and idle[-1][0].at_eof():  # a server lets go of what was idle for some seconds
            idle.pop()[1].close()
        reader, writer = idle.pop() if idle else await asyncio.open_connection("127.0.0.1", port)
        path = f"/fhir/Observation/o{number % PATIENTS}"
        writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length))
        if b"\r\nconnection: close" in head.lower():  # a server at its limit answers so
            writer.close()
        else:
            idle.append((reader, writer))
        if int(head.split()[1]) == OK:
            took.append((time.perf_counter() - due) * 1000)

    start, count = time.perf_counter() + 0.1, int(rate * seconds)
    await asyncio.gather(*(one(n, start + n / rate) for n in range(count)))
    for _, writer in idle:
        writer.close()
        await writer.wait_closed()
    return took, count - len(took)


async def measured(service: Service, kind: type[Door], rate: float, seconds: float) -> str:
    """One run against one kind of door: times, processor time a request, and what was not answered as asked."""
    app, token = gateway(service, kind)
    async with serving_web(app, 0) as port:
        command = [sys.executable, __file__, "--ask", str(port), f"--token={token}"]
        for length in (1.0, seconds):  # the first fills the index and the connections
            more = ["--rate", str(rate), "--seconds", str(length)]
            process = await asyncio.create_subprocess_exec(*command, *more, stdout=subprocess.PIPE)
            begun = time.process_time()
            out, _ = await process.communicate()
            used = time.process_time() - begun
    took, others = json.loads(out)
    took.sort()
    p50, p99 = took[len(took) // 2], took[int(len(took) * 0.99)]
    each = used * 1000 / (len(took) + others)
    return f"p50 {p50:.1f} ms, p99 {p99:.1f} ms, processor {each:.2f} ms; not answered: {others}"


def alone(service: Service) -> str:
    """Processor time of one read, both ways in turn; the limits' clock runs fast enough that nothing is refused."""
    ways = {kind: gateway(service, kind) for kind in (Door, Bare)}
    least = dict.fromkeys(ways, 1e9)
    clock = itertools.count(int(time.time()))
    for app, _ in ways.values():
        app.gate.door.limits._clock = lambda: float(next(clock))  # noqa: SLF001 -- the benchmark's own time
    for _ in range(ROUNDS):
        for kind, (app, token) in ways.items():
            begun = time.thread_time()
            for number in range(READS):
                row = app._row("GET", f"/fhir/Observation/o{number % PATIENTS}")  # noqa: SLF001 -- without HTTP
                headers = {"authorization": f"Bearer {token}"}
                if row is None or app._made(*row, (), headers, b"")[0].status != OK:  # noqa: SLF001 -- as above
                    raise SystemExit("a read was not answered as asked")
            least[kind] = min(least[kind], (time.thread_time() - begun) * 1000 / READS)
    more = (least[Door] / least[Bare] - 1) * 100
    return f"with {least[Door]:.2f} ms, without {least[Bare]:.2f} ms: {more:.0f} % more"


def decision() -> float:
    """Microseconds of one decision over a patient with twenty grants."""
    classes = frozenset(data_class(kind) for kind in ("Observation", "Encounter"))
    grants = tuple(
        Grant(bytes([n]), "anna", f"urn:x|{n}", "TREAT", classes, 2**40, since=0) for n in range(20)
    )
    request = Request(
        "anna", frozenset({"urn:x|19", Role.CLINICIAN.grantee}), "TREAT", data_class("Observation")
    )
    policy, count = base_policy(stale_after=60), 20_000
    start = time.perf_counter()
    for _ in range(count):
        decide(request, policy, Grants(grants, 1000), 1000)
    return (time.perf_counter() - start) / count * 1e6


def main() -> None:
    """Measure both ways in one run, twice in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=200)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--ask", type=int)
    parser.add_argument("--token", default="")
    parser.add_argument("--alone", action="store_true")
    options = parser.parse_args()
    if options.ask:
        print(json.dumps(asyncio.run(ask(options.ask, options.token, options.rate, options.seconds))))
        return
    print(f"decision over 20 grants: {decision():.1f} us")
    sys.setswitchinterval(SWITCH_SECONDS)
    with (
        tempfile.TemporaryDirectory() as folder,
        writing(Settings(data=Path(folder)), lambda: None) as service,
    ):
        list(service.ingest(Input(str(n), bundle(n)) for n in range(PATIENTS)))
        grant_all(service)
        gc.freeze()  # as the service does
        if options.alone:
            print(alone(service))
            return
        for kind in (Door, Bare, Door, Bare):
            which = "without" if kind is Bare else "with"
            said = asyncio.run(measured(service, kind, options.rate, options.seconds))
            print(f"{which} consent and audit: {said}", flush=True)


if __name__ == "__main__":
    main()
